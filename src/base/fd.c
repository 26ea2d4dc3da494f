/*
 * System calls on descriptors and whole files, each with its message. EINTR is resumed; a
 * descriptor that somebody made non-blocking (a terminal shared with another program) is waited
 * for.
 *
 * cairn_file_write never leaves half a file: the bytes go to a new file beside the target, which
 * takes the target's name once they are on the disk. Symbolic links are followed by hand, so that
 * the file they name is replaced and not the link.
 */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/checked.h"

#define READ_SIZE      ((size_t)64 << 10)
#define LINKS_MAX      40 /* as the kernel: more is a loop */
#define NAME_ATTEMPTS  16
#define TEMPORARY_MODE 0644

void cairn_fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

enum cairn_status cairn_status_of_errno(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return CAIRN_ERR_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return CAIRN_ERR_DENIED;
    case ENOMEM:
        return CAIRN_ERR_MEMORY;
    case EPIPE:
        return CAIRN_ERR_CLOSED;
    default:
        return CAIRN_ERR_IO;
    }
}

static enum cairn_status fail_folder(struct cairn_error *err, const char *verb, const char *name)
{
    enum cairn_status status =
        CAIRN_FAIL(err, CAIRN_ERR_INVALID, "could not %s '%s': it is a folder", verb, name);
    struct cairn_span folder = cairn_span_from_string(name);
    while (folder.size > 1 && folder.data[folder.size - 1] == '/')
        folder.size--;
    cairn_error_hint(
        err, "name a file, or pass the files in it, such as %.*s/*", CAIRN_SPAN_ARGS(folder));
    return status;
}

static enum cairn_status fail_folder_write(struct cairn_error *err, const char *name)
{
    enum cairn_status status = fail_folder(err, "write", name);
    cairn_error_hint(err, "name a file in it");
    return status;
}

static bool is_folder(int fd)
{
    struct stat info;
    return fstat(fd, &info) == 0 && S_ISDIR(info.st_mode);
}

static int open_file(int dir_fd, const char *path, int flags, mode_t mode)
{
    int fd;
    do
        fd = openat(dir_fd, path, flags | O_CLOEXEC | O_NOCTTY, mode);
    while (fd < 0 && errno == EINTR);
    return fd;
}

enum cairn_status cairn_fd_open_read(
    int dir_fd, const char *path, int *out_fd, struct cairn_error *err)
{
    CAIRN_AUTO_FD int fd = open_file(dir_fd, path, O_RDONLY, 0);
    if (fd < 0)
        return CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(errno), "could not open '%s'", path);
    if (is_folder(fd))
        return fail_folder(err, "read", path);
    *out_fd = fd;
    fd = -1;
    return CAIRN_OK;
}

/* True when the call that set errno should be made again, after waiting where it would have
 * blocked. */
static bool may_try_again(int fd, short events)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN)
        return false;
    struct pollfd waiting = {.fd = fd, .events = events};
    return poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

enum cairn_status cairn_fd_read_some(
    int fd, const char *name, char *memory, size_t size, size_t *out_count, struct cairn_error *err)
{
    for (;;) {
        ssize_t count = read(fd, memory, cairn_min_size(size, SSIZE_MAX));
        if (count >= 0) {
            *out_count = (size_t)count;
            return CAIRN_OK;
        }
        if (errno == EISDIR)
            return fail_folder(err, "read", name);
        if (!may_try_again(fd, POLLIN))
            return CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(errno), "could not read '%s'", name);
    }
}

static enum cairn_status append_all(
    int fd, const char *name, size_t limit_bytes, struct cairn_buf *buf, struct cairn_error *err)
{
    size_t total = 0;
    for (;;) {
        /* One byte more than allowed: that it can be read is what shows the limit was passed. */
        size_t left = limit_bytes - total;
        size_t wanted = left < READ_SIZE ? left + 1 : READ_SIZE;
        char *memory = cairn_buf_reserve(buf, wanted);
        if (!memory)
            return cairn_buf_status(buf, err);
        size_t count;
        enum cairn_status status = cairn_fd_read_some(fd, name, memory, wanted, &count, err);
        if (status || count == 0)
            return status;
        if (count > left)
            return CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
                "could not read '%s': it has more than %zu bytes", name, limit_bytes);
        cairn_buf_advance(buf, count);
        total += count;
    }
}

enum cairn_status cairn_fd_read_all(
    int fd, const char *name, size_t limit_bytes, struct cairn_buf *buf, struct cairn_error *err)
{
    size_t size_before = buf->size;
    enum cairn_status status = append_all(fd, name, limit_bytes, buf, err);
    if (status)
        cairn_buf_truncate(buf, size_before);
    return status;
}

