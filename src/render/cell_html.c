/*
 * One cell as a page: what the cause is, what the change is to the letter, what came of it in each
 * environment, and the command with which anybody can repeat it. The transcript is what the
 * programs printed: text of others, quoted.
 */
#include "render/cell_html.h"

#include "render/matrix.h"
#include "render/render_internal.h"

void cairn_cell_title(struct cairn_buf *buf, const struct cairn_value *cell, bool in_chinese)
{
    struct cairn_span title = cairn_value_get_text(cell, "title");
    struct cairn_span action = cairn_value_get_text(cell, "action");
    struct cairn_span values[] = {
        title.size ? title : cairn_value_get_text(cell, "cause"),
        action.size ? action : cairn_value_get_text(cell, "change"),
    };
    cairn_message_append(buf, CAIRN_MSG_SECTION_CELL, in_chinese, values, 2);
}

/* ---- what it is about ---- */

/* A record that stands alone has no page of a family. */
static void write_family_link(struct cairn_html *html, const struct cairn_value *tree)
{
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    struct cairn_span family = cairn_value_get_text(tree, "family");
    bool is_alone = cairn_value_get_bool(tree, "is_record");
    if (!html->site || !cairn_id_is_plain(family))
        return;
    cairn_buf_printf(
        &path, is_alone ? "/errors/%.*s/" : "/families/%.*s/", CAIRN_SPAN_ARGS(family));
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, is_alone ? CAIRN_MSG_LABEL_ID : CAIRN_MSG_LABEL_FAMILY);
    cairn_html_say(html, CAIRN_MSG_COLON);
    cairn_html_raw(html, "<a href=\"");
    cairn_html_page(html, cairn_buf_span(&path));
    cairn_html_raw(html, "\">");
    cairn_html_put(html, family);
    cairn_html_raw(html, "</a> · <a href=\"index.json\" type=\"application/json\">JSON</a></p>\n");
    cairn_buf_pass_failure(html->out, &path);
}

static void write_subject(struct cairn_html *html, enum cairn_message heading,
    struct cairn_span title, struct cairn_span id)
{
    cairn_html_heading(html, 2, heading);
    cairn_html_raw(html, "<p><strong>");
    cairn_html_put(html, title);
    cairn_html_raw(html, "</strong> <span class=\"soft\">");
    cairn_html_put(html, id);
    cairn_html_raw(html, "</span></p>\n");
}

static void write_about(struct cairn_html *html, const struct cairn_value *cell)
{
    bool is_plan = cairn_span_equal_string(cairn_value_get_text(cell, "kind"), "plan");
    write_subject(html, CAIRN_MSG_LABEL_CAUSE, cairn_value_get_text(cell, "title"),
        cairn_value_get_text(cell, "cause"));
    cairn_html_element(html, "p", cairn_value_get_text(cell, "explanation"));
    write_subject(html, is_plan ? CAIRN_MSG_CELL_PLAN : CAIRN_MSG_CELL_CHANGE,
        cairn_value_get_text(cell, "action"), cairn_value_get_text(cell, "change"));
    CAIRN_VALUE_EACH(step, cairn_value_get(cell, "steps"))
    cairn_html_pre(html, cairn_value_get_text(step->value, "text"));
}

/* ---- results ---- */

static void put_result(struct cairn_html *html, const struct cairn_value *result)
{
    const struct cairn_value *value = cairn_value_get(result, "result");
    struct cairn_span detail = cairn_value_text(cairn_value_at(value, 1));
    cairn_html_put_word(html, value && value->kind == CAIRN_VALUE_ARRAY
                                  ? cairn_value_text(cairn_value_at(value, 0))
                                  : cairn_value_text(value));
    if (!detail.size)
        return;
    cairn_html_say(html, CAIRN_MSG_COLON);
    if (cairn_id_is_plain(detail))
        cairn_html_record(html, detail);
    else
        cairn_html_put_word(html, detail);
}

