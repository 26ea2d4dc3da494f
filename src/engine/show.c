/*
 * Show: one record or one family by id. A record is looked for first, under its id or a former one;
 * an id that nothing has gives the nearest ones, as people mistype them.
 */
#include "base/error.h"
#include "engine/engine_internal.h"

/* Near ids named for one that does not exist. */
#define NEAR_MAXIMUM 5

enum cairn_status cairn_engine_family(struct cairn_engine *engine, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_language language, struct cairn_value **out_family,
    size_t *out_canon, struct cairn_error *err)
{
    struct cairn_value *family = NULL;
    for (size_t i = 0; !family && i < engine->canon_count; i++) {
        enum cairn_status status = cairn_canon_get_family(engine->canons[i].canon, arena, id,
            cairn_engine_canon_language(language), &family, err);
        if (status)
            return status;
        if (family && out_canon)
            *out_canon = i;
    }
    *out_family = family;
    return CAIRN_OK;
}

static void push_near(struct cairn_arena *arena, struct cairn_value *near,
    const struct cairn_canon_hit *hits, size_t count, uint32_t limit)
{
    for (size_t i = 0; i < count && cairn_value_count(near) < limit; i++) {
        if (cairn_value_find(near, "id", hits[i].id))
            continue;
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "id", hits[i].id);
        cairn_value_set_string(arena, entry, "signature", hits[i].signature);
        cairn_value_push(arena, near, entry);
    }
}

enum cairn_status cairn_engine_near(struct cairn_engine *engine, struct cairn_arena *arena,
    struct cairn_span id, uint32_t limit, struct cairn_value **out_near, struct cairn_error *err)
{
    struct cairn_value *near = cairn_value_array(arena);
    for (size_t i = 0; i < engine->canon_count; i++) {
        struct cairn_canon_hit *hits = NULL;
        size_t count = 0;
        enum cairn_status status =
            cairn_canon_near_ids(engine->canons[i].canon, arena, id, limit, &hits, &count, err);
        if (status)
            return status;
        push_near(arena, near, hits, count, limit);
    }
    *out_near = near;
    return CAIRN_OK;
}

static enum cairn_status look_up(struct cairn_engine *engine, struct cairn_result *result,
    struct cairn_span id, enum cairn_language language, struct cairn_error *err)
{
    struct cairn_arena *arena = &result->arena;
    struct cairn_value *record = NULL;
    struct cairn_value *family = NULL;
    struct cairn_value *near = cairn_value_array(arena);
    size_t canon = 0;
    enum cairn_status status =
        cairn_engine_record(engine, arena, id, language, &record, &canon, err);
    if (!status && record)
        status = cairn_canon_add_measured(engine->canons[canon].canon, arena, record, err);
    if (!status && !record)
        status = cairn_engine_family(engine, arena, id, language, &family, NULL, err);
    if (!status && !record && !family)
        status = cairn_engine_near(engine, arena, id, NEAR_MAXIMUM, &near, err);
    if (status)
        return status;
    cairn_value_set(arena, result->tree, "record", record ? record : cairn_value_null(arena));
    cairn_value_set(arena, result->tree, "family", family ? family : cairn_value_null(arena));
    cairn_value_set_string(arena, result->tree, "id", id);
    cairn_value_set(arena, result->tree, "near", near);
    result->conclusion = record || family ? CAIRN_FOUND : CAIRN_NONE;
    return CAIRN_OK;
}

enum cairn_status cairn_show(struct cairn_engine *engine, const char *id,
    const struct cairn_show_options *options, struct cairn_result **out_result,
    struct cairn_error *err)
{
    static const struct cairn_show_options defaults = {0};
    if (!options)
        options = &defaults;
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (status)
        return status;
    struct cairn_arena *arena = &result->arena;
    result->tree = cairn_engine_begin_tree(arena, "cairn.show/1", options->language);
    cairn_value_set(arena, result->tree, "canon", cairn_engine_describe_canons(engine, arena));
    status = look_up(engine, result, cairn_span_from_string(id), options->language, err);
    if (status)
        return status;
    cairn_value_set_bool(arena, result->tree, "next_only", options->next);
    return cairn_result_finish(&result, result->conclusion, out_result, err);
}
