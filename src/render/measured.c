/*
 * Counts of the lab in words. The figures were made by the ledger and are only put into sentences
 * here; what was not measured has no sentence.
 */
#include "render/measured.h"

#include "base/checked.h"
#include "render/figures.h"
#include "render/messages.h"

static void say(struct cairn_buf *buf, enum cairn_message message, bool in_chinese,
    const struct cairn_span *values, size_t count)
{
    cairn_message_append(buf, message, in_chinese, values, count);
}

/* A message with two numbers. */
static void say_numbers(struct cairn_buf *buf, enum cairn_message message, bool in_chinese,
    int64_t first, int64_t second)
{
    struct cairn_digits one, two;
    struct cairn_span values[] = {cairn_digits_of(&one, first > 0 ? (uint64_t)first : 0),
        cairn_digits_of(&two, second > 0 ? (uint64_t)second : 0)};
    say(buf, message, in_chinese, values, CAIRN_ARRAY_SIZE(values));
}

static bool has_counts(const struct cairn_value *counts)
{
    return cairn_value_get_int(counts, "n") > 0;
}

/* ---- workarounds and dead ends ---- */

/* What is said of the causes that a change resolves at all. */
struct reach {
    int64_t causes;         /* it resolves in some version */
    int64_t k, n;           /* cells of these causes: resolved, all */
    int64_t each_k, each_n; /* of each cause, while they are the same for all */
    bool is_even;
};

static struct reach sum_up(const struct cairn_value *by_cause)
{
    struct reach reach = {.is_even = true};
    CAIRN_VALUE_EACH(entry, by_cause)
    {
        int64_t k = cairn_value_get_int(entry->value, "k");
        int64_t n = cairn_value_get_int(entry->value, "n");
        if (k <= 0 || n <= 0 || n > INT32_MAX || k > n)
            continue;
        if (reach.causes++ == 0) {
            reach.each_k = k;
            reach.each_n = n;
        }
        reach.is_even &= k == reach.each_k && n == reach.each_n;
        reach.k += k;
        reach.n += n;
    }
    return reach;
}

static int64_t count_measured(const struct cairn_value *causes)
{
    int64_t count = 0;
    CAIRN_VALUE_EACH(cause, causes)
    count += cairn_span_equal_string(cairn_value_get_text(cause->value, "basis"), "measured");
    return count;
}

bool cairn_measured_success(struct cairn_buf *buf, const struct cairn_value *workaround,
    const struct cairn_value *causes, bool in_chinese)
{
    const struct cairn_value *by_cause = cairn_value_get(workaround, "success_by_cause");
    if (!has_counts(cairn_value_get(workaround, "success")) || !cairn_value_count(by_cause))
        return false;
    struct reach reach = sum_up(by_cause);
    int64_t measured = count_measured(causes);
    int64_t counted = cairn_value_count(by_cause);
    say_numbers(buf, CAIRN_MSG_RESOLVES_COUNT, in_chinese, reach.causes,
        measured > counted ? measured : counted);
    if (reach.causes && reach.is_even)
        say_numbers(buf, CAIRN_MSG_ON_VERSIONS, in_chinese, reach.each_k, reach.each_n);
    else if (reach.causes)
        say_numbers(buf, CAIRN_MSG_ON_CELLS, in_chinese, reach.k, reach.n);
    return true;
}

bool cairn_measured_fail(struct cairn_buf *buf, const struct cairn_value *dead_end,
    const struct cairn_value *harms, bool in_chinese)
{
    const struct cairn_value *fail = cairn_value_get(dead_end, "fail");
    struct cairn_span harm = cairn_value_get_text(
        cairn_value_find(harms, "id", cairn_value_get_text(dead_end, "harm")), "shows");
    if (!has_counts(fail))
        return false;
    say_numbers(buf, CAIRN_MSG_FAILS_CELLS, in_chinese, cairn_value_get_int(fail, "k"),
        cairn_value_get_int(fail, "n"));
    if (harm.size) {
        cairn_buf_append_string(buf, cairn_message(CAIRN_MSG_LIST_SEPARATOR, in_chinese));
        say(buf, CAIRN_MSG_HARM_MARK, in_chinese, &harm, 1);
    }
    return true;
}

