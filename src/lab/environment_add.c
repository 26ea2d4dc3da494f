/*
 * Adding and removing. Everything happens in a folder ".adding-NAME" beside the target, which gets
 * its name only when the tree is whole and its manifest written; the old tree of that name, if any,
 * gives way in the same moment. One run at a time, by a lock: what lies in such a folder while we
 * hold it belongs to a run that was interrupted.
 */
#include "lab/environment_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/limits.h"
#include "formats/json.h"

#define WORK_PREFIX ".adding-"
#define OLD_PREFIX  ".removing-"
#define LOCK_NAME   ".lock"
#define DATE_SIZE   10u

/* Opens the folder of environments, made where it is not there, and takes the lock. */
static enum cairn_status take_folder(const struct cairn_environments *environments, int *out_folder,
    int *out_lock, struct cairn_error *err)
{
    const char *name = environments->folder;
    enum cairn_status status = cairn_dir_make(AT_FDCWD, name, err);
    if (status) {
        cairn_error_hint(err, "name a folder that you may write to in CAIRN_ENVIRONMENTS");
        return status;
    }
    *out_folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*out_folder >= 0)
        *out_lock = openat(*out_folder, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (*out_lock < 0)
        return CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(errno), "could not write to '%s'", name);
    if (flock(*out_lock, LOCK_EX | LOCK_NB) == 0)
        return CAIRN_OK;
    if (errno != EWOULDBLOCK)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not lock '%s'", name);
    status = CAIRN_FAIL(err, CAIRN_ERR_CONFLICT,
        "could not change the environments in '%s': another cairn env is at work there", name);
    cairn_error_hint(err, "wait for it to end");
    return status;
}

/* What interrupted runs have left. */
static enum cairn_status clear_leftovers(int folder, struct cairn_error *err)
{
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = again < 0 ? NULL : fdopendir(again);
    enum cairn_status status = CAIRN_OK;
    if (!listing) {
        cairn_fd_close(&again);
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not read the folder of environments");
    }
    for (const struct dirent *entry; !status && (entry = readdir(listing));) {
        struct cairn_span name = cairn_span_from_string(entry->d_name);
        if (cairn_span_starts_with(name, CAIRN_SPAN(WORK_PREFIX)) ||
            cairn_span_starts_with(name, CAIRN_SPAN(OLD_PREFIX)))
            status = cairn_tree_remove(folder, entry->d_name, err);
    }
    closedir(listing);
    return status;
}

/* --- one addition --- */

struct addition {
    struct cairn_arena arena;
    struct cairn_environment *environment;
    const char *work, *tree; /* .adding-NAME, and the tree in it; absolute */
    struct cairn_value *packages;
    uint64_t size_bytes;
    struct cairn_apt apt;
};

/* Links that a maintainer script would have made. */
static enum cairn_status make_links(const struct addition *addition, struct cairn_error *err)
{
    CAIRN_VALUE_EACH(link, cairn_value_get(addition->environment->definition, "links"))
    {
        enum cairn_status status =
            cairn_tree_link(addition->tree, link->key, cairn_value_text(link->value), err);
        if (status) {
            cairn_error_context(err, "%s", addition->environment->name);
            return status;
        }
    }
    return CAIRN_OK;
}

static enum cairn_status write_manifest(struct addition *addition, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_arena *arena = &addition->arena;
    struct cairn_value *manifest = cairn_value_object(arena);
    char digest[17], now[CAIRN_TIME_TEXT_SIZE];
    enum cairn_status status =
        cairn_environment_digest(addition->environment->definition, digest, err);
    if (status)
        return status;
    cairn_time_format(cairn_clock_now_ms(NULL), now);
    cairn_value_set_cstring(arena, manifest, "schema", CAIRN_ENVIRONMENT_SCHEMA);
    cairn_value_set_cstring(arena, manifest, "name", addition->environment->name);
    cairn_value_set_string(arena, manifest, "suite", addition->environment->suite);
    cairn_value_set_cstring(arena, manifest, "definition", digest);
    cairn_value_set_string(arena, manifest, "added", cairn_span_make(now, DATE_SIZE));
    cairn_value_set_cstring(arena, manifest, "mirror", addition->apt.mirror.archive);
    cairn_value_set_int(arena, manifest, "size_bytes", (int64_t)addition->size_bytes);
    cairn_value_set(arena, manifest, "packages", addition->packages);
    status = cairn_value_status(arena, manifest, err);
    cairn_json_write(&text, manifest, CAIRN_JSON_PRETTY);
    cairn_buf_append_byte(&text, '\n');
    if (!status)
        status = cairn_buf_status(&text, err);
    const char *path = cairn_arena_printf(arena, "%s/" CAIRN_ENVIRONMENT_MANIFEST, addition->tree);
    if (!status && !path)
        status = cairn_arena_status(arena, err);
    return status ? status : cairn_file_write(AT_FDCWD, path, cairn_buf_span(&text), err);
}

