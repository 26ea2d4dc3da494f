/*
 * The end of a trial: its arms are judged against each other, each cell against its claim; what
 * came of it is reported, and where it may, becomes evidence.
 */
#include "lab/trial_internal.h"

#include <string.h>

#include "base/clock.h"
#include "ledger/claim.h"

/* --- judging --- */

/* The run of another arm that stands beside run `i`. */
static const struct cairn_lab_facts *beside(const struct cairn_lab_cell *cell, unsigned i)
{
    return cell->finished ? &cell->facts[i < cell->finished ? i : cell->finished - 1] : NULL;
}

static bool is_same_baseline(const struct cairn_lab_cell *placebo)
{
    const struct cairn_lab_sights *first = &placebo->facts[0].before_log;
    for (unsigned i = 1; i < placebo->finished; i++) {
        const struct cairn_lab_sights *other = &placebo->facts[i].before_log;
        if (!cairn_span_equal(first->names, other->names) ||
            strcmp(first->template_id, other->template_id) != 0)
            return false;
    }
    return true;
}

/* Is what the arm's baseline names a record that the cause yields in these versions? */
static bool is_yielded(const struct cairn_lab_trial *trial, const struct cairn_lab_facts *arm)
{
    return cairn_claim_yields(trial->cause, trial->lane->programs, arm->before_log.names) ==
           CAIRN_YIELDED_AGREES;
}

static void judge_placebo(struct cairn_lab_trial *trial)
{
    struct cairn_lab_result results[CAIRN_LAB_REPEATS];
    struct cairn_lab_cell *placebo = &trial->placebo;
    for (unsigned i = 0; i < placebo->finished; i++)
        results[i] = cairn_lab_judge_placebo(
            &placebo->facts[i], trial->is_quiet, is_yielded(trial, &placebo->facts[i]));
    placebo->result = cairn_lab_judge_repeats(results, placebo->finished);
    if (!cairn_lab_word_fails(placebo->result.word) && !is_same_baseline(placebo)) {
        placebo->result.word = CAIRN_LAB_UNSTABLE;
        placebo->result.why = "its runs named different records";
    }
}

static bool has_broken_arm(const struct cairn_lab_cell *cell)
{
    for (unsigned i = 0; i < cell->finished; i++) {
        if (cell->facts[i].invalid)
            return true;
    }
    return false;
}

/* A cell whose neighbours broke cannot be judged; it is not its own fault. */
static bool lacks_neighbour(const struct cairn_lab_cell *cell)
{
    const struct cairn_lab_cell *placebo = &cell->trial->placebo;
    return !placebo->finished || has_broken_arm(placebo) ||
           (cell->carrier_cell && has_broken_arm(cell->carrier_cell));
}

static struct cairn_lab_result judge_run(const struct cairn_lab_cell *cell, unsigned i)
{
    struct cairn_lab_case arms = {.arm = &cell->facts[i],
        .placebo = beside(&cell->trial->placebo, i),
        .carrier = cell->carrier_cell ? beside(cell->carrier_cell, i) : NULL,
        .is_quiet = cell->trial->is_quiet,
        .is_yielded = is_yielded(cell->trial, &cell->facts[i]),
        .may_be_vacuous = cell->may_be_vacuous,
        .is_claimed_already = cairn_span_equal_string(cell->claim, "already")};
    if (!cell->facts[i].invalid && lacks_neighbour(cell))
        return (struct cairn_lab_result){
            .word = CAIRN_LAB_INVALID, .why = "the placebo's arm, or that of its carrier, broke"};
    return cairn_lab_judge(&arms);
}

static void judge_cell(struct cairn_lab_cell *cell)
{
    struct cairn_lab_result results[CAIRN_LAB_REPEATS];
    if (!cell->is_applicable) {
        cell->result.word = CAIRN_LAB_NOT_APPLICABLE;
        return;
    }
    if (!cell->finished)
        return;
    for (unsigned i = 0; i < cell->finished; i++)
        results[i] = judge_run(cell, i);
    cell->result = cairn_lab_judge_repeats(results, cell->finished);
}

/* --- tells --- */

static const struct cairn_source_record *record_named(
    const struct cairn_lab_prove *prove, const struct cairn_lab_trial *trial)
{
    return cairn_map_get(&prove->canon.source->by_id, trial->placebo.facts[0].before_log.names);
}

