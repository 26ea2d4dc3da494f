/*
 * cairn.record/1 of a record with its family: the keys in the order of docs/design/results.md.
 * Nothing is measured here, so every rate is null, and the tier is at best `sourced`.
 */
#include "ledger/publish_internal.h"

#include "base/buf.h"

#define KEYS(table) (table), CAIRN_ARRAY_SIZE(table)
#define TEXT        CAIRN_PUBLISH_TEXT
#define TRANSLATED  CAIRN_PUBLISH_TRANSLATED
#define LIST        CAIRN_PUBLISH_LIST
#define MAP         CAIRN_PUBLISH_MAP

static const struct cairn_value *record_of(const struct cairn_publication *pub)
{
    return pub->input->record;
}

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

static const char *tier_of(const struct cairn_publication *pub)
{
    if (!cairn_value_is_empty(cairn_value_get(record_of(pub), "refuted")))
        return "refuted";
    bool has_cause = false;
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    {
        if (!cairn_publish_yields(cause->value, pub->id))
            continue;
        has_cause = true;
        if (!has_sources(cause->value))
            return "claimed";
    }
    CAIRN_VALUE_EACH(change, cairn_value_get(pub->body, "changes"))
    if (concerns(pub, change->value) && !has_sources(change->value))
        return "claimed";
    return has_cause ? "sourced" : "claimed";
}

static struct cairn_value *versions_of(const struct cairn_publication *pub)
{
    struct cairn_value *list = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(version, cairn_value_get(record_of(pub), "versions_asked"))
    cairn_value_push(pub->arena, list,
        cairn_publish_version(pub->arena, cairn_value_text(version->value), "claimed"));
    return list;
}

static struct cairn_value *graph_of(const struct cairn_publication *pub)
{
    struct cairn_arena *arena = pub->arena;
    struct cairn_value *graph = cairn_publish_empty_graph(arena);
    struct cairn_value *leads_to = cairn_publish_member(graph, "leads_to");
    CAIRN_VALUE_EACH(cascade, cairn_value_get(record_of(pub), "cascades"))
    {
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(
            arena, entry, "error_id", cairn_value_get_text(cascade->value, "error_id"));
        cairn_value_set(arena, entry, "probability", cairn_value_null(arena));
        cairn_value_set_cstring(arena, entry, "condition", "");
        cairn_value_set_cstring(arena, entry, "kind", "cascade");
        cairn_value_set_cstring(arena, entry, "basis", "claimed");
        cairn_value_push(arena, leads_to, entry);
    }
    struct cairn_value *confused = cairn_publish_member(graph, "frequently_confused_with");
    const struct cairn_value *confused_zh = cairn_value_get(pub->input->record_zh, "confused_with");
    CAIRN_VALUE_EACH(other, cairn_value_get(record_of(pub), "confused_with"))
    {
        struct cairn_span id = cairn_value_get_text(other->value, "error_id");
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "error_id", id);
        cairn_value_set_string(arena, entry, "distinction",
            cairn_publish_text(pub->in_chinese, other->value, cairn_value_get_span(confused_zh, id),
                "distinction"));
        cairn_value_push(arena, confused, entry);
    }
    return graph;
}

static void add_reference_head(const struct cairn_publication *pub, struct cairn_value *out)
{
    static const struct cairn_publish_key regex[] = {{"regex", TEXT}};
    static const struct cairn_publish_key categories[] = {
        {"category", TEXT}, {"subcategory", TEXT}};
    static const struct cairn_publish_key cause[] = {
        {"root_cause", TRANSLATED}, {"root_cause_type", TEXT}};
    static const struct cairn_publish_key os[] = {{"os_specific", MAP}};
    const struct cairn_value *zh = pub->input->record_zh;
    cairn_value_set_cstring(pub->arena, out, "schema", "cairn.record/1");
    cairn_value_set_string(pub->arena, out, "id", pub->id);
    cairn_value_set_string(
        pub->arena, out, "signature", cairn_value_get_text(record_of(pub), "signature"));
    cairn_value_set(pub->arena, out, "signature_zh",
        cairn_publish_or_null(pub->arena, cairn_publish_member(zh, "signature_gloss")));
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(regex));
    cairn_value_set_string(pub->arena, out, "domain", pub->input->domain);
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(categories));
    cairn_publish_keys(pub, out, record_of(pub), zh, KEYS(cause));
    cairn_value_set(pub->arena, out, "root_cause_zh",
        cairn_publish_or_null(pub->arena, cairn_publish_member(zh, "root_cause")));
    cairn_value_set(pub->arena, out, "versions", versions_of(pub));
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(os));
}

