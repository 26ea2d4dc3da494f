/* `cairn import`: records of another canon become the source folder of a canon of ours, verbatim.
 */
#include "cli/cli.h"

#include "base/clock.h"

enum cairn_status cairn_cli_import(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    const struct cairn_import_request request = {
        .paths = cli->arguments.operands.data,
        .path_count = cli->arguments.operands.count,
        .output_folder = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_OUTPUT_FOLDER),
        .source_name = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_SOURCE),
        .read_on = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_READ_ON),
    };
    if (!request.output_folder) {
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_OUTPUT_MISSING, CAIRN_CLI_MSG_OUTPUT_EXAMPLE,
            cli->command->name, cli->command->examples[0], err);
    }
    if (request.read_on && !cairn_date_is_valid(cairn_span_from_string(request.read_on))) {
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_DATE_FORM, CAIRN_CLI_MSG_NOTHING, request.read_on, NULL, err);
    }
    enum cairn_status status = cairn_import_files(&request, &result, err);
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}
