/*
 * The table of docs/lab.md. Two notions carry it. An arm is *at fault* when healthy says no, or,
 * for records that outlast health (impact none or degraded), when a record that the cause yields
 * comes first in the new log: another one, known as it may be, is no sign of this cause, and a
 * change that makes it go would pass for a fix. An arm is *mended* when it is no longer at fault
 * and what it had to show besides is shown.
 */
#include "lab/judge.h"

#include "base/compiler.h"

static bool is_known(struct cairn_span names)
{
    return !cairn_span_equal_string(names, "unknown") && !cairn_span_equal_string(names, "silent");
}

static bool is_at_fault(const struct cairn_lab_facts *arm, bool is_quiet, bool is_yielded)
{
    return is_quiet ? is_yielded && is_known(arm->before_log.names)
                    : arm->before.verdict == CAIRN_LAB_NO;
}

/* What the baseline named, seen again. */
static bool shows_baseline(const struct cairn_lab_facts *arm, const struct cairn_lab_sights *sights)
{
    return is_known(arm->before_log.names) && cairn_lab_sights_show(sights, arm->before_log.names);
}

/* Where it was not played, the arm was no longer healthy by then. */
static bool is_silenced(const struct cairn_lab_facts *arm, bool is_quiet)
{
    return is_quiet && arm->has_real && !arm->real_log.has_error;
}

static bool is_mended(const struct cairn_lab_facts *arm, bool is_quiet)
{
    if (arm->after.verdict != CAIRN_LAB_YES)
        return false;
    return !is_quiet || (!shows_baseline(arm, &arm->after_log) && !is_silenced(arm, is_quiet));
}

static bool has_relapsed(const struct cairn_lab_facts *arm, bool is_quiet)
{
    if (arm->later.verdict == CAIRN_LAB_UNSAID)
        return false;
    return arm->later.verdict == CAIRN_LAB_NO || (is_quiet && shows_baseline(arm, &arm->later_log));
}

static bool is_equal_state(struct cairn_span a, struct cairn_span b)
{
    return a.size && cairn_span_equal(a, b);
}

/* The change did nothing: its world is the world without it. A change that the software rejected
 * did something, unless its carrier alone is rejected as well. */
static bool is_vacuous(const struct cairn_lab_case *arms)
{
    const struct cairn_lab_facts *arm = arms->arm;
    const struct cairn_lab_facts *without = arms->carrier ? arms->carrier : arms->placebo;
    if (!arms->may_be_vacuous || (arm->was_refused && !without->was_refused))
        return false;
    return is_equal_state(arm->state_after, without->state_after) ||
           is_equal_state(arm->state_after, arm->state_before);
}

static const struct cairn_lab_harm *harm_of(const struct cairn_lab_facts *arm)
{
    for (size_t i = 0; i < arm->harm_count; i++) {
        if (arm->harms[i].said.verdict == CAIRN_LAB_YES)
            return &arm->harms[i];
    }
    return NULL;
}

static bool is_same_first(const struct cairn_lab_sights *a, const struct cairn_lab_sights *b)
{
    return cairn_span_equal(a->names, b->names) &&
           cairn_span_equal(
               cairn_span_from_string(a->template_id), cairn_span_from_string(b->template_id));
}

static struct cairn_lab_result judge_mended(const struct cairn_lab_case *arms)
{
    const struct cairn_lab_facts *arm = arms->arm;
    const struct cairn_lab_harm *harm = harm_of(arm);
    struct cairn_lab_result result = {.word = CAIRN_LAB_RESOLVED, .said = arm->after.why};
    if (harm) {
        result = (struct cairn_lab_result){
            .word = CAIRN_LAB_HARM, .detail = harm->id, .said = harm->said.why};
    } else if (has_relapsed(arm, arms->is_quiet)) {
        result = (struct cairn_lab_result){
            .word = CAIRN_LAB_RELAPSE, .line = arm->later_log.line, .said = arm->later.why};
    } else if (!arms->is_quiet && shows_baseline(arm, &arm->after_log)) {
        result.word = CAIRN_LAB_STILL_LOGGED;
    } else if (arms->carrier && is_mended(arms->carrier, arms->is_quiet) &&
               !has_relapsed(arms->carrier, arms->is_quiet)) {
        result.word = CAIRN_LAB_CARRIER;
    } else if (is_mended(arms->placebo, arms->is_quiet)) {
        result.word = CAIRN_LAB_TIME;
    }
    return result;
}

