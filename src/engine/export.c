/*
 * Export: records as documents. All ids of all canons are collected in order, then each record is
 * read, shaped, written and forgotten, so that the memory of an export does not grow with the
 * canon. JSON of all records is one array, written piece by piece; an imported record in the
 * reference shape is the file that was imported, byte for byte.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/vec.h"
#include "engine/engine_internal.h"
#include "formats/json.h"
#include "ledger/publish.h"
#include "render/render.h"

struct exporting {
    struct cairn_engine *engine;
    const struct cairn_export_options *options;
    enum cairn_format format;
    struct cairn_buf buf; /* the document at hand */
};

static bool is_json(const struct exporting *exporting)
{
    return exporting->format == CAIRN_FORMAT_JSON;
}

/* The imported file itself: `*out_original` is empty for records of our own. */
static enum cairn_status read_original(struct exporting *exporting, struct cairn_arena *arena,
    struct cairn_span id, size_t canon, struct cairn_span *out_original, struct cairn_error *err)
{
    struct cairn_span json;
    return cairn_canon_get_record_text(exporting->engine->canons[canon].canon, arena, id,
        CAIRN_CANON_EN, &json, out_original, err);
}

static enum cairn_status append_original(struct exporting *exporting, struct cairn_arena *arena,
    struct cairn_span id, struct cairn_span original, struct cairn_error *err)
{
    if (exporting->options->id && is_json(exporting)) {
        cairn_buf_append(&exporting->buf, original);
        return CAIRN_OK;
    }
    if (is_json(exporting)) {
        cairn_buf_append(&exporting->buf, cairn_span_trim(original));
        return CAIRN_OK;
    }
    struct cairn_value *value = NULL;
    char *name = cairn_arena_printf(arena, "%.*s", CAIRN_SPAN_ARGS(id));
    if (!name)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status = cairn_json_read(arena, original, name, &value, err);
    if (!status)
        cairn_json_write(&exporting->buf, value, CAIRN_JSON_COMPACT);
    return status;
}

/* A page of a record is what `show` makes of it. */
static enum cairn_status append_page(struct exporting *exporting, struct cairn_arena *arena,
    struct cairn_value *record, struct cairn_error *err)
{
    struct cairn_value *shown =
        cairn_engine_begin_tree(arena, "cairn.show/1", exporting->options->language);
    cairn_value_set(arena, shown, "record", record);
    enum cairn_status status = cairn_value_status(arena, shown, err);
    if (status)
        return status;
    const struct cairn_render_options render = {
        .format =
            exporting->format == CAIRN_FORMAT_HTML ? CAIRN_RENDER_HTML : CAIRN_RENDER_MARKDOWN,
        .in_chinese = exporting->options->language == CAIRN_LANGUAGE_ZH,
        .full = true,
    };
    return cairn_render(&exporting->buf, shown, &render, err);
}

static enum cairn_status append_value(struct exporting *exporting, struct cairn_arena *arena,
    struct cairn_value *value, struct cairn_error *err)
{
    enum cairn_status status = cairn_value_status(arena, value, err);
    if (status)
        return status;
    if (exporting->format == CAIRN_FORMAT_MARKDOWN || exporting->format == CAIRN_FORMAT_HTML)
        return append_page(exporting, arena, value, err);
    cairn_json_write(
        &exporting->buf, value, is_json(exporting) ? CAIRN_JSON_PRETTY : CAIRN_JSON_COMPACT);
    if (exporting->options->id || !is_json(exporting))
        cairn_buf_append_byte(&exporting->buf, '\n');
    return CAIRN_OK;
}

/* The reference shape has both languages in it and is made of the English record. */
static enum cairn_status append_reference(struct exporting *exporting, struct cairn_arena *arena,
    const struct cairn_value *record, size_t canon, struct cairn_error *err)
{
    struct cairn_span id = cairn_value_get_text(record, "id");
    struct cairn_span original = {0};
    enum cairn_status status = read_original(exporting, arena, id, canon, &original, err);
    if (status)
        return status;
    if (!original.size)
        return append_value(exporting, arena, cairn_publish_reference_shape(arena, record), err);
    status = append_original(exporting, arena, id, original, err);
    if (!status && !is_json(exporting))
        cairn_buf_append_byte(&exporting->buf, '\n');
    return status;
}

/* One document into the buffer; *out_found false: no such record. */
static enum cairn_status append_record(
    struct exporting *exporting, struct cairn_span id, bool *out_found, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_export_options *options = exporting->options;
    bool is_reference = options->shape == CAIRN_SHAPE_REFERENCE;
    struct cairn_value *record = NULL;
    size_t canon = 0;
    enum cairn_status status = cairn_engine_record(exporting->engine, &arena, id,
        is_reference ? CAIRN_LANGUAGE_EN : options->language, &record, &canon, err);
    if (status)
        return status;
    *out_found = record != NULL;
    if (!record)
        return CAIRN_OK;
    if (is_reference)
        return append_reference(exporting, &arena, record, canon, err);
    status = cairn_canon_add_measured(exporting->engine->canons[canon].canon, &arena, record, err);
    if (status)
        return status;
    return append_value(exporting, &arena, record, err);
}

