/*
 * What an attacker could make of a regex: texts made from it that let a backtracking matcher try as
 * many ways as possible, run under the match limit. The verdict depends on the regex only, never on
 * time.
 */
#ifndef CAIRN_MATCH_ATTACK_H
#define CAIRN_MATCH_ATTACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/error.h"
#include "match/dialect.h"
#include "match/pattern.h"

struct cairn_attack_verdict {
    bool reaches_limit;
    const char *how;   /* when it does: what kind of text did it, as a phrase; static */
    size_t size_bytes; /* of that text */
    unsigned texts;    /* texts run; 0: the tree shows that no text can do harm */
};

/* `pattern` is compiled from the regex that `root` was parsed from. Takes microseconds for most
 * regexes, some ms for others. */
enum cairn_status cairn_attack_run(const struct cairn_regex_node *root,
    struct cairn_pattern *pattern, struct cairn_attack_verdict *out_verdict,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
