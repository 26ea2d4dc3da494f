/* `cairn env list|add|remove`: the programs that the lab runs. `add` is the only thing in Cairn
 * that downloads. */
#include <string.h>

#include "cli/lab.h"

static const char *const actions[] = {
    [CAIRN_ENVIRONMENTS_LIST] = "list",
    [CAIRN_ENVIRONMENTS_ADD] = "add",
    [CAIRN_ENVIRONMENTS_REMOVE] = "remove",
};

static enum cairn_status read_action(const struct cairn_cli *cli,
    struct cairn_environments_options *options, struct cairn_error *err)
{
    const struct cairn_vec *operands = &cli->arguments.operands;
    if (!operands->count)
        return CAIRN_OK;
    const char *word = cairn_cli_operand(cli, 0);
    size_t i = 0;
    while (i < CAIRN_ARRAY_SIZE(actions) && strcmp(actions[i], word))
        i++;
    if (i == CAIRN_ARRAY_SIZE(actions))
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_ENV_ACTION, CAIRN_CLI_MSG_ENV_ACTIONS, word, NULL, err);
    options->action = (enum cairn_environments_action)i;
    options->names = (const char *const *)operands->data + 1;
    options->name_count = operands->count - 1;
    if (options->action != CAIRN_ENVIRONMENTS_LIST && !options->name_count)
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_ENV_NAME_MISSING, CAIRN_CLI_MSG_ENV_NAMES, word, NULL, err);
    return CAIRN_OK;
}

enum cairn_status cairn_cli_env(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    struct cairn_cli_lab lab;
    struct cairn_result *result = NULL;
    struct cairn_environments_options options = {0};
    enum cairn_status status = read_action(cli, &options, err);
    if (status)
        return status;
    cairn_cli_lab_start(cli, &lab, &options.lab);
    status = cairn_environments(&options, &result, err);
    cairn_cli_lab_end(&lab);
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}
