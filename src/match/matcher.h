/*
 * Recognising records in text: anchors first, at the speed of reading; then the regex, on the one
 * event that holds the anchor. Results depend on text and index only, never on how the text was
 * split or what was matched before. One matcher is used by one thread at a time. The index is
 * foreign input: every offset is checked where it is used.
 */
#ifndef CAIRN_MATCH_MATCHER_H
#define CAIRN_MATCH_MATCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"
#include "base/vec.h"

/* Where the index lies: read in pieces, so that one message touches only what it needs. */
struct cairn_index_source {
    enum cairn_status (*read)(
        void *context, size_t offset, char *memory, size_t size, struct cairn_error *err);
    void *context; /* borrowed; outlives the matcher */
    size_t size;
};

struct cairn_matcher;

enum cairn_status cairn_matcher_open(const struct cairn_index_source *source,
    struct cairn_matcher **out_matcher, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_matcher_close(struct cairn_matcher *matcher);

/* A place where an anchor occurs. `pattern` CAIRN_PATTERN_MARKER: an error-level marker, which
 * belongs to no record. */
#define CAIRN_PATTERN_MARKER UINT32_MAX
struct cairn_candidate {
    size_t position;  /* of the anchor's first byte */
    uint32_t pattern; /* number of the regex in the index */
};

/* Appends every occurrence in `text` of every anchor and marker to `candidates` (a vector of struct
 * cairn_candidate), ordered by position, then pattern. */
enum cairn_status cairn_matcher_find(struct cairn_matcher *matcher, struct cairn_span text,
    struct cairn_vec *candidates, struct cairn_error *err) CAIRN_MUST_USE;

struct cairn_match_capture {
    struct cairn_span name;
    struct cairn_span value; /* points into the event */
};

struct cairn_match {
    struct cairn_span record;         /* id; borrowed from the matcher */
    const struct cairn_span *refines; /* ids, transitively; valid until the next confirm */
    uint32_t refines_count;
    uint32_t refined_by; /* used while ranking */
    uint32_t literal_length;
    uint32_t pattern;
    uint32_t start, end; /* in the event */
    struct cairn_match_capture
        *captures; /* named groups that took part; valid until the next confirm */
    uint32_t capture_count;
};

struct cairn_confirmation {
    struct cairn_match
        *matches; /* best first, one per record; valid until the next confirm of this matcher */
    size_t count;
    uint32_t limit_hits; /* regexes that reached the match limit: the answer may be incomplete */
};

/*
 * Run the regexes of `candidates` (their positions are ignored; duplicates are fine) on one event.
 * `domain_hint` (may be empty) is the domain that the log's format suggests.
 */
enum cairn_status cairn_matcher_confirm(struct cairn_matcher *matcher, struct cairn_span event,
    const struct cairn_candidate *candidates, size_t candidate_count, struct cairn_span domain_hint,
    struct cairn_confirmation *out, struct cairn_error *err) CAIRN_MUST_USE;

/* The order: what refines another, transitively (`refines` holds the closure); then literal length,
 * then the hint's domain, then id. Also used to merge several canons. */
void cairn_match_rank(struct cairn_match *matches, size_t count, struct cairn_span domain_hint);

#endif
