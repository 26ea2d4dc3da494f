/*
 * Records of other canons as cairn.record/1. Their texts are kept; their rates are assertions of a
 * stranger and appear only as claims, with the spelling they had. Two shapes are known: the
 * reference shape, whose keys are ours, and the elder shape, which nests them. What maps to none of
 * our keys goes under origin.extra. The original is foreign input: every value is taken only when
 * it has the type that is expected.
 */
#include "ledger/publish_internal.h"

struct import {
    struct cairn_arena *arena;
    const struct cairn_value *original;
    const struct cairn_value *origin; /* origin file */
    bool is_elder;
    bool in_chinese;
    struct cairn_value *claims;
    struct cairn_value *extra;
};

struct place {
    const char *key;       /* of ours */
    const char *reference; /* path in the reference shape, or NULL */
    const char *elder;     /* path in the elder shape, or NULL */
};

static const struct cairn_value *at(const struct import *import, const struct place *place)
{
    const char *path = import->is_elder ? place->elder : place->reference;
    return path ? cairn_value_path(import->original, path) : NULL;
}

static struct cairn_value *text_or_null(struct cairn_arena *arena, const struct cairn_value *value)
{
    return cairn_value_is(value, CAIRN_VALUE_STRING) ? cairn_value_string(arena, value->text)
                                                     : cairn_value_null(arena);
}

static struct cairn_value *texts(struct cairn_arena *arena, const struct cairn_value *list)
{
    struct cairn_value *out = cairn_value_array(arena);
    CAIRN_VALUE_EACH(item, cairn_value_is(list, CAIRN_VALUE_ARRAY) ? list : NULL)
    if (item->value->kind == CAIRN_VALUE_STRING)
        cairn_value_push(arena, out, item->value);
    return out;
}

static void set_text(const struct import *import, struct cairn_value *out, const char *key,
    const struct cairn_value *value)
{
    cairn_value_set_string(import->arena, out, key, cairn_value_text(value));
}

static void set_nulls(struct cairn_arena *arena, struct cairn_value *out, const char *const *keys)
{
    for (; *keys; keys++)
        cairn_value_set(arena, out, *keys, cairn_value_null(arena));
}

static void set_lists(struct cairn_arena *arena, struct cairn_value *out, const char *const *keys)
{
    for (; *keys; keys++)
        cairn_value_set(arena, out, *keys, cairn_value_array(arena));
}

bool cairn_publish_is_elder(const struct cairn_value *original)
{
    return cairn_value_is(cairn_value_path(original, "error.signature"), CAIRN_VALUE_STRING);
}

struct cairn_span cairn_publish_imported_text(const struct cairn_value *original, const char *key)
{
    const struct cairn_value *holder =
        cairn_publish_is_elder(original) ? cairn_value_get(original, "error") : original;
    const struct cairn_value *value = cairn_value_get(holder, key);
    return cairn_value_is(value, CAIRN_VALUE_STRING) ? value->text : (struct cairn_span){0};
}

/* d/s stays, d/s/e becomes d/s--e: a hyphen pair cannot be lost, since the original keeps its own
 * spelling. */
bool cairn_publish_imported_id(
    struct cairn_arena *arena, struct cairn_span original, struct cairn_span *out_id)
{
    size_t first = cairn_span_find_byte(original, '/', 0);
    if (first == CAIRN_SPAN_NPOS)
        return false;
    size_t second = cairn_span_find_byte(original, '/', first + 1);
    if (second == CAIRN_SPAN_NPOS) {
        *out_id = original;
        return true;
    }
    char *joined = cairn_arena_printf(arena, "%.*s--%.*s",
        CAIRN_SPAN_ARGS(cairn_span_slice(original, 0, second)),
        CAIRN_SPAN_ARGS(cairn_span_slice(original, second + 1, original.size)));
    if (!joined)
        return false;
    *out_id = cairn_span_from_string(joined);
    return true;
}

