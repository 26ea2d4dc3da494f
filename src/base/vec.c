/* One heap block that doubles. Items are moved by memcpy: they must not point into themselves. */
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/checked.h"

#define CAPACITY_MIN ((size_t)8)

void cairn_vec_done(struct cairn_vec *vec)
{
    cairn_free(vec->data);
    *vec = (struct cairn_vec){.item_size = vec->item_size};
}

void cairn_vec_clear(struct cairn_vec *vec)
{
    vec->count = 0;
}

enum cairn_status cairn_vec_reserve(struct cairn_vec *vec, size_t more, struct cairn_error *err)
{
    CAIRN_ASSERT(vec->item_size > 0);
    size_t needed;
    if (!cairn_add_size(vec->count, more, &needed))
        return CAIRN_FAIL_MEMORY(err);
    if (needed <= vec->capacity)
        return CAIRN_OK;
    size_t doubled;
    if (!cairn_mul_size(vec->capacity, 2, &doubled))
        doubled = needed;
    size_t capacity = cairn_max_size(cairn_max_size(doubled, needed), CAPACITY_MIN);
    void *data = cairn_realloc_array(vec->data, capacity, vec->item_size);
    if (!data)
        return CAIRN_FAIL_MEMORY(err);
    vec->data = data;
    vec->capacity = capacity;
    return CAIRN_OK;
}

enum cairn_status cairn_vec_push(struct cairn_vec *vec, const void *item, struct cairn_error *err)
{
    enum cairn_status status = cairn_vec_reserve(vec, 1, err);
    if (status)
        return status;
    memcpy((char *)vec->data + vec->count * vec->item_size, item, vec->item_size);
    vec->count++;
    return CAIRN_OK;
}

void cairn_vec_sort(struct cairn_vec *vec, int (*compare)(const void *, const void *))
{
    if (vec->count > 1)
        qsort(vec->data, vec->count, vec->item_size, compare);
}
