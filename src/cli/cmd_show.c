/* `cairn show ID`: one record or family, or with --cells what the lab measured about it. An id that
 * does not exist is answered with the ones most like it. */
#include "cli/cli.h"

/* --cause, --change and --env choose cells, and mean that cells are asked for. */
static bool wants_cells(const struct cairn_cli *cli)
{
    static const enum cairn_cli_option_id ids[] = {CAIRN_CLI_OPTION_CELLS, CAIRN_CLI_OPTION_CAUSE,
        CAIRN_CLI_OPTION_CHANGE, CAIRN_CLI_OPTION_ENV};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(ids); i++) {
        if (cairn_cli_is_given(&cli->arguments, ids[i]))
            return true;
    }
    return false;
}

static enum cairn_status look_up(struct cairn_cli *cli, struct cairn_engine *engine,
    struct cairn_result **out_result, struct cairn_error *err)
{
    const struct cairn_cli_arguments *arguments = &cli->arguments;
    const struct cairn_show_options show = {
        .language = cli->language,
        .next = cairn_cli_is_given(arguments, CAIRN_CLI_OPTION_NEXT),
    };
    const struct cairn_cells_options cells = {
        .language = cli->language,
        .cause = cairn_cli_value(arguments, CAIRN_CLI_OPTION_CAUSE),
        .change = cairn_cli_value(arguments, CAIRN_CLI_OPTION_CHANGE),
        .environment = cairn_cli_value(arguments, CAIRN_CLI_OPTION_ENV),
    };
    const char *id = cairn_cli_operand(cli, 0);
    if (wants_cells(cli))
        return cairn_cells(engine, id, &cells, out_result, err);
    return cairn_show(engine, id, &show, out_result, err);
}

enum cairn_status cairn_cli_show(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    CAIRN_CLI_AUTO_ENGINE struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    enum cairn_status status = cairn_cli_open_engine(cli, &engine, err);
    if (!status)
        status = look_up(cli, engine, &result, err);
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}
