/*
 * Which records does an event show? Every canon's matcher searches a run of events at once for
 * anchors and markers; then each event takes the candidates that lie in it and confirms them.
 * Events with colours are stripped and searched on their own, as an escape sequence may stand
 * inside an anchor. What several canons find is merged: one match per record, the nearest canon's,
 * ranked over all. Everything here is scratch memory that is reused from event to event.
 */
#include "engine/explain_internal.h"

#include "logs/clean.h"

enum cairn_status cairn_recogniser_init(struct cairn_recogniser *recogniser,
    struct cairn_engine *engine, const char *domain, struct cairn_error *err)
{
    *recogniser = (struct cairn_recogniser){
        .engine = engine,
        .domain = cairn_span_from_string(domain),
        .own = CAIRN_VEC_OF(struct cairn_candidate),
        .matches = CAIRN_VEC_OF(struct cairn_match),
    };
    for (size_t i = 0; i < engine->canon_count; i++) {
        recogniser->found[i] = CAIRN_VEC_OF(struct cairn_candidate);
        enum cairn_status status = cairn_engine_matcher(engine, i, &recogniser->matchers[i], err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

void cairn_recogniser_done(struct cairn_recogniser *recogniser)
{
    for (size_t i = 0; i < CAIRN_LIMIT_CANONS; i++)
        cairn_vec_done(&recogniser->found[i]);
    cairn_vec_done(&recogniser->own);
    cairn_vec_done(&recogniser->matches);
    cairn_buf_done(&recogniser->stripped);
}

enum cairn_status cairn_recogniser_search(
    struct cairn_recogniser *recogniser, struct cairn_span text, struct cairn_error *err)
{
    for (size_t i = 0; i < recogniser->engine->canon_count; i++) {
        recogniser->next[i] = 0;
        cairn_vec_clear(&recogniser->found[i]);
        enum cairn_status status =
            cairn_matcher_find(recogniser->matchers[i], text, &recogniser->found[i], err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status take_candidate(struct cairn_recogniser *recogniser,
    const struct cairn_candidate *candidate, struct cairn_recognised *out, struct cairn_error *err)
{
    out->has_candidates = true;
    if (candidate->pattern == CAIRN_PATTERN_MARKER) {
        out->is_marked = true;
        return CAIRN_OK;
    }
    return cairn_vec_push(&recogniser->own, candidate, err);
}

/* The canon's candidates in [offset, offset + size); those before belong to no event and are passed
 * over. */
static enum cairn_status take_range(struct cairn_recogniser *recogniser, size_t canon,
    size_t offset, size_t size, struct cairn_recognised *out, struct cairn_error *err)
{
    const struct cairn_vec *found = &recogniser->found[canon];
    size_t next = recogniser->next[canon];
    enum cairn_status status = CAIRN_OK;
    for (; !status && next < found->count; next++) {
        const struct cairn_candidate *candidate = CAIRN_VEC_AT(found, struct cairn_candidate, next);
        if (candidate->position >= offset + size)
            break;
        if (candidate->position >= offset)
            status = take_candidate(recogniser, candidate, out, err);
    }
    recogniser->next[canon] = next;
    return status;
}

/* The text of the event without colours, searched on its own: `found` of this canon is busy, so its
 * end is used. */
static enum cairn_status take_stripped(struct cairn_recogniser *recogniser, size_t canon,
    struct cairn_recognised *out, struct cairn_error *err)
{
    struct cairn_vec *found = &recogniser->found[canon];
    size_t before = found->count;
    enum cairn_status status =
        cairn_matcher_find(recogniser->matchers[canon], out->text, found, err);
    for (size_t i = before; !status && i < found->count; i++)
        status =
            take_candidate(recogniser, CAIRN_VEC_AT(found, struct cairn_candidate, i), out, err);
    found->count = before;
    return status;
}

static bool has_match(const struct cairn_recogniser *recogniser, struct cairn_span record)
{
    for (size_t i = 0; i < recogniser->matches.count; i++) {
        if (cairn_span_equal(
                CAIRN_VEC_AT(&recogniser->matches, struct cairn_match, i)->record, record))
            return true;
    }
    return false;
}

static bool is_wanted(
    const struct cairn_recogniser *recogniser, struct cairn_span record, size_t canon)
{
    struct cairn_span domain = recogniser->domain;
    if (domain.size && !(cairn_span_starts_with(record, domain) && record.size > domain.size &&
                           record.data[domain.size] == '/'))
        return false;
    return cairn_engine_counts(recogniser->engine, record, canon) && !has_match(recogniser, record);
}

static enum cairn_status confirm(struct cairn_recogniser *recogniser, size_t canon,
    struct cairn_recognised *out, struct cairn_error *err)
{
    struct cairn_confirmation confirmation = {0};
    enum cairn_status status = cairn_matcher_confirm(recogniser->matchers[canon], out->text,
        recogniser->own.data, recogniser->own.count, CAIRN_SPAN(""), &confirmation, err);
    if (status)
        return status;
    out->limit_hits += confirmation.limit_hits;
    for (size_t i = 0; i < confirmation.count; i++) {
        if (!is_wanted(recogniser, confirmation.matches[i].record, canon))
            continue;
        status = cairn_vec_push(&recogniser->matches, &confirmation.matches[i], err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

/* The domain that the log's format suggests matters only where several records compete. */
static enum cairn_status rank(
    struct cairn_recogniser *recogniser, struct cairn_recognised *out, struct cairn_error *err)
{
    out->matches = recogniser->matches.data;
    out->count = recogniser->matches.count;
    if (out->count < 2)
        return CAIRN_OK;
    struct cairn_span hint = {0};
    if (out->prefix.format != CAIRN_LOG_PLAIN) {
        enum cairn_status status = cairn_engine_domain_of_format(
            recogniser->engine, cairn_log_format_name(out->prefix.format), &hint, err);
        if (status)
            return status;
    }
    cairn_match_rank(out->matches, out->count, hint);
    return CAIRN_OK;
}

enum cairn_status cairn_recogniser_event(struct cairn_recogniser *recogniser,
    struct cairn_span text, size_t offset, bool has_escape, struct cairn_recognised *out,
    struct cairn_error *err)
{
    *out = (struct cairn_recognised){.text = text};
    cairn_vec_clear(&recogniser->matches);
    if (has_escape) {
        cairn_buf_clear(&recogniser->stripped);
        cairn_log_strip_escapes(&recogniser->stripped, text);
        enum cairn_status status = cairn_buf_status(&recogniser->stripped, err);
        if (status)
            return status;
        out->text = cairn_buf_span(&recogniser->stripped);
    }
    for (size_t i = 0; i < recogniser->engine->canon_count; i++) {
        cairn_vec_clear(&recogniser->own);
        enum cairn_status status = has_escape
                                       ? take_stripped(recogniser, i, out, err)
                                       : take_range(recogniser, i, offset, text.size, out, err);
        if (!status && recogniser->own.count)
            status = confirm(recogniser, i, out, err);
        if (status)
            return status;
    }
    if (!out->is_marked && cairn_log_opens_as_error(out->text))
        out->has_candidates = out->is_marked = true;
    if (!out->has_candidates)
        return CAIRN_OK;
    cairn_log_prefix_parse(out->text, &out->prefix);
    return rank(recogniser, out, err);
}