static enum cairn_status make_tree(struct addition *addition, struct cairn_error *err)
{
    struct cairn_apt *apt = &addition->apt;
    enum cairn_status status = cairn_apt_start(apt, err);
    if (!status)
        status = cairn_dir_make(AT_FDCWD, addition->tree, err);
    if (!status)
        status = cairn_apt_update(apt, err);
    if (!status)
        status = cairn_apt_download(apt, err);
    if (!status)
        status = cairn_apt_unpack(apt, addition->tree, addition->packages, err);
    if (!status)
        status = make_links(addition, err);
    if (!status)
        status = cairn_tree_open_up(AT_FDCWD, addition->tree, &addition->size_bytes, err);
    return status ? status : write_manifest(addition, err);
}

/* The new tree takes the name. */
static enum cairn_status put_in_place(
    const struct addition *addition, int folder, struct cairn_error *err)
{
    const char *name = addition->environment->name;
    const char *old = cairn_arena_printf(addition->apt.arena, OLD_PREFIX "%s", name);
    if (!old)
        return cairn_arena_status(addition->apt.arena, err);
    if (renameat(folder, name, folder, old) && errno != ENOENT)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not replace the environment %s", name);
    if (renameat(AT_FDCWD, addition->tree, folder, name))
        return CAIRN_FAIL_ERRNO(
            err, CAIRN_ERR_IO, "could not put the environment %s in place", name);
    return cairn_tree_remove(folder, old, err);
}

static enum cairn_status start_addition(struct addition *addition,
    const struct cairn_environments *environments, struct cairn_environment *environment,
    struct cairn_error *err)
{
    struct cairn_arena *arena = &addition->arena;
    cairn_arena_init(arena, CAIRN_LIMIT_DOCUMENT_MEMORY);
    addition->environment = environment;
    addition->work =
        cairn_arena_printf(arena, "%s/" WORK_PREFIX "%s", environments->folder, environment->name);
    addition->tree = cairn_arena_printf(arena, "%s/tree", addition->work ? addition->work : "");
    addition->packages = cairn_value_object(arena);
    addition->apt.arena = arena;
    addition->apt.environment = environment;
    addition->apt.folder =
        cairn_arena_printf(arena, "%s/apt", addition->work ? addition->work : "");
    return arena->has_failed ? cairn_arena_status(arena, err) : CAIRN_OK;
}

static enum cairn_status add(struct addition *addition, int folder, struct cairn_error *err)
{
    enum cairn_status status = clear_leftovers(folder, err);
    if (status)
        return status;
    status = make_tree(addition, err);
    if (!status)
        status = put_in_place(addition, folder, err);
    /* When this fails as well, the first failure is the one to tell, and the next run clears up. */
    enum cairn_status removed = cairn_tree_remove(AT_FDCWD, addition->work, status ? NULL : err);
    return status ? status : removed;
}

static enum cairn_status refuse_host(
    const struct cairn_environment *environment, struct cairn_error *err)
{
    if (strcmp(environment->name, CAIRN_ENVIRONMENT_HOST_NAME))
        return CAIRN_OK;
    enum cairn_status status = CAIRN_FAIL(
        err, CAIRN_ERR_USAGE, "cannot add or remove the environment host: it is this machine");
    cairn_error_hint(err, "cairn env list shows the others");
    return status;
}

enum cairn_status cairn_environment_add(struct cairn_environments *environments,
    struct cairn_environment *environment, void (*progress)(void *context, const char *line),
    void *context, struct cairn_error *err)
{
    CAIRN_AUTO_FD int folder = -1, lock = -1;
    struct addition addition = {.apt = {.progress = progress, .progress_context = context}};
    enum cairn_status status = refuse_host(environment, err);
    if (status)
        return status;
    if (environment->state == CAIRN_ENVIRONMENT_READY) {
        cairn_apt_say(&addition.apt, "%s is there already, added on %s", environment->name,
            environment->added);
        return CAIRN_OK;
    }
    status = take_folder(environments, &folder, &lock, err);
    if (!status)
        status = start_addition(&addition, environments, environment, err);
    if (!status)
        status = add(&addition, folder, err);
    if (!status)
        status = cairn_environment_look(environments, environment, err);
    if (!status)
        cairn_apt_say(&addition.apt, "%s is there: %u packages, %llu MB", environment->name,
            cairn_value_count(addition.packages),
            (unsigned long long)(addition.size_bytes / 1000000));
    cairn_arena_done(&addition.arena);
    return status;
}

enum cairn_status cairn_environment_remove(struct cairn_environments *environments,
    struct cairn_environment *environment, struct cairn_error *err)
{
    CAIRN_AUTO_FD int folder = -1, lock = -1;
    enum cairn_status status = refuse_host(environment, err);
    if (status)
        return status;
    if (environment->state == CAIRN_ENVIRONMENT_ABSENT)
        return CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND,
            "cannot remove the environment %s: it is not on this machine", environment->name);
    status = take_folder(environments, &folder, &lock, err);
    if (!status)
        status = clear_leftovers(folder, err);
    const char *old = cairn_arena_printf(&environments->arena, OLD_PREFIX "%s", environment->name);
    if (!status && !old)
        status = cairn_arena_status(&environments->arena, err);
    /* Under another name first: what is half removed must not look like an environment. */
    if (!status && renameat(folder, environment->name, folder, old))
        status = CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(errno),
            "could not remove the environment %s", environment->name);
    if (!status)
        status = cairn_tree_remove(folder, old, err);
    return status ? status : cairn_environment_look(environments, environment, err);
}
