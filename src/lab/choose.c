/* Other choices of cells than all: a random sample of what is committed, and mutants of the rigs.
 */
#include "lab/trial_internal.h"

#include <string.h>
#include <sys/random.h>

#include "ledger/claim.h"

/* --- a sample --- */

/* splitmix64: the same seed draws the same cells on every machine. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void shuffle(struct cairn_vec *cells, uint64_t *state)
{
    struct cairn_lab_cell **items = cells->data;
    for (size_t i = cells->count; i > 1; i--) {
        size_t other = (size_t)(draw(state) % i);
        struct cairn_lab_cell *cell = items[i - 1];
        items[i - 1] = items[other];
        items[other] = cell;
    }
}

/* Cells that are recorded, current and can run here; none is wanted any more. */
static enum cairn_status list_cells(
    struct cairn_lab_prove *prove, struct cairn_vec *cells, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < prove->family_count; i++) {
        for (size_t j = 0; j < prove->families[i].lane_count; j++) {
            struct cairn_lab_lane *lane = &prove->families[i].lanes[j];
            for (size_t k = 0; k < lane->trial_count; k++) {
                struct cairn_lab_trial *trial = &lane->trials[k];
                trial->is_full = false;
                for (size_t c = 0; !status && c < trial->cell_count; c++) {
                    struct cairn_lab_cell *cell = &trial->cells[c];
                    bool may_run = cell->is_wanted && cell->is_applicable && !lane->unavailable &&
                                   trial->state == CAIRN_LAB_TRIAL_CURRENT &&
                                   cairn_lab_recorded(trial, cell->id);
                    cell->is_wanted = false;
                    if (may_run)
                        status = cairn_vec_push(cells, &cell, err);
                }
            }
        }
    }
    return status;
}

static struct cairn_span names_of(const struct cairn_lab_cell *cell)
{
    return cairn_value_get_text(cell->trial->committed, "names");
}

/* The first cells of the shuffled list, one for each record; then the next ones up to the number.
 */