static void add_claim(
    struct import *import, const char *item, struct cairn_span text, const struct cairn_value *rate)
{
    struct cairn_arena *arena = import->arena;
    if (!cairn_value_is(rate, CAIRN_VALUE_NUMBER))
        return;
    struct cairn_value *claim = cairn_value_object(arena);
    set_text(import, claim, "source", cairn_value_get(import->origin, "source"));
    cairn_value_set(
        arena, claim, "read_on", text_or_null(arena, cairn_value_get(import->origin, "read_on")));
    cairn_value_set_cstring(arena, claim, "item", item);
    cairn_value_set_string(arena, claim, "text", text);
    cairn_value_set(arena, claim, "rate", cairn_value_number(arena, rate->text));
    cairn_value_set(arena, claim, "maps_to", cairn_value_null(arena));
    cairn_value_set(arena, claim, "measured", cairn_value_null(arena));
    cairn_value_push(arena, import->claims, claim);
}

/* Members that no table names; NULL when there are none. */
static struct cairn_value *rest_of(
    const struct import *import, const struct cairn_value *object, const char *const *known)
{
    struct cairn_value *rest = NULL;
    CAIRN_VALUE_EACH(member, cairn_value_is(object, CAIRN_VALUE_OBJECT) ? object : NULL)
    {
        bool is_known = false;
        for (const char *const *key = known; *key && !is_known; key++)
            is_known = cairn_span_equal_string(member->key, *key);
        if (is_known)
            continue;
        if (!rest)
            rest = cairn_value_object(import->arena);
        cairn_value_set_span(import->arena, rest, member->key, member->value);
    }
    return rest;
}

/* The rest of each item of a list, at the same index; nothing when no item has one. */
static void keep_rest_of_items(struct import *import, const char *key,
    const struct cairn_value *list, const char *const *known)
{
    bool has_some = false;
    struct cairn_value *rests = cairn_value_array(import->arena);
    CAIRN_VALUE_EACH(item, list)
    {
        struct cairn_value *rest = rest_of(import, item->value, known);
        has_some = has_some || rest;
        cairn_value_push(import->arena, rests, cairn_publish_or_null(import->arena, rest));
    }
    if (has_some)
        cairn_value_set(import->arena, import->extra, key, rests);
}

static const struct cairn_value *list_at(const struct import *import, const char *key)
{
    const struct cairn_value *list = cairn_value_get(import->original, key);
    return cairn_value_is(list, CAIRN_VALUE_ARRAY) ? list : NULL;
}

static struct cairn_value *versions_of(const struct import *import)
{
    static const char *const kept[] = {"introduced", "deprecated", "removed", "behavior_change"};
    struct cairn_arena *arena = import->arena;
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(item, list_at(import, "versions"))
    {
        struct cairn_value *entry =
            cairn_publish_version(arena, cairn_value_get_text(item->value, "version"), "claimed");
        for (size_t i = 0; i < CAIRN_ARRAY_SIZE(kept); i++)
            cairn_value_set(
                arena, entry, kept[i], text_or_null(arena, cairn_value_get(item->value, kept[i])));
        cairn_value_push(arena, list, entry);
    }
    const struct cairn_value *runtime = cairn_value_path(import->original, "environment.runtime");
    struct cairn_span name = cairn_value_get_text(runtime, "name");
    if (!import->is_elder || name.size == 0)
        return list;
    char *version = cairn_arena_printf(arena, "%.*s %.*s", CAIRN_SPAN_ARGS(name),
        CAIRN_SPAN_ARGS(cairn_value_get_text(runtime, "version_range")));
    cairn_value_push(
        arena, list, cairn_publish_version(arena, cairn_span_from_string(version), "claimed"));
    return list;
}

