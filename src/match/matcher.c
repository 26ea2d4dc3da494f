/*
 * The matcher: opens an index, finds candidates (scan.c), confirms them with PCRE2 on one event,
 * ranks (rank.c).
 *
 * Per pattern there is a slot: when it was last asked for (so that each regex runs once per event),
 * and its compiled form in a least-recently-used list. Per record: which match of the current event
 * is its best. Both arrays are zeroed memory that the system provides as it is touched, so opening
 * an index of 100,000 records costs next to nothing. Record ids live in the index's pages, as long
 * as the matcher; everything else of an answer lives until the next one.
 */
#include "match/matcher.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/limits.h"
#include "match/blob.h"
#include "match/pattern.h"
#include "match/scan.h"

#define NONE UINT32_MAX

struct pattern_slot {
    struct cairn_pattern *compiled; /* NULL: not compiled, or dropped */
    uint32_t newer, older;          /* neighbours in the list of compiled ones, while compiled */
    uint32_t asked;                 /* number of the event that last asked */
};

struct record_slot {
    uint32_t event; /* number of the event that last matched */
    uint32_t match; /* index of its match */
};

struct cairn_matcher {
    struct cairn_blob blob;
    struct cairn_scanner scanner;
    struct cairn_pattern_workspace *workspace;
    struct pattern_slot *patterns;
    struct record_slot *records;
    uint32_t pattern_count, record_count;
    uint32_t newest, oldest, compiled_count;
    uint32_t event; /* number of the current one, from 1 */
    struct cairn_vec matches;
    struct cairn_arena arena; /* of the current event */
};

/* ---- opening ---- */

static enum cairn_status open_parts(
    struct cairn_matcher *matcher, const struct cairn_index_source *source, struct cairn_error *err)
{
    enum cairn_status status = cairn_blob_open(&matcher->blob, source, err);
    if (status != CAIRN_OK)
        return status;
    status = cairn_scanner_init(&matcher->scanner, &matcher->blob, err);
    if (status != CAIRN_OK)
        return status;
    matcher->pattern_count =
        matcher->blob.sections[CAIRN_INDEX_PATTERNS].size / CAIRN_INDEX_PATTERN_SIZE;
    matcher->record_count =
        matcher->blob.sections[CAIRN_INDEX_RECORDS].size / CAIRN_INDEX_RECORD_SIZE;
    matcher->patterns = cairn_alloc_array(matcher->pattern_count, sizeof *matcher->patterns);
    matcher->records = cairn_alloc_array(matcher->record_count, sizeof *matcher->records);
    if (!matcher->patterns || !matcher->records)
        return CAIRN_FAIL_MEMORY(err);
    return cairn_pattern_workspace_new(&matcher->workspace, err);
}

enum cairn_status cairn_matcher_open(const struct cairn_index_source *source,
    struct cairn_matcher **out_matcher, struct cairn_error *err)
{
    struct cairn_matcher *matcher = cairn_alloc(sizeof *matcher);
    if (!matcher)
        return CAIRN_FAIL_MEMORY(err);
    matcher->matches = CAIRN_VEC_OF(struct cairn_match);
    matcher->newest = NONE;
    matcher->oldest = NONE;
    cairn_arena_init(&matcher->arena, 0);
    enum cairn_status status = open_parts(matcher, source, err);
    if (status != CAIRN_OK) {
        cairn_matcher_close(matcher);
        return status;
    }
    *out_matcher = matcher;
    return CAIRN_OK;
}

void cairn_matcher_close(struct cairn_matcher *matcher)
{
    if (!matcher)
        return;
    for (uint32_t i = 0; matcher->patterns && i < matcher->pattern_count; i++)
        cairn_pattern_free(matcher->patterns[i].compiled);
    cairn_pattern_workspace_free(matcher->workspace);
    cairn_free(matcher->patterns);
    cairn_free(matcher->records);
    cairn_vec_done(&matcher->matches);
    cairn_arena_done(&matcher->arena);
    cairn_scanner_done(&matcher->scanner);
    cairn_blob_close(&matcher->blob);
    cairn_free(matcher);
}

