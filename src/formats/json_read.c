/*
 * RFC 8259 by recursive descent, at most CAIRN_LIMIT_DEPTH deep. The text is checked to be UTF-8 as
 * a whole first, so that only ASCII needs a look afterwards. Nodes and texts go to the caller's
 * arena, whose limit bounds the memory of hostile documents; the reader owns only its scratch
 * buffer for strings with escapes.
 *
 * Columns count characters. They are found by counting on from the last place asked for, since a
 * document may be one line of many megabytes.
 */
#include "formats/json.h"

#include "base/ascii.h"
#include "base/cursor.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "formats/value_internal.h"

struct reader {
    struct cairn_arena *arena;
    struct cairn_cursor cursor;
    const char *name;
    struct cairn_error *err;
    uint32_t line;
    uint32_t column;        /* of the byte at column_position */
    size_t column_position; /* in the current line, at or before the cursor */
    struct cairn_buf scratch;
};

static enum cairn_status read_value(
    struct reader *reader, unsigned depth, struct cairn_value **out_value);

static struct cairn_value_place place_here(struct reader *reader)
{
    for (; reader->column_position < reader->cursor.position; reader->column_position++) {
        unsigned char byte = (unsigned char)reader->cursor.data[reader->column_position];
        reader->column += (byte & 0xC0) != 0x80;
    }
    return (struct cairn_value_place){reader->line, reader->column};
}

/* `what` could not be read at the cursor, because of `why`. */
static enum cairn_status fail(
    struct reader *reader, enum cairn_status status, const char *what, const char *why)
{
    struct cairn_value_place place = place_here(reader);
    return CAIRN_FAIL(reader->err, status, "%s:%u:%u: cannot read %s: %s", reader->name,
        (unsigned)place.line, (unsigned)place.column, what, why);
}

static enum cairn_status fail_syntax(
    struct reader *reader, const char *what, const char *why, const char *hint)
{
    enum cairn_status status = fail(reader, CAIRN_ERR_SYNTAX, what, why);
    if (hint)
        cairn_error_hint(reader->err, "%s", hint);
    int byte = cairn_cursor_peek(&reader->cursor);
    if (byte < 0)
        cairn_error_detail(reader->err, "The text ends here.");
    else if (byte > 0x20 && byte < 0x7F)
        cairn_error_detail(reader->err, "Found %c here.", byte);
    else
        cairn_error_detail(reader->err, "Found the byte 0x%02x here.", (unsigned)byte);
    return status;
}

static enum cairn_status fail_arena(struct reader *reader)
{
    enum cairn_status status = cairn_arena_status(reader->arena, reader->err);
    cairn_error_context(reader->err, "%s", reader->name);
    return status ? status : CAIRN_FAIL_MEMORY(reader->err);
}

static void skip_white(struct reader *reader)
{
    for (;;) {
        int byte = cairn_cursor_peek(&reader->cursor);
        if (byte != ' ' && byte != '\t' && byte != '\n' && byte != '\r')
            return;
        (void)cairn_cursor_take(&reader->cursor);
        if (byte == '\n') {
            reader->line++;
            reader->column = 1;
            reader->column_position = reader->cursor.position;
        }
    }
}

/* Strings */

static bool take_hex4(struct reader *reader, uint32_t *out_unit)
{
    uint32_t unit = 0;
    for (size_t i = 0; i < 4; i++) {
        int byte = cairn_cursor_peek_at(&reader->cursor, i);
        int lower = byte | 0x20;
        if (cairn_ascii_is_digit(byte))
            unit = unit << 4 | (uint32_t)(byte - '0');
        else if (byte >= 0 && lower >= 'a' && lower <= 'f')
            unit = unit << 4 | (uint32_t)(lower - 'a' + 10);
        else
            return false;
    }
    *out_unit = unit;
    return cairn_cursor_skip(&reader->cursor, 4);
}

