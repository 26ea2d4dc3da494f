/*
 * The parts that all handlers of the API have in common. They translate: what is asked goes into
 * the options of one use case, what it gives into an answer. Whatever a request says is a
 * stranger's; it reaches messages only through the JSON writer or the page's escapes.
 */
#include "http/api.h"

#include "base/limits.h"
#include "base/near.h"
#include "base/utf8.h"
#include "formats/json.h"
#include "http/problem.h"
#include "http/server.h"

/* Of a mistyped name, in a message. */
#define EXCERPT ((size_t)60)
/* Members besides the text: a few nodes, whatever the text's size. */
#define OBJECT_MEMORY ((size_t)64 << 10)

void cairn_api_result_done(struct cairn_result **result)
{
    cairn_result_free(*result);
}

/* ---- what was asked ---- */

static bool is_among(const char *const *names, struct cairn_span name)
{
    for (; *names; names++) {
        if (cairn_span_equal_string(name, *names))
            return true;
    }
    return false;
}

/* `name` is NUL-terminated, as those of parameters and of members without NUL are. */
static enum cairn_status refuse_name(
    const char *what, struct cairn_span name, const char *const *names, struct cairn_error *err)
{
    struct cairn_span excerpt = cairn_utf8_cut(name, EXCERPT);
    struct cairn_near near = {.word = name.data};
    for (const char *const *known = names; *known; known++)
        cairn_near_offer(&near, *known);
    CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot answer: nothing here takes a %s '%.*s'", what,
        CAIRN_SPAN_ARGS(excerpt));
    if (near.best)
        cairn_error_hint(err, "Did you mean '%s'?", near.best);
    else
        cairn_error_hint(err, "Leave it out; /openapi.json lists what each address takes.");
    return CAIRN_ERR_INVALID;
}

enum cairn_status cairn_api_read_language(
    struct cairn_span text, enum cairn_language *out_language, struct cairn_error *err)
{
    bool is_chinese = cairn_span_equal_string(text, "zh");
    if (!is_chinese && !cairn_span_equal_string(text, "en")) {
        struct cairn_span excerpt = cairn_utf8_cut(text, EXCERPT);
        CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot answer in the language '%.*s': there is no such",
            CAIRN_SPAN_ARGS(excerpt));
        cairn_error_hint(err, "Take en or zh.");
        return CAIRN_ERR_INVALID;
    }
    *out_language = is_chinese ? CAIRN_LANGUAGE_ZH : CAIRN_LANGUAGE_EN;
    return CAIRN_OK;
}

enum cairn_status cairn_api_read_query(struct cairn_http_context *context,
    const struct cairn_http_request *request, const char *const *names,
    struct cairn_http_parameters *out_parameters, struct cairn_error *err)
{
    struct cairn_http_parameters parameters = {0};
    struct cairn_span language;
    enum cairn_status status =
        cairn_http_read_parameters(request->query, context->arena, &parameters, err);
    if (!status && cairn_http_parameter(&parameters, "lang", &language))
        status = cairn_api_read_language(language, &context->language, err);
    for (size_t i = 0; !status && i < parameters.count; i++) {
        if (!is_among(names, parameters.items[i].name))
            status = refuse_name("parameter", parameters.items[i].name, names, err);
    }
    if (!status)
        *out_parameters = parameters;
    return status;
}

const char *cairn_api_text(const struct cairn_http_parameters *parameters, const char *name)
{
    struct cairn_span value;
    return cairn_http_parameter(parameters, name, &value) && value.size ? value.data : NULL;
}

enum cairn_status cairn_api_read_number(const struct cairn_http_parameters *parameters,
    const char *name, uint32_t least, uint32_t most, uint32_t *out_number, struct cairn_error *err)
{
    struct cairn_span text;
    uint64_t number = 0;
    if (!cairn_http_parameter(parameters, name, &text))
        return CAIRN_OK;
    if (!cairn_span_to_u64(text, &number) || number < least || number > most) {
        CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot answer: '%s' is no number from %u to %u", name,
            least, most);
        cairn_error_hint(err, "Leave it out for what is usual.");
        return CAIRN_ERR_INVALID;
    }
    *out_number = (uint32_t)number;
    return CAIRN_OK;
}

