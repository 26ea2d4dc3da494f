/*
 * From the source tree to the match index: which regexes each record brings. Used by build for the
 * canon file and by lint in memory, so that an example is ranked by the very code that users run.
 */
#include "authoring/regex_internal.h"

#include "ledger/publish.h"
#include "match/index.h"

enum cairn_status cairn_record_regexes(struct cairn_arena *arena,
    const struct cairn_source_record *record, struct cairn_span **out_regexes, size_t *out_count,
    struct cairn_error *err)
{
    const struct cairn_value *value = record->en.value;
    const struct cairn_value *variants =
        record->is_imported ? NULL : cairn_value_get(value, "variants");
    struct cairn_span *regexes =
        cairn_arena_array(arena, (size_t)cairn_value_count(variants) + 1, sizeof *regexes);
    if (!regexes)
        return CAIRN_FAIL_MEMORY(err);
    size_t count = 0;
    struct cairn_span first = record->is_imported ? cairn_publish_imported_text(value, "regex")
                                                  : cairn_value_get_text(value, "regex");
    if (first.size > 0)
        regexes[count++] = first;
    CAIRN_VALUE_EACH(variant, variants)
    {
        struct cairn_span regex = cairn_value_get_text(variant->value, "regex");
        if (regex.size > 0)
            regexes[count++] = regex;
    }
    *out_regexes = regexes;
    *out_count = count;
    return CAIRN_OK;
}

static enum cairn_status list_refines(struct cairn_arena *arena,
    const struct cairn_source_record *record, struct cairn_index_record *entry,
    struct cairn_error *err)
{
    const struct cairn_value *refines =
        record->is_imported ? NULL : cairn_value_get(record->en.value, "refines");
    struct cairn_span *ids =
        cairn_arena_array(arena, (size_t)cairn_value_count(refines) + 1, sizeof *ids);
    if (!ids)
        return CAIRN_FAIL_MEMORY(err);
    CAIRN_VALUE_EACH(id, refines)
    ids[entry->refines_count++] = cairn_value_text(id->value);
    entry->refines = ids;
    return CAIRN_OK;
}

/* Is every regex of the record one that the index takes? Lint goes on without the others: they have
 * their complaint. */
static enum cairn_status are_usable(struct cairn_arena *arena, const struct cairn_span *regexes,
    size_t count, bool *out_are, struct cairn_error *err)
{
    *out_are = count > 0;
    for (size_t i = 0; i < count; i++) {
        struct cairn_regex_node *root = NULL;
        struct cairn_anchors anchors = {0};
        struct cairn_error failure = {0};
        enum cairn_status status = cairn_regex_parse(arena, regexes[i], &root, &failure);
        if (status == CAIRN_OK)
            status = cairn_anchors_choose(arena, root, &anchors, &failure);
        if (status == CAIRN_ERR_MEMORY) {
            if (err)
                *err = failure;
            return status;
        }
        *out_are = *out_are && status == CAIRN_OK && anchors.count > 0;
    }
    return CAIRN_OK;
}

static enum cairn_status add_record(struct cairn_index_builder *builder, struct cairn_arena *arena,
    const struct cairn_source_record *record, bool skip_broken, struct cairn_error *err)
{
    struct cairn_span *regexes = NULL;
    struct cairn_index_record entry = {.id = record->id};
    enum cairn_status status =
        cairn_record_regexes(arena, record, &regexes, &entry.regex_count, err);
    if (status == CAIRN_OK)
        status = list_refines(arena, record, &entry, err);
    entry.regexes = regexes;
    bool is_usable = true;
    if (status == CAIRN_OK && skip_broken)
        status = are_usable(arena, regexes, entry.regex_count, &is_usable, err);
    if (status != CAIRN_OK || !is_usable)
        return status;
    status = cairn_index_builder_add(builder, &entry, err);
    if (status != CAIRN_OK)
        cairn_error_context(err, "%.*s", CAIRN_SPAN_ARGS(record->en.path));
    return status;
}

static enum cairn_status add_all(const struct cairn_source *source,
    struct cairn_index_builder *builder, bool skip_broken, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < source->records.count && status == CAIRN_OK; i++) {
        const struct cairn_source_record *record =
            *CAIRN_VEC_AT(&source->records, struct cairn_source_record *, i);
        bool is_first = cairn_map_get(&source->by_id, record->id) == record;
        bool is_wanted = is_first && record->en.value && record->unindexed_reason.size == 0;
        if (is_wanted)
            status = add_record(builder, &arena, record, skip_broken && !record->is_imported, err);
        cairn_arena_reset(&arena);
    }
    return status;
}

enum cairn_status cairn_source_index(const struct cairn_source *source, bool skip_broken,
    struct cairn_buf *out_index, struct cairn_error *err)
{
    struct cairn_index_builder *builder = NULL;
    enum cairn_status status = cairn_index_builder_new(&builder, err);
    if (status != CAIRN_OK)
        return status;
    status = add_all(source, builder, skip_broken, err);
    if (status == CAIRN_OK)
        status = cairn_index_builder_finish(builder, out_index, err);
    cairn_index_builder_free(builder);
    return status;
}
