/* The bounded reader. `position` never exceeds `size`; every function checks what is left before it
 * looks. */
#include "base/cursor.h"

#include "base/ascii.h"

struct cairn_cursor cairn_cursor_make(struct cairn_span text)
{
    return (struct cairn_cursor){text.data, text.size, 0};
}

bool cairn_cursor_at_end(const struct cairn_cursor *cursor)
{
    return cursor->position >= cursor->size;
}

int cairn_cursor_peek(const struct cairn_cursor *cursor)
{
    return cairn_cursor_peek_at(cursor, 0);
}

int cairn_cursor_peek_at(const struct cairn_cursor *cursor, size_t n)
{
    if (n >= cursor->size - cursor->position)
        return -1;
    return (unsigned char)cursor->data[cursor->position + n];
}

int cairn_cursor_take(struct cairn_cursor *cursor)
{
    int byte = cairn_cursor_peek(cursor);
    if (byte >= 0)
        cursor->position++;
    return byte;
}

bool cairn_cursor_take_byte(struct cairn_cursor *cursor, char expected)
{
    if (cairn_cursor_peek(cursor) != (unsigned char)expected)
        return false;
    cursor->position++;
    return true;
}

bool cairn_cursor_take_literal(struct cairn_cursor *cursor, struct cairn_span expected)
{
    if (!cairn_span_starts_with(cairn_cursor_rest(cursor), expected))
        return false;
    cursor->position += expected.size;
    return true;
}

bool cairn_cursor_take_span(struct cairn_cursor *cursor, size_t count, struct cairn_span *out_span)
{
    if (count > cursor->size - cursor->position)
        return false;
    *out_span = cairn_span_slice(cairn_cursor_rest(cursor), 0, count);
    cursor->position += count;
    return true;
}

struct cairn_span cairn_cursor_take_until(struct cairn_cursor *cursor, char stop)
{
    struct cairn_span rest = cairn_cursor_rest(cursor);
    struct cairn_span taken = cairn_span_slice(rest, 0, cairn_span_find_byte(rest, stop, 0));
    cursor->position += taken.size;
    return taken;
}

bool cairn_cursor_take_u64(struct cairn_cursor *cursor, unsigned max_digits, uint64_t *out_value)
{
    struct cairn_span rest = cairn_cursor_rest(cursor);
    size_t digits = 0;
    while (digits < rest.size && cairn_ascii_is_digit(rest.data[digits]))
        digits++;
    if (digits > max_digits)
        return false;
    if (!cairn_span_to_u64(cairn_span_slice(rest, 0, digits), out_value))
        return false;
    cursor->position += digits;
    return true;
}

bool cairn_cursor_skip(struct cairn_cursor *cursor, size_t count)
{
    if (count > cursor->size - cursor->position)
        return false;
    cursor->position += count;
    return true;
}

struct cairn_span cairn_cursor_rest(const struct cairn_cursor *cursor)
{
    return cairn_span_slice(
        cairn_span_make(cursor->data, cursor->size), cursor->position, CAIRN_SPAN_NPOS);
}
