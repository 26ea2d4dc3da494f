/*
 * Arena: many small allocations with one lifetime. Not thread-safe. Pointers stay valid until the
 * arena is reset or freed. init/done in place; an all-zero arena is valid and empty.
 */
#ifndef CAIRN_BASE_ARENA_H
#define CAIRN_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_arena_block;

struct cairn_arena {
    struct cairn_arena_block *head;
    size_t used_bytes;  /* sum handed out, each rounded up to the alignment; for limits and tests */
    size_t limit_bytes; /* 0: no limit; beyond it allocations return NULL */
    bool has_failed;    /* sticky: some allocation returned NULL since init or reset */
    bool is_over_limit; /* sticky: it did so because of limit_bytes, not for want of memory */
};

void cairn_arena_init(struct cairn_arena *arena, size_t limit_bytes);
void cairn_arena_done(
    struct cairn_arena *arena); /* frees all; the arena is empty and usable again */
void cairn_arena_reset(struct cairn_arena *arena); /* as done, but keeps one block for reuse */

/* Zeroed, aligned to max_align_t; NULL when memory or the limit is exhausted. */
void *cairn_arena_alloc(struct cairn_arena *arena, size_t size_bytes) CAIRN_MUST_USE;
void *cairn_arena_array(struct cairn_arena *arena, size_t count, size_t item_size) CAIRN_MUST_USE;
/* NUL-terminated copy of `text` (the span returned by _copy has data NULL on failure). */
char *cairn_arena_string(struct cairn_arena *arena, struct cairn_span text) CAIRN_MUST_USE;
struct cairn_span cairn_arena_copy(
    struct cairn_arena *arena, struct cairn_span text) CAIRN_MUST_USE;
char *cairn_arena_printf(struct cairn_arena *arena, const char *format, ...)
    CAIRN_PRINTF(2, 3) CAIRN_MUST_USE;

/* Why an allocation returned NULL: CAIRN_ERR_LIMIT, CAIRN_ERR_MEMORY, or CAIRN_OK when none has. */
enum cairn_status cairn_arena_status(
    const struct cairn_arena *arena, struct cairn_error *err) CAIRN_MUST_USE;

#define CAIRN_AUTO_ARENA CAIRN_CLEANUP(cairn_arena_done)

#endif
