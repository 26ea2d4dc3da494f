/*
 * cairn show --cells on a terminal: the matrix with the causes by number, and, where a cause and a
 * change are named, that cell: result and claim in each environment, what was logged before the
 * change, the command that repeats it, the transcript.
 */
#include "render/grid.h"
#include "render/lab_internal.h"

#define INDENT 2
#define HANG   4

static void write_near(struct cairn_text *text, const struct cairn_value *tree)
{
    cairn_text_say1(text, CAIRN_MSG_NO_SUCH_ID, cairn_value_get_text(tree, "id"));
    cairn_text_flush(text, 0, 0);
    CAIRN_VALUE_EACH(entry, cairn_value_get(tree, "near"))
    {
        if (entry == cairn_value_first(cairn_value_get(tree, "near")))
            cairn_text_say(text, CAIRN_MSG_NEAR_IDS);
        cairn_text_flush(text, 0, 0);
        cairn_text_put_key(text, entry->value, "id");
        cairn_text_flush(text, INDENT, HANG);
    }
}

enum cairn_message cairn_cells_kind(struct cairn_span kind)
{
    if (cairn_span_equal_string(kind, "cause"))
        return CAIRN_MSG_KIND_CAUSE;
    return cairn_span_equal_string(kind, "change") ? CAIRN_MSG_KIND_CHANGE
                                                   : CAIRN_MSG_KIND_ENVIRONMENT;
}

static void write_unknown(
    struct cairn_text *text, const struct cairn_value *tree, const struct cairn_value *unknown)
{
    struct cairn_span kind = cairn_value_get_text(unknown, "kind");
    struct cairn_span values[] = {cairn_value_get_text(tree, "id"),
        cairn_span_from_string(cairn_message(cairn_cells_kind(kind), text->in_chinese)),
        cairn_value_get_text(unknown, "id")};
    cairn_text_say_values(text, CAIRN_MSG_CELL_UNKNOWN, values, CAIRN_ARRAY_SIZE(values));
    cairn_text_flush(text, 0, INDENT);
    cairn_text_say(text, CAIRN_MSG_CELL_KNOWN);
    const struct cairn_value *known = cairn_value_get(unknown, "known");
    CAIRN_VALUE_EACH(id, known)
    {
        if (id != cairn_value_first(known))
            cairn_text_say(text, CAIRN_MSG_ENUMERATION);
        cairn_text_put(text, cairn_value_text(id->value));
    }
    cairn_text_flush(text, INDENT, HANG);
}

static void write_environments(struct cairn_text *text, const struct cairn_value *environments)
{
    CAIRN_VALUE_EACH(environment, environments)
    {
        if (environment != cairn_value_first(environments))
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        cairn_text_put_key(text, environment->value, "name");
        cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
        cairn_lab_put_programs(text, cairn_value_get(environment->value, "programs"));
        cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
    }
    cairn_text_flush(text, 0, INDENT);
}

static void write_causes(
    struct cairn_text *text, const struct cairn_value *causes, const struct cairn_matrix *matrix)
{
    cairn_text_heading(text, CAIRN_MSG_STATS_CAUSES);
    for (size_t i = 0; i < matrix->cause_count; i++) {
        cairn_text_put_number(text, matrix->numbers[i]);
        cairn_text_add(text, "\u00A0");
        cairn_text_put(text, cairn_cause_title(causes, matrix->causes[i]));
        cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
        cairn_text_put(text, matrix->causes[i]);
        cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
        cairn_text_flush(text, INDENT, HANG + 1);
    }
}

static void write_matrix(struct cairn_text *text, const struct cairn_value *tree)
{
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    const struct cairn_value *causes = cairn_value_get(tree, "causes");
    if (!cairn_matrix_init(
            &matrix, cairn_value_get(tree, "cells"), causes, cairn_value_get(tree, "changes"))) {
        text->out->failure = CAIRN_ERR_MEMORY;
        return;
    }
    if (!matrix.cause_count) {
        cairn_text_say(text, CAIRN_MSG_CELL_NO_CELLS);
        cairn_text_flush(text, 0, 0);
        return;
    }
    cairn_text_blank(text);
    cairn_grid_write_matrix(text, &matrix);
    write_causes(text, causes, &matrix);
    cairn_grid_write_variants(text, &matrix);
}

static void write_result(struct cairn_text *text, const struct cairn_value *result)
{
    struct cairn_span claim = cairn_value_get_text(result, "claim");
    struct cairn_span names = cairn_value_get_text(result, "names");
    struct cairn_span transcript = cairn_value_get_text(result, "transcript");
    cairn_text_blank(text);
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put_key(text, result, "environment");
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    cairn_text_say(text, CAIRN_MSG_COLON);
    cairn_lab_put_result(text, cairn_value_get(result, "result"));
    if (claim.size)
        cairn_text_say1(text, CAIRN_MSG_CELL_CLAIMED, cairn_message_word(claim, text->in_chinese));
    cairn_text_add(text, " ·\u00A0");
    cairn_lab_put_programs(text, cairn_value_get(result, "programs"));
    cairn_text_add(text, " ·\u00A0");
    cairn_text_put_key(text, result, "date");
    cairn_text_flush(text, 0, INDENT);
    cairn_text_verbatim(text, cairn_value_get_text(result, "command"), HANG);
    cairn_text_say1(text, CAIRN_MSG_BASELINE, cairn_message_word(names, text->in_chinese));
    cairn_text_flush(text, INDENT, HANG);
    cairn_text_quote(text, cairn_value_get_text(result, "line"), INDENT, 0);
    if (!transcript.size)
        cairn_text_say(text, CAIRN_MSG_NO_TRANSCRIPT);
    cairn_text_flush(text, INDENT, HANG);
    cairn_text_quote(text, transcript, INDENT, 0);
}

static void write_cell(
    struct cairn_text *text, const struct cairn_value *tree, const struct cairn_value *cell)
{
    struct cairn_span cause = cairn_value_get_text(cell, "cause");
    struct cairn_span change = cairn_value_get_text(cell, "change");
    const struct cairn_value *described =
        cairn_value_find(cairn_value_get(tree, "changes"), "id", change);
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_say2(text, CAIRN_MSG_SECTION_CELL, cause, change);
    cairn_text_flush(text, 0, INDENT);
    cairn_text_put(text, cairn_cause_title(cairn_value_get(tree, "causes"), cause));
    cairn_text_flush(text, INDENT, HANG);
    cairn_text_put_key(text, described, "action");
    cairn_text_flush(text, INDENT, HANG);
    CAIRN_VALUE_EACH(result, cairn_value_get(cell, "results"))
    write_result(text, result->value);
}

void cairn_render_cells_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    const struct cairn_value *unknown = cairn_value_get(tree, "unknown");
    const struct cairn_value *cell = cairn_value_get(tree, "cell");
    cairn_text_init(&text, buf, options);
    if (!cairn_value_get_text(tree, "family").size &&
        !cairn_value_count(cairn_value_get(tree, "causes"))) {
        write_near(&text, tree);
        return;
    }
    cairn_text_style(&text, CAIRN_STYLE_BOLD);
    cairn_text_put_key(&text, tree, "id");
    cairn_text_flush(&text, 0, 0);
    if (!cairn_value_is_empty(unknown)) {
        write_unknown(&text, tree, unknown);
    } else if (!cairn_value_is_empty(cell)) {
        write_cell(&text, tree, cell);
    } else {
        write_environments(&text, cairn_value_get(tree, "environments"));
        write_matrix(&text, tree);
    }
}
