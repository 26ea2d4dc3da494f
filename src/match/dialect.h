/*
 * The regex dialect of records: PCRE2 syntax less what ripgrep or Vectorscan would not take and
 * what cannot be bounded. Parsed here into a small tree, to refuse the rest with a reason and to
 * find the literals that every match contains.
 */
#ifndef CAIRN_MATCH_DIALECT_H
#define CAIRN_MATCH_DIALECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

enum cairn_regex_kind {
    CAIRN_REGEX_EMPTY, /* matches the empty string, or something without a width: ^ $ \b */
    CAIRN_REGEX_BYTES, /* a literal; ignore_case says how */
    CAIRN_REGEX_SET,   /* one byte of a class */
    CAIRN_REGEX_CONCAT,
    CAIRN_REGEX_ALTERNATE,
    CAIRN_REGEX_REPEAT,
    CAIRN_REGEX_GROUP, /* capture; name may be empty */
};

struct cairn_regex_node {
    enum cairn_regex_kind kind;
    bool ignore_case;                 /* BYTES */
    struct cairn_span bytes;          /* BYTES (unescaped); GROUP: its name */
    uint64_t set[4];                  /* SET: bitmap of bytes */
    uint32_t min, max;                /* REPEAT; max UINT32_MAX is unbounded */
    struct cairn_regex_node *child;   /* first child */
    struct cairn_regex_node *sibling; /* next child of the same parent */
};

/*
 * Parse and check. Anything outside the dialect is CAIRN_ERR_INVALID with the position and what to
 * write instead; text that is no regex is CAIRN_ERR_SYNTAX. The tree lives in `arena`.
 */
enum cairn_status cairn_regex_parse(struct cairn_arena *arena, struct cairn_span regex,
    struct cairn_regex_node **out_root, struct cairn_error *err) CAIRN_MUST_USE;

/* Names of the capture groups in order: calls visit for each. */
void cairn_regex_each_name(const struct cairn_regex_node *root,
    void (*visit)(void *context, struct cairn_span name), void *context);
/* Bytes that every match must contain as literals: the rank of a record among several. */
uint32_t cairn_regex_literal_length(const struct cairn_regex_node *root);

#endif
