/*
 * Reading what a request says in its query, its body as a form, its cookies and its preferences.
 * All of it is a stranger's: what is malformed is CAIRN_ERR_INVALID and says which part is.
 */
#ifndef CAIRN_HTTP_FIELDS_H
#define CAIRN_HTTP_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_http_parameter {
    struct cairn_span name, value; /* decoded: valid UTF-8 without NUL, NUL-terminated behind */
};

/* In the order in which they were sent; no name stands twice. */
struct cairn_http_parameters {
    struct cairn_http_parameter *items;
    size_t count;
};

/* A query or a body of application/x-www-form-urlencoded: '+' is a space, %XX is decoded once.
 * Texts live in `arena`. More than CAIRN_LIMIT_HTTP_PARAMETERS, a bad %, a name twice, bad UTF-8 or
 * NUL: CAIRN_ERR_INVALID. */
enum cairn_status cairn_http_read_parameters(struct cairn_span text, struct cairn_arena *arena,
    struct cairn_http_parameters *out_parameters, struct cairn_error *err) CAIRN_MUST_USE;
/* False when it was not sent. An empty value was sent. */
bool cairn_http_parameter(
    const struct cairn_http_parameters *parameters, const char *name, struct cairn_span *out_value);

/* Decodes %XX; false when one is malformed. `memory` has at least text.size bytes. */
bool cairn_http_decode_percent(
    struct cairn_span text, bool plus_is_space, char *memory, struct cairn_span *out_text);

/* The value of a cookie in a Cookie field (RFC 6265, section 4.2.1); false when it is not there. */
bool cairn_http_cookie(struct cairn_span cookies, const char *name, struct cairn_span *out_value);

#define CAIRN_HTTP_NONE ((size_t)-1)

/* Which of `types`, best first, an Accept field likes most (RFC 9110, section 12.5.1); types are
 * without parameters: "application/json". An empty field likes the first. CAIRN_HTTP_NONE: it
 * refuses all. What is malformed in it is passed over. */
size_t cairn_http_choose_type(
    struct cairn_span accept, const char *const *types, size_t type_count);
/* The same of an Accept-Language field: "en", "zh". */
size_t cairn_http_choose_language(
    struct cairn_span accept, const char *const *languages, size_t language_count);
/* Does an Accept-Encoding field like gzip? */
bool cairn_http_accepts_gzip(struct cairn_span accept_encoding);
/* Does an If-None-Match field name this tag (with its quotes), compared weakly? */
bool cairn_http_names_tag(struct cairn_span if_none_match, struct cairn_span tag);

/* The media type of a Content-Type field without its parameters, trimmed. */
struct cairn_span cairn_http_media_type(struct cairn_span content_type);

#endif
