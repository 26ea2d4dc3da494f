/*
 * Who is alive holds a lock on its folder, which the kernel takes from the dead. A folder of our
 * own whose lock can be had is nobody's any more.
 *
 * Between making a folder and locking it another run may take it for a dead one's. Whoever locks
 * first is right: after locking, the maker looks whether the folder is still there, and makes
 * another one if not.
 */
#include "lab/temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/fd.h"
#include "lab/environment_internal.h"

#define RANDOM_BYTES ((size_t)6) /* what mkdtemp(3) puts in the place of XXXXXX */
#define TRIES        16          /* each lost to another run that starts in the same instant */

/* --- what killed runs left --- */

static bool is_of_kind(const char *name, const char *kind)
{
    size_t size = strlen(kind);
    if (strlen(name) != size + 1 + RANDOM_BYTES || strncmp(name, kind, size) != 0 ||
        name[size] != '-')
        return false;
    for (const char *at = name + size + 1; *at; at++) {
        if (!cairn_ascii_is_alphanumeric(*at))
            return false;
    }
    return true;
}

/* Others may have made a folder or a link of such a name: only our own folders are touched. */
static void remove_if_dead(int base, const char *name)
{
    struct stat about;
    CAIRN_AUTO_FD int folder = openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0 || fstat(folder, &about) || about.st_uid != geteuid() ||
        flock(folder, LOCK_EX | LOCK_NB))
        return;
    /* What cannot be removed stays for the next one to try. */
    if (cairn_tree_remove(base, name, NULL))
        return;
}

static void remove_dead(const char *base, const char *kind)
{
    DIR *list = opendir(base);
    if (!list)
        return; /* making a folder there will say why */
    for (struct dirent *entry; (entry = readdir(list));) {
        if (is_of_kind(entry->d_name, kind))
            remove_if_dead(dirfd(list), entry->d_name);
    }
    closedir(list);
}

/* --- our own --- */

static enum cairn_status fail(const char *what, const char *path, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_FAIL_ERRNO(
        err, cairn_status_of_errno(errno), "could not %s the folder '%s' for a run", what, path);
    cairn_error_hint(err, "set TMPDIR to a folder that you may write to and all may read");
    return status;
}

/* Locks the folder and says whether it is still there. On a file system without locks nobody can
 * take it for a dead one's either. */
static bool hold(int folder)
{
    struct stat about;
    while (flock(folder, LOCK_EX) && errno == EINTR)
        continue;
    return !fstat(folder, &about) && about.st_nlink > 0;
}

static enum cairn_status try_make(
    struct cairn_lab_temporary *temporary, char *path, bool *out_is_ours, struct cairn_error *err)
{
    if (!mkdtemp(path))
        return fail("make", path, err);
    CAIRN_AUTO_FD int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0 && errno != ENOENT)
        return fail("open", path, err);
    *out_is_ours = folder >= 0 && hold(folder);
    if (!*out_is_ours)
        return CAIRN_OK;
    if (fchmod(folder, 0755)) { /* arms run as other users and read in it */
        enum cairn_status status = fail("open up", path, err);
        rmdir(path);
        return status;
    }
    *temporary = (struct cairn_lab_temporary){.path = path, .folder = folder};
    folder = -1;
    return CAIRN_OK;
}

enum cairn_status cairn_lab_temporary_make(struct cairn_lab_temporary *temporary,
    struct cairn_arena *arena, const char *usual, const char *kind, struct cairn_error *err)
{
    const char *named = secure_getenv("TMPDIR");
    const char *base = named && named[0] == '/' ? named : usual;
    bool is_ours = false;
    remove_dead(base, kind);
    for (unsigned tries = 0; tries < TRIES; tries++) {
        char *path = cairn_arena_printf(arena, "%s/%s-XXXXXX", base, kind);
        enum cairn_status status =
            path ? try_make(temporary, path, &is_ours, err) : cairn_arena_status(arena, err);
        if (status || is_ours)
            return status;
    }
    return CAIRN_FAIL(err, CAIRN_ERR_IO,
        "could not make a folder for a run in '%s': others remove what is made there", base);
}

void cairn_lab_temporary_done(struct cairn_lab_temporary *temporary)
{
    if (!temporary->path)
        return;
    /* What cannot be removed stays for the next run; nobody is left to tell. */
    if (cairn_tree_remove(AT_FDCWD, temporary->path, NULL))
        temporary->path = NULL;
    cairn_fd_close(&temporary->folder);
    *temporary = (struct cairn_lab_temporary){.folder = -1};
}
