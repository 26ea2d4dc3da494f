/*
 * An explanation for somebody at a terminal at night: what it is, what it means, the one command
 * that decides or the cause, what not to do, what to do, how to undo and verify it, how we know.
 * About 24 lines of 80 columns a finding; nothing that decides is left out, whatever else is there
 * comes with --full. Reads the tree only (cairn.explanation/1).
 */
#include "base/utf8.h"
#include "render/render_internal.h"

/* Shown without --full. */
#define DEAD_ENDS_SHOWN   3
#define OTHERS_SHOWN      3
#define UNKNOWNS_SHOWN    3
#define RELATED_SHOWN     4
#define QUOTE_LINES_SHOWN 6

#define OUTCOME_WIDTH 26 /* columns for what the command shows, before the arrow */

/* "Basis" says once how we know; marks are only needed where some of it is measured and some is
 * not. */
struct basis {
    unsigned claimed;
    unsigned measured;
};

static bool is_null(const struct cairn_value *value)
{
    return !value || value->kind == CAIRN_VALUE_NULL;
}

static void say_number(struct cairn_text *text, enum cairn_message message, uint64_t number)
{
    struct cairn_digits digits;
    cairn_text_say1(text, message, cairn_digits_of(&digits, number));
}

/* Below the label's text, a little to the right: seen at once, and still easy to select. */
static int command_indent(const struct cairn_text *text)
{
    return cairn_text_gutter(text) + 2;
}

static void note_basis(struct basis *basis, const struct cairn_value *item)
{
    struct cairn_span word = cairn_value_get_text(item, "basis");
    basis->claimed += cairn_span_equal_string(word, "claimed");
    basis->measured += cairn_span_equal_string(word, "measured");
}

static struct basis find_basis(const struct cairn_value *finding)
{
    struct basis basis = {0};
    note_basis(&basis, cairn_value_get(finding, "best"));
    CAIRN_VALUE_EACH(cause, cairn_value_get(finding, "causes"))
    note_basis(&basis, cause->value);
    CAIRN_VALUE_EACH(dead_end, cairn_value_get(finding, "dead_ends"))
    note_basis(&basis, dead_end->value);
    return basis;
}

static void put_claimed_mark(
    struct cairn_text *text, const struct basis *basis, const struct cairn_value *item)
{
    if (basis->measured && cairn_span_equal_string(cairn_value_get_text(item, "basis"), "claimed"))
        cairn_text_say(text, CAIRN_MSG_CLAIMED_MARK);
}

/* Head: mark, id, count, times, place. */

static void put_mark(struct cairn_text *text, const struct cairn_value *finding)
{
    static const struct {
        const char *severity;
        enum cairn_message mark;
        enum cairn_text_style style;
    } marks[] = {
        {"error", CAIRN_MSG_MARK_ERROR, CAIRN_STYLE_BAD},
        {"warning", CAIRN_MSG_MARK_WARNING, CAIRN_STYLE_WARN},
        {"note", CAIRN_MSG_MARK_NOTE, CAIRN_STYLE_BOLD},
        {"noise", CAIRN_MSG_MARK_NOISE, CAIRN_STYLE_DIM},
    };
    struct cairn_span severity = cairn_value_get_text(finding, "severity");
    bool is_unknown = cairn_span_equal_string(cairn_value_get_text(finding, "status"), "unknown");
    for (size_t i = 0; !is_unknown && i < CAIRN_ARRAY_SIZE(marks); i++) {
        if (cairn_span_equal_string(severity, marks[i].severity)) {
            cairn_text_style(text, marks[i].style);
            cairn_text_say(text, marks[i].mark);
        }
    }
    if (is_unknown) {
        cairn_text_style(text, CAIRN_STYLE_WARN);
        cairn_text_say(text, CAIRN_MSG_MARK_UNKNOWN);
    }
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
}

