/*
 * Ids that several canons have. With more than one canon in use, all ids are read once, when the
 * engine is opened: the same id twice is an error, unless the nearer record says `overrides` (the
 * farther one is as if absent) or `extends` (both count, the nearer one's advice in front). The
 * outcome is kept in the engine's arena.
 */
#include "base/error.h"
#include "engine/engine_internal.h"

struct collecting {
    struct cairn_engine *engine;
    struct cairn_arena arena; /* the ids, only while looking */
    struct cairn_map seen;    /* id → struct cairn_engine_share with all canons that have it */
    uint32_t canon;
};

static enum cairn_status note_id(void *context, struct cairn_span id, struct cairn_error *err)
{
    struct collecting *collecting = context;
    struct cairn_engine_share *share = cairn_map_get(&collecting->seen, id);
    if (!share) {
        struct cairn_span copy = cairn_arena_copy(&collecting->arena, id);
        share = cairn_arena_alloc(&collecting->arena, sizeof(*share));
        if (!copy.data || !share)
            return CAIRN_FAIL_MEMORY(err);
        enum cairn_status status = cairn_map_put(&collecting->seen, copy, share, NULL, err);
        if (status)
            return status;
    }
    CAIRN_ASSERT(share->count < CAIRN_LIMIT_CANONS);
    share->canons[share->count++] = collecting->canon;
    return CAIRN_OK;
}

static enum cairn_status refuse_conflict(struct cairn_engine *engine, struct cairn_span id,
    uint32_t nearer, uint32_t farther, struct cairn_error *err)
{
    CAIRN_FAIL(err, CAIRN_ERR_CONFLICT, "cannot use both canons: both have the record %.*s",
        CAIRN_SPAN_ARGS(id));
    cairn_error_detail(err, "The nearer canon is %s, the other one %s.",
        cairn_canon_info(engine->canons[nearer].canon)->path,
        cairn_canon_info(engine->canons[farther].canon)->path);
    cairn_error_hint(err, "Say `overrides: true` (replace it) or `extends: true` (add to it) in "
                          "the nearer record, or leave one canon out.");
    return CAIRN_ERR_CONFLICT;
}

/* Cut the list behind the first canon that overrides; every one before the last must extend. */
static enum cairn_status settle(struct cairn_engine *engine, struct cairn_span id,
    struct cairn_engine_share *share, struct cairn_error *err)
{
    for (uint32_t i = 0; i + 1 < share->count; i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        struct cairn_value *record = NULL;
        enum cairn_status status = cairn_canon_get_record(
            engine->canons[share->canons[i]].canon, &arena, id, CAIRN_CANON_EN, &record, err);
        if (status)
            return status;
        if (cairn_value_get_bool(record, "overrides")) {
            share->count = i + 1;
            return CAIRN_OK;
        }
        if (!cairn_value_get_bool(record, "extends"))
            return refuse_conflict(engine, id, share->canons[i], share->canons[i + 1], err);
    }
    return CAIRN_OK;
}

static enum cairn_status keep_shares(struct collecting *collecting, struct cairn_error *err)
{
    struct cairn_engine *engine = collecting->engine;
    for (size_t i = 0; i < collecting->seen.count; i++) {
        struct cairn_engine_share *found = collecting->seen.entries[i].value;
        if (found->count < 2)
            continue;
        struct cairn_span id = cairn_arena_copy(&engine->arena, collecting->seen.entries[i].key);
        struct cairn_engine_share *share = cairn_arena_alloc(&engine->arena, sizeof(*share));
        if (!id.data || !share)
            return CAIRN_FAIL_MEMORY(err);
        *share = *found;
        enum cairn_status status = settle(engine, id, share, err);
        if (!status)
            status = cairn_map_put(&engine->shares, id, share, NULL, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_engine_find_shares(struct cairn_engine *engine, struct cairn_error *err)
{
    struct collecting collecting = {.engine = engine};
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < engine->canon_count; i++) {
        collecting.canon = (uint32_t)i;
        status = cairn_canon_each_id(engine->canons[i].canon, note_id, &collecting, err);
    }
    if (!status)
        status = keep_shares(&collecting, err);
    cairn_map_done(&collecting.seen);
    cairn_arena_done(&collecting.arena);
    return status;
}

/* Is this item (by its `id`, or as a text) in the list already? Items without an id never are. */
static bool has_item(const struct cairn_value *list, const struct cairn_value *item)
{
    if (!cairn_value_is(item, CAIRN_VALUE_STRING)) {
        struct cairn_span id = cairn_value_get_text(item, "id");
        return id.size && cairn_value_find(list, "id", id);
    }
    CAIRN_VALUE_EACH(member, list)
    {
        if (cairn_value_equal(member->value, item))
            return true;
    }
    return false;
}

static void put_in_front(struct cairn_arena *arena, struct cairn_value *record, const char *key,
    const struct cairn_value *nearer, const struct cairn_value *farther)
{
    const struct cairn_value *front = cairn_value_get(nearer, key);
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(member, front)
    cairn_value_push(arena, list, cairn_value_copy(arena, member->value));
    CAIRN_VALUE_EACH(member, cairn_value_get(farther, key))
    {
        if (!has_item(front, member->value))
            cairn_value_push(arena, list, cairn_value_copy(arena, member->value));
    }
    cairn_value_set(arena, record, key, list);
}

/* workarounds_zh[i] belongs to workarounds[i]: what is left out of one is left out of the other. */
static void append_chinese(struct cairn_arena *arena, struct cairn_value *list,
    const struct cairn_value *record, const struct cairn_value *unless_in)
{
    const struct cairn_value *texts = cairn_value_get(record, "workarounds_zh");
    uint32_t i = 0;
    CAIRN_VALUE_EACH(member, cairn_value_get(record, "workarounds"))
    {
        const struct cairn_value *text = cairn_value_at(texts, i++);
        if (unless_in && has_item(unless_in, member->value))
            continue;
        cairn_value_push(
            arena, list, text ? cairn_value_copy(arena, text) : cairn_value_null(arena));
    }
}

struct cairn_value *cairn_engine_extend(
    struct cairn_arena *arena, const struct cairn_value *nearer, const struct cairn_value *farther)
{
    static const char *const lists[] = {
        "workarounds", "dead_ends", "tells", "root_causes", "tags", "claims"};
    struct cairn_value *record = cairn_value_copy(arena, farther);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lists); i++)
        put_in_front(arena, record, lists[i], nearer, farther);
    if (cairn_value_is_empty(cairn_value_get(nearer, "workarounds_zh")) &&
        cairn_value_is_empty(cairn_value_get(farther, "workarounds_zh")))
        return record;
    struct cairn_value *chinese = cairn_value_array(arena);
    append_chinese(arena, chinese, nearer, NULL);
    append_chinese(arena, chinese, farther, cairn_value_get(nearer, "workarounds"));
    cairn_value_set(arena, record, "workarounds_zh", chinese);
    return record;
}
