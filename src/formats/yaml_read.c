/*
 * libyaml's events made into a tree, refusing on the way what the subset leaves out. Its document
 * interface is never used: it would resolve aliases, which is how a kilobyte becomes a gigabyte.
 *
 * Two traps are closed before libyaml sees the text. Directives: it compares each %TAG with all
 * before it, so a file of them takes hours. Characters: libyaml breaks lines at U+0085, U+2028 and
 * U+2029, where no editor shows a line end.
 *
 * The tree lives in the caller's arena, whose limit bounds it; parser and events are released
 * before returning.
 */
#include "formats/yaml.h"

#include <yaml.h>

#include "base/checked.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "formats/value_internal.h"

#define AUTO_EVENT CAIRN_CLEANUP(yaml_event_delete)

struct reader {
    struct cairn_arena *arena;
    const char *name;
    struct cairn_error *err;
    yaml_parser_t parser;
};

static enum cairn_status read_node(struct reader *reader, const yaml_event_t *event, unsigned depth,
    struct cairn_value **out_value);

static enum cairn_status fail(struct reader *reader, enum cairn_status status,
    struct cairn_value_place place, const char *why, const char *hint)
{
    (void)CAIRN_FAIL(reader->err, status, "%s:%u:%u: cannot read the document: %s", reader->name,
        (unsigned)place.line, (unsigned)place.column, why);
    if (hint)
        cairn_error_hint(reader->err, "%s", hint);
    return status;
}

static enum cairn_status fail_arena(struct reader *reader)
{
    enum cairn_status status = cairn_arena_status(reader->arena, reader->err);
    cairn_error_context(reader->err, "%s", reader->name);
    return status ? status : CAIRN_FAIL_MEMORY(reader->err);
}

/* The text, before it is parsed */

/* What may stand in a file as it is. The rest can be written as an escape between double quotes. */
static bool is_readable(uint32_t rune)
{
    if (rune < 0x20)
        return rune == '\t' || rune == '\n';
    return !(rune >= 0x7F && rune < 0xA0) && rune != 0x2028 && rune != 0x2029 && rune != 0xFEFF &&
           rune != 0xFFFE && rune != 0xFFFF;
}

static enum cairn_status fail_character(
    struct reader *reader, struct cairn_value_place place, uint32_t rune, bool is_invalid)
{
    if (is_invalid)
        return fail(reader, CAIRN_ERR_SYNTAX, place, "it is not UTF-8",
            "save it as UTF-8, for instance with iconv");
    enum cairn_status status = fail(reader, CAIRN_ERR_SYNTAX, place, "it holds a control character",
        "take it out, or write it as an escape such as \"\\x1b\" between double quotes");
    cairn_error_detail(reader->err, "Found U+%04X here.", (unsigned)rune);
    return status;
}

static enum cairn_status check_characters(struct reader *reader, struct cairn_span text)
{
    struct cairn_value_place place = {1, 1};
    size_t position = 0;
    for (;;) {
        size_t before = position;
        uint32_t rune;
        if (!cairn_utf8_next(text, &position, &rune))
            return CAIRN_OK;
        bool is_invalid = rune == CAIRN_UTF8_REPLACEMENT && position - before == 1;
        bool is_line_end = rune == '\r' && position < text.size && text.data[position] == '\n';
        if (is_invalid || (!is_readable(rune) && !is_line_end))
            return fail_character(reader, place, rune, is_invalid);
        place.column++;
        if (rune == '\n') {
            place.line++;
            place.column = 1;
        }
    }
}

/* A % begins a directive at the start of the text and behind "...", with only empty and comment
 * lines between. */
static enum cairn_status check_directives(struct reader *reader, struct cairn_span text)
{
    bool may_be_directive = true;
    struct cairn_span line;
    for (uint32_t number = 1; cairn_span_take_line(&text, &line); number++) {
        struct cairn_span content = cairn_span_trim(line);
        if (content.size == 0 || content.data[0] == '#')
            continue;
        if (line.data[0] == '%' && may_be_directive)
            return fail(reader, CAIRN_ERR_SYNTAX, (struct cairn_value_place){number, 1},
                "directives are not allowed", "take the line out");
        may_be_directive = cairn_span_starts_with(line, CAIRN_SPAN("..."));
    }
    return CAIRN_OK;
}

