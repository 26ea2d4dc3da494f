/* Shared by the use cases: the open canons with their matchers, and the result. */
#ifndef CAIRN_ENGINE_ENGINE_INTERNAL_H
#define CAIRN_ENGINE_ENGINE_INTERNAL_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/span.h"
#include "cairn/cairn.h"
#include "canon/canon.h"
#include "formats/value.h"
#include "match/matcher.h"

struct cairn_engine_canon {
    struct cairn_canon *canon;
    struct cairn_matcher *matcher; /* opened when first needed */
};

struct cairn_engine {
    struct cairn_engine_canon canons[CAIRN_LIMIT_CANONS]; /* nearest first */
    size_t canon_count;
    struct cairn_arena arena; /* lives as long as the engine */
};

struct cairn_result {
    struct cairn_arena arena;
    struct cairn_value *tree; /* has "schema" */
    enum cairn_outcome outcome;
};

enum cairn_status cairn_result_new(struct cairn_result **out_result, struct cairn_error *err) CAIRN_MUST_USE;

/* The record as it stands over all canons in use: the nearest one that has it, with `overrides` and `extends` applied. NULL: none. *out_canon (may be NULL) says whose. */
enum cairn_status cairn_engine_record(struct cairn_engine *engine, struct cairn_arena *arena, struct cairn_span id, enum cairn_language language, struct cairn_value **out_record, size_t *out_canon, struct cairn_error *err) CAIRN_MUST_USE;
/* "canon": [{name, digest, records}] of every result. */
struct cairn_value *cairn_engine_describe_canons(struct cairn_engine *engine, struct cairn_arena *arena);
enum cairn_status cairn_engine_matcher(struct cairn_engine *engine, size_t canon, struct cairn_matcher **out_matcher, struct cairn_error *err) CAIRN_MUST_USE;

#endif
