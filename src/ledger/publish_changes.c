/*
 * Which changes and plans are workarounds of a record. That is a role: it follows from what was
 * measured on the record's causes, and from what is claimed where nothing was.
 */
#include "ledger/publish_internal.h"

#include "base/buf.h"
#include "base/vec.h"

struct candidate {
    const struct cairn_value *change; /* or plan */
    struct cairn_span id;
    bool is_plan;
    uint32_t resolved;                /* causes of this record */
    struct cairn_publish_count cells; /* resolved, of those that count */
    uint32_t disruption;              /* 0 none … 3 downtime */
    bool has_needs;                   /* something must be had first */
};

static uint32_t rank_of(struct cairn_span word, const char *const *words)
{
    uint32_t rank = 0;
    for (; *words; words++, rank++)
        if (cairn_span_equal_string(word, *words))
            return rank;
    return 0;
}

static const char *const disruptions[] = {"none", "reload", "restart", "downtime", NULL};
static const char *const carriers[] = {"none", "reload", "restart", NULL};

static const struct cairn_value *change_by_id(
    const struct cairn_publication *pub, struct cairn_span id)
{
    return cairn_value_find(cairn_value_get(pub->body, "changes"), "id", id);
}

/* The highest rank among a plan's changes. */
static uint32_t plan_rank(const struct cairn_publication *pub, const struct cairn_value *plan,
    const char *key, const char *const *words)
{
    uint32_t highest = 0;
    CAIRN_VALUE_EACH(id, cairn_value_get(plan, "changes"))
    {
        const struct cairn_value *change = change_by_id(pub, cairn_value_text(id->value));
        uint32_t rank = rank_of(cairn_value_get_text(change, key), words);
        highest = rank > highest ? rank : highest;
    }
    return highest;
}

static uint32_t count_resolved(
    const struct cairn_publication *pub, const struct cairn_value *change)
{
    uint32_t count = 0;
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    count += cairn_publish_is_cause_here(pub, cause->value) &&
             cairn_publish_resolves(pub, change, cairn_value_get_text(cause->value, "id"));
    return count;
}

/* A harm that was seen outweighs every cause that it resolves; one that is only claimed of some
 * cause is said at that cause. */
static bool does_harm(const struct cairn_publication *pub, const struct cairn_value *change)
{
    struct cairn_publish_count seen = cairn_publish_count_cells(
        pub, cairn_value_get_text(change, "id"), (struct cairn_span){0}, "harm");
    return seen.k > 0 || !cairn_value_is_empty(cairn_value_get(change, "harms_shown"));
}

bool cairn_publish_is_diagnostic(const struct cairn_value *change)
{
    return cairn_span_equal_string(cairn_value_get_text(change, "kind"), "diagnostic");
}

static struct cairn_publish_role role_of(
    const struct cairn_publication *pub, const struct cairn_value *change, bool is_plan)
{
    struct cairn_publish_role role = {.change = change,
        .is_plan = is_plan,
        .resolved = count_resolved(pub, change),
        .cells = cairn_publish_count_cells(
            pub, cairn_value_get_text(change, "id"), (struct cairn_span){0}, "resolved")};
    role.is_workaround =
        role.resolved > 0 && !cairn_publish_is_diagnostic(change) && !does_harm(pub, change);
    return role;
}

enum cairn_status cairn_publish_find_roles(struct cairn_publication *pub, struct cairn_error *err)
{
    const struct cairn_value *changes = cairn_value_get(pub->body, "changes");
    const struct cairn_value *plans = cairn_value_get(pub->body, "plans");
    size_t count = (size_t)cairn_value_count(changes) + cairn_value_count(plans);
    struct cairn_publish_role *roles = cairn_arena_array(pub->arena, count + 1, sizeof *roles);
    if (!roles)
        return CAIRN_FAIL_MEMORY(err);
    size_t filled = 0;
    CAIRN_VALUE_EACH(change, changes)
    roles[filled++] = role_of(pub, change->value, false);
    CAIRN_VALUE_EACH(plan, plans)
    roles[filled++] = role_of(pub, plan->value, true);
    pub->roles = roles;
    pub->role_count = filled;
    return CAIRN_OK;
}

bool cairn_publish_is_workaround(
    const struct cairn_publication *pub, const struct cairn_value *change)
{
    for (size_t i = 0; i < pub->role_count; i++)
        if (pub->roles[i].change == change)
            return pub->roles[i].is_workaround;
    return false;
}

