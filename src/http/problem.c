/*
 * Failures. A problem says which kind it is by the address of the page that explains it: Cairn's
 * own errors are records of its canon.
 */
#include "http/problem.h"

#include "formats/json.h"

static const struct {
    int status;
    const char *reason; /* RFC 9110, section 15 */
    const char *reason_zh;
    const char *kind; /* the page of our own error that fits; NULL: it is no failure */
} statuses[] = {
    {100, "Continue", NULL, NULL},
    {200, "OK", NULL, NULL},
    {201, "Created", NULL, NULL},
    {202, "Accepted", NULL, NULL},
    {204, "No Content", NULL, NULL},
    {303, "See Other", NULL, NULL},
    {304, "Not Modified", NULL, NULL},
    {308, "Permanent Redirect", NULL, NULL},
    {400, "Bad Request", "请求有误", "invalid"},
    {401, "Unauthorized", "未通过认证", "denied"},
    {403, "Forbidden", "禁止访问", "denied"},
    {404, "Not Found", "未找到", "not-found"},
    {405, "Method Not Allowed", "方法不适用", "usage"},
    {406, "Not Acceptable", "没有可接受的格式", "unsupported"},
    {408, "Request Timeout", "请求超时", "limit"},
    {409, "Conflict", "冲突", "conflict"},
    {411, "Length Required", "缺少长度", "usage"},
    {413, "Content Too Large", "内容过大", "limit"},
    {414, "URI Too Long", "地址过长", "limit"},
    {415, "Unsupported Media Type", "不支持的内容类型", "unsupported"},
    {417, "Expectation Failed", "无法满足 Expect", "unsupported"},
    {422, "Unprocessable Content", "内容无法处理", "invalid"},
    {429, "Too Many Requests", "请求过多", "limit"},
    {431, "Request Header Fields Too Large", "请求头过大", "limit"},
    {500, "Internal Server Error", "服务器内部错误", "io"},
    {501, "Not Implemented", "未实现", "unsupported"},
    {503, "Service Unavailable", "服务暂不可用", "memory"},
    {505, "HTTP Version Not Supported", "不支持的 HTTP 版本", "unsupported"},
};

size_t cairn_http_status_index(int status)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(statuses); i++) {
        if (statuses[i].status == status)
            return i;
    }
    return cairn_http_status_index(500);
}

size_t cairn_http_status_count(void)
{
    return CAIRN_ARRAY_SIZE(statuses);
}

int cairn_http_status_at(size_t index)
{
    return statuses[index].status;
}

const char *cairn_http_reason(int status)
{
    return statuses[cairn_http_status_index(status)].reason;
}

int cairn_http_status_of(enum cairn_status status)
{
    switch (status) {
    case CAIRN_OK:
        return 200;
    case CAIRN_ERR_NOT_FOUND:
        return 404;
    case CAIRN_ERR_DENIED:
        return 403;
    case CAIRN_ERR_SYNTAX:
    case CAIRN_ERR_INVALID:
    case CAIRN_ERR_USAGE:
        return 400;
    case CAIRN_ERR_LIMIT:
        return 413;
    case CAIRN_ERR_CONFLICT:
        return 409;
    case CAIRN_ERR_MEMORY:
        return 503;
    case CAIRN_ERR_IO:
    case CAIRN_ERR_CORRUPT:
    case CAIRN_ERR_UNSUPPORTED:
    case CAIRN_ERR_CLOSED:
        break;
    }
    return 500;
}

static void set_text(
    struct cairn_arena *arena, struct cairn_value *tree, const char *key, const char *text)
{
    if (text && *text)
        cairn_value_set_cstring(arena, tree, key, text);
}

static const char *title_of(enum cairn_language language, int status)
{
    size_t i = cairn_http_status_index(status);
    return language == CAIRN_LANGUAGE_ZH ? statuses[i].reason_zh : statuses[i].reason;
}

static const char *type_of(const struct cairn_http_context *context, const char *kind)
{
    const char *base = context->site && context->site->base_url ? context->site->base_url : "";
    return kind ? cairn_arena_printf(context->arena, "%s/errors/cairn/%s/", base, kind)
                : "about:blank";
}

enum cairn_status cairn_http_answer_problem(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_http_problem *problem,
    struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf json = {0};
    struct cairn_arena *arena = context->arena;
    const char *kind =
        problem->kind ? problem->kind : statuses[cairn_http_status_index(problem->status)].kind;
    struct cairn_value *tree = cairn_value_object(arena);
    set_text(arena, tree, "type", type_of(context, kind));
    set_text(arena, tree, "title",
        problem->title ? problem->title : title_of(context->language, problem->status));
    cairn_value_set_int(arena, tree, "status", problem->status);
    set_text(arena, tree, "detail", problem->detail);
    set_text(arena, tree, "hint", problem->hint);
    if (problem->near)
        cairn_value_set(arena, tree, "near", cairn_value_copy(arena, problem->near));
    enum cairn_status status = cairn_value_status(arena, tree, err);
    if (status)
        return status;
    cairn_json_write(&json, tree, CAIRN_JSON_PRETTY);
    cairn_buf_append_byte(&json, '\n');
    status = cairn_buf_status(&json, err);
    return status ? status
                  : cairn_http_answer_text(response, problem->status, "application/problem+json",
                        cairn_buf_span(&json), err);
}

enum cairn_status cairn_http_answer_failure(const struct cairn_http_context *context,
    struct cairn_http_response *response, const struct cairn_error *failure,
    struct cairn_error *err)
{
    struct cairn_http_problem problem = {.status = cairn_http_status_of(failure->status)};
    if (problem.status < 500) {
        problem.kind = cairn_status_name(failure->status);
        problem.detail = failure->primary;
        problem.hint = failure->hint;
    } else {
        problem.kind = cairn_status_name(failure->status);
        problem.detail = "the server could not answer; its log says why";
    }
    return cairn_http_answer_problem(context, response, &problem, err);
}
