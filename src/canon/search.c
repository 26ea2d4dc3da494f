/*
 * Full-text search. The query is cut into words as the texts were; each word becomes one quoted
 * string of FTS5's query language, so nothing in it is an operator:
 *
 *     证书验证 "nginx"   →   "证书 书验 验证" "nginx"
 *
 * FTS5 gives the rows in order of number and the score of each; the best are kept here, equal
 * scores in order of id, so the answer repeats. What a common word costs is bounded: a question for
 * any word keeps its rarest words only, and beyond CAIRN_LIMIT_SEARCH_CANDIDATES rows no more are
 * looked at.
 */
#include "base/ascii.h"
#include "base/buf.h"
#include "base/checked.h"
#include "base/limits.h"
#include "canon/canon_internal.h"
#include "canon/words.h"

#define DEFAULT_LIMIT 10
#define LIMIT_MAX     1000
/* Rows that the words of an any_word question may have together. */
#define ANY_WORD_ROWS 8000

struct term {
    struct cairn_span text; /* points into the query */
    bool is_cjk;
    int64_t records; /* in how many records it occurs, as far as known; at least 1 */
};

struct question {
    struct term terms[CAIRN_LIMIT_QUERY_WORDS];
    size_t count;
    int64_t first, last; /* numbers of the records that are asked about */
};

struct candidate {
    int64_t number;
    double score;
};

static bool has_term(const struct question *question, struct cairn_span text)
{
    for (size_t i = 0; i < question->count; i++) {
        if (cairn_span_equal_ignoring_case(question->terms[i].text, text))
            return true;
    }
    return false;
}

/* A log line may be long: for `any_word` what lies beyond the limits is left out, a typed query is
 * refused. */
static enum cairn_status cut_query(
    const struct cairn_canon_search *search, struct question *question, struct cairn_error *err)
{
    struct cairn_span query = search->query;
    if (query.size > CAIRN_LIMIT_QUERY && !search->any_word) {
        enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
            "could not search: the query has %zu bytes, more than %zu", query.size,
            CAIRN_LIMIT_QUERY);
        cairn_error_hint(err, "name a few words of it; a whole message goes to: cairn explain");
        return status;
    }
    query = cairn_span_slice(query, 0, CAIRN_LIMIT_QUERY);
    struct cairn_canon_word word;
    for (size_t position = 0; cairn_canon_next_word(query, &position, &word);) {
        if (has_term(question, word.text))
            continue;
        if (question->count == CAIRN_LIMIT_QUERY_WORDS) {
            if (search->any_word)
                return CAIRN_OK;
            enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
                "could not search: the query has more than %d words", CAIRN_LIMIT_QUERY_WORDS);
            cairn_error_hint(err, "name a few words of it; a whole message goes to: cairn explain");
            return status;
        }
        question->terms[question->count++] =
            (struct term){.text = word.text, .is_cjk = word.is_cjk, .records = 1};
    }
    return CAIRN_OK;
}

/* The records of a domain have neighbouring numbers, since numbers go by id. */
static enum cairn_status find_range(struct cairn_canon *canon, struct cairn_span domain,
    struct question *question, struct cairn_error *err)
{
    question->first = 1;
    question->last = INT64_MAX;
    if (domain.size == 0)
        return CAIRN_OK;
    CAIRN_AUTO_BUF struct cairn_buf start = {0};
    CAIRN_AUTO_BUF struct cairn_buf end = {0};
    cairn_buf_append(&start, domain);
    cairn_buf_append_byte(&start, '/');
    cairn_buf_append(&end, domain);
    cairn_buf_append_byte(&end, '/' + 1);
    enum cairn_status status = cairn_buf_status(&start, err);
    if (!status)
        status = cairn_buf_status(&end, err);
    if (status)
        return status;
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    status = cairn_store_prepare(canon->store,
        "SELECT (SELECT number FROM record WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 1),"
        " (SELECT number FROM record WHERE id >= ?1 AND id < ?2 ORDER BY id DESC LIMIT 1)",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, cairn_buf_span(&start));
    cairn_store_bind_text(statement, 2, cairn_buf_span(&end));
    bool has_row = false;
    status = cairn_store_step(statement, &has_row, err);
    if (!status) {
        question->first = has_row ? cairn_store_column_int(statement, 0) : 0;
        question->last = has_row ? cairn_store_column_int(statement, 1) : 0;
    }
    return status;
}

