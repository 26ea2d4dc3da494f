/* A small generator with a fixed seed: property tests that fail must fail again. */
#ifndef CAIRN_TESTS_RANDOM_H
#define CAIRN_TESTS_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state;
};

/* xorshift; below must not be 0. */
static inline uint32_t random_below(struct random *random, uint32_t below)
{
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (uint32_t)(random->state >> 32) % below;
}

#endif
