/*
 * What an engine remembers for its site: which records there are, and the family that was read
 * last. Lists, feeds and the walk over all paths need the first, the cells of a family the second.
 * Made when first asked for; it lives as long as the engine, whose canons never change.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/error.h"
#include "engine/site_internal.h"
#include "render/figures.h"

void cairn_site_memory_free(struct cairn_site_memory *memory)
{
    if (!memory)
        return;
    cairn_vec_done(&memory->records);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(memory->families); i++)
        cairn_arena_done(&memory->families[i].arena);
    cairn_arena_done(&memory->arena);
    cairn_free(memory);
}

/* NULL without memory. */
static struct cairn_site_memory *get_memory(struct cairn_engine *engine)
{
    if (!engine->site) {
        struct cairn_site_memory *memory = cairn_alloc(sizeof(*memory));
        if (!memory)
            return NULL;
        memory->records = CAIRN_VEC_OF(struct cairn_site_record);
        engine->site = memory;
    }
    return engine->site;
}

/* ---- records ---- */

/* An id of a foreign canon in other characters than ours has no page: its path would not be safe
 * as the name of a file. */
static enum cairn_status collect(void *context, struct cairn_span id, struct cairn_error *err)
{
    struct cairn_site_memory *memory = context;
    if (!cairn_id_is_plain(id))
        return CAIRN_OK;
    struct cairn_site_record record = {.id = cairn_arena_copy(&memory->arena, id)};
    if (!record.id.data)
        return CAIRN_FAIL_MEMORY(err);
    return cairn_vec_push(&memory->records, &record, err);
}

static int compare(const void *left, const void *right)
{
    const struct cairn_site_record *a = left;
    const struct cairn_site_record *b = right;
    return cairn_span_compare(a->id, b->id);
}

static void drop_repeated(struct cairn_vec *records)
{
    size_t kept = 0;
    for (size_t i = 0; i < records->count; i++) {
        struct cairn_site_record record = *CAIRN_VEC_AT(records, struct cairn_site_record, i);
        if (kept && cairn_span_equal(
                        CAIRN_VEC_AT(records, struct cairn_site_record, kept - 1)->id, record.id))
            continue;
        *CAIRN_VEC_AT(records, struct cairn_site_record, kept++) = record;
    }
    records->count = kept;
}

static enum cairn_status read_ids(
    struct cairn_engine *engine, struct cairn_site_memory *memory, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < engine->canon_count; i++)
        status = cairn_canon_each_id(engine->canons[i].canon, collect, memory, err);
    if (status) {
        cairn_vec_clear(&memory->records);
        cairn_arena_reset(&memory->arena);
        return status;
    }
    cairn_vec_sort(&memory->records, compare);
    drop_repeated(&memory->records);
    memory->has_ids = true;
    return CAIRN_OK;
}

enum cairn_status cairn_site_records(
    struct cairn_engine *engine, const struct cairn_vec **out_records, struct cairn_error *err)
{
    struct cairn_site_memory *memory = get_memory(engine);
    if (!memory)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status = memory->has_ids ? CAIRN_OK : read_ids(engine, memory, err);
    if (!status)
        *out_records = &memory->records;
    return status;
}

/* ---- what only the records themselves say ---- */

static struct cairn_span date_of(const struct cairn_value *record)
{
    struct cairn_span confirmed = cairn_value_get_text(record, "last_confirmed");
    struct cairn_span updated = cairn_value_get_text(record, "last_updated");
    if (!cairn_date_is_valid(confirmed))
        return cairn_date_is_valid(updated) ? updated : (struct cairn_span){0};
    return cairn_date_is_valid(updated) && cairn_span_compare(updated, confirmed) > 0 ? updated
                                                                                      : confirmed;
}

static enum cairn_status read_record(struct cairn_engine *engine, struct cairn_site_memory *memory,
    struct cairn_site_record *record, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *tree = NULL;
    enum cairn_status status =
        cairn_engine_record(engine, &arena, record->id, CAIRN_LANGUAGE_EN, &tree, NULL, err);
    if (status)
        return status;
    struct cairn_span copy = cairn_arena_copy(&memory->arena, date_of(tree));
    if (!copy.data)
        return CAIRN_FAIL_MEMORY(err);
    record->changed = copy;
    record->has_own_cells = cairn_span_equal(cairn_value_get_text(tree, "family"), record->id) &&
                            cairn_value_is(cairn_value_get(tree, "evidence"), CAIRN_VALUE_OBJECT);
    return CAIRN_OK;
}

enum cairn_status cairn_site_read_records(
    struct cairn_engine *engine, const struct cairn_vec **out_records, struct cairn_error *err)
{
    const struct cairn_vec *records = NULL;
    enum cairn_status status = cairn_site_records(engine, &records, err);
    if (status)
        return status;
    struct cairn_site_memory *memory = engine->site;
    for (size_t i = 0; !memory->is_read && i < memory->records.count; i++) {
        status = read_record(
            engine, memory, CAIRN_VEC_AT(&memory->records, struct cairn_site_record, i), err);
        if (status)
            return status;
    }
    memory->is_read = true;
    *out_records = records;
    return CAIRN_OK;
}

/* ---- the family read last ---- */

enum cairn_status cairn_engine_keep_family(struct cairn_engine *engine, struct cairn_span id,
    enum cairn_language language, const struct cairn_value **out_family, size_t *out_canon,
    struct cairn_error *err)
{
    struct cairn_site_memory *memory = get_memory(engine);
    if (!memory)
        return CAIRN_FAIL_MEMORY(err);
    size_t place = language == CAIRN_LANGUAGE_ZH;
    if (!memory->families[place].tree || !cairn_span_equal(memory->families[place].id, id)) {
        struct cairn_arena *arena = &memory->families[place].arena;
        memory->families[place].tree = NULL;
        cairn_arena_reset(arena);
        memory->families[place].id = cairn_arena_copy(arena, id);
        if (!memory->families[place].id.data)
            return CAIRN_FAIL_MEMORY(err);
        enum cairn_status status = cairn_engine_family(engine, arena, id, language,
            &memory->families[place].tree, &memory->families[place].canon, err);
        if (status)
            return status;
    }
    *out_family = memory->families[place].tree;
    if (*out_family && out_canon)
        *out_canon = memory->families[place].canon;
    return CAIRN_OK;
}
