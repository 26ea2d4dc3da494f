/*
 * Hash map from byte strings to borrowed pointers. Keys are borrowed too: they must outlive the
 * map. Iteration is in order of insertion, so results repeat. The hash is seeded per process:
 * crafted keys cannot make it slow.
 */
#ifndef CAIRN_BASE_MAP_H
#define CAIRN_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_map_entry {
    struct cairn_span key;
    void *value;
    uint64_t hash;
};

struct cairn_map {
    struct cairn_map_entry *entries; /* entries[0 .. count), in order of insertion */
    size_t count;
    size_t capacity;
    uint32_t *slots;
    size_t slot_count;
};

void cairn_map_done(struct cairn_map *map); /* all-zero is a valid empty map */
/* NULL when absent. */
void *cairn_map_get(const struct cairn_map *map, struct cairn_span key);
bool cairn_map_has(const struct cairn_map *map, struct cairn_span key);
/* Inserts or replaces; *out_old (may be NULL) gets the former value or NULL. */
enum cairn_status cairn_map_put(struct cairn_map *map, struct cairn_span key, void *value,
    void **out_old, struct cairn_error *err) CAIRN_MUST_USE;

#define CAIRN_AUTO_MAP CAIRN_CLEANUP(cairn_map_done)

#endif
