/*
 * Cookie: EXPIRY.CHANCE.SIGNATURE, signed with the server's secret; field: the same secret over the
 * cookie. Whoever can neither read nor set the cookie cannot make a field for it, and who can set
 * one (from a sister host) has none with a signature. The secret is made when the server starts:
 * forms that were open then are refused, and their readers load them again.
 */
#include "http/guard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* Long enough to try a change and come back to the form. */
#define LIFETIME_S  7200
#define CHANCE_SIZE 16

/* What is signed says what for, so that no signature serves in the other's place. */
static void sign(const char *secret, const char *purpose, struct cairn_span text,
    char out_signature[CAIRN_DIGEST_HEX_SIZE])
{
    char signed_text[CAIRN_HTTP_GUARD_COOKIE_SIZE + 16];
    int size = snprintf(signed_text, sizeof signed_text, "%s %.*s", purpose, CAIRN_SPAN_ARGS(text));
    CAIRN_ASSERT(size > 0 && (size_t)size < sizeof signed_text);
    cairn_digest_sign(cairn_span_make(secret, CAIRN_HTTP_SECRET_SIZE),
        cairn_span_make(signed_text, (size_t)size), out_signature);
}

static bool read_expiry(struct cairn_span text, int64_t *out_seconds)
{
    int64_t seconds = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && !(c >= 'a' && c <= 'f'))
            return false;
        seconds = seconds << 4 | (is_digit ? c - '0' : c - 'a' + 10);
    }
    *out_seconds = seconds;
    return text.size > 0 && text.size < 16;
}

static bool is_good_cookie(const char *secret, int64_t now_ms, struct cairn_span cookie)
{
    char signature[CAIRN_DIGEST_HEX_SIZE];
    int64_t expiry = 0;
    size_t first = cairn_span_find_byte(cookie, '.', 0);
    size_t second = first == CAIRN_SPAN_NPOS ? first : cairn_span_find_byte(cookie, '.', first + 1);
    if (second == CAIRN_SPAN_NPOS || cookie.size >= CAIRN_HTTP_GUARD_COOKIE_SIZE)
        return false;
    sign(secret, "cookie", cairn_span_slice(cookie, 0, second), signature);
    return cairn_digest_is_same(cairn_span_slice(cookie, second + 1, cookie.size),
               cairn_span_from_string(signature)) &&
           read_expiry(cairn_span_slice(cookie, 0, first), &expiry) && expiry > now_ms / 1000;
}

static enum cairn_status make_cookie(const char *secret, int64_t now_ms,
    char out_cookie[CAIRN_HTTP_GUARD_COOKIE_SIZE], struct cairn_error *err)
{
    unsigned char chance[CHANCE_SIZE];
    char digits[2 * CHANCE_SIZE + 1];
    char signature[CAIRN_DIGEST_HEX_SIZE];
    if (getrandom(chance, sizeof chance, 0) != (ssize_t)sizeof chance)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not get random bytes");
    for (size_t i = 0; i < sizeof chance; i++)
        snprintf(digits + 2 * i, 3, "%02x", chance[i]);
    int size = snprintf(out_cookie, CAIRN_HTTP_GUARD_COOKIE_SIZE, "%" PRIx64 ".%s",
        (uint64_t)(now_ms / 1000 + LIFETIME_S), digits);
    sign(secret, "cookie", cairn_span_make(out_cookie, (size_t)size), signature);
    snprintf(out_cookie + size, (size_t)(CAIRN_HTTP_GUARD_COOKIE_SIZE - size), ".%s", signature);
    return CAIRN_OK;
}

enum cairn_status cairn_http_guard_make(const char *secret, int64_t now_ms,
    struct cairn_span cookie, struct cairn_http_guard *out_guard, struct cairn_error *err)
{
    struct cairn_http_guard guard = {0};
    enum cairn_status status = CAIRN_OK;
    if (is_good_cookie(secret, now_ms, cookie))
        snprintf(guard.cookie, sizeof guard.cookie, "%.*s", CAIRN_SPAN_ARGS(cookie));
    else
        status = make_cookie(secret, now_ms, guard.cookie, err);
    if (status)
        return status;
    sign(secret, "field", cairn_span_from_string(guard.cookie), guard.field);
    *out_guard = guard;
    return CAIRN_OK;
}

bool cairn_http_guard_holds(
    const char *secret, int64_t now_ms, struct cairn_span cookie, struct cairn_span field)
{
    char expected[CAIRN_DIGEST_HEX_SIZE];
    if (!is_good_cookie(secret, now_ms, cookie))
        return false;
    sign(secret, "field", cookie, expected);
    return cairn_digest_is_same(field, cairn_span_from_string(expected));
}

/* Is the origin this host? Its scheme may be the proxy's, so host and port decide. */
static bool is_origin_of(struct cairn_span origin, struct cairn_span host)
{
    size_t scheme = cairn_span_find(origin, CAIRN_SPAN("://"), 0);
    return host.size && scheme != CAIRN_SPAN_NPOS &&
           cairn_span_equal_ignoring_case(cairn_span_slice(origin, scheme + 3, origin.size), host);
}

bool cairn_http_is_own_page(const struct cairn_http_request *request)
{
    struct cairn_span site = cairn_http_field(request, "Sec-Fetch-Site");
    struct cairn_span origin = cairn_http_field(request, "Origin");
    if (site.size)
        return cairn_span_equal_string(site, "same-origin");
    return !origin.size || is_origin_of(origin, cairn_http_field(request, "Host"));
}
