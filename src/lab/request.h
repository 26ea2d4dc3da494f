/* What cairn-lab is asked: one JSON document on standard input (docs/design/results.md). */
#ifndef CAIRN_LAB_REQUEST_H
#define CAIRN_LAB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

enum cairn_lab_verb {
    CAIRN_LAB_PROVE,
    CAIRN_LAB_ENV_LIST,
    CAIRN_LAB_ENV_ADD,
    CAIRN_LAB_ENV_REMOVE,
};

struct cairn_lab_names {
    const struct cairn_span *items;
    size_t count; /* 0: not given, which is all */
};

struct cairn_lab_request {
    struct cairn_arena arena; /* all texts */
    enum cairn_lab_verb verb;
    const char *canon; /* folder, without a slash at its end */
    bool is_trusted;
    struct cairn_lab_names select, environments, causes, changes;
    struct cairn_lab_names names; /* env-…: of environments */
    uint32_t jobs, sample, runs;  /* 0: the default; all; CAIRN_LAB_REPEATS */
    uint64_t seed;
    bool keep, check, stale, list, mutate;
};

/* Reads it whole. Freed with cairn_lab_request_done, also after a failure. */
enum cairn_status cairn_lab_request_read(
    int fd, struct cairn_lab_request *request, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_lab_request_done(struct cairn_lab_request *request);

/* Is it named, or none named at all? */
bool cairn_lab_names_have(const struct cairn_lab_names *names, struct cairn_span name);

#endif
