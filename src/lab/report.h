/* The events of a whole run: its start, its list of cells, its end. */
#ifndef CAIRN_LAB_REPORT_H
#define CAIRN_LAB_REPORT_H

#include "lab/prove.h"

/* Exit statuses of cairn prove. */
enum cairn_lab_exit {
    CAIRN_LAB_EXIT_AGREE = 0,
    CAIRN_LAB_EXIT_CONTRADICTION = 1,
    CAIRN_LAB_EXIT_TROUBLE = 2,
    CAIRN_LAB_EXIT_NOTHING_RAN = 4,
};

enum cairn_status cairn_lab_report_init(
    struct cairn_lab_prove *prove, struct cairn_error *err) CAIRN_MUST_USE;
/* cairn.prove-start/1 of each family. */
enum cairn_status cairn_lab_report_start(
    struct cairn_lab_prove *prove, struct cairn_error *err) CAIRN_MUST_USE;
/* cairn.prove-list/1. */
enum cairn_status cairn_lab_report_list(
    struct cairn_lab_prove *prove, struct cairn_error *err) CAIRN_MUST_USE;
/* cairn.prove/1. */
enum cairn_status cairn_lab_report_end(
    struct cairn_lab_prove *prove, int *out_exit, struct cairn_error *err) CAIRN_MUST_USE;
/* "environments": [{name, state, reason, programs}] of a family. */
struct cairn_value *cairn_lab_describe_lanes(
    struct cairn_arena *arena, const struct cairn_lab_family *family);

#endif
