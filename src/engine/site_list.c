/*
 * Lists of records: all of them, or those of a domain, in parts of bounded size, since a canon may
 * hold a hundred thousand. Each record of a part is read for its severity and its Chinese meaning;
 * nothing else is.
 */
#include "engine/site_internal.h"

uint32_t cairn_site_list_parts(size_t records)
{
    size_t parts = (records + CAIRN_LIMIT_SITE_LIST - 1) / CAIRN_LIMIT_SITE_LIST;
    return parts ? (uint32_t)parts : 1;
}

static struct cairn_span domain_of(const struct cairn_vec *records, size_t i)
{
    struct cairn_span id = CAIRN_VEC_AT(records, struct cairn_site_record, i)->id;
    return cairn_span_slice(id, 0, cairn_span_find_byte(id, '/', 0));
}

void cairn_site_find_domain(
    const struct cairn_vec *records, struct cairn_span domain, size_t *out_first, size_t *out_count)
{
    size_t first = 0;
    while (first < records->count && !cairn_span_equal(domain_of(records, first), domain))
        first++;
    size_t end = first;
    while (end < records->count && cairn_span_equal(domain_of(records, end), domain))
        end++;
    *out_first = first;
    *out_count = end - first;
}

/* {id, domain, signature, gloss, tier, severity} */
static enum cairn_status push_record(struct cairn_site *site, struct cairn_arena *arena,
    struct cairn_value *list, struct cairn_span id, enum cairn_language language,
    struct cairn_error *err)
{
    static const char *const keys[] = {"id", "domain", "signature", "tier", "severity"};
    CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
    struct cairn_value *record = NULL;
    enum cairn_status status =
        cairn_engine_record(site->engine, &scratch, id, language, &record, NULL, err);
    if (status)
        return status;
    struct cairn_value *entry = cairn_value_object(arena);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        cairn_engine_copy_member(arena, entry, keys[i], record, keys[i]);
    if (language == CAIRN_LANGUAGE_ZH)
        cairn_engine_copy_member(arena, entry, "gloss", record, "signature_zh");
    cairn_value_push(arena, list, entry);
    return CAIRN_OK;
}

/* Which records: [first, first + count) of all; false where there is no such part. */
static bool choose_range(const struct cairn_site_place *place, const struct cairn_vec *records,
    size_t *out_first, size_t *out_total)
{
    *out_first = 0;
    *out_total = records->count;
    if (place->kind == CAIRN_SITE_DOMAIN)
        cairn_site_find_domain(records, place->id, out_first, out_total);
    bool is_empty = place->kind == CAIRN_SITE_DOMAIN && !*out_total;
    return !is_empty && place->number <= cairn_site_list_parts(*out_total);
}

static enum cairn_status list_records(struct cairn_site *site, struct cairn_arena *arena,
    const struct cairn_site_place *place, const struct cairn_vec *records, size_t first,
    size_t total, struct cairn_value **out_list, struct cairn_error *err)
{
    size_t start = (size_t)(place->number - 1) * CAIRN_LIMIT_SITE_LIST;
    size_t count = total - start < CAIRN_LIMIT_SITE_LIST ? total - start : CAIRN_LIMIT_SITE_LIST;
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = first + start; i < first + start + count; i++) {
        enum cairn_status status = push_record(site, arena, list,
            CAIRN_VEC_AT(records, struct cairn_site_record, i)->id, place->language, err);
        if (status)
            return status;
    }
    *out_list = list;
    return CAIRN_OK;
}

/* {id, title, about} of the nearest canon that describes the domain. */
static enum cairn_status describe_domain(struct cairn_site *site, struct cairn_arena *arena,
    const struct cairn_site_place *place, struct cairn_value **out_domain, struct cairn_error *err)
{
    struct cairn_value *found = NULL;
    for (size_t i = 0; !found && i < site->engine->canon_count; i++) {
        enum cairn_status status =
            cairn_canon_get_domain(site->engine->canons[i].canon, arena, place->id, &found, err);
        if (status)
            return status;
    }
    bool is_chinese = place->language == CAIRN_LANGUAGE_ZH &&
                      !cairn_value_is_empty(cairn_value_get(found, "title_zh"));
    struct cairn_value *domain = cairn_value_object(arena);
    cairn_value_set_string(arena, domain, "id", place->id);
    cairn_engine_copy_member(arena, domain, "title", found, is_chinese ? "title_zh" : "title");
    cairn_engine_copy_member(arena, domain, "about", found, is_chinese ? "about_zh" : "about");
    *out_domain = domain;
    return CAIRN_OK;
}

/* Of a domain page its own ones. */
static struct cairn_value *choose_families(
    struct cairn_arena *arena, const struct cairn_value *families, struct cairn_span domain)
{
    struct cairn_value *chosen = cairn_value_array(arena);
    CAIRN_VALUE_EACH(family, families)
    {
        struct cairn_span id = cairn_value_get_text(family->value, "id");
        struct cairn_span own = cairn_span_slice(id, 0, cairn_span_find_byte(id, '/', 0));
        if (!domain.size || cairn_span_equal(own, domain))
            cairn_value_push(arena, chosen, family->value);
    }
    return chosen;
}

static enum cairn_status set_groups(struct cairn_site *site, struct cairn_arena *arena,
    const struct cairn_site_place *place, struct cairn_value *tree, struct cairn_error *err)
{
    struct cairn_value *domains = NULL;
    struct cairn_value *families = NULL;
    struct cairn_value *domain = cairn_value_null(arena);
    enum cairn_status status =
        cairn_site_groups(site->engine, arena, "domains", place->language, &domains, err);
    if (!status)
        status =
            cairn_site_groups(site->engine, arena, "families", place->language, &families, err);
    if (!status && place->kind == CAIRN_SITE_DOMAIN)
        status = describe_domain(site, arena, place, &domain, err);
    if (status)
        return status;
    cairn_value_set(arena, tree, "domain", domain);
    cairn_value_set(arena, tree, "domains", domains);
    cairn_value_set(arena, tree, "families", choose_families(arena, families, place->id));
    return CAIRN_OK;
}

enum cairn_status cairn_site_write_list(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_vec *records = NULL;
    struct cairn_value *list = NULL;
    size_t first, total;
    enum cairn_status status = cairn_site_records(site->engine, &records, err);
    if (status)
        return status;
    if (!choose_range(place, records, &first, &total))
        return CAIRN_OK;
    struct cairn_value *tree = cairn_engine_begin_tree(&arena, "cairn.list/1", place->language);
    cairn_value_set_bool(&arena, tree, "is_search", place->kind == CAIRN_SITE_SEARCH);
    status = set_groups(site, &arena, place, tree, err);
    if (!status)
        status = list_records(site, &arena, place, records, first, total, &list, err);
    if (status)
        return status;
    cairn_value_set_int(&arena, tree, "total", (int64_t)total);
    cairn_value_set_int(&arena, tree, "part", place->number);
    cairn_value_set_int(&arena, tree, "parts", cairn_site_list_parts(total));
    cairn_value_set(&arena, tree, "records", list);
    status = cairn_value_status(&arena, tree, err);
    return status ? status : cairn_site_render(site, place, tree, err);
}
