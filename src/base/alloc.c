/*
 * The heap, with sizes checked and memory zeroed. The only place that calls malloc's family, apart
 * from foreign libraries: whoever replaces malloc in a test makes every allocation of ours fail on
 * demand.
 */
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/*
 * Differences of pointers are signed: nothing larger can be walked. malloc refuses it too, but a
 * sanitizer takes the question for a bug. And asking for no bytes could give NULL, which callers
 * take for a failure.
 */
static bool is_possible(size_t *size_bytes)
{
    *size_bytes = cairn_max_size(*size_bytes, 1);
    return *size_bytes <= PTRDIFF_MAX;
}

void *cairn_alloc(size_t size_bytes)
{
    return is_possible(&size_bytes) ? calloc(1, size_bytes) : NULL;
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
    if (!cairn_mul_size(count, item_size, &size_bytes) || !is_possible(&size_bytes))
        return NULL;
    return realloc(old, size_bytes);
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
