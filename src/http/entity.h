/* What stands in front of a body: the head of an answer, and the two forms of the same bytes. */
#ifndef CAIRN_HTTP_ENTITY_H
#define CAIRN_HTTP_ENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

/* Quoted, with "-gz" for the gzip form, and NUL. */
#define CAIRN_HTTP_TAG_SIZE 48

enum cairn_http_caching {
    CAIRN_HTTP_CACHE_NEVER = 0,
    CAIRN_HTTP_CACHE_ASK,     /* may be kept, but is asked for each time (ETag) */
    CAIRN_HTTP_CACHE_FOREVER, /* its path changes with its bytes */
};

struct cairn_http_entity {
    int status;
    const char *type;     /* NULL: no content */
    const char *language; /* NULL: none */
    const char *tag;      /* NULL: none */
    enum cairn_http_caching caching;
    bool is_gzip;
    bool varies_by_accept;
    bool is_shared;         /* readable from other origins */
    bool is_streamed;       /* in chunks */
    bool has_no_size;       /* it is not known yet */
    size_t size;            /* of the body as sent */
    struct cairn_span more; /* further fields with their line ends */
};

/* The head but for Date, Connection and the empty line, which the worker adds. */
void cairn_http_append_head(struct cairn_buf *buf, const struct cairn_http_entity *entity);

/* A strong ETag of these bytes, for their plain or gzip form. */
void cairn_http_make_tag(struct cairn_span bytes, char out_plain[CAIRN_HTTP_TAG_SIZE],
    char out_gzip[CAIRN_HTTP_TAG_SIZE]);

/* Is it worth compressing: text, and larger than what fits into one packet anyway? */
bool cairn_http_is_compressible(const char *type, size_t size);
/* Appends the gzip form (RFC 1952) of `bytes`. */
enum cairn_status cairn_http_gzip(
    struct cairn_span bytes, struct cairn_buf *out, struct cairn_error *err) CAIRN_MUST_USE;

#endif
