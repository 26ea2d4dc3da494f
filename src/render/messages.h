/* The message catalogue: every label and sentence that renderers print, in English and Chinese, in
 * one table. */
#ifndef CAIRN_RENDER_MESSAGES_H
#define CAIRN_RENDER_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"

/* The table is messages.def: MESSAGE(ID, "English", "中文"). Values stand as %1 … %9, so each
 * language has its own order. */
enum cairn_message {
#define MESSAGE(id, en, zh) CAIRN_MSG_##id,
#include "render/messages.def"
#undef MESSAGE
    CAIRN_MSG_COUNT
};

/* Static text, with its %1 … %9 as they stand. */
const char *cairn_message(enum cairn_message message, bool in_chinese);

/* Append the message with %N replaced by values[N - 1], as it is: escaping is the caller's. A
 * number without value gives nothing. */
void cairn_message_append(struct cairn_buf *buf, enum cairn_message message, bool in_chinese,
    const struct cairn_span *values, size_t count);

/*
 * The word for a value of a closed set ("proxy", "reload", "outage", …) as the catalogue has it;
 * the value itself when it has none. The result borrows from `value` or is static.
 */
struct cairn_span cairn_message_word(struct cairn_span value, bool in_chinese);

#endif
