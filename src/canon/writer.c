/*
 * Collects a canon and makes its file. Everything is sorted by id before it is written, the digest
 * is computed over the sorted content, and SQLite starts from an empty database in memory: so equal
 * content gives equal bytes.
 *
 * Memory: a record's texts are serialised when it is added and freed when its row is written, so
 * the content is held about twice at the peak (rows and file).
 */
#include "canon/writer.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/map.h"
#include "canon/canon_internal.h"
#include "canon/writer_internal.h"
#include "formats/json.h"

enum cairn_status cairn_canon_writer_new(
    struct cairn_canon_writer **out_writer, struct cairn_error *err)
{
    struct cairn_canon_writer *writer = cairn_alloc(sizeof *writer);
    if (!writer)
        return CAIRN_FAIL_MEMORY(err);
    cairn_arena_init(&writer->arena, 0);
    writer->entries = CAIRN_VEC_OF(struct cairn_canon_entry);
    writer->domains = CAIRN_VEC_OF(struct cairn_canon_group);
    writer->families = CAIRN_VEC_OF(struct cairn_canon_group);
    writer->transcripts = CAIRN_VEC_OF(struct cairn_canon_transcript);
    *out_writer = writer;
    return CAIRN_OK;
}

void cairn_canon_writer_free(struct cairn_canon_writer *writer)
{
    if (!writer)
        return;
    for (size_t i = 0; i < writer->entries.count; i++)
        cairn_buf_done(&CAIRN_VEC_AT(&writer->entries, struct cairn_canon_entry, i)->texts);
    cairn_vec_done(&writer->entries);
    cairn_vec_done(&writer->domains);
    cairn_vec_done(&writer->families);
    cairn_vec_done(&writer->transcripts);
    cairn_buf_done(&writer->index);
    cairn_arena_done(&writer->arena);
    cairn_free(writer);
}

enum cairn_status cairn_canon_writer_set_info(
    struct cairn_canon_writer *writer, const struct cairn_value *info, struct cairn_error *err)
{
    if (cairn_value_get_text(info, "name").size == 0)
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot make a canon without a name");
    writer->info = cairn_value_copy(&writer->arena, info);
    return cairn_value_status(&writer->arena, writer->info, err);
}

/* JSON in the writer's arena; data NULL for no tree. */
static enum cairn_status keep_json(struct cairn_canon_writer *writer,
    const struct cairn_value *tree, size_t limit, struct cairn_span *out_json,
    struct cairn_error *err)
{
    *out_json = cairn_span_make(NULL, 0);
    if (!tree)
        return CAIRN_OK;
    CAIRN_AUTO_BUF struct cairn_buf json = {.limit_bytes = limit};
    cairn_json_write(&json, tree, CAIRN_JSON_COMPACT);
    enum cairn_status status = cairn_buf_status(&json, err);
    if (status)
        return status;
    *out_json = cairn_arena_copy(&writer->arena, cairn_buf_span(&json));
    return out_json->data ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

/* What the statistics want to know of a group, so that its tree need not be kept. */
static const struct cairn_value *keep_facts(
    struct cairn_arena *arena, const struct cairn_value *en, const struct cairn_value *zh)
{
    struct cairn_span title_zh = cairn_value_get_text(zh, "title");
    struct cairn_value *facts = cairn_value_object(arena);
    cairn_value_set_string(arena, facts, "title", cairn_value_get_text(en, "title"));
    cairn_value_set_string(
        arena, facts, "title_zh", title_zh.size ? title_zh : cairn_value_get_text(en, "title_zh"));
    static const char *const lists[] = {"causes", "changes", "tells"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lists); i++)
        cairn_value_set_int(
            arena, facts, lists[i], cairn_value_count(cairn_value_get(en, lists[i])));
    return facts;
}

static enum cairn_status keep_published(struct cairn_canon_writer *writer,
    const struct cairn_value *published, struct cairn_span *out_json, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *rest = cairn_canon_unmeasured(&arena, published);
    enum cairn_status status = cairn_value_status(&arena, rest, err);
    return status ? status : keep_json(writer, rest, CAIRN_LIMIT_RECORD_JSON, out_json, err);
}

