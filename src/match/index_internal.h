/* What the builder's files share: records as added, literals and keys as laid out. */
#ifndef CAIRN_MATCH_INDEX_INTERNAL_H
#define CAIRN_MATCH_INDEX_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "base/vec.h"
#include "match/format.h"

struct cairn_index_literal_use {
    struct cairn_span bytes; /* lower case when ignore_case */
    bool ignore_case;
    uint32_t pattern; /* CAIRN_PATTERN_MARKER for a marker */
};

/* A literal in the blob and where its entry lies there. */
struct cairn_index_literal {
    struct cairn_span bytes;
    bool ignore_case;
    uint32_t first_use, use_count; /* in the sorted uses */
    uint32_t place;                /* in the section, in units of four bytes */
};

/* The blob while it is written: sections one after the other into `out`, the header filled in at
 * the end. */
struct cairn_index_writer {
    struct cairn_buf *out;
    size_t start; /* where the blob begins in `out` */
    size_t section_start;
    unsigned char header[CAIRN_INDEX_HEADER_SIZE];
};

void cairn_index_begin(struct cairn_index_writer *writer, struct cairn_buf *out);
void cairn_index_begin_section(struct cairn_index_writer *writer);
void cairn_index_end_section(struct cairn_index_writer *writer, enum cairn_index_section section);
enum cairn_status cairn_index_end(
    struct cairn_index_writer *writer, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_index_put_u16(struct cairn_index_writer *writer, uint32_t value);
void cairn_index_put_u32(struct cairn_index_writer *writer, uint32_t value);
/* Zero bytes up to the next page unless `size` bytes fit into this one. */
void cairn_index_avoid_split(struct cairn_index_writer *writer, size_t size);
/* Offset in the section being written. */
uint32_t cairn_index_tell(const struct cairn_index_writer *writer);

/* Writes the literals with their lists, and the tables by which the scan finds them. Sorts `uses`.
 */
enum cairn_status cairn_index_write_literals(struct cairn_index_writer *writer,
    struct cairn_vec *uses, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_index_write_tables(struct cairn_index_writer *writer,
    const struct cairn_vec *literals, struct cairn_error *err) CAIRN_MUST_USE;

#endif
