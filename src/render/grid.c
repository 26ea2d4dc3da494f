/*
 * The matrix on a terminal. A column is as wide as its number and a blank, the mark below the
 * number's last digit with the star behind it:
 *
 *                   1  2 … 10
 *     trust_root    R  .    A*
 *
 * What does not fit beside the ids goes into further blocks. Only marks that occur are explained.
 */
#include "render/grid.h"

#include "base/checked.h"
#include "base/utf8.h"
#include "render/figures.h"

#define INDENT        2
#define LABEL_SHARE   2 /* ids take at most this part of the screen: one half */
#define NUMBER_DIGITS 2 /* at least */
#define STAR          '*'

/* Where things stand in a line. */
struct layout {
    int label_width, digits;
    size_t per_block;
};

static int count_digits(size_t number)
{
    int digits = 1;
    for (; number >= 10; number /= 10)
        digits++;
    return digits;
}

static uint32_t number_of(const struct cairn_grid *grid, size_t column)
{
    return grid->numbers ? grid->numbers[column] : (uint32_t)column + 1;
}

static struct layout plan(const struct cairn_text *text, const struct cairn_grid *grid)
{
    struct layout layout = {.digits = NUMBER_DIGITS};
    int widest = text->columns / LABEL_SHARE;
    for (size_t i = 0; i < grid->column_count; i++) {
        if (count_digits(number_of(grid, i)) > layout.digits)
            layout.digits = count_digits(number_of(grid, i));
    }
    for (size_t i = 0; i < grid->row_count; i++) {
        int width = (int)cairn_utf8_width(grid->rows[i]);
        if (width > layout.label_width && width <= widest)
            layout.label_width = width;
    }
    int left = text->columns - INDENT - layout.label_width;
    int count = left / (layout.digits + 1);
    layout.per_block = count > 0 ? (size_t)count : 1;
    return layout;
}

/* Blanks that do not break, so that a line stays whole. */
static void pad(struct cairn_text *text, int count)
{
    for (int i = 0; i < count; i++)
        cairn_text_add(text, "\u00A0");
}

static void write_numbers(struct cairn_text *text, const struct cairn_grid *grid,
    const struct layout *layout, size_t first, size_t end)
{
    pad(text, layout->label_width);
    for (size_t column = first; column < end; column++) {
        pad(text, 1 + layout->digits - count_digits(number_of(grid, column)));
        cairn_text_put_number(text, number_of(grid, column));
    }
    cairn_text_flush_whole(text, INDENT);
}

static enum cairn_text_style style_of(char symbol)
{
    switch (symbol) {
    case 'R':
        return CAIRN_STYLE_GOOD;
    case 'H':
        return CAIRN_STYLE_BAD;
    case '!':
        return CAIRN_STYLE_WARN;
    case '.':
    case '-':
        return CAIRN_STYLE_DIM;
    default:
        return CAIRN_STYLE_PLAIN;
    }
}

static void put_mark(struct cairn_text *text, struct cairn_matrix_mark mark)
{
    const char content[] = {mark.symbol, '\0'};
    cairn_text_style(text, style_of(mark.symbol));
    cairn_text_add(text, mark.symbol == ' ' ? "\u00A0" : content);
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
}

/* A label that is too long stands on a line of its own. */
static void put_label(
    struct cairn_text *text, const struct layout *layout, struct cairn_span label, bool has_marks)
{
    int width = (int)cairn_utf8_width(label);
    cairn_text_put(text, label);
    if (!has_marks)
        return;
    if (width > layout->label_width) {
        cairn_text_flush(text, INDENT, INDENT);
        width = 0;
    }
    pad(text, layout->label_width - width);
}

static void write_row(struct cairn_text *text, const struct cairn_grid *grid,
    const struct layout *layout, size_t row, size_t first, size_t end)
{
    bool has_star = false;
    while (end > first && grid->mark(grid->context, row, end - 1).symbol == ' ')
        end--;
    put_label(text, layout, grid->rows[row], end > first);
    for (size_t column = first; column < end; column++) {
        struct cairn_matrix_mark mark = grid->mark(grid->context, row, column);
        pad(text, layout->digits - has_star);
        put_mark(text, mark);
        cairn_text_add(text, mark.varies ? "*" : "");
        has_star = mark.varies;
    }
    cairn_text_flush_whole(text, INDENT);
}

static bool has_mark(const struct cairn_grid *grid, char symbol)
{
    for (size_t row = 0; row < grid->row_count; row++) {
        for (size_t column = 0; column < grid->column_count; column++) {
            struct cairn_matrix_mark mark = grid->mark(grid->context, row, column);
            if (symbol == STAR ? mark.varies : mark.symbol == symbol)
                return true;
        }
    }
    return false;
}

static void put_meaning(struct cairn_text *text, char symbol, enum cairn_message meaning)
{
    const char content[] = {symbol, '\0'};
    if (!cairn_text_is_empty(text))
        cairn_text_add(text, "\u00A0· ");
    cairn_text_add(text, content);
    cairn_text_add(text, "\u00A0");
    cairn_text_say(text, meaning);
}

static void write_meanings(struct cairn_text *text, const struct cairn_grid *grid)
{
    for (size_t i = 0; i < CAIRN_MARK_MEANINGS; i++) {
        if (has_mark(grid, cairn_mark_meanings[i].symbol))
            put_meaning(text, cairn_mark_meanings[i].symbol, cairn_mark_meanings[i].meaning);
    }
    if (has_mark(grid, STAR))
        put_meaning(text, STAR, CAIRN_MSG_MARK_VARIES);
    cairn_text_flush(text, INDENT, INDENT);
}

void cairn_grid_write(struct cairn_text *text, const struct cairn_grid *grid)
{
    struct layout layout = plan(text, grid);
    for (size_t first = 0; first < grid->column_count; first += layout.per_block) {
        size_t end = cairn_min_size(first + layout.per_block, grid->column_count);
        if (first)
            cairn_text_blank(text);
        write_numbers(text, grid, &layout, first, end);
        for (size_t row = 0; row < grid->row_count; row++)
            write_row(text, grid, &layout, row, first, end);
    }
    write_meanings(text, grid);
}

static struct cairn_matrix_mark mark_of(const void *context, size_t row, size_t column)
{
    return cairn_matrix_mark(context, row, column);
}

void cairn_grid_write_matrix(struct cairn_text *text, const struct cairn_matrix *matrix)
{
    const struct cairn_grid grid = {.rows = matrix->changes,
        .numbers = matrix->numbers,
        .row_count = matrix->change_count,
        .column_count = matrix->cause_count,
        .mark = mark_of,
        .context = matrix};
    cairn_grid_write(text, &grid);
}

void cairn_grid_write_variants(struct cairn_text *text, const struct cairn_matrix *matrix)
{
    struct cairn_matrix_variant variant = {0};
    bool is_first = true;
    while (cairn_matrix_next_variant(matrix, &variant)) {
        CAIRN_AUTO_BUF struct cairn_buf line = {0};
        if (is_first)
            cairn_text_heading(text, CAIRN_MSG_SECTION_BY_VERSION);
        is_first = false;
        cairn_matrix_describe_variant(&line, matrix, &variant, text->in_chinese);
        cairn_text_put(text, cairn_buf_span(&line));
        cairn_text_flush(text, INDENT, 2 * INDENT);
        cairn_buf_pass_failure(text->out, &line);
    }
}