static enum cairn_status keep_measured(struct cairn_canon_writer *writer,
    const struct cairn_value *published, struct cairn_canon_group *group, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *measured = cairn_canon_measured(&arena, published);
    group->measured = cairn_canon_measured_facts(&writer->arena, published);
    if (arena.has_failed || writer->arena.has_failed)
        return CAIRN_FAIL_MEMORY(err);
    return keep_json(writer, measured, CAIRN_LIMIT_EVIDENCE_JSON, &group->measured_json, err);
}

static enum cairn_status add_group(struct cairn_canon_writer *writer, struct cairn_vec *groups,
    struct cairn_span id, const struct cairn_value *en, const struct cairn_value *zh,
    struct cairn_error *err)
{
    if (id.size == 0 || id.size > CAIRN_LIMIT_ID)
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot put a family or domain into a canon: its id has %zu bytes, not 1 to %zu",
            id.size, CAIRN_LIMIT_ID);
    struct cairn_canon_group group = {
        .id = cairn_arena_copy(&writer->arena, id), .tree = keep_facts(&writer->arena, en, zh)};
    enum cairn_status status = keep_published(writer, en, &group.published_en, err);
    if (!status && zh)
        status = keep_published(writer, zh, &group.published_zh, err);
    if (!status)
        status = keep_measured(writer, en, &group, err);
    if (!status)
        status = cairn_value_status(&writer->arena, group.tree, err);
    return status ? status : cairn_vec_push(groups, &group, err);
}

enum cairn_status cairn_canon_writer_add_domain(struct cairn_canon_writer *writer,
    struct cairn_span id, const struct cairn_value *domain, struct cairn_error *err)
{
    return add_group(writer, &writer->domains, id, domain, NULL, err);
}

enum cairn_status cairn_canon_writer_add_family(struct cairn_canon_writer *writer,
    struct cairn_span id, const struct cairn_value *family_en, const struct cairn_value *family_zh,
    struct cairn_error *err)
{
    return add_group(writer, &writer->families, id, family_en, family_zh, err);
}

enum cairn_status cairn_canon_writer_add_record(struct cairn_canon_writer *writer,
    const struct cairn_canon_record_entry *source, struct cairn_error *err)
{
    if (writer->entries.count >= CAIRN_LIMIT_RECORDS)
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT, "cannot put more than %d records into a canon",
            CAIRN_LIMIT_RECORDS);
    struct cairn_canon_entry entry = {0};
    enum cairn_status status = cairn_canon_entry_read(&writer->arena, source, &entry, err);
    if (!status)
        status = cairn_vec_push(&writer->entries, &entry, err);
    if (status)
        cairn_buf_done(&entry.texts);
    return status;
}

enum cairn_status cairn_canon_writer_add_transcript(struct cairn_canon_writer *writer,
    struct cairn_span family, struct cairn_span cause, struct cairn_span environment,
    struct cairn_span frame, struct cairn_error *err)
{
    struct cairn_canon_transcript transcript = {.family = cairn_arena_copy(&writer->arena, family),
        .cause = cairn_arena_copy(&writer->arena, cause),
        .environment = cairn_arena_copy(&writer->arena, environment),
        .frame = cairn_arena_copy(&writer->arena, frame)};
    if (writer->arena.has_failed)
        return CAIRN_FAIL_MEMORY(err);
    return cairn_vec_push(&writer->transcripts, &transcript, err);
}

enum cairn_status cairn_canon_writer_set_index(
    struct cairn_canon_writer *writer, struct cairn_span index, struct cairn_error *err)
{
    cairn_buf_clear(&writer->index);
    cairn_buf_append(&writer->index, index);
    return cairn_buf_status(&writer->index, err);
}

/* Order and conflicts */

static int compare_entries(const void *a, const void *b)
{
    return cairn_span_compare(
        ((const struct cairn_canon_entry *)a)->id, ((const struct cairn_canon_entry *)b)->id);
}

