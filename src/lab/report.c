/* From the played plan to the events that frame it. Everything is in order of the plan: families,
 * causes and changes as their files have them. */
#include "lab/report.h"

#include <string.h>
#include <time.h>

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum cairn_status cairn_lab_report_init(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    struct cairn_lab_report *report = &prove->report;
    report->contradicted = cairn_value_array(&report->arena);
    report->failed = cairn_value_array(&report->arena);
    report->differ = cairn_value_array(&report->arena);
    report->started_ms = now_ms();
    return cairn_value_status(&report->arena, report->differ, err);
}

/* --- parts --- */

struct cairn_value *cairn_lab_describe_lanes(
    struct cairn_arena *arena, const struct cairn_lab_family *family)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < family->lane_count; i++) {
        const struct cairn_lab_lane *lane = &family->lanes[i];
        const char *state = cairn_environment_state_name(lane->environment->state);
        struct cairn_value *entry = cairn_value_object(arena);
        bool was_there = lane->environment->state == CAIRN_ENVIRONMENT_READY ||
                         lane->environment->state == CAIRN_ENVIRONMENT_HOST;
        cairn_value_set_cstring(arena, entry, "name", lane->environment->name);
        cairn_value_set_cstring(
            arena, entry, "state", lane->unavailable && was_there ? "unavailable" : state);
        cairn_value_set_cstring(arena, entry, "reason", lane->unavailable);
        cairn_value_set(arena, entry, "programs", cairn_value_copy(arena, lane->programs));
        cairn_value_push(arena, list, entry);
    }
    return list;
}

static bool is_id_of_trial(const struct cairn_lab_family *family, struct cairn_span id)
{
    for (size_t i = 0; i < family->lane_count; i++) {
        for (size_t j = 0; j < family->lanes[i].trial_count; j++) {
            if (cairn_span_equal(family->lanes[i].trials[j].cause_id, id))
                return true;
        }
    }
    return false;
}

static struct cairn_value *list_causes(
    struct cairn_arena *arena, const struct cairn_lab_family *family)
{
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(cause, cairn_value_get(family->body, "causes"))
    {
        struct cairn_span id = cairn_value_get_text(cause->value, "id");
        if (is_id_of_trial(family, id))
            cairn_value_push(arena, list, cairn_value_string(arena, id));
    }
    return list;
}

static bool is_wanted_somewhere(const struct cairn_lab_family *family, struct cairn_span id)
{
    for (size_t i = 0; i < family->lane_count; i++) {
        for (size_t j = 0; j < family->lanes[i].trial_count; j++) {
            const struct cairn_lab_trial *trial = &family->lanes[i].trials[j];
            for (size_t k = 0; k < trial->cell_count; k++) {
                const struct cairn_lab_cell *cell = &trial->cells[k];
                if (cairn_span_equal(cell->id, id) && (cell->is_wanted || cell->repeats))
                    return true;
            }
        }
    }
    return false;
}

static struct cairn_value *list_changes(
    struct cairn_arena *arena, const struct cairn_lab_family *family)
{
    static const char *const keys[] = {"changes", "plans"};
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++) {
        CAIRN_VALUE_EACH(change, cairn_value_get(family->body, keys[i]))
        {
            struct cairn_span id = cairn_value_get_text(change->value, "id");
            if (is_wanted_somewhere(family, id))
                cairn_value_push(arena, list, cairn_value_string(arena, id));
        }
    }
    return list;
}

/* Of several families those without any of the causes that are asked for are left out. */
static bool is_shown(const struct cairn_lab_prove *prove, const struct cairn_lab_family *family)
{
    if (!prove->request->causes.count)
        return true;
    for (size_t i = 0; i < family->lane_count; i++) {
        if (family->lanes[i].trial_count || family->lanes[i].unavailable)
            return true;
    }
    return false;
}

/* --- the start --- */

