/* A small canon made by hand, for the tests of src/canon. */
#ifndef CAIRN_TESTS_CANON_FIXTURE_H
#define CAIRN_TESTS_CANON_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fd.h"
#include "canon/canon.h"
#include "canon/writer.h"
#include "formats/json.h"

#define FIXTURE_INFO                                                                               \
    "{\"name\":\"small\",\"title\":\"Small\",\"licence\":\"CC-BY-4.0\",\"languages\":[\"en\","     \
    "\"zh\"]}"

struct fixture_record {
    const char *en, *zh, *original, *reason;
};

static const struct fixture_record fixture_records[] = {
    {"{\"id\":\"nginx/upstream-timed-out\",\"signature\":\"upstream timed out (110: Connection "
     "timed out)\",\"category\":\"network_error\",\"root_cause\":\"The upstream did not answer in "
     "time, e.g. because it is busy. More text.\",\"family\":\"nginx/upstream\",\"tier\":"
     "\"sourced\",\"tags\":[\"timeout\",\"proxy_read_timeout\"],\"aliases\":[\"504\"],"
     "\"formerly\":[\"nginx/gateway-timeout\"],\"transition_graph\":{\"leads_to\":[{\"error_id\":"
     "\"nginx/no-live-upstreams\",\"kind\":\"cascade\"},{\"error_id\":\"docker/daemon\",\"kind\":"
     "\"after_change\"}]},\"claims\":[{},{}],\"examples\":[{}],\"lab\":{\"state\":\"pending\"},"
     "\"root_causes\":[{\"id\":\"slow\",\"title\":\"Backend saturation\"}],\"codes\":[{\"scheme\":"
     "\"errno\",\"value\":\"110\"}]}",
        "{\"id\":\"nginx/upstream-timed-out\",\"signature\":\"upstream timed out (110: Connection "
        "timed out)\",\"signature_zh\":\"上游超时\",\"root_cause\":\"上游没有按时应答。更多。\","
        "\"tier\":\"sourced\"}",
        NULL, NULL},
    {"{\"id\":\"nginx/certificate-verify-failed\",\"signature\":\"upstream SSL certificate verify "
     "error: (20:unable to get local issuer certificate)\",\"root_cause\":\"nginx cannot build a "
     "chain to a trusted root.\",\"family\":\"upstream\",\"tier\":\"claimed\",\"examples\":[{},{}]"
     ",\"lab\":{\"state\":\"pending\"}}",
        "{\"id\":\"nginx/certificate-verify-failed\",\"root_cause\":\"nginx 无法建立到受信任根的证"
        "书链。\",\"signature_zh\":\"证书验证失败\"}",
        NULL, NULL},
    {"{\"id\":\"nginx/no-live-upstreams\",\"signature\":\"no live upstreams while connecting to "
     "upstream\",\"root_cause\":\"Every server is marked as failed\",\"family\":\"nginx/upstream\","
     "\"tier\":\"sourced\"}",
        "{\"id\":\"nginx/no-live-upstreams\",\"root_cause\":\"没有可用的上游服务器\"}", NULL, NULL},
    {"{\"id\":\"docker/daemon\",\"signature\":\"Cannot connect to the Docker daemon\",\"root_cause"
     "\":\"Nothing listens on the socket.\",\"tier\":\"claimed\",\"origin\":{\"source\":\"x\"},"
     "\"root_causes\":[{},{}]}",
        NULL, "{ \"verbatim\": 0.90 }\n", "no anchor"},
    {"{\"id\":\"kernel/oom\",\"signature\":\"Out of memory: Killed process 1\",\"root_cause\":"
     "\"No memory was left.\",\"tier\":\"refuted\",\"family\":\"kernel/oom\",\"root_causes\":[{}],"
     "\"tells\":[{},{}],\"workarounds\":[{\"id\":\"a\",\"kind\":\"change\"},{\"id\":\"p\",\"kind\":"
     "\"plan\"}],\"dead_ends\":[{\"id\":\"b\"},{\"id\":null}],\"lab\":{\"state\":\"none\"}}",
        NULL, NULL, NULL},
};

#define FIXTURE_RECORD_COUNT (sizeof fixture_records / sizeof fixture_records[0])

/* The test ends when a call fails. */
static inline void fixture_must(enum cairn_status status, const struct cairn_error *err)
{
    if (status) {
        fprintf(stderr, "%s (%s; %s)\n", err->primary, err->detail, err->hint);
        abort();
    }
}

