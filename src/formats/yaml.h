/*
 * YAML for people who write records: the subset that cannot surprise. Parsed by libyaml; every
 * scalar is a string (the caller's schema decides what is a number or a boolean), so `on`, `no` and
 * `1.20` stay text; a plain `null`,
 * `~` or nothing is null.
 */
#ifndef CAIRN_FORMATS_YAML_H
#define CAIRN_FORMATS_YAML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "formats/value.h"

/*
 * Parse one document. Refused with file, line and what to do: anchors, aliases, tags, a second
 * document, duplicate or non-scalar keys, nesting beyond CAIRN_LIMIT_DEPTH, invalid UTF-8, and
 * control characters other than tab and newline.
 */
enum cairn_status cairn_yaml_read(struct cairn_arena *arena, struct cairn_span text,
    const char *name, struct cairn_value **out_value, struct cairn_error *err) CAIRN_MUST_USE;

/* Append block style YAML that cairn_yaml_read gives back as the same tree of strings. For origin
 * files and drafts. */
void cairn_yaml_write(struct cairn_buf *buf, const struct cairn_value *value);

#endif
