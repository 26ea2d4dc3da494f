/* A small seeded generator of random numbers (splitmix64), so that a failure can be run again. */
#ifndef CAIRN_TEST_RANDOM_H
#define CAIRN_TEST_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct test_random {
    uint64_t state;
};

static inline uint64_t test_random_next(struct test_random *random)
{
    uint64_t z = (random->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* 0 … count - 1 */
static inline size_t test_random_below(struct test_random *random, size_t count)
{
    return (size_t)(test_random_next(random) % count);
}

static inline bool test_random_one_in(struct test_random *random, size_t count)
{
    return test_random_below(random, count) == 0;
}

#endif