static int compare_groups(const void *a, const void *b)
{
    return cairn_span_compare(
        ((const struct cairn_canon_group *)a)->id, ((const struct cairn_canon_group *)b)->id);
}

static enum cairn_status sort_groups(
    struct cairn_vec *groups, const char *kind, struct cairn_error *err)
{
    cairn_vec_sort(groups, compare_groups);
    for (size_t i = 1; i < groups->count; i++) {
        struct cairn_span id = CAIRN_VEC_AT(groups, struct cairn_canon_group, i)->id;
        if (cairn_span_equal(CAIRN_VEC_AT(groups, struct cairn_canon_group, i - 1)->id, id))
            return CAIRN_FAIL(err, CAIRN_ERR_CONFLICT,
                "cannot make the canon: two %s have the id '%.*s'", kind, CAIRN_SPAN_ARGS(id));
    }
    return CAIRN_OK;
}

static int compare_transcripts(const void *left, const void *right)
{
    const struct cairn_canon_transcript *a = left;
    const struct cairn_canon_transcript *b = right;
    int order = cairn_span_compare(a->family, b->family);
    if (order == 0)
        order = cairn_span_compare(a->cause, b->cause);
    return order != 0 ? order : cairn_span_compare(a->environment, b->environment);
}

static enum cairn_status sort_transcripts(struct cairn_vec *transcripts, struct cairn_error *err)
{
    cairn_vec_sort(transcripts, compare_transcripts);
    for (size_t i = 1; i < transcripts->count; i++) {
        const struct cairn_canon_transcript *one =
            CAIRN_VEC_AT(transcripts, struct cairn_canon_transcript, i);
        if (compare_transcripts(one - 1, one) == 0)
            return CAIRN_FAIL(err, CAIRN_ERR_CONFLICT,
                "cannot make the canon: %.*s has two transcripts of %.*s in %.*s",
                CAIRN_SPAN_ARGS(one->family), CAIRN_SPAN_ARGS(one->cause),
                CAIRN_SPAN_ARGS(one->environment));
    }
    return CAIRN_OK;
}

static enum cairn_status fail_conflict(struct cairn_span id, struct cairn_error *err)
{
    return CAIRN_FAIL(err, CAIRN_ERR_CONFLICT,
        "cannot make the canon: two records have the id or former id '%.*s'", CAIRN_SPAN_ARGS(id));
}

static enum cairn_status claim_id(struct cairn_map *owners, struct cairn_span id,
    struct cairn_canon_entry *entry, struct cairn_error *err)
{
    void *old = NULL;
    enum cairn_status status = cairn_map_put(owners, id, entry, &old, err);
    if (status)
        return status;
    return old && old != entry ? fail_conflict(id, err) : CAIRN_OK;
}

static enum cairn_status sort_all(struct cairn_canon_writer *writer, struct cairn_error *err)
{
    cairn_vec_sort(&writer->entries, compare_entries);
    CAIRN_AUTO_MAP struct cairn_map owners = {0};
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < writer->entries.count; i++) {
        struct cairn_canon_entry *entry =
            CAIRN_VEC_AT(&writer->entries, struct cairn_canon_entry, i);
        status = claim_id(&owners, entry->id, entry, err);
        CAIRN_VALUE_EACH(alias, entry->aliases)
        {
            if (!status)
                status = claim_id(&owners, cairn_value_text(alias->value), entry, err);
        }
    }
    if (!status)
        status = sort_groups(&writer->domains, "domains", err);
    if (!status)
        status = sort_groups(&writer->families, "families", err);
    return status ? status : sort_transcripts(&writer->transcripts, err);
}

/* Digest: each text with its size in front, so that no two contents give the same bytes */

static void digest_text(struct cairn_digest *digest, struct cairn_span text)
{
    char size[32] = "-"; /* none, which is not the same as empty */
    int length = text.data ? snprintf(size, sizeof size, "%zu:", text.size) : 1;
    cairn_digest_add(digest, cairn_span_make(size, (size_t)length));
    cairn_digest_add(digest, text);
}

