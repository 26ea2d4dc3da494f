/* What looks like no log at all: packed or binary files that hold one. */
#ifndef CAIRN_LOGS_KIND_H
#define CAIRN_LOGS_KIND_H

#include "base/span.h"

struct cairn_log_kind {
    const char *is;  /* "compressed with gzip" */
    const char *how; /* a command that makes text of it */
};

/* By the first bytes of an input; NULL: text, or nothing that is known here. Static. */
const struct cairn_log_kind *cairn_log_kind_of(struct cairn_span start);

#endif
