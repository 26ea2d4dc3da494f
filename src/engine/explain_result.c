/*
 * The whole answer: findings in the order that matters to a reader, what was read, and whether that
 * was everything. What could not be read or did not fit below a limit is said in a sentence each;
 * an answer never looks more complete than it is. Where nothing known was found, records with
 * similar words are named, and marked as no more than that.
 */
#include "engine/explain_internal.h"

#include <inttypes.h>

static int compare_later(const struct cairn_explain_seen *a, const struct cairn_explain_seen *b)
{
    if (a->has_time != b->has_time)
        return a->has_time ? -1 : 1;
    if (a->has_time && a->last_ms != b->last_ms)
        return a->last_ms > b->last_ms ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return 0;
}

/* Known before unknown; no consequence of another; severity; last seen; count; id. */
static int compare_items(const void *left, const void *right)
{
    const struct cairn_explain_item *a = left;
    const struct cairn_explain_item *b = right;
    if (a->is_unknown != b->is_unknown)
        return a->is_unknown ? 1 : -1;
    if (a->is_consequence != b->is_consequence)
        return a->is_consequence ? 1 : -1;
    if (a->severity != b->severity)
        return a->severity < b->severity ? -1 : 1;
    int later = compare_later(a->seen, b->seen);
    return later ? later : cairn_span_compare(a->id, b->id);
}

static enum cairn_status collect_items(struct cairn_explain_scan *scan, struct cairn_arena *arena,
    struct cairn_vec *items, struct cairn_error *err)
{
    struct cairn_explain_item item;
    for (size_t i = 0; i < scan->known.count; i++) {
        const struct cairn_explain_known *known =
            *CAIRN_VEC_AT(&scan->known, struct cairn_explain_known *, i);
        if (cairn_explain_is_folded(known))
            continue;
        enum cairn_status status = cairn_explain_known_item(scan, arena, known, &item, err);
        if (!status)
            status = cairn_vec_push(items, &item, err);
        if (status)
            return status;
    }
    for (size_t i = 0; i < scan->unknown.count; i++) {
        cairn_explain_unknown_item(
            arena, *CAIRN_VEC_AT(&scan->unknown, struct cairn_explain_unknown *, i), &item);
        enum cairn_status status = cairn_vec_push(items, &item, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status set_findings(struct cairn_explain_scan *scan, struct cairn_arena *arena,
    struct cairn_value *tree, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec items = CAIRN_VEC_OF(struct cairn_explain_item);
    enum cairn_status status = collect_items(scan, arena, &items, err);
    if (status)
        return status;
    cairn_vec_sort(&items, compare_items);
    struct cairn_value *findings = cairn_value_array(arena);
    for (size_t i = 0; i < items.count; i++)
        cairn_value_push(
            arena, findings, CAIRN_VEC_AT(&items, struct cairn_explain_item, i)->value);
    cairn_value_set(arena, tree, "findings", findings);
    return CAIRN_OK;
}

static void push_sentence(struct cairn_arena *arena, struct cairn_value *list, const char *sentence)
{
    cairn_value_push(arena, list, sentence ? cairn_value_cstring(arena, sentence) : NULL);
}

static void add_failures(const struct cairn_explain_scan *scan, struct cairn_arena *arena,
    bool is_chinese, struct cairn_value *list)
{
    for (size_t i = 0; i < scan->inputs.count; i++) {
        const char *failure = CAIRN_VEC_AT(&scan->inputs, struct cairn_explain_input, i)->failure;
        if (failure)
            push_sentence(arena, list,
                cairn_arena_printf(arena,
                    is_chinese ? "读取提前结束：%s。" : "Reading ended early: %s.", failure));
    }
}

static struct cairn_value *make_incomplete(
    const struct cairn_explain_scan *scan, struct cairn_arena *arena)
{
    bool is_chinese = scan->options->language == CAIRN_LANGUAGE_ZH;
    struct cairn_value *list = cairn_value_array(arena);
    add_failures(scan, arena, is_chinese, list);
    if (scan->limit_hits)
        push_sentence(arena, list,
            cairn_arena_printf(arena,
                is_chinese ? "正则匹配有 %" PRIu64 " 次达到上限，可能漏掉已知错误。"
                           : "Matching reached its limit %" PRIu64
                             " times: a known error may have been missed.",
                scan->limit_hits));
    if (scan->cut_events)
        push_sentence(arena, list,
            cairn_arena_printf(arena,
                is_chinese
                    ? "有 %" PRIu64 " 条日志超过 %zu KiB 或 %d 行，已被截断。"
                    : "%" PRIu64
                      " log entries were longer than %zu KiB or %d lines and were cut there.",
                scan->cut_events, CAIRN_LIMIT_EVENT >> 10, CAIRN_LIMIT_EVENT_LINES));
    if (scan->dropped_known)
        push_sentence(arena, list,
            cairn_arena_printf(arena,
                is_chinese ? "已知错误超过 %d 种，另有 %" PRIu64 " 条日志只计数、未列出。"
                           : "More than %d different known errors: %" PRIu64
                             " further entries are counted, not listed.",
                CAIRN_LIMIT_FINDINGS, scan->dropped_known));
    if (scan->dropped_unknown)
        push_sentence(arena, list,
            cairn_arena_printf(arena,
                is_chinese ? "未知错误超过 %d 种，另有 %" PRIu64 " 条日志只计数、未列出。"
                           : "More than %d different unknown errors: %" PRIu64
                             " further entries are counted, not listed.",
                CAIRN_LIMIT_TEMPLATES, scan->dropped_unknown));
    return list;
}

static struct cairn_value *make_inputs(
    const struct cairn_explain_scan *scan, struct cairn_arena *arena)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < scan->inputs.count; i++) {
        const struct cairn_explain_input *input =
            CAIRN_VEC_AT(&scan->inputs, struct cairn_explain_input, i);
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "name", input->name);
        cairn_value_set_int(arena, entry, "lines", (int64_t)input->lines);
        cairn_value_set_int(arena, entry, "bytes", (int64_t)input->bytes);
        cairn_value_push(arena, list, entry);
    }
    return list;
}

