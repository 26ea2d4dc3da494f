/*
 * Laying out the blob: sections one after another, little-endian, entries within pages. Nothing
 * here depends on addresses, hashes of the process or the order of adding, so the same records give
 * the same bytes.
 */
#include "match/index_internal.h"

#include "match/matcher.h"

void cairn_index_put_u16(struct cairn_index_writer *writer, uint32_t value)
{
    cairn_buf_append_byte(writer->out, (char)(value & 0xff));
    cairn_buf_append_byte(writer->out, (char)(value >> 8 & 0xff));
}

void cairn_index_put_u32(struct cairn_index_writer *writer, uint32_t value)
{
    cairn_index_put_u16(writer, value & 0xffff);
    cairn_index_put_u16(writer, value >> 16);
}

static void set_u32(unsigned char *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
}

static size_t position(const struct cairn_index_writer *writer)
{
    return writer->out->size - writer->start;
}

void cairn_index_begin(struct cairn_index_writer *writer, struct cairn_buf *out)
{
    *writer = (struct cairn_index_writer){.out = out, .start = out->size};
    for (size_t i = 0; i < CAIRN_INDEX_MAGIC_SIZE; i++)
        writer->header[i] = (unsigned char)CAIRN_INDEX_MAGIC[i];
    set_u32(writer->header + 8, CAIRN_INDEX_VERSION);
    cairn_buf_append_repeat(out, 0, CAIRN_INDEX_HEADER_SIZE);
}

void cairn_index_begin_section(struct cairn_index_writer *writer)
{
    size_t over = position(writer) % CAIRN_INDEX_SECTION_ALIGN;
    if (over)
        cairn_buf_append_repeat(writer->out, 0, CAIRN_INDEX_SECTION_ALIGN - over);
    writer->section_start = position(writer);
}

void cairn_index_end_section(struct cairn_index_writer *writer, enum cairn_index_section section)
{
    unsigned char *entry = writer->header + 16 + 8 * (size_t)section;
    set_u32(entry, (uint32_t)writer->section_start);
    set_u32(entry + 4, cairn_index_tell(writer));
}

uint32_t cairn_index_tell(const struct cairn_index_writer *writer)
{
    return (uint32_t)(position(writer) - writer->section_start);
}

void cairn_index_avoid_split(struct cairn_index_writer *writer, size_t size)
{
    size_t left = CAIRN_INDEX_PAGE - position(writer) % CAIRN_INDEX_PAGE;
    if (size > left)
        cairn_buf_append_repeat(writer->out, 0, left);
}

enum cairn_status cairn_index_end(struct cairn_index_writer *writer, struct cairn_error *err)
{
    enum cairn_status status = cairn_buf_status(writer->out, err);
    if (status != CAIRN_OK)
        return status;
    if (position(writer) > INT32_MAX)
        return CAIRN_FAIL(
            err, CAIRN_ERR_LIMIT, "cannot index the canon: its match index exceeds 2 GiB");
    set_u32(writer->header + 12, (uint32_t)position(writer));
    for (size_t i = 0; i < CAIRN_INDEX_HEADER_SIZE; i++)
        writer->out->data[writer->start + i] = (char)writer->header[i];
    return CAIRN_OK;
}

/* ---- literals ---- */

static int compare_uses(const void *a, const void *b)
{
    const struct cairn_index_literal_use *left = a;
    const struct cairn_index_literal_use *right = b;
    int order = cairn_span_compare(left->bytes, right->bytes);
    if (order)
        return order;
    if (left->ignore_case != right->ignore_case)
        return left->ignore_case ? 1 : -1;
    return (left->pattern > right->pattern) - (left->pattern < right->pattern);
}

static bool is_same_literal(
    const struct cairn_index_literal_use *a, const struct cairn_index_literal_use *b)
{
    return a->ignore_case == b->ignore_case && cairn_span_equal(a->bytes, b->bytes);
}

/* Unique literals out of the sorted uses; a pattern that uses one twice is counted once. */
static enum cairn_status group_uses(
    struct cairn_vec *uses, struct cairn_vec *literals, struct cairn_error *err)
{
    struct cairn_index_literal_use *items = uses->data;
    size_t kept = 0;
    for (size_t i = 0; i < uses->count; i++)
        if (kept == 0 || compare_uses(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    uses->count = kept;
    for (size_t i = 0; i < kept;) {
        size_t end = i + 1;
        while (end < kept && is_same_literal(&items[i], &items[end]))
            end++;
        struct cairn_index_literal literal = {.bytes = items[i].bytes,
            .ignore_case = items[i].ignore_case,
            .first_use = (uint32_t)i,
            .use_count = (uint32_t)(end - i)};
        enum cairn_status status = cairn_vec_push(literals, &literal, err);
        if (status != CAIRN_OK)
            return status;
        i = end;
    }
    return CAIRN_OK;
}

static void write_literal(struct cairn_index_writer *writer, struct cairn_index_literal *literal,
    uint32_t pattern_or_list)
{
    size_t size = CAIRN_INDEX_LITERAL_SIZE + (literal->bytes.size + 3) / 4 * 4;
    cairn_index_avoid_split(writer, size);
    literal->place = cairn_index_tell(writer) / 4;
    cairn_buf_append_byte(writer->out, (char)literal->bytes.size);
    cairn_buf_append_byte(writer->out, literal->ignore_case ? CAIRN_INDEX_LITERAL_IGNORE_CASE : 0);
    cairn_index_put_u16(writer, 0);
    cairn_index_put_u32(writer, literal->use_count);
    cairn_index_put_u32(writer, pattern_or_list);
    cairn_buf_append(writer->out, literal->bytes);
    cairn_buf_append_repeat(writer->out, 0, size - CAIRN_INDEX_LITERAL_SIZE - literal->bytes.size);
}

static void write_literal_section(struct cairn_index_writer *writer,
    const struct cairn_index_literal_use *uses, struct cairn_vec *literals)
{
    uint32_t listed = 0;
    cairn_index_begin_section(writer);
    for (size_t i = 0; i < literals->count; i++) {
        struct cairn_index_literal *literal = CAIRN_VEC_AT(literals, struct cairn_index_literal, i);
        bool is_single = literal->use_count == 1;
        write_literal(writer, literal, is_single ? uses[literal->first_use].pattern : listed);
        listed += is_single ? 0 : literal->use_count;
    }
    cairn_index_end_section(writer, CAIRN_INDEX_LITERALS);
    cairn_index_begin_section(writer);
    for (size_t i = 0; i < literals->count; i++) {
        const struct cairn_index_literal *literal =
            CAIRN_VEC_AT(literals, struct cairn_index_literal, i);
        for (uint32_t j = 0; literal->use_count > 1 && j < literal->use_count; j++)
            cairn_index_put_u32(writer, uses[literal->first_use + j].pattern);
    }
    cairn_index_end_section(writer, CAIRN_INDEX_LITERAL_LISTS);
}

enum cairn_status cairn_index_write_literals(
    struct cairn_index_writer *writer, struct cairn_vec *uses, struct cairn_error *err)
{
    cairn_vec_sort(uses, compare_uses);
    CAIRN_AUTO_VEC struct cairn_vec literals = CAIRN_VEC_OF(struct cairn_index_literal);
    enum cairn_status status = group_uses(uses, &literals, err);
    if (status != CAIRN_OK)
        return status;
    write_literal_section(writer, uses->data, &literals);
    return cairn_index_write_tables(writer, &literals, err);
}
