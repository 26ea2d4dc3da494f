/*
 * Which changes are dead ends of a record: those that tempt its readers and resolve none of its
 * causes without harm, and what other canons warn of. How often each failed was measured, or is
 * null.
 */
#include "ledger/publish_internal.h"

#include "base/vec.h"

static struct cairn_value *tempting_for(
    const struct cairn_publication *pub, const struct cairn_value *change)
{
    static const struct cairn_publish_key keys[] = {
        {"record", CAIRN_PUBLISH_TEXT}, {"source", CAIRN_PUBLISH_TEXT}};
    struct cairn_value *list = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(entry, cairn_value_get(change, "tempting"))
    {
        if (!cairn_span_equal(cairn_value_get_text(entry->value, "record"), pub->id))
            continue;
        struct cairn_value *copy = cairn_value_object(pub->arena);
        cairn_publish_keys(pub, copy, entry->value, NULL, keys, CAIRN_ARRAY_SIZE(keys));
        cairn_value_push(pub->arena, list, copy);
    }
    return list;
}

static bool is_dead_end_claim(const struct cairn_value *claim)
{
    return cairn_span_equal_string(cairn_value_get_text(claim, "item"), "dead_end");
}

static struct cairn_value *claimants_of(const struct cairn_publication *pub, struct cairn_span id)
{
    struct cairn_value *urls = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(claim, cairn_value_get(pub->input->record, "claims"))
    if (is_dead_end_claim(claim->value) &&
        cairn_span_equal(cairn_value_get_text(claim->value, "maps_to"), id))
        cairn_value_push(pub->arena, urls, cairn_publish_member(claim->value, "source"));
    return urls;
}

/* The harm that the change does on one of the record's causes, or whatever the cause. */
static struct cairn_span harm_of(
    const struct cairn_publication *pub, const struct cairn_value *change)
{
    struct cairn_span harm =
        cairn_value_text(cairn_value_at(cairn_value_get(change, "harms_shown"), 0));
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    if (harm.size == 0 && cairn_publish_is_cause_here(pub, cause->value))
        harm = cairn_publish_harm_on(pub, change, cairn_value_get_text(cause->value, "id"));
    return harm;
}

static struct cairn_span why_of(
    const struct cairn_publication *pub, const struct cairn_value *change, struct cairn_span harm)
{
    struct cairn_span why = cairn_publish_text(
        pub->in_chinese, change, cairn_publish_zh_of(pub, "changes", change), "why_fails");
    const struct cairn_value *shown =
        cairn_value_find(cairn_value_get(pub->body, "harms"), "id", harm);
    if (why.size > 0 || !shown)
        return why;
    return cairn_publish_text(
        pub->in_chinese, shown, cairn_publish_zh_of(pub, "harms", shown), "shows");
}

/* Cells of the change that did not resolve, or only with a harm. */
static struct cairn_publish_count fails_of(
    const struct cairn_publication *pub, struct cairn_span change)
{
    struct cairn_publish_count count =
        cairn_publish_count_cells(pub, change, (struct cairn_span){0}, "resolved");
    count.k = count.n - count.k;
    return count;
}

static bool has_text(const struct cairn_value *list, struct cairn_span text)
{
    CAIRN_VALUE_EACH(item, list)
    if (cairn_span_equal(cairn_value_text(item->value), text))
        return true;
    return false;
}

/* Records that the change led to on the way, in order of trials. */
static struct cairn_value *leads_of(const struct cairn_publication *pub, struct cairn_span change)
{
    struct cairn_value *ids = cairn_value_array(pub->arena);
    struct cairn_span target;
    for (size_t i = 0; i < pub->trial_count; i++)
        if (cairn_publish_leads_to(cairn_publish_result(&pub->trials[i], change), &target) &&
            !has_text(ids, target))
            cairn_value_push(pub->arena, ids, cairn_value_string(pub->arena, target));
    return ids;
}

static struct cairn_value *dead_end(const struct cairn_publication *pub, struct cairn_span action,
    struct cairn_span why, struct cairn_publish_count fails)
{
    struct cairn_arena *arena = pub->arena;
    struct cairn_value *out = cairn_value_object(arena);
    cairn_value_set_string(arena, out, "action", action);
    cairn_value_set_string(arena, out, "why_fails", why);
    cairn_value_set(arena, out, "fail_rate", cairn_publish_rate(arena, fails));
    cairn_value_set_cstring(arena, out, "condition", "");
    return out;
}

