/*
 * Trees of files, walked by descriptor: a link in a tree is never followed, so nothing outside is
 * touched whatever lies in it.
 */
#include "lab/environment_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

#define DEPTH_MAX 256 /* each level holds a descriptor; Debian's packages are some 20 deep */

enum task { REMOVE, OPEN_UP };

struct walk {
    enum task task;
    uint64_t size_bytes;
    struct cairn_error *err;
};

static enum cairn_status fail(const struct walk *walk, const char *name)
{
    return CAIRN_FAIL_ERRNO(walk->err, cairn_status_of_errno(errno), "could not %s '%s'",
        walk->task == REMOVE ? "remove" : "make readable", name);
}

static enum cairn_status visit(
    struct walk *walk, int folder, const char *name, const struct stat *about, unsigned depth);

static enum cairn_status visit_all(struct walk *walk, DIR *listing, unsigned depth)
{
    int folder = dirfd(listing);
    enum cairn_status status = CAIRN_OK;
    for (const struct dirent *entry; !status && (entry = readdir(listing));) {
        struct stat about;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        status = fstatat(folder, entry->d_name, &about, AT_SYMLINK_NOFOLLOW)
                     ? fail(walk, entry->d_name)
                     : visit(walk, folder, entry->d_name, &about, depth + 1);
    }
    return status;
}

static enum cairn_status visit_folder(
    struct walk *walk, int parent, const char *name, mode_t mode, unsigned depth)
{
    if (depth > DEPTH_MAX)
        return CAIRN_FAIL(walk->err, CAIRN_ERR_LIMIT,
            "cannot walk through '%s': folders are nested deeper than %d", name, DEPTH_MAX);
    /* First, for a folder may forbid its owner to look into it. */
    if ((mode & 0700) != 0700 && fchmodat(parent, name, 0700, 0))
        return fail(walk, name);
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *listing = fd < 0 ? NULL : fdopendir(fd);
    if (!listing) {
        enum cairn_status status = fail(walk, name);
        cairn_fd_close(&fd);
        return status;
    }
    enum cairn_status status = visit_all(walk, listing, depth);
    if (!status && walk->task == OPEN_UP && fchmod(dirfd(listing), (mode & 0777) | 0755))
        status = fail(walk, name);
    closedir(listing);
    if (!status && walk->task == REMOVE && unlinkat(parent, name, AT_REMOVEDIR))
        status = fail(walk, name);
    return status;
}

static enum cairn_status visit(
    struct walk *walk, int folder, const char *name, const struct stat *about, unsigned depth)
{
    if (S_ISDIR(about->st_mode))
        return visit_folder(walk, folder, name, about->st_mode, depth);
    walk->size_bytes += (uint64_t)about->st_size;
    if (walk->task == REMOVE)
        return unlinkat(folder, name, 0) ? fail(walk, name) : CAIRN_OK;
    if (!S_ISREG(about->st_mode))
        return CAIRN_OK;
    mode_t mode = (about->st_mode & 0777) | 0444;
    if (mode & 0100)
        mode |= 0111;
    return mode != (about->st_mode & 07777) && fchmodat(folder, name, mode, 0) ? fail(walk, name)
                                                                               : CAIRN_OK;
}

static enum cairn_status start_walk(struct walk *walk, int dir_fd, const char *name)
{
    struct stat about;
    if (fstatat(dir_fd, name, &about, AT_SYMLINK_NOFOLLOW))
        return fail(walk, name);
    return visit(walk, dir_fd, name, &about, 0);
}

enum cairn_status cairn_tree_remove(int dir_fd, const char *name, struct cairn_error *err)
{
    struct walk walk = {.task = REMOVE, .err = err};
    struct stat about;
    if (fstatat(dir_fd, name, &about, AT_SYMLINK_NOFOLLOW) && errno == ENOENT)
        return CAIRN_OK;
    return start_walk(&walk, dir_fd, name);
}

enum cairn_status cairn_tree_open_up(
    int dir_fd, const char *name, uint64_t *out_size_bytes, struct cairn_error *err)
{
    struct walk walk = {.task = OPEN_UP, .err = err};
    enum cairn_status status = start_walk(&walk, dir_fd, name);
    if (!status)
        *out_size_bytes = walk.size_bytes;
    return status;
}
