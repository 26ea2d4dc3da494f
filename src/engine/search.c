/*
 * Search: words in English or Chinese over all canons. Scores compare within one canon only, so the
 * lists are merged by place: the best of each canon, nearest canon first, then the second best of
 * each, and so on. An id that several canons have is listed once, for the canon whose word counts.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/utf8.h"
#include "canon/words.h"
#include "engine/engine_internal.h"

#define DEFAULT_HITS 10
#define SOME_WORDS   3 /* records that have only some of the words */

struct hits {
    struct cairn_canon_hit *items;
    size_t count;
};

static void push_hit(
    struct cairn_arena *arena, struct cairn_value *list, const struct cairn_canon_hit *hit)
{
    if (cairn_value_find(list, "id", hit->id))
        return;
    struct cairn_value *entry = cairn_value_object(arena);
    cairn_value_set_string(arena, entry, "id", hit->id);
    cairn_value_set_string(arena, entry, "signature", hit->signature);
    cairn_value_set_string(arena, entry, "summary", hit->summary);
    cairn_value_set_string(arena, entry, "tier", hit->tier);
    cairn_value_push(arena, list, entry);
}

static struct cairn_value *merge(
    struct cairn_engine *engine, struct cairn_arena *arena, const struct hits *hits, uint32_t limit)
{
    struct cairn_value *list = cairn_value_array(arena);
    bool has_more = true;
    for (size_t place = 0; has_more && cairn_value_count(list) < limit; place++) {
        has_more = false;
        for (size_t i = 0; i < engine->canon_count && cairn_value_count(list) < limit; i++) {
            if (place >= hits[i].count)
                continue;
            has_more = true;
            if (cairn_engine_counts(engine, hits[i].items[place].id, i))
                push_hit(arena, list, &hits[i].items[place]);
        }
    }
    return list;
}

static enum cairn_status search_all(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_canon_search *search, struct cairn_value **out_hits, struct cairn_error *err)
{
    struct hits hits[CAIRN_LIMIT_CANONS] = {0};
    for (size_t i = 0; i < engine->canon_count; i++) {
        enum cairn_status status = cairn_canon_search(
            engine->canons[i].canon, arena, search, &hits[i].items, &hits[i].count, err);
        if (status)
            return status;
    }
    *out_hits = merge(engine, arena, hits, search->limit);
    return CAIRN_OK;
}

/* Only their ids. */
static void push_ids(
    struct cairn_arena *arena, struct cairn_value *near, const struct cairn_value *records)
{
    CAIRN_VALUE_EACH(record, records)
    {
        cairn_value_push(
            arena, near, cairn_value_string(arena, cairn_value_get_text(record->value, "id")));
    }
}

static enum cairn_status find_near(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_canon_search *search, struct cairn_value *near, struct cairn_error *err)
{
    struct cairn_value *records = NULL;
    enum cairn_status status =
        cairn_engine_near(engine, arena, search->query, search->limit, &records, err);
    if (!status)
        push_ids(arena, near, records);
    return status;
}

/* Chinese is typed without spaces, and a run of it is looked for as it stands: each pair of its
 * characters becomes a word of its own. */
static void append_pairs(struct cairn_buf *buf, struct cairn_span run)
{
    uint32_t rune;
    size_t second = 0;
    for (size_t first = 0; cairn_utf8_next(run, &second, &rune); first = second) {
        size_t end = second;
        if (!cairn_utf8_next(run, &end, &rune))
            return;
        cairn_buf_append(buf, cairn_span_slice(run, first, end - first));
        cairn_buf_append_byte(buf, ' ');
    }
}

static void append_words(struct cairn_buf *buf, struct cairn_span query)
{
    struct cairn_canon_word word;
    for (size_t position = 0; cairn_canon_next_word(query, &position, &word);) {
        if (word.is_cjk)
            append_pairs(buf, word.text);
        else
            cairn_buf_append(buf, word.text);
        cairn_buf_append_byte(buf, ' ');
    }
}

/* No record has all words, and none is called like that: a word may be mistyped, or the query is a
 * whole message. */
static enum cairn_status find_by_some(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_canon_search *search, struct cairn_value *near, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf words = {0};
    append_words(&words, search->query);
    enum cairn_status status = cairn_buf_status(&words, err);
    if (status)
        return status;
    struct cairn_canon_search some = *search;
    some.query = cairn_buf_span(&words);
    some.any_word = true;
    some.limit = SOME_WORDS;
    struct cairn_value *hits = NULL;
    status = search_all(engine, arena, &some, &hits, err);
    if (!status)
        push_ids(arena, near, hits);
    return status;
}

enum cairn_status cairn_search(struct cairn_engine *engine, const char *query,
    const struct cairn_search_options *options, struct cairn_result **out_result,
    struct cairn_error *err)
{
    static const struct cairn_search_options defaults = {0};
    if (!options)
        options = &defaults;
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (status)
        return status;
    struct cairn_canon_search search = {
        .query = cairn_span_from_string(query),
        .limit = options->limit ? options->limit : DEFAULT_HITS,
        .domain = cairn_span_from_string(options->domain),
        .language = cairn_engine_canon_language(options->language),
    };
    struct cairn_arena *arena = &result->arena;
    struct cairn_value *hits = NULL;
    struct cairn_value *near = cairn_value_array(arena);
    status = search_all(engine, arena, &search, &hits, err);
    if (!status && !cairn_value_count(hits))
        status = find_near(engine, arena, &search, near, err);
    if (!status && !cairn_value_count(hits) && !cairn_value_count(near))
        status = find_by_some(engine, arena, &search, near, err);
    if (status)
        return status;
    bool is_found = cairn_value_count(hits) > 0;
    result->tree = cairn_engine_begin_tree(arena, "cairn.search/1", options->language);
    cairn_value_set(arena, result->tree, "canon", cairn_engine_describe_canons(engine, arena));
    cairn_value_set_cstring(arena, result->tree, "query", query);
    cairn_value_set(arena, result->tree, "hits", hits);
    cairn_value_set(arena, result->tree, "near", near);
    return cairn_result_finish(&result, is_found ? CAIRN_FOUND : CAIRN_NONE, out_result, err);
}
