/* Test helper: an index built from a few records and read from memory. */
#ifndef CAIRN_TEST_MEMORY_INDEX_H
#define CAIRN_TEST_MEMORY_INDEX_H

#include <string.h>

#include "base/buf.h"
#include "match/index.h"
#include "match/matcher.h"

struct memory_record {
    const char *id;
    const char *regexes[4];
    const char *refines[4];
};

static inline enum cairn_status memory_read(
    void *context, size_t offset, char *memory, size_t size, struct cairn_error *err)
{
    const struct cairn_buf *blob = context;
    if (offset > blob->size || size > blob->size - offset)
        return CAIRN_FAIL(err, CAIRN_ERR_IO, "read outside the index");
    memcpy(memory, blob->data + offset, size);
    return CAIRN_OK;
}

static inline enum cairn_status memory_add(struct cairn_index_builder *builder,
    const struct memory_record *record, struct cairn_error *err)
{
    struct cairn_span regexes[4];
    struct cairn_span refines[4];
    struct cairn_index_record entry = {
        .id = cairn_span_from_string(record->id), .regexes = regexes, .refines = refines};
    while (entry.regex_count < 4 && record->regexes[entry.regex_count]) {
        regexes[entry.regex_count] = cairn_span_from_string(record->regexes[entry.regex_count]);
        entry.regex_count++;
    }
    while (entry.refines_count < 4 && record->refines[entry.refines_count]) {
        refines[entry.refines_count] = cairn_span_from_string(record->refines[entry.refines_count]);
        entry.refines_count++;
    }
    return cairn_index_builder_add(builder, &entry, err);
}

static inline enum cairn_status memory_build(const struct memory_record *records, size_t count,
    struct cairn_buf *blob, struct cairn_error *err)
{
    struct cairn_index_builder *builder;
    enum cairn_status status = cairn_index_builder_new(&builder, err);
    if (status != CAIRN_OK)
        return status;
    for (size_t i = 0; i < count && status == CAIRN_OK; i++)
        status = memory_add(builder, &records[i], err);
    if (status == CAIRN_OK)
        status = cairn_index_builder_finish(builder, blob, err);
    cairn_index_builder_free(builder);
    return status;
}

static inline struct cairn_index_source memory_source(struct cairn_buf *blob)
{
    return (struct cairn_index_source){.read = memory_read, .context = blob, .size = blob->size};
}

#endif