static void write_row(struct cairn_html *html, const struct cairn_value *result)
{
    cairn_html_raw(html, "<tr><th scope=\"row\"><a href=\"#");
    cairn_html_put_key(html, result, "environment");
    cairn_html_raw(html, "\">");
    cairn_html_put_key(html, result, "environment");
    cairn_html_raw(html, "</a></th><td>");
    cairn_html_programs(html, cairn_value_get(result, "programs"));
    cairn_html_raw(html, "</td><td><strong>");
    put_result(html, result);
    cairn_html_raw(html, "</strong></td><td>");
    cairn_html_put_word(html, cairn_value_get_text(result, "claim"));
    cairn_html_raw(html, "</td><td>");
    cairn_html_put_key(html, result, "date");
    cairn_html_raw(html, "</td></tr>\n");
}

static void write_results(struct cairn_html *html, const struct cairn_value *results)
{
    static const enum cairn_message columns[] = {CAIRN_MSG_COLUMN_ENVIRONMENT,
        CAIRN_MSG_COLUMN_PROGRAMS, CAIRN_MSG_COLUMN_RESULT, CAIRN_MSG_COLUMN_CELL_CLAIM,
        CAIRN_MSG_COLUMN_DATE};
    cairn_html_heading(html, 2, CAIRN_MSG_CELL_RESULTS);
    cairn_html_table(html, CAIRN_MSG_CELL_RESULTS, columns, CAIRN_ARRAY_SIZE(columns));
    CAIRN_VALUE_EACH(result, results)
    write_row(html, result->value);
    cairn_html_table_end(html);
}

/* ---- each environment ---- */

static void write_line(struct cairn_html *html, const struct cairn_value *result)
{
    struct cairn_span names = cairn_value_get_text(result, "names");
    struct cairn_span line = cairn_value_get_text(result, "line");
    if (!line.size)
        return;
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_CELL_LINE);
    if (cairn_id_is_plain(names)) {
        cairn_html_say(html, CAIRN_MSG_BRACKET_OPEN);
        cairn_html_record(html, names);
        cairn_html_say(html, CAIRN_MSG_BRACKET_CLOSE);
    }
    cairn_html_raw(html, "</p>\n");
    cairn_html_pre(html, line);
}

static void write_transcript(struct cairn_html *html, const struct cairn_value *result)
{
    struct cairn_span transcript = cairn_value_get_text(result, "transcript");
    if (!transcript.size) {
        cairn_html_raw(html, "<p>");
        cairn_html_say(html, CAIRN_MSG_NO_TRANSCRIPT);
        cairn_html_raw(html, "</p>\n");
        return;
    }
    cairn_html_raw(html, "<details>\n<summary>");
    cairn_html_say(html, CAIRN_MSG_CELL_TRANSCRIPT);
    cairn_html_raw(html, "</summary>\n");
    cairn_html_pre(html, transcript);
    cairn_html_raw(html, "</details>\n");
}

static void write_environment(struct cairn_html *html, const struct cairn_value *result)
{
    cairn_html_raw(html, "<section id=\"");
    cairn_html_put_key(html, result, "environment");
    cairn_html_raw(html, "\">\n<h2>");
    cairn_html_put_key(html, result, "environment");
    cairn_html_raw(html, "</h2>\n<p>");
    put_result(html, result);
    cairn_html_raw(html, "</p>\n");
    write_line(html, result);
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_CELL_REPEAT);
    cairn_html_raw(html, "</p>\n");
    cairn_html_pre(html, cairn_value_get_text(result, "command"));
    write_transcript(html, result);
    cairn_html_raw(html, "</section>\n");
}

void cairn_html_cell(struct cairn_html *html, const struct cairn_value *tree)
{
    const struct cairn_value *cell = cairn_value_get(tree, "cell");
    const struct cairn_value *owner = html->owner;
    html->owner = cell; /* its steps have {{names}} that it explains */
    write_family_link(html, tree);
    write_about(html, cell);
    html->owner = owner;
    write_results(html, cairn_value_get(cell, "results"));
    CAIRN_VALUE_EACH(result, cairn_value_get(cell, "results"))
    write_environment(html, result->value);
}