enum cairn_status cairn_fd_write_all(
    int fd, const char *name, struct cairn_span bytes, struct cairn_error *err)
{
    while (bytes.size > 0) {
        ssize_t count = write(fd, bytes.data, cairn_min_size(bytes.size, SSIZE_MAX));
        if (count >= 0)
            bytes = cairn_span_slice(bytes, (size_t)count, CAIRN_SPAN_NPOS);
        else if (!may_try_again(fd, POLLOUT))
            return CAIRN_FAIL_ERRNO(
                err, cairn_status_of_errno(errno), "could not write '%s'", name);
    }
    return CAIRN_OK;
}

enum cairn_status cairn_file_read(int dir_fd, const char *path, size_t limit_bytes,
    struct cairn_buf *buf, struct cairn_error *err)
{
    CAIRN_AUTO_FD int fd = -1;
    enum cairn_status status = cairn_fd_open_read(dir_fd, path, &fd, err);
    if (status)
        return status;
    return cairn_fd_read_all(fd, path, limit_bytes, buf, err);
}

static enum cairn_status fail_write(struct cairn_error *err, const char *path)
{
    int number = errno;
    enum cairn_status status =
        CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(number), "could not write '%s'", path);
    if (number == ENOENT || number == ENOTDIR)
        cairn_error_hint(err, "make its folder first");
    if (number == ENOSPC || number == EDQUOT)
        cairn_error_hint(err, "make room on the disk; the file is as it was before");
    if (number == EACCES || number == EROFS)
        cairn_error_hint(err, "a new file is made beside it: its folder must be writable");
    return status;
}

/* The part of a path up to and with its last slash; empty for a mere name. */
static struct cairn_span folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return cairn_span_make(path, slash ? (size_t)(slash - path) + 1 : 0);
}

/* A free name beside `path`, opened for writing. The caller frees *out_name. */
static enum cairn_status open_temporary(
    int dir_fd, const char *path, int *out_fd, char **out_name, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf name = {0};
    for (int attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
        uint64_t number = 0;
        if (getrandom(&number, sizeof number, GRND_NONBLOCK) < 0)
            number = (uint64_t)getpid() << 8 | (uint64_t)attempt;
        cairn_buf_clear(&name);
        cairn_buf_append(&name, folder_of(path));
        cairn_buf_printf(&name, ".cairn-%016" PRIx64 ".tmp", number);
        enum cairn_status status = cairn_buf_status(&name, err);
        if (status)
            return status;
        CAIRN_AUTO_FD int fd =
            open_file(dir_fd, name.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, TEMPORARY_MODE);
        if (fd >= 0) {
            *out_fd = fd;
            *out_name = CAIRN_TAKE(name.data);
            fd = -1;
            return CAIRN_OK;
        }
        if (errno != EEXIST)
            break;
    }
    return fail_write(err, path);
}

/* After a rename the folder itself must reach the disk. Some file systems refuse that; the rename
 * holds all the same. */
static void sync_folder(int dir_fd, const char *path)
{
    CAIRN_AUTO_FREE char *folder = cairn_alloc_string(folder_of(path));
    if (!folder)
        return;
    CAIRN_AUTO_FD int fd = open_file(dir_fd, folder[0] ? folder : ".", O_RDONLY | O_DIRECTORY, 0);
    if (fd >= 0)
        (void)fsync(fd);
}

static enum cairn_status fill_and_rename(int dir_fd, const char *path, const char *temporary,
    int *take_fd, struct cairn_span bytes, struct cairn_error *err)
{
    CAIRN_AUTO_FD int fd = *take_fd;
    *take_fd = -1;
    enum cairn_status status = cairn_fd_write_all(fd, path, bytes, err);
    if (status)
        return status;
    if (fsync(fd) < 0)
        return fail_write(err, path);
    int closing = fd;
    fd = -1;
    if (close(closing) < 0 && errno != EINTR)
        return fail_write(err, path);
    if (renameat(dir_fd, temporary, dir_fd, path) < 0)
        return fail_write(err, path);
    return CAIRN_OK;
}

/* `old` is the file that is replaced, whose mode the new one gets; NULL: there is none. */
static enum cairn_status replace_file(int dir_fd, const char *path, const struct stat *old,
    struct cairn_span bytes, struct cairn_error *err)
{
    CAIRN_AUTO_FD int fd = -1;
    CAIRN_AUTO_FREE char *temporary = NULL;
    enum cairn_status status = open_temporary(dir_fd, path, &fd, &temporary, err);
    if (status)
        return status;
    /* A private file must not become readable for others because it was written again. */
    if (old && fchmod(fd, old->st_mode & 0777) < 0)
        status = fail_write(err, path);
    if (!status)
        status = fill_and_rename(dir_fd, path, temporary, &fd, bytes, err);
    if (status)
        unlinkat(dir_fd, temporary, 0);
    else
        sync_folder(dir_fd, path);
    return status;
}

