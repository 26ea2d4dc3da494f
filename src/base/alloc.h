/*
 * Allocation with overflow checks. Every failure is a NULL return that callers turn into
 * CAIRN_ERR_MEMORY. Tests replace malloc itself (tests/alloc), so libraries are covered as well.
 */
#ifndef CAIRN_BASE_ALLOC_H
#define CAIRN_BASE_ALLOC_H

#include <stddef.h>

#include "base/compiler.h"
#include "base/span.h"

void *cairn_alloc(size_t size_bytes) CAIRN_MUST_USE; /* zeroed; size 0 gives a valid pointer */
void *cairn_alloc_array(size_t count, size_t item_size) CAIRN_MUST_USE; /* zeroed */
void *cairn_realloc_array(
    void *old, size_t count, size_t item_size) CAIRN_MUST_USE;   /* old stays valid on NULL */
char *cairn_alloc_string(struct cairn_span text) CAIRN_MUST_USE; /* NUL-terminated copy */
void cairn_free(void *memory);

/* Cleanup for CAIRN_AUTO_FREE; takes the address of the pointer. */
void cairn_free_pointer(void *address_of_pointer);

/* A local pointer that is freed at the end of its scope: CAIRN_AUTO_FREE char *name = NULL; */
#define CAIRN_AUTO_FREE CAIRN_CLEANUP(cairn_free_pointer)

/* Hand ownership on: yields the pointer and leaves NULL behind. */
#define CAIRN_TAKE(pointer)                                                                        \
    (__extension__({                                                                               \
        __typeof__(pointer) cairn_taken_ = (pointer);                                              \
        (pointer) = NULL;                                                                          \
        cairn_taken_;                                                                              \
    }))

#endif
