/* Templates: the common shape of unknown events, with ids that do not depend on order, run or
 * machine. */
#ifndef CAIRN_LOGS_TEMPLATE_H
#define CAIRN_LOGS_TEMPLATE_H

#include "base/buf.h"
#include "base/span.h"

#define CAIRN_TEMPLATE_ID_SIZE 20 /* "t-" and 16 hexadecimal digits, NUL */

/*
 * Append the shape of a message (prefix.message): numbers, hexadecimal runs, addresses, paths,
 * UUIDs and quoted values become <*>; only the first line counts, of a Python traceback the last
 * that is not indented. `out_id` is derived from the shape alone.
 */
void cairn_template_of(
    struct cairn_buf *buf, struct cairn_span message, char out_id[CAIRN_TEMPLATE_ID_SIZE]);

#endif
