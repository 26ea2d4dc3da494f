/* Looking for the anchors of an index in text. */
#ifndef CAIRN_MATCH_SCAN_H
#define CAIRN_MATCH_SCAN_H

#include "base/vec.h"
#include "match/blob.h"

/* One of the two tables: keys of four bytes at every fourth place, or of three bytes at every
 * place. */
struct cairn_scan_table {
    unsigned char *filter; /* owned; NULL when the table is empty */
    unsigned filter_shift;
    uint32_t slot_mask;
    uint32_t key_size, stride;
    enum cairn_index_section slots, postings;
};

struct cairn_scanner {
    struct cairn_blob *blob; /* borrowed */
    struct cairn_scan_table fast, brief;
    uint32_t pattern_count;
};

enum cairn_status cairn_scanner_init(
    struct cairn_scanner *scanner, struct cairn_blob *blob, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_scanner_done(struct cairn_scanner *scanner);
/* As cairn_matcher_find. */
enum cairn_status cairn_scanner_find(struct cairn_scanner *scanner, struct cairn_span text,
    struct cairn_vec *candidates, struct cairn_error *err) CAIRN_MUST_USE;

#endif