/* ---- claims ---- */

/* Of the change that a claim speaks of: causes it resolves, and of how many. False: it is neither a
 * workaround nor a dead end of the record. */
static bool count_causes(const struct cairn_value *record, struct cairn_span change,
    int64_t *out_resolved, int64_t *out_all)
{
    const struct cairn_value *workaround =
        cairn_value_find(cairn_value_get(record, "workarounds"), "id", change);
    const struct cairn_value *dead_end =
        cairn_value_find(cairn_value_get(record, "dead_ends"), "id", change);
    const struct cairn_value *by_cause = cairn_value_get(
        workaround ? workaround : dead_end, workaround ? "success_by_cause" : "fail_by_cause");
    int64_t measured = count_measured(cairn_value_get(record, "root_causes"));
    int64_t counted = cairn_value_count(by_cause);
    *out_resolved = workaround ? sum_up(by_cause).causes : 0;
    *out_all = measured > counted ? measured : counted;
    return counted > 0;
}

bool cairn_measured_claim_result(struct cairn_buf *buf, const struct cairn_value *claim,
    const struct cairn_value *record, bool in_chinese)
{
    const struct cairn_value *measured = cairn_value_get(claim, "measured");
    struct cairn_span item = cairn_value_get_text(claim, "item");
    int64_t k = cairn_value_get_int(measured, "k");
    int64_t n = cairn_value_get_int(measured, "n");
    int64_t resolved = 0, all = 0;
    if (!has_counts(measured))
        return false;
    bool is_workaround = cairn_span_equal_string(item, "workaround");
    if (is_workaround &&
        count_causes(record, cairn_value_get_text(claim, "maps_to"), &resolved, &all))
        say_numbers(buf, CAIRN_MSG_CLAIM_COUNT, in_chinese, resolved, all);
    else if (cairn_span_equal_string(item, "dead_end"))
        say_numbers(buf, CAIRN_MSG_FAILS_CELLS, in_chinese, k, n);
    else
        say_numbers(buf, CAIRN_MSG_CLAIM_CELLS, in_chinese, k, n);
    return true;
}

bool cairn_measured_claim(struct cairn_buf *buf, const struct cairn_value *claim,
    const struct cairn_value *record, bool in_chinese)
{
    struct cairn_span rate = cairn_value_get_text(claim, "rate");
    if (!has_counts(cairn_value_get(claim, "measured")))
        return false;
    if (cairn_value_is(cairn_value_get(claim, "rate"), CAIRN_VALUE_NUMBER)) {
        say(buf, CAIRN_MSG_CLAIM_SAYS, in_chinese, &rate, 1);
        cairn_buf_append_string(buf, cairn_message(CAIRN_MSG_LIST_SEPARATOR, in_chinese));
    }
    cairn_buf_append_string(buf, cairn_message(CAIRN_MSG_CLAIM_MEASURED, in_chinese));
    return cairn_measured_claim_result(buf, claim, record, in_chinese);
}

/* ---- tells, transitions, versions ---- */

static void list_wrong(struct cairn_buf *buf, const struct cairn_value *wrong,
    const struct cairn_value *causes, bool in_chinese)
{
    CAIRN_VALUE_EACH(entry, wrong)
    {
        struct cairn_digits k, n;
        int64_t yes = cairn_value_get_int(entry->value, "k");
        int64_t all = cairn_value_get_int(entry->value, "n");
        struct cairn_span values[] = {
            cairn_cause_title(causes, cairn_value_get_text(entry->value, "cause")),
            cairn_digits_of(&k, yes > 0 ? (uint64_t)yes : 0),
            cairn_digits_of(&n, all > 0 ? (uint64_t)all : 0)};
        if (entry != cairn_value_first(wrong))
            cairn_buf_append_string(buf, cairn_message(CAIRN_MSG_LIST_SEPARATOR, in_chinese));
        say(buf, CAIRN_MSG_OF_RUNS, in_chinese, values, CAIRN_ARRAY_SIZE(values));
    }
}

