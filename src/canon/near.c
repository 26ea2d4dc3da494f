/*
 * Ids near a mistyped one. Every id is compared by its optimal string alignment distance
 * (Damerau–Levenshtein where a swapped pair is not edited again), once as a whole and once by its
 * slug alone; a part of an id counts too. The ids are walked for what lies within two edits, and
 * only where that finds nothing again for a third of what was typed.
 *
 *     cost of a comparison: only the band of width 2·limit+1 around the diagonal is filled, the
 * limit shrinks to what is better than the worst one kept, and ids whose letters differ too much
 * are passed over without filling it.
 */
#include "base/checked.h"
#include "base/limits.h"
#include "canon/canon_internal.h"

#define NEAR_MAX      32
#define ID_COMPARED   ((size_t)128) /* longer ids are compared by their first bytes */
#define FEW_EDITS     2
#define PART_SIZE_MIN ((size_t)3) /* shorter parts occur in too many ids */

struct near_id {
    unsigned distance; /* in tenths of an edit */
    size_t size;
    char id[CAIRN_LIMIT_ID];
};

struct near_search {
    struct cairn_span typed;
    struct cairn_span typed_slug;
    uint64_t letters, slug_letters;
    unsigned edits;       /* that a whole id or slug may differ in */
    struct near_id *best; /* sorted: smaller distance first, then id */
    size_t count, limit;
};

static struct cairn_span slug_of(struct cairn_span id)
{
    size_t slash = cairn_span_find_byte(id, '/', 0);
    return slash == CAIRN_SPAN_NPOS ? id : cairn_span_slice(id, slash + 1, id.size);
}

static uint64_t letters_of(struct cairn_span text)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < text.size; i++)
        letters |= UINT64_C(1) << ((unsigned char)text.data[i] & 63);
    return letters;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    unsigned least = a < b ? a : b;
    return least < c ? least : c;
}

/* The distance, or limit + 1 when it is more than `limit`. Three rows of the matrix; outside the
 * band all is too far. */
static unsigned distance_within(struct cairn_span a, struct cairn_span b, unsigned limit)
{
    unsigned rows[3][ID_COMPARED + 2];
    unsigned far = limit + 1;
    size_t difference = a.size > b.size ? a.size - b.size : b.size - a.size;
    if (difference > limit)
        return far;
    for (size_t j = 0; j <= b.size; j++) {
        rows[0][j] = j <= limit ? (unsigned)j : far;
        rows[1][j] = rows[2][j] = far;
    }
    for (size_t i = 1; i <= a.size; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3];
        const unsigned *above2 = rows[(i + 1) % 3];
        size_t first = i > limit ? i - limit : 1;
        size_t last = cairn_min_size(b.size, i + limit);
        unsigned least = far;
        row[first - 1] = first == 1 && i <= limit ? (unsigned)i : far;
        for (size_t j = first; j <= last; j++) {
            unsigned change = above[j - 1] + (a.data[i - 1] != b.data[j - 1]);
            unsigned value = min3(change, above[j] + 1, row[j - 1] + 1);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
                value = min3(value, above2[j - 2] + 1, far);
            row[j] = value < far ? value : far;
            least = row[j] < least ? row[j] : least;
        }
        if (last < b.size)
            row[last + 1] = far;
        if (least == far && row[first - 1] == far)
            return far;
    }
    return rows[a.size % 3][b.size];
}

/* Edits that one text needs at least: each changes one letter of the set on either side. */
static unsigned letters_apart(uint64_t a, uint64_t b)
{
    unsigned only_a = (unsigned)__builtin_popcountll(a & ~b);
    unsigned only_b = (unsigned)__builtin_popcountll(b & ~a);
    return only_a > only_b ? only_a : only_b;
}

static unsigned distance_of(const struct near_search *search, struct cairn_span typed,
    uint64_t letters, struct cairn_span id)
{
    id = cairn_span_slice(id, 0, ID_COMPARED);
    unsigned limit = (unsigned)cairn_min_size(typed.size / 3, search->edits);
    if (search->count == search->limit)
        limit = (unsigned)cairn_min_size(limit, search->best[search->count - 1].distance / 10);
    if (letters_apart(letters, letters_of(id)) > limit)
        return UINT32_MAX;
    unsigned distance = distance_within(typed, id, limit);
    return distance > limit ? UINT32_MAX : distance * 10;
}

