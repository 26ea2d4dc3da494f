/*
 * Which ledger of outcomes is meant. The user's own lies beside the user's own canon and is made
 * when the first outcome is written; one that is named must lie in a folder that exists.
 */
#include <fcntl.h>

#include "base/error.h"
#include "base/fd.h"
#include "cli/cli.h"

#define LEDGER_NAME "ledger.db"

const char *cairn_cli_ledger_path(struct cairn_cli *cli)
{
    const char *named = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_LEDGER);
    return named ? named : cairn_cli_data_path(&cli->environment, &cli->arena, LEDGER_NAME);
}

enum cairn_status cairn_cli_make_ledger_folder(struct cairn_cli *cli, struct cairn_error *err)
{
    if (cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_LEDGER))
        return CAIRN_OK;
    const char *folder = cairn_cli_data_path(&cli->environment, &cli->arena, "");
    if (folder)
        return cairn_dir_make(AT_FDCWD, folder, err);
    enum cairn_status status = cairn_arena_status(&cli->arena, err);
    return status ? status
                  : cairn_cli_fail(
                        cli, CAIRN_CLI_MSG_NO_LEDGER, CAIRN_CLI_MSG_NAME_LEDGER, NULL, NULL, err);
}
