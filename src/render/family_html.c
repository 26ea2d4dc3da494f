/* A family as a page: its causes, the matrix of claims, its changes and records. */
#include "render/html.h"
#include "render/matrix.h"
#include "render/render_internal.h"

static void write_causes(struct cairn_html *html, const struct cairn_value *causes)
{
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_CAUSES);
    cairn_html_raw(html, "<ol>\n");
    CAIRN_VALUE_EACH(cause, causes)
    {
        cairn_html_raw(html, "<li id=\"cause-");
        cairn_html_put_key(html, cause->value, "id");
        cairn_html_raw(html, "\"><p><code>");
        cairn_html_put_key(html, cause->value, "id");
        cairn_html_raw(html, "</code> ");
        cairn_html_put_key(html, cause->value, "title");
        cairn_html_raw(html, "</p>\n");
        cairn_html_element(html, "p", cairn_value_get_text(cause->value, "explanation"));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n");
}

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
    cairn_html_raw(html, "<table>\n<thead><tr><td></td>");
    for (uint32_t i = 1; i <= cairn_value_count(causes); i++)
        cairn_buf_printf(html->out, "<th scope=\"col\">%u</th>", (unsigned)i);
    cairn_html_raw(html, "</tr></thead>\n<tbody>\n");
    write_rows(html, cairn_value_get(family, "changes"), causes);
    write_rows(html, cairn_value_get(family, "plans"), causes);
    cairn_html_raw(html, "</tbody>\n</table>\n<p>");
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

static void write_changes(
    struct cairn_html *html, const struct cairn_value *changes, enum cairn_message heading)
{
    if (!cairn_value_count(changes))
        return;
    cairn_html_heading(html, 2, heading);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(change, changes)
    {
        cairn_html_raw(html, "<li><p><code>");
        cairn_html_put_key(html, change->value, "id");
        cairn_html_raw(html, "</code> ");
        cairn_html_put_key(html, change->value, "action");
        cairn_html_raw(html, "</p>\n");
        CAIRN_VALUE_EACH(step, cairn_value_get(change->value, "how"))
        cairn_html_pre(html, cairn_value_get_text(step->value, "text"));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

void cairn_render_family_html(struct cairn_html *html, const struct cairn_value *family)
{
    struct cairn_span state = cairn_value_get_text(cairn_value_get(family, "lab"), "state");
    cairn_html_element(html, "h1", cairn_value_get_text(family, "title"));
    cairn_html_field(html, CAIRN_MSG_LABEL_ID, cairn_value_get_text(family, "id"));
    cairn_html_field(html, CAIRN_MSG_LABEL_LAB, cairn_message_word(state, html->in_chinese));
    write_causes(html, cairn_value_get(family, "causes"));
    write_matrix(html, family);
    write_changes(html, cairn_value_get(family, "changes"), CAIRN_MSG_SECTION_CHANGES);
    write_changes(html, cairn_value_get(family, "plans"), CAIRN_MSG_SECTION_PLANS);
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_RECORDS);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(id, cairn_value_get(family, "records"))
    {
        cairn_html_raw(html, "<li>");
        cairn_html_record(html, cairn_value_text(id->value));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}
