/*
 * Reading requests (RFC 9112), strictly: what two programs could read in two ways is refused, since
 * that is what request smuggling is made of. Nothing here waits, allocates or keeps a copy: a head
 * is found in bytes that grow (cairn_http_scan_head), then read once (cairn_http_parse_head).
 */
#ifndef CAIRN_HTTP_PARSE_H
#define CAIRN_HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "http/message.h"

/* Why a request gets no handler. `status` 0: it was not refused. */
struct cairn_http_refusal {
    int status;
    const char *why; /* a sentence for its sender; static */
};

/* How far a growing head was looked at; all-zero to begin with. */
struct cairn_http_scan {
    size_t position;   /* everything before was looked at */
    size_t line_start; /* of the line that `position` is in */
    size_t start;      /* where the request line begins: behind an empty line at most */
    size_t line_end;   /* behind the request line; 0: not seen yet */
};

/* Looks for the end of a head in `input`, which holds what earlier calls saw and more. *out_size
 * is where the body begins, or 0 as long as the head goes on. */
struct cairn_http_refusal cairn_http_scan_head(
    struct cairn_http_scan *scan, struct cairn_span input, size_t *out_size) CAIRN_MUST_USE;

enum cairn_http_framing {
    CAIRN_HTTP_NO_BODY = 0,
    CAIRN_HTTP_LENGTH,  /* Content-Length bytes */
    CAIRN_HTTP_CHUNKED, /* Transfer-Encoding: chunked */
};

/* Spans point into the text that was parsed. */
struct cairn_http_head {
    enum cairn_http_method method;
    struct cairn_span raw_path; /* not decoded; "*" with OPTIONS only */
    struct cairn_span query;
    struct cairn_http_field fields[CAIRN_LIMIT_HTTP_FIELDS];
    size_t field_count;
    enum cairn_http_framing framing;
    uint64_t content_length;
    bool is_http_1_0;
    bool keeps_alive;      /* the client would send another request */
    bool expects_continue; /* it waits for 100 before it sends the body */
};

/* `text` is a whole head, its last empty line included. */
struct cairn_http_refusal cairn_http_parse_head(
    struct cairn_span text, struct cairn_http_head *out_head) CAIRN_MUST_USE;

/* Decodes %XX once into `memory`, which has raw.size bytes, and checks what request.path promises.
 */
struct cairn_http_refusal cairn_http_parse_path(
    struct cairn_span raw, char *memory, struct cairn_span *out_path) CAIRN_MUST_USE;

/* Takes chunks apart as they arrive; all-zero to begin with. */
struct cairn_http_chunks {
    int state;
    uint64_t left;       /* bytes of the present chunk */
    unsigned digits;     /* of its size so far */
    size_t line_size;    /* of the line before it */
    size_t trailer_size; /* of the fields behind the last one */
    bool is_line_empty;  /* of the trailer, so far */
};

/* Appends what `input` holds of the body to `body` (whose limit_bytes the caller sets) and says how
 * much it took; *out_is_over: that was all, and what is left belongs to the next request. A body
 * beyond its limit is 413. */
struct cairn_http_refusal cairn_http_read_chunks(struct cairn_http_chunks *chunks,
    struct cairn_span input, struct cairn_buf *body, size_t *out_taken,
    bool *out_is_over) CAIRN_MUST_USE;

#endif
