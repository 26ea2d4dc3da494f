/*
 * What only the lab knows of a record: the matrix of changes and causes, what others claim beside
 * what was measured; and what stands around it: transitions, examples, reports from the field.
 */
#include "render/html.h"
#include "render/matrix.h"
#include "render/measured.h"
#include "render/record_html.h"
#include "render/render_internal.h"
#include "render/transitions_svg.h"

/* ---- the matrix ---- */

static void write_numbers(
    struct cairn_html *html, const struct cairn_matrix *matrix, const struct cairn_value *causes)
{
    cairn_html_raw(html, "<ol class=\"columns\">\n");
    for (size_t i = 0; i < matrix->cause_count; i++) {
        cairn_buf_printf(html->out, "<li value=\"%u\">", (unsigned)matrix->numbers[i]);
        cairn_html_put(html, cairn_cause_title(causes, matrix->causes[i]));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n");
}

/* Columns are the causes in the order of the section about them. */
void cairn_html_record_matrix(struct cairn_html *html, const struct cairn_value *record)
{
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    if (!cairn_matrix_init(&matrix, cairn_value_get(record, "cells"), causes, NULL)) {
        html->out->failure = CAIRN_ERR_MEMORY;
        return;
    }
    struct cairn_matrix_page page = {.causes = causes,
        .changes = {cairn_value_get(record, "workarounds"), cairn_value_get(record, "dead_ends"),
            cairn_value_get(record, "changes")},
        .family = cairn_value_get_text(record, "family")};
    cairn_matrix_write_html(html, &matrix, &page);
    write_numbers(html, &matrix, causes);
}

/* ---- transitions ---- */

static void write_transitions(struct cairn_html *html, const struct cairn_value *list,
    enum cairn_message heading, const char *remark_key)
{
    if (!cairn_value_count(list))
        return;
    cairn_html_heading(html, 3, heading);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(entry, list)
    {
        struct cairn_span remark = cairn_value_get_text(entry->value, remark_key);
        cairn_html_raw(html, "<li>");
        cairn_html_record(html, cairn_value_get_text(entry->value, "error_id"));
        if (remark.size) {
            cairn_html_say(html, CAIRN_MSG_WHY_DASH);
            cairn_html_put(html, remark);
        }
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        if (cairn_measured_transition(&counts, entry->value, html->in_chinese)) {
            cairn_html_say(html, CAIRN_MSG_BRACKET_OPEN);
            cairn_html_put(html, cairn_buf_span(&counts));
            cairn_html_say(html, CAIRN_MSG_BRACKET_CLOSE);
        }
        cairn_buf_pass_failure(html->out, &counts);
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

void cairn_html_record_transitions(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *graph = cairn_value_get(record, "transition_graph");
    cairn_html_transitions(html, record);
    write_transitions(
        html, cairn_value_get(graph, "leads_to"), CAIRN_MSG_SECTION_LEADS_TO, "condition");
    write_transitions(
        html, cairn_value_get(graph, "preceded_by"), CAIRN_MSG_SECTION_PRECEDED_BY, "condition");
    write_transitions(html, cairn_value_get(graph, "frequently_confused_with"),
        CAIRN_MSG_SECTION_CONFUSED_WITH, "distinction");
}

bool cairn_record_has_transitions(const struct cairn_value *record)
{
    const struct cairn_value *graph = cairn_value_get(record, "transition_graph");
    return cairn_value_count(cairn_value_get(graph, "leads_to")) ||
           cairn_value_count(cairn_value_get(graph, "preceded_by")) ||
           cairn_value_count(cairn_value_get(graph, "frequently_confused_with"));
}

/* ---- examples, claims, the field ---- */

void cairn_html_record_examples(struct cairn_html *html, const struct cairn_value *record)
{
    CAIRN_VALUE_EACH(example, cairn_value_get(record, "examples"))
    {
        cairn_html_pre(html, cairn_value_get_text(example->value, "text"));
        cairn_html_element(html, "p", cairn_value_get_text(example->value, "source"));
    }
}

static void write_claim(
    struct cairn_html *html, const struct cairn_value *claim, const struct cairn_value *record)
{
    struct cairn_digits digits;
    struct cairn_span rate = cairn_digits_percent(&digits, cairn_value_get(claim, "rate"));
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    (void)cairn_measured_claim_result(&counts, claim, record, html->in_chinese);
    cairn_html_raw(html, "<tr><td>");
    cairn_html_put_word(html, cairn_value_get_text(claim, "item"));
    cairn_html_say(html, CAIRN_MSG_COLON);
    cairn_html_put_key(html, claim, "text");
    cairn_html_raw(html, " ");
    cairn_html_link(html, cairn_value_get_text(claim, "source"));
    cairn_html_raw(html, "</td><td>");
    cairn_html_put(html, rate.size ? rate : CAIRN_SPAN("—"));
    cairn_html_raw(html, "</td><td>");
    cairn_html_put(html, counts.size ? cairn_buf_span(&counts) : CAIRN_SPAN("—"));
    cairn_html_raw(html, "</td></tr>\n");
    cairn_buf_pass_failure(html->out, &counts);
}

void cairn_html_record_claims(struct cairn_html *html, const struct cairn_value *record)
{
    static const enum cairn_message columns[] = {
        CAIRN_MSG_COLUMN_CLAIM, CAIRN_MSG_COLUMN_CLAIMED, CAIRN_MSG_COLUMN_MEASURED};
    cairn_html_table(html, CAIRN_MSG_SECTION_CLAIMS, columns, CAIRN_ARRAY_SIZE(columns));
    CAIRN_VALUE_EACH(claim, cairn_value_get(record, "claims"))
    write_claim(html, claim->value, record);
    cairn_html_table_end(html);
}

/* What was reported, and where to report; only a site has such a place. */
void cairn_html_record_field(struct cairn_html *html, const struct cairn_value *record)
{
    struct cairn_span id = cairn_value_get_text(record, "id");
    const struct cairn_value *field = cairn_value_get(record, "field");
    if (!cairn_value_count(cairn_value_get(field, "changes")))
        cairn_html_paragraph(html, CAIRN_MSG_FIELD_NONE);
    cairn_html_field_outcomes(html, record);
    if (!html->site || !cairn_id_is_plain(id))
        return;
    cairn_html_raw(html, "<p><a href=\"");
    cairn_html_page(html, CAIRN_SPAN("/outcome/"));
    cairn_html_raw(html, "?record=");
    cairn_html_put(html, id);
    cairn_html_raw(html, "\" rel=\"nofollow\">");
    cairn_html_say(html, CAIRN_MSG_FIELD_REPORT);
    cairn_html_raw(html, "</a></p>\n");
}
