/* cairn.family/1: the causes, changes, plans and tells of a family as written, in one language,
 * with the ids of its records, and all that was measured of it. */
#include "ledger/publish_internal.h"

typedef struct cairn_value *(*publisher)(
    const struct cairn_publication *pub, const struct cairn_value *item);

static void add_list(const struct cairn_publication *pub, struct cairn_value *out, const char *key,
    publisher publish)
{
    struct cairn_value *list = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(item, cairn_value_get(pub->body, key))
    cairn_value_push(pub->arena, list, publish(pub, item->value));
    cairn_value_set(pub->arena, out, key, list);
}

static struct cairn_value *full_lab(const struct cairn_publication *pub)
{
    static const struct cairn_publish_key keys[] = {
        {"environments", CAIRN_PUBLISH_LIST}, {"timeout", CAIRN_PUBLISH_NUMBER}};
    struct cairn_value *lab = cairn_publish_lab(pub);
    cairn_publish_keys(
        pub, lab, cairn_value_get(pub->body, "lab"), NULL, keys, CAIRN_ARRAY_SIZE(keys));
    return lab;
}

static struct cairn_value *publish_tell(
    const struct cairn_publication *pub, const struct cairn_value *tell)
{
    struct cairn_value *out = cairn_publish_tell(pub, tell);
    cairn_value_set(pub->arena, out, "confusion", cairn_publish_confusion(pub, tell));
    return out;
}

enum cairn_status cairn_publish_family(struct cairn_arena *arena,
    const struct cairn_publish_input *input, const struct cairn_span *record_ids,
    size_t record_count, bool in_chinese, struct cairn_value **out_family, struct cairn_error *err)
{
    struct cairn_publication pub = {.arena = arena,
        .input = input,
        .body = input->family,
        .body_zh = input->family_zh,
        .in_chinese = in_chinese};
    enum cairn_status status = cairn_publish_collect_trials(&pub, err);
    if (status != CAIRN_OK)
        return status;
    struct cairn_value *out = cairn_value_object(arena);
    cairn_value_set_cstring(arena, out, "schema", "cairn.family/1");
    cairn_value_set_string(arena, out, "id", input->family_id);
    cairn_value_set_string(arena, out, "domain", input->domain);
    cairn_value_set_string(arena, out, "title",
        cairn_publish_text(in_chinese, input->family, input->family_zh, "title"));
    cairn_value_set(arena, out, "lab", full_lab(&pub));
    add_list(&pub, out, "causes", cairn_publish_cause);
    add_list(&pub, out, "changes", cairn_publish_change);
    add_list(&pub, out, "plans", cairn_publish_plan);
    add_list(&pub, out, "tells", publish_tell);
    add_list(&pub, out, "harms", cairn_publish_harm);
    struct cairn_value *placeholders = cairn_value_object(arena);
    CAIRN_VALUE_EACH(member, cairn_value_get(input->family, "placeholders"))
    cairn_value_set_span(arena, placeholders, member->key,
        cairn_publish_placeholder(&pub, member->key, member->value));
    cairn_value_set(arena, out, "placeholders", placeholders);
    struct cairn_value *records = cairn_value_array(arena);
    for (size_t i = 0; i < record_count; i++)
        cairn_value_push(arena, records, cairn_value_string(arena, record_ids[i]));
    cairn_value_set(arena, out, "records", records);
    cairn_value_set(arena, out, "cells", cairn_publish_cells(&pub));
    cairn_value_set(arena, out, "evidence", cairn_publish_evidence(&pub));
    status = cairn_value_status(arena, out, err);
    if (status == CAIRN_OK)
        *out_family = out;
    return status;
}
