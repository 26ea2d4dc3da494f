/*
 * `cairn outcome ID CHANGE worked|failed`: writes an outcome into a ledger, or sends it to a
 * server; with an ID alone it shows what was reported. A token comes from a file, never from the
 * command line, where every user of the machine could read it.
 */
#include <string.h>

#include <fcntl.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/fd.h"
#include "cli/cli.h"

#define REPORT_OPERANDS 3
/* A token and a line end; longer files are no token's. */
#define TOKEN_FILE_MOST 256

static enum cairn_status read_token(
    const struct cairn_cli *cli, struct cairn_buf *token, struct cairn_error *err)
{
    const char *path = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_TOKEN_FILE);
    if (!path)
        return CAIRN_OK;
    enum cairn_status status = cairn_file_read(AT_FDCWD, path, TOKEN_FILE_MOST, token, err);
    while (!status && token->size && strchr("\r\n", token->data[token->size - 1]))
        cairn_buf_truncate(token, token->size - 1);
    if (!status && !token->size)
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_TOKEN_EMPTY, CAIRN_CLI_MSG_TOKEN_HOW, path, NULL, err);
    return status;
}

static enum cairn_status read_report(
    const struct cairn_cli *cli, struct cairn_report *out_report, struct cairn_error *err)
{
    const struct cairn_cli_arguments *arguments = &cli->arguments;
    const char *word = cairn_cli_operand(cli, 2);
    bool worked = !strcmp(word, "worked");
    if (!worked && strcmp(word, "failed"))
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_OUTCOME_WORD, CAIRN_CLI_MSG_OUTCOME_WORDS, word, NULL, err);
    *out_report = (struct cairn_report){
        .record = cairn_cli_operand(cli, 0),
        .change = cairn_cli_operand(cli, 1),
        .worked = worked,
        .cause = cairn_cli_value(arguments, CAIRN_CLI_OPTION_OUTCOME_CAUSE),
        .environment = cairn_cli_value(arguments, CAIRN_CLI_OPTION_OUTCOME_ENV),
    };
    return CAIRN_OK;
}

static enum cairn_status send_report(struct cairn_cli *cli, const char *server,
    const struct cairn_report *report, struct cairn_result **out_result, struct cairn_error *err)
{
    const struct cairn_send_options options = {
        .server = server,
        .program = cli->environment.send,
        .allows_plain_http = cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_INSECURE_HTTP),
    };
    return cairn_send_outcome(report, &options, out_result, err);
}

static enum cairn_status write_report(struct cairn_cli *cli, const struct cairn_report *report,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_CLI_AUTO_ENGINE struct cairn_engine *engine = NULL;
    enum cairn_status status = cairn_cli_make_ledger_folder(cli, err);
    if (!status)
        status = cairn_cli_open_engine(cli, &engine, err);
    return status ? status : cairn_report_outcome(engine, report, out_result, err);
}

static enum cairn_status report_outcome(
    struct cairn_cli *cli, struct cairn_result **out_result, struct cairn_error *err)
{
    const char *server = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_SERVER);
    struct cairn_report report = {0};
    CAIRN_AUTO_BUF struct cairn_buf token = {0};
    enum cairn_status status = read_report(cli, &report, err);
    if (!status)
        status = read_token(cli, &token, err);
    if (status)
        return status;
    report.token = token.data;
    return server ? send_report(cli, server, &report, out_result, err)
                  : write_report(cli, &report, out_result, err);
}

static enum cairn_status show_outcomes(
    struct cairn_cli *cli, struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_CLI_AUTO_ENGINE struct cairn_engine *engine = NULL;
    enum cairn_status status = cairn_cli_open_engine(cli, &engine, err);
    if (status)
        return status;
    return cairn_outcomes(engine, cairn_cli_operand(cli, 0), cli->language, out_result, err);
}

enum cairn_status cairn_cli_outcome(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    size_t count = cli->arguments.operands.count;
    enum cairn_status status = CAIRN_OK;
    if (count == REPORT_OPERANDS)
        status = report_outcome(cli, &result, err);
    else if (count == 1)
        status = show_outcomes(cli, &result, err);
    else
        status = cairn_cli_fail(
            cli, CAIRN_CLI_MSG_OUTCOME_MISSING, CAIRN_CLI_MSG_OUTCOME_WORDS, NULL, NULL, err);
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}
