/* What only the readers need: nodes with a place, and appending without looking for a former member
 * of that key. */
#ifndef CAIRN_FORMATS_VALUE_INTERNAL_H
#define CAIRN_FORMATS_VALUE_INTERNAL_H

#include <stdint.h>

#include "base/arena.h"
#include "formats/value.h"

struct cairn_value_place {
    uint32_t line;
    uint32_t column;
};

/* A zeroed node of that kind, or NULL. */
struct cairn_value *cairn_value_new(struct cairn_arena *arena, enum cairn_value_kind kind);

/* Append a member; `key` must live in the arena already and be new to the object. False without
 * memory. */
bool cairn_value_append(struct cairn_arena *arena, struct cairn_value *container,
    struct cairn_span key, struct cairn_value_place key_place, struct cairn_value *value);

#endif
