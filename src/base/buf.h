/*
 * Growable byte buffer with a sticky failure: appending never returns a status, so writers stay
 * readable; whoever owns the buffer asks once, with cairn_buf_status, before using the content.
 * All-zero is a valid empty buffer.
 */
#ifndef CAIRN_BASE_BUF_H
#define CAIRN_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_buf {
    char *data; /* NUL-terminated once anything was appended; NULL before */
    size_t size;
    size_t capacity;
    size_t limit_bytes; /* 0: none; appending beyond it fails with CAIRN_ERR_LIMIT */
    enum cairn_status failure;
};

void cairn_buf_done(struct cairn_buf *buf);  /* frees; empty and usable again */
void cairn_buf_clear(struct cairn_buf *buf); /* size 0, failure forgotten, memory kept */
void cairn_buf_append(struct cairn_buf *buf, struct cairn_span text);
void cairn_buf_append_string(struct cairn_buf *buf, const char *text);
void cairn_buf_append_byte(struct cairn_buf *buf, char byte);
/* `text` between two bytes of the same kind, such as quotes. */
void cairn_buf_append_between(struct cairn_buf *buf, char byte, struct cairn_span text);
void cairn_buf_append_repeat(struct cairn_buf *buf, char byte, size_t count);
void cairn_buf_printf(struct cairn_buf *buf, const char *format, ...) CAIRN_PRINTF(2, 3);
void cairn_buf_vprintf(struct cairn_buf *buf, const char *format, va_list args) CAIRN_PRINTF(2, 0);
/* Room for at least `count` more bytes; returns where to write them, or NULL after a failure.
 * Commit with _advance. */
char *cairn_buf_reserve(struct cairn_buf *buf, size_t count);
void cairn_buf_advance(struct cairn_buf *buf, size_t count);
void cairn_buf_truncate(struct cairn_buf *buf, size_t size);
/* When a helper buffer failed, so did the text that is made with it. */
void cairn_buf_pass_failure(struct cairn_buf *buf, const struct cairn_buf *helper);
struct cairn_span cairn_buf_span(const struct cairn_buf *buf); /* borrowed until the next change */
enum cairn_status cairn_buf_status(
    const struct cairn_buf *buf, struct cairn_error *err) CAIRN_MUST_USE;

#define CAIRN_AUTO_BUF CAIRN_CLEANUP(cairn_buf_done)

#endif
