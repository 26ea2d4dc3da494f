/*
 * How often one client may ask for what costs more than a page of the snapshot: a bucket of tokens
 * for each address, filled at a steady rate. IPv6 clients own 64 bits of address each, so those
 * count as one. The table is bounded; workers share it.
 */
#ifndef CAIRN_HTTP_LIMITER_H
#define CAIRN_HTTP_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

/* An address as IPv6; those of IPv4 are mapped (::ffff:a.b.c.d). */
struct cairn_http_address {
    unsigned char bytes[16];
};

/* The text form of IPv4 or IPv6; false when it is none. */
bool cairn_http_address_parse(struct cairn_span text, struct cairn_http_address *out_address);
#define CAIRN_HTTP_ADDRESS_TEXT 46
void cairn_http_address_format(
    const struct cairn_http_address *address, char out_text[CAIRN_HTTP_ADDRESS_TEXT]);
bool cairn_http_address_is_loopback(const struct cairn_http_address *address);

struct cairn_http_limiter;

/* `per_second` requests in the long run, four times as many at once. */
enum cairn_status cairn_http_limiter_new(uint32_t per_second,
    struct cairn_http_limiter **out_limiter, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_http_limiter_free(struct cairn_http_limiter *limiter);
/* Takes a token. False: there is none; *out_wait_s is when there will be one. */
bool cairn_http_limiter_take(struct cairn_http_limiter *limiter,
    const struct cairn_http_address *address, int64_t now_ms, uint32_t *out_wait_s);

#endif
