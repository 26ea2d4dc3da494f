/*
 * Open addressing over an array of entries:
 *
 *     slots:    0 2 0 0 1 0 3 0       number of an entry + 1, 0: free; a power of two, half full
 *     entries:  [key value hash] [key value hash] [key value hash]       in order of insertion
 *
 * The hash is made like SipHash-1-3 (Aumasson, Bernstein) under a key drawn once per process:
 * whoever writes the keys cannot make them collide. The map owns both arrays; keys and values are
 * borrowed.
 */
#include "base/map.h"

#include <pthread.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/alloc.h"
#include "base/checked.h"

#define SLOTS_MIN 16

static uint64_t hash_key[2];

static void draw_hash_key(void)
{
    if (getrandom(hash_key, sizeof hash_key, GRND_NONBLOCK) == (ssize_t)sizeof hash_key)
        return;
    /* No entropy this early in the machine's life: guessable, but correct. */
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    hash_key[0] = (uint64_t)now.tv_sec << 32 ^ (uint64_t)now.tv_nsec;
    hash_key[1] = (uint64_t)(uintptr_t)&now;
}

static uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static void sip_mix(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

static uint64_t hash_of(struct cairn_span key)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, draw_hash_key);
    uint64_t v[4] = {
        hash_key[0] ^ UINT64_C(0x736f6d6570736575),
        hash_key[1] ^ UINT64_C(0x646f72616e646f6d),
        hash_key[0] ^ UINT64_C(0x6c7967656e657261),
        hash_key[1] ^ UINT64_C(0x7465646279746573),
    };
    size_t position = 0;
    for (; key.size - position >= 8; position += 8) {
        uint64_t word;
        memcpy(&word, key.data + position, sizeof word);
        sip_mix(v, word);
    }
    uint64_t last = 0;
    if (key.size > position)
        memcpy(&last, key.data + position, key.size - position);
    sip_mix(v, last);
    /* A word of its own: the reference packs one byte of it into the last word. */
    sip_mix(v, key.size);
    v[2] ^= 0xFF;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

void cairn_map_done(struct cairn_map *map)
{
    cairn_free(map->entries);
    cairn_free(map->slots);
    *map = (struct cairn_map){0};
}

/* The slot that holds the key, or the free one where it belongs. There is always a free one. */
static size_t find_slot(const struct cairn_map *map, struct cairn_span key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)hash & mask;
    while (map->slots[slot] != 0) {
        const struct cairn_map_entry *entry = &map->entries[map->slots[slot] - 1];
        if (entry->hash == hash && cairn_span_equal(entry->key, key))
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

static struct cairn_map_entry *find_entry(const struct cairn_map *map, struct cairn_span key)
{
    if (map->count == 0)
        return NULL;
    uint32_t number = map->slots[find_slot(map, key, hash_of(key))];
    return number ? &map->entries[number - 1] : NULL;
}

void *cairn_map_get(const struct cairn_map *map, struct cairn_span key)
{
    const struct cairn_map_entry *entry = find_entry(map, key);
    return entry ? entry->value : NULL;
}

bool cairn_map_has(const struct cairn_map *map, struct cairn_span key)
{
    return find_entry(map, key) != NULL;
}

static void fill_slots(struct cairn_map *map)
{
    size_t mask = map->slot_count - 1;
    for (size_t i = 0; i < map->count; i++) {
        size_t slot = (size_t)map->entries[i].hash & mask;
        while (map->slots[slot] != 0)
            slot = (slot + 1) & mask;
        map->slots[slot] = (uint32_t)(i + 1);
    }
}

/* Room for one more entry: twice the slots and half as many entries. */
static bool grow(struct cairn_map *map)
{
    if (map->count < map->capacity)
        return true;
    size_t slot_count;
    if (!cairn_mul_size(map->slot_count, 2, &slot_count))
        return false;
    slot_count = cairn_max_size(slot_count, SLOTS_MIN);
    size_t capacity = slot_count / 2;
    if (capacity > UINT32_MAX - 1)
        return false;
    uint32_t *slots = cairn_alloc_array(slot_count, sizeof *slots);
    if (!slots)
        return false;
    struct cairn_map_entry *entries = cairn_realloc_array(map->entries, capacity, sizeof *entries);
    if (!entries) {
        cairn_free(slots);
        return false;
    }
    cairn_free(map->slots);
    map->entries = entries;
    map->capacity = capacity;
    map->slots = slots;
    map->slot_count = slot_count;
    fill_slots(map);
    return true;
}

enum cairn_status cairn_map_put(struct cairn_map *map, struct cairn_span key, void *value,
    void **out_old, struct cairn_error *err)
{
    struct cairn_map_entry *entry = find_entry(map, key);
    void *old = entry ? entry->value : NULL;
    if (entry) {
        entry->value = value;
    } else {
        if (!grow(map))
            return CAIRN_FAIL_MEMORY(err);
        uint64_t hash = hash_of(key);
        map->slots[find_slot(map, key, hash)] = (uint32_t)(map->count + 1);
        map->entries[map->count++] = (struct cairn_map_entry){key, value, hash};
    }
    if (out_old)
        *out_old = old;
    return CAIRN_OK;
}
