/*
 * The end of a run on a terminal: for each family the matrix over all environments, what the
 * numbers stand for, and what became of the evidence; then every contradiction and failure with the
 * command that repeats it; last one line that sums up.
 */
#include "render/grid.h"
#include "render/lab_internal.h"

#define INDENT      2
#define HANG        4
#define CELLS_SHOWN 40 /* of contradictions, failures, differences each, without --full */
#define LINE_LINES  3  /* of what was logged */

static void write_titles(
    struct cairn_text *text, const struct cairn_matrix *matrix, const struct cairn_value *titles)
{
    cairn_text_heading(text, CAIRN_MSG_STATS_CAUSES);
    for (size_t i = 0; i < matrix->cause_count; i++) {
        struct cairn_span title = cairn_value_text(cairn_value_get_span(titles, matrix->causes[i]));
        cairn_text_put_number(text, matrix->numbers[i]);
        cairn_text_add(text, "\u00A0");
        cairn_text_put(text, title.size ? title : matrix->causes[i]);
        if (title.size) {
            cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
            cairn_text_put(text, matrix->causes[i]);
            cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
        }
        cairn_text_flush(text, INDENT, HANG + 1);
    }
}

static struct cairn_span figure(
    struct cairn_digits *digits, const struct cairn_value *object, const char *key)
{
    const struct cairn_value *value = cairn_value_get(object, key);
    int64_t number = cairn_value_get_int(object, key);
    if (cairn_value_is(value, CAIRN_VALUE_ARRAY))
        return cairn_digits_of(digits, cairn_value_count(value));
    return cairn_digits_of(digits, number > 0 ? (uint64_t)number : 0);
}

static void write_written(struct cairn_text *text, const struct cairn_value *family)
{
    static const char *const keys[] = {"new", "changed", "unchanged", "failed"};
    struct cairn_digits digits[CAIRN_ARRAY_SIZE(keys)];
    struct cairn_span values[CAIRN_ARRAY_SIZE(keys)];
    const struct cairn_value *trials = cairn_value_get(family, "trials");
    if (!cairn_value_is(trials, CAIRN_VALUE_OBJECT) || !cairn_value_get_bool(family, "written"))
        return;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        values[i] = figure(&digits[i], trials, keys[i]);
    cairn_text_blank(text);
    cairn_text_say_values(text, CAIRN_MSG_PROVE_WRITTEN, values, CAIRN_ARRAY_SIZE(values));
    cairn_text_flush(text, 0, INDENT);
}

static void write_family(struct cairn_text *text, const struct cairn_value *family)
{
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    struct cairn_digits causes, changes;
    if (!cairn_matrix_init(&matrix, cairn_value_get(family, "cells"),
            cairn_value_get(family, "causes"), cairn_value_get(family, "changes"))) {
        text->out->failure = CAIRN_ERR_MEMORY;
        return;
    }
    struct cairn_span values[] = {cairn_value_get_text(family, "family"),
        cairn_digits_of(&causes, matrix.cause_count),
        cairn_digits_of(&changes, matrix.change_count)};
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    /* Without a cell, as when only the rig was tested, there is nothing to count. */
    if (matrix.cause_count)
        cairn_text_say_values(text, CAIRN_MSG_PROVE_FAMILY, values, CAIRN_ARRAY_SIZE(values));
    else
        cairn_text_put(text, values[0]);
    cairn_text_flush(text, 0, INDENT);
    cairn_lab_write_environments(text, cairn_value_get(family, "environments"));
    if (matrix.cause_count) {
        cairn_text_blank(text);
        cairn_grid_write_matrix(text, &matrix);
        write_titles(text, &matrix, cairn_value_get(family, "titles"));
        cairn_grid_write_variants(text, &matrix);
    }
    write_written(text, family);
    cairn_text_blank(text);
}

/* A cell that somebody must look at. */
static void write_cell(struct cairn_text *text, const struct cairn_value *cell)
{
    cairn_lab_put_cell(text, cell);
    cairn_text_flush(text, INDENT, HANG);
    cairn_text_quote(text, cairn_value_get_text(cell, "line"), HANG, text->full ? 0 : LINE_LINES);
    cairn_text_verbatim(text, cairn_value_get_text(cell, "command"), HANG + 2);
    cairn_lab_write_folder(text, cell);
}