static void add_dead_ends(struct import *import, struct cairn_value *out)
{
    static const char *const known[] = {
        "action", "why_fails", "fail_rate", "condition", "sources", NULL};
    static const char *const figures[] = {"fail", "fail_by_cause", NULL};
    struct cairn_arena *arena = import->arena;
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(item, list_at(import, "dead_ends"))
    {
        struct cairn_value *entry = cairn_value_object(arena);
        struct cairn_span action = cairn_value_get_text(item->value, "action");
        set_text(import, entry, "action", cairn_value_get(item->value, "action"));
        set_text(import, entry, "why_fails", cairn_value_get(item->value, "why_fails"));
        cairn_value_set(arena, entry, "fail_rate", cairn_value_null(arena));
        set_text(import, entry, "condition", cairn_value_get(item->value, "condition"));
        cairn_value_set(
            arena, entry, "sources", texts(arena, cairn_value_get(item->value, "sources")));
        cairn_value_set(arena, entry, "id", cairn_value_null(arena));
        cairn_value_set_cstring(arena, entry, "how", "");
        cairn_value_set(arena, entry, "harm", cairn_value_null(arena));
        cairn_value_set(arena, entry, "tempting", cairn_value_array(arena));
        struct cairn_value *claimants = cairn_value_array(arena);
        cairn_value_push(
            arena, claimants, text_or_null(arena, cairn_value_get(import->origin, "source")));
        cairn_value_set(arena, entry, "claimed_by", claimants);
        set_nulls(arena, entry, figures);
        cairn_value_set(arena, entry, "leads_to", cairn_value_array(arena));
        cairn_value_set_cstring(arena, entry, "basis", "claimed");
        cairn_value_push(arena, list, entry);
        add_claim(import, "dead_end",
            action.size > 0 ? action : cairn_value_get_text(item->value, "why_fails"),
            cairn_value_get(item->value, "fail_rate"));
    }
    keep_rest_of_items(import, "dead_ends", list_at(import, "dead_ends"), known);
    cairn_value_set(arena, out, "dead_ends", list);
}

static struct cairn_value *workaround(
    const struct import *import, const struct cairn_value *item, const struct cairn_value *chinese)
{
    static const char *const nulls[] = {
        "where", "carrier", "purpose", "disrupts", "needs", "undo", "verify", NULL};
    static const char *const figures[] = {"success", "success_by_cause", "applies", NULL};
    struct cairn_arena *arena = import->arena;
    struct cairn_value *out = cairn_value_object(arena);
    bool has_chinese = import->in_chinese && cairn_value_is(chinese, CAIRN_VALUE_STRING);
    set_text(import, out, "action", has_chinese ? chinese : cairn_value_get(item, "action"));
    cairn_value_set(arena, out, "success_rate", cairn_value_null(arena));
    set_text(import, out, "how", cairn_value_get(item, "how"));
    set_text(import, out, "condition", cairn_value_get(item, "condition"));
    cairn_value_set(arena, out, "sources", texts(arena, cairn_value_get(item, "sources")));
    cairn_value_set(arena, out, "id", cairn_value_null(arena));
    cairn_value_set_cstring(arena, out, "kind", "change");
    cairn_value_set(arena, out, "steps", cairn_value_array(arena));
    set_nulls(arena, out, nulls);
    cairn_value_set(arena, out, "resolves", cairn_value_array(arena));
    set_nulls(arena, out, figures);
    cairn_value_set_cstring(arena, out, "basis", "claimed");
    return out;
}

static void add_workarounds(struct import *import, struct cairn_value *out)
{
    static const char *const known[] = {
        "action", "success_rate", "how", "condition", "sources", NULL};
    struct cairn_arena *arena = import->arena;
    const struct cairn_value *chinese = list_at(import, "workarounds_zh");
    struct cairn_value *list = cairn_value_array(arena);
    uint32_t index = 0;
    CAIRN_VALUE_EACH(item, list_at(import, "workarounds"))
    {
        cairn_value_push(
            arena, list, workaround(import, item->value, cairn_value_at(chinese, index++)));
        add_claim(import, "workaround", cairn_value_get_text(item->value, "action"),
            cairn_value_get(item->value, "success_rate"));
    }
    keep_rest_of_items(import, "workarounds", list_at(import, "workarounds"), known);
    cairn_value_set(arena, out, "workarounds", list);
    cairn_value_set(arena, out, "workarounds_zh", texts(arena, chinese));
}

