/*
 * The evidence of a family: evidence.ndjson, one line a trial, and transcripts.zst beside it
 * (docs/lab.md). What a run has won replaces the lines of its trials; every other line stays as it
 * is, byte for byte.
 */
#ifndef CAIRN_LAB_EVIDENCE_H
#define CAIRN_LAB_EVIDENCE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/vec.h"
#include "formats/value.h"

/* A result is seen so often before it counts as settled. */
#define CAIRN_LAB_REPEATS 3

/* All transcripts of a family, packed. */
#define CAIRN_LAB_TRANSCRIPTS_BYTES ((size_t)8 << 20)

struct cairn_lab_evidence_trial {
    struct cairn_span cause, environment;
    struct cairn_span line;          /* verbatim, without its newline */
    const struct cairn_value *value; /* the line, read */
    struct cairn_span transcript;    /* a Zstandard frame; empty: none */
    bool is_won;                     /* put in by this run */
};

struct cairn_lab_evidence {
    struct cairn_arena arena;
    struct cairn_vec trials; /* struct cairn_lab_evidence_trial */
};

/* What became of a trial that was put in. */
enum cairn_lab_put {
    CAIRN_LAB_PUT_SAME,      /* as it was, to the byte */
    CAIRN_LAB_PUT_CONFIRMED, /* the same results, now seen more often or with their transcript */
    CAIRN_LAB_PUT_CHANGED,   /* new, or another result */
};
/* How often the results of a line were seen: its `runs`, at most CAIRN_LAB_REPEATS. */
unsigned cairn_lab_runs_of(const struct cairn_value *trial);

/* Reads both files of a family's folder; neither need be there. One that is a link, or no file at
 * all, is CAIRN_ERR_DENIED. A line that is no trial is left
 * out, as are transcripts that cannot be read: lint complains of them. Freed with
 * cairn_lab_evidence_done, also after a failure. */
enum cairn_status cairn_lab_evidence_read(struct cairn_lab_evidence *evidence, const char *folder,
    struct cairn_error *err) CAIRN_MUST_USE;
void cairn_lab_evidence_done(struct cairn_lab_evidence *evidence);

/* NULL: there is none. */
const struct cairn_lab_evidence_trial *cairn_lab_evidence_find(
    const struct cairn_lab_evidence *evidence, struct cairn_span cause,
    struct cairn_span environment);

/* Puts a trial in, in place of the one before. `trial` (an object) and the texts are copied. The
 * line of a trial whose results and recipe are those of the one before stays, but that `runs`
 * grows. `transcript`: the text, not packed yet; it goes in only with a changed line or where there
 * was none that can be read. */
enum cairn_status cairn_lab_evidence_put(struct cairn_lab_evidence *evidence,
    const struct cairn_value *trial, struct cairn_span transcript, enum cairn_lab_put *out_put,
    struct cairn_error *err) CAIRN_MUST_USE;

/* The text of a trial's transcript, appended; nothing where there is none. */
enum cairn_status cairn_lab_evidence_transcript(const struct cairn_lab_evidence_trial *trial,
    struct cairn_buf *out, struct cairn_error *err) CAIRN_MUST_USE;
/* The same of a trial that may be NULL; a transcript that is not there or is damaged is no failure:
 * *out_is_readable is false, and nothing is appended. */
enum cairn_status cairn_lab_evidence_read_transcript(const struct cairn_lab_evidence_trial *trial,
    struct cairn_buf *out, bool *out_is_readable, struct cairn_error *err) CAIRN_MUST_USE;

/* Writes both files, in order of `causes`, then of `environments` (arrays of names or of objects
 * with an id); trials of causes that are no more go. Each file is replaced whole, and only what was
 * put in differs from what is there by now: another run may have written meanwhile, and waits while
 * this one writes. */
enum cairn_status cairn_lab_evidence_write(const struct cairn_lab_evidence *evidence,
    const char *folder, const struct cairn_value *causes, const struct cairn_value *environments,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
