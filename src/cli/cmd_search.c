/* `cairn search WORDS...`: records that hold the words, best first. */
#include "cli/cli.h"

#include "base/buf.h"

/* More hits than anybody reads; a larger number is a typing mistake. */
#define LIMIT_MOST      1000
#define LIMIT_MOST_TEXT "1000"

static enum cairn_status read_limit(
    const struct cairn_cli *cli, uint32_t *out_limit, struct cairn_error *err)
{
    const char *text = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_LIMIT);
    uint64_t limit = 0;
    if (!text)
        return CAIRN_OK;
    if (!cairn_span_to_u64(cairn_span_from_string(text), &limit) || !limit || limit > LIMIT_MOST) {
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_LIMIT_RANGE, CAIRN_CLI_MSG_NOTHING, text, LIMIT_MOST_TEXT, err);
    }
    *out_limit = (uint32_t)limit;
    return CAIRN_OK;
}

static void append_words(struct cairn_buf *query, const struct cairn_cli *cli)
{
    for (size_t i = 0; i < cli->arguments.operands.count; i++) {
        cairn_buf_append_string(query, i ? " " : "");
        cairn_buf_append_string(query, cairn_cli_operand(cli, i));
    }
}

enum cairn_status cairn_cli_search(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    CAIRN_CLI_AUTO_ENGINE struct cairn_engine *engine = NULL;
    CAIRN_AUTO_BUF struct cairn_buf query = {0};
    struct cairn_result *result = NULL;
    struct cairn_search_options options = {
        .language = cli->language,
        .domain = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_DOMAIN),
    };
    append_words(&query, cli);
    enum cairn_status status = cairn_buf_status(&query, err);
    if (!status)
        status = read_limit(cli, &options.limit, err);
    if (!status)
        status = cairn_cli_open_engine(cli, &engine, err);
    if (!status)
        status = cairn_search(engine, query.data, &options, &result, err);
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}
