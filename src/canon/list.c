/*
 * Lists: records in order of id, a page at a time. A page begins behind an id and not at a number,
 * so that it stays the same page when records come and go before it, and costs the same wherever it
 * stands.
 */
#include "canon/canon_internal.h"

/* No id sorts behind the last character of Unicode. */
#define BEHIND_ALL "\xf4\x8f\xbf\xbf"

/* Ids of a domain lie between "domain/" and "domain0": '0' follows '/'. */
static enum cairn_status find_bounds(struct cairn_arena *arena, const struct cairn_canon_list *list,
    struct cairn_span *out_behind, struct cairn_span *out_before, struct cairn_error *err)
{
    *out_behind = list->after;
    *out_before = CAIRN_SPAN(BEHIND_ALL);
    if (!list->domain.size)
        return CAIRN_OK;
    char *first = cairn_arena_printf(arena, "%.*s/", CAIRN_SPAN_ARGS(list->domain));
    char *end = cairn_arena_printf(arena, "%.*s0", CAIRN_SPAN_ARGS(list->domain));
    if (!first || !end)
        return CAIRN_FAIL_MEMORY(err);
    *out_before = cairn_span_from_string(end);
    if (cairn_span_compare(list->after, cairn_span_from_string(first)) < 0)
        *out_behind = cairn_span_from_string(first);
    return CAIRN_OK;
}

static enum cairn_status prepare(struct cairn_canon *canon, enum cairn_canon_language language,
    struct cairn_store_statement **out_statement, struct cairn_error *err)
{
    return cairn_store_prepare(canon->store,
        language == CAIRN_CANON_ZH
            ? "SELECT id, signature, coalesce(summary_zh, summary_en), tier, severity FROM record"
              " WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3"
            : "SELECT id, signature, summary_en, tier, severity FROM record"
              " WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
        out_statement, err);
}

/* A damaged tree of pages may repeat itself: each id must lie behind the one before. */
static enum cairn_status read_rows(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_store_statement *statement, uint32_t limit, struct cairn_canon_hit *hits,
    size_t *out_count, struct cairn_error *err)
{
    size_t count = 0;
    for (bool has_row = true; count < limit; count++) {
        enum cairn_status status = cairn_store_step(statement, &has_row, err);
        if (status)
            return status;
        if (!has_row)
            break;
        status = cairn_canon_read_hit(canon, arena, statement, &hits[count], err);
        if (status)
            return status;
        if (count && cairn_span_compare(hits[count].id, hits[count - 1].id) <= 0)
            return cairn_store_corrupt(canon->store, "its list of records is out of order", err);
    }
    *out_count = count;
    return CAIRN_OK;
}

enum cairn_status cairn_canon_list_records(struct cairn_canon *canon, struct cairn_arena *arena,
    const struct cairn_canon_list *list, struct cairn_canon_hit **out_hits, size_t *out_count,
    struct cairn_error *err)
{
    struct cairn_span behind, before;
    enum cairn_status status = find_bounds(arena, list, &behind, &before, err);
    if (status)
        return status;
    struct cairn_canon_hit *hits = cairn_arena_array(arena, list->limit, sizeof *hits);
    if (!hits)
        return CAIRN_FAIL_MEMORY(err);
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    status = prepare(canon, list->language, &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, behind);
    cairn_store_bind_text(statement, 2, before);
    cairn_store_bind_int(statement, 3, list->limit);
    status = read_rows(canon, arena, statement, list->limit, hits, out_count, err);
    if (!status)
        *out_hits = hits;
    return status;
}