static enum cairn_status add_changed_dead_end(const struct cairn_publication *pub,
    const struct cairn_value *change, struct cairn_value *list, struct cairn_error *err)
{
    struct cairn_arena *arena = pub->arena;
    CAIRN_AUTO_BUF struct cairn_buf how = {0};
    cairn_publish_append_steps(&how, cairn_value_get(change, "how"));
    enum cairn_status status = cairn_buf_status(&how, err);
    if (status != CAIRN_OK)
        return status;
    struct cairn_span harm = harm_of(pub, change);
    struct cairn_span id = cairn_value_get_text(change, "id");
    struct cairn_span action = cairn_publish_text(
        pub->in_chinese, change, cairn_publish_zh_of(pub, "changes", change), "action");
    struct cairn_publish_count fails = fails_of(pub, id);
    struct cairn_value *out = dead_end(pub, action, why_of(pub, change, harm), fails);
    struct cairn_value *sources = cairn_publish_member(change, "sources");
    cairn_value_set(arena, out, "sources", sources ? sources : cairn_value_array(arena));
    cairn_value_set_string(arena, out, "id", id);
    cairn_value_set_string(arena, out, "how", cairn_buf_span(&how));
    cairn_value_set(arena, out, "harm",
        harm.size > 0 ? cairn_value_string(arena, harm) : cairn_value_null(arena));
    cairn_value_set(arena, out, "tempting", tempting_for(pub, change));
    cairn_value_set(arena, out, "claimed_by", claimants_of(pub, id));
    cairn_value_set(arena, out, "fail", cairn_publish_count_value(arena, fails));
    cairn_value_set(arena, out, "fail_by_cause", cairn_publish_counts_by_cause(pub, id, true));
    cairn_value_set(arena, out, "leads_to", leads_of(pub, id));
    cairn_value_set_cstring(arena, out, "basis", cairn_publish_basis(fails.n > 0));
    cairn_value_push(arena, list, out);
    return CAIRN_OK;
}

/* A claim that maps to none of our changes: its words, and who says so. */
static void add_claimed_dead_end(
    const struct cairn_publication *pub, const struct cairn_value *claim, struct cairn_value *list)
{
    struct cairn_arena *arena = pub->arena;
    struct cairn_value *out = dead_end(pub, cairn_value_get_text(claim, "text"),
        (struct cairn_span){0}, (struct cairn_publish_count){0});
    struct cairn_value *claimants = cairn_value_array(arena);
    cairn_value_push(arena, claimants, cairn_publish_member(claim, "source"));
    cairn_value_set(arena, out, "sources", cairn_value_array(arena));
    cairn_value_set(arena, out, "id", cairn_value_null(arena));
    cairn_value_set_cstring(arena, out, "how", "");
    cairn_value_set(arena, out, "harm", cairn_value_null(arena));
    cairn_value_set(arena, out, "tempting", cairn_value_array(arena));
    cairn_value_set(arena, out, "claimed_by", claimants);
    cairn_value_set(arena, out, "fail", cairn_value_null(arena));
    cairn_value_set(arena, out, "fail_by_cause", cairn_value_null(arena));
    cairn_value_set(arena, out, "leads_to", cairn_value_array(arena));
    cairn_value_set_cstring(arena, out, "basis", "claimed");
    cairn_value_push(arena, list, out);
}

struct chosen_change {
    const struct cairn_value *change;
    bool is_harmless;
    uint32_t fails;
};

/* What does damage is what a reader must see first; then what failed most often; then by id. */
static int compare_chosen(const void *left, const void *right)
{
    const struct chosen_change *a = left;
    const struct chosen_change *b = right;
    if (a->is_harmless != b->is_harmless)
        return a->is_harmless ? 1 : -1;
    if (a->fails != b->fails)
        return a->fails > b->fails ? -1 : 1;
    return cairn_span_compare(
        cairn_value_get_text(a->change, "id"), cairn_value_get_text(b->change, "id"));
}

/* Those tempting for this record, or those that only another canon's claim names. */
static enum cairn_status add_dead_ends(const struct cairn_publication *pub, bool are_tempting,
    struct cairn_value *list, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec chosen = CAIRN_VEC_OF(struct chosen_change);
    enum cairn_status status = CAIRN_OK;
    CAIRN_VALUE_EACH(item, cairn_value_get(pub->body, "changes"))
    {
        const struct cairn_value *change = item->value;
        if (cairn_publish_is_diagnostic(change) || cairn_publish_is_workaround(pub, change))
            continue;
        bool is_tempting =
            cairn_value_find(cairn_value_get(change, "tempting"), "record", pub->id) != NULL;
        struct cairn_span id = cairn_value_get_text(change, "id");
        bool is_claimed = cairn_value_count(claimants_of(pub, id)) > 0;
        if (are_tempting ? !is_tempting : is_tempting || !is_claimed)
            continue;
        struct chosen_change entry = {change, harm_of(pub, change).size == 0, fails_of(pub, id).k};
        status = cairn_vec_push(&chosen, &entry, err);
        if (status != CAIRN_OK)
            return status;
    }
    cairn_vec_sort(&chosen, compare_chosen);
    for (size_t i = 0; i < chosen.count && status == CAIRN_OK; i++)
        status = add_changed_dead_end(
            pub, CAIRN_VEC_AT(&chosen, struct chosen_change, i)->change, list, err);
    return status;
}

enum cairn_status cairn_publish_dead_ends(
    const struct cairn_publication *pub, struct cairn_value *out, struct cairn_error *err)
{
    struct cairn_value *list = cairn_value_array(pub->arena);
    enum cairn_status status = add_dead_ends(pub, true, list, err);
    if (status == CAIRN_OK)
        status = add_dead_ends(pub, false, list, err);
    CAIRN_VALUE_EACH(claim, cairn_value_get(pub->input->record, "claims"))
    if (is_dead_end_claim(claim->value) &&
        cairn_value_is_empty(cairn_value_get(claim->value, "maps_to")))
        add_claimed_dead_end(pub, claim->value, list);
    cairn_value_set(pub->arena, out, "dead_ends", list);
    return status;
}
