/*
 * Files of an export. Each part of a path is opened by itself and never through a symbolic link, so
 * that no file outside the folder is reached, whatever somebody put into it. A new file is written
 * under one name at the top and renamed into place: what a crash leaves behind is that one file,
 * which the next export takes over. Nothing is flushed to the disk: an export can be repeated.
 */
#include "engine/site_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fd.h"

#define TEMPORARY    ".cairn-site.new"
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define READ_SIZE    ((size_t)64 << 10)

static enum cairn_status fail(const struct cairn_site_folder *folder, const char *verb,
    struct cairn_span path, struct cairn_error *err)
{
    return CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(errno), "could not %s '%s/%.*s'", verb,
        folder->name, CAIRN_SPAN_ARGS(path));
}

/* ---- the folder ---- */

static enum cairn_status lock(struct cairn_site_folder *folder, struct cairn_error *err)
{
    if (!flock(folder->fd, LOCK_EX | LOCK_NB))
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_CONFLICT,
        "could not export into '%s': another export is writing there", folder->name);
    cairn_error_hint(err, "Wait until it has ended, or name another folder.");
    return CAIRN_ERR_CONFLICT;
}

enum cairn_status cairn_site_folder_open(
    struct cairn_site_folder *folder, const char *name, struct cairn_error *err)
{
    *folder = (struct cairn_site_folder){.name = name, .fd = -1, .parent_fd = -1};
    enum cairn_status status = cairn_dir_make(AT_FDCWD, name, err);
    if (status)
        return status;
    folder->fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0)
        return CAIRN_FAIL_ERRNO(
            err, cairn_status_of_errno(errno), "could not open the folder '%s'", name);
    return lock(folder, err);
}

void cairn_site_folder_close(struct cairn_site_folder *folder)
{
    cairn_fd_close(&folder->parent_fd);
    cairn_fd_close(&folder->fd);
    cairn_buf_done(&folder->parent_path);
}

enum cairn_status cairn_site_folder_is_empty(
    const struct cairn_site_folder *folder, bool *out_is_empty, struct cairn_error *err)
{
    int fd = openat(folder->fd, ".", FOLDER_FLAGS);
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (!entries) {
        enum cairn_status status = fail(folder, "read", CAIRN_SPAN("."), err);
        cairn_fd_close(&fd);
        return status;
    }
    size_t count = 0;
    for (const struct dirent *entry; count < 1 && (entry = readdir(entries));)
        count += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
                 strcmp(entry->d_name, TEMPORARY);
    closedir(entries);
    *out_is_empty = count == 0;
    return CAIRN_OK;
}

/* ---- folders below ---- */

static struct cairn_span parent_of(struct cairn_span path)
{
    size_t end = path.size;
    while (end > 0 && path.data[end - 1] != '/')
        end--;
    return cairn_span_slice(path, 0, end);
}

static struct cairn_span name_of(struct cairn_span path)
{
    size_t parent = parent_of(path).size;
    return cairn_span_slice(path, parent, path.size);
}

/* One step down; takes `at`, unless it is the top. -1 with errno. */
static int descend(
    const struct cairn_site_folder *folder, int at, struct cairn_span part, bool makes)
{
    CAIRN_AUTO_FREE char *name = cairn_alloc_string(part);
    int next = -1;
    errno = ENOMEM;
    if (name && makes && mkdirat(at, name, 0777) && errno != EEXIST)
        next = -1;
    else if (name)
        next = openat(at, name, FOLDER_FLAGS);
    int number = errno;
    if (at != folder->fd)
        close(at);
    errno = number;
    return next;
}

static int open_parent(const struct cairn_site_folder *folder, struct cairn_span parent, bool makes)
{
    int at = folder->fd;
    for (size_t start = 0; at >= 0 && start < parent.size;) {
        size_t end = cairn_span_find_byte(parent, '/', start);
        at = descend(folder, at, cairn_span_slice(parent, start, end - start), makes);
        start = end + 1;
    }
    return at == folder->fd ? openat(folder->fd, ".", FOLDER_FLAGS) : at;
}

/* The folder that holds `path` becomes parent_fd; files of one folder come in a row. */
static bool enter(struct cairn_site_folder *folder, struct cairn_span path, bool makes)
{
    struct cairn_span parent = parent_of(path);
    if (folder->parent_fd >= 0 && cairn_span_equal(cairn_buf_span(&folder->parent_path), parent))
        return true;
    cairn_fd_close(&folder->parent_fd);
    cairn_buf_clear(&folder->parent_path);
    cairn_buf_append(&folder->parent_path, parent);
    if (folder->parent_path.failure) {
        errno = ENOMEM;
        return false;
    }
    folder->parent_fd = open_parent(folder, parent, makes);
    return folder->parent_fd >= 0;
}