/* "2026-11-20T06:12:01Z" as people write it. */
static void append_time(struct cairn_buf *buf, struct cairn_span time)
{
    for (size_t i = 0; i < time.size; i++) {
        if (time.data[i] == 'T' && i == 10)
            cairn_buf_append_string(buf, "\u00A0");
        else if (time.data[i] != 'Z' || i + 1 < time.size)
            cairn_buf_append_byte(buf, time.data[i]);
    }
}

static void put_times(struct cairn_text *text, const struct cairn_value *finding)
{
    struct cairn_span first = cairn_value_get_text(finding, "first");
    struct cairn_span last = cairn_value_get_text(finding, "last");
    if (!first.size)
        return;
    CAIRN_AUTO_BUF struct cairn_buf from = {0};
    CAIRN_AUTO_BUF struct cairn_buf to = {0};
    append_time(&from, first);
    bool is_same_day = last.size > 11 && cairn_span_equal(cairn_span_slice(first, 0, 10),
                                             cairn_span_slice(last, 0, 10));
    append_time(&to, is_same_day ? cairn_span_slice(last, 11, last.size) : last);
    cairn_text_add(text, " ·\u00A0");
    if (!last.size || cairn_span_equal(first, last))
        cairn_text_put(text, cairn_buf_span(&from));
    else
        cairn_text_say2(text, CAIRN_MSG_FROM_TO, cairn_buf_span(&from), cairn_buf_span(&to));
    cairn_text_pass_failure(text, &from);
    cairn_text_pass_failure(text, &to);
}

static void put_count(struct cairn_text *text, const struct cairn_value *item)
{
    int64_t count = cairn_value_get_int(item, "count");
    cairn_text_add(text, "×");
    cairn_text_put_number(text, count > 0 ? (uint64_t)count : 0);
}

static void put_place(
    struct cairn_text *text, const struct cairn_value *tree, const struct cairn_value *finding)
{
    if (cairn_value_get_int(cairn_value_get(tree, "lines"), "total") <= 1)
        return;
    cairn_text_add(text, " ·\u00A0");
    cairn_text_put_key(text, finding, "input");
    cairn_text_add(text, ":");
    cairn_text_put_key(text, finding, "line");
}

static void write_head(struct cairn_text *text, const struct cairn_value *tree,
    const struct cairn_value *finding, struct cairn_span id)
{
    struct cairn_span impact = cairn_value_get_text(finding, "impact");
    put_mark(text, finding);
    cairn_text_add(text, " ");
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put(text, id);
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    cairn_text_add(text, " ");
    put_count(text, finding);
    put_times(text, finding);
    put_place(text, tree, finding);
    if (impact.size && !cairn_span_equal_string(impact, "none")) {
        cairn_text_add(text, " ·\u00A0");
        cairn_text_put_word(text, impact);
    }
    cairn_text_flush(text, 0, cairn_text_gutter(text));
}

static void write_event(struct cairn_text *text, const struct cairn_value *finding)
{
    cairn_text_quote(text, cairn_span_trim(cairn_value_get_text(finding, "event")), 0,
        text->full ? 0 : QUOTE_LINES_SHOWN);
    if (cairn_value_get_bool(finding, "event_cut")) {
        cairn_text_style(text, CAIRN_STYLE_DIM);
        cairn_text_say(text, CAIRN_MSG_EVENT_CUT);
        cairn_text_flush(text, 0, 0);
    }
}

/* Meaning and causes. */

static void write_meaning(struct cairn_text *text, const struct cairn_value *finding)
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
    if (is_null(refuted))
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
static void put_letter(
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
    struct cairn_span title = cairn_value_get_text(cairn_value_find(causes, "id", id), "title");
    cairn_text_add(text, "(");
    put_letter(text, causes, id);
    cairn_text_add(text, ")\u00A0");
    cairn_text_put(text, title.size ? title : id);
}