/* One list of the graph; rates become claims, ids become ours. */
static void add_transitions(
    struct import *import, struct cairn_value *graph, const char *key, bool is_confusion)
{
    static const char *const known[] = {
        "error_id", "probability", "condition", "distinction", NULL};
    struct cairn_arena *arena = import->arena;
    const struct cairn_value *list =
        cairn_value_get(cairn_value_get(import->original, "transition_graph"), key);
    struct cairn_value *out = cairn_publish_member(graph, key);
    CAIRN_VALUE_EACH(item, cairn_value_is(list, CAIRN_VALUE_ARRAY) ? list : NULL)
    {
        struct cairn_span id = cairn_value_get_text(item->value, "error_id");
        if (!cairn_publish_imported_id(arena, id, &id))
            continue;
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "error_id", id);
        if (is_confusion) {
            set_text(import, entry, "distinction", cairn_value_get(item->value, "distinction"));
        } else {
            cairn_value_set(arena, entry, "probability", cairn_value_null(arena));
            set_text(import, entry, "condition", cairn_value_get(item->value, "condition"));
            cairn_value_set(arena, entry, "kind", cairn_value_null(arena));
            cairn_value_set_cstring(arena, entry, "basis", "claimed");
            cairn_value_set(arena, entry, "cells", cairn_value_null(arena));
        }
        cairn_value_push(arena, out, entry);
        add_claim(import, "transition", id, cairn_value_get(item->value, "probability"));
    }
    keep_rest_of_items(import, key, list, known);
}

static struct cairn_value *graph_of(struct import *import)
{
    struct cairn_value *graph = cairn_publish_empty_graph(import->arena);
    add_transitions(import, graph, "leads_to", false);
    add_transitions(import, graph, "preceded_by", false);
    add_transitions(import, graph, "frequently_confused_with", true);
    return graph;
}

static void add_texts(
    const struct import *import, struct cairn_value *out, const struct place *places, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cairn_value_set(
            import->arena, out, places[i].key, text_or_null(import->arena, at(import, &places[i])));
}

static void add_head(const struct import *import, struct cairn_value *out, struct cairn_span id)
{
    static const struct place signature[] = {{"signature", "signature", "error.signature"},
        {"signature_zh", "signature_zh", NULL}, {"regex", "regex", "error.regex"}};
    static const struct place kind[] = {
        {"category", "category", "error.category"}, {"subcategory", "subcategory", NULL}};
    static const struct place cause = {"root_cause", "root_cause", "verdict.summary"};
    static const struct place type[] = {
        {"root_cause_type", "root_cause_type", NULL}, {"root_cause_zh", "root_cause_zh", NULL}};
    struct cairn_arena *arena = import->arena;
    cairn_value_set_cstring(arena, out, "schema", "cairn.record/1");
    cairn_value_set_string(arena, out, "id", id);
    add_texts(import, out, signature, CAIRN_ARRAY_SIZE(signature));
    cairn_value_set_string(
        arena, out, "domain", cairn_span_slice(id, 0, cairn_span_find_byte(id, '/', 0)));
    add_texts(import, out, kind, CAIRN_ARRAY_SIZE(kind));
    const struct cairn_value *zh = cairn_value_get(import->original, "root_cause_zh");
    bool has_zh = import->in_chinese && cairn_value_is(zh, CAIRN_VALUE_STRING);
    set_text(import, out, "root_cause", has_zh ? zh : at(import, &cause));
    add_texts(import, out, type, CAIRN_ARRAY_SIZE(type));
    cairn_value_set(arena, out, "versions", versions_of(import));
    const struct cairn_value *os = cairn_value_get(import->original, "os_specific");
    cairn_value_set(arena, out, "os_specific",
        cairn_value_is(os, CAIRN_VALUE_OBJECT) ? cairn_value_copy(arena, os)
                                               : cairn_value_object(arena));
}

static bool is_web_address(struct cairn_span text)
{
    return cairn_span_starts_with(text, CAIRN_SPAN("https://")) ||
           cairn_span_starts_with(text, CAIRN_SPAN("http://"));
}

