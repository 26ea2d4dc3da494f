/*
 * Parser of the regex dialect: recursive descent over the text, a small tree as the result.
 *
 *   alternation = concatenation { "|" concatenation }
 *   concatenation = { atom [ "*" | "+" | "?" | "{m,n}" ] [ "?" ] }
 *   atom = byte | escape | class | "." | "^" | "$" | "(" alternation ")"
 *
 * Whatever is accepted here compiles in PCRE2 and means the same there; whatever PCRE2 would read
 * otherwise than ripgrep or Vectorscan is refused, with the position and with what to write
 * instead. Nesting is bounded, so is the recursion. The tree lies in the caller's arena; the
 * literal bytes of all nodes lie in one block of it.
 */
#include "match/dialect.h"

#include "base/limits.h"
#include "match/dialect_internal.h"

enum cairn_status cairn_regex_refuse(
    struct cairn_regex_parser *parser, size_t at, const char *what, const char *hint)
{
    enum cairn_status status = CAIRN_FAIL(parser->err, CAIRN_ERR_INVALID,
        "cannot use the regex: %s at byte %zu is outside the dialect", what, at + 1);
    cairn_error_hint(parser->err, "%s", hint);
    return status;
}

enum cairn_status cairn_regex_broken(
    struct cairn_regex_parser *parser, size_t at, const char *what, const char *hint)
{
    enum cairn_status status = CAIRN_FAIL(
        parser->err, CAIRN_ERR_SYNTAX, "cannot read the regex: %s at byte %zu", what, at + 1);
    cairn_error_hint(parser->err, "%s", hint);
    return status;
}

static enum cairn_status parse_alternation(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_node);

static struct cairn_regex_node *make_node(
    struct cairn_regex_parser *parser, enum cairn_regex_kind kind)
{
    struct cairn_regex_node *node = cairn_arena_alloc(parser->arena, sizeof *node);
    if (node)
        node->kind = kind;
    return node;
}

static enum cairn_status new_node(struct cairn_regex_parser *parser, enum cairn_regex_kind kind,
    struct cairn_regex_node **out_node)
{
    struct cairn_regex_node *node = make_node(parser, kind);
    if (!node)
        return CAIRN_FAIL_MEMORY(parser->err);
    *out_node = node;
    return CAIRN_OK;
}

static enum cairn_status new_literal(
    struct cairn_regex_parser *parser, unsigned byte, struct cairn_regex_node **out_node)
{
    struct cairn_regex_node *node = make_node(parser, CAIRN_REGEX_BYTES);
    if (!node)
        return CAIRN_FAIL_MEMORY(parser->err);
    char *place = parser->literal_bytes + parser->literal_used++;
    *place = (char)byte;
    node->bytes = cairn_span_make(place, 1);
    node->ignore_case = parser->ignore_case;
    *out_node = node;
    return CAIRN_OK;
}

/* A set of one byte is a literal: [.] is a way to write \. */
static enum cairn_status new_set(struct cairn_regex_parser *parser,
    const struct cairn_regex_set *set, struct cairn_regex_node **out_node)
{
    unsigned count = 0;
    unsigned last = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        if (!cairn_regex_set_has(set->bits, byte))
            continue;
        count++;
        last = byte;
    }
    if (count == 1)
        return new_literal(parser, last, out_node);
    struct cairn_regex_node *node = make_node(parser, CAIRN_REGEX_SET);
    if (!node)
        return CAIRN_FAIL_MEMORY(parser->err);
    for (int i = 0; i < 4; i++)
        node->set[i] = set->bits[i];
    *out_node = node;
    return CAIRN_OK;
}

static bool is_name_byte(int byte, bool is_first)
{
    bool is_letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    return is_letter || byte == '_' || (!is_first && byte >= '0' && byte <= '9');
}

/* The cursor stands behind "(?P<". */
static enum cairn_status parse_name(struct cairn_regex_parser *parser, struct cairn_span *out_name)
{
    size_t start = parser->in.position;
    while (is_name_byte(cairn_cursor_peek(&parser->in), parser->in.position == start))
        (void)cairn_cursor_skip(&parser->in, 1);
    struct cairn_span name = cairn_span_make(parser->in.data + start, parser->in.position - start);
    if (name.size == 0 || name.size > CAIRN_LIMIT_REGEX_NAME ||
        !cairn_cursor_take_byte(&parser->in, '>'))
        return cairn_regex_broken(parser, start,
            "a group name that is empty, too long or not closed",
            "a name has at most 32 letters, digits and underscores, and starts with a letter");
    if (cairn_map_has(&parser->names, name))
        return cairn_regex_refuse(
            parser, start, "a second group of the same name", "give each group its own name");
    *out_name = cairn_arena_copy(parser->arena, name);
    if (!out_name->data)
        return CAIRN_FAIL_MEMORY(parser->err);
    return cairn_map_put(&parser->names, *out_name, parser, NULL, parser->err);
}