static enum cairn_status check_members(
    const struct cairn_value *object, const char *const *names, struct cairn_error *err)
{
    if (!cairn_value_is(object, CAIRN_VALUE_OBJECT))
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot read the body: it is no JSON object");
    CAIRN_VALUE_EACH(member, object)
    {
        if (!is_among(names, member->key))
            return refuse_name("member", member->key, names, err);
    }
    return CAIRN_OK;
}

/* The tree may take what its text takes and a little more: an object of a million empty lists is
 * none that anybody asks with. */
enum cairn_status cairn_api_read_object(const struct cairn_http_context *context,
    const struct cairn_http_request *request, const char *const *names, struct cairn_arena *arena,
    struct cairn_http_response *response, struct cairn_value **out_object, struct cairn_error *err)
{
    struct cairn_span type = cairn_http_media_type(cairn_http_field(request, "Content-Type"));
    struct cairn_value *object = NULL;
    if (!cairn_span_equal_ignoring_case(type, CAIRN_SPAN(CAIRN_API_JSON)))
        return cairn_api_refuse(context, response, 415,
            "cannot read the body: its Content-Type is not application/json",
            "Send Content-Type: application/json.", err);
    arena->limit_bytes = 2 * request->body.size + OBJECT_MEMORY;
    enum cairn_status status = cairn_json_read(arena, request->body, "the body", &object, err);
    if (!status)
        status = check_members(object, names, err);
    if (!status)
        *out_object = object;
    return status;
}

enum cairn_status cairn_api_member_text(const struct cairn_value *object, const char *name,
    const char **out_text, struct cairn_error *err)
{
    const struct cairn_value *value = cairn_value_get(object, name);
    struct cairn_span text = cairn_value_text(value);
    bool is_text = cairn_value_is(value, CAIRN_VALUE_STRING);
    if (!value || cairn_value_is(value, CAIRN_VALUE_NULL)) {
        *out_text = NULL;
        return CAIRN_OK;
    }
    if (!is_text || cairn_span_find_byte(text, '\0', 0) != CAIRN_SPAN_NPOS)
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot read the body: its member '%s' is no text, or holds NUL", name);
    *out_text = text.size ? text.data : NULL;
    return CAIRN_OK;
}

/* ---- what is answered ---- */

enum cairn_status cairn_api_refuse(const struct cairn_http_context *context,
    struct cairn_http_response *response, int http_status, const char *detail, const char *hint,
    struct cairn_error *err)
{
    const struct cairn_http_problem problem = {
        .status = http_status, .detail = detail, .hint = hint};
    return cairn_http_answer_problem(context, response, &problem, err);
}

/* A result is opaque: what is near is read from its JSON, as any client would. */
static enum cairn_status read_near(const struct cairn_http_context *context,
    const struct cairn_result *result, const struct cairn_value **out_near, struct cairn_error *err)
{
    const struct cairn_write_options options = {.format = CAIRN_FORMAT_JSON};
    struct cairn_value *tree = NULL;
    char *bytes = NULL;
    size_t size = 0;
    enum cairn_status status = cairn_result_write(result, &options, &bytes, &size, err);
    if (!status)
        status =
            cairn_json_read(context->arena, cairn_span_make(bytes, size), "the result", &tree, err);
    cairn_bytes_free(bytes);
    if (!status)
        *out_near = cairn_value_get(tree, "near");
    return status;
}

enum cairn_status cairn_api_refuse_unknown(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_result *result, const char *detail,
    const char *hint, struct cairn_error *err)
{
    struct cairn_http_problem problem = {.status = 404, .detail = detail, .hint = hint};
    enum cairn_status status = read_near(context, result, &problem.near, err);
    return status ? status : cairn_http_answer_problem(context, response, &problem, err);
}

