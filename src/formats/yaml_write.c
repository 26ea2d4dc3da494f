/*
 * Block style YAML from a tree, for files that people go on editing. Text stands plain where every
 * YAML reader takes it for the same text (so "no", "1.20" and "2026-11-21" get quotes), as a
 * literal block where it has several lines, and between double quotes otherwise. Writes into the
 * caller's buffer, owns nothing.
 *
 *     key: plain            indent 0
 *     list:
 *       - name: first       the item's mapping is at indent 4, its first key on the dash's line
 *         text: |-
 *           two
 *           lines
 */
#include "formats/yaml.h"

#include "base/ascii.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "formats/json.h"

/* libyaml takes at most 1024 characters as a key before its colon; one byte becomes at most four
 * ("\x1b"). */
#define SIMPLE_KEY_SIZE 240

static bool is_container(const struct cairn_value *value)
{
    return value->kind == CAIRN_VALUE_ARRAY || value->kind == CAIRN_VALUE_OBJECT;
}

/* Seen as itself by readers of the file, human and other. */
static bool is_visible(uint32_t rune)
{
    if (rune < 0xA0)
        return rune >= 0x20 && rune < 0x7F;
    bool is_format = rune == 0x061C || rune == 0x200E || rune == 0x200F ||
                     (rune >= 0x2028 && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069);
    return !is_format && rune != 0xFEFF && rune != 0xFFFE && rune != 0xFFFF;
}

/* Valid UTF-8 of visible characters and, when allowed, newlines. */
static bool is_all_visible(struct cairn_span text, bool may_break)
{
    size_t position = 0;
    uint32_t rune;
    while (cairn_utf8_next(text, &position, &rune)) {
        if (!is_visible(rune) && !(may_break && rune == '\n'))
            return false;
    }
    return cairn_utf8_is_valid(text);
}

/* Words that some version of YAML takes for null, true or false. */
static bool is_reserved_word(struct cairn_span text)
{
    static const char *const words[] = {
        "null", "true", "false", "yes", "no", "on", "off", "y", "n"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(words); i++) {
        if (cairn_span_equal_ignoring_case(text, cairn_span_from_string(words[i])))
            return true;
    }
    return false;
}

/* Numbers, dates, times, and what looks a little like them. */
static bool may_be_number(struct cairn_span text)
{
    if (cairn_ascii_is_letter(text.data[0]))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (!cairn_ascii_is_alphanumeric(text.data[i]) &&
            cairn_span_find_byte(CAIRN_SPAN("+-._:, "), text.data[i], 0) == CAIRN_SPAN_NPOS)
            return false;
    }
    return true;
}

static bool has(struct cairn_span text, struct cairn_span part)
{
    return cairn_span_find(text, part, 0) != CAIRN_SPAN_NPOS;
}

static bool is_plain(struct cairn_span text)
{
    if (text.size == 0 || !is_all_visible(text, false))
        return false;
    char first = text.data[0];
    bool is_safe_start = cairn_ascii_is_alphanumeric(first) || (unsigned char)first >= 0x80 ||
                         cairn_span_find_byte(CAIRN_SPAN("/_($^."), first, 0) != CAIRN_SPAN_NPOS;
    return is_safe_start && !cairn_span_ends_with(text, CAIRN_SPAN(" ")) &&
           !cairn_span_ends_with(text, CAIRN_SPAN(":")) && !has(text, CAIRN_SPAN(": ")) &&
           !has(text, CAIRN_SPAN(" #")) && !cairn_span_starts_with(text, CAIRN_SPAN("...")) &&
           !is_reserved_word(text) && !may_be_number(text);
}