struct cairn_value *cairn_lab_trial_tells(struct cairn_lab_prove *prove,
    const struct cairn_lab_trial *trial, struct cairn_arena *arena, struct cairn_error *err)
{
    const struct cairn_lab_family *family = trial->lane->family;
    struct cairn_value *told = cairn_value_array(arena);
    CAIRN_VALUE_EACH(tell, cairn_value_get(family->body, "tells"))
    {
        bool says_yes = true;
        for (unsigned i = 0; says_yes && i < trial->placebo.finished; i++) {
            if (cairn_lab_tell(family, tell->value, record_named(prove, trial),
                    &trial->placebo.facts[i], &says_yes, err))
                return NULL;
        }
        if (says_yes)
            cairn_value_push(
                arena, told, cairn_value_string(arena, cairn_value_get_text(tell->value, "id")));
    }
    return told;
}

/* --- reporting --- */

static const char *verdict_of(const struct cairn_lab_cell *cell)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    if (cell->result.word == CAIRN_LAB_NOT_APPLICABLE || cell->result.word == CAIRN_LAB_PENDING)
        return "not-run";
    if (cell->mutant)
        return cairn_lab_mutant_was_noticed(cell) ? "agrees" : "contradicts";
    if (cairn_lab_word_fails(cell->result.word))
        return "failed";
    if (cell->kind == CAIRN_LAB_ARM_CONTROL)
        return "agrees";
    if (cell->kind == CAIRN_LAB_ARM_PLACEBO)
        return cairn_claim_yields(cell->trial->cause, cell->lane->programs,
                   cell->facts[0].before_log.names) == CAIRN_YIELDED_DIFFERS
                   ? "contradicts"
                   : "agrees";
    const struct cairn_value *result = cairn_lab_result_value(&arena, &cell->result);
    return cairn_claim_accepts(cell->claim, result) ? "agrees" : "contradicts";
}

/* "nginx/a or nginx/b": what the cause is said to print here. */
static void append_yields(struct cairn_buf *out, const struct cairn_lab_trial *trial)
{
    CAIRN_VALUE_EACH(yield, cairn_value_get(trial->cause, "yields"))
    {
        if (cairn_versions_within(
                trial->lane->programs, cairn_value_get_text(yield->value, "applies")))
            cairn_buf_printf(out, "%s%.*s", out->size ? " or " : "",
                CAIRN_SPAN_ARGS(cairn_value_get_text(yield->value, "record")));
    }
}

static void append_claim(struct cairn_buf *out, const struct cairn_lab_cell *cell)
{
    if (cell->mutant)
        cairn_buf_printf(out, "%s is noticed", cell->mutant);
    else if (cell->kind == CAIRN_LAB_ARM_CONTROL)
        cairn_buf_append_string(out, "sound");
    else if (cell->kind == CAIRN_LAB_ARM_PLACEBO)
        append_yields(out, cell->trial);
    else
        cairn_buf_append(out, cell->claim);
}

static void append_why(struct cairn_buf *out, const struct cairn_lab_cell *cell)
{
    const struct cairn_lab_result *result = &cell->result;
    if (result->why)
        cairn_buf_append_string(out, result->why);
    else if (cell->kind == CAIRN_LAB_ARM_PLACEBO)
        cairn_buf_printf(out, "names %.*s", CAIRN_SPAN_ARGS(result->detail));
    if (result->said.size)
        cairn_buf_printf(out, "%s%.*s", out->size ? ": " : "", CAIRN_SPAN_ARGS(result->said));
    bool shows_detail = cell->kind == CAIRN_LAB_ARM_CONTROL ||
                        (result->word == CAIRN_LAB_NO_FAULT && cell->trial->is_quiet);
    if (shows_detail && result->detail.size)
        cairn_buf_printf(out, " (%.*s)", CAIRN_SPAN_ARGS(result->detail));
}

static void set_text_or_null(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, struct cairn_span text)
{
    cairn_value_set(
        arena, object, key, text.size ? cairn_value_string(arena, text) : cairn_value_null(arena));
}

static struct cairn_value *seconds_of(struct cairn_arena *arena, const struct cairn_lab_cell *cell)
{
    double seconds = 0;
    for (unsigned i = 0; i < cell->finished; i++)
        seconds += cell->facts[i].seconds;
    char *text = cairn_arena_printf(arena, "%.3f", seconds);
    return text ? cairn_value_number(arena, cairn_span_from_string(text)) : NULL;
}

