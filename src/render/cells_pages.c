/* cairn show --cells as Markdown and HTML: the matrix with its causes, or one cell. */
#include "render/cell_html.h"
#include "render/html.h"
#include "render/lab_internal.h"
#include "render/md.h"

/* "resolves · nginx 1.22.1 · 2026-11-21": what was seen of a cell, with what, and when. */
static void describe_result(
    struct cairn_buf *out, const struct cairn_value *result, bool in_chinese)
{
    struct cairn_span date = cairn_value_get_text(result, "date");
    const struct cairn_value *programs = cairn_value_get(result, "programs");
    cairn_result_describe(out, cairn_value_get(result, "result"), in_chinese);
    if (cairn_value_count(programs))
        cairn_buf_append_string(out, " · ");
    cairn_lab_describe_programs(out, programs, in_chinese);
    if (date.size)
        cairn_buf_printf(out, " · %.*s", CAIRN_SPAN_ARGS(date));
}

/* "kiln-1 (kiln 1.4.2, flue 1.0)": what the names of the matrix stand for. */
static void describe_environment(
    struct cairn_buf *out, const struct cairn_value *environment, bool in_chinese)
{
    const struct cairn_value *programs = cairn_value_get(environment, "programs");
    cairn_buf_append(out, cairn_value_get_text(environment, "name"));
    if (!cairn_value_count(programs))
        return;
    cairn_buf_append_string(out, cairn_message(CAIRN_MSG_BRACKET_OPEN, in_chinese));
    cairn_lab_describe_programs(out, programs, in_chinese);
    cairn_buf_append_string(out, cairn_message(CAIRN_MSG_BRACKET_CLOSE, in_chinese));
}

/* ---- Markdown ---- */

static void write_md_causes(
    struct cairn_md *md, const struct cairn_value *causes, const struct cairn_matrix *matrix)
{
    cairn_md_heading(md, 2, CAIRN_MSG_STATS_CAUSES);
    for (size_t i = 0; i < matrix->cause_count; i++) {
        cairn_buf_printf(md->out, "%u. ", (unsigned)matrix->numbers[i]);
        cairn_md_code(md, matrix->causes[i]);
        cairn_md_say(md, CAIRN_MSG_WHY_DASH);
        cairn_md_put(md, cairn_cause_title(causes, matrix->causes[i]));
        cairn_md_raw(md, "\n");
    }
}

static void put_md_result(struct cairn_md *md, const struct cairn_value *result)
{
    CAIRN_AUTO_BUF struct cairn_buf shown = {0};
    describe_result(&shown, result, md->in_chinese);
    cairn_md_put(md, cairn_buf_span(&shown));
    cairn_buf_pass_failure(md->out, &shown);
}

static void write_md_environments(struct cairn_md *md, const struct cairn_value *environments)
{
    CAIRN_VALUE_EACH(environment, environments)
    {
        CAIRN_AUTO_BUF struct cairn_buf shown = {0};
        describe_environment(&shown, environment->value, md->in_chinese);
        cairn_md_raw(md, "- ");
        cairn_md_put(md, cairn_buf_span(&shown));
        cairn_md_raw(md, "\n");
        cairn_buf_pass_failure(md->out, &shown);
    }
    if (cairn_value_count(environments))
        cairn_md_raw(md, "\n");
}

static void write_md_cell(struct cairn_md *md, const struct cairn_value *cell)
{
    CAIRN_VALUE_EACH(result, cairn_value_get(cell, "results"))
    {
        cairn_md_raw(md, "\n## ");
        cairn_md_put_key(md, cell, "cause");
        cairn_md_raw(md, " × ");
        cairn_md_put_key(md, cell, "change");
        cairn_md_say(md, CAIRN_MSG_COLON);
        cairn_md_put_key(md, result->value, "environment");
        cairn_md_raw(md, "\n\n");
        put_md_result(md, result->value);
        cairn_md_raw(md, "\n\n");
        cairn_md_block(md, cairn_value_get_text(result->value, "command"), 0);
        if (cairn_value_get_text(result->value, "line").size) {
            cairn_md_raw(md, "\n");
            cairn_md_block(md, cairn_value_get_text(result->value, "line"), 0);
        }
        if (cairn_value_get_text(result->value, "transcript").size) {
            cairn_md_raw(md, "\n");
            cairn_md_block(md, cairn_value_get_text(result->value, "transcript"), 0);
        }
    }
}

