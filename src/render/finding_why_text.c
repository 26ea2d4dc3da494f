/*
 * What a finding means and why it came: the meaning, the refutation, the cause, or the one command
 * that decides between the causes with what each outcome says.
 */
#include "base/utf8.h"
#include "render/explanation_internal.h"

#define OUTCOME_WIDTH 26 /* columns for what the command shows, before the arrow */

static void write_summary(struct cairn_text *text, const struct cairn_value *finding)
{
    struct cairn_span gloss = cairn_value_get_text(finding, "gloss");
    struct cairn_span summary = cairn_value_get_text(finding, "summary");
    struct cairn_span unless = cairn_value_get_text(finding, "no_action_unless");
    cairn_text_label(text, CAIRN_MSG_LABEL_MEANS);
    if (gloss.size) {
        cairn_text_put(text, gloss);
        cairn_text_flush_gutter(text);
    }
    /* Where a list of causes follows, the first sentence is enough. */
    int sentences = cairn_value_count(cairn_value_get(finding, "causes")) > 1 ? 1 : 2;
    cairn_text_put(text, text->full ? summary : cairn_text_sentences(summary, sentences));
    cairn_text_flush_gutter(text);
    if (unless.size) {
        cairn_text_label_styled(text, CAIRN_MSG_LABEL_LEAVE, CAIRN_STYLE_GOOD);
        cairn_text_say1(text, CAIRN_MSG_LEAVE_UNLESS, unless);
        cairn_text_flush_gutter(text);
    }
}

static void write_refuted(struct cairn_text *text, const struct cairn_value *finding)
{
    const struct cairn_value *refuted = cairn_value_get(finding, "refuted");
    if (cairn_value_is_empty(refuted))
        return;
    cairn_text_label_styled(text, CAIRN_MSG_LABEL_REFUTED, CAIRN_STYLE_WARN);
    cairn_text_say(text, CAIRN_MSG_REFUTED_TEXT);
    cairn_text_say(text, CAIRN_MSG_SENTENCE_GAP);
    cairn_text_put_key(text, refuted, "text");
    cairn_text_flush_gutter(text);
    const struct cairn_value *probably = cairn_value_get(refuted, "probably");
    if (cairn_value_count(probably)) {
        cairn_text_say(text, CAIRN_MSG_REFUTED_PROBABLY);
        cairn_text_flush_gutter(text);
    }
    CAIRN_VALUE_EACH(record, probably)
    {
        cairn_text_style(text, CAIRN_STYLE_BOLD);
        cairn_text_put_key(text, record->value, "record");
        cairn_text_style(text, CAIRN_STYLE_PLAIN);
        cairn_text_flush(text, cairn_text_gutter(text) + 2, cairn_text_gutter(text) + 2);
        cairn_text_put_key(text, record->value, "signature");
        cairn_text_flush(text, cairn_text_gutter(text) + 4, cairn_text_gutter(text) + 4);
    }
}

/* "(a)": what ties an outcome of the deciding command to the change for it. Only needed where there
 * are several causes. */
void cairn_explanation_put_letter(
    struct cairn_text *text, const struct cairn_value *causes, struct cairn_span id)
{
    unsigned place = 0;
    CAIRN_VALUE_EACH(cause, causes)
    {
        if (cairn_span_equal(cairn_value_get_text(cause->value, "id"), id))
            break;
        place++;
    }
    if (place < 26)
        cairn_buf_append_byte(&text->line, (char)('a' + place));
    else
        cairn_text_put(text, id);
}

/* "(a) The chain is longer …" */
static void put_cause(
    struct cairn_text *text, const struct cairn_value *causes, struct cairn_span id)
{
    cairn_text_add(text, "(");
    cairn_explanation_put_letter(text, causes, id);
    cairn_text_add(text, ")\u00A0");
    cairn_text_put(text, cairn_cause_title(causes, id));
}

static void write_cause(
    struct cairn_text *text, const struct cairn_value *cause, const struct cairn_basis *basis)
{
    struct cairn_span explanation = cairn_value_get_text(cause, "explanation");
    cairn_text_label(text, CAIRN_MSG_LABEL_CAUSE);
    cairn_text_put_key(text, cause, "title");
    cairn_basis_put_mark(text, basis, cause);
    if (explanation.size) {
        cairn_text_say(text, CAIRN_MSG_FULL_STOP);
        cairn_text_put(text, text->full ? explanation : cairn_text_sentences(explanation, 1));
    }
    cairn_text_flush_gutter(text);
}

static void write_causes(
    struct cairn_text *text, const struct cairn_value *causes, const struct cairn_basis *basis)
{
    int gutter = cairn_text_gutter(text);
    cairn_text_label(text, CAIRN_MSG_LABEL_CAUSE);
    cairn_explanation_say_number(text, CAIRN_MSG_CAUSE_ONE_OF, cairn_value_count(causes));
    cairn_text_flush_gutter(text);
    CAIRN_VALUE_EACH(cause, causes)
    {
        put_cause(text, causes, cairn_value_get_text(cause->value, "id"));
        cairn_basis_put_mark(text, basis, cause->value);
        cairn_text_flush(text, gutter, gutter + 4);
    }
}

