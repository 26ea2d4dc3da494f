/* Causes, changes, plans, tells, harms and placeholders as published: in families as written, in
 * records with `basis`. */
#include "ledger/publish_internal.h"

#include "ledger/claim.h"

#define KEYS(table) (table), CAIRN_ARRAY_SIZE(table)
#define TEXT        CAIRN_PUBLISH_TEXT
#define TRANSLATED  CAIRN_PUBLISH_TRANSLATED
#define LIST        CAIRN_PUBLISH_LIST

struct cairn_value *cairn_publish_cause(
    const struct cairn_publication *pub, const struct cairn_value *cause)
{
    static const struct cairn_publish_key head[] = {
        {"id", TEXT}, {"title", TRANSLATED}, {"explanation", TRANSLATED}};
    static const struct cairn_publish_key yields[] = {{"record", TEXT}, {"applies", TEXT}};
    static const struct cairn_publish_key tail[] = {{"compound", LIST},
        {"stateful", CAIRN_PUBLISH_BOOL}, {"simulated", CAIRN_PUBLISH_BOOL},
        {"unfixable", TRANSLATED}, {"undecidable", TRANSLATED}, {"sources", LIST}};
    const struct cairn_value *zh = cairn_publish_zh_of(pub, "causes", cause);
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_publish_keys(pub, out, cause, zh, KEYS(head));
    cairn_value_set(pub->arena, out, "yields",
        cairn_publish_objects(pub, cairn_value_get(cause, "yields"), KEYS(yields)));
    cairn_publish_keys(pub, out, cause, zh, KEYS(tail));
    return out;
}

struct cairn_value *cairn_publish_steps(
    const struct cairn_publication *pub, const struct cairn_value *how)
{
    static const struct cairn_publish_key keys[] = {{"as", TEXT}, {"text", TEXT}, {"via", TEXT}};
    return cairn_publish_objects(pub, how, KEYS(keys));
}

struct cairn_value *cairn_publish_verify(const struct cairn_publication *pub,
    const struct cairn_value *change, const struct cairn_value *zh)
{
    static const struct cairn_publish_key keys[] = {
        {"as", TEXT}, {"command", TEXT}, {"shows", TRANSLATED}};
    const struct cairn_value *verify = cairn_publish_member(change, "verify");
    if (!verify)
        return cairn_value_null(pub->arena);
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_publish_keys(pub, out, verify, cairn_value_get(zh, "verify"), KEYS(keys));
    return out;
}

struct cairn_value *cairn_publish_change(
    const struct cairn_publication *pub, const struct cairn_value *change)
{
    static const struct cairn_publish_key head[] = {{"id", TEXT}, {"action", TRANSLATED}};
    static const struct cairn_publish_key middle[] = {{"where", TEXT}, {"carrier", TEXT},
        {"kind", TEXT}, {"disrupts", TEXT}, {"needs", TRANSLATED}, {"undo", TRANSLATED}};
    static const struct cairn_publish_key tail[] = {{"why_fails", TRANSLATED}, {"tempting", LIST},
        {"sources", LIST}, {"applies", TEXT}, {"on", CAIRN_PUBLISH_MAP}, {"harms_shown", LIST}};
    const struct cairn_value *zh = cairn_publish_zh_of(pub, "changes", change);
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_publish_keys(pub, out, change, zh, KEYS(head));
    cairn_value_set(
        pub->arena, out, "how", cairn_publish_steps(pub, cairn_value_get(change, "how")));
    cairn_publish_keys(pub, out, change, zh, KEYS(middle));
    cairn_value_set(pub->arena, out, "verify", cairn_publish_verify(pub, change, zh));
    cairn_publish_keys(pub, out, change, zh, KEYS(tail));
    return out;
}

struct cairn_value *cairn_publish_plan(
    const struct cairn_publication *pub, const struct cairn_value *plan)
{
    static const struct cairn_publish_key keys[] = {
        {"id", TEXT}, {"action", TRANSLATED}, {"changes", LIST}, {"on", CAIRN_PUBLISH_MAP}};
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_publish_keys(pub, out, plan, cairn_publish_zh_of(pub, "plans", plan), KEYS(keys));
    return out;
}

