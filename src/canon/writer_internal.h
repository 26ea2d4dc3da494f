/* Private to the writer: one record on its way into the file, and what is counted meanwhile. */
#ifndef CAIRN_CANON_WRITER_INTERNAL_H
#define CAIRN_CANON_WRITER_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "canon/writer.h"

enum cairn_canon_field {
    CAIRN_FIELD_SIGNATURE, /* the first six are the row of `record` … */
    CAIRN_FIELD_SUMMARY_EN,
    CAIRN_FIELD_SUMMARY_ZH,
    CAIRN_FIELD_PUBLISHED_EN,
    CAIRN_FIELD_PUBLISHED_ZH,
    CAIRN_FIELD_ORIGINAL,
    CAIRN_FIELD_MEASURED, /* the row of `record_evidence` */
    CAIRN_FIELD_WORDS_ID, /* … and these the row of `search` */
    CAIRN_FIELD_WORDS_SIGNATURE,
    CAIRN_FIELD_WORDS_ENGLISH,
    CAIRN_FIELD_PAIRS_CHINESE,
    CAIRN_FIELD_COUNT,
};

struct cairn_canon_range {
    size_t start, size;
    bool is_present;
};

/* A published text is large and needed once: `texts` is freed as soon as its row is written. */
struct cairn_canon_entry {
    struct cairn_span id; /* this and the following in the writer's arena */
    struct cairn_span tier;
    struct cairn_span severity;
    struct cairn_span family;    /* full id, or empty */
    struct cairn_span lab;       /* state, or empty */
    struct cairn_span confirmed; /* month of last_confirmed, "2026-11", or empty */
    struct cairn_span unindexed_reason;
    const struct cairn_value *aliases;     /* array of strings, or NULL */
    const struct cairn_value *transitions; /* array of {error_id, kind}, or NULL */
    uint32_t causes, changes, tells;       /* of a record that stands alone */
    const struct cairn_value *measured;    /* likewise: cairn_canon_measured_facts */
    uint32_t claims, examples;
    struct cairn_buf texts;
    struct cairn_canon_range fields[CAIRN_FIELD_COUNT];
};

/* A family or domain; the texts are in the writer's arena. */
struct cairn_canon_group {
    struct cairn_span id;
    const struct cairn_value
        *tree; /* {title, title_zh, causes, changes, tells}: what the statistics need */
    const struct cairn_value *measured; /* cairn_canon_measured_facts */
    struct cairn_span published_en;
    struct cairn_span published_zh;  /* data NULL: none */
    struct cairn_span measured_json; /* data NULL: nothing was measured */
    uint32_t records;
};

/* A transcript; all in the writer's arena. */
struct cairn_canon_transcript {
    struct cairn_span family, cause, environment;
    struct cairn_span frame;
};

struct cairn_canon_writer {
    struct cairn_arena arena;
    const struct cairn_value *info;
    struct cairn_vec entries;     /* struct cairn_canon_entry; sorted by id before writing */
    struct cairn_vec domains;     /* struct cairn_canon_group; likewise */
    struct cairn_vec families;    /* struct cairn_canon_group; likewise */
    struct cairn_vec transcripts; /* struct cairn_canon_transcript; sorted by their keys */
    struct cairn_buf index;
};

/* One text of the entry; data NULL when it has none. Borrowed until the entry changes. */
struct cairn_span cairn_canon_entry_field(
    const struct cairn_canon_entry *entry, enum cairn_canon_field field);

/* Fill in a zeroed entry from the published JSON; also after a failure the caller frees its texts
 * with cairn_buf_done(&entry->texts). */
enum cairn_status cairn_canon_entry_read(struct cairn_arena *arena,
    const struct cairn_canon_record_entry *source, struct cairn_canon_entry *entry,
    struct cairn_error *err) CAIRN_MUST_USE;

/* What was published without its cells, trials and lines; and these by themselves, {cells, trials,
 * lines}, NULL where nothing was measured. Both share nodes with `published`. */
struct cairn_value *cairn_canon_unmeasured(
    struct cairn_arena *arena, const struct cairn_value *published);
struct cairn_value *cairn_canon_measured(
    struct cairn_arena *arena, const struct cairn_value *published);
/* {trials, cells, stale, environments: [names]}; copied. */
const struct cairn_value *cairn_canon_measured_facts(
    struct cairn_arena *arena, const struct cairn_value *published);

/* The tree of cairn_canon_get_statistics; entries and groups are sorted. */
enum cairn_status cairn_canon_count(struct cairn_canon_writer *writer,
    const struct cairn_value **out_statistics, struct cairn_error *err) CAIRN_MUST_USE;

#endif
