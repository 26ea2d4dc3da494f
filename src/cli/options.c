/*
 * The command line is read with getopt_long, whose tables are made from options.def on every call:
 * nothing can drift from help and manuals. getopt's own messages are off; each complaint here names
 * what was typed and the nearest thing that exists. Values stay in argv; only the two lists are
 * owned.
 */
#include "cli/options.h"

#include <getopt.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "cli/commands.h"
#include "base/near.h"
#include "cli/report.h"

/* Long options come back from getopt_long as this plus their id, apart from all letters. */
#define FIRST_LONG 256

static const struct cairn_cli_option options[CAIRN_CLI_OPTION_COUNT] = {
#define OPTION(id, name, letter, argument, values, en, zh)                                         \
    [CAIRN_CLI_OPTION_##id] = {name, letter, argument, values, {en, zh}},
#include "cli/options.def"
#undef OPTION
};

_Static_assert(CAIRN_CLI_OPTION_COUNT <= 64, "a set of options has 64 bits");

struct getopt_tables {
    struct option longs[CAIRN_CLI_OPTION_COUNT + 1];
    char letters[2 + 2 * CAIRN_CLI_OPTION_COUNT + 1]; /* "+:" in front, at most "x:" each */
};

struct parse {
    const struct cairn_cli_command *command;
    char **argv;
    struct cairn_cli_arguments *arguments;
    enum cairn_language *language;
    struct cairn_error *err;
};

const struct cairn_cli_option *cairn_cli_option(enum cairn_cli_option_id id)
{
    return &options[id];
}

bool cairn_cli_option_is_shown(cairn_cli_option_set set, enum cairn_cli_option_id id)
{
    return (set & CAIRN_CLI_OPTION_BIT(id)) && options[id].help.en;
}

enum cairn_cli_option_id cairn_cli_format_option(const struct cairn_cli_command *command)
{
    if (command->options & CAIRN_CLI_OPTION_BIT(CAIRN_CLI_OPTION_EXPORT_FORMAT))
        return CAIRN_CLI_OPTION_EXPORT_FORMAT;
    if (command->options & CAIRN_CLI_OPTION_BIT(CAIRN_CLI_OPTION_AUTHOR_FORMAT))
        return CAIRN_CLI_OPTION_AUTHOR_FORMAT;
    return CAIRN_CLI_OPTION_FORMAT;
}

void cairn_cli_arguments_init(struct cairn_cli_arguments *arguments)
{
    arguments->given = CAIRN_VEC_OF(struct cairn_cli_given);
    arguments->operands = CAIRN_VEC_OF(const char *);
}

void cairn_cli_arguments_done(struct cairn_cli_arguments *arguments)
{
    cairn_vec_done(&arguments->given);
    cairn_vec_done(&arguments->operands);
}

static const struct cairn_cli_given *last_given(
    const struct cairn_cli_arguments *arguments, enum cairn_cli_option_id id)
{
    for (size_t i = arguments->given.count; i-- > 0;) {
        const struct cairn_cli_given *given =
            CAIRN_VEC_AT(&arguments->given, const struct cairn_cli_given, i);
        if (given->id == id)
            return given;
    }
    return NULL;
}

bool cairn_cli_is_given(const struct cairn_cli_arguments *arguments, enum cairn_cli_option_id id)
{
    return last_given(arguments, id) != NULL;
}

const char *cairn_cli_value(
    const struct cairn_cli_arguments *arguments, enum cairn_cli_option_id id)
{
    const struct cairn_cli_given *given = last_given(arguments, id);
    return given ? given->value : NULL;
}

/* How many values stand between the commas of `text`. */
static size_t count_parts(const char *text)
{
    size_t count = 0;
    for (const char *at = text; *at; at += strspn(at, ",")) {
        size_t size = strcspn(at, ",");
        count += size > 0;
        at += size;
    }
    return count;
}

static const char **add_parts(const char *text, struct cairn_arena *arena, const char **next)
{
    for (const char *at = text; *at; at += strspn(at, ",")) {
        size_t size = strcspn(at, ",");
        if (size)
            *next++ = cairn_arena_string(arena, cairn_span_make(at, size));
        at += size;
    }
    return next;
}

enum cairn_status cairn_cli_values(const struct cairn_cli_arguments *arguments,
    enum cairn_cli_option_id id, struct cairn_arena *arena, const char *const **out_values,
    size_t *out_count, struct cairn_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < arguments->given.count; i++) {
        const struct cairn_cli_given *given =
            CAIRN_VEC_AT(&arguments->given, const struct cairn_cli_given, i);
        count += given->id == id ? count_parts(given->value) : 0;
    }
    const char **values = cairn_arena_array(arena, count, sizeof(*values));
    const char **next = values;
    for (size_t i = 0; values && i < arguments->given.count; i++) {
        const struct cairn_cli_given *given =
            CAIRN_VEC_AT(&arguments->given, const struct cairn_cli_given, i);
        if (given->id == id)
            next = add_parts(given->value, arena, next);
    }
    enum cairn_status status = cairn_arena_status(arena, err);
    if (status)
        return status;
    *out_values = values;
    *out_count = count;
    return CAIRN_OK;
}

