/*
 * The environments of a canon and of this machine: opened, found, looked at. What counts as there
 * is a folder with a manifest, which `add` writes last: a folder without one is what an interrupted
 * run or somebody else left.
 */
#include "lab/environment_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/limits.h"
#include "formats/json.h"
#include "lab/sandbox.h"

#define SYSTEM_FOLDER "/var/lib/cairn/environments"

/* An absolute path for a variable that may hold a relative one. */
static const char *absolute(struct cairn_arena *arena, const char *path)
{
    char here[PATH_MAX];
    if (path[0] == '/')
        return path;
    return getcwd(here, sizeof here) ? cairn_arena_printf(arena, "%s/%s", here, path) : NULL;
}

static enum cairn_status find_folder(
    struct cairn_environments *environments, struct cairn_error *err)
{
    struct cairn_arena *arena = &environments->arena;
    const char *named = secure_getenv("CAIRN_ENVIRONMENTS"), *home = secure_getenv("HOME");
    const char *data = secure_getenv("XDG_DATA_HOME");
    if (named && named[0]) {
        environments->folder = absolute(arena, named);
    } else if (geteuid() == 0) {
        environments->folder = SYSTEM_FOLDER;
    } else if (data && data[0] == '/') {
        environments->folder = cairn_arena_printf(arena, "%s/cairn/environments", data);
    } else if (home && home[0] == '/') {
        environments->folder =
            cairn_arena_printf(arena, "%s/.local/share/cairn/environments", home);
    } else {
        enum cairn_status status =
            CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot say where environments lie: HOME is not set");
        cairn_error_hint(err, "set HOME, or name the folder in CAIRN_ENVIRONMENTS");
        return status;
    }
    return environments->folder ? CAIRN_OK : cairn_arena_status(arena, err);
}

enum cairn_status cairn_environments_open(
    struct cairn_environments *environments, const char *canon_folder, struct cairn_error *err)
{
    *environments = (struct cairn_environments){0};
    cairn_arena_init(&environments->arena, CAIRN_LIMIT_DOCUMENT_MEMORY);
    enum cairn_status status = find_folder(environments, err);
    if (!status)
        status = cairn_environment_define(environments, canon_folder, err);
    for (size_t i = 0; i < environments->count && !status; i++)
        status = cairn_environment_look(environments, &environments->items[i], err);
    return status;
}

void cairn_environments_done(struct cairn_environments *environments)
{
    cairn_arena_done(&environments->arena);
    *environments = (struct cairn_environments){0};
}

struct cairn_environment *cairn_environments_find(
    const struct cairn_environments *environments, struct cairn_span name)
{
    for (size_t i = 0; i < environments->count; i++) {
        if (cairn_span_equal_string(name, environments->items[i].name))
            return &environments->items[i];
    }
    return NULL;
}

const char *cairn_environment_state_name(enum cairn_environment_state state)
{
    switch (state) {
    case CAIRN_ENVIRONMENT_READY:
        return "ready";
    case CAIRN_ENVIRONMENT_HOST:
        return "host";
    case CAIRN_ENVIRONMENT_ABSENT:
        return "absent";
    case CAIRN_ENVIRONMENT_DAMAGED:
        return "damaged";
    case CAIRN_ENVIRONMENT_UNAVAILABLE:
        return "unavailable";
    }
    return "absent";
}

/* --- looking at a tree --- */

static enum cairn_status damaged(struct cairn_environments *environments,
    struct cairn_environment *item, const char *why, struct cairn_error *err)
{
    item->state = CAIRN_ENVIRONMENT_DAMAGED;
    item->reason =
        cairn_arena_printf(&environments->arena, "%s; cairn env add %s mends it", why, item->name);
    return item->reason ? CAIRN_OK : cairn_arena_status(&environments->arena, err);
}

/* The manifest, or NULL with *why: it is absent, damaged, or another's. */
static const struct cairn_value *read_manifest(
    struct cairn_environments *environments, const struct cairn_environment *item, const char **why)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_value *manifest = NULL;
    const char *path =
        cairn_arena_printf(&environments->arena, "%s/" CAIRN_ENVIRONMENT_MANIFEST, item->root);
    *why = "it has no manifest";
    if (!path || cairn_file_read(AT_FDCWD, path, CAIRN_LIMIT_SOURCE_FILE, &text, NULL))
        return NULL;
    *why = "its manifest is damaged";
    if (cairn_json_read(&environments->arena, cairn_buf_span(&text), path, &manifest, NULL))
        return NULL;
    if (!cairn_span_equal_string(
            cairn_value_get_text(manifest, "schema"), CAIRN_ENVIRONMENT_SCHEMA) ||
        !cairn_span_equal_string(cairn_value_get_text(manifest, "name"), item->name) ||
        !cairn_date_is_valid(cairn_value_get_text(manifest, "added")) ||
        cairn_value_get_int(manifest, "size_bytes") < 0 ||
        !cairn_value_is(cairn_value_get(manifest, "packages"), CAIRN_VALUE_OBJECT))
        return NULL;
    *why = NULL;
    return manifest;
}

