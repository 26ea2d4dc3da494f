/*
 * Pages of the site: those of the snapshot, those that are made when asked for, where a page has
 * moved to, and what to say when there is none. Which paths exist and what stands on them is the
 * engine's knowledge (cairn_site_page and its kin).
 */
#include "http/site.h"

#include <string.h>

#include "http/fields.h"
#include "http/routes.h"
#include "http/server.h"

/* What a record's own path can give, best first, and where each form stands. */
static const char *const record_types[] = {"text/html", "application/json", "text/markdown"};
static const char *const record_files[] = {"", "index.json", "index.md"};

/* Where the form of a record that this request likes most stands; "" for its page. */
static const char *choose_file(const struct cairn_http_request *request)
{
    size_t choice = cairn_http_choose_type(
        cairn_http_field(request, "Accept"), record_types, CAIRN_ARRAY_SIZE(record_types));
    /* Whoever likes none of them gets the page, as RFC 9110, section 12.4.1 permits. */
    return choice == CAIRN_HTTP_NONE ? "" : record_files[choice];
}

const struct cairn_http_page *cairn_http_choose_page(
    const struct cairn_http_snapshot *snapshot, const struct cairn_http_request *request)
{
    const struct cairn_http_page *page = cairn_http_snapshot_find(snapshot, request->path);
    if (!page || !page->is_record)
        return page;
    const char *file = choose_file(request);
    char path[CAIRN_LIMIT_ID + 64];
    if (!*file || request->path.size + strlen(file) > sizeof(path))
        return page;
    memcpy(path, request->path.data, request->path.size);
    memcpy(path + request->path.size, file, strlen(file));
    return cairn_http_snapshot_find(
        snapshot, cairn_span_make(path, request->path.size + strlen(file)));
}

void cairn_http_answer_kept(
    struct cairn_http_response *response, const struct cairn_http_page *page)
{
    response->status = 200;
    response->kind = CAIRN_HTTP_BODY_PAGE;
    response->page = page;
}

static enum cairn_language language_of(const struct cairn_http_request *request)
{
    static const char *const languages[] = {"en", "zh"};
    static const char *const endings[] = {"/zh.html", "/zh.json", "/zh.md"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(endings); i++) {
        if (cairn_span_ends_with(request->path, cairn_span_from_string(endings[i])))
            return CAIRN_LANGUAGE_ZH;
    }
    struct cairn_span accept = cairn_http_field(request, "Accept-Language");
    return cairn_http_choose_language(accept, languages, CAIRN_ARRAY_SIZE(languages)) == 1
               ? CAIRN_LANGUAGE_ZH
               : CAIRN_LANGUAGE_EN;
}

/* 404, with what may have been meant. */
static enum cairn_status answer_missing(struct cairn_http_context *context,
    const struct cairn_http_request *request, const char *path,
    struct cairn_http_response *response, struct cairn_error *err)
{
    enum cairn_language language = language_of(request);
    struct cairn_result *result = NULL;
    struct cairn_page page = {0};
    enum cairn_status status = cairn_site_missing(context->engine, path, language, &result, err);
    if (!status)
        status = cairn_site_answer(result, context->site, language, path, &page, err);
    cairn_result_free(result);
    if (!status)
        cairn_http_answer_page(response, 404, &page);
    return status;
}

static enum cairn_status answer_moved(struct cairn_http_context *context,
    const struct cairn_http_request *request, const char *path,
    struct cairn_http_response *response, struct cairn_error *err)
{
    char *there = NULL;
    enum cairn_status status = cairn_site_moved(context->engine, path, &there, err);
    if (!status && !there)
        return answer_missing(context, request, path, response, err);
    if (!status)
        status = cairn_http_answer_redirect(
            response, 308, cairn_span_from_string(there), (struct cairn_span){0}, err);
    cairn_bytes_free(there);
    return status;
}

/* A page that is not kept: made now. */
static enum cairn_status make_page(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    struct cairn_page page = {0};
    enum cairn_conclusion conclusion = CAIRN_NONE;
    bool is_record = cairn_http_is_record_path(request->path);
    const char *path = cairn_arena_printf(context->arena, "%.*s%s", CAIRN_SPAN_ARGS(request->path),
        is_record ? choose_file(request) : "");
    if (!path)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status =
        cairn_site_page(context->engine, context->site, path, &page, &conclusion, err);
    if (status)
        return status;
    if (conclusion == CAIRN_NONE)
        return answer_moved(context, request, path, response, err);
    cairn_http_answer_page(response, 200, &page);
    response->is_cacheable = true;
    response->is_immutable = cairn_http_caching_of(request->path) == CAIRN_HTTP_CACHE_FOREVER;
    response->varies_by_accept = is_record;
    return CAIRN_OK;
}

enum cairn_status cairn_http_site_page(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    const struct cairn_http_snapshot *snapshot = atomic_load(&context->server->snapshot);
    const struct cairn_http_page *page =
        snapshot ? cairn_http_choose_page(snapshot, request) : NULL;
    if (!page)
        return make_page(context, request, response, err);
    cairn_http_answer_kept(response, page);
    return CAIRN_OK;
}