/* Events */

static struct cairn_value_place place_of(yaml_mark_t mark)
{
    return (struct cairn_value_place){
        (uint32_t)cairn_min_size(mark.line, UINT32_MAX - 1) + 1,
        (uint32_t)cairn_min_size(mark.column, UINT32_MAX - 1) + 1,
    };
}

static const char *hint_for_problem(struct cairn_span problem)
{
    static const struct {
        const char *part;
        const char *hint;
    } hints[] = {
        {"mapping values are not allowed",
            "put quotes around text with a colon and a space in it, or check the indentation"},
        {"cannot start any token", "indent with spaces, and put quotes around text that begins "
                                   "with @, `, % or a tab"},
        {"tab character", "indent with spaces"},
        {"unexpected end of stream", "close the quote or bracket; is the file cut off?"},
        {"unexpected document indicator", "close the quote before this line"},
        {"escape character", "write \\\\ for a backslash, or use single quotes"},
        {"alphabetic or numeric", "put quotes around text that begins with & or *"},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(hints); i++) {
        if (cairn_span_find(problem, cairn_span_from_string(hints[i].part), 0) != CAIRN_SPAN_NPOS)
            return hints[i].hint;
    }
    return "check the indentation here and the quotes and brackets before it";
}

static enum cairn_status fail_parser(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return CAIRN_FAIL_MEMORY(reader->err);
    const char *problem = parser->problem ? parser->problem : "it is no YAML";
    enum cairn_status status = fail(reader, CAIRN_ERR_SYNTAX, place_of(parser->problem_mark),
        problem, hint_for_problem(cairn_span_from_string(problem)));
    if (parser->context)
        cairn_error_detail(reader->err, "This happened %s that begins in line %u.", parser->context,
            (unsigned)place_of(parser->context_mark).line);
    if (reader->err)
        reader->err->upstream_code = (int)parser->error;
    return status;
}

/* `event` is replaced; the caller's cleanup releases the last one. */
static enum cairn_status next_event(struct reader *reader, yaml_event_t *event)
{
    yaml_event_delete(event);
    return yaml_parser_parse(&reader->parser, event) ? CAIRN_OK : fail_parser(reader);
}

static enum cairn_status refuse_extras(
    struct reader *reader, const yaml_event_t *event, bool has_anchor, bool has_tag)
{
    if (has_anchor)
        return fail(reader, CAIRN_ERR_SYNTAX, place_of(event->start_mark),
            "anchors (&name) are not allowed",
            "write the value out wherever it is needed, or put quotes around text with &");
    if (has_tag)
        return fail(reader, CAIRN_ERR_SYNTAX, place_of(event->start_mark),
            "tags (!name) are not allowed",
            "take the tag out, or put quotes around text that begins with !");
    return CAIRN_OK;
}

static enum cairn_status check_extras(struct reader *reader, const yaml_event_t *event)
{
    switch ((int)event->type) {
    case YAML_ALIAS_EVENT:
        return fail(reader, CAIRN_ERR_SYNTAX, place_of(event->start_mark),
            "aliases (*name) are not allowed",
            "write the value out, or put quotes around text that begins with *");
    case YAML_SCALAR_EVENT:
        return refuse_extras(
            reader, event, event->data.scalar.anchor != NULL, event->data.scalar.tag != NULL);
    case YAML_SEQUENCE_START_EVENT:
        return refuse_extras(reader, event, event->data.sequence_start.anchor != NULL,
            event->data.sequence_start.tag != NULL);
    case YAML_MAPPING_START_EVENT:
        return refuse_extras(reader, event, event->data.mapping_start.anchor != NULL,
            event->data.mapping_start.tag != NULL);
    default:
        return CAIRN_OK;
    }
}

/* Nodes */

static struct cairn_span scalar_text(const yaml_event_t *event)
{
    return cairn_span_make((const char *)event->data.scalar.value, event->data.scalar.length);
}