/* Two spellings of one option give the same number, so that getopt_long does not call their common
 * start ambiguous. */
static enum cairn_cli_option_id main_spelling(enum cairn_cli_option_id id)
{
    return id == CAIRN_CLI_OPTION_COLOR ? CAIRN_CLI_OPTION_COLOUR : id;
}

static void fill_tables(
    cairn_cli_option_set set, bool stop_at_operand, struct getopt_tables *tables)
{
    struct option *next_long = tables->longs;
    char *next_letter = tables->letters;
    if (stop_at_operand)
        *next_letter++ = '+';
    *next_letter++ = ':';
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        if (!(set & CAIRN_CLI_OPTION_BIT(id)))
            continue;
        const struct cairn_cli_option *option = &options[id];
        *next_long++ = (struct option){.name = option->name,
            .has_arg = option->argument ? required_argument : no_argument,
            .val = FIRST_LONG + (int)main_spelling(id)};
        if (option->letter)
            *next_letter++ = option->letter;
        if (option->letter && option->argument)
            *next_letter++ = ':';
    }
    *next_long = (struct option){0};
    *next_letter = '\0';
}

/* CAIRN_CLI_OPTION_COUNT when getopt gave no option of the set. */
static enum cairn_cli_option_id option_of(cairn_cli_option_set set, int value)
{
    if (value >= FIRST_LONG)
        return (enum cairn_cli_option_id)(value - FIRST_LONG);
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        if ((set & CAIRN_CLI_OPTION_BIT(id)) && options[id].letter && options[id].letter == value)
            return id;
    }
    return CAIRN_CLI_OPTION_COUNT;
}

/* "--name", for complaints. */
static void append_name(struct cairn_buf *buf, enum cairn_cli_option_id id)
{
    cairn_buf_append_string(buf, "--");
    cairn_buf_append_string(buf, options[id].name);
}

static enum cairn_status refuse(const struct parse *parse, enum cairn_cli_message primary,
    enum cairn_cli_message hint, const char *first, const char *second)
{
    return cairn_cli_refuse(*parse->language, primary, hint, first, second, parse->err);
}

/* The hint that fits every complaint about an option: where the options of this verb are listed. */
static enum cairn_status refuse_option(const struct parse *parse, enum cairn_cli_message primary,
    const char *typed, const char *nearest)
{
    CAIRN_AUTO_BUF struct cairn_buf hint = {0};
    bool is_program = parse->command == &cairn_cli_program;
    enum cairn_status status = refuse(parse, primary, CAIRN_CLI_MSG_NOTHING, typed, nearest);
    if (is_program && !nearest)
        cairn_cli_say(&hint, CAIRN_CLI_MSG_OPTION_BEFORE_VERB, *parse->language, typed, NULL);
    else if (is_program)
        cairn_cli_say(&hint, CAIRN_CLI_MSG_SEE_HELP, *parse->language, NULL, NULL);
    else
        cairn_cli_say(
            &hint, CAIRN_CLI_MSG_SEE_VERB_HELP, *parse->language, parse->command->name, NULL);
    cairn_error_hint(parse->err, "%s", hint.data ? hint.data : "");
    return status;
}

static size_t count_starting_with(cairn_cli_option_set set, struct cairn_span start)
{
    size_t count = 0;
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        if (cairn_cli_option_is_shown(set, id))
            count += cairn_span_starts_with(cairn_span_from_string(options[id].name), start);
    }
    return count;
}

static enum cairn_status refuse_unknown_long(const struct parse *parse, const char *typed)
{
    CAIRN_AUTO_BUF struct cairn_buf name = {0};
    CAIRN_AUTO_BUF struct cairn_buf nearest = {0};
    cairn_buf_append(&name, cairn_span_make(typed, strcspn(typed, "=")));
    enum cairn_status status = cairn_buf_status(&name, parse->err);
    if (status)
        return status;
    const char *bare = name.data + strlen("--");
    cairn_cli_option_set set = parse->command->options;
    if (count_starting_with(set, cairn_span_from_string(bare)) > 1)
        return refuse_option(parse, CAIRN_CLI_MSG_AMBIGUOUS_OPTION, name.data, NULL);
    struct cairn_near near = {.word = bare};
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        if (cairn_cli_option_is_shown(set, id))
            cairn_near_offer(&near, options[id].name);
    }
    if (!near.best)
        return refuse_option(parse, CAIRN_CLI_MSG_UNKNOWN_OPTION, name.data, NULL);
    cairn_buf_append_string(&nearest, "--");
    cairn_buf_append_string(&nearest, near.best);
    return refuse_option(parse, CAIRN_CLI_MSG_UNKNOWN_OPTION_NEAR, name.data, nearest.data);
}

