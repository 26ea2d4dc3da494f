/*
 * What an author claims, and whether what was measured agrees: version ranges, the claim `on` of a
 * change, the `yields` of a cause. Pure functions; lint, the ledger and the lab ask the same ones.
 */
#ifndef CAIRN_LEDGER_CLAIM_H
#define CAIRN_LEDGER_CLAIM_H

#include <stdbool.h>

#include "base/span.h"
#include "formats/value.h"

/* Order of two upstream versions: number by number, letters behind a number last: 3.0 < 3.0.1,
 * 1.1.1 < 1.1.1w, 1.9 < 1.10. Negative, 0, positive. */
int cairn_version_compare(struct cairn_span a, struct cairn_span b);
/* Do the versions {program: version} lie within "nginx >= 1.27.4, openssl < 3"? Empty ranges hold
 * for all; a program that is not there is within none. A malformed range holds for none. */
bool cairn_versions_within(const struct cairn_value *programs, struct cairn_span ranges);

/* The claim of a change or plan for a cause in these versions: "resolves", "harms:mitm" …;
 * "nothing" where none is made. A cause that is not named has the claim of '*'. */
struct cairn_span cairn_claim_on(
    const struct cairn_value *change, struct cairn_span cause, const struct cairn_value *programs);
/* `on` of a cause as written (a text, or a list by version), or that of '*'; NULL: none. */
const struct cairn_value *cairn_claim_written(
    const struct cairn_value *change, struct cairn_span cause);
/* Does the result (a word, or [word, detail]) agree with the claim? docs/lab.md, the second table.
 */
bool cairn_claim_accepts(struct cairn_span claim, const struct cairn_value *result);

/* What a cause prints in these versions. */
enum cairn_yielded {
    CAIRN_YIELDED_UNCLAIMED, /* no entry of yields applies: nothing is claimed */
    CAIRN_YIELDED_AGREES,
    CAIRN_YIELDED_DIFFERS,
};
/* `names`: the record that a baseline named, or "unknown" or "silent", which only `none` accepts.
 */
enum cairn_yielded cairn_claim_yields(
    const struct cairn_value *cause, const struct cairn_value *programs, struct cairn_span names);

/* Parts of a result: its word, and its detail or the empty span. */
struct cairn_span cairn_result_word(const struct cairn_value *result);
struct cairn_span cairn_result_detail(const struct cairn_value *result);

#endif
