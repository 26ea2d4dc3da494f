/*
 * What needs all published records at once: `preceded_by` is nobody's claim but the other side of
 * `leads_to`. Also the reference shape: a selection of keys in a fixed order, for readers who know
 * only that shape.
 */
#include "ledger/publish_internal.h"

#include "base/map.h"

static void add_predecessor(struct cairn_arena *arena, struct cairn_value *list,
    struct cairn_span from, const struct cairn_value *transition)
{
    static const char *const copied[] = {"probability", "condition", "kind", "basis", "cells"};
    if (cairn_value_find(list, "error_id", from))
        return;
    struct cairn_value *entry = cairn_value_object(arena);
    cairn_value_set_string(arena, entry, "error_id", from);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(copied); i++)
        cairn_value_set(arena, entry, copied[i],
            cairn_publish_or_null(arena, cairn_publish_member(transition, copied[i])));
    cairn_value_push(arena, list, entry);
}

static void link_from(
    struct cairn_arena *arena, const struct cairn_map *by_id, const struct cairn_value *record)
{
    struct cairn_span from = cairn_value_get_text(record, "id");
    CAIRN_VALUE_EACH(transition, cairn_value_path(record, "transition_graph.leads_to"))
    {
        const struct cairn_value *target =
            cairn_map_get(by_id, cairn_value_get_text(transition->value, "error_id"));
        struct cairn_value *graph = cairn_publish_member(target, "transition_graph");
        struct cairn_value *list = cairn_publish_member(graph, "preceded_by");
        if (list) /* an imported record may lead to one that nobody has */
            add_predecessor(arena, list, from, transition->value);
    }
}

enum cairn_status cairn_publish_link(
    struct cairn_arena *arena, struct cairn_value **records, size_t count, struct cairn_error *err)
{
    CAIRN_AUTO_MAP struct cairn_map by_id = {0};
    for (size_t i = 0; i < count; i++) {
        enum cairn_status status =
            cairn_map_put(&by_id, cairn_value_get_text(records[i], "id"), records[i], NULL, err);
        if (status != CAIRN_OK)
            return status;
    }
    for (size_t i = 0; i < count; i++)
        link_from(arena, &by_id, records[i]);
    return arena->has_failed ? CAIRN_FAIL_MEMORY(err) : CAIRN_OK;
}

static const char *const reference_keys[] = {"id", "signature", "signature_zh", "regex", "domain",
    "category", "subcategory", "root_cause", "root_cause_type", "root_cause_zh", "versions",
    "os_specific", "dead_ends", "workarounds", "workarounds_zh", "transition_graph",
    "official_doc_url", "official_doc_section", "error_code", "verification_tier", "confidence",
    "fix_success_rate", "resolvable", "first_seen", "last_confirmed", "last_updated",
    "evidence_count", "tags", "locale", "aliases", NULL};
static const char *const version_keys[] = {
    "version", "introduced", "deprecated", "removed", "behavior_change", "status", NULL};
static const char *const dead_end_keys[] = {
    "action", "why_fails", "fail_rate", "condition", "sources", NULL};
static const char *const workaround_keys[] = {
    "action", "success_rate", "how", "condition", "sources", NULL};
static const char *const transition_keys[] = {"error_id", "probability", "condition", NULL};
static const char *const confused_keys[] = {"error_id", "distinction", NULL};

static struct cairn_value *select_keys(
    struct cairn_arena *arena, const struct cairn_value *object, const char *const *keys)
{
    struct cairn_value *out = cairn_value_object(arena);
    for (; *keys; keys++)
        cairn_value_set(
            arena, out, *keys, cairn_publish_or_null(arena, cairn_publish_member(object, *keys)));
    return out;
}

static void select_in_list(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, const char *const *keys)
{
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(item, cairn_value_get(object, key))
    cairn_value_push(arena, list, select_keys(arena, item->value, keys));
    cairn_value_set(arena, object, key, list);
}

struct cairn_value *cairn_publish_reference_shape(
    struct cairn_arena *arena, const struct cairn_value *published_en)
{
    static const char *const lists[] = {
        "leads_to", "preceded_by", "frequently_confused_with", NULL};
    struct cairn_value *out = select_keys(arena, published_en, reference_keys);
    select_in_list(arena, out, "versions", version_keys);
    select_in_list(arena, out, "dead_ends", dead_end_keys);
    select_in_list(arena, out, "workarounds", workaround_keys);
    struct cairn_value *graph =
        select_keys(arena, cairn_value_get(published_en, "transition_graph"), lists);
    select_in_list(arena, graph, "leads_to", transition_keys);
    select_in_list(arena, graph, "preceded_by", transition_keys);
    select_in_list(arena, graph, "frequently_confused_with", confused_keys);
    cairn_value_set(arena, out, "transition_graph", graph);
    return arena->has_failed ? NULL : out;
}
