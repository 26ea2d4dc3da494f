/* What the readers share: nodes with a place, members without a second look-up, messages that
 * quote. */
#ifndef CAIRN_FORMATS_VALUE_INTERNAL_H
#define CAIRN_FORMATS_VALUE_INTERNAL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "formats/value.h"

struct cairn_value_place {
    uint32_t line;
    uint32_t column;
};

/* A zeroed node of that kind, or NULL. */
struct cairn_value *cairn_value_new(struct cairn_arena *arena, enum cairn_value_kind kind);

/* A string or number at a place; `text` is copied. NULL without memory. */
struct cairn_value *cairn_value_new_text(struct cairn_arena *arena, enum cairn_value_kind kind,
    struct cairn_span text, struct cairn_value_place place);

/* Append a member; `key` must live in the arena already and be new to the object. False without
 * memory. */
bool cairn_value_append(struct cairn_arena *arena, struct cairn_value *container,
    struct cairn_span key, struct cairn_value_place key_place, struct cairn_value *value);

/*
 * While an object is read: *out_known is whether it has that key already. `keys` starts all-zero,
 * belongs to the object and is used once there are many members, so that reading n of them never
 * costs n * n.
 */
enum cairn_status cairn_value_knows_key(const struct cairn_value *object, struct cairn_map *keys,
    struct cairn_span key, bool *out_known, struct cairn_error *err) CAIRN_MUST_USE;

/* The beginning of a text that a message quotes, cut at a character's boundary. */
struct cairn_span cairn_value_excerpt(struct cairn_span text);

#endif