static void write_cause(
    struct cairn_text *text, const struct cairn_value *cause, const struct basis *basis)
{
    struct cairn_span explanation = cairn_value_get_text(cause, "explanation");
    cairn_text_label(text, CAIRN_MSG_LABEL_CAUSE);
    cairn_text_put_key(text, cause, "title");
    put_claimed_mark(text, basis, cause);
    if (explanation.size) {
        cairn_text_say(text, CAIRN_MSG_FULL_STOP);
        cairn_text_put(text, text->full ? explanation : cairn_text_sentences(explanation, 1));
    }
    cairn_text_flush_gutter(text);
}

static void write_causes(
    struct cairn_text *text, const struct cairn_value *causes, const struct basis *basis)
{
    int gutter = cairn_text_gutter(text);
    cairn_text_label(text, CAIRN_MSG_LABEL_CAUSE);
    say_number(text, CAIRN_MSG_CAUSE_ONE_OF, cairn_value_count(causes));
    cairn_text_flush_gutter(text);
    CAIRN_VALUE_EACH(cause, causes)
    {
        put_cause(text, causes, cairn_value_get_text(cause->value, "id"));
        put_claimed_mark(text, basis, cause->value);
        cairn_text_flush(text, gutter, gutter + 4);
    }
}

/* Values that a log holds but no command may: said once, so that nobody wonders. */
static void write_unsafe(struct cairn_text *text, const struct cairn_value *unfilled)
{
    CAIRN_VALUE_EACH(entry, unfilled)
    {
        if (!cairn_span_equal_string(cairn_value_get_text(entry->value, "why"), "unsafe"))
            continue;
        cairn_text_say1(text, CAIRN_MSG_UNSAFE_VALUE, cairn_value_get_text(entry->value, "means"));
        cairn_text_flush_gutter(text);
    }
}

static void put_fill_in(struct cairn_text *text, const struct cairn_value *unfilled)
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
    say_number(text, CAIRN_MSG_DECIDE_ONE_OF, cairn_value_count(causes));
    put_fill_in(text, cairn_value_get(decide, "unfilled"));
    cairn_text_say(text, CAIRN_MSG_COLON_END);
    cairn_text_flush_gutter(text);
    cairn_text_verbatim(text, cairn_value_get_text(decide, "command"), command_indent(text));
    write_unsafe(text, cairn_value_get(decide, "unfilled"));
    CAIRN_VALUE_EACH(outcome, cairn_value_get(decide, "outcomes"))
    {
        write_outcome(text, cairn_value_get_text(outcome->value, "shows"), width);
        put_cause(text, causes, cairn_value_get_text(outcome->value, "cause"));
        cairn_text_flush(text, gutter, gutter + (width ? width + 3 : 2));
    }
    write_undecided(text, decide, causes, width);
}

static void write_why(
    struct cairn_text *text, const struct cairn_value *finding, const struct basis *basis)
{
    const struct cairn_value *causes = cairn_value_get(finding, "causes");
    if (!is_null(cairn_value_get(finding, "cause")))
        write_cause(text, cairn_value_get(finding, "cause"), basis);
    else if (!is_null(cairn_value_get(finding, "decide")))
        write_decide(text, finding);
    else if (cairn_value_count(causes) == 1)
        write_cause(text, cairn_value_at(causes, 0), basis);
    else if (cairn_value_count(causes))
        write_causes(text, causes, basis);
}

/* What not to do. */

static void write_dead_end(
    struct cairn_text *text, const struct cairn_value *dead_end, const struct basis *basis)
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
    struct cairn_digits rate;
    struct cairn_span percent = cairn_digits_percent(&rate, cairn_value_get(dead_end, "fail_rate"));
    if (text->full && percent.size) {
        cairn_text_add(text, " ·\u00A0");
        cairn_text_say1(text, CAIRN_MSG_FAIL_RATE, percent);
    }
    put_claimed_mark(text, basis, dead_end);
    cairn_text_flush(text, gutter, gutter + 2);
}

static void write_dead_ends(
    struct cairn_text *text, const struct cairn_value *finding, const struct basis *basis)
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
        put_letter(text, causes, cairn_value_text(id->value));
    }
    cairn_text_add(text, ") ");
}