static void add_reference_tail(
    const struct cairn_publication *pub, struct cairn_value *out, const char *tier)
{
    static const struct cairn_publish_key docs[] = {
        {"official_doc_url", TEXT}, {"official_doc_section", TEXT}, {"error_code", TEXT}};
    static const struct cairn_publish_key dates[] = {{"resolvable", TEXT}, {"first_seen", TEXT}};
    static const struct cairn_publish_key tags[] = {{"tags", LIST}};
    static const struct cairn_publish_key aliases[] = {{"aliases", LIST}};
    cairn_value_set(pub->arena, out, "transition_graph", graph_of(pub));
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(docs));
    cairn_value_set_cstring(pub->arena, out, "verification_tier", tier);
    cairn_value_set(pub->arena, out, "confidence", cairn_value_null(pub->arena));
    cairn_value_set(pub->arena, out, "fix_success_rate", cairn_value_null(pub->arena));
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(dates));
    cairn_value_set(pub->arena, out, "last_confirmed", cairn_value_null(pub->arena));
    cairn_value_set(pub->arena, out, "last_updated",
        cairn_publish_or_null(pub->arena, cairn_publish_member(record_of(pub), "updated")));
    cairn_value_set_int(pub->arena, out, "evidence_count", 0);
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(tags));
    cairn_value_set_cstring(pub->arena, out, "locale", pub->in_chinese ? "zh" : "en");
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(aliases));
}

static void push_with_basis(
    const struct cairn_publication *pub, struct cairn_value *list, struct cairn_value *entry)
{
    cairn_value_set_cstring(pub->arena, entry, "basis", "claimed");
    cairn_value_push(pub->arena, list, entry);
}

static bool is_cause_here(const struct cairn_publication *pub, struct cairn_span id)
{
    const struct cairn_value *cause =
        cairn_value_find(cairn_value_get(pub->body, "causes"), "id", id);
    return cause && cairn_publish_yields(cause, pub->id);
}

static bool speaks_of_cause_here(
    const struct cairn_publication *pub, const struct cairn_value *change)
{
    CAIRN_VALUE_EACH(claim, cairn_value_get(change, "on"))
    if (is_cause_here(pub, claim->key))
        return true;
    return false;
}

/* Harms that a change of this record does on one of its causes, or always. */
static bool is_harm_here(const struct cairn_publication *pub, struct cairn_span harm)
{
    CAIRN_VALUE_EACH(change, cairn_value_get(pub->body, "changes"))
    {
        CAIRN_VALUE_EACH(shown, cairn_value_get(change->value, "harms_shown"))
        if (cairn_span_equal(cairn_value_text(shown->value), harm))
            return true;
        CAIRN_VALUE_EACH(claim, cairn_value_get(change->value, "on"))
        {
            struct cairn_span found = {0};
            if (is_cause_here(pub, claim->key) &&
                cairn_publish_claimed(change->value, claim->key, &found) == CAIRN_CLAIMED_HARMS &&
                cairn_span_equal(found, harm))
                return true;
        }
    }
    return false;
}