static inline struct cairn_value *fixture_parse(struct cairn_arena *arena, const char *json)
{
    struct cairn_error err = {0};
    struct cairn_value *value = NULL;
    if (!json)
        return NULL;
    fixture_must(
        cairn_json_read(arena, cairn_span_from_string(json), "fixture", &value, &err), &err);
    return value;
}

static inline void fixture_add(
    struct cairn_canon_writer *writer, const struct fixture_record *record)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon_record_entry entry = {
        .published_en = fixture_parse(&arena, record->en),
        .published_zh = fixture_parse(&arena, record->zh),
        .original = cairn_span_from_string(record->original),
        .unindexed_reason = cairn_span_from_string(record->reason),
    };
    fixture_must(cairn_canon_writer_add_record(writer, &entry, &err), &err);
}

static inline void fixture_add_groups(struct cairn_canon_writer *writer)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    fixture_must(
        cairn_canon_writer_add_domain(writer, CAIRN_SPAN("nginx"),
            fixture_parse(&arena, "{\"title\":\"nginx\",\"title_zh\":\"引擎\",\"formats\":["
                                  "\"nginx-error\"]}"),
            &err),
        &err);
    fixture_must(cairn_canon_writer_add_domain(writer, CAIRN_SPAN("docker"),
                     fixture_parse(&arena, "{\"title\":\"D\"}"), &err),
        &err);
    fixture_must(cairn_canon_writer_add_family(writer, CAIRN_SPAN("nginx/upstream"),
                     fixture_parse(&arena,
                         "{\"title\":\"Upstreams\",\"causes\":[{},{},{}],\"changes\":[{},{}"
                         ",{},{}],\"tells\":[{}]}"),
                     fixture_parse(&arena, "{\"title\":\"上游\"}"), &err),
        &err);
}

static inline struct cairn_canon_writer *fixture_writer(void)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon_writer *writer = NULL;
    fixture_must(cairn_canon_writer_new(&writer, &err), &err);
    fixture_must(
        cairn_canon_writer_set_info(writer, fixture_parse(&arena, FIXTURE_INFO), &err), &err);
    return writer;
}

/* 200,000 bytes that tell their place: three pieces and a part of a fourth. */
#define FIXTURE_INDEX_SIZE 200000
static inline char fixture_index_byte(size_t offset)
{
    return (char)(offset * 2654435761u >> 13);
}

static inline void fixture_set_index(struct cairn_canon_writer *writer)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_FREE char *index = cairn_alloc(FIXTURE_INDEX_SIZE);
    for (size_t i = 0; index && i < FIXTURE_INDEX_SIZE; i++)
        index[i] = fixture_index_byte(i);
    fixture_must(
        cairn_canon_writer_set_index(writer, cairn_span_make(index, FIXTURE_INDEX_SIZE), &err),
        &err);
}

/* The file's bytes; `is_reversed` adds everything the other way round. Freed with cairn_free. */
static inline char *fixture_bytes(bool is_reversed, size_t *out_size)
{
    struct cairn_error err = {0};
    struct cairn_canon_writer *writer = fixture_writer();
    if (!is_reversed)
        fixture_add_groups(writer);
    for (size_t i = 0; i < FIXTURE_RECORD_COUNT; i++)
        fixture_add(writer, &fixture_records[is_reversed ? FIXTURE_RECORD_COUNT - 1 - i : i]);
    if (is_reversed)
        fixture_add_groups(writer);
    fixture_set_index(writer);
    char *bytes = NULL;
    fixture_must(cairn_canon_writer_finish(writer, &bytes, out_size, &err), &err);
    cairn_canon_writer_free(writer);
    return bytes;
}

/* A file in TMPDIR or /tmp; the name is the test's and the process's own. */
static inline const char *fixture_path(const char *name)
{
    static char path[256];
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/cairn-%ld-%s", folder ? folder : "/tmp", (long)getpid(), name);
    return path;
}

static inline const char *fixture_file(const char *name, const char *bytes, size_t size)
{
    const char *path = fixture_path(name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        abort();
    return path;
}

static inline struct cairn_canon *fixture_open(void)
{
    struct cairn_error err = {0};
    size_t size = 0;
    CAIRN_AUTO_FREE char *bytes = fixture_bytes(false, &size);
    const char *path = fixture_file("small.db", bytes, size);
    struct cairn_canon *canon = NULL;
    fixture_must(cairn_canon_open(path, &canon, &err), &err);
    unlink(path);
    return canon;
}

#endif
