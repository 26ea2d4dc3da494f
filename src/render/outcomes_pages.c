/* Outcomes in Markdown and HTML: what was noted, and what was reported of a record. Tokens have no
 * page: they are for a terminal. */
#include "render/field.h"
#include "render/html.h"
#include "render/md.h"
#include "render/render_internal.h"

/* Both ids of the sentence, unescaped: the caller escapes the whole. */
static void append_noted(struct cairn_buf *buf, const struct cairn_value *outcome, bool in_chinese)
{
    struct cairn_span values[] = {
        cairn_value_get_text(outcome, "change"), cairn_value_get_text(outcome, "record")};
    cairn_message_append(
        buf, cairn_outcome_message(outcome), in_chinese, values, CAIRN_ARRAY_SIZE(values));
}

static void append_counts(struct cairn_buf *buf, const struct cairn_value *outcome, bool in_chinese)
{
    struct cairn_span reporter = cairn_value_get_text(outcome, "reporter");
    bool counts = cairn_value_get_bool(outcome, "counts");
    cairn_message_append(buf, counts ? CAIRN_MSG_OUTCOME_COUNTS : CAIRN_MSG_OUTCOME_UNATTRIBUTED,
        in_chinese, &reporter, 1);
}

void cairn_render_outcome_md(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_md md = {.out = buf, .in_chinese = options->in_chinese};
    CAIRN_AUTO_BUF struct cairn_buf noted = {0};
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    append_noted(&noted, tree, options->in_chinese);
    append_counts(&counts, tree, options->in_chinese);
    cairn_md_put(&md, cairn_buf_span(&noted));
    cairn_md_raw(&md, "\n\n");
    cairn_md_put(&md, cairn_buf_span(&counts));
    cairn_md_raw(&md, "\n");
    cairn_buf_pass_failure(buf, &noted);
    cairn_buf_pass_failure(buf, &counts);
}

void cairn_render_outcome_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    CAIRN_AUTO_BUF struct cairn_buf noted = {0};
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    append_noted(&noted, tree, options->in_chinese);
    append_counts(&counts, tree, options->in_chinese);
    cairn_html_begin(&html, cairn_value_get_text(tree, "record"));
    cairn_html_element(&html, "h1", cairn_buf_span(&noted));
    cairn_html_element(&html, "p", cairn_buf_span(&counts));
    cairn_html_raw(&html, "<p>");
    cairn_html_record(&html, cairn_value_get_text(tree, "record"));
    cairn_html_raw(&html, "</p>\n");
    cairn_html_end(&html);
    cairn_buf_pass_failure(buf, &noted);
    cairn_buf_pass_failure(buf, &counts);
}

/* What to say where there are no counts. */
static enum cairn_message nothing_of(const struct cairn_value *tree)
{
    return cairn_value_is_empty(cairn_value_get(tree, "field")) ? CAIRN_MSG_NO_SUCH_ID
                                                                : CAIRN_MSG_FIELD_NOTHING;
}

void cairn_render_outcomes_md(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_md md = {.out = buf, .in_chinese = options->in_chinese};
    struct cairn_span id = cairn_value_get_text(tree, "id");
    const struct cairn_value *field = cairn_value_get(tree, "field");
    const struct cairn_value *changes = cairn_value_get(field, "changes");
    CAIRN_AUTO_BUF struct cairn_buf sum = {0};
    cairn_md_raw(&md, "# ");
    cairn_md_put(&md, id);
    cairn_md_raw(&md, "\n\n");
    if (!cairn_value_count(changes)) {
        cairn_md_say1(&md, nothing_of(tree), id);
        cairn_md_raw(&md, "\n");
    }
    if (cairn_field_sum(&sum, field, options->in_chinese)) {
        cairn_md_put(&md, cairn_buf_span(&sum));
        cairn_md_raw(&md, "\n\n");
    }
    cairn_buf_pass_failure(buf, &sum);
    CAIRN_VALUE_EACH(entry, changes)
    cairn_md_field_change(&md, entry->value,
        cairn_outcomes_action(tree, cairn_value_get_text(entry->value, "change")), NULL);
    cairn_md_records(&md, cairn_value_get(tree, "near"), "id", "signature");
}

void cairn_render_outcomes_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    struct cairn_span id = cairn_value_get_text(tree, "id");
    const struct cairn_value *field = cairn_value_get(tree, "field");
    const struct cairn_value *changes = cairn_value_get(field, "changes");
    CAIRN_AUTO_BUF struct cairn_buf sum = {0};
    cairn_html_begin(&html, id);
    cairn_html_heading(&html, 1, CAIRN_MSG_SECTION_FIELD);
    cairn_html_raw(&html, "<p>");
    cairn_html_record(&html, id);
    cairn_html_raw(&html, "</p>\n");
    if (!cairn_value_count(changes))
        cairn_html_sentence(&html, nothing_of(tree), id);
    if (cairn_field_sum(&sum, field, options->in_chinese))
        cairn_html_element(&html, "p", cairn_buf_span(&sum));
    cairn_buf_pass_failure(buf, &sum);
    if (cairn_value_count(changes))
        cairn_html_raw(&html, "<ul>\n");
    CAIRN_VALUE_EACH(entry, changes)
    cairn_html_field_change(&html, entry->value,
        cairn_outcomes_action(tree, cairn_value_get_text(entry->value, "change")), NULL);
    if (cairn_value_count(changes))
        cairn_html_raw(&html, "</ul>\n");
    cairn_html_records(&html, cairn_value_get(tree, "near"), "id", "signature");
    cairn_html_end(&html);
}
