/* The safety of one regex: the same judgement for records (complaints) and imported records
 * (unindexed). */
#ifndef CAIRN_AUTHORING_REGEX_INTERNAL_H
#define CAIRN_AUTHORING_REGEX_INTERNAL_H

#include "authoring/lint_internal.h"

#include "base/digest.h"
#include "match/anchor.h"
#include "match/dialect.h"
#include "match/pattern.h"

enum cairn_regex_state {
    CAIRN_REGEX_GOOD,
    CAIRN_REGEX_REFUSED, /* the dialect, or no regex at all */
    CAIRN_REGEX_NO_ANCHOR,
    CAIRN_REGEX_SLOW, /* reaches the match limit on an attack string */
};

struct cairn_regex_verdict {
    enum cairn_regex_state state;
    struct cairn_error reason; /* unless GOOD: primary says what, hint how to mend */
    size_t shortest_anchor;    /* GOOD: bytes */
};

struct cairn_checked_regex {
    const struct cairn_value *value; /* filled in by the caller: where the text stands */
    struct cairn_span
        attacked; /* filled in by the caller, or empty: key of a regex that has passed before */
    struct cairn_regex_node *root; /* NULL when refused; lives in the arena */
    struct cairn_pattern *pattern; /* NULL unless it may be run; the caller frees it */
    struct cairn_regex_verdict verdict;
};

/*
 * What an origin file notes of a regex that withstood the attack strings: a digest over the regex
 * and the match limit. Attacking 2,500 loose regexes takes seconds; import does it once, and build
 * only compares. Who forges the note hurts nobody: the match limit holds wherever a regex runs.
 */
void cairn_regex_attack_key(struct cairn_span regex, char out_key[CAIRN_DIGEST_HEX_SIZE]);

/* Judges regex->value. The status is about memory only; what is wrong with the regex is its
 * verdict. */
enum cairn_status cairn_regex_check(struct cairn_arena *arena, struct cairn_checked_regex *regex,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
