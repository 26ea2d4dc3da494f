/*
 * Forms of the site, which work without any script: the box for a message or a log, the search, and
 * the report of an outcome. They ask the same use cases as the API and answer with pages. What was
 * posted to the box is never kept; an outcome from the form counts only with a token.
 */
#include "base/clock.h"
#include "base/utf8.h"
#include "http/api.h"
#include "http/guard.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "http/routes.h"

/* ---- fields, however they were sent ---- */

/* Texts are in the context's arena or in the body. */
struct form {
    struct cairn_http_parameters parameters;
    struct cairn_http_form_parts parts;
};

static bool is_type(const struct cairn_http_request *request, const char *type)
{
    struct cairn_span sent = cairn_http_media_type(cairn_http_field(request, "Content-Type"));
    return cairn_span_equal_ignoring_case(sent, cairn_span_from_string(type));
}

static enum cairn_status read_form(const struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct form *form, struct cairn_error *err)
{
    if (is_type(request, "application/x-www-form-urlencoded"))
        return cairn_http_read_parameters(request->body, context->arena, &form->parameters, err);
    if (is_type(request, "multipart/form-data"))
        return cairn_http_read_multipart(request->body, cairn_http_field(request, "Content-Type"),
            context->arena, &form->parts, err);
    return cairn_api_refuse(context, response, 415, "cannot read the body: it is no form",
        "Send it from the page, or use the API: POST /api/v1/explain.", err);
}

/* Empty when it was not sent. */
static struct cairn_span field_of(const struct form *form, const char *name)
{
    struct cairn_span value = {.data = ""};
    if (!cairn_http_parameter(&form->parameters, name, &value))
        (void)cairn_http_form_part(&form->parts, name, &value);
    return value;
}

static enum cairn_status read_language(
    const struct form *form, struct cairn_http_context *context, struct cairn_error *err)
{
    struct cairn_span language = field_of(form, "lang");
    return language.size ? cairn_api_read_language(language, &context->language, err) : CAIRN_OK;
}

/* A form of a Chinese page asks at its Chinese address. A parameter of its own outranks that. */
static enum cairn_status read_query(struct cairn_http_context *context,
    const struct cairn_http_request *request, const char *const *names,
    struct cairn_http_parameters *out_parameters, struct cairn_error *err)
{
    if (cairn_span_ends_with(request->path, CAIRN_SPAN("/zh.html")))
        context->language = CAIRN_LANGUAGE_ZH;
    return cairn_api_read_query(context, request, names, out_parameters, err);
}

/* ---- the box ---- */

static size_t add_input(
    struct cairn_input *inputs, size_t count, const char *name, struct cairn_span text)
{
    inputs[count] = (struct cairn_input){
        .name = name, .fd = -1, .memory = text.size ? text.data : "", .memory_size = text.size};
    return count + 1;
}

enum cairn_status cairn_http_form_explain(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct form form = {0};
    struct cairn_input inputs[2];
    size_t count = 0;
    enum cairn_status status = read_form(context, request, response, &form, err);
    if (!status && !response->status)
        status = read_language(&form, context, err);
    if (status || response->status)
        return status;
    struct cairn_span text = field_of(&form, "text");
    struct cairn_span file = field_of(&form, "file");
    if (text.size || !file.size)
        count = add_input(inputs, count, "request", text);
    if (file.size)
        count = add_input(inputs, count, count ? "file" : "request", file);
    const struct cairn_explain_options options = {.language = context->language};
    status = cairn_explain(context->engine, inputs, count, &options, &result, err);
    return status ? status : cairn_api_give_page(context, response, 200, result, "/explain/", err);
}

/* ---- search ---- */

enum cairn_status cairn_http_form_search(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    static const char *const names[] = {"q", "lang", "domain", NULL};
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_http_parameters parameters = {0};
    enum cairn_status status = read_query(context, request, names, &parameters, err);
    if (status)
        return status;
    const char *query = cairn_api_text(&parameters, "q");
    const struct cairn_search_options options = {
        .language = context->language, .domain = cairn_api_text(&parameters, "domain")};
    status = cairn_api_search(context, query ? query : "", &options, &result, err);
    response->is_cacheable = true;
    return status ? status : cairn_api_give_page(context, response, 200, result, "/search/", err);
}

/* ---- outcomes ---- */

static struct cairn_span guard_cookie(const struct cairn_http_request *request)
{
    struct cairn_span cookie = {.data = ""};
    (void)cairn_http_cookie(cairn_http_field(request, "Cookie"), CAIRN_HTTP_GUARD_COOKIE, &cookie);
    return cookie;
}

