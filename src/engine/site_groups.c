/*
 * The domains or families of all canons in use, as their statistics list them: each id once, with
 * the title of the nearest canon and the records of all.
 */
#include "engine/site_internal.h"
#include "render/figures.h"

/* Only what has a page is listed. */
static bool is_linkable(struct cairn_span id, bool is_family)
{
    return is_family ? cairn_id_is_plain(id) : cairn_site_is_part(id);
}

/* An id that a nearer canon has too is listed once; its records are counted together. */
static void add_group(struct cairn_arena *arena, struct cairn_value *list,
    const struct cairn_value *group, bool is_chinese)
{
    struct cairn_span id = cairn_value_get_text(group, "id");
    int64_t records = cairn_value_get_int(group, "records");
    CAIRN_VALUE_EACH(known, list)
    {
        if (!cairn_span_equal(cairn_value_get_text(known->value, "id"), id))
            continue;
        cairn_value_set_int(
            arena, known->value, "records", records + cairn_value_get_int(known->value, "records"));
        return;
    }
    bool has_chinese = is_chinese && !cairn_value_is_empty(cairn_value_get(group, "title_zh"));
    struct cairn_value *entry = cairn_value_object(arena);
    cairn_value_set_string(arena, entry, "id", id);
    cairn_engine_copy_member(arena, entry, "title", group, has_chinese ? "title_zh" : "title");
    cairn_value_set_int(arena, entry, "records", records);
    cairn_value_push(arena, list, entry);
}

enum cairn_status cairn_site_groups(struct cairn_engine *engine, struct cairn_arena *arena,
    const char *which, enum cairn_language language, struct cairn_value **out_groups,
    struct cairn_error *err)
{
    bool is_family = *which == 'f';
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < engine->canon_count; i++) {
        struct cairn_value *statistics = NULL;
        enum cairn_status status =
            cairn_canon_get_statistics(engine->canons[i].canon, arena, &statistics, err);
        if (status)
            return status;
        CAIRN_VALUE_EACH(group, cairn_value_get(statistics, which))
        {
            if (is_linkable(cairn_value_get_text(group->value, "id"), is_family))
                add_group(arena, list, group->value, language == CAIRN_LANGUAGE_ZH);
        }
    }
    *out_groups = list;
    return CAIRN_OK;
}
