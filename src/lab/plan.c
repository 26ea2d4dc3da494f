/*
 * The plan: which arms a request asks for. Families are laid out here, their lanes, trials and
 * cells in plan_lane.c. Everything lives in the arena of the run, and cells never move: the loop
 * and the report point at them.
 */
#include "lab/plan_internal.h"

#include <unistd.h>

#include "base/limits.h"

static unsigned jobs_of(const struct cairn_lab_request *request)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (request->jobs)
        return request->jobs;
    /* An arm mostly waits: for a program to start, a port to open. */
    unsigned jobs = processors > 0 ? (unsigned)processors * 2 : 2;
    return jobs < CAIRN_LIMIT_LAB_JOBS ? jobs : CAIRN_LIMIT_LAB_JOBS;
}

static enum cairn_status list_records(
    struct cairn_lab_prove *prove, struct cairn_lab_family *family, struct cairn_error *err)
{
    const struct cairn_vec *records = &family->source->records;
    family->own = cairn_arena_array(&prove->arena, records->count + 1, sizeof *family->own);
    if (!family->own)
        return CAIRN_FAIL_MEMORY(err);
    for (size_t i = 0; i < records->count; i++)
        family->own[family->own_count++] =
            (*CAIRN_VEC_AT(records, struct cairn_source_record *, i))->id;
    return CAIRN_OK;
}

static bool has_command(const struct cairn_lab_family *family, struct cairn_span command)
{
    for (size_t i = 0; i < family->command_count; i++) {
        if (cairn_span_equal(family->commands[i], command))
            return true;
    }
    return false;
}

static enum cairn_status list_commands(
    struct cairn_lab_prove *prove, struct cairn_lab_family *family, struct cairn_error *err)
{
    const struct cairn_value *tells = cairn_value_get(family->body, "tells");
    CAIRN_AUTO_BUF struct cairn_buf numbers = {0};
    family->commands =
        cairn_arena_array(&prove->arena, cairn_value_count(tells) + 1, sizeof *family->commands);
    if (!family->commands)
        return CAIRN_FAIL_MEMORY(err);
    CAIRN_VALUE_EACH(tell, tells)
    {
        struct cairn_span command = cairn_value_get_text(tell->value, "command");
        if (!command.size || has_command(family, command))
            continue;
        family->commands[family->command_count++] = command;
        cairn_buf_printf(&numbers, "%s%zu", numbers.size ? " " : "", family->command_count);
    }
    family->tells = cairn_arena_string(&prove->arena, cairn_buf_span(&numbers));
    return family->tells ? cairn_buf_status(&numbers, err) : CAIRN_FAIL_MEMORY(err);
}

static enum cairn_status list_harms(
    struct cairn_lab_prove *prove, struct cairn_lab_family *family, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf harms = {0};
    CAIRN_VALUE_EACH(harm, cairn_value_get(family->body, "harms"))
    cairn_buf_printf(&harms, "%s%.*s", harms.size ? " " : "",
        CAIRN_SPAN_ARGS(cairn_value_get_text(harm->value, "id")));
    family->harms = cairn_arena_string(&prove->arena, cairn_buf_span(&harms));
    return family->harms ? cairn_buf_status(&harms, err) : CAIRN_FAIL_MEMORY(err);
}

/* What a record that stands alone is called is its own id. */
static struct cairn_span id_of(const struct cairn_source_family *source)
{
    if (source->en.path.size || source->records.count != 1)
        return source->id;
    return (*CAIRN_VEC_AT(&source->records, struct cairn_source_record *, 0))->id;
}

static enum cairn_status make_family(struct cairn_lab_prove *prove, struct cairn_lab_family *family,
    struct cairn_source_family *source, struct cairn_error *err)
{
    const struct cairn_value *lab = NULL;
    family->source = source;
    family->id = id_of(source);
    family->body = cairn_source_family_body(source);
    family->folder = cairn_arena_printf(
        &prove->arena, "%s/%.*s", prove->request->canon, CAIRN_SPAN_ARGS(source->id));
    if (!family->folder)
        return CAIRN_FAIL_MEMORY(err);
    lab = cairn_value_get(family->body, "lab");
    family->environments = cairn_value_get(lab, "environments");
    uint64_t timeout_s = 0;
    bool has_timeout = cairn_span_to_u64(cairn_value_get_text(lab, "timeout"), &timeout_s);
    family->timeout_s = has_timeout && timeout_s >= 1 && timeout_s <= CAIRN_LIMIT_LAB_TIMEOUT_S
                            ? (int)timeout_s
                            : CAIRN_LAB_TIMEOUT_S;
    enum cairn_status status = cairn_lab_evidence_read(&family->evidence, family->folder, err);
    if (!status)
        status = list_records(prove, family, err);
    if (!status)
        status = list_commands(prove, family, err);
    return status ? status : list_harms(prove, family, err);
}

static enum cairn_status make_families(
    struct cairn_lab_prove *prove, const struct cairn_vec *selected, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    prove->families = cairn_arena_array(&prove->arena, selected->count, sizeof *prove->families);
    if (!prove->families)
        return CAIRN_FAIL_MEMORY(err);
    for (size_t i = 0; !status && i < selected->count; i++) {
        prove->family_count++;
        status = make_family(prove, &prove->families[i],
            CAIRN_VEC_AT(selected, struct cairn_lab_selected, i)->family, err);
    }
    if (!status)
        status = cairn_lab_select_check(prove, err);
    for (size_t i = 0; !status && i < selected->count; i++)
        status = cairn_lab_plan_lanes(
            prove, &prove->families[i], CAIRN_VEC_AT(selected, struct cairn_lab_selected, i), err);
    return status;
}

