/* `cairn help [VERB]` and `cairn version`: what --help and --version print, as verbs. */
#include "cli/cli.h"

#include "base/buf.h"

static const struct cairn_cli_command *find_topic(const struct cairn_cli *cli)
{
    if (!cli->arguments.operands.count)
        return &cairn_cli_program;
    return cairn_cli_find_command(cairn_cli_operand(cli, 0));
}

static enum cairn_status refuse_topic(
    const struct cairn_cli *cli, const char *verb, struct cairn_error *err)
{
    const char *nearest = cairn_cli_near_command(verb);
    enum cairn_cli_message message =
        nearest ? CAIRN_CLI_MSG_UNKNOWN_VERB_NEAR : CAIRN_CLI_MSG_UNKNOWN_VERB;
    return cairn_cli_fail(cli, message, CAIRN_CLI_MSG_SEE_HELP, verb, nearest, err);
}

enum cairn_status cairn_cli_help(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    const struct cairn_cli_command *topic = find_topic(cli);
    if (!topic)
        return refuse_topic(cli, cairn_cli_operand(cli, 0), err);
    cairn_cli_append_help(&buf, topic, cli->language);
    enum cairn_status status = cairn_buf_status(&buf, err);
    if (!status)
        status = cairn_cli_write(cli, cairn_buf_span(&buf), err);
    if (!status)
        *out_conclusion = CAIRN_FOUND;
    return status;
}

enum cairn_status cairn_cli_version(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_buf_printf(&buf, "cairn %s\n", cairn_version());
    enum cairn_status status = cairn_buf_status(&buf, err);
    if (!status)
        status = cairn_cli_write(cli, cairn_buf_span(&buf), err);
    if (!status)
        *out_conclusion = CAIRN_FOUND;
    return status;
}
