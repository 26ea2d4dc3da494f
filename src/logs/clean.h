/* Bringing mangled text back to what the program wrote. Colours are stripped everywhere; the rest
 * only in the second pass. */
#ifndef CAIRN_LOGS_CLEAN_H
#define CAIRN_LOGS_CLEAN_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/* Append `text` without ANSI escape sequences (CSI, OSC, single ESC x). */
void cairn_log_strip_escapes(struct cairn_buf *buf, struct cairn_span text);

/* One way to undo what a paste did to a message. Steps are tried one after the other, each on the
 * result of those before that changed something. */
struct cairn_log_repair {
    const char *name; /* stable, as in matched_after: "json-unescaped", "fence-stripped",
                         "container-prefix-stripped", "full-width-normalised", "lines-joined" … */
    /* Appends the repaired text; false (and nothing appended) when there was nothing to repair. */
    bool (*apply)(struct cairn_buf *buf, struct cairn_span text);
    /* A guess that stands for itself: where it did not help, the next step starts from the text
     * before it. */
    bool is_alternative;
};

/* In the order to try; *out_count entries, static. */
const struct cairn_log_repair *cairn_log_repairs(size_t *out_count);

#endif
