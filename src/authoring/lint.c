/* All rules over a source tree, in the order in which an author would mend them, and what each
 * signature costs a scan. */
#include "authoring/regex_internal.h"

enum cairn_status cairn_lint(
    struct cairn_source *source, struct cairn_complaints *complaints, struct cairn_error *err)
{
    static void (*const parts[])(struct cairn_lint_run * run) = {cairn_lint_schema, cairn_lint_ids,
        cairn_lint_families, cairn_lint_rigs, cairn_lint_evidence, cairn_lint_records,
        cairn_lint_imported, cairn_lint_ranks};
    struct cairn_lint_run run = {.source = source, .complaints = complaints, .err = err};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(parts) && run.status == CAIRN_OK; i++)
        parts[i](&run);
    cairn_complaints_sort(complaints);
    return run.status;
}

struct cost {
    struct cairn_value *value;
    double per_mebibyte;
};

/* Dearest first; equal ones in order of record, as they came. */
static int compare_costs(const void *left, const void *right)
{
    const struct cost *a = left;
    const struct cost *b = right;
    if (a->per_mebibyte > b->per_mebibyte || a->per_mebibyte < b->per_mebibyte)
        return a->per_mebibyte > b->per_mebibyte ? -1 : 1;
    int order = cairn_span_compare(
        cairn_value_get_text(a->value, "record"), cairn_value_get_text(b->value, "record"));
    return order != 0 ? order
                      : cairn_span_compare(cairn_value_get_text(a->value, "regex"),
                            cairn_value_get_text(b->value, "regex"));
}

static struct cairn_value *rate(struct cairn_arena *arena, double per_mebibyte)
{
    char *text = cairn_arena_printf(arena, "%.2f", per_mebibyte);
    return text ? cairn_value_number(arena, cairn_span_from_string(text)) : NULL;
}

static const char *note_on(const struct cairn_regex_verdict *verdict)
{
    if (verdict->state != CAIRN_REGEX_GOOD)
        return verdict->reason.primary;
    if (verdict->shortest_anchor < CAIRN_ANCHOR_FAST)
        return "an anchor is shorter than 7 bytes";
    return NULL;
}

static struct cairn_value *anchors_of(
    struct cairn_arena *arena, const struct cairn_anchors *anchors)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (uint32_t i = 0; i < anchors->count; i++) {
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "text", anchors->items[i].bytes);
        cairn_value_set_bool(arena, entry, "ignore_case", anchors->items[i].ignore_case);
        cairn_value_set(arena, entry, "per_mebibyte", rate(arena, anchors->items[i].per_mebibyte));
        cairn_value_push(arena, list, entry);
    }
    return list;
}

static enum cairn_status add_cost(struct cairn_arena *arena, struct cairn_vec *costs,
    const struct cairn_source_record *record, struct cairn_span text, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
    struct cairn_value regex_value = {.kind = CAIRN_VALUE_STRING, .text = text};
    struct cairn_checked_regex regex = {
        .value = &regex_value, .attacked = cairn_value_get_text(record->origin.value, "attacked")};
    enum cairn_status status = cairn_regex_check(&scratch, &regex, err);
    cairn_pattern_free(regex.pattern);
    struct cairn_anchors anchors = {0};
    if (status == CAIRN_OK && regex.root)
        status = cairn_anchors_choose(&scratch, regex.root, &anchors, err);
    if (status != CAIRN_OK)
        return status;
    struct cost cost = {.value = cairn_value_object(arena), .per_mebibyte = anchors.per_mebibyte};
    cairn_value_set_string(arena, cost.value, "record", record->id);
    cairn_value_set_string(arena, cost.value, "regex", text);
    cairn_value_set(arena, cost.value, "anchors", anchors_of(arena, &anchors));
    cairn_value_set(arena, cost.value, "per_mebibyte", rate(arena, cost.per_mebibyte));
    cairn_value_set_cstring(arena, cost.value, "note", note_on(&regex.verdict));
    return cairn_vec_push(costs, &cost, err);
}

static enum cairn_status add_costs_of(struct cairn_arena *arena, struct cairn_vec *costs,
    const struct cairn_source_record *record, struct cairn_error *err)
{
    struct cairn_span *regexes = NULL;
    size_t count = 0;
    enum cairn_status status = cairn_record_regexes(arena, record, &regexes, &count, err);
    for (size_t i = 0; i < count && status == CAIRN_OK; i++)
        status = add_cost(arena, costs, record, regexes[i], err);
    return status;
}

enum cairn_status cairn_lint_cost(struct cairn_source *source, struct cairn_arena *arena,
    struct cairn_value **out_costs, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec costs = CAIRN_VEC_OF(struct cost);
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < source->records.count && status == CAIRN_OK; i++)
        status = add_costs_of(
            arena, &costs, *CAIRN_VEC_AT(&source->records, struct cairn_source_record *, i), err);
    if (status != CAIRN_OK)
        return status;
    if (costs.count > 1)
        cairn_vec_sort(&costs, compare_costs);
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < costs.count; i++)
        cairn_value_push(arena, list, CAIRN_VEC_AT(&costs, struct cost, i)->value);
    status = cairn_value_status(arena, list, err);
    if (status == CAIRN_OK)
        *out_costs = list;
    return status;
}
