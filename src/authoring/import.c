/*
 * Brings another canon's records in, verbatim. A record is what has a signature and a regex in one
 * of the two shapes that are known. Nothing is lost in silence: what is no record is skipped with a
 * reason, and a record whose id is invalid or taken is kept under a made-up id, shown and exported,
 * but not matched.
 */
#include "authoring/import_internal.h"
#include "authoring/regex_internal.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/fd.h"
#include "base/limits.h"
#include "formats/json.h"
#include "ledger/publish.h"

/* Where records go whose id does not even name a domain. */
#define UNNAMED_DOMAIN "unnamed"

bool cairn_import_id(
    struct cairn_arena *arena, const struct cairn_value *original, struct cairn_span *out_id)
{
    const struct cairn_value *value = cairn_value_get(original, "id");
    struct cairn_span id;
    if (!cairn_value_is(value, CAIRN_VALUE_STRING) ||
        !cairn_publish_imported_id(arena, value->text, &id) || !cairn_name_is_record_id(id))
        return false;
    *out_id = id;
    return true;
}

static const char *domain_of(struct cairn_import_run *run, struct cairn_span original_id)
{
    struct cairn_span domain =
        cairn_span_slice(original_id, 0, cairn_span_find_byte(original_id, '/', 0));
    if (!cairn_name_is_slug(domain) || cairn_name_is_reserved(domain))
        return UNNAMED_DOMAIN;
    return cairn_arena_string(&run->kept, domain);
}

/* An id made of the bytes themselves, for records that cannot have their own. */
static bool make_up_id(struct cairn_import_run *run, struct cairn_span original_id,
    struct cairn_span text, struct cairn_span *out_id)
{
    char hex[CAIRN_DIGEST_HEX_SIZE];
    cairn_digest_hex(text, hex);
    const char *domain = domain_of(run, original_id);
    char *id = domain ? cairn_arena_printf(&run->kept, "%s/sha256-%.24s", domain, hex) : NULL;
    *out_id = cairn_span_from_string(id);
    return id != NULL;
}

static const char *reason_of(struct cairn_import_run *run, const struct cairn_value *record,
    bool is_valid, struct cairn_span id)
{
    struct cairn_span original = cairn_span_slice(cairn_value_get_text(record, "id"), 0, 200);
    if (!is_valid)
        return cairn_arena_printf(
            &run->kept, "its id \"%.*s\" is not valid", CAIRN_SPAN_ARGS(original));
    return cairn_arena_printf(&run->kept, "its id \"%.*s\" is also that of %s",
        CAIRN_SPAN_ARGS(original), (const char *)cairn_map_get(&run->taken, id));
}

static enum cairn_status remember(
    struct cairn_import_run *run, struct cairn_span id, const char *path)
{
    char *kept_path = cairn_arena_string(&run->kept, cairn_span_from_string(path));
    struct cairn_span kept_id = cairn_arena_copy(&run->kept, id);
    if (!kept_path || !kept_id.data)
        return CAIRN_FAIL_MEMORY(run->err);
    enum cairn_status status = cairn_map_put(&run->taken, kept_id, kept_path, NULL, run->err);
    struct cairn_span domain = cairn_span_slice(kept_id, 0, cairn_span_find_byte(kept_id, '/', 0));
    if (status == CAIRN_OK && !cairn_map_has(&run->domains, domain))
        status = cairn_map_put(&run->domains, domain, kept_path, NULL, run->err);
    return status;
}

/* Attacks the regex once and notes the outcome, so that lint and build need not do it again. */
static enum cairn_status attack(struct cairn_import_run *run, const struct cairn_value *value,
    struct cairn_import_record *record)
{
    CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
    struct cairn_value text = {
        .kind = CAIRN_VALUE_STRING, .text = cairn_publish_imported_text(value, "regex")};
    struct cairn_checked_regex regex = {.value = &text};
    enum cairn_status status = cairn_regex_check(&scratch, &regex, run->err);
    cairn_pattern_free(regex.pattern);
    if (status != CAIRN_OK)
        return status;
    if (regex.verdict.state == CAIRN_REGEX_GOOD) {
        cairn_regex_attack_key(text.text, record->attacked);
    } else if (regex.verdict.state == CAIRN_REGEX_SLOW && record->unindexed.size == 0) {
        record->unindexed =
            cairn_arena_copy(&run->kept, cairn_span_from_string(regex.verdict.reason.primary));
        if (!record->unindexed.data)
            return CAIRN_FAIL_MEMORY(run->err);
    }
    return CAIRN_OK;
}

/* Finds the record an id: its own, or one made of its bytes. *out_is_new is false when those bytes
 * are here already. */
