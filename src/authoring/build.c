/*
 * From the source tree to the bytes of a canon file: every record is published in each language,
 * the transitions are linked across the canon, the regexes become the match index, and the writer
 * puts all of it into one file. Lint has refused broken trees before; what fails here names the
 * record.
 */
#include "authoring/build.h"

#include "authoring/lint_internal.h"

#include "canon/writer.h"
#include "ledger/publish.h"

struct build {
    struct cairn_source *source;
    struct cairn_canon_writer *writer;
    struct cairn_arena arena;     /* everything published; shares nodes with the source */
    struct cairn_value **records; /* published in the language at work, in order of id */
    struct cairn_value **records_zh;
    struct cairn_error *err;
};

static struct cairn_publish_input input_of(const struct cairn_source_record *record)
{
    const struct cairn_source_family *family = record->family;
    bool has_family = family->en.value != NULL;
    return (struct cairn_publish_input){.id = record->id,
        .domain = family->domain->id,
        .family_id = has_family ? family->id : record->id,
        .record = record->en.value,
        .record_zh = record->zh.value,
        .family = family->en.value,
        .family_zh = family->zh.value,
        .evidence = family->evidence.value,
        .recipes = &family->recipes};
}

static enum cairn_status publish(struct build *build, const struct cairn_source_record *record,
    bool in_chinese, struct cairn_value **out_record)
{
    enum cairn_status status;
    if (record->is_imported) {
        status = cairn_publish_imported(&build->arena, record->id, record->en.value,
            record->origin.value, in_chinese, out_record, build->err);
    } else {
        struct cairn_publish_input input = input_of(record);
        status = cairn_publish_record(&build->arena, &input, in_chinese, out_record, build->err);
    }
    if (status != CAIRN_OK)
        cairn_error_context(build->err, "%.*s", CAIRN_SPAN_ARGS(record->en.path));
    return status;
}

static enum cairn_status publish_all(
    struct build *build, bool in_chinese, struct cairn_value ***out_records)
{
    size_t count = build->source->records.count;
    struct cairn_value **records = cairn_arena_array(&build->arena, count + 1, sizeof(void *));
    if (!records)
        return CAIRN_FAIL_MEMORY(build->err);
    for (size_t i = 0; i < count; i++) {
        const struct cairn_source_record *record =
            *CAIRN_VEC_AT(&build->source->records, struct cairn_source_record *, i);
        enum cairn_status status = publish(build, record, in_chinese, &records[i]);
        if (status != CAIRN_OK)
            return status;
    }
    *out_records = records;
    return cairn_publish_link(&build->arena, records, count, build->err);
}

