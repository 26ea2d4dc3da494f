/*
 * Exchanges: what a connection needs only while a request is read or an answer is taken. A worker
 * keeps some for the next request, so that a small one allocates nothing at all.
 */
#include "base/alloc.h"
#include "http/connection.h"
#include "http/worker.h"

/* Buffers that are kept for the next request; larger ones are given back. */
#define KEPT_BUFFER    ((size_t)64 << 10)
#define KEPT_EXCHANGES 64

static void trim(struct cairn_buf *buf)
{
    if (buf->capacity > KEPT_BUFFER)
        cairn_buf_done(buf);
    cairn_buf_clear(buf);
    buf->limit_bytes = 0;
}

void cairn_http_exchange_reset(struct cairn_http_exchange *exchange)
{
    trim(&exchange->head_text);
    trim(&exchange->body);
    trim(&exchange->head_out);
    trim(&exchange->piece);
    if (exchange->arena.used_bytes > KEPT_BUFFER)
        cairn_arena_done(&exchange->arena);
    cairn_arena_reset(&exchange->arena);
    cairn_http_response_done(&exchange->response);
    cairn_http_page_unref(exchange->held_page);
    cairn_http_canon_unref(exchange->canon);
    exchange->held_page = NULL;
    exchange->canon = NULL;
    exchange->scan = (struct cairn_http_scan){0};
    exchange->chunks = (struct cairn_http_chunks){0};
    /* Its texts were those of bytes that are gone. */
    exchange->request = (struct cairn_http_request){0};
    exchange->match = (struct cairn_http_match){0};
    exchange->has_more = false;
    exchange->log_line = NULL;
    exchange->part = 0;
    exchange->part_count = 0;
    exchange->sent = 0;
}

struct cairn_http_exchange *cairn_http_exchange_take(struct cairn_http_worker *worker)
{
    struct cairn_http_exchange *exchange = worker->free_exchanges;
    if (!exchange)
        return cairn_alloc(sizeof(*exchange));
    worker->free_exchanges = exchange->next_free;
    worker->free_count--;
    exchange->next_free = NULL;
    return exchange;
}

static void free_exchange(struct cairn_http_exchange *exchange)
{
    cairn_buf_done(&exchange->pending);
    cairn_buf_done(&exchange->head_text);
    cairn_buf_done(&exchange->body);
    cairn_buf_done(&exchange->head_out);
    cairn_buf_done(&exchange->piece);
    cairn_arena_done(&exchange->arena);
    cairn_free(exchange);
}

void cairn_http_exchange_give_back(
    struct cairn_http_worker *worker, struct cairn_http_exchange *take_exchange)
{
    cairn_http_exchange_reset(take_exchange);
    trim(&take_exchange->pending);
    if (worker->free_count == KEPT_EXCHANGES) {
        free_exchange(take_exchange);
        return;
    }
    take_exchange->next_free = worker->free_exchanges;
    worker->free_exchanges = take_exchange;
    worker->free_count++;
}

void cairn_http_exchanges_free(struct cairn_http_worker *worker)
{
    while (worker->free_exchanges) {
        struct cairn_http_exchange *exchange = worker->free_exchanges;
        worker->free_exchanges = exchange->next_free;
        free_exchange(exchange);
    }
    worker->free_count = 0;
}