static enum cairn_status choose_id(struct cairn_import_run *run, const struct cairn_value *value,
    struct cairn_import_record *record, bool *out_is_new)
{
    *out_is_new = true;
    bool is_valid = cairn_import_id(&run->kept, value, &record->id);
    if (is_valid && !cairn_map_has(&run->taken, record->id))
        return CAIRN_OK;
    record->unindexed = cairn_span_from_string(reason_of(run, value, is_valid, record->id));
    if (!record->unindexed.data || !make_up_id(run, record->original_id, record->text, &record->id))
        return CAIRN_FAIL_MEMORY(run->err);
    *out_is_new = !cairn_map_has(&run->taken, record->id);
    return CAIRN_OK;
}

static enum cairn_status keep_record(struct cairn_import_run *run, const char *path,
    const struct cairn_value *value, struct cairn_span text)
{
    if (text.size > CAIRN_LIMIT_SOURCE_FILE)
        return cairn_import_skip(run, path, "the record is larger than 4 MiB");
    if (cairn_publish_imported_text(value, "signature").size == 0 ||
        cairn_publish_imported_text(value, "regex").size == 0)
        return cairn_import_skip(run, path, "this is no record: it has no signature or no regex");
    struct cairn_import_record record = {
        .original_id = cairn_value_get_text(value, "id"), .text = text};
    bool is_new = false;
    enum cairn_status status = choose_id(run, value, &record, &is_new);
    if (status == CAIRN_OK && !is_new)
        return cairn_import_skip(run, path, "another file has the same bytes");
    if (status == CAIRN_OK)
        status = attack(run, value, &record);
    if (status != CAIRN_OK)
        return status;
    status = cairn_import_write_record(run, &record);
    if (status == CAIRN_OK)
        status = remember(run, record.id, path);
    if (status != CAIRN_OK)
        return status;
    run->imported++;
    run->has_chinese = run->has_chinese || cairn_value_get_text(value, "root_cause_zh").size > 0;
    return CAIRN_OK;
}

/* Records of an array have no bytes of their own: they are written out again, spelling of numbers
 * and order kept. */
static enum cairn_status keep_items(
    struct cairn_import_run *run, const char *path, const struct cairn_value *array)
{
    enum cairn_status status = CAIRN_OK;
    uint32_t index = 0;
    for (const struct cairn_value_member *item = cairn_value_first(array);
         item && status == CAIRN_OK; item = item->next) {
        CAIRN_AUTO_BUF struct cairn_buf text = {0};
        cairn_json_write(&text, item->value, CAIRN_JSON_PRETTY);
        cairn_buf_append_byte(&text, '\n');
        status = cairn_buf_status(&text, run->err);
        char *label = cairn_arena_printf(&run->kept, "%s[%u]", path, index++);
        if (status == CAIRN_OK && !label)
            status = CAIRN_FAIL_MEMORY(run->err);
        if (status == CAIRN_OK)
            status = keep_record(run, label, item->value, cairn_buf_span(&text));
    }
    return status;
}

static enum cairn_status parse(struct cairn_import_run *run, struct cairn_arena *scratch,
    const char *path, struct cairn_span text, struct cairn_value **out_value,
    struct cairn_error *failure)
{
    scratch->limit_bytes = CAIRN_LIMIT_DOCUMENT_MEMORY;
    enum cairn_status status = cairn_json_read(scratch, text, path, out_value, failure);
    bool is_at_ceiling =
        scratch->used_bytes + CAIRN_LIMIT_SOURCE_FILE > CAIRN_LIMIT_DOCUMENT_MEMORY;
    if (status == CAIRN_ERR_MEMORY && !is_at_ceiling)
        return CAIRN_FAIL_MEMORY(run->err);
    if (status != CAIRN_OK)
        *out_value = NULL;
    return CAIRN_OK;
}

/* One JSON document a line: taken only when the first line is one. */
static enum cairn_status keep_lines(
    struct cairn_import_run *run, const char *path, struct cairn_span text, bool *out_is_ndjson)
{
    struct cairn_span line;
    enum cairn_status status = CAIRN_OK;
    uint32_t number = 0;
    *out_is_ndjson = false;
    while (status == CAIRN_OK && cairn_span_take_line(&text, &line)) {
        CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
        struct cairn_value *value = NULL;
        struct cairn_error failure = {0};
        number++;
        line = cairn_span_trim(line);
        if (line.size == 0)
            continue;
        status = parse(run, &scratch, path, line, &value, &failure);
        if (status != CAIRN_OK || (!value && !*out_is_ndjson))
            return status;
        *out_is_ndjson = true;
        char *label = cairn_arena_printf(&run->kept, "%s:%u", path, number);
        if (!label)
            return CAIRN_FAIL_MEMORY(run->err);
        status = value ? keep_record(run, label, value, line)
                       : cairn_import_skip(run, label, failure.primary);
    }
    return status;
}