/* The higher rate first; what was not measured comes last. */
static int compare_rates(struct cairn_publish_count a, struct cairn_publish_count b)
{
    if (a.n == 0 || b.n == 0)
        return (a.n == 0) - (b.n == 0);
    uint64_t left = (uint64_t)a.k * b.n;
    uint64_t right = (uint64_t)b.k * a.n;
    return (left < right) - (left > right);
}

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->resolved != b->resolved)
        return a->resolved > b->resolved ? -1 : 1;
    int by_rate = compare_rates(a->cells, b->cells);
    if (by_rate != 0)
        return by_rate;
    if (a->disruption != b->disruption)
        return a->disruption < b->disruption ? -1 : 1;
    if (a->has_needs != b->has_needs)
        return a->has_needs ? 1 : -1;
    int order = cairn_span_compare(a->id, b->id);
    return order != 0 ? order : (int)a->is_plan - (int)b->is_plan;
}

static enum cairn_status collect(
    const struct cairn_publication *pub, struct cairn_vec *candidates, struct cairn_error *err)
{
    for (size_t i = 0; i < pub->role_count; i++) {
        const struct cairn_publish_role *role = &pub->roles[i];
        if (!role->is_workaround)
            continue;
        struct candidate candidate = {.change = role->change,
            .id = cairn_value_get_text(role->change, "id"),
            .is_plan = role->is_plan,
            .resolved = role->resolved,
            .cells = role->cells,
            .has_needs = !cairn_value_is_empty(cairn_value_get(role->change, "needs"))};
        candidate.disruption =
            role->is_plan ? plan_rank(pub, role->change, "disrupts", disruptions)
                          : rank_of(cairn_value_get_text(role->change, "disrupts"), disruptions);
        enum cairn_status status = cairn_vec_push(candidates, &candidate, err);
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

void cairn_publish_append_steps(struct cairn_buf *text, const struct cairn_value *how)
{
    CAIRN_VALUE_EACH(step, how)
    {
        if (text->size > 0)
            cairn_buf_append_byte(text, '\n');
        cairn_buf_append(text, cairn_span_trim(cairn_value_get_text(step->value, "text")));
    }
}

/* Steps of a change, or of a plan's changes one after the other. */
static struct cairn_value *steps_of(
    const struct cairn_publication *pub, const struct candidate *candidate)
{
    if (!candidate->is_plan)
        return cairn_publish_steps(pub, cairn_value_get(candidate->change, "how"));
    struct cairn_value *all = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(id, cairn_value_get(candidate->change, "changes"))
    {
        const struct cairn_value *change = change_by_id(pub, cairn_value_text(id->value));
        CAIRN_VALUE_EACH(step, cairn_publish_steps(pub, cairn_value_get(change, "how")))
        cairn_value_push(pub->arena, all, step->value);
    }
    return all;
}

/* Texts of a plan's changes, one a line: what is needed and undone is the sum. */
static struct cairn_value *joined(
    const struct cairn_publication *pub, const struct cairn_value *plan, const char *key)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    CAIRN_VALUE_EACH(id, cairn_value_get(plan, "changes"))
    {
        const struct cairn_value *change = change_by_id(pub, cairn_value_text(id->value));
        struct cairn_span part = cairn_publish_text(
            pub->in_chinese, change, cairn_publish_zh_of(pub, "changes", change), key);
        if (part.size > 0 && text.size > 0)
            cairn_buf_append_byte(&text, '\n');
        cairn_buf_append(&text, part);
    }
    if (cairn_buf_status(&text, NULL) != CAIRN_OK)
        return NULL;
    return text.size > 0 ? cairn_value_string(pub->arena, cairn_buf_span(&text))
                         : cairn_value_null(pub->arena);
}

static void set_plan_properties(
    const struct cairn_publication *pub, struct cairn_value *out, const struct candidate *candidate)
{
    const struct cairn_value *plan = candidate->change;
    const struct cairn_value *last = NULL;
    struct cairn_span where = {0};
    bool is_one_place = true;
    bool is_fix = true;
    CAIRN_VALUE_EACH(id, cairn_value_get(plan, "changes"))
    {
        const struct cairn_value *change = change_by_id(pub, cairn_value_text(id->value));
        struct cairn_span place = cairn_value_get_text(change, "where");
        is_one_place = is_one_place && (!last || cairn_span_equal(place, where));
        where = place;
        is_fix =
            is_fix && !cairn_span_equal_string(cairn_value_get_text(change, "kind"), "mitigation");
        last = change;
    }
    cairn_value_set(pub->arena, out, "where",
        is_one_place ? cairn_value_string(pub->arena, where) : cairn_value_null(pub->arena));
    cairn_value_set_cstring(
        pub->arena, out, "carrier", carriers[plan_rank(pub, plan, "carrier", carriers)]);
    cairn_value_set_cstring(pub->arena, out, "purpose", is_fix ? "fix" : "mitigation");
    cairn_value_set_cstring(pub->arena, out, "disrupts", disruptions[candidate->disruption]);
    cairn_value_set(pub->arena, out, "needs", joined(pub, plan, "needs"));
    cairn_value_set(pub->arena, out, "undo", joined(pub, plan, "undo"));
    cairn_value_set(pub->arena, out, "verify",
        cairn_publish_verify(pub, last, cairn_publish_zh_of(pub, "changes", last)));
}

static void set_change_properties(const struct cairn_publication *pub, struct cairn_value *out,
    const struct cairn_value *change, const struct cairn_value *zh)
{
    static const struct cairn_publish_key head[] = {
        {"where", CAIRN_PUBLISH_TEXT}, {"carrier", CAIRN_PUBLISH_TEXT}};
    static const struct cairn_publish_key tail[] = {{"disrupts", CAIRN_PUBLISH_TEXT},
        {"needs", CAIRN_PUBLISH_TRANSLATED}, {"undo", CAIRN_PUBLISH_TRANSLATED}};
    cairn_publish_keys(pub, out, change, zh, head, CAIRN_ARRAY_SIZE(head));
    cairn_value_set(pub->arena, out, "purpose",
        cairn_publish_or_null(pub->arena, cairn_publish_member(change, "kind")));
    cairn_publish_keys(pub, out, change, zh, tail, CAIRN_ARRAY_SIZE(tail));
    cairn_value_set(pub->arena, out, "verify", cairn_publish_verify(pub, change, zh));
}

/* The titles of the causes that are resolved, or "" when those are all causes of the record. */
static struct cairn_value *condition_of(
    const struct cairn_publication *pub, const struct candidate *candidate)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    uint32_t causes = 0;
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    {
        if (!cairn_publish_is_cause_here(pub, cause->value))
            continue;
        causes++;
        if (!cairn_publish_resolves(
                pub, candidate->change, cairn_value_get_text(cause->value, "id")))
            continue;
        if (text.size > 0)
            cairn_buf_append_string(&text, pub->in_chinese ? "；" : "; ");
        cairn_buf_append(&text, cairn_publish_text(pub->in_chinese, cause->value,
                                    cairn_publish_zh_of(pub, "causes", cause->value), "title"));
    }
    if (cairn_buf_status(&text, NULL) != CAIRN_OK)
        return NULL;
    bool is_for_all = candidate->resolved == causes;
    return cairn_value_string(
        pub->arena, is_for_all ? (struct cairn_span){0} : cairn_buf_span(&text));
}

