/*
 * A family in an environment: what its programs are there, which causes and changes apply to these
 * versions, what is recorded already.
 */
#include "lab/plan_internal.h"

#include <string.h>

#include "authoring/recipe.h"
#include "ledger/claim.h"

/* --- what runs there --- */

/* Does one of the family's environments have this program? */
static bool needs_program(const struct cairn_lab_prove *prove,
    const struct cairn_lab_family *family, struct cairn_span name)
{
    CAIRN_VALUE_EACH(entry, family->environments)
    {
        const struct cairn_environment *environment =
            cairn_environments_find(&prove->environments, cairn_value_text(entry->value));
        if (environment &&
            cairn_value_find(cairn_value_get(environment->definition, "programs"), "name", name))
            return true;
    }
    return false;
}

static enum cairn_status list_programs(
    struct cairn_lab_prove *prove, struct cairn_lab_lane *lane, struct cairn_error *err)
{
    struct cairn_arena *arena = &prove->arena;
    const struct cairn_environment *environment = lane->environment;
    lane->programs = cairn_value_object(arena);
    lane->packages = cairn_value_object(arena);
    for (size_t i = 0; i < environment->program_count; i++) {
        const struct cairn_environment_program *program = &environment->programs[i];
        if (!needs_program(prove, lane->family, program->name))
            continue;
        cairn_value_set_span(
            arena, lane->programs, program->name, cairn_value_string(arena, program->version));
        if (program->package.size)
            cairn_value_set_span(arena, lane->packages, program->package,
                cairn_value_string(arena, program->package_version));
        if (!program->version.size && !lane->unavailable)
            lane->unavailable =
                cairn_arena_printf(arena, "%.*s is not installed", CAIRN_SPAN_ARGS(program->name));
    }
    return cairn_value_status(arena, lane->packages, err);
}

static enum cairn_status find_state(
    struct cairn_lab_prove *prove, struct cairn_lab_lane *lane, struct cairn_error *err)
{
    struct cairn_environment *environment = lane->environment;
    bool is_there = environment->state == CAIRN_ENVIRONMENT_READY ||
                    environment->state == CAIRN_ENVIRONMENT_HOST;
    lane->unavailable = prove->cannot_run;
    if (is_there && !prove->cannot_run) {
        enum cairn_status status = cairn_environment_ask(&prove->environments, environment, err);
        if (status)
            return status;
    }
    is_there = environment->state == CAIRN_ENVIRONMENT_READY ||
               environment->state == CAIRN_ENVIRONMENT_HOST;
    if (!lane->unavailable && !is_there)
        lane->unavailable = environment->reason ? environment->reason
                                                : cairn_environment_state_name(environment->state);
    return list_programs(prove, lane, err);
}

/* --- what is recorded --- */

/* "1.22" of "1.22.1": what makes a class, as cairn_environment_class has it. */
static struct cairn_span major_minor(struct cairn_span version)
{
    size_t dots = 0;
    for (size_t i = 0; i < version.size; i++) {
        bool is_digit = version.data[i] >= '0' && version.data[i] <= '9';
        if (version.data[i] == '.' ? ++dots == 2 : !is_digit)
            return cairn_span_slice(version, 0, i);
    }
    return version;
}

static bool is_of_class(const struct cairn_value *programs, const struct cairn_value *recorded)
{
    if (!cairn_value_count(recorded) || cairn_value_count(recorded) != cairn_value_count(programs))
        return false;
    CAIRN_VALUE_EACH(program, recorded)
    {
        struct cairn_span here = cairn_value_text(cairn_value_get_span(programs, program->key));
        if (!here.size ||
            !cairn_span_equal(major_minor(here), major_minor(cairn_value_text(program->value))))
            return false;
    }
    return true;
}

/* The trial of this very environment, or when only comparing, of one of its class. */
static const struct cairn_value *find_committed(
    const struct cairn_lab_prove *prove, const struct cairn_lab_trial *trial)
{
    const struct cairn_lab_evidence *evidence = &trial->lane->family->evidence;
    const struct cairn_lab_evidence_trial *own = cairn_lab_evidence_find(
        evidence, trial->cause_id, cairn_span_from_string(trial->lane->environment->name));
    if (own)
        return own->value;
    for (size_t i = 0; prove->request->check && i < evidence->trials.count; i++) {
        const struct cairn_lab_evidence_trial *other =
            CAIRN_VEC_AT(&evidence->trials, struct cairn_lab_evidence_trial, i);
        if (cairn_span_equal(other->cause, trial->cause_id) &&
            is_of_class(trial->lane->programs, cairn_value_get(other->value, "programs")))
            return other->value;
    }
    return NULL;
}