/* Values that a log holds but no command may: said once, so that nobody wonders. */
void cairn_explanation_write_unsafe(struct cairn_text *text, const struct cairn_value *unfilled)
{
    CAIRN_VALUE_EACH(entry, unfilled)
    {
        if (!cairn_span_equal_string(cairn_value_get_text(entry->value, "why"), "unsafe"))
            continue;
        cairn_text_say1(text, CAIRN_MSG_UNSAFE_VALUE, cairn_value_get_text(entry->value, "means"));
        cairn_text_flush_gutter(text);
    }
}

void cairn_explanation_put_fill_in(struct cairn_text *text, const struct cairn_value *unfilled)
{
    if (cairn_value_count(unfilled))
        cairn_text_say(text, CAIRN_MSG_FILL_IN);
}

/* "3 or more → The chain is longer …": arrows below each other where the left side is short. */
static void write_outcome(struct cairn_text *text, struct cairn_span shows, int width)
{
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put(text, shows);
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    int used = (int)cairn_utf8_width(shows);
    for (; used < width; used++)
        cairn_text_add(text, "\u00A0");
    cairn_text_add(text, " → ");
}

static int outcome_width(struct cairn_text *text, const struct cairn_value *decide)
{
    size_t width = 0;
    CAIRN_VALUE_EACH(outcome, cairn_value_get(decide, "outcomes"))
    {
        size_t shows = cairn_utf8_width(cairn_value_get_text(outcome->value, "shows"));
        if (shows > OUTCOME_WIDTH)
            return 0;
        width = shows > width ? shows : width;
    }
    if (cairn_value_count(cairn_value_get(decide, "undecided"))) {
        size_t otherwise = cairn_utf8_width(
            cairn_span_from_string(cairn_message(CAIRN_MSG_OUTCOME_OTHERWISE, text->in_chinese)));
        width = otherwise > width ? otherwise : width;
    }
    return (int)width;
}

static void write_undecided(struct cairn_text *text, const struct cairn_value *decide,
    const struct cairn_value *causes, int width)
{
    const struct cairn_value *undecided = cairn_value_get(decide, "undecided");
    if (!cairn_value_count(undecided))
        return;
    write_outcome(text,
        cairn_span_from_string(cairn_message(CAIRN_MSG_OUTCOME_OTHERWISE, text->in_chinese)),
        width);
    if (cairn_value_count(undecided) > 1)
        cairn_text_say(text, CAIRN_MSG_OUTCOME_ONE_OF);
    bool is_first = true;
    CAIRN_VALUE_EACH(id, undecided)
    {
        if (!is_first)
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        is_first = false;
        put_cause(text, causes, cairn_value_text(id->value));
    }
    cairn_text_flush(
        text, cairn_text_gutter(text), cairn_text_gutter(text) + (width ? width + 3 : 2));
}

static void write_decide(struct cairn_text *text, const struct cairn_value *finding)
{
    const struct cairn_value *decide = cairn_value_get(finding, "decide");
    const struct cairn_value *causes = cairn_value_get(finding, "causes");
    int gutter = cairn_text_gutter(text);
    int width = outcome_width(text, decide);
    cairn_text_label(text, CAIRN_MSG_LABEL_DECIDE);
    cairn_explanation_say_number(text, CAIRN_MSG_DECIDE_ONE_OF, cairn_value_count(causes));
    cairn_explanation_put_fill_in(text, cairn_value_get(decide, "unfilled"));
    cairn_text_say(text, CAIRN_MSG_COLON_END);
    cairn_text_flush_gutter(text);
    cairn_text_verbatim(
        text, cairn_value_get_text(decide, "command"), cairn_explanation_command_indent(text));
    cairn_explanation_write_unsafe(text, cairn_value_get(decide, "unfilled"));
    CAIRN_VALUE_EACH(outcome, cairn_value_get(decide, "outcomes"))
    {
        write_outcome(text, cairn_value_get_text(outcome->value, "shows"), width);
        put_cause(text, causes, cairn_value_get_text(outcome->value, "cause"));
        cairn_text_flush(text, gutter, gutter + (width ? width + 3 : 2));
    }
    write_undecided(text, decide, causes, width);
}

void cairn_finding_write_why(
    struct cairn_text *text, const struct cairn_value *finding, const struct cairn_basis *basis)
{
    const struct cairn_value *causes = cairn_value_get(finding, "causes");
    if (!cairn_value_is_empty(cairn_value_get(finding, "cause")))
        write_cause(text, cairn_value_get(finding, "cause"), basis);
    else if (!cairn_value_is_empty(cairn_value_get(finding, "decide")))
        write_decide(text, finding);
    else if (cairn_value_count(causes) == 1)
        write_cause(text, cairn_value_at(causes, 0), basis);
    else if (cairn_value_count(causes))
        write_causes(text, causes, basis);
}

void cairn_finding_write_meaning(struct cairn_text *text, const struct cairn_value *finding)
{
    write_refuted(text, finding);
    write_summary(text, finding);
}