static void put_effect(struct cairn_text *text, const struct cairn_value *change)
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
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(effects); i++) {
        if (!cairn_span_equal_string(
                cairn_value_get_text(change, effects[i].key), effects[i].value))
            continue;
        if (!cairn_text_is_empty(text))
            cairn_text_add(text, " ·\u00A0");
        cairn_text_say(text, effects[i].message);
    }
}

static void write_effect(struct cairn_text *text, const struct cairn_value *best)
{
    struct cairn_span where = cairn_value_get_text(best, "where");
    if (where.size)
        cairn_text_say1(text, CAIRN_MSG_WHERE, cairn_message_word(where, text->in_chinese));
    put_effect(text, best);
    cairn_text_flush_gutter(text);
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
    if (cairn_value_is(verify, CAIRN_VALUE_STRING)) {
        write_labelled(text, CAIRN_MSG_LABEL_VERIFY, best, "verify");
        return;
    }
    if (is_null(verify))
        return;
    struct cairn_span shows = cairn_value_get_text(verify, "shows");
    cairn_text_label(text, CAIRN_MSG_LABEL_VERIFY);
    cairn_text_say1(text, CAIRN_MSG_VERIFY_SHOWS, shows);
    cairn_text_flush_gutter(text);
    cairn_text_verbatim(text, cairn_value_get_text(verify, "command"), command_indent(text));
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
    if (is_noise || !is_null(cairn_value_get(finding, "refuted")))
        return;
    cairn_text_label(text, CAIRN_MSG_LABEL_DO);
    cairn_text_say(text, CAIRN_MSG_NO_BEST);
    cairn_text_flush_gutter(text);
}

static void write_best(
    struct cairn_text *text, const struct cairn_value *finding, const struct basis *basis)
{
    const struct cairn_value *best = cairn_value_get(finding, "best");
    if (is_null(best)) {
        write_no_best(text, finding);
        return;
    }
    cairn_text_label_styled(text, CAIRN_MSG_LABEL_DO, CAIRN_STYLE_GOOD);
    put_fit(text, best, cairn_value_get(finding, "causes"));
    cairn_text_put_key(text, best, "action");
    put_claimed_mark(text, basis, best);
    if (!decides_unfilled(finding))
        put_fill_in(text, cairn_value_get(best, "unfilled"));
    cairn_text_flush_gutter(text);
    CAIRN_VALUE_EACH(step, cairn_value_get(best, "steps"))
    {
        if (is_step_shown(best, step->value))
            cairn_text_verbatim(
                text, cairn_value_get_text(step->value, "text"), command_indent(text));
    }
    if (!decides_unfilled(finding))
        write_unsafe(text, cairn_value_get(best, "unfilled"));
    write_effect(text, best);
    write_labelled(text, CAIRN_MSG_LABEL_NEEDS, best, "needs");
    write_labelled(text, CAIRN_MSG_LABEL_UNDO, best, "undo");
    write_verify(text, best);
}

static void write_others(
    struct cairn_text *text, const struct cairn_value *finding, const struct basis *basis)
{
    int gutter = cairn_text_gutter(text);
    uint32_t shown = 0;
    cairn_text_label(text, CAIRN_MSG_LABEL_ELSE);
    CAIRN_VALUE_EACH(other, cairn_value_get(finding, "others"))
    {
        if (!text->full && shown++ == OTHERS_SHOWN)
            break;
        put_fit(text, other->value, cairn_value_get(finding, "causes"));
        cairn_text_put_key(text, other->value, "action");
        put_claimed_mark(text, basis, other->value);
        cairn_text_flush(text, gutter, gutter + 2);
    }
    cairn_buf_clear(&text->label);
}

