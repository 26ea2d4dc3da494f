/* Arithmetic on sizes that says when it would overflow. */
#ifndef CAIRN_BASE_CHECKED_H
#define CAIRN_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

static inline bool cairn_add_size(size_t a, size_t b, size_t *out_sum)
{
    return !__builtin_add_overflow(a, b, out_sum);
}

static inline bool cairn_mul_size(size_t a, size_t b, size_t *out_product)
{
    return !__builtin_mul_overflow(a, b, out_product);
}

static inline size_t cairn_min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t cairn_max_size(size_t a, size_t b)
{
    return a > b ? a : b;
}

#endif
