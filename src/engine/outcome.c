/*
 * Outcomes: writing one down, saying what was reported, who may report. Which ids exist is asked of
 * the canons, so the ledger never holds a name that nobody can look up. The ledger is opened when
 * it is first needed and kept: who only explains what has no ledger pays one look for the file.
 */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "engine/engine_internal.h"
#include "engine/outcome_internal.h"
#include "ledger/outcomes.h"

/* Near ids named for one that does not exist. */
#define NEAR_MAXIMUM 5

enum cairn_status cairn_engine_ledger(struct cairn_engine *engine, bool may_make,
    struct cairn_store **out_ledger, struct cairn_error *err)
{
    bool is_open = engine->ledger && (engine->is_ledger_written || !may_make);
    *out_ledger = NULL;
    if (!engine->ledger_path)
        return CAIRN_OK;
    if (!is_open) {
        struct cairn_store *ledger = NULL;
        struct cairn_error failure = {0};
        enum cairn_status status =
            cairn_outcomes_open(engine->ledger_path, may_make, &ledger, &failure);
        if (status == CAIRN_ERR_NOT_FOUND && !may_make)
            return CAIRN_OK;
        if (status) {
            if (err)
                *err = failure;
            return status;
        }
        cairn_store_close(engine->ledger);
        engine->ledger = ledger;
        engine->is_ledger_written = may_make;
    }
    *out_ledger = engine->ledger;
    return CAIRN_OK;
}

/* Its id and those that it had before: outcomes stand under the id of their day. */
static struct cairn_value *ids_of(struct cairn_arena *arena, const struct cairn_value *record)
{
    struct cairn_value *ids = cairn_value_array(arena);
    cairn_value_push(arena, ids, cairn_value_string(arena, cairn_value_get_text(record, "id")));
    CAIRN_VALUE_EACH(former, cairn_value_get(record, "formerly"))
    cairn_value_push(arena, ids, cairn_value_string(arena, cairn_value_text(former->value)));
    return ids;
}

enum cairn_status cairn_engine_add_field(struct cairn_engine *engine, struct cairn_arena *arena,
    struct cairn_value *record, struct cairn_error *err)
{
    struct cairn_store *ledger = NULL;
    struct cairn_value *field = NULL;
    enum cairn_status status = cairn_engine_ledger(engine, false, &ledger, err);
    if (status || !ledger)
        return status;
    struct cairn_value *ids = ids_of(arena, record);
    status = cairn_value_status(arena, ids, err);
    if (!status)
        status = cairn_outcomes_field(ledger, arena, ids, &field, err);
    if (!status && field)
        cairn_value_set(arena, record, "field", field);
    return status;
}

/* ---- reporting ---- */

static const char *canon_digest(const struct cairn_engine *engine, size_t canon)
{
    return cairn_canon_info(engine->canons[canon].canon)->digest;
}

static struct cairn_value *make_outcome(
    struct cairn_arena *arena, const struct cairn_outcome *outcome, struct cairn_span reporter)
{
    const struct {
        const char *key;
        struct cairn_span text;
    } texts[] = {{"cause", outcome->cause}, {"environment", outcome->environment},
        {"environment_class", outcome->environment_class}, {"reporter", reporter}};
    char at[CAIRN_TIME_TEXT_SIZE];
    struct cairn_value *tree = cairn_value_object(arena);
    cairn_value_set_cstring(arena, tree, "schema", "cairn.outcome/1");
    cairn_value_set_string(arena, tree, "record", outcome->record);
    cairn_value_set_string(arena, tree, "change", outcome->change);
    cairn_value_set_bool(arena, tree, "worked", outcome->worked);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++)
        cairn_value_set(arena, tree, texts[i].key,
            texts[i].text.size ? cairn_value_string(arena, texts[i].text)
                               : cairn_value_null(arena));
    cairn_value_set_bool(arena, tree, "counts", reporter.size > 0);
    cairn_time_format(outcome->at_ms, at);
    cairn_value_set_cstring(arena, tree, "at", at);
    cairn_value_set_string(arena, tree, "canon_digest", outcome->canon_digest);
    return tree;
}

