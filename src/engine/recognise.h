/* What a text shows, event by event in its order: for the lab, which asks what came first. */
#ifndef CAIRN_ENGINE_RECOGNISE_H
#define CAIRN_ENGINE_RECOGNISE_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"
#include "base/vec.h"
#include "cairn/cairn.h"

struct cairn_arena;

struct cairn_sight {
    struct cairn_span record; /* id; empty: an error that no record matches */
    struct cairn_span text;   /* the event without colours */
    char template_id[32];     /* of an unknown one */
    bool is_error; /* at error level: an unknown one unless the program calls it a warning, a known
                      one when its record's severity is error */
};

/* Appends a struct cairn_sight for every event that is known or an error; texts are copied into
 * `arena`. A regex that reaches its match limit is CAIRN_ERR_LIMIT: nothing is known then. */
enum cairn_status cairn_engine_recognise(struct cairn_engine *engine, struct cairn_span text,
    struct cairn_arena *arena, struct cairn_vec *sights, struct cairn_error *err) CAIRN_MUST_USE;

#endif
