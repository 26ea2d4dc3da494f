/*
 * Sending an outcome to a server. cairn-send speaks HTTPS, so that this program links no TLS; here
 * the request is made and the answer is understood. What comes back was written by whoever is at
 * that address: it is bounded, parsed by the strict reader, checked, and escaped where it is shown.
 *
 * A failure is problem+json (RFC 9457), whose `type` ends with the name of one of our statuses; any
 * other answer is told by its HTTP status.
 */
#include <limits.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/error.h"
#include "engine/engine_internal.h"
#include "engine/lab_internal.h"
#include "engine/lab_process.h"
#include "formats/json.h"

#define PATH          "/api/v1/outcomes"
#define TYPE_FOLDER   "/errors/cairn/"
#define HTTP_OK_FIRST 200
#define HTTP_OK_LAST  299
/* From here on the server is in trouble, not the request. */
#define HTTP_SERVER_FIRST 500

static void set_text(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, const char *text)
{
    cairn_value_set(arena, object, key, cairn_value_cstring(arena, text));
}

static struct cairn_value *make_request(struct cairn_arena *arena,
    const struct cairn_report *report, const struct cairn_send_options *options)
{
    struct cairn_value *request = cairn_value_object(arena);
    struct cairn_value *body = cairn_value_object(arena);
    struct cairn_span server = cairn_span_from_string(options->server);
    while (cairn_span_ends_with(server, CAIRN_SPAN("/")))
        server.size--;
    set_text(arena, body, "record", report->record);
    set_text(arena, body, "change", report->change);
    cairn_value_set_bool(arena, body, "worked", report->worked);
    set_text(arena, body, "cause", report->cause);
    set_text(arena, body, "environment", report->environment);
    set_text(
        arena, request, "url", cairn_arena_printf(arena, "%.*s" PATH, CAIRN_SPAN_ARGS(server)));
    set_text(arena, request, "token", report->token);
    cairn_value_set_bool(arena, request, "allows_plain_http", options->allows_plain_http);
    cairn_value_set(arena, request, "body", body);
    return request;
}

/* ---- what the server said ---- */

/* The name behind …/errors/cairn/ in the type of a problem. */
static struct cairn_span kind_of(const struct cairn_value *problem)
{
    struct cairn_span type = cairn_value_get_text(problem, "type");
    size_t folder = cairn_span_find(type, CAIRN_SPAN(TYPE_FOLDER), 0);
    if (folder == CAIRN_SPAN_NPOS)
        return (struct cairn_span){0};
    struct cairn_span kind = cairn_span_slice(type, folder + sizeof(TYPE_FOLDER) - 1, type.size);
    return cairn_span_slice(kind, 0, cairn_span_find_byte(kind, '/', 0));
}

static enum cairn_status refuse_answer(const char *server, int64_t http_status,
    const struct cairn_value *problem, struct cairn_error *err)
{
    struct cairn_span kind = kind_of(problem);
    struct cairn_span why = cairn_value_get_text(problem, "detail");
    struct cairn_span hint = cairn_value_get_text(problem, "hint");
    enum cairn_status status = kind.size ? cairn_lab_status_of_name(kind) : CAIRN_ERR_IO;
    if (!why.size)
        why = cairn_value_get_text(problem, "title");
    CAIRN_FAIL(err, status, "the server %s did not take the outcome (HTTP status %lld)%s%.*s",
        server, (long long)http_status, why.size ? ": " : "", CAIRN_SPAN_ARGS(why));
    if (hint.size)
        cairn_error_hint(err, "%.*s", CAIRN_SPAN_ARGS(hint));
    else if (http_status >= HTTP_SERVER_FIRST)
        cairn_error_hint(err, "Try again later: the server is in trouble.");
    else if (!kind.size)
        cairn_error_hint(err, "Is this the address of a server of Cairn (cairn serve)?");
    return status;
}

static bool is_outcome(const struct cairn_value *tree)
{
    static const char *const texts[] = {"record", "change", "at", "canon_digest"};
    bool is_right =
        cairn_span_equal_string(cairn_value_get_text(tree, "schema"), "cairn.outcome/1");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++)
        is_right = is_right && cairn_value_get_text(tree, texts[i]).size > 0;
    return is_right && cairn_value_is(cairn_value_get(tree, "worked"), CAIRN_VALUE_BOOL) &&
           cairn_value_is(cairn_value_get(tree, "counts"), CAIRN_VALUE_BOOL);
}