static void write_cells(
    struct cairn_text *text, const struct cairn_value *cells, enum cairn_message heading)
{
    struct cairn_digits digits;
    uint32_t count = cairn_value_count(cells), shown = 0;
    if (!count)
        return;
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_say1(text, heading, cairn_digits_of(&digits, count));
    cairn_text_flush(text, 0, 0);
    CAIRN_VALUE_EACH(cell, cells)
    {
        if (!text->full && shown == CELLS_SHOWN)
            break;
        shown++;
        write_cell(text, cell->value);
    }
    if (shown < count) {
        cairn_text_say1(text, CAIRN_MSG_AND_MORE, cairn_digits_of(&digits, count - shown));
        cairn_text_flush(text, INDENT, HANG);
    }
    cairn_text_blank(text);
}

/* A number as it is spelled in the tree, with one decimal at most. */
static struct cairn_span decimal(const struct cairn_value *tree, const char *key)
{
    struct cairn_span number = cairn_value_get_text(tree, key);
    size_t point = cairn_span_find_byte(number, '.', 0);
    if (!cairn_value_is(cairn_value_get(tree, key), CAIRN_VALUE_NUMBER))
        return CAIRN_SPAN("0");
    return point == CAIRN_SPAN_NPOS ? number : cairn_span_slice(number, 0, point + 2);
}

/* Why nothing ran: something is missing here, or nothing that was asked for needs a run. */
static enum cairn_message why_nothing_ran(const struct cairn_value *tree)
{
    CAIRN_VALUE_EACH(family, cairn_value_get(tree, "families"))
    {
        CAIRN_VALUE_EACH(environment, cairn_value_get(family->value, "environments"))
        {
            if (!cairn_lab_is_usable(environment->value))
                return CAIRN_MSG_PROVE_NOTHING_RAN;
        }
    }
    return CAIRN_MSG_PROVE_NOTHING_LEFT;
}

static void write_sum(struct cairn_text *text, const struct cairn_value *tree)
{
    struct cairn_digits arms, agreed, contradicted, failed, differ, unavailable;
    struct cairn_span values[] = {figure(&arms, tree, "arms"), decimal(tree, "seconds"),
        decimal(tree, "arms_per_second"), figure(&agreed, tree, "agreed"),
        figure(&contradicted, tree, "contradicted"), figure(&failed, tree, "failed")};
    struct cairn_span checked[] = {
        figure(&differ, tree, "differ"), figure(&unavailable, tree, "unavailable")};
    struct cairn_span seed = cairn_value_get_text(tree, "seed");
    if (cairn_span_equal_string(cairn_value_get_text(tree, "outcome"), "nothing-ran")) {
        cairn_text_say(text, why_nothing_ran(tree));
        cairn_text_flush(text, 0, 0);
        return;
    }
    cairn_text_say_values(text, CAIRN_MSG_PROVE_SUM, values, CAIRN_ARRAY_SIZE(values));
    if (cairn_value_get_int(tree, "unavailable") ||
        cairn_value_count(cairn_value_get(tree, "differ")))
        cairn_text_say_values(text, CAIRN_MSG_PROVE_DIFFER, checked, CAIRN_ARRAY_SIZE(checked));
    if (seed.size && !cairn_span_equal_string(seed, "0"))
        cairn_text_say1(text, CAIRN_MSG_PROVE_SEED, seed);
    cairn_text_flush(text, 0, INDENT);
}

void cairn_render_prove_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    CAIRN_VALUE_EACH(family, cairn_value_get(tree, "families"))
    write_family(&text, family->value);
    write_cells(&text, cairn_value_get(tree, "contradicted"), CAIRN_MSG_SECTION_CONTRADICTIONS);
    write_cells(&text, cairn_value_get(tree, "differ"), CAIRN_MSG_SECTION_DIFFERENCES);
    write_cells(&text, cairn_value_get(tree, "failed"), CAIRN_MSG_SECTION_FAILED);
    write_sum(&text, tree);
}
