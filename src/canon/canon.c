/*
 * Reading a canon file. Opening reads one row; everything else is read when it is asked for, by
 * statements that are prepared once. Nothing in the file is believed: texts must be UTF-8 and
 * within their limits, JSON must be an object, ids must come in order, and pieces of the index must
 * have the size that they should have.
 *
 * A canon owns its store, the blob it reads the index by, and the texts of its info. What it gives
 * is copied into the caller's arena.
 */
#include "canon/canon.h"

#include "base/alloc.h"
#include "base/ascii.h"
#include "base/buf.h"
#include "base/checked.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "canon/canon_internal.h"
#include "canon/schema.h"
#include "formats/json.h"

/* Larger indexes than this no program of ours makes; it keeps piece numbers small. */
#define INDEX_SIZE_MAX INT64_C(0xffffffff)

const struct cairn_store_schema cairn_canon_schema = {
    .sql = cairn_canon_schema_sql, .version = CAIRN_CANON_SCHEMA_VERSION};

static enum cairn_status copy_checked(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span text, size_t limit, struct cairn_span *out_text, struct cairn_error *err)
{
    if (text.size > limit || !cairn_utf8_is_valid(text))
        return cairn_store_corrupt(
            canon->store, "it holds a text that is too long or not UTF-8", err);
    *out_text = cairn_arena_copy(arena, text);
    return out_text->data ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

static enum cairn_status copy_text(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_store_statement *statement, int column, struct cairn_span *out_text,
    struct cairn_error *err)
{
    return copy_checked(canon, arena, cairn_store_column_text(statement, column),
        CAIRN_LIMIT_RECORD_JSON, out_text, err);
}

/* Opening */

static bool is_digest(struct cairn_span text)
{
    struct cairn_span prefix = CAIRN_SPAN("sha256:");
    if (text.size != prefix.size + 64 || !cairn_span_starts_with(text, prefix))
        return false;
    for (size_t i = prefix.size; i < text.size; i++) {
        char byte = text.data[i];
        if (!cairn_ascii_is_digit(byte) && !(byte >= 'a' && byte <= 'f'))
            return false;
    }
    return true;
}

static enum cairn_status take_info(
    struct cairn_canon *canon, struct cairn_store_statement *row, struct cairn_error *err)
{
    struct cairn_span texts[3] = {0};
    enum cairn_status status = CAIRN_OK;
    for (int column = 0; !status && column < 3; column++)
        status = copy_text(canon, &canon->arena, row, column, &texts[column], err);
    if (status)
        return status;
    int64_t records = cairn_store_column_int(row, 3);
    int64_t index_size = cairn_store_column_int(row, 5);
    if (texts[0].size == 0 || !is_digest(texts[2]) || records < 0 ||
        records > CAIRN_LIMIT_RECORDS || index_size < 0 || index_size > INDEX_SIZE_MAX)
        return cairn_store_corrupt(canon->store, "what it says about itself makes no sense", err);
    canon->info = (struct cairn_canon_info){
        .name = texts[0].data,
        .licence = texts[1].data,
        .digest = texts[2].data,
        .path = cairn_store_path(canon->store),
        .records = (uint32_t)records,
        .is_bilingual = cairn_store_column_int(row, 4) != 0,
    };
    canon->index_size = (size_t)index_size;
    return CAIRN_OK;
}

static enum cairn_status read_info(struct cairn_canon *canon, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *row = NULL;
    enum cairn_status status = cairn_store_prepare(canon->store,
        "SELECT name, licence, digest, records, is_bilingual, index_size FROM canon "
        "WHERE number = 1",
        &row, err);
    if (status)
        return status;
    bool has_row = false;
    status = cairn_store_step(row, &has_row, err);
    if (status)
        return status;
    if (!has_row)
        return cairn_store_corrupt(canon->store, "it does not say what canon it is", err);
    return take_info(canon, row, err);
}

enum cairn_status cairn_canon_open(
    const char *path, struct cairn_canon **out_canon, struct cairn_error *err)
{
    struct cairn_canon *canon = cairn_alloc(sizeof *canon);
    if (!canon)
        return CAIRN_FAIL_MEMORY(err);
    cairn_arena_init(&canon->arena, 0);
    enum cairn_status status = cairn_store_open(path, &cairn_canon_schema, &canon->store, err);
    if (!status)
        status = read_info(canon, err);
    if (status) {
        cairn_canon_close(canon);
        return status;
    }
    *out_canon = canon;
    return CAIRN_OK;
}

void cairn_canon_close(struct cairn_canon *canon)
{
    if (!canon)
        return;
    cairn_store_blob_close(canon->index);
    cairn_store_close(canon->store);
    cairn_arena_done(&canon->arena);
    cairn_free(canon);
}

const struct cairn_canon_info *cairn_canon_info(const struct cairn_canon *canon)
{
    return &canon->info;
}

/* Looking up */

/* The first row for a key, copied; data NULL when there is none or the column is NULL. */
static enum cairn_status get_text(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_store_statement *statement, size_t limit, struct cairn_span *out_text,
    struct cairn_error *err)
{
    bool has_row = false;
    enum cairn_status status = cairn_store_step(statement, &has_row, err);
    *out_text = cairn_span_make(NULL, 0);
    if (!status && has_row)
        status =
            copy_checked(canon, arena, cairn_store_column_text(statement, 0), limit, out_text, err);
    cairn_store_reset(statement);
    return status;
}

static enum cairn_status get_number(struct cairn_canon *canon, const char *sql,
    struct cairn_span id, int64_t *out_number, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(canon->store, sql, &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, id);
    bool has_row = false;
    status = cairn_store_step(statement, &has_row, err);
    if (!status)
        *out_number = has_row ? cairn_store_column_int(statement, 0) : 0;
    return status;
}

/* 0: no such record. */
static enum cairn_status find_record(
    struct cairn_canon *canon, struct cairn_span id, int64_t *out_number, struct cairn_error *err)
{
    *out_number = 0;
    if (id.size > CAIRN_LIMIT_ID)
        return CAIRN_OK;
    enum cairn_status status =
        get_number(canon, "SELECT number FROM record WHERE id = ?1", id, out_number, err);
    if (status || *out_number)
        return status;
    return get_number(canon, "SELECT record FROM alias WHERE id = ?1", id, out_number, err);
}

static enum cairn_status get_published(struct cairn_canon *canon, struct cairn_arena *arena,
    int64_t number, enum cairn_canon_language language, struct cairn_span *out_json,
    struct cairn_error *err)
{
    struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(canon->store,
        language == CAIRN_CANON_ZH
            ? "SELECT coalesce(published_zh, published_en) FROM record WHERE number = ?1"
            : "SELECT published_en FROM record WHERE number = ?1",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_int(statement, 1, number);
    status = get_text(canon, arena, statement, CAIRN_LIMIT_RECORD_JSON, out_json, err);
    if (!status && out_json->size == 0)
        return cairn_store_corrupt(canon->store, "a record that it lists is missing", err);
    return status;
}

static enum cairn_status get_original(struct cairn_canon *canon, struct cairn_arena *arena,
    int64_t number, struct cairn_span *out_original, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(
        canon->store, "SELECT original FROM record WHERE number = ?1", &statement, err);
    if (status)
        return status;
    cairn_store_bind_int(statement, 1, number);
    bool has_row = false;
    status = cairn_store_step(statement, &has_row, err);
    *out_original = cairn_span_make(NULL, 0);
    if (status || !has_row || cairn_store_column_blob(statement, 0).size == 0)
        return status;
    *out_original = cairn_arena_copy(arena, cairn_store_column_blob(statement, 0));
    return out_original->data ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

/* JSON that our own writer cannot have written is damage, not a mistake of the user. */
static enum cairn_status parse_object(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span json, struct cairn_value **out_value, struct cairn_error *err)
{
    struct cairn_value *value = NULL;
    enum cairn_status status = cairn_json_read(arena, json, canon->info.path, &value, err);
    if (status == CAIRN_ERR_MEMORY)
        return status;
    if (status || !cairn_value_is(value, CAIRN_VALUE_OBJECT))
        return cairn_store_corrupt(canon->store, "it holds a text that should be JSON", err);
    *out_value = value;
    return CAIRN_OK;
}

enum cairn_status cairn_canon_get_record(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_canon_language language, struct cairn_value **out_record,
    struct cairn_error *err)
{
    int64_t number = 0;
    enum cairn_status status = find_record(canon, id, &number, err);
    if (status)
        return status;
    if (number == 0) {
        *out_record = NULL;
        return CAIRN_OK;
    }
    struct cairn_span json;
    status = get_published(canon, arena, number, language, &json, err);
    return status ? status : parse_object(canon, arena, json, out_record, err);
}

/* One JSON object found by id, or NULL. */
static enum cairn_status get_object(struct cairn_canon *canon, struct cairn_arena *arena,
    const char *sql, struct cairn_span id, size_t limit, struct cairn_value **out_value,
    struct cairn_error *err)
{
    struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(canon->store, sql, &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, id);
    struct cairn_span json;
    status = get_text(canon, arena, statement, limit, &json, err);
    if (status)
        return status;
    if (!json.data) {
        *out_value = NULL;
        return CAIRN_OK;
    }
    return parse_object(canon, arena, json, out_value, err);
}

static enum cairn_status splice(struct cairn_canon *canon, struct cairn_arena *arena,
    const char *sql, struct cairn_span id, struct cairn_value *published, bool *out_has,
    struct cairn_error *err)
{
    struct cairn_value *measured = NULL;
    enum cairn_status status =
        get_object(canon, arena, sql, id, CAIRN_LIMIT_EVIDENCE_JSON, &measured, err);
    *out_has = measured != NULL;
    if (status || !measured)
        return status;
    return cairn_canon_put_measured(canon, arena, published, measured, err);
}

static enum cairn_status splice_record(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_value *record, bool *out_has, struct cairn_error *err)
{
    return splice(canon, arena,
        "SELECT measured FROM record_evidence JOIN record ON record.number = record_evidence.record"
        " WHERE record.id = ?1",
        cairn_value_get_text(record, "id"), record, out_has, err);
}

enum cairn_status cairn_canon_add_measured(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_value *record, struct cairn_error *err)
{
    bool has_some = false;
    return splice_record(canon, arena, record, &has_some, err);
}

/* The text as it is in the file, unless something was measured. */
static enum cairn_status complete_text(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span *json, struct cairn_error *err)
{
    struct cairn_value *record = NULL;
    bool has_some = false;
    enum cairn_status status = parse_object(canon, arena, *json, &record, err);
    if (!status)
        status = splice_record(canon, arena, record, &has_some, err);
    if (status || !has_some)
        return status;
    CAIRN_AUTO_BUF struct cairn_buf whole = {0};
    cairn_json_write(&whole, record, CAIRN_JSON_COMPACT);
    status = cairn_buf_status(&whole, err);
    if (status)
        return status;
    *json = cairn_arena_copy(arena, cairn_buf_span(&whole));
    return json->data ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

enum cairn_status cairn_canon_get_record_text(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_canon_language language, struct cairn_span *out_json,
    struct cairn_span *out_original, struct cairn_error *err)
{
    int64_t number = 0;
    enum cairn_status status = find_record(canon, id, &number, err);
    if (status)
        return status;
    struct cairn_span json = {0};
    struct cairn_span original = {0};
    if (number != 0) {
        status = get_published(canon, arena, number, language, &json, err);
        if (!status)
            status = complete_text(canon, arena, &json, err);
        if (!status)
            status = get_original(canon, arena, number, &original, err);
    }
    if (status)
        return status;
    *out_json = json;
    *out_original = original;
    return CAIRN_OK;
}

enum cairn_status cairn_canon_get_family(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_canon_language language, struct cairn_value **out_family,
    struct cairn_error *err)
{
    struct cairn_value *family = NULL;
    bool has_some = false;
    enum cairn_status status = get_object(canon, arena,
        language == CAIRN_CANON_ZH
            ? "SELECT coalesce(published_zh, published_en) FROM family WHERE id = ?1"
            : "SELECT published_en FROM family WHERE id = ?1",
        id, CAIRN_LIMIT_RECORD_JSON, &family, err);
    if (!status && family)
        status = splice(canon, arena, "SELECT measured FROM family_evidence WHERE family = ?1", id,
            family, &has_some, err);
    if (!status)
        *out_family = family;
    return status;
}

enum cairn_status cairn_canon_get_domain(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_span id, struct cairn_value **out_domain, struct cairn_error *err)
{
    return get_object(canon, arena, "SELECT published FROM domain WHERE id = ?1", id,
        CAIRN_LIMIT_RECORD_JSON, out_domain, err);
}

enum cairn_status cairn_canon_get_statistics(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_value **out_statistics, struct cairn_error *err)
{
    struct cairn_value *statistics = NULL;
    enum cairn_status status =
        get_object(canon, arena, "SELECT statistics FROM canon WHERE number = 1 AND ?1 = ''",
            CAIRN_SPAN(""), CAIRN_LIMIT_STATISTICS_JSON, &statistics, err);
    if (!status && !statistics)
        return cairn_store_corrupt(canon->store, "it has no statistics", err);
    if (!status)
        *out_statistics = statistics;
    return status;
}

/* In bytewise order and no more than there are records: so a file whose tree of pages repeats
 * itself comes to an end. */
static enum cairn_status visit_ids(struct cairn_canon *canon,
    struct cairn_store_statement *statement,
    enum cairn_status (*visit)(void *context, struct cairn_span id, struct cairn_error *err),
    void *context, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf previous = {0};
    bool has_row = false;
    for (uint32_t count = 0;; count++) {
        enum cairn_status status = cairn_store_step(statement, &has_row, err);
        if (status)
            return status;
        if (!has_row)
            return CAIRN_OK;
        struct cairn_span id = cairn_store_column_text(statement, 0);
        if (count >= canon->info.records || id.size > CAIRN_LIMIT_ID || !cairn_utf8_is_valid(id) ||
            cairn_span_compare(id, cairn_buf_span(&previous)) <= 0)
            return cairn_store_corrupt(canon->store, "its list of records is out of order", err);
        cairn_buf_clear(&previous);
        cairn_buf_append(&previous, id);
        status = cairn_buf_status(&previous, err);
        if (!status)
            status = visit(context, id, err);
        if (status)
            return status;
    }
}

enum cairn_status cairn_canon_each_id(struct cairn_canon *canon,
    enum cairn_status (*visit)(void *context, struct cairn_span id, struct cairn_error *err),
    void *context, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status =
        cairn_store_prepare(canon->store, "SELECT id FROM record ORDER BY id", &statement, err);
    return status ? status : visit_ids(canon, statement, visit, context, err);
}

enum cairn_status cairn_canon_has_cascade(struct cairn_canon *canon, struct cairn_span from,
    struct cairn_span to, bool *out_has, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(canon->store,
        "SELECT 1 FROM transition WHERE source = ?1 AND target = ?2 AND kind = 'cascade'",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, from);
    cairn_store_bind_text(statement, 2, to);
    return cairn_store_step(statement, out_has, err);
}

enum cairn_status cairn_canon_read_hit(struct cairn_canon *canon, struct cairn_arena *arena,
    struct cairn_store_statement *statement, struct cairn_canon_hit *out_hit,
    struct cairn_error *err)
{
    enum cairn_status status = copy_text(canon, arena, statement, 0, &out_hit->id, err);
    if (!status)
        status = copy_text(canon, arena, statement, 1, &out_hit->signature, err);
    if (!status)
        status = copy_text(canon, arena, statement, 2, &out_hit->summary, err);
    if (!status)
        status = copy_text(canon, arena, statement, 3, &out_hit->tier, err);
    return status ? status : copy_text(canon, arena, statement, 4, &out_hit->severity, err);
}

/* The match index */

size_t cairn_canon_index_size(const struct cairn_canon *canon)
{
    return canon->index_size;
}

static enum cairn_status go_to_piece(
    struct cairn_canon *canon, size_t piece, struct cairn_error *err)
{
    enum cairn_status status = canon->index
                                   ? cairn_store_blob_move(canon->index, (int64_t)piece, err)
                                   : cairn_store_blob_open(canon->store, "match_index", "bytes",
                                         (int64_t)piece, &canon->index, err);
    if (status) {
        cairn_store_blob_close(CAIRN_TAKE(canon->index));
        return status;
    }
    size_t left = canon->index_size - piece * CAIRN_CANON_PIECE_SIZE;
    if (cairn_store_blob_size(canon->index) != cairn_min_size(left, CAIRN_CANON_PIECE_SIZE))
        return cairn_store_corrupt(canon->store, "its match index is damaged", err);
    return CAIRN_OK;
}

enum cairn_status cairn_canon_index_read(
    struct cairn_canon *canon, size_t offset, char *memory, size_t size, struct cairn_error *err)
{
    if (offset > canon->index_size || size > canon->index_size - offset)
        return cairn_store_corrupt(canon->store, "its match index points outside itself", err);
    while (size > 0) {
        size_t start = offset % CAIRN_CANON_PIECE_SIZE;
        size_t count = cairn_min_size(size, CAIRN_CANON_PIECE_SIZE - start);
        enum cairn_status status = go_to_piece(canon, offset / CAIRN_CANON_PIECE_SIZE, err);
        if (!status)
            status = cairn_store_blob_read(canon->index, start, memory, count, err);
        if (status)
            return status;
        memory += count;
        offset += count;
        size -= count;
    }
    return CAIRN_OK;
}
