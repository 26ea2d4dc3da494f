/* The parts of explain: recognising events, counting them, folding consequences, telling what is
 * known about each. */
#ifndef CAIRN_ENGINE_EXPLAIN_INTERNAL_H
#define CAIRN_ENGINE_EXPLAIN_INTERNAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "engine/engine_internal.h"
#include "engine/fill.h"
#include "logs/prefix.h"
#include "logs/reader.h"
#include "logs/template.h"
#include "match/matcher.h"

/* --- explain_match.c: which records does an event show, over all canons --- */

struct cairn_recogniser {
    struct cairn_engine *engine;
    struct cairn_span domain; /* only records of this domain; empty: all */
    struct cairn_matcher *matchers[CAIRN_LIMIT_CANONS]; /* borrowed from the engine */
    struct cairn_vec
        found[CAIRN_LIMIT_CANONS];   /* struct cairn_candidate, in the text of the batch */
    size_t next[CAIRN_LIMIT_CANONS]; /* first candidate that no event has taken yet */
    struct cairn_vec own;            /* candidates of the event at hand, markers left out */
    struct cairn_vec matches;        /* struct cairn_match, of all canons */
    struct cairn_buf stripped;       /* the event at hand, without colours */
};

struct cairn_recognised {
    struct cairn_span text;      /* of the event, without colours; valid until the next event */
    struct cairn_match *matches; /* best first, one per record; likewise */
    size_t count;
    bool is_marked;      /* an error-level marker occurs, or it opens as errors do */
    bool has_candidates; /* an anchor or a marker occurs: worth a closer look */
    uint32_t limit_hits;
    struct cairn_log_prefix prefix; /* set when has_candidates */
};

