/*
 * The statistics of a canon, counted once while its file is made: reading them is then one row.
 * Counts of causes, changes and tells come from the families, and from the records that belong to
 * no family in the canon.
 */
#include "base/map.h"
#include "canon/writer_internal.h"

struct tally {
    int64_t records_indexed, causes, changes, tells, claims, examples;
    int64_t trials, cells, stale;
    struct cairn_vec environments; /* struct count: trials in each */
    enum cairn_status status;
    struct cairn_error *err;
};

struct count {
    struct cairn_span key;
    int64_t number;
};

typedef struct cairn_span (*text_of_entry)(const struct cairn_canon_entry *entry);

/* Few keys, many records. */
static enum cairn_status increase(
    struct cairn_vec *counts, struct cairn_span key, int64_t by, struct cairn_error *err)
{
    for (size_t i = 0; i < counts->count; i++) {
        struct count *count = CAIRN_VEC_AT(counts, struct count, i);
        if (cairn_span_equal(count->key, key)) {
            count->number += by;
            return CAIRN_OK;
        }
    }
    struct count count = {.key = key, .number = by};
    return cairn_vec_push(counts, &count, err);
}

static int compare_counts(const void *left, const void *right)
{
    const struct count *a = left;
    const struct count *b = right;
    return cairn_span_compare(a->key, b->key);
}

static struct cairn_value *describe_counts(
    struct cairn_arena *arena, const struct cairn_vec *counts)
{
    struct cairn_value *object = cairn_value_object(arena);
    for (size_t i = 0; i < counts->count; i++) {
        const struct count *count = CAIRN_VEC_AT(counts, struct count, i);
        cairn_value_set_span(arena, object, count->key, cairn_value_int(arena, count->number));
    }
    return object;
}

/* How many records have each value of a text, such as the tier: {proved: 0, …}, the known ones
 * first; without any known ones in order. */
static enum cairn_status count_texts(struct cairn_canon_writer *writer, const char *const *known,
    size_t known_count, text_of_entry text_of, struct cairn_value **out_object,
    struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec counts = CAIRN_VEC_OF(struct count);
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < known_count; i++) {
        struct count count = {.key = cairn_span_from_string(known[i])};
        status = cairn_vec_push(&counts, &count, err);
    }
    for (size_t i = 0; !status && i < writer->entries.count; i++) {
        struct cairn_span text =
            text_of(CAIRN_VEC_AT(&writer->entries, struct cairn_canon_entry, i));
        if (text.size > 0)
            status = increase(&counts, text, 1, err);
    }
    if (!known_count && counts.count)
        cairn_vec_sort(&counts, compare_counts);
    *out_object = describe_counts(&writer->arena, &counts);
    return status;
}

static struct cairn_span tier_of(const struct cairn_canon_entry *entry)
{
    return entry->tier;
}

static struct cairn_span lab_of(const struct cairn_canon_entry *entry)
{
    return entry->lab;
}

static struct cairn_span confirmed_of(const struct cairn_canon_entry *entry)
{
    return entry->confirmed;
}

static enum cairn_status put_groups(
    struct cairn_vec *groups, struct cairn_map *map, struct cairn_error *err)
{
    for (size_t i = 0; i < groups->count; i++) {
        struct cairn_canon_group *group = CAIRN_VEC_AT(groups, struct cairn_canon_group, i);
        enum cairn_status status = cairn_map_put(map, group->id, group, NULL, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static struct cairn_value *list_groups(struct cairn_arena *arena, const struct cairn_vec *groups)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < groups->count; i++) {
        const struct cairn_canon_group *group = CAIRN_VEC_AT(groups, struct cairn_canon_group, i);
        struct cairn_value *item = cairn_value_object(arena);
        cairn_value_set_string(arena, item, "id", group->id);
        cairn_value_set_string(arena, item, "title", cairn_value_get_text(group->tree, "title"));
        struct cairn_span title_zh = cairn_value_get_text(group->tree, "title_zh");
        if (title_zh.size)
            cairn_value_set_string(arena, item, "title_zh", title_zh);
        cairn_value_set_int(arena, item, "records", group->records);
        cairn_value_push(arena, list, item);
    }
    return list;
}

static struct cairn_span domain_of(struct cairn_span id)
{
    return cairn_span_slice(id, 0, cairn_span_find_byte(id, '/', 0));
}

/* A count that was made by the program. */
static int64_t number_of(const struct cairn_value *value)
{
    uint64_t number = 0;
    (void)cairn_span_to_u64(cairn_value_text(value), &number);
    return (int64_t)number;
}

static void count_measured(const struct cairn_value *facts, struct tally *tally)
{
    tally->trials += cairn_value_get_int(facts, "trials");
    tally->cells += cairn_value_get_int(facts, "cells");
    tally->stale += cairn_value_get_int(facts, "stale");
    CAIRN_VALUE_EACH(environment, cairn_value_get(facts, "environments"))
    if (!tally->status)
        tally->status = increase(
            &tally->environments, environment->key, number_of(environment->value), tally->err);
}

static void count_entry(const struct cairn_canon_entry *entry, const struct cairn_map *domains,
    const struct cairn_map *families, struct tally *tally)
{
    struct cairn_canon_group *domain = cairn_map_get(domains, domain_of(entry->id));
    if (domain)
        domain->records++;
    struct cairn_canon_group *family = cairn_map_get(families, entry->family);
    if (family) {
        family->records++;
    } else {
        tally->causes += entry->causes;
        tally->changes += entry->changes;
        tally->tells += entry->tells;
        count_measured(entry->measured, tally);
    }
    tally->records_indexed += entry->unindexed_reason.size == 0;
    tally->claims += entry->claims;
    tally->examples += entry->examples;
}

static struct cairn_value *list_unindexed(
    struct cairn_arena *arena, const struct cairn_vec *entries)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < entries->count; i++) {
        const struct cairn_canon_entry *entry = CAIRN_VEC_AT(entries, struct cairn_canon_entry, i);
        if (entry->unindexed_reason.size == 0)
            continue;
        struct cairn_value *item = cairn_value_object(arena);
        cairn_value_set_string(arena, item, "id", entry->id);
        cairn_value_set_string(arena, item, "reason", entry->unindexed_reason);
        cairn_value_push(arena, list, item);
    }
    return list;
}