static enum cairn_status find_recorded(
    struct cairn_lab_prove *prove, struct cairn_lab_trial *trial, struct cairn_error *err)
{
    const struct cairn_lab_family *family = trial->lane->family;
    enum cairn_status status = cairn_recipe_of(&prove->arena, family->source->rig.text,
        family->body, trial->cause_id, &trial->recipe, err);
    if (status)
        return status;
    trial->committed = find_committed(prove, trial);
    if (!trial->committed)
        trial->state = CAIRN_LAB_TRIAL_MISSING;
    else if (cairn_span_equal(cairn_value_get_text(trial->committed, "recipe"), trial->recipe))
        trial->state = CAIRN_LAB_TRIAL_CURRENT;
    else
        trial->state = CAIRN_LAB_TRIAL_STALE;
    return CAIRN_OK;
}

/* --- cells --- */

/* The changes of a plan, or the change itself: at(i) of `ids`. */
static const struct cairn_value *change_at(
    const struct cairn_lab_family *family, const struct cairn_value *change, uint32_t index)
{
    const struct cairn_value *ids = cairn_value_get(change, "changes");
    if (!ids)
        return index ? NULL : change;
    struct cairn_span id = cairn_value_text(cairn_value_at(ids, index));
    return cairn_value_find(cairn_value_get(family->body, "changes"), "id", id);
}

static const char *stronger(const char *carrier, struct cairn_span other)
{
    if (!strcmp(carrier, "restart") || cairn_span_equal_string(other, "restart"))
        return "restart";
    if (!strcmp(carrier, "reload") || cairn_span_equal_string(other, "reload"))
        return "reload";
    return "none";
}

/* Plans are for causes that are several at once, and for those that they claim something for. */
static bool is_for(const struct cairn_value *change, const struct cairn_value *cause)
{
    return !cairn_value_get(change, "changes") ||
           !cairn_value_is_empty(cairn_value_get(cause, "compound")) ||
           cairn_value_get_span(cairn_value_get(change, "on"), cairn_value_get_text(cause, "id")) !=
               NULL;
}

static bool is_carrier_id(struct cairn_span id)
{
    return cairn_span_equal_string(id, "reload") || cairn_span_equal_string(id, "restart");
}

static enum cairn_status make_cell(struct cairn_lab_prove *prove, struct cairn_lab_trial *trial,
    const struct cairn_value *change, struct cairn_lab_cell *cell, struct cairn_error *err)
{
    const struct cairn_lab_lane *lane = trial->lane;
    CAIRN_AUTO_BUF struct cairn_buf changes = {0};
    *cell = (struct cairn_lab_cell){.kind = CAIRN_LAB_ARM_CHANGE,
        .lane = trial->lane,
        .trial = trial,
        .change = change,
        .id = cairn_value_get_text(change, "id"),
        .carrier = "none",
        .mutation = "none",
        .is_applicable = is_for(change, trial->cause),
        .claim = cairn_claim_on(change, trial->cause_id, lane->programs)};
    bool is_diagnostic = true;
    const struct cairn_value *part;
    for (uint32_t i = 0; (part = change_at(lane->family, change, i)); i++) {
        cairn_buf_printf(
            &changes, "%s%.*s", i ? " " : "", CAIRN_SPAN_ARGS(cairn_value_get_text(part, "id")));
        cell->carrier = stronger(cell->carrier, cairn_value_get_text(part, "carrier"));
        cell->is_applicable &=
            cairn_versions_within(lane->programs, cairn_value_get_text(part, "applies"));
        is_diagnostic &= cairn_span_equal_string(cairn_value_get_text(part, "kind"), "diagnostic");
    }
    cell->is_applicable &= !cairn_span_equal_string(cell->claim, "not-applicable");
    cell->may_be_vacuous = !is_diagnostic && !is_carrier_id(cell->id);
    cell->is_wanted = cairn_lab_names_have(&prove->request->changes, cell->id);
    cell->changes = cairn_arena_string(&prove->arena, cairn_buf_span(&changes));
    return cell->changes ? cairn_buf_status(&changes, err) : CAIRN_FAIL_MEMORY(err);
}

static struct cairn_lab_cell *find_cell(struct cairn_lab_trial *trial, struct cairn_span id)
{
    for (size_t i = 0; i < trial->cell_count; i++) {
        if (cairn_span_equal(trial->cells[i].id, id))
            return &trial->cells[i];
    }
    return NULL;
}