void cairn_render_cells_md(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_md md = {.out = buf, .in_chinese = options->in_chinese};
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    const struct cairn_value *causes = cairn_value_get(tree, "causes");
    const struct cairn_value *cell = cairn_value_get(tree, "cell");
    cairn_md_raw(&md, "# ");
    cairn_md_put_key(&md, tree, "id");
    cairn_md_raw(&md, "\n");
    if (!cairn_value_is_empty(cell)) {
        write_md_cell(&md, cell);
        return;
    }
    if (!cairn_matrix_init(
            &matrix, cairn_value_get(tree, "cells"), causes, cairn_value_get(tree, "changes"))) {
        buf->failure = CAIRN_ERR_MEMORY;
        return;
    }
    cairn_md_raw(&md, "\n");
    if (!matrix.cause_count) {
        cairn_md_say(&md, CAIRN_MSG_CELL_NO_CELLS);
        cairn_md_raw(&md, "\n");
        return;
    }
    write_md_environments(&md, cairn_value_get(tree, "environments"));
    cairn_matrix_write_md(&md, &matrix);
    write_md_causes(&md, causes, &matrix);
}

/* ---- HTML ---- */

static void write_html_causes(
    struct cairn_html *html, const struct cairn_value *causes, const struct cairn_matrix *matrix)
{
    cairn_html_heading(html, 2, CAIRN_MSG_STATS_CAUSES);
    cairn_html_raw(html, "<ol>\n");
    for (size_t i = 0; i < matrix->cause_count; i++) {
        cairn_buf_printf(html->out, "<li value=\"%u\" id=\"cause-", (unsigned)matrix->numbers[i]);
        cairn_html_put(html, matrix->causes[i]);
        cairn_html_raw(html, "\">");
        cairn_html_code(html, matrix->causes[i]);
        cairn_html_raw(html, " ");
        cairn_html_put(html, cairn_cause_title(causes, matrix->causes[i]));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n");
}

static void write_html_environments(struct cairn_html *html, const struct cairn_value *environments)
{
    if (!cairn_value_count(environments))
        return;
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(environment, environments)
    {
        CAIRN_AUTO_BUF struct cairn_buf shown = {0};
        describe_environment(&shown, environment->value, html->in_chinese);
        cairn_html_element(html, "li", cairn_buf_span(&shown));
        cairn_buf_pass_failure(html->out, &shown);
    }
    cairn_html_raw(html, "</ul>\n");
}

/* A cell is called by what it is about. */
static void append_title(struct cairn_buf *title, const struct cairn_value *tree, bool in_chinese)
{
    const struct cairn_value *cell = cairn_value_get(tree, "cell");
    if (cairn_value_is_empty(cell))
        cairn_buf_append(title, cairn_value_get_text(tree, "id"));
    else
        cairn_cell_title(title, cell, in_chinese);
}

void cairn_render_cells_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    CAIRN_AUTO_BUF struct cairn_buf title = {0};
    const struct cairn_value *causes = cairn_value_get(tree, "causes");
    const struct cairn_value *cell = cairn_value_get(tree, "cell");
    if (!cairn_matrix_init(
            &matrix, cairn_value_get(tree, "cells"), causes, cairn_value_get(tree, "changes"))) {
        buf->failure = CAIRN_ERR_MEMORY;
        return;
    }
    append_title(&title, tree, options->in_chinese);
    cairn_html_begin(&html, cairn_buf_span(&title));
    cairn_html_element(&html, "h1", cairn_buf_span(&title));
    if (!cairn_value_is_empty(cell)) {
        cairn_html_cell(&html, tree);
    } else if (matrix.cause_count) {
        write_html_environments(&html, cairn_value_get(tree, "environments"));
        cairn_matrix_write_html(&html, &matrix, &(struct cairn_matrix_page){.causes = causes});
        write_html_causes(&html, causes, &matrix);
    } else {
        cairn_html_raw(&html, "<p>");
        cairn_html_say(&html, CAIRN_MSG_CELL_NO_CELLS);
        cairn_html_raw(&html, "</p>\n");
    }
    cairn_html_end(&html);
    cairn_buf_pass_failure(buf, &title);
}