static struct cairn_value *resolved_causes(
    const struct cairn_publication *pub, const struct cairn_value *change)
{
    struct cairn_value *ids = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    {
        struct cairn_span id = cairn_value_get_text(cause->value, "id");
        if (cairn_publish_is_cause_here(pub, cause->value) &&
            cairn_publish_resolves(pub, change, id))
            cairn_value_push(pub->arena, ids, cairn_value_string(pub->arena, id));
    }
    return ids;
}

static bool has_text(const struct cairn_value *list, struct cairn_span text)
{
    CAIRN_VALUE_EACH(item, list)
    if (cairn_span_equal(cairn_value_text(item->value), text))
        return true;
    return false;
}

static struct cairn_value *sources_of(
    const struct cairn_publication *pub, const struct candidate *candidate)
{
    struct cairn_value *own = cairn_publish_member(candidate->change, "sources");
    if (!candidate->is_plan)
        return own ? own : cairn_value_array(pub->arena);
    struct cairn_value *all = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(id, cairn_value_get(candidate->change, "changes"))
    CAIRN_VALUE_EACH(
        source, cairn_value_get(change_by_id(pub, cairn_value_text(id->value)), "sources"))
    if (!has_text(all, cairn_value_text(source->value)))
        cairn_value_push(pub->arena, all, source->value);
    return all;
}

