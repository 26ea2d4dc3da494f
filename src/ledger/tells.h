/*
 * Tells that share their command are one command with several outcomes. Which commands a record
 * has, and which one of them decides: the one that tells most causes apart.
 */
#ifndef CAIRN_LEDGER_TELLS_H
#define CAIRN_LEDGER_TELLS_H

#include <stdbool.h>

#include "base/span.h"
#include "formats/value.h"

/* Does a tell with this command speak of this cause? */
bool cairn_tells_cause(
    const struct cairn_value *tells, struct cairn_span command, struct cairn_span cause);
/* The first tell of the command that covers most of `causes`; NULL when none speaks of any. */
const struct cairn_value *cairn_tells_deciding(
    const struct cairn_value *tells, const struct cairn_value *causes);
/* Is it the first one of its command? */
bool cairn_tells_is_first(const struct cairn_value *tells, const struct cairn_value *tell);

#endif