enum cairn_status cairn_lab_report_start(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    for (size_t i = 0; i < prove->family_count; i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        const struct cairn_lab_family *family = &prove->families[i];
        struct cairn_value *event = cairn_value_object(&arena);
        size_t arms = 0;
        if (!is_shown(prove, family))
            continue;
        for (size_t j = 0; j < family->lane_count; j++)
            arms += family->lanes[j].unavailable ? 0 : family->lanes[j].arms;
        cairn_value_set_cstring(&arena, event, "schema", "cairn.prove-start/1");
        cairn_value_set_string(&arena, event, "family", family->id);
        cairn_value_set(&arena, event, "environments", cairn_lab_describe_lanes(&arena, family));
        cairn_value_set(&arena, event, "causes", list_causes(&arena, family));
        cairn_value_set(&arena, event, "changes", list_changes(&arena, family));
        cairn_value_set_int(&arena, event, "arms", (int64_t)arms);
        cairn_value_set_int(&arena, event, "jobs", prove->jobs);
        enum cairn_status status = cairn_value_status(&arena, event, err);
        if (!status)
            status = cairn_lab_emit(event, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

/* --- the list --- */

static const char *list_state(
    const struct cairn_lab_trial *trial, const struct cairn_lab_cell *cell)
{
    if (!cell->is_applicable)
        return "not-applicable";
    if (trial->state == CAIRN_LAB_TRIAL_MISSING || !cairn_lab_recorded(trial, cell->id))
        return "missing";
    return trial->state == CAIRN_LAB_TRIAL_STALE ? "stale" : "current";
}

static void list_cell(
    struct cairn_arena *arena, const struct cairn_lab_cell *cell, struct cairn_value *list)
{
    const struct cairn_lab_trial *trial = cell->trial;
    struct cairn_value *entry = cairn_value_object(arena);
    struct cairn_span date = cairn_value_get_text(trial->committed, "date");
    const struct cairn_value *recorded = cairn_lab_recorded(trial, cell->id);
    cairn_value_set_string(arena, entry, "family", cell->lane->family->id);
    cairn_value_set_string(arena, entry, "cause", trial->cause_id);
    cairn_value_set_string(arena, entry, "change", cell->id);
    cairn_value_set_cstring(arena, entry, "environment", cell->lane->environment->name);
    cairn_value_set(arena, entry, "recorded", cairn_value_copy(arena, recorded));
    cairn_value_set_cstring(arena, entry, "state", list_state(trial, cell));
    cairn_value_set(arena, entry, "date",
        recorded && date.size ? cairn_value_string(arena, date) : cairn_value_null(arena));
    cairn_value_set_cstring(arena, entry, "command", cairn_lab_command(arena, cell));
    cairn_value_push(arena, list, entry);
}

enum cairn_status cairn_lab_report_list(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    struct cairn_arena *arena = &prove->report.arena;
    struct cairn_value *event = cairn_value_object(arena), *list = cairn_value_array(arena);
    for (size_t i = 0; i < prove->family_count; i++) {
        for (size_t j = 0; j < prove->families[i].lane_count; j++) {
            const struct cairn_lab_lane *lane = &prove->families[i].lanes[j];
            for (size_t k = 0; k < lane->trial_count; k++) {
                const struct cairn_lab_trial *trial = &lane->trials[k];
                bool is_shown = trial->state != CAIRN_LAB_TRIAL_CURRENT || !prove->request->stale;
                for (size_t c = 0; is_shown && c < trial->cell_count; c++) {
                    if (trial->cells[c].is_wanted)
                        list_cell(arena, &trial->cells[c], list);
                }
            }
        }
    }
    cairn_value_set_cstring(arena, event, "schema", "cairn.prove-list/1");
    cairn_value_set(arena, event, "cells", list);
    enum cairn_status status = cairn_value_status(arena, event, err);
    return status ? status : cairn_lab_emit(event, err);
}

/* --- the end --- */

/* The results of a cause and a change over all environments; NULL: it ran in none. */
static struct cairn_value *results_of(struct cairn_arena *arena,
    const struct cairn_lab_family *family, struct cairn_span cause, struct cairn_span change)
{
    struct cairn_value *results = NULL;
    for (size_t i = 0; i < family->lane_count; i++) {
        const struct cairn_lab_lane *lane = &family->lanes[i];
        for (size_t j = 0; j < lane->trial_count; j++) {
            const struct cairn_lab_trial *trial = &lane->trials[j];
            if (!trial->is_finished || !cairn_span_equal(trial->cause_id, cause))
                continue;
            for (size_t k = 0; k < trial->cell_count; k++) {
                const struct cairn_lab_cell *cell = &trial->cells[k];
                if (!cairn_span_equal(cell->id, change) || cell->mutant ||
                    cell->result.word == CAIRN_LAB_PENDING)
                    continue;
                if (!results)
                    results = cairn_value_object(arena);
                cairn_value_set(arena, results, lane->environment->name,
                    cairn_lab_result_value(arena, &cell->result));
            }
        }
    }
    return results;
}

static struct cairn_value *list_results(struct cairn_arena *arena,
    const struct cairn_lab_family *family, const struct cairn_value *causes,
    const struct cairn_value *changes)
{
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(cause, causes)
    {
        CAIRN_VALUE_EACH(change, changes)
        {
            struct cairn_value *results = results_of(
                arena, family, cairn_value_text(cause->value), cairn_value_text(change->value));
            if (!results)
                continue;
            struct cairn_value *entry = cairn_value_object(arena);
            cairn_value_set_string(arena, entry, "cause", cairn_value_text(cause->value));
            cairn_value_set_string(arena, entry, "change", cairn_value_text(change->value));
            cairn_value_set(arena, entry, "results", results);
            cairn_value_push(arena, list, entry);
        }
    }
    return list;
}

static struct cairn_value *describe_family(
    struct cairn_arena *arena, const struct cairn_lab_family *family)
{
    struct cairn_value *entry = cairn_value_object(arena), *trials = cairn_value_object(arena);
    struct cairn_value *causes = list_causes(arena, family);
    struct cairn_value *changes = list_changes(arena, family);
    cairn_value_set_string(arena, entry, "family", family->id);
    cairn_value_set(arena, entry, "environments", cairn_lab_describe_lanes(arena, family));
    cairn_value_set(arena, entry, "causes", causes);
    cairn_value_set(arena, entry, "changes", changes);
    cairn_value_set(arena, entry, "cells", list_results(arena, family, causes, changes));
    cairn_value_set_bool(arena, entry, "written", family->was_written);
    cairn_value_set_int(arena, trials, "new", family->trials_new);
    cairn_value_set_int(arena, trials, "changed", family->trials_changed);
    cairn_value_set_int(arena, trials, "unchanged", family->trials_unchanged);
    cairn_value_set_int(arena, trials, "failed", family->trials_failed);
    cairn_value_set(arena, entry, "trials", trials);
    return entry;
}

static void set_number(struct cairn_arena *arena, struct cairn_value *object, const char *key,
    double number, int digits)
{
    char *text = cairn_arena_printf(arena, "%.*f", digits, number);
    cairn_value_set(
        arena, object, key, text ? cairn_value_number(arena, cairn_span_from_string(text)) : NULL);
}

/* Recorded cells that no lane of this run could repeat, and cells of lanes that cannot run. */
static uint64_t count_unavailable(const struct cairn_lab_prove *prove)
{
    uint64_t count = 0;
    for (size_t i = 0; i < prove->family_count; i++)
        count += prove->families[i].unmatched;
    for (size_t i = 0; i < prove->family_count; i++) {
        for (size_t j = 0; j < prove->families[i].lane_count; j++) {
            const struct cairn_lab_lane *lane = &prove->families[i].lanes[j];
            for (size_t k = 0; lane->unavailable && k < lane->trial_count; k++) {
                for (size_t c = 0; c < lane->trials[k].cell_count; c++)
                    count += lane->trials[k].cells[c].is_wanted;
            }
        }
    }
    return count;
}

static const char *outcome_of(const struct cairn_lab_prove *prove)
{
    if (!prove->report.arms && !cairn_value_count(prove->report.failed))
        return "nothing-ran";
    return cairn_value_count(prove->report.contradicted) ? "contradiction" : "agree";
}

static int exit_of(const struct cairn_lab_prove *prove, const char *outcome)
{
    const struct cairn_lab_report *report = &prove->report;
    if (report->is_interrupted || prove->has_trouble || cairn_value_count(report->failed))
        return CAIRN_LAB_EXIT_TROUBLE;
    if (!strcmp(outcome, "nothing-ran"))
        return CAIRN_LAB_EXIT_NOTHING_RAN;
    bool has_difference =
        cairn_value_count(report->contradicted) || cairn_value_count(report->differ);
    return has_difference ? CAIRN_LAB_EXIT_CONTRADICTION : CAIRN_LAB_EXIT_AGREE;
}

enum cairn_status cairn_lab_report_end(
    struct cairn_lab_prove *prove, int *out_exit, struct cairn_error *err)
{
    struct cairn_lab_report *report = &prove->report;
    struct cairn_arena *arena = &report->arena;
    struct cairn_value *event = cairn_value_object(arena), *families = cairn_value_array(arena);
    double seconds = (double)(now_ms() - report->started_ms) / 1000;
    const char *outcome = outcome_of(prove);
    for (size_t i = 0; i < prove->family_count; i++) {
        if (is_shown(prove, &prove->families[i]))
            cairn_value_push(arena, families, describe_family(arena, &prove->families[i]));
    }
    cairn_value_set_cstring(arena, event, "schema", "cairn.prove/1");
    cairn_value_set_cstring(arena, event, "canon", prove->request->canon);
    cairn_value_set(arena, event, "families", families);
    cairn_value_set_int(arena, event, "arms", (int64_t)report->arms);
    set_number(arena, event, "seconds", seconds, 3);
    set_number(
        arena, event, "arms_per_second", seconds > 0 ? (double)report->arms / seconds : 0, 1);
    cairn_value_set_int(arena, event, "agreed", (int64_t)report->agreed);
    cairn_value_set(arena, event, "contradicted", report->contradicted);
    cairn_value_set(arena, event, "failed", report->failed);
    cairn_value_set(arena, event, "differ", report->differ);
    cairn_value_set_int(arena, event, "unavailable", (int64_t)count_unavailable(prove));
    cairn_value_set_int(arena, event, "seed", (int64_t)prove->seed);
    cairn_value_set_cstring(arena, event, "outcome", outcome);
    *out_exit = exit_of(prove, outcome);
    enum cairn_status status = cairn_value_status(arena, event, err);
    return status ? status : cairn_lab_emit(event, err);
}
