/* `cairn stats`: what the canons in use hold, counted. */
#include "cli/cli.h"

enum cairn_status cairn_cli_stats(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    CAIRN_CLI_AUTO_ENGINE struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    enum cairn_status status = cairn_cli_open_engine(cli, &engine, err);
    if (!status)
        status = cairn_statistics(engine, cli->language, &result, err);
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}