static void digest_groups(
    struct cairn_digest *digest, const char *kind, const struct cairn_vec *groups)
{
    digest_text(digest, cairn_span_from_string(kind));
    for (size_t i = 0; i < groups->count; i++) {
        const struct cairn_canon_group *group = CAIRN_VEC_AT(groups, struct cairn_canon_group, i);
        digest_text(digest, group->id);
        digest_text(digest, group->published_en);
        digest_text(digest, group->published_zh);
        digest_text(digest, group->measured_json);
    }
}

static void digest_entries(struct cairn_digest *digest, const struct cairn_vec *entries)
{
    digest_text(digest, CAIRN_SPAN("records"));
    for (size_t i = 0; i < entries->count; i++) {
        const struct cairn_canon_entry *entry = CAIRN_VEC_AT(entries, struct cairn_canon_entry, i);
        digest_text(digest, entry->id);
        digest_text(digest, cairn_canon_entry_field(entry, CAIRN_FIELD_PUBLISHED_EN));
        digest_text(digest, cairn_canon_entry_field(entry, CAIRN_FIELD_PUBLISHED_ZH));
        digest_text(digest, cairn_canon_entry_field(entry, CAIRN_FIELD_ORIGINAL));
        digest_text(digest, cairn_canon_entry_field(entry, CAIRN_FIELD_MEASURED));
        digest_text(digest, entry->unindexed_reason);
    }
}

static void digest_transcripts(struct cairn_digest *digest, const struct cairn_vec *transcripts)
{
    digest_text(digest, CAIRN_SPAN("transcripts"));
    for (size_t i = 0; i < transcripts->count; i++) {
        const struct cairn_canon_transcript *transcript =
            CAIRN_VEC_AT(transcripts, struct cairn_canon_transcript, i);
        digest_text(digest, transcript->family);
        digest_text(digest, transcript->cause);
        digest_text(digest, transcript->environment);
        digest_text(digest, transcript->frame);
    }
}

static enum cairn_status compute_digest(
    struct cairn_canon_writer *writer, char out_hex[CAIRN_DIGEST_HEX_SIZE], struct cairn_error *err)
{
    struct cairn_span info;
    enum cairn_status status = keep_json(writer, writer->info, CAIRN_LIMIT_RECORD_JSON, &info, err);
    if (status)
        return status;
    struct cairn_digest *digest = cairn_digest_new();
    if (!digest)
        return CAIRN_FAIL_MEMORY(err);
    digest_text(digest, CAIRN_SPAN("cairn.canon/2"));
    digest_text(digest, info);
    digest_groups(digest, "domains", &writer->domains);
    digest_groups(digest, "families", &writer->families);
    digest_entries(digest, &writer->entries);
    digest_transcripts(digest, &writer->transcripts);
    digest_text(digest, cairn_buf_span(&writer->index));
    cairn_digest_finish(digest, out_hex);
    return CAIRN_OK;
}

/* Rows */

static void bind_optional(
    struct cairn_store_statement *statement, int parameter, struct cairn_span text)
{
    if (text.data)
        cairn_store_bind_text(statement, parameter, text);
    else
        cairn_store_bind_null(statement, parameter);
}

static enum cairn_status write_record(struct cairn_store *store, int64_t number,
    const struct cairn_canon_entry *entry, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *insert = NULL;
    enum cairn_status status = cairn_store_prepare(
        store, "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", &insert, err);
    if (status)
        return status;
    struct cairn_span original = cairn_canon_entry_field(entry, CAIRN_FIELD_ORIGINAL);
    cairn_store_bind_int(insert, 1, number);
    cairn_store_bind_text(insert, 2, entry->id);
    cairn_store_bind_text(insert, 3, entry->tier);
    cairn_store_bind_text(insert, 4, entry->severity);
    cairn_store_bind_text(insert, 5, cairn_canon_entry_field(entry, CAIRN_FIELD_SIGNATURE));
    cairn_store_bind_text(insert, 6, cairn_canon_entry_field(entry, CAIRN_FIELD_SUMMARY_EN));
    bind_optional(insert, 7, cairn_canon_entry_field(entry, CAIRN_FIELD_SUMMARY_ZH));
    cairn_store_bind_text(insert, 8, cairn_canon_entry_field(entry, CAIRN_FIELD_PUBLISHED_EN));
    bind_optional(insert, 9, cairn_canon_entry_field(entry, CAIRN_FIELD_PUBLISHED_ZH));
    if (original.data)
        cairn_store_bind_blob(insert, 10, original);
    return cairn_store_run(insert, err);
}

