/*
 * The figures of a record as a whole: tier, confidence, how many of its causes can be fixed, how
 * much evidence there is and from when. docs/records.md, "Figures".
 */
#include "ledger/publish_internal.h"

#include "ledger/claim.h"

#define ALL_CAUSES ((struct cairn_span){0})

typedef bool (*change_test)(const struct cairn_publication *pub, const struct cairn_value *change,
    const struct cairn_publish_trial *trial);

static bool some_change(
    const struct cairn_publication *pub, change_test test, const struct cairn_publish_trial *trial)
{
    static const char *const lists[] = {"changes", "plans"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lists); i++)
        CAIRN_VALUE_EACH(change, cairn_value_get(pub->body, lists[i]))
    if (test(pub, change->value, trial))
        return true;
    return false;
}

/* Does a change or plan without harm resolve this trial? */
static bool resolves_trial(const struct cairn_publication *pub, const struct cairn_value *change,
    const struct cairn_publish_trial *trial)
{
    const struct cairn_value *result =
        cairn_publish_result(trial, cairn_value_get_text(change, "id"));
    return cairn_span_equal_string(cairn_result_word(result), "resolved") &&
           cairn_publish_is_workaround(pub, change);
}

static bool is_fixed_everywhere(const struct cairn_publication *pub, struct cairn_span cause)
{
    for (size_t i = 0; i < pub->trial_count; i++)
        if (cairn_span_equal(pub->trials[i].cause, cause) &&
            !some_change(pub, resolves_trial, &pub->trials[i]))
            return false;
    return true;
}

static bool is_fixed_somewhere(const struct cairn_publication *pub, struct cairn_span cause)
{
    for (size_t i = 0; i < pub->trial_count; i++)
        if (cairn_span_equal(pub->trials[i].cause, cause) &&
            some_change(pub, resolves_trial, &pub->trials[i]))
            return true;
    return false;
}

static struct cairn_publish_count count_fixed(const struct cairn_publication *pub)
{
    struct cairn_publish_count count = {0};
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    {
        struct cairn_span id = cairn_value_get_text(cause->value, "id");
        if (!cairn_publish_has_trials(pub, id))
            continue;
        count.n++;
        count.k += is_fixed_everywhere(pub, id);
    }
    return count;
}

/* Cells of changes or plans that count, and how many of them agree with their claim. */
static void count_agreeing(
    const struct cairn_publication *pub, const char *list, struct cairn_publish_count *count)
{
    for (size_t i = 0; i < pub->trial_count; i++) {
        const struct cairn_publish_trial *trial = &pub->trials[i];
        const struct cairn_value *programs = cairn_value_get(trial->line, "programs");
        CAIRN_VALUE_EACH(change, cairn_value_get(pub->body, list))
        {
            const struct cairn_value *result =
                cairn_publish_result(trial, cairn_value_get_text(change->value, "id"));
            if (!cairn_publish_is_counted(result))
                continue;
            count->n++;
            count->k +=
                cairn_claim_accepts(cairn_claim_on(change->value, trial->cause, programs), result);
        }
    }
}

static struct cairn_publish_count agreement(const struct cairn_publication *pub)
{
    struct cairn_publish_count count = {0};
    count_agreeing(pub, "changes", &count);
    count_agreeing(pub, "plans", &count);
    return count;
}

static struct cairn_value *newest_date(const struct cairn_publication *pub)
{
    struct cairn_span newest = {0};
    for (size_t i = 0; i < pub->trial_count; i++) {
        struct cairn_span date = cairn_value_get_text(pub->trials[i].line, "date");
        if (cairn_span_compare(date, newest) > 0)
            newest = date;
    }
    return newest.size > 0 ? cairn_value_string(pub->arena, newest) : cairn_value_null(pub->arena);
}

void cairn_publish_figures(const struct cairn_publication *pub, struct cairn_publish_figures *out)
{
    *out =
        (struct cairn_publish_figures){.confidence = cairn_publish_rate(pub->arena, agreement(pub)),
            .fix_success_rate = cairn_publish_rate(pub->arena, count_fixed(pub)),
            .last_confirmed = newest_date(pub)};
}

/* Tier */

static bool has_sources(const struct cairn_value *item)
{
    return cairn_value_count(cairn_value_get(item, "sources")) > 0;
}