static struct cairn_value *expectation(
    const struct cairn_publication *pub, const struct cairn_value *expect)
{
    struct cairn_value *out = cairn_value_object(pub->arena);
    CAIRN_VALUE_EACH(member, expect)
    {
        bool is_number = cairn_span_equal_string(member->key, "exit");
        cairn_value_set_span(pub->arena, out, member->key,
            is_number ? cairn_value_number(pub->arena, cairn_value_text(member->value))
                      : member->value);
    }
    return out;
}

struct cairn_value *cairn_publish_tell(
    const struct cairn_publication *pub, const struct cairn_value *tell)
{
    static const struct cairn_publish_key keys[] = {
        {"id", TEXT}, {"cause", TEXT}, {"as", TEXT}, {"command", TEXT}, {"shows", TRANSLATED}};
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_publish_keys(pub, out, tell, cairn_publish_zh_of(pub, "tells", tell), KEYS(keys));
    cairn_value_set(pub->arena, out, "expect", expectation(pub, cairn_value_get(tell, "expect")));
    return out;
}

struct cairn_value *cairn_publish_harm(
    const struct cairn_publication *pub, const struct cairn_value *harm)
{
    static const struct cairn_publish_key keys[] = {{"id", TEXT}, {"shows", TRANSLATED}};
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_publish_keys(pub, out, harm, cairn_publish_zh_of(pub, "harms", harm), KEYS(keys));
    return out;
}

struct cairn_value *cairn_publish_placeholder(const struct cairn_publication *pub,
    struct cairn_span name, const struct cairn_value *placeholder)
{
    static const struct cairn_publish_key keys[] = {
        {"type", TEXT}, {"means", TRANSLATED}, {"example", TEXT}};
    const struct cairn_value *zh =
        cairn_value_get_span(cairn_value_get(pub->body_zh, "placeholders"), name);
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_publish_keys(pub, out, placeholder, zh, KEYS(keys));
    return out;
}

struct cairn_value *cairn_publish_lab(const struct cairn_publication *pub)
{
    static const struct cairn_publish_key keys[] = {{"state", TEXT}, {"reason", TRANSLATED}};
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_publish_keys(pub, out, cairn_value_get(pub->body, "lab"),
        cairn_value_get(pub->body_zh, "lab"), KEYS(keys));
    return out;
}

/* A single result, "resolves" or "harms:<id>". */
static enum cairn_claimed claimed_by(struct cairn_span result, struct cairn_span *out_harm)
{
    if (cairn_span_equal_string(result, "resolves"))
        return CAIRN_CLAIMED_RESOLVES;
    struct cairn_span harms = CAIRN_SPAN("harms:");
    if (!cairn_span_starts_with(result, harms))
        return CAIRN_CLAIMED_NOTHING;
    if (out_harm)
        *out_harm = cairn_span_slice(result, harms.size, result.size);
    return CAIRN_CLAIMED_HARMS;
}

/* With results by version, one that resolves somewhere outweighs the others: its range is published
 * in `applies`. */
enum cairn_claimed cairn_publish_claimed(
    const struct cairn_value *change, struct cairn_span cause, struct cairn_span *out_harm)
{
    const struct cairn_value *result = cairn_claim_written(change, cause);
    if (!cairn_value_is(result, CAIRN_VALUE_ARRAY))
        return claimed_by(cairn_value_text(result), out_harm);
    enum cairn_claimed best = CAIRN_CLAIMED_NOTHING;
    CAIRN_VALUE_EACH(entry, result)
    {
        enum cairn_claimed one = claimed_by(cairn_value_get_text(entry->value, "is"), out_harm);
        if (one == CAIRN_CLAIMED_RESOLVES)
            return one;
        if (one != CAIRN_CLAIMED_NOTHING)
            best = one;
    }
    return best;
}

bool cairn_publish_yields(const struct cairn_value *cause, struct cairn_span record)
{
    return cairn_value_find(cairn_value_get(cause, "yields"), "record", record) != NULL;
}
