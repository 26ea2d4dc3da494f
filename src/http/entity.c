/*
 * Heads of answers. Everything that does not depend on the moment stands here, so that a page of
 * the snapshot has its head made once. The fields of security are the same for all answers: pages
 * need no more than their own style sheet, script and pictures.
 */
#include "http/entity.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "http/problem.h"

/* Digits of the digest in a tag: 128 bits, since nobody but us makes pages. */
#define TAG_DIGITS 32
/* What fits into one packet behind the head. */
#define COMPRESS_FROM 600

static const char security[] =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    /* Not no-referrer: browsers then send "Origin: null" with forms, which guard.c refuses. */
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

static const char *cache_control(enum cairn_http_caching caching)
{
    switch (caching) {
    case CAIRN_HTTP_CACHE_FOREVER:
        return "public, max-age=31536000, immutable";
    case CAIRN_HTTP_CACHE_ASK:
        return "no-cache";
    case CAIRN_HTTP_CACHE_NEVER:
        break;
    }
    return "no-store";
}

static void append_content(struct cairn_buf *buf, const struct cairn_http_entity *entity)
{
    if (entity->type)
        cairn_buf_printf(buf, "Content-Type: %s\r\n", entity->type);
    if (entity->language)
        cairn_buf_printf(buf, "Content-Language: %s\r\n", entity->language);
    if (entity->is_gzip)
        cairn_buf_append(buf, CAIRN_SPAN("Content-Encoding: gzip\r\n"));
    if (entity->is_streamed)
        cairn_buf_append(buf, CAIRN_SPAN("Transfer-Encoding: chunked\r\n"));
    else if (!entity->has_no_size && entity->status != 204 && entity->status != 304)
        cairn_buf_printf(buf, "Content-Length: %zu\r\n", entity->size);
}

void cairn_http_append_head(struct cairn_buf *buf, const struct cairn_http_entity *entity)
{
    cairn_buf_printf(buf, "HTTP/1.1 %d %s\r\n", entity->status, cairn_http_reason(entity->status));
    append_content(buf, entity);
    if (entity->tag)
        cairn_buf_printf(buf, "ETag: %s\r\n", entity->tag);
    cairn_buf_printf(buf, "Cache-Control: %s\r\n", cache_control(entity->caching));
    if (entity->caching == CAIRN_HTTP_CACHE_ASK)
        cairn_buf_printf(
            buf, "Vary: %sAccept-Encoding\r\n", entity->varies_by_accept ? "Accept, " : "");
    else if (entity->varies_by_accept)
        cairn_buf_append(buf, CAIRN_SPAN("Vary: Accept\r\n"));
    cairn_buf_append_string(buf, security);
    if (entity->is_shared)
        cairn_buf_append(buf, CAIRN_SPAN("Access-Control-Allow-Origin: *\r\n"
                                         "Cross-Origin-Resource-Policy: cross-origin\r\n"));
    else
        cairn_buf_append(buf, CAIRN_SPAN("Cross-Origin-Resource-Policy: same-origin\r\n"));
    cairn_buf_append(buf, entity->more);
}

void cairn_http_make_tag(struct cairn_span bytes, char out_plain[CAIRN_HTTP_TAG_SIZE],
    char out_gzip[CAIRN_HTTP_TAG_SIZE])
{
    char hex[CAIRN_DIGEST_HEX_SIZE];
    cairn_digest_hex(bytes, hex);
    snprintf(out_plain, CAIRN_HTTP_TAG_SIZE, "\"%.*s\"", TAG_DIGITS, hex);
    snprintf(out_gzip, CAIRN_HTTP_TAG_SIZE, "\"%.*s-gz\"", TAG_DIGITS, hex);
}

bool cairn_http_is_compressible(const char *type, size_t size)
{
    if (!type || size < COMPRESS_FROM)
        return false;
    return !strncmp(type, "text/", 5) || strstr(type, "json") || strstr(type, "xml") ||
           strstr(type, "javascript");
}