static enum cairn_status take_file(
    struct cairn_import_run *run, const char *path, struct cairn_span text)
{
    CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
    struct cairn_value *value = NULL;
    struct cairn_error failure = {0};
    enum cairn_status status = parse(run, &scratch, path, text, &value, &failure);
    if (status != CAIRN_OK)
        return status;
    if (cairn_value_is(value, CAIRN_VALUE_ARRAY))
        return keep_items(run, path, value);
    if (value)
        return keep_record(run, path, value, text);
    bool is_ndjson = false;
    status = keep_lines(run, path, text, &is_ndjson);
    if (status != CAIRN_OK || is_ndjson)
        return status;
    return cairn_import_skip(run, path, failure.primary);
}

/* Which of the records cannot be matched is asked of the canon as it now lies there. */
static enum cairn_status list_unindexed(struct cairn_import_run *run, struct cairn_value *report)
{
    struct cairn_source *source = NULL;
    struct cairn_complaints complaints = {0};
    enum cairn_status status =
        cairn_source_read(run->options->output_folder, &source, &complaints, run->err);
    if (status == CAIRN_OK)
        status = cairn_source_judge_imported(source, run->err);
    struct cairn_value *list = cairn_value_array(run->arena);
    for (size_t i = 0; status == CAIRN_OK && i < source->records.count; i++) {
        const struct cairn_source_record *record =
            *CAIRN_VEC_AT(&source->records, struct cairn_source_record *, i);
        if (record->unindexed_reason.size == 0)
            continue;
        struct cairn_value *entry = cairn_value_object(run->arena);
        cairn_value_set_string(run->arena, entry, "id", record->id);
        cairn_value_set_string(run->arena, entry, "reason", record->unindexed_reason);
        cairn_value_push(run->arena, list, entry);
    }
    cairn_value_set(run->arena, report, "unindexed", list);
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    return status;
}

static enum cairn_status import_all(struct cairn_import_run *run, struct cairn_value **out_report)
{
    enum cairn_status status = cairn_import_check_paths(run);
    if (status == CAIRN_OK)
        status = cairn_import_open_output(run);
    if (status == CAIRN_OK)
        status = cairn_import_each_file(run, take_file);
    if (status == CAIRN_OK)
        status = cairn_import_write_frame(run);
    if (status != CAIRN_OK)
        return status;
    struct cairn_value *report = cairn_value_object(run->arena);
    cairn_value_set_cstring(run->arena, report, "schema", "cairn.import/1");
    cairn_value_set_cstring(run->arena, report, "output", run->options->output_folder);
    cairn_value_set_int(run->arena, report, "imported", (int64_t)run->imported);
    status = list_unindexed(run, report);
    cairn_value_set(run->arena, report, "skipped", run->skipped);
    if (status == CAIRN_OK)
        status = cairn_value_status(run->arena, report, run->err);
    if (status == CAIRN_OK)
        *out_report = report;
    return status;
}

static enum cairn_status set_date(struct cairn_import_run *run)
{
    char now[CAIRN_TIME_TEXT_SIZE];
    cairn_time_format(cairn_clock_now_ms(NULL), now);
    struct cairn_span date = run->options->read_on ? cairn_span_from_string(run->options->read_on)
                                                   : cairn_span_make(now, 10);
    if (!cairn_date_is_valid(date) || date.size >= sizeof run->read_on)
        return CAIRN_FAIL(run->err, CAIRN_ERR_USAGE,
            "cannot import: \"%.*s\" is no date YYYY-MM-DD", CAIRN_SPAN_ARGS(date));
    for (size_t i = 0; i < date.size; i++)
        run->read_on[i] = date.data[i];
    return CAIRN_OK;
}

enum cairn_status cairn_import(struct cairn_arena *arena,
    const struct cairn_import_options *options, struct cairn_value **out_report,
    struct cairn_error *err)
{
    struct cairn_import_run run = {.arena = arena,
        .options = options,
        .err = err,
        .output_fd = -1,
        .skipped = cairn_value_array(arena)};
    enum cairn_status status = set_date(&run);
    if (status == CAIRN_OK)
        status = import_all(&run, out_report);
    cairn_fd_close(&run.output_fd);
    cairn_map_done(&run.taken);
    cairn_map_done(&run.domains);
    cairn_arena_done(&run.kept);
    return status;
}