static bool is_missing(int number)
{
    return number == ENOENT || number == ENOTDIR || number == ELOOP;
}

enum cairn_status cairn_site_folder_has(struct cairn_site_folder *folder, struct cairn_span path,
    bool *out_has, struct cairn_error *err)
{
    struct stat info;
    CAIRN_AUTO_FREE char *name = cairn_alloc_string(name_of(path));
    if (!name)
        return CAIRN_FAIL_MEMORY(err);
    bool is_there =
        enter(folder, path, false) && !fstatat(folder->parent_fd, name, &info, AT_SYMLINK_NOFOLLOW);
    if (!is_there && !is_missing(errno))
        return fail(folder, "look at", path, err);
    *out_has = is_there;
    return CAIRN_OK;
}

/* ---- files ---- */

static bool holds(int fd, struct cairn_span bytes)
{
    char memory[READ_SIZE];
    size_t at = 0;
    for (;;) {
        size_t count = 0;
        if (cairn_fd_read_some(fd, "", memory, sizeof(memory), &count, NULL))
            return false;
        if (!count)
            return at == bytes.size;
        if (count > bytes.size - at || memcmp(memory, bytes.data + at, count))
            return false;
        at += count;
    }
}

static bool is_unchanged(
    const struct cairn_site_folder *folder, const char *name, struct cairn_span bytes)
{
    struct stat info;
    CAIRN_AUTO_FD int fd = openat(folder->parent_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) || !S_ISREG(info.st_mode) || (size_t)info.st_size != bytes.size)
        return false;
    return holds(fd, bytes);
}

static enum cairn_status write_aside(
    const struct cairn_site_folder *folder, struct cairn_span bytes, struct cairn_error *err)
{
    CAIRN_AUTO_FD int fd =
        openat(folder->fd, TEMPORARY, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return fail(folder, "make", CAIRN_SPAN(TEMPORARY), err);
    return cairn_fd_write_all(fd, folder->name, bytes, err);
}

enum cairn_status cairn_site_folder_write(struct cairn_site_folder *folder, struct cairn_span path,
    struct cairn_span bytes, bool *out_is_changed, struct cairn_error *err)
{
    CAIRN_AUTO_FREE char *name = cairn_alloc_string(name_of(path));
    if (!name)
        return CAIRN_FAIL_MEMORY(err);
    if (!enter(folder, path, true))
        return fail(folder, "make a folder for", path, err);
    *out_is_changed = !is_unchanged(folder, name, bytes);
    if (!*out_is_changed)
        return CAIRN_OK;
    enum cairn_status status = write_aside(folder, bytes, err);
    if (!status && renameat(folder->fd, TEMPORARY, folder->parent_fd, name))
        status = fail(folder, "write", path, err);
    if (status)
        unlinkat(folder->fd, TEMPORARY, 0);
    return status;
}

/* From the file's folder upwards, as long as they are empty. */
static enum cairn_status remove_empty(
    struct cairn_site_folder *folder, struct cairn_span path, struct cairn_error *err)
{
    cairn_fd_close(&folder->parent_fd);
    for (struct cairn_span parent = parent_of(path); parent.size; parent = parent_of(parent)) {
        parent.size--; /* its slash */
        CAIRN_AUTO_FREE char *name = cairn_alloc_string(name_of(parent));
        if (!name)
            return CAIRN_FAIL_MEMORY(err);
        if (!enter(folder, parent, false) || unlinkat(folder->parent_fd, name, AT_REMOVEDIR))
            break;
    }
    cairn_fd_close(&folder->parent_fd);
    return CAIRN_OK;
}

enum cairn_status cairn_site_folder_remove(struct cairn_site_folder *folder, struct cairn_span path,
    bool *out_is_removed, struct cairn_error *err)
{
    CAIRN_AUTO_FREE char *name = cairn_alloc_string(name_of(path));
    if (!name)
        return CAIRN_FAIL_MEMORY(err);
    bool is_gone = !enter(folder, path, false) || unlinkat(folder->parent_fd, name, 0);
    if (is_gone && !is_missing(errno))
        return fail(folder, "remove", path, err);
    *out_is_removed = !is_gone;
    return is_gone ? CAIRN_OK : remove_empty(folder, path, err);
}
