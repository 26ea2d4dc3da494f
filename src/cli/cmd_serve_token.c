/* `cairn serve token list`, `add NAME ORGANISATION`, `revoke NAME`: who may report outcomes. */
#include <string.h>

#include "base/compiler.h"
#include "cli/cli.h"

/* "token" itself stands before the action. */
#define FIRST 1

struct action {
    const char *word;
    size_t operands; /* with "token" and the action */
};

static const struct action actions[] = {
    [CAIRN_TOKENS_LIST] = {"list", FIRST + 1},
    [CAIRN_TOKENS_ADD] = {"add", FIRST + 3},
    [CAIRN_TOKENS_REVOKE] = {"revoke", FIRST + 2},
};

static enum cairn_status read_options(
    struct cairn_cli *cli, struct cairn_tokens_options *out_options, struct cairn_error *err)
{
    size_t count = cli->arguments.operands.count;
    const char *word = count > FIRST ? cairn_cli_operand(cli, FIRST) : "list";
    size_t i = 0;
    while (i < CAIRN_ARRAY_SIZE(actions) && strcmp(actions[i].word, word))
        i++;
    if (i == CAIRN_ARRAY_SIZE(actions) || (count > FIRST && count != actions[i].operands))
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_TOKEN_ACTION, CAIRN_CLI_MSG_TOKEN_ACTIONS, word, NULL, err);
    *out_options = (struct cairn_tokens_options){
        .language = cli->language,
        .ledger_path = cairn_cli_ledger_path(cli),
        .action = (enum cairn_tokens_action)i,
        .name = count > FIRST + 1 ? cairn_cli_operand(cli, FIRST + 1) : NULL,
        .organisation = count > FIRST + 2 ? cairn_cli_operand(cli, FIRST + 2) : NULL,
    };
    return CAIRN_OK;
}

enum cairn_status cairn_cli_serve_token(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    struct cairn_tokens_options options = {0};
    struct cairn_result *result = NULL;
    enum cairn_status status = read_options(cli, &options, err);
    if (!status)
        status = cairn_cli_make_ledger_folder(cli, err);
    if (!status)
        status = cairn_tokens(&options, &result, err);
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}
