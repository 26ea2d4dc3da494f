/*
 * What not to do about a finding, what to do, how to undo and verify it, and how we know. The tree
 * has the best first; without --full the first few are shown.
 */
#include "render/field.h"
#include "render/explanation_internal.h"
#include "render/measured.h"

#define DEAD_ENDS_SHOWN 3
#define DEAD_END_LINES  2
#define OTHERS_SHOWN    3

static void write_dead_end(
    struct cairn_text *text, const struct cairn_value *dead_end, const struct cairn_basis *basis)
{
    struct cairn_span action = cairn_value_get_text(dead_end, "action");
    struct cairn_span why = cairn_value_get_text(dead_end, "why");
    struct cairn_span harm = cairn_value_get_text(dead_end, "harm");
    int gutter = cairn_text_gutter(text);
    cairn_text_put(text, action);
    if (action.size && why.size)
        cairn_text_say(text, CAIRN_MSG_WHY_DASH);
    cairn_text_put(text, text->full ? why : cairn_text_sentences(why, 1));
    if (harm.size && !why.size) {
        cairn_text_say(text, CAIRN_MSG_WHY_DASH);
        cairn_text_say1(text, CAIRN_MSG_HARM_MARK, harm);
    }
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    if (text->full && cairn_measured_fail(&counts, dead_end, NULL, text->in_chinese)) {
        cairn_text_add(text, " ·\u00A0");
        cairn_text_put(text, cairn_buf_span(&counts));
    }
    cairn_buf_pass_failure(text->out, &counts);
    cairn_basis_put_mark(text, basis, dead_end);
    cairn_text_flush_lines(text, gutter, gutter + 2, text->full ? 0 : DEAD_END_LINES);
}

static void write_dead_ends(
    struct cairn_text *text, const struct cairn_value *finding, const struct cairn_basis *basis)
{
    const struct cairn_value *dead_ends = cairn_value_get(finding, "dead_ends");
    uint32_t shown = 0;
    cairn_text_label_styled(text, CAIRN_MSG_LABEL_DO_NOT, CAIRN_STYLE_BAD);
    CAIRN_VALUE_EACH(dead_end, dead_ends)
    {
        if (!text->full && shown == DEAD_ENDS_SHOWN)
            break;
        shown++;
        write_dead_end(text, dead_end->value, basis);
    }
    cairn_buf_clear(&text->label);
}

/* What to do. */

/* "(a, c) " before a change that resolves some of several causes. */
static void put_fit(
    struct cairn_text *text, const struct cairn_value *change, const struct cairn_value *causes)
{
    const struct cairn_value *resolves = cairn_value_get(change, "resolves");
    uint32_t count = cairn_value_count(resolves);
    if (cairn_value_count(causes) < 2 || !count)
        return;
    if (count >= cairn_value_count(causes)) {
        cairn_text_say(text, CAIRN_MSG_FITS_EVERY);
        return;
    }
    bool is_first = true;
    cairn_text_add(text, "(");
    CAIRN_VALUE_EACH(id, resolves)
    {
        if (!is_first)
            cairn_text_add(text, ",\u00A0");
        is_first = false;
        cairn_explanation_put_letter(text, causes, cairn_value_text(id->value));
    }
    cairn_text_add(text, ") ");
}

void cairn_text_put_effect(struct cairn_text *text, const struct cairn_value *change)
{
    static const struct {
        const char *key;
        const char *value;
        enum cairn_message message;
    } effects[] = {
        {"carrier", "reload", CAIRN_MSG_AFTER_RELOAD},
        {"carrier", "restart", CAIRN_MSG_AFTER_RESTART},
        {"disrupts", "downtime", CAIRN_MSG_CAUSES_DOWNTIME},
    };
    struct cairn_span where = cairn_value_get_text(change, "where");
    if (where.size)
        cairn_text_say1(text, CAIRN_MSG_WHERE, cairn_message_word(where, text->in_chinese));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(effects); i++) {
        if (!cairn_span_equal_string(
                cairn_value_get_text(change, effects[i].key), effects[i].value))
            continue;
        if (!cairn_text_is_empty(text))
            cairn_text_add(text, " ·\u00A0");
        cairn_text_say(text, effects[i].message);
    }
}

static void write_labelled(struct cairn_text *text, enum cairn_message label,
    const struct cairn_value *item, const char *key)
{
    struct cairn_span value = cairn_value_get_text(item, key);
    if (!value.size)
        return;
    cairn_text_label(text, label);
    cairn_text_put(text, value);
    cairn_text_flush_gutter(text);
}

static void write_verify(struct cairn_text *text, const struct cairn_value *best)
{
    const struct cairn_value *verify = cairn_value_get(best, "verify");
    if (cairn_value_is_empty(verify))
        return;
    struct cairn_span shows = cairn_value_get_text(verify, "shows");
    cairn_text_label(text, CAIRN_MSG_LABEL_VERIFY);
    cairn_text_say1(text, CAIRN_MSG_VERIFY_SHOWS, shows);
    cairn_text_flush_gutter(text);
    cairn_text_verbatim(
        text, cairn_value_get_text(verify, "command"), cairn_explanation_command_indent(text));
}

/* An imported record repeats its action as the text of its only step. */
static bool is_step_shown(const struct cairn_value *best, const struct cairn_value *step)
{
    return !cairn_span_equal(cairn_span_trim(cairn_value_get_text(best, "action")),
        cairn_span_trim(cairn_value_get_text(step, "text")));
}

/* One reminder about ‹…› is enough for both commands. */
static bool decides_unfilled(const struct cairn_value *finding)
{
    return !cairn_value_is_empty(cairn_value_path(finding, "decide.unfilled"));
}

