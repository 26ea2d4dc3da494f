/* SHA-256: a thin wrapper, so that libmd's types are seen in this file only. A digest owns its heap
 * block. */
#include "base/digest.h"

#include <stdint.h>
#include <string.h>
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

static void write_hex(
    const uint8_t bytes[SHA256_DIGEST_LENGTH], char out_hex[CAIRN_DIGEST_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++) {
        out_hex[2 * i] = digits[bytes[i] >> 4];
        out_hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    out_hex[CAIRN_DIGEST_HEX_SIZE - 1] = '\0';
}

static void finish(SHA2_CTX *context, char out_hex[CAIRN_DIGEST_HEX_SIZE])
{
    uint8_t bytes[SHA256_DIGEST_LENGTH];
    SHA256Final(bytes, context);
    write_hex(bytes, out_hex);
}

void cairn_digest_hex(struct cairn_span bytes, char out_hex[CAIRN_DIGEST_HEX_SIZE])
{
    SHA2_CTX context;
    SHA256Init(&context);
    add(&context, bytes);
    finish(&context, out_hex);
}

/* One of the two passes of RFC 2104: over the padded key and `bytes`. */
static void sign_once(const uint8_t key[SHA256_BLOCK_LENGTH], uint8_t pad, struct cairn_span bytes,
    uint8_t out_bytes[SHA256_DIGEST_LENGTH])
{
    SHA2_CTX context;
    uint8_t padded[SHA256_BLOCK_LENGTH];
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(padded); i++)
        padded[i] = key[i] ^ pad;
    SHA256Init(&context);
    SHA256Update(&context, padded, sizeof padded);
    add(&context, bytes);
    SHA256Final(out_bytes, &context);
}

void cairn_digest_sign(
    struct cairn_span key, struct cairn_span bytes, char out_hex[CAIRN_DIGEST_HEX_SIZE])
{
    uint8_t block[SHA256_BLOCK_LENGTH] = {0};
    uint8_t inner[SHA256_DIGEST_LENGTH];
    uint8_t outer[SHA256_DIGEST_LENGTH];
    if (key.size > sizeof block) {
        SHA2_CTX context;
        SHA256Init(&context);
        add(&context, key);
        SHA256Final(block, &context);
    } else if (key.size) {
        memcpy(block, key.data, key.size);
    }
    sign_once(block, 0x36, bytes, inner);
    sign_once(block, 0x5c, cairn_span_make((const char *)inner, sizeof inner), outer);
    write_hex(outer, out_hex);
}

bool cairn_digest_is_same(struct cairn_span a, struct cairn_span b)
{
    if (a.size != b.size)
        return false;
    volatile unsigned char difference = 0;
    for (size_t i = 0; i < a.size; i++)
        difference |= (unsigned char)(a.data[i] ^ b.data[i]);
    return difference == 0;
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
