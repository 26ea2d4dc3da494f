/*
 * Token buckets in sets of eight: an address is looked for in one set only, and a new one takes the
 * place of whoever was quiet for longest there. The hash is keyed by random numbers, so nobody can
 * choose addresses that push out a certain other one. A bucket holds when it will be full again
 * ("theoretical arrival time"), which is one number and needs no filling.
 */
#include "http/limiter.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#include "base/alloc.h"
#include "base/limits.h"

#define WAYS          8
#define SETS          (CAIRN_LIMIT_HTTP_CLIENTS / WAYS)
#define BURST_SECONDS 4
#define MS            1000

struct bucket {
    uint64_t client; /* hash of the address; 0: free */
    int64_t full_us; /* when all tokens that were taken will be back */
};

struct cairn_http_limiter {
    pthread_mutex_t lock;
    uint64_t key[2];
    int64_t cost_us; /* what one request takes */
    struct bucket buckets[SETS][WAYS];
};

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

bool cairn_http_address_parse(struct cairn_span text, struct cairn_http_address *out_address)
{
    char copy[CAIRN_HTTP_ADDRESS_TEXT];
    struct cairn_http_address address;
    if (!text.size || text.size >= sizeof(copy) || memchr(text.data, '\0', text.size))
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (inet_pton(AF_INET6, copy, address.bytes) != 1) {
        memcpy(address.bytes, mapped, sizeof(mapped));
        if (inet_pton(AF_INET, copy, address.bytes + sizeof(mapped)) != 1)
            return false;
    }
    *out_address = address;
    return true;
}

static bool is_ipv4(const struct cairn_http_address *address)
{
    return !memcmp(address->bytes, mapped, sizeof(mapped));
}

void cairn_http_address_format(
    const struct cairn_http_address *address, char out_text[CAIRN_HTTP_ADDRESS_TEXT])
{
    if (is_ipv4(address))
        inet_ntop(AF_INET, address->bytes + sizeof(mapped), out_text, CAIRN_HTTP_ADDRESS_TEXT);
    else
        inet_ntop(AF_INET6, address->bytes, out_text, CAIRN_HTTP_ADDRESS_TEXT);
}

bool cairn_http_address_is_loopback(const struct cairn_http_address *address)
{
    static const struct cairn_http_address ipv6 = {{[15] = 1}};
    return (is_ipv4(address) && address->bytes[sizeof(mapped)] == 127) ||
           !memcmp(address, &ipv6, sizeof(ipv6));
}

enum cairn_status cairn_http_limiter_new(
    uint32_t per_second, struct cairn_http_limiter **out_limiter, struct cairn_error *err)
{
    struct cairn_http_limiter *limiter = cairn_alloc(sizeof(*limiter));
    if (!limiter)
        return CAIRN_FAIL_MEMORY(err);
    if (getrandom(limiter->key, sizeof(limiter->key), 0) != (ssize_t)sizeof(limiter->key)) {
        cairn_free(limiter);
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not get random numbers");
    }
    pthread_mutex_init(&limiter->lock, NULL);
    limiter->cost_us = (int64_t)MS * MS / per_second;
    *out_limiter = limiter;
    return CAIRN_OK;
}

void cairn_http_limiter_free(struct cairn_http_limiter *limiter)
{
    if (!limiter)
        return;
    pthread_mutex_destroy(&limiter->lock);
    cairn_free(limiter);
}

/* The finaliser of SplitMix64: every bit of the input changes half of the output. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static uint64_t hash(
    const struct cairn_http_limiter *limiter, const struct cairn_http_address *address)
{
    uint64_t high = 0, low = 0;
    memcpy(&high, address->bytes, sizeof(high));
    if (is_ipv4(address))
        memcpy(&low, address->bytes + sizeof(high), sizeof(low));
    uint64_t client = mix(mix(high ^ limiter->key[0]) ^ low ^ limiter->key[1]);
    return client ? client : 1;
}

/* The client's bucket, or the one that it takes over. */
static struct bucket *find(struct cairn_http_limiter *limiter, uint64_t client)
{
    struct bucket *set = limiter->buckets[client % SETS];
    struct bucket *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].client == client)
            return &set[i];
        if (set[i].full_us < oldest->full_us)
            oldest = &set[i];
    }
    *oldest = (struct bucket){.client = client};
    return oldest;
}

bool cairn_http_limiter_take(struct cairn_http_limiter *limiter,
    const struct cairn_http_address *address, int64_t now_ms, uint32_t *out_wait_s)
{
    int64_t now_us = now_ms * MS;
    int64_t burst_us = (int64_t)BURST_SECONDS * MS * MS;
    pthread_mutex_lock(&limiter->lock);
    struct bucket *bucket = find(limiter, hash(limiter, address));
    if (bucket->full_us < now_us)
        bucket->full_us = now_us;
    int64_t wait_us = bucket->full_us + limiter->cost_us - now_us - burst_us;
    bool is_allowed = wait_us <= 0;
    if (is_allowed)
        bucket->full_us += limiter->cost_us;
    pthread_mutex_unlock(&limiter->lock);
    if (!is_allowed)
        *out_wait_s = (uint32_t)((wait_us + MS * MS - 1) / (MS * MS));
    return is_allowed;
}
