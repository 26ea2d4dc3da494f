/*
 * Undoing what terminals, chats, containers and editors do to a message. Each repair is a pure
 * function from text to text that knows whether it changed anything. Only escape sequences are
 * stripped everywhere; the repairs are for small pastes that matched nothing.
 */
#include "logs/clean.h"

#include <string.h>

#include "base/ascii.h"
#include "base/checked.h"
#include "base/compiler.h"
#include "base/cursor.h"
#include "base/utf8.h"
#include "logs/prefix.h"

#define ESCAPE 0x1b
#define BELL   0x07

/* Behind ESC [ : parameters and intermediates (0x20–0x3f), then one final byte (ECMA-48, 5.4). */
static void skip_control_sequence(struct cairn_cursor *cursor)
{
    int c = cairn_cursor_peek(cursor);
    while (c >= 0x20 && c <= 0x3f) {
        (void)cairn_cursor_skip(cursor, 1);
        c = cairn_cursor_peek(cursor);
    }
    if (c >= 0x40 && c <= 0x7e)
        (void)cairn_cursor_skip(cursor, 1);
}

/* Behind ESC ] : up to BEL or ESC \ on the same line (titles, links). */
static void skip_command_string(struct cairn_cursor *cursor)
{
    for (int c = cairn_cursor_peek(cursor); c >= 0 && c != '\n'; c = cairn_cursor_peek(cursor)) {
        (void)cairn_cursor_skip(cursor, 1);
        if (c == BELL || (c == ESCAPE && cairn_cursor_take_byte(cursor, '\\')))
            return;
    }
}

void cairn_log_strip_escapes(struct cairn_buf *buf, struct cairn_span text)
{
    struct cairn_cursor cursor = cairn_cursor_make(text);
    while (!cairn_cursor_at_end(&cursor)) {
        cairn_buf_append(buf, cairn_cursor_take_until(&cursor, ESCAPE));
        if (!cairn_cursor_skip(&cursor, 1))
            return;
        if (cairn_cursor_take_byte(&cursor, '['))
            skip_control_sequence(&cursor);
        else if (cairn_cursor_take_byte(&cursor, ']'))
            skip_command_string(&cursor);
        else if (cairn_cursor_peek(&cursor) >= 0x20)
            (void)cairn_cursor_skip(&cursor, 1);
    }
}

/* A repair that works line by line: appends the repaired line, says whether it differs. */
typedef bool line_repair(struct cairn_buf *buf, struct cairn_span line);

static bool repair_lines(struct cairn_buf *buf, struct cairn_span text, line_repair *repair)
{
    size_t before = buf->size;
    bool has_changed = false;
    struct cairn_span line;
    for (struct cairn_span rest = text; cairn_span_take_line(&rest, &line);) {
        has_changed |= repair(buf, line);
        cairn_buf_append_byte(buf, '\n');
    }
    if (!has_changed)
        cairn_buf_truncate(buf, before);
    return has_changed;
}

/* Quote marks of mail and Markdown in front, code fences and backticks around. */
static bool strip_fence_line(struct cairn_buf *buf, struct cairn_span line)
{
    struct cairn_span text = line;
    while (cairn_span_starts_with(text, CAIRN_SPAN("> ")))
        text = cairn_span_slice(text, 2, SIZE_MAX);
    struct cairn_span trimmed = cairn_span_trim(text);
    if (cairn_span_starts_with(trimmed, CAIRN_SPAN("```")) ||
        cairn_span_starts_with(trimmed, CAIRN_SPAN("~~~")))
        return true;
    bool has_changed = text.size != line.size;
    for (size_t i = 0; i < text.size; i++) {
        bool is_mark = text.data[i] == '`' ||
                       (text.data[i] == '*' && i + 1 < text.size && text.data[i + 1] == '*');
        if (text.data[i] == '*' && is_mark)
            i++;
        if (is_mark)
            has_changed = true;
        else
            cairn_buf_append_byte(buf, text.data[i]);
    }
    return has_changed;
}

static bool strip_fences(struct cairn_buf *buf, struct cairn_span text)
{
    return repair_lines(buf, text, strip_fence_line);
}

static int hex_value(int c)
{
    if (cairn_ascii_is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hexadecimal digits `ahead` bytes from here. */
static bool peek_hex4(const struct cairn_cursor *cursor, size_t ahead, uint32_t *out_value)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = hex_value(cairn_cursor_peek_at(cursor, ahead + i));
        if (digit < 0)
            return false;
        value = value << 4 | (uint32_t)digit;
    }
    *out_value = value;
    return true;
}

