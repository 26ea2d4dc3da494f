/*
 * A run of the lab: families × environments (lanes) × causes (trials) × changes (cells), each cell
 * with its arms. Planned first (plan.c), then played by one loop (run.c); a trial is judged when
 * its last arm is in (trial.c).
 */
#ifndef CAIRN_LAB_PROVE_H
#define CAIRN_LAB_PROVE_H

#include "authoring/source.h"
#include "lab/environment.h"
#include "lab/events.h"
#include "lab/evidence.h"
#include "lab/judge.h"
#include "lab/request.h"
#include "lab/sandbox.h"

/* Seconds of an arm, unless the family says otherwise. */
#define CAIRN_LAB_TIMEOUT_S 20

/* The canon under test: its sources, and an engine on what they compile to. */
struct cairn_lab_canon {
    struct cairn_source *source;
    struct cairn_engine *engine;
    struct cairn_arena arena;
    struct cairn_lab_temporary place; /* canon.db, prepared worlds */
};
/* Errors of lint other than those about evidence are CAIRN_ERR_INVALID. */
enum cairn_status cairn_lab_canon_open(
    const char *folder, struct cairn_lab_canon *canon, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_lab_canon_done(struct cairn_lab_canon *canon);

enum cairn_lab_arm_kind {
    CAIRN_LAB_ARM_PREPARE,
    CAIRN_LAB_ARM_CONTROL,
    CAIRN_LAB_ARM_PLACEBO,
    CAIRN_LAB_ARM_CHANGE,
};

/* What is to be run so often, and what came of it. */
struct cairn_lab_cell {
    enum cairn_lab_arm_kind kind;
    struct cairn_lab_lane *lane;
    struct cairn_lab_trial *trial;       /* NULL: of the environment */
    const struct cairn_value *change;    /* of the family: change or plan; NULL: none */
    struct cairn_span id;                /* of it; "control", "placebo" */
    const char *changes, *carrier;       /* as the sandbox takes them */
    struct cairn_lab_cell *carrier_cell; /* its carrier alone; NULL: it has none, or is one */
    struct cairn_span claim;
    bool is_applicable;
    bool is_wanted; /* asked for; the others run because those need them */
    bool may_be_vacuous;
    const char *mutation;                /* "none" … */
    const char *mutant;                  /* of --mutate: what was done to the rig; NULL: nothing */
    bool is_fixed;                       /* of --mutate: does what a fix does */
    unsigned repeats, started, finished; /* arms */
    struct cairn_lab_facts facts[CAIRN_LAB_REPEATS];
    struct cairn_lab_result result;
    const char *kept; /* --keep: folder; NULL: none */
};

enum cairn_lab_trial_state {
    CAIRN_LAB_TRIAL_MISSING, /* no evidence */
    CAIRN_LAB_TRIAL_STALE,   /* with another recipe */
    CAIRN_LAB_TRIAL_CURRENT,
};

struct cairn_lab_trial {
    struct cairn_lab_lane *lane;
    const struct cairn_value *cause;
    struct cairn_span cause_id, recipe;
    enum cairn_lab_trial_state state;
    const struct cairn_value *committed; /* evidence of this environment, or of its class; NULL */
    struct cairn_lab_cell placebo;
    struct cairn_lab_cell *cells;
    size_t cell_count;
    bool is_full;     /* every applicable cell is wanted: it may become evidence */
    bool is_quiet;    /* its records have impact none or degraded */
    bool is_finished; /* judged */
};

enum cairn_lab_lane_state {
    CAIRN_LAB_LANE_NEW = 0,
    CAIRN_LAB_LANE_PREPARED,
    CAIRN_LAB_LANE_SOUND,  /* its control is */
    CAIRN_LAB_LANE_FAILED, /* nothing more runs in it */
};

/* A family in an environment. */
struct cairn_lab_lane {
    struct cairn_lab_family *family;
    struct cairn_environment *environment;
    struct cairn_value *programs, *packages; /* {name: version}, of the family's programs */
    enum cairn_lab_lane_state state;
    const char *unavailable; /* why it cannot run; NULL: it can */
    const char *prepared;    /* packed world, a file */
    struct cairn_lab_cell prepare, control;
    struct cairn_lab_trial *trials;
    size_t trial_count;
    unsigned running; /* arms */
    size_t arms;      /* planned */
    bool may_write;   /* its results may become evidence */
};

struct cairn_lab_family {
    struct cairn_source_family *source;
    const struct cairn_value *body;
    struct cairn_span id;
    const char *folder;
    struct cairn_span *own; /* ids of its records */
    size_t own_count;
    struct cairn_span *commands; /* of its tells, each once */
    size_t command_count;
    const struct cairn_value *environments; /* names, in its order */
    int timeout_s;
    const char *harms, *tells; /* as the sandbox takes them */
    struct cairn_stage stage;
    bool is_staged;
    struct cairn_lab_lane *lanes;
    size_t lane_count;
    struct cairn_lab_evidence evidence;
    uint64_t unmatched; /* of a comparison: recorded cells asked for whose class no lane has */
    bool has_won;       /* evidence that is not written yet */
    bool was_written;
    bool could_not_write; /* said so already */
    uint32_t trials_new, trials_changed, trials_unchanged, trials_failed;
};

struct cairn_lab_prove {
    const struct cairn_lab_request *request;
    struct cairn_arena arena; /* the plan */
    struct cairn_lab_canon canon;
    struct cairn_environments environments;
    struct cairn_lab_family *families;
    size_t family_count;
    unsigned jobs;
    uint64_t seed;
    const char *cannot_run; /* why no arm can run on this machine; NULL: they can */
    bool has_trouble;       /* something asked for could not be done, and was reported */
    char *kept;             /* --keep: where worlds are; NULL: none is kept yet */
    struct cairn_lab_report report;
};

/* --- plan.c --- */
/* Families, lanes, trials and cells of the request, with their committed evidence. */
enum cairn_status cairn_lab_plan(
    struct cairn_lab_prove *prove, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_lab_plan_done(struct cairn_lab_prove *prove);
/* Which cells run, and how often: after cells were chosen. Counts the arms. */
void cairn_lab_plan_repeats(struct cairn_lab_prove *prove);
/* The committed result of a cell; NULL: none. */
const struct cairn_value *cairn_lab_recorded(
    const struct cairn_lab_trial *trial, struct cairn_span change);
/* One line that repeats a cell. */
const char *cairn_lab_command(struct cairn_arena *arena, const struct cairn_lab_cell *cell);

/* --- choose.c --- */
/* Leaves only a random sample of committed cells to run. */
enum cairn_status cairn_lab_choose_sample(
    struct cairn_lab_prove *prove, struct cairn_error *err) CAIRN_MUST_USE;
/* Puts mutants of the rigs in place of the cells. */
enum cairn_status cairn_lab_choose_mutants(
    struct cairn_lab_prove *prove, struct cairn_error *err) CAIRN_MUST_USE;

/* --- run.c --- */
/* Plays the plan. Ends early, with what was won, when a signal came or nobody reads the events. */
enum cairn_status cairn_lab_play(
    struct cairn_lab_prove *prove, struct cairn_error *err) CAIRN_MUST_USE;

/* --- trial.c --- */
/* All arms of the trial are in: judges, reports and keeps its evidence. */
enum cairn_status cairn_lab_trial_finish(struct cairn_lab_prove *prove,
    struct cairn_lab_trial *trial, struct cairn_error *err) CAIRN_MUST_USE;
/* Reports the result of a cell that is no part of a trial. */
enum cairn_status cairn_lab_report_cell(struct cairn_lab_prove *prove, struct cairn_lab_cell *cell,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Writes what was won of a family; a failure is reported once. */
enum cairn_status cairn_lab_write_evidence(struct cairn_lab_prove *prove,
    struct cairn_lab_family *family, struct cairn_error *err) CAIRN_MUST_USE;

/* --- tell.c --- */
/* Does the tell say yes on what the placebo's arm showed? `record`: source of the record that the
 * baseline names, or NULL. */
enum cairn_status cairn_lab_tell(const struct cairn_lab_family *family,
    const struct cairn_value *tell, const struct cairn_source_record *record,
    const struct cairn_lab_facts *placebo, bool *out_says_yes,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
