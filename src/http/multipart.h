/* Bodies of multipart/form-data (RFC 7578): what a browser sends with a file. */
#ifndef CAIRN_HTTP_MULTIPART_H
#define CAIRN_HTTP_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_http_form_part {
    struct cairn_span name; /* as sent: browsers spell a quote in it as %22 */
    struct cairn_span body; /* any bytes; points into the text that was read */
    bool is_file;           /* a file name was sent with it; what it is is never looked at */
};

struct cairn_http_form_parts {
    struct cairn_http_form_part *items; /* in the order in which they were sent; no name twice */
    size_t count;
};

/* Strictly: the body begins with its boundary and ends behind the last one. What is malformed is
 * CAIRN_ERR_INVALID, more parts than CAIRN_LIMIT_HTTP_FORM_PARTS too. */
enum cairn_status cairn_http_read_multipart(struct cairn_span body, struct cairn_span content_type,
    struct cairn_arena *arena, struct cairn_http_form_parts *out_parts,
    struct cairn_error *err) CAIRN_MUST_USE;
/* The body of a part; false when it was not sent. */
bool cairn_http_form_part(
    const struct cairn_http_form_parts *parts, const char *name, struct cairn_span *out_body);

#endif
