/* Error-level markers: what programs write into the lines they mean as errors. Part of every index.
 */
#ifndef CAIRN_MATCH_MARKER_H
#define CAIRN_MATCH_MARKER_H

#include <stdbool.h>
#include <stddef.h>

struct cairn_marker {
    const char *text; /* lower case when ignore_case; at least CAIRN_ANCHOR_FAST bytes, so that the
                         scan stays fast */
    bool ignore_case;
};

extern const struct cairn_marker cairn_markers[];
extern const size_t cairn_marker_count;

#endif