static enum cairn_status make_cells(
    struct cairn_lab_prove *prove, struct cairn_lab_trial *trial, struct cairn_error *err)
{
    const struct cairn_value *lists[] = {cairn_value_get(trial->lane->family->body, "changes"),
        cairn_value_get(trial->lane->family->body, "plans")};
    size_t count = (size_t)cairn_value_count(lists[0]) + cairn_value_count(lists[1]);
    enum cairn_status status = CAIRN_OK;
    trial->cells = cairn_arena_array(&prove->arena, count + 1, sizeof *trial->cells);
    if (!trial->cells)
        return CAIRN_FAIL_MEMORY(err);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lists); i++) {
        CAIRN_VALUE_EACH(change, lists[i])
        {
            if (!status)
                status =
                    make_cell(prove, trial, change->value, &trial->cells[trial->cell_count++], err);
        }
    }
    trial->is_full = true;
    for (size_t i = 0; i < trial->cell_count; i++) {
        struct cairn_lab_cell *cell = &trial->cells[i];
        trial->is_full &= cell->is_wanted || !cell->is_applicable;
        if (!is_carrier_id(cell->id))
            cell->carrier_cell = find_cell(trial, cairn_span_from_string(cell->carrier));
    }
    return status;
}

/* Do all records that the cause yields here outlast health? */
static bool is_quiet(const struct cairn_lab_prove *prove, const struct cairn_lab_trial *trial)
{
    bool is_all = false;
    CAIRN_VALUE_EACH(yield, cairn_value_get(trial->cause, "yields"))
    {
        if (!cairn_versions_within(
                trial->lane->programs, cairn_value_get_text(yield->value, "applies")))
            continue;
        const struct cairn_source_record *record = cairn_map_get(
            &prove->canon.source->by_id, cairn_value_get_text(yield->value, "record"));
        struct cairn_span impact = cairn_value_get_text(record ? record->en.value : NULL, "impact");
        if (!cairn_span_equal_string(impact, "none") &&
            !cairn_span_equal_string(impact, "degraded"))
            return false;
        is_all = true;
    }
    return is_all;
}

static enum cairn_status make_trial(struct cairn_lab_prove *prove, struct cairn_lab_lane *lane,
    const struct cairn_value *cause, struct cairn_error *err)
{
    struct cairn_lab_trial *trial = &lane->trials[lane->trial_count];
    *trial = (struct cairn_lab_trial){
        .lane = lane, .cause = cause, .cause_id = cairn_value_get_text(cause, "id")};
    trial->is_quiet = is_quiet(prove, trial);
    trial->placebo = (struct cairn_lab_cell){.kind = CAIRN_LAB_ARM_PLACEBO,
        .lane = lane,
        .trial = trial,
        .id = CAIRN_SPAN("placebo"),
        .changes = "none",
        .carrier = "none",
        .mutation = "none",
        .is_applicable = true};
    enum cairn_status status = find_recorded(prove, trial, err);
    bool is_needed = trial->state != CAIRN_LAB_TRIAL_CURRENT || !prove->request->stale;
    /* Only what is recorded can be compared, and only what was made the same way. */
    if (prove->request->check && trial->state != CAIRN_LAB_TRIAL_CURRENT)
        is_needed = false;
    if (status || (!is_needed && !prove->request->list))
        return status;
    lane->trial_count++;
    return make_cells(prove, trial, err);
}

/* --- which causes --- */

static bool is_asked_for(const struct cairn_lab_prove *prove,
    const struct cairn_lab_selected *selected, const struct cairn_value *cause)
{
    if (!cairn_lab_names_have(&prove->request->causes, cairn_value_get_text(cause, "id")))
        return false;
    for (size_t i = 0; i < selected->records.count && !selected->is_whole; i++) {
        struct cairn_span record = *CAIRN_VEC_AT(&selected->records, struct cairn_span, i);
        if (cairn_value_find(cairn_value_get(cause, "yields"), "record", record))
            return true;
    }
    return selected->is_whole;
}

/* A cause that yields nothing in these versions is none there. */
static bool applies_here(const struct cairn_lab_lane *lane, const struct cairn_value *cause)
{
    CAIRN_VALUE_EACH(yield, cairn_value_get(cause, "yields"))
    if (cairn_versions_within(lane->programs, cairn_value_get_text(yield->value, "applies")))
        return true;
    return false;
}

static enum cairn_status make_trials(struct cairn_lab_prove *prove, struct cairn_lab_lane *lane,
    const struct cairn_lab_selected *selected, struct cairn_error *err)
{
    const struct cairn_value *causes = cairn_value_get(lane->family->body, "causes");
    enum cairn_status status = CAIRN_OK;
    lane->trials =
        cairn_arena_array(&prove->arena, cairn_value_count(causes) + 1, sizeof *lane->trials);
    if (!lane->trials)
        return CAIRN_FAIL_MEMORY(err);
    CAIRN_VALUE_EACH(cause, causes)
    {
        bool is_here = lane->unavailable || applies_here(lane, cause->value);
        if (!status && is_here && is_asked_for(prove, selected, cause->value))
            status = make_trial(prove, lane, cause->value, err);
    }
    return status;
}