/* Behind a backslash and u: one character, from two escapes where they are a surrogate pair. */
static bool unescape_unicode(struct cairn_buf *buf, struct cairn_cursor *cursor)
{
    uint32_t rune;
    uint32_t low;
    if (!peek_hex4(cursor, 1, &rune))
        return false;
    size_t taken = 5;
    if (rune >= 0xD800 && rune < 0xDC00 && cairn_cursor_peek_at(cursor, 5) == '\\' &&
        cairn_cursor_peek_at(cursor, 6) == 'u' && peek_hex4(cursor, 7, &low) && low >= 0xDC00 &&
        low < 0xE000) {
        rune = 0x10000 + ((rune - 0xD800) << 10) + (low - 0xDC00);
        taken = 11;
    }
    cairn_utf8_append(buf, rune);
    return cairn_cursor_skip(cursor, taken);
}

static bool unescape_one(struct cairn_buf *buf, struct cairn_cursor *cursor)
{
    static const char escapes[] = "ntr\"\\/'";
    static const char meanings[] = "\n\t\r\"\\/'";
    int c = cairn_cursor_peek(cursor);
    if (c == 'u')
        return unescape_unicode(buf, cursor);
    const char *found = c > 0 ? strchr(escapes, c) : NULL;
    if (!found)
        return false;
    cairn_buf_append_byte(buf, meanings[found - escapes]);
    return cairn_cursor_skip(cursor, 1);
}

/* Text that was taken out of a JSON string with its escapes. */
static bool unescape_json(struct cairn_buf *buf, struct cairn_span text)
{
    size_t before = buf->size;
    bool has_changed = false;
    struct cairn_cursor cursor = cairn_cursor_make(text);
    while (!cairn_cursor_at_end(&cursor)) {
        cairn_buf_append(buf, cairn_cursor_take_until(&cursor, '\\'));
        if (!cairn_cursor_skip(&cursor, 1))
            break;
        if (unescape_one(buf, &cursor))
            has_changed = true;
        else
            cairn_buf_append_byte(buf, '\\');
    }
    if (!has_changed)
        cairn_buf_truncate(buf, before);
    return has_changed;
}

/* "web_1  | message" (compose), "2026-11-21T02:39:57.1Z stdout F message" (CRI). */
static bool strip_container_line(struct cairn_buf *buf, struct cairn_span line)
{
    static const char *const streams[] = {" stdout F ", " stderr F ", " stdout P ", " stderr P "};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(streams); i++) {
        size_t at =
            cairn_span_find(cairn_span_slice(line, 0, 64), cairn_span_from_string(streams[i]), 0);
        if (at != CAIRN_SPAN_NPOS) {
            cairn_buf_append(buf, cairn_span_slice(line, at + strlen(streams[i]), SIZE_MAX));
            return true;
        }
    }
    size_t bar = cairn_span_find_byte(cairn_span_slice(line, 0, 80), '|', 0);
    struct cairn_span name = bar == CAIRN_SPAN_NPOS
                                 ? (struct cairn_span){NULL, 0}
                                 : cairn_span_trim(cairn_span_slice(line, 0, bar));
    if (name.size == 0 || memchr(name.data, ' ', name.size)) {
        cairn_buf_append(buf, line);
        return false;
    }
    struct cairn_span rest = cairn_span_slice(line, bar + 1, SIZE_MAX);
    cairn_buf_append(buf,
        cairn_span_starts_with(rest, CAIRN_SPAN(" ")) ? cairn_span_slice(rest, 1, SIZE_MAX) : rest);
    return true;
}

static bool strip_container(struct cairn_buf *buf, struct cairn_span text)
{
    return repair_lines(buf, text, strip_container_line);
}

/* ASCII for what an input method or an editor made of it; 0: leave as it is. */
static char narrow(uint32_t rune)
{
    static const struct {
        uint32_t rune;
        char ascii;
    } table[] = {{0x3000, ' '}, {0x00A0, ' '}, {0x3002, '.'}, {0x3001, ','}, {0x2018, '\''},
        {0x2019, '\''}, {0x201C, '"'}, {0x201D, '"'}, {0x300C, '"'}, {0x300D, '"'}, {0x3010, '['},
        {0x3011, ']'}, {0x2013, '-'}, {0x2014, '-'}};
    if (rune >= 0xFF01 && rune <= 0xFF5E)
        return (char)(rune - 0xFF01 + '!');
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(table); i++)
        if (table[i].rune == rune)
            return table[i].ascii;
    return 0;
}

/* Nothing that a reader sees: put into long words by web pages and chats. */
static bool is_invisible(uint32_t rune)
{
    return rune == 0x00AD || (rune >= 0x200B && rune <= 0x200D) || rune == 0x2060 || rune == 0xFEFF;
}

