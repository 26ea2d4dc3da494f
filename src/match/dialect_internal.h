/* What the parser's files share: the state of one parse, and the sets of bytes behind escapes and
 * classes. */
#ifndef CAIRN_MATCH_DIALECT_INTERNAL_H
#define CAIRN_MATCH_DIALECT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/map.h"
#include "base/span.h"
#include "match/dialect.h"

struct cairn_regex_parser {
    struct cairn_arena *arena;
    struct cairn_cursor in;
    struct cairn_map names;
    char *literal_bytes; /* every literal byte of the regex in order: neighbours join by growing */
    size_t literal_used;
    unsigned depth;
    bool ignore_case;
    struct cairn_error *err;
};

struct cairn_regex_set {
    uint64_t bits[4];
};

/* What a backslash and the characters behind it mean. */
enum cairn_regex_escape {
    CAIRN_REGEX_ESCAPE_BYTE,
    CAIRN_REGEX_ESCAPE_SET,
    CAIRN_REGEX_ESCAPE_ASSERTION,
};

static inline void cairn_regex_set_add(struct cairn_regex_set *set, unsigned byte)
{
    set->bits[byte >> 6] |= (uint64_t)1 << (byte & 63);
}

static inline bool cairn_regex_set_has(const uint64_t bits[4], unsigned byte)
{
    return (bits[byte >> 6] >> (byte & 63)) & 1;
}

/* The regex is outside the dialect at byte `at`: CAIRN_ERR_INVALID, `hint` says what to write
 * instead. */
enum cairn_status cairn_regex_refuse(
    struct cairn_regex_parser *parser, size_t at, const char *what, const char *hint) CAIRN_COLD;
/* The text is no regex at all: CAIRN_ERR_SYNTAX. */
enum cairn_status cairn_regex_broken(
    struct cairn_regex_parser *parser, size_t at, const char *what, const char *hint) CAIRN_COLD;

/* The cursor stands behind a backslash. */
enum cairn_status cairn_regex_parse_escape(struct cairn_regex_parser *parser, bool in_class,
    enum cairn_regex_escape *out_kind, unsigned *out_byte,
    struct cairn_regex_set *out_set) CAIRN_MUST_USE;
/* The cursor stands behind an opening bracket. */
enum cairn_status cairn_regex_parse_class(
    struct cairn_regex_parser *parser, struct cairn_regex_set *out_set) CAIRN_MUST_USE;

/* Refuses repeats that multiply beyond what can be bounded, and regexes that PCRE2 could not hold.
 */
enum cairn_status cairn_regex_check_bounds(
    const struct cairn_regex_node *root, struct cairn_error *err) CAIRN_MUST_USE;

#endif
