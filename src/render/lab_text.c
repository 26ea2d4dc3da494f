/*
 * What the lab says while it works, on a terminal: a family begins, a cell has its result, a
 * remark; and its lists: cells, environments. What programs printed in a sandbox goes through the
 * same escaping as everything else.
 */
#include "render/lab_internal.h"

#define INDENT    2
#define HANG      4
#define NAME_ROOM 14 /* names of environments are shorter */
#define MEBIBYTE  ((uint64_t)1 << 20)

/* ---- results ---- */

void cairn_lab_put_result(struct cairn_text *text, const struct cairn_value *result)
{
    CAIRN_AUTO_BUF struct cairn_buf shown = {0};
    cairn_result_describe(&shown, result, text->in_chinese);
    cairn_text_put(text, cairn_buf_span(&shown));
    cairn_buf_pass_failure(text->out, &shown);
}

static void say_result(
    struct cairn_text *text, enum cairn_message message, const struct cairn_value *result)
{
    CAIRN_AUTO_BUF struct cairn_buf shown = {0};
    cairn_result_describe(&shown, result, text->in_chinese);
    cairn_text_say1(text, message, cairn_buf_span(&shown));
    cairn_buf_pass_failure(text->out, &shown);
}

static bool is_verdict(const struct cairn_value *cell, const char *verdict)
{
    return cairn_span_equal_string(cairn_value_get_text(cell, "verdict"), verdict);
}

static void put_mark(struct cairn_text *text, const struct cairn_value *cell)
{
    bool contradicts = is_verdict(cell, "contradicts");
    bool has_failed = is_verdict(cell, "failed");
    enum cairn_text_style style = CAIRN_STYLE_GOOD;
    if (contradicts)
        style = CAIRN_STYLE_BAD;
    else if (has_failed)
        style = CAIRN_STYLE_WARN;
    cairn_text_style(text, style);
    if (contradicts)
        cairn_text_add(text, "✗");
    else if (has_failed)
        cairn_text_add(text, "!");
    else
        cairn_text_add(text, is_verdict(cell, "agrees") ? "✓" : "·");
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
}

/* "cause × change"; the control arm has no cause, a baseline no change. */
static void put_pair(struct cairn_text *text, const struct cairn_value *cell)
{
    struct cairn_span change = cairn_value_get_text(cell, "change");
    struct cairn_span cause = cairn_value_get_text(cell, "cause");
    cairn_text_put(text, cause);
    if (cause.size && change.size)
        cairn_text_add(text, " ×\u00A0");
    cairn_text_put(text, change);
}

void cairn_lab_put_cell(struct cairn_text *text, const struct cairn_value *cell)
{
    const struct cairn_value *claim = cairn_value_get(cell, "claim");
    const struct cairn_value *was = cairn_value_get(cell, "was");
    const struct cairn_value *result = cairn_value_get(cell, "result");
    struct cairn_span why = cairn_value_get_text(cell, "why");
    put_mark(text, cell);
    cairn_text_add(text, "\u00A0");
    cairn_text_put_key(text, cell, "environment");
    cairn_text_add(text, " ");
    put_pair(text, cell);
    cairn_text_say(text, CAIRN_MSG_COLON);
    cairn_lab_put_result(text, result);
    if (is_verdict(cell, "contradicts") && !cairn_value_is_empty(claim))
        say_result(text, CAIRN_MSG_CELL_CLAIMED, claim);
    if (!cairn_value_is_empty(was) && !cairn_value_equal(was, result))
        say_result(text, CAIRN_MSG_CELL_WAS, was);
    if (why.size) {
        cairn_text_say(text, CAIRN_MSG_WHY_DASH);
        cairn_text_put(text, why);
    }
}

void cairn_lab_write_folder(struct cairn_text *text, const struct cairn_value *cell)
{
    struct cairn_span folder = cairn_value_get_text(cell, "folder");
    if (!folder.size)
        return;
    cairn_text_say1(text, CAIRN_MSG_CELL_FOLDER, folder);
    cairn_text_flush_whole(text, HANG);
}

void cairn_render_cell_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    cairn_lab_put_cell(&text, tree);
    cairn_text_flush(&text, 0, HANG);
    cairn_lab_write_folder(&text, tree);
}

