/*
 * A small canon in memory for the tests of the engine: published records are given as JSON texts,
 * without authoring and ledger between, so that these tests depend on the shapes of results.md
 * alone.
 */
#ifndef CAIRN_TESTS_TINY_CANON_H
#define CAIRN_TESTS_TINY_CANON_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fd.h"
#include "cairn/cairn.h"
#include "canon/writer.h"
#include "formats/json.h"
#include "match/index.h"

struct tiny_record {
    const char *json;     /* cairn.record/1, as much of it as a test needs */
    const char *original; /* imported: the verbatim file */
};

#define TINY_REGEXES 8

static inline struct cairn_span tiny_member(const struct cairn_value *record, const char *key)
{
    return cairn_value_get_text(record, key);
}

static inline enum cairn_status tiny_index(
    struct cairn_index_builder *builder, const struct cairn_value *record, struct cairn_error *err)
{
    struct cairn_span regexes[TINY_REGEXES];
    struct cairn_span refines[TINY_REGEXES];
    struct cairn_index_record entry = {
        .id = tiny_member(record, "id"), .regexes = regexes, .refines = refines};
    regexes[entry.regex_count++] = tiny_member(record, "regex");
    CAIRN_VALUE_EACH(variant, cairn_value_get(record, "variants"))
    regexes[entry.regex_count++] = tiny_member(variant->value, "regex");
    CAIRN_VALUE_EACH(id, cairn_value_get(record, "refines"))
    refines[entry.refines_count++] = cairn_value_text(id->value);
    return cairn_index_builder_add(builder, &entry, err);
}

static inline enum cairn_status tiny_add(struct cairn_canon_writer *writer,
    struct cairn_index_builder *builder, struct cairn_arena *arena,
    const struct tiny_record *record, struct cairn_error *err)
{
    struct cairn_value *value = NULL;
    enum cairn_status status =
        cairn_json_read(arena, cairn_span_from_string(record->json), "record", &value, err);
    struct cairn_canon_record_entry entry = {
        .published_en = value, .original = cairn_span_from_string(record->original)};
    if (!status)
        status = cairn_canon_writer_add_record(writer, &entry, err);
    if (!status)
        status = tiny_index(builder, value, err);
    return status;
}

static inline enum cairn_status tiny_parts(struct cairn_canon_writer *writer,
    struct cairn_arena *arena, const char *name, struct cairn_error *err)
{
    struct cairn_value *info = cairn_value_object(arena);
    struct cairn_value *domain = NULL;
    struct cairn_value *family = NULL;
    cairn_value_set_cstring(arena, info, "name", name);
    cairn_value_set_cstring(arena, info, "licence", "CC0-1.0");
    enum cairn_status status = cairn_json_read(arena,
        CAIRN_SPAN(
            "{\"title\": \"The web\", \"title_zh\": \"网络\", \"formats\": [\"nginx-error\"]}"),
        "domain", &domain, err);
    if (!status)
        status = cairn_json_read(arena,
            CAIRN_SPAN("{\"schema\": \"cairn.family/1\", \"id\": \"web/family\", \"title\": \"A "
                       "family\"}"),
            "family", &family, err);
    if (!status)
        status = cairn_canon_writer_set_info(writer, info, err);
    if (!status)
        status = cairn_canon_writer_add_domain(writer, CAIRN_SPAN("web"), domain, err);
    if (!status)
        status = cairn_canon_writer_add_family(writer, CAIRN_SPAN("web/family"), family, NULL, err);
    return status;
}

static inline enum cairn_status tiny_fill(struct cairn_canon_writer *writer,
    struct cairn_index_builder *builder, const char *name, const struct tiny_record *records,
    size_t count, const char *path, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf index = {0};
    CAIRN_AUTO_FREE char *bytes = NULL;
    size_t size = 0;
    enum cairn_status status = tiny_parts(writer, &arena, name, err);
    for (size_t i = 0; !status && i < count; i++)
        status = tiny_add(writer, builder, &arena, &records[i], err);
    if (!status)
        status = cairn_index_builder_finish(builder, &index, err);
    if (!status)
        status = cairn_canon_writer_set_index(writer, cairn_buf_span(&index), err);
    if (!status)
        status = cairn_canon_writer_finish(writer, &bytes, &size, err);
    if (!status)
        status = cairn_file_write(AT_FDCWD, path, cairn_span_make(bytes, size), err);
    return status;
}

/* Writes a canon of these records to `path`; says on stderr why not. */
static inline bool tiny_write(
    const char *path, const char *name, const struct tiny_record *records, size_t count)
{
    struct cairn_error err = {0};
    struct cairn_canon_writer *writer = NULL;
    struct cairn_index_builder *builder = NULL;
    enum cairn_status status = cairn_canon_writer_new(&writer, &err);
    if (!status)
        status = cairn_index_builder_new(&builder, &err);
    if (!status)
        status = tiny_fill(writer, builder, name, records, count, path, &err);
    cairn_index_builder_free(builder);
    cairn_canon_writer_free(writer);
    if (status)
        fprintf(stderr, "%s: %s\n", path, err.primary);
    return !status;
}

/* A path for a scratch file of this test process. */
static inline const char *tiny_path(const char *name)
{
    static char paths[4][256];
    static unsigned next;
    const char *folder = getenv("TMPDIR");
    char *path = paths[next++ % 4];
    snprintf(
        path, sizeof(paths[0]), "%s/cairn-%ld-%s", folder ? folder : "/tmp", (long)getpid(), name);
    return path;
}

#endif