static bool is_current(const struct cairn_environment *item, const struct cairn_value *manifest)
{
    char digest[17];
    return !cairn_environment_digest(item->definition, digest, NULL) &&
           cairn_span_equal_string(cairn_value_get_text(manifest, "definition"), digest);
}

/* Is the first word of a program's version command a program in the tree? */
static bool has_program(
    struct cairn_arena *arena, const struct cairn_environment *item, struct cairn_span command)
{
    static const char *const folders[] = {"usr/sbin", "usr/bin", "sbin", "bin"};
    struct cairn_span word = cairn_span_slice(command, 0, cairn_span_find_byte(command, ' ', 0));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(folders); i++) {
        struct stat about;
        const char *path = cairn_arena_printf(arena, "%s/%s/%.*s",
            strcmp(item->root, "/") ? item->root : "", folders[i], CAIRN_SPAN_ARGS(word));
        if (path && lstat(path, &about) == 0)
            return true;
    }
    return false;
}

static void take_packages(struct cairn_environment *item, const struct cairn_value *manifest)
{
    const struct cairn_value *installed = cairn_value_get(manifest, "packages");
    size_t i = 0;
    CAIRN_VALUE_EACH(program, cairn_value_get(item->definition, "programs"))
    {
        struct cairn_environment_program *own = &item->programs[i++];
        CAIRN_VALUE_EACH(package, cairn_value_get(program->value, "packages"))
        {
            struct cairn_span name = cairn_value_text(package->value);
            const struct cairn_value *version = cairn_value_get_span(installed, name);
            if (version && !own->package.size) {
                own->package = name;
                own->package_version = cairn_value_text(version);
            }
        }
    }
}

static const char *missing_program(
    struct cairn_environments *environments, const struct cairn_environment *item)
{
    size_t i = 0;
    CAIRN_VALUE_EACH(program, cairn_value_get(item->definition, "programs"))
    {
        const struct cairn_environment_program *own = &item->programs[i++];
        if (!own->package.size || !has_program(&environments->arena, item,
                                      cairn_value_get_text(program->value, "version")))
            return cairn_arena_printf(&environments->arena, "the program %.*s is missing from it",
                CAIRN_SPAN_ARGS(own->name));
    }
    return NULL;
}

static enum cairn_status look_at_manifest(struct cairn_environments *environments,
    struct cairn_environment *item, const struct cairn_value *manifest, struct cairn_error *err)
{
    item->added = cairn_arena_string(&environments->arena, cairn_value_get_text(manifest, "added"));
    item->size_bytes = (uint64_t)cairn_value_get_int(manifest, "size_bytes");
    if (!item->added)
        return cairn_arena_status(&environments->arena, err);
    take_packages(item, manifest);
    if (!is_current(item, manifest))
        return damaged(
            environments, item, "outdated: its definition has changed since it was added", err);
    const char *missing = missing_program(environments, item);
    if (missing)
        return damaged(environments, item, missing, err);
    item->state = CAIRN_ENVIRONMENT_READY;
    return environments->arena.has_failed ? cairn_arena_status(&environments->arena, err)
                                          : CAIRN_OK;
}

static enum cairn_status look_at_host(struct cairn_environments *environments,
    struct cairn_environment *item, struct cairn_error *err)
{
    item->state = CAIRN_ENVIRONMENT_UNAVAILABLE;
    item->reason = "no program that the canon's environments have is installed on this machine";
    CAIRN_VALUE_EACH(program, cairn_value_get(item->definition, "programs"))
    {
        if (has_program(
                &environments->arena, item, cairn_value_get_text(program->value, "version"))) {
            item->state = CAIRN_ENVIRONMENT_HOST;
            item->reason = NULL;
        }
    }
    return environments->arena.has_failed ? cairn_arena_status(&environments->arena, err)
                                          : CAIRN_OK;
}

enum cairn_status cairn_environment_look(struct cairn_environments *environments,
    struct cairn_environment *environment, struct cairn_error *err)
{
    struct stat about;
    const char *why = NULL;
    environment->reason = environment->added = NULL;
    environment->size_bytes = 0;
    if (!strcmp(environment->name, CAIRN_ENVIRONMENT_HOST_NAME))
        return look_at_host(environments, environment, err);
    if (lstat(environment->root, &about)) {
        environment->state = CAIRN_ENVIRONMENT_ABSENT;
        environment->reason = cairn_arena_printf(&environments->arena,
            "it is not on this machine; cairn env add %s gets it", environment->name);
        return environment->reason ? CAIRN_OK : cairn_arena_status(&environments->arena, err);
    }
    const struct cairn_value *manifest = read_manifest(environments, environment, &why);
    if (environments->arena.has_failed)
        return cairn_arena_status(&environments->arena, err);
    return manifest ? look_at_manifest(environments, environment, manifest, err)
                    : damaged(environments, environment, why, err);
}