static void add_knowledge(const struct cairn_publication *pub, struct cairn_value *out)
{
    struct cairn_value *causes = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    if (cairn_publish_yields(cause->value, pub->id))
        push_with_basis(pub, causes, cairn_publish_cause(pub, cause->value));
    struct cairn_value *tells = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(tell, cairn_value_get(pub->body, "tells"))
    if (is_cause_here(pub, cairn_value_get_text(tell->value, "cause")))
        push_with_basis(pub, tells, cairn_publish_tell(pub, tell->value));
    struct cairn_value *harms = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(harm, cairn_value_get(pub->body, "harms"))
    if (is_harm_here(pub, cairn_value_get_text(harm->value, "id")))
        cairn_value_push(pub->arena, harms, cairn_publish_harm(pub, harm->value));
    struct cairn_value *plans = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(plan, cairn_value_get(pub->body, "plans"))
    if (speaks_of_cause_here(pub, plan->value))
        cairn_value_push(pub->arena, plans, cairn_publish_plan(pub, plan->value));
    cairn_value_set(pub->arena, out, "root_causes", causes);
    cairn_value_set(pub->arena, out, "tells", tells);
    cairn_value_set(pub->arena, out, "harms", harms);
    cairn_value_set(pub->arena, out, "plans", plans);
}

static bool uses(const struct cairn_value *list, const char *path, struct cairn_span marker)
{
    CAIRN_VALUE_EACH(item, list)
    if (cairn_span_find(cairn_value_text(cairn_value_path(item->value, path)), marker, 0) !=
        CAIRN_SPAN_NPOS)
        return true;
    return false;
}

/* Only the placeholders that a text of this record uses: a large family has dozens. */
static enum cairn_status add_placeholders(
    const struct cairn_publication *pub, struct cairn_value *out, struct cairn_error *err)
{
    struct cairn_value *used = cairn_value_object(pub->arena);
    CAIRN_VALUE_EACH(member, cairn_value_get(pub->body, "placeholders"))
    {
        CAIRN_AUTO_BUF struct cairn_buf text = {0};
        cairn_buf_append_string(&text, "{{");
        cairn_buf_append(&text, member->key);
        cairn_buf_append_string(&text, "}}");
        enum cairn_status status = cairn_buf_status(&text, err);
        if (status != CAIRN_OK)
            return status;
        struct cairn_span marker = cairn_buf_span(&text);
        const struct cairn_value *workarounds = cairn_value_get(out, "workarounds");
        if (uses(workarounds, "how", marker) || uses(workarounds, "verify.command", marker) ||
            uses(cairn_value_get(out, "dead_ends"), "how", marker) ||
            uses(cairn_value_get(out, "tells"), "command", marker))
            cairn_value_set_span(pub->arena, used, member->key,
                cairn_publish_placeholder(pub, member->key, member->value));
    }
    cairn_value_set(pub->arena, out, "placeholders", used);
    return CAIRN_OK;
}

static struct cairn_value *objects_of(const struct cairn_publication *pub, const char *list,
    const struct cairn_publish_key *keys, size_t key_count)
{
    return cairn_publish_objects(pub, cairn_value_get(record_of(pub), list), keys, key_count);
}

static void add_recognition(const struct cairn_publication *pub, struct cairn_value *out)
{
    static const struct cairn_publish_key code[] = {{"scheme", TEXT}, {"value", TEXT}};
    static const struct cairn_publish_key captures[] = {{"captures", MAP}};
    static const struct cairn_publish_key variant[] = {
        {"regex", TEXT}, {"applies", TEXT}, {"lang", TEXT}, {"note", TEXT}};
    static const struct cairn_publish_key example[] = {{"text", TEXT}, {"source", TEXT}};
    static const struct cairn_publish_key counter[] = {{"text", TEXT}, {"is", TEXT}};
    static const struct cairn_publish_key flags[] = {{"refines", LIST}, {"formerly", LIST},
        {"overrides", CAIRN_PUBLISH_BOOL}, {"extends", CAIRN_PUBLISH_BOOL}};
    cairn_value_set(pub->arena, out, "codes", objects_of(pub, "codes", KEYS(code)));
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(captures));
    cairn_value_set(pub->arena, out, "variants", objects_of(pub, "variants", KEYS(variant)));
    cairn_value_set(pub->arena, out, "examples", objects_of(pub, "examples", KEYS(example)));
    cairn_value_set(
        pub->arena, out, "counterexamples", objects_of(pub, "counterexamples", KEYS(counter)));
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(flags));
}

