/*
 * The builder of the match index: takes records in any order, keeps copies in an arena, and writes
 * the blob from the records sorted by id. Layout in README.md and format.h; literals in
 * index_write.c, tables in index_tables.c.
 *
 * `refines` is stored as its transitive closure, so that the rank of two records does not depend on
 * whether the record between them matched as well.
 */
#include "match/index.h"

#include "base/alloc.h"
#include "base/map.h"
#include "match/anchor.h"
#include "match/index_internal.h"
#include "match/marker.h"
#include "match/matcher.h"

/*
 * Prices beside an option's hits per MiB: one more regex that shares a literal, and a literal so
 * short that the scan looks at every byte for it.
 */
#define PRICE_OF_SHARING 0.2
#define PRICE_OF_SHORT   400.0

struct pattern {
    struct cairn_span regex;
    struct cairn_anchor_options options;
    const struct cairn_anchors *anchors; /* the option taken, once all regexes are known */
    uint32_t literal_length;
    uint32_t text_offset;
};

struct record {
    struct cairn_span id;
    struct pattern *patterns;
    size_t pattern_count;
    struct cairn_span *refines;
    size_t refines_count;
    uint32_t number;    /* in order of id */
    uint32_t id_offset; /* in the texts */
    uint32_t visited;   /* number + 1 of the record whose closure last met this one */
};

struct cairn_index_builder {
    struct cairn_arena arena;
    struct cairn_vec records; /* of struct record * */
};

enum cairn_status cairn_index_builder_new(
    struct cairn_index_builder **out_builder, struct cairn_error *err)
{
    struct cairn_index_builder *builder = cairn_alloc(sizeof *builder);
    if (!builder)
        return CAIRN_FAIL_MEMORY(err);
    cairn_arena_init(&builder->arena, 0);
    builder->records = CAIRN_VEC_OF(struct record *);
    *out_builder = builder;
    return CAIRN_OK;
}

void cairn_index_builder_free(struct cairn_index_builder *builder)
{
    if (!builder)
        return;
    cairn_arena_done(&builder->arena);
    cairn_vec_done(&builder->records);
    cairn_free(builder);
}

