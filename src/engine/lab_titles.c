/*
 * What causes are called. The lab speaks of ids; people read titles, in their language. They come
 * from the source folder that was proved, which the lab has read as well.
 */
#include "authoring/source.h"
#include "engine/lab_internal.h"

/* A record that stands alone is a family of the lab by its own id. */
static const struct cairn_source_family *find_family(
    const struct cairn_source *source, struct cairn_span id)
{
    for (size_t i = 0; i < source->domains.count; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&source->domains, struct cairn_source_domain *, i);
        for (size_t k = 0; k < domain->families.count; k++) {
            const struct cairn_source_family *family =
                *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, k);
            if (cairn_span_equal(family->id, id))
                return family;
        }
    }
    const struct cairn_source_record *record = cairn_map_get(&source->by_id, id);
    return record ? record->family : NULL;
}

/* The causes of a family stand in family.yaml, of a record that stands alone in its own file. */
static const struct cairn_source_record *first_record(const struct cairn_source_family *family)
{
    return family->records.count ? *CAIRN_VEC_AT(&family->records, struct cairn_source_record *, 0)
                                 : NULL;
}

static struct cairn_value *make_titles(struct cairn_arena *arena,
    const struct cairn_source_family *family, const struct cairn_value *ids, bool in_chinese)
{
    struct cairn_value *titles = cairn_value_object(arena);
    const struct cairn_source_record *record = first_record(family);
    const struct cairn_value *body =
        family->en.value || !record ? family->en.value : cairn_source_body(record);
    const struct cairn_value *chinese =
        family->zh.value || !record ? family->zh.value : cairn_source_body_zh(record);
    CAIRN_VALUE_EACH(id, ids)
    {
        struct cairn_span name = cairn_value_text(id->value);
        const struct cairn_value *cause =
            cairn_value_find(cairn_value_get(body, "causes"), "id", name);
        const struct cairn_value *translated =
            cairn_value_get_span(cairn_value_get(chinese, "causes"), name);
        struct cairn_span title = cairn_value_get_text(cause, "title");
        struct cairn_span title_zh = cairn_value_get_text(translated, "title");
        if (in_chinese && title_zh.size)
            title = title_zh;
        if (title.size)
            cairn_value_set_span(arena, titles, name, cairn_value_string(arena, title));
    }
    return titles;
}

static void add_all(struct cairn_arena *arena, const struct cairn_source *source,
    const struct cairn_value *tree, bool in_chinese)
{
    CAIRN_VALUE_EACH(entry, cairn_value_get(tree, "families"))
    {
        const struct cairn_source_family *family =
            source ? find_family(source, cairn_value_get_text(entry->value, "family")) : NULL;
        bool has_titles = cairn_value_get(entry->value, "titles") != NULL;
        if ((!family && has_titles) || !cairn_value_is(entry->value, CAIRN_VALUE_OBJECT))
            continue;
        const struct cairn_value *causes = cairn_value_get(entry->value, "causes");
        cairn_value_set(arena, entry->value, "titles",
            family ? make_titles(arena, family, causes, in_chinese) : cairn_value_object(arena));
    }
}

enum cairn_status cairn_lab_add_titles(
    const struct cairn_lab_options *options, struct cairn_result *result, struct cairn_error *err)
{
    struct cairn_source *source = NULL;
    struct cairn_complaints complaints = {0};
    enum cairn_status status = cairn_source_read(options->canon_folder, &source, &complaints, NULL);
    if (status != CAIRN_ERR_MEMORY)
        add_all(&result->arena, source, result->tree, options->language == CAIRN_LANGUAGE_ZH);
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    if (status == CAIRN_ERR_MEMORY)
        return CAIRN_FAIL_MEMORY(err);
    return CAIRN_OK;
}
