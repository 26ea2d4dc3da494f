/*
 * One filter a target language. Filters that may refuse look at the whole text first and append
 * afterwards, so that a refusal leaves the buffer as it was. Nothing is owned here.
 *
 * Whoever adds a language: decide what ends a value there, what starts a substitution, and what a
 * line break does.
 */
#include "formats/escape.h"

#include <string.h>

#include "base/ascii.h"
#include "base/compiler.h"
#include "base/utf8.h"

static bool is_control(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7F && rune < 0xA0);
}

/* Unicode's Bidi_Control: they make text on a screen read differently from what a program reads. */
static bool is_bidi_control(uint32_t rune)
{
    return rune == 0x061C || rune == 0x200E || rune == 0x200F ||
           (rune >= 0x202A && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069);
}

static bool is_among(char byte, struct cairn_span set)
{
    return cairn_span_find_byte(set, byte, 0) != CAIRN_SPAN_NPOS;
}

static bool has_any(struct cairn_span text, struct cairn_span unwanted)
{
    for (size_t i = 0; i < text.size; i++) {
        if (is_among(text.data[i], unwanted))
            return true;
    }
    return false;
}

/* Not empty, and nothing but ASCII letters, digits and what is in `also`. */
static bool is_plain(struct cairn_span text, struct cairn_span also)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!cairn_ascii_is_alphanumeric(text.data[i]) && !is_among(text.data[i], also))
            return false;
    }
    return text.size > 0;
}

/*
 * A command is read by a person, copied and pasted: what does not show, or acts on the terminal it
 * is pasted into, has no place in it, whatever the target language could quote.
 */
static bool may_be_pasted(struct cairn_span text, struct cairn_span allowed_controls)
{
    size_t position = 0;
    uint32_t rune;
    while (cairn_utf8_next(text, &position, &rune)) {
        bool is_allowed = rune < 0x80 && is_among((char)rune, allowed_controls);
        if (is_bidi_control(rune) || (is_control(rune) && !is_allowed))
            return false;
    }
    return cairn_utf8_is_valid(text);
}

/* Between `quote`s, with each byte of `escaped` behind a backslash. */
static void append_backslashed(
    struct cairn_buf *buf, struct cairn_span text, char quote, struct cairn_span escaped)
{
    cairn_buf_append_byte(buf, quote);
    for (size_t i = 0; i < text.size; i++) {
        if (is_among(text.data[i], escaped))
            cairn_buf_append_byte(buf, '\\');
        cairn_buf_append_byte(buf, text.data[i]);
    }
    cairn_buf_append_byte(buf, quote);
}

/* All of `text`, with each `byte` replaced. */
static void append_replacing(
    struct cairn_buf *buf, struct cairn_span text, char byte, struct cairn_span replacement)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == byte)
            cairn_buf_append(buf, replacement);
        else
            cairn_buf_append_byte(buf, text.data[i]);
    }
}