static struct cairn_value *claims_of(const struct cairn_publication *pub)
{
    static const struct cairn_publish_key keys[] = {{"source", TEXT}, {"read_on", TEXT},
        {"item", TEXT}, {"text", TEXT}, {"rate", CAIRN_PUBLISH_NUMBER}, {"maps_to", TEXT}};
    struct cairn_value *claims = objects_of(pub, "claims", KEYS(keys));
    CAIRN_VALUE_EACH(claim, claims)
    cairn_value_set(pub->arena, claim->value, "measured", cairn_value_null(pub->arena));
    return claims;
}

static struct cairn_value *refuted_of(const struct cairn_publication *pub)
{
    static const struct cairn_publish_key keys[] = {{"probably", LIST}};
    if (cairn_value_is_empty(cairn_value_get(record_of(pub), "refuted")))
        return cairn_value_null(pub->arena);
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_value_set_string(pub->arena, out, "text",
        cairn_publish_text(pub->in_chinese, record_of(pub), pub->input->record_zh, "refuted"));
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(keys));
    return out;
}

static void add_own_head(
    const struct cairn_publication *pub, struct cairn_value *out, const char *tier)
{
    static const struct cairn_publish_key weight[] = {
        {"severity", TEXT}, {"impact", TEXT}, {"no_action_unless", TRANSLATED}};
    cairn_value_set_cstring(pub->arena, out, "tier", tier);
    cairn_publish_unmeasured(pub->arena, out);
    cairn_publish_keys(pub, out, record_of(pub), pub->input->record_zh, KEYS(weight));
}

static void add_own_tail(const struct cairn_publication *pub, struct cairn_value *out)
{
    cairn_value_set(pub->arena, out, "cells", cairn_value_array(pub->arena));
    cairn_value_set(pub->arena, out, "claims", claims_of(pub));
    cairn_value_set(pub->arena, out, "evidence", cairn_value_null(pub->arena));
    cairn_value_set(pub->arena, out, "refuted", refuted_of(pub));
    cairn_value_set(pub->arena, out, "origin", cairn_value_null(pub->arena));
    cairn_value_set(pub->arena, out, "lab", cairn_publish_lab(pub));
}

enum cairn_status cairn_publish_record(struct cairn_arena *arena,
    const struct cairn_publish_input *input, bool in_chinese, struct cairn_value **out_record,
    struct cairn_error *err)
{
    struct cairn_publication pub = {.arena = arena,
        .input = input,
        .body = input->family ? input->family : input->record,
        .body_zh = input->family ? input->family_zh : input->record_zh,
        .id = input->id,
        .in_chinese = in_chinese};
    const char *tier = tier_of(&pub);
    struct cairn_value *out = cairn_value_object(arena);
    add_reference_head(&pub, out);
    enum cairn_status status = cairn_publish_dead_ends(&pub, out, err);
    if (status == CAIRN_OK)
        status = cairn_publish_workarounds(&pub, out, err);
    if (status != CAIRN_OK)
        return status;
    add_reference_tail(&pub, out, tier);
    cairn_value_set_string(arena, out, "family", input->family_id);
    add_knowledge(&pub, out);
    status = add_placeholders(&pub, out, err);
    if (status != CAIRN_OK)
        return status;
    add_own_head(&pub, out, tier);
    add_recognition(&pub, out);
    add_own_tail(&pub, out);
    status = cairn_value_status(arena, out, err);
    if (status == CAIRN_OK)
        *out_record = out;
    return status;
}
