/*
 * A family as a page: where it was measured, its causes, what tells them apart and how well, the
 * whole matrix, the changes to the letter, and the records that people meet.
 */
#include "render/html.h"
#include "render/matrix.h"
#include "render/measured.h"
#include "render/render_internal.h"

/* <li id="cause-x"> of what the matrix and the tells link to. */
static void open_item(struct cairn_html *html, const char *kind, const struct cairn_value *item)
{
    cairn_buf_printf(html->out, "<li id=\"%s-", kind);
    cairn_html_put_key(html, item, "id");
    cairn_html_raw(html, "\">");
}

static void write_causes(struct cairn_html *html, const struct cairn_value *causes)
{
    cairn_html_heading(html, 2, CAIRN_MSG_STATS_CAUSES);
    cairn_html_raw(html, "<ol>\n");
    CAIRN_VALUE_EACH(cause, causes)
    {
        open_item(html, "cause", cause->value);
        cairn_html_raw(html, "<p><strong>");
        cairn_html_put_key(html, cause->value, "title");
        cairn_html_raw(html, "</strong> <code>");
        cairn_html_put_key(html, cause->value, "id");
        cairn_html_raw(html, "</code></p>\n");
        cairn_html_element(html, "p", cairn_value_get_text(cause->value, "explanation"));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n");
}

/* ---- environments ---- */

static void write_environments(struct cairn_html *html, const struct cairn_value *environments)
{
    static const enum cairn_message columns[] = {
        CAIRN_MSG_COLUMN_ENVIRONMENT, CAIRN_MSG_COLUMN_PROGRAMS};
    if (!cairn_value_count(environments))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_ENVIRONMENTS);
    cairn_html_table(html, CAIRN_MSG_SECTION_ENVIRONMENTS, columns, CAIRN_ARRAY_SIZE(columns));
    CAIRN_VALUE_EACH(environment, environments)
    {
        cairn_html_raw(html, "<tr><th scope=\"row\">");
        cairn_html_put_key(html, environment->value, "name");
        cairn_html_raw(html, "</th><td>");
        cairn_html_programs(html, cairn_value_get(environment->value, "programs"));
        cairn_html_raw(html, "</td></tr>\n");
    }
    cairn_html_table_end(html);
}

/* ---- tells ---- */

static void write_tell(
    struct cairn_html *html, const struct cairn_value *tell, const struct cairn_value *causes)
{
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    struct cairn_span cause = cairn_value_get_text(tell, "cause");
    cairn_html_raw(html, "<tr><td>");
    cairn_html_put_key(html, tell, "shows");
    cairn_html_raw(html, "</td><td><a href=\"#cause-");
    cairn_html_put(html, cause);
    cairn_html_raw(html, "\">");
    cairn_html_put(html, cairn_cause_title(causes, cause));
    cairn_html_raw(html, "</a></td><td>");
    if (cairn_measured_tell(&counts, tell, causes, html->in_chinese))
        cairn_html_put(html, cairn_buf_span(&counts));
    else
        cairn_html_say(html, CAIRN_MSG_NOT_YET_RUN);
    cairn_html_raw(html, "</td></tr>\n");
    cairn_buf_pass_failure(html->out, &counts);
}

static bool is_first_of_command(const struct cairn_value *tells, const struct cairn_value *tell)
{
    struct cairn_span command = cairn_value_get_text(tell, "command");
    return cairn_value_find(tells, "command", command) == tell;
}

/* A command stands once, with all that it can show. */
static void write_command(struct cairn_html *html, const struct cairn_value *tells,
    struct cairn_span command, const struct cairn_value *causes)
{
    static const enum cairn_message columns[] = {
        CAIRN_MSG_COLUMN_SHOWS, CAIRN_MSG_COLUMN_IS_CAUSE, CAIRN_MSG_COLUMN_MEASURED};
    cairn_html_pre(html, command);
    cairn_html_table(html, CAIRN_MSG_SECTION_TELLS, columns, CAIRN_ARRAY_SIZE(columns));
    CAIRN_VALUE_EACH(tell, tells)
    {
        if (cairn_span_equal(cairn_value_get_text(tell->value, "command"), command))
            write_tell(html, tell->value, causes);
    }
    cairn_html_table_end(html);
}

static void write_tells(
    struct cairn_html *html, const struct cairn_value *tells, const struct cairn_value *causes)
{
    if (!cairn_value_count(tells))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_TELLS);
    CAIRN_VALUE_EACH(tell, tells)
    {
        if (is_first_of_command(tells, tell->value))
            write_command(html, tells, cairn_value_get_text(tell->value, "command"), causes);
    }
}

/* ---- the matrix ---- */

static void write_rows(
    struct cairn_html *html, const struct cairn_value *changes, const struct cairn_value *causes)
{
    CAIRN_VALUE_EACH(change, changes)
    {
        cairn_html_raw(html, "<tr><th scope=\"row\"><code>");
        cairn_html_put_key(html, change->value, "id");
        cairn_html_raw(html, "</code></th>");
        CAIRN_VALUE_EACH(cause, causes)
        {
            bool varies;
            struct cairn_span result = cairn_family_result(
                change->value, cairn_value_get_text(cause->value, "id"), &varies);
            cairn_html_raw(html, "<td>");
            if (cairn_span_equal_string(result, "nothing"))
                cairn_html_raw(html, "·");
            else
                cairn_html_put_word(html, result);
            cairn_html_raw(html, varies ? "*</td>" : "</td>");
        }
        cairn_html_raw(html, "</tr>\n");
    }
}

