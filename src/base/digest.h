/* SHA-256 (FIPS 180-4) by libmd. */
#ifndef CAIRN_BASE_DIGEST_H
#define CAIRN_BASE_DIGEST_H

#include <stddef.h>

#include "base/span.h"

#define CAIRN_DIGEST_HEX_SIZE 65 /* 64 hexadecimal digits and NUL */

struct cairn_digest; /* opaque, about 110 bytes: see cairn_digest_new */

/* Lower-case hexadecimal SHA-256 of `bytes`. */
void cairn_digest_hex(struct cairn_span bytes, char out_hex[CAIRN_DIGEST_HEX_SIZE]);

/* Incremental form. new returns NULL without memory; finish writes the digest and frees. */
struct cairn_digest *cairn_digest_new(void);
void cairn_digest_add(struct cairn_digest *digest, struct cairn_span bytes);
void cairn_digest_finish(struct cairn_digest *take_digest, char out_hex[CAIRN_DIGEST_HEX_SIZE]);
void cairn_digest_free(struct cairn_digest *digest);

#endif
