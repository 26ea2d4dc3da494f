/* `cairn lint` and `cairn build`: check the source folder of a canon; compile it into one file. */
#include "cli/cli.h"

#include <unistd.h>

const char *cairn_cli_source_folder(void)
{
    bool is_here = access("canon/canon.yaml", F_OK) != 0 && access("canon.yaml", F_OK) == 0;
    return is_here ? "." : "canon";
}

static const char *source_folder(const struct cairn_cli *cli)
{
    return cli->arguments.operands.count ? cairn_cli_operand(cli, 0) : cairn_cli_source_folder();
}

enum cairn_status cairn_cli_lint(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    const struct cairn_lint_options options = {
        .language = cli->language,
        .cost = cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_COST),
    };
    enum cairn_status status = cairn_lint_folder(source_folder(cli), &options, &result, err);
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}

enum cairn_status cairn_cli_build(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    const char *output = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_OUTPUT_CANON);
    if (!output) {
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_OUTPUT_MISSING, CAIRN_CLI_MSG_OUTPUT_EXAMPLE,
            cli->command->name, cli->command->examples[0], err);
    }
    enum cairn_status status = cairn_build_folder(source_folder(cli), output, &result, err);
    if (!status && cairn_cli_is_quiet(cli) && cairn_result_conclusion(result) == CAIRN_FOUND) {
        *out_conclusion = CAIRN_FOUND;
        cairn_result_free(result);
        return CAIRN_OK;
    }
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}