/* Pruning */

static enum cairn_status count_token(struct cairn_canon *canon, struct cairn_span token,
    int64_t *out_records, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf folded = {0};
    for (size_t i = 0; i < token.size; i++)
        cairn_buf_append_byte(&folded, cairn_ascii_to_lower(token.data[i]));
    enum cairn_status status = cairn_buf_status(&folded, err);
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    if (!status)
        status = cairn_store_prepare(
            canon->store, "SELECT records FROM common_word WHERE word = ?1", &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, cairn_buf_span(&folded));
    bool has_row = false;
    status = cairn_store_step(statement, &has_row, err);
    int64_t records = !status && has_row ? cairn_store_column_int(statement, 0) : 0;
    *out_records = records > CAIRN_CANON_COMMON_RECORDS ? records : CAIRN_CANON_COMMON_RECORDS;
    return status;
}

/* A run of characters is as rare as its rarest pair. */
static enum cairn_status count_term(
    struct cairn_canon *canon, struct term *term, struct cairn_error *err)
{
    if (!term->is_cjk)
        return count_token(canon, term->text, &term->records, err);
    CAIRN_AUTO_BUF struct cairn_buf pairs = {0};
    cairn_canon_append_pairs(&pairs, term->text);
    enum cairn_status status = cairn_buf_status(&pairs, err);
    struct cairn_span rest = cairn_buf_span(&pairs);
    term->records = INT64_MAX;
    while (!status && rest.size > 0) {
        size_t space = cairn_span_find_byte(rest, ' ', 0);
        int64_t records = 0;
        status = count_token(canon, cairn_span_slice(rest, 0, space), &records, err);
        if (records < term->records)
            term->records = records;
        rest = cairn_span_slice(rest, space + 1, rest.size);
    }
    return status;
}

/* Rarest first (insertion sort: at most 32, and stable); then as many as the rows allow, at least
 * one. */
static enum cairn_status prune(
    struct cairn_canon *canon, struct question *question, struct cairn_error *err)
{
    for (size_t i = 0; i < question->count; i++) {
        struct term term = question->terms[i];
        enum cairn_status status = count_term(canon, &term, err);
        if (status)
            return status;
        size_t place = i;
        for (; place > 0 && question->terms[place - 1].records > term.records; place--)
            question->terms[place] = question->terms[place - 1];
        question->terms[place] = term;
    }
    int64_t rows = 0;
    for (size_t i = 0; i < question->count; i++) {
        if (i > 0 && question->terms[i].records > ANY_WORD_ROWS - rows) {
            question->count = i;
            return CAIRN_OK;
        }
        rows = question->terms[i].records > ANY_WORD_ROWS - rows
                   ? ANY_WORD_ROWS
                   : rows + question->terms[i].records;
    }
    return CAIRN_OK;
}

/* Asking */

/* One FTS5 string. The text holds letters only, so there is nothing to escape. A single character
 * begins a pair. */
static void append_term(struct cairn_buf *match, const struct term *term, bool is_prefix)
{
    size_t start = match->size;
    cairn_buf_append_byte(match, '"');
    if (term->is_cjk) {
        cairn_canon_append_pairs(match, term->text);
        if (match->failure)
            return; /* nothing to look at; the caller asks for the status */
        /* The last character alone stands behind the pairs: it is wanted only where it is all there
         * is. */
        size_t last = match->size - 1;
        while (last > start + 1 && match->data[last - 1] != ' ')
            last--;
        is_prefix = last == start + 1;
        cairn_buf_truncate(match, is_prefix ? match->size - 1 : last - 1);
    } else {
        cairn_buf_append(match, term->text);
    }
    cairn_buf_append_string(match, is_prefix ? "\"*" : "\"");
}

static void append_match(
    struct cairn_buf *match, const struct question *question, bool any_word, bool is_last_prefix)
{
    for (size_t i = 0; i < question->count; i++) {
        if (i > 0)
            cairn_buf_append_string(match, any_word ? " OR " : " AND ");
        append_term(match, &question->terms[i], is_last_prefix && i + 1 == question->count);
    }
}

/* Keeps `best` sorted: higher score first, then lower number. Rows come in order of number. */
static void offer(struct candidate *best, size_t *count, size_t limit, struct candidate new)
{
    size_t place = *count;
    if (place == limit) {
        if (best[limit - 1].score >= new.score)
            return;
        place--;
    } else {
        (*count)++;
    }
    for (; place > 0 && best[place - 1].score < new.score; place--)
        best[place] = best[place - 1];
    best[place] = new;
}

