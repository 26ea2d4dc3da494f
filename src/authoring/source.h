/*
 * The source tree of a canon, read into memory: canon.yaml, RETIRED, domains, families, records,
 * imported records. What cannot be read or parsed becomes a complaint, and reading goes on: an
 * author sees all complaints at once.
 */
#ifndef CAIRN_AUTHORING_SOURCE_H
#define CAIRN_AUTHORING_SOURCE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "base/vec.h"
#include "formats/value.h"

struct cairn_source_file {
    struct cairn_span path;    /* relative to the canon's folder; empty: there is no such file */
    struct cairn_value *value; /* NULL when absent or not parsed */
    struct cairn_span text;    /* verbatim */
};

struct cairn_source_record {
    struct cairn_span id; /* domain/slug */
    struct cairn_span slug;
    struct cairn_source_family *family; /* NULL for imported records */
    struct cairn_source_file en, zh;
    bool is_imported;
    struct cairn_source_file origin; /* imported only */
    /* Imported only: why this record is kept and shown but not matched; empty when it is matched.
     * Set by cairn_source_judge_imported, which lint and build call. */
    struct cairn_span unindexed_reason;
    bool is_judged;
};

struct cairn_source_family {
    struct cairn_span id; /* domain/family */
    struct cairn_source_domain *domain;
    struct cairn_source_file en, zh;   /* family.yaml may be absent: a record that stands alone */
    struct cairn_vec records;          /* struct cairn_source_record * in order of id */
    struct cairn_source_file rig;      /* rig.sh; text only */
    struct cairn_source_file evidence; /* evidence.ndjson: an array of its lines */
    struct cairn_source_file transcripts; /* transcripts.zst; bytes only */
    struct cairn_map recipes; /* cause to its present recipe (const char *): cairn_source_recipes */
    bool has_recipes;
};

struct cairn_source_domain {
    struct cairn_span id;
    struct cairn_source_file en, zh;
    struct cairn_vec families; /* struct cairn_source_family * */
    struct cairn_vec imported; /* struct cairn_source_record * */
};

struct cairn_source {
    struct cairn_arena arena;
    struct cairn_source_file canon, canon_zh; /* canon.yaml, canon.zh.yaml */
    struct cairn_source_file retired;         /* text only */
    struct cairn_source_file environments;    /* environments.yaml, or absent */
    bool is_bilingual;
    struct cairn_vec domains; /* struct cairn_source_domain * in order of id */
    struct cairn_vec
        records; /* all struct cairn_source_record * in order of id, imported ones among them */
    struct cairn_map by_id; /* id to struct cairn_source_record *; of two with one id the first */
};

/* One complaint of lint or of reading. Texts live in the source's arena. */
struct cairn_complaint {
    bool is_error;             /* false: a note; build goes on */
    const char *rule;          /* stable id of the rule, such as "unknown-field" */
    struct cairn_span path;    /* file, relative to the canon's folder */
    uint32_t line;             /* 0: the file as a whole */
    struct cairn_span message; /* what is wrong and why */
    struct cairn_span hint;    /* how to mend it */
    struct cairn_span record;  /* id, or empty */
};

/* All-zero is a valid empty list. */
struct cairn_complaints {
    struct cairn_vec items; /* struct cairn_complaint, in order of path and line once sorted */
    size_t error_count;
};

/* On success the caller frees *out_source with cairn_source_free; the complaints point into it. */
enum cairn_status cairn_source_read(const char *canon_folder, struct cairn_source **out_source,
    struct cairn_complaints *complaints, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_source_free(struct cairn_source *source);
void cairn_complaints_done(struct cairn_complaints *complaints);
/* Adds one complaint; the message is formatted into the arena of `source`. */
enum cairn_status cairn_complain(struct cairn_source *source, struct cairn_complaints *complaints,
    const struct cairn_complaint *where, struct cairn_error *err, const char *format, ...)
    CAIRN_PRINTF(5, 6) CAIRN_MUST_USE;
/* In order of path, line, rule, message. */
void cairn_complaints_sort(struct cairn_complaints *complaints);

/* Where the causes, changes and tells of a record stand: family.yaml, or the record's own file. May
 * be NULL. */
const struct cairn_value *cairn_source_body(const struct cairn_source_record *record);
const struct cairn_value *cairn_source_body_zh(const struct cairn_source_record *record);

/* The same of a family: family.yaml, or its only record when that stands alone; else NULL. */
const struct cairn_value *cairn_source_family_body(const struct cairn_source_family *family);

/* Fills in `recipes` for every cause of a family that has a rig. Doing it twice costs nothing. */
enum cairn_status cairn_source_recipes(struct cairn_source *source,
    struct cairn_source_family *family, struct cairn_error *err) CAIRN_MUST_USE;
/* The body of a function of a rig ("name() {" at the start of a line, up to "}" alone on one, or
 * all on one line), comments and all. False: there is none. */
bool cairn_rig_function(struct cairn_span rig, struct cairn_span name, struct cairn_span *out_body);

/* Takes the next trial off the bytes of transcripts.zst (docs/lab.md); all point into them. What is
 * not of that form is CAIRN_ERR_INVALID. */
enum cairn_status cairn_transcript_next(struct cairn_span *rest, struct cairn_span *out_cause,
    struct cairn_span *out_environment, struct cairn_span *out_frame,
    struct cairn_error *err) CAIRN_MUST_USE;

/* The safety rules for every imported record (dialect, anchor, attack strings, id, control
 * characters): fills in unindexed_reason. Doing it twice costs nothing. */
enum cairn_status cairn_source_judge_imported(
    struct cairn_source *source, struct cairn_error *err) CAIRN_MUST_USE;

#endif
