/*
 * What a cell's arm printed and logged, phase by phase, for people: at most 8 KiB, with times,
 * process ids and the like as constants. And the file that holds those of a family.
 */
#ifndef CAIRN_LAB_TRANSCRIPT_H
#define CAIRN_LAB_TRANSCRIPT_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "lab/facts.h"
#include "lab/sandbox.h"

/* One cell in all; more is cut in its middle. */
#define CAIRN_LAB_TRANSCRIPT_BYTES ((size_t)8 << 10)

/* Fills in facts->transcript from the record's frames. `ran`: what was applied, or NULL. */
enum cairn_status cairn_lab_transcript_make(struct cairn_lab_facts *facts,
    const struct cairn_record_frame *frames, size_t frame_count, const char *ran,
    struct cairn_error *err) CAIRN_MUST_USE;

/*
 * The text of a trial: for each cell a line "=== CHANGE RESULT", then its transcript. Replaces the
 * section of `change` in `trial`, or appends it.
 */
void cairn_lab_transcript_set(struct cairn_buf *trial, struct cairn_span change,
    struct cairn_span result, struct cairn_span transcript);

#endif