static enum cairn_status take(struct cairn_vec *cells, uint32_t wanted, struct cairn_error *err)
{
    CAIRN_AUTO_MAP struct cairn_map seen = {0};
    struct cairn_lab_cell **items = cells->data;
    size_t taken = 0;
    for (size_t i = 0; i < cells->count; i++) {
        if (cairn_map_has(&seen, names_of(items[i])))
            continue;
        enum cairn_status status = cairn_map_put(&seen, names_of(items[i]), items[i], NULL, err);
        if (status)
            return status;
        items[i]->is_wanted = true;
        taken++;
    }
    for (size_t i = 0; i < cells->count && taken < wanted; i++) {
        taken += !items[i]->is_wanted;
        items[i]->is_wanted = true;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_lab_choose_sample(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec cells = CAIRN_VEC_OF(struct cairn_lab_cell *);
    prove->seed = prove->request->seed;
    if (!prove->seed) {
        uint32_t random = 0;
        if (getrandom(&random, sizeof random, 0) != sizeof random)
            return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not draw a seed");
        prove->seed = random ? random : 1;
    }
    uint64_t state = prove->seed;
    enum cairn_status status = list_cells(prove, &cells, err);
    if (status)
        return status;
    shuffle(&cells, &state);
    return take(&cells, prove->request->sample, err);
}

/* --- mutants --- */

/* Kinds of mutants, and what shows that one was noticed. */
static const char no_cause[] = "no-cause", no_change[] = "no-change";

bool cairn_lab_mutant_was_noticed(const struct cairn_lab_cell *cell)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    if (!strcmp(cell->mutation, no_cause))
        return cell->result.word == CAIRN_LAB_NO_FAULT;
    if (!strcmp(cell->mutation, no_change) || cell->is_fixed) {
        const struct cairn_value *result = cairn_lab_result_value(&arena, &cell->result);
        return cell->result.word != CAIRN_LAB_INVALID && cell->result.word != CAIRN_LAB_NO_FAULT &&
               cell->result.word != CAIRN_LAB_UNSTABLE && !cairn_claim_accepts(cell->claim, result);
    }
    return cell->result.word == CAIRN_LAB_INVALID;
}

/* Of the changes that are asked for. */
static bool is_asked_for(const struct cairn_lab_prove *prove, const struct cairn_lab_cell *cell)
{
    return cairn_lab_names_have(&prove->request->changes, cell->id);
}

static bool is_claimed(const struct cairn_lab_cell *cell, const char *claim)
{
    return cell->is_applicable && cairn_span_equal_string(cell->claim, claim);
}

static void want_mutant(struct cairn_lab_cell *cell, const char *mutation, const char *mutant)
{
    cell->is_wanted = true;
    cell->mutation = mutation;
    cell->mutant = mutant;
}

/* One more cell of the trial without a change: a placebo of a broken rig. */
static void add_broken(struct cairn_lab_trial *trial, const char *mutation, const char *mutant)
{
    struct cairn_lab_cell *cell = &trial->cells[trial->cell_count++];
    *cell = trial->placebo;
    cell->kind = CAIRN_LAB_ARM_CHANGE;
    cell->id = cairn_span_from_string(mutation);
    want_mutant(cell, mutation, mutant);
}

static bool is_used(const struct cairn_vec *used, struct cairn_span id)
{
    for (size_t i = 0; i < used->count; i++) {
        if (cairn_span_equal(*CAIRN_VEC_AT(used, struct cairn_span, i), id))
            return true;
    }
    return false;
}

/* Each resolving change once, on the first cause that it resolves. */
static enum cairn_status mutate_changes(const struct cairn_lab_prove *prove,
    struct cairn_lab_trial *trial, struct cairn_vec *used, struct cairn_error *err)
{
    for (size_t i = 0; i < trial->cell_count; i++) {
        struct cairn_lab_cell *cell = &trial->cells[i];
        if (!cell->may_be_vacuous || !is_claimed(cell, "resolves") || is_used(used, cell->id) ||
            !is_asked_for(prove, cell))
            continue;
        enum cairn_status status = cairn_vec_push(used, &cell->id, err);
        if (status)
            return status;
        want_mutant(cell, no_change, "its change replaced by nothing");
    }
    return CAIRN_OK;
}

/* A dead end that does what a fix does. */
static void mutate_dead_end(const struct cairn_lab_prove *prove, struct cairn_lab_trial *trial)
{
    const struct cairn_lab_cell *fix = NULL;
    struct cairn_lab_cell *dead_end = NULL;
    for (size_t i = 0; i < trial->cell_count; i++) {
        struct cairn_lab_cell *cell = &trial->cells[i];
        if (!fix && is_claimed(cell, "resolves"))
            fix = cell;
        if (!dead_end && cell->may_be_vacuous && is_claimed(cell, "nothing") &&
            is_asked_for(prove, cell))
            dead_end = cell;
    }
    if (!fix || !dead_end)
        return;
    dead_end->changes = fix->changes;
    dead_end->carrier = fix->carrier;
    dead_end->carrier_cell = fix->carrier_cell;
    dead_end->is_fixed = true;
    want_mutant(dead_end, "none", "a dead end replaced by a fix");
}

/* Room for the cells that are added; nothing is wanted but what is mutated next. */
static enum cairn_status make_room(
    struct cairn_lab_prove *prove, struct cairn_lab_trial *trial, struct cairn_error *err)
{
    struct cairn_lab_cell *cells =
        cairn_arena_array(&prove->arena, trial->cell_count + 8, sizeof *cells);
    if (!cells)
        return CAIRN_FAIL_MEMORY(err);
    memcpy(cells, trial->cells, trial->cell_count * sizeof *cells);
    for (size_t i = 0; i < trial->cell_count; i++) {
        cells[i].is_wanted = false;
        if (cells[i].carrier_cell)
            cells[i].carrier_cell = cells + (cells[i].carrier_cell - trial->cells);
    }
    trial->cells = cells;
    return CAIRN_OK;
}

static enum cairn_status mutate_lane(
    struct cairn_lab_prove *prove, struct cairn_lab_lane *lane, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec used = CAIRN_VEC_OF(struct cairn_span);
    for (size_t i = 0; i < lane->trial_count; i++) {
        struct cairn_lab_trial *trial = &lane->trials[i];
        enum cairn_status status = make_room(prove, trial, err);
        if (!status)
            status = mutate_changes(prove, trial, &used, err);
        if (status)
            return status;
        trial->is_full = false;
        mutate_dead_end(prove, trial);
        if (prove->request->changes.count)
            continue; /* what breaks the rest of the rig is no mutant of a change */
        if (i == 0) {
            add_broken(trial, "dies", "healthy that breaks");
            add_broken(trial, "hangs", "healthy that hangs");
            add_broken(trial, "silent", "healthy that says nothing");
        }
        add_broken(trial, no_cause, "the cause left out");
    }
    return CAIRN_OK;
}

enum cairn_status cairn_lab_choose_mutants(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    for (size_t i = 0; i < prove->family_count; i++) {
        bool is_done = false;
        for (size_t j = 0; j < prove->families[i].lane_count; j++) {
            struct cairn_lab_lane *lane = &prove->families[i].lanes[j];
            bool is_taken = !lane->unavailable && !is_done;
            if (!is_taken) {
                lane->trial_count = 0;
                continue;
            }
            enum cairn_status status = mutate_lane(prove, lane, err);
            if (status)
                return status;
            is_done = true;
        }
    }
    return CAIRN_OK;
}
