/*
 * Arms of one uid could signal and trace one another but for their namespaces, and share the limit
 * of processes: each gets a uid of its own, also beside those of another run. A uid is taken by a
 * lock on one byte of a file that only root can open. The kernel lets it go with the descriptor, so
 * a run that is killed leaves nothing behind.
 */
#include "lab/uid.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/limits.h"

#define FOLDER "/run/cairn-lab"
#define LOCKS  "uids"

static enum cairn_status fail_folder(const char *what, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(errno),
        "could not %s " FOLDER ", where runs of root's arms agree on their users", what);
    cairn_error_hint(err, "run it as an ordinary user, or where root may write to /run");
    return status;
}

/* Root's own, and nobody else's: who could open the file could keep every uid for himself. */
static enum cairn_status open_folder(int *out_folder, struct cairn_error *err)
{
    struct stat about;
    if (mkdir(FOLDER, 0700) && errno != EEXIST)
        return fail_folder("make", err);
    *out_folder = open(FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*out_folder < 0 || fstat(*out_folder, &about))
        return fail_folder("open", err);
    if (about.st_uid == geteuid() && !(about.st_mode & 077))
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_DENIED, "cannot use " FOLDER ": others than root may use it too");
    cairn_error_hint(err, "remove it: the next run makes it");
    return CAIRN_ERR_DENIED;
}

static enum cairn_status lock_byte(
    int locks, off_t place, bool *out_is_ours, struct cairn_error *err)
{
    struct flock byte = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = place, .l_len = 1};
    *out_is_ours = !fcntl(locks, F_OFD_SETLK, &byte);
    if (*out_is_ours || errno == EAGAIN || errno == EACCES)
        return CAIRN_OK;
    return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not lock " FOLDER "/" LOCKS);
}

enum cairn_status cairn_lab_uid_take(uid_t *out_uid, int *out_lock, struct cairn_error *err)
{
    CAIRN_AUTO_FD int folder = -1, locks = -1;
    enum cairn_status status = open_folder(&folder, err);
    if (status)
        return status;
    /* Opened anew each time: a lock belongs to what was opened, and one more lock through the same
     * would be granted. */
    locks = openat(folder, LOCKS, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (locks < 0)
        return fail_folder("write to", err);
    for (off_t place = 0; place < CAIRN_LIMIT_LAB_USERS; place++) {
        bool is_ours = false;
        status = lock_byte(locks, place, &is_ours, err);
        if (status)
            return status;
        if (!is_ours)
            continue;
        *out_uid = CAIRN_LAB_UID + (uid_t)place;
        *out_lock = locks;
        locks = -1;
        return CAIRN_OK;
    }
    CAIRN_FAIL(err, CAIRN_ERR_LIMIT, "could not start an arm: all %d users for arms are in use",
        CAIRN_LIMIT_LAB_USERS);
    cairn_error_hint(err, "wait for other runs of the lab to end");
    return CAIRN_ERR_LIMIT;
}
