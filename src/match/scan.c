/*
 * The scan: all anchors at once.
 *
 *   text      … c o n n e c t ( )   f a i l e d …
 *   looked at   |       |       |       |            four bytes at every fourth place, folded to
 * one case window        n n e c t ( )                      seven bytes of a literal: whatever the
 * alignment, one of its four 4-grams lies at a place looked at, and exactly one does
 *
 * The gram's hash is tried in a bitmap, which refuses some 19 of 20 places; then in the slots,
 * which hold the gram itself; then the postings of that gram are compared by the window's other
 * three bytes; then the literal is compared in full. Literals of 3 to 6 bytes have a table of
 * 3-grams and are looked for at every place, only when there are any.
 *
 * The slots, postings and literals come from a foreign file: each access is checked, runs end at
 * the section's end.
 */
#include "match/scan.h"

#include "base/alloc.h"
#include "match/anchor.h"
#include "match/gram.h"

#include <stdlib.h>

struct hit {
    struct cairn_scanner *scanner;
    const struct cairn_scan_table *table;
    struct cairn_span text;
    struct cairn_vec *candidates;
    size_t place; /* of the gram */
    struct cairn_error *err;
};

/* ---- opening ---- */

static enum cairn_status open_table(struct cairn_scanner *scanner, struct cairn_scan_table *table,
    enum cairn_index_section filter, unsigned least_bits, unsigned most_bits,
    struct cairn_error *err)
{
    struct cairn_blob *blob = scanner->blob;
    uint32_t bytes = blob->sections[filter].size;
    uint32_t slots = blob->sections[table->slots].size / CAIRN_INDEX_SLOT_SIZE;
    if (bytes == 0)
        return CAIRN_OK;
    unsigned bits = least_bits;
    while (bits <= most_bits && bytes != (uint32_t)1 << (bits - 3))
        bits++;
    if (bits > most_bits || slots == 0 || (slots & (slots - 1)))
        return cairn_blob_corrupt(err, "a table's size is no power of two, or too large");
    table->filter_shift = 32 - bits;
    table->slot_mask = slots - 1;
    return cairn_blob_copy(blob, filter, &table->filter, err);
}

enum cairn_status cairn_scanner_init(
    struct cairn_scanner *scanner, struct cairn_blob *blob, struct cairn_error *err)
{
    *scanner = (struct cairn_scanner){
        .blob = blob,
        .fast = {.key_size = 4,
            .stride = 4,
            .slots = CAIRN_INDEX_FAST_SLOTS,
            .postings = CAIRN_INDEX_FAST_POSTINGS},
        .brief = {.key_size = 3,
            .stride = 1,
            .slots = CAIRN_INDEX_SHORT_SLOTS,
            .postings = CAIRN_INDEX_SHORT_POSTINGS},
        .pattern_count = blob->sections[CAIRN_INDEX_PATTERNS].size / CAIRN_INDEX_PATTERN_SIZE,
    };
    enum cairn_status status = open_table(scanner, &scanner->fast, CAIRN_INDEX_FAST_FILTER,
        CAIRN_INDEX_FAST_BITS_LEAST, CAIRN_INDEX_FAST_BITS_MOST, err);
    if (status == CAIRN_OK)
        status = open_table(scanner, &scanner->brief, CAIRN_INDEX_SHORT_FILTER,
            CAIRN_INDEX_SHORT_BITS_LEAST, CAIRN_INDEX_SHORT_BITS_MOST, err);
    if (status != CAIRN_OK)
        cairn_scanner_done(scanner);
    return status;
}

void cairn_scanner_done(struct cairn_scanner *scanner)
{
    cairn_free(scanner->fast.filter);
    cairn_free(scanner->brief.filter);
    scanner->fast.filter = NULL;
    scanner->brief.filter = NULL;
}

/* ---- from a gram to candidates ---- */

static enum cairn_status emit_one(struct hit *hit, size_t position, uint32_t pattern)
{
    if (pattern >= hit->scanner->pattern_count && pattern != CAIRN_PATTERN_MARKER)
        return cairn_blob_corrupt(hit->err, "an anchor names a pattern that does not exist");
    struct cairn_candidate candidate = {.position = position, .pattern = pattern};
    return cairn_vec_push(hit->candidates, &candidate, hit->err);
}

