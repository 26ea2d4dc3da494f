/* Filling {{name}} in published commands and steps with what a log gave, safely or not at all. */
#ifndef CAIRN_ENGINE_FILL_H
#define CAIRN_ENGINE_FILL_H

#include "base/arena.h"
#include "base/span.h"
#include "formats/value.h"

/* A typed value of the first event. */
struct cairn_fill_capture {
    struct cairn_span name;
    struct cairn_span value;
    bool is_usable; /* passed the check of its type */
};

struct cairn_fill {
    struct cairn_arena *arena; /* results live here */
    const struct cairn_fill_capture *captures;
    size_t capture_count;
    const struct cairn_value *placeholders; /* of the record: {name: {type, means, example}} */
    struct cairn_value
        *unfilled; /* array that collects {name, means, why}, each name once; may be NULL */
};

/*
 * `text` in the language `as` (shell, nginx, …) with every {{name}} replaced: by the capture of
 * that name when it is usable and the language has a safe spelling for it at that place, else by
 * ‹means›. A fresh string value; null for an empty text. NULL without memory.
 */
struct cairn_value *cairn_fill_text(
    const struct cairn_fill *fill, struct cairn_span as, struct cairn_span text);

#endif
