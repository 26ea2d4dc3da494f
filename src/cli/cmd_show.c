/* `cairn show ID`: one record or family. An id that does not exist is answered with the ones most
 * like it. */
#include "cli/cli.h"

enum cairn_status cairn_cli_show(
    struct cairn_cli *cli, enum cairn_outcome *out_outcome, struct cairn_error *err)
{
    CAIRN_CLI_AUTO_ENGINE struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    const struct cairn_show_options options = {
        .language = cli->language,
        .next = cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_NEXT),
    };
    enum cairn_status status = cairn_cli_open_engine(cli, &engine, err);
    if (!status)
        status = cairn_show(engine, cairn_cli_operand(cli, 0), &options, &result, err);
    return status ? status : cairn_cli_print(cli, result, out_outcome, err);
}
