/*
 * Reading multipart/form-data. A body is parts between lines of dashes and the boundary that the
 * Content-Type names:
 *
 *     --B CRLF  head CRLF CRLF  body CRLF  --B CRLF  head …  body CRLF  --B-- [CRLF]
 *
 * Parts are found by looking for CRLF--B, so that a body may hold anything else. Nothing is decoded
 * or copied: a transfer encoding is refused (RFC 7578, section 4.7, has none), and nobody asks for
 * the charset of a part. The text is a stranger's; every look stays inside it.
 */
#include "http/multipart.h"

#include "base/ascii.h"
#include "base/cursor.h"
#include "base/limits.h"

/* RFC 2046, section 5.1.1. */
#define BOUNDARY_MAXIMUM 70

static enum cairn_status refuse(struct cairn_error *err, const char *why)
{
    CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot read the form: %s", why);
    cairn_error_hint(
        err, "Send multipart/form-data as RFC 7578 has it, as browsers and curl -F do.");
    return CAIRN_ERR_INVALID;
}

/* ---- name=value; name="value" ---- */

/* A byte of a token (RFC 9110, section 5.6.2). */
static bool is_token_byte(char byte)
{
    return cairn_ascii_is_alphanumeric(byte) ||
           (byte &&
               cairn_span_find_byte(CAIRN_SPAN("!#$%&'*+-.^_`|~"), byte, 0) != CAIRN_SPAN_NPOS);
}

static struct cairn_span take_token(struct cairn_cursor *cursor)
{
    size_t start = cursor->position;
    while (cairn_cursor_peek(cursor) >= 0 && is_token_byte((char)cairn_cursor_peek(cursor)))
        cairn_cursor_skip(cursor, 1);
    return cairn_span_make(cursor->data + start, cursor->position - start);
}

static void skip_blanks(struct cairn_cursor *cursor)
{
    while (cairn_cursor_peek(cursor) == ' ' || cairn_cursor_peek(cursor) == '\t')
        cairn_cursor_skip(cursor, 1);
}

/* Browsers spell a quote as %22, so the next one ends the value; a backslash would be read in two
 * ways, and is refused where it stands before a quote. */
static bool take_quoted(struct cairn_cursor *cursor, struct cairn_span *out_value)
{
    struct cairn_span value = cairn_cursor_take_until(cursor, '"');
    if (value.size && value.data[value.size - 1] == '\\')
        return false;
    *out_value = value;
    return cairn_cursor_take_byte(cursor, '"');
}

struct parameter {
    struct cairn_span name, value;
};

/* The next "; name=value"; false at the end or where there is none, which *out_is_bad tells apart.
 */
static bool take_parameter(
    struct cairn_cursor *cursor, struct parameter *out_parameter, bool *out_is_bad)
{
    *out_is_bad = false;
    skip_blanks(cursor);
    if (cairn_cursor_at_end(cursor))
        return false;
    *out_is_bad = true;
    if (!cairn_cursor_take_byte(cursor, ';'))
        return false;
    skip_blanks(cursor);
    out_parameter->name = take_token(cursor);
    if (!out_parameter->name.size || !cairn_cursor_take_byte(cursor, '='))
        return false;
    if (cairn_cursor_take_byte(cursor, '"')) {
        if (!take_quoted(cursor, &out_parameter->value))
            return false;
    } else {
        out_parameter->value = take_token(cursor);
    }
    *out_is_bad = false;
    return true;
}

/* ---- the boundary ---- */

static bool is_boundary(struct cairn_span text)
{
    if (!text.size || text.size > BOUNDARY_MAXIMUM || text.data[text.size - 1] == ' ')
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (!cairn_ascii_is_alphanumeric(text.data[i]) &&
            cairn_span_find_byte(CAIRN_SPAN("'()+_,-./:=? "), text.data[i], 0) == CAIRN_SPAN_NPOS)
            return false;
    }
    return true;
}

static bool find_boundary(struct cairn_span content_type, struct cairn_span *out_boundary)
{
    struct cairn_cursor cursor = cairn_cursor_make(content_type);
    struct parameter parameter;
    bool is_bad = false;
    bool is_found = false;
    cairn_cursor_take_until(&cursor, ';');
    while (take_parameter(&cursor, &parameter, &is_bad)) {
        if (!cairn_span_equal_ignoring_case(parameter.name, CAIRN_SPAN("boundary")))
            continue;
        if (is_found)
            return false;
        is_found = true;
        *out_boundary = parameter.value;
    }
    return is_found && !is_bad && is_boundary(*out_boundary);
}

/* ---- the head of a part ---- */

/* form-data; name="…"; filename="…" */
static bool read_disposition(struct cairn_span value, struct cairn_http_form_part *part)
{
    struct cairn_cursor cursor = cairn_cursor_make(value);
    struct parameter parameter;
    bool is_bad = false;
    if (!cairn_span_equal_ignoring_case(take_token(&cursor), CAIRN_SPAN("form-data")))
        return false;
    while (take_parameter(&cursor, &parameter, &is_bad)) {
        if (cairn_span_equal_ignoring_case(parameter.name, CAIRN_SPAN("name"))) {
            if (part->name.size)
                return false;
            part->name = parameter.value;
        }
        part->is_file |= cairn_span_equal_ignoring_case(parameter.name, CAIRN_SPAN("filename"));
    }
    return !is_bad && part->name.size;
}