static enum cairn_status write_measured(struct cairn_store *store, int64_t number,
    const struct cairn_canon_entry *entry, struct cairn_error *err)
{
    struct cairn_span measured = cairn_canon_entry_field(entry, CAIRN_FIELD_MEASURED);
    if (!measured.data)
        return CAIRN_OK;
    CAIRN_AUTO_RESET struct cairn_store_statement *insert = NULL;
    enum cairn_status status =
        cairn_store_prepare(store, "INSERT INTO record_evidence VALUES (?1, ?2)", &insert, err);
    if (status)
        return status;
    cairn_store_bind_int(insert, 1, number);
    cairn_store_bind_text(insert, 2, measured);
    return cairn_store_run(insert, err);
}

static enum cairn_status write_words(struct cairn_store *store, int64_t number,
    const struct cairn_canon_entry *entry, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *insert = NULL;
    enum cairn_status status = cairn_store_prepare(store,
        "INSERT INTO search (rowid, id, signature, english, chinese) VALUES (?1, ?2, ?3, ?4, ?5)",
        &insert, err);
    if (status)
        return status;
    cairn_store_bind_int(insert, 1, number);
    for (int column = 0; column < 4; column++)
        cairn_store_bind_text(insert, column + 2,
            cairn_canon_entry_field(entry, CAIRN_FIELD_WORDS_ID + (unsigned)column));
    return cairn_store_run(insert, err);
}

static enum cairn_status write_aliases(struct cairn_store *store, int64_t number,
    const struct cairn_canon_entry *entry, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *insert = NULL;
    enum cairn_status status =
        cairn_store_prepare(store, "INSERT OR IGNORE INTO alias VALUES (?1, ?2)", &insert, err);
    CAIRN_VALUE_EACH(alias, entry->aliases)
    {
        if (status || cairn_span_equal(cairn_value_text(alias->value), entry->id))
            continue;
        cairn_store_bind_text(insert, 1, cairn_value_text(alias->value));
        cairn_store_bind_int(insert, 2, number);
        status = cairn_store_run(insert, err);
    }
    return status;
}

static enum cairn_status write_transitions(
    struct cairn_store *store, const struct cairn_canon_entry *entry, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *insert = NULL;
    enum cairn_status status = cairn_store_prepare(
        store, "INSERT OR IGNORE INTO transition VALUES (?1, ?2, ?3)", &insert, err);
    CAIRN_VALUE_EACH(transition, entry->transitions)
    {
        if (status)
            break;
        cairn_store_bind_text(insert, 1, entry->id);
        cairn_store_bind_text(insert, 2, cairn_value_get_text(transition->value, "error_id"));
        cairn_store_bind_text(insert, 3, cairn_value_get_text(transition->value, "kind"));
        status = cairn_store_run(insert, err);
    }
    return status;
}

static enum cairn_status write_entries(
    struct cairn_canon_writer *writer, struct cairn_store *store, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < writer->entries.count; i++) {
        struct cairn_canon_entry *entry =
            CAIRN_VEC_AT(&writer->entries, struct cairn_canon_entry, i);
        int64_t number = (int64_t)i + 1;
        status = write_record(store, number, entry, err);
        if (!status)
            status = write_measured(store, number, entry, err);
        if (!status)
            status = write_words(store, number, entry, err);
        if (!status)
            status = write_aliases(store, number, entry, err);
        if (!status)
            status = write_transitions(store, entry, err);
        cairn_buf_done(&entry->texts);
    }
    return status;
}