static void write_basis(
    struct cairn_text *text, const struct cairn_value *finding, const struct basis *basis)
{
    struct cairn_digits rate;
    struct cairn_span percent =
        cairn_digits_percent(&rate, cairn_value_path(finding, "best.success_rate"));
    bool is_sourced = cairn_span_equal_string(cairn_value_get_text(finding, "tier"), "sourced");
    if (!basis->claimed && !basis->measured)
        return;
    cairn_text_label(text, CAIRN_MSG_LABEL_BASIS);
    if (basis->measured)
        cairn_text_say(text, basis->claimed ? CAIRN_MSG_BASIS_MIXED : CAIRN_MSG_BASIS_MEASURED);
    else
        cairn_text_say(text, is_sourced ? CAIRN_MSG_BASIS_SOURCED : CAIRN_MSG_BASIS_CLAIMED);
    if (percent.size) {
        cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        cairn_text_say1(text, CAIRN_MSG_WORKED_IN, percent);
    }
    cairn_text_flush_gutter(text);
}

/* What is around it. */

static void write_folded(struct cairn_text *text, const struct cairn_value *finding)
{
    bool is_first = true;
    CAIRN_VALUE_EACH(consequence, cairn_value_get(finding, "consequences"))
    {
        if (is_first) {
            cairn_text_label(text, CAIRN_MSG_LABEL_FOLDED);
            cairn_text_say(text, CAIRN_MSG_FOLDED_TEXT);
        } else {
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        }
        is_first = false;
        cairn_text_put_key(text, consequence->value, "record");
        cairn_text_add(text, "\u00A0");
        put_count(text, consequence->value);
    }
    cairn_text_flush_gutter(text);
}

static void write_also(struct cairn_text *text, const struct cairn_value *finding)
{
    const struct cairn_value *also = cairn_value_get(finding, "also");
    uint32_t shown = 0;
    CAIRN_VALUE_EACH(id, also)
    {
        if (!text->full && shown == RELATED_SHOWN)
            break;
        if (!shown) {
            cairn_text_label(text, CAIRN_MSG_LABEL_ALSO);
        } else {
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        }
        shown++;
        cairn_text_put(text, cairn_value_text(id->value));
    }
    if (shown < cairn_value_count(also))
        cairn_text_add(text, " …");
    if (shown)
        cairn_text_say(text, CAIRN_MSG_ALSO_TEXT);
    cairn_text_flush_gutter(text);
}

static void write_next(struct cairn_text *text, const struct cairn_value *finding)
{
    int gutter = cairn_text_gutter(text);
    uint32_t shown = 0;
    cairn_text_label(text, CAIRN_MSG_LABEL_NEXT);
    CAIRN_VALUE_EACH(next, cairn_value_get(finding, "next"))
    {
        if (!text->full && shown++ == 2)
            break;
        bool is_cascade =
            cairn_span_equal_string(cairn_value_get_text(next->value, "kind"), "cascade");
        struct cairn_span record = cairn_value_get_text(next->value, "record");
        struct cairn_span condition = cairn_value_get_text(next->value, "condition");
        if (is_cascade || !condition.size)
            cairn_text_say1(
                text, is_cascade ? CAIRN_MSG_NEXT_CASCADE : CAIRN_MSG_NEXT_AFTER, record);
        else
            cairn_text_say2(text, CAIRN_MSG_NEXT_AFTER_CHANGE, record, condition);
        cairn_text_flush(text, gutter, gutter + 2);
    }
    cairn_buf_clear(&text->label);
}

static void write_values(struct cairn_text *text, const struct cairn_value *finding)
{
    cairn_text_label(text, CAIRN_MSG_LABEL_VALUES);
    CAIRN_VALUE_EACH(capture, cairn_value_get(finding, "captures"))
    {
        cairn_text_put(text, capture->key);
        cairn_text_add(text, " = ");
        cairn_text_put_key(text, capture->value, "value");
        if (!cairn_value_get_bool(capture->value, "usable")) {
            cairn_text_say(text, CAIRN_MSG_WHY_DASH);
            cairn_text_say(text, CAIRN_MSG_VALUE_UNUSABLE);
        }
        cairn_text_flush_gutter(text);
    }
    cairn_buf_clear(&text->label);
}