static bool is_plain(const yaml_event_t *event)
{
    return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static bool is_null(const yaml_event_t *event)
{
    struct cairn_span text = scalar_text(event);
    return is_plain(event) && (text.size == 0 || cairn_span_equal_string(text, "~") ||
                                  cairn_span_equal_string(text, "null"));
}

static struct cairn_value *new_node(
    struct reader *reader, enum cairn_value_kind kind, const yaml_event_t *event)
{
    struct cairn_value *value = cairn_value_new(reader->arena, kind);
    if (!value)
        return NULL;
    struct cairn_value_place place = place_of(event->start_mark);
    value->line = place.line;
    value->column = place.column;
    return value;
}

static enum cairn_status read_scalar(
    struct reader *reader, const yaml_event_t *event, struct cairn_value **out_value)
{
    *out_value = is_null(event) ? new_node(reader, CAIRN_VALUE_NULL, event)
                                : cairn_value_new_text(reader->arena, CAIRN_VALUE_STRING,
                                      scalar_text(event), place_of(event->start_mark));
    return *out_value ? CAIRN_OK : fail_arena(reader);
}

static enum cairn_status read_sequence(struct reader *reader, const yaml_event_t *start,
    unsigned depth, struct cairn_value **out_value)
{
    struct cairn_value *array = new_node(reader, CAIRN_VALUE_ARRAY, start);
    if (!array)
        return fail_arena(reader);
    AUTO_EVENT yaml_event_t event = {0};
    for (;;) {
        enum cairn_status status = next_event(reader, &event);
        if (status)
            return status;
        if (event.type == YAML_SEQUENCE_END_EVENT)
            break;
        struct cairn_value *value;
        status = read_node(reader, &event, depth + 1, &value);
        if (status)
            return status;
        if (!cairn_value_append(
                reader->arena, array, (struct cairn_span){0}, (struct cairn_value_place){0}, value))
            return fail_arena(reader);
    }
    *out_value = array;
    return CAIRN_OK;
}

static enum cairn_status fail_duplicate(
    struct reader *reader, struct cairn_value_place place, struct cairn_span key)
{
    enum cairn_status status = fail(
        reader, CAIRN_ERR_SYNTAX, place, "a key stands there twice", "take one of the two out");
    cairn_error_detail(
        reader->err, "The key is \"%.*s\".", CAIRN_SPAN_ARGS(cairn_value_excerpt(key)));
    return status;
}

static enum cairn_status read_key(struct reader *reader, const yaml_event_t *event,
    const struct cairn_value *object, struct cairn_map *keys, struct cairn_span *out_key)
{
    struct cairn_value_place place = place_of(event->start_mark);
    enum cairn_status status = check_extras(reader, event);
    if (status)
        return status;
    if (event->type != YAML_SCALAR_EVENT)
        return fail(reader, CAIRN_ERR_SYNTAX, place, "a key must be text",
            "put quotes around text that begins with { or [");
    struct cairn_span key = scalar_text(event);
    if (key.size == 0 && is_plain(event))
        return fail(reader, CAIRN_ERR_SYNTAX, place, "a key is missing before the colon",
            "write the key, or put quotes around the text");
    bool is_known;
    status = cairn_value_knows_key(object, keys, key, &is_known, reader->err);
    if (status)
        return status;
    if (is_known)
        return fail_duplicate(reader, place, key);
    *out_key = cairn_arena_copy(reader->arena, key);
    return out_key->data ? CAIRN_OK : fail_arena(reader);
}

/* `event` is the key's on entry. */
static enum cairn_status read_member(struct reader *reader, yaml_event_t *event, unsigned depth,
    struct cairn_value *object, struct cairn_map *keys)
{
    struct cairn_value_place place = place_of(event->start_mark);
    struct cairn_span key;
    enum cairn_status status = read_key(reader, event, object, keys, &key);
    if (!status)
        status = next_event(reader, event);
    if (status)
        return status;
    struct cairn_value *value;
    status = read_node(reader, event, depth + 1, &value);
    if (status)
        return status;
    if (!cairn_value_append(reader->arena, object, key, place, value))
        return fail_arena(reader);
    return CAIRN_OK;
}

static enum cairn_status read_mapping(struct reader *reader, const yaml_event_t *start,
    unsigned depth, struct cairn_value **out_value)
{
    CAIRN_AUTO_MAP struct cairn_map keys = {0};
    struct cairn_value *object = new_node(reader, CAIRN_VALUE_OBJECT, start);
    if (!object)
        return fail_arena(reader);
    AUTO_EVENT yaml_event_t event = {0};
    for (;;) {
        enum cairn_status status = next_event(reader, &event);
        if (status)
            return status;
        if (event.type == YAML_MAPPING_END_EVENT)
            break;
        status = read_member(reader, &event, depth, object, &keys);
        if (status)
            return status;
    }
    *out_value = object;
    return CAIRN_OK;
}

static enum cairn_status read_node(struct reader *reader, const yaml_event_t *event, unsigned depth,
    struct cairn_value **out_value)
{
    enum cairn_status status = check_extras(reader, event);
    if (status)
        return status;
    if (event->type == YAML_SCALAR_EVENT)
        return read_scalar(reader, event, out_value);
    if (depth >= CAIRN_LIMIT_DEPTH) {
        status = fail(
            reader, CAIRN_ERR_LIMIT, place_of(event->start_mark), "it is nested too deeply", NULL);
        cairn_error_detail(reader->err, "The limit is %d levels.", CAIRN_LIMIT_DEPTH);
        return status;
    }
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return read_sequence(reader, event, depth, out_value);
    CAIRN_ASSERT(event->type == YAML_MAPPING_START_EVENT);
    return read_mapping(reader, event, depth, out_value);
}

/* Behind STREAM-START. */
static enum cairn_status read_stream(
    struct reader *reader, yaml_event_t *event, struct cairn_value **out_value)
{
    enum cairn_status status = next_event(reader, event);
    if (status)
        return status;
    if (event->type == YAML_STREAM_END_EVENT) {
        *out_value = new_node(reader, CAIRN_VALUE_NULL, event);
        return *out_value ? CAIRN_OK : fail_arena(reader);
    }
    CAIRN_ASSERT(event->type == YAML_DOCUMENT_START_EVENT);
    status = next_event(reader, event);
    if (status)
        return status;
    struct cairn_value *value;
    status = read_node(reader, event, 0, &value);
    if (!status)
        status = next_event(reader, event); /* DOCUMENT-END */
    if (!status)
        status = next_event(reader, event);
    if (status)
        return status;
    if (event->type != YAML_STREAM_END_EVENT)
        return fail(reader, CAIRN_ERR_SYNTAX, place_of(event->start_mark),
            "a second document begins", "one file holds one document: take the --- out");
    *out_value = value;
    return CAIRN_OK;
}

static enum cairn_status parse(
    struct reader *reader, struct cairn_span text, struct cairn_value **out_value)
{
    if (!yaml_parser_initialize(&reader->parser))
        return CAIRN_FAIL_MEMORY(reader->err);
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(
        &reader->parser, (const unsigned char *)(text.data ? text.data : ""), text.size);
    AUTO_EVENT yaml_event_t event = {0};
    enum cairn_status status = next_event(reader, &event);
    if (!status)
        status = read_stream(reader, &event, out_value);
    yaml_parser_delete(&reader->parser);
    return status;
}

enum cairn_status cairn_yaml_read(struct cairn_arena *arena, struct cairn_span text,
    const char *name, struct cairn_value **out_value, struct cairn_error *err)
{
    struct reader reader = {.arena = arena, .name = name, .err = err};
    /* libyaml counts a byte order mark as a column. */
    if (cairn_span_starts_with(text, CAIRN_SPAN("\xEF\xBB\xBF")))
        text = cairn_span_slice(text, 3, CAIRN_SPAN_NPOS);
    enum cairn_status status = check_characters(&reader, text);
    if (!status)
        status = check_directives(&reader, text);
    if (!status)
        status = parse(&reader, text, out_value);
    return status;
}
