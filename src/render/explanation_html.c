/*
 * An explanation as a page: the same facts as the text form at full length, one article a finding.
 * Log text and captures are hostile: they only ever stand as escaped text, never in an attribute.
 */
#include "render/field.h"
#include "render/box.h"
#include "render/html.h"
#include "render/measured.h"
#include "render/render_internal.h"

#define OPEN_OTHERS 4

static void write_title(struct cairn_html *html, const struct cairn_value *finding,
    struct cairn_span id, bool is_record)
{
    struct cairn_span severity = cairn_value_get_text(finding, "severity");
    bool is_error = cairn_span_equal_string(severity, "error");
    cairn_html_raw(
        html, is_error ? "<h2><span class=\"mark bad\">" : "<h2><span class=\"mark warn\">");
    cairn_html_put_word(html, severity);
    cairn_html_raw(html, "</span> ");
    if (is_record) {
        cairn_html_record(html, id);
    } else {
        cairn_html_raw(html, "<code>");
        cairn_html_put(html, id);
        cairn_html_raw(html, "</code>");
    }
    cairn_html_raw(html, " ×");
    cairn_html_put_key(html, finding, "count");
    cairn_html_raw(html, "</h2>\n");
}

static void write_seen(struct cairn_html *html, const struct cairn_value *finding)
{
    cairn_html_field(html, CAIRN_MSG_LABEL_IMPACT,
        cairn_message_word(cairn_value_get_text(finding, "impact"), html->in_chinese));
    cairn_html_field(html, CAIRN_MSG_LABEL_FIRST, cairn_value_get_text(finding, "first"));
    cairn_html_field(html, CAIRN_MSG_LABEL_LAST, cairn_value_get_text(finding, "last"));
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_LABEL_PLACE);
    cairn_html_say(html, CAIRN_MSG_COLON);
    cairn_html_put_key(html, finding, "input");
    cairn_html_raw(html, ":");
    cairn_html_put_key(html, finding, "line");
    cairn_html_raw(html, "</p>\n");
    cairn_html_pre(html, cairn_value_get_text(finding, "event"));
    if (cairn_value_get_bool(finding, "event_cut")) {
        cairn_html_raw(html, "<p>");
        cairn_html_say(html, CAIRN_MSG_EVENT_CUT);
        cairn_html_raw(html, "</p>\n");
    }
}

static void write_refuted(struct cairn_html *html, const struct cairn_value *finding)
{
    const struct cairn_value *refuted = cairn_value_get(finding, "refuted");
    if (cairn_value_is_empty(refuted))
        return;
    cairn_html_raw(html, "<p><strong>");
    cairn_html_say(html, CAIRN_MSG_REFUTED_TEXT);
    cairn_html_raw(html, "</strong> ");
    cairn_html_put_key(html, refuted, "text");
    cairn_html_raw(html, "</p>\n<p>");
    cairn_html_say(html, CAIRN_MSG_REFUTED_PROBABLY);
    cairn_html_raw(html, "</p>\n");
    cairn_html_records(html, cairn_value_get(refuted, "probably"), "record", "signature");
}

static void write_outcomes(
    struct cairn_html *html, const struct cairn_value *decide, const struct cairn_value *causes)
{
    const struct cairn_value *undecided = cairn_value_get(decide, "undecided");
    cairn_html_tells_head(html);
    CAIRN_VALUE_EACH(outcome, cairn_value_get(decide, "outcomes"))
    {
        cairn_html_raw(html, "<tr><td>");
        cairn_html_put_key(html, outcome->value, "shows");
        cairn_html_raw(html, "</td><td>");
        cairn_html_put_key(html, outcome->value, "title");
        cairn_html_raw(html, "</td></tr>\n");
    }
    if (cairn_value_count(undecided)) {
        cairn_html_raw(html, "<tr><td>");
        cairn_html_say(html, CAIRN_MSG_OUTCOME_OTHERWISE);
        cairn_html_raw(html, "</td><td>");
        if (cairn_value_count(undecided) > 1)
            cairn_html_say(html, CAIRN_MSG_OUTCOME_ONE_OF);
        cairn_html_put_titles(html, causes, undecided);
        cairn_html_raw(html, "</td></tr>\n");
    }
    cairn_html_raw(html, "</tbody>\n</table>\n");
}