static bool is_high_surrogate(uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low_surrogate(uint32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* Behind \u. Characters beyond U+FFFF are two escapes. */
static enum cairn_status read_unicode_escape(struct reader *reader)
{
    uint32_t unit;
    if (!take_hex4(reader, &unit))
        return fail_syntax(
            reader, "the string", "four hexadecimal digits must stand behind \\u", NULL);
    uint32_t low = 0;
    if (is_high_surrogate(unit)) {
        if (!cairn_cursor_take_literal(&reader->cursor, CAIRN_SPAN("\\u")) ||
            !take_hex4(reader, &low) || !is_low_surrogate(low))
            return fail_syntax(reader, "the string",
                "the first half of a surrogate pair lacks its second half",
                "write the character itself");
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    } else if (is_low_surrogate(unit)) {
        return fail_syntax(reader, "the string",
            "the second half of a surrogate pair lacks its first half",
            "write the character itself");
    }
    cairn_utf8_append(&reader->scratch, unit);
    return CAIRN_OK;
}

/* Behind a backslash. */
static enum cairn_status read_escape(struct reader *reader)
{
    static const struct cairn_span names = {"\"\\/bfnrt", 8};
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    if (cairn_cursor_take_byte(&reader->cursor, 'u'))
        return read_unicode_escape(reader);
    int byte = cairn_cursor_peek(&reader->cursor);
    size_t i = byte < 0 ? CAIRN_SPAN_NPOS : cairn_span_find_byte(names, (char)byte, 0);
    if (i == CAIRN_SPAN_NPOS)
        return fail_syntax(reader, "the string", "there is no such escape",
            "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; write \\\\ for a "
            "backslash");
    (void)cairn_cursor_take(&reader->cursor);
    cairn_buf_append_byte(&reader->scratch, meanings[i]);
    return CAIRN_OK;
}

/* Bytes that stand for themselves. */
static struct cairn_span take_plain(struct reader *reader)
{
    struct cairn_span rest = cairn_cursor_rest(&reader->cursor);
    size_t size = 0;
    while (size < rest.size && rest.data[size] != '"' && rest.data[size] != '\\' &&
           (unsigned char)rest.data[size] >= 0x20)
        size++;
    reader->cursor.position += size;
    return cairn_span_slice(rest, 0, size);
}

/* *out_text is borrowed until the next string is read. */
static enum cairn_status read_string(struct reader *reader, struct cairn_span *out_text)
{
    (void)cairn_cursor_take(&reader->cursor);
    struct cairn_span plain = take_plain(reader);
    if (cairn_cursor_take_byte(&reader->cursor, '"')) {
        *out_text = plain;
        return CAIRN_OK;
    }
    cairn_buf_clear(&reader->scratch);
    cairn_buf_append(&reader->scratch, plain);
    while (!cairn_cursor_take_byte(&reader->cursor, '"')) {
        if (!cairn_cursor_take_byte(&reader->cursor, '\\'))
            return fail_syntax(reader, "the string", "it has no closing quote on its line",
                "close it, and write line breaks as \\n and other control characters as \\uXXXX");
        enum cairn_status status = read_escape(reader);
        if (status)
            return status;
        cairn_buf_append(&reader->scratch, take_plain(reader));
    }
    *out_text = cairn_buf_span(&reader->scratch);
    return cairn_buf_status(&reader->scratch, reader->err);
}

/* Scalars */

static void skip_digits(struct reader *reader)
{
    while (cairn_ascii_is_digit(cairn_cursor_peek(&reader->cursor)))
        (void)cairn_cursor_take(&reader->cursor);
}

static enum cairn_status require_digits(struct reader *reader, const char *why)
{
    if (!cairn_ascii_is_digit(cairn_cursor_peek(&reader->cursor)))
        return fail_syntax(reader, "the number", why, NULL);
    skip_digits(reader);
    return CAIRN_OK;
}

static enum cairn_status scan_number(struct reader *reader)
{
    struct cairn_cursor *cursor = &reader->cursor;
    (void)cairn_cursor_take_byte(cursor, '-');
    if (cairn_cursor_peek(cursor) == '0' && cairn_ascii_is_digit(cairn_cursor_peek_at(cursor, 1)))
        return fail_syntax(reader, "the number", "a zero must not stand in front of digits",
            "leave the zero out, or put quotes around the number");
    enum cairn_status status = require_digits(reader, "a digit must stand here");
    if (!status && cairn_cursor_take_byte(cursor, '.'))
        status = require_digits(reader, "a digit must stand behind the point");
    if (status)
        return status;
    if (!cairn_cursor_take_byte(cursor, 'e') && !cairn_cursor_take_byte(cursor, 'E'))
        return CAIRN_OK;
    if (!cairn_cursor_take_byte(cursor, '-'))
        (void)cairn_cursor_take_byte(cursor, '+');
    return require_digits(reader, "a digit must stand in the exponent");
}

static enum cairn_status read_number(struct reader *reader, struct cairn_value **out_value)
{
    struct cairn_value_place place = place_here(reader);
    struct cairn_span rest = cairn_cursor_rest(&reader->cursor);
    enum cairn_status status = scan_number(reader);
    if (status)
        return status;
    size_t size = rest.size - cairn_cursor_rest(&reader->cursor).size;
    *out_value = cairn_value_new_text(
        reader->arena, CAIRN_VALUE_NUMBER, cairn_span_slice(rest, 0, size), place);
    return *out_value ? CAIRN_OK : fail_arena(reader);
}

static const char *hint_for_value(int byte)
{
    switch (byte) {
    case '\'':
        return "strings stand between double quotes";
    case '/':
    case '#':
        return "JSON has no comments: take them out";
    case ']':
    case '}':
        return "take out the comma before it, or add what is missing";
    case '+':
    case '.':
        return "numbers begin with a digit or a minus";
    default:
        return "a value is {…}, […], \"…\", a number, true, false or null";
    }
}

static enum cairn_status read_word(struct reader *reader, struct cairn_value **out_value)
{
    struct cairn_value_place place = place_here(reader);
    struct cairn_cursor *cursor = &reader->cursor;
    bool is_true = cairn_cursor_take_literal(cursor, CAIRN_SPAN("true"));
    bool is_bool = is_true || cairn_cursor_take_literal(cursor, CAIRN_SPAN("false"));
    if (!is_bool && !cairn_cursor_take_literal(cursor, CAIRN_SPAN("null")))
        return fail_syntax(reader, "a value", "a value must stand here",
            hint_for_value(cairn_cursor_peek(cursor)));
    struct cairn_value *value =
        cairn_value_new(reader->arena, is_bool ? CAIRN_VALUE_BOOL : CAIRN_VALUE_NULL);
    if (!value)
        return fail_arena(reader);
    value->boolean = is_true;
    value->line = place.line;
    value->column = place.column;
    *out_value = value;
    return CAIRN_OK;
}

static enum cairn_status read_text(struct reader *reader, struct cairn_value **out_value)
{
    struct cairn_value_place place = place_here(reader);
    struct cairn_span text;
    enum cairn_status status = read_string(reader, &text);
    if (status)
        return status;
    *out_value = cairn_value_new_text(reader->arena, CAIRN_VALUE_STRING, text, place);
    return *out_value ? CAIRN_OK : fail_arena(reader);
}

/* Containers */

/* Takes the opening bracket. */
static enum cairn_status open_container(struct reader *reader, unsigned depth,
    enum cairn_value_kind kind, struct cairn_value **out_container)
{
    if (depth >= CAIRN_LIMIT_DEPTH) {
        enum cairn_status status =
            fail(reader, CAIRN_ERR_LIMIT, "the document", "it is nested too deeply");
        cairn_error_detail(reader->err, "The limit is %d levels.", CAIRN_LIMIT_DEPTH);
        return status;
    }
    struct cairn_value_place place = place_here(reader);
    struct cairn_value *container = cairn_value_new(reader->arena, kind);
    if (!container)
        return fail_arena(reader);
    container->line = place.line;
    container->column = place.column;
    (void)cairn_cursor_take(&reader->cursor);
    *out_container = container;
    return CAIRN_OK;
}

/* Behind a member: true in *out_is_closed, or a comma was taken. */
static enum cairn_status read_separator(
    struct reader *reader, char closing, const char *what, bool *out_is_closed)
{
    skip_white(reader);
    *out_is_closed = cairn_cursor_take_byte(&reader->cursor, closing);
    if (*out_is_closed || cairn_cursor_take_byte(&reader->cursor, ','))
        return CAIRN_OK;
    if (cairn_cursor_at_end(&reader->cursor))
        return fail_syntax(reader, what, "it is not closed", "is the file cut off?");
    return fail_syntax(reader, what, "a comma must stand between members", "add a comma");
}

static enum cairn_status read_array(
    struct reader *reader, unsigned depth, struct cairn_value **out_value)
{
    struct cairn_value *array;
    enum cairn_status status = open_container(reader, depth, CAIRN_VALUE_ARRAY, &array);
    if (status)
        return status;
    skip_white(reader);
    bool is_closed = cairn_cursor_take_byte(&reader->cursor, ']');
    while (!is_closed) {
        struct cairn_value *value;
        status = read_value(reader, depth + 1, &value);
        if (status)
            return status;
        if (!cairn_value_append(
                reader->arena, array, (struct cairn_span){0}, (struct cairn_value_place){0}, value))
            return fail_arena(reader);
        status = read_separator(reader, ']', "the array", &is_closed);
        if (status)
            return status;
    }
    *out_value = array;
    return CAIRN_OK;
}

static enum cairn_status read_key(struct reader *reader, const struct cairn_value *object,
    struct cairn_map *keys, struct cairn_span *out_key)
{
    if (cairn_cursor_peek(&reader->cursor) != '"')
        return fail_syntax(reader, "the object", "a key must stand here",
            "keys stand between double quotes, and no comma before }");
    struct cairn_cursor before = reader->cursor;
    struct cairn_span key;
    enum cairn_status status = read_string(reader, &key);
    if (status)
        return status;
    bool is_known;
    status = cairn_value_knows_key(object, keys, key, &is_known, reader->err);
    if (status)
        return status;
    if (is_known) {
        reader->cursor = before;
        status = fail(reader, CAIRN_ERR_SYNTAX, "the object", "a key stands there twice");
        cairn_error_detail(
            reader->err, "The key is \"%.*s\".", CAIRN_SPAN_ARGS(cairn_value_excerpt(key)));
        cairn_error_hint(reader->err, "take one of the two out");
        return status;
    }
    *out_key = cairn_arena_copy(reader->arena, key);
    return out_key->data ? CAIRN_OK : fail_arena(reader);
}

static enum cairn_status read_member(
    struct reader *reader, unsigned depth, struct cairn_value *object, struct cairn_map *keys)
{
    skip_white(reader);
    struct cairn_value_place place = place_here(reader);
    struct cairn_span key;
    enum cairn_status status = read_key(reader, object, keys, &key);
    if (status)
        return status;
    skip_white(reader);
    if (!cairn_cursor_take_byte(&reader->cursor, ':'))
        return fail_syntax(
            reader, "the object", "a colon must stand behind the key", "add a colon");
    struct cairn_value *value;
    status = read_value(reader, depth + 1, &value);
    if (status)
        return status;
    if (!cairn_value_append(reader->arena, object, key, place, value))
        return fail_arena(reader);
    return CAIRN_OK;
}

static enum cairn_status read_object(
    struct reader *reader, unsigned depth, struct cairn_value **out_value)
{
    CAIRN_AUTO_MAP struct cairn_map keys = {0};
    struct cairn_value *object;
    enum cairn_status status = open_container(reader, depth, CAIRN_VALUE_OBJECT, &object);
    if (status)
        return status;
    skip_white(reader);
    bool is_closed = cairn_cursor_take_byte(&reader->cursor, '}');
    while (!is_closed) {
        status = read_member(reader, depth, object, &keys);
        if (!status)
            status = read_separator(reader, '}', "the object", &is_closed);
        if (status)
            return status;
    }
    *out_value = object;
    return CAIRN_OK;
}

static enum cairn_status read_value(
    struct reader *reader, unsigned depth, struct cairn_value **out_value)
{
    skip_white(reader);
    int byte = cairn_cursor_peek(&reader->cursor);
    if (byte == '{')
        return read_object(reader, depth, out_value);
    if (byte == '[')
        return read_array(reader, depth, out_value);
    if (byte == '"')
        return read_text(reader, out_value);
    if (byte == '-' || cairn_ascii_is_digit(byte))
        return read_number(reader, out_value);
    return read_word(reader, out_value);
}

static enum cairn_status check_utf8(struct reader *reader)
{
    struct cairn_span rest = cairn_cursor_rest(&reader->cursor);
    if (cairn_utf8_is_valid(rest))
        return CAIRN_OK;
    size_t position = 0;
    for (;;) {
        size_t before = position;
        uint32_t rune;
        if (!cairn_utf8_next(rest, &position, &rune) ||
            (rune == CAIRN_UTF8_REPLACEMENT && position - before == 1))
            break;
        reader->cursor.position += position - before;
        if (rune == '\n') {
            reader->line++;
            reader->column = 1;
            reader->column_position = reader->cursor.position;
        }
    }
    return fail_syntax(
        reader, "the text", "it is not UTF-8", "save it as UTF-8, for instance with iconv");
}

static enum cairn_status read_document(struct reader *reader, struct cairn_value **out_value)
{
    if (cairn_cursor_take_literal(&reader->cursor, CAIRN_SPAN("\xEF\xBB\xBF")))
        reader->column_position = reader->cursor.position;
    enum cairn_status status = check_utf8(reader);
    if (status)
        return status;
    struct cairn_value *value;
    status = read_value(reader, 0, &value);
    if (status)
        return status;
    skip_white(reader);
    if (!cairn_cursor_at_end(&reader->cursor))
        return fail_syntax(reader, "the document", "nothing may stand behind its value",
            "a document is one value: put several into an array");
    *out_value = value;
    return CAIRN_OK;
}

enum cairn_status cairn_json_read(struct cairn_arena *arena, struct cairn_span text,
    const char *name, struct cairn_value **out_value, struct cairn_error *err)
{
    struct reader reader = {
        .arena = arena,
        .cursor = cairn_cursor_make(text),
        .name = name,
        .err = err,
        .line = 1,
        .column = 1,
    };
    enum cairn_status status = read_document(&reader, out_value);
    cairn_buf_done(&reader.scratch);
    return status;
}