static void write_more(struct cairn_text *text, const struct cairn_value *finding)
{
    struct cairn_span doc = cairn_value_get_text(finding, "doc");
    cairn_text_label(text, CAIRN_MSG_LABEL_MORE);
    cairn_text_put_key(text, finding, "show");
    if (text->full && doc.size) {
        cairn_text_flush_gutter(text);
        cairn_text_put(text, doc);
    }
    cairn_text_flush_gutter(text);
}

static void write_known(
    struct cairn_text *text, const struct cairn_value *tree, const struct cairn_value *finding)
{
    struct basis basis = find_basis(finding);
    write_head(text, tree, finding, cairn_value_get_text(finding, "record"));
    write_event(text, finding);
    write_refuted(text, finding);
    write_meaning(text, finding);
    if (text->full)
        write_values(text, finding);
    write_why(text, finding, &basis);
    write_dead_ends(text, finding, &basis);
    write_best(text, finding, &basis);
    write_others(text, finding, &basis);
    write_basis(text, finding, &basis);
    write_folded(text, finding);
    write_also(text, finding);
    write_next(text, finding);
    write_more(text, finding);
}

static void write_unknown(
    struct cairn_text *text, const struct cairn_value *tree, const struct cairn_value *finding)
{
    write_head(text, tree, finding, cairn_value_get_text(finding, "template"));
    write_event(text, finding);
    cairn_text_label(text, CAIRN_MSG_LABEL_SHAPE);
    cairn_text_put_key(text, finding, "shape");
    cairn_text_flush_gutter(text);
}

/* The whole. */

static bool is_known(const struct cairn_value *finding)
{
    return cairn_span_equal_string(cairn_value_get_text(finding, "status"), "known");
}

static uint32_t count_known(const struct cairn_value *findings)
{
    uint32_t count = 0;
    CAIRN_VALUE_EACH(finding, findings)
    count += is_known(finding->value);
    return count;
}

/* With several known findings: which they are, before the long answers. */
static void write_overview(
    struct cairn_text *text, const struct cairn_value *findings, uint32_t known)
{
    struct cairn_digits one;
    struct cairn_digits two;
    uint32_t unknown = cairn_value_count(findings) - known;
    cairn_text_say2(text, unknown ? CAIRN_MSG_OVERVIEW : CAIRN_MSG_OVERVIEW_KNOWN,
        cairn_digits_of(&one, known), cairn_digits_of(&two, unknown));
    cairn_text_flush(text, 0, 0);
    CAIRN_VALUE_EACH(finding, findings)
    {
        if (!is_known(finding->value))
            break;
        put_mark(text, finding->value);
        cairn_text_add(text, " ");
        cairn_text_put_key(text, finding->value, "record");
        cairn_text_add(text, " ");
        put_count(text, finding->value);
        cairn_text_flush(text, 2, 4);
    }
    cairn_text_blank(text);
}

static void write_findings(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *findings = cairn_value_get(tree, "findings");
    uint32_t known = count_known(findings);
    uint32_t unknown = cairn_value_count(findings) - known;
    uint32_t place = 0;
    if (known > 1)
        write_overview(text, findings, known);
    CAIRN_VALUE_EACH(finding, findings)
    {
        if (!text->full && place == known + UNKNOWNS_SHOWN)
            break;
        if (place && place != known)
            cairn_text_blank(text);
        if (place == known) {
            if (known)
                cairn_text_blank(text);
            cairn_text_say(text, known ? CAIRN_MSG_UNKNOWN_TEXT : CAIRN_MSG_NOTHING_KNOWN);
            cairn_text_flush(text, 0, 0);
        }
        place++;
        if (is_known(finding->value))
            write_known(text, tree, finding->value);
        else
            write_unknown(text, tree, finding->value);
    }
    if (place < known + unknown) {
        cairn_text_blank(text);
        say_number(text, CAIRN_MSG_UNKNOWN_MORE, known + unknown - place);
        cairn_text_flush(text, 0, 0);
    }
}

