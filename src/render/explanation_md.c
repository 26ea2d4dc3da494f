/*
 * An explanation as Markdown, to paste into a ticket or to hand to an agent: the same facts as the
 * text form at full length. What the log says stands in fenced blocks and is marked as quoted data,
 * since logs are written by strangers.
 */
#include "render/field.h"
#include "render/md.h"
#include "render/measured.h"
#include "render/render_internal.h"

/* "- **Label:** text"; nothing when there is no text. */
static void write_bullet(struct cairn_md *md, enum cairn_message label, struct cairn_span value)
{
    if (!value.size)
        return;
    cairn_md_label(md, label);
    cairn_md_put(md, value);
    cairn_md_raw(md, "\n");
}

static void write_seen(struct cairn_md *md, const struct cairn_value *finding)
{
    struct cairn_span input = cairn_value_get_text(finding, "input");
    write_bullet(md, CAIRN_MSG_LABEL_FIRST, cairn_value_get_text(finding, "first"));
    write_bullet(md, CAIRN_MSG_LABEL_LAST, cairn_value_get_text(finding, "last"));
    if (input.size) {
        cairn_md_label(md, CAIRN_MSG_LABEL_PLACE);
        cairn_md_put(md, input);
        cairn_md_raw(md, ":");
        cairn_md_put_key(md, finding, "line");
        cairn_md_raw(md, "\n");
    }
}

static void write_event(struct cairn_md *md, const struct cairn_value *finding)
{
    cairn_md_raw(md, "\n");
    cairn_md_say(md, CAIRN_MSG_QUOTED_LOG);
    cairn_md_raw(md, "\n\n");
    cairn_md_block(md, cairn_value_get_text(finding, "event"), 0);
    if (cairn_value_get_bool(finding, "event_cut")) {
        cairn_md_raw(md, "\n");
        cairn_md_say(md, CAIRN_MSG_EVENT_CUT);
        cairn_md_raw(md, "\n");
    }
}

static void write_paragraph(struct cairn_md *md, struct cairn_span prose)
{
    if (!prose.size)
        return;
    cairn_md_raw(md, "\n");
    cairn_md_put(md, prose);
    cairn_md_raw(md, "\n");
}

static void write_refuted(struct cairn_md *md, const struct cairn_value *finding)
{
    const struct cairn_value *refuted = cairn_value_get(finding, "refuted");
    if (cairn_value_is_empty(refuted))
        return;
    cairn_md_raw(md, "\n**");
    cairn_md_say(md, CAIRN_MSG_REFUTED_TEXT);
    cairn_md_raw(md, "** ");
    cairn_md_put_key(md, refuted, "text");
    cairn_md_raw(md, "\n");
    if (!cairn_value_count(cairn_value_get(refuted, "probably")))
        return;
    cairn_md_raw(md, "\n");
    cairn_md_say(md, CAIRN_MSG_REFUTED_PROBABLY);
    cairn_md_raw(md, "\n\n");
    cairn_md_records(md, cairn_value_get(refuted, "probably"), "record", "signature");
}

static void write_basis(struct cairn_md *md, const struct cairn_value *item)
{
    struct cairn_span basis = cairn_value_get_text(item, "basis");
    if (!basis.size)
        return;
    cairn_md_say(md, CAIRN_MSG_BRACKET_OPEN);
    cairn_md_put_word(md, basis);
    cairn_md_say(md, CAIRN_MSG_BRACKET_CLOSE);
}

static void write_cause(struct cairn_md *md, const struct cairn_value *cause)
{
    cairn_md_heading(md, 3, CAIRN_MSG_LABEL_CAUSE);
    cairn_md_put_key(md, cause, "title");
    write_basis(md, cause);
    cairn_md_raw(md, "\n");
    write_paragraph(md, cairn_value_get_text(cause, "explanation"));
}

