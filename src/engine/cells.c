/*
 * Cells: what the lab measured about one record or family, as a matrix; and one cell of it with
 * everything that is known: the result and the claim in each environment, what was logged, the
 * command that repeats it, and the transcript.
 *
 * Titles and claims come from the family. Of a record only its own causes have cells, as published.
 */
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "engine/engine_internal.h"
#include "formats/escape.h"
#include "ledger/claim.h"

#define NEAR_MAXIMUM 5

struct cells {
    struct cairn_engine *engine;
    struct cairn_arena *arena;
    const struct cairn_cells_options *options;
    const struct cairn_value *subject; /* record or family */
    const struct cairn_value *family;  /* where changes and claims stand; may be the subject */
    struct cairn_span family_id;
    size_t canon;
    bool is_record; /* the subject is one */
};

/* ---- what it is about ---- */

static enum cairn_status find_subject(
    struct cells *cells, struct cairn_span id, struct cairn_error *err)
{
    enum cairn_language language = cells->options->language;
    struct cairn_value *record = NULL;
    const struct cairn_value *family = NULL;
    enum cairn_status status =
        cairn_engine_record(cells->engine, cells->arena, id, language, &record, &cells->canon, err);
    if (!status && record)
        status = cairn_canon_add_measured(
            cells->engine->canons[cells->canon].canon, cells->arena, record, err);
    struct cairn_span family_id = record ? cairn_value_get_text(record, "family") : id;
    if (!status && family_id.size)
        status = cairn_engine_keep_family(
            cells->engine, family_id, language, &family, record ? NULL : &cells->canon, err);
    if (status)
        return status;
    cells->is_record = record != NULL;
    cells->subject = record ? record : family;
    /* A record that stands alone is its own family. */
    cells->family = family ? family : record;
    cells->family_id = family_id;
    return CAIRN_OK;
}

static const struct cairn_value *causes_of(const struct cells *cells)
{
    const struct cairn_value *causes = cairn_value_get(cells->subject, "root_causes");
    return causes ? causes : cairn_value_get(cells->subject, "causes");
}

/* ---- lists ---- */

static struct cairn_value *list_causes(const struct cells *cells)
{
    struct cairn_arena *arena = cells->arena;
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(cause, causes_of(cells))
    {
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_engine_copy_member(arena, entry, "id", cause->value, "id");
        cairn_engine_copy_member(arena, entry, "title", cause->value, "title");
        cairn_value_push(arena, list, entry);
    }
    return list;
}

static void add_changes(const struct cells *cells, struct cairn_value *list,
    const struct cairn_value *changes, const char *kind)
{
    struct cairn_arena *arena = cells->arena;
    CAIRN_VALUE_EACH(change, changes)
    {
        struct cairn_span id = cairn_value_get_text(change->value, "id");
        struct cairn_span own = cairn_value_get_text(change->value, "kind");
        bool is_plan = cairn_span_equal_string(own, "plan");
        if (!id.size || cairn_value_find(list, "id", id))
            continue;
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "id", id);
        cairn_value_set_cstring(arena, entry, "kind", is_plan ? "plan" : kind);
        cairn_engine_copy_member(arena, entry, "action", change->value, "action");
        cairn_value_push(arena, list, entry);
    }
}

/* A record that stands alone publishes its changes by their roles only. */
static struct cairn_value *list_changes(const struct cells *cells)
{
    struct cairn_value *list = cairn_value_array(cells->arena);
    add_changes(cells, list, cairn_value_get(cells->family, "changes"), "change");
    add_changes(cells, list, cairn_value_get(cells->family, "plans"), "plan");
    add_changes(cells, list, cairn_value_get(cells->subject, "workarounds"), "change");
    add_changes(cells, list, cairn_value_get(cells->subject, "dead_ends"), "change");
    return list;
}

/* ---- cells ---- */

static bool is_wanted(const char *wanted, struct cairn_span id)
{
    return !wanted || cairn_span_equal_string(id, wanted);
}

static struct cairn_value *choose_results(
    const struct cells *cells, const struct cairn_value *results)
{
    struct cairn_value *chosen = cairn_value_object(cells->arena);
    CAIRN_VALUE_EACH(result, results)
    {
        if (is_wanted(cells->options->environment, result->key))
            cairn_value_set_span(
                cells->arena, chosen, result->key, cairn_value_copy(cells->arena, result->value));
    }
    return chosen;
}

