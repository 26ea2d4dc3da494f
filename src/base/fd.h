/* Descriptors and whole files. Every descriptor is born CLOEXEC. Interrupted calls are resumed. */
#ifndef CAIRN_BASE_FD_H
#define CAIRN_BASE_FD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

void cairn_fd_close(int *fd); /* closes unless negative, leaves -1 */
#define CAIRN_AUTO_FD CAIRN_CLEANUP(cairn_fd_close)

/* Open for reading below `dir_fd` (AT_FDCWD for the current folder). Refuses folders
 * (CAIRN_ERR_INVALID, with a hint). */
enum cairn_status cairn_fd_open_read(
    int dir_fd, const char *path, int *out_fd, struct cairn_error *err) CAIRN_MUST_USE;

/* Read to the end, appending; more than `limit_bytes` is CAIRN_ERR_LIMIT. `name` is for messages.
 */
enum cairn_status cairn_fd_read_all(int fd, const char *name, size_t limit_bytes,
    struct cairn_buf *buf, struct cairn_error *err) CAIRN_MUST_USE;

/* What a failed system call means to a caller: CAIRN_ERR_NOT_FOUND, CAIRN_ERR_DENIED …, else
 * CAIRN_ERR_IO. For calls that this header has no function for. */
enum cairn_status cairn_status_of_errno(int number);

/* One read; *out_count 0 at the end. */
enum cairn_status cairn_fd_read_some(int fd, const char *name, char *memory, size_t size,
    size_t *out_count, struct cairn_error *err) CAIRN_MUST_USE;

/* Write all; EPIPE is CAIRN_ERR_CLOSED. */
enum cairn_status cairn_fd_write_all(
    int fd, const char *name, struct cairn_span bytes, struct cairn_error *err) CAIRN_MUST_USE;

/* Read a whole file below `dir_fd`. */
enum cairn_status cairn_file_read(int dir_fd, const char *path, size_t limit_bytes,
    struct cairn_buf *buf, struct cairn_error *err) CAIRN_MUST_USE;

/*
 * Replace or make a file so that nobody ever sees half of it: a temporary file beside it, fsync,
 * rename. A file that is replaced keeps its mode; a new one has 0644 less the umask. A target that
 * exists and is no regular file (such as /dev/stdout or a FIFO) is written to directly.
 */
enum cairn_status cairn_file_write(
    int dir_fd, const char *path, struct cairn_span bytes, struct cairn_error *err) CAIRN_MUST_USE;

/* mkdir -p below `dir_fd`, mode 0777 less the umask. */
enum cairn_status cairn_dir_make(
    int dir_fd, const char *path, struct cairn_error *err) CAIRN_MUST_USE;

#endif
