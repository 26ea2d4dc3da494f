/*
 * What users reported, as sentences that every format shows in its own markup. These are votes, not
 * measurements: they have an interval, and never stand in one figure with counts of the lab. Each
 * appends unescaped text and says whether there was anything to say.
 */
#ifndef CAIRN_RENDER_FIELD_H
#define CAIRN_RENDER_FIELD_H

#include <stdbool.h>

#include "base/buf.h"
#include "formats/value.h"

/* "confirmed; reports: 4, reporters: 3, organisations: 2": of a `field` with votes. */
bool cairn_field_sum(struct cairn_buf *buf, const struct cairn_value *field, bool in_chinese);
/* "worked in 3 of 4 reports (95 percent interval: 30% to 95%)": of an entry of its `changes`. */
bool cairn_field_worked(struct cairn_buf *buf, const struct cairn_value *entry, bool in_chinese);
/* "by cause: The tank is empty 2 of 2, not known 1 of 2": `causes` has the titles, or is NULL. */
bool cairn_field_causes(struct cairn_buf *buf, const struct cairn_value *entry,
    const struct cairn_value *causes, bool in_chinese);
/* "unattributed, in no count: worked in 1 of 2" */
bool cairn_field_unattributed(
    struct cairn_buf *buf, const struct cairn_value *entry, bool in_chinese);
/* "users reported: worked in 3 of 4": `field` of a finding's best change. */
bool cairn_field_best(struct cairn_buf *buf, const struct cairn_value *best, bool in_chinese);
/* What a change does, where the record's workarounds or dead ends say so; else its id. */
struct cairn_span cairn_field_action(const struct cairn_value *record, struct cairn_span change);

#endif
