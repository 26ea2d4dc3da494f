/*
 * A compiled canon (canon.db): opening, looking up, searching. The file is foreign input: whatever
 * it holds, reading it gives a value or an error. One canon is used by one thread at a time.
 */
#ifndef CAIRN_CANON_CANON_H
#define CAIRN_CANON_CANON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"
#include "formats/value.h"

#define CAIRN_CANON_SCHEMA_VERSION 3

struct cairn_canon;

enum cairn_canon_language {
    CAIRN_CANON_EN,
    CAIRN_CANON_ZH,
};

struct cairn_canon_info {
    const char *name; /* from canon.yaml */
    const char *path; /* of the file */
    const char
        *digest; /* "sha256:" and 64 digits: over the content, the same for the same sources */
    const char *licence;
    uint32_t records;
    bool is_bilingual;
};

enum cairn_status cairn_canon_open(
    const char *path, struct cairn_canon **out_canon, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_canon_close(struct cairn_canon *canon);
const struct cairn_canon_info *cairn_canon_info(const struct cairn_canon *canon);

/* The published JSON of one record (docs/design/results.md), parsed into `arena`, but for what
 * cairn_canon_add_measured adds: its `cells` are empty, and so are `trials` and `lines` of its
 * `evidence`. `id` may be an alias (`formerly`). NULL in *out_record and CAIRN_OK: there is no such
 * record. Where there is no Chinese, the English one is given. */
enum cairn_status cairn_canon_get_record(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_canon_language language, struct cairn_value **out_record,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Makes a record of cairn_canon_get_record whole: fills in its cells, trials and lines. Nothing
 * changes where the lab measured nothing. */
enum cairn_status cairn_canon_add_measured(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_value *record, struct cairn_error *err) CAIRN_MUST_USE;
/* What was printed in a trial, as text in `arena`; data NULL: there is no transcript. `family` is
 * the record's `family`. */
enum cairn_status cairn_canon_get_transcript(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span family, struct cairn_span cause, struct cairn_span environment,
    struct cairn_span *out_text, struct cairn_error *err) CAIRN_MUST_USE;
/* The whole record as published, and for imported records the verbatim original (empty span
 * otherwise). Copied into `arena`. */
enum cairn_status cairn_canon_get_record_text(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_canon_language language, struct cairn_span *out_json,
    struct cairn_span *out_original, struct cairn_error *err) CAIRN_MUST_USE;
/* Whole. */
enum cairn_status cairn_canon_get_family(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_canon_language language, struct cairn_value **out_family,
    struct cairn_error *err) CAIRN_MUST_USE;
/* {formats: […], title, title_zh, about, about_zh} or NULL. */
enum cairn_status cairn_canon_get_domain(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, struct cairn_value **out_domain, struct cairn_error *err) CAIRN_MUST_USE;
/* {records, indexed, unindexed: [{id, reason}], domains: [{id, title, title_zh, records}],
 * families: [the same], tiers: {proved, reproduced, sourced, claimed, refuted}, lab: {rig, pending,
 * none, trials, cells, environments, stale}, languages, causes, changes, tells, claims, examples};
 * tiers and the states of lab count records, stale those trials whose recipe is another by now;
 * title_zh is left out where there is none. */
enum cairn_status cairn_canon_get_statistics(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_value **out_statistics, struct cairn_error *err) CAIRN_MUST_USE;

/* Calls `visit` with every record id in order of id (bytewise); a status other than OK stops and is
 * returned. `visit` may ask the canon anything but each_id and near_ids. */
enum cairn_status cairn_canon_each_id(struct cairn_canon *canon,
    enum cairn_status (*visit)(void *context, struct cairn_span id, struct cairn_error *err),
    void *context, struct cairn_error *err) CAIRN_MUST_USE;

/* Is there a transition of kind cascade from `from` to `to`? */
enum cairn_status cairn_canon_has_cascade(struct cairn_canon *canon, struct cairn_span from,
    struct cairn_span to, bool *out_has, struct cairn_error *err) CAIRN_MUST_USE;

struct cairn_canon_hit {
    struct cairn_span id; /* in the arena */
    struct cairn_span signature;
    struct cairn_span summary; /* first sentence of the root cause, in the language asked for */
    struct cairn_span tier;
    struct cairn_span severity;
    double score; /* higher is better; comparable within one canon */
};

struct cairn_canon_list {
    struct cairn_span after;  /* an id, which need not exist; empty: from the beginning */
    struct cairn_span domain; /* empty: all */
    uint32_t limit;
    enum cairn_canon_language language; /* of the summaries */
};

/* Records in order of id (bytewise), those behind `after`, at most `limit`: *out_hits is an array
 * of *out_count in `arena`; their scores are 0. */
enum cairn_status cairn_canon_list_records(struct cairn_canon *canon, struct cairn_arena *arena,
    const struct cairn_canon_list *list, struct cairn_canon_hit **out_hits, size_t *out_count,
    struct cairn_error *err) CAIRN_MUST_USE;

struct cairn_canon_search {
    struct cairn_span query;            /* words in English or Chinese, any bytes; escaped here */
    bool any_word;                      /* false: all words must occur; true: any (for "similar") */
    uint32_t limit;                     /* 0: 10; at most 1000 */
    struct cairn_span domain;           /* empty: all */
    enum cairn_canon_language language; /* of the summaries; both languages are always searched */
};

/* A typed query (any_word false) longer than CAIRN_LIMIT_QUERY or of more than
 * CAIRN_LIMIT_QUERY_WORDS words is CAIRN_ERR_LIMIT; of an any_word query what lies beyond is left
 * out. Where no record has all words, the last one counts as the beginning of a word. Equal scores
 * go by id. Best first; *out_hits is an array of *out_count in `arena`. Prunes an any_word query to
 * its rarest words. */
enum cairn_status cairn_canon_search(struct cairn_canon *canon, struct cairn_arena *arena,
    const struct cairn_canon_search *search, struct cairn_canon_hit **out_hits, size_t *out_count,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Ids near a mistyped one (edit distance), best first, at most `limit`. */
enum cairn_status cairn_canon_near_ids(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, uint32_t limit, struct cairn_canon_hit **out_hits, size_t *out_count,
    struct cairn_error *err) CAIRN_MUST_USE;

/* The match index: a blob read in pieces (match/matcher.h takes these as its source). */
size_t cairn_canon_index_size(const struct cairn_canon *canon);
enum cairn_status cairn_canon_index_read(struct cairn_canon *canon, size_t offset, char *memory,
    size_t size, struct cairn_error *err) CAIRN_MUST_USE;

#endif
