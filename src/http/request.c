/*
 * From a head to an answer: is there such a route, is its body wanted, may this client ask so
 * often; then the handler. What is plain reading of a page in the snapshot takes the short way and
 * meets none of this.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "http/connection.h"
#include "http/fields.h"
#include "http/log.h"
#include "http/problem.h"
#include "http/site.h"
#include "http/worker.h"

static struct cairn_http_context make_context(const struct cairn_http_connection *connection)
{
    struct cairn_http_worker *worker = connection->worker;
    struct cairn_http_server *server = worker->server;
    struct cairn_http_canon *canon = atomic_load(&worker->canon);
    return (struct cairn_http_context){.engine = canon->engine,
        .site = &server->site,
        .arena = &connection->exchange->arena,
        .canon_digest = canon->digest,
        .secret = server->secret,
        .max_body = server->settings->most_body,
        .server = server};
}

static void send_response(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    if (exchange->response.must_close || !exchange->head.keeps_alive ||
        connection->worker->is_stopping)
        connection->must_close = true;
    if (cairn_http_finish_response(connection))
        cairn_http_send(connection);
}

static void answer_problem(
    struct cairn_http_connection *connection, const struct cairn_http_problem *problem)
{
    struct cairn_http_context context = make_context(connection);
    struct cairn_http_response *response = &connection->exchange->response;
    if (cairn_http_answer_problem(&context, response, problem, NULL))
        cairn_http_connection_close(connection);
    else
        send_response(connection);
}

void cairn_http_refuse(
    struct cairn_http_connection *connection, const struct cairn_http_refusal *refusal)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_problem problem = {.status = refusal->status, .detail = refusal->why};
    /* Where the next request would begin is not known any more. */
    exchange->response.must_close = true;
    exchange->began_us = cairn_http_now_us();
    answer_problem(connection, &problem);
}

/* Fields of this name, taken together, end with what the last program on the way added. */
static struct cairn_span last_field(const struct cairn_http_request *request, const char *name)
{
    struct cairn_span wanted = cairn_span_from_string(name);
    for (size_t i = request->field_count; i-- > 0;) {
        if (cairn_span_equal_ignoring_case(request->fields[i].name, wanted))
            return request->fields[i].value;
    }
    return (struct cairn_span){.data = ""};
}

/* Behind a proxy on this machine the last address of X-Forwarded-For, which the proxy itself
 * added; else the peer. */
static struct cairn_http_address client_of(const struct cairn_http_connection *connection)
{
    struct cairn_http_address client = connection->address;
    if (!connection->is_local)
        return client;
    struct cairn_span list = last_field(&connection->exchange->request, "X-Forwarded-For");
    size_t last = list.size;
    while (last && list.data[last - 1] != ',')
        last--;
    (void)!cairn_http_address_parse(
        cairn_span_trim(cairn_span_slice(list, last, SIZE_MAX)), &client);
    return client;
}

/* This machine itself is not limited; whom its proxy speaks for is. */
static bool is_within_rate(struct cairn_http_connection *connection, uint32_t *out_wait_s)
{
    struct cairn_http_worker *worker = connection->worker;
    struct cairn_http_address client = client_of(connection);
    bool is_this_machine =
        connection->is_local && !memcmp(&client, &connection->address, sizeof(client));
    return is_this_machine ||
           cairn_http_limiter_take(worker->server->limiter, &client, worker->now_ms, out_wait_s);
}

static void append_methods(struct cairn_buf *buf, unsigned methods)
{
    if (methods & 1u << CAIRN_HTTP_GET)
        cairn_buf_append_string(buf, "GET, HEAD, ");
    if (methods & 1u << CAIRN_HTTP_POST)
        cairn_buf_append_string(buf, "POST, ");
    cairn_buf_append_string(buf, "OPTIONS");
}

static bool add_allow(struct cairn_http_exchange *exchange, unsigned methods)
{
    CAIRN_AUTO_BUF struct cairn_buf list = {0};
    append_methods(&list, methods);
    return !cairn_buf_status(&list, NULL) &&
           !cairn_http_add_field(&exchange->response, "Allow", cairn_buf_span(&list), NULL);
}

static void refuse_method(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    CAIRN_AUTO_BUF struct cairn_buf hint = {0};
    unsigned methods = exchange->match.methods;
    cairn_buf_append_string(&hint, "this address is for ");
    append_methods(&hint, methods);
    struct cairn_http_problem problem = {.status = methods ? 405 : 404,
        .detail = methods ? "the method has no meaning for this address"
                          : "there is nothing at this address",
        .hint = methods ? hint.data : "GET /openapi.json lists all addresses"};
    if (cairn_buf_status(&hint, NULL) || (methods && !add_allow(exchange, methods)))
        cairn_http_connection_close(connection);
    else
        answer_problem(connection, &problem);
}

