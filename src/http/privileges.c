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

/* Opens the folder of *path and names the file through it. What cannot be opened keeps its name:
 * whoever opens the file will say what is wrong. The new name and the descriptor live as long as
 * the process. */
static enum cairn_status keep_reachable(const char **path, struct cairn_error *err)
{
    if (!*path)
        return CAIRN_OK;
    const char *slash = strrchr(*path, '/');
    const char *name = slash ? slash + 1 : *path;
    struct cairn_span folder = cairn_span_make(*path, slash ? (size_t)(slash - *path) : 0);
    CAIRN_AUTO_FREE char *folder_path =
        cairn_alloc_string(folder.size ? folder : cairn_span_from_string(slash ? "/" : "."));
    if (!folder_path)
        return CAIRN_FAIL_MEMORY(err);
    int fd = open(folder_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return CAIRN_OK;
    CAIRN_AUTO_BUF struct cairn_buf through = {0};
    cairn_buf_printf(&through, "/proc/self/fd/%d/%s", fd, name);
    enum cairn_status status = cairn_buf_status(&through, err);
    if (!status)
        *path = CAIRN_TAKE(through.data);
    return status;
}

static enum cairn_status keep_all_reachable(
    struct cairn_http_settings *settings, struct cairn_error *err)
{
    enum cairn_status status = keep_reachable(&settings->ledger, err);
    for (size_t i = 0; !status && i < settings->canon_count; i++)
        status = keep_reachable(&settings->canons[i], err);
    for (size_t i = 0; !status && i < settings->default_count; i++)
        status = keep_reachable(&settings->defaults[i], err);
    return status;
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
    const char *slash = strrchr(settings->ledger, '/');
    CAIRN_AUTO_FREE char *folder = cairn_alloc_string(
        slash ? cairn_span_make(settings->ledger, (size_t)(slash - settings->ledger) + 1)
              : CAIRN_SPAN("."));
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

enum cairn_status cairn_http_drop_privileges(
    struct cairn_http_settings *settings, struct cairn_error *err)
{
    if (geteuid() != 0)
        return CAIRN_OK;
    errno = 0;
    const struct passwd *user = getpwnam(settings->user);
    if (!user) {
        CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "could not find the user %s", settings->user);
        cairn_error_hint(err, "name one that exists with --user");
        return CAIRN_ERR_NOT_FOUND;
    }
    const char *ledger = settings->ledger;
    enum cairn_status status = CAIRN_OK;
    if (user->pw_uid != 0)
        status = keep_all_reachable(settings, err);
    if (!status)
        status = become(user, err);
    return status ? status : check_ledger(settings, ledger, err);
}
