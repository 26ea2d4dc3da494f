/*
 * JSON (RFC 8259): a strict reader and a writer. The reader is our own because none of the packaged
 * libraries keeps the spelling of every number and refuses duplicate keys as well
 * (docs/design/decisions.md).
 */
#ifndef CAIRN_FORMATS_JSON_H
#define CAIRN_FORMATS_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "formats/value.h"

/*
 * Parse one document. Refused with line and column: anything RFC 8259 does not allow, invalid
 * UTF-8, lone surrogates, duplicate keys, nesting beyond CAIRN_LIMIT_DEPTH. A UTF-8 byte order mark
 * is skipped. `name` is used in messages. The tree lives in `arena` and does not point into `text`.
 */
enum cairn_status cairn_json_read(struct cairn_arena *arena, struct cairn_span text,
    const char *name, struct cairn_value **out_value, struct cairn_error *err) CAIRN_MUST_USE;

enum cairn_json_style {
    CAIRN_JSON_COMPACT, /* one line, no spaces */
    CAIRN_JSON_PRETTY,  /* two spaces a level, as Python's json.dumps(indent=2) and jq print it;
                           empty containers [] {} */
};

/* Append `value`. Text stays UTF-8; control characters, ", \ and U+2028/2029 are escaped. Invalid
 * UTF-8 becomes U+FFFD. No newline at the end. */
void cairn_json_write(
    struct cairn_buf *buf, const struct cairn_value *value, enum cairn_json_style style);
/* Append one string with its quotes. */
void cairn_json_write_string(struct cairn_buf *buf, struct cairn_span text);

#endif