static enum cairn_status write_groups(
    const struct cairn_vec *groups, struct cairn_store_statement *insert, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < groups->count; i++) {
        const struct cairn_canon_group *group = CAIRN_VEC_AT(groups, struct cairn_canon_group, i);
        cairn_store_bind_text(insert, 1, group->id);
        cairn_store_bind_text(insert, 2, group->published_en);
        bind_optional(insert, 3, group->published_zh);
        status = cairn_store_run(insert, err);
    }
    return status;
}

static enum cairn_status write_family_evidence(
    const struct cairn_vec *families, struct cairn_store *store, struct cairn_error *err)
{
    struct cairn_store_statement *insert = NULL;
    enum cairn_status status =
        cairn_store_prepare(store, "INSERT INTO family_evidence VALUES (?1, ?2)", &insert, err);
    for (size_t i = 0; !status && i < families->count; i++) {
        const struct cairn_canon_group *family =
            CAIRN_VEC_AT(families, struct cairn_canon_group, i);
        if (!family->measured_json.data)
            continue;
        cairn_store_bind_text(insert, 1, family->id);
        cairn_store_bind_text(insert, 2, family->measured_json);
        status = cairn_store_run(insert, err);
    }
    return status;
}

static enum cairn_status write_domains_and_families(
    struct cairn_canon_writer *writer, struct cairn_store *store, struct cairn_error *err)
{
    struct cairn_store_statement *insert = NULL;
    /* A domain has both languages in one text: ?3 is not used and stays NULL. */
    enum cairn_status status = cairn_store_prepare(
        store, "INSERT INTO domain SELECT ?1, ?2 WHERE ?3 IS NULL", &insert, err);
    if (!status)
        status = write_groups(&writer->domains, insert, err);
    if (!status)
        status = cairn_store_prepare(store, "INSERT INTO family VALUES (?1, ?2, ?3)", &insert, err);
    if (!status)
        status = write_groups(&writer->families, insert, err);
    return status ? status : write_family_evidence(&writer->families, store, err);
}

static enum cairn_status write_transcripts(
    struct cairn_canon_writer *writer, struct cairn_store *store, struct cairn_error *err)
{
    struct cairn_store_statement *insert = NULL;
    enum cairn_status status =
        cairn_store_prepare(store, "INSERT INTO transcript VALUES (?1, ?2, ?3, ?4)", &insert, err);
    for (size_t i = 0; !status && i < writer->transcripts.count; i++) {
        const struct cairn_canon_transcript *transcript =
            CAIRN_VEC_AT(&writer->transcripts, struct cairn_canon_transcript, i);
        cairn_store_bind_text(insert, 1, transcript->family);
        cairn_store_bind_text(insert, 2, transcript->cause);
        cairn_store_bind_text(insert, 3, transcript->environment);
        cairn_store_bind_blob(insert, 4, transcript->frame);
        status = cairn_store_run(insert, err);
    }
    return status;
}

static enum cairn_status run_once(
    struct cairn_store *store, const char *sql, struct cairn_error *err)
{
    struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(store, sql, &statement, err);
    return status ? status : cairn_store_run(statement, err);
}

/* One segment instead of many: smaller, and each word is found in one place. */
static enum cairn_status finish_search(struct cairn_store *store, struct cairn_error *err)
{
    _Static_assert(CAIRN_CANON_COMMON_RECORDS == 256, "the number stands in the SQL below");
    enum cairn_status status =
        run_once(store, "INSERT INTO search (search) VALUES ('optimize')", err);
    if (!status)
        status = run_once(
            store, "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search, row)", err);
    if (!status)
        status = run_once(store,
            "INSERT INTO common_word SELECT term, doc FROM temp.vocabulary WHERE doc > 256", err);
    return status ? status : run_once(store, "DROP TABLE temp.vocabulary", err);
}

