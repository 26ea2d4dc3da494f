/*
 * Grams: runs of 3 or 4 bytes, each byte folded by | 0x20, so that letters lose their case (and
 * some other bytes fall together, which costs a look and never a match). They are the keys of the
 * index and the measure of rarity.
 */
#ifndef CAIRN_MATCH_GRAM_H
#define CAIRN_MATCH_GRAM_H

#include <stdint.h>

#define CAIRN_GRAM3_BUCKETS 16384u
#define CAIRN_GRAM4_BUCKETS 65536u
#define CAIRN_GRAM_FOLD     0x20202020u

static inline uint32_t cairn_gram3_bucket(uint32_t gram)
{
    return (gram * 0x9e3779b1u) >> 18;
}

static inline uint32_t cairn_gram4_bucket(uint32_t gram)
{
    return (gram * 0x9e3779b1u) >> 16;
}

/* Little-endian on every machine: the first byte is the lowest. */
static inline uint32_t cairn_gram4_load(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    uint32_t gram =
        (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    return gram | CAIRN_GRAM_FOLD;
}

static inline uint32_t cairn_gram3_load(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    uint32_t gram = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16;
    return gram | (CAIRN_GRAM_FOLD & 0xffffffu);
}

/* Occurrences in 1 MiB of ordinary logs, estimated; never zero, since the sample is small. */
double cairn_gram3_per_mebibyte(uint32_t gram);
double cairn_gram4_per_mebibyte(uint32_t gram);

#endif