/* Does the change matter to this record: a workaround of it, or tempting for it? */
static bool concerns(const struct cairn_publication *pub, const struct cairn_value *change)
{
    return cairn_publish_is_workaround(pub, change) ||
           cairn_value_find(cairn_value_get(change, "tempting"), "record", pub->id) != NULL;
}

static bool is_sourced(const struct cairn_publication *pub)
{
    bool has_cause = false;
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    {
        if (!cairn_publish_is_cause_here(pub, cause->value))
            continue;
        has_cause = true;
        if (!has_sources(cause->value))
            return false;
    }
    CAIRN_VALUE_EACH(change, cairn_value_get(pub->body, "changes"))
    if (concerns(pub, change->value) && !has_sources(change->value))
        return false;
    return has_cause;
}

static bool has_two_environments(const struct cairn_publication *pub, struct cairn_span cause)
{
    const struct cairn_publish_trial *first = NULL;
    for (size_t i = 0; i < pub->trial_count; i++) {
        const struct cairn_publish_trial *trial = &pub->trials[i];
        if (!cairn_span_equal(trial->cause, cause))
            continue;
        if (first && !cairn_span_equal(first->environment, trial->environment))
            return true;
        first = first ? first : trial;
    }
    return false;
}

/* A tell of the cause that says yes in each of its trials and in none of another cause. */
static bool is_told(const struct cairn_publication *pub, struct cairn_span cause)
{
    CAIRN_VALUE_EACH(tell, cairn_value_get(pub->body, "tells"))
    {
        struct cairn_span id = cairn_value_get_text(tell->value, "id");
        bool is_right = cairn_span_equal(cairn_value_get_text(tell->value, "cause"), cause);
        for (size_t i = 0; i < pub->trial_count && is_right; i++)
            is_right = cairn_publish_says_yes(&pub->trials[i], id) ==
                       cairn_span_equal(pub->trials[i].cause, cause);
        if (is_right)
            return true;
    }
    return false;
}

static bool is_cause_proved(
    const struct cairn_publication *pub, const struct cairn_value *cause, bool is_only)
{
    struct cairn_span id = cairn_value_get_text(cause, "id");
    bool is_settled =
        is_fixed_somewhere(pub, id) || !cairn_value_is_empty(cairn_value_get(cause, "unfixable"));
    bool is_known =
        is_only || is_told(pub, id) || !cairn_value_is_empty(cairn_value_get(cause, "undecidable"));
    return has_two_environments(pub, id) && is_settled && is_known;
}

static bool are_baselines_as_claimed(const struct cairn_publication *pub)
{
    for (size_t i = 0; i < pub->trial_count; i++) {
        const struct cairn_value *cause =
            cairn_value_find(cairn_value_get(pub->body, "causes"), "id", pub->trials[i].cause);
        if (cairn_claim_yields(cause, cairn_value_get(pub->trials[i].line, "programs"), pub->id) !=
            CAIRN_YIELDED_AGREES)
            return false;
    }
    return true;
}

/* Changes that were run and resolve none of the record's causes. */
static uint32_t count_fruitless(const struct cairn_publication *pub)
{
    uint32_t count = 0;
    CAIRN_VALUE_EACH(change, cairn_value_get(pub->body, "changes"))
    {
        struct cairn_publish_count cells = cairn_publish_count_cells(
            pub, cairn_value_get_text(change->value, "id"), ALL_CAUSES, "resolved");
        count += cells.n > 0 && cells.k == 0 && !cairn_publish_is_diagnostic(change->value);
    }
    return count;
}

static bool is_proved(const struct cairn_publication *pub)
{
    struct cairn_publish_count cells = agreement(pub);
    if (cells.k < cells.n || count_fruitless(pub) < 2 || !are_baselines_as_claimed(pub))
        return false;
    uint32_t causes = 0;
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    causes += cairn_publish_is_cause_here(pub, cause->value);
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    if (cairn_publish_is_cause_here(pub, cause->value) &&
        !is_cause_proved(pub, cause->value, causes == 1))
        return false;
    return true;
}

const char *cairn_publish_tier(const struct cairn_publication *pub)
{
    if (pub->trial_count > 0)
        return is_proved(pub) ? "proved" : "reproduced";
    if (!cairn_value_is_empty(cairn_value_get(pub->input->record, "refuted")))
        return "refuted";
    return is_sourced(pub) ? "sourced" : "claimed";
}
