/*
 * The two tables by which the scan finds literals: keys, filter, slots, postings (scan.c has the
 * picture).
 *
 * A literal of seven bytes or more is keyed by the four 4-grams of its rarest window of seven
 * bytes, a shorter one by its rarest 3-gram. Rarest in ordinary logs; and among windows that are
 * equally rare the one whose grams other literals use least, or else thousands of variations of one
 * message would share their postings.
 */
#include "match/index_internal.h"

#include "base/alloc.h"
#include "match/anchor.h"
#include "match/gram.h"

/* What one more posting of a gram costs, in hits per MiB. */
#define PRICE_OF_POSTING 0.02

struct key {
    uint32_t gram;
    uint32_t literal; /* its place in the section */
    uint32_t place;
};

static int compare_keys(const void *a, const void *b)
{
    const struct key *left = a;
    const struct key *right = b;
    if (left->gram != right->gram)
        return left->gram < right->gram ? -1 : 1;
    if (left->literal != right->literal)
        return left->literal < right->literal ? -1 : 1;
    return (left->place > right->place) - (left->place < right->place);
}

struct key_maker {
    struct cairn_vec keys; /* of struct key */
    uint32_t *used;        /* per bucket of 4-grams (or 3-grams): keys made so far */
    struct cairn_error *err;
};

static double price_of_window(const struct key_maker *maker, const char *window)
{
    double sum = 0;
    for (size_t i = 0; i < 4; i++) {
        uint32_t gram = cairn_gram4_load(window + i);
        sum += cairn_gram4_per_mebibyte(gram) +
               PRICE_OF_POSTING * maker->used[cairn_gram4_bucket(gram)];
    }
    return sum;
}

static uint32_t fold3(const char *bytes)
{
    return cairn_gram3_load(bytes);
}

static enum cairn_status add_key(struct key_maker *maker, uint32_t gram,
    const struct cairn_index_literal *literal, uint32_t place)
{
    struct key key = {.gram = gram, .literal = literal->place, .place = place};
    return cairn_vec_push(&maker->keys, &key, maker->err);
}

static enum cairn_status add_fast_keys(
    struct key_maker *maker, const struct cairn_index_literal *literal)
{
    const char *bytes = literal->bytes.data;
    size_t best = 0;
    double least = price_of_window(maker, bytes);
    for (size_t start = 1; start + CAIRN_ANCHOR_FAST <= literal->bytes.size; start++) {
        double price = price_of_window(maker, bytes + start);
        if (price < least) {
            best = start;
            least = price;
        }
    }
    const char *window = bytes + best;
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t gram = cairn_gram4_load(window + i);
        uint32_t before = i == 3 ? fold3(window) : 0;
        uint32_t behind = i == 0 ? fold3(window + 4) : 0;
        if (i == 1) {
            before = (uint32_t)((unsigned char)window[0] | 0x20) << 16;
            behind = fold3(window + 4) >> 8;
        } else if (i == 2) {
            before = (fold3(window) & 0xffff) << 8;
            behind = fold3(window + 4) >> 16;
        }
        uint32_t others = cairn_index_others(before, behind, i);
        maker->used[cairn_gram4_bucket(gram)]++;
        enum cairn_status status =
            add_key(maker, gram, literal, cairn_index_place((uint32_t)best + i, i, others));
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status add_short_key(
    struct key_maker *maker, const struct cairn_index_literal *literal)
{
    size_t best = 0;
    double least = 0;
    for (size_t start = 0; start + 3 <= literal->bytes.size; start++) {
        uint32_t gram = cairn_gram3_load(literal->bytes.data + start);
        double price = cairn_gram3_per_mebibyte(gram) +
                       PRICE_OF_POSTING * maker->used[cairn_gram3_bucket(gram)];
        if (start == 0 || price < least) {
            best = start;
            least = price;
        }
    }
    uint32_t gram = cairn_gram3_load(literal->bytes.data + best);
    maker->used[cairn_gram3_bucket(gram)]++;
    return add_key(maker, gram, literal, cairn_index_place((uint32_t)best, 0, 0));
}

static enum cairn_status make_keys(
    struct key_maker *maker, const struct cairn_vec *literals, bool is_fast)
{
    for (size_t i = 0; i < literals->count; i++) {
        const struct cairn_index_literal *literal =
            CAIRN_VEC_AT(literals, struct cairn_index_literal, i);
        if ((literal->bytes.size >= CAIRN_ANCHOR_FAST) != is_fast)
            continue;
        enum cairn_status status =
            is_fast ? add_fast_keys(maker, literal) : add_short_key(maker, literal);
        if (status != CAIRN_OK)
            return status;
    }
    cairn_vec_sort(&maker->keys, compare_keys);
    return CAIRN_OK;
}

/* ---- writing ---- */

static bool starts_run(const struct key *keys, size_t i)
{
    return i == 0 || keys[i - 1].gram != keys[i].gram;
}

static size_t count_runs(const struct key *keys, size_t count)
{
    size_t runs = 0;
    for (size_t i = 0; i < count; i++)
        runs += starts_run(keys, i);
    return runs;
}

static void write_postings(struct cairn_index_writer *writer, const struct key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_last = i + 1 == count || starts_run(keys, i + 1);
        cairn_index_put_u32(writer, keys[i].literal | (is_last ? CAIRN_INDEX_POSTING_LAST : 0));
        cairn_index_put_u32(writer, keys[i].place);
    }
}