/* The option as it was typed, "--name" or "-n". */
static void append_typed(struct cairn_buf *buf, int value, enum cairn_cli_option_id id)
{
    if (value >= FIRST_LONG)
        append_name(buf, id);
    else
        cairn_buf_printf(buf, "-%c", value);
}

/* What getopt_long refused: `kind` is what it returned, '?' or ':'. */
static enum cairn_status refuse_given(const struct parse *parse, int kind, const char *typed)
{
    if (kind == '?' && !optopt)
        return refuse_unknown_long(parse, typed);
    CAIRN_AUTO_BUF struct cairn_buf name = {0};
    enum cairn_cli_option_id id = option_of(parse->command->options, optopt);
    append_typed(&name, optopt, id);
    enum cairn_cli_message message = CAIRN_CLI_MSG_UNKNOWN_OPTION;
    if (kind == ':')
        message = CAIRN_CLI_MSG_OPTION_NEEDS_VALUE;
    else if (id < CAIRN_CLI_OPTION_COUNT)
        message = CAIRN_CLI_MSG_OPTION_TAKES_NO_VALUE;
    enum cairn_status status = cairn_buf_status(&name, parse->err);
    return status ? status : refuse_option(parse, message, name.data, NULL);
}

static bool is_path_mark(const char *values)
{
    return values[0] == '<';
}

static bool is_among(const char *values, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = values; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (length == size && !strncmp(at, word, size))
            return true;
        at += length;
    }
    return false;
}

static enum cairn_status check_value(
    const struct parse *parse, enum cairn_cli_option_id id, const char *value)
{
    const char *values = options[id].values;
    if (!value || !values || is_path_mark(values) || is_among(values, value))
        return CAIRN_OK;
    CAIRN_AUTO_BUF struct cairn_buf name = {0};
    CAIRN_AUTO_BUF struct cairn_buf hint = {0};
    append_name(&name, id);
    enum cairn_status status = cairn_buf_status(&name, parse->err);
    if (status)
        return status;
    status = refuse(parse, CAIRN_CLI_MSG_UNKNOWN_VALUE, CAIRN_CLI_MSG_NOTHING, value, name.data);
    cairn_cli_say(&hint, CAIRN_CLI_MSG_POSSIBLE_VALUES, *parse->language, values, NULL);
    cairn_error_hint(parse->err, "%s", hint.data ? hint.data : "");
    return status;
}

static enum cairn_status take(const struct parse *parse, enum cairn_cli_option_id id)
{
    struct cairn_cli_given given = {.id = id, .value = options[id].argument ? optarg : NULL};
    enum cairn_status status = check_value(parse, id, given.value);
    if (status)
        return status;
    if (id == CAIRN_CLI_OPTION_LANG)
        *parse->language = strcmp(optarg, "zh") ? CAIRN_LANGUAGE_EN : CAIRN_LANGUAGE_ZH;
    if (id == CAIRN_CLI_OPTION_JSON) {
        given.id = cairn_cli_format_option(parse->command);
        given.value = "json";
    }
    return cairn_vec_push(&parse->arguments->given, &given, parse->err);
}

/* One option from getopt_long; *out_is_done at the end of the options. */
static enum cairn_status take_next(
    const struct parse *parse, int argc, const struct getopt_tables *tables, bool *out_is_done)
{
    /* The element that getopt_long is about to read, unless it is inside a bundle of letters. */
    const int before = optind ? optind : 1;
    int value = getopt_long(argc, parse->argv, tables->letters, tables->longs, NULL);
    *out_is_done = value == -1;
    if (value == -1)
        return CAIRN_OK;
    if (value == '?' || value == ':') {
        int refused = optind > before ? optind - 1 : before;
        return refuse_given(parse, value, parse->argv[refused < argc ? refused : argc - 1]);
    }
    return take(parse, option_of(parse->command->options, value));
}

enum cairn_status cairn_cli_parse(const struct cairn_cli_command *command, int argc, char **argv,
    bool stop_at_operand, struct cairn_cli_arguments *arguments, enum cairn_language *language,
    int *out_next, struct cairn_error *err)
{
    const struct parse parse = {command, argv, arguments, language, err};
    struct getopt_tables tables;
    fill_tables(command->options, stop_at_operand, &tables);
    opterr = 0;
    optind = 0; /* GNU getopt: start afresh, also after another argv */
    bool is_done = false;
    while (!is_done) {
        enum cairn_status status = take_next(&parse, argc, &tables, &is_done);
        if (status)
            return status;
    }
    int next = optind;
    for (; !stop_at_operand && next < argc; next++) {
        enum cairn_status status = cairn_vec_push(&arguments->operands, &argv[next], err);
        if (status)
            return status;
    }
    *out_next = next;
    return CAIRN_OK;
}