static enum cairn_status write_index(
    struct cairn_canon_writer *writer, struct cairn_store *store, struct cairn_error *err)
{
    struct cairn_store_statement *insert = NULL;
    enum cairn_status status =
        cairn_store_prepare(store, "INSERT INTO match_index VALUES (?1, ?2)", &insert, err);
    struct cairn_span index = cairn_buf_span(&writer->index);
    for (size_t offset = 0; !status && offset < index.size; offset += CAIRN_CANON_PIECE_SIZE) {
        cairn_store_bind_int(insert, 1, (int64_t)(offset / CAIRN_CANON_PIECE_SIZE));
        cairn_store_bind_blob(insert, 2, cairn_span_slice(index, offset, CAIRN_CANON_PIECE_SIZE));
        status = cairn_store_run(insert, err);
    }
    return status;
}

static bool has_language(const struct cairn_value *info, const char *language)
{
    CAIRN_VALUE_EACH(member, cairn_value_get(info, "languages"))
    {
        if (cairn_span_equal_string(cairn_value_text(member->value), language))
            return true;
    }
    return false;
}

static enum cairn_status write_info(struct cairn_canon_writer *writer, struct cairn_store *store,
    const char *digest, const struct cairn_value *statistics, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf json = {.limit_bytes = CAIRN_LIMIT_STATISTICS_JSON};
    cairn_json_write(&json, statistics, CAIRN_JSON_COMPACT);
    CAIRN_AUTO_BUF struct cairn_buf named_digest = {0};
    cairn_buf_printf(&named_digest, "sha256:%s", digest);
    CAIRN_AUTO_RESET struct cairn_store_statement *insert = NULL;
    enum cairn_status status = cairn_buf_status(&json, err);
    if (status)
        cairn_error_context(err, "cannot make the statistics of the canon");
    if (!status)
        status = cairn_buf_status(&named_digest, err);
    if (!status)
        status = cairn_store_prepare(
            store, "INSERT INTO canon VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)", &insert, err);
    if (status)
        return status;
    cairn_store_bind_text(insert, 1, cairn_value_get_text(writer->info, "name"));
    cairn_store_bind_text(insert, 2, cairn_value_get_text(writer->info, "licence"));
    cairn_store_bind_text(insert, 3, cairn_buf_span(&named_digest));
    cairn_store_bind_int(insert, 4, (int64_t)writer->entries.count);
    cairn_store_bind_int(insert, 5, has_language(writer->info, "zh"));
    cairn_store_bind_int(insert, 6, (int64_t)writer->index.size);
    cairn_store_bind_text(insert, 7, cairn_buf_span(&json));
    return cairn_store_run(insert, err);
}

static enum cairn_status write_all(
    struct cairn_canon_writer *writer, struct cairn_store *store, struct cairn_error *err)
{
    char digest[CAIRN_DIGEST_HEX_SIZE];
    const struct cairn_value *statistics = NULL;
    enum cairn_status status = compute_digest(writer, digest, err);
    if (!status)
        status = cairn_canon_count(writer, &statistics, err);
    if (!status)
        status = write_info(writer, store, digest, statistics, err);
    if (!status)
        status = write_domains_and_families(writer, store, err);
    if (!status)
        status = write_entries(writer, store, err);
    if (!status)
        status = write_transcripts(writer, store, err);
    if (!status)
        status = write_index(writer, store, err);
    return status ? status : finish_search(store, err);
}

enum cairn_status cairn_canon_writer_finish(
    struct cairn_canon_writer *writer, char **out_bytes, size_t *out_size, struct cairn_error *err)
{
    if (!writer->info)
        return CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot make a canon before its name is set");
    enum cairn_status status = sort_all(writer, err);
    if (status)
        return status;
    struct cairn_store *store = NULL;
    status = cairn_store_new(&cairn_canon_schema, &store, err);
    if (status)
        return status;
    status = write_all(writer, store, err);
    if (!status)
        status = cairn_store_serialize(store, out_bytes, out_size, err);
    cairn_store_close(store);
    return status;
}