/* One line of the head. Content-Type and what else there is says nothing that we need. */
static const char *read_field(struct cairn_span line, struct cairn_http_form_part *part)
{
    struct cairn_cursor cursor = cairn_cursor_make(line);
    struct cairn_span name = take_token(&cursor);
    if (!name.size || !cairn_cursor_take_byte(&cursor, ':'))
        return "a line of a part's head is no field";
    skip_blanks(&cursor);
    struct cairn_span value = cairn_cursor_rest(&cursor);
    if (cairn_span_equal_ignoring_case(name, CAIRN_SPAN("Content-Transfer-Encoding")))
        return "a part has a transfer encoding";
    if (!cairn_span_equal_ignoring_case(name, CAIRN_SPAN("Content-Disposition")))
        return NULL;
    if (part->name.size || !read_disposition(value, part))
        return "a part's Content-Disposition is not form-data with one name";
    return NULL;
}

/* The head ends with an empty line; returns why it cannot be read, or NULL. */
static const char *read_head(struct cairn_cursor *cursor, struct cairn_http_form_part *part)
{
    struct cairn_span rest = cairn_cursor_rest(cursor);
    struct cairn_span window = cairn_span_slice(rest, 0, CAIRN_LIMIT_HTTP_FORM_HEAD);
    size_t size = cairn_span_find(window, CAIRN_SPAN("\r\n\r\n"), 0);
    if (size == CAIRN_SPAN_NPOS)
        return "a part's head has no end, or is too long";
    cairn_cursor_skip(cursor, size + 4);
    for (size_t at = 0; at < size;) {
        size_t end = cairn_span_find(window, CAIRN_SPAN("\r\n"), at);
        const char *why = read_field(cairn_span_slice(window, at, end - at), part);
        if (why)
            return why;
        at = end + 2;
    }
    return part->name.size ? NULL : "a part has no name";
}

/* ---- the parts ---- */

struct reading {
    struct cairn_cursor cursor;
    struct cairn_span delimiter; /* CRLF--B */
    struct cairn_http_form_parts parts;
};

/* Behind a delimiter: "--" for the end, or the line's end. */
static const char *read_delimiter_end(struct reading *reading, bool *out_is_last)
{
    *out_is_last = cairn_cursor_take_literal(&reading->cursor, CAIRN_SPAN("--"));
    bool is_line_end = cairn_cursor_take_literal(&reading->cursor, CAIRN_SPAN("\r\n"));
    if (*out_is_last && !cairn_cursor_at_end(&reading->cursor))
        return "something stands behind its end";
    return *out_is_last || is_line_end ? NULL : "a boundary is not the whole of its line";
}

static const char *read_part(struct reading *reading)
{
    struct cairn_http_form_parts *parts = &reading->parts;
    if (parts->count == CAIRN_LIMIT_HTTP_FORM_PARTS)
        return "it has too many parts";
    struct cairn_http_form_part *part = &parts->items[parts->count];
    const char *why = read_head(&reading->cursor, part);
    if (why)
        return why;
    struct cairn_span body;
    for (size_t i = 0; i < parts->count; i++) {
        if (cairn_span_equal(parts->items[i].name, part->name))
            return "two parts have one name";
    }
    struct cairn_span rest = cairn_cursor_rest(&reading->cursor);
    size_t size = cairn_span_find(rest, reading->delimiter, 0);
    if (size == CAIRN_SPAN_NPOS)
        return "its last boundary is missing";
    body = cairn_span_slice(rest, 0, size);
    part->body = body;
    parts->count++;
    cairn_cursor_skip(&reading->cursor, size + reading->delimiter.size);
    return NULL;
}

static const char *read_parts(struct reading *reading)
{
    bool is_last = false;
    /* The first boundary has no line before it. */
    if (!cairn_cursor_take_literal(
            &reading->cursor, cairn_span_slice(reading->delimiter, 2, SIZE_MAX)))
        return "it does not begin with its boundary";
    const char *why = read_delimiter_end(reading, &is_last);
    while (!why && !is_last) {
        why = read_part(reading);
        if (!why)
            why = read_delimiter_end(reading, &is_last);
    }
    return why;
}

enum cairn_status cairn_http_read_multipart(struct cairn_span body, struct cairn_span content_type,
    struct cairn_arena *arena, struct cairn_http_form_parts *out_parts, struct cairn_error *err)
{
    struct cairn_span boundary = {0};
    if (!find_boundary(content_type, &boundary))
        return refuse(err, "its Content-Type names no boundary, or a malformed one");
    char *delimiter = cairn_arena_printf(arena, "\r\n--%.*s", CAIRN_SPAN_ARGS(boundary));
    struct reading reading = {
        .cursor = cairn_cursor_make(body),
        .delimiter = cairn_span_from_string(delimiter),
        .parts.items = cairn_arena_array(
            arena, CAIRN_LIMIT_HTTP_FORM_PARTS, sizeof(struct cairn_http_form_part)),
    };
    if (!delimiter || !reading.parts.items)
        return CAIRN_FAIL_MEMORY(err);
    const char *why = read_parts(&reading);
    if (why)
        return refuse(err, why);
    *out_parts = reading.parts;
    return CAIRN_OK;
}

bool cairn_http_form_part(
    const struct cairn_http_form_parts *parts, const char *name, struct cairn_span *out_body)
{
    for (size_t i = 0; i < parts->count; i++) {
        if (cairn_span_equal_string(parts->items[i].name, name)) {
            *out_body = parts->items[i].body;
            return true;
        }
    }
    return false;
}