/* Appending: what /dev/stdout names may be a file that already holds something. */
static enum cairn_status write_directly(
    int dir_fd, const char *path, struct cairn_span bytes, struct cairn_error *err)
{
    CAIRN_AUTO_FD int fd = open_file(dir_fd, path, O_WRONLY | O_APPEND, 0);
    if (fd < 0)
        return CAIRN_FAIL_ERRNO(err, cairn_status_of_errno(errno), "could not open '%s'", path);
    return cairn_fd_write_all(fd, path, bytes, err);
}

/* Links of the kernel's own file systems name open descriptors: there the name leads to no file to
 * be replaced. */
static bool is_kernel_path(const char *path)
{
    struct cairn_span span = cairn_span_from_string(path);
    return cairn_span_starts_with(span, CAIRN_SPAN("/dev/fd/")) ||
           cairn_span_starts_with(span, CAIRN_SPAN("/proc/"));
}

/* What the link `path` leads to, as a path of its own. NULL with errno set. The caller frees. */
static char *read_link(int dir_fd, const char *path)
{
    char target[PATH_MAX];
    ssize_t size = readlinkat(dir_fd, path, target, sizeof target);
    if (size < 0)
        return NULL;
    CAIRN_AUTO_BUF struct cairn_buf joined = {0};
    if (size == 0 || target[0] != '/')
        cairn_buf_append(&joined, folder_of(path));
    cairn_buf_append(&joined, cairn_span_make(target, (size_t)size));
    if (joined.failure) {
        errno = ENOMEM;
        return NULL;
    }
    return CAIRN_TAKE(joined.data);
}

enum cairn_status cairn_file_write(
    int dir_fd, const char *path, struct cairn_span bytes, struct cairn_error *err)
{
    CAIRN_AUTO_FREE char *target = cairn_alloc_string(cairn_span_from_string(path));
    if (!target)
        return CAIRN_FAIL_MEMORY(err);
    for (int links = 0; links < LINKS_MAX; links++) {
        struct stat info;
        if (is_kernel_path(target))
            return write_directly(dir_fd, target, bytes, err);
        if (fstatat(dir_fd, target, &info, AT_SYMLINK_NOFOLLOW) < 0)
            return errno == ENOENT ? replace_file(dir_fd, target, NULL, bytes, err)
                                   : fail_write(err, target);
        if (S_ISDIR(info.st_mode))
            return fail_folder_write(err, target);
        if (S_ISREG(info.st_mode))
            return replace_file(dir_fd, target, &info, bytes, err);
        if (!S_ISLNK(info.st_mode))
            return write_directly(dir_fd, target, bytes, err);
        char *next = read_link(dir_fd, target);
        if (!next)
            return fail_write(err, path);
        cairn_free(target);
        target = next;
    }
    errno = ELOOP;
    return fail_write(err, path);
}

static enum cairn_status make_one_folder(int dir_fd, const char *path, struct cairn_error *err)
{
    if (mkdirat(dir_fd, path, 0777) == 0)
        return CAIRN_OK;
    if (errno != EEXIST)
        return CAIRN_FAIL_ERRNO(
            err, cairn_status_of_errno(errno), "could not make the folder '%s'", path);
    struct stat info;
    if (fstatat(dir_fd, path, &info, 0) == 0 && S_ISDIR(info.st_mode))
        return CAIRN_OK;
    enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_INVALID,
        "could not make the folder '%s': there is a file of that name", path);
    cairn_error_hint(err, "name another folder, or move the file away");
    return status;
}

enum cairn_status cairn_dir_make(int dir_fd, const char *path, struct cairn_error *err)
{
    CAIRN_AUTO_FREE char *part = cairn_alloc_string(cairn_span_from_string(path));
    if (!part)
        return CAIRN_FAIL_MEMORY(err);
    size_t size = strlen(part);
    /* Each leading part in turn, cut at its slash; what exists already is passed over. */
    for (size_t i = 1; i < size; i++) {
        if (part[i] != '/' || part[i - 1] == '/')
            continue;
        part[i] = '\0';
        enum cairn_status status = make_one_folder(dir_fd, part, err);
        part[i] = '/';
        if (status)
            return status;
    }
    return make_one_folder(dir_fd, part, err);
}
