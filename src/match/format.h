/*
 * The index blob as bytes: what the builder writes and the reader checks. Little-endian, fixed
 * widths; README.md has the picture. Entries never cross a page of 64 KiB, so a reader holds pages
 * and hands out pointers into them.
 */
#ifndef CAIRN_MATCH_FORMAT_H
#define CAIRN_MATCH_FORMAT_H

#include <stdint.h>

#define CAIRN_INDEX_MAGIC      "CAIRNIDX"
#define CAIRN_INDEX_MAGIC_SIZE 8
#define CAIRN_INDEX_VERSION    1u
#define CAIRN_INDEX_PAGE_SHIFT 16
#define CAIRN_INDEX_PAGE       ((size_t)1 << CAIRN_INDEX_PAGE_SHIFT)

/* Header: magic, version u32, total size u32, then per section offset u32 and size u32. Sections
 * start at multiples of 64. */
enum cairn_index_section {
    CAIRN_INDEX_FAST_FILTER, /* bitmap over the hashes of the 4-grams */
    CAIRN_INDEX_FAST_SLOTS,  /* hash table: gram u32, number of its first posting + 1 u32 (0: empty)
                              */
    CAIRN_INDEX_FAST_POSTINGS, /* literal | LAST u32, place u32 */
    CAIRN_INDEX_SHORT_FILTER,  /* the same for literals of 3 to 6 bytes, by a 3-gram; empty when
                                  there are none */
    CAIRN_INDEX_SHORT_SLOTS,
    CAIRN_INDEX_SHORT_POSTINGS,
    CAIRN_INDEX_LITERALS, /* size u8, flags u8, 0 u16, pattern count u32, pattern or list start u32,
                             bytes, to 4 */
    CAIRN_INDEX_LITERAL_LISTS, /* pattern numbers u32, of literals with several */
    CAIRN_INDEX_PATTERNS, /* text offset u32, text size u16, 0 u16, record u32, literal length u32
                           */
    CAIRN_INDEX_RECORDS,  /* id offset u32, id size u16, refines count u16, first of refines u32, 0
                             u32 */
    CAIRN_INDEX_REFINES,  /* id offset u32, id size u32 */
    CAIRN_INDEX_TEXTS,    /* regexes and ids */
    CAIRN_INDEX_SECTIONS,
};

#define CAIRN_INDEX_HEADER_SIZE   128u
#define CAIRN_INDEX_SECTION_ALIGN 64u
#define CAIRN_INDEX_SLOT_SIZE     8u
#define CAIRN_INDEX_POSTING_SIZE  8u
#define CAIRN_INDEX_LITERAL_SIZE  12u
#define CAIRN_INDEX_PATTERN_SIZE  16u
#define CAIRN_INDEX_RECORD_SIZE   16u
#define CAIRN_INDEX_REFINE_SIZE   8u

#define CAIRN_INDEX_LITERAL_IGNORE_CASE 1u

/* A posting names its literal by the literal's place in the section, in units of four bytes. */
#define CAIRN_INDEX_POSTING_LAST 0x80000000u

/* Filters: bits of the hash; the least and the most (32 KiB, 1 MiB; the short one from 8 KiB). */
#define CAIRN_INDEX_FAST_BITS_LEAST  18u
#define CAIRN_INDEX_FAST_BITS_MOST   23u
#define CAIRN_INDEX_SHORT_BITS_LEAST 16u
#define CAIRN_INDEX_SHORT_BITS_MOST  20u
/* Slots looked at for one gram; the builder doubles the table until that is enough. */
#define CAIRN_INDEX_PROBES 64u

static inline uint32_t cairn_index_filter_hash(uint32_t gram)
{
    return gram * 0x9e3779b1u;
}

static inline uint32_t cairn_index_slot_hash(uint32_t gram)
{
    uint32_t hash = (gram ^ gram >> 15) * 0x85ebca6bu;
    return hash ^ hash >> 13;
}

/*
 * Place of a gram: bits 0–5 its offset in the literal, bits 6–7 its offset in the window of seven
 * bytes, bits 8–31 the three folded bytes of the window that the gram leaves over, first byte
 * lowest. In the short table only the offset.
 */
static inline uint32_t cairn_index_place(uint32_t offset, uint32_t in_window, uint32_t others)
{
    return offset | in_window << 6 | others << 8;
}

/* The window's other three bytes, out of the three before the gram and the three behind it. */
static inline uint32_t cairn_index_others(uint32_t before, uint32_t behind, uint32_t in_window)
{
    switch (in_window) {
    case 0:
        return behind;
    case 1:
        return before >> 16 | (behind & 0xffff) << 8;
    case 2:
        return before >> 8 | (behind & 0xff) << 16;
    default:
        return before;
    }
}

static inline uint32_t cairn_load_u16(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static inline uint32_t cairn_load_u32(const unsigned char *bytes)
{
    return cairn_load_u16(bytes) | cairn_load_u16(bytes + 2) << 16;
}

#endif
