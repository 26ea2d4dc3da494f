/* What differs from run to run becomes a constant of the same form: times, process ids, connection
 * numbers, ports of the ephemeral range. The text still reads, and parses, as what it is. */
#ifndef CAIRN_LAB_NORMALISE_H
#define CAIRN_LAB_NORMALISE_H

#include "base/buf.h"
#include "base/span.h"

/* Appends the text so. Doing it twice changes nothing. */
void cairn_lab_normalise(struct cairn_buf *out, struct cairn_span text);

#endif
