/*
 * cairn.record/1 of a record with its family: the keys in the order of docs/design/results.md.
 * Where nothing was measured every rate is null.
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

static struct cairn_value *versions_of(const struct cairn_publication *pub)
{
    struct cairn_value *list = cairn_value_array(pub->arena);
    cairn_publish_add_versions(pub, list);
    CAIRN_VALUE_EACH(version, cairn_value_get(record_of(pub), "versions_asked"))
    cairn_value_push(pub->arena, list,
        cairn_publish_version(pub->arena, cairn_value_text(version->value), "claimed"));
    return list;
}

static enum cairn_status add_graph(
    const struct cairn_publication *pub, struct cairn_value *out, struct cairn_error *err)
{
    struct cairn_arena *arena = pub->arena;
    struct cairn_value *graph = cairn_publish_empty_graph(arena);
    struct cairn_value *leads_to = cairn_publish_member(graph, "leads_to");
    enum cairn_status status =
        cairn_publish_add_cascades(pub, cairn_value_get(record_of(pub), "cascades"), leads_to, err);
    if (status == CAIRN_OK)
        status = cairn_publish_add_moves(pub, leads_to, err);
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
    cairn_value_set(arena, out, "transition_graph", graph);
    return status;
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
    struct cairn_publish_figures figures;
    cairn_publish_figures(pub, &figures);
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(docs));
    cairn_value_set_cstring(pub->arena, out, "verification_tier", tier);
    cairn_value_set(pub->arena, out, "confidence", figures.confidence);
    cairn_value_set(pub->arena, out, "fix_success_rate", figures.fix_success_rate);
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(dates));
    cairn_value_set(pub->arena, out, "last_confirmed", figures.last_confirmed);
    cairn_value_set(pub->arena, out, "last_updated",
        cairn_publish_or_null(pub->arena, cairn_publish_member(record_of(pub), "updated")));
    cairn_value_set_int(pub->arena, out, "evidence_count", (int64_t)pub->trial_count);
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(tags));
    cairn_value_set_cstring(pub->arena, out, "locale", pub->in_chinese ? "zh" : "en");
    cairn_publish_keys(pub, out, record_of(pub), NULL, KEYS(aliases));
}

static const struct cairn_value *cause_here(
    const struct cairn_publication *pub, struct cairn_span id)
{
    const struct cairn_value *cause =
        cairn_value_find(cairn_value_get(pub->body, "causes"), "id", id);
    return cause && cairn_publish_is_cause_here(pub, cause) ? cause : NULL;
}

/* A plan that claims something of a cause of the record, or was run on one. */
static bool speaks_of_cause_here(
    const struct cairn_publication *pub, const struct cairn_value *plan)
{
    CAIRN_VALUE_EACH(claim, cairn_value_get(plan, "on"))
    if (cause_here(pub, claim->key))
        return true;
    return cairn_publish_is_measured(pub, cairn_value_get_text(plan, "id"));
}

/* Harms that a change of this record does on one of its causes, or always. */
static bool is_harm_here(const struct cairn_publication *pub, struct cairn_span harm)
{
    CAIRN_VALUE_EACH(change, cairn_value_get(pub->body, "changes"))
    {
        CAIRN_VALUE_EACH(shown, cairn_value_get(change->value, "harms_shown"))
        if (cairn_span_equal(cairn_value_text(shown->value), harm))
            return true;
        CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
        if (cairn_publish_is_cause_here(pub, cause->value) &&
            cairn_span_equal(
                cairn_publish_harm_on(pub, change->value, cairn_value_get_text(cause->value, "id")),
                harm))
            return true;
    }
    return false;
}

/* Environments in which a baseline of the cause named the record. */
static struct cairn_value *named_in(const struct cairn_publication *pub, struct cairn_span cause)
{
    struct cairn_value *list = cairn_value_array(pub->arena);
    for (size_t i = 0; i < pub->trial_count; i++)
        if (cairn_span_equal(pub->trials[i].cause, cause))
            cairn_value_push(
                pub->arena, list, cairn_value_string(pub->arena, pub->trials[i].environment));
    return list;
}

