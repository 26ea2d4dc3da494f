/*
 * Where a path that is none leads: a record under a former id, a family looked for among the
 * records, a folder without its slash, the file name that an export gives a page. The answer is
 * made anew from what the path asks for, never by rewriting what a stranger sent, and it is given
 * only when there is such a page: a redirect never leads to a missing one.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "engine/site_internal.h"

static const struct cairn_span index_name = {"/index.html", sizeof("/index.html") - 1};

static bool has_dot_in_file(struct cairn_span path)
{
    size_t at = path.size;
    while (at > 0 && path.data[at - 1] != '/')
        at--;
    return cairn_span_find_byte(path, '.', at) != CAIRN_SPAN_NPOS;
}

/* As a folder: without "index.html", or with the slash that is missing. */
static void append_regular(struct cairn_buf *buf, struct cairn_span path)
{
    if (cairn_span_ends_with(path, index_name))
        path = cairn_span_slice(path, 0, path.size - index_name.size + 1);
    cairn_buf_append(buf, path);
    if (!cairn_span_ends_with(path, CAIRN_SPAN("/")) && !has_dot_in_file(path))
        cairn_buf_append_byte(buf, '/');
}

static struct cairn_span form_of(struct cairn_span path)
{
    size_t at = path.size;
    while (path.data[at - 1] != '/')
        at--;
    return cairn_span_slice(path, at, path.size);
}

/* The record that has this as a former id, or the family of that name; empty: neither. */
static enum cairn_status find_record(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_site_place *place, const char **out_folder, struct cairn_span *out_id,
    struct cairn_error *err)
{
    struct cairn_value *found = NULL;
    enum cairn_status status =
        cairn_engine_record(engine, arena, place->id, CAIRN_LANGUAGE_EN, &found, NULL, err);
    *out_folder = "errors";
    if (!status && !found) {
        *out_folder = "families";
        status =
            cairn_engine_family(engine, arena, place->id, CAIRN_LANGUAGE_EN, &found, NULL, err);
    }
    if (!status)
        *out_id = cairn_value_get_text(found, "id");
    return status;
}

/* The path of what `regular` asks for, where that is not `regular` itself. */
static enum cairn_status follow(
    struct cairn_engine *engine, struct cairn_buf *regular, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_site_place place;
    struct cairn_span path = cairn_buf_span(regular);
    struct cairn_span id = {0};
    const char *folder = NULL;
    if (!cairn_site_parse(path, &place) || place.kind != CAIRN_SITE_RECORD)
        return CAIRN_OK;
    enum cairn_status status = find_record(engine, &arena, &place, &folder, &id, err);
    if (status || !id.size)
        return status;
    CAIRN_AUTO_BUF struct cairn_buf moved = {0};
    cairn_buf_printf(
        &moved, "/%s/%.*s/%.*s", folder, CAIRN_SPAN_ARGS(id), CAIRN_SPAN_ARGS(form_of(path)));
    cairn_buf_clear(regular);
    cairn_buf_append(regular, cairn_buf_span(&moved));
    cairn_buf_pass_failure(regular, &moved);
    return CAIRN_OK;
}

static enum cairn_status is_page(
    struct cairn_engine *engine, const char *path, bool *out_is_page, struct cairn_error *err)
{
    struct cairn_page page = {0};
    enum cairn_conclusion conclusion = CAIRN_NONE;
    enum cairn_status status = cairn_site_page(engine, NULL, path, &page, &conclusion, err);
    cairn_page_free(&page);
    if (!status)
        *out_is_page = conclusion == CAIRN_FOUND;
    return status;
}

enum cairn_status cairn_site_moved(
    struct cairn_engine *engine, const char *path, char **out_path, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf moved = {0};
    struct cairn_span asked = cairn_span_from_string(path);
    bool is_found = false;
    char *result = NULL;
    if (asked.size && asked.size <= CAIRN_LIMIT_SITE_PATH && asked.data[0] == '/') {
        append_regular(&moved, asked);
        enum cairn_status status = cairn_buf_status(&moved, err);
        if (!status)
            status = follow(engine, &moved, err);
        if (!status)
            status = cairn_buf_status(&moved, err);
        if (!status && !cairn_span_equal(cairn_buf_span(&moved), asked))
            status = is_page(engine, moved.data, &is_found, err);
        if (status)
            return status;
    }
    if (is_found)
        result = CAIRN_TAKE(moved.data);
    *out_path = result;
    return CAIRN_OK;
}