/* Another scheme must not become a link: it is kept where nobody clicks. */
static struct cairn_value *doc_url(struct import *import)
{
    const struct cairn_value *url = cairn_value_get(import->original, "official_doc_url");
    if (import->is_elder || !cairn_value_is(url, CAIRN_VALUE_STRING))
        return cairn_value_null(import->arena);
    if (is_web_address(url->text))
        return cairn_value_string(import->arena, url->text);
    cairn_value_set_string(import->arena, import->extra, "official_doc_url", url->text);
    return cairn_value_null(import->arena);
}

static const char *resolvable_of(const struct import *import)
{
    static const struct place place = {"resolvable", "resolvable", "verdict.resolvable"};
    static const char *const words[] = {"true", "partial", "false"};
    const struct cairn_value *value = at(import, &place);
    if (cairn_value_is(value, CAIRN_VALUE_BOOL))
        return value->boolean ? "true" : "false";
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(words); i++)
        if (cairn_span_equal_string(cairn_value_text(value), words[i]))
            return words[i];
    return "partial";
}

static void add_tail(struct import *import, struct cairn_value *out)
{
    static const struct place docs[] = {
        {"official_doc_section", "official_doc_section", NULL}, {"error_code", "error_code", NULL}};
    static const struct place seen[] = {{"first_seen", "first_seen", "error.first_seen"}};
    static const struct place updated[] = {
        {"last_updated", "last_updated", "verdict.last_updated"}};
    struct cairn_arena *arena = import->arena;
    cairn_value_set(arena, out, "official_doc_url", doc_url(import));
    add_texts(import, out, docs, CAIRN_ARRAY_SIZE(docs));
    cairn_value_set_cstring(arena, out, "verification_tier", "claimed");
    cairn_value_set(arena, out, "confidence", cairn_value_null(arena));
    cairn_value_set(arena, out, "fix_success_rate", cairn_value_null(arena));
    cairn_value_set_cstring(arena, out, "resolvable", resolvable_of(import));
    add_texts(import, out, seen, CAIRN_ARRAY_SIZE(seen));
    cairn_value_set(arena, out, "last_confirmed", cairn_value_null(arena));
    add_texts(import, out, updated, CAIRN_ARRAY_SIZE(updated));
    cairn_value_set_int(arena, out, "evidence_count", 0);
    cairn_value_set(arena, out, "tags", texts(arena, list_at(import, "tags")));
    cairn_value_set_cstring(arena, out, "locale", import->in_chinese ? "zh" : "en");
    cairn_value_set(arena, out, "aliases", texts(arena, list_at(import, "aliases")));
}

/* What the original says and none of our keys holds. */
static void keep_extra(struct import *import)
{
    static const char *const reference[] = {"id", "signature", "signature_zh", "regex", "domain",
        "category", "subcategory", "root_cause", "root_cause_type", "root_cause_zh", "versions",
        "os_specific", "dead_ends", "workarounds", "workarounds_zh", "transition_graph",
        "official_doc_url", "official_doc_section", "error_code", "verification_tier", "confidence",
        "fix_success_rate", "resolvable", "first_seen", "last_updated", "tags", "locale", "aliases",
        NULL};
    static const char *const elder[] = {
        "id", "error", "verdict", "dead_ends", "workarounds", "transition_graph", NULL};
    static const char *const error[] = {
        "signature", "regex", "domain", "category", "first_seen", NULL};
    static const char *const verdict[] = {
        "resolvable", "fix_success_rate", "confidence", "last_updated", "summary", NULL};
    CAIRN_VALUE_EACH(
        member, rest_of(import, import->original, import->is_elder ? elder : reference))
    cairn_value_set_span(import->arena, import->extra, member->key, member->value);
    if (!import->is_elder)
        return;
    struct cairn_value *rest = rest_of(import, cairn_value_get(import->original, "error"), error);
    if (rest)
        cairn_value_set(import->arena, import->extra, "error", rest);
    rest = rest_of(import, cairn_value_get(import->original, "verdict"), verdict);
    if (rest)
        cairn_value_set(import->arena, import->extra, "verdict", rest);
}