static const char *type_of(enum cairn_format format)
{
    switch (format) {
    case CAIRN_FORMAT_JSON:
        return CAIRN_API_JSON;
    case CAIRN_FORMAT_NDJSON:
        return CAIRN_API_NDJSON;
    case CAIRN_FORMAT_MARKDOWN:
        return CAIRN_API_MARKDOWN;
    case CAIRN_FORMAT_TEXT:
    case CAIRN_FORMAT_HTML: /* pages are the site's: cairn_api_give_page */
        break;
    }
    return CAIRN_API_TEXT;
}

static const char *language_name(enum cairn_language language)
{
    return language == CAIRN_LANGUAGE_ZH ? "zh-Hans" : "en";
}

enum cairn_status cairn_api_give_as(struct cairn_http_response *response, int http_status,
    const struct cairn_result *result, const struct cairn_write_options *options,
    struct cairn_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    enum cairn_status status = cairn_result_write(result, options, &bytes, &size, err);
    if (status)
        return status;
    cairn_http_answer_bytes(response, http_status, type_of(options->format), bytes, size);
    response->language = language_name(options->language);
    return CAIRN_OK;
}

enum cairn_status cairn_api_give(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_result *result,
    struct cairn_error *err)
{
    const struct cairn_write_options options = {
        .format = CAIRN_FORMAT_JSON, .language = context->language};
    response->is_cacheable = true;
    return cairn_api_give_as(response, 200, result, &options, err);
}

enum cairn_status cairn_api_give_page(const struct cairn_http_context *context,
    struct cairn_http_response *response, int http_status, const struct cairn_result *result,
    const char *folder, struct cairn_error *err)
{
    struct cairn_page page = {0};
    bool is_chinese = context->language == CAIRN_LANGUAGE_ZH;
    const char *path =
        cairn_arena_printf(context->arena, "%s%s", folder, is_chinese ? "zh.html" : "");
    if (!path)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status =
        cairn_site_answer(result, context->site, context->language, path, &page, err);
    if (!status)
        cairn_http_answer_page(response, http_status, &page);
    return status;
}

const char *cairn_api_id(
    const struct cairn_http_context *context, const struct cairn_http_request *request)
{
    return cairn_arena_printf(context->arena, "%.*s/%.*s", CAIRN_SPAN_ARGS(request->captures[0]),
        CAIRN_SPAN_ARGS(request->captures[1]));
}

/* ---- use cases that the API and the forms share ---- */

enum cairn_status cairn_api_search(const struct cairn_http_context *context, const char *query,
    const struct cairn_search_options *options, struct cairn_result **out_result,
    struct cairn_error *err)
{
    enum cairn_status status = cairn_search(context->engine, query, options, out_result, err);
    if (status != CAIRN_ERR_LIMIT)
        return status;
    if (err)
        err->status = CAIRN_ERR_INVALID;
    return CAIRN_ERR_INVALID;
}

enum cairn_status cairn_api_report(const struct cairn_http_context *context,
    const struct cairn_report *report, struct cairn_http_response *response,
    struct cairn_result **out_result, struct cairn_error *err)
{
    if (!context->server->settings->ledger)
        return cairn_api_refuse(context, response, 501,
            "cannot take the outcome: this server keeps no ledger",
            "Its operator can name one: cairn serve --ledger FILE.", err);
    enum cairn_status status = cairn_report_outcome(context->engine, report, out_result, err);
    /* Without a token nobody was refused: the ledger could not be written to, which is the server's
     * trouble and for its log. */
    if (status == CAIRN_ERR_DENIED && !report->token) {
        status = CAIRN_ERR_IO;
        if (err)
            err->status = status;
    }
    if (!status)
        cairn_http_refresh(context->server, cairn_result_text(*out_result, "record"));
    return status;
}