static void write_causes(struct cairn_md *md, const struct cairn_value *causes)
{
    struct cairn_digits digits;
    struct cairn_span count = cairn_digits_of(&digits, cairn_value_count(causes));
    cairn_md_heading(md, 3, CAIRN_MSG_LABEL_CAUSE);
    cairn_md_say1(md, CAIRN_MSG_CAUSE_ONE_OF, count);
    cairn_md_raw(md, "\n\n");
    CAIRN_VALUE_EACH(cause, causes)
    {
        cairn_md_raw(md, "- ");
        cairn_md_put_key(md, cause->value, "title");
        write_basis(md, cause->value);
        cairn_md_raw(md, "\n");
    }
}

static void write_decide(struct cairn_md *md, const struct cairn_value *finding)
{
    const struct cairn_value *decide = cairn_value_get(finding, "decide");
    const struct cairn_value *causes = cairn_value_get(finding, "causes");
    const struct cairn_value *undecided = cairn_value_get(decide, "undecided");
    struct cairn_digits digits;
    cairn_md_heading(md, 3, CAIRN_MSG_LABEL_DECIDE);
    cairn_md_say1(md, CAIRN_MSG_DECIDE_ONE_OF, cairn_digits_of(&digits, cairn_value_count(causes)));
    if (cairn_value_count(cairn_value_get(decide, "unfilled")))
        cairn_md_say(md, CAIRN_MSG_FILL_IN);
    cairn_md_say(md, CAIRN_MSG_COLON_END);
    cairn_md_raw(md, "\n\n");
    cairn_md_block(md, cairn_value_get_text(decide, "command"), 0);
    cairn_md_raw(md, "\n");
    CAIRN_VALUE_EACH(outcome, cairn_value_get(decide, "outcomes"))
    {
        cairn_md_raw(md, "- **");
        cairn_md_put_key(md, outcome->value, "shows");
        cairn_md_raw(md, "** → ");
        cairn_md_put_key(md, outcome->value, "title");
        cairn_md_raw(md, "\n");
    }
    if (cairn_value_count(undecided)) {
        cairn_md_raw(md, "- **");
        cairn_md_say(md, CAIRN_MSG_OUTCOME_OTHERWISE);
        cairn_md_raw(md, "** → ");
        if (cairn_value_count(undecided) > 1)
            cairn_md_say(md, CAIRN_MSG_OUTCOME_ONE_OF);
        cairn_md_put_titles(md, causes, undecided);
        cairn_md_raw(md, "\n");
    }
}

static void write_why(struct cairn_md *md, const struct cairn_value *finding)
{
    const struct cairn_value *causes = cairn_value_get(finding, "causes");
    if (!cairn_value_is_empty(cairn_value_get(finding, "cause")))
        write_cause(md, cairn_value_get(finding, "cause"));
    else if (!cairn_value_is_empty(cairn_value_get(finding, "decide")))
        write_decide(md, finding);
    else if (cairn_value_count(causes))
        write_causes(md, causes);
}

static void write_dead_ends(struct cairn_md *md, const struct cairn_value *dead_ends)
{
    if (cairn_value_count(dead_ends))
        cairn_md_heading(md, 3, CAIRN_MSG_LABEL_DO_NOT);
    CAIRN_VALUE_EACH(dead_end, dead_ends)
    {
        struct cairn_span action = cairn_value_get_text(dead_end->value, "action");
        cairn_md_raw(md, "- **");
        if (action.size)
            cairn_md_put(md, action);
        else
            cairn_md_say(md, CAIRN_MSG_ACTION_NOT_STATED);
        cairn_md_raw(md, "**");
        cairn_md_say(md, CAIRN_MSG_WHY_DASH);
        cairn_md_put_key(md, dead_end->value, "why");
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_fail(&counts, dead_end->value, NULL, md->in_chinese);
        cairn_md_rate(
            md, &counts, cairn_value_get(dead_end->value, "fail_rate"), CAIRN_MSG_DEAD_END_RATE);
        cairn_md_raw(md, "\n");
    }
}

