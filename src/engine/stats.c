/*
 * Statistics: what each canon in use holds. The counts were made when the canon was built; only the
 * titles of its domains and families are chosen here, in the reader's language.
 */
#include <string.h>

#include "base/error.h"
#include "engine/engine_internal.h"

struct cairn_value *cairn_engine_choose_titles(
    struct cairn_arena *arena, const struct cairn_value *groups, enum cairn_language language)
{
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(group, groups)
    {
        bool has_chinese = language == CAIRN_LANGUAGE_ZH &&
                           !cairn_value_is_empty(cairn_value_get(group->value, "title_zh"));
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_engine_copy_member(arena, entry, "id", group->value, "id");
        cairn_engine_copy_member(
            arena, entry, "title", group->value, has_chinese ? "title_zh" : "title");
        cairn_engine_copy_member(arena, entry, "records", group->value, "records");
        cairn_value_push(arena, list, entry);
    }
    return list;
}

static const char *shown_path(const struct cairn_engine *engine, const char *path)
{
    const char *slash = engine->hides_folders ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path;
}

static enum cairn_status describe(const struct cairn_engine *engine, struct cairn_canon *canon,
    struct cairn_arena *arena, enum cairn_language language, struct cairn_value *entry,
    struct cairn_error *err)
{
    const struct cairn_canon_info *info = cairn_canon_info(canon);
    struct cairn_value *statistics = NULL;
    enum cairn_status status = cairn_canon_get_statistics(canon, arena, &statistics, err);
    if (status)
        return status;
    cairn_value_set_cstring(arena, entry, "name", info->name);
    cairn_value_set_cstring(arena, entry, "digest", info->digest);
    cairn_value_set_cstring(arena, entry, "path", shown_path(engine, info->path));
    cairn_value_set_cstring(arena, entry, "licence", info->licence);
    CAIRN_VALUE_EACH(member, statistics)
    {
        bool is_groups = cairn_span_equal_string(member->key, "domains") ||
                         cairn_span_equal_string(member->key, "families");
        cairn_value_set_span(arena, entry, member->key,
            is_groups ? cairn_engine_choose_titles(arena, member->value, language) : member->value);
    }
    return CAIRN_OK;
}

enum cairn_status cairn_statistics(struct cairn_engine *engine, enum cairn_language language,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (status)
        return status;
    struct cairn_arena *arena = &result->arena;
    struct cairn_value *canons = cairn_value_array(arena);
    result->tree = cairn_engine_begin_tree(arena, "cairn.stats/1", language);
    cairn_value_set(arena, result->tree, "canons", canons);
    for (size_t i = 0; i < engine->canon_count; i++) {
        struct cairn_value *entry = cairn_value_object(arena);
        status = describe(engine, engine->canons[i].canon, arena, language, entry, err);
        if (status)
            return status;
        cairn_value_push(arena, canons, entry);
    }
    return cairn_result_finish(&result, CAIRN_FOUND, out_result, err);
}