/* Why "(?" or "(*" with what follows is refused. */
static enum cairn_status refuse_group(struct cairn_regex_parser *parser, size_t at)
{
    static const struct {
        const char *start, *what, *hint;
    } known[] = {
        {"(?=", "lookahead", "match the text itself and capture what you need"},
        {"(?!", "negative lookahead", "say what may stand there, with a class"},
        {"(?<=", "lookbehind", "match the text itself and capture what you need"},
        {"(?<!", "negative lookbehind", "say what may stand there, with a class or \\b"},
        {"(?<", "a group name without P", "write (?P<name>…)"},
        {"(?'", "a group name in quotes", "write (?P<name>…)"},
        {"(?>", "an atomic group", "write (?:…)"},
        {"(?|", "a branch reset group", "write (?:…)"},
        {"(?#", "a comment", "leave it out, and use the record's notes"},
        {"(?(", "a conditional", "write the cases as alternatives"},
        {"(?P=", "a backreference", "write the repeated text again"},
        {"(?P>", "a call of a group", "write the group again"},
        {"(?&", "a call of a group", "write the group again"},
        {"(?R", "recursion", "write out the depth that occurs"},
        {"(?C", "a callout", "leave it out"},
        {"(*", "a verb", "leave it out"},
        {"(?i", "(?i) behind the start",
            "put (?i) at the very start; it holds for the whole regex"},
        {"(?m", "(?m)", "leave it out: ^ and $ always stand for the ends of lines"},
        {"(?s", "(?s)", "leave it out and write [\\s\\S] where a match crosses lines"},
    };
    struct cairn_span rest = cairn_span_make(parser->in.data + at, parser->in.size - at);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(known); i++)
        if (cairn_span_starts_with(rest, cairn_span_from_string(known[i].start)))
            return cairn_regex_refuse(parser, at, known[i].what, known[i].hint);
    return cairn_regex_refuse(parser, at, "a group of an unknown kind",
        "allowed are (…), (?:…) and (?P<name>…), and (?i) at the very start");
}

/* The cursor stands behind an opening parenthesis. */
static enum cairn_status open_group(
    struct cairn_regex_parser *parser, size_t at, struct cairn_regex_node **out_group)
{
    *out_group = NULL;
    if (cairn_cursor_take_literal(&parser->in, CAIRN_SPAN("?:")))
        return CAIRN_OK;
    struct cairn_span name = {NULL, 0};
    if (cairn_cursor_take_literal(&parser->in, CAIRN_SPAN("?P<"))) {
        enum cairn_status status = parse_name(parser, &name);
        if (status != CAIRN_OK)
            return status;
    }
    int next = cairn_cursor_peek(&parser->in);
    if (!name.size && (next == '?' || next == '*'))
        return refuse_group(parser, at);
    struct cairn_regex_node *group = make_node(parser, CAIRN_REGEX_GROUP);
    if (!group)
        return CAIRN_FAIL_MEMORY(parser->err);
    group->bytes = name;
    *out_group = group;
    return CAIRN_OK;
}

static enum cairn_status parse_group(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_node)
{
    size_t at = parser->in.position - 1;
    if (++parser->depth > CAIRN_LIMIT_REGEX_DEPTH)
        return cairn_regex_refuse(
            parser, at, "a group more than 50 deep", "take needless groups away");
    struct cairn_regex_node *group = NULL;
    enum cairn_status status = open_group(parser, at, &group);
    if (status != CAIRN_OK)
        return status;
    struct cairn_regex_node *inner = NULL;
    status = parse_alternation(parser, &inner);
    if (status != CAIRN_OK)
        return status;
    if (!cairn_cursor_take_byte(&parser->in, ')'))
        return cairn_regex_broken(
            parser, at, "a group that is not closed", "close it with ), or write \\(");
    parser->depth--;
    if (group)
        group->child = inner;
    *out_node = group ? group : inner;
    return CAIRN_OK;
}

static enum cairn_status parse_backslash(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_node, bool *out_is_assertion)
{
    enum cairn_regex_escape kind;
    unsigned byte = 0;
    struct cairn_regex_set set;
    enum cairn_status status = cairn_regex_parse_escape(parser, false, &kind, &byte, &set);
    if (status != CAIRN_OK)
        return status;
    if (kind == CAIRN_REGEX_ESCAPE_SET)
        return new_set(parser, &set, out_node);
    if (kind == CAIRN_REGEX_ESCAPE_BYTE)
        return new_literal(parser, byte, out_node);
    *out_is_assertion = true;
    return new_node(parser, CAIRN_REGEX_EMPTY, out_node);
}