/* ---- a family begins ---- */

void cairn_lab_describe_programs(
    struct cairn_buf *out, const struct cairn_value *programs, bool in_chinese)
{
    bool is_first = true;
    CAIRN_VALUE_EACH(program, programs)
    {
        bool is_object = cairn_value_is(program->value, CAIRN_VALUE_OBJECT);
        struct cairn_span version = is_object ? cairn_value_get_text(program->value, "version")
                                              : cairn_value_text(program->value);
        struct cairn_span name =
            program->key.size ? program->key : cairn_value_get_text(program->value, "name");
        /* The machine itself need not have them all. */
        if (!version.size)
            continue;
        cairn_buf_printf(out, "%s%.*s\u00A0%.*s",
            is_first ? "" : cairn_message(CAIRN_MSG_ENUMERATION, in_chinese), CAIRN_SPAN_ARGS(name),
            CAIRN_SPAN_ARGS(version));
        is_first = false;
    }
}

void cairn_lab_put_programs(struct cairn_text *text, const struct cairn_value *programs)
{
    CAIRN_AUTO_BUF struct cairn_buf described = {0};
    cairn_lab_describe_programs(&described, programs, text->in_chinese);
    cairn_text_put(text, cairn_buf_span(&described));
    cairn_buf_pass_failure(text->out, &described);
}

bool cairn_lab_is_usable(const struct cairn_value *environment)
{
    struct cairn_span state = cairn_value_get_text(environment, "state");
    return cairn_span_equal_string(state, "ready") || cairn_span_equal_string(state, "host");
}

static void put_state(struct cairn_text *text, const struct cairn_value *environment)
{
    struct cairn_span reason = cairn_value_get_text(environment, "reason");
    cairn_text_put_word(text, cairn_value_get_text(environment, "state"));
    if (!reason.size)
        return;
    cairn_text_say(text, CAIRN_MSG_WHY_DASH);
    cairn_text_put(text, reason);
}

void cairn_lab_write_environments(struct cairn_text *text, const struct cairn_value *environments)
{
    bool is_first = true;
    CAIRN_VALUE_EACH(environment, environments)
    {
        if (!cairn_lab_is_usable(environment->value))
            continue;
        if (!is_first)
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        is_first = false;
        cairn_text_put_key(text, environment->value, "name");
        if (!cairn_value_count(cairn_value_get(environment->value, "programs")))
            continue;
        cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
        cairn_lab_put_programs(text, cairn_value_get(environment->value, "programs"));
        cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
    }
    cairn_text_flush(text, INDENT, HANG);
    CAIRN_VALUE_EACH(environment, environments)
    {
        if (cairn_lab_is_usable(environment->value))
            continue;
        cairn_text_say1(
            text, CAIRN_MSG_ENVIRONMENT_LEFT_OUT, cairn_value_get_text(environment->value, "name"));
        /* The reason says it all; what gives none has at least a state. */
        struct cairn_span reason = cairn_value_get_text(environment->value, "reason");
        if (reason.size)
            cairn_text_put(text, reason);
        else
            put_state(text, environment->value);
        cairn_text_flush(text, INDENT, HANG);
    }
}

/* A number, or how many entries a list has. */
static struct cairn_span count_of(
    struct cairn_digits *digits, const struct cairn_value *tree, const char *key)
{
    const struct cairn_value *value = cairn_value_get(tree, key);
    int64_t number = cairn_value_get_int(tree, key);
    if (cairn_value_is(value, CAIRN_VALUE_ARRAY))
        return cairn_digits_of(digits, cairn_value_count(value));
    return cairn_digits_of(digits, number > 0 ? (uint64_t)number : 0);
}

void cairn_render_prove_start_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    struct cairn_digits causes, changes, arms;
    struct cairn_span values[] = {cairn_value_get_text(tree, "family"),
        count_of(&causes, tree, "causes"), count_of(&changes, tree, "changes"),
        count_of(&arms, tree, "arms")};
    cairn_text_init(&text, buf, options);
    cairn_text_say_values(&text, CAIRN_MSG_PROVE_START, values, CAIRN_ARRAY_SIZE(values));
    cairn_text_flush(&text, 0, HANG);
    cairn_lab_write_environments(&text, cairn_value_get(tree, "environments"));
}

