/*
 * A response becomes bytes: which form of the body, is it what the client has already, and the head
 * in front of it. A page of the snapshot has all of that ready; other bodies get their tag and
 * their compressed form here.
 */
#include <string.h>
#include <time.h>

#include "http/connection.h"
#include "http/entity.h"
#include "http/fields.h"
#include "http/worker.h"

/* Date changes once a second; so do these lines. */
static void refresh_tail(struct cairn_http_tail *tail)
{
    time_t now = time(NULL);
    struct tm civil;
    if (tail->second == (int64_t)now && tail->size[0])
        return;
    gmtime_r(&now, &civil);
    tail->second = (int64_t)now;
    tail->size[0] = strftime(
        tail->text[0], sizeof(tail->text[0]), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n\r\n", &civil);
    tail->size[1] = strftime(tail->text[1], sizeof(tail->text[1]),
        "Date: %a, %d %b %Y %H:%M:%S GMT\r\nConnection: close\r\n\r\n", &civil);
}

/* The head, its last lines, and the body unless only the head was asked for. */
static void lay_out(
    struct cairn_http_connection *connection, struct cairn_span head, struct cairn_span body)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_tail *tail = &connection->worker->tail;
    refresh_tail(tail);
    exchange->part = 0;
    exchange->part_count = 0;
    memcpy(exchange->tail, tail->text[connection->must_close], sizeof(exchange->tail));
    cairn_http_add_part(exchange, head);
    cairn_http_add_part(
        exchange, cairn_span_make(exchange->tail, tail->size[connection->must_close]));
    if (exchange->request.method != CAIRN_HTTP_HEAD)
        cairn_http_add_part(exchange, body);
}

static bool is_known(const struct cairn_http_request *request, const char *tag)
{
    struct cairn_span known = cairn_http_field(request, "If-None-Match");
    return known.size && cairn_http_names_tag(known, cairn_span_from_string(tag));
}

static bool wants_gzip(const struct cairn_http_request *request)
{
    struct cairn_span accepted = cairn_http_field(request, "Accept-Encoding");
    return accepted.size && cairn_http_accepts_gzip(accepted);
}

static void finish_page(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    const struct cairn_http_page *page = exchange->response.page;
    bool is_gzip = page->has_gzip && wants_gzip(&exchange->request);
    enum cairn_http_form form = is_gzip ? CAIRN_HTTP_GZIP : CAIRN_HTTP_PLAIN;
    if (is_known(&exchange->request, page->form[form].tag)) {
        exchange->response.status = 304;
        lay_out(connection, page->form[form].not_modified, (struct cairn_span){0});
        return;
    }
    lay_out(connection, page->form[form].head, page->form[form].body);
}

static struct cairn_http_entity describe(const struct cairn_http_connection *connection)
{
    const struct cairn_http_exchange *exchange = connection->exchange;
    const struct cairn_http_response *response = &exchange->response;
    struct cairn_http_entity entity = {.status = response->status,
        .type = response->type,
        .language = response->language,
        .varies_by_accept = response->varies_by_accept,
        .size = response->body.size,
        .more = cairn_buf_span(&response->head)};
    bool is_read = exchange->request.method <= CAIRN_HTTP_HEAD && response->status == 200;
    if (is_read && response->is_immutable)
        entity.caching = CAIRN_HTTP_CACHE_FOREVER;
    else if (is_read && response->is_cacheable)
        entity.caching = CAIRN_HTTP_CACHE_ASK;
    entity.is_shared = (exchange->match.flags & CAIRN_HTTP_ROUTE_SHARED) ||
                       (response->is_cacheable && cairn_http_is_shared_type(response->type));
    return entity;
}

/* Which canons an answer of the API comes from. */
static bool name_canon(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    const struct cairn_http_canon *canon = atomic_load(&connection->worker->canon);
    if (!(exchange->match.flags & CAIRN_HTTP_ROUTE_API))
        return true;
    return !cairn_http_add_field(
        &exchange->response, "Cairn-Canon", cairn_span_from_string(canon->digest), NULL);
}

static bool finish_bytes(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_response *response = &exchange->response;
    struct cairn_span body = cairn_buf_span(&response->body);
    struct cairn_http_entity entity = describe(connection);
    char tags[CAIRN_HTTP_FORMS][CAIRN_HTTP_TAG_SIZE];
    if (entity.caching != CAIRN_HTTP_CACHE_NEVER) {
        cairn_http_make_tag(body, tags[CAIRN_HTTP_PLAIN], tags[CAIRN_HTTP_GZIP]);
        entity.is_gzip =
            cairn_http_is_compressible(response->type, body.size) && wants_gzip(&exchange->request);
        entity.tag = tags[entity.is_gzip ? CAIRN_HTTP_GZIP : CAIRN_HTTP_PLAIN];
    }
    if (entity.tag && is_known(&exchange->request, entity.tag)) {
        response->status = 304;
        entity.status = 304;
        entity.type = NULL;
        entity.language = NULL;
        entity.is_gzip = false;
        body.size = 0;
    }
    if (entity.is_gzip) {
        if (cairn_http_gzip(body, &exchange->piece, NULL))
            return false;
        body = cairn_buf_span(&exchange->piece);
        entity.size = body.size;
    }
    cairn_http_append_head(&exchange->head_out, &entity);
    lay_out(connection, cairn_buf_span(&exchange->head_out), body);
    return exchange->head_out.failure == CAIRN_OK;
}

static bool finish_stream(struct cairn_http_connection *connection)
{
    struct cairn_http_exchange *exchange = connection->exchange;
    struct cairn_http_canon *canon = atomic_load(&connection->worker->canon);
    struct cairn_http_entity entity = describe(connection);
    entity.caching = CAIRN_HTTP_CACHE_NEVER;
    entity.is_streamed = !exchange->head.is_http_1_0;
    entity.has_no_size = true;
    cairn_http_append_head(&exchange->head_out, &entity);
    lay_out(connection, cairn_buf_span(&exchange->head_out), (struct cairn_span){0});
    exchange->has_more = exchange->request.method != CAIRN_HTTP_HEAD;
    canon->references++;
    exchange->canon = canon;
    return exchange->head_out.failure == CAIRN_OK;
}

bool cairn_http_finish_response(struct cairn_http_connection *connection)
{
    bool is_done = name_canon(connection);
    switch (connection->exchange->response.kind) {
    case CAIRN_HTTP_BODY_PAGE:
        finish_page(connection);
        break;
    case CAIRN_HTTP_BODY_BYTES:
        is_done = is_done && finish_bytes(connection);
        break;
    case CAIRN_HTTP_BODY_STREAM:
        is_done = is_done && finish_stream(connection);
        break;
    }
    if (!is_done)
        cairn_http_connection_close(connection);
    return is_done;
}
