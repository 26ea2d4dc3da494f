/*
 * A path as it was sent, decoded once and held against what handlers rely on. What could be read as
 * another path by a second decoding, by a file system or by a browser that resolves a link
 * ("//host", "..", a backslash) is refused and never mended.
 */
#include "base/utf8.h"
#include "http/fields.h"
#include "http/parse.h"

static const struct cairn_http_refusal fine;

#define REFUSE(why) ((struct cairn_http_refusal){400, (why)})

static bool has_encoded_slash(struct cairn_span raw)
{
    for (size_t at = 0; (at = cairn_span_find_byte(raw, '%', at)) != CAIRN_SPAN_NPOS; at++) {
        struct cairn_span code = cairn_span_slice(raw, at, 3);
        if (cairn_span_equal_ignoring_case(code, CAIRN_SPAN("%2f")))
            return true;
    }
    return false;
}

/* "", "." and ".." are no names of segments; an empty one at the end is the slash of a folder. */
static bool has_odd_segment(struct cairn_span path)
{
    size_t from = 1;
    while (from <= path.size) {
        size_t end = cairn_span_find_byte(path, '/', from);
        bool is_last = end == CAIRN_SPAN_NPOS;
        struct cairn_span segment = cairn_span_slice(path, from, is_last ? SIZE_MAX : end - from);
        if (cairn_span_equal_string(segment, ".") || cairn_span_equal_string(segment, "..") ||
            (!segment.size && !is_last))
            return true;
        from = is_last ? path.size + 1 : end + 1;
    }
    return false;
}

static bool has_odd_byte(struct cairn_span path)
{
    for (size_t i = 0; i < path.size; i++) {
        unsigned char c = (unsigned char)path.data[i];
        if (c < ' ' || c == 0x7f || c == '\\')
            return true;
    }
    return false;
}

struct cairn_http_refusal cairn_http_parse_path(
    struct cairn_span raw, char *memory, struct cairn_span *out_path)
{
    struct cairn_span path;
    if (has_encoded_slash(raw))
        return REFUSE("the path holds an encoded slash");
    if (!cairn_http_decode_percent(raw, false, memory, &path))
        return REFUSE("the path holds a percent sign that no two hexadecimal digits follow");
    if (!cairn_utf8_is_valid(path) || has_odd_byte(path))
        return REFUSE("the path holds a control character, a backslash or invalid UTF-8");
    if (has_odd_segment(path))
        return REFUSE("the path holds an empty segment, \".\" or \"..\"");
    *out_path = path;
    return fine;
}