enum cairn_status cairn_recogniser_init(struct cairn_recogniser *recogniser,
    struct cairn_engine *engine, const char *domain, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_recogniser_done(struct cairn_recogniser *recogniser);
/* Search a run of whole events; their offsets count from the start of `text`. */
enum cairn_status cairn_recogniser_search(struct cairn_recogniser *recogniser,
    struct cairn_span text, struct cairn_error *err) CAIRN_MUST_USE;
/* The events of the run, one after the other. `text` is the event's own. */
enum cairn_status cairn_recogniser_event(struct cairn_recogniser *recogniser,
    struct cairn_span text, size_t offset, bool has_escape, struct cairn_recognised *out,
    struct cairn_error *err) CAIRN_MUST_USE;

/* --- explain_scan.c: one pass over all inputs --- */

/* How often, when, and where first. */
struct cairn_explain_seen {
    uint64_t count;
    bool has_time;
    int64_t first_ms, last_ms;
    struct cairn_span input; /* name of the input of the first event */
    uint64_t line;
    struct cairn_span event; /* quoted, maybe cut */
    bool is_cut;
};

struct cairn_explain_capture {
    struct cairn_span name, value;
    bool is_cut;
};

struct cairn_explain_consequence {
    uint32_t number; /* of the known finding */
    uint64_t count;
};

struct cairn_explain_known {
    struct cairn_span record;
    uint32_t number; /* in order of appearance */
    struct cairn_explain_seen seen;
    struct cairn_explain_capture *captures; /* of the first event */
    size_t capture_count;
    struct cairn_vec also;         /* struct cairn_span: other records that the same events match */
    uint64_t folded;               /* occurrences that are consequences of other findings */
    struct cairn_vec consequences; /* struct cairn_explain_consequence */
    unsigned char *cascades; /* by the number of a possible cause: 0 not asked yet, 1 no, 2 yes;
                                NULL until asked */
};

struct cairn_explain_unknown {
    char template_id[CAIRN_TEMPLATE_ID_SIZE];
    struct cairn_span shape;
    enum cairn_log_level level;
    struct cairn_explain_seen seen;
};

/* A matched event, as the search for causes remembers it. Context members are hashes; 0: unknown.
 */
struct cairn_fold_occurrence {
    uint32_t finding, root; /* root: the finding that this occurrence counts below, or itself */
    size_t input;
    uint64_t event; /* its number among all events */
    bool has_time;
    int64_t time_ms;
    uint64_t pid, connection, source;
};

struct cairn_fold {
    struct cairn_fold_occurrence window[CAIRN_LIMIT_CASCADE_WINDOW]; /* ring */
    uint64_t count;                                                  /* all that were ever put in */
};

struct cairn_explain_input {
    struct cairn_span name;
    uint64_t lines, bytes;
    const char *failure; /* why reading ended early, in the arena; NULL: read to the end */
};

struct cairn_explain_scan {
    struct cairn_engine *engine;                 /* borrowed */
    const struct cairn_explain_options *options; /* borrowed */
    struct cairn_arena arena;                    /* findings and their texts */
    struct cairn_recogniser recogniser;
    struct cairn_map known_by_id, unknown_by_id;
    struct cairn_vec known;   /* struct cairn_explain_known * */
    struct cairn_vec unknown; /* struct cairn_explain_unknown * */
    struct cairn_vec inputs;  /* struct cairn_explain_input */
    struct cairn_fold *fold;
    struct cairn_buf scratch;
    uint64_t matched_lines, unknown_lines, events, bytes;
    uint64_t limit_hits, cut_events;
    uint64_t dropped_known, dropped_unknown; /* events whose finding did not fit below the limits */
    struct cairn_buf
        paste; /* the start of what was read, for similar records: at most CAIRN_LIMIT_QUERY */
};

enum cairn_status cairn_explain_scan_init(struct cairn_explain_scan *scan,
    struct cairn_engine *engine, const struct cairn_explain_options *options,
    struct cairn_error *err) CAIRN_MUST_USE;
void cairn_explain_scan_done(struct cairn_explain_scan *scan);
/* Read one input to its end. Its text is appended to `keep` as long as that stays within its limit
 * (its failure says so); may be NULL. An input that cannot be read (any further) is noted in
 * `inputs` and is no failure. */
enum cairn_status cairn_explain_scan_input(struct cairn_explain_scan *scan,
    const struct cairn_input *input, struct cairn_buf *keep,
    struct cairn_error *err) CAIRN_MUST_USE;
uint64_t cairn_explain_scan_lines(const struct cairn_explain_scan *scan);
/* Is an event that no record matches an error? The program's own level word decides; without one, a
 * marker in the text does. */
bool cairn_explain_is_unknown_error(const struct cairn_recognised *recognised);

/* --- explain_fold.c: errors that are printed because of another one just before --- */

/* One more occurrence of `known`: look for its cause among those before it, and remember it. */
enum cairn_status cairn_explain_fold(struct cairn_explain_scan *scan,
    struct cairn_explain_known *known, const struct cairn_log_prefix *prefix,
    struct cairn_error *err) CAIRN_MUST_USE;
bool cairn_explain_is_folded(
    const struct cairn_explain_known *known); /* every occurrence is a consequence */

/* --- explain_finding.c, explain_advice.c: from a finding to its part of the result --- */

/* A finding with what decides its place in the list. */
struct cairn_explain_item {
    struct cairn_value *value;
    bool is_unknown;
    bool is_consequence; /* some of its occurrences */
    int severity;        /* 0: worst */
    const struct cairn_explain_seen *seen;
    struct cairn_span id;
};

enum cairn_status cairn_explain_known_item(struct cairn_explain_scan *scan,
    struct cairn_arena *arena, const struct cairn_explain_known *known,
    struct cairn_explain_item *out_item, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_explain_unknown_item(struct cairn_arena *arena,
    const struct cairn_explain_unknown *unknown, struct cairn_explain_item *out_item);
/* cause, causes, decide, dead_ends, best, others: what to do about `record`. */
void cairn_explain_advice(
    const struct cairn_fill *fill, const struct cairn_value *record, struct cairn_value *finding);

/* --- explain_similar.c --- */

/* Records that share words with the input, at most three; none when something known was found. */
enum cairn_status cairn_explain_similar(struct cairn_explain_scan *scan, struct cairn_arena *arena,
    struct cairn_value **out_list, struct cairn_error *err) CAIRN_MUST_USE;

/* --- explain_result.c: the whole answer --- */

/* The tree of cairn.explanation/1. `repairs`: names of what the second pass undid, or NULL. */
enum cairn_status cairn_explain_build(struct cairn_explain_scan *scan,
    const struct cairn_value *repairs, struct cairn_result *result, bool *out_is_complete,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