static void write_verify(struct cairn_md *md, const struct cairn_value *verify)
{
    if (!cairn_value_is(verify, CAIRN_VALUE_OBJECT))
        return;
    cairn_md_label(md, CAIRN_MSG_LABEL_VERIFY);
    cairn_md_say1(md, CAIRN_MSG_VERIFY_SHOWS, cairn_value_get_text(verify, "shows"));
    cairn_md_raw(md, "\n");
    cairn_md_block(md, cairn_value_get_text(verify, "command"), 2);
}

static void write_fit(
    struct cairn_md *md, const struct cairn_value *change, const struct cairn_value *causes)
{
    const struct cairn_value *resolves = cairn_value_get(change, "resolves");
    if (cairn_value_count(causes) < 2 || !cairn_value_count(resolves))
        return;
    cairn_md_say(md, CAIRN_MSG_BRACKET_OPEN);
    cairn_md_say(md, CAIRN_MSG_RESOLVES);
    cairn_md_put_titles(md, causes, resolves);
    cairn_md_say(md, CAIRN_MSG_BRACKET_CLOSE);
}

static void write_best(struct cairn_md *md, const struct cairn_value *finding)
{
    const struct cairn_value *best = cairn_value_get(finding, "best");
    const struct cairn_value *causes = cairn_value_get(finding, "causes");
    if (cairn_value_is_empty(best))
        return;
    cairn_md_heading(md, 3, CAIRN_MSG_LABEL_DO);
    cairn_md_put_key(md, best, "action");
    write_fit(md, best, causes);
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    CAIRN_AUTO_BUF struct cairn_buf where_measured = {0};
    (void)cairn_measured_success(&counts, best, causes, md->in_chinese);
    cairn_md_rate(md, &counts, cairn_value_get(best, "success_rate"), CAIRN_MSG_SUCCESS_RATE);
    if (counts.size && cairn_measured_on(&where_measured, cairn_value_get(finding, "measured_on"),
                           md->in_chinese)) {
        cairn_md_say(md, CAIRN_MSG_WHY_DASH);
        cairn_md_put(md, cairn_buf_span(&where_measured));
    }
    cairn_buf_pass_failure(md->out, &where_measured);
    cairn_md_raw(md, "\n\n");
    CAIRN_VALUE_EACH(step, cairn_value_get(best, "steps"))
    cairn_md_block(md, cairn_value_get_text(step->value, "text"), 0);
    cairn_md_raw(md, "\n");
    cairn_md_effect(md, "- ", best);
    CAIRN_AUTO_BUF struct cairn_buf field = {0};
    if (cairn_field_best(&field, best, md->in_chinese)) {
        cairn_md_raw(md, "- ");
        cairn_md_put(md, cairn_buf_span(&field));
        cairn_md_raw(md, "\n");
    }
    cairn_buf_pass_failure(md->out, &field);
    write_bullet(md, CAIRN_MSG_LABEL_NEEDS, cairn_value_get_text(best, "needs"));
    write_bullet(md, CAIRN_MSG_LABEL_UNDO, cairn_value_get_text(best, "undo"));
    write_verify(md, cairn_value_get(best, "verify"));
    CAIRN_VALUE_EACH(other, cairn_value_get(finding, "others"))
    {
        cairn_md_label(md, CAIRN_MSG_LABEL_ELSE);
        cairn_md_put_key(md, other->value, "action");
        write_fit(md, other->value, causes);
        cairn_md_raw(md, "\n");
    }
}

static void write_values(struct cairn_md *md, const struct cairn_value *captures)
{
    CAIRN_VALUE_EACH(capture, captures)
    {
        cairn_md_label(md, CAIRN_MSG_LABEL_VALUES);
        cairn_md_code(md, capture->key);
        cairn_md_raw(md, " = ");
        cairn_md_code(md, cairn_value_get_text(capture->value, "value"));
        if (!cairn_value_get_bool(capture->value, "usable")) {
            cairn_md_say(md, CAIRN_MSG_WHY_DASH);
            cairn_md_say(md, CAIRN_MSG_VALUE_UNUSABLE);
        }
        cairn_md_raw(md, "\n");
    }
}