static struct cairn_value *list_cells(const struct cells *cells)
{
    struct cairn_arena *arena = cells->arena;
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(cell, cairn_value_get(cells->subject, "cells"))
    {
        if (!is_wanted(cells->options->cause, cairn_value_get_text(cell->value, "cause")) ||
            !is_wanted(cells->options->change, cairn_value_get_text(cell->value, "change")))
            continue;
        struct cairn_value *results =
            choose_results(cells, cairn_value_get(cell->value, "results"));
        if (!cairn_value_count(results))
            continue;
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_engine_copy_member(arena, entry, "cause", cell->value, "cause");
        cairn_engine_copy_member(arena, entry, "change", cell->value, "change");
        cairn_value_set(arena, entry, "results", results);
        cairn_value_push(arena, list, entry);
    }
    return list;
}

/* ---- one cell ---- */

static const struct cairn_value *find_trial(
    const struct cells *cells, struct cairn_span cause, struct cairn_span environment)
{
    CAIRN_VALUE_EACH(trial, cairn_value_path(cells->subject, "evidence.trials"))
    {
        if (cairn_span_equal(cairn_value_get_text(trial->value, "cause"), cause) &&
            cairn_span_equal(cairn_value_get_text(trial->value, "environment"), environment))
            return trial->value;
    }
    return NULL;
}

static const struct cairn_value *find_change(const struct cells *cells, struct cairn_span id)
{
    const struct cairn_value *change =
        cairn_value_find(cairn_value_get(cells->family, "changes"), "id", id);
    return change ? change : cairn_value_find(cairn_value_get(cells->family, "plans"), "id", id);
}

/* Ids of a canon file are foreign text; a word that a shell would act on is quoted. */
static void append_word(struct cairn_buf *command, const char *option, struct cairn_span word)
{
    CAIRN_AUTO_BUF struct cairn_buf quoted = {0};
    cairn_buf_append_string(command, option);
    if (cairn_escape_shell(&quoted, word))
        cairn_buf_append(command, cairn_buf_span(&quoted));
    else
        cairn_buf_append_string(command, "''");
    cairn_buf_pass_failure(command, &quoted);
}

static void set_command(const struct cells *cells, struct cairn_value *entry,
    struct cairn_span cause, struct cairn_span change, struct cairn_span environment)
{
    CAIRN_AUTO_BUF struct cairn_buf command = {0};
    append_word(&command, "cairn prove ", cells->family_id);
    append_word(&command, " --env ", environment);
    append_word(&command, " --cause ", cause);
    append_word(&command, " --change ", change);
    cells->arena->has_failed |= command.failure != CAIRN_OK;
    cairn_value_set_string(cells->arena, entry, "command", cairn_buf_span(&command));
}

/* The part of a trial's text that begins with "=== CHANGE RESULT". */
static struct cairn_span find_section(struct cairn_span text, struct cairn_span change)
{
    struct cairn_span rest = text, line;
    const char *start = NULL;
    const char *end = text.data + text.size;
    while (cairn_span_take_line(&rest, &line)) {
        if (!cairn_span_starts_with(line, CAIRN_SPAN("=== ")))
            continue;
        if (start) {
            end = line.data;
            break;
        }
        struct cairn_span name = cairn_span_slice(line, sizeof("=== ") - 1, line.size);
        if (cairn_span_equal(cairn_span_slice(name, 0, cairn_span_find_byte(name, ' ', 0)), change))
            start = rest.data;
    }
    return start ? cairn_span_make(start, (size_t)(end - start)) : (struct cairn_span){0};
}

static enum cairn_status set_transcript(const struct cells *cells, struct cairn_value *entry,
    struct cairn_span cause, struct cairn_span change, struct cairn_span environment,
    struct cairn_error *err)
{
    struct cairn_span text = {0};
    enum cairn_status status = cairn_canon_get_transcript(cells->engine->canons[cells->canon].canon,
        cells->arena, cells->family_id, cause, environment, &text, err);
    if (status)
        return status;
    struct cairn_span section = text.data ? find_section(text, change) : text;
    cairn_value_set(cells->arena, entry, "transcript",
        section.size ? cairn_value_string(cells->arena, section) : cairn_value_null(cells->arena));
    return CAIRN_OK;
}