enum cairn_status cairn_lab_plan(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec selected = CAIRN_VEC_OF(struct cairn_lab_selected);
    prove->jobs = jobs_of(prove->request);
    enum cairn_status status =
        cairn_environments_open(&prove->environments, prove->request->canon, err);
    if (!status)
        status = cairn_lab_select_families(prove, &selected, err);
    if (!status)
        status = cairn_sandbox_probe(&prove->arena, &prove->cannot_run, err);
    if (!status)
        status = make_families(prove, &selected, err);
    for (size_t i = 0; i < selected.count; i++)
        cairn_vec_done(&CAIRN_VEC_AT(&selected, struct cairn_lab_selected, i)->records);
    return status;
}

static void drop_facts(struct cairn_lab_cell *cell)
{
    for (size_t i = 0; i < CAIRN_LAB_REPEATS; i++)
        cairn_lab_facts_done(&cell->facts[i]);
}

static void lane_done(struct cairn_lab_lane *lane)
{
    drop_facts(&lane->prepare);
    drop_facts(&lane->control);
    for (size_t i = 0; i < lane->trial_count; i++) {
        drop_facts(&lane->trials[i].placebo);
        for (size_t j = 0; j < lane->trials[i].cell_count; j++)
            drop_facts(&lane->trials[i].cells[j]);
    }
}

void cairn_lab_plan_done(struct cairn_lab_prove *prove)
{
    for (size_t i = 0; i < prove->family_count; i++) {
        struct cairn_lab_family *family = &prove->families[i];
        for (size_t j = 0; j < family->lane_count; j++)
            lane_done(&family->lanes[j]);
        if (family->is_staged)
            cairn_stage_done(&family->stage);
        cairn_lab_evidence_done(&family->evidence);
    }
    cairn_environments_done(&prove->environments);
    cairn_lab_canon_done(&prove->canon);
    cairn_arena_done(&prove->report.arena);
    cairn_arena_done(&prove->arena);
}

/* A trial that may become evidence shows its results three times; what it lacks of that is made up
 * for. */
static unsigned repeats_of(const struct cairn_lab_prove *prove, const struct cairn_lab_trial *trial)
{
    const struct cairn_lab_request *request = prove->request;
    unsigned runs =
        trial->state == CAIRN_LAB_TRIAL_CURRENT ? cairn_lab_runs_of(trial->committed) : 0;
    unsigned most = request->runs ? request->runs : CAIRN_LAB_REPEATS;
    if (!trial->is_full || !trial->lane->may_write || request->mutate || runs >= CAIRN_LAB_REPEATS)
        return 1;
    return CAIRN_LAB_REPEATS - runs < most ? CAIRN_LAB_REPEATS - runs : most;
}

static size_t plan_trial(const struct cairn_lab_prove *prove, struct cairn_lab_trial *trial)
{
    unsigned repeats = repeats_of(prove, trial);
    bool is_wanted = false;
    for (size_t i = 0; i < trial->cell_count; i++) {
        struct cairn_lab_cell *cell = &trial->cells[i];
        if (!cell->is_wanted || !cell->is_applicable)
            continue;
        is_wanted = true;
        cell->repeats = repeats;
        if (cell->carrier_cell && cell->carrier_cell->is_applicable)
            cell->carrier_cell->repeats = repeats;
    }
    if (!is_wanted)
        return 0;
    trial->placebo.repeats = repeats;
    size_t arms = repeats;
    for (size_t i = 0; i < trial->cell_count; i++)
        arms += trial->cells[i].repeats;
    return arms;
}

void cairn_lab_plan_repeats(struct cairn_lab_prove *prove)
{
    for (size_t i = 0; i < prove->family_count; i++) {
        struct cairn_lab_family *family = &prove->families[i];
        for (size_t j = 0; j < family->lane_count; j++) {
            struct cairn_lab_lane *lane = &family->lanes[j];
            size_t arms = 0;
            for (size_t k = 0; k < lane->trial_count; k++)
                arms += plan_trial(prove, &lane->trials[k]);
            lane->prepare.repeats = lane->control.repeats = arms ? 1 : 0;
            lane->arms = arms ? arms + 1 : 0;
        }
    }
}

const struct cairn_value *cairn_lab_recorded(
    const struct cairn_lab_trial *trial, struct cairn_span change)
{
    return cairn_value_get_span(cairn_value_get(trial->committed, "arms"), change);
}

const char *cairn_lab_command(struct cairn_arena *arena, const struct cairn_lab_cell *cell)
{
    const struct cairn_lab_lane *lane = cell->lane;
    struct cairn_span family = lane->family->id;
    if (!cell->trial)
        return cairn_arena_printf(
            arena, "cairn prove %.*s --env %s", CAIRN_SPAN_ARGS(family), lane->environment->name);
    bool is_change = cell->kind == CAIRN_LAB_ARM_CHANGE && !cell->mutant;
    return cairn_arena_printf(arena, "cairn prove %.*s --env %s --cause %.*s%s%.*s",
        CAIRN_SPAN_ARGS(family), lane->environment->name, CAIRN_SPAN_ARGS(cell->trial->cause_id),
        cell->mutant ? " --mutate"
        : is_change  ? " --change "
                     : "",
        CAIRN_SPAN_ARGS(is_change ? cell->id : CAIRN_SPAN("")));
}