static void write_related(struct cairn_md *md, const struct cairn_value *finding)
{
    CAIRN_VALUE_EACH(consequence, cairn_value_get(finding, "consequences"))
    {
        cairn_md_label(md, CAIRN_MSG_LABEL_FOLDED);
        cairn_md_code(md, cairn_value_get_text(consequence->value, "record"));
        cairn_md_raw(md, " ×");
        cairn_md_put_key(md, consequence->value, "count");
        cairn_md_raw(md, "\n");
    }
    CAIRN_VALUE_EACH(id, cairn_value_get(finding, "also"))
    {
        cairn_md_label(md, CAIRN_MSG_LABEL_ALSO);
        cairn_md_code(md, cairn_value_text(id->value));
        cairn_md_raw(md, "\n");
    }
    CAIRN_VALUE_EACH(next, cairn_value_get(finding, "next"))
    {
        struct cairn_span condition = cairn_value_get_text(next->value, "condition");
        cairn_md_label(md, CAIRN_MSG_LABEL_NEXT);
        cairn_md_code(md, cairn_value_get_text(next->value, "record"));
        if (condition.size) {
            cairn_md_say(md, CAIRN_MSG_BRACKET_OPEN);
            cairn_md_put(md, condition);
            cairn_md_say(md, CAIRN_MSG_BRACKET_CLOSE);
        }
        cairn_md_raw(md, "\n");
    }
}

static void write_more(struct cairn_md *md, const struct cairn_value *finding)
{
    struct cairn_span doc = cairn_value_get_text(finding, "doc");
    cairn_md_heading(md, 3, CAIRN_MSG_LABEL_MORE);
    cairn_md_label(md, CAIRN_MSG_LABEL_VERIFICATION);
    cairn_md_put_word(md, cairn_value_get_text(finding, "tier"));
    cairn_md_raw(md, "\n");
    write_values(md, cairn_value_get(finding, "captures"));
    write_related(md, finding);
    if (doc.size) {
        cairn_md_label(md, CAIRN_MSG_LABEL_DOCUMENTATION);
        cairn_md_link(md, doc);
        cairn_md_raw(md, "\n");
    }
    cairn_md_raw(md, "- ");
    cairn_md_code(md, cairn_value_get_text(finding, "show"));
    cairn_md_raw(md, "\n");
}

static void write_title(
    struct cairn_md *md, const struct cairn_value *finding, struct cairn_span id)
{
    cairn_md_raw(md, "## ");
    cairn_md_code(md, id);
    cairn_md_raw(md, " ×");
    cairn_md_put_key(md, finding, "count");
    cairn_md_say(md, CAIRN_MSG_BRACKET_OPEN);
    cairn_md_put_word(md, cairn_value_get_text(finding, "severity"));
    cairn_md_say(md, CAIRN_MSG_BRACKET_CLOSE);
    cairn_md_raw(md, "\n\n");
}

static void write_known(struct cairn_md *md, const struct cairn_value *finding)
{
    struct cairn_span unless = cairn_value_get_text(finding, "no_action_unless");
    write_title(md, finding, cairn_value_get_text(finding, "record"));
    write_bullet(md, CAIRN_MSG_LABEL_IMPACT,
        cairn_message_word(cairn_value_get_text(finding, "impact"), md->in_chinese));
    write_seen(md, finding);
    write_event(md, finding);
    write_refuted(md, finding);
    write_paragraph(md, cairn_value_get_text(finding, "gloss"));
    write_paragraph(md, cairn_value_get_text(finding, "summary"));
    if (unless.size) {
        cairn_md_raw(md, "\n");
        cairn_md_say1(md, CAIRN_MSG_LEAVE_UNLESS, unless);
        cairn_md_raw(md, "\n");
    }
    write_why(md, finding);
    write_dead_ends(md, cairn_value_get(finding, "dead_ends"));
    write_best(md, finding);
    write_more(md, finding);
}