static struct cairn_lab_result judge_faulty(const struct cairn_lab_case *arms)
{
    const struct cairn_lab_facts *arm = arms->arm;
    if (arm->was_refused)
        return (struct cairn_lab_result){.word = CAIRN_LAB_REFUSED,
            .detail = arm->apply_log.names,
            .line = arm->apply_log.line,
            .said = arm->refusal};
    struct cairn_lab_result result = {
        .word = CAIRN_LAB_SAME, .line = arm->after_log.line, .said = arm->after.why};
    bool is_log_silenced = arm->after.verdict == CAIRN_LAB_YES &&
                           is_silenced(arm, arms->is_quiet) &&
                           !shows_baseline(arm, &arm->after_log);
    if (is_log_silenced)
        result.why = "the record is gone, but so is every other error";
    if (is_log_silenced || !is_same_first(&arm->before_log, &arm->after_log)) {
        result.word = CAIRN_LAB_MOVED;
        result.detail = is_log_silenced ? CAIRN_SPAN("silent") : arm->after_log.names;
    }
    return result;
}

/* What no arm may be: broken, or without its fault. */
static bool is_useless(
    const struct cairn_lab_facts *arm, bool is_quiet, bool is_yielded, struct cairn_lab_result *out)
{
    *out = (struct cairn_lab_result){.word = CAIRN_LAB_INVALID, .why = arm->invalid};
    if (arm->invalid)
        return true;
    out->why = "the arm showed no verdict of healthy";
    if (arm->before.verdict == CAIRN_LAB_UNSAID || arm->after.verdict == CAIRN_LAB_UNSAID)
        return true;
    *out = (struct cairn_lab_result){.word = CAIRN_LAB_NO_FAULT,
        .detail = arm->before_log.names,
        .line = arm->before_log.line,
        .said = arm->before.why};
    out->why = is_quiet ? "no record of the cause comes first in the log before the change"
                        : "healthy says yes before the change";
    return !is_at_fault(arm, is_quiet, is_yielded);
}

struct cairn_lab_result cairn_lab_judge(const struct cairn_lab_case *arms)
{
    const struct cairn_lab_facts *arm = arms->arm;
    struct cairn_lab_result result;
    if (is_useless(arm, arms->is_quiet, arms->is_yielded, &result))
        return result;
    if (!is_same_first(&arm->before_log, &arms->placebo->before_log))
        return (struct cairn_lab_result){.word = CAIRN_LAB_UNSTABLE,
            .detail = arm->before_log.names,
            .line = arm->before_log.line,
            .why = "its baseline names another record than the placebo's"};
    if (is_vacuous(arms))
        return (struct cairn_lab_result){
            .word = arms->is_claimed_already ? CAIRN_LAB_ALREADY : CAIRN_LAB_VACUOUS,
            .why = arms->is_claimed_already ? NULL
                                            : "the world after the change is the world without it"};
    return is_mended(arm, arms->is_quiet) ? judge_mended(arms) : judge_faulty(arms);
}

struct cairn_lab_result cairn_lab_judge_control(const struct cairn_lab_facts *control)
{
    struct cairn_lab_result result = {.word = CAIRN_LAB_INVALID, .why = control->invalid};
    if (control->invalid)
        return result;
    result.word = CAIRN_LAB_UNSOUND;
    if (control->before.verdict != CAIRN_LAB_YES) {
        result.why = "healthy says no without a fault";
        result.said = control->before.why;
        result.line = control->before_log.line;
        return result;
    }
    const struct cairn_lab_harm *harm = harm_of(control);
    if (harm) {
        result.why = "a harm says yes without a change";
        result.detail = harm->id;
        result.said = harm->said.why;
        return result;
    }
    if (control->before_log.line.size) {
        result.why = "there is an error in the log without a fault";
        result.detail = control->before_log.names;
        result.line = control->before_log.line;
        return result;
    }
    result.word = CAIRN_LAB_SOUND;
    return result;
}