static struct cairn_value *workaround(
    const struct cairn_publication *pub, const struct candidate *candidate, struct cairn_span how)
{
    struct cairn_arena *arena = pub->arena;
    const struct cairn_value *change = candidate->change;
    const struct cairn_value *zh =
        cairn_publish_zh_of(pub, candidate->is_plan ? "plans" : "changes", change);
    struct cairn_value *out = cairn_value_object(arena);
    cairn_value_set_string(
        arena, out, "action", cairn_publish_text(pub->in_chinese, change, zh, "action"));
    cairn_value_set(arena, out, "success_rate", cairn_publish_rate(arena, candidate->cells));
    cairn_value_set_string(arena, out, "how", how);
    cairn_value_set(arena, out, "condition", condition_of(pub, candidate));
    cairn_value_set(arena, out, "sources", sources_of(pub, candidate));
    cairn_value_set_string(arena, out, "id", candidate->id);
    cairn_value_set_cstring(arena, out, "kind", candidate->is_plan ? "plan" : "change");
    cairn_value_set(arena, out, "steps", steps_of(pub, candidate));
    if (candidate->is_plan)
        set_plan_properties(pub, out, candidate);
    else
        set_change_properties(pub, out, change, zh);
    cairn_value_set(arena, out, "resolves", resolved_causes(pub, change));
    cairn_value_set(arena, out, "success", cairn_publish_count_value(arena, candidate->cells));
    cairn_value_set(
        arena, out, "success_by_cause", cairn_publish_counts_by_cause(pub, candidate->id, false));
    cairn_value_set(arena, out, "applies",
        cairn_publish_or_null(arena, cairn_publish_member(change, "applies")));
    cairn_value_set_cstring(arena, out, "basis", cairn_publish_basis(candidate->cells.n > 0));
    return out;
}

/* The Chinese text of a workaround: its action, and the steps, which are the same in every
 * language. */
static struct cairn_value *chinese_text(
    const struct cairn_publication *pub, const struct candidate *candidate, struct cairn_span how)
{
    const struct cairn_value *zh =
        cairn_publish_zh_of(pub, candidate->is_plan ? "plans" : "changes", candidate->change);
    struct cairn_span action = cairn_publish_text(true, candidate->change, zh, "action");
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_append(&text, action);
    cairn_buf_append_byte(&text, '\n');
    cairn_buf_append(&text, how);
    if (cairn_buf_status(&text, NULL) != CAIRN_OK)
        return NULL;
    return cairn_value_string(pub->arena, cairn_buf_span(&text));
}

static enum cairn_status add_workaround(const struct cairn_publication *pub,
    const struct candidate *candidate, struct cairn_value *list, struct cairn_value *list_zh,
    struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf how = {0};
    if (!candidate->is_plan)
        cairn_publish_append_steps(&how, cairn_value_get(candidate->change, "how"));
    CAIRN_VALUE_EACH(id, cairn_value_get(candidate->is_plan ? candidate->change : NULL, "changes"))
    cairn_publish_append_steps(
        &how, cairn_value_get(change_by_id(pub, cairn_value_text(id->value)), "how"));
    enum cairn_status status = cairn_buf_status(&how, err);
    if (status != CAIRN_OK)
        return status;
    cairn_value_push(pub->arena, list, workaround(pub, candidate, cairn_buf_span(&how)));
    if (pub->input->record_zh)
        cairn_value_push(pub->arena, list_zh, chinese_text(pub, candidate, cairn_buf_span(&how)));
    return CAIRN_OK;
}

enum cairn_status cairn_publish_workarounds(
    const struct cairn_publication *pub, struct cairn_value *out, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec candidates = CAIRN_VEC_OF(struct candidate);
    enum cairn_status status = collect(pub, &candidates, err);
    if (status != CAIRN_OK)
        return status;
    cairn_vec_sort(&candidates, compare_candidates);
    struct cairn_value *list = cairn_value_array(pub->arena);
    struct cairn_value *list_zh = cairn_value_array(pub->arena);
    for (size_t i = 0; i < candidates.count && status == CAIRN_OK; i++)
        status =
            add_workaround(pub, CAIRN_VEC_AT(&candidates, struct candidate, i), list, list_zh, err);
    cairn_value_set(pub->arena, out, "workarounds", list);
    cairn_value_set(pub->arena, out, "workarounds_zh", list_zh);
    return status;
}