static void tally_families(const struct cairn_vec *families, struct tally *tally)
{
    for (size_t i = 0; i < families->count; i++) {
        const struct cairn_canon_group *family =
            CAIRN_VEC_AT(families, struct cairn_canon_group, i);
        const struct cairn_value *tree = family->tree;
        count_measured(family->measured, tally);
        tally->causes += cairn_value_get_int(tree, "causes");
        tally->changes += cairn_value_get_int(tree, "changes");
        tally->tells += cairn_value_get_int(tree, "tells");
    }
}

static enum cairn_status tally_all(
    struct cairn_canon_writer *writer, struct tally *tally, struct cairn_error *err)
{
    CAIRN_AUTO_MAP struct cairn_map domains = {0};
    CAIRN_AUTO_MAP struct cairn_map families = {0};
    enum cairn_status status = put_groups(&writer->domains, &domains, err);
    if (!status)
        status = put_groups(&writer->families, &families, err);
    for (size_t i = 0; !status && i < writer->entries.count; i++)
        count_entry(CAIRN_VEC_AT(&writer->entries, struct cairn_canon_entry, i), &domains,
            &families, tally);
    tally_families(&writer->families, tally);
    return status ? status : tally->status;
}

/* The counts of all kinds of records. */
struct record_counts {
    struct cairn_value *tiers, *lab, *confirmed;
};

static enum cairn_status count_records(
    struct cairn_canon_writer *writer, struct record_counts *counts, struct cairn_error *err)
{
    static const char *const tiers[] = {"proved", "reproduced", "sourced", "claimed", "refuted"};
    static const char *const states[] = {"rig", "pending", "none"};
    enum cairn_status status =
        count_texts(writer, tiers, CAIRN_ARRAY_SIZE(tiers), tier_of, &counts->tiers, err);
    if (!status)
        status = count_texts(writer, states, CAIRN_ARRAY_SIZE(states), lab_of, &counts->lab, err);
    return status ? status : count_texts(writer, NULL, 0, confirmed_of, &counts->confirmed, err);
}

static const struct cairn_value *describe_all(struct cairn_canon_writer *writer,
    const struct tally *tally, const struct record_counts *counts)
{
    struct cairn_arena *arena = &writer->arena;
    struct cairn_value *root = cairn_value_object(arena);
    cairn_value_set_int(arena, root, "records", (int64_t)writer->entries.count);
    cairn_value_set_int(arena, root, "indexed", tally->records_indexed);
    cairn_value_set(arena, root, "unindexed", list_unindexed(arena, &writer->entries));
    cairn_value_set(arena, root, "domains", list_groups(arena, &writer->domains));
    cairn_value_set(arena, root, "families", list_groups(arena, &writer->families));
    cairn_value_set(arena, root, "tiers", counts->tiers);
    cairn_value_set_int(arena, counts->lab, "trials", tally->trials);
    cairn_value_set_int(arena, counts->lab, "cells", tally->cells);
    cairn_value_set_int(arena, counts->lab, "environments", (int64_t)tally->environments.count);
    cairn_value_set_int(arena, counts->lab, "stale", tally->stale);
    cairn_value_set(arena, root, "lab", counts->lab);
    cairn_value_set(
        arena, root, "trials_by_environment", describe_counts(arena, &tally->environments));
    cairn_value_set(arena, root, "confirmed_by_month", counts->confirmed);
    cairn_value_set(arena, root, "languages",
        cairn_value_copy(arena, cairn_value_get(writer->info, "languages")));
    cairn_value_set_int(arena, root, "causes", tally->causes);
    cairn_value_set_int(arena, root, "changes", tally->changes);
    cairn_value_set_int(arena, root, "tells", tally->tells);
    cairn_value_set_int(arena, root, "claims", tally->claims);
    cairn_value_set_int(arena, root, "examples", tally->examples);
    return root;
}

enum cairn_status cairn_canon_count(struct cairn_canon_writer *writer,
    const struct cairn_value **out_statistics, struct cairn_error *err)
{
    struct tally tally = {.err = err, .environments = CAIRN_VEC_OF(struct count)};
    struct record_counts counts = {0};
    const struct cairn_value *root = NULL;
    enum cairn_status status = tally_all(writer, &tally, err);
    if (!status && tally.environments.count)
        cairn_vec_sort(&tally.environments, compare_counts);
    if (!status)
        status = count_records(writer, &counts, err);
    if (!status)
        root = describe_all(writer, &tally, &counts);
    cairn_vec_done(&tally.environments);
    if (status)
        return status;
    *out_statistics = root;
    return cairn_value_status(&writer->arena, root, err);
}
