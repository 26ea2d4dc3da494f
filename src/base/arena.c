/*
 * Blocks in a list; allocations are cut off the front block:
 *
 *     arena.head -> [hdr|used.....|free...] -> [hdr|used........] -> [hdr|one big thing]
 *
 * Each new front block is twice as large as the last, up to BLOCK_MAX. What would waste much of a
 * block gets one of its own behind the front, so that the front stays in use. The arena owns all
 * blocks; memory is zeroed when it is handed out, because a block may be used again after a reset.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/checked.h"

#define BLOCK_MIN ((size_t)4 << 10)
#define BLOCK_MAX ((size_t)1 << 20)
#define ALIGNMENT _Alignof(max_align_t)

struct cairn_arena_block {
    struct cairn_arena_block *next;
    size_t size;
    size_t used;
    _Alignas(max_align_t) char data[];
};

void cairn_arena_init(struct cairn_arena *arena, size_t limit_bytes)
{
    *arena = (struct cairn_arena){.limit_bytes = limit_bytes};
}

static void free_blocks(struct cairn_arena_block *block)
{
    while (block) {
        struct cairn_arena_block *next = block->next;
        cairn_free(block);
        block = next;
    }
}

void cairn_arena_done(struct cairn_arena *arena)
{
    free_blocks(arena->head);
    cairn_arena_init(arena, arena->limit_bytes);
}

void cairn_arena_reset(struct cairn_arena *arena)
{
    struct cairn_arena_block *kept = arena->head;
    cairn_arena_init(arena, arena->limit_bytes);
    if (!kept)
        return;
    free_blocks(kept->next);
    kept->next = NULL;
    kept->used = 0;
    arena->head = kept;
}

static struct cairn_arena_block *new_block(size_t size)
{
    size_t total;
    if (!cairn_add_size(sizeof(struct cairn_arena_block), size, &total))
        return NULL;
    struct cairn_arena_block *block = cairn_realloc_array(NULL, total, 1);
    if (block) {
        block->next = NULL;
        block->size = size;
        block->used = 0;
    }
    return block;
}

/* A block with room for `size`, or NULL. */
static struct cairn_arena_block *block_for(struct cairn_arena *arena, size_t size)
{
    struct cairn_arena_block *head = arena->head;
    if (head && size <= head->size - head->used)
        return head;
    size_t next_size =
        head ? cairn_min_size(cairn_max_size(head->size, BLOCK_MIN / 2) * 2, BLOCK_MAX) : BLOCK_MIN;
    bool is_big = size > next_size / 4;
    struct cairn_arena_block *block = new_block(is_big ? size : next_size);
    if (!block)
        return NULL;
    if (is_big && head) {
        block->next = head->next;
        head->next = block;
    } else {
        block->next = head;
        arena->head = block;
    }
    return block;
}

static void *fail(struct cairn_arena *arena, bool is_over_limit)
{
    arena->has_failed = true;
    arena->is_over_limit |= is_over_limit;
    return NULL;
}

/* Not zeroed. */
static char *take(struct cairn_arena *arena, size_t size_bytes)
{
    size_t size;
    if (!cairn_add_size(size_bytes ? size_bytes : 1, ALIGNMENT - 1, &size))
        return fail(arena, arena->limit_bytes != 0);
    size -= size % ALIGNMENT;
    size_t used_bytes;
    if (!cairn_add_size(arena->used_bytes, size, &used_bytes))
        return fail(arena, arena->limit_bytes != 0);
    if (arena->limit_bytes && used_bytes > arena->limit_bytes)
        return fail(arena, true);
    struct cairn_arena_block *block = block_for(arena, size);
    if (!block)
        return fail(arena, false);
    char *memory = block->data + block->used;
    block->used += size;
    arena->used_bytes = used_bytes;
    return memory;
}

void *cairn_arena_alloc(struct cairn_arena *arena, size_t size_bytes)
{
    char *memory = take(arena, size_bytes);
    if (memory)
        memset(memory, 0, size_bytes);
    return memory;
}

void *cairn_arena_array(struct cairn_arena *arena, size_t count, size_t item_size)
{
    size_t size_bytes;
    if (!cairn_mul_size(count, item_size, &size_bytes))
        return fail(arena, arena->limit_bytes != 0);
    return cairn_arena_alloc(arena, size_bytes);
}

char *cairn_arena_string(struct cairn_arena *arena, struct cairn_span text)
{
    size_t size_bytes;
    if (!cairn_add_size(text.size, 1, &size_bytes))
        return fail(arena, arena->limit_bytes != 0);
    char *copy = take(arena, size_bytes);
    if (!copy)
        return NULL;
    if (text.size)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return copy;
}

struct cairn_span cairn_arena_copy(struct cairn_arena *arena, struct cairn_span text)
{
    const char *copy = cairn_arena_string(arena, text);
    return cairn_span_make(copy, copy ? text.size : 0);
}

char *cairn_arena_printf(struct cairn_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0)
        return fail(arena, false);
    char *text = cairn_arena_alloc(arena, (size_t)size + 1);
    if (!text)
        return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)size + 1, format, args);
    va_end(args);
    return text;
}

enum cairn_status cairn_arena_status(const struct cairn_arena *arena, struct cairn_error *err)
{
    if (!arena->has_failed)
        return CAIRN_OK;
    if (!arena->is_over_limit)
        return CAIRN_FAIL_MEMORY(err);
    return CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
        "could not hold the result in memory: it takes more than the %zu bytes it may have",
        arena->limit_bytes);
}
