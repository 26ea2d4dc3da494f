/*
 * The buffer owns one heap block, which doubles. The first failure sticks and later appends do
 * nothing, so a writer of a hundred lines asks for the status once. One byte beyond `size` is
 * always kept for the NUL.
 */
#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/checked.h"

#define CAPACITY_MIN ((size_t)64)

void cairn_buf_done(struct cairn_buf *buf)
{
    cairn_free(buf->data);
    *buf = (struct cairn_buf){.limit_bytes = buf->limit_bytes};
}

void cairn_buf_clear(struct cairn_buf *buf)
{
    buf->failure = CAIRN_OK;
    cairn_buf_truncate(buf, 0);
}

static char *fail(struct cairn_buf *buf, enum cairn_status failure)
{
    buf->failure = failure;
    return NULL;
}

static bool grow(struct cairn_buf *buf, size_t needed)
{
    if (needed <= buf->capacity)
        return true;
    size_t capacity;
    if (!cairn_mul_size(buf->capacity, 2, &capacity))
        capacity = needed;
    capacity = cairn_max_size(cairn_max_size(capacity, needed), CAPACITY_MIN);
    char *data = cairn_realloc_array(buf->data, capacity, 1);
    if (!data)
        return false;
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

/* Nothing to grow and no limit to look at, as nearly always: the short way. */
static bool has_room(const struct cairn_buf *buf, size_t count)
{
    return !buf->failure && !buf->limit_bytes && count < buf->capacity - buf->size;
}

char *cairn_buf_reserve(struct cairn_buf *buf, size_t count)
{
    if (buf->failure)
        return NULL;
    size_t size;
    size_t needed;
    if (!cairn_add_size(buf->size, count, &size) || !cairn_add_size(size, 1, &needed))
        return fail(buf, CAIRN_ERR_MEMORY);
    if (buf->limit_bytes && size > buf->limit_bytes)
        return fail(buf, CAIRN_ERR_LIMIT);
    if (!grow(buf, needed))
        return fail(buf, CAIRN_ERR_MEMORY);
    buf->data[buf->size] = '\0';
    return buf->data + buf->size;
}

void cairn_buf_advance(struct cairn_buf *buf, size_t count)
{
    CAIRN_ASSERT(count == 0 || count < buf->capacity - buf->size);
    buf->size += count;
    if (buf->data)
        buf->data[buf->size] = '\0';
}

static void put(struct cairn_buf *buf, struct cairn_span text)
{
    if (text.size)
        memcpy(buf->data + buf->size, text.data, text.size);
    buf->size += text.size;
    buf->data[buf->size] = '\0';
}

void cairn_buf_append(struct cairn_buf *buf, struct cairn_span text)
{
    if (has_room(buf, text.size) || cairn_buf_reserve(buf, text.size))
        put(buf, text);
}

void cairn_buf_append_string(struct cairn_buf *buf, const char *text)
{
    cairn_buf_append(buf, cairn_span_from_string(text));
}

void cairn_buf_append_byte(struct cairn_buf *buf, char byte)
{
    if (!has_room(buf, 1) && !cairn_buf_reserve(buf, 1))
        return;
    buf->data[buf->size++] = byte;
    buf->data[buf->size] = '\0';
}

void cairn_buf_append_between(struct cairn_buf *buf, char byte, struct cairn_span text)
{
    size_t size;
    if (!cairn_add_size(text.size, 2, &size)) {
        fail(buf, CAIRN_ERR_MEMORY);
        return;
    }
    if (!has_room(buf, size) && !cairn_buf_reserve(buf, size))
        return;
    buf->data[buf->size++] = byte;
    put(buf, text);
    buf->data[buf->size++] = byte;
    buf->data[buf->size] = '\0';
}

void cairn_buf_append_repeat(struct cairn_buf *buf, char byte, size_t count)
{
    if (!has_room(buf, count) && !cairn_buf_reserve(buf, count))
        return;
    memset(buf->data + buf->size, byte, count);
    buf->size += count;
    buf->data[buf->size] = '\0';
}

void cairn_buf_printf(struct cairn_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cairn_buf_vprintf(buf, format, args);
    va_end(args);
}

void cairn_buf_vprintf(struct cairn_buf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    char *end = NULL;
    if (size < 0)
        fail(buf, CAIRN_ERR_MEMORY);
    else
        end = cairn_buf_reserve(buf, (size_t)size);
    if (end) {
        vsnprintf(end, (size_t)size + 1, format, again);
        cairn_buf_advance(buf, (size_t)size);
    }
    va_end(again);
}

void cairn_buf_truncate(struct cairn_buf *buf, size_t size)
{
    CAIRN_ASSERT(size <= buf->size);
    buf->size = size;
    if (buf->data)
        buf->data[size] = '\0';
}

void cairn_buf_pass_failure(struct cairn_buf *buf, const struct cairn_buf *helper)
{
    if (!buf->failure)
        buf->failure = helper->failure;
}

struct cairn_span cairn_buf_span(const struct cairn_buf *buf)
{
    return cairn_span_make(buf->data, buf->size);
}

enum cairn_status cairn_buf_status(const struct cairn_buf *buf, struct cairn_error *err)
{
    if (buf->failure == CAIRN_ERR_MEMORY)
        return CAIRN_FAIL_MEMORY(err);
    if (buf->failure)
        return CAIRN_FAIL(err, buf->failure,
            "could not write the text: it takes more than the %zu bytes it may have",
            buf->limit_bytes);
    return CAIRN_OK;
}