static enum cairn_status write_records(struct build *build)
{
    for (size_t i = 0; i < build->source->records.count; i++) {
        const struct cairn_source_record *record =
            *CAIRN_VEC_AT(&build->source->records, struct cairn_source_record *, i);
        struct cairn_canon_record_entry entry = {.published_en = build->records[i],
            .published_zh = build->records_zh ? build->records_zh[i] : NULL,
            .unindexed_reason = record->unindexed_reason};
        if (record->is_imported)
            entry.original = record->en.text;
        enum cairn_status status = cairn_canon_writer_add_record(build->writer, &entry, build->err);
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status publish_family(struct build *build,
    const struct cairn_source_family *family, const struct cairn_span *ids, bool in_chinese,
    struct cairn_value **out_family)
{
    struct cairn_publish_input input = {.domain = family->domain->id,
        .family_id = family->id,
        .family = family->en.value,
        .family_zh = family->zh.value,
        .evidence = family->evidence.value,
        .recipes = &family->recipes};
    return cairn_publish_family(
        &build->arena, &input, ids, family->records.count, in_chinese, out_family, build->err);
}

/* Frames in pairs: one that names the trial, "CAUSE ENVIRONMENT", and what it printed. */
static enum cairn_status write_transcripts(
    struct build *build, const struct cairn_source_family *family, struct cairn_span id)
{
    struct cairn_span rest = family->transcripts.text;
    enum cairn_status status = CAIRN_OK;
    while (rest.size > 0 && status == CAIRN_OK) {
        struct cairn_span cause = {0};
        struct cairn_span environment = {0};
        struct cairn_span frame = {0};
        status = cairn_transcript_next(&rest, &cause, &environment, &frame, build->err);
        if (status == CAIRN_OK)
            status = cairn_canon_writer_add_transcript(
                build->writer, id, cause, environment, frame, build->err);
    }
    if (status != CAIRN_OK)
        cairn_error_context(build->err, "%.*s", CAIRN_SPAN_ARGS(family->transcripts.path));
    return status;
}

static enum cairn_status write_family(struct build *build, const struct cairn_source_family *family)
{
    if (!family->en.value) { /* a record that stands alone has no family */
        const struct cairn_source_record *only =
            family->records.count == 1
                ? *CAIRN_VEC_AT(&family->records, struct cairn_source_record *, 0)
                : NULL;
        return only ? write_transcripts(build, family, only->id) : CAIRN_OK;
    }
    struct cairn_span *ids =
        cairn_arena_array(&build->arena, family->records.count + 1, sizeof *ids);
    if (!ids)
        return CAIRN_FAIL_MEMORY(build->err);
    for (size_t i = 0; i < family->records.count; i++)
        ids[i] = (*CAIRN_VEC_AT(&family->records, struct cairn_source_record *, i))->id;
    struct cairn_value *en = NULL;
    struct cairn_value *zh = NULL;
    enum cairn_status status = publish_family(build, family, ids, false, &en);
    if (status == CAIRN_OK && build->source->is_bilingual)
        status = publish_family(build, family, ids, true, &zh);
    if (status != CAIRN_OK)
        return status;
    status = cairn_canon_writer_add_family(build->writer, family->id, en, zh, build->err);
    return status ? status : write_transcripts(build, family, family->id);
}

/* Copies a text of the source, and its Chinese beside it under key_zh. */
static void set_both(struct build *build, struct cairn_value *out,
    const struct cairn_source_file *en, const struct cairn_source_file *zh, const char *key,
    const char *key_zh)
{
    struct cairn_span text = cairn_value_get_text(en->value, key);
    struct cairn_span text_zh = cairn_value_get_text(zh->value, key);
    cairn_value_set(&build->arena, out, key,
        text.size > 0 ? cairn_value_string(&build->arena, text) : cairn_value_null(&build->arena));
    cairn_value_set(&build->arena, out, key_zh,
        text_zh.size > 0 ? cairn_value_string(&build->arena, text_zh)
                         : cairn_value_null(&build->arena));
}

static void set_list(
    struct build *build, struct cairn_value *out, const struct cairn_value *object, const char *key)
{
    const struct cairn_value *list = cairn_value_get(object, key);
    cairn_value_set(&build->arena, out, key,
        cairn_value_is(list, CAIRN_VALUE_ARRAY) ? cairn_value_copy(&build->arena, list)
                                                : cairn_value_array(&build->arena));
}

static enum cairn_status write_domain(struct build *build, const struct cairn_source_domain *domain)
{
    struct cairn_value *out = cairn_value_object(&build->arena);
    set_both(build, out, &domain->en, &domain->zh, "title", "title_zh");
    set_both(build, out, &domain->en, &domain->zh, "about", "about_zh");
    set_list(build, out, domain->en.value, "formats");
    const struct cairn_value *url = cairn_value_get(domain->en.value, "official_url");
    cairn_value_set(&build->arena, out, "official_url",
        url ? cairn_value_copy(&build->arena, url) : cairn_value_null(&build->arena));
    enum cairn_status status = cairn_value_status(&build->arena, out, build->err);
    if (status == CAIRN_OK)
        status = cairn_canon_writer_add_domain(build->writer, domain->id, out, build->err);
    for (size_t i = 0; i < domain->families.count && status == CAIRN_OK; i++)
        status =
            write_family(build, *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, i));
    return status;
}

static enum cairn_status write_info(struct build *build)
{
    static const char *const keys[] = {"name", "licence"};
    const struct cairn_value *canon = build->source->canon.value;
    struct cairn_value *info = cairn_value_object(&build->arena);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        cairn_value_set_string(&build->arena, info, keys[i], cairn_value_get_text(canon, keys[i]));
    set_both(build, info, &build->source->canon, &build->source->canon_zh, "title", "title_zh");
    set_both(build, info, &build->source->canon, &build->source->canon_zh, "about", "about_zh");
    set_list(build, info, canon, "languages");
    enum cairn_status status = cairn_value_status(&build->arena, info, build->err);
    if (status != CAIRN_OK)
        return status;
    return cairn_canon_writer_set_info(build->writer, info, build->err);
}

static enum cairn_status write_index(struct build *build)
{
    CAIRN_AUTO_BUF struct cairn_buf index = {0};
    enum cairn_status status = cairn_source_index(build->source, false, &index, build->err);
    if (status == CAIRN_OK)
        status = cairn_canon_writer_set_index(build->writer, cairn_buf_span(&index), build->err);
    return status;
}

static enum cairn_status find_recipes(struct build *build)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < build->source->domains.count; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&build->source->domains, struct cairn_source_domain *, i);
        for (size_t j = 0; j < domain->families.count && status == CAIRN_OK; j++) {
            struct cairn_source_family *family =
                *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, j);
            if (family->evidence.value)
                status = cairn_source_recipes(build->source, family, build->err);
        }
    }
    return status;
}

static enum cairn_status run(struct build *build, char **out_bytes, size_t *out_size)
{
    enum cairn_status status = cairn_source_judge_imported(build->source, build->err);
    if (status == CAIRN_OK)
        status = find_recipes(build);
    if (status == CAIRN_OK)
        status = publish_all(build, false, &build->records);
    if (status == CAIRN_OK && build->source->is_bilingual)
        status = publish_all(build, true, &build->records_zh);
    if (status == CAIRN_OK)
        status = cairn_canon_writer_new(&build->writer, build->err);
    if (status == CAIRN_OK)
        status = write_info(build);
    for (size_t i = 0; i < build->source->domains.count && status == CAIRN_OK; i++)
        status = write_domain(
            build, *CAIRN_VEC_AT(&build->source->domains, struct cairn_source_domain *, i));
    if (status == CAIRN_OK)
        status = write_records(build);
    if (status == CAIRN_OK)
        status = write_index(build);
    if (status == CAIRN_OK)
        status = cairn_canon_writer_finish(build->writer, out_bytes, out_size, build->err);
    return status;
}

enum cairn_status cairn_build(
    struct cairn_source *source, char **out_bytes, size_t *out_size, struct cairn_error *err)
{
    struct build build = {.source = source, .err = err};
    enum cairn_status status = run(&build, out_bytes, out_size);
    cairn_canon_writer_free(build.writer);
    cairn_arena_done(&build.arena);
    return status;
}
