/*
 * Filling templates. A value goes into a command only through the filter of the command's language,
 * and only where that filter holds: its quotes would close, not open, inside quotes that the author
 * wrote around {{name}}. So the text is scanned for quotes on the way, and inside them only values
 * that need no quoting at all are filled in.
 *
 * What cannot be filled stays visible as ‹means›. Not <means>: pasted into a shell by mistake, that
 * redirects.
 */
#include "engine/fill.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "formats/escape.h"

/* The quote that is open at the end of what was scanned so far, or 0. */
struct quoting {
    char open;
    bool has_quotes; /* this language has them */
    bool has_backslash;
};

static struct quoting quoting_of(struct cairn_span as)
{
    bool is_text = cairn_span_equal_string(as, "text");
    bool is_sql = cairn_span_equal_string(as, "sql");
    return (struct quoting){.has_quotes = !is_text, .has_backslash = !is_text && !is_sql};
}

static void scan_quotes(struct quoting *quoting, struct cairn_span text)
{
    for (size_t i = 0; quoting->has_quotes && i < text.size; i++) {
        char c = text.data[i];
        if (c == '\\' && quoting->has_backslash && quoting->open != '\'')
            i++;
        else if (quoting->open && c == quoting->open)
            quoting->open = 0;
        else if (!quoting->open && (c == '\'' || c == '"' || c == '`'))
            quoting->open = c;
    }
}

/* Bytes that mean themselves in every language here, quoted or not. */
static bool is_plain(struct cairn_span value)
{
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (!cairn_ascii_is_alphanumeric(c) &&
            !(c == '.' || c == '_' || c == '-' || c == '/' || c == ':' || c == '@'))
            return false;
    }
    return value.size > 0;
}

/* Filters whose result is content for inside quotes (SQL: '…', JSON: "…"); those of the others
 * quote by themselves. */
static char quote_wanted(struct cairn_span as)
{
    if (cairn_span_equal_string(as, "sql"))
        return '\'';
    if (cairn_span_equal_string(as, "json"))
        return '"';
    return 0;
}

static bool append_value(struct cairn_buf *out, struct cairn_span as, const struct quoting *quoting,
    struct cairn_span value)
{
    if (quoting->open == quote_wanted(as))
        return cairn_escape_for(as, out, value);
    if (!is_plain(value))
        return false;
    cairn_buf_append(out, value);
    return true;
}

static const struct cairn_fill_capture *find_capture(
    const struct cairn_fill *fill, struct cairn_span name)
{
    for (size_t i = 0; i < fill->capture_count; i++) {
        if (cairn_span_equal(fill->captures[i].name, name))
            return &fill->captures[i];
    }
    return NULL;
}

/* The meaning is for reading; a byte that a shell would act on has no business in a command. */
static void append_means(struct cairn_buf *out, struct cairn_span as, struct cairn_span means)
{
    bool is_prose = cairn_span_equal_string(as, "text");
    cairn_buf_append_string(out, "‹");
    for (size_t i = 0; i < means.size; i++) {
        unsigned char c = (unsigned char)means.data[i];
        bool is_active = c < 0x20 || c == 0x7F || c == '\'' || c == '"' || c == '`' || c == '$' ||
                         c == '\\' || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' ||
                         c == '(' || c == ')' || c == '{' || c == '}' || c == '#' || c == '*' ||
                         c == '?' || c == '!';
        cairn_buf_append_byte(out, is_active && !is_prose ? ' ' : means.data[i]);
    }
    cairn_buf_append_string(out, "›");
}

static void note_unfilled(
    const struct cairn_fill *fill, struct cairn_span name, struct cairn_span means, const char *why)
{
    if (!fill->unfilled || cairn_value_find(fill->unfilled, "name", name))
        return;
    struct cairn_value *entry = cairn_value_object(fill->arena);
    cairn_value_set_string(fill->arena, entry, "name", name);
    cairn_value_set_string(fill->arena, entry, "means", means);
    cairn_value_set_cstring(fill->arena, entry, "why", why);
    cairn_value_push(fill->arena, fill->unfilled, entry);
}

/* Only such names are ours; {{.State.Status}} belongs to another program. */
static bool is_name(struct cairn_span name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool is_inner = cairn_ascii_is_digit(c) || c == '_';
        if (!(c >= 'a' && c <= 'z') && !(is_inner && i))
            return false;
    }
    return name.size > 0;
}

static void append_name(struct cairn_buf *out, const struct cairn_fill *fill, struct cairn_span as,
    const struct quoting *quoting, struct cairn_span name)
{
    const struct cairn_fill_capture *capture = find_capture(fill, name);
    if (capture && capture->is_usable && append_value(out, as, quoting, capture->value))
        return;
    struct cairn_span means =
        cairn_value_get_text(cairn_value_get_span(fill->placeholders, name), "means");
    if (!means.size)
        means = name;
    note_unfilled(fill, name, means, capture && capture->value.size ? "unsafe" : "absent");
    append_means(out, as, means);
}

struct cairn_value *cairn_fill_text(
    const struct cairn_fill *fill, struct cairn_span as, struct cairn_span text)
{
    CAIRN_AUTO_BUF struct cairn_buf out = {0};
    struct quoting quoting = quoting_of(as);
    struct cairn_span rest = text;
    if (!text.size)
        return cairn_value_null(fill->arena);
    if (cairn_span_find(text, CAIRN_SPAN("{{"), 0) == CAIRN_SPAN_NPOS) /* as most texts are */
        return cairn_value_string(fill->arena, text);
    for (;;) {
        size_t start = cairn_span_find(rest, CAIRN_SPAN("{{"), 0);
        size_t end =
            start == CAIRN_SPAN_NPOS ? start : cairn_span_find(rest, CAIRN_SPAN("}}"), start);
        if (end == CAIRN_SPAN_NPOS)
            break;
        struct cairn_span before = cairn_span_slice(rest, 0, start);
        struct cairn_span name = cairn_span_slice(rest, start + 2, end - start - 2);
        if (!is_name(name)) {
            before = cairn_span_slice(rest, 0, start + 2);
            end = start;
        }
        cairn_buf_append(&out, before);
        scan_quotes(&quoting, before);
        if (is_name(name))
            append_name(&out, fill, as, &quoting, name);
        rest = cairn_span_slice(rest, end + 2, rest.size);
    }
    cairn_buf_append(&out, rest);
    if (cairn_buf_status(&out, NULL)) {
        fill->arena->has_failed = true;
        return NULL;
    }
    return cairn_value_string(fill->arena, cairn_buf_span(&out));
}
