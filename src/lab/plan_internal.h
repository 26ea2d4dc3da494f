/* The parts of planning. */
#ifndef CAIRN_LAB_PLAN_INTERNAL_H
#define CAIRN_LAB_PLAN_INTERNAL_H

#include "lab/prove.h"

/* A family that is asked for: whole, or the causes of some of its records. */
struct cairn_lab_selected {
    struct cairn_source_family *family;
    struct cairn_vec records; /* struct cairn_span */
    bool is_whole;
};

/* --- select.c --- */
/* Appends struct cairn_lab_selected, whose vectors the caller frees. None with a rig: an error. */
enum cairn_status cairn_lab_select_families(struct cairn_lab_prove *prove,
    struct cairn_vec *selected, struct cairn_error *err) CAIRN_MUST_USE;
/* Are there the causes, changes and environments that the request names? */
enum cairn_status cairn_lab_select_check(
    struct cairn_lab_prove *prove, struct cairn_error *err) CAIRN_MUST_USE;

/* --- plan_lane.c --- */
/* The lanes of a family; `selected` says which causes. */
enum cairn_status cairn_lab_plan_lanes(struct cairn_lab_prove *prove,
    struct cairn_lab_family *family, const struct cairn_lab_selected *selected,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
