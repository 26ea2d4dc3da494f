/*
 * Filling in struct cairn_error, and broken invariants.
 *
 * Every text is first formatted into a local array, so that an argument may be one of the error's
 * own texts (as when context is put in front). Texts are cut at a character's boundary, and line
 * breaks become spaces: a primary message is one line whatever a file name holds. Nothing here
 * allocates, so it works when memory is gone.
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/utf8.h"

#define TEXT_SIZE 640

_Static_assert(sizeof(((struct cairn_error *)0)->primary) <= TEXT_SIZE, "scratch holds a primary");
_Static_assert(sizeof(((struct cairn_error *)0)->detail) <= TEXT_SIZE, "scratch holds a detail");
_Static_assert(sizeof(((struct cairn_error *)0)->hint) <= TEXT_SIZE, "scratch holds a hint");

/* Copies what fits and never ends inside a character. */
static void copy_cut(char *out, size_t out_size, const char *text)
{
    struct cairn_span fitting = cairn_utf8_cut(cairn_span_from_string(text), out_size - 1);
    memcpy(out, fitting.data, fitting.size);
    out[fitting.size] = '\0';
}

static void make_one_line(char *text)
{
    for (; *text; text++) {
        if (*text == '\n' || *text == '\r')
            *text = ' ';
    }
}

static void CAIRN_PRINTF(2, 0) format_text(char out[TEXT_SIZE], const char *format, va_list args)
{
    char scratch[2 * TEXT_SIZE];
    if (vsnprintf(scratch, sizeof scratch, format, args) < 0)
        copy_cut(scratch, sizeof scratch, format);
    copy_cut(out, TEXT_SIZE, scratch);
}

/* "text: reason" into primary; a long text is cut rather than the reason. */
static void set_primary(struct cairn_error *err, const char *text, const char *reason)
{
    size_t reserved = reason ? cairn_min_size(strlen(reason) + 2, sizeof err->primary / 2) : 0;
    copy_cut(err->primary, sizeof err->primary - reserved, text);
    if (reason) {
        size_t used = strlen(err->primary);
        memcpy(err->primary + used, ": ", 2);
        copy_cut(err->primary + used + 2, sizeof err->primary - used - 2, reason);
    }
    make_one_line(err->primary);
}

static void CAIRN_PRINTF(3, 0)
    format_into(char *out, size_t out_size, const char *format, va_list args)
{
    char text[TEXT_SIZE];
    format_text(text, format, args);
    copy_cut(out, out_size, text);
}

static void CAIRN_PRINTF(6, 0) fill(struct cairn_error *err, enum cairn_status status, int number,
    const char *file, int line, const char *format, va_list args)
{
    char text[TEXT_SIZE];
    format_text(text, format, args);
    /* Not strerror: its text depends on the locale, and its buffer is shared between threads. */
    const char *reason = number ? strerrordesc_np(number) : NULL;
    *err =
        (struct cairn_error){.status = status, .system_errno = number, .file = file, .line = line};
    set_primary(err, text, reason);
}

enum cairn_status cairn_error_set(struct cairn_error *err, enum cairn_status status,
    const char *file, int line, const char *format, ...)
{
    if (!err)
        return status;
    va_list args;
    va_start(args, format);
    fill(err, status, 0, file, line, format, args);
    va_end(args);
    return status;
}

enum cairn_status cairn_error_set_errno(struct cairn_error *err, enum cairn_status status,
    const char *file, int line, const char *format, ...)
{
    int number = errno;
    if (!err)
        return status;
    va_list args;
    va_start(args, format);
    fill(err, status, number, file, line, format, args);
    va_end(args);
    errno = number;
    return status;
}

void cairn_error_detail(struct cairn_error *err, const char *format, ...)
{
    if (!err)
        return;
    va_list args;
    va_start(args, format);
    format_into(err->detail, sizeof err->detail, format, args);
    va_end(args);
}

void cairn_error_hint(struct cairn_error *err, const char *format, ...)
{
    if (!err)
        return;
    va_list args;
    va_start(args, format);
    format_into(err->hint, sizeof err->hint, format, args);
    va_end(args);
}

void cairn_error_context(struct cairn_error *err, const char *format, ...)
{
    if (!err)
        return;
    char text[TEXT_SIZE];
    va_list args;
    va_start(args, format);
    format_text(text, format, args);
    va_end(args);
    char primary[sizeof err->primary];
    copy_cut(primary, sizeof primary, err->primary);
    set_primary(err, text, primary);
}

const char *cairn_status_name(enum cairn_status status)
{
    static const char *const names[] = {
        [CAIRN_OK] = "ok",
        [CAIRN_ERR_MEMORY] = "memory",
        [CAIRN_ERR_IO] = "io",
        [CAIRN_ERR_NOT_FOUND] = "not-found",
        [CAIRN_ERR_DENIED] = "denied",
        [CAIRN_ERR_SYNTAX] = "syntax",
        [CAIRN_ERR_INVALID] = "invalid",
        [CAIRN_ERR_LIMIT] = "limit",
        [CAIRN_ERR_CORRUPT] = "corrupt",
        [CAIRN_ERR_CONFLICT] = "conflict",
        [CAIRN_ERR_UNSUPPORTED] = "unsupported",
        [CAIRN_ERR_CLOSED] = "closed",
        [CAIRN_ERR_USAGE] = "usage",
    };
    CAIRN_ASSERT((size_t)status < CAIRN_ARRAY_SIZE(names));
    return names[status];
}

void cairn_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "cairn: broken invariant at %s:%d: %s\n", file, line, condition);
    abort();
}
