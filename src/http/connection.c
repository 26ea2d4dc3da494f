/*
 * The life of a connection: bytes come, are cut into requests, and these are answered in order. As
 * long as an answer is not taken nothing more is read, so a client that sends a thousand requests
 * at once gets a thousand answers but never makes us hold them.
 */
#include "http/connection.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "base/fd.h"
#include "http/worker.h"

/* A body may take this long in all, and must bring so much until each look at it. */
#define BODY_MS        30000
#define BODY_PER_CHECK 1024

static const struct cairn_http_refusal too_slow = {408, "the request did not arrive in time"};
static const struct cairn_http_refusal no_memory = {503, "there was no memory for the request"};

static bool watch(struct cairn_http_connection *connection, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = connection};
    return epoll_ctl(connection->worker->epoll_fd, operation, connection->fd, &event) == 0;
}

void cairn_http_set_state(struct cairn_http_connection *connection, enum cairn_http_state state)
{
    struct cairn_http_worker *worker = connection->worker;
    bool waits_to_write = state == CAIRN_HTTP_ANSWERING;
    connection->state = (uint8_t)state;
    cairn_http_timer_set(&worker->timers[state], &connection->timer, worker->now_ms);
    if (waits_to_write == connection->waits_to_write)
        return;
    connection->waits_to_write = waits_to_write;
    if (!watch(connection, EPOLL_CTL_MOD, waits_to_write ? EPOLLOUT : EPOLLIN))
        cairn_http_connection_close(connection);
}

void cairn_http_connection_begin(struct cairn_http_worker *worker, int take_fd,
    const struct cairn_http_address *address, bool is_local)
{
    struct cairn_http_connection *connection = cairn_alloc(sizeof(*connection));
    if (!connection) {
        cairn_fd_close(&take_fd);
        return;
    }
    connection->worker = worker;
    connection->fd = take_fd;
    connection->address = *address;
    connection->is_local = is_local;
    worker->connections++;
    atomic_fetch_add(&worker->server->connections, 1);
    cairn_http_count(&worker->counters.accepted, 1);
    cairn_http_set_state(connection, CAIRN_HTTP_IDLE);
    if (!watch(connection, EPOLL_CTL_ADD, EPOLLIN))
        cairn_http_connection_close(connection);
}

void cairn_http_connection_close(struct cairn_http_connection *connection)
{
    struct cairn_http_worker *worker = connection->worker;
    if (connection->fd < 0)
        return;
    cairn_http_timer_clear(&connection->timer);
    cairn_fd_close(&connection->fd);
    if (connection->exchange)
        cairn_http_exchange_give_back(worker, CAIRN_TAKE(connection->exchange));
    worker->connections--;
    atomic_fetch_sub(&worker->server->connections, 1);
    connection->next_closed = worker->closed;
    worker->closed = connection;
}

static bool is_reading(const struct cairn_http_connection *connection)
{
    return connection->fd >= 0 && connection->state <= CAIRN_HTTP_IN_BODY;
}

/* The request's head, as far as it is there: how many bytes were used, 0 as long as it goes on. */
static size_t take_head(struct cairn_http_connection *connection, struct cairn_span input)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    size_t size = 0;
    struct cairn_http_refusal refusal = cairn_http_scan_head(&exchange->scan, input, &size);
    if (refusal.status) {
        cairn_http_refuse(connection, &refusal);
        return 0;
    }
    if (!size) {
        if (connection->state == CAIRN_HTTP_IDLE)
            cairn_http_set_state(connection, CAIRN_HTTP_IN_HEAD);
        return 0;
    }
    size_t start = exchange->scan.start;
    if (!cairn_http_begin_request(connection, cairn_span_slice(input, start, size - start)))
        return size;
    if (exchange->head.framing == CAIRN_HTTP_NO_BODY)
        cairn_http_answer_request(connection);
    else
        cairn_http_set_state(connection, CAIRN_HTTP_IN_BODY);
    return size;
}