enum cairn_status cairn_matcher_find(struct cairn_matcher *matcher, struct cairn_span text,
    struct cairn_vec *candidates, struct cairn_error *err)
{
    return cairn_scanner_find(&matcher->scanner, text, candidates, err);
}

/* ---- compiled regexes ---- */

static void unlink_pattern(struct cairn_matcher *matcher, uint32_t number)
{
    struct pattern_slot *slot = &matcher->patterns[number];
    if (slot->newer == NONE)
        matcher->newest = slot->older;
    else
        matcher->patterns[slot->newer].older = slot->older;
    if (slot->older == NONE)
        matcher->oldest = slot->newer;
    else
        matcher->patterns[slot->older].newer = slot->newer;
}

static void link_newest(struct cairn_matcher *matcher, uint32_t number)
{
    struct pattern_slot *slot = &matcher->patterns[number];
    slot->newer = NONE;
    slot->older = matcher->newest;
    if (matcher->newest == NONE)
        matcher->oldest = number;
    else
        matcher->patterns[matcher->newest].newer = number;
    matcher->newest = number;
}

static void drop_oldest(struct cairn_matcher *matcher)
{
    uint32_t number = matcher->oldest;
    unlink_pattern(matcher, number);
    cairn_pattern_free(matcher->patterns[number].compiled);
    matcher->patterns[number].compiled = NULL;
    matcher->compiled_count--;
}

/* An entry of the pattern section. */
struct pattern_entry {
    uint32_t text_offset, text_size, record, literal_length;
};

static enum cairn_status read_pattern(struct cairn_matcher *matcher, uint32_t number,
    struct pattern_entry *out_entry, struct cairn_error *err)
{
    const unsigned char *bytes;
    enum cairn_status status = cairn_blob_view(&matcher->blob, CAIRN_INDEX_PATTERNS,
        (size_t)number * CAIRN_INDEX_PATTERN_SIZE, CAIRN_INDEX_PATTERN_SIZE, &bytes, err);
    if (status != CAIRN_OK)
        return status;
    *out_entry = (struct pattern_entry){
        .text_offset = cairn_load_u32(bytes),
        .text_size = cairn_load_u16(bytes + 4),
        .record = cairn_load_u32(bytes + 8),
        .literal_length = cairn_load_u32(bytes + 12),
    };
    if (out_entry->record >= matcher->record_count || out_entry->text_size > CAIRN_LIMIT_REGEX)
        return cairn_blob_corrupt(err, "a pattern names no record, or its regex is too long");
    return CAIRN_OK;
}

static enum cairn_status view_text(struct cairn_matcher *matcher, uint32_t offset, uint32_t size,
    struct cairn_span *out_text, struct cairn_error *err)
{
    const unsigned char *bytes;
    enum cairn_status status =
        cairn_blob_view(&matcher->blob, CAIRN_INDEX_TEXTS, offset, size, &bytes, err);
    if (status == CAIRN_OK)
        *out_text = cairn_span_make((const char *)bytes, size);
    return status;
}

static enum cairn_status get_compiled(struct cairn_matcher *matcher, uint32_t number,
    const struct pattern_entry *entry, struct cairn_pattern **out_pattern, struct cairn_error *err)
{
    struct pattern_slot *slot = &matcher->patterns[number];
    if (slot->compiled) {
        unlink_pattern(matcher, number);
        link_newest(matcher, number);
        *out_pattern = slot->compiled;
        return CAIRN_OK;
    }
    struct cairn_span regex;
    enum cairn_status status =
        view_text(matcher, entry->text_offset, entry->text_size, &regex, err);
    if (status != CAIRN_OK)
        return status;
    struct cairn_pattern *pattern;
    status = cairn_pattern_compile_shared(regex, matcher->workspace, &pattern, err);
    if (status == CAIRN_ERR_SYNTAX)
        return cairn_blob_corrupt(err, "a regex does not compile");
    if (status != CAIRN_OK)
        return status;
    if (matcher->compiled_count == CAIRN_LIMIT_COMPILED_REGEXES)
        drop_oldest(matcher);
    slot->compiled = pattern;
    link_newest(matcher, number);
    matcher->compiled_count++;
    *out_pattern = pattern;
    return CAIRN_OK;
}