static enum cairn_status emit(struct hit *hit, size_t position, uint32_t count, uint32_t first)
{
    if (count == 1)
        return emit_one(hit, position, first);
    for (uint32_t i = 0; i < count; i++) {
        const unsigned char *entry;
        enum cairn_status status = cairn_blob_view(hit->scanner->blob, CAIRN_INDEX_LITERAL_LISTS,
            ((size_t)first + i) * 4, 4, &entry, hit->err);
        if (status == CAIRN_OK)
            status = emit_one(hit, position, cairn_load_u32(entry));
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

static bool equals(
    const unsigned char *literal, const unsigned char *text, size_t size, bool ignore_case)
{
    for (size_t i = 0; i < size; i++) {
        unsigned byte = text[i];
        if (ignore_case && byte >= 'A' && byte <= 'Z')
            byte |= 0x20;
        if (byte != literal[i])
            return false;
    }
    return true;
}

static enum cairn_status check_literal(struct hit *hit, uint32_t literal, uint32_t offset)
{
    struct cairn_blob *blob = hit->scanner->blob;
    const unsigned char *entry;
    size_t at = (size_t)literal * 4;
    enum cairn_status status =
        cairn_blob_view(blob, CAIRN_INDEX_LITERALS, at, CAIRN_INDEX_LITERAL_SIZE, &entry, hit->err);
    if (status != CAIRN_OK)
        return status;
    size_t size = entry[0];
    if (hit->place < offset || size > hit->text.size - (hit->place - offset))
        return CAIRN_OK;
    const unsigned char *bytes;
    status = cairn_blob_view(
        blob, CAIRN_INDEX_LITERALS, at + CAIRN_INDEX_LITERAL_SIZE, size, &bytes, hit->err);
    if (status != CAIRN_OK)
        return status;
    size_t position = hit->place - offset;
    const unsigned char *text = (const unsigned char *)hit->text.data + position;
    if (!equals(bytes, text, size, entry[1] & CAIRN_INDEX_LITERAL_IGNORE_CASE))
        return CAIRN_OK;
    return emit(hit, position, cairn_load_u32(entry + 4), cairn_load_u32(entry + 8));
}

/* The folded bytes around the gram, in the four ways a window can lie; beyond the text's ends they
 * are zero. */
static void load_surroundings(const struct hit *hit, uint32_t others[4])
{
    uint32_t before = 0;
    uint32_t behind = 0;
    const unsigned char *text = (const unsigned char *)hit->text.data;
    for (size_t i = 0; i < 3; i++) {
        if (hit->place + i >= 3)
            before |= (text[hit->place + i - 3] | 0x20u) << (8 * i);
        if (hit->text.size - hit->place > 4 + i)
            behind |= (text[hit->place + 4 + i] | 0x20u) << (8 * i);
    }
    for (uint32_t i = 0; i < 4; i++)
        others[i] = cairn_index_others(before, behind, i);
}

static enum cairn_status walk_postings(struct hit *hit, uint32_t first)
{
    uint32_t others[4] = {0, 0, 0, 0};
    bool has_window = hit->table->key_size == 4;
    if (has_window)
        load_surroundings(hit, others);
    for (size_t i = first;; i++) {
        const unsigned char *posting;
        enum cairn_status status = cairn_blob_view(hit->scanner->blob, hit->table->postings,
            i * CAIRN_INDEX_POSTING_SIZE, CAIRN_INDEX_POSTING_SIZE, &posting, hit->err);
        if (status != CAIRN_OK)
            return status;
        uint32_t literal = cairn_load_u32(posting);
        uint32_t place = cairn_load_u32(posting + 4);
        if (!has_window || place >> 8 == others[place >> 6 & 3])
            status = check_literal(hit, literal & ~CAIRN_INDEX_POSTING_LAST, place & 63);
        if (status != CAIRN_OK || (literal & CAIRN_INDEX_POSTING_LAST))
            return status;
    }
}

static enum cairn_status look_up(struct hit *hit, uint32_t gram)
{
    uint32_t slot = cairn_index_slot_hash(gram);
    for (unsigned probe = 0; probe < CAIRN_INDEX_PROBES; probe++, slot++) {
        const unsigned char *entry;
        size_t at = (size_t)(slot & hit->table->slot_mask) * CAIRN_INDEX_SLOT_SIZE;
        enum cairn_status status = cairn_blob_view(
            hit->scanner->blob, hit->table->slots, at, CAIRN_INDEX_SLOT_SIZE, &entry, hit->err);
        if (status != CAIRN_OK)
            return status;
        uint32_t first = cairn_load_u32(entry + 4);
        if (first == 0)
            return CAIRN_OK;
        if (cairn_load_u32(entry) == gram)
            return walk_postings(hit, first - 1);
    }
    return CAIRN_OK;
}

/* ---- the loops ---- */

static inline bool passes(const unsigned char *filter, unsigned shift, uint32_t gram)
{
    uint32_t bit = cairn_index_filter_hash(gram) >> shift;
    return filter[bit >> 3] >> (bit & 7) & 1;
}

static enum cairn_status scan_fast(struct hit *hit)
{
    const unsigned char *filter = hit->table->filter;
    unsigned shift = hit->table->filter_shift;
    const char *data = hit->text.data;
    size_t size = hit->text.size;
    for (size_t place = 0; place + 4 <= size; place += 4) {
        uint32_t gram = cairn_gram4_load(data + place);
        if (CAIRN_LIKELY(!passes(filter, shift, gram)))
            continue;
        hit->place = place;
        enum cairn_status status = look_up(hit, gram);
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status scan_brief(struct hit *hit)
{
    const unsigned char *filter = hit->table->filter;
    unsigned shift = hit->table->filter_shift;
    const char *data = hit->text.data;
    size_t size = hit->text.size;
    for (size_t place = 0; place + 3 <= size; place++) {
        uint32_t gram = cairn_gram3_load(data + place);
        if (CAIRN_LIKELY(!passes(filter, shift, gram)))
            continue;
        hit->place = place;
        enum cairn_status status = look_up(hit, gram);
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

static int compare_candidates(const void *a, const void *b)
{
    const struct cairn_candidate *left = a;
    const struct cairn_candidate *right = b;
    if (left->position != right->position)
        return left->position < right->position ? -1 : 1;
    return (left->pattern > right->pattern) - (left->pattern < right->pattern);
}

/* Candidates come almost in order: a literal starts a little before its gram. */
static void sort_new(struct cairn_candidate *items, size_t count)
{
    size_t moves = 0;
    for (size_t i = 1; i < count; i++) {
        struct cairn_candidate item = items[i];
        size_t place = i;
        for (; place > 0 && compare_candidates(&items[place - 1], &item) > 0; place--)
            items[place] = items[place - 1];
        items[place] = item;
        moves += i - place;
        if (moves > 16 * count) {
            qsort(items, count, sizeof *items, compare_candidates);
            return;
        }
    }
}

/* Two literals of one pattern may start at one place. */
static size_t drop_repeated(struct cairn_candidate *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_candidates(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    return kept;
}

enum cairn_status cairn_scanner_find(struct cairn_scanner *scanner, struct cairn_span text,
    struct cairn_vec *candidates, struct cairn_error *err)
{
    size_t before = candidates->count;
    struct hit hit = {.scanner = scanner, .text = text, .candidates = candidates, .err = err};
    enum cairn_status status = CAIRN_OK;
    if (scanner->fast.filter) {
        hit.table = &scanner->fast;
        status = scan_fast(&hit);
    }
    if (status == CAIRN_OK && scanner->brief.filter) {
        hit.table = &scanner->brief;
        status = scan_brief(&hit);
    }
    if (status != CAIRN_OK || candidates->count == before)
        return status;
    struct cairn_candidate *items = CAIRN_VEC_AT(candidates, struct cairn_candidate, before);
    size_t count = candidates->count - before;
    sort_new(items, count);
    candidates->count = before + drop_repeated(items, count);
    return CAIRN_OK;
}