static enum cairn_status parse_class(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_node)
{
    struct cairn_regex_set set;
    enum cairn_status status = cairn_regex_parse_class(parser, &set);
    return status == CAIRN_OK ? new_set(parser, &set, out_node) : status;
}

static enum cairn_status parse_dot(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_node)
{
    struct cairn_regex_set set = {{~((uint64_t)1 << '\n'), UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    return new_set(parser, &set, out_node);
}

static enum cairn_status parse_atom(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_node, bool *out_is_assertion)
{
    size_t at = parser->in.position;
    int byte = cairn_cursor_take(&parser->in);
    *out_is_assertion = byte == '^' || byte == '$';
    switch (byte) {
    case '^':
    case '$':
        return new_node(parser, CAIRN_REGEX_EMPTY, out_node);
    case '\\':
        return parse_backslash(parser, out_node, out_is_assertion);
    case '[':
        return parse_class(parser, out_node);
    case '(':
        return parse_group(parser, out_node);
    case '.':
        return parse_dot(parser, out_node);
    case '*':
    case '+':
    case '?':
        return cairn_regex_broken(
            parser, at, "a repeat of nothing", "put a backslash before it to match it as text");
    case '{':
        return cairn_regex_refuse(parser, at, "a brace that is no repeat", "write \\{");
    default:
        break;
    }
    if (byte < ' ' || byte == 0x7f)
        return cairn_regex_refuse(
            parser, at, "a control character", "write \\n, \\t or \\xHH instead");
    return new_literal(parser, (unsigned)byte, out_node);
}

/* The cursor stands behind an opening brace: m} m,} or m,n} */
static enum cairn_status parse_counts(
    struct cairn_regex_parser *parser, size_t at, uint32_t *out_min, uint32_t *out_max)
{
    uint64_t min;
    uint64_t max = UINT32_MAX;
    bool is_valid = cairn_cursor_take_u64(&parser->in, 9, &min);
    if (is_valid && cairn_cursor_take_byte(&parser->in, ',')) {
        if (cairn_cursor_peek(&parser->in) != '}')
            is_valid = cairn_cursor_take_u64(&parser->in, 9, &max);
    } else {
        max = is_valid ? min : 0;
    }
    if (!is_valid || !cairn_cursor_take_byte(&parser->in, '}'))
        return cairn_regex_refuse(parser, at, "a brace that is no repeat", "write \\{");
    if (min > CAIRN_LIMIT_REGEX_REPEAT || (max > CAIRN_LIMIT_REGEX_REPEAT && max != UINT32_MAX))
        return cairn_regex_refuse(
            parser, at, "a count above 1000", "use + or *, or a smaller count");
    if (max == 0)
        return cairn_regex_refuse(parser, at, "a repeat of no times", "leave it out");
    if (min > max)
        return cairn_regex_broken(
            parser, at, "a repeat whose end is below its start", "write the smaller count first");
    *out_min = (uint32_t)min;
    *out_max = (uint32_t)max;
    return CAIRN_OK;
}

static bool is_repeat_ahead(const struct cairn_regex_parser *parser)
{
    int byte = cairn_cursor_peek(&parser->in);
    return byte == '*' || byte == '+' || byte == '?' || byte == '{';
}

static enum cairn_status parse_suffix(struct cairn_regex_parser *parser, size_t at)
{
    if (cairn_cursor_peek(&parser->in) == '+')
        return cairn_regex_refuse(parser, at, "a possessive repeat", "leave the second + out");
    (void)cairn_cursor_take_byte(&parser->in, '?'); /* lazy: another match, the same literals */
    if (is_repeat_ahead(parser))
        return cairn_regex_refuse(
            parser, at, "a repeat of a repeat", "put the inner one into (?:…)");
    return CAIRN_OK;
}

static enum cairn_status parse_repeat(
    struct cairn_regex_parser *parser, struct cairn_regex_node **inout_node)
{
    size_t at = parser->in.position;
    uint32_t min = 0;
    uint32_t max = UINT32_MAX;
    switch (cairn_cursor_take(&parser->in)) {
    case '+':
        min = 1;
        break;
    case '?':
        max = 1;
        break;
    case '{': {
        enum cairn_status status = parse_counts(parser, at, &min, &max);
        if (status != CAIRN_OK)
            return status;
        break;
    }
    default:
        break;
    }
    enum cairn_status status = parse_suffix(parser, at);
    if (status != CAIRN_OK)
        return status;
    struct cairn_regex_node *repeat = make_node(parser, CAIRN_REGEX_REPEAT);
    if (!repeat)
        return CAIRN_FAIL_MEMORY(parser->err);
    repeat->min = min;
    repeat->max = max;
    repeat->child = *inout_node;
    *inout_node = repeat;
    return CAIRN_OK;
}

static enum cairn_status parse_piece(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_node)
{
    int first = cairn_cursor_peek(&parser->in);
    bool is_assertion;
    enum cairn_status status = parse_atom(parser, out_node, &is_assertion);
    if (status != CAIRN_OK || !is_repeat_ahead(parser))
        return status;
    if (is_assertion)
        return cairn_regex_refuse(parser, parser->in.position,
            "a repeat of something without a width", "leave the repeat out");
    if (first >= 0x80)
        return cairn_regex_refuse(parser, parser->in.position,
            "a repeat of the last byte of a character", "put the character into (?:…)");
    return parse_repeat(parser, out_node);
}

/* Literals that follow one another are one literal: their bytes lie side by side. */
static bool joins(struct cairn_regex_node *last, const struct cairn_regex_node *next)
{
    if (!last || last->kind != CAIRN_REGEX_BYTES || next->kind != CAIRN_REGEX_BYTES ||
        last->bytes.data + last->bytes.size != next->bytes.data)
        return false;
    last->bytes.size += next->bytes.size;
    return true;
}

static enum cairn_status parse_concatenation(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_node)
{
    struct cairn_regex_node *first = NULL;
    struct cairn_regex_node *last = NULL;
    for (;;) {
        int byte = cairn_cursor_peek(&parser->in);
        if (byte < 0 || byte == '|' || byte == ')')
            break;
        struct cairn_regex_node *piece = NULL;
        enum cairn_status status = parse_piece(parser, &piece);
        if (status != CAIRN_OK)
            return status;
        if (joins(last, piece))
            continue;
        if (last)
            last->sibling = piece;
        else
            first = piece;
        last = piece;
    }
    if (!first)
        return new_node(parser, CAIRN_REGEX_EMPTY, out_node);
    *out_node = first;
    if (!first->sibling)
        return CAIRN_OK;
    struct cairn_regex_node *all = make_node(parser, CAIRN_REGEX_CONCAT);
    if (!all)
        return CAIRN_FAIL_MEMORY(parser->err);
    all->child = first;
    *out_node = all;
    return CAIRN_OK;
}

static enum cairn_status parse_alternation(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_node)
{
    struct cairn_regex_node *branch = NULL;
    enum cairn_status status = parse_concatenation(parser, &branch);
    if (status != CAIRN_OK)
        return status;
    *out_node = branch;
    if (cairn_cursor_peek(&parser->in) != '|')
        return CAIRN_OK;
    struct cairn_regex_node *all = make_node(parser, CAIRN_REGEX_ALTERNATE);
    if (!all)
        return CAIRN_FAIL_MEMORY(parser->err);
    all->child = branch;
    *out_node = all;
    while (cairn_cursor_take_byte(&parser->in, '|')) {
        struct cairn_regex_node *next = NULL;
        status = parse_concatenation(parser, &next);
        if (status != CAIRN_OK)
            return status;
        branch->sibling = next;
        branch = next;
    }
    return CAIRN_OK;
}

static enum cairn_status parse_all(
    struct cairn_regex_parser *parser, struct cairn_regex_node **out_root)
{
    parser->ignore_case = cairn_cursor_take_literal(&parser->in, CAIRN_SPAN("(?i)"));
    enum cairn_status status = parse_alternation(parser, out_root);
    if (status != CAIRN_OK)
        return status;
    if (!cairn_cursor_at_end(&parser->in))
        return cairn_regex_broken(parser, parser->in.position,
            "a closing parenthesis without an opening one", "write \\)");
    return cairn_regex_check_bounds(*out_root, parser->err);
}

enum cairn_status cairn_regex_parse(struct cairn_arena *arena, struct cairn_span regex,
    struct cairn_regex_node **out_root, struct cairn_error *err)
{
    if (regex.size > CAIRN_LIMIT_REGEX) {
        enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
            "cannot use the regex: it has %zu bytes and may have %zu", regex.size,
            CAIRN_LIMIT_REGEX);
        cairn_error_hint(err, "split it into variants");
        return status;
    }
    struct cairn_regex_parser parser = {.arena = arena, .in = cairn_cursor_make(regex), .err = err};
    parser.literal_bytes = cairn_arena_alloc(arena, regex.size + 1);
    if (!parser.literal_bytes)
        return CAIRN_FAIL_MEMORY(err);
    struct cairn_regex_node *root = NULL;
    enum cairn_status status = parse_all(&parser, &root);
    cairn_map_done(&parser.names);
    if (status == CAIRN_OK)
        *out_root = root;
    return status;
}
