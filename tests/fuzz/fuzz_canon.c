/*
 * A canon file from an attacker: opened, and asked for everything. Mutated files seldom keep a
 * header that fits, so where the first byte is not that of SQLite's magic, the header is put right
 * first and the fuzzer gets to the pages.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "canon/canon.h"
#include "store/store.h"

#define SIZE_MAX_FUZZED ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_u32(unsigned char *bytes, size_t offset, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        bytes[offset + (unsigned)i] = (unsigned char)(number >> (24 - 8 * i));
}

/* Returns the size to write: a whole number of pages. */
static size_t mend_header(unsigned char *bytes, size_t size)
{
    size_t page_size = (size_t)bytes[16] << 8 | bytes[17];
    if (page_size < 512 || (page_size & (page_size - 1)) != 0) {
        page_size = 512;
        bytes[16] = 2;
        bytes[17] = 0;
    }
    memcpy(bytes, "SQLite format 3", 16); /* at least 100 bytes are there */
    bytes[18] = bytes[19] = 1;
    put_u32(bytes, 24, 1);
    put_u32(bytes, 92, 1);
    put_u32(bytes, 28, (uint32_t)(size / page_size));
    put_u32(bytes, 56, 1);
    put_u32(bytes, 60, CAIRN_CANON_SCHEMA_VERSION);
    put_u32(bytes, 68, CAIRN_STORE_APPLICATION_ID);
    return size / page_size * page_size;
}

static enum cairn_status visit_id(void *context, struct cairn_span id, struct cairn_error *err)
{
    (void)err;
    struct cairn_span *last = context;
    if (id.size <= 64) {
        memcpy((char *)(uintptr_t)last->data, id.data, id.size); /* 64 bytes are there */
        last->size = id.size;
    }
    return CAIRN_OK;
}

static void ask_record(struct cairn_canon *canon, struct cairn_arena *arena, struct cairn_span id)
{
    for (int language = CAIRN_CANON_EN; language <= CAIRN_CANON_ZH; language++) {
        struct cairn_value *value = NULL;
        struct cairn_span json, original;
        (void)!cairn_canon_get_record(
            canon, arena, id, (enum cairn_canon_language)language, &value, NULL);
        (void)!cairn_canon_get_record_text(
            canon, arena, id, (enum cairn_canon_language)language, &json, &original, NULL);
        (void)!cairn_canon_get_family(
            canon, arena, id, (enum cairn_canon_language)language, &value, NULL);
    }
    bool has = false;
    (void)!cairn_canon_has_cascade(canon, id, CAIRN_SPAN("nginx/no-live-upstreams"), &has, NULL);
}

static void ask_search(struct cairn_canon *canon, struct cairn_arena *arena)
{
    static const char *const queries[] = {"upstream", "daemon docker", "证书", "证", "ups", "zzz"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct cairn_canon_search search = {.query = cairn_span_from_string(queries[i])};
        struct cairn_canon_hit *hits = NULL;
        size_t count = 0;
        (void)!cairn_canon_search(canon, arena, &search, &hits, &count, NULL);
        search.any_word = true;
        search.language = CAIRN_CANON_ZH;
        search.domain = CAIRN_SPAN("nginx");
        (void)!cairn_canon_search(canon, arena, &search, &hits, &count, NULL);
        (void)!cairn_canon_near_ids(canon, arena, search.query, 3, &hits, &count, NULL);
    }
}

static void ask_index(struct cairn_canon *canon)
{
    static char memory[8192];
    size_t size = cairn_canon_index_size(canon);
    for (size_t offset = 0; offset < size && offset < ((size_t)1 << 20); offset += sizeof memory) {
        size_t left = size - offset;
        if (cairn_canon_index_read(
                canon, offset, memory, left < sizeof memory ? left : sizeof memory, NULL))
            return;
    }
}

static void ask_everything(struct cairn_canon *canon)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    char bytes[64];
    struct cairn_span last = cairn_span_make(bytes, 0);
    struct cairn_value *value = NULL;
    (void)!cairn_canon_each_id(canon, visit_id, &last, NULL);
    ask_record(canon, &arena, last);
    ask_record(canon, &arena, CAIRN_SPAN("nginx/upstream-timed-out"));
    ask_record(canon, &arena, CAIRN_SPAN("nginx/gateway-timeout"));
    ask_record(canon, &arena, CAIRN_SPAN("docker/daemon"));
    ask_record(canon, &arena, CAIRN_SPAN("nginx/upstream"));
    (void)!cairn_canon_get_domain(canon, &arena, CAIRN_SPAN("nginx"), &value, NULL);
    (void)!cairn_canon_get_statistics(canon, &arena, &value, NULL);
    ask_search(canon, &arena);
    ask_index(canon);
}

static const char *file_path(void)
{
    static char path[64];
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(path, sizeof path, "%s/cairn-fuzz-canon-%ld", folder, (long)getpid());
    return path;
}

static bool write_file(const char *path, const unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    bool is_written = fwrite(bytes, 1, size, file) == size;
    return fclose(file) == 0 && is_written;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > SIZE_MAX_FUZZED)
        return 0;
    unsigned char *bytes = malloc(size ? size : 1);
    if (!bytes)
        return 0;
    memcpy(bytes, data, size); /* both are `size` bytes */
    if (size >= 100 && bytes[0] != 'S')
        size = mend_header(bytes, size);
    const char *path = file_path();
    bool is_written = write_file(path, bytes, size);
    free(bytes);
    struct cairn_canon *canon = NULL;
    struct cairn_error err = {0};
    if (is_written && cairn_canon_open(path, &canon, &err) == CAIRN_OK)
        ask_everything(canon);
    else if (is_written && err.primary[0] == '\0')
        abort(); /* a refusal says why */
    cairn_canon_close(canon);
    unlink(path);
    return 0;
}
