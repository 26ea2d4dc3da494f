/* Anchors: a set of literals of which every match of a regex contains at least one, chosen by
 * rarity in ordinary logs. */
#ifndef CAIRN_MATCH_ANCHOR_H
#define CAIRN_MATCH_ANCHOR_H

#include "base/arena.h"
#include "base/error.h"
#include "match/dialect.h"

/* Shortest literal that can serve. Below CAIRN_ANCHOR_FAST the scan has to look at every byte for
 * it. */
#define CAIRN_ANCHOR_MINIMUM 3
#define CAIRN_ANCHOR_FAST    7
/* Longest literal kept: more bytes do not make it rarer. */
#define CAIRN_ANCHOR_MAXIMUM 64

struct cairn_anchor {
    struct cairn_span bytes; /* lower case when ignore_case */
    bool ignore_case;
    double
        per_mebibyte; /* estimated hits of its index keys in 1 MiB of the sample of ordinary logs */
};

struct cairn_anchors {
    struct cairn_anchor *items; /* count 0: no usable anchor */
    uint32_t count;
    double per_mebibyte; /* sum: what the regex costs a scan */
};

enum cairn_status cairn_anchors_choose(struct cairn_arena *arena,
    const struct cairn_regex_node *root, struct cairn_anchors *out_anchors,
    struct cairn_error *err) CAIRN_MUST_USE;

/* Several sets, each enough by itself, cheapest first: the index takes the one that other regexes
 * share least. */
#define CAIRN_ANCHOR_OPTIONS 4

struct cairn_anchor_options {
    struct cairn_anchors items[CAIRN_ANCHOR_OPTIONS];
    uint32_t count; /* 0: no usable anchor */
};

enum cairn_status cairn_anchors_list(struct cairn_arena *arena, const struct cairn_regex_node *root,
    struct cairn_anchor_options *out_options, struct cairn_error *err) CAIRN_MUST_USE;

#endif