static enum cairn_status set_cookie(const struct cairn_http_context *context,
    const struct cairn_http_request *request, const struct cairn_http_guard *guard,
    struct cairn_http_response *response, struct cairn_error *err)
{
    const char *cookie = cairn_arena_printf(context->arena,
        CAIRN_HTTP_GUARD_COOKIE "=%s; Path=/outcome/; HttpOnly; SameSite=Strict%s", guard->cookie,
        request->is_https ? "; Secure" : "");
    if (!cookie)
        return CAIRN_FAIL_MEMORY(err);
    return cairn_http_add_field(response, "Set-Cookie", cairn_span_from_string(cookie), err);
}

enum cairn_status cairn_http_form_outcome(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    static const char *const names[] = {"record", "change", "lang", NULL};
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_http_parameters parameters = {0};
    struct cairn_http_guard guard;
    enum cairn_status status = read_query(context, request, names, &parameters, err);
    if (!status)
        status = cairn_http_guard_make(
            context->secret, cairn_clock_now_ms(NULL), guard_cookie(request), &guard, err);
    if (status)
        return status;
    const struct cairn_outcome_form_options options = {.language = context->language,
        .record = cairn_api_text(&parameters, "record"),
        .change = cairn_api_text(&parameters, "change"),
        .guard = guard.field};
    status = cairn_outcome_form(context->engine, &options, &result, err);
    if (!status)
        status = set_cookie(context, request, &guard, response, err);
    if (status)
        return status;
    int http_status = cairn_result_conclusion(result) == CAIRN_NONE ? 404 : 200;
    return cairn_api_give_page(context, response, http_status, result, "/outcome/", err);
}

static enum cairn_status check_guard(const struct cairn_http_context *context,
    const struct cairn_http_request *request, const struct form *form,
    struct cairn_http_response *response, struct cairn_error *err)
{
    if (cairn_http_is_own_page(request) &&
        cairn_http_guard_holds(context->secret, cairn_clock_now_ms(NULL), guard_cookie(request),
            field_of(form, "guard")))
        return CAIRN_OK;
    return cairn_api_refuse(context, response, 403,
        "cannot take the outcome: it was not sent from this site's own form, or the form is old",
        "Load the form again, allow its cookie, and send it from there.", err);
}

/* A field as a string; NULL when it is empty. */
static enum cairn_status read_text(const struct cairn_http_context *context,
    const struct form *form, const char *name, const char **out_text, struct cairn_error *err)
{
    struct cairn_span value = cairn_span_trim(field_of(form, name));
    if (cairn_span_find_byte(value, '\0', 0) != CAIRN_SPAN_NPOS || !cairn_utf8_is_valid(value))
        return CAIRN_FAIL(
            err, CAIRN_ERR_INVALID, "cannot read the form: '%s' is not UTF-8, or holds NUL", name);
    *out_text = value.size ? cairn_arena_string(context->arena, value) : NULL;
    return value.size && !*out_text ? CAIRN_FAIL_MEMORY(err) : CAIRN_OK;
}

static enum cairn_status read_report(const struct cairn_http_context *context,
    const struct form *form, struct cairn_report *report, struct cairn_error *err)
{
    const struct {
        const char *name;
        const char **text;
        bool is_needed;
    } texts[] = {{"record", &report->record, true}, {"change", &report->change, true},
        {"cause", &report->cause, false}, {"environment", &report->environment, false},
        {"token", &report->token, false}};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++) {
        enum cairn_status status = read_text(context, form, texts[i].name, texts[i].text, err);
        if (status)
            return status;
        if (texts[i].is_needed && !*texts[i].text)
            return CAIRN_FAIL(
                err, CAIRN_ERR_INVALID, "cannot take the outcome: no %s was chosen", texts[i].name);
    }
    struct cairn_span worked = field_of(form, "worked");
    report->worked = cairn_span_equal_string(worked, "worked");
    if (!report->worked && !cairn_span_equal_string(worked, "failed"))
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot take the outcome: it says neither that the change worked nor that it failed");
    return CAIRN_OK;
}

enum cairn_status cairn_http_form_report(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct form form = {0};
    struct cairn_report report = {0};
    enum cairn_status status = read_form(context, request, response, &form, err);
    if (!status && !response->status)
        status = read_language(&form, context, err);
    if (!status && !response->status)
        status = check_guard(context, request, &form, response, err);
    if (status || response->status)
        return status;
    status = read_report(context, &form, &report, err);
    if (!status)
        status = cairn_api_report(context, &report, response, &result, err);
    if (status || response->status)
        return status;
    return cairn_api_give_page(context, response, 201, result, "/outcome/", err);
}
