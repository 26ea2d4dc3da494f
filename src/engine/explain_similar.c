/*
 * Similar records, for errors that no record matches: a search by the words of the message, any of
 * them. Search ranks by rare words, and the rarest word of a message may be "already"; so its hits
 * are ranked once more, by the number of words that signature and message share, and those that
 * share too little are dropped. They are shown as similar, never as an answer.
 */
#include "base/ascii.h"
#include "base/utf8.h"
#include "engine/explain_internal.h"

#define SIMILAR_MAXIMUM 3
/* Words that signature and message must share, and what counts as a word: shorter ones are
 * everywhere. */
#define SHARED_WORDS 2
#define WORD_LENGTH  4
/* Without an unknown error, similar records are looked for only when somebody pasted a few lines.
 */
#define PASTED_LINES 50
/* Looked at per canon before the words are compared. */
#define HITS_MAXIMUM 40

/* The words to look for: the first unknown error's message, else all of a small paste; empty: do
 * not look. */
static struct cairn_span choose_query(const struct cairn_explain_scan *scan)
{
    if (scan->known.count)
        return CAIRN_SPAN("");
    if (scan->unknown.count) {
        struct cairn_log_prefix prefix;
        cairn_log_prefix_parse(
            (*CAIRN_VEC_AT(&scan->unknown, struct cairn_explain_unknown *, 0))->seen.event,
            &prefix);
        return prefix.message;
    }
    if (cairn_explain_scan_lines(scan) > PASTED_LINES)
        return CAIRN_SPAN("");
    return cairn_buf_span(&scan->paste);
}

static bool is_letter(char c)
{
    return cairn_ascii_is_letter(c) || (unsigned char)c >= 0x80;
}

static bool take_word(struct cairn_span *rest, struct cairn_span *out_word)
{
    size_t start = 0;
    while (start < rest->size && !is_letter(rest->data[start]))
        start++;
    size_t end = start;
    while (end < rest->size && is_letter(rest->data[end]))
        end++;
    *out_word = cairn_span_slice(*rest, start, end - start);
    *rest = cairn_span_slice(*rest, end, rest->size);
    return out_word->size > 0;
}

static bool has_word(struct cairn_span text, struct cairn_span wanted)
{
    struct cairn_span word;
    while (take_word(&text, &word)) {
        if (cairn_span_equal_ignoring_case(word, wanted))
            return true;
    }
    return false;
}

/* Nearly every message has some of these, so they tell nothing. */
static bool is_everywhere(struct cairn_span word)
{
    static const char *const words[] = {"error", "errors", "failed", "failure", "fatal", "warning",
        "while", "with", "from", "this", "that", "does", "cannot", "could"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(words); i++) {
        if (cairn_span_equal_ignoring_case(word, cairn_span_from_string(words[i])))
            return true;
    }
    return false;
}

static size_t count_shared(struct cairn_span signature, struct cairn_span query)
{
    struct cairn_span rest = signature;
    struct cairn_span word;
    size_t shared = 0;
    while (take_word(&rest, &word)) {
        /* A word that the signature repeats counts once. */
        struct cairn_span before =
            cairn_span_make(signature.data, (size_t)(word.data - signature.data));
        shared += word.size >= WORD_LENGTH && !is_everywhere(word) && !has_word(before, word) &&
                  has_word(query, word);
    }
    return shared;
}

/* Chinese text has no words to compare; there the order of the search stays. */
static bool is_only_chinese(struct cairn_span query)
{
    struct cairn_span rest = query;
    struct cairn_span word;
    while (take_word(&rest, &word)) {
        if (word.size >= WORD_LENGTH && (unsigned char)word.data[0] < 0x80)
            return false;
    }
    uint32_t rune;
    for (size_t at = 0; cairn_utf8_next(query, &at, &rune);) {
        if (cairn_utf8_is_cjk(rune))
            return true;
    }
    return false;
}

/* The best so far, most shared words first; equal ones in the order of the search, nearest canon
 * first. */
struct similar {
    struct cairn_canon_hit hits[SIMILAR_MAXIMUM];
    size_t shared[SIMILAR_MAXIMUM];
    size_t count;
};

static bool has_hit(const struct similar *similar, struct cairn_span id)
{
    for (size_t i = 0; i < similar->count; i++) {
        if (cairn_span_equal(similar->hits[i].id, id))
            return true;
    }
    return false;
}

static void insert(struct similar *similar, const struct cairn_canon_hit *hit, size_t shared)
{
    size_t place = similar->count;
    if (place == SIMILAR_MAXIMUM && similar->shared[place - 1] >= shared)
        return;
    if (place == SIMILAR_MAXIMUM)
        place--;
    else
        similar->count++;
    for (; place > 0 && similar->shared[place - 1] < shared; place--) {
        similar->hits[place] = similar->hits[place - 1];
        similar->shared[place] = similar->shared[place - 1];
    }
    similar->hits[place] = *hit;
    similar->shared[place] = shared;
}

static struct cairn_value *make_list(struct cairn_arena *arena, const struct similar *similar)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < similar->count; i++) {
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "record", similar->hits[i].id);
        cairn_value_set_string(arena, entry, "signature", similar->hits[i].signature);
        cairn_value_set_string(arena, entry, "tier", similar->hits[i].tier);
        cairn_value_push(arena, list, entry);
    }
    return list;
}

enum cairn_status cairn_explain_similar(struct cairn_explain_scan *scan, struct cairn_arena *arena,
    struct cairn_value **out_list, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
    struct similar similar = {0};
    struct cairn_canon_search search = {
        .query = choose_query(scan),
        .any_word = true,
        .limit = HITS_MAXIMUM,
        .domain = cairn_span_from_string(scan->options->domain),
        .language = cairn_engine_canon_language(scan->options->language),
    };
    size_t must_share = is_only_chinese(search.query) ? 0 : SHARED_WORDS;
    for (size_t i = 0; search.query.size && i < scan->engine->canon_count; i++) {
        struct cairn_canon_hit *hits = NULL;
        size_t count = 0;
        enum cairn_status status = cairn_canon_search(
            scan->engine->canons[i].canon, &scratch, &search, &hits, &count, err);
        if (status)
            return status;
        for (size_t k = 0; k < count; k++) {
            size_t shared = must_share ? count_shared(hits[k].signature, search.query) : 0;
            if (shared >= must_share && !has_hit(&similar, hits[k].id))
                insert(&similar, &hits[k], shared);
        }
    }
    *out_list = make_list(arena, &similar);
    return CAIRN_OK;
}