static enum cairn_status ask(struct cairn_canon *canon, const struct question *question,
    struct cairn_span match, struct candidate *best, size_t limit, size_t *out_count,
    struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    /* Weights of id, signature, english, chinese. */
    enum cairn_status status = cairn_store_prepare(canon->store,
        "SELECT rowid, bm25(search, 6.0, 8.0, 1.0, 2.0) FROM search"
        " WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, match);
    cairn_store_bind_int(statement, 2, question->first);
    cairn_store_bind_int(statement, 3, question->last);
    *out_count = 0;
    bool has_row = false;
    for (uint32_t rows = 0; rows < CAIRN_LIMIT_SEARCH_CANDIDATES; rows++) {
        status = cairn_store_step(statement, &has_row, err);
        if (status || !has_row)
            return status;
        /* FTS5 gives better rows lower numbers; a damaged file may give none at all. */
        double score = -cairn_store_column_real(statement, 1);
        offer(best, out_count, limit,
            (struct candidate){.number = cairn_store_column_int(statement, 0),
                .score = score == score ? score : 0});
    }
    return CAIRN_OK;
}

static enum cairn_status find_best(struct cairn_canon *canon, const struct question *question,
    bool any_word, struct candidate *best, size_t limit, size_t *out_count, struct cairn_error *err)
{
    *out_count = 0;
    if (question->count == 0 || question->first == 0)
        return CAIRN_OK;
    CAIRN_AUTO_BUF struct cairn_buf match = {0};
    append_match(&match, question, any_word, false);
    enum cairn_status status = cairn_buf_status(&match, err);
    if (!status)
        status = ask(canon, question, cairn_buf_span(&match), best, limit, out_count, err);
    if (status || any_word || *out_count > 0)
        return status;
    /* Nothing has all these words: perhaps the last one is not finished yet. */
    cairn_buf_clear(&match);
    append_match(&match, question, any_word, true);
    status = cairn_buf_status(&match, err);
    return status ? status
                  : ask(canon, question, cairn_buf_span(&match), best, limit, out_count, err);
}

static enum cairn_status load_hit(struct cairn_canon *canon, struct cairn_arena *arena,
    enum cairn_canon_language language, const struct candidate *candidate,
    struct cairn_canon_hit *out_hit, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(canon->store,
        language == CAIRN_CANON_ZH
            ? "SELECT id, signature, coalesce(summary_zh, summary_en), tier, severity FROM record"
              " WHERE number = ?1"
            : "SELECT id, signature, summary_en, tier, severity FROM record WHERE number = ?1",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_int(statement, 1, candidate->number);
    bool has_row = false;
    status = cairn_store_step(statement, &has_row, err);
    if (status)
        return status;
    if (!has_row)
        return cairn_store_corrupt(canon->store, "its search finds a record that is missing", err);
    out_hit->score = candidate->score;
    return cairn_canon_read_hit(canon, arena, statement, out_hit, err);
}

enum cairn_status cairn_canon_search(struct cairn_canon *canon, struct cairn_arena *arena,
    const struct cairn_canon_search *search, struct cairn_canon_hit **out_hits, size_t *out_count,
    struct cairn_error *err)
{
    struct question question = {0};
    enum cairn_status status = cut_query(search, &question, err);
    if (!status)
        status = find_range(canon, search->domain, &question, err);
    if (!status && search->any_word)
        status = prune(canon, &question, err);
    if (status)
        return status;
    size_t limit = search->limit ? cairn_min_size(search->limit, LIMIT_MAX) : DEFAULT_LIMIT;
    struct candidate *best = cairn_arena_array(arena, limit, sizeof *best);
    struct cairn_canon_hit *hits = cairn_arena_array(arena, limit, sizeof *hits);
    if (!best || !hits)
        return CAIRN_FAIL_MEMORY(err);
    size_t count = 0;
    status = find_best(canon, &question, search->any_word, best, limit, &count, err);
    for (size_t i = 0; !status && i < count; i++)
        status = load_hit(canon, arena, search->language, &best[i], &hits[i], err);
    if (status)
        return status;
    *out_hits = hits;
    *out_count = count;
    return CAIRN_OK;
}
