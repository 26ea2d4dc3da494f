/*
 * Escapes and bracket classes of the regex dialect, as sets of bytes.
 *
 * Everything is ASCII, as PCRE2 has it without UTF and with its built-in tables: \w is
 * [0-9A-Za-z_], \s is space and \t \n \v \f \r. Where PCRE2, ripgrep and Vectorscan read a text
 * differently (an open bracket within a class, && in a class, a class escape as the end of a
 * range), it is refused, so that a regex means one thing everywhere.
 */
#include "match/dialect_internal.h"

#include <string.h>

static bool is_digit(unsigned byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(unsigned byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static bool is_word(unsigned byte)
{
    return is_digit(byte) || is_letter(byte) || byte == '_';
}

static bool is_space(unsigned byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_graphic(unsigned byte)
{
    return byte > ' ' && byte < 0x7f;
}

static bool is_upper(unsigned byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static bool is_lower(unsigned byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool is_alnum(unsigned byte)
{
    return is_digit(byte) || is_letter(byte);
}

static bool is_punct(unsigned byte)
{
    return is_graphic(byte) && !is_alnum(byte);
}

static bool is_printable(unsigned byte)
{
    return is_graphic(byte) || byte == ' ';
}

static bool is_blank(unsigned byte)
{
    return byte == ' ' || byte == '\t';
}

static bool is_control(unsigned byte)
{
    return byte < ' ' || byte == 0x7f;
}

static bool is_hex_digit(unsigned byte)
{
    return is_digit(byte) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

static bool is_ascii(unsigned byte)
{
    return byte < 0x80;
}

static const struct posix_class {
    const char *name;
    bool (*has)(unsigned byte);
} posix_classes[] = {
    {"alnum", is_alnum},
    {"alpha", is_letter},
    {"ascii", is_ascii},
    {"blank", is_blank},
    {"cntrl", is_control},
    {"digit", is_digit},
    {"graph", is_graphic},
    {"lower", is_lower},
    {"print", is_printable},
    {"punct", is_punct},
    {"space", is_space},
    {"upper", is_upper},
    {"word", is_word},
    {"xdigit", is_hex_digit},
};

static void add_all(struct cairn_regex_set *set, bool (*has)(unsigned byte), bool negated)
{
    for (unsigned byte = 0; byte < 256; byte++)
        if (has(byte) != negated)
            cairn_regex_set_add(set, byte);
}

static bool class_escape(int letter, struct cairn_regex_set *set)
{
    switch (letter) {
    case 'd':
    case 'D':
        add_all(set, is_digit, letter == 'D');
        return true;
    case 'w':
    case 'W':
        add_all(set, is_word, letter == 'W');
        return true;
    case 's':
    case 'S':
        add_all(set, is_space, letter == 'S');
        return true;
    default:
        return false;
    }
}

static int control_escape(int letter)
{
    switch (letter) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'f':
        return '\f';
    case 'a':
        return '\a';
    default:
        return -1;
    }
}

static int hex_value(int digit)
{
    if (digit < 0 || !is_hex_digit((unsigned)digit))
        return -1;
    return is_digit((unsigned)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

static enum cairn_status parse_hex(struct cairn_regex_parser *parser, size_t at, unsigned *out_byte)
{
    int high = hex_value(cairn_cursor_peek(&parser->in));
    int low = hex_value(cairn_cursor_peek_at(&parser->in, 1));
    if (high < 0 || low < 0)
        return cairn_regex_refuse(parser, at, "\\x without two hexadecimal digits",
            "write a byte as \\xHH, such as \\x1b");
    (void)cairn_cursor_skip(&parser->in, 2);
    *out_byte = (unsigned)(high << 4 | low);
    return CAIRN_OK;
}

static enum cairn_status refuse_escape(struct cairn_regex_parser *parser, size_t at, int letter)
{
    if (is_digit((unsigned)letter) && letter != '0')
        return cairn_regex_refuse(parser, at, "a backreference", "write the repeated text again");
    if (letter == '<' || letter == '>')
        return cairn_regex_refuse(parser, at, "\\< or \\>, which is a word boundary for ripgrep",
            "write < or > without a backslash");
    if (letter >= 0x80)
        return cairn_regex_refuse(parser, at, "a backslash before a character outside ASCII",
            "write the character without a backslash");
    if (letter == 'k' || letter == 'g')
        return cairn_regex_refuse(
            parser, at, "a backreference or call", "write the repeated text again");
    return cairn_regex_refuse(parser, at, "an escape that the dialect does not have",
        "allowed are \\d \\w \\s \\b and their capitals, \\A \\z \\n \\r \\t \\f \\a \\xHH, and a "
        "backslash before punctuation");
}

static bool is_assertion(int letter)
{
    return letter == 'b' || letter == 'B' || letter == 'A' || letter == 'z';
}

enum cairn_status cairn_regex_parse_escape(struct cairn_regex_parser *parser, bool in_class,
    enum cairn_regex_escape *out_kind, unsigned *out_byte, struct cairn_regex_set *out_set)
{
    size_t at = parser->in.position - 1;
    int letter = cairn_cursor_take(&parser->in);
    if (letter < 0)
        return cairn_regex_broken(
            parser, at, "a backslash with nothing behind it", "write \\\\ for a backslash");
    memset(out_set, 0, sizeof *out_set);
    if (class_escape(letter, out_set)) {
        *out_kind = CAIRN_REGEX_ESCAPE_SET;
        return CAIRN_OK;
    }
    if (is_assertion(letter)) {
        if (in_class)
            return cairn_regex_refuse(
                parser, at, "\\b, \\B, \\A or \\z within a class", "write \\x08 for a backspace");
        *out_kind = CAIRN_REGEX_ESCAPE_ASSERTION;
        return CAIRN_OK;
    }
    *out_kind = CAIRN_REGEX_ESCAPE_BYTE;
    if (letter == 'x')
        return parse_hex(parser, at, out_byte);
    int control = control_escape(letter);
    if (control >= 0) {
        *out_byte = (unsigned)control;
        return CAIRN_OK;
    }
    bool is_plain = is_punct((unsigned)letter) && letter != '<' && letter != '>';
    if (!is_plain && letter != ' ')
        return refuse_escape(parser, at, letter);
    *out_byte = (unsigned)letter;
    return CAIRN_OK;
}

/* [:name:] or [:^name:], the cursor behind the inner opening bracket and colon. */
static enum cairn_status parse_posix(
    struct cairn_regex_parser *parser, size_t at, struct cairn_regex_set *set)
{
    bool negated = cairn_cursor_take_byte(&parser->in, '^');
    struct cairn_span name = cairn_cursor_take_until(&parser->in, ':');
    if (!cairn_cursor_take_literal(&parser->in, CAIRN_SPAN(":]")))
        return cairn_regex_refuse(
            parser, at, "[: within a class without :]", "write \\[ for a bracket");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(posix_classes); i++) {
        if (!cairn_span_equal_string(name, posix_classes[i].name))
            continue;
        bool (*has)(unsigned byte) = posix_classes[i].has;
        /* Without case, upper and lower mean any letter, as in PCRE2. */
        if (parser->ignore_case && (has == is_upper || has == is_lower))
            has = is_letter;
        add_all(set, has, negated);
        return CAIRN_OK;
    }
    return cairn_regex_broken(parser, at, "a class name that nobody knows",
        "known are alnum alpha ascii blank cntrl digit graph lower print punct space upper word "
        "xdigit");
}

/* One end of a range, or a whole set. */
struct class_item {
    bool is_set;
    unsigned byte;
    struct cairn_regex_set set;
};

/* Operators on sets for ripgrep. */
static enum cairn_status refuse_double(struct cairn_regex_parser *parser, size_t at)
{
    return cairn_regex_refuse(
        parser, at, "&&, ~~ or -- within a class", "put a backslash before the second character");
}

static enum cairn_status parse_item(struct cairn_regex_parser *parser, struct class_item *item)
{
    size_t at = parser->in.position;
    memset(item, 0, sizeof *item);
    int byte = cairn_cursor_take(&parser->in);
    if (byte == '\\') {
        enum cairn_regex_escape kind;
        enum cairn_status status =
            cairn_regex_parse_escape(parser, true, &kind, &item->byte, &item->set);
        item->is_set = status == CAIRN_OK && kind == CAIRN_REGEX_ESCAPE_SET;
        return status;
    }
    if (byte == '[') {
        if (!cairn_cursor_take_byte(&parser->in, ':'))
            return cairn_regex_refuse(
                parser, at, "an open bracket within a class", "write \\[ for a bracket");
        item->is_set = true;
        return parse_posix(parser, at, &item->set);
    }
    if (byte >= 0x80)
        return cairn_regex_refuse(parser, at, "a character outside ASCII within a class",
            "write the characters as alternatives: (?:“|”)");
    if (byte < 0 || is_control((unsigned)byte))
        return cairn_regex_refuse(
            parser, at, "a control character", "write \\n, \\t or \\xHH instead");
    int next = cairn_cursor_peek(&parser->in);
    if ((byte == '&' || byte == '~' || byte == '-') && next == byte)
        return refuse_double(parser, at);
    item->byte = (unsigned)byte;
    return CAIRN_OK;
}

static void add_byte(struct cairn_regex_parser *parser, struct cairn_regex_set *set, unsigned byte)
{
    cairn_regex_set_add(set, byte);
    if (parser->ignore_case && is_letter(byte))
        cairn_regex_set_add(set, byte ^ 0x20);
}

static enum cairn_status add_range(struct cairn_regex_parser *parser, size_t at,
    struct class_item first, struct cairn_regex_set *set)
{
    struct class_item last;
    enum cairn_status status = parse_item(parser, &last);
    if (status != CAIRN_OK)
        return status;
    if (first.is_set || last.is_set)
        return cairn_regex_refuse(parser, at, "a class as the end of a range",
            "put the hyphen last in the class, or write \\-");
    if (first.byte > last.byte)
        return cairn_regex_broken(
            parser, at, "a range whose end comes before its start", "write the smaller end first");
    for (unsigned byte = first.byte; byte <= last.byte; byte++)
        add_byte(parser, set, byte);
    return CAIRN_OK;
}

static bool is_range_ahead(const struct cairn_regex_parser *parser)
{
    int second = cairn_cursor_peek_at(&parser->in, 1);
    return cairn_cursor_peek(&parser->in) == '-' && second >= 0 && second != ']';
}

static enum cairn_status parse_member(
    struct cairn_regex_parser *parser, struct cairn_regex_set *set)
{
    size_t at = parser->in.position;
    struct class_item item;
    enum cairn_status status = parse_item(parser, &item);
    if (status != CAIRN_OK)
        return status;
    if (is_range_ahead(parser)) {
        if (cairn_cursor_peek_at(&parser->in, 1) == '-')
            return refuse_double(parser, parser->in.position);
        (void)cairn_cursor_skip(&parser->in, 1);
        return add_range(parser, at, item, set);
    }
    if (!item.is_set) {
        add_byte(parser, set, item.byte);
        return CAIRN_OK;
    }
    for (int i = 0; i < 4; i++)
        set->bits[i] |= item.set.bits[i];
    return CAIRN_OK;
}

/* [:digit:] by itself, [.x.] or [=x=]: PCRE2 takes it for a named class that was forgotten to be
 * put into a class. */
static bool looks_like_posix(const struct cairn_regex_parser *parser)
{
    int mark = cairn_cursor_peek(&parser->in);
    if (mark != ':' && mark != '.' && mark != '=')
        return false;
    for (size_t i = 1;; i++) {
        int byte = cairn_cursor_peek_at(&parser->in, i);
        int next = cairn_cursor_peek_at(&parser->in, i + 1);
        if (byte < 0 || byte == ']')
            return false;
        if (byte == '\\' && (next == ']' || next == '\\'))
            i++;
        else if (byte == mark && next == ']')
            return true;
    }
}

enum cairn_status cairn_regex_parse_class(
    struct cairn_regex_parser *parser, struct cairn_regex_set *out_set)
{
    size_t at = parser->in.position - 1;
    struct cairn_regex_set set = {{0, 0, 0, 0}};
    if (looks_like_posix(parser))
        return cairn_regex_refuse(parser, at, "a class that begins and ends with : or . or =",
            "write [[:digit:]] for a named class, or put another character first");
    bool negated = cairn_cursor_take_byte(&parser->in, '^');
    bool is_first = true;
    /* A closing bracket in the first place is a member. */
    while (is_first || cairn_cursor_peek(&parser->in) != ']') {
        if (cairn_cursor_at_end(&parser->in))
            return cairn_regex_broken(
                parser, at, "a class that is not closed", "close it with ], or write \\[");
        enum cairn_status status = parse_member(parser, &set);
        if (status != CAIRN_OK)
            return status;
        is_first = false;
    }
    (void)cairn_cursor_skip(&parser->in, 1);
    uint64_t any = 0;
    for (int i = 0; i < 4; i++) {
        out_set->bits[i] = negated ? ~set.bits[i] : set.bits[i];
        any |= out_set->bits[i];
    }
    if (!any)
        return cairn_regex_refuse(parser, at, "a class that matches nothing", "leave it out");
    return CAIRN_OK;
}
