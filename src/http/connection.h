/*
 * One client. While it is idle, a connection is one small allocation (its size is tested); what
 * reading a request and sending an answer need, an exchange, is lent to it meanwhile.
 *
 *            ┌──────────────── answer taken ────────────────┐
 *            ▼                                              │
 *     IDLE ─ bytes ─▶ HEAD ─ whole ─▶ BODY ─ whole ─▶ (handler) ─▶ ANSWER ─ last one ─▶ LINGERING
 *                       └──── no body ────────────────────▲
 *
 * Each state has a time that it may take, and a list of timers (worker.h).
 */
#ifndef CAIRN_HTTP_CONNECTION_H
#define CAIRN_HTTP_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include "http/limiter.h"
#include "http/message.h"
#include "http/parse.h"
#include "http/routes.h"
#include "http/timers.h"

struct cairn_http_worker;
struct cairn_http_canon;

enum cairn_http_state {
    CAIRN_HTTP_IDLE = 0, /* between requests; nothing of the next one has come */
    CAIRN_HTTP_IN_HEAD,
    CAIRN_HTTP_IN_BODY,
    CAIRN_HTTP_ANSWERING, /* the client has not taken all of the answer yet */
    CAIRN_HTTP_LINGERING, /* it was the last; what still comes is thrown away, so that the answer
                             arrives before the connection is torn down */
    CAIRN_HTTP_STATES,
};

#define CAIRN_HTTP_PARTS     4
#define CAIRN_HTTP_TAIL_SIZE 80 /* Date, Connection and the empty line */

/* One request and its answer. */
struct cairn_http_exchange {
    struct cairn_http_exchange *next_free;
    struct cairn_buf pending; /* bytes that came and are not used yet */
    struct cairn_http_scan scan;
    struct cairn_buf head_text; /* a copy of the head, while a body is waited for */
    struct cairn_http_head head;
    struct cairn_http_chunks chunks;
    struct cairn_buf body;
    int64_t body_started_ms;
    size_t body_seen; /* when its speed was last looked at */
    struct cairn_arena arena;
    struct cairn_http_request request;
    struct cairn_http_match match;
    struct cairn_http_response response;
    int64_t began_us; /* the request was whole */

    /* What is still to be sent. */
    struct iovec parts[CAIRN_HTTP_PARTS];
    size_t part, part_count;
    struct cairn_buf head_out;
    char tail[CAIRN_HTTP_TAIL_SIZE];         /* the date in it is that of this answer */
    const struct cairn_http_page *held_page; /* a reference, where sending takes longer */
    bool has_more;                           /* of the stream */
    struct cairn_buf piece;
    const char *log_line;           /* NULL: requests are not logged */
    struct cairn_http_canon *canon; /* that the stream reads */
    uint64_t sent;
};

struct cairn_http_connection {
    struct cairn_http_timer timer; /* first: the worker finds the connection by it */
    struct cairn_http_worker *worker;
    struct cairn_http_exchange *exchange; /* NULL while idle */
    struct cairn_http_connection *next_closed;
    struct cairn_http_address address; /* of the peer; all zero with a Unix socket */
    int fd;                            /* -1: closed */
    uint8_t state;                     /* enum cairn_http_state */
    bool is_local;       /* the peer is this machine: a proxy that may speak for others */
    bool must_close;     /* the present answer is the last */
    bool waits_to_write; /* how epoll watches it */
};

/* Takes over an accepted descriptor; closes it when there is no memory. */
void cairn_http_connection_begin(struct cairn_http_worker *worker, int take_fd,
    const struct cairn_http_address *address, bool is_local);
/* epoll says so. */
void cairn_http_connection_ready(struct cairn_http_connection *connection, uint32_t events);
/* Its time is up. */
void cairn_http_connection_expire(struct cairn_http_connection *connection);
/* Closes at once; freed at the end of the batch. */
void cairn_http_connection_close(struct cairn_http_connection *connection);

/* Between connection.c and its parts. */

void cairn_http_set_state(struct cairn_http_connection *connection, enum cairn_http_state state);
/* exchange.c. NULL without memory. */
struct cairn_http_exchange *cairn_http_exchange_take(struct cairn_http_worker *worker);
void cairn_http_exchange_give_back(
    struct cairn_http_worker *worker, struct cairn_http_exchange *take_exchange);
/* Ready for the next request of the same connection; pending bytes stay. */
void cairn_http_exchange_reset(struct cairn_http_exchange *exchange);
void cairn_http_exchanges_free(struct cairn_http_worker *worker);

/* request.c: a whole head (borrowed) becomes a request; what decides whether its body is wanted. A
 * refusal has been answered when this returns false. */
bool cairn_http_begin_request(struct cairn_http_connection *connection, struct cairn_span head);
/* The request is whole: finds the answer and starts to send it. */
void cairn_http_answer_request(struct cairn_http_connection *connection);
/* Answers with a problem and makes it the last. */
void cairn_http_refuse(
    struct cairn_http_connection *connection, const struct cairn_http_refusal *refusal);

/* send.c: sends what it can; the state tells whether all was taken. */
void cairn_http_send(struct cairn_http_connection *connection);
/* Puts borrowed bytes behind what is to be sent; empty ones are left out. */
void cairn_http_add_part(struct cairn_http_exchange *exchange, struct cairn_span bytes);

/* finish.c: the response as bytes to be sent. False: no memory; the connection is closed. */
bool cairn_http_finish_response(struct cairn_http_connection *connection);

#endif
