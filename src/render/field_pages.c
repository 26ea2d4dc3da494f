/* What users reported of a record, in Markdown and HTML. */
#include "render/field.h"
#include "render/html.h"
#include "render/md.h"
#include "render/render_internal.h"

/* The sentences about one change, in order; the causes' titles are the record's. */
#define SENTENCES 3

static bool make_sentence(size_t i, struct cairn_buf *line, const struct cairn_value *entry,
    const struct cairn_value *causes, bool in_chinese)
{
    if (i == 0)
        return cairn_field_worked(line, entry, in_chinese);
    if (i == 1)
        return cairn_field_causes(line, entry, causes, in_chinese);
    return cairn_field_unattributed(line, entry, in_chinese);
}

void cairn_md_field_change(struct cairn_md *md, const struct cairn_value *entry,
    struct cairn_span action, const struct cairn_value *causes)
{
    cairn_md_raw(md, "- ");
    cairn_md_put(md, action);
    cairn_md_raw(md, "\n");
    for (size_t i = 0; i < SENTENCES; i++) {
        CAIRN_AUTO_BUF struct cairn_buf line = {0};
        if (make_sentence(i, &line, entry, causes, md->in_chinese)) {
            cairn_md_raw(md, "  - ");
            cairn_md_put(md, cairn_buf_span(&line));
            cairn_md_raw(md, "\n");
        }
        cairn_buf_pass_failure(md->out, &line);
    }
}

void cairn_md_field_outcomes(struct cairn_md *md, const struct cairn_value *record)
{
    const struct cairn_value *field = cairn_value_get(record, "field");
    if (!cairn_value_count(cairn_value_get(field, "changes")))
        return;
    CAIRN_AUTO_BUF struct cairn_buf sum = {0};
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_FIELD);
    if (cairn_field_sum(&sum, field, md->in_chinese)) {
        cairn_md_put(md, cairn_buf_span(&sum));
        cairn_md_raw(md, "\n\n");
    }
    cairn_buf_pass_failure(md->out, &sum);
    CAIRN_VALUE_EACH(entry, cairn_value_get(field, "changes"))
    cairn_md_field_change(md, entry->value,
        cairn_field_action(record, cairn_value_get_text(entry->value, "change")),
        cairn_value_get(record, "root_causes"));
}

void cairn_html_field_change(struct cairn_html *html, const struct cairn_value *entry,
    struct cairn_span action, const struct cairn_value *causes)
{
    cairn_html_raw(html, "<li>");
    cairn_html_put(html, action);
    for (size_t i = 0; i < SENTENCES; i++) {
        CAIRN_AUTO_BUF struct cairn_buf line = {0};
        if (make_sentence(i, &line, entry, causes, html->in_chinese)) {
            cairn_html_raw(html, "<br>");
            cairn_html_put(html, cairn_buf_span(&line));
        }
        cairn_buf_pass_failure(html->out, &line);
    }
    cairn_html_raw(html, "</li>\n");
}

void cairn_html_field_outcomes(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *field = cairn_value_get(record, "field");
    if (!cairn_value_count(cairn_value_get(field, "changes")))
        return;
    CAIRN_AUTO_BUF struct cairn_buf sum = {0};
    if (cairn_field_sum(&sum, field, html->in_chinese))
        cairn_html_element(html, "p", cairn_buf_span(&sum));
    cairn_buf_pass_failure(html->out, &sum);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(entry, cairn_value_get(field, "changes"))
    cairn_html_field_change(html, entry->value,
        cairn_field_action(record, cairn_value_get_text(entry->value, "change")),
        cairn_value_get(record, "root_causes"));
    cairn_html_raw(html, "</ul>\n");
}