static struct cairn_value *causes_of(const struct cairn_publication *pub)
{
    struct cairn_value *causes = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    {
        if (!cairn_publish_is_cause_here(pub, cause->value))
            continue;
        struct cairn_span id = cairn_value_get_text(cause->value, "id");
        struct cairn_value *entry = cairn_publish_cause(pub, cause->value);
        cairn_value_set(pub->arena, entry, "named_in", named_in(pub, id));
        cairn_value_set_cstring(
            pub->arena, entry, "basis", cairn_publish_basis(cairn_publish_has_trials(pub, id)));
        cairn_value_push(pub->arena, causes, entry);
    }
    return causes;
}

static struct cairn_value *tells_of(const struct cairn_publication *pub)
{
    struct cairn_value *tells = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(tell, cairn_value_get(pub->body, "tells"))
    {
        if (!cause_here(pub, cairn_value_get_text(tell->value, "cause")))
            continue;
        struct cairn_value *entry = cairn_publish_tell(pub, tell->value);
        cairn_value_set(pub->arena, entry, "confusion", cairn_publish_confusion(pub, tell->value));
        cairn_value_set_cstring(
            pub->arena, entry, "basis", cairn_publish_basis(pub->trial_count > 0));
        cairn_value_push(pub->arena, tells, entry);
    }
    return tells;
}

static void add_knowledge(const struct cairn_publication *pub, struct cairn_value *out)
{
    struct cairn_value *harms = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(harm, cairn_value_get(pub->body, "harms"))
    if (is_harm_here(pub, cairn_value_get_text(harm->value, "id")))
        cairn_value_push(pub->arena, harms, cairn_publish_harm(pub, harm->value));
    struct cairn_value *plans = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(plan, cairn_value_get(pub->body, "plans"))
    if (speaks_of_cause_here(pub, plan->value))
        cairn_value_push(pub->arena, plans, cairn_publish_plan(pub, plan->value));
    cairn_value_set(pub->arena, out, "root_causes", causes_of(pub));
    cairn_value_set(pub->arena, out, "tells", tells_of(pub));
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

/* {rate, k, n} of the change that a claim maps to: how often it failed where the claim is about a
 * dead end, else how often it resolved. */
static struct cairn_value *measured_of(
    const struct cairn_publication *pub, const struct cairn_value *claim)
{
    struct cairn_span change = cairn_value_get_text(claim, "maps_to");
    struct cairn_publish_count count = {0};
    if (change.size > 0)
        count = cairn_publish_count_cells(pub, change, (struct cairn_span){0}, "resolved");
    if (cairn_span_equal_string(cairn_value_get_text(claim, "item"), "dead_end"))
        count.k = count.n - count.k;
    if (count.n == 0)
        return cairn_value_null(pub->arena);
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_value_set(pub->arena, out, "rate", cairn_publish_rate(pub->arena, count));
    cairn_value_set_int(pub->arena, out, "k", count.k);
    cairn_value_set_int(pub->arena, out, "n", count.n);
    return out;
}

static struct cairn_value *claims_of(const struct cairn_publication *pub)
{
    static const struct cairn_publish_key keys[] = {{"source", TEXT}, {"read_on", TEXT},
        {"item", TEXT}, {"text", TEXT}, {"rate", CAIRN_PUBLISH_NUMBER}, {"maps_to", TEXT}};
    struct cairn_value *claims = objects_of(pub, "claims", KEYS(keys));
    CAIRN_VALUE_EACH(claim, claims)
    cairn_value_set(pub->arena, claim->value, "measured", measured_of(pub, claim->value));
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
    cairn_value_set(pub->arena, out, "cells", cairn_publish_cells(pub));
    cairn_value_set(pub->arena, out, "claims", claims_of(pub));
    cairn_value_set(pub->arena, out, "evidence", cairn_publish_evidence(pub));
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
    enum cairn_status status = cairn_publish_collect_trials(&pub, err);
    if (status == CAIRN_OK)
        status = cairn_publish_find_roles(&pub, err);
    if (status != CAIRN_OK)
        return status;
    const char *tier = cairn_publish_tier(&pub);
    struct cairn_value *out = cairn_value_object(arena);
    add_reference_head(&pub, out);
    status = cairn_publish_dead_ends(&pub, out, err);
    if (status == CAIRN_OK)
        status = cairn_publish_workarounds(&pub, out, err);
    if (status == CAIRN_OK)
        status = add_graph(&pub, out, err);
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
