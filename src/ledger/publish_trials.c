/*
 * Trials, and counts of their cells: what every measured figure is made of. Of a record only the
 * trials whose baseline named it count; of a family all. A cell counts when it was applicable and
 * ran: what the world had already, and what broke, is in no count.
 */
#include "ledger/publish_internal.h"

#include "base/vec.h"
#include "ledger/claim.h"

static struct cairn_span nth_of_trial(const struct cairn_value *line, uint32_t index)
{
    return cairn_value_text(cairn_value_at(cairn_value_get(line, "trial"), index));
}

static enum cairn_status collect(
    struct cairn_publication *pub, struct cairn_vec *trials, struct cairn_error *err)
{
    CAIRN_VALUE_EACH(line, pub->input->evidence)
    {
        struct cairn_publish_trial trial = {.line = line->value,
            .cause = nth_of_trial(line->value, 0),
            .environment = nth_of_trial(line->value, 1)};
        bool counts = pub->id.size == 0 ||
                      cairn_span_equal(cairn_value_get_text(line->value, "names"), pub->id);
        if (!counts)
            continue;
        enum cairn_status status = cairn_vec_push(trials, &trial, err);
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

static bool has_name(const struct cairn_vec *names, struct cairn_span name)
{
    for (size_t i = 0; i < names->count; i++)
        if (cairn_span_equal(*CAIRN_VEC_AT(names, struct cairn_span, i), name))
            return true;
    return false;
}

/* Environments with trials of the family: in its order, then as they come. */
static enum cairn_status list_environments(
    struct cairn_publication *pub, struct cairn_vec *names, struct cairn_error *err)
{
    const struct cairn_value *in_order =
        cairn_value_get(cairn_value_get(pub->body, "lab"), "environments");
    CAIRN_AUTO_VEC struct cairn_vec seen = CAIRN_VEC_OF(struct cairn_span);
    enum cairn_status status = CAIRN_OK;
    CAIRN_VALUE_EACH(line, pub->input->evidence)
    {
        struct cairn_span name = nth_of_trial(line->value, 1);
        if (status == CAIRN_OK && !has_name(&seen, name))
            status = cairn_vec_push(&seen, &name, err);
    }
    CAIRN_VALUE_EACH(item, in_order)
    {
        struct cairn_span name = cairn_value_text(item->value);
        if (status == CAIRN_OK && has_name(&seen, name) && !has_name(names, name))
            status = cairn_vec_push(names, &name, err);
    }
    for (size_t i = 0; i < seen.count && status == CAIRN_OK; i++)
        if (!has_name(names, *CAIRN_VEC_AT(&seen, struct cairn_span, i)))
            status = cairn_vec_push(names, CAIRN_VEC_AT(&seen, struct cairn_span, i), err);
    return status;
}

/* Items of a vector in the publication's arena. */
static enum cairn_status keep(struct cairn_publication *pub, const struct cairn_vec *vec,
    void *out_items, struct cairn_error *err)
{
    struct cairn_span bytes = cairn_arena_copy(
        pub->arena, cairn_span_make(vec->count ? vec->data : "", vec->count * vec->item_size));
    if (!bytes.data)
        return CAIRN_FAIL_MEMORY(err);
    *(const void **)out_items = bytes.data;
    return CAIRN_OK;
}

enum cairn_status cairn_publish_collect_trials(
    struct cairn_publication *pub, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec trials = CAIRN_VEC_OF(struct cairn_publish_trial);
    CAIRN_AUTO_VEC struct cairn_vec environments = CAIRN_VEC_OF(struct cairn_span);
    enum cairn_status status = collect(pub, &trials, err);
    if (status == CAIRN_OK)
        status = list_environments(pub, &environments, err);
    if (status == CAIRN_OK)
        status = keep(pub, &trials, &pub->trials, err);
    if (status == CAIRN_OK)
        status = keep(pub, &environments, &pub->environments, err);
    if (status != CAIRN_OK)
        return status;
    pub->trial_count = trials.count;
    pub->environment_count = environments.count;
    return CAIRN_OK;
}

const struct cairn_value *cairn_publish_result(
    const struct cairn_publish_trial *trial, struct cairn_span change)
{
    return cairn_value_get_span(cairn_value_get(trial->line, "arms"), change);
}

bool cairn_publish_is_counted(const struct cairn_value *result)
{
    static const char *const counted[] = {"harm", "relapse", "still-logged", "carrier", "time",
        "resolved", "refused", "moved", "same"};
    struct cairn_span word = cairn_result_word(result);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(counted); i++)
        if (cairn_span_equal_string(word, counted[i]))
            return true;
    return false;
}

struct cairn_publish_count cairn_publish_count_cells(const struct cairn_publication *pub,
    struct cairn_span change, struct cairn_span cause, const char *word)
{
    struct cairn_publish_count count = {0};
    for (size_t i = 0; i < pub->trial_count; i++) {
        const struct cairn_publish_trial *trial = &pub->trials[i];
        if (cause.size > 0 && !cairn_span_equal(trial->cause, cause))
            continue;
        const struct cairn_value *result = cairn_publish_result(trial, change);
        if (!cairn_publish_is_counted(result))
            continue;
        count.n++;
        count.k += cairn_span_equal_string(cairn_result_word(result), word);
    }
    return count;
}

bool cairn_publish_has_trials(const struct cairn_publication *pub, struct cairn_span cause)
{
    for (size_t i = 0; i < pub->trial_count; i++)
        if (cairn_span_equal(pub->trials[i].cause, cause))
            return true;
    return false;
}

/* What was measured outweighs what is claimed; a claim stands where no cell counts. */
bool cairn_publish_resolves(
    const struct cairn_publication *pub, const struct cairn_value *change, struct cairn_span cause)
{
    struct cairn_publish_count count =
        cairn_publish_count_cells(pub, cairn_value_get_text(change, "id"), cause, "resolved");
    return count.n > 0 ? count.k > 0
                       : cairn_publish_claimed(change, cause, NULL) == CAIRN_CLAIMED_RESOLVES;
}

struct cairn_span cairn_publish_harm_on(
    const struct cairn_publication *pub, const struct cairn_value *change, struct cairn_span cause)
{
    bool is_measured = false;
    for (size_t i = 0; i < pub->trial_count; i++) {
        if (!cairn_span_equal(pub->trials[i].cause, cause))
            continue;
        const struct cairn_value *result =
            cairn_publish_result(&pub->trials[i], cairn_value_get_text(change, "id"));
        is_measured = is_measured || cairn_publish_is_counted(result);
        if (cairn_span_equal_string(cairn_result_word(result), "harm"))
            return cairn_result_detail(result);
    }
    struct cairn_span harm = {0};
    if (!is_measured)
        (void)cairn_publish_claimed(change, cause, &harm);
    return harm;
}

bool cairn_publish_is_cause_here(
    const struct cairn_publication *pub, const struct cairn_value *cause)
{
    return cairn_publish_yields(cause, pub->id) ||
           cairn_publish_has_trials(pub, cairn_value_get_text(cause, "id"));
}

bool cairn_publish_is_measured(const struct cairn_publication *pub, struct cairn_span change)
{
    return cairn_publish_count_cells(pub, change, (struct cairn_span){0}, "resolved").n > 0;
}

const char *cairn_publish_basis(bool is_measured)
{
    return is_measured ? "measured" : "claimed";
}

/* Writing counts */

/* Four digits at most, without zeros at the end: 1, 0.5, 0.3333. */
/* Four digits at most, without zeros at the end. */
static struct cairn_value *ten_thousandths(struct cairn_arena *arena, uint64_t share)
{
    char *text =
        cairn_arena_printf(arena, "%u.%04u", (unsigned)(share / 10000), (unsigned)(share % 10000));
    if (!text)
        return NULL;
    struct cairn_span spelling = cairn_span_from_string(text);
    while (cairn_span_ends_with(spelling, CAIRN_SPAN("0")) && spelling.size > 2)
        spelling.size--;
    if (cairn_span_ends_with(spelling, CAIRN_SPAN(".")))
        spelling.size--;
    return cairn_value_number(arena, spelling);
}

struct cairn_value *cairn_publish_rate(struct cairn_arena *arena, struct cairn_publish_count count)
{
    if (count.n == 0)
        return cairn_value_null(arena);
    return ten_thousandths(arena, ((uint64_t)count.k * 20000 + count.n) / ((uint64_t)count.n * 2));
}

struct cairn_value *cairn_publish_share(struct cairn_arena *arena, double share)
{
    return ten_thousandths(arena, (uint64_t)(share * 10000 + 0.5));
}

struct cairn_value *cairn_publish_count_value(
    struct cairn_arena *arena, struct cairn_publish_count count)
{
    if (count.n == 0)
        return cairn_value_null(arena);
    struct cairn_value *out = cairn_value_object(arena);
    cairn_value_set_int(arena, out, "k", count.k);
    cairn_value_set_int(arena, out, "n", count.n);
    return out;
}

struct cairn_value *cairn_publish_counts_by_cause(
    const struct cairn_publication *pub, struct cairn_span change, bool of_fails)
{
    struct cairn_value *list = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    {
        struct cairn_span id = cairn_value_get_text(cause->value, "id");
        struct cairn_publish_count count = cairn_publish_count_cells(pub, change, id, "resolved");
        if (count.n == 0)
            continue;
        struct cairn_value *entry = cairn_value_object(pub->arena);
        cairn_value_set_string(pub->arena, entry, "cause", id);
        cairn_value_set_int(pub->arena, entry, "k", of_fails ? count.n - count.k : count.k);
        cairn_value_set_int(pub->arena, entry, "n", count.n);
        cairn_value_push(pub->arena, list, entry);
    }
    return cairn_value_count(list) > 0 ? list : cairn_value_null(pub->arena);
}
