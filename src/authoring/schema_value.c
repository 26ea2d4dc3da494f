/*
 * Scalars by type: dates, URLs, ids, words, version ranges, and the claim `on` of a change. Ids are
 * looked up where they stand, so that a dangling one is named with its line. Every YAML scalar
 * arrives as text.
 */
#include "authoring/schema_internal.h"

#include "base/clock.h"
#include "base/cursor.h"

typedef void (*value_checker)(struct cairn_schema_check *check,
    const struct cairn_schema_field *field, const char *key, const struct cairn_value *value);

#define CHECKER(name)                                                                              \
    static void name(struct cairn_schema_check *check, const struct cairn_schema_field *field,     \
        const char *key, const struct cairn_value *value)

static void complain(struct cairn_schema_check *check, enum cairn_rule rule,
    const struct cairn_value *value, const char *key, const char *is_not, const char *hint)
{
    cairn_lint_say(check->run, rule, value, hint, "%s: \"%.*s\" is not %s", key,
        CAIRN_SPAN_ARGS(cairn_span_slice(value->text, 0, 120)), is_not);
}

static bool has_line_break(struct cairn_span text)
{
    return cairn_span_find_byte(text, '\n', 0) != CAIRN_SPAN_NPOS;
}

CHECKER(check_text)
{
    (void)field;
    (void)check;
    (void)key;
    (void)value; /* that it is not empty is asked of every scalar */
}

CHECKER(check_line)
{
    (void)field;
    if (has_line_break(value->text))
        complain(check, CAIRN_RULE_WRONG_TYPE, value, key, "one line", "Write it on one line.");
}

CHECKER(check_word)
{
    (void)field;
    for (size_t i = 0; i < value->text.size; i++) {
        char byte = value->text.data[i];
        if ((byte < 'a' || byte > 'z') && byte != '_') {
            complain(check, CAIRN_RULE_WRONG_TYPE, value, key, "a word of a-z and underscores",
                "Write a word such as config_error.");
            return;
        }
    }
}

CHECKER(check_slug)
{
    (void)field;
    if (!cairn_name_is_slug(value->text))
        complain(check, CAIRN_RULE_WRONG_TYPE, value, key, "made of a-z, 0-9 and hyphens",
            "Use lower-case letters, digits and hyphens.");
}

/* Debian's form of a name; the same goes into the names of folders and lines of apt's settings. */
CHECKER(check_package)
{
    (void)field;
    for (size_t i = 0; i < value->text.size; i++) {
        char byte = value->text.data[i];
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (!is_plain && (i == 0 || (byte != '.' && byte != '+' && byte != '-'))) {
            complain(check, CAIRN_RULE_WRONG_TYPE, value, key, "made of a-z, 0-9, '.', '+' and '-'",
                "Begin with a letter or digit; write names as Debian does.");
            return;
        }
    }
}

CHECKER(check_name)
{
    (void)field;
    if (!cairn_name_is_id(value->text))
        complain(check, CAIRN_RULE_WRONG_TYPE, value, key, "made of a-z, 0-9 and underscores",
            "Begin with a letter; use lower-case letters, digits and underscores.");
}

static const char *join_words(struct cairn_lint_run *run, const char *const *words)
{
    const char *list = *words;
    while (*++words)
        list = cairn_lint_text(run, "%s, %s", list, *words);
    return list;
}

static void complain_of_word(struct cairn_schema_check *check, const struct cairn_value *value,
    const char *key, const char *const *words)
{
    const char *near = cairn_lint_near(value->text, words);
    const char *hint =
        near ? cairn_lint_text(check->run, "Did you mean \"%s\"?", near)
             : cairn_lint_text(check->run, "Write one of: %s.", join_words(check->run, words));
    complain(check, CAIRN_RULE_UNKNOWN_WORD, value, key, "a word that is allowed here", hint);
}

static bool is_word_of(struct cairn_span text, const char *const *words)
{
    for (; *words; words++)
        if (cairn_span_equal_string(text, *words))
            return true;
    return false;
}

CHECKER(check_enum)
{
    if (!is_word_of(value->text, field->words))
        complain_of_word(check, value, key, field->words);
}

CHECKER(check_boolean)
{
    static const char *const booleans[] = {"true", "false", NULL};
    (void)field;
    if (!is_word_of(value->text, booleans))
        complain(check, CAIRN_RULE_WRONG_TYPE, value, key, "true or false",
            "Write true or false; no other spelling is a boolean.");
}

