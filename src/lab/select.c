/* What the request names, found among what there is; a name that nothing has gets the nearest one.
 */
#include "lab/plan_internal.h"

#include "base/near.h"

static enum cairn_status refuse_unknown(struct cairn_lab_prove *prove, const char *what,
    struct cairn_span name, const char *nearest, struct cairn_error *err)
{
    CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "could not find the %s \"%.*s\" in %s", what,
        CAIRN_SPAN_ARGS(name), prove->request->canon);
    if (nearest)
        cairn_error_hint(err, "Did you mean %s?", nearest);
    else
        cairn_error_hint(err, "List what there is: cairn prove --list");
    return CAIRN_ERR_NOT_FOUND;
}

static void offer(struct cairn_lab_prove *prove, struct cairn_near *near, struct cairn_span name)
{
    const char *candidate = cairn_arena_string(&prove->arena, name);
    if (candidate)
        cairn_near_offer(near, candidate);
}

static struct cairn_near near_of(struct cairn_lab_prove *prove, struct cairn_span name)
{
    const char *word = cairn_arena_string(&prove->arena, name);
    return (struct cairn_near){.word = word ? word : ""};
}

/* A family by its id, or by that of one of its records. */
static struct cairn_source_family *find_family(
    struct cairn_lab_prove *prove, struct cairn_span id, bool *out_is_record)
{
    const struct cairn_source *source = prove->canon.source;
    for (size_t i = 0; i < source->domains.count; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&source->domains, struct cairn_source_domain *, i);
        for (size_t j = 0; j < domain->families.count; j++) {
            struct cairn_source_family *family =
                *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, j);
            *out_is_record = false;
            if (cairn_span_equal(family->id, id))
                return family;
        }
    }
    const struct cairn_source_record *record = cairn_map_get(&source->by_id, id);
    *out_is_record = true;
    return record ? record->family : NULL;
}

static const struct cairn_source_domain *find_domain(
    const struct cairn_source *source, struct cairn_span id)
{
    for (size_t i = 0; i < source->domains.count; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&source->domains, struct cairn_source_domain *, i);
        if (cairn_span_equal(domain->id, id))
            return domain;
    }
    return NULL;
}

/* A domain is no family, but it has some: those that can be proved. */
static enum cairn_status refuse_domain(
    const struct cairn_source_domain *domain, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf families = {0};
    for (size_t i = 0; i < domain->families.count; i++) {
        const struct cairn_source_family *family =
            *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, i);
        if (family->rig.path.size)
            cairn_buf_printf(
                &families, "%s%.*s", families.size ? ", " : "", CAIRN_SPAN_ARGS(family->id));
    }
    enum cairn_status status = cairn_buf_status(&families, err);
    if (status)
        return status;
    CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "cannot prove \"%.*s\": it is a domain, not a family",
        CAIRN_SPAN_ARGS(domain->id));
    if (families.size)
        cairn_error_hint(err, "Name its families: %s", families.data);
    else
        cairn_error_hint(
            err, "None of its families has a rig; docs/lab.md says how one is written.");
    return CAIRN_ERR_NOT_FOUND;
}

static enum cairn_status refuse_family(
    struct cairn_lab_prove *prove, struct cairn_span id, struct cairn_error *err)
{
    const struct cairn_source *source = prove->canon.source;
    const struct cairn_source_domain *named = find_domain(source, id);
    if (named)
        return refuse_domain(named, err);
    struct cairn_near near = near_of(prove, id);
    for (size_t i = 0; i < source->domains.count; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&source->domains, struct cairn_source_domain *, i);
        for (size_t j = 0; j < domain->families.count; j++)
            offer(prove, &near,
                (*CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, j))->id);
    }
    for (size_t i = 0; i < source->records.count; i++)
        offer(prove, &near, (*CAIRN_VEC_AT(&source->records, struct cairn_source_record *, i))->id);
    return refuse_unknown(prove, "family or record", id, near.best, err);
}

static enum cairn_status say_without_rig(
    const struct cairn_source_family *family, struct cairn_error *err)
{
    const struct cairn_value *lab = cairn_value_get(cairn_source_family_body(family), "lab");
    struct cairn_span state = cairn_value_get_text(lab, "state");
    struct cairn_span reason = cairn_value_get_text(lab, "reason");
    return cairn_lab_message(err, "error", "docs/lab.md says how a rig is written.",
        "cannot prove %.*s: it has no rig.sh (lab: %.*s%s%.*s)", CAIRN_SPAN_ARGS(family->id),
        CAIRN_SPAN_ARGS(state), reason.size ? ": " : "", CAIRN_SPAN_ARGS(reason));
}