/* ---- confirming ---- */

/* The named groups that took part, copied: the next regex overwrites them, and a dropped one takes
 * its names along. */
static enum cairn_status copy_captures(struct cairn_matcher *matcher,
    const struct cairn_pattern *pattern, struct cairn_span event, struct cairn_match *match,
    struct cairn_error *err)
{
    uint32_t count = cairn_pattern_name_count(pattern);
    match->captures = cairn_arena_array(&matcher->arena, count + 1, sizeof *match->captures);
    if (!match->captures)
        return CAIRN_FAIL_MEMORY(err);
    match->capture_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t start, end;
        if (!cairn_pattern_capture(pattern, i, &start, &end))
            continue;
        struct cairn_match_capture *capture = &match->captures[match->capture_count++];
        capture->name = cairn_arena_copy(&matcher->arena, cairn_pattern_name(pattern, i));
        capture->value = cairn_span_slice(event, start, end - start);
        if (!capture->name.data)
            return CAIRN_FAIL_MEMORY(err);
    }
    return CAIRN_OK;
}

static enum cairn_status read_refines(struct cairn_matcher *matcher, uint32_t first, uint32_t count,
    struct cairn_match *match, struct cairn_error *err)
{
    struct cairn_span *ids = cairn_arena_array(&matcher->arena, (size_t)count + 1, sizeof *ids);
    if (!ids)
        return CAIRN_FAIL_MEMORY(err);
    for (uint32_t i = 0; i < count; i++) {
        const unsigned char *entry;
        enum cairn_status status = cairn_blob_view(&matcher->blob, CAIRN_INDEX_REFINES,
            ((size_t)first + i) * CAIRN_INDEX_REFINE_SIZE, CAIRN_INDEX_REFINE_SIZE, &entry, err);
        if (status == CAIRN_OK)
            status =
                view_text(matcher, cairn_load_u32(entry), cairn_load_u32(entry + 4), &ids[i], err);
        if (status != CAIRN_OK)
            return status;
    }
    match->refines = ids;
    match->refines_count = count;
    return CAIRN_OK;
}

static enum cairn_status read_record(struct cairn_matcher *matcher, uint32_t number,
    struct cairn_match *match, struct cairn_error *err)
{
    const unsigned char *entry;
    enum cairn_status status = cairn_blob_view(&matcher->blob, CAIRN_INDEX_RECORDS,
        (size_t)number * CAIRN_INDEX_RECORD_SIZE, CAIRN_INDEX_RECORD_SIZE, &entry, err);
    if (status != CAIRN_OK)
        return status;
    status =
        view_text(matcher, cairn_load_u32(entry), cairn_load_u16(entry + 4), &match->record, err);
    if (status != CAIRN_OK)
        return status;
    return read_refines(matcher, cairn_load_u32(entry + 8), cairn_load_u16(entry + 6), match, err);
}

/* Of a record's patterns the one with the longest literals counts, then the first. */
static bool is_better(
    const struct cairn_match *old, const struct pattern_entry *entry, uint32_t number)
{
    if (entry->literal_length != old->literal_length)
        return entry->literal_length > old->literal_length;
    return number < old->pattern;
}

