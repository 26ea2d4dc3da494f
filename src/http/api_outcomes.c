/*
 * Outcomes over HTTP. POST takes JSON only: a page of another site cannot make a browser send that
 * without asking (there is no CORS here), so what a browser sends unasked never gets in. A reporter
 * names itself by its token; without one the outcome is written down as well, apart, and never
 * counted, which the answer says.
 */
#include "http/api.h"
#include "http/routes.h"

/* RFC 6750, section 2.1: the scheme is compared without regard to case. *out_token is NULL without
 * credentials; false: they are of another kind. */
static bool read_token(
    const struct cairn_http_context *context, struct cairn_span credentials, const char **out_token)
{
    struct cairn_span scheme = CAIRN_SPAN("Bearer ");
    *out_token = NULL;
    if (!credentials.size)
        return true;
    if (!cairn_span_equal_ignoring_case(cairn_span_slice(credentials, 0, scheme.size), scheme))
        return false;
    *out_token = cairn_arena_string(context->arena,
        cairn_span_trim(cairn_span_slice(credentials, scheme.size, credentials.size)));
    return true;
}

static enum cairn_status refuse_token(const struct cairn_http_context *context,
    struct cairn_http_response *response, struct cairn_error *err)
{
    enum cairn_status status = cairn_api_refuse(context, response, 401,
        "cannot take the outcome: the token is not one that this server issued, or was revoked",
        "Ask its operator for one, or leave Authorization out: the outcome is then kept apart.",
        err);
    return status ? status
                  : cairn_http_add_field(response, "WWW-Authenticate",
                        CAIRN_SPAN("Bearer realm=\"cairn\", error=\"invalid_token\""), err);
}

static enum cairn_status read_report(
    const struct cairn_value *object, struct cairn_report *report, struct cairn_error *err)
{
    const struct {
        const char *name;
        const char **text;
        bool is_needed;
    } texts[] = {{"record", &report->record, true}, {"change", &report->change, true},
        {"cause", &report->cause, false}, {"environment", &report->environment, false}};
    const struct cairn_value *worked = cairn_value_get(object, "worked");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++) {
        enum cairn_status status = cairn_api_member_text(object, texts[i].name, texts[i].text, err);
        if (status)
            return status;
        if (texts[i].is_needed && !*texts[i].text)
            return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
                "cannot take the outcome: the body has no \"%s\"", texts[i].name);
    }
    if (!cairn_value_is(worked, CAIRN_VALUE_BOOL))
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot take the outcome: \"worked\" is neither true nor false");
    report->worked = worked->boolean;
    return CAIRN_OK;
}

static enum cairn_status report_it(struct cairn_http_context *context,
    const struct cairn_report *report, struct cairn_http_response *response,
    struct cairn_error *err)
{
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    const struct cairn_write_options options = {
        .format = CAIRN_FORMAT_JSON, .language = context->language};
    enum cairn_status status = cairn_api_report(context, report, response, &result, err);
    if (status == CAIRN_ERR_DENIED && report->token)
        return refuse_token(context, response, err);
    if (status || response->status)
        return status;
    return cairn_api_give_as(response, 201, result, &options, err);
}

enum cairn_status cairn_http_api_report(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    static const char *const parameter_names[] = {"lang", NULL};
    static const char *const names[] = {"record", "change", "worked", "cause", "environment", NULL};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_http_parameters parameters = {0};
    struct cairn_value *object = NULL;
    struct cairn_report report = {0};
    enum cairn_status status =
        cairn_api_read_query(context, request, parameter_names, &parameters, err);
    if (!status && !read_token(context, cairn_http_field(request, "Authorization"), &report.token))
        return refuse_token(context, response, err);
    if (!status)
        status = cairn_api_read_object(context, request, names, &arena, response, &object, err);
    if (status || response->status)
        return status;
    status = read_report(object, &report, err);
    return status ? status : report_it(context, &report, response, err);
}

enum cairn_status cairn_http_api_outcomes(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    static const char *const names[] = {"record", "lang", NULL};
    CAIRN_API_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_http_parameters parameters = {0};
    enum cairn_status status = cairn_api_read_query(context, request, names, &parameters, err);
    if (status)
        return status;
    const char *record = cairn_api_text(&parameters, "record");
    if (!record)
        return CAIRN_FAIL(
            err, CAIRN_ERR_INVALID, "cannot list outcomes: there is no 'record' with an id");
    status = cairn_outcomes(context->engine, record, context->language, &result, err);
    if (status)
        return status;
    if (!cairn_result_text(result, "field.state"))
        return cairn_api_refuse_unknown(context, response, result, "no record has this id",
            "Look it up by words: /api/v1/search?q=WORDS", err);
    return cairn_api_give(context, response, result, err);
}