/* Said only where an answer would be expected: noise and refuted records have none. */
static void write_no_best(struct cairn_text *text, const struct cairn_value *finding)
{
    bool is_noise = cairn_value_get_text(finding, "no_action_unless").size > 0;
    if (is_noise || !cairn_value_is_empty(cairn_value_get(finding, "refuted")))
        return;
    cairn_text_label(text, CAIRN_MSG_LABEL_DO);
    cairn_text_say(text, CAIRN_MSG_NO_BEST);
    cairn_text_flush_gutter(text);
}

static void write_best(
    struct cairn_text *text, const struct cairn_value *finding, const struct cairn_basis *basis)
{
    const struct cairn_value *best = cairn_value_get(finding, "best");
    if (cairn_value_is_empty(best)) {
        write_no_best(text, finding);
        return;
    }
    cairn_text_label_styled(text, CAIRN_MSG_LABEL_DO, CAIRN_STYLE_GOOD);
    put_fit(text, best, cairn_value_get(finding, "causes"));
    cairn_text_put_key(text, best, "action");
    cairn_basis_put_mark(text, basis, best);
    if (!decides_unfilled(finding))
        cairn_explanation_put_fill_in(text, cairn_value_get(best, "unfilled"));
    cairn_text_flush_gutter(text);
    CAIRN_VALUE_EACH(step, cairn_value_get(best, "steps"))
    {
        if (is_step_shown(best, step->value))
            cairn_text_verbatim(text, cairn_value_get_text(step->value, "text"),
                cairn_explanation_command_indent(text));
    }
    if (!decides_unfilled(finding))
        cairn_explanation_write_unsafe(text, cairn_value_get(best, "unfilled"));
    cairn_text_put_effect(text, best);
    cairn_text_flush_gutter(text);
    write_labelled(text, CAIRN_MSG_LABEL_NEEDS, best, "needs");
    write_labelled(text, CAIRN_MSG_LABEL_UNDO, best, "undo");
    write_verify(text, best);
}

/* Does the best change resolve every cause that this one resolves? */
static bool is_covered(const struct cairn_value *best, const struct cairn_value *other)
{
    CAIRN_VALUE_EACH(id, cairn_value_get(other, "resolves"))
    {
        bool is_found = false;
        CAIRN_VALUE_EACH(covered, cairn_value_get(best, "resolves"))
        is_found |= cairn_value_equal(covered->value, id->value);
        if (!is_found)
            return false;
    }
    return true;
}

/* Without --full only what helps where the best does not. */
static void write_others(
    struct cairn_text *text, const struct cairn_value *finding, const struct cairn_basis *basis)
{
    const struct cairn_value *best = cairn_value_get(finding, "best");
    int gutter = cairn_text_gutter(text);
    uint32_t shown = 0;
    cairn_text_label(text, CAIRN_MSG_LABEL_ELSE);
    CAIRN_VALUE_EACH(other, cairn_value_get(finding, "others"))
    {
        if (!text->full && is_covered(best, other->value))
            continue;
        if (!text->full && shown++ == OTHERS_SHOWN)
            break;
        put_fit(text, other->value, cairn_value_get(finding, "causes"));
        cairn_text_put_key(text, other->value, "action");
        cairn_basis_put_mark(text, basis, other->value);
        cairn_text_flush(text, gutter, gutter + 2);
    }
    cairn_buf_clear(&text->label);
}

/* "measured on nginx 1.18–1.30, except where it says (claimed); resolves 3 of 10 causes" */
static void put_measured(
    struct cairn_text *text, const struct cairn_value *finding, const struct cairn_basis *basis)
{
    CAIRN_AUTO_BUF struct cairn_buf versions = {0};
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    if (cairn_measured_on(&versions, cairn_value_get(finding, "measured_on"), text->in_chinese))
        cairn_text_put(text, cairn_buf_span(&versions));
    else
        cairn_text_say(text, CAIRN_MSG_BASIS_MEASURED);
    if (basis->claimed)
        cairn_text_say(text, CAIRN_MSG_EXCEPT_CLAIMED);
    if (cairn_measured_success(&counts, cairn_value_get(finding, "best"),
            cairn_value_get(finding, "causes"), text->in_chinese)) {
        cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        cairn_text_put(text, cairn_buf_span(&counts));
    }
    cairn_buf_pass_failure(text->out, &versions);
    cairn_buf_pass_failure(text->out, &counts);
}

static void write_basis(
    struct cairn_text *text, const struct cairn_value *finding, const struct cairn_basis *basis)
{
    bool is_sourced = cairn_span_equal_string(cairn_value_get_text(finding, "tier"), "sourced");
    bool is_refuted = !cairn_value_is_empty(cairn_value_get(finding, "refuted"));
    if (is_refuted || (!basis->claimed && !basis->measured))
        return;
    cairn_text_label(text, CAIRN_MSG_LABEL_BASIS);
    if (basis->measured)
        put_measured(text, finding, basis);
    else
        cairn_text_say(text, is_sourced ? CAIRN_MSG_BASIS_SOURCED : CAIRN_MSG_BASIS_CLAIMED);
    cairn_text_flush_gutter(text);
    CAIRN_AUTO_BUF struct cairn_buf field = {0};
    if (cairn_field_best(&field, cairn_value_get(finding, "best"), text->in_chinese))
        cairn_text_put(text, cairn_buf_span(&field));
    cairn_buf_pass_failure(text->out, &field);
    cairn_text_flush_gutter(text);
}

void cairn_finding_write_advice(
    struct cairn_text *text, const struct cairn_value *finding, const struct cairn_basis *basis)
{
    write_dead_ends(text, finding, basis);
    write_best(text, finding, basis);
    write_others(text, finding, basis);
    write_basis(text, finding, basis);
}
