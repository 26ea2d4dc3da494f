/* Shared by the use cases: the open canons with their matchers, and the result. */
#ifndef CAIRN_ENGINE_ENGINE_INTERNAL_H
#define CAIRN_ENGINE_ENGINE_INTERNAL_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/span.h"
#include "cairn/cairn.h"
#include "canon/canon.h"
#include "formats/value.h"
#include "match/matcher.h"
#include "store/store.h"

struct cairn_site_memory;

struct cairn_engine_canon {
    struct cairn_canon *canon;
    struct cairn_matcher *matcher; /* opened when first needed */
};

/* An id that several canons have: which of them count, by number, nearest first. */
struct cairn_engine_share {
    uint32_t canons[CAIRN_LIMIT_CANONS];
    uint32_t
        count; /* the last one is the base, those before it extend it; 1: it overrides the rest */
};

struct cairn_engine {
    struct cairn_engine_canon canons[CAIRN_LIMIT_CANONS]; /* nearest first */
    size_t canon_count;
    struct cairn_map shares; /* id → struct cairn_engine_share; empty with one canon */
    struct cairn_map
        formats; /* log format → its domain (a NUL-terminated string); made when first asked for */
    bool has_formats;
    bool hides_folders;             /* of canon files, in results */
    const char *ledger_path;        /* in the arena; NULL: outcomes are not asked for */
    struct cairn_store *ledger;     /* opened when first needed; NULL: not yet, or no file */
    bool is_ledger_written;         /* else it was opened to be read */
    struct cairn_map error_records; /* id → is its severity error (recognise.c) */
    struct cairn_map kept;          /* "en:id" → struct cairn_engine_kept (kept.c) */
    struct cairn_arena kept_arena;
    int64_t kept_version;           /* of the ledger when they were read; 0: there was none */
    struct cairn_site_memory *site; /* what pages are made of; made when first asked for */
    struct cairn_arena arena;       /* lives as long as the engine */
};

struct cairn_result {
    struct cairn_arena arena;
    struct cairn_value *tree; /* has "schema" */
    enum cairn_conclusion conclusion;
};

#define CAIRN_AUTO_RESULT CAIRN_CLEANUP(cairn_result_free_pointer)

enum cairn_status cairn_result_new(
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_MUST_USE;
/* Cleanup for CAIRN_AUTO_RESULT; takes the address of the pointer. */
void cairn_result_free_pointer(struct cairn_result **result);
/* Hand a finished result over: fails, and leaves *out_result alone, when memory ran out while its
 * tree was made. */
enum cairn_status cairn_result_finish(struct cairn_result **take_result,
    enum cairn_conclusion conclusion, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_MUST_USE;

/* The ledger of outcomes; NULL: none was named, or with may_make false there is no file. */
enum cairn_status cairn_engine_ledger(struct cairn_engine *engine, bool may_make,
    struct cairn_store **out_ledger, struct cairn_error *err) CAIRN_MUST_USE;
/* Replaces `field` of a record by what was reported of it, if anything was. */
enum cairn_status cairn_engine_add_field(struct cairn_engine *engine, struct cairn_arena *arena,
    struct cairn_value *record, struct cairn_error *err) CAIRN_MUST_USE;

/* The record as it stands over all canons in use: the nearest one that has it, with `overrides` and
 * `extends` applied, and with what users reported of it. `id` may be an alias. NULL: none.
 * *out_canon (may be NULL) says whose: the nearest. */
enum cairn_status cairn_engine_record(struct cairn_engine *engine, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_language language, struct cairn_value **out_record,
    size_t *out_canon, struct cairn_error *err) CAIRN_MUST_USE;
/* The same for whoever only reads it: parsed once and kept for the next time, which is what makes a
 * program that explains one line after the other quick. Borrowed until the next call. NULL: none.
 */
enum cairn_status cairn_engine_keep_record(struct cairn_engine *engine, struct cairn_span id,
    enum cairn_language language, const struct cairn_value **out_record, size_t *out_canon,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Forget what was kept: an outcome was written down. */
void cairn_engine_forget_records(struct cairn_engine *engine);
/* The family of that id in the nearest canon that has it, whole; NULL: none. *out_canon (may be
 * NULL) says whose. */
enum cairn_status cairn_engine_family(struct cairn_engine *engine, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_language language, struct cairn_value **out_family,
    size_t *out_canon, struct cairn_error *err) CAIRN_MUST_USE;
/* The same, borrowed: the engine keeps the family read last in each language, until it reads
 * another one. For who asks for one cell after the other. */
enum cairn_status cairn_engine_keep_family(struct cairn_engine *engine, struct cairn_span id,
    enum cairn_language language, const struct cairn_value **out_family, size_t *out_canon,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Does what this canon says about `id` count, or does a nearer canon override it? */
bool cairn_engine_counts(const struct cairn_engine *engine, struct cairn_span id, size_t canon);
/* Records whose ids are near a mistyped one, [{id, signature}]: the nearest canon's first, each id
 * once, at most `limit`. */
enum cairn_status cairn_engine_near(struct cairn_engine *engine, struct cairn_arena *arena,
    struct cairn_span id, uint32_t limit, struct cairn_value **out_near,
    struct cairn_error *err) CAIRN_MUST_USE;
/* "canon": [{name, digest, records}] of every result. */
struct cairn_value *cairn_engine_describe_canons(
    struct cairn_engine *engine, struct cairn_arena *arena);
enum cairn_status cairn_engine_matcher(struct cairn_engine *engine, size_t canon,
    struct cairn_matcher **out_matcher, struct cairn_error *err) CAIRN_MUST_USE;
/* The domain whose domain.yaml names this log format; empty when none does. */
enum cairn_status cairn_engine_domain_of_format(struct cairn_engine *engine, const char *format,
    struct cairn_span *out_domain, struct cairn_error *err) CAIRN_MUST_USE;
/* A deep copy of a member (`from` may be NULL) as member `key` of `to`; null when there is none. */
void cairn_engine_copy_member(struct cairn_arena *arena, struct cairn_value *to, const char *key,
    const struct cairn_value *from, const char *from_key);
enum cairn_canon_language cairn_engine_canon_language(enum cairn_language language);
const char *cairn_engine_language_name(enum cairn_language language);
/* Domains or families of a canon's statistics, [{id, title, title_zh, records}], without the title
 * that is not read. */
struct cairn_value *cairn_engine_choose_titles(
    struct cairn_arena *arena, const struct cairn_value *groups, enum cairn_language language);
/* A result's tree, begun with the members that most results begin with: schema and language. NULL
 * without memory. */
struct cairn_value *cairn_engine_begin_tree(
    struct cairn_arena *arena, const char *schema, enum cairn_language language);

/* Find the ids that several canons have and fill in `shares`; CAIRN_ERR_CONFLICT unless the nearer
 * record allows it. */
enum cairn_status cairn_engine_find_shares(
    struct cairn_engine *engine, struct cairn_error *err) CAIRN_MUST_USE;
/* `nearer` extends `farther`: its workarounds, dead ends, tells, root causes, tags and claims go in
 * front. */
struct cairn_value *cairn_engine_extend(
    struct cairn_arena *arena, const struct cairn_value *nearer, const struct cairn_value *farther);

#endif
