/* `cairn trust`: the list of projects whose own canon may be used. What the list is for stands in
 * trust.h. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "cli/report.h"
#include "cli/trust.h"

/* What a person does is confirmed on standard error. */
static void confirm(const struct cairn_cli *cli, enum cairn_cli_message message, const char *path)
{
    if (!cairn_cli_is_quiet(cli))
        cairn_cli_remark(cli->language, message, CAIRN_CLI_MSG_NOTHING, path);
}

static enum cairn_status refuse_folder(const struct cairn_cli *cli, const char *name,
    enum cairn_cli_message reason, struct cairn_error *err)
{
    return cairn_cli_fail(cli, CAIRN_CLI_MSG_CANNOT_TRUST, CAIRN_CLI_MSG_NAME_FOLDER, name,
        cairn_cli_message(reason, cli->language), err);
}

static enum cairn_status print_list(
    const struct cairn_cli *cli, struct cairn_span list, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf paths = {0};
    cairn_cli_trust_append_paths(&paths, list);
    enum cairn_status status = cairn_buf_status(&paths, err);
    return status ? status : cairn_cli_write(cli, cairn_buf_span(&paths), err);
}

static enum cairn_status write_list(
    struct cairn_cli *cli, const struct cairn_buf *list, struct cairn_error *err)
{
    enum cairn_status status = cairn_buf_status(list, err);
    if (status)
        return status;
    return cairn_cli_trust_write(&cli->environment, &cli->arena, cairn_buf_span(list), err);
}

static enum cairn_status remove_folder(
    struct cairn_cli *cli, const char *name, struct cairn_span list, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf changed = {0};
    /* A folder that is gone can still be removed, by the path in the list. */
    CAIRN_AUTO_FREE char *real = realpath(name, NULL);
    const char *path = real ? real : name;
    if (!cairn_cli_trust_without(&changed, list, path)) {
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_NOT_TRUSTED, CAIRN_CLI_MSG_LIST_TRUSTED, path, NULL, err);
    }
    enum cairn_status status = write_list(cli, &changed, err);
    if (!status)
        confirm(cli, CAIRN_CLI_MSG_REMOVED, path);
    return status;
}

static bool has_canon(struct cairn_cli *cli, const char *folder)
{
    struct stat info;
    const char *path = cairn_arena_printf(&cli->arena, "%s/.cairn/canon.db", folder);
    return path && stat(path, &info) == 0;
}

static enum cairn_status add_folder(
    struct cairn_cli *cli, const char *name, struct cairn_span list, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf changed = {0};
    CAIRN_AUTO_FREE char *path = realpath(name, NULL);
    struct stat info;
    if (!path || stat(path, &info) < 0 || !S_ISDIR(info.st_mode))
        return refuse_folder(cli, name, CAIRN_CLI_MSG_NO_FOLDER, err);
    if (strchr(path, '\n'))
        return refuse_folder(cli, path, CAIRN_CLI_MSG_LINE_BREAK, err);
    const struct cairn_cli_folder folder = {path, info.st_dev, info.st_ino};
    (void)cairn_cli_trust_without(&changed, list, path);
    cairn_cli_trust_append(&changed, &folder);
    enum cairn_status status = write_list(cli, &changed, err);
    if (status)
        return status;
    confirm(cli, CAIRN_CLI_MSG_TRUSTED, path);
    if (!has_canon(cli, path))
        confirm(cli, CAIRN_CLI_MSG_NO_PROJECT_CANON, path);
    return CAIRN_OK;
}

enum cairn_status cairn_cli_trust(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf list = {0};
    bool is_list = cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_LIST);
    if (is_list == (cli->arguments.operands.count > 0)) {
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_TRUST_WHAT, CAIRN_CLI_MSG_SEE_VERB_HELP,
            cli->command->name, NULL, err);
    }
    if (!cli->environment.home && !cli->environment.data_home)
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_NO_HOME, CAIRN_CLI_MSG_SET_HOME, NULL, NULL, err);
    enum cairn_status status = cairn_cli_trust_read(&cli->environment, &cli->arena, &list, err);
    if (status)
        return status;
    *out_conclusion = CAIRN_FOUND;
    if (is_list)
        return print_list(cli, cairn_buf_span(&list), err);
    bool is_removal = cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_REMOVE);
    return (is_removal ? remove_folder : add_folder)(
        cli, cairn_cli_operand(cli, 0), cairn_buf_span(&list), err);
}
