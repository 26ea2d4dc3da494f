/* Spans: comparing, searching, cutting. A span of size 0 may have no data, so memcmp and its kin
 * are only called with some. */
#include "base/span.h"

#include <string.h>

#include "base/ascii.h"
#include "base/checked.h"

struct cairn_span cairn_span_make(const char *data, size_t size)
{
    return (struct cairn_span){data, size};
}

struct cairn_span cairn_span_from_string(const char *string)
{
    return cairn_span_make(string, string ? strlen(string) : 0);
}

bool cairn_span_equal(struct cairn_span a, struct cairn_span b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool cairn_span_equal_string(struct cairn_span a, const char *b)
{
    return cairn_span_equal(a, cairn_span_from_string(b));
}

bool cairn_span_equal_ignoring_case(struct cairn_span a, struct cairn_span b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        if (cairn_ascii_to_lower(a.data[i]) != cairn_ascii_to_lower(b.data[i]))
            return false;
    }
    return true;
}

int cairn_span_compare(struct cairn_span a, struct cairn_span b)
{
    size_t common = cairn_min_size(a.size, b.size);
    int order = common ? memcmp(a.data, b.data, common) : 0;
    if (order)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

bool cairn_span_starts_with(struct cairn_span s, struct cairn_span prefix)
{
    return s.size >= prefix.size && cairn_span_equal(cairn_span_slice(s, 0, prefix.size), prefix);
}

bool cairn_span_ends_with(struct cairn_span s, struct cairn_span suffix)
{
    return s.size >= suffix.size &&
           cairn_span_equal(cairn_span_slice(s, s.size - suffix.size, suffix.size), suffix);
}

size_t cairn_span_find(struct cairn_span s, struct cairn_span needle, size_t from)
{
    if (from > s.size || needle.size > s.size - from)
        return CAIRN_SPAN_NPOS;
    if (needle.size == 0)
        return from;
    const char *found = memmem(s.data + from, s.size - from, needle.data, needle.size);
    return found ? (size_t)(found - s.data) : CAIRN_SPAN_NPOS;
}

size_t cairn_span_find_byte(struct cairn_span s, char byte, size_t from)
{
    if (from >= s.size)
        return CAIRN_SPAN_NPOS;
    const char *found = memchr(s.data + from, (unsigned char)byte, s.size - from);
    return found ? (size_t)(found - s.data) : CAIRN_SPAN_NPOS;
}

struct cairn_span cairn_span_slice(struct cairn_span s, size_t from, size_t count)
{
    size_t start = cairn_min_size(from, s.size);
    size_t size = cairn_min_size(count, s.size - start);
    return cairn_span_make(s.data ? s.data + start : NULL, size);
}

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct cairn_span cairn_span_trim(struct cairn_span s)
{
    size_t start = 0;
    size_t end = s.size;
    while (start < end && is_space(s.data[start]))
        start++;
    while (end > start && is_space(s.data[end - 1]))
        end--;
    return cairn_span_slice(s, start, end - start);
}

bool cairn_span_take_line(struct cairn_span *rest, struct cairn_span *out_line)
{
    if (rest->size == 0)
        return false;
    size_t end = cairn_span_find_byte(*rest, '\n', 0);
    size_t next = end == CAIRN_SPAN_NPOS ? rest->size : end + 1;
    *out_line = cairn_span_slice(*rest, 0, end);
    *rest = cairn_span_slice(*rest, next, CAIRN_SPAN_NPOS);
    return true;
}

bool cairn_span_to_u64(struct cairn_span s, uint64_t *out_value)
{
    if (s.size == 0)
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < s.size; i++) {
        if (!cairn_ascii_is_digit(s.data[i]))
            return false;
        if (__builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint64_t)(s.data[i] - '0'), &value))
            return false;
    }
    *out_value = value;
    return true;
}