struct cairn_lab_result cairn_lab_judge_placebo(
    const struct cairn_lab_facts *placebo, bool is_quiet, bool is_yielded)
{
    struct cairn_lab_result result;
    if (is_useless(placebo, is_quiet, is_yielded, &result))
        return result;
    bool is_healed = is_quiet ? !shows_baseline(placebo, &placebo->after_log)
                              : placebo->after.verdict == CAIRN_LAB_YES;
    return (struct cairn_lab_result){.word = is_healed ? CAIRN_LAB_HEALED : CAIRN_LAB_HOLDS,
        .detail = placebo->before_log.names,
        .line = placebo->before_log.line,
        .said = placebo->before.why};
}

struct cairn_lab_result cairn_lab_judge_repeats(
    const struct cairn_lab_result *results, size_t count)
{
    struct cairn_lab_result result = results[0];
    for (size_t i = 0; i < count; i++) {
        if (results[i].word == CAIRN_LAB_INVALID || results[i].word == CAIRN_LAB_NO_FAULT)
            return results[i];
    }
    for (size_t i = 1; i < count; i++) {
        if (cairn_lab_result_equal(&result, &results[i]))
            continue;
        return (struct cairn_lab_result){.word = CAIRN_LAB_UNSTABLE,
            .detail = results[i].detail,
            .line = results[i].line,
            .why = "its runs gave different results"};
    }
    return result;
}

static const char *const names[] = {
    [CAIRN_LAB_PENDING] = "pending",
    [CAIRN_LAB_INVALID] = "invalid",
    [CAIRN_LAB_NO_FAULT] = "no-fault",
    [CAIRN_LAB_UNSTABLE] = "unstable",
    [CAIRN_LAB_NOT_APPLICABLE] = "not-applicable",
    [CAIRN_LAB_VACUOUS] = "vacuous",
    [CAIRN_LAB_ALREADY] = "already",
    [CAIRN_LAB_HARM] = "harm",
    [CAIRN_LAB_RELAPSE] = "relapse",
    [CAIRN_LAB_STILL_LOGGED] = "still-logged",
    [CAIRN_LAB_CARRIER] = "carrier",
    [CAIRN_LAB_TIME] = "time",
    [CAIRN_LAB_RESOLVED] = "resolved",
    [CAIRN_LAB_REFUSED] = "refused",
    [CAIRN_LAB_MOVED] = "moved",
    [CAIRN_LAB_SAME] = "same",
    [CAIRN_LAB_SOUND] = "sound",
    [CAIRN_LAB_UNSOUND] = "unsound",
    [CAIRN_LAB_HOLDS] = "holds",
    [CAIRN_LAB_HEALED] = "healed",
};

const char *cairn_lab_word_name(enum cairn_lab_word word)
{
    return names[word];
}

bool cairn_lab_word_fails(enum cairn_lab_word word)
{
    return word == CAIRN_LAB_INVALID || word == CAIRN_LAB_NO_FAULT || word == CAIRN_LAB_UNSTABLE ||
           word == CAIRN_LAB_VACUOUS || word == CAIRN_LAB_UNSOUND;
}

/* Words whose detail is part of the result; of others it only helps to understand. */
static bool has_detail(enum cairn_lab_word word)
{
    return word == CAIRN_LAB_HARM || word == CAIRN_LAB_REFUSED || word == CAIRN_LAB_MOVED;
}

bool cairn_lab_result_equal(const struct cairn_lab_result *a, const struct cairn_lab_result *b)
{
    return a->word == b->word && (!has_detail(a->word) || cairn_span_equal(a->detail, b->detail));
}

struct cairn_value *cairn_lab_result_value(
    struct cairn_arena *arena, const struct cairn_lab_result *result)
{
    if (!has_detail(result->word))
        return cairn_value_cstring(arena, names[result->word]);
    struct cairn_value *pair = cairn_value_array(arena);
    cairn_value_push(arena, pair, cairn_value_cstring(arena, names[result->word]));
    cairn_value_push(arena, pair, cairn_value_string(arena, result->detail));
    return pair;
}

void cairn_lab_result_append(struct cairn_buf *out, const struct cairn_lab_result *result)
{
    cairn_buf_append_string(out, names[result->word]);
    if (has_detail(result->word))
        cairn_buf_printf(out, ":%.*s", CAIRN_SPAN_ARGS(result->detail));
}