/* `sent`: what cairn-send says, {schema, status, body}. */
static enum cairn_status understand(struct cairn_result *result, const struct cairn_value *sent,
    const char *server, struct cairn_error *err)
{
    struct cairn_error broken = {0};
    struct cairn_value *answer = NULL;
    int64_t http_status = cairn_value_get_int(sent, "status");
    bool is_good = http_status >= HTTP_OK_FIRST && http_status <= HTTP_OK_LAST;
    enum cairn_status status = cairn_json_read(
        &result->arena, cairn_value_get_text(sent, "body"), "answer", &answer, &broken);
    if (status == CAIRN_ERR_MEMORY)
        return CAIRN_FAIL_MEMORY(err);
    if (!is_good)
        return refuse_answer(server, http_status, status ? NULL : answer, err);
    if (status || !is_outcome(answer)) {
        CAIRN_FAIL(err, CAIRN_ERR_UNSUPPORTED,
            "could not understand what the server %s answered: it is no outcome", server);
        cairn_error_hint(err, "Is this the address of a server of Cairn (cairn serve)?");
        return CAIRN_ERR_UNSUPPORTED;
    }
    result->tree = answer;
    return CAIRN_OK;
}

/* ---- cairn-send ---- */

static enum cairn_status fail_of_end(struct cairn_lab_process *process, struct cairn_error *err)
{
    int how = cairn_lab_process_wait(process);
    return CAIRN_FAIL(err, CAIRN_ERR_IO,
        "could not send the outcome: %s ended without an answer (%s %d)", process->program,
        WIFSIGNALED(how) ? "signal" : "status",
        WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
}

static enum cairn_status read_answer(struct cairn_lab_process *process, struct cairn_result *result,
    struct cairn_value **out_sent, struct cairn_error *err)
{
    struct cairn_span line = {0};
    struct cairn_value *sent = NULL;
    bool is_over = false;
    enum cairn_status status = cairn_lab_process_next(process, &line, &is_over, err);
    if (!status && is_over)
        return fail_of_end(process, err);
    result->arena.limit_bytes = CAIRN_LIMIT_DOCUMENT_MEMORY;
    if (!status)
        status = cairn_json_read(&result->arena, line, process->program, &sent, err);
    if (status)
        return status;
    if (cairn_span_equal_string(cairn_value_get_text(sent, "schema"), "cairn.failure/1"))
        return cairn_lab_fail_as(sent, err);
    *out_sent = sent;
    return CAIRN_OK;
}

static enum cairn_status find_program(const struct cairn_send_options *options, char *memory,
    const char **out_program, struct cairn_error *err)
{
    *out_program =
        options->program ? options->program : cairn_lab_find_program("cairn-send", memory);
    if (*out_program)
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND,
        "could not send the outcome: there is no cairn-send beside this program, nor an installed "
        "one");
    cairn_error_hint(err, "Build or install all of Cairn: make build, make install.");
    return CAIRN_ERR_NOT_FOUND;
}

static enum cairn_status exchange(struct cairn_result *result, const struct cairn_value *request,
    const char *program, const char *server, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_value *sent = NULL;
    struct cairn_lab_process process = {.lines_fd = -1, .signals_fd = -1};
    cairn_json_write(&text, request, CAIRN_JSON_COMPACT);
    enum cairn_status status = cairn_buf_status(&text, err);
    if (status)
        return status;
    status =
        cairn_lab_process_start(&process, program, "the sender", cairn_buf_span(&text), false, err);
    if (!status)
        status = read_answer(&process, result, &sent, err);
    if (!status)
        status = understand(result, sent, server, err);
    cairn_lab_process_done(&process);
    return status;
}

enum cairn_status cairn_send_outcome(const struct cairn_report *report,
    const struct cairn_send_options *options, struct cairn_result **out_result,
    struct cairn_error *err)
{
    char memory[PATH_MAX];
    const char *program = NULL;
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = find_program(options, memory, &program, err);
    if (!status)
        status = cairn_result_new(&result, err);
    if (status)
        return status;
    struct cairn_value *request = make_request(&result->arena, report, options);
    status = cairn_value_status(&result->arena, request, err);
    if (!status)
        status = exchange(result, request, program, options->server, err);
    return status ? status : cairn_result_finish(&result, CAIRN_FOUND, out_result, err);
}