static bool take_digits(struct cairn_cursor *cursor)
{
    bool has_some = false;
    for (int byte = cairn_cursor_peek(cursor); byte >= '0' && byte <= '9';
         byte = cairn_cursor_peek(cursor)) {
        cairn_cursor_take(cursor);
        has_some = true;
    }
    return has_some;
}

/* RFC 8259: the spelling is published as it stands. */
static bool is_json_number(struct cairn_span text)
{
    struct cairn_cursor cursor = cairn_cursor_make(text);
    (void)cairn_cursor_take_byte(&cursor, '-');
    bool has_zero = cairn_cursor_take_byte(&cursor, '0');
    if (!has_zero && !take_digits(&cursor))
        return false;
    if (cairn_cursor_take_byte(&cursor, '.') && !take_digits(&cursor))
        return false;
    if (cairn_cursor_take_byte(&cursor, 'e') || cairn_cursor_take_byte(&cursor, 'E')) {
        if (!cairn_cursor_take_byte(&cursor, '+'))
            (void)cairn_cursor_take_byte(&cursor, '-');
        if (!take_digits(&cursor))
            return false;
    }
    return cairn_cursor_at_end(&cursor);
}

CHECKER(check_number)
{
    (void)field;
    if (!is_json_number(value->text))
        complain(check, CAIRN_RULE_WRONG_TYPE, value, key, "a number", "Write it as in JSON: 0.85");
}

CHECKER(check_date)
{
    (void)field;
    if (!cairn_date_is_valid(value->text))
        complain(check, CAIRN_RULE_WRONG_DATE, value, key, "a real day written YYYY-MM-DD",
            "Write a day such as 2026-11-21.");
}

/* Scheme, a host that is not empty, no white space: links are checked for form only. */
static bool is_url(struct cairn_span text, struct cairn_span scheme)
{
    if (!cairn_span_starts_with(text, scheme) || text.size == scheme.size)
        return false;
    char first = text.data[scheme.size];
    if (first == '/' || first == '?' || first == '#' || first == ':')
        return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte <= ' ' || byte == 0x7f || byte == '"' || byte == '<' || byte == '>')
            return false;
    }
    return true;
}

CHECKER(check_url)
{
    (void)field;
    if (!is_url(value->text, CAIRN_SPAN("https://")))
        complain(check, CAIRN_RULE_NOT_A_URL, value, key, "an https URL",
            "Write the whole address, beginning with https://");
}

CHECKER(check_any_url)
{
    (void)field;
    if (!is_url(value->text, CAIRN_SPAN("https://")) && !is_url(value->text, CAIRN_SPAN("http://")))
        complain(check, CAIRN_RULE_NOT_A_URL, value, key, "a URL",
            "Write the whole address, beginning with https:// or http://");
}

CHECKER(check_seen)
{
    (void)field;
    struct cairn_span run = CAIRN_SPAN("run: ");
    bool is_run = cairn_span_starts_with(value->text, run) && value->text.size > run.size;
    if (!is_run && !is_url(value->text, CAIRN_SPAN("https://")))
        complain(check, CAIRN_RULE_NOT_A_URL, value, key,
            "an https URL, nor \"run: program version\"",
            "Say where the line comes from: an https URL, or \"run: nginx 1.22.1\" for your own "
            "run.");
}

static bool take_word(struct cairn_cursor *cursor, const char *extra)
{
    bool has_some = false;
    for (;;) {
        int byte = cairn_cursor_peek(cursor);
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                        (byte >= '0' && byte <= '9');
        bool is_extra = false;
        for (const char *e = extra; *e && byte > 0; e++)
            is_extra = is_extra || byte == *e;
        if (!is_plain && !is_extra)
            return has_some;
        cairn_cursor_take(cursor);
        has_some = true;
    }
}

static void skip_blanks(struct cairn_cursor *cursor)
{
    while (cairn_cursor_take_byte(cursor, ' '))
        ;
}

/* range = program op version ; ranges = range *("," range) */
static bool is_ranges(struct cairn_span text)
{
    struct cairn_cursor cursor = cairn_cursor_make(text);
    do {
        skip_blanks(&cursor);
        if (!take_word(&cursor, "._-"))
            return false;
        skip_blanks(&cursor);
        bool has_bound =
            cairn_cursor_take_byte(&cursor, '<') || cairn_cursor_take_byte(&cursor, '>');
        if (!cairn_cursor_take_byte(&cursor, '=') && !has_bound)
            return false;
        skip_blanks(&cursor);
        int digit = cairn_cursor_peek(&cursor);
        if (digit < '0' || digit > '9' || !take_word(&cursor, "._+~-"))
            return false;
        skip_blanks(&cursor);
    } while (cairn_cursor_take_byte(&cursor, ','));
    return cairn_cursor_at_end(&cursor);
}

