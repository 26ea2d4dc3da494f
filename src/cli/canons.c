/*
 * Which canons are in use. What is named wins alone: --canon, else CAIRN_CANON, else `canon` of the
 * configuration. Without any of these, nearest first:
 *
 *     project   .cairn/canon.db of the current folder or the nearest one above it, if trusted
 *     user      canon.db below XDG_DATA_HOME
 *     system    the first that exists: beside this program, /usr/local/share, the installed one,
 * /usr/share
 *
 * Only one of the system's is taken, because they are copies of one canon. Paths live in the arena
 * of the run.
 */
#include "cli/cli.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/vec.h"
#include "cli/paths.h"
#include "cli/report.h"
#include "cli/trust.h"

#define CANON_NAME "canon.db"

struct search {
    struct cairn_cli *cli;
    struct cairn_vec paths; /* const char * */
    struct cairn_error *err;
};

void cairn_cli_close_engine(struct cairn_engine **engine)
{
    cairn_engine_close(*engine);
    *engine = NULL;
}

static bool does_exist(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

/* `path` NULL: there was no memory to make it. */
static enum cairn_status add(struct search *search, const char *path)
{
    if (!path)
        return CAIRN_FAIL_MEMORY(search->err);
    return cairn_vec_push(&search->paths, &path, search->err);
}

static enum cairn_status add_options(struct search *search)
{
    const struct cairn_vec *given = &search->cli->arguments.given;
    for (size_t i = 0; i < given->count; i++) {
        const struct cairn_cli_given *option = CAIRN_VEC_AT(given, const struct cairn_cli_given, i);
        enum cairn_status status =
            option->id == CAIRN_CLI_OPTION_CANON ? add(search, option->value) : CAIRN_OK;
        if (status)
            return status;
    }
    return CAIRN_OK;
}

/* The parts of CAIRN_CANON between colons; empty ones are passed over. */
static enum cairn_status add_variable(struct search *search)
{
    for (const char *at = search->cli->environment.canon; at && *at; at += strspn(at, ":")) {
        size_t size = strcspn(at, ":");
        enum cairn_status status = CAIRN_OK;
        if (size)
            status =
                add(search, cairn_arena_string(&search->cli->arena, cairn_span_make(at, size)));
        if (status)
            return status;
        at += size;
    }
    return CAIRN_OK;
}

static enum cairn_status add_configured(struct search *search)
{
    const struct cairn_vec *canons = &search->cli->config.canons;
    for (size_t i = 0; i < canons->count; i++) {
        enum cairn_status status = add(search, *CAIRN_VEC_AT(canons, const char *, i));
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status add_named(struct search *search)
{
    enum cairn_status status = add_options(search);
    if (!status && !search->paths.count)
        status = add_variable(search);
    if (!status && !search->paths.count)
        status = add_configured(search);
    return status;
}

/* `folder` holds a .cairn/canon.db: use it if the user trusts that folder, else say how to. */
static enum cairn_status add_project_folder(
    struct search *search, const char *folder, const char *path)
{
    struct cairn_cli *cli = search->cli;
    CAIRN_AUTO_BUF struct cairn_buf list = {0};
    struct stat info;
    enum cairn_status status =
        cairn_cli_trust_read(&cli->environment, &cli->arena, &list, search->err);
    if (status)
        return status;
    if (stat(folder, &info) < 0)
        return CAIRN_OK;
    const struct cairn_cli_folder wanted = {folder, info.st_dev, info.st_ino};
    if (cairn_cli_trust_has(cairn_buf_span(&list), &wanted))
        return add(search, path);
    if (!cairn_cli_is_quiet(cli))
        cairn_cli_remark(
            cli->language, CAIRN_CLI_MSG_UNTRUSTED_CANON, CAIRN_CLI_MSG_HOW_TO_TRUST, folder);
    return CAIRN_OK;
}

static enum cairn_status add_project(struct search *search)
{
    char folder[PATH_MAX];
    if (!getcwd(folder, sizeof(folder)) || *folder != '/')
        return CAIRN_OK;
    for (char *slash = folder + strlen(folder); slash; slash = strrchr(folder, '/')) {
        *slash = '\0';
        const char *path = cairn_arena_printf(&search->cli->arena, "%s/.cairn/" CANON_NAME, folder);
        if (!path)
            return CAIRN_FAIL_MEMORY(search->err);
        if (does_exist(path))
            return add_project_folder(search, *folder ? folder : "/", path);
    }
    return CAIRN_OK;
}

static enum cairn_status add_users(struct search *search)
{
    const char *path =
        cairn_cli_data_path(&search->cli->environment, &search->cli->arena, CANON_NAME);
    return path && does_exist(path) ? add(search, path) : CAIRN_OK;
}

/* The canon beside the running program, as the build leaves it; NULL: there is none. */
static const char *path_in_place(struct cairn_arena *arena)
{
    char program[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", program, sizeof(program));
    if (size <= 0 || (size_t)size == sizeof(program))
        return NULL;
    while (size > 0 && program[size - 1] != '/')
        size--;
    const char *path = cairn_arena_printf(arena, "%.*s" CANON_NAME, (int)size, program);
    return path && does_exist(path) ? path : NULL;
}

static enum cairn_status add_systems(struct search *search)
{
    static const char *const places[] = {"/usr/local/share/cairn/" CANON_NAME,
        CAIRN_CLI_DATADIR "/cairn/" CANON_NAME, "/usr/share/cairn/" CANON_NAME};
    const char *path = path_in_place(&search->cli->arena);
    for (size_t i = 0; !path && i < CAIRN_ARRAY_SIZE(places); i++) {
        if (does_exist(places[i]))
            path = places[i];
    }
    return path ? add(search, path) : CAIRN_OK;
}

static enum cairn_status find_paths(struct search *search, bool *out_are_named)
{
    enum cairn_status status = add_named(search);
    *out_are_named = search->paths.count > 0;
    if (status || *out_are_named)
        return status;
    status = add_project(search);
    if (!status)
        status = add_users(search);
    return status ? status : add_systems(search);
}

enum cairn_status cairn_cli_find_canons(
    struct cairn_cli *cli, struct cairn_engine_options *out_options, struct cairn_error *err)
{
    struct search search = {.cli = cli, .paths = CAIRN_VEC_OF(const char *), .err = err};
    bool are_named = false;
    enum cairn_status status = find_paths(&search, &are_named);
    size_t count = search.paths.count;
    const char **paths = cairn_arena_array(&cli->arena, count, sizeof(*paths));
    if (!status && !paths)
        status = CAIRN_FAIL_MEMORY(err);
    if (!status) {
        for (size_t i = 0; i < count; i++)
            paths[i] = *CAIRN_VEC_AT(&search.paths, const char *, i);
        *out_options = (struct cairn_engine_options){.canon_paths = paths,
            .canon_count = are_named ? count : 0,
            .default_paths = paths,
            .default_count = are_named ? 0 : count};
    }
    cairn_vec_done(&search.paths);
    return status;
}

enum cairn_status cairn_cli_open_engine(
    struct cairn_cli *cli, struct cairn_engine **out_engine, struct cairn_error *err)
{
    struct cairn_engine_options options = {0};
    enum cairn_status status = cairn_cli_find_canons(cli, &options, err);
    /* Verbs that can be given a ledger show what is in the user's own without being asked. */
    if (cli->command->options & CAIRN_CLI_OPTION_BIT(CAIRN_CLI_OPTION_LEDGER))
        options.ledger_path = cairn_cli_ledger_path(cli);
    return status ? status : cairn_engine_open(&options, out_engine, err);
}
