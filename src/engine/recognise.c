/*
 * What a text shows, event by event: for the lab, which asks what came first and what came after.
 * The recogniser is that of explain (explain_match.c); nothing is counted or folded here. Whether a
 * known event is an error is what its record says, which is looked up once an engine.
 */
#include "engine/recognise.h"

#include <string.h>

#include "engine/explain_internal.h"

/* Values of the map: a pointer that says yes or no. */
static char yes[] = "yes", no[] = "no";

static enum cairn_status is_error_record(
    struct cairn_engine *engine, struct cairn_span id, bool *out_is_error, struct cairn_error *err)
{
    const char *known = cairn_map_get(&engine->error_records, id);
    if (!known) {
        CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
        struct cairn_value *record = NULL;
        enum cairn_status status =
            cairn_engine_record(engine, &scratch, id, CAIRN_LANGUAGE_EN, &record, NULL, err);
        if (status)
            return status;
        bool is_error = cairn_span_equal_string(cairn_value_get_text(record, "severity"), "error");
        struct cairn_span key = cairn_arena_copy(&engine->arena, id);
        if (!key.data)
            return CAIRN_FAIL_MEMORY(err);
        status = cairn_map_put(&engine->error_records, key, is_error ? yes : no, NULL, err);
        if (status)
            return status;
        known = is_error ? yes : no;
    }
    *out_is_error = known == yes;
    return CAIRN_OK;
}

struct recognising {
    struct cairn_recogniser recogniser;
    struct cairn_arena *arena;
    struct cairn_vec *sights;
    struct cairn_buf shape;
};

static enum cairn_status describe_unknown(struct recognising *run,
    const struct cairn_recognised *recognised, struct cairn_sight *sight, struct cairn_error *err)
{
    _Static_assert(sizeof sight->template_id >= CAIRN_TEMPLATE_ID_SIZE, "holds a template's id");
    char id[CAIRN_TEMPLATE_ID_SIZE];
    cairn_buf_clear(&run->shape);
    cairn_template_of(&run->shape, recognised->prefix.message, id);
    memcpy(sight->template_id, id, sizeof id);
    sight->is_error = recognised->prefix.level != CAIRN_LEVEL_WARNING;
    return cairn_buf_status(&run->shape, err);
}

static enum cairn_status describe_known(struct recognising *run,
    const struct cairn_recognised *recognised, struct cairn_sight *sight, struct cairn_error *err)
{
    struct cairn_span id = recognised->matches[0].record;
    sight->record = cairn_arena_copy(run->arena, id);
    if (!sight->record.data)
        return CAIRN_FAIL_MEMORY(err);
    return is_error_record(run->recogniser.engine, id, &sight->is_error, err);
}

static enum cairn_status see(
    struct recognising *run, const struct cairn_recognised *recognised, struct cairn_error *err)
{
    struct cairn_sight sight = {.text = cairn_arena_copy(run->arena, recognised->text)};
    if (!sight.text.data && recognised->text.size)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status = recognised->count ? describe_known(run, recognised, &sight, err)
                                                 : describe_unknown(run, recognised, &sight, err);
    return status ? status : cairn_vec_push(run->sights, &sight, err);
}

static enum cairn_status recognise_event(struct recognising *run,
    const struct cairn_log_chunk *chunk, const struct cairn_log_event *event,
    struct cairn_error *err)
{
    struct cairn_recognised recognised;
    enum cairn_status status = cairn_recogniser_event(&run->recogniser,
        cairn_span_slice(chunk->text, event->offset, event->size), event->offset, event->has_escape,
        &recognised, err);
    if (status)
        return status;
    if (recognised.limit_hits)
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
            "could not recognise an event: a regex of the canon reached its match limit");
    bool counts = recognised.has_candidates &&
                  (recognised.count || cairn_explain_is_unknown_error(&recognised));
    return counts ? see(run, &recognised, err) : CAIRN_OK;
}

static enum cairn_status recognise_chunk(
    struct recognising *run, const struct cairn_log_chunk *chunk, struct cairn_error *err)
{
    enum cairn_status status = cairn_recogniser_search(&run->recogniser, chunk->text, err);
    for (size_t i = 0; !status && i < chunk->event_count; i++)
        status = recognise_event(run, chunk, &chunk->events[i], err);
    return status;
}

static enum cairn_status recognise_all(
    struct recognising *run, struct cairn_log_reader *reader, struct cairn_error *err)
{
    for (;;) {
        struct cairn_log_chunk chunk = {0};
        enum cairn_status status = cairn_log_reader_next(reader, &chunk, err);
        if (!status && !chunk.event_count)
            return CAIRN_OK;
        if (!status)
            status = recognise_chunk(run, &chunk, err);
        if (status)
            return status;
    }
}

enum cairn_status cairn_engine_recognise(struct cairn_engine *engine, struct cairn_span text,
    struct cairn_arena *arena, struct cairn_vec *sights, struct cairn_error *err)
{
    struct recognising run = {.arena = arena, .sights = sights};
    struct cairn_log_reader *reader = NULL;
    enum cairn_status status = cairn_recogniser_init(&run.recogniser, engine, NULL, err);
    if (!status)
        status = cairn_log_reader_open_memory(text, "-", &reader, err);
    if (!status)
        status = recognise_all(&run, reader, err);
    cairn_log_reader_close(reader);
    cairn_recogniser_done(&run.recogniser);
    cairn_buf_done(&run.shape);
    return status;
}
