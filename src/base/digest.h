/* SHA-256 (FIPS 180-4) by libmd, and what is signed with it (HMAC, RFC 2104). */
#ifndef CAIRN_BASE_DIGEST_H
#define CAIRN_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

#define CAIRN_DIGEST_HEX_SIZE 65 /* 64 hexadecimal digits and NUL */

struct cairn_digest; /* opaque, about 110 bytes: see cairn_digest_new */

/* Lower-case hexadecimal SHA-256 of `bytes`. */
void cairn_digest_hex(struct cairn_span bytes, char out_hex[CAIRN_DIGEST_HEX_SIZE]);

/* HMAC-SHA-256 of `bytes` under a key of any size, in lower-case hexadecimal. */
void cairn_digest_sign(
    struct cairn_span key, struct cairn_span bytes, char out_hex[CAIRN_DIGEST_HEX_SIZE]);
/* Are they the same bytes? Takes as long wherever they differ, so that nobody can find a signature
 * out byte by byte. Sizes are no secret. */
bool cairn_digest_is_same(struct cairn_span a, struct cairn_span b);

/* Incremental form. new returns NULL without memory; finish writes the digest and frees. */
struct cairn_digest *cairn_digest_new(void);
void cairn_digest_add(struct cairn_digest *digest, struct cairn_span bytes);
void cairn_digest_finish(struct cairn_digest *take_digest, char out_hex[CAIRN_DIGEST_HEX_SIZE]);
void cairn_digest_free(struct cairn_digest *digest);

#endif
