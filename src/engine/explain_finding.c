/*
 * One finding of the result: what was seen (counts, times, the quoted event, its captures) together
 * with what the record says. The record is the engine's and only the parts that are shown are
 * copied, so that the memory of an answer does not grow with the length of the records behind it.
 */
#include "engine/explain_internal.h"

#include "base/clock.h"
#include "engine/capture.h"

static void set_time(struct cairn_arena *arena, struct cairn_value *object, const char *key,
    bool has_time, int64_t time_ms)
{
    char text[CAIRN_TIME_TEXT_SIZE];
    if (has_time)
        cairn_time_format(time_ms, text);
    cairn_value_set_cstring(arena, object, key, has_time ? text : NULL);
}

static void set_seen(
    struct cairn_arena *arena, struct cairn_value *finding, const struct cairn_explain_seen *seen)
{
    cairn_value_set_int(arena, finding, "count", (int64_t)seen->count);
    set_time(arena, finding, "first", seen->has_time, seen->first_ms);
    set_time(arena, finding, "last", seen->has_time, seen->last_ms);
    cairn_value_set_string(arena, finding, "input", seen->input);
    cairn_value_set_int(arena, finding, "line", (int64_t)seen->line);
    cairn_value_set_string(arena, finding, "event", seen->event);
    cairn_value_set_bool(arena, finding, "event_cut", seen->is_cut);
}

static int severity_rank(struct cairn_span severity)
{
    static const char *const order[] = {"error", "warning", "note", "noise"};
    for (int i = 0; i < (int)CAIRN_ARRAY_SIZE(order); i++) {
        if (cairn_span_equal_string(severity, order[i]))
            return i;
    }
    return (int)CAIRN_ARRAY_SIZE(order);
}

/* Types come from the record; a group without one is shown, and never filled in. */
static struct cairn_value *make_captures(struct cairn_arena *arena,
    const struct cairn_explain_known *known, const struct cairn_value *types,
    struct cairn_fill_capture *fill_captures)
{
    struct cairn_value *object = cairn_value_object(arena);
    for (size_t i = 0; i < known->capture_count; i++) {
        const struct cairn_explain_capture *capture = &known->captures[i];
        struct cairn_span type = cairn_value_text(cairn_value_get_span(types, capture->name));
        bool is_usable = !capture->is_cut && cairn_capture_is_usable(type, capture->value);
        fill_captures[i] = (struct cairn_fill_capture){capture->name, capture->value, is_usable};
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set(arena, entry, "type",
            type.size ? cairn_value_string(arena, type) : cairn_value_null(arena));
        cairn_value_set_string(arena, entry, "value", capture->value);
        cairn_value_set_bool(arena, entry, "usable", is_usable);
        cairn_value_set_span(arena, object, capture->name, entry);
    }
    return object;
}

static struct cairn_value *make_also(
    struct cairn_arena *arena, const struct cairn_explain_known *known)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < known->also.count; i++)
        cairn_value_push(arena, list,
            cairn_value_string(arena, *CAIRN_VEC_AT(&known->also, struct cairn_span, i)));
    return list;
}

static struct cairn_value *make_next(struct cairn_arena *arena, const struct cairn_value *record)
{
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(transition, cairn_value_path(record, "transition_graph.leads_to"))
    {
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_engine_copy_member(arena, entry, "record", transition->value, "error_id");
        cairn_engine_copy_member(arena, entry, "kind", transition->value, "kind");
        cairn_engine_copy_member(arena, entry, "condition", transition->value, "condition");
        cairn_value_push(arena, list, entry);
    }
    return list;
}

static struct cairn_value *make_consequences(struct cairn_explain_scan *scan,
    struct cairn_arena *arena, const struct cairn_explain_known *known)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < known->consequences.count; i++) {
        const struct cairn_explain_consequence *consequence =
            CAIRN_VEC_AT(&known->consequences, struct cairn_explain_consequence, i);
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "record",
            (*CAIRN_VEC_AT(&scan->known, struct cairn_explain_known *, consequence->number))
                ->record);
        cairn_value_set_int(arena, entry, "count", (int64_t)consequence->count);
        cairn_value_push(arena, list, entry);
    }
    return list;
}

/* Who looked and found nothing, and what the reader probably has instead, with its signature where
 * a canon knows it. */
static enum cairn_status set_refuted(struct cairn_explain_scan *scan, struct cairn_arena *arena,
    const struct cairn_value *record, struct cairn_value *finding, struct cairn_error *err)
{
    const struct cairn_value *refuted = cairn_value_get(record, "refuted");
    if (cairn_value_is_empty(refuted)) {
        cairn_value_set(arena, finding, "refuted", cairn_value_null(arena));
        return CAIRN_OK;
    }
    struct cairn_value *made = cairn_value_object(arena);
    struct cairn_value *list = cairn_value_array(arena);
    cairn_engine_copy_member(arena, made, "text", refuted, "text");
    CAIRN_VALUE_EACH(id, cairn_value_get(refuted, "probably"))
    {
        CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
        struct cairn_value *other = NULL;
        enum cairn_status status = cairn_engine_record(scan->engine, &scratch,
            cairn_value_text(id->value), scan->options->language, &other, NULL, err);
        if (status)
            return status;
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "record", cairn_value_text(id->value));
        cairn_engine_copy_member(arena, entry, "signature", other, "signature");
        cairn_value_push(arena, list, entry);
    }
    cairn_value_set(arena, made, "probably", list);
    cairn_value_set(arena, finding, "refuted", made);
    return CAIRN_OK;
}

