/*
 * From root to a user without rights. What root could reach and that user cannot is the way to a
 * file (a home folder is closed to others), not the file itself: so the folder of each file is
 * opened before, and named afterwards as /proc/self/fd/N/NAME. Permissions of the folder and the
 * file hold as ever, and a file that is replaced there is seen.
 */
#include "http/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fd.h"

#define PATHS (2 * CAIRN_LIMIT_CANONS + 1)

/* A file that the settings name, and how it is reached. */
struct place {
    const char **path; /* in the settings */
    const char *named; /* as it was given */
};

struct places {
    struct place items[PATHS];
    size_t count;
};

static void add_place(struct places *places, const char **path)
{
    if (*path)
        places->items[places->count++] = (struct place){path, *path};
}

static void find_places(struct cairn_http_settings *settings, struct places *places)
{
    add_place(places, &settings->ledger);
    for (size_t i = 0; i < settings->canon_count; i++)
        add_place(places, &settings->canons[i]);
    for (size_t i = 0; i < settings->default_count; i++)
        add_place(places, &settings->defaults[i]);
}

/* The folder's part of a path, with its slash. */
static struct cairn_span folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? cairn_span_make(path, (size_t)(slash - path) + 1) : CAIRN_SPAN("./");
}

/* Opens the folder of a file and names the file through it. What cannot be opened keeps its name:
 * whoever opens the file will say what is wrong. The descriptor lives as long as the process. */
static enum cairn_status keep_reachable(
    struct cairn_http_settings *settings, const struct place *place, struct cairn_error *err)
{
    CAIRN_AUTO_FREE char *folder = cairn_alloc_string(folder_of(place->named));
    const char *slash = strrchr(place->named, '/');
    if (!folder)
        return CAIRN_FAIL_MEMORY(err);
    int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return CAIRN_OK;
    const char *through = cairn_arena_printf(
        &settings->arena, "/proc/self/fd/%d/%s", fd, slash ? slash + 1 : place->named);
    if (!through)
        return CAIRN_FAIL_MEMORY(err);
    *place->path = through;
    return CAIRN_OK;
}

/* Whoever can go there by the name that was given does, since messages have it. */
static void prefer_name(const struct place *place)
{
    if (access(place->named, F_OK) == 0 || errno == ENOENT)
        *place->path = place->named;
}

static enum cairn_status become(const struct passwd *user, struct cairn_error *err)
{
    if (setgroups(1, &user->pw_gid) < 0 ||
        setresgid(user->pw_gid, user->pw_gid, user->pw_gid) < 0 ||
        setresuid(user->pw_uid, user->pw_uid, user->pw_uid) < 0)
        return CAIRN_FAIL_ERRNO(
            err, CAIRN_ERR_DENIED, "could not become the user %s", user->pw_name);
    /* What cannot be undone must not be undoable: a saved id would be a way back. */
    if (user->pw_uid != 0 && setuid(0) == 0)
        return CAIRN_FAIL(err, CAIRN_ERR_DENIED,
            "could not become the user %s: root can still be had", user->pw_name);
    return CAIRN_OK;
}

/* Said at the start and not with the first report. SQLite makes files beside the ledger. */
static enum cairn_status check_ledger(
    const struct cairn_http_settings *settings, const char *named, struct cairn_error *err)
{
    if (!settings->ledger)
        return CAIRN_OK;
    CAIRN_AUTO_FREE char *folder = cairn_alloc_string(folder_of(settings->ledger));
    if (!folder)
        return CAIRN_FAIL_MEMORY(err);
    if (access(folder, W_OK | X_OK) == 0)
        return CAIRN_OK;
    enum cairn_status status = cairn_status_of_errno(errno);
    CAIRN_FAIL_ERRNO(
        err, status, "could not write beside the ledger %s as %s", named, settings->user);
    cairn_error_hint(err, "give its folder to that user, or name another one with --user (root "
                          "gives nothing up)");
    return status;
}

static enum cairn_status become_and_reach(
    struct cairn_http_settings *settings, const struct passwd *user, struct cairn_error *err)
{
    struct places places = {0};
    const char *ledger = settings->ledger;
    enum cairn_status status = CAIRN_OK;
    find_places(settings, &places);
    for (size_t i = 0; !status && i < places.count; i++)
        status = keep_reachable(settings, &places.items[i], err);
    if (!status)
        status = become(user, err);
    for (size_t i = 0; !status && i < places.count; i++)
        prefer_name(&places.items[i]);
    return status ? status : check_ledger(settings, ledger, err);
}

enum cairn_status cairn_http_drop_privileges(
    struct cairn_http_settings *settings, struct cairn_error *err)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_DENIED, "could not give up new privileges");
    if (geteuid() != 0)
        return CAIRN_OK;
    const struct passwd *user = getpwnam(settings->user);
    if (!user) {
        CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "could not find the user %s", settings->user);
        cairn_error_hint(err, "name one that exists with --user");
        return CAIRN_ERR_NOT_FOUND;
    }
    return become_and_reach(settings, user, err);
}