static const struct cairn_value *programs_of(
    const struct cells *cells, struct cairn_span environment)
{
    return cairn_value_get(
        cairn_value_find(
            cairn_value_path(cells->subject, "evidence.environments"), "name", environment),
        "programs");
}

static enum cairn_status describe_result(const struct cells *cells, struct cairn_value *list,
    const struct cairn_value *cell, const struct cairn_value_member *result,
    struct cairn_error *err)
{
    static const char *const keys[] = {"names", "line", "placebo", "date"};
    struct cairn_arena *arena = cells->arena;
    struct cairn_span cause = cairn_value_get_text(cell, "cause");
    struct cairn_span change = cairn_value_get_text(cell, "change");
    const struct cairn_value *trial = find_trial(cells, cause, result->key);
    const struct cairn_value *claimed = find_change(cells, change);
    const struct cairn_value *programs = programs_of(cells, result->key);
    struct cairn_value *entry = cairn_value_object(arena);
    cairn_value_set_string(arena, entry, "environment", result->key);
    cairn_value_set(arena, entry, "programs", cairn_value_copy(arena, programs));
    cairn_value_set(arena, entry, "result", cairn_value_copy(arena, result->value));
    cairn_value_set(arena, entry, "claim",
        claimed ? cairn_value_string(arena, cairn_claim_on(claimed, cause, programs))
                : cairn_value_null(arena));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        cairn_engine_copy_member(arena, entry, keys[i], trial, keys[i]);
    set_command(cells, entry, cause, change, result->key);
    cairn_value_push(arena, list, entry);
    return set_transcript(cells, entry, cause, change, result->key, err);
}

/* What a person does: the steps of a change, or of a plan's changes in order. */
static void push_steps(const struct cells *cells, struct cairn_value *steps, struct cairn_span id)
{
    const struct cairn_value *change = find_change(cells, id);
    const struct cairn_value *how = cairn_value_get(change, "how");
    if (!change)
        how = cairn_value_get(
            cairn_value_find(cairn_value_get(cells->subject, "workarounds"), "id", id), "steps");
    CAIRN_VALUE_EACH(step, how)
    {
        struct cairn_value *entry = cairn_value_object(cells->arena);
        cairn_engine_copy_member(cells->arena, entry, "as", step->value, "as");
        cairn_engine_copy_member(cells->arena, entry, "text", step->value, "text");
        cairn_value_push(cells->arena, steps, entry);
    }
}

static struct cairn_value *list_steps(const struct cells *cells, struct cairn_span change)
{
    struct cairn_value *steps = cairn_value_array(cells->arena);
    const struct cairn_value *changes = cairn_value_get(find_change(cells, change), "changes");
    CAIRN_VALUE_EACH(part, changes)
    push_steps(cells, steps, cairn_value_text(part->value));
    if (!changes)
        push_steps(cells, steps, change);
    return steps;
}

static bool has_placeholder(const struct cairn_value *steps, struct cairn_span name)
{
    CAIRN_VALUE_EACH(step, steps)
    {
        struct cairn_span text = cairn_value_get_text(step->value, "text");
        for (size_t at = 0; (at = cairn_span_find(text, name, at)) != CAIRN_SPAN_NPOS; at++) {
            if (at >= 2 && !memcmp(text.data + at - 2, "{{", 2))
                return true;
        }
    }
    return false;
}

/* Those of the family that the steps speak of. */
static struct cairn_value *choose_placeholders(
    const struct cells *cells, const struct cairn_value *steps)
{
    struct cairn_value *chosen = cairn_value_object(cells->arena);
    CAIRN_VALUE_EACH(placeholder, cairn_value_get(cells->family, "placeholders"))
    {
        if (has_placeholder(steps, placeholder->key))
            cairn_value_set_span(cells->arena, chosen, placeholder->key,
                cairn_value_copy(cells->arena, placeholder->value));
    }
    return chosen;
}

