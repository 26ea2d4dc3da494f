/*
 * What one arm showed: its record (lab/sandbox.h), read by phase, with Cairn's own matcher on what
 * the programs wrote. Judging is done elsewhere (lab/judge.h); nothing here knows a claim.
 */
#ifndef CAIRN_LAB_FACTS_H
#define CAIRN_LAB_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"
#include "cairn/cairn.h"

enum cairn_lab_verdict { CAIRN_LAB_UNSAID = 0, CAIRN_LAB_YES, CAIRN_LAB_NO };

/* What `healthy` said. */
struct cairn_lab_said {
    enum cairn_lab_verdict verdict;
    struct cairn_span why;
};

/* What the log of a phase and what its question printed show, in that order. */
struct cairn_lab_sights {
    struct cairn_span names;    /* the first error: a record, "unknown" or "silent" */
    struct cairn_span line;     /* its event; empty when silent */
    char template_id[32];       /* of an unknown one */
    struct cairn_span *records; /* every known one, each once, in order */
    struct cairn_span *lines;   /* of each its first event */
    size_t record_count;
    bool has_error; /* something at error level */
};

struct cairn_lab_harm {
    struct cairn_span id;
    struct cairn_lab_said said;
};

/* A tell's command: its exit status and what it printed. */
struct cairn_lab_told {
    unsigned number; /* 1: the first command of the stage */
    int exit;
    struct cairn_span output;
};

struct cairn_lab_facts {
    struct cairn_arena arena; /* all texts */
    const char *invalid;      /* why the arm shows nothing; NULL: it ran to its end */
    struct cairn_lab_said before, after, later;
    struct cairn_lab_sights before_log, apply_log, after_log, later_log, real_log;
    bool has_real; /* the phase of real_error was played */
    bool was_refused;
    struct cairn_span refusal;
    struct cairn_span state_before, state_after; /* digests of the world; empty: not taken */
    struct cairn_lab_harm *harms;
    size_t harm_count;
    struct cairn_lab_told *told;
    size_t told_count;
    double apply_s;               /* what the phase of applying took */
    double seconds;               /* what the arm took, as its runner saw it; set by the runner */
    struct cairn_span transcript; /* per phase; made by lab/transcript.h */
};

struct cairn_lab_reading {
    struct cairn_engine *engine;
    /* Records that count whatever their severity: those of the family. */
    const struct cairn_span *own;
    size_t own_count;
    uint64_t took_ms; /* what the arm took by the runner's clock: no event can be later */
    const char *ran;  /* for the transcript: what was applied; may be NULL */
};

/* Reads a record. One that is damaged, or of an arm that broke, gives facts that are `invalid`, and
 * CAIRN_OK. Freed with cairn_lab_facts_done, also after a failure. */
enum cairn_status cairn_lab_facts_read(struct cairn_lab_facts *facts, struct cairn_span record,
    const struct cairn_lab_reading *reading, struct cairn_error *err) CAIRN_MUST_USE;
/* Facts of an arm that never ran, or whose record was lost. */
void cairn_lab_facts_fail(struct cairn_lab_facts *facts, const char *format, ...)
    CAIRN_PRINTF(2, 3);
void cairn_lab_facts_done(struct cairn_lab_facts *facts);

/* Is `record` among what these sights show? */
bool cairn_lab_sights_show(const struct cairn_lab_sights *sights, struct cairn_span record);

#endif
