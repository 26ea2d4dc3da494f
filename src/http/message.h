/*
 * What a handler gets and what it gives: one request, read whole and checked, and the answer to it.
 * Everything that handlers (api_*.c, forms.c, site.c) know of HTTP stands here, in fields.h and in
 * routes.h; how bytes travel is the connection's work.
 *
 * A handler runs in the thread of one worker, with that worker's engine, and may take some
 * milliseconds: everything that may take longer is refused or streamed.
 */
#ifndef CAIRN_HTTP_MESSAGE_H
#define CAIRN_HTTP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"
#include "cairn/cairn.h"

struct cairn_http_page; /* bytes kept in the snapshot (snapshot.h) */

enum cairn_http_method {
    CAIRN_HTTP_GET = 0,
    CAIRN_HTTP_HEAD, /* handlers treat it as GET; the body is left out for them */
    CAIRN_HTTP_POST,
    CAIRN_HTTP_OPTIONS,
    CAIRN_HTTP_OTHER, /* known, but no resource has it: PUT, DELETE, PATCH … */
};

/* Values have no white space at their ends, no control character but the tab, and no line break. */
struct cairn_http_field {
    struct cairn_span name; /* as sent; compare without regard to case */
    struct cairn_span value;
};

/* Parts of a path that a pattern leaves open: see routes.h. */
#define CAIRN_HTTP_CAPTURES 4

/* Borrowed during the call of the handler. */
struct cairn_http_request {
    enum cairn_http_method method;
    /* Percent-decoded once; begins with a slash; valid UTF-8 without NUL, control characters,
     * backslash, "//" or dot segments. A slash that was sent as %2F is refused before. */
    struct cairn_span path;
    struct cairn_span query; /* as sent, behind '?'; empty without one */
    const struct cairn_http_field *fields;
    size_t field_count;
    struct cairn_span body;                          /* whole, chunks put together; any bytes */
    struct cairn_span captures[CAIRN_HTTP_CAPTURES]; /* of the route's pattern, in order */
    size_t capture_count;
    bool is_https; /* X-Forwarded-Proto, believed from a loopback address or Unix socket only */
};

/* The value of a field; the empty span when it is not there. Of several the first: where two would
 * be dangerous (Host, Content-Length, Authorization …) the request was refused already. */
struct cairn_span cairn_http_field(const struct cairn_http_request *request, const char *name);

/* Gives a body piece by piece, each when the former has been taken by the client: nothing is held
 * at once. `next` appends to `piece` (at most CAIRN_LIMIT_HTTP_PIECE at a time is good manners) and
 * says when it was the last. The engine is the same for all pieces;
 * of the request only what lies in context->arena is still there. A failure ends the connection,
 * so that nobody takes a part for the whole. */
struct cairn_http_stream {
    enum cairn_status (*next)(void *context, struct cairn_engine *engine, struct cairn_buf *piece,
        bool *out_is_over, struct cairn_error *err);
    void (*free)(void *context);
    void *context;
};

enum cairn_http_body_kind {
    CAIRN_HTTP_BODY_BYTES = 0,
    CAIRN_HTTP_BODY_PAGE, /* of the snapshot */
    CAIRN_HTTP_BODY_STREAM,
};

/* All-zero is no answer yet. Filled in by the functions below only. */
struct cairn_http_response {
    int status;            /* of HTTP */
    const char *type;      /* static; NULL: no content */
    const char *language;  /* static; NULL: none */
    struct cairn_buf head; /* further fields, each with its line end: cairn_http_add_field */
    enum cairn_http_body_kind kind;
    struct cairn_buf body;
    const struct cairn_http_page *page;
    struct cairn_http_stream stream;
    bool is_cacheable; /* GET: ETag, If-None-Match and gzip; else Cache-Control: no-store */
    bool is_immutable; /* may be kept for ever: its path changes with its bytes */
    bool varies_by_accept;
    bool must_close; /* the connection ends with this answer */
};

/* What the server lends to a handler. */
struct cairn_http_context {
    struct cairn_engine *engine; /* this worker's */
    const struct cairn_site_options *site;
    struct cairn_arena *arena; /* for this request; empty when it begins */
    const char
        *canon_digest;  /* of the canons in use: header Cairn-Canon, ETags that name a canon */
    const char *secret; /* CAIRN_HTTP_SECRET_SIZE random bytes, made at the start */
    size_t max_body;    /* what --max-body says, for problems that name it */
    struct cairn_http_server *server;
    enum cairn_language language; /* of problems: English until the handler has read what it is */
};

#define CAIRN_HTTP_SECRET_SIZE 32

/* Answers in `response`. A status other than OK becomes a problem (problem.h) whose HTTP status
 * fits it; then what `response` holds is forgotten. */
typedef enum cairn_status cairn_http_handler(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err);

/* Making answers. `type` is static, with its charset. */

/* Bytes that are the caller's no more; freed with cairn_bytes_free. */
void cairn_http_answer_bytes(struct cairn_http_response *response, int status, const char *type,
    char *take_bytes, size_t size);
/* Takes what the page owns. */
void cairn_http_answer_page(
    struct cairn_http_response *response, int status, struct cairn_page *take_page);
/* A copy of `text`. */
enum cairn_status cairn_http_answer_text(struct cairn_http_response *response, int status,
    const char *type, struct cairn_span text, struct cairn_error *err) CAIRN_MUST_USE;
/* `take_stream` is freed when the last piece was taken, or the client went away. */
void cairn_http_answer_stream(struct cairn_http_response *response, const char *type,
    const struct cairn_http_stream *take_stream);
/* 303 or 308 to a path of this server, percent-encoded here; `query` stands behind it as it is, the
 * empty one not at all. */
enum cairn_status cairn_http_answer_redirect(struct cairn_http_response *response, int status,
    struct cairn_span path, struct cairn_span query, struct cairn_error *err) CAIRN_MUST_USE;
/* 204, such as for a preflight. */
void cairn_http_answer_nothing(struct cairn_http_response *response);

/* A further field. A value with a line break, NUL or another control character is
 * CAIRN_ERR_INVALID: no parameter of a request can start a field of its own. Content-Type,
 * Content-Length, ETag, Vary, Cache-Control, Date and the fields of security are the server's. */
enum cairn_status cairn_http_add_field(struct cairn_http_response *response, const char *name,
    struct cairn_span value, struct cairn_error *err) CAIRN_MUST_USE;

/* Frees what the response owns; all-zero again. */
void cairn_http_response_done(struct cairn_http_response *response);

#endif