static void refuse_rate(struct cairn_http_connection *connection, uint32_t wait_s)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    char seconds[16];
    snprintf(seconds, sizeof(seconds), "%u", wait_s);
    struct cairn_http_problem problem = {.status = 429,
        .detail = "too many requests came from this address",
        .hint = "wait as long as Retry-After says"};
    if (cairn_http_add_field(
            &exchange->response, "Retry-After", cairn_span_from_string(seconds), NULL))
        cairn_http_connection_close(connection);
    else
        answer_problem(connection, &problem);
}

/* OPTIONS: what the path has; and whether a page of another origin may ask for it (the CORS
 * protocol of the Fetch standard). */
static void answer_options(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_response *response = &exchange->response;
    unsigned methods = exchange->match.methods;
    bool is_failed = false;
    cairn_http_answer_nothing(response);
    if (cairn_span_equal_string(exchange->request.path, "*"))
        methods = 1u << CAIRN_HTTP_GET | 1u << CAIRN_HTTP_POST;
    is_failed = !add_allow(exchange, methods);
    if (!is_failed && (exchange->match.flags & CAIRN_HTTP_ROUTE_SHARED)) {
        CAIRN_AUTO_BUF struct cairn_buf list = {0};
        append_methods(&list, methods);
        is_failed =
            cairn_buf_status(&list, NULL) ||
            cairn_http_add_field(
                response, "Access-Control-Allow-Methods", cairn_buf_span(&list), NULL) ||
            cairn_http_add_field(response, "Access-Control-Allow-Headers",
                CAIRN_SPAN("Content-Type, Accept"), NULL) ||
            cairn_http_add_field(response, "Access-Control-Max-Age", CAIRN_SPAN("86400"), NULL);
    }
    if (is_failed)
        cairn_http_connection_close(connection);
    else
        send_response(connection);
}

static const char *method_name(enum cairn_http_method method)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "OPTIONS", "OTHER"};
    return names[method];
}

static void fail(struct cairn_http_connection *connection, const struct cairn_http_context *context,
    const struct cairn_error *failure)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    bool must_close = exchange->response.must_close;
    if (cairn_http_status_of(failure->status) >= 500)
        cairn_http_log_error("could not answer a request", failure);
    cairn_http_response_done(&exchange->response);
    exchange->response.must_close = must_close;
    if (cairn_http_answer_failure(context, &exchange->response, failure, NULL))
        cairn_http_connection_close(connection);
    else
        send_response(connection);
}

static void run_handler(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_context context = make_context(connection);
    struct cairn_error err = {0};
    enum cairn_status status =
        exchange->match.route->handler(&context, &exchange->request, &exchange->response, &err);
    if (status)
        fail(connection, &context, &err);
    else
        send_response(connection);
}

/* The route of a request that is no plain reading of a kept page. False: it was refused. */
static bool check_route(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_match *match = &exchange->match;
    uint32_t wait_s = 0;
    *match = cairn_http_find_route(&exchange->request);
    if (exchange->request.method == CAIRN_HTTP_OPTIONS)
        return true;
    if (!match->route) {
        refuse_method(connection);
        return false;
    }
    if ((match->route->flags & CAIRN_HTTP_ROUTE_LIMITED) && !is_within_rate(connection, &wait_s)) {
        refuse_rate(connection, wait_s);
        return false;
    }
    return true;
}

static const struct cairn_http_page *find_page(const struct cairn_http_connection *connection)
{
    const struct cairn_http_request *request = &connection->exchange->request;
    const struct cairn_http_snapshot *snapshot =
        atomic_load_explicit(&connection->worker->server->snapshot, memory_order_acquire);
    if (!snapshot || request->method > CAIRN_HTTP_HEAD || request->query.size)
        return NULL;
    return cairn_http_choose_page(snapshot, request);
}

void cairn_http_answer_request(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    bool has_body = exchange->head.framing != CAIRN_HTTP_NO_BODY;
    const struct cairn_http_page *page = find_page(connection);
    exchange->began_us = cairn_http_now_us();
    exchange->request.body = cairn_buf_span(&exchange->body);
    if (page) {
        cairn_http_answer_kept(&exchange->response, page);
        send_response(connection);
        return;
    }
    /* With a body the route was checked before it was read. */
    if (!has_body && !check_route(connection))
        return;
    if (exchange->request.method == CAIRN_HTTP_OPTIONS)
        answer_options(connection);
    else
        run_handler(connection);
}