/* Fills `slots` (first posting + 1 per slot, 0 empty); false when some gram finds no room within
 * the probes. */
static bool fill_slots(uint32_t *slots, uint32_t slot_count, const struct key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!starts_run(keys, i))
            continue;
        uint32_t slot = cairn_index_slot_hash(keys[i].gram);
        unsigned probe = 0;
        while (probe < CAIRN_INDEX_PROBES && slots[slot & (slot_count - 1)]) {
            slot++;
            probe++;
        }
        if (probe == CAIRN_INDEX_PROBES)
            return false;
        slots[slot & (slot_count - 1)] = (uint32_t)i + 1;
    }
    return true;
}

static enum cairn_status write_slots(struct cairn_index_writer *writer, const struct key *keys,
    size_t count, struct cairn_error *err)
{
    uint32_t slot_count = 64;
    while (slot_count < 2 * count_runs(keys, count))
        slot_count *= 2;
    for (; slot_count <= (uint32_t)1 << 28; slot_count *= 2) {
        CAIRN_AUTO_FREE uint32_t *slots = cairn_alloc_array(slot_count, sizeof *slots);
        if (!slots)
            return CAIRN_FAIL_MEMORY(err);
        if (!fill_slots(slots, slot_count, keys, count))
            continue;
        for (uint32_t i = 0; i < slot_count; i++) {
            cairn_index_put_u32(writer, slots[i] ? keys[slots[i] - 1].gram : 0);
            cairn_index_put_u32(writer, slots[i]);
        }
        return CAIRN_OK;
    }
    return CAIRN_FAIL(err, CAIRN_ERR_LIMIT, "cannot index the canon: too many literals hash alike");
}

/* At most one bit in sixteen set, as far as the largest filter allows. */
static enum cairn_status write_filter(struct cairn_index_writer *writer, const struct key *keys,
    size_t count, unsigned least_bits, unsigned most_bits, struct cairn_error *err)
{
    unsigned bits = least_bits;
    while (bits < most_bits && ((size_t)1 << bits) < 16 * count_runs(keys, count))
        bits++;
    size_t size = (size_t)1 << (bits - 3);
    CAIRN_AUTO_FREE char *filter = cairn_alloc(size);
    if (!filter)
        return CAIRN_FAIL_MEMORY(err);
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = cairn_index_filter_hash(keys[i].gram) >> (32 - bits);
        filter[bit >> 3] = (char)(filter[bit >> 3] | 1 << (bit & 7));
    }
    cairn_buf_append(writer->out, cairn_span_make(filter, size));
    return CAIRN_OK;
}

static enum cairn_status write_table(struct cairn_index_writer *writer,
    const struct cairn_vec *literals, bool is_fast, struct cairn_error *err)
{
    CAIRN_AUTO_FREE uint32_t *used = cairn_alloc_array(CAIRN_GRAM4_BUCKETS, sizeof *used);
    if (!used)
        return CAIRN_FAIL_MEMORY(err);
    struct key_maker maker = {.keys = CAIRN_VEC_OF(struct key), .used = used, .err = err};
    enum cairn_status status = make_keys(&maker, literals, is_fast);
    CAIRN_AUTO_VEC struct cairn_vec keys = maker.keys;
    if (status != CAIRN_OK || keys.count == 0)
        return status;
    cairn_index_begin_section(writer);
    write_postings(writer, keys.data, keys.count);
    cairn_index_end_section(
        writer, is_fast ? CAIRN_INDEX_FAST_POSTINGS : CAIRN_INDEX_SHORT_POSTINGS);
    cairn_index_begin_section(writer);
    status = write_slots(writer, keys.data, keys.count, err);
    if (status != CAIRN_OK)
        return status;
    cairn_index_end_section(writer, is_fast ? CAIRN_INDEX_FAST_SLOTS : CAIRN_INDEX_SHORT_SLOTS);
    cairn_index_begin_section(writer);
    status = write_filter(writer, keys.data, keys.count,
        is_fast ? CAIRN_INDEX_FAST_BITS_LEAST : CAIRN_INDEX_SHORT_BITS_LEAST,
        is_fast ? CAIRN_INDEX_FAST_BITS_MOST : CAIRN_INDEX_SHORT_BITS_MOST, err);
    cairn_index_end_section(writer, is_fast ? CAIRN_INDEX_FAST_FILTER : CAIRN_INDEX_SHORT_FILTER);
    return status;
}

enum cairn_status cairn_index_write_tables(
    struct cairn_index_writer *writer, const struct cairn_vec *literals, struct cairn_error *err)
{
    enum cairn_status status = write_table(writer, literals, true, err);
    return status == CAIRN_OK ? write_table(writer, literals, false, err) : status;
}
