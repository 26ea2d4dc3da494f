/* The parts of finishing a trial. */
#ifndef CAIRN_LAB_TRIAL_INTERNAL_H
#define CAIRN_LAB_TRIAL_INTERNAL_H

#include "lab/prove.h"

/* --- trial.c --- */
/* Ids of the tells that say yes in every run of the placebo; NULL after a failure. */
struct cairn_value *cairn_lab_trial_tells(struct cairn_lab_prove *prove,
    const struct cairn_lab_trial *trial, struct cairn_arena *arena, struct cairn_error *err);

/* --- trial_evidence.c --- */
/* The results of a judged trial become evidence, or change what there is. */
enum cairn_status cairn_lab_trial_keep(struct cairn_lab_prove *prove, struct cairn_lab_trial *trial,
    struct cairn_error *err) CAIRN_MUST_USE;

/* --- choose.c --- */
/* Did the result show what was done to the rig? */
bool cairn_lab_mutant_was_noticed(const struct cairn_lab_cell *cell);

#endif
