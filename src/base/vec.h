/* Growable array of equal-sized items, which it owns by value. All-zero apart from item_size is a
 * valid empty vector. */
#ifndef CAIRN_BASE_VEC_H
#define CAIRN_BASE_VEC_H

#include <stddef.h>

#include "base/compiler.h"
#include "base/error.h"

struct cairn_vec {
    void *data;
    size_t count;
    size_t capacity;
    size_t item_size;
};

#define CAIRN_VEC_OF(type) ((struct cairn_vec){.item_size = sizeof(type)})
/* Borrowed pointer to item i of a vector of `type`; i is not checked. Valid until the next push. */
#define CAIRN_VEC_AT(vec, type, i) (&((type *)(vec)->data)[i])

void cairn_vec_done(struct cairn_vec *vec);
void cairn_vec_clear(struct cairn_vec *vec);
enum cairn_status cairn_vec_push(
    struct cairn_vec *vec, const void *item, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_vec_reserve(
    struct cairn_vec *vec, size_t more, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_vec_sort(
    struct cairn_vec *vec, int (*compare)(const void *, const void *)); /* not stable */

#define CAIRN_AUTO_VEC CAIRN_CLEANUP(cairn_vec_done)

#endif
