/*
 * Writing published objects from source objects by tables of keys. Nodes of the source are shared,
 * not copied: source and result live equally long. YAML has only texts: booleans and numbers get
 * their type here.
 */
#include "ledger/publish_internal.h"

struct cairn_value *cairn_publish_member(const struct cairn_value *object, const char *key)
{
    CAIRN_VALUE_EACH(member, cairn_value_is(object, CAIRN_VALUE_OBJECT) ? object : NULL)
    if (cairn_span_equal_string(member->key, key))
        return member->value->kind == CAIRN_VALUE_NULL ? NULL : member->value;
    return NULL;
}

struct cairn_value *cairn_publish_or_null(struct cairn_arena *arena, struct cairn_value *value)
{
    return value ? value : cairn_value_null(arena);
}

struct cairn_span cairn_publish_text(
    bool in_chinese, const struct cairn_value *en, const struct cairn_value *zh, const char *key)
{
    struct cairn_span chinese = cairn_value_get_text(zh, key);
    return in_chinese && chinese.size > 0 ? chinese : cairn_value_get_text(en, key);
}

const struct cairn_value *cairn_publish_zh_of(
    const struct cairn_publication *pub, const char *list, const struct cairn_value *item)
{
    return cairn_value_get_span(
        cairn_value_get(pub->body_zh, list), cairn_value_get_text(item, "id"));
}

static struct cairn_value *translated(const struct cairn_publication *pub,
    const struct cairn_value *en, const struct cairn_value *zh, const char *key)
{
    struct cairn_value *chinese = pub->in_chinese ? cairn_publish_member(zh, key) : NULL;
    return cairn_publish_or_null(pub->arena, chinese ? chinese : cairn_publish_member(en, key));
}

static struct cairn_value *publish_as(const struct cairn_publication *pub,
    const struct cairn_publish_key *key, const struct cairn_value *en, const struct cairn_value *zh)
{
    struct cairn_value *value = cairn_publish_member(en, key->key);
    switch (key->as) {
    case CAIRN_PUBLISH_TRANSLATED:
        return translated(pub, en, zh, key->key);
    case CAIRN_PUBLISH_LIST:
        return value ? value : cairn_value_array(pub->arena);
    case CAIRN_PUBLISH_MAP:
        return value ? value : cairn_value_object(pub->arena);
    case CAIRN_PUBLISH_BOOL:
        return cairn_value_bool(
            pub->arena, cairn_span_equal_string(cairn_value_text(value), "true"));
    case CAIRN_PUBLISH_NUMBER:
        return value ? cairn_value_number(pub->arena, value->text) : cairn_value_null(pub->arena);
    case CAIRN_PUBLISH_TEXT:
        break;
    }
    return cairn_publish_or_null(pub->arena, value);
}

void cairn_publish_keys(const struct cairn_publication *pub, struct cairn_value *out,
    const struct cairn_value *en, const struct cairn_value *zh,
    const struct cairn_publish_key *keys, size_t key_count)
{
    for (size_t i = 0; i < key_count; i++)
        cairn_value_set(pub->arena, out, keys[i].key, publish_as(pub, &keys[i], en, zh));
}

struct cairn_value *cairn_publish_objects(const struct cairn_publication *pub,
    const struct cairn_value *list, const struct cairn_publish_key *keys, size_t key_count)
{
    struct cairn_value *out = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(item, list)
    {
        struct cairn_value *entry = cairn_value_object(pub->arena);
        cairn_publish_keys(pub, entry, item->value, NULL, keys, key_count);
        cairn_value_push(pub->arena, out, entry);
    }
    return out;
}

struct cairn_value *cairn_publish_empty_graph(struct cairn_arena *arena)
{
    static const char *const lists[] = {"leads_to", "preceded_by", "frequently_confused_with"};
    struct cairn_value *graph = cairn_value_object(arena);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lists); i++)
        cairn_value_set(arena, graph, lists[i], cairn_value_array(arena));
    return graph;
}

struct cairn_value *cairn_publish_version(
    struct cairn_arena *arena, struct cairn_span version, const char *status)
{
    static const char *const unknown[] = {"introduced", "deprecated", "removed", "behavior_change"};
    struct cairn_value *entry = cairn_value_object(arena);
    cairn_value_set_string(arena, entry, "version", version);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(unknown); i++)
        cairn_value_set(arena, entry, unknown[i], cairn_value_null(arena));
    cairn_value_set_cstring(arena, entry, "status", status);
    cairn_value_set(arena, entry, "environment", cairn_value_null(arena));
    cairn_value_set(arena, entry, "wording", cairn_value_null(arena));
    return entry;
}

void cairn_publish_unmeasured(struct cairn_arena *arena, struct cairn_value *out)
{
    struct cairn_value *field = cairn_value_object(arena);
    cairn_value_set_cstring(arena, field, "state", "none");
    cairn_value_set_int(arena, field, "reports", 0);
    cairn_value_set(arena, out, "field", field);
}