static enum cairn_status keep_match(struct cairn_matcher *matcher, uint32_t number,
    const struct pattern_entry *entry, const struct cairn_pattern *pattern, struct cairn_span event,
    struct cairn_error *err)
{
    struct record_slot *slot = &matcher->records[entry->record];
    bool is_known = slot->event == matcher->event;
    struct cairn_match match = {.pattern = number, .literal_length = entry->literal_length};
    enum cairn_status status;
    if (is_known) {
        match = *CAIRN_VEC_AT(&matcher->matches, struct cairn_match, slot->match);
        if (!is_better(&match, entry, number))
            return CAIRN_OK;
        match.pattern = number;
        match.literal_length = entry->literal_length;
    } else {
        status = read_record(matcher, entry->record, &match, err);
        if (status != CAIRN_OK)
            return status;
    }
    cairn_pattern_range(pattern, &match.start, &match.end);
    status = copy_captures(matcher, pattern, event, &match, err);
    if (status != CAIRN_OK)
        return status;
    if (is_known) {
        *CAIRN_VEC_AT(&matcher->matches, struct cairn_match, slot->match) = match;
        return CAIRN_OK;
    }
    *slot = (struct record_slot){matcher->event, (uint32_t)matcher->matches.count};
    return cairn_vec_push(&matcher->matches, &match, err);
}

static enum cairn_status confirm_pattern(struct cairn_matcher *matcher, uint32_t number,
    struct cairn_span event, uint32_t *limit_hits, struct cairn_error *err)
{
    struct pattern_entry entry;
    enum cairn_status status = read_pattern(matcher, number, &entry, err);
    if (status != CAIRN_OK)
        return status;
    struct cairn_pattern *pattern = NULL;
    status = get_compiled(matcher, number, &entry, &pattern, err);
    if (status != CAIRN_OK)
        return status;
    enum cairn_pattern_result result;
    status = cairn_pattern_match(pattern, event, &result, err);
    if (status != CAIRN_OK)
        return status;
    if (result == CAIRN_PATTERN_YES)
        return keep_match(matcher, number, &entry, pattern, event, err);
    *limit_hits += result == CAIRN_PATTERN_LIMIT;
    return CAIRN_OK;
}

/* Event numbers start again after 2^32 - 1: what the slots remember must go. */
static void start_event(struct cairn_matcher *matcher)
{
    cairn_vec_clear(&matcher->matches);
    cairn_arena_reset(&matcher->arena);
    if (++matcher->event != 0)
        return;
    for (uint32_t i = 0; i < matcher->pattern_count; i++)
        matcher->patterns[i].asked = 0;
    for (uint32_t i = 0; i < matcher->record_count; i++)
        matcher->records[i].event = 0;
    matcher->event = 1;
}

enum cairn_status cairn_matcher_confirm(struct cairn_matcher *matcher, struct cairn_span event,
    const struct cairn_candidate *candidates, size_t candidate_count, struct cairn_span domain_hint,
    struct cairn_confirmation *out, struct cairn_error *err)
{
    if (event.size > INT32_MAX)
        return CAIRN_FAIL(
            err, CAIRN_ERR_LIMIT, "cannot match an event of %zu bytes: at most 2 GiB", event.size);
    start_event(matcher);
    uint32_t limit_hits = 0;
    for (size_t i = 0; i < candidate_count; i++) {
        uint32_t number = candidates[i].pattern;
        if (number >= matcher->pattern_count || matcher->patterns[number].asked == matcher->event)
            continue;
        matcher->patterns[number].asked = matcher->event;
        enum cairn_status status = confirm_pattern(matcher, number, event, &limit_hits, err);
        if (status != CAIRN_OK)
            return status;
    }
    cairn_match_rank(matcher->matches.data, matcher->matches.count, domain_hint);
    *out = (struct cairn_confirmation){
        .matches = matcher->matches.data,
        .count = matcher->matches.count,
        .limit_hits = limit_hits,
    };
    return CAIRN_OK;
}