static void set_head(struct cairn_explain_scan *scan, struct cairn_arena *arena,
    const struct cairn_value *record, size_t canon, struct cairn_value *finding)
{
    bool is_chinese = scan->options->language == CAIRN_LANGUAGE_ZH;
    cairn_engine_copy_member(arena, finding, "record", record, "id");
    cairn_value_set_cstring(
        arena, finding, "canon", cairn_canon_info(scan->engine->canons[canon].canon)->name);
    cairn_engine_copy_member(arena, finding, "signature", record, "signature");
    cairn_engine_copy_member(arena, finding, "gloss", is_chinese ? record : NULL, "signature_zh");
    cairn_engine_copy_member(arena, finding, "severity", record, "severity");
    cairn_engine_copy_member(arena, finding, "impact", record, "impact");
    cairn_engine_copy_member(arena, finding, "tier", record, "tier");
    cairn_engine_copy_member(arena, finding, "summary", record, "root_cause");
    cairn_engine_copy_member(arena, finding, "no_action_unless", record, "no_action_unless");
}

static enum cairn_status set_body(struct cairn_explain_scan *scan, struct cairn_arena *arena,
    const struct cairn_explain_known *known, const struct cairn_value *record,
    struct cairn_value *finding, struct cairn_error *err)
{
    struct cairn_fill_capture *captures =
        cairn_arena_array(arena, known->capture_count, sizeof(*captures));
    if (!captures)
        return CAIRN_FAIL_MEMORY(err);
    set_seen(arena, finding, &known->seen);
    cairn_value_set(arena, finding, "captures",
        make_captures(arena, known, cairn_value_get(record, "captures"), captures));
    cairn_value_set(arena, finding, "also", make_also(arena, known));
    struct cairn_fill fill = {
        .arena = arena,
        .captures = captures,
        .capture_count = known->capture_count,
        .placeholders = cairn_value_get(record, "placeholders"),
    };
    cairn_explain_advice(&fill, record, finding);
    cairn_value_set(arena, finding, "next", make_next(arena, record));
    cairn_value_set(arena, finding, "consequences", make_consequences(scan, arena, known));
    enum cairn_status status = set_refuted(scan, arena, record, finding, err);
    if (status)
        return status;
    cairn_engine_copy_member(arena, finding, "doc", record, "official_doc_url");
    cairn_value_set_cstring(arena, finding, "show",
        cairn_arena_printf(arena, "cairn show %.*s", CAIRN_SPAN_ARGS(known->record)));
    return CAIRN_OK;
}

enum cairn_status cairn_explain_known_item(struct cairn_explain_scan *scan,
    struct cairn_arena *arena, const struct cairn_explain_known *known,
    struct cairn_explain_item *out_item, struct cairn_error *err)
{
    const struct cairn_value *record = NULL;
    size_t canon = 0;
    enum cairn_status status = cairn_engine_keep_record(
        scan->engine, known->record, scan->options->language, &record, &canon, err);
    if (status)
        return status;
    if (!record)
        return CAIRN_FAIL(err, CAIRN_ERR_CORRUPT,
            "cannot read the record %.*s: the match index names it, the canon does not have it",
            CAIRN_SPAN_ARGS(known->record));
    struct cairn_value *finding = cairn_value_object(arena);
    cairn_value_set_cstring(arena, finding, "status", "known");
    set_head(scan, arena, record, canon, finding);
    status = set_body(scan, arena, known, record, finding, err);
    if (status)
        return status;
    *out_item = (struct cairn_explain_item){
        .value = finding,
        .is_consequence = known->folded > 0,
        .severity = severity_rank(cairn_value_get_text(record, "severity")),
        .seen = &known->seen,
        .id = known->record,
    };
    return CAIRN_OK;
}

void cairn_explain_unknown_item(struct cairn_arena *arena,
    const struct cairn_explain_unknown *unknown, struct cairn_explain_item *out_item)
{
    const char *severity = unknown->level == CAIRN_LEVEL_WARNING ? "warning" : "error";
    struct cairn_value *finding = cairn_value_object(arena);
    cairn_value_set_cstring(arena, finding, "status", "unknown");
    cairn_value_set_cstring(arena, finding, "template", unknown->template_id);
    cairn_value_set_string(arena, finding, "shape", unknown->shape);
    cairn_value_set_cstring(arena, finding, "severity", severity);
    set_seen(arena, finding, &unknown->seen);
    *out_item = (struct cairn_explain_item){
        .value = finding,
        .is_unknown = true,
        .severity = severity_rank(cairn_span_from_string(severity)),
        .seen = &unknown->seen,
        .id = cairn_span_from_string(unknown->template_id),
    };
}