/* What the cell is about, so that it can be read without its family. */
static void set_subject(
    const struct cells *cells, struct cairn_value *described, const struct cairn_value *cell)
{
    struct cairn_arena *arena = cells->arena;
    struct cairn_span change = cairn_value_get_text(cell, "change");
    const struct cairn_value *cause =
        cairn_value_find(causes_of(cells), "id", cairn_value_get_text(cell, "cause"));
    const struct cairn_value *listed = cairn_value_find(list_changes(cells), "id", change);
    struct cairn_value *steps = list_steps(cells, change);
    cairn_engine_copy_member(arena, described, "title", cause, "title");
    cairn_engine_copy_member(arena, described, "explanation", cause, "explanation");
    cairn_engine_copy_member(arena, described, "kind", listed, "kind");
    cairn_engine_copy_member(arena, described, "action", listed, "action");
    cairn_value_set(arena, described, "steps", steps);
    cairn_value_set(arena, described, "placeholders", choose_placeholders(cells, steps));
}

static enum cairn_status describe_cell(const struct cells *cells, const struct cairn_value *list,
    struct cairn_value **out_cell, struct cairn_error *err)
{
    struct cairn_arena *arena = cells->arena;
    bool is_one = cells->options->cause && cells->options->change && cairn_value_count(list);
    *out_cell = cairn_value_null(arena);
    if (!is_one)
        return CAIRN_OK;
    const struct cairn_value *cell = cairn_value_at(list, 0);
    struct cairn_value *results = cairn_value_array(arena);
    CAIRN_VALUE_EACH(result, cairn_value_get(cell, "results"))
    {
        enum cairn_status status = describe_result(cells, results, cell, result, err);
        if (status)
            return status;
    }
    struct cairn_value *described = cairn_value_object(arena);
    cairn_engine_copy_member(arena, described, "cause", cell, "cause");
    cairn_engine_copy_member(arena, described, "change", cell, "change");
    set_subject(cells, described, cell);
    cairn_value_set(arena, described, "results", results);
    *out_cell = described;
    return CAIRN_OK;
}

/* ---- what was asked for and is not there ---- */

static bool has_cell_with(const struct cells *cells, const char *key, const char *id)
{
    return !id || cairn_value_find(cairn_value_get(cells->subject, "cells"), key,
                      cairn_span_from_string(id)) != NULL;
}

static struct cairn_value *list_ids(
    const struct cells *cells, const struct cairn_value *list, const char *key)
{
    struct cairn_value *ids = cairn_value_array(cells->arena);
    CAIRN_VALUE_EACH(entry, list)
    cairn_value_push(
        cells->arena, ids, cairn_value_copy(cells->arena, cairn_value_get(entry->value, key)));
    return ids;
}

/* {kind, id, known} of the first of cause, change and environment that has no cell; else null. */
static struct cairn_value *describe_unknown(
    const struct cells *cells, const struct cairn_value *causes, const struct cairn_value *changes)
{
    const struct cairn_value *environments =
        cairn_value_path(cells->subject, "evidence.environments");
    const struct cairn_cells_options *options = cells->options;
    bool has_environment =
        !options->environment || cairn_value_find(environments, "name",
                                     cairn_span_from_string(options->environment)) != NULL;
    const struct {
        const char *kind, *id;
        bool is_known;
        const struct cairn_value *list;
        const char *key;
    } asked[] = {
        {"cause", options->cause, has_cell_with(cells, "cause", options->cause), causes, "id"},
        {"change", options->change, has_cell_with(cells, "change", options->change), changes, "id"},
        {"environment", options->environment, has_environment, environments, "name"},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(asked); i++) {
        if (asked[i].is_known)
            continue;
        struct cairn_value *unknown = cairn_value_object(cells->arena);
        cairn_value_set_cstring(cells->arena, unknown, "kind", asked[i].kind);
        cairn_value_set_cstring(cells->arena, unknown, "id", asked[i].id);
        cairn_value_set(
            cells->arena, unknown, "known", list_ids(cells, asked[i].list, asked[i].key));
        return unknown;
    }
    return cairn_value_null(cells->arena);
}

/* Of one cell the two things that it is about are listed; of a matrix all, since their places in
 * the lists are their numbers. */
static struct cairn_value *choose_listed(
    const struct cells *cells, struct cairn_value *list, const char *id)
{
    if (!cells->options->cause || !cells->options->change)
        return list;
    struct cairn_value *chosen = cairn_value_array(cells->arena);
    CAIRN_VALUE_EACH(entry, list)
    {
        if (is_wanted(id, cairn_value_get_text(entry->value, "id")))
            cairn_value_push(cells->arena, chosen, entry->value);
    }
    return chosen;
}