static struct cairn_value *describe_cell(
    struct cairn_arena *arena, const struct cairn_lab_cell *cell, const char *verdict)
{
    const struct cairn_lab_lane *lane = cell->lane;
    CAIRN_AUTO_BUF struct cairn_buf claim = {0};
    CAIRN_AUTO_BUF struct cairn_buf why = {0};
    const struct cairn_value *was =
        cell->trial && !cell->mutant ? cairn_lab_recorded(cell->trial, cell->id) : NULL;
    struct cairn_value *event = cairn_value_object(arena);
    append_claim(&claim, cell);
    append_why(&why, cell);
    cairn_value_set_cstring(arena, event, "schema", "cairn.cell/1");
    cairn_value_set_string(arena, event, "family", lane->family->id);
    set_text_or_null(
        arena, event, "cause", cell->trial ? cell->trial->cause_id : (struct cairn_span){0});
    cairn_value_set_string(arena, event, "change", cell->id);
    cairn_value_set_cstring(arena, event, "environment", lane->environment->name);
    cairn_value_set(arena, event, "result", cairn_lab_result_value(arena, &cell->result));
    set_text_or_null(arena, event, "claim", cairn_buf_span(&claim));
    cairn_value_set_cstring(arena, event, "verdict", verdict);
    cairn_value_set(arena, event, "was", cairn_value_copy(arena, was));
    cairn_value_set_int(arena, event, "repeat", cell->finished);
    set_text_or_null(arena, event, "line", cell->result.line);
    set_text_or_null(arena, event, "why", cairn_buf_span(&why));
    cairn_value_set(arena, event, "seconds", seconds_of(arena, cell));
    cairn_value_set_cstring(arena, event, "command", cairn_lab_command(arena, cell));
    cairn_value_set_cstring(arena, event, "folder", cell->kept);
    return event;
}

static void count_verdict(struct cairn_lab_prove *prove, struct cairn_lab_cell *cell,
    const char *verdict, struct cairn_value *event)
{
    struct cairn_lab_report *report = &prove->report;
    const struct cairn_value *was = cairn_value_get(event, "was");
    if (!strcmp(verdict, "agrees"))
        report->agreed++;
    else if (!strcmp(verdict, "contradicts"))
        cairn_value_push(&report->arena, report->contradicted, event);
    else if (!strcmp(verdict, "failed"))
        cairn_value_push(&report->arena, report->failed, event);
    bool is_compared = prove->request->check && cell->kind == CAIRN_LAB_ARM_CHANGE;
    if (is_compared && strcmp(verdict, "not-run") != 0 && !cairn_value_is_empty(was) &&
        !cairn_value_equal(was, cairn_value_get(event, "result")))
        cairn_value_push(&report->arena, report->differ, event);
}

enum cairn_status cairn_lab_report_cell(
    struct cairn_lab_prove *prove, struct cairn_lab_cell *cell, struct cairn_error *err)
{
    struct cairn_arena *arena = &prove->report.arena;
    const char *verdict = verdict_of(cell);
    struct cairn_value *event = describe_cell(arena, cell, verdict);
    enum cairn_status status = cairn_value_status(arena, event, err);
    if (status)
        return status;
    count_verdict(prove, cell, verdict, event);
    /* What the event shows outlives the facts of the arms. */
    cell->result.detail = cairn_arena_copy(arena, cell->result.detail);
    cell->result.line = cell->result.said = (struct cairn_span){0};
    cell->result.why = NULL;
    return cairn_lab_emit(event, err);
}

/* Worlds that differ by themselves cannot show that a change did nothing. */
static enum cairn_status warn_of_worlds(const struct cairn_lab_cell *cell, struct cairn_error *err)
{
    for (unsigned i = 1; i < cell->finished; i++) {
        const struct cairn_lab_facts *first = &cell->facts[0], *other = &cell->facts[i];
        if (!first->invalid && !other->invalid && other->state_after.size &&
            !cairn_span_equal(first->state_after, other->state_after))
            return cairn_lab_message(err, "warning",
                "Make everything that is random in prepare, and leave it out of rig_state.",
                "%.*s, %.*s, %s: the world after %.*s differs from run to run, so a change that "
                "does nothing is not noticed",
                CAIRN_SPAN_ARGS(cell->lane->family->id), CAIRN_SPAN_ARGS(cell->trial->cause_id),
                cell->lane->environment->name, CAIRN_SPAN_ARGS(cell->id));
    }
    return CAIRN_OK;
}

