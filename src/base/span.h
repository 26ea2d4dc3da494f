/* A borrowed run of bytes: pointer and length, not NUL-bound, may hold any byte. Passed by value.
 */
#ifndef CAIRN_BASE_SPAN_H
#define CAIRN_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cairn_span {
    const char *data; /* may be NULL when size is 0 */
    size_t size;
};

/* Span over a string literal. */
#define CAIRN_SPAN(literal) ((struct cairn_span){"" literal, sizeof(literal) - 1})

/* printf("%.*s", CAIRN_SPAN_ARGS(s)); spans longer than INT_MAX are cut. */
#define CAIRN_SPAN_ARGS(s) (int)((s).size > 0x7fffffff ? 0x7fffffff : (s).size), (s).data

/* Returned by the find functions when nothing is found. */
#define CAIRN_SPAN_NPOS ((size_t)-1)

struct cairn_span cairn_span_make(const char *data, size_t size);
struct cairn_span cairn_span_from_string(const char *string); /* NULL gives the empty span */
bool cairn_span_equal(struct cairn_span a, struct cairn_span b);
bool cairn_span_equal_string(struct cairn_span a, const char *b);
bool cairn_span_equal_ignoring_case(
    struct cairn_span a, struct cairn_span b); /* of ASCII letters */
int cairn_span_compare(
    struct cairn_span a, struct cairn_span b); /* bytewise, as memcmp, shorter first */
bool cairn_span_starts_with(struct cairn_span s, struct cairn_span prefix);
bool cairn_span_ends_with(struct cairn_span s, struct cairn_span suffix);
/* First position of `needle` at or after `from`, or CAIRN_SPAN_NPOS. */
size_t cairn_span_find(struct cairn_span s, struct cairn_span needle, size_t from);
size_t cairn_span_find_byte(struct cairn_span s, char byte, size_t from);
/* Sub-span; positions beyond the end are clamped. */
struct cairn_span cairn_span_slice(struct cairn_span s, size_t from, size_t count);
struct cairn_span cairn_span_trim(struct cairn_span s); /* without ASCII white space at both ends */
/* Cuts the first line off *rest, without its LF (a CR before it stays); false when *rest is empty.
 */
bool cairn_span_take_line(struct cairn_span *rest, struct cairn_span *out_line);
/* The whole span as decimal digits, no sign, no overflow. */
bool cairn_span_to_u64(struct cairn_span s, uint64_t *out_value);

#endif