/* --- lanes --- */

static enum cairn_status make_lane(struct cairn_lab_prove *prove, struct cairn_lab_family *family,
    struct cairn_environment *environment, const struct cairn_lab_selected *selected,
    struct cairn_error *err)
{
    struct cairn_lab_lane *lane = &family->lanes[family->lane_count++];
    const struct cairn_lab_request *request = prove->request;
    bool is_host = !strcmp(environment->name, "host");
    *lane = (struct cairn_lab_lane){.family = family,
        .environment = environment,
        .may_write = !is_host && !request->check && !request->mutate && !request->list};
    lane->prepare = (struct cairn_lab_cell){.kind = CAIRN_LAB_ARM_PREPARE,
        .lane = lane,
        .id = CAIRN_SPAN("prepare"),
        .changes = "none",
        .carrier = "none",
        .mutation = "none"};
    lane->control = lane->prepare;
    lane->control.kind = CAIRN_LAB_ARM_CONTROL;
    lane->control.id = CAIRN_SPAN("control");
    enum cairn_status status = find_state(prove, lane, err);
    return status ? status : make_trials(prove, lane, selected, err);
}

/* --- what a comparison cannot reach --- */

static bool is_repeated(const struct cairn_lab_family *family, const struct cairn_value *recorded)
{
    for (size_t i = 0; i < family->lane_count; i++) {
        for (size_t j = 0; j < family->lanes[i].trial_count; j++) {
            if (family->lanes[i].trials[j].committed == recorded)
                return true;
        }
    }
    return false;
}

/* The host is asked about everything that was recorded: it may be of any class. */
static bool is_environment_asked_for(
    const struct cairn_lab_request *request, struct cairn_span environment)
{
    return cairn_lab_names_have(&request->environments, environment) ||
           cairn_lab_names_have(&request->environments, CAIRN_SPAN("host"));
}

static uint64_t count_asked_for(
    const struct cairn_lab_request *request, const struct cairn_value *arms)
{
    uint64_t count = 0;
    CAIRN_VALUE_EACH(arm, arms)
    count += cairn_lab_names_have(&request->changes, arm->key);
    return count;
}

/* Of a comparison: recorded cells that are asked for and whose class no lane has. */
static uint64_t count_unmatched(const struct cairn_lab_prove *prove,
    const struct cairn_lab_family *family, const struct cairn_lab_selected *selected)
{
    const struct cairn_lab_request *request = prove->request;
    const struct cairn_value *causes = cairn_value_get(family->body, "causes");
    uint64_t count = 0;
    for (size_t i = 0; request->check && i < family->evidence.trials.count; i++) {
        const struct cairn_lab_evidence_trial *trial =
            CAIRN_VEC_AT(&family->evidence.trials, struct cairn_lab_evidence_trial, i);
        const struct cairn_value *cause = cairn_value_find(causes, "id", trial->cause);
        if (cause && is_asked_for(prove, selected, cause) &&
            is_environment_asked_for(request, trial->environment) &&
            !is_repeated(family, trial->value))
            count += count_asked_for(request, cairn_value_get(trial->value, "arms"));
    }
    return count;
}

enum cairn_status cairn_lab_plan_lanes(struct cairn_lab_prove *prove,
    struct cairn_lab_family *family, const struct cairn_lab_selected *selected,
    struct cairn_error *err)
{
    const struct cairn_lab_names *asked = &prove->request->environments;
    enum cairn_status status = CAIRN_OK;
    family->lanes =
        cairn_arena_array(&prove->arena, prove->environments.count + 1, sizeof *family->lanes);
    if (!family->lanes)
        return CAIRN_FAIL_MEMORY(err);
    CAIRN_VALUE_EACH(entry, family->environments)
    {
        struct cairn_span name = cairn_value_text(entry->value);
        struct cairn_environment *environment = cairn_environments_find(&prove->environments, name);
        if (!status && environment && cairn_lab_names_have(asked, name))
            status = make_lane(prove, family, environment, selected, err);
    }
    struct cairn_environment *host =
        cairn_environments_find(&prove->environments, CAIRN_SPAN("host"));
    if (!status && host && asked->count && cairn_lab_names_have(asked, CAIRN_SPAN("host")))
        status = make_lane(prove, family, host, selected, err);
    family->unmatched = status ? 0 : count_unmatched(prove, family, selected);
    return status;
}