static enum cairn_status report_trial(
    struct cairn_lab_prove *prove, struct cairn_lab_trial *trial, struct cairn_error *err)
{
    enum cairn_status status = warn_of_worlds(&trial->placebo, err);
    if (!status)
        status = cairn_lab_report_cell(prove, &trial->placebo, err);
    for (size_t i = 0; !status && i < trial->cell_count; i++) {
        struct cairn_lab_cell *cell = &trial->cells[i];
        bool is_shown = cell->finished || (cell->is_wanted && !cell->is_applicable);
        if (is_shown)
            status = cairn_lab_report_cell(prove, cell, err);
    }
    return status;
}

static bool has_failed(const struct cairn_lab_trial *trial)
{
    bool fails = cairn_lab_word_fails(trial->placebo.result.word);
    for (size_t i = 0; i < trial->cell_count; i++)
        fails |= cairn_lab_word_fails(trial->cells[i].result.word);
    return fails;
}

static void drop_facts(struct cairn_lab_trial *trial)
{
    for (size_t i = 0; i < CAIRN_LAB_REPEATS; i++) {
        cairn_lab_facts_done(&trial->placebo.facts[i]);
        for (size_t j = 0; j < trial->cell_count; j++)
            cairn_lab_facts_done(&trial->cells[j].facts[i]);
    }
}

/* --- results that differ from recorded ones --- */

static bool differs(const struct cairn_lab_cell *cell)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *was = cairn_lab_recorded(cell->trial, cell->id);
    return cell->finished && cell->is_applicable &&
           (!was || !cairn_value_equal(was, cairn_lab_result_value(&arena, &cell->result)));
}

static bool placebo_differs(const struct cairn_lab_trial *trial)
{
    const struct cairn_lab_cell *placebo = &trial->placebo;
    return !cairn_span_equal(cairn_value_get_text(trial->committed, "names"),
               placebo->facts[0].before_log.names) ||
           !cairn_span_equal_string(cairn_value_get_text(trial->committed, "placebo"),
               cairn_lab_word_name(placebo->result.word));
}

/* A part of a trial leaves the recorded tells as they are. */
static enum cairn_status compare_tells(struct cairn_lab_prove *prove,
    const struct cairn_lab_trial *trial, bool *out_differ, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    *out_differ = false;
    if (!trial->is_full)
        return CAIRN_OK;
    const struct cairn_value *told = cairn_lab_trial_tells(prove, trial, &arena, err);
    if (!told)
        return CAIRN_ERR_INVALID;
    *out_differ = !cairn_value_equal(told, cairn_value_get(trial->committed, "tells"));
    return CAIRN_OK;
}

/* What replaces evidence must have been seen as often as what made it: such cells run again, with
 * the arms that they are judged by; for tells, the placebo alone. True: the trial is not over yet.
 */
static enum cairn_status ask_for_more_runs(struct cairn_lab_prove *prove,
    struct cairn_lab_trial *trial, bool *out_asks, struct cairn_error *err)
{
    bool is_placebo_other = placebo_differs(trial), asks = false;
    *out_asks = false;
    if (!trial->lane->may_write || trial->state != CAIRN_LAB_TRIAL_CURRENT ||
        trial->placebo.repeats == CAIRN_LAB_REPEATS)
        return CAIRN_OK;
    enum cairn_status status = compare_tells(prove, trial, &asks, err);
    if (status)
        return status;
    for (size_t i = 0; i < trial->cell_count; i++) {
        struct cairn_lab_cell *cell = &trial->cells[i];
        if (!cell->finished || !(is_placebo_other || differs(cell)))
            continue;
        asks = true;
        cell->repeats = CAIRN_LAB_REPEATS;
        if (cell->carrier_cell && cell->carrier_cell->is_applicable)
            cell->carrier_cell->repeats = CAIRN_LAB_REPEATS;
    }
    if (asks)
        trial->placebo.repeats = CAIRN_LAB_REPEATS;
    *out_asks = asks;
    return CAIRN_OK;
}

enum cairn_status cairn_lab_trial_finish(
    struct cairn_lab_prove *prove, struct cairn_lab_trial *trial, struct cairn_error *err)
{
    judge_placebo(trial);
    for (size_t i = 0; i < trial->cell_count; i++)
        judge_cell(&trial->cells[i]);
    bool asks = false;
    enum cairn_status status = ask_for_more_runs(prove, trial, &asks, err);
    if (status || asks)
        return status;
    trial->is_finished = true;
    bool is_kept = trial->lane->may_write && !has_failed(trial);
    if (is_kept)
        status = cairn_lab_trial_keep(prove, trial, err);
    else if (trial->lane->may_write)
        trial->lane->family->trials_failed++;
    if (!status)
        status = report_trial(prove, trial, err);
    drop_facts(trial);
    return status;
}
