/*
 * Counts the folded 3-grams and 4-grams of a sample of ordinary logs and writes them as C tables,
 * one small floating-point byte per bucket: the matcher judges by them how rare a literal is
 * (src/match/gram.h).
 *
 *     gram_table data/ordinary.log gram_table.inc
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "match/gram.h"

static uint32_t counts3[CAIRN_GRAM3_BUCKETS];
static uint32_t counts4[CAIRN_GRAM4_BUCKETS];

static size_t count_file(FILE *in)
{
    uint32_t window = 0;
    size_t total = 0;
    for (int byte = getc(in); byte != EOF; byte = getc(in)) {
        window = window >> 8 | ((uint32_t)byte | 0x20u) << 24;
        total++;
        if (total >= 3)
            counts3[cairn_gram3_bucket(window >> 8)]++;
        if (total >= 4)
            counts4[cairn_gram4_bucket(window)]++;
    }
    return total;
}

/* Three bits of mantissa, the rest exponent; the value is (8 + mantissa) << exponent, in 1/16 per
 * MiB, less 8. */
static unsigned encode(uint32_t count, size_t total)
{
    uint64_t scaled = ((uint64_t)count << 24) / total + 8;
    unsigned exponent = 0;
    while (scaled >= 16) {
        scaled >>= 1;
        exponent++;
    }
    return exponent << 3 | (unsigned)(scaled - 8);
}

static void write_table(
    FILE *out, const char *name, const uint32_t *counts, size_t buckets, size_t total)
{
    fprintf(out, "static const unsigned char %s[%zu] = {", name, buckets);
    for (size_t i = 0; i < buckets; i++)
        fprintf(out, "%s%u,", i % 32 ? "" : "\n", encode(counts[i], total));
    fprintf(out, "\n};\n");
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: gram_table LOG OUTPUT\n");
        return 2;
    }
    FILE *in = fopen(argv[1], "rb");
    FILE *out = fopen(argv[2], "wb");
    if (!in || !out) {
        perror(in ? argv[2] : argv[1]);
        return 1;
    }
    size_t total = count_file(in);
    if (total == 0) {
        fprintf(stderr, "%s is empty\n", argv[1]);
        return 1;
    }
    write_table(out, "gram3_table", counts3, CAIRN_GRAM3_BUCKETS, total);
    write_table(out, "gram4_table", counts4, CAIRN_GRAM4_BUCKETS, total);
    fclose(in);
    return fclose(out) == 0 ? 0 : 1;
}