bool cairn_measured_tell(struct cairn_buf *buf, const struct cairn_value *tell,
    const struct cairn_value *causes, bool in_chinese)
{
    const struct cairn_value *confusion = cairn_value_get(tell, "confusion");
    const struct cairn_value *right = cairn_value_get(confusion, "right");
    const struct cairn_value *wrong = cairn_value_get(confusion, "wrong");
    if (!has_counts(right))
        return false;
    say_numbers(buf, CAIRN_MSG_TELL_RIGHT, in_chinese, cairn_value_get_int(right, "k"),
        cairn_value_get_int(right, "n"));
    bool is_alone = !cairn_value_count(wrong);
    cairn_buf_append_string(
        buf, cairn_message(is_alone ? CAIRN_MSG_TELL_ALONE : CAIRN_MSG_TELL_WRONG, in_chinese));
    list_wrong(buf, wrong, causes, in_chinese);
    return true;
}

bool cairn_measured_transition(
    struct cairn_buf *buf, const struct cairn_value *entry, bool in_chinese)
{
    const struct cairn_value *cells = cairn_value_get(entry, "cells");
    if (!has_counts(cells))
        return false;
    say_numbers(buf, CAIRN_MSG_IN_CELLS, in_chinese, cairn_value_get_int(cells, "k"),
        cairn_value_get_int(cells, "n"));
    return true;
}

/* "1.22" of "1.22.1": what people call a release. */
static struct cairn_span release_of(struct cairn_span version)
{
    size_t dot = cairn_span_find_byte(version, '.', 0);
    if (dot == CAIRN_SPAN_NPOS)
        return version;
    return cairn_span_slice(version, 0, cairn_span_find_byte(version, '.', dot + 1));
}

bool cairn_measured_on(
    struct cairn_buf *buf, const struct cairn_value *measured_on, bool in_chinese)
{
    CAIRN_AUTO_BUF struct cairn_buf range = {0};
    const struct cairn_value *program = cairn_value_at(measured_on, 0);
    struct cairn_span first = release_of(cairn_value_get_text(program, "first"));
    struct cairn_span last = release_of(cairn_value_get_text(program, "last"));
    if (!first.size)
        return false;
    struct cairn_span values[] = {cairn_value_get_text(program, "program"), first, last};
    bool is_one = cairn_span_equal(first, last);
    say(&range, is_one ? CAIRN_MSG_VERSION_ONE : CAIRN_MSG_VERSION_RANGE, in_chinese, values,
        CAIRN_ARRAY_SIZE(values));
    struct cairn_span shown = cairn_buf_span(&range);
    say(buf, CAIRN_MSG_MEASURED_ON, in_chinese, &shown, 1);
    cairn_buf_pass_failure(buf, &range);
    return true;
}

bool cairn_measured_named_in(
    struct cairn_buf *buf, const struct cairn_value *cause, bool in_chinese)
{
    CAIRN_AUTO_BUF struct cairn_buf names = {0};
    const struct cairn_value *named_in = cairn_value_get(cause, "named_in");
    CAIRN_VALUE_EACH(name, named_in)
    {
        if (names.size)
            cairn_buf_append_string(&names, cairn_message(CAIRN_MSG_ENUMERATION, in_chinese));
        cairn_buf_append(&names, cairn_value_text(name->value));
    }
    struct cairn_span shown = cairn_buf_span(&names);
    cairn_buf_pass_failure(buf, &names);
    if (!shown.size)
        return false;
    say(buf, CAIRN_MSG_NAMED_IN, in_chinese, &shown, 1);
    return true;
}