static void write_nothing(struct cairn_text *text, const struct cairn_value *tree)
{
    bool is_empty = !cairn_value_get_int(cairn_value_get(tree, "lines"), "total");
    cairn_text_say(text, is_empty ? CAIRN_MSG_NOTHING_EMPTY : CAIRN_MSG_NOTHING_FOUND);
    cairn_text_flush(text, 0, 0);
}

static void write_similar(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *similar = cairn_value_get(tree, "similar");
    if (!cairn_value_count(similar))
        return;
    cairn_text_heading(text, CAIRN_MSG_SIMILAR_TEXT);
    CAIRN_VALUE_EACH(entry, similar)
    {
        cairn_text_put_key(text, entry->value, "record");
        cairn_text_flush(text, 2, 4);
        cairn_text_put_key(text, entry->value, "signature");
        cairn_text_flush(text, 4, 4);
    }
}

static void write_incomplete(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *reasons = cairn_value_get(tree, "incomplete_because");
    if (cairn_value_get_bool(tree, "complete"))
        return;
    cairn_text_blank(text);
    cairn_text_style(text, CAIRN_STYLE_WARN);
    cairn_text_say(text, CAIRN_MSG_INCOMPLETE);
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    cairn_text_say(text, CAIRN_MSG_COLON);
    bool is_first = true;
    CAIRN_VALUE_EACH(reason, reasons)
    {
        if (!is_first)
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        cairn_text_put(text, cairn_value_text(reason->value));
        is_first = false;
    }
    if (is_first)
        cairn_text_say(text, CAIRN_MSG_INCOMPLETE_NO_REASON);
    cairn_text_flush(text, 0, 2);
}

static void write_sums(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *lines = cairn_value_get(tree, "lines");
    if (cairn_value_get_int(lines, "total") < 2)
        return;
    cairn_text_blank(text);
    cairn_text_style(text, CAIRN_STYLE_DIM);
    static const char *const keys[] = {"total", "matched", "unknown", "ordinary"};
    struct cairn_digits digits[CAIRN_ARRAY_SIZE(keys)];
    struct cairn_span values[CAIRN_ARRAY_SIZE(keys)];
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        values[i] = cairn_digits_of(&digits[i], (uint64_t)cairn_value_get_int(lines, keys[i]));
    cairn_text_say_values(text, CAIRN_MSG_LINES_SUM, values, CAIRN_ARRAY_SIZE(values));
    cairn_text_flush(text, 0, 0);
}

static void write_repairs(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *repairs = cairn_value_get(tree, "matched_after");
    if (!cairn_value_count(repairs))
        return;
    CAIRN_AUTO_BUF struct cairn_buf list = {0};
    CAIRN_VALUE_EACH(repair, repairs)
    {
        if (list.size)
            cairn_buf_append_string(&list, cairn_message(CAIRN_MSG_ENUMERATION, text->in_chinese));
        cairn_buf_append(
            &list, cairn_message_word(cairn_value_text(repair->value), text->in_chinese));
    }
    cairn_text_say1(text, CAIRN_MSG_MATCHED_AFTER, cairn_buf_span(&list));
    cairn_text_pass_failure(text, &list);
    cairn_text_flush(text, 0, 0);
    cairn_text_blank(text);
}

static void write_canons(struct cairn_text *text, const struct cairn_value *tree)
{
    CAIRN_VALUE_EACH(canon, cairn_value_get(tree, "canon"))
    {
        cairn_text_say1(text, CAIRN_MSG_CANON_USED, cairn_value_get_text(canon->value, "name"));
        cairn_text_add(text, " ");
        cairn_text_put_key(text, canon->value, "digest");
        cairn_text_flush(text, 0, 2);
    }
}

void cairn_render_explanation_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    write_repairs(&text, tree);
    if (cairn_value_count(cairn_value_get(tree, "findings")))
        write_findings(&text, tree);
    else
        write_nothing(&text, tree);
    write_similar(&text, tree);
    write_incomplete(&text, tree);
    write_sums(&text, tree);
    if (options->full)
        write_canons(&text, tree);
}