static enum cairn_status analyse(struct cairn_index_builder *builder, struct cairn_span regex,
    struct pattern *pattern, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
    struct cairn_regex_node *root;
    enum cairn_status status = cairn_regex_parse(&scratch, regex, &root, err);
    if (status != CAIRN_OK)
        return status;
    status = cairn_anchors_list(&builder->arena, root, &pattern->options, err);
    if (status != CAIRN_OK)
        return status;
    if (pattern->options.count == 0) {
        status = CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot index the regex: it has no anchor");
        cairn_error_hint(err,
            "write it so that every match contains a literal of at least %d bytes, "
            "better %d",
            CAIRN_ANCHOR_MINIMUM, CAIRN_ANCHOR_FAST);
        return status;
    }
    pattern->literal_length = cairn_regex_literal_length(root);
    pattern->regex = cairn_arena_copy(&builder->arena, regex);
    return pattern->regex.data ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

static enum cairn_status copy_refines(struct cairn_index_builder *builder,
    const struct cairn_index_record *record, struct record *copy, struct cairn_error *err)
{
    copy->refines =
        cairn_arena_array(&builder->arena, record->refines_count + 1, sizeof *copy->refines);
    if (!copy->refines)
        return CAIRN_FAIL_MEMORY(err);
    for (size_t i = 0; i < record->refines_count; i++) {
        copy->refines[i] = cairn_arena_copy(&builder->arena, record->refines[i]);
        if (!copy->refines[i].data)
            return CAIRN_FAIL_MEMORY(err);
    }
    copy->refines_count = record->refines_count;
    return CAIRN_OK;
}

enum cairn_status cairn_index_builder_add(struct cairn_index_builder *builder,
    const struct cairn_index_record *record, struct cairn_error *err)
{
    if (record->id.size == 0 || record->id.size > UINT16_MAX)
        return CAIRN_FAIL(
            err, CAIRN_ERR_INVALID, "cannot index a record: its id is empty or too long");
    struct record *copy = cairn_arena_alloc(&builder->arena, sizeof *copy);
    if (!copy)
        return CAIRN_FAIL_MEMORY(err);
    copy->id = cairn_arena_copy(&builder->arena, record->id);
    copy->patterns =
        cairn_arena_array(&builder->arena, record->regex_count + 1, sizeof *copy->patterns);
    if (!copy->id.data || !copy->patterns)
        return CAIRN_FAIL_MEMORY(err);
    for (size_t i = 0; i < record->regex_count; i++) {
        enum cairn_status status = analyse(builder, record->regexes[i], &copy->patterns[i], err);
        if (status != CAIRN_OK)
            return status;
    }
    copy->pattern_count = record->regex_count;
    enum cairn_status status = copy_refines(builder, record, copy, err);
    return status == CAIRN_OK ? cairn_vec_push(&builder->records, &copy, err) : status;
}

/* ---- writing ---- */

struct finish {
    struct cairn_index_writer writer;
    struct record **records; /* sorted by id */
    size_t record_count;
    struct cairn_map by_id;     /* id → struct record */
    struct cairn_vec uses;      /* of struct cairn_index_literal_use */
    struct cairn_vec refines;   /* of struct cairn_span: all closures, one after another */
    struct cairn_vec offsets;   /* of uint32_t: where each of them lies in the texts */
    struct cairn_vec refine_of; /* of uint32_t: per record, its first refine; one more at the end */
    struct cairn_error *err;
};

static int compare_records(const void *a, const void *b)
{
    const struct record *const *left = a;
    const struct record *const *right = b;
    return cairn_span_compare((*left)->id, (*right)->id);
}

static enum cairn_status number_records(struct finish *finish)
{
    for (size_t i = 0; i < finish->record_count; i++) {
        struct record *record = finish->records[i];
        record->number = (uint32_t)i;
        record->visited = 0;
        void *old;
        enum cairn_status status =
            cairn_map_put(&finish->by_id, record->id, record, &old, finish->err);
        if (status != CAIRN_OK)
            return status;
        if (old)
            return CAIRN_FAIL(finish->err, CAIRN_ERR_CONFLICT,
                "cannot index the canon: two records have the id %.*s",
                CAIRN_SPAN_ARGS(record->id));
    }
    return CAIRN_OK;
}

/* Appends the ids that `record` refines, directly or through others; the list itself is the queue.
 */
static enum cairn_status add_closure(struct finish *finish, struct record *record)
{
    uint32_t mark = record->number + 1;
    size_t first = finish->refines.count;
    size_t next = first;
    record->visited = mark;
    const struct record *from = record;
    for (;;) {
        for (size_t i = 0; from && i < from->refines_count; i++) {
            struct record *target = cairn_map_get(&finish->by_id, from->refines[i]);
            if (target && target->visited == mark)
                continue;
            if (target)
                target->visited = mark;
            enum cairn_status status =
                cairn_vec_push(&finish->refines, &from->refines[i], finish->err);
            if (status != CAIRN_OK)
                return status;
        }
        if (next == finish->refines.count)
            break;
        from = cairn_map_get(
            &finish->by_id, *CAIRN_VEC_AT(&finish->refines, struct cairn_span, next++));
    }
    if (finish->refines.count - first > UINT16_MAX)
        return CAIRN_FAIL(finish->err, CAIRN_ERR_LIMIT,
            "cannot index the canon: %.*s refines more than 65,535 records",
            CAIRN_SPAN_ARGS(record->id));
    return CAIRN_OK;
}

static enum cairn_status close_refines(struct finish *finish)
{
    for (size_t i = 0; i <= finish->record_count; i++) {
        uint32_t first = (uint32_t)finish->refines.count;
        enum cairn_status status = cairn_vec_push(&finish->refine_of, &first, finish->err);
        if (status == CAIRN_OK && i < finish->record_count)
            status = add_closure(finish, finish->records[i]);
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

static uint32_t put_text(struct finish *finish, struct cairn_span text)
{
    cairn_index_avoid_split(&finish->writer, text.size);
    uint32_t offset = cairn_index_tell(&finish->writer);
    cairn_buf_append(finish->writer.out, text);
    return offset;
}

/* Ids first and together: ranking reads several, one regex is read at a time. */
static enum cairn_status write_texts(struct finish *finish)
{
    cairn_index_begin_section(&finish->writer);
    for (size_t i = 0; i < finish->record_count; i++)
        finish->records[i]->id_offset = put_text(finish, finish->records[i]->id);
    for (size_t i = 0; i < finish->refines.count; i++) {
        struct cairn_span id = *CAIRN_VEC_AT(&finish->refines, struct cairn_span, i);
        const struct record *known = cairn_map_get(&finish->by_id, id);
        uint32_t offset = known ? known->id_offset : put_text(finish, id);
        enum cairn_status status = cairn_vec_push(&finish->offsets, &offset, finish->err);
        if (status != CAIRN_OK)
            return status;
    }
    for (size_t i = 0; i < finish->record_count; i++)
        for (size_t j = 0; j < finish->records[i]->pattern_count; j++) {
            struct pattern *pattern = &finish->records[i]->patterns[j];
            pattern->text_offset = put_text(finish, pattern->regex);
        }
    cairn_index_end_section(&finish->writer, CAIRN_INDEX_TEXTS);
    return CAIRN_OK;
}

static void write_records(struct finish *finish)
{
    struct cairn_index_writer *writer = &finish->writer;
    const uint32_t *first = finish->refine_of.data;
    cairn_index_begin_section(writer);
    for (size_t i = 0; i < finish->record_count; i++) {
        cairn_index_put_u32(writer, finish->records[i]->id_offset);
        cairn_index_put_u16(writer, (uint32_t)finish->records[i]->id.size);
        cairn_index_put_u16(writer, first[i + 1] - first[i]);
        cairn_index_put_u32(writer, first[i]);
        cairn_index_put_u32(writer, 0);
    }
    cairn_index_end_section(writer, CAIRN_INDEX_RECORDS);
    cairn_index_begin_section(writer);
    for (size_t i = 0; i < finish->refines.count; i++) {
        cairn_index_put_u32(writer, *CAIRN_VEC_AT(&finish->offsets, uint32_t, i));
        cairn_index_put_u32(
            writer, (uint32_t)CAIRN_VEC_AT(&finish->refines, struct cairn_span, i)->size);
    }
    cairn_index_end_section(writer, CAIRN_INDEX_REFINES);
}

/*
 * How many regexes could take each literal, by its hash: among a regex's options the one that
 * fewest others want is taken, or else thousands of variations of a message would all be confirmed
 * where one of them occurs.
 */
struct demand {
    uint32_t *counts;
    size_t mask;
};

static uint32_t *demand_of(const struct demand *demand, const struct cairn_anchor *anchor)
{
    uint64_t hash = anchor->ignore_case ? 0x84222325cbf29ce4u : 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < anchor->bytes.size; i++)
        hash = (hash ^ (unsigned char)anchor->bytes.data[i]) * 0x100000001b3u;
    return &demand->counts[(hash ^ hash >> 32) & demand->mask];
}

static double price_of_option(const struct demand *demand, const struct cairn_anchors *option)
{
    double price = option->per_mebibyte;
    for (uint32_t i = 0; i < option->count; i++) {
        bool is_short = option->items[i].bytes.size < CAIRN_ANCHOR_FAST;
        price += PRICE_OF_SHARING * *demand_of(demand, &option->items[i]) +
                 (is_short ? PRICE_OF_SHORT : 0);
    }
    return price;
}

static void take_option(const struct demand *demand, struct pattern *pattern)
{
    double least = 0;
    for (uint32_t i = 0; i < pattern->options.count; i++) {
        double price = price_of_option(demand, &pattern->options.items[i]);
        if (i == 0 || price < least) {
            least = price;
            pattern->anchors = &pattern->options.items[i];
        }
    }
}

static void count_options(const struct demand *demand, const struct pattern *pattern)
{
    for (uint32_t i = 0; i < pattern->options.count; i++)
        for (uint32_t j = 0; j < pattern->options.items[i].count; j++)
            ++*demand_of(demand, &pattern->options.items[i].items[j]);
}

static enum cairn_status take_options(struct finish *finish)
{
    size_t size = 4096;
    while (size < 8 * finish->record_count)
        size *= 2;
    CAIRN_AUTO_FREE uint32_t *counts = cairn_alloc_array(size, sizeof *counts);
    if (!counts)
        return CAIRN_FAIL_MEMORY(finish->err);
    struct demand demand = {counts, size - 1};
    for (size_t i = 0; i < finish->record_count; i++)
        for (size_t j = 0; j < finish->records[i]->pattern_count; j++)
            count_options(&demand, &finish->records[i]->patterns[j]);
    for (size_t i = 0; i < finish->record_count; i++)
        for (size_t j = 0; j < finish->records[i]->pattern_count; j++)
            take_option(&demand, &finish->records[i]->patterns[j]);
    return CAIRN_OK;
}

static enum cairn_status add_uses(
    struct finish *finish, const struct pattern *pattern, uint32_t number)
{
    for (uint32_t i = 0; i < pattern->anchors->count; i++) {
        struct cairn_index_literal_use use = {.bytes = pattern->anchors->items[i].bytes,
            .ignore_case = pattern->anchors->items[i].ignore_case,
            .pattern = number};
        enum cairn_status status = cairn_vec_push(&finish->uses, &use, finish->err);
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status write_patterns(struct finish *finish)
{
    struct cairn_index_writer *writer = &finish->writer;
    uint32_t number = 0;
    cairn_index_begin_section(writer);
    for (size_t i = 0; i < finish->record_count; i++)
        for (size_t j = 0; j < finish->records[i]->pattern_count; j++) {
            const struct pattern *pattern = &finish->records[i]->patterns[j];
            cairn_index_put_u32(writer, pattern->text_offset);
            cairn_index_put_u16(writer, (uint32_t)pattern->regex.size);
            cairn_index_put_u16(writer, 0);
            cairn_index_put_u32(writer, finish->records[i]->number);
            cairn_index_put_u32(writer, pattern->literal_length);
            enum cairn_status status = add_uses(finish, pattern, number++);
            if (status != CAIRN_OK)
                return status;
        }
    cairn_index_end_section(writer, CAIRN_INDEX_PATTERNS);
    return CAIRN_OK;
}

static enum cairn_status add_markers(struct finish *finish)
{
    for (size_t i = 0; i < cairn_marker_count; i++) {
        struct cairn_index_literal_use use = {
            .bytes = cairn_span_from_string(cairn_markers[i].text),
            .ignore_case = cairn_markers[i].ignore_case,
            .pattern = CAIRN_PATTERN_MARKER};
        enum cairn_status status = cairn_vec_push(&finish->uses, &use, finish->err);
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status write_all(struct finish *finish)
{
    enum cairn_status status = number_records(finish);
    if (status == CAIRN_OK)
        status = close_refines(finish);
    if (status == CAIRN_OK)
        status = write_texts(finish);
    if (status == CAIRN_OK)
        status = take_options(finish);
    if (status != CAIRN_OK)
        return status;
    write_records(finish);
    status = write_patterns(finish);
    if (status == CAIRN_OK)
        status = add_markers(finish);
    if (status == CAIRN_OK)
        status = cairn_index_write_literals(&finish->writer, &finish->uses, finish->err);
    return status == CAIRN_OK ? cairn_index_end(&finish->writer, finish->err) : status;
}

enum cairn_status cairn_index_builder_finish(
    struct cairn_index_builder *builder, struct cairn_buf *out_index, struct cairn_error *err)
{
    cairn_vec_sort(&builder->records, compare_records);
    struct finish finish = {
        .records = builder->records.data,
        .record_count = builder->records.count,
        .uses = CAIRN_VEC_OF(struct cairn_index_literal_use),
        .refines = CAIRN_VEC_OF(struct cairn_span),
        .offsets = CAIRN_VEC_OF(uint32_t),
        .refine_of = CAIRN_VEC_OF(uint32_t),
        .err = err,
    };
    size_t before = out_index->size;
    cairn_index_begin(&finish.writer, out_index);
    enum cairn_status status = write_all(&finish);
    if (status != CAIRN_OK)
        cairn_buf_truncate(out_index, before);
    cairn_map_done(&finish.by_id);
    cairn_vec_done(&finish.uses);
    cairn_vec_done(&finish.refines);
    cairn_vec_done(&finish.offsets);
    cairn_vec_done(&finish.refine_of);
    return status;
}
