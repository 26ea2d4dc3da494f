/*
 * `cairn export`: records as documents. On standard output each goes out as soon as it is made, so
 * that a large canon needs little memory; with --output all are collected first, because a file is
 * replaced whole or not at all.
 */
#include "cli/cli.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "cli/commands.h"
#include "cli/report.h"

static enum cairn_status send_record(
    void *context, const char *bytes, size_t size, struct cairn_error *err)
{
    (void)context;
    return cairn_fd_write_all(STDOUT_FILENO, "standard output", cairn_span_make(bytes, size), err);
}

static enum cairn_status collect_record(
    void *context, const char *bytes, size_t size, struct cairn_error *err)
{
    struct cairn_buf *collected = context;
    cairn_buf_append(collected, cairn_span_make(bytes, size));
    return cairn_buf_status(collected, err);
}

static enum cairn_export_shape shape_of(const struct cairn_cli *cli)
{
    const char *shape = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_SHAPE);
    return shape && *shape == 'r' ? CAIRN_SHAPE_REFERENCE : CAIRN_SHAPE_PUBLISHED;
}

static enum cairn_format format_of(const struct cairn_cli *cli)
{
    const char *format = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_EXPORT_FORMAT);
    return format ? cairn_cli_format_of(format) : CAIRN_FORMAT_JSON;
}

static enum cairn_status export_records(struct cairn_cli *cli, const char *id,
    enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    CAIRN_CLI_AUTO_ENGINE struct cairn_engine *engine = NULL;
    CAIRN_AUTO_BUF struct cairn_buf collected = {0};
    bool has_file = cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_OUTPUT);
    const struct cairn_export_options options = {
        .id = id,
        .shape = shape_of(cli),
        .format = format_of(cli),
        .language = cli->language,
        .write = has_file ? collect_record : send_record,
        .write_context = &collected,
    };
    enum cairn_status status = cairn_cli_open_engine(cli, &engine, err);
    if (!status)
        status = cairn_export(engine, &options, out_conclusion, err);
    if (!status && has_file && *out_conclusion != CAIRN_NONE)
        status = cairn_cli_write(cli, cairn_buf_span(&collected), err);
    return status;
}

enum cairn_status cairn_cli_export(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    bool is_all = cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_ALL);
    if (cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_SITE) ||
        cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_BASE_URL))
        return cairn_cli_export_site(cli, out_conclusion, err);
    if (is_all == (cli->arguments.operands.count > 0)) {
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_EXPORT_WHAT, CAIRN_CLI_MSG_SEE_VERB_HELP,
            cli->command->name, NULL, err);
    }
    const char *id = is_all ? NULL : cairn_cli_operand(cli, 0);
    enum cairn_status status = export_records(cli, id, out_conclusion, err);
    if (!status && id && *out_conclusion == CAIRN_NONE) {
        struct cairn_error missing = {0};
        cairn_cli_fail(
            cli, CAIRN_CLI_MSG_NO_SUCH_RECORD, CAIRN_CLI_MSG_SEARCH_FOR_IT, id, NULL, &missing);
        missing.status = CAIRN_ERR_NOT_FOUND; /* the line was well written */
        cairn_cli_report(&missing, cli->language);
    }
    return status;
}
