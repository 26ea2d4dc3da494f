/*
 * How frequent a gram is in ordinary logs, from a table that tools/gram_table.c counts at build
 * time from data/ordinary.log. The sample has half a megabyte, so "not seen" says little: what was
 * not seen is judged by the shorter grams within it.
 */
#include "match/gram.h"

#include "gram_table.inc"

/* The tool's small floating point: see encode() there. */
static double decode(unsigned char code)
{
    uint64_t scaled = ((uint64_t)8 + (code & 7)) << (code >> 3);
    return (double)(scaled - 8) / 16.0;
}

double cairn_gram3_per_mebibyte(uint32_t gram)
{
    return decode(gram3_table[cairn_gram3_bucket(gram)]) + 0.2;
}

double cairn_gram4_per_mebibyte(uint32_t gram)
{
    double first = decode(gram3_table[cairn_gram3_bucket(gram & 0xffffff)]);
    double last = decode(gram3_table[cairn_gram3_bucket(gram >> 8)]);
    double shorter = first < last ? first : last;
    return decode(gram4_table[cairn_gram4_bucket(gram)]) + shorter / 64 + 0.05;
}
