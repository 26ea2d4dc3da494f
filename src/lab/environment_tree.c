/*
 * Trees of files, walked by descriptor: a link in a tree is not followed, or followed within the
 * tree as its root (openat2), so nothing outside is touched whatever lies in it.
 */
#include "lab/environment_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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

/* --- one link --- */

static int open_in_tree(int tree, const char *path)
{
    struct open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
    return (int)syscall(SYS_openat2, tree, path, &how, sizeof how);
}

/* The folder "usr/bin", made where it is not there; its descriptor, or -1. */
static int make_in_tree(int tree, char *path)
{
    int folder = open_in_tree(tree, path);
    if (folder >= 0 || errno != ENOENT)
        return folder;
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = 0;
    CAIRN_AUTO_FD int parent = slash ? make_in_tree(tree, path) : open_in_tree(tree, ".");
    if (slash)
        *slash = '/';
    if (parent < 0 || (mkdirat(parent, slash ? slash + 1 : path, 0755) && errno != EEXIST))
        return -1;
    return open_in_tree(tree, path);
}

enum cairn_status cairn_tree_link(
    const char *tree, struct cairn_span path, struct cairn_span target, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    char *own = cairn_arena_string(&arena, cairn_span_slice(path, 1, path.size));
    char *to = cairn_arena_string(&arena, target);
    if (!own || !to)
        return cairn_arena_status(&arena, err);
    char *slash = strrchr(own, '/');
    const char *name = slash ? slash + 1 : own;
    CAIRN_AUTO_FD int root = open(tree, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (slash)
        *slash = 0;
    CAIRN_AUTO_FD int folder = root < 0 ? -1
                               : slash  ? make_in_tree(root, own)
                                        : open_in_tree(root, ".");
    if (folder < 0 || symlinkat(to, folder, name))
        return CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(errno), "could not make the link %.*s",
            CAIRN_SPAN_ARGS(path));
    return CAIRN_OK;
}