/* A full-width sign brings its own white, so whoever types one leaves the blank out. */
static void append_with_blank(struct cairn_buf *buf, char ascii, struct cairn_span behind)
{
    bool is_behind_word = buf->size && (cairn_ascii_is_alphanumeric(buf->data[buf->size - 1]) ||
                                           buf->data[buf->size - 1] == ':');
    bool is_pair = cairn_span_starts_with(behind, CAIRN_SPAN(")")) ||
                   cairn_span_starts_with(behind, CAIRN_SPAN("\xef\xbc\x89"));
    if (ascii == '(' && is_behind_word && !is_pair)
        cairn_buf_append_byte(buf, ' ');
    cairn_buf_append_byte(buf, ascii);
    if ((ascii == ')' || ascii == ',') && behind.size &&
        cairn_ascii_is_alphanumeric(behind.data[0]))
        cairn_buf_append_byte(buf, ' ');
}

static bool normalise(struct cairn_buf *buf, struct cairn_span text, bool has_lost_blanks)
{
    size_t before = buf->size;
    bool has_changed = false;
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t rune;
        if (!cairn_utf8_next(text, &at, &rune))
            break;
        char ascii = narrow(rune);
        if (ascii && has_lost_blanks)
            append_with_blank(buf, ascii, cairn_span_slice(text, at, SIZE_MAX));
        else if (ascii)
            cairn_buf_append_byte(buf, ascii);
        else if (!is_invisible(rune))
            cairn_buf_append(buf, cairn_span_slice(text, start, at - start));
        has_changed |= ascii != 0 || is_invisible(rune);
    }
    if (!has_changed)
        cairn_buf_truncate(buf, before);
    return has_changed;
}

static bool normalise_width(struct cairn_buf *buf, struct cairn_span text)
{
    return normalise(buf, text, false);
}

static bool normalise_width_and_blanks(struct cairn_buf *buf, struct cairn_span text)
{
    return normalise(buf, text, true);
}

static size_t longest_line(struct cairn_span text)
{
    size_t longest = 0;
    struct cairn_span line;
    while (cairn_span_take_line(&text, &line))
        longest = cairn_max_size(longest, line.size);
    return longest;
}

/* Not the rest of a wrapped line, but the next entry. */
static bool is_next_entry(struct cairn_span rest)
{
    struct cairn_log_prefix prefix;
    struct cairn_span line;
    if (!cairn_span_take_line(&rest, &line))
        return false;
    cairn_log_prefix_parse(line, &prefix);
    return prefix.format != CAIRN_LOG_PLAIN;
}

/* A line as long as the longest was broken by a terminal, mid-word; a shorter one at a space. */
static bool join_lines(struct cairn_buf *buf, struct cairn_span text)
{
    struct cairn_span whole = cairn_span_trim(text);
    if (cairn_span_find_byte(whole, '\n', 0) == CAIRN_SPAN_NPOS)
        return false;
    size_t longest = longest_line(whole);
    struct cairn_span line;
    while (cairn_span_take_line(&whole, &line)) {
        bool is_full = line.size == longest;
        if (cairn_span_ends_with(line, CAIRN_SPAN("\r")))
            line.size--;
        cairn_buf_append(buf, line);
        if (is_next_entry(whole))
            cairn_buf_append_byte(buf, '\n');
        else if (!is_full && whole.size > 0)
            cairn_buf_append_byte(buf, ' ');
    }
    return true;
}

/* Every line was broken between words, and perhaps indented: mail, chats, documents. */
static bool join_words(struct cairn_buf *buf, struct cairn_span text)
{
    struct cairn_span whole = cairn_span_trim(text);
    if (cairn_span_find_byte(whole, '\n', 0) == CAIRN_SPAN_NPOS)
        return false;
    struct cairn_span line;
    while (cairn_span_take_line(&whole, &line)) {
        cairn_buf_append(buf, cairn_span_trim(line));
        if (whole.size > 0)
            cairn_buf_append_byte(buf, is_next_entry(whole) ? '\n' : ' ');
    }
    return true;
}

const struct cairn_log_repair *cairn_log_repairs(size_t *out_count)
{
    static const struct cairn_log_repair repairs[] = {
        {"fence-stripped", strip_fences, false},
        {"json-unescaped", unescape_json, false},
        {"container-prefix-stripped", strip_container, false},
        {"full-width-normalised", normalise_width_and_blanks, true},
        {"full-width-normalised", normalise_width, false},
        {"lines-joined", join_lines, true},
        {"lines-joined", join_words, true},
    };
    *out_count = CAIRN_ARRAY_SIZE(repairs);
    return repairs;
}