static size_t take_body(struct cairn_http_connection *connection, struct cairn_span input)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_refusal refusal = {0};
    bool is_over = false;
    size_t taken = 0;
    if (exchange->head.framing == CAIRN_HTTP_LENGTH) {
        size_t missing = (size_t)exchange->head.content_length - exchange->body.size;
        taken = missing < input.size ? missing : input.size;
        cairn_buf_append(&exchange->body, cairn_span_slice(input, 0, taken));
        is_over = taken == missing;
        refusal = exchange->body.failure ? no_memory : refusal;
    } else {
        refusal =
            cairn_http_read_chunks(&exchange->chunks, input, &exchange->body, &taken, &is_over);
    }
    if (refusal.status)
        cairn_http_refuse(connection, &refusal);
    else if (is_over)
        cairn_http_answer_request(connection);
    return taken;
}

/* What was not used stays for later; with nothing left an idle connection needs no exchange. */
static void keep_rest(
    struct cairn_http_connection *connection, struct cairn_span rest, bool is_pending)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_buf *pending = &exchange->pending;
    if (connection->state == CAIRN_HTTP_LINGERING)
        rest.size = 0;
    if (is_pending && rest.size && rest.data != pending->data)
        memmove(pending->data, rest.data, rest.size);
    if (is_pending)
        cairn_buf_truncate(pending, rest.size);
    else
        cairn_buf_append(pending, rest);
    if (pending->failure) {
        cairn_http_connection_close(connection);
        return;
    }
    bool is_needed =
        connection->state != CAIRN_HTTP_IDLE && connection->state != CAIRN_HTTP_LINGERING;
    if (!rest.size && !is_needed)
        cairn_http_exchange_give_back(connection->worker, CAIRN_TAKE(connection->exchange));
}

static void feed(struct cairn_http_connection *connection, struct cairn_span input)
{
    if (!connection->exchange)
        connection->exchange = cairn_http_exchange_take(connection->worker);
    if (!connection->exchange) {
        cairn_http_connection_close(connection);
        return;
    }
    struct cairn_buf *pending = &connection->exchange->pending;
    bool is_pending = pending->size > 0;
    if (is_pending) {
        cairn_buf_append(pending, input);
        input = cairn_buf_span(pending);
    }
    size_t used = 0;
    while (used < input.size && is_reading(connection)) {
        struct cairn_span rest = cairn_span_slice(input, used, SIZE_MAX);
        size_t step = connection->state == CAIRN_HTTP_IN_BODY ? take_body(connection, rest)
                                                              : take_head(connection, rest);
        if (!step)
            break;
        used += step;
    }
    if (connection->fd >= 0)
        keep_rest(connection, cairn_span_slice(input, used, SIZE_MAX), is_pending);
}

static void read_input(struct cairn_http_connection *connection)
{
    struct cairn_http_worker *worker = connection->worker;
    ssize_t count = recv(connection->fd, worker->input, sizeof(worker->input), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0)
        cairn_http_connection_close(connection);
    else if (connection->state != CAIRN_HTTP_LINGERING)
        feed(connection, cairn_span_make(worker->input, (size_t)count));
}

void cairn_http_connection_ready(struct cairn_http_connection *connection, uint32_t events)
{
    if (connection->fd < 0)
        return;
    if (connection->state != CAIRN_HTTP_ANSWERING) {
        read_input(connection);
        return;
    }
    if (events & (EPOLLERR | EPOLLHUP)) {
        cairn_http_connection_close(connection);
        return;
    }
    cairn_http_send(connection);
    /* Requests that came behind the one whose answer has now been taken. */
    if (is_reading(connection))
        feed(connection, (struct cairn_span){.data = ""});
}

/* Is a body still arriving fast enough? */
static bool has_patience(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    size_t came = exchange->body.size - exchange->body_seen;
    int64_t since_ms = connection->worker->now_ms - exchange->body_started_ms;
    if (came < BODY_PER_CHECK || since_ms >= BODY_MS)
        return false;
    exchange->body_seen = exchange->body.size;
    cairn_http_set_state(connection, CAIRN_HTTP_IN_BODY);
    return true;
}

void cairn_http_connection_expire(struct cairn_http_connection *connection)
{
    bool is_half_read =
        connection->state == CAIRN_HTTP_IN_HEAD || connection->state == CAIRN_HTTP_IN_BODY;
    if (connection->state == CAIRN_HTTP_IN_BODY && has_patience(connection))
        return;
    if (connection->state != CAIRN_HTTP_IDLE && connection->state != CAIRN_HTTP_LINGERING)
        cairn_http_count(&connection->worker->counters.timed_out, 1);
    if (is_half_read)
        cairn_http_refuse(connection, &too_slow);
    else
        cairn_http_connection_close(connection);
}
