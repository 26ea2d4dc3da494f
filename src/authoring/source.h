/*
 * The source tree of a canon, read into memory: canon.yaml, RETIRED, domains, families, records, imported records. What
 * cannot be read or parsed becomes a complaint, and reading goes on: an author sees all complaints at once.
 */
#ifndef CAIRN_AUTHORING_SOURCE_H
#define CAIRN_AUTHORING_SOURCE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/vec.h"
#include "formats/value.h"

struct cairn_source_file {
    struct cairn_span path; /* relative to the canon's folder */
    struct cairn_value *value; /* NULL when absent or not parsed */
    struct cairn_span text;    /* verbatim */
};

struct cairn_source_record {
    struct cairn_span id; /* domain/slug */
    struct cairn_span slug;
    struct cairn_source_family *family;
    struct cairn_source_file en, zh;
    bool is_imported;
    struct cairn_source_file origin; /* imported only */
};

struct cairn_source_family {
    struct cairn_span id; /* domain/family */
    struct cairn_source_domain *domain;
    struct cairn_source_file en, zh; /* family.yaml may be absent: a record that stands alone */
    struct cairn_vec records;        /* struct cairn_source_record * in order of id */
};

struct cairn_source_domain {
    struct cairn_span id;
    struct cairn_source_file en, zh;
    struct cairn_vec families; /* struct cairn_source_family * */
    struct cairn_vec imported; /* struct cairn_source_record * */
};

struct cairn_source {
    struct cairn_arena arena;
    struct cairn_source_file canon;   /* canon.yaml */
    struct cairn_source_file retired; /* text only */
    bool is_bilingual;
    struct cairn_vec domains; /* struct cairn_source_domain * in order of id */
    struct cairn_vec records; /* all struct cairn_source_record * in order of id, imported ones among them */
};

/* One complaint of lint or of reading. Texts live in the source's arena. */
struct cairn_complaint {
    bool is_error; /* false: a note; build goes on */
    const char *rule;       /* stable id of the rule, such as "unknown-field" */
    struct cairn_span path; /* file, relative to the canon's folder */
    uint32_t line;          /* 0: the file as a whole */
    struct cairn_span message; /* what is wrong and why */
    struct cairn_span hint;    /* how to mend it */
    struct cairn_span record;  /* id, or empty */
};

struct cairn_complaints {
    struct cairn_vec items; /* struct cairn_complaint, in order of path and line once sorted */
    size_t error_count;
};

enum cairn_status cairn_source_read(const char *canon_folder, struct cairn_source **out_source, struct cairn_complaints *complaints, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_source_free(struct cairn_source *source);
void cairn_complaints_done(struct cairn_complaints *complaints);
/* Adds one complaint; the message is formatted into the arena of `source`. */
enum cairn_status cairn_complain(struct cairn_source *source, struct cairn_complaints *complaints, const struct cairn_complaint *where, struct cairn_error *err, const char *format, ...) CAIRN_PRINTF(5, 6) CAIRN_MUST_USE;

#endif