static void write_unknown(struct cairn_md *md, const struct cairn_value *finding)
{
    write_title(md, finding, cairn_value_get_text(finding, "template"));
    cairn_md_say(md, CAIRN_MSG_UNKNOWN_TEXT);
    cairn_md_raw(md, "\n\n");
    write_seen(md, finding);
    cairn_md_label(md, CAIRN_MSG_LABEL_SHAPE);
    cairn_md_code(md, cairn_value_get_text(finding, "shape"));
    cairn_md_raw(md, "\n");
    write_event(md, finding);
}

static void write_similar(struct cairn_md *md, const struct cairn_value *similar)
{
    if (!cairn_value_count(similar))
        return;
    cairn_md_heading(md, 2, CAIRN_MSG_SIMILAR_TEXT);
    cairn_md_records(md, similar, "record", "signature");
}

static void write_incomplete(struct cairn_md *md, const struct cairn_value *tree)
{
    if (cairn_value_get_bool(tree, "complete"))
        return;
    cairn_md_raw(md, "\n**");
    cairn_md_say(md, CAIRN_MSG_INCOMPLETE);
    cairn_md_raw(md, "**");
    CAIRN_VALUE_EACH(reason, cairn_value_get(tree, "incomplete_because"))
    {
        cairn_md_say(md, CAIRN_MSG_COLON);
        cairn_md_put(md, cairn_value_text(reason->value));
    }
    cairn_md_raw(md, "\n");
}

static void write_repairs(struct cairn_md *md, const struct cairn_value *tree)
{
    CAIRN_AUTO_BUF struct cairn_buf list = {0};
    cairn_explanation_list_repairs(&list, tree, md->in_chinese);
    cairn_buf_pass_failure(md->out, &list);
    if (!list.size)
        return;
    cairn_md_say1(md, CAIRN_MSG_MATCHED_AFTER, cairn_buf_span(&list));
    cairn_md_raw(md, "\n\n");
}

static void write_sums(struct cairn_md *md, const struct cairn_value *tree)
{
    struct cairn_explanation_lines lines;
    if (!cairn_explanation_sum_lines(tree, &lines))
        return;
    cairn_md_raw(md, "\n");
    cairn_message_append(
        md->out, CAIRN_MSG_LINES_SUM, md->in_chinese, lines.values, CAIRN_EXPLANATION_LINE_KINDS);
    cairn_md_raw(md, "\n");
}

static void write_canons(struct cairn_md *md, const struct cairn_value *canons)
{
    cairn_md_raw(md, "\n");
    CAIRN_VALUE_EACH(canon, canons)
    {
        cairn_md_say1(md, CAIRN_MSG_CANON_USED, cairn_value_get_text(canon->value, "name"));
        cairn_md_raw(md, " ");
        cairn_md_code(md, cairn_value_get_text(canon->value, "digest"));
        cairn_md_raw(md, "\n");
    }
}

void cairn_render_explanation_md(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_md md = {.out = buf, .in_chinese = options->in_chinese};
    const struct cairn_value *findings = cairn_value_get(tree, "findings");
    bool is_first = true;
    write_repairs(&md, tree);
    CAIRN_VALUE_EACH(finding, findings)
    {
        if (!is_first)
            cairn_md_raw(&md, "\n");
        is_first = false;
        if (cairn_span_equal_string(cairn_value_get_text(finding->value, "status"), "known"))
            write_known(&md, finding->value);
        else
            write_unknown(&md, finding->value);
    }
    if (is_first) {
        cairn_md_say(&md, cairn_explanation_nothing(tree));
        cairn_md_raw(&md, "\n");
    }
    write_similar(&md, cairn_value_get(tree, "similar"));
    write_incomplete(&md, tree);
    write_sums(&md, tree);
    write_canons(&md, cairn_value_get(tree, "canon"));
}