static void write_decide(struct cairn_html *html, const struct cairn_value *finding)
{
    const struct cairn_value *decide = cairn_value_get(finding, "decide");
    const struct cairn_value *causes = cairn_value_get(finding, "causes");
    struct cairn_digits digits;
    cairn_html_heading(html, 3, CAIRN_MSG_LABEL_DECIDE);
    cairn_html_raw(html, "<p>");
    cairn_html_say1(
        html, CAIRN_MSG_DECIDE_ONE_OF, cairn_digits_of(&digits, cairn_value_count(causes)));
    if (cairn_value_count(cairn_value_get(decide, "unfilled")))
        cairn_html_say(html, CAIRN_MSG_FILL_IN);
    cairn_html_say(html, CAIRN_MSG_COLON_END);
    cairn_html_raw(html, "</p>\n");
    cairn_html_pre(html, cairn_value_get_text(decide, "command"));
    write_outcomes(html, decide, causes);
}

static void write_causes(struct cairn_html *html, const struct cairn_value *finding)
{
    const struct cairn_value *causes = cairn_value_get(finding, "causes");
    if (!cairn_value_count(causes))
        return;
    cairn_html_heading(html, 3, CAIRN_MSG_LABEL_CAUSE);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(cause, causes)
    {
        cairn_html_raw(html, "<li>");
        cairn_html_put_key(html, cause->value, "title");
        cairn_html_say(html, CAIRN_MSG_BRACKET_OPEN);
        cairn_html_put_word(html, cairn_value_get_text(cause->value, "basis"));
        cairn_html_say(html, CAIRN_MSG_BRACKET_CLOSE);
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
    cairn_html_element(
        html, "p", cairn_value_get_text(cairn_value_get(finding, "cause"), "explanation"));
}

static void write_dead_ends(struct cairn_html *html, const struct cairn_value *dead_ends)
{
    if (!cairn_value_count(dead_ends))
        return;
    cairn_html_heading(html, 3, CAIRN_MSG_LABEL_DO_NOT);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(dead_end, dead_ends)
    {
        struct cairn_span action = cairn_value_get_text(dead_end->value, "action");
        cairn_html_raw(html, "<li>");
        if (action.size) {
            cairn_html_raw(html, "<strong>");
            cairn_html_put(html, action);
            cairn_html_raw(html, "</strong>");
            cairn_html_say(html, CAIRN_MSG_WHY_DASH);
        }
        cairn_html_put_key(html, dead_end->value, "why");
        cairn_html_raw(html, " ");
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_fail(&counts, dead_end->value, NULL, html->in_chinese);
        cairn_html_rate(
            html, &counts, cairn_value_get(dead_end->value, "fail_rate"), CAIRN_MSG_DEAD_END_RATE);
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

static void write_fit(
    struct cairn_html *html, const struct cairn_value *change, const struct cairn_value *causes)
{
    const struct cairn_value *resolves = cairn_value_get(change, "resolves");
    if (cairn_value_count(causes) < 2 || !cairn_value_count(resolves))
        return;
    cairn_html_say(html, CAIRN_MSG_BRACKET_OPEN);
    cairn_html_say(html, CAIRN_MSG_RESOLVES);
    cairn_html_put_titles(html, causes, resolves);
    cairn_html_say(html, CAIRN_MSG_BRACKET_CLOSE);
}

/* Further workarounds; many of them are folded. */
static void write_others(struct cairn_html *html, const struct cairn_value *finding)
{
    const struct cairn_value *others = cairn_value_get(finding, "others");
    bool is_folded = cairn_value_count(others) > OPEN_OTHERS;
    if (!cairn_value_count(others))
        return;
    cairn_html_raw(html, is_folded ? "<details>\n<summary>" : "<p>");
    cairn_html_say(html, CAIRN_MSG_LABEL_ELSE);
    cairn_html_raw(html, is_folded ? "</summary>\n<ul>\n" : "</p>\n<ul>\n");
    CAIRN_VALUE_EACH(other, others)
    {
        cairn_html_raw(html, "<li>");
        cairn_html_put_key(html, other->value, "action");
        write_fit(html, other->value, cairn_value_get(finding, "causes"));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, is_folded ? "</ul>\n</details>\n" : "</ul>\n");
}

static void write_best(struct cairn_html *html, const struct cairn_value *finding)
{
    const struct cairn_value *best = cairn_value_get(finding, "best");
    if (cairn_value_is_empty(best))
        return;
    struct cairn_span where = cairn_value_get_text(best, "where");
    cairn_html_heading(html, 3, CAIRN_MSG_LABEL_DO);
    cairn_html_raw(html, "<p>");
    cairn_html_put_key(html, best, "action");
    write_fit(html, best, cairn_value_get(finding, "causes"));
    cairn_html_raw(html, " ");
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    CAIRN_AUTO_BUF struct cairn_buf where_measured = {0};
    (void)cairn_measured_success(
        &counts, best, cairn_value_get(finding, "causes"), html->in_chinese);
    cairn_html_rate(html, &counts, cairn_value_get(best, "success_rate"), CAIRN_MSG_SUCCESS_RATE);
    cairn_html_raw(html, "</p>\n");
    if (counts.size)
        (void)cairn_measured_on(
            &where_measured, cairn_value_get(finding, "measured_on"), html->in_chinese);
    cairn_html_element(html, "p", cairn_buf_span(&where_measured));
    cairn_buf_pass_failure(html->out, &where_measured);
    CAIRN_AUTO_BUF struct cairn_buf field = {0};
    if (cairn_field_best(&field, best, html->in_chinese))
        cairn_html_element(html, "p", cairn_buf_span(&field));
    cairn_buf_pass_failure(html->out, &field);
    CAIRN_VALUE_EACH(step, cairn_value_get(best, "steps"))
    cairn_html_pre(html, cairn_value_get_text(step->value, "text"));
    if (where.size)
        cairn_html_sentence(html, CAIRN_MSG_WHERE, cairn_message_word(where, html->in_chinese));
    cairn_html_field(html, CAIRN_MSG_LABEL_NEEDS, cairn_value_get_text(best, "needs"));
    cairn_html_field(html, CAIRN_MSG_LABEL_UNDO, cairn_value_get_text(best, "undo"));
    cairn_html_verify(html, cairn_value_get(best, "verify"));
    write_others(html, finding);
}

/* "<p>Label: id</p>" */
static void write_related(struct cairn_html *html, enum cairn_message label, struct cairn_span id,
    struct cairn_span remark)
{
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, label);
    cairn_html_say(html, CAIRN_MSG_COLON);
    cairn_html_record(html, id);
    cairn_html_raw(html, " ");
    cairn_html_put(html, remark);
    cairn_html_raw(html, "</p>\n");
}

static void write_values(struct cairn_html *html, const struct cairn_value *captures)
{
    CAIRN_VALUE_EACH(capture, captures)
    {
        cairn_html_raw(html, "<p>");
        cairn_html_say(html, CAIRN_MSG_LABEL_VALUES);
        cairn_html_say(html, CAIRN_MSG_COLON);
        cairn_html_put(html, capture->key);
        cairn_html_raw(html, " = ");
        cairn_html_code(html, cairn_value_get_text(capture->value, "value"));
        if (!cairn_value_get_bool(capture->value, "usable")) {
            cairn_html_say(html, CAIRN_MSG_WHY_DASH);
            cairn_html_say(html, CAIRN_MSG_VALUE_UNUSABLE);
        }
        cairn_html_raw(html, "</p>\n");
    }
}

static void write_around(struct cairn_html *html, const struct cairn_value *finding)
{
    CAIRN_VALUE_EACH(consequence, cairn_value_get(finding, "consequences"))
    {
        struct cairn_digits digits;
        int64_t count = cairn_value_get_int(consequence->value, "count");
        write_related(html, CAIRN_MSG_LABEL_FOLDED,
            cairn_value_get_text(consequence->value, "record"),
            cairn_digits_of(&digits, count > 0 ? (uint64_t)count : 0));
    }
    CAIRN_VALUE_EACH(id, cairn_value_get(finding, "also"))
    write_related(html, CAIRN_MSG_LABEL_ALSO, cairn_value_text(id->value), (struct cairn_span){0});
    CAIRN_VALUE_EACH(next, cairn_value_get(finding, "next"))
    write_related(html, CAIRN_MSG_LABEL_NEXT, cairn_value_get_text(next->value, "record"),
        cairn_value_get_text(next->value, "condition"));
}

static void write_known(struct cairn_html *html, const struct cairn_value *finding)
{
    struct cairn_span unless = cairn_value_get_text(finding, "no_action_unless");
    struct cairn_span doc = cairn_value_get_text(finding, "doc");
    write_title(html, finding, cairn_value_get_text(finding, "record"), true);
    write_seen(html, finding);
    write_refuted(html, finding);
    cairn_html_element(html, "p", cairn_value_get_text(finding, "gloss"));
    cairn_html_element(html, "p", cairn_value_get_text(finding, "summary"));
    if (unless.size)
        cairn_html_sentence(html, CAIRN_MSG_LEAVE_UNLESS, unless);
    if (!cairn_value_is_empty(cairn_value_get(finding, "decide")))
        write_decide(html, finding);
    else
        write_causes(html, finding);
    write_dead_ends(html, cairn_value_get(finding, "dead_ends"));
    write_best(html, finding);
    cairn_html_field(html, CAIRN_MSG_LABEL_VERIFICATION,
        cairn_message_word(cairn_value_get_text(finding, "tier"), html->in_chinese));
    write_values(html, cairn_value_get(finding, "captures"));
    write_around(html, finding);
    if (doc.size) {
        cairn_html_raw(html, "<p>");
        cairn_html_link(html, doc);
        cairn_html_raw(html, "</p>\n");
    }
}

static void write_unknown(struct cairn_html *html, const struct cairn_value *finding)
{
    write_title(html, finding, cairn_value_get_text(finding, "template"), false);
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_UNKNOWN_TEXT);
    cairn_html_raw(html, "</p>\n");
    write_seen(html, finding);
    cairn_html_field(html, CAIRN_MSG_LABEL_SHAPE, cairn_value_get_text(finding, "shape"));
}

static void write_incomplete(struct cairn_html *html, const struct cairn_value *tree)
{
    if (cairn_value_get_bool(tree, "complete"))
        return;
    cairn_html_raw(html, "<p><strong>");
    cairn_html_say(html, CAIRN_MSG_INCOMPLETE);
    cairn_html_raw(html, "</strong></p>\n");
    CAIRN_VALUE_EACH(reason, cairn_value_get(tree, "incomplete_because"))
    cairn_html_element(html, "p", cairn_value_text(reason->value));
}

static void write_repairs(struct cairn_html *html, const struct cairn_value *tree)
{
    CAIRN_AUTO_BUF struct cairn_buf list = {0};
    cairn_explanation_list_repairs(&list, tree, html->in_chinese);
    cairn_buf_pass_failure(html->out, &list);
    if (!list.size)
        return;
    cairn_html_sentence(html, CAIRN_MSG_MATCHED_AFTER, cairn_buf_span(&list));
}

static void write_sums(struct cairn_html *html, const struct cairn_value *tree)
{
    struct cairn_explanation_lines lines;
    if (!cairn_explanation_sum_lines(tree, &lines))
        return;
    cairn_html_raw(html, "<p>");
    cairn_message_append(html->out, CAIRN_MSG_LINES_SUM, html->in_chinese, lines.values,
        CAIRN_EXPLANATION_LINE_KINDS);
    cairn_html_raw(html, "</p>\n");
}

static void write_end(struct cairn_html *html, const struct cairn_value *tree)
{
    const struct cairn_value *similar = cairn_value_get(tree, "similar");
    if (cairn_value_count(similar)) {
        cairn_html_heading(html, 2, CAIRN_MSG_SIMILAR_TEXT);
        cairn_html_records(html, similar, "record", "signature");
    }
    write_incomplete(html, tree);
    write_sums(html, tree);
    CAIRN_VALUE_EACH(canon, cairn_value_get(tree, "canon"))
    {
        cairn_html_raw(html, "<p>");
        cairn_html_say1(html, CAIRN_MSG_CANON_USED, cairn_value_get_text(canon->value, "name"));
        cairn_html_raw(html, " <code>");
        cairn_html_put_key(html, canon->value, "digest");
        cairn_html_raw(html, "</code></p>\n");
    }
}

void cairn_render_explanation_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    const struct cairn_value *findings = cairn_value_get(tree, "findings");
    cairn_html_begin(&html,
        cairn_span_from_string(cairn_message(CAIRN_MSG_EXPLANATION_TITLE, options->in_chinese)));
    cairn_html_raw(&html, "<div id=\"answer\">\n");
    cairn_html_heading(&html, 1, CAIRN_MSG_EXPLANATION_TITLE);
    write_repairs(&html, tree);
    if (!cairn_value_count(findings)) {
        cairn_html_raw(&html, "<p>");
        cairn_html_say(&html, cairn_explanation_nothing(tree));
        cairn_html_raw(&html, "</p>\n");
    }
    CAIRN_VALUE_EACH(finding, findings)
    {
        cairn_html_raw(&html, "<article class=\"finding\">\n");
        if (cairn_span_equal_string(cairn_value_get_text(finding->value, "status"), "known"))
            write_known(&html, finding->value);
        else
            write_unknown(&html, finding->value);
        cairn_html_raw(&html, "</article>\n");
    }
    write_end(&html, tree);
    cairn_html_raw(&html, "</div>\n");
    if (html.site) {
        cairn_html_heading(&html, 2, CAIRN_MSG_EXPLAIN_AGAIN);
        cairn_html_box(&html);
    }
    cairn_html_end(&html);
}
