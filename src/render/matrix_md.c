/* The matrix as a Markdown table: a row a change, a column a cause. */
#include "render/figures.h"
#include "render/matrix.h"
#include "render/md.h"

static void put_md_mark(struct cairn_md *md, struct cairn_matrix_mark mark)
{
    const char symbol[] = {mark.symbol, '\0'};
    cairn_md_raw(md, " ");
    if (mark.symbol == '.')
        cairn_md_raw(md, "·");
    else if (mark.symbol != ' ')
        cairn_md_raw(md, symbol);
    cairn_md_raw(md, mark.varies ? "\\* |" : " |");
}

static void write_md_legend(struct cairn_md *md, const struct cairn_matrix *matrix)
{
    bool is_first = true;
    for (size_t i = 0; i < CAIRN_MARK_MEANINGS; i++) {
        struct cairn_matrix_mark mark = {.symbol = cairn_mark_meanings[i].symbol};
        if (!cairn_matrix_has(matrix, mark.symbol))
            continue;
        const char symbol[] = {mark.symbol, '\0'};
        cairn_md_raw(md, is_first ? "" : ", ");
        is_first = false;
        cairn_md_raw(md, mark.symbol == '.' ? "·" : symbol);
        cairn_md_raw(md, " ");
        cairn_md_say(md, cairn_mark_meanings[i].meaning);
    }
    if (cairn_matrix_has(matrix, '*')) {
        cairn_md_raw(md, ", \\* ");
        cairn_md_say(md, CAIRN_MSG_MARK_VARIES);
    }
    cairn_md_raw(md, "\n");
}

static void write_md_variants(struct cairn_md *md, const struct cairn_matrix *matrix)
{
    struct cairn_matrix_variant variant = {0};
    bool is_first = true;
    while (cairn_matrix_next_variant(matrix, &variant)) {
        CAIRN_AUTO_BUF struct cairn_buf line = {0};
        cairn_matrix_describe_variant(&line, matrix, &variant, md->in_chinese);
        cairn_md_raw(md, is_first ? "\n- " : "- ");
        is_first = false;
        cairn_md_put(md, cairn_buf_span(&line));
        cairn_md_raw(md, "\n");
        cairn_buf_pass_failure(md->out, &line);
    }
}

void cairn_matrix_write_md(struct cairn_md *md, const struct cairn_matrix *matrix)
{
    if (!matrix->cause_count)
        return;
    cairn_md_raw(md, "| |");
    for (size_t cause = 0; cause < matrix->cause_count; cause++)
        cairn_buf_printf(md->out, " %u |", (unsigned)matrix->numbers[cause]);
    cairn_md_raw(md, "\n|---|");
    for (size_t cause = 0; cause < matrix->cause_count; cause++)
        cairn_md_raw(md, "---|");
    cairn_md_raw(md, "\n");
    for (size_t change = 0; change < matrix->change_count; change++) {
        cairn_md_raw(md, "| ");
        cairn_md_code(md, matrix->changes[change]);
        cairn_md_raw(md, " |");
        for (size_t cause = 0; cause < matrix->cause_count; cause++)
            put_md_mark(md, cairn_matrix_mark(matrix, change, cause));
        cairn_md_raw(md, "\n");
    }
    cairn_md_raw(md, "\n");
    write_md_legend(md, matrix);
    write_md_variants(md, matrix);
}
