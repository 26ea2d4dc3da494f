/*
 * Records that were read before. A program that explains one line after the other asks for the same
 * few records, and parsing one costs ten times what matching the line does. They are kept until
 * they take too much memory or the ledger has grown; then all are forgotten, which needs no list of
 * who was asked last and costs one parse each.
 */
#include <stdio.h>

#include "base/error.h"
#include "engine/engine_internal.h"
#include "engine/outcome_internal.h"

struct cairn_engine_kept {
    const struct cairn_value *record;
    size_t canon;
};

void cairn_engine_forget_records(struct cairn_engine *engine)
{
    cairn_map_done(&engine->kept);
    cairn_arena_reset(&engine->kept_arena);
}

/* A record tells what users reported of it: a ledger that has grown makes all of them old. */
static enum cairn_status forget_what_is_old(struct cairn_engine *engine, struct cairn_error *err)
{
    struct cairn_store *ledger = NULL;
    int64_t version = 0;
    enum cairn_status status = cairn_engine_ledger(engine, false, &ledger, err);
    if (!status && ledger)
        status = cairn_store_get_version(ledger, &version, err);
    if (status)
        return status;
    if (version != engine->kept_version)
        cairn_engine_forget_records(engine);
    engine->kept_version = version;
    return CAIRN_OK;
}

static enum cairn_status keep(struct cairn_engine *engine, struct cairn_span key,
    struct cairn_value *record, size_t canon, struct cairn_error *err)
{
    struct cairn_engine_kept *kept = cairn_arena_alloc(&engine->kept_arena, sizeof(*kept));
    struct cairn_span own_key = cairn_arena_copy(&engine->kept_arena, key);
    if (!kept || !own_key.data)
        return CAIRN_FAIL_MEMORY(err);
    *kept = (struct cairn_engine_kept){record, canon};
    return cairn_map_put(&engine->kept, own_key, kept, NULL, err);
}

static enum cairn_status read_and_keep(struct cairn_engine *engine, struct cairn_span key,
    struct cairn_span id, enum cairn_language language, const struct cairn_value **out_record,
    size_t *out_canon, struct cairn_error *err)
{
    if (engine->kept_arena.used_bytes > CAIRN_LIMIT_KEPT_RECORDS || engine->kept_arena.has_failed)
        cairn_engine_forget_records(engine);
    struct cairn_value *record = NULL;
    size_t canon = 0;
    enum cairn_status status =
        cairn_engine_record(engine, &engine->kept_arena, id, language, &record, &canon, err);
    if (!status && record)
        status = keep(engine, key, record, canon, err);
    if (status)
        return status;
    *out_record = record;
    *out_canon = canon;
    return CAIRN_OK;
}

enum cairn_status cairn_engine_keep_record(struct cairn_engine *engine, struct cairn_span id,
    enum cairn_language language, const struct cairn_value **out_record, size_t *out_canon,
    struct cairn_error *err)
{
    char text[CAIRN_LIMIT_ID + sizeof "en:"];
    if (id.size > CAIRN_LIMIT_ID) {
        *out_record = NULL;
        return CAIRN_OK;
    }
    int size = snprintf(
        text, sizeof text, "%s:%.*s", cairn_engine_language_name(language), CAIRN_SPAN_ARGS(id));
    struct cairn_span key = cairn_span_make(text, (size_t)size);
    enum cairn_status status = forget_what_is_old(engine, err);
    if (status)
        return status;
    const struct cairn_engine_kept *kept = cairn_map_get(&engine->kept, key);
    if (!kept)
        return read_and_keep(engine, key, id, language, out_record, out_canon, err);
    *out_record = kept->record;
    *out_canon = kept->canon;
    return CAIRN_OK;
}