CHECKER(check_applies)
{
    (void)field;
    if (!is_ranges(value->text))
        complain(check, CAIRN_RULE_WRONG_APPLIES, value, key, "a list of version ranges",
            "Write program, one of < <= = >= >, version; a comma means and: nginx >= 1.20, openssl "
            "< 3");
}

CHECKER(check_old_id)
{
    (void)field;
    if (!cairn_name_is_record_id(value->text))
        complain(check, CAIRN_RULE_WRONG_TYPE, value, key, "an id", "Write domain/slug.");
}

CHECKER(check_record)
{
    if (field->type == CAIRN_SCHEMA_YIELD && cairn_span_equal_string(value->text, "none"))
        return;
    if (!cairn_name_is_record_id(value->text))
        complain(
            check, CAIRN_RULE_WRONG_TYPE, value, key, "the id of a record", "Write domain/slug.");
    else if (!cairn_map_has(&check->run->source->by_id, value->text))
        complain(check, CAIRN_RULE_DANGLING_ID, value, key, "a record of this canon",
            "Write the record first, or correct the id.");
}

CHECKER(check_family_id)
{
    const char *list = field->type == CAIRN_SCHEMA_CAUSE    ? "causes"
                       : field->type == CAIRN_SCHEMA_CHANGE ? "changes"
                                                            : "harms";
    /* Without a readable family every id would dangle: that is one complaint already. */
    if (check->body && !cairn_value_find(cairn_value_get(check->body, list), "id", value->text))
        complain(check, CAIRN_RULE_DANGLING_ID, value, key,
            cairn_lint_text(check->run, "among the %s of the family", list),
            "Correct the id, or add what it names.");
}

CHECKER(check_environment)
{
    (void)field;
    const struct cairn_value *defined =
        cairn_value_get(check->run->source->environments.value, "environments");
    if (!cairn_value_find(defined, "name", value->text))
        complain(check, CAIRN_RULE_DANGLING_ID, value, key, "an environment of environments.yaml",
            "Correct the name, or define the environment in environments.yaml.");
}

static value_checker checker_of(enum cairn_schema_type type)
{
    switch (type) {
    case CAIRN_SCHEMA_LINE:
        return check_line;
    case CAIRN_SCHEMA_WORD:
        return check_word;
    case CAIRN_SCHEMA_SLUG:
        return check_slug;
    case CAIRN_SCHEMA_NAME:
        return check_name;
    case CAIRN_SCHEMA_PACKAGE:
        return check_package;
    case CAIRN_SCHEMA_ENUM:
        return check_enum;
    case CAIRN_SCHEMA_BOOLEAN:
        return check_boolean;
    case CAIRN_SCHEMA_NUMBER:
        return check_number;
    case CAIRN_SCHEMA_DATE:
        return check_date;
    case CAIRN_SCHEMA_URL:
        return check_url;
    case CAIRN_SCHEMA_ANY_URL:
        return check_any_url;
    case CAIRN_SCHEMA_SEEN:
        return check_seen;
    case CAIRN_SCHEMA_APPLIES:
        return check_applies;
    case CAIRN_SCHEMA_OLD_ID:
        return check_old_id;
    case CAIRN_SCHEMA_RECORD:
    case CAIRN_SCHEMA_YIELD:
        return check_record;
    case CAIRN_SCHEMA_CAUSE:
    case CAIRN_SCHEMA_CHANGE:
    case CAIRN_SCHEMA_HARM:
        return check_family_id;
    case CAIRN_SCHEMA_ENVIRONMENT:
        return check_environment;
    case CAIRN_SCHEMA_REGEX: /* its own pass says more than a form */
    case CAIRN_SCHEMA_TEXT:
    case CAIRN_SCHEMA_RESULTS:
    case CAIRN_SCHEMA_OBJECT:
        break;
    }
    return check_text;
}

