/* Private to src/engine: outcomes. */
#ifndef CAIRN_ENGINE_OUTCOME_INTERNAL_H
#define CAIRN_ENGINE_OUTCOME_INTERNAL_H

#include "engine/engine_internal.h"

/* What a report speaks of. */
struct cairn_engine_reported {
    struct cairn_span record; /* its id, were it named by a former one */
    size_t canon;             /* whose */
};

/* Does what the report names exist? Else CAIRN_ERR_NOT_FOUND with near ones. */
enum cairn_status cairn_engine_check_report(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_report *report, struct cairn_engine_reported *out_reported,
    struct cairn_error *err) CAIRN_MUST_USE;
/* [{id, action}]: what may be reported of a record (NULL: nothing): changes and plans of its
 * family, and those that it has itself. */
enum cairn_status cairn_engine_changes_of(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_value *record, enum cairn_language language,
    struct cairn_value **out_changes, struct cairn_error *err) CAIRN_MUST_USE;

#endif
