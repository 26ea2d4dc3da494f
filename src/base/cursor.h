/* Bounded reader over a span: the only way outside bytes are parsed. Reading past the end fails and
 * sets nothing. */
#ifndef CAIRN_BASE_CURSOR_H
#define CAIRN_BASE_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

struct cairn_cursor {
    const char *data;
    size_t size;
    size_t position;
};

struct cairn_cursor cairn_cursor_make(struct cairn_span text);
bool cairn_cursor_at_end(const struct cairn_cursor *cursor);
int cairn_cursor_peek(const struct cairn_cursor *cursor); /* byte 0..255, or -1 at the end */
int cairn_cursor_peek_at(const struct cairn_cursor *cursor, size_t n); /* n bytes ahead, or -1 */
int cairn_cursor_take(struct cairn_cursor *cursor); /* byte 0..255, or -1 at the end */
bool cairn_cursor_take_byte(struct cairn_cursor *cursor, char expected);
bool cairn_cursor_take_literal(struct cairn_cursor *cursor, struct cairn_span expected);
bool cairn_cursor_take_span(struct cairn_cursor *cursor, size_t count, struct cairn_span *out_span);
/* All bytes up to `stop` (not taken) or to the end. */
struct cairn_span cairn_cursor_take_until(struct cairn_cursor *cursor, char stop);
/* Decimal digits, at least one, at most `max_digits`. */
bool cairn_cursor_take_u64(struct cairn_cursor *cursor, unsigned max_digits, uint64_t *out_value);
bool cairn_cursor_skip(struct cairn_cursor *cursor, size_t count);
struct cairn_span cairn_cursor_rest(const struct cairn_cursor *cursor);

#endif
