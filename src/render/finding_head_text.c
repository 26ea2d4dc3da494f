/*
 * The first lines of a finding on a terminal: its mark, id, count, times and place, then the log
 * entry as it was, quoted. What the other parts share (numbers, letters of causes, marks of claims)
 * stands here too.
 */
#include "render/explanation_internal.h"

/* Lines of a log entry shown without --full. */
#define QUOTE_LINES_SHOWN 5

void cairn_explanation_say_number(
    struct cairn_text *text, enum cairn_message message, uint64_t number)
{
    struct cairn_digits digits;
    cairn_text_say1(text, message, cairn_digits_of(&digits, number));
}

/* Below the label's text, a little to the right: seen at once, and still easy to select. */
int cairn_explanation_command_indent(const struct cairn_text *text)
{
    return cairn_text_gutter(text) + 2;
}

void cairn_basis_put_mark(
    struct cairn_text *text, const struct cairn_basis *basis, const struct cairn_value *item)
{
    if (basis->measured && cairn_span_equal_string(cairn_value_get_text(item, "basis"), "claimed"))
        cairn_text_say(text, CAIRN_MSG_CLAIMED_MARK);
}

/* Head: mark, id, count, times, place. */

void cairn_explanation_put_mark(struct cairn_text *text, const struct cairn_value *finding)
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
    cairn_buf_pass_failure(text->out, &from);
    cairn_buf_pass_failure(text->out, &to);
}

void cairn_explanation_put_count(struct cairn_text *text, const struct cairn_value *item)
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

static void write_first_line(struct cairn_text *text, const struct cairn_value *tree,
    const struct cairn_value *finding, struct cairn_span id)
{
    struct cairn_span impact = cairn_value_get_text(finding, "impact");
    cairn_explanation_put_mark(text, finding);
    cairn_text_add(text, " ");
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put(text, id);
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    if (cairn_value_get_int(finding, "count") > 1) {
        cairn_text_add(text, " ");
        cairn_explanation_put_count(text, finding);
    }
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

void cairn_explanation_write_head(struct cairn_text *text, const struct cairn_value *tree,
    const struct cairn_value *finding, struct cairn_span id)
{
    write_first_line(text, tree, finding, id);
    write_event(text, finding);
}