/* Those whose cells are shown. */
static struct cairn_value *choose_environments(const struct cells *cells)
{
    struct cairn_value *chosen = cairn_value_array(cells->arena);
    CAIRN_VALUE_EACH(entry, cairn_value_path(cells->subject, "evidence.environments"))
    {
        if (is_wanted(cells->options->environment, cairn_value_get_text(entry->value, "name")))
            cairn_value_push(cells->arena, chosen, cairn_value_copy(cells->arena, entry->value));
    }
    return chosen;
}

/* ---- the use case ---- */

static enum cairn_status describe(const struct cells *cells, struct cairn_value *tree,
    bool *out_has_cells, struct cairn_error *err)
{
    struct cairn_arena *arena = cells->arena;
    struct cairn_value *causes = list_causes(cells);
    struct cairn_value *changes = list_changes(cells);
    struct cairn_value *list = list_cells(cells);
    struct cairn_value *cell = NULL;
    enum cairn_status status = describe_cell(cells, list, &cell, err);
    if (status)
        return status;
    bool is_measured = cairn_value_count(cairn_value_get(cells->subject, "cells")) > 0;
    cairn_value_set_string(arena, tree, "id", cairn_value_get_text(cells->subject, "id"));
    cairn_value_set_string(arena, tree, "family", cells->family_id);
    cairn_value_set_bool(arena, tree, "is_record", cells->is_record);
    cairn_value_set(arena, tree, "environments",
        is_measured ? choose_environments(cells) : cairn_value_array(arena));
    cairn_value_set(arena, tree, "unknown",
        is_measured ? describe_unknown(cells, causes, changes) : cairn_value_null(arena));
    cairn_value_set(arena, tree, "causes", choose_listed(cells, causes, cells->options->cause));
    cairn_value_set(arena, tree, "changes", choose_listed(cells, changes, cells->options->change));
    cairn_value_set(arena, tree, "cells", list);
    cairn_value_set(arena, tree, "cell", cell);
    cairn_value_set(arena, tree, "near", cairn_value_array(arena));
    *out_has_cells = cairn_value_count(list) > 0;
    return CAIRN_OK;
}

static enum cairn_status describe_missing(const struct cells *cells, struct cairn_span id,
    struct cairn_value *tree, struct cairn_error *err)
{
    static const char *const lists[] = {"causes", "changes", "cells"};
    struct cairn_arena *arena = cells->arena;
    struct cairn_value *near = NULL;
    enum cairn_status status =
        cairn_engine_near(cells->engine, arena, id, NEAR_MAXIMUM, &near, err);
    if (status)
        return status;
    cairn_value_set_string(arena, tree, "id", id);
    cairn_value_set(arena, tree, "family", cairn_value_null(arena));
    cairn_value_set_bool(arena, tree, "is_record", false);
    cairn_value_set(arena, tree, "environments", cairn_value_array(arena));
    cairn_value_set(arena, tree, "unknown", cairn_value_null(arena));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lists); i++)
        cairn_value_set(arena, tree, lists[i], cairn_value_array(arena));
    cairn_value_set(arena, tree, "cell", cairn_value_null(arena));
    cairn_value_set(arena, tree, "near", near);
    return CAIRN_OK;
}

enum cairn_status cairn_cells(struct cairn_engine *engine, const char *id,
    const struct cairn_cells_options *options, struct cairn_result **out_result,
    struct cairn_error *err)
{
    static const struct cairn_cells_options defaults = {0};
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (status)
        return status;
    struct cells cells = {
        .engine = engine, .arena = &result->arena, .options = options ? options : &defaults};
    bool has_cells = false;
    result->tree = cairn_engine_begin_tree(cells.arena, "cairn.cells/1", cells.options->language);
    cairn_value_set(
        cells.arena, result->tree, "canon", cairn_engine_describe_canons(engine, cells.arena));
    status = find_subject(&cells, cairn_span_from_string(id), err);
    if (!status && cells.subject)
        status = describe(&cells, result->tree, &has_cells, err);
    else if (!status)
        status = describe_missing(&cells, cairn_span_from_string(id), result->tree, err);
    if (status)
        return status;
    return cairn_result_finish(&result, has_cells ? CAIRN_FOUND : CAIRN_NONE, out_result, err);
}
