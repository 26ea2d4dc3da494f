/*
 * Reading the canon: records, families, search, statistics. Each is one use case of the engine,
 * given as JSON that caches may keep and ask about (ETag); a list is given a page at a time, with
 * the address of the next one (RFC 8288).
 */
#include "base/limits.h"
#include "formats/escape.h"
#include "http/api.h"
#include "http/routes.h"

/* Hits of a search: a list that is longer is better asked for by records. */
#define HITS_MAXIMUM 100u

static void append_parameter(struct cairn_buf *buf, const char *name, const char *value)
{
    if (!value)
        return;
    cairn_buf_printf(buf, "&%s=", name);
    cairn_escape_address(buf, cairn_span_from_string(value), "");
}

/* Link: <…>; rel="next", where there is a next page. */
static enum cairn_status add_next(struct cairn_http_response *response,
    const struct cairn_result *result, const struct cairn_list_options *options,
    struct cairn_error *err)
{
    const char *next = cairn_result_text(result, "next");
    CAIRN_AUTO_BUF struct cairn_buf link = {0};
    if (!next)
        return CAIRN_OK;
    cairn_buf_printf(&link, "</api/v1/records?limit=%u", options->limit);
    append_parameter(&link, "domain", options->domain);
    append_parameter(&link, "lang", options->language == CAIRN_LANGUAGE_ZH ? "zh" : NULL);
    append_parameter(&link, "after", next);
    cairn_buf_append_string(&link, ">; rel=\"next\"");
    enum cairn_status status = cairn_buf_status(&link, err);
    return status ? status : cairn_http_add_field(response, "Link", cairn_buf_span(&link), err);
}

enum cairn_status cairn_http_api_records(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    static const char *const names[] = {"lang", "domain", "limit", "after", NULL};
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_http_parameters parameters = {0};
    struct cairn_list_options options = {.limit = 100};
    enum cairn_status status = cairn_api_read_query(context, request, names, &parameters, err);
    if (!status)
        status =
            cairn_api_read_number(&parameters, "limit", 1, CAIRN_LIMIT_LISTED, &options.limit, err);
    if (status)
        return status;
    options.language = context->language;
    options.domain = cairn_api_text(&parameters, "domain");
    options.after = cairn_api_text(&parameters, "after");
    status = cairn_list_records(context->engine, &options, &result, err);
    if (!status)
        status = add_next(response, result, &options, err);
    return status ? status : cairn_api_give(context, response, result, err);
}

enum cairn_status cairn_http_api_families(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    static const char *const names[] = {"lang", NULL};
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_http_parameters parameters = {0};
    enum cairn_status status = cairn_api_read_query(context, request, names, &parameters, err);
    if (!status)
        status = cairn_list_families(context->engine, context->language, &result, err);
    return status ? status : cairn_api_give(context, response, result, err);
}

/* `is_family`: what was asked for; the id may be that of the other kind. */
static enum cairn_status refuse_id(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_result *result, const char *id,
    bool is_family, struct cairn_error *err)
{
    bool is_other = cairn_result_text(result, is_family ? "record.id" : "family.id") != NULL;
    const char *detail = cairn_arena_printf(
        context->arena, "no %s has the id '%s'", is_family ? "family" : "record", id);
    const char *hint = "Look it up by words: /api/v1/search?q=WORDS";
    if (is_other)
        hint = cairn_arena_printf(context->arena, "It is the id of a %s: /api/v1/%s/%s",
            is_family ? "record" : "family", is_family ? "records" : "families", id);
    if (!detail || !hint)
        return CAIRN_FAIL_MEMORY(err);
    return is_other ? cairn_api_refuse(context, response, 404, detail, hint, err)
                    : cairn_api_refuse_unknown(context, response, result, detail, hint, err);
}

/* A former id: the record has moved for good. */
static enum cairn_status redirect(const struct cairn_http_context *context,
    struct cairn_http_response *response, const char *id, struct cairn_error *err)
{
    const char *path = cairn_arena_printf(context->arena, "/api/v1/records/%s", id);
    const char *query = context->language == CAIRN_LANGUAGE_ZH ? "lang=zh" : "";
    if (!path)
        return CAIRN_FAIL_MEMORY(err);
    return cairn_http_answer_redirect(
        response, 308, cairn_span_from_string(path), cairn_span_from_string(query), err);
}

static enum cairn_status show(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response, bool is_family,
    struct cairn_error *err)
{
    static const char *const names[] = {"lang", NULL};
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_http_parameters parameters = {0};
    const char *id = cairn_api_id(context, request);
    enum cairn_status status = cairn_api_read_query(context, request, names, &parameters, err);
    if (status)
        return status;
    if (!id)
        return CAIRN_FAIL_MEMORY(err);
    const struct cairn_show_options options = {.language = context->language};
    status = cairn_show(context->engine, id, &options, &result, err);
    if (status)
        return status;
    const char *found = cairn_result_text(result, is_family ? "family.id" : "record.id");
    if (!found)
        return refuse_id(context, response, result, id, is_family, err);
    if (!cairn_span_equal_string(cairn_span_from_string(found), id))
        return redirect(context, response, found, err);
    return cairn_api_give(context, response, result, err);
}

enum cairn_status cairn_http_api_record(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    return show(context, request, response, false, err);
}

enum cairn_status cairn_http_api_family(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    return show(context, request, response, true, err);
}

enum cairn_status cairn_http_api_search(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    static const char *const names[] = {"q", "lang", "domain", "limit", NULL};
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_http_parameters parameters = {0};
    struct cairn_search_options options = {0};
    enum cairn_status status = cairn_api_read_query(context, request, names, &parameters, err);
    if (!status)
        status = cairn_api_read_number(&parameters, "limit", 1, HITS_MAXIMUM, &options.limit, err);
    if (status)
        return status;
    const char *query = cairn_api_text(&parameters, "q");
    if (!query)
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot search: there is no 'q' with words");
    options.language = context->language;
    options.domain = cairn_api_text(&parameters, "domain");
    status = cairn_api_search(context, query, &options, &result, err);
    return status ? status : cairn_api_give(context, response, result, err);
}

enum cairn_status cairn_http_api_stats(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    static const char *const names[] = {"lang", NULL};
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_http_parameters parameters = {0};
    enum cairn_status status = cairn_api_read_query(context, request, names, &parameters, err);
    if (!status)
        status = cairn_statistics(context->engine, context->language, &result, err);
    return status ? status : cairn_api_give(context, response, result, err);
}