/* ---- remarks ---- */

void cairn_render_lab_message_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    struct cairn_span severity = cairn_value_get_text(tree, "severity");
    cairn_text_init(&text, buf, options);
    if (!cairn_span_equal_string(severity, "note")) {
        cairn_text_style(&text, CAIRN_STYLE_WARN);
        cairn_text_put_word(&text, severity);
        cairn_text_style(&text, CAIRN_STYLE_PLAIN);
        cairn_text_say(&text, CAIRN_MSG_COLON);
    }
    cairn_text_put_key(&text, tree, "text");
    cairn_text_flush(&text, 0, HANG);
    cairn_text_put_key(&text, tree, "hint");
    cairn_text_flush(&text, INDENT, HANG);
}

/* ---- lists ---- */

static void write_listed(struct cairn_text *text, const struct cairn_value *cell)
{
    const struct cairn_value *recorded = cairn_value_get(cell, "recorded");
    cairn_text_put_word(text, cairn_value_get_text(cell, "state"));
    cairn_text_add(text, " ");
    cairn_text_put_key(text, cell, "family");
    cairn_text_add(text, " ");
    cairn_text_put_key(text, cell, "environment");
    cairn_text_add(text, " ");
    put_pair(text, cell);
    if (!cairn_value_is_empty(recorded))
        say_result(text, CAIRN_MSG_LIST_RECORDED, recorded);
    cairn_text_flush_whole(text, 0);
    if (text->full)
        cairn_text_verbatim(text, cairn_value_get_text(cell, "command"), HANG);
}

void cairn_render_prove_list_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    struct cairn_digits digits;
    const struct cairn_value *cells = cairn_value_get(tree, "cells");
    cairn_text_init(&text, buf, options);
    CAIRN_VALUE_EACH(cell, cells)
    write_listed(&text, cell->value);
    cairn_text_say1(&text, CAIRN_MSG_LIST_SUM, cairn_digits_of(&digits, cairn_value_count(cells)));
    cairn_text_flush(&text, 0, HANG);
}

/* "unpacked 69 MiB, added 2026-11-21" */
static void put_facts(struct cairn_text *text, const struct cairn_value *environment)
{
    int64_t size = cairn_value_get_int(environment, "size_bytes");
    struct cairn_span added = cairn_value_get_text(environment, "added");
    if (size > 0) {
        struct cairn_digits digits;
        cairn_text_add(text, " ·\u00A0");
        cairn_text_say1(text, CAIRN_MSG_ENVIRONMENT_SIZE,
            cairn_digits_of(&digits, ((uint64_t)size + MEBIBYTE / 2) / MEBIBYTE));
    }
    if (added.size) {
        cairn_text_add(text, " ·\u00A0");
        cairn_text_say1(text, CAIRN_MSG_ENVIRONMENT_ADDED, added);
    }
}

static void write_environment(struct cairn_text *text, const struct cairn_value *environment)
{
    struct cairn_span name = cairn_value_get_text(environment, "name");
    const struct cairn_value *programs = cairn_value_get(environment, "programs");
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put(text, name);
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    for (size_t i = name.size; i < NAME_ROOM; i++)
        cairn_text_add(text, "\u00A0");
    cairn_text_add(text, " ");
    put_state(text, environment);
    if (cairn_lab_is_usable(environment) && cairn_value_count(programs)) {
        cairn_text_add(text, " ·\u00A0");
        cairn_lab_put_programs(text, programs);
    }
    put_facts(text, environment);
    cairn_text_flush(text, 0, NAME_ROOM + 1);
}

void cairn_render_environments_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    const struct cairn_value *environments = cairn_value_get(tree, "environments");
    cairn_text_init(&text, buf, options);
    CAIRN_VALUE_EACH(environment, environments)
    write_environment(&text, environment->value);
    if (!cairn_value_count(environments))
        cairn_text_say(&text, CAIRN_MSG_NO_ENVIRONMENTS);
    cairn_text_flush(&text, 0, 0);
    cairn_text_style(&text, CAIRN_STYLE_DIM);
    cairn_text_say1(&text, CAIRN_MSG_ENVIRONMENTS_FOLDER, cairn_value_get_text(tree, "folder"));
    cairn_text_flush(&text, 0, 0);
}
