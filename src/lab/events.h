/* What cairn-lab says: one JSON object a line on standard output (docs/design/results.md). */
#ifndef CAIRN_LAB_EVENTS_H
#define CAIRN_LAB_EVENTS_H

#include "base/arena.h"
#include "base/error.h"
#include "formats/value.h"

/* Lists of the final event, gathered while it runs. */
struct cairn_lab_report {
    struct cairn_arena arena;
    struct cairn_value *contradicted, *failed, *differ; /* cells */
    uint64_t agreed, arms;
    int64_t started_ms;
    bool is_interrupted;
};

/* Writes one event. CAIRN_ERR_CLOSED: nobody reads any more. */
enum cairn_status cairn_lab_emit(
    const struct cairn_value *event, struct cairn_error *err) CAIRN_MUST_USE;
/* cairn.message/1; `severity` is note, warning or error, `hint` may be NULL. */
enum cairn_status cairn_lab_message(struct cairn_error *err, const char *severity, const char *hint,
    const char *format, ...) CAIRN_PRINTF(4, 5) CAIRN_MUST_USE;
/* cairn.failure/1: the last event when nothing could be done. */
void cairn_lab_emit_failure(const struct cairn_error *failure);

#endif