/* Spans of the head point into `head`. */
static struct cairn_http_refusal read_request(
    struct cairn_http_connection *connection, struct cairn_span head)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_refusal refusal = cairn_http_parse_head(head, &exchange->head);
    if (refusal.status)
        return refusal;
    struct cairn_http_request *request = &exchange->request;
    *request = (struct cairn_http_request){.method = exchange->head.method,
        .query = exchange->head.query,
        .fields = exchange->head.fields,
        .field_count = exchange->head.field_count};
    request->is_https =
        connection->is_local &&
        cairn_span_equal_string(cairn_http_field(request, "X-Forwarded-Proto"), "https");
    if (cairn_span_equal_string(exchange->head.raw_path, "*")) {
        request->path = exchange->head.raw_path;
        return refusal;
    }
    char *memory = cairn_arena_alloc(&exchange->arena, exchange->head.raw_path.size);
    if (!memory)
        return (struct cairn_http_refusal){503, "there was no memory for the request"};
    return cairn_http_parse_path(exchange->head.raw_path, memory, &request->path);
}

static void begin_log(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    if (!connection->worker->server->settings->logs)
        return;
    struct cairn_http_address client = client_of(connection);
    exchange->log_line = cairn_http_log_begin(&exchange->arena, cairn_clock_now_ms(NULL), &client,
        method_name(exchange->head.method), exchange->head.raw_path);
}

/* Before a body is read: is it wanted, and not too large? */
static struct cairn_http_refusal check_body(const struct cairn_http_connection *connection)
{
    const struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_span coding = cairn_http_field(&exchange->request, "Content-Encoding");
    if (exchange->head.content_length > connection->worker->server->settings->most_body)
        return (struct cairn_http_refusal){413, "the body is larger than this server takes"};
    if (coding.size && !cairn_span_equal_ignoring_case(coding, CAIRN_SPAN("identity")))
        return (struct cairn_http_refusal){415, "the body must be sent without Content-Encoding"};
    return (struct cairn_http_refusal){0};
}

/* The head is copied, since the bytes that it was read from go on with others. */
static struct cairn_http_refusal begin_body(
    struct cairn_http_connection *connection, struct cairn_span head)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    cairn_buf_append(&exchange->head_text, head);
    if (exchange->head_text.failure)
        return (struct cairn_http_refusal){503, "there was no memory for the request"};
    struct cairn_http_refusal refusal =
        read_request(connection, cairn_buf_span(&exchange->head_text));
    exchange->match = cairn_http_find_route(&exchange->request);
    exchange->body.limit_bytes = connection->worker->server->settings->most_body;
    exchange->body_started_ms = connection->worker->now_ms;
    exchange->body_seen = 0;
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    if (exchange->head.expects_continue)
        (void)!send(connection->fd, go_on, sizeof(go_on) - 1, MSG_NOSIGNAL);
    return refusal;
}

/* A request with a body: goes on only if somebody wants it. */
static bool begin_with_body(struct cairn_http_connection *connection, struct cairn_span head)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_refusal refusal = check_body(connection);
    if (!refusal.status) {
        /* Should the route be refused, the body stays unread. */
        exchange->response.must_close = true;
        exchange->began_us = cairn_http_now_us();
        if (!check_route(connection))
            return false;
        exchange->response.must_close = false;
        refusal = begin_body(connection, head);
    }
    if (refusal.status)
        cairn_http_refuse(connection, &refusal);
    return !refusal.status;
}

bool cairn_http_begin_request(struct cairn_http_connection *connection, struct cairn_span head)
{
    struct cairn_http_head *parsed = &connection->exchange->head;
    struct cairn_http_refusal refusal = read_request(connection, head);
    if (!refusal.status)
        begin_log(connection);
    if (!refusal.status && parsed->framing == CAIRN_HTTP_NO_BODY &&
        parsed->method == CAIRN_HTTP_POST)
        refusal = (struct cairn_http_refusal){411, "a POST needs Content-Length, be it 0"};
    if (refusal.status) {
        cairn_http_refuse(connection, &refusal);
        return false;
    }
    if (parsed->framing == CAIRN_HTTP_LENGTH && !parsed->content_length)
        parsed->framing = CAIRN_HTTP_NO_BODY;
    return parsed->framing == CAIRN_HTTP_NO_BODY || begin_with_body(connection, head);
}