static struct cairn_value *origin_of(const struct import *import)
{
    static const struct place tier = {"tier", "verification_tier", "metadata.review_status"};
    static const struct place id = {"id", "id", "id"};
    struct cairn_arena *arena = import->arena;
    struct cairn_value *origin = cairn_value_object(arena);
    cairn_value_set(
        arena, origin, "source", text_or_null(arena, cairn_value_get(import->origin, "source")));
    cairn_value_set(
        arena, origin, "read_on", text_or_null(arena, cairn_value_get(import->origin, "read_on")));
    cairn_value_set_cstring(arena, origin, "shape", import->is_elder ? "elder" : "reference");
    cairn_value_set(arena, origin, "id", text_or_null(arena, at(import, &id)));
    cairn_value_set(arena, origin, "tier", text_or_null(arena, at(import, &tier)));
    cairn_value_set(arena, origin, "extra", import->extra);
    return origin;
}

static void add_own(const struct import *import, struct cairn_value *out)
{
    static const char *const knowledge[] = {"root_causes", "tells", "harms", "plans", NULL};
    static const char *const weight[] = {"impact", "no_action_unless", NULL};
    static const char *const lists[] = {
        "variants", "examples", "counterexamples", "refines", "formerly", NULL};
    static const char *const proof[] = {"evidence", "refuted", NULL};
    struct cairn_arena *arena = import->arena;
    cairn_value_set(arena, out, "family", cairn_value_null(arena));
    set_lists(arena, out, knowledge);
    cairn_value_set(arena, out, "placeholders", cairn_value_object(arena));
    cairn_value_set_cstring(arena, out, "tier", "claimed");
    cairn_publish_unmeasured(arena, out);
    cairn_value_set_cstring(arena, out, "severity", "error");
    set_nulls(arena, out, weight);
    cairn_value_set(arena, out, "codes", cairn_value_array(arena));
    cairn_value_set(arena, out, "captures", cairn_value_object(arena));
    set_lists(arena, out, lists);
    cairn_value_set_bool(arena, out, "overrides", false);
    cairn_value_set_bool(arena, out, "extends", false);
    cairn_value_set(arena, out, "cells", cairn_value_array(arena));
    cairn_value_set(arena, out, "claims", import->claims);
    set_nulls(arena, out, proof);
    cairn_value_set(arena, out, "origin", origin_of(import));
    struct cairn_value *lab = cairn_value_object(arena);
    cairn_value_set_cstring(arena, lab, "state", "none");
    cairn_value_set_cstring(arena, lab, "reason",
        import->in_chinese ? "导入的记录没有实验装置" : "imported records have no rig");
    cairn_value_set(arena, out, "lab", lab);
}

enum cairn_status cairn_publish_imported(struct cairn_arena *arena, struct cairn_span id,
    const struct cairn_value *original, const struct cairn_value *origin, bool in_chinese,
    struct cairn_value **out_record, struct cairn_error *err)
{
    static const struct place confidence = {"confidence", "confidence", "verdict.confidence"};
    static const struct place fixed = {
        "fix_success_rate", "fix_success_rate", "verdict.fix_success_rate"};
    struct import import = {.arena = arena,
        .original = original,
        .origin = origin,
        .is_elder = cairn_publish_is_elder(original),
        .in_chinese = in_chinese,
        .claims = cairn_value_array(arena),
        .extra = cairn_value_object(arena)};
    struct cairn_value *out = cairn_value_object(arena);
    keep_extra(&import);
    add_head(&import, out, id);
    add_dead_ends(&import, out);
    add_workarounds(&import, out);
    cairn_value_set(arena, out, "transition_graph", graph_of(&import));
    add_tail(&import, out);
    add_claim(&import, "confidence", CAIRN_SPAN("confidence"), at(&import, &confidence));
    add_claim(&import, "fix_success_rate", CAIRN_SPAN("fix_success_rate"), at(&import, &fixed));
    add_own(&import, out);
    enum cairn_status status = cairn_value_status(arena, out, err);
    if (status == CAIRN_OK)
        *out_record = out;
    return status;
}