static enum cairn_status write_down(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_report *report, struct cairn_outcome *outcome,
    struct cairn_span *out_reporter, struct cairn_error *err)
{
    struct cairn_store *ledger = NULL;
    enum cairn_status status = CAIRN_OK;
    if (report->environment && *report->environment)
        status = cairn_outcomes_environment(arena, cairn_span_from_string(report->environment),
            &outcome->environment, &outcome->environment_class, err);
    if (!status)
        status = cairn_engine_ledger(engine, true, &ledger, err);
    if (!status)
        status = cairn_outcomes_add(ledger, arena, outcome, out_reporter, err);
    if (!status)
        cairn_engine_forget_records(engine);
    return status;
}

static enum cairn_status take_report(struct cairn_engine *engine, struct cairn_result *result,
    const struct cairn_report *report, struct cairn_error *err)
{
    struct cairn_arena *arena = &result->arena;
    struct cairn_span reporter = {0};
    struct cairn_engine_reported reported = {0};
    enum cairn_status status = cairn_engine_check_report(engine, arena, report, &reported, err);
    if (status)
        return status;
    struct cairn_outcome outcome = {
        .record = reported.record,
        .change = cairn_span_from_string(report->change),
        .cause = cairn_span_from_string(report->cause),
        .token = cairn_span_from_string(report->token),
        .canon_digest = cairn_span_from_string(canon_digest(engine, reported.canon)),
        .at_ms = cairn_clock_now_ms(NULL),
        .worked = report->worked,
    };
    status = write_down(engine, arena, report, &outcome, &reporter, err);
    if (!status)
        result->tree = make_outcome(arena, &outcome, reporter);
    return status;
}

enum cairn_status cairn_report_outcome(struct cairn_engine *engine,
    const struct cairn_report *report, struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    if (!engine->ledger_path)
        return CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot take an outcome: no ledger was named");
    enum cairn_status status = cairn_result_new(&result, err);
    if (!status)
        status = take_report(engine, result, report, err);
    return status ? status : cairn_result_finish(&result, CAIRN_FOUND, out_result, err);
}

/* ---- what was reported ---- */

static enum cairn_status add_actions(struct cairn_engine *engine, struct cairn_result *result,
    const struct cairn_value *record, const struct cairn_value *field, enum cairn_language language,
    struct cairn_error *err)
{
    struct cairn_arena *arena = &result->arena;
    struct cairn_value *changes = NULL;
    struct cairn_value *titles = cairn_value_object(arena);
    enum cairn_status status =
        cairn_engine_changes_of(engine, arena, record, language, &changes, err);
    CAIRN_VALUE_EACH(entry, cairn_value_get(field, "changes"))
    {
        struct cairn_span id = cairn_value_get_text(entry->value, "change");
        const struct cairn_value *change = cairn_value_find(changes, "id", id);
        if (change)
            cairn_value_set_span(
                arena, titles, id, cairn_value_copy(arena, cairn_value_get(change, "action")));
    }
    cairn_value_set(arena, result->tree, "actions", titles);
    return status;
}

static enum cairn_status look_up(struct cairn_engine *engine, struct cairn_result *result,
    struct cairn_span id, enum cairn_language language, struct cairn_error *err)
{
    struct cairn_arena *arena = &result->arena;
    struct cairn_value *record = NULL;
    struct cairn_value *near = cairn_value_array(arena);
    enum cairn_status status = cairn_engine_record(engine, arena, id, language, &record, NULL, err);
    if (!status && !record)
        status = cairn_engine_near(engine, arena, id, NEAR_MAXIMUM, &near, err);
    if (status)
        return status;
    const struct cairn_value *field = cairn_value_get(record, "field");
    cairn_value_set_string(
        arena, result->tree, "id", record ? cairn_value_get_text(record, "id") : id);
    cairn_value_set(arena, result->tree, "field", cairn_value_copy(arena, field));
    cairn_value_set(arena, result->tree, "near", near);
    result->conclusion =
        record && cairn_value_count(cairn_value_get(field, "changes")) ? CAIRN_FOUND : CAIRN_NONE;
    return add_actions(engine, result, record, field, language, err);
}

enum cairn_status cairn_outcomes(struct cairn_engine *engine, const char *id,
    enum cairn_language language, struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (status)
        return status;
    struct cairn_arena *arena = &result->arena;
    result->tree = cairn_engine_begin_tree(arena, "cairn.outcomes/1", language);
    cairn_value_set(arena, result->tree, "canon", cairn_engine_describe_canons(engine, arena));
    status = look_up(engine, result, cairn_span_from_string(id), language, err);
    return status ? status : cairn_result_finish(&result, result->conclusion, out_result, err);
}
