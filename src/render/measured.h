/*
 * What was measured, as sentences that every format shows in its own markup. Results are counts
 * (3 of 10 causes, on 4 of 4 versions), never shares or intervals: causes are chosen and versions
 * are alike, so more would claim too much. Each appends unescaped text and says whether there was
 * anything to say.
 */
#ifndef CAIRN_RENDER_MEASURED_H
#define CAIRN_RENDER_MEASURED_H

#include <stdbool.h>

#include "base/buf.h"
#include "formats/value.h"

/* "resolves 3 of 10 causes, on 4 of 4 versions": of a workaround with `success_by_cause`, among
 * causes that have a basis. */
bool cairn_measured_success(struct cairn_buf *buf, const struct cairn_value *workaround,
    const struct cairn_value *causes, bool in_chinese);
/* "fails in 40 of 40 cells; harm: anybody can read along": of a dead end with `fail`; `harms` are
 * the record's, or NULL. */
bool cairn_measured_fail(struct cairn_buf *buf, const struct cairn_value *dead_end,
    const struct cairn_value *harms, bool in_chinese);
/* "resolves 1 of 10 causes": what the lab says to a claim. */
bool cairn_measured_claim_result(struct cairn_buf *buf, const struct cairn_value *claim,
    const struct cairn_value *record, bool in_chinese);
/* "another canon claims 0.85; measured: resolves 1 of 10 causes" */
bool cairn_measured_claim(struct cairn_buf *buf, const struct cairn_value *claim,
    const struct cairn_value *record, bool in_chinese);
/* "Measured: yes on this cause in 4 of 4 versions, but also on: The root is unknown (2 of 4)" */
bool cairn_measured_tell(struct cairn_buf *buf, const struct cairn_value *tell,
    const struct cairn_value *causes, bool in_chinese);
/* "in 3 of 7 cells" of a transition. */
bool cairn_measured_transition(
    struct cairn_buf *buf, const struct cairn_value *entry, bool in_chinese);
/* "measured on nginx 1.18–1.30": `measured_on` of a finding. */
bool cairn_measured_on(
    struct cairn_buf *buf, const struct cairn_value *measured_on, bool in_chinese);
/* "measured in kiln-1, kiln-2": `named_in` of a cause. */
bool cairn_measured_named_in(
    struct cairn_buf *buf, const struct cairn_value *cause, bool in_chinese);

#endif