void cairn_schema_check_value(struct cairn_schema_check *check,
    const struct cairn_schema_field *field, const char *key, const struct cairn_value *value)
{
    if (field->type == CAIRN_SCHEMA_RESULTS) {
        cairn_schema_check_results(check, key, value);
        return;
    }
    if (value->kind != CAIRN_VALUE_STRING && value->kind != CAIRN_VALUE_NULL) {
        cairn_lint_say(check->run, CAIRN_RULE_WRONG_TYPE, value, "Write one value.",
            "%s must be a text, and is %s", key,
            value->kind == CAIRN_VALUE_ARRAY ? "a list" : "a map");
        return;
    }
    if (cairn_span_trim(value->text).size == 0) {
        cairn_lint_say(check->run, CAIRN_RULE_EMPTY_TEXT, value, "Fill it in, or remove the key.",
            "%s is empty", key);
        return;
    }
    checker_of(field->type)(check, field, key, value);
}

/* "harms:x" → the part behind the colon, or the empty span. */
static struct cairn_span behind(struct cairn_span text, struct cairn_span prefix)
{
    if (!cairn_span_starts_with(text, prefix))
        return (struct cairn_span){0};
    return cairn_span_slice(text, prefix.size, text.size);
}

static void check_result(
    struct cairn_schema_check *check, const char *key, const struct cairn_value *result)
{
    if (!cairn_value_is(result, CAIRN_VALUE_STRING)) {
        cairn_lint_say(check->run, CAIRN_RULE_WRONG_TYPE, result,
            "Write a result, or a list of {is: result, applies: ranges}.", "%s has no result", key);
        return;
    }
    struct cairn_value named = *result;
    named.text = behind(result->text, CAIRN_SPAN("harms:"));
    if (named.text.size > 0) {
        cairn_schema_check_value(check,
            &(struct cairn_schema_field){.key = key, .type = CAIRN_SCHEMA_HARM}, key, &named);
        return;
    }
    named.text = behind(result->text, CAIRN_SPAN("refused:"));
    if (named.text.size == 0)
        named.text = behind(result->text, CAIRN_SPAN("moved:"));
    if (named.text.size > 0)
        check_record(check, &(struct cairn_schema_field){.type = CAIRN_SCHEMA_RECORD}, key, &named);
    else if (!is_word_of(result->text, cairn_schema_results))
        complain_of_word(check, result, key, cairn_schema_results);
}

static void check_ranged_result(
    struct cairn_schema_check *check, const char *key, const struct cairn_value *entry)
{
    static const struct cairn_schema_field applies = {
        .key = "applies", .type = CAIRN_SCHEMA_APPLIES};
    const struct cairn_value *range = cairn_value_get(entry, "applies");
    if (range && range->kind != CAIRN_VALUE_NULL)
        cairn_schema_check_value(check, &applies, "applies", range);
    CAIRN_VALUE_EACH(member, entry)
    if (!cairn_span_equal_string(member->key, "is") &&
        !cairn_span_equal_string(member->key, "applies"))
        cairn_lint_say_line(check->run, CAIRN_RULE_UNKNOWN_FIELD, member->key_line,
            "Only \"is\" and \"applies\" stand here.", "a result has no key \"%.*s\"",
            CAIRN_SPAN_ARGS(member->key));
    const struct cairn_value *is = cairn_value_get(entry, "is");
    check_result(check, key, is ? is : entry);
}

void cairn_schema_check_results(
    struct cairn_schema_check *check, const char *key, const struct cairn_value *value)
{
    if (value->kind != CAIRN_VALUE_OBJECT) {
        cairn_lint_say(check->run, CAIRN_RULE_WRONG_TYPE, value, "Write {cause: result}.",
            "%s must be a map from causes to results", key);
        return;
    }
    const struct cairn_value *causes = cairn_value_get(check->body, "causes");
    CAIRN_VALUE_EACH(member, value)
    {
        const char *place =
            cairn_lint_text(check->run, "%s.%.*s", key, CAIRN_SPAN_ARGS(member->key));
        bool is_every = cairn_span_equal_string(member->key, "*");
        if (check->body && !is_every && !cairn_value_find(causes, "id", member->key))
            cairn_lint_say_line(check->run, CAIRN_RULE_DANGLING_ID, member->key_line,
                "Correct the id, or add the cause.", "%s: the family has no such cause", place);
        if (member->value->kind != CAIRN_VALUE_ARRAY)
            check_result(check, place, member->value);
        CAIRN_VALUE_EACH(
            entry, cairn_value_is(member->value, CAIRN_VALUE_ARRAY) ? member->value : NULL)
        check_ranged_result(check, place, entry->value);
    }
}
