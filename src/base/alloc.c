/*
 * The heap, with sizes checked and memory zeroed. The only place that calls malloc's family, apart
 * from foreign libraries: whoever replaces malloc in a test makes every allocation of ours fail on
 * demand.
 */
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

void *cairn_alloc(size_t size_bytes)
{
    return calloc(1, size_bytes ? size_bytes : 1);
}

void *cairn_alloc_array(size_t count, size_t item_size)
{
    size_t size_bytes;
    if (!cairn_mul_size(count, item_size, &size_bytes))
        return NULL;
    return cairn_alloc(size_bytes);
}

void *cairn_realloc_array(void *old, size_t count, size_t item_size)
{
    size_t size_bytes;
    if (!cairn_mul_size(count, item_size, &size_bytes))
        return NULL;
    /* realloc to 0 bytes may free: then the caller could not tell success from failure. */
    return realloc(old, size_bytes ? size_bytes : 1);
}

char *cairn_alloc_string(struct cairn_span text)
{
    size_t size_bytes;
    if (!cairn_add_size(text.size, 1, &size_bytes))
        return NULL;
    char *copy = cairn_alloc(size_bytes);
    if (copy && text.size)
        memcpy(copy, text.data, text.size);
    return copy;
}

void cairn_free(void *memory)
{
    free(memory);
}

void cairn_free_pointer(void *address_of_pointer)
{
    void *memory;
    memcpy(&memory, address_of_pointer, sizeof memory);
    free(memory);
}
