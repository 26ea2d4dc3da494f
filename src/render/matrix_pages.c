/*
 * The matrix on pages: as a Markdown table, and as an HTML table whose headers say what they head
 * and whose marks carry their words, so that it reads without scripts, without colours, and aloud.
 */
#include "render/figures.h"
#include "render/html.h"
#include "render/matrix.h"
#include "render/md.h"

/* ---- Markdown ---- */

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

/* ---- HTML ---- */

static void put_html_mark(struct cairn_html *html, struct cairn_matrix_mark mark)
{
    const char symbol[] = {mark.symbol == '.' ? '\0' : mark.symbol, '\0'};
    if (mark.symbol == ' ') {
        cairn_html_raw(html, "<td></td>");
        return;
    }
    cairn_html_raw(html, "<td><abbr title=\"");
    cairn_html_say(html, cairn_mark_meaning(mark.symbol));
    cairn_html_raw(html, "\">");
    cairn_html_put(html, *symbol ? cairn_span_from_string(symbol) : CAIRN_SPAN("·"));
    cairn_html_raw(html, "</abbr>");
    if (mark.varies) {
        cairn_html_raw(html, "<abbr title=\"");
        cairn_html_say(html, CAIRN_MSG_MARK_VARIES);
        cairn_html_raw(html, "\">*</abbr>");
    }
    cairn_html_raw(html, "</td>");
}

static void write_html_head(
    struct cairn_html *html, const struct cairn_matrix *matrix, const struct cairn_value *causes)
{
    cairn_html_raw(html, "<table>\n<thead><tr><td></td>");
    for (size_t i = 0; i < matrix->cause_count; i++) {
        cairn_html_raw(html, "<th scope=\"col\"><abbr title=\"");
        cairn_html_put(html, cairn_cause_title(causes, matrix->causes[i]));
        cairn_buf_printf(html->out, "\">%u</abbr></th>", (unsigned)matrix->numbers[i]);
    }
    cairn_html_raw(html, "</tr></thead>\n<tbody>\n");
}

static void write_html_legend(struct cairn_html *html, const struct cairn_matrix *matrix)
{
    cairn_html_raw(html, "<ul class=\"legend\">\n");
    for (size_t i = 0; i < CAIRN_MARK_MEANINGS; i++) {
        const char symbol[] = {cairn_mark_meanings[i].symbol, '\0'};
        if (!cairn_matrix_has(matrix, *symbol))
            continue;
        cairn_html_raw(html, "<li>");
        cairn_html_put(html, *symbol == '.' ? CAIRN_SPAN("·") : cairn_span_from_string(symbol));
        cairn_html_raw(html, " ");
        cairn_html_say(html, cairn_mark_meanings[i].meaning);
        cairn_html_raw(html, "</li>\n");
    }
    if (cairn_matrix_has(matrix, '*')) {
        cairn_html_raw(html, "<li>* ");
        cairn_html_say(html, CAIRN_MSG_MARK_VARIES);
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

static void write_html_variants(struct cairn_html *html, const struct cairn_matrix *matrix)
{
    struct cairn_matrix_variant variant = {0};
    bool is_first = true;
    while (cairn_matrix_next_variant(matrix, &variant)) {
        CAIRN_AUTO_BUF struct cairn_buf line = {0};
        cairn_matrix_describe_variant(&line, matrix, &variant, html->in_chinese);
        cairn_html_raw(html, is_first ? "<ul>\n" : "");
        is_first = false;
        cairn_html_element(html, "li", cairn_buf_span(&line));
        cairn_buf_pass_failure(html->out, &line);
    }
    cairn_html_raw(html, is_first ? "" : "</ul>\n");
}

void cairn_matrix_write_html(
    struct cairn_html *html, const struct cairn_matrix *matrix, const struct cairn_value *causes)
{
    if (!matrix->cause_count)
        return;
    write_html_head(html, matrix, causes);
    for (size_t change = 0; change < matrix->change_count; change++) {
        cairn_html_raw(html, "<tr><th scope=\"row\">");
        cairn_html_code(html, matrix->changes[change]);
        cairn_html_raw(html, "</th>");
        for (size_t cause = 0; cause < matrix->cause_count; cause++)
            put_html_mark(html, cairn_matrix_mark(matrix, change, cause));
        cairn_html_raw(html, "</tr>\n");
    }
    cairn_html_raw(html, "</tbody>\n</table>\n");
    write_html_legend(html, matrix);
    write_html_variants(html, matrix);
}
