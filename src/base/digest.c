/* SHA-256: a thin wrapper, so that libmd's types are seen in this file only. A digest owns its heap
 * block. */
#include "base/digest.h"

#include <stdint.h>
#include <sys/types.h>

#include <sha2.h>

#include "base/alloc.h"
#include "base/compiler.h"
#include "base/error.h"

struct cairn_digest {
    SHA2_CTX context;
};

static void add(SHA2_CTX *context, struct cairn_span bytes)
{
    if (bytes.size)
        SHA256Update(context, (const uint8_t *)bytes.data, bytes.size);
}

static void finish(SHA2_CTX *context, char out_hex[CAIRN_DIGEST_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[SHA256_DIGEST_LENGTH];
    SHA256Final(bytes, context);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(bytes); i++) {
        out_hex[2 * i] = digits[bytes[i] >> 4];
        out_hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    out_hex[CAIRN_DIGEST_HEX_SIZE - 1] = '\0';
}

void cairn_digest_hex(struct cairn_span bytes, char out_hex[CAIRN_DIGEST_HEX_SIZE])
{
    SHA2_CTX context;
    SHA256Init(&context);
    add(&context, bytes);
    finish(&context, out_hex);
}

struct cairn_digest *cairn_digest_new(void)
{
    struct cairn_digest *digest = cairn_alloc(sizeof *digest);
    if (digest)
        SHA256Init(&digest->context);
    return digest;
}

void cairn_digest_add(struct cairn_digest *digest, struct cairn_span bytes)
{
    add(&digest->context, bytes);
}

void cairn_digest_finish(struct cairn_digest *take_digest, char out_hex[CAIRN_DIGEST_HEX_SIZE])
{
    finish(&take_digest->context, out_hex);
    cairn_digest_free(take_digest);
}

void cairn_digest_free(struct cairn_digest *digest)
{
    cairn_free(digest);
}