static enum cairn_status flush(struct exporting *exporting, struct cairn_error *err)
{
    enum cairn_status status = cairn_buf_status(&exporting->buf, err);
    if (status)
        return status;
    struct cairn_span bytes = cairn_buf_span(&exporting->buf);
    if (bytes.size)
        status = exporting->options->write(
            exporting->options->write_context, bytes.data, bytes.size, err);
    cairn_buf_clear(&exporting->buf);
    return status;
}

struct ids {
    struct cairn_arena arena;
    struct cairn_vec items; /* struct cairn_span */
};

static enum cairn_status collect_id(void *context, struct cairn_span id, struct cairn_error *err)
{
    struct ids *ids = context;
    struct cairn_span copy = cairn_arena_copy(&ids->arena, id);
    if (!copy.data)
        return CAIRN_FAIL_MEMORY(err);
    return cairn_vec_push(&ids->items, &copy, err);
}

static int compare_ids(const void *left, const void *right)
{
    const struct cairn_span *a = left;
    const struct cairn_span *b = right;
    return cairn_span_compare(*a, *b);
}

static enum cairn_status collect_ids(
    struct cairn_engine *engine, struct ids *ids, struct cairn_error *err)
{
    for (size_t i = 0; i < engine->canon_count; i++) {
        enum cairn_status status =
            cairn_canon_each_id(engine->canons[i].canon, collect_id, ids, err);
        if (status)
            return status;
    }
    cairn_vec_sort(&ids->items, compare_ids);
    return CAIRN_OK;
}

static enum cairn_status write_all(
    struct exporting *exporting, const struct ids *ids, struct cairn_error *err)
{
    struct cairn_span former = {0};
    bool is_first = true;
    for (size_t i = 0; i < ids->items.count; i++) {
        struct cairn_span id = *CAIRN_VEC_AT(&ids->items, struct cairn_span, i);
        bool is_found = false;
        if (cairn_span_equal(id, former))
            continue;
        former = id;
        if (is_json(exporting))
            cairn_buf_append_string(&exporting->buf, is_first ? "[\n" : ",\n");
        is_first = false;
        enum cairn_status status = append_record(exporting, id, &is_found, err);
        if (!status)
            status = flush(exporting, err);
        if (status)
            return status;
    }
    if (is_json(exporting))
        cairn_buf_append_string(&exporting->buf, is_first ? "[]\n" : "\n]\n");
    return flush(exporting, err);
}

static enum cairn_status export_all(
    struct exporting *exporting, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    if (!is_json(exporting) && exporting->format != CAIRN_FORMAT_NDJSON) {
        CAIRN_FAIL(
            err, CAIRN_ERR_USAGE, "cannot export all records as pages: a page shows one record");
        cairn_error_hint(err, "Name a record, or take the format json or ndjson.");
        return CAIRN_ERR_USAGE;
    }
    struct ids ids = {.items = CAIRN_VEC_OF(struct cairn_span)};
    enum cairn_status status = collect_ids(exporting->engine, &ids, err);
    if (!status)
        status = write_all(exporting, &ids, err);
    if (!status)
        *out_conclusion = CAIRN_FOUND;
    cairn_vec_done(&ids.items);
    cairn_arena_done(&ids.arena);
    return status;
}

static enum cairn_status export_one(
    struct exporting *exporting, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    bool is_found = false;
    enum cairn_status status =
        append_record(exporting, cairn_span_from_string(exporting->options->id), &is_found, err);
    if (!status && is_found)
        status = flush(exporting, err);
    if (!status)
        *out_conclusion = is_found ? CAIRN_FOUND : CAIRN_NONE;
    return status;
}

enum cairn_status cairn_export(struct cairn_engine *engine,
    const struct cairn_export_options *options, enum cairn_conclusion *out_conclusion,
    struct cairn_error *err)
{
    /* Text is what an option struct of zeros says: records have no text form to export, so JSON it
     * is. */
    struct exporting exporting = {
        .engine = engine,
        .options = options,
        .format = options->format == CAIRN_FORMAT_TEXT ? CAIRN_FORMAT_JSON : options->format,
    };
    enum cairn_status status = options->id ? export_one(&exporting, out_conclusion, err)
                                           : export_all(&exporting, out_conclusion, err);
    cairn_buf_done(&exporting.buf);
    return status;
}
