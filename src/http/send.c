/*
 * Giving an answer to the system, as much at a time as it takes. A page of the snapshot goes out as
 * head, date and body in one call. A streamed body is made piece by piece, the next one when the
 * last was taken.
 */
#include <errno.h>
#include <sys/socket.h>
#include <stdint.h>

#include "http/connection.h"
#include "http/log.h"
#include "http/worker.h"

/* Pieces of one stream in a row; then other connections have their turn. */
#define PIECES_IN_A_ROW 8

enum progress {
    TAKEN,   /* all that was there */
    WAITING, /* the client must read first */
    LOST,    /* the connection is no more */
};

static void drop_sent(struct cairn_http_exchange *exchange, size_t count)
{
    exchange->sent += count;
    while (exchange->part < exchange->part_count) {
        struct iovec *part = &exchange->parts[exchange->part];
        if (count < part->iov_len) {
            part->iov_base = (char *)part->iov_base + count;
            part->iov_len -= count;
            return;
        }
        count -= part->iov_len;
        exchange->part++;
    }
}

static enum progress send_parts(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    while (exchange->part < exchange->part_count) {
        struct msghdr message = {.msg_iov = exchange->parts + exchange->part,
            .msg_iovlen = exchange->part_count - exchange->part};
        ssize_t count = sendmsg(connection->fd, &message, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno == EAGAIN ? WAITING : LOST;
        drop_sent(exchange, (size_t)count);
    }
    return TAKEN;
}

void cairn_http_add_part(struct cairn_http_exchange *exchange, struct cairn_span bytes)
{
    if (bytes.size)
        exchange->parts[exchange->part_count++] =
            (struct iovec){.iov_base = (void *)(uintptr_t)bytes.data, .iov_len = bytes.size};
}

/* The next piece as a chunk (RFC 9112, section 7.1), or bare for HTTP/1.0, where the end of the
 * connection is the end of the body. False: the stream failed, and its reader must see that. */
static bool make_piece(struct cairn_http_exchange *exchange)
{
    struct cairn_error err = {0};
    bool is_over = false;
    bool is_chunked = !exchange->head.is_http_1_0;
    const struct cairn_http_stream *stream = &exchange->response.stream;
    cairn_buf_clear(&exchange->piece);
    enum cairn_status status =
        stream->next(stream->context, exchange->canon->engine, &exchange->piece, &is_over, &err);
    if (!status)
        status = cairn_buf_status(&exchange->piece, &err);
    if (status) {
        cairn_http_log_error("a streamed answer was broken off", &err);
        return false;
    }
    exchange->part = 0;
    exchange->part_count = 0;
    cairn_buf_clear(&exchange->head_out);
    cairn_buf_printf(&exchange->head_out, "%zx\r\n", exchange->piece.size);
    if (is_chunked && exchange->piece.size)
        cairn_http_add_part(exchange, cairn_buf_span(&exchange->head_out));
    cairn_http_add_part(exchange, cairn_buf_span(&exchange->piece));
    if (is_chunked && exchange->piece.size)
        cairn_http_add_part(exchange, CAIRN_SPAN("\r\n"));
    if (is_chunked && is_over)
        cairn_http_add_part(exchange, CAIRN_SPAN("0\r\n\r\n"));
    exchange->has_more = !is_over;
    return exchange->head_out.failure == CAIRN_OK;
}

/* The answer was taken: what was counted, and what comes next. */
static void complete(struct cairn_http_connection *connection)
{
    struct cairn_http_worker *worker = connection->worker;
    struct cairn_http_exchange *exchange = connection->exchange;
    uint64_t took_us = (uint64_t)(cairn_http_now_us() - exchange->began_us);
    int status = exchange->response.status;
    cairn_http_count_request(&worker->counters, exchange->match.route, status, took_us);
    cairn_http_count(&worker->counters.bytes_sent, exchange->sent);
    if (exchange->log_line)
        cairn_http_log_request(exchange->log_line, status, exchange->sent, took_us);
    cairn_http_exchange_reset(exchange);
    if (!connection->must_close) {
        cairn_http_set_state(connection, CAIRN_HTTP_IDLE);
        return;
    }
    /* Closing with bytes unread would reset the connection, and the answer with it
     * (RFC 9112, section 9.6). */
    shutdown(connection->fd, SHUT_WR);
    cairn_http_set_state(connection, CAIRN_HTTP_LINGERING);
}

static void wait_for_client(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    const struct cairn_http_page *page = exchange->response.page;
    if (page && !exchange->held_page)
        exchange->held_page = cairn_http_page_ref(page);
    cairn_http_set_state(connection, CAIRN_HTTP_ANSWERING);
}

void cairn_http_send(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    for (int pieces = 0;; pieces++) {
        enum progress progress = send_parts(connection);
        if (progress == LOST) {
            cairn_http_connection_close(connection);
            return;
        }
        if (progress == WAITING || (exchange->has_more && pieces == PIECES_IN_A_ROW)) {
            wait_for_client(connection);
            return;
        }
        if (!exchange->has_more)
            break;
        if (!make_piece(exchange)) {
            cairn_http_connection_close(connection);
            return;
        }
    }
    complete(connection);
}