static struct cairn_value *make_lines(
    const struct cairn_explain_scan *scan, struct cairn_arena *arena)
{
    uint64_t total = cairn_explain_scan_lines(scan);
    struct cairn_value *lines = cairn_value_object(arena);
    cairn_value_set_int(arena, lines, "total", (int64_t)total);
    cairn_value_set_int(arena, lines, "matched", (int64_t)scan->matched_lines);
    cairn_value_set_int(arena, lines, "unknown", (int64_t)scan->unknown_lines);
    cairn_value_set_int(
        arena, lines, "ordinary", (int64_t)(total - scan->matched_lines - scan->unknown_lines));
    return lines;
}

enum cairn_status cairn_explain_build(struct cairn_explain_scan *scan,
    const struct cairn_value *repairs, struct cairn_result *result, bool *out_is_complete,
    struct cairn_error *err)
{
    struct cairn_arena *arena = &result->arena;
    struct cairn_value *tree = cairn_value_object(arena);
    struct cairn_value *incomplete = make_incomplete(scan, arena);
    result->tree = tree;
    cairn_value_set_cstring(arena, tree, "schema", "cairn.explanation/1");
    cairn_value_set_cstring(arena, tree, "cairn", cairn_version());
    cairn_value_set_cstring(
        arena, tree, "lang", cairn_engine_language_name(scan->options->language));
    cairn_value_set(arena, tree, "canon", cairn_engine_describe_canons(scan->engine, arena));
    cairn_value_set(arena, tree, "inputs", make_inputs(scan, arena));
    cairn_value_set_bool(arena, tree, "complete", cairn_value_count(incomplete) == 0);
    cairn_value_set(arena, tree, "incomplete_because", incomplete);
    cairn_value_set(arena, tree, "lines", make_lines(scan, arena));
    cairn_value_set_int(arena, tree, "limit_hits", (int64_t)scan->limit_hits);
    cairn_value_set(arena, tree, "matched_after", cairn_value_copy(arena, repairs));
    enum cairn_status status = set_findings(scan, arena, tree, err);
    struct cairn_value *similar = NULL;
    if (!status)
        status = cairn_explain_similar(scan, arena, &similar, err);
    if (!status)
        cairn_value_set(arena, tree, "similar", similar);
    *out_is_complete = cairn_value_count(incomplete) == 0;
    return status;
}