static void write_claims(struct cairn_html *html, const struct cairn_value *family)
{
    const struct cairn_value *causes = cairn_value_get(family, "causes");
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_MATRIX);
    cairn_html_raw(
        html, "<div class=\"scroll matrix\" tabindex=\"0\" role=\"region\" aria-label=\"");
    cairn_html_say(html, CAIRN_MSG_SECTION_MATRIX);
    cairn_html_raw(html, "\">\n<table>\n<thead><tr><td></td>");
    for (uint32_t i = 1; i <= cairn_value_count(causes); i++)
        cairn_buf_printf(html->out, "<th scope=\"col\">%u</th>", (unsigned)i);
    cairn_html_raw(html, "</tr></thead>\n<tbody>\n");
    write_rows(html, cairn_value_get(family, "changes"), causes);
    write_rows(html, cairn_value_get(family, "plans"), causes);
    cairn_html_raw(html, "</tbody>\n</table>\n</div>\n<p>");
    cairn_html_say(html, CAIRN_MSG_MATRIX_NOTE);
    cairn_html_raw(html, "</p>\n");
}

/* What was measured; where nothing was, what is claimed. */
static void write_matrix(struct cairn_html *html, const struct cairn_value *family)
{
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    const struct cairn_value *causes = cairn_value_get(family, "causes");
    if (!cairn_matrix_init(&matrix, cairn_value_get(family, "cells"), causes,
            cairn_value_get(family, "changes"))) {
        html->out->failure = CAIRN_ERR_MEMORY;
        return;
    }
    if (!matrix.cause_count) {
        write_claims(html, family);
        return;
    }
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_MEASURED);
    struct cairn_matrix_page page = {.causes = causes,
        .changes = {cairn_value_get(family, "changes"), cairn_value_get(family, "plans")},
        .family = cairn_value_get_text(family, "id")};
    cairn_matrix_write_html(html, &matrix, &page);
}

/* ---- changes and records ---- */

/* The text of a plan is that of its changes, which stand above it. */
static void write_parts(struct cairn_html *html, const struct cairn_value *plan)
{
    CAIRN_VALUE_EACH(id, cairn_value_get(plan, "changes"))
    {
        cairn_html_raw(html, id == cairn_value_first(cairn_value_get(plan, "changes"))
                                 ? "<p><a href=\"#change-"
                                 : " → <a href=\"#change-");
        cairn_html_put(html, cairn_value_text(id->value));
        cairn_html_raw(html, "\"><code>");
        cairn_html_put(html, cairn_value_text(id->value));
        cairn_html_raw(html, "</code></a>");
    }
    if (cairn_value_count(cairn_value_get(plan, "changes")))
        cairn_html_raw(html, "</p>\n");
}

static void write_changes(
    struct cairn_html *html, const struct cairn_value *changes, enum cairn_message heading)
{
    if (!cairn_value_count(changes))
        return;
    cairn_html_heading(html, 2, heading);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(change, changes)
    {
        open_item(html, "change", change->value);
        cairn_html_raw(html, "<p><strong>");
        cairn_html_put_key(html, change->value, "action");
        cairn_html_raw(html, "</strong> <code>");
        cairn_html_put_key(html, change->value, "id");
        cairn_html_raw(html, "</code></p>\n");
        CAIRN_VALUE_EACH(step, cairn_value_get(change->value, "how"))
        cairn_html_pre(html, cairn_value_get_text(step->value, "text"));
        write_parts(html, change->value);
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

static void write_records(struct cairn_html *html, const struct cairn_value *ids)
{
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_RECORDS);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(id, ids)
    {
        cairn_html_raw(html, "<li>");
        cairn_html_record(html, cairn_value_text(id->value));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

static void write_header(struct cairn_html *html, const struct cairn_value *family)
{
    struct cairn_span state = cairn_value_get_text(cairn_value_get(family, "lab"), "state");
    cairn_html_element(html, "h1", cairn_value_get_text(family, "title"));
    cairn_html_field(html, CAIRN_MSG_LABEL_ID, cairn_value_get_text(family, "id"));
    cairn_html_field(html, CAIRN_MSG_LABEL_LAB, cairn_message_word(state, html->in_chinese));
    if (!html->site)
        return;
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_ALSO_AVAILABLE);
    cairn_html_raw(html, " <a href=\"index.json\" type=\"application/json\">JSON</a></p>\n");
}

void cairn_render_family_html(struct cairn_html *html, const struct cairn_value *family)
{
    const struct cairn_value *causes = cairn_value_get(family, "causes");
    write_header(html, family);
    write_records(html, cairn_value_get(family, "records"));
    write_environments(html, cairn_value_path(family, "evidence.environments"));
    write_matrix(html, family);
    write_causes(html, causes);
    write_tells(html, cairn_value_get(family, "tells"), causes);
    write_changes(html, cairn_value_get(family, "changes"), CAIRN_MSG_SECTION_CHANGES);
    write_changes(html, cairn_value_get(family, "plans"), CAIRN_MSG_SECTION_PLANS);
}
