/* The loop and the ends of its arms. */
#ifndef CAIRN_LAB_RUN_INTERNAL_H
#define CAIRN_LAB_RUN_INTERNAL_H

#include "base/limits.h"
#include "lab/prove.h"

/* A running arm. */
struct cairn_lab_arm {
    struct cairn_lab_cell *cell; /* NULL: the slot is free */
    struct cairn_sandbox sandbox;
    int64_t took_ms;
    int exit;
    bool is_killed, is_too_large;
};

struct cairn_lab_playing {
    struct cairn_lab_prove *prove;
    struct cairn_lab_arm arms[CAIRN_LIMIT_LAB_JOBS];
    unsigned running;
    unsigned worlds; /* prepared ones, for their names */
};

/* --- arm.c --- */
/* The arm has ended: what its record shows goes to its cell, and to the lane or trial when it was
 * the last one that these waited for. */
enum cairn_status cairn_lab_arm_over(struct cairn_lab_playing *playing, struct cairn_lab_arm *arm,
    struct cairn_error *err) CAIRN_MUST_USE;

/* --- keep.c --- */
/* Unpacks the world of an arm into a folder of its own, with its transcript beside it. *out_folder
 * lives in the arena of the run. */
enum cairn_status cairn_lab_keep_world(struct cairn_lab_prove *prove,
    const struct cairn_lab_cell *cell, unsigned run, struct cairn_span world,
    struct cairn_span transcript, const char **out_folder, struct cairn_error *err) CAIRN_MUST_USE;

#endif
