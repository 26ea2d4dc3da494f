/*
 * POST /api/v1/explain: what does this text mean? The text is the body itself, or the member "text"
 * of a JSON body; it never stands in an address, since addresses are logged. What comes back is
 * chosen by Accept. Nothing of the text is kept.
 */
#include "base/limits.h"
#include "http/api.h"
#include "http/routes.h"

struct asked {
    struct cairn_arena arena; /* of a JSON body */
    struct cairn_span text;
    const char *domain;
    uint32_t columns;
    size_t form; /* of `forms` */
};

/* Best first: a client that takes anything gets the first. */
static const struct {
    const char *media_type;
    enum cairn_format format;
} forms[] = {
    {"application/json", CAIRN_FORMAT_JSON},
    {"application/x-ndjson", CAIRN_FORMAT_NDJSON},
    {"text/plain", CAIRN_FORMAT_TEXT},
    {"text/markdown", CAIRN_FORMAT_MARKDOWN},
    {"text/html", CAIRN_FORMAT_HTML},
};

static enum cairn_status choose_form(const struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct asked *asked, struct cairn_error *err)
{
    const char *types[CAIRN_ARRAY_SIZE(forms)];
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(forms); i++)
        types[i] = forms[i].media_type;
    asked->form =
        cairn_http_choose_type(cairn_http_field(request, "Accept"), types, CAIRN_ARRAY_SIZE(types));
    if (asked->form != CAIRN_HTTP_NONE)
        return CAIRN_OK;
    return cairn_api_refuse(context, response, 406,
        "cannot answer in any form that Accept asks for",
        "Accept application/json, application/x-ndjson, text/plain, text/markdown or text/html.",
        err);
}

/* What the body says outranks the query. */
static enum cairn_status read_json(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct asked *asked, struct cairn_error *err)
{
    static const char *const names[] = {"text", "lang", "domain", NULL};
    struct cairn_value *object = NULL;
    const char *domain = NULL;
    const char *language = NULL;
    enum cairn_status status =
        cairn_api_read_object(context, request, names, &asked->arena, response, &object, err);
    if (status || response->status)
        return status;
    const struct cairn_value *text = cairn_value_get(object, "text");
    if (!cairn_value_is(text, CAIRN_VALUE_STRING))
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot explain: the body has no text \"text\"");
    status = cairn_api_member_text(object, "domain", &domain, err);
    if (!status)
        status = cairn_api_member_text(object, "lang", &language, err);
    if (!status && language)
        status = cairn_api_read_language(cairn_span_from_string(language), &context->language, err);
    if (status)
        return status;
    asked->text = cairn_value_text(text);
    asked->domain = domain ? domain : asked->domain;
    return CAIRN_OK;
}

/* Bytes without a media type, or with the one for bytes, are taken for what they must be: a log. */
static enum cairn_status read_body(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct asked *asked, struct cairn_error *err)
{
    static const char *const plain[] = {"text/plain", "application/octet-stream", ""};
    struct cairn_span type = cairn_http_media_type(cairn_http_field(request, "Content-Type"));
    if (cairn_span_equal_ignoring_case(type, CAIRN_SPAN(CAIRN_API_JSON)))
        return read_json(context, request, response, asked, err);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(plain); i++) {
        if (cairn_span_equal_ignoring_case(type, cairn_span_from_string(plain[i]))) {
            asked->text = request->body;
            return CAIRN_OK;
        }
    }
    return cairn_api_refuse(context, response, 415,
        "cannot read the body: its Content-Type is neither text/plain nor application/json",
        "Send the log itself as Content-Type: text/plain, such as curl -H 'Content-Type: "
        "text/plain' --data-binary @error.log.",
        err);
}

static enum cairn_status read_asked(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct asked *asked, struct cairn_error *err)
{
    static const char *const names[] = {"lang", "domain", "columns", NULL};
    struct cairn_http_parameters parameters = {0};
    enum cairn_status status = cairn_api_read_query(context, request, names, &parameters, err);
    if (!status)
        status = cairn_api_read_number(&parameters, "columns", CAIRN_LIMIT_HTTP_COLUMNS_LEAST,
            CAIRN_LIMIT_HTTP_COLUMNS, &asked->columns, err);
    if (status)
        return status;
    asked->domain = cairn_api_text(&parameters, "domain");
    status = choose_form(context, request, response, asked, err);
    if (!status && !response->status)
        status = read_body(context, request, response, asked, err);
    return status;
}

static enum cairn_status give(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_result *result,
    const struct asked *asked, struct cairn_error *err)
{
    const struct cairn_write_options options = {
        .format = forms[asked->form].format,
        .language = context->language,
        .columns = (int)asked->columns,
    };
    response->varies_by_accept = true;
    if (options.format == CAIRN_FORMAT_HTML)
        return cairn_api_give_page(context, response, 200, result, "/explain/", err);
    return cairn_api_give_as(response, 200, result, &options, err);
}

static enum cairn_status explain(struct cairn_http_context *context, const struct asked *asked,
    struct cairn_http_response *response, struct cairn_error *err)
{
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    const struct cairn_explain_options options = {
        .language = context->language, .domain = asked->domain};
    const struct cairn_input input = {.name = "request",
        .fd = -1,
        .memory = asked->text.size ? asked->text.data : "",
        .memory_size = asked->text.size};
    enum cairn_status status = cairn_explain(context->engine, &input, 1, &options, &result, err);
    return status ? status : give(context, response, result, asked, err);
}

enum cairn_status cairn_http_api_explain(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    struct asked asked = {0};
    enum cairn_status status = read_asked(context, request, response, &asked, err);
    if (!status && !response->status)
        status = explain(context, &asked, response, err);
    cairn_arena_done(&asked.arena);
    return status;
}