static void write_quoted(struct cairn_buf *buf, struct cairn_span text)
{
    cairn_buf_append_byte(buf, '"');
    size_t position = 0;
    uint32_t rune;
    while (cairn_utf8_next(text, &position, &rune)) {
        if (rune == '"' || rune == '\\')
            cairn_buf_printf(buf, "\\%c", (int)rune);
        else if (rune == '\n')
            cairn_buf_append_string(buf, "\\n");
        else if (rune == '\t')
            cairn_buf_append_string(buf, "\\t");
        else if (is_visible(rune))
            cairn_utf8_append(buf, rune);
        else if (rune < 0x100)
            cairn_buf_printf(buf, "\\x%02x", (unsigned)rune);
        else
            cairn_buf_printf(buf, "\\u%04x", (unsigned)rune);
    }
    cairn_buf_append_byte(buf, '"');
}

/* Several lines; a space or newline at the start would need an indentation indicator, many newlines
 * at the end "|+". */
static bool is_literal(struct cairn_span text)
{
    return has(text, CAIRN_SPAN("\n")) && text.data[0] != ' ' && text.data[0] != '\n' &&
           !cairn_span_ends_with(text, CAIRN_SPAN("\n\n")) && is_all_visible(text, true);
}

static void write_literal(struct cairn_buf *buf, struct cairn_span text, size_t indent)
{
    cairn_buf_append_string(buf, cairn_span_ends_with(text, CAIRN_SPAN("\n")) ? "|" : "|-");
    struct cairn_span line;
    while (cairn_span_take_line(&text, &line)) {
        cairn_buf_append_byte(buf, '\n');
        if (line.size)
            cairn_buf_append_repeat(buf, ' ', indent);
        cairn_buf_append(buf, line);
    }
}

/* What fits behind "key: " or "- "; `indent` is that of further lines, 0 where there can be none.
 * Apart from texts, YAML takes what JSON writes: null, true, 0.90, [], {}. */
static void write_scalar(struct cairn_buf *buf, const struct cairn_value *value, size_t indent)
{
    if (value->kind != CAIRN_VALUE_STRING)
        cairn_json_write(buf, value, CAIRN_JSON_COMPACT);
    else if (is_plain(value->text))
        cairn_buf_append(buf, value->text);
    else if (indent > 0 && is_literal(value->text))
        write_literal(buf, value->text, indent);
    else
        write_quoted(buf, value->text);
}

static void write_key(struct cairn_buf *buf, struct cairn_span key, size_t indent)
{
    bool is_long = key.size > SIMPLE_KEY_SIZE;
    if (is_long)
        cairn_buf_append_string(buf, "? ");
    if (is_plain(key))
        cairn_buf_append(buf, key);
    else
        write_quoted(buf, key);
    if (is_long) {
        cairn_buf_append_byte(buf, '\n');
        cairn_buf_append_repeat(buf, ' ', indent);
    }
    cairn_buf_append_byte(buf, ':');
}

/* A container with members. The cursor stands at `indent`, behind a dash or at a line's start. */
static void write_members(
    struct cairn_buf *buf, const struct cairn_value *container, size_t indent, unsigned depth)
{
    CAIRN_ASSERT(depth < CAIRN_LIMIT_TREE_DEPTH);
    bool is_object = container->kind == CAIRN_VALUE_OBJECT;
    CAIRN_VALUE_EACH(member, container)
    {
        if (member != container->first)
            cairn_buf_append_repeat(buf, ' ', indent);
        if (is_object)
            write_key(buf, member->key, indent);
        else
            cairn_buf_append_byte(buf, '-');
        if (!is_container(member->value) || member->value->count == 0) {
            cairn_buf_append_byte(buf, ' ');
            write_scalar(buf, member->value, indent + 2);
            cairn_buf_append_byte(buf, '\n');
            continue;
        }
        if (is_object) {
            cairn_buf_append_byte(buf, '\n');
            cairn_buf_append_repeat(buf, ' ', indent + 2);
        } else {
            cairn_buf_append_byte(buf, ' ');
        }
        write_members(buf, member->value, indent + 2, depth + 1);
    }
}

void cairn_yaml_write(struct cairn_buf *buf, const struct cairn_value *value)
{
    if (is_container(value) && value->count > 0) {
        write_members(buf, value, 0, 0);
        return;
    }
    write_scalar(buf, value, 0);
    cairn_buf_append_byte(buf, '\n');
}
