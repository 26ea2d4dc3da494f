/*
 * GET /api/v1/canon.ndjson: every record, a line each. A canon may be larger than memory, so it is
 * made a piece at a time, each when the client has taken the one before; ids come a page at a time
 * too. The engine stays the same throughout: what is taken in an hour is still one canon.
 */
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "http/api.h"
#include "http/routes.h"

/* Ids that are read ahead. */
#define IDS 64u

struct walk {
    struct cairn_result *page; /* of ids; NULL: before the first */
    uint32_t next;             /* place in it */
    enum cairn_language language;
};

static void free_walk(void *context)
{
    struct walk *walk = context;
    cairn_result_free(walk->page);
    cairn_free(walk);
}

/* The page behind the one at hand; *out_is_over: there is none. */
static enum cairn_status turn_page(
    struct walk *walk, struct cairn_engine *engine, bool *out_is_over, struct cairn_error *err)
{
    struct cairn_result *page = NULL;
    struct cairn_list_options options = {.limit = IDS};
    if (walk->page)
        options.after = cairn_result_text(walk->page, "next");
    *out_is_over = walk->page && !options.after;
    if (*out_is_over)
        return CAIRN_OK;
    enum cairn_status status = cairn_list_records(engine, &options, &page, err);
    if (status)
        return status;
    cairn_result_free(walk->page);
    walk->page = page;
    walk->next = 0;
    return CAIRN_OK;
}

static const char *next_id(const struct walk *walk)
{
    char path[sizeof "records.4294967295.id"];
    snprintf(path, sizeof path, "records.%u.id", walk->next);
    return walk->page ? cairn_result_text(walk->page, path) : NULL;
}

static enum cairn_status append_bytes(
    void *context, const char *bytes, size_t size, struct cairn_error *err)
{
    struct cairn_buf *piece = context;
    cairn_buf_append(piece, cairn_span_make(bytes, size));
    return cairn_buf_status(piece, err);
}

static enum cairn_status append_record(struct walk *walk, struct cairn_engine *engine,
    const char *id, struct cairn_buf *piece, struct cairn_error *err)
{
    enum cairn_conclusion conclusion;
    const struct cairn_export_options options = {
        .id = id,
        .format = CAIRN_FORMAT_NDJSON,
        .language = walk->language,
        .write = append_bytes,
        .write_context = piece,
    };
    walk->next++;
    return cairn_export(engine, &options, &conclusion, err);
}

static enum cairn_status next_piece(void *context, struct cairn_engine *engine,
    struct cairn_buf *piece, bool *out_is_over, struct cairn_error *err)
{
    struct walk *walk = context;
    enum cairn_status status = CAIRN_OK;
    *out_is_over = false;
    while (!status && !*out_is_over && piece->size < CAIRN_LIMIT_HTTP_PIECE) {
        const char *id = next_id(walk);
        status = id ? append_record(walk, engine, id, piece, err)
                    : turn_page(walk, engine, out_is_over, err);
    }
    return status;
}

enum cairn_status cairn_http_api_canon(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    static const char *const names[] = {"lang", NULL};
    struct cairn_http_parameters parameters = {0};
    enum cairn_status status = cairn_api_read_query(context, request, names, &parameters, err);
    if (status)
        return status;
    struct walk *walk = cairn_alloc(sizeof *walk);
    if (!walk)
        return CAIRN_FAIL_MEMORY(err);
    walk->language = context->language;
    const struct cairn_http_stream stream = {
        .next = next_piece, .free = free_walk, .context = walk};
    cairn_http_answer_stream(response, CAIRN_API_NDJSON, &stream);
    return CAIRN_OK;
}