static const char *html_entity(uint32_t rune)
{
    switch (rune) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void cairn_escape_html(struct cairn_buf *buf, struct cairn_span text)
{
    size_t position = 0;
    uint32_t rune;
    while (cairn_utf8_next(text, &position, &rune)) {
        const char *entity = html_entity(rune);
        if (entity)
            cairn_buf_append_string(buf, entity);
        else if (is_bidi_control(rune))
            cairn_buf_printf(buf, "&lt;U+%04X&gt;", (unsigned)rune);
        else if (!is_control(rune) || rune == '\t' || rune == '\n')
            cairn_utf8_append(buf, rune);
    }
}

static bool is_white(uint32_t rune)
{
    return rune == ' ' || rune == '\t' || rune == '\n' || rune == '\r';
}

/* Runs of white space become one space, as they are shown anyway; none at the start, where it would
 * mean code. */
static bool skip_white(struct cairn_span text, size_t *position)
{
    size_t start = *position;
    while (*position < text.size && is_white((unsigned char)text.data[*position]))
        ++*position;
    return *position > start;
}

/* Punctuation that opens a block when a line starts with it: headings, lists, quotes, rules, "1."
 * and "1)". */
static bool opens_block(struct cairn_span text, size_t position, size_t start)
{
    char byte = text.data[position];
    if (position == start)
        return is_among(byte, CAIRN_SPAN("#+-=>"));
    if (byte != '.' && byte != ')')
        return false;
    for (size_t i = start; i < position; i++) {
        if (!cairn_ascii_is_digit(text.data[i]))
            return false;
    }
    return true;
}

void cairn_escape_markdown(struct cairn_buf *buf, struct cairn_span text)
{
    size_t position = 0;
    skip_white(text, &position);
    size_t start = position;
    for (;;) {
        if (skip_white(text, &position))
            cairn_buf_append_byte(buf, ' ');
        size_t before = position;
        uint32_t rune;
        if (!cairn_utf8_next(text, &position, &rune))
            return;
        if (rune == '<' || rune == '&') {
            cairn_buf_append_string(buf, html_entity(rune));
        } else if (!is_control(rune)) {
            if (is_among(text.data[before], CAIRN_SPAN("\\`*_[]{}|~$")) ||
                opens_block(text, before, start))
                cairn_buf_append_byte(buf, '\\');
            cairn_utf8_append(buf, rune);
        }
    }
}

static size_t longest_run(struct cairn_span text, char byte)
{
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.data[i] == byte ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

void cairn_escape_markdown_code(struct cairn_buf *buf, struct cairn_span text)
{
    size_t fence = longest_run(text, '`') + 1;
    /* A space at both ends is stripped again by readers; without it a backtick there would join the
     * fence. */
    bool is_padded = text.size == 0 || is_among(text.data[0], CAIRN_SPAN(" `\n\t\r")) ||
                     is_among(text.data[text.size - 1], CAIRN_SPAN(" `\n\t\r"));
    cairn_buf_append_repeat(buf, '`', fence);
    if (is_padded)
        cairn_buf_append_byte(buf, ' ');
    size_t position = 0;
    uint32_t rune;
    while (cairn_utf8_next(text, &position, &rune)) {
        if (is_white(rune))
            cairn_buf_append_byte(buf, ' ');
        else if (!is_control(rune))
            cairn_utf8_append(buf, rune);
    }
    if (is_padded && text.size > 0)
        cairn_buf_append_byte(buf, ' ');
    cairn_buf_append_repeat(buf, '`', fence);
}

void cairn_escape_terminal(struct cairn_buf *buf, struct cairn_span text)
{
    size_t position = 0;
    size_t before = 0;
    uint32_t rune;
    for (; cairn_utf8_next(text, &position, &rune); before = position) {
        unsigned char byte = (unsigned char)text.data[before];
        bool is_one_byte = position - before == 1;
        if (rune == '\t' || rune == '\n')
            cairn_buf_append_byte(buf, (char)byte);
        else if (is_one_byte && (is_control(rune) || byte >= 0x80))
            cairn_buf_printf(buf, "\\x%02x", byte);
        else if (is_control(rune) || is_bidi_control(rune))
            cairn_buf_printf(buf, "<U+%04X>", (unsigned)rune);
        else
            cairn_utf8_append(buf, rune);
    }
}

bool cairn_escape_shell(struct cairn_buf *buf, struct cairn_span text)
{
    if (!may_be_pasted(text, CAIRN_SPAN("")))
        return false;
    if (is_plain(text, CAIRN_SPAN("_@%+:,./-"))) {
        cairn_buf_append(buf, text);
        return true;
    }
    cairn_buf_append_byte(buf, '\'');
    append_replacing(buf, text, '\'', CAIRN_SPAN("'\\''"));
    cairn_buf_append_byte(buf, '\'');
    return true;
}

bool cairn_escape_nginx(struct cairn_buf *buf, struct cairn_span text)
{
    if (!may_be_pasted(text, CAIRN_SPAN("")) || is_among('$', text))
        return false;
    if (is_plain(text, CAIRN_SPAN("_@%+:,./-=*")))
        cairn_buf_append(buf, text);
    else
        append_backslashed(buf, text, '"', CAIRN_SPAN("\\\""));
    return true;
}

bool cairn_escape_sql(struct cairn_buf *buf, struct cairn_span text)
{
    if (!may_be_pasted(text, CAIRN_SPAN("\t\n")) || is_among('\\', text))
        return false;
    append_replacing(buf, text, '\'', CAIRN_SPAN("''"));
    return true;
}

/* What JSON has a short escape for; NULL for the others. */
static const char *json_short_escape(uint32_t rune)
{
    switch (rune) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

/* JSON is printed on terminals too: DEL, C1 and bidi controls are spelled out, which is the same
 * string to a program. */
static void append_json_rune(struct cairn_buf *buf, uint32_t rune)
{
    const char *escape = json_short_escape(rune);
    if (escape)
        cairn_buf_append_string(buf, escape);
    else if (is_control(rune) || is_bidi_control(rune) || rune == 0x2028 || rune == 0x2029)
        cairn_buf_printf(buf, "\\u%04x", (unsigned)rune);
    else
        cairn_utf8_append(buf, rune);
}

/* Is one of eight bytes `byte`, which is below 0x80? Exact when no byte is 0x80 or above. */
static uint64_t has_byte(uint64_t eight, unsigned char byte)
{
    uint64_t ones = UINT64_MAX / 0xFF;
    uint64_t differs = eight ^ ones * byte;
    return (differs - ones) & ~differs & ones << 7;
}

/* Does JSON take all of these eight bytes as they are? May say no where it does. */
static bool are_json_plain(const char *bytes)
{
    uint64_t ones = UINT64_MAX / 0xFF;
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    uint64_t below_blank = (eight - ones * 0x20) & ~eight;
    return !(((eight | below_blank) & ones << 7) | has_byte(eight, '"') | has_byte(eight, '\\') |
             has_byte(eight, 0x7F));
}

/* Bytes from `from` on that JSON takes as they are; appended at once, since nearly all text is like
 * that. */
static size_t json_plain_run(struct cairn_span text, size_t from)
{
    size_t end = from;
    while (text.size - end >= sizeof(uint64_t) && are_json_plain(text.data + end))
        end += sizeof(uint64_t);
    while (end < text.size && (unsigned char)text.data[end] >= 0x20 &&
           (unsigned char)text.data[end] < 0x7F && text.data[end] != '"' && text.data[end] != '\\')
        end++;
    return end - from;
}

bool cairn_escape_is_json_plain(struct cairn_span text)
{
    return json_plain_run(text, 0) == text.size;
}

void cairn_escape_json_content(struct cairn_buf *buf, struct cairn_span text)
{
    size_t position = 0;
    for (;;) {
        size_t run = json_plain_run(text, position);
        cairn_buf_append(buf, cairn_span_slice(text, position, run));
        position += run;
        uint32_t rune;
        if (!cairn_utf8_next(text, &position, &rune))
            return;
        append_json_rune(buf, rune);
    }
}

void cairn_escape_address(struct cairn_buf *buf, struct cairn_span text, const char *also)
{
    struct cairn_span plain = cairn_span_from_string(also);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool is_plain = cairn_ascii_is_alphanumeric(byte) || byte == '-' || byte == '.' ||
                        byte == '_' || byte == '~' ||
                        cairn_span_find_byte(plain, byte, 0) != CAIRN_SPAN_NPOS;
        if (is_plain)
            cairn_buf_append_byte(buf, byte);
        else
            cairn_buf_printf(buf, "%%%02X", (unsigned char)byte);
    }
}

bool cairn_escape_ini(struct cairn_buf *buf, struct cairn_span text)
{
    /* Readers trim values: white space at the ends would be lost. */
    bool has_white_ends = cairn_span_trim(text).size != text.size;
    if (has_white_ends || !may_be_pasted(text, CAIRN_SPAN("")) || has_any(text, CAIRN_SPAN(";#")))
        return false;
    cairn_buf_append(buf, text);
    return true;
}

/*
 * The value may stand between quotes of the text around it or not: what is spelled alike in both
 * cases is taken.
 */
static bool escape_yaml(struct cairn_buf *buf, struct cairn_span text)
{
    if (!is_plain(text, CAIRN_SPAN("_./:@%+-")) ||
        !is_plain(cairn_span_slice(text, 0, 1), CAIRN_SPAN("_/")) ||
        cairn_span_ends_with(text, CAIRN_SPAN(":")))
        return false;
    cairn_buf_append(buf, text);
    return true;
}

static bool escape_json(struct cairn_buf *buf, struct cairn_span text)
{
    if (!may_be_pasted(text, CAIRN_SPAN("\t\n")))
        return false;
    cairn_escape_json_content(buf, text);
    return true;
}

static bool escape_text(struct cairn_buf *buf, struct cairn_span text)
{
    cairn_buf_append(buf, text);
    return true;
}

bool cairn_escape_for(struct cairn_span language, struct cairn_buf *buf, struct cairn_span text)
{
    static const struct {
        const char *language;
        bool (*escape)(struct cairn_buf *buf, struct cairn_span text);
    } filters[] = {
        {"shell", cairn_escape_shell},
        {"nginx", cairn_escape_nginx},
        {"sql", cairn_escape_sql},
        {"json", escape_json},
        {"ini", cairn_escape_ini},
        {"yaml", escape_yaml},
        {"text", escape_text},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(filters); i++) {
        if (cairn_span_equal_string(language, filters[i].language))
            return filters[i].escape(buf, text);
    }
    return false;
}