static struct cairn_lab_selected *selected_of(
    struct cairn_vec *selected, struct cairn_source_family *family)
{
    for (size_t i = 0; i < selected->count; i++) {
        struct cairn_lab_selected *item = CAIRN_VEC_AT(selected, struct cairn_lab_selected, i);
        if (item->family == family)
            return item;
    }
    return NULL;
}

static enum cairn_status select_one(struct cairn_lab_prove *prove, struct cairn_span id,
    struct cairn_vec *selected, struct cairn_error *err)
{
    bool is_record = false;
    struct cairn_source_family *family = find_family(prove, id, &is_record);
    if (!family)
        return refuse_family(prove, id, err);
    if (!family->rig.path.size) {
        prove->has_trouble = true;
        return say_without_rig(family, err);
    }
    struct cairn_lab_selected *item = selected_of(selected, family);
    struct cairn_lab_selected added = {
        .family = family, .records = CAIRN_VEC_OF(struct cairn_span)};
    enum cairn_status status = CAIRN_OK;
    if (!item) {
        status = cairn_vec_push(selected, &added, err);
        item =
            status ? NULL : CAIRN_VEC_AT(selected, struct cairn_lab_selected, selected->count - 1);
    }
    if (!status && is_record)
        status = cairn_vec_push(&item->records, &id, err);
    if (!status)
        item->is_whole |= !is_record;
    return status;
}

static enum cairn_status select_all(
    struct cairn_lab_prove *prove, struct cairn_vec *selected, struct cairn_error *err)
{
    const struct cairn_source *source = prove->canon.source;
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < source->domains.count; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&source->domains, struct cairn_source_domain *, i);
        for (size_t j = 0; !status && j < domain->families.count; j++) {
            const struct cairn_source_family *family =
                *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, j);
            if (family->rig.path.size)
                status = select_one(prove, family->id, selected, err);
        }
    }
    return status;
}

enum cairn_status cairn_lab_select_families(
    struct cairn_lab_prove *prove, struct cairn_vec *selected, struct cairn_error *err)
{
    const struct cairn_lab_names *names = &prove->request->select;
    enum cairn_status status = CAIRN_OK;
    if (!names->count)
        status = select_all(prove, selected, err);
    for (size_t i = 0; !status && i < names->count; i++)
        status = select_one(prove, names->items[i], selected, err);
    if (status || selected->count)
        return status;
    CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "cannot prove %s: no family that is asked for has a rig",
        prove->request->canon);
    cairn_error_hint(err, "docs/lab.md says how a rig is written.");
    return CAIRN_ERR_NOT_FOUND;
}

/* Is each name the id of an entry of one of these lists in one of the families? */
static enum cairn_status check_ids(struct cairn_lab_prove *prove,
    const struct cairn_lab_names *names, const char *what, const char *const keys[2],
    struct cairn_error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        struct cairn_near near = near_of(prove, names->items[i]);
        bool is_found = false;
        for (size_t f = 0; f < prove->family_count * 2; f++) {
            if (!keys[f % 2])
                continue;
            const struct cairn_value *list =
                cairn_value_get(prove->families[f / 2].body, keys[f % 2]);
            is_found |= cairn_value_find(list, "id", names->items[i]) != NULL;
            CAIRN_VALUE_EACH(entry, list)
            offer(prove, &near, cairn_value_get_text(entry->value, "id"));
        }
        if (!is_found)
            return refuse_unknown(prove, what, names->items[i], near.best, err);
    }
    return CAIRN_OK;
}

static enum cairn_status check_environments(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    const struct cairn_lab_names *names = &prove->request->environments;
    for (size_t i = 0; i < names->count; i++) {
        if (cairn_environments_find(&prove->environments, names->items[i]))
            continue;
        struct cairn_near near = near_of(prove, names->items[i]);
        for (size_t j = 0; j < prove->environments.count; j++)
            offer(prove, &near, cairn_span_from_string(prove->environments.items[j].name));
        return refuse_unknown(prove, "environment", names->items[i], near.best, err);
    }
    return CAIRN_OK;
}

enum cairn_status cairn_lab_select_check(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    static const char *const causes[2] = {"causes", NULL};
    static const char *const changes[2] = {"changes", "plans"};
    enum cairn_status status = check_ids(prove, &prove->request->causes, "cause", causes, err);
    if (!status)
        status = check_ids(prove, &prove->request->changes, "change", changes, err);
    return status ? status : check_environments(prove, err);
}