/* A part of an id is better the more of the id it is, and always worse than two edits. */
static unsigned distance_of_part(struct cairn_span typed, struct cairn_span id)
{
    if (typed.size < PART_SIZE_MIN || cairn_span_find(id, typed, 0) == CAIRN_SPAN_NPOS)
        return UINT32_MAX;
    return 20 + (unsigned)cairn_min_size(id.size - typed.size, 100) / 10;
}

static unsigned distance_to(const struct near_search *search, struct cairn_span id)
{
    struct cairn_span slug = slug_of(id);
    unsigned whole = distance_of(search, search->typed, search->letters, id);
    unsigned part = distance_of_part(search->typed, id);
    /* The slug is right but the domain is not: a little worse than the same edits in the right
     * domain. */
    unsigned alone = distance_of(search, search->typed_slug, search->slug_letters, slug);
    unsigned slug_part = distance_of_part(search->typed_slug, slug);
    alone = min3(alone, slug_part, UINT32_MAX - 5) + 5;
    return min3(whole, part, alone);
}

static enum cairn_status offer_id(void *context, struct cairn_span id, struct cairn_error *err)
{
    (void)err;
    struct near_search *search = context;
    unsigned distance = distance_to(search, id);
    if (distance >= UINT32_MAX - 5)
        return CAIRN_OK;
    size_t place = search->count;
    if (place == search->limit) {
        if (search->best[place - 1].distance <= distance)
            return CAIRN_OK;
        place--;
    } else {
        search->count++;
    }
    for (; place > 0 && search->best[place - 1].distance > distance; place--)
        search->best[place] = search->best[place - 1];
    struct near_id *slot = &search->best[place];
    slot->distance = distance;
    slot->size = id.size;
    for (size_t i = 0; i < id.size; i++)
        slot->id[i] = id.data[i];
    return CAIRN_OK;
}

static enum cairn_status load_near(struct cairn_canon *canon, struct cairn_arena *arena,
    const struct near_id *near, struct cairn_canon_hit *out_hit, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(canon->store,
        "SELECT id, signature, summary_en, tier, severity FROM record WHERE id = ?1", &statement,
        err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, cairn_span_make(near->id, near->size));
    bool has_row = false;
    status = cairn_store_step(statement, &has_row, err);
    if (status)
        return status;
    if (!has_row)
        return cairn_store_corrupt(canon->store, "a record that it lists is missing", err);
    out_hit->score = -(double)near->distance / 10;
    return cairn_canon_read_hit(canon, arena, statement, out_hit, err);
}

enum cairn_status cairn_canon_near_ids(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, uint32_t limit, struct cairn_canon_hit **out_hits, size_t *out_count,
    struct cairn_error *err)
{
    *out_count = 0;
    *out_hits = NULL;
    if (id.size == 0 || id.size > ID_COMPARED || limit == 0)
        return CAIRN_OK;
    struct cairn_span slug = slug_of(id);
    struct near_search search = {.typed = id,
        .typed_slug = slug,
        .letters = letters_of(id),
        .slug_letters = letters_of(slug),
        .limit = cairn_min_size(limit, NEAR_MAX)};
    search.best = cairn_arena_array(arena, search.limit, sizeof *search.best);
    struct cairn_canon_hit *hits = cairn_arena_array(arena, search.limit, sizeof *hits);
    if (!search.best || !hits)
        return CAIRN_FAIL_MEMORY(err);
    search.edits = FEW_EDITS;
    enum cairn_status status = cairn_canon_each_id(canon, offer_id, &search, err);
    search.edits = ID_COMPARED;
    if (!status && search.count == 0)
        status = cairn_canon_each_id(canon, offer_id, &search, err);
    for (size_t i = 0; !status && i < search.count; i++)
        status = load_near(canon, arena, &search.best[i], &hits[i], err);
    if (status)
        return status;
    *out_hits = hits;
    *out_count = search.count;
    return CAIRN_OK;
}
