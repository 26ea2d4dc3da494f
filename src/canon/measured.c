/*
 * What the lab measured of a record or family lies apart from the rest of it: an explanation reads
 * many records and no cells. Here the two are taken apart for the file and put together again. What
 * comes back from a file is foreign: it must have the types that our writer gives it.
 */
#include "base/limits.h"
#include "canon/canon_internal.h"
#include "canon/writer_internal.h"
#include "formats/zstd.h"

/* Shares the members; those of `emptied` become empty lists or maps. */
static struct cairn_value *copy_without(struct cairn_arena *arena, const struct cairn_value *object,
    const char *const *emptied, size_t emptied_count)
{
    struct cairn_value *copy = cairn_value_object(arena);
    CAIRN_VALUE_EACH(member, object)
    {
        struct cairn_value *value = member->value;
        for (size_t i = 0; i < emptied_count; i++)
            if (cairn_span_equal_string(member->key, emptied[i]))
                value = value->kind == CAIRN_VALUE_ARRAY ? cairn_value_array(arena)
                                                         : cairn_value_object(arena);
        cairn_value_set_span(arena, copy, member->key, value);
    }
    return copy;
}

static struct cairn_value *member_of(const struct cairn_value *object, const char *key)
{
    CAIRN_VALUE_EACH(member, object)
    if (cairn_span_equal_string(member->key, key))
        return member->value;
    return NULL;
}

static bool is_measured(const struct cairn_value *published)
{
    return cairn_value_is(cairn_value_get(published, "evidence"), CAIRN_VALUE_OBJECT);
}

struct cairn_value *cairn_canon_unmeasured(
    struct cairn_arena *arena, const struct cairn_value *published)
{
    static const char *const cells[] = {"cells"};
    static const char *const trials[] = {"trials", "lines"};
    struct cairn_value *rest =
        copy_without(arena, published, cells, is_measured(published) ? 1 : 0);
    if (is_measured(published))
        cairn_value_set(arena, rest, "evidence",
            copy_without(
                arena, cairn_value_get(published, "evidence"), trials, CAIRN_ARRAY_SIZE(trials)));
    return rest;
}

struct cairn_value *cairn_canon_measured(
    struct cairn_arena *arena, const struct cairn_value *published)
{
    if (!is_measured(published))
        return NULL;
    const struct cairn_value *evidence = cairn_value_get(published, "evidence");
    struct cairn_value *measured = cairn_value_object(arena);
    cairn_value_set(arena, measured, "cells", member_of(published, "cells"));
    cairn_value_set(arena, measured, "trials", member_of(evidence, "trials"));
    cairn_value_set(arena, measured, "lines", member_of(evidence, "lines"));
    return measured;
}

static int64_t count_trials_in(const struct cairn_value *trials, struct cairn_span environment)
{
    int64_t count = 0;
    CAIRN_VALUE_EACH(trial, trials)
    count += cairn_span_equal(cairn_value_get_text(trial->value, "environment"), environment);
    return count;
}

/* {trials, cells, stale, environments: {name: trials}}: what the statistics count. */
const struct cairn_value *cairn_canon_measured_facts(
    struct cairn_arena *arena, const struct cairn_value *published)
{
    const struct cairn_value *evidence = cairn_value_get(published, "evidence");
    const struct cairn_value *trials = cairn_value_get(evidence, "trials");
    struct cairn_value *facts = cairn_value_object(arena);
    struct cairn_value *environments = cairn_value_object(arena);
    int64_t cells = 0;
    int64_t stale = 0;
    CAIRN_VALUE_EACH(cell, cairn_value_get(published, "cells"))
    cells += cairn_value_count(cairn_value_get(cell->value, "results"));
    CAIRN_VALUE_EACH(trial, trials)
    stale += !cairn_value_get_bool(trial->value, "recipe_current");
    CAIRN_VALUE_EACH(environment, cairn_value_get(evidence, "environments"))
    {
        struct cairn_span name = cairn_value_get_text(environment->value, "name");
        cairn_value_set_span(
            arena, environments, name, cairn_value_int(arena, count_trials_in(trials, name)));
    }
    cairn_value_set_int(arena, facts, "trials", cairn_value_count(trials));
    cairn_value_set_int(arena, facts, "cells", cells);
    cairn_value_set_int(arena, facts, "stale", stale);
    cairn_value_set(arena, facts, "environments", environments);
    return facts;
}

enum cairn_status cairn_canon_put_measured(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_value *published, const struct cairn_value *measured, struct cairn_error *err)
{
    struct cairn_value *cells = member_of(measured, "cells");
    struct cairn_value *trials = member_of(measured, "trials");
    struct cairn_value *lines = member_of(measured, "lines");
    struct cairn_value *evidence = member_of(published, "evidence");
    if (!cairn_value_is(cells, CAIRN_VALUE_ARRAY) || !cairn_value_is(trials, CAIRN_VALUE_ARRAY) ||
        !cairn_value_is(lines, CAIRN_VALUE_OBJECT) || !cairn_value_is(evidence, CAIRN_VALUE_OBJECT))
        return cairn_store_corrupt(canon->store, "its evidence is not what it should be", err);
    cairn_value_set(arena, published, "cells", cells);
    cairn_value_set(arena, evidence, "trials", trials);
    cairn_value_set(arena, evidence, "lines", lines);
    return cairn_value_status(arena, published, err);
}

/* Transcripts */

static enum cairn_status unpack(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span frame, struct cairn_span *out_text, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    enum cairn_status status = cairn_zstd_unpack(&text, frame, CAIRN_LIMIT_TRANSCRIPT, err);
    if (status == CAIRN_ERR_MEMORY)
        return status;
    if (status)
        return cairn_store_corrupt(canon->store, "a transcript in it is damaged", err);
    struct cairn_span bytes = cairn_buf_span(&text);
    *out_text = cairn_arena_copy(arena, bytes.data ? bytes : CAIRN_SPAN(""));
    return out_text->data ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

enum cairn_status cairn_canon_get_transcript(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span family, struct cairn_span cause, struct cairn_span environment,
    struct cairn_span *out_text, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(canon->store,
        "SELECT frame FROM transcript WHERE family = ?1 AND cause = ?2 AND environment = ?3",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, family);
    cairn_store_bind_text(statement, 2, cause);
    cairn_store_bind_text(statement, 3, environment);
    bool has_row = false;
    status = cairn_store_step(statement, &has_row, err);
    if (status || !has_row) {
        if (!status)
            *out_text = cairn_span_make(NULL, 0);
        return status;
    }
    return unpack(canon, arena, cairn_store_column_blob(statement, 0), out_text, err);
}
