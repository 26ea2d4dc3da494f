/*
 * Does a report speak of what exists? Its record, a change or plan that may be tried for it, a
 * cause that it can have. Whoever mistyped an id is told which ones are like it.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/near.h"
#include "engine/outcome_internal.h"

/* Near ids named for one that does not exist. */
#define NEAR_MAXIMUM 3

/* {id, action} of each entry that has an id and is not there yet. */
static void add_changes(
    struct cairn_arena *arena, struct cairn_value *changes, const struct cairn_value *list)
{
    CAIRN_VALUE_EACH(entry, list)
    {
        struct cairn_span id = cairn_value_get_text(entry->value, "id");
        if (!id.size || cairn_value_find(changes, "id", id))
            continue;
        struct cairn_value *change = cairn_value_object(arena);
        cairn_value_set_string(arena, change, "id", id);
        cairn_engine_copy_member(arena, change, "action", entry->value, "action");
        cairn_value_push(arena, changes, change);
    }
}

enum cairn_status cairn_engine_changes_of(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_value *record, enum cairn_language language,
    struct cairn_value **out_changes, struct cairn_error *err)
{
    struct cairn_value *family = NULL;
    struct cairn_value *changes = cairn_value_array(arena);
    struct cairn_span family_id = cairn_value_get_text(record, "family");
    enum cairn_status status = CAIRN_OK;
    add_changes(arena, changes, cairn_value_get(record, "workarounds"));
    add_changes(arena, changes, cairn_value_get(record, "dead_ends"));
    if (family_id.size)
        status = cairn_engine_family(engine, arena, family_id, language, &family, NULL, err);
    if (status)
        return status;
    add_changes(arena, changes, cairn_value_get(family, "changes"));
    add_changes(arena, changes, cairn_value_get(family, "plans"));
    *out_changes = changes;
    return cairn_value_status(arena, changes, err);
}

static enum cairn_status refuse_record(
    struct cairn_engine *engine, struct cairn_arena *arena, const char *id, struct cairn_error *err)
{
    struct cairn_value *near = NULL;
    CAIRN_AUTO_BUF struct cairn_buf hint = {0};
    enum cairn_status status =
        cairn_engine_near(engine, arena, cairn_span_from_string(id), NEAR_MAXIMUM, &near, err);
    CAIRN_VALUE_EACH(entry, near)
    {
        cairn_buf_append_string(&hint, hint.size ? ", " : "Did you mean: ");
        cairn_buf_append(&hint, cairn_value_get_text(entry->value, "id"));
    }
    if (!status)
        status = cairn_buf_status(&hint, err);
    if (status)
        return status;
    CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "cannot take the outcome: there is no record '%s'", id);
    cairn_error_hint(err, "%s", hint.size ? hint.data : "Look it up by words: cairn search WORDS");
    return CAIRN_ERR_NOT_FOUND;
}

/* `list` has the ids that would do. */
static enum cairn_status refuse_id(struct cairn_arena *arena, const char *what, const char *id,
    struct cairn_span record, const struct cairn_value *list, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf known = {0};
    struct cairn_near near = {.word = id};
    CAIRN_VALUE_EACH(entry, list)
    {
        char *text = cairn_arena_string(arena, cairn_value_get_text(entry->value, "id"));
        if (!text)
            return CAIRN_FAIL_MEMORY(err);
        cairn_buf_append_string(&known, known.size ? ", " : "");
        cairn_buf_append_string(&known, text);
        cairn_near_offer(&near, text);
    }
    enum cairn_status status = cairn_buf_status(&known, err);
    if (status)
        return status;
    CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "cannot take the outcome: %.*s has no %s '%s'",
        CAIRN_SPAN_ARGS(record), what, id);
    if (near.best)
        cairn_error_hint(err, "Did you mean: %s", near.best);
    else if (known.size)
        cairn_error_hint(err, "It has: %s", known.data);
    else
        cairn_error_hint(err, "It has none.");
    return CAIRN_ERR_NOT_FOUND;
}

static bool has_id(const struct cairn_value *list, const char *id)
{
    return cairn_value_find(list, "id", cairn_span_from_string(id)) != NULL;
}

enum cairn_status cairn_engine_check_report(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_report *report, struct cairn_engine_reported *out_reported,
    struct cairn_error *err)
{
    struct cairn_value *record = NULL;
    struct cairn_value *changes = NULL;
    size_t canon = 0;
    enum cairn_status status = cairn_engine_record(engine, arena,
        cairn_span_from_string(report->record), CAIRN_LANGUAGE_EN, &record, &canon, err);
    if (status)
        return status;
    if (!record)
        return refuse_record(engine, arena, report->record, err);
    struct cairn_span id = cairn_value_get_text(record, "id");
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    status = cairn_engine_changes_of(engine, arena, record, CAIRN_LANGUAGE_EN, &changes, err);
    if (status)
        return status;
    if (!has_id(changes, report->change))
        return refuse_id(arena, "change", report->change, id, changes, err);
    if (report->cause && *report->cause && !has_id(causes, report->cause))
        return refuse_id(arena, "cause", report->cause, id, causes, err);
    *out_reported = (struct cairn_engine_reported){.record = id, .canon = canon};
    return CAIRN_OK;
}
