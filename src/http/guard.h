/*
 * The guard of the form for an outcome: a page of another site must not make a reader's browser
 * send one. A signed cookie that only this site's own requests carry, and a hidden field signed
 * over it (a double submit bound to the server's secret: OWASP, "Signed Double-Submit Cookie");
 * besides, what the browser itself says of where the request came from.
 */
#ifndef CAIRN_HTTP_GUARD_H
#define CAIRN_HTTP_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/span.h"
#include "http/message.h"

#define CAIRN_HTTP_GUARD_COOKIE "cairn_guard"
/* Seconds in hexadecimal, a dot, 32 digits by chance, a dot, the signature. */
#define CAIRN_HTTP_GUARD_COOKIE_SIZE (16 + 1 + 32 + 1 + CAIRN_DIGEST_HEX_SIZE)

struct cairn_http_guard {
    char cookie[CAIRN_HTTP_GUARD_COOKIE_SIZE];
    char field[CAIRN_DIGEST_HEX_SIZE];
};

/* `secret` has CAIRN_HTTP_SECRET_SIZE bytes. `cookie` is the one that came (empty: none); as long
 * as it is good it is taken again, so that two forms can be open at once. */
enum cairn_status cairn_http_guard_make(const char *secret, int64_t now_ms,
    struct cairn_span cookie, struct cairn_http_guard *out_guard,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Is the cookie one of ours and not too old, and was the field made for it? */
bool cairn_http_guard_holds(
    const char *secret, int64_t now_ms, struct cairn_span cookie, struct cairn_span field);
/* Does the browser, if it says anything (Sec-Fetch-Site, Origin), say that a page of this site sent
 * the request? */
bool cairn_http_is_own_page(const struct cairn_http_request *request);

#endif
