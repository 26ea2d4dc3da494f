/*
 * From a published record to the rows it becomes: its texts as JSON, the words to search by, and
 * the facts that the statistics count. Nothing of the caller's trees is kept: texts are serialised
 * into the entry's own buffer, small facts are copied into the writer's arena.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "canon/words.h"
#include "canon/writer_internal.h"
#include "formats/json.h"

/* A first sentence that is longer is cut: it is one line of a list. */
#define SUMMARY_MAX ((size_t)400)

/* "2026-11", the beginning of a date. */
#define MONTH_SIZE 7

struct cairn_span cairn_canon_entry_field(
    const struct cairn_canon_entry *entry, enum cairn_canon_field field)
{
    const struct cairn_canon_range *range = &entry->fields[field];
    if (!range->is_present)
        return cairn_span_make(NULL, 0);
    return cairn_span_slice(cairn_buf_span(&entry->texts), range->start, range->size);
}

static void begin_field(struct cairn_canon_entry *entry, enum cairn_canon_field field)
{
    entry->fields[field] =
        (struct cairn_canon_range){.start = entry->texts.size, .is_present = true};
}

static void end_field(struct cairn_canon_entry *entry, enum cairn_canon_field field)
{
    entry->fields[field].size = entry->texts.size - entry->fields[field].start;
}

static void put_field(
    struct cairn_canon_entry *entry, enum cairn_canon_field field, struct cairn_span text)
{
    begin_field(entry, field);
    cairn_buf_append(&entry->texts, text);
    end_field(entry, field);
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t';
}

/* A period ends a sentence unless it belongs to an abbreviation of single letters, such as e.g. */
static bool is_end_of_sentence(struct cairn_span text, size_t i)
{
    if (text.data[i] == '\n')
        return true;
    if (text.data[i] != '.' || i < 2 || (i + 1 < text.size && !is_space(text.data[i + 1])))
        return false;
    return text.data[i - 2] != '.' && !is_space(text.data[i - 2]);
}

static struct cairn_span first_sentence(struct cairn_span text)
{
    text = cairn_span_trim(text);
    size_t end = text.size;
    size_t chinese_stop = cairn_span_find(text, CAIRN_SPAN("。"), 0);
    if (chinese_stop != CAIRN_SPAN_NPOS)
        end = chinese_stop + sizeof "。" - 1;
    for (size_t i = 0; i < end; i++) {
        if (is_end_of_sentence(text, i))
            end = i + 1;
    }
    return cairn_span_trim(cairn_utf8_cut(cairn_span_slice(text, 0, end), SUMMARY_MAX));
}

static enum cairn_status put_json(struct cairn_canon_entry *entry, enum cairn_canon_field field,
    const struct cairn_value *tree, size_t limit, struct cairn_error *err)
{
    begin_field(entry, field);
    cairn_json_write(&entry->texts, tree, CAIRN_JSON_COMPACT);
    end_field(entry, field);
    if (entry->fields[field].size <= limit)
        return CAIRN_OK;
    return CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
        "cannot put record '%.*s' into a canon: as JSON it has %zu bytes, more than %zu",
        CAIRN_SPAN_ARGS(entry->id), entry->fields[field].size, limit);
}

/* The record in one language; what was measured is the same in all. */
static enum cairn_status put_published(struct cairn_canon_entry *entry,
    enum cairn_canon_field field, const struct cairn_value *published, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *rest = cairn_canon_unmeasured(&arena, published);
    enum cairn_status status = cairn_value_status(&arena, rest, err);
    return status ? status : put_json(entry, field, rest, CAIRN_LIMIT_RECORD_JSON, err);
}

static enum cairn_status put_measured(
    struct cairn_canon_entry *entry, const struct cairn_value *published, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *measured = cairn_canon_measured(&arena, published);
    if (arena.has_failed)
        return CAIRN_FAIL_MEMORY(err);
    if (!measured)
        return CAIRN_OK;
    return put_json(entry, CAIRN_FIELD_MEASURED, measured, CAIRN_LIMIT_EVIDENCE_JSON, err);
}

typedef void (*append_function)(struct cairn_buf *buf, struct cairn_span text);

static void append_each(
    struct cairn_buf *buf, const struct cairn_value *array, const char *key, append_function append)
{
    CAIRN_VALUE_EACH(member, array)
    append(buf, key ? cairn_value_get_text(member->value, key) : cairn_value_text(member->value));
}

/* What one searches by, besides id and signature. */
static void append_texts(
    struct cairn_buf *buf, const struct cairn_value *record, append_function append)
{
    static const char *const keys[] = {
        "root_cause", "root_cause_zh", "category", "subcategory", "error_code", "signature_zh"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        append(buf, cairn_value_get_text(record, keys[i]));
    append_each(buf, cairn_value_get(record, "tags"), NULL, append);
    append_each(buf, cairn_value_get(record, "aliases"), NULL, append);
    append_each(buf, cairn_value_get(record, "root_causes"), "title", append);
    append_each(buf, cairn_value_get(record, "codes"), "value", append);
}

static void put_words(
    struct cairn_canon_entry *entry, const struct cairn_value *en, const struct cairn_value *zh)
{
    struct cairn_span signature = cairn_value_get_text(en, "signature");
    begin_field(entry, CAIRN_FIELD_WORDS_ID);
    cairn_canon_append_words(&entry->texts, entry->id);
    end_field(entry, CAIRN_FIELD_WORDS_ID);
    begin_field(entry, CAIRN_FIELD_WORDS_SIGNATURE);
    cairn_canon_append_words(&entry->texts, signature);
    end_field(entry, CAIRN_FIELD_WORDS_SIGNATURE);
    begin_field(entry, CAIRN_FIELD_WORDS_ENGLISH);
    append_texts(&entry->texts, en, cairn_canon_append_words);
    end_field(entry, CAIRN_FIELD_WORDS_ENGLISH);
    begin_field(entry, CAIRN_FIELD_PAIRS_CHINESE);
    cairn_canon_append_pairs(&entry->texts, signature);
    append_texts(&entry->texts, zh ? zh : en, cairn_canon_append_pairs);
    end_field(entry, CAIRN_FIELD_PAIRS_CHINESE);
}

static uint32_t count_changes(const struct cairn_value *array)
{
    uint32_t count = 0;
    CAIRN_VALUE_EACH(member, array)
    {
        bool is_plan = cairn_span_equal_string(cairn_value_get_text(member->value, "kind"), "plan");
        count += cairn_value_get_text(member->value, "id").size > 0 && !is_plan;
    }
    return count;
}

/* "nginx/upstream-tls", also where the record names it without its domain. */
static struct cairn_span full_family(
    struct cairn_arena *arena, struct cairn_span id, struct cairn_span family)
{
    if (family.size == 0 || cairn_span_find_byte(family, '/', 0) != CAIRN_SPAN_NPOS)
        return cairn_arena_copy(arena, family);
    struct cairn_span domain = cairn_span_slice(id, 0, cairn_span_find_byte(id, '/', 0));
    return cairn_span_from_string(
        cairn_arena_printf(arena, "%.*s/%.*s", CAIRN_SPAN_ARGS(domain), CAIRN_SPAN_ARGS(family)));
}

static void read_facts(
    struct cairn_arena *arena, const struct cairn_value *en, struct cairn_canon_entry *entry)
{
    struct cairn_span tier = cairn_value_get_text(en, "tier");
    entry->tier = cairn_arena_copy(arena, tier.size ? tier : CAIRN_SPAN("claimed"));
    struct cairn_span severity = cairn_value_get_text(en, "severity");
    entry->severity = cairn_arena_copy(arena, severity.size ? severity : CAIRN_SPAN("error"));
    entry->family = full_family(arena, entry->id, cairn_value_get_text(en, "family"));
    entry->lab = cairn_arena_copy(arena, cairn_value_text(cairn_value_path(en, "lab.state")));
    entry->confirmed = cairn_arena_copy(
        arena, cairn_span_slice(cairn_value_get_text(en, "last_confirmed"), 0, MONTH_SIZE));
    entry->aliases = cairn_value_copy(arena, cairn_value_get(en, "formerly"));
    const struct cairn_value *leads_to = cairn_value_path(en, "transition_graph.leads_to");
    struct cairn_value *transitions = cairn_value_array(arena);
    CAIRN_VALUE_EACH(member, leads_to)
    {
        struct cairn_value *transition = cairn_value_object(arena);
        cairn_value_set_string(
            arena, transition, "error_id", cairn_value_get_text(member->value, "error_id"));
        cairn_value_set_string(
            arena, transition, "kind", cairn_value_get_text(member->value, "kind"));
        cairn_value_push(arena, transitions, transition);
    }
    entry->transitions = transitions;
    if (!cairn_value_is(cairn_value_get(en, "origin"), CAIRN_VALUE_OBJECT)) {
        entry->causes = cairn_value_count(cairn_value_get(en, "root_causes"));
        entry->changes = count_changes(cairn_value_get(en, "workarounds")) +
                         count_changes(cairn_value_get(en, "dead_ends"));
        entry->tells = cairn_value_count(cairn_value_get(en, "tells"));
        entry->measured = cairn_canon_measured_facts(arena, en);
    }
    entry->claims = cairn_value_count(cairn_value_get(en, "claims"));
    entry->examples = cairn_value_count(cairn_value_get(en, "examples"));
}

static enum cairn_status check_id(struct cairn_span id, struct cairn_error *err)
{
    size_t slash = cairn_span_find_byte(id, '/', 0);
    if (slash != CAIRN_SPAN_NPOS && slash > 0 && slash + 1 < id.size && id.size <= CAIRN_LIMIT_ID)
        return CAIRN_OK;
    return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
        "cannot put a record into a canon: its id '%.*s' is not domain/slug of at most %zu bytes",
        CAIRN_SPAN_ARGS(cairn_span_slice(id, 0, 80)), CAIRN_LIMIT_ID);
}

static enum cairn_status put_texts(const struct cairn_canon_record_entry *source,
    struct cairn_canon_entry *entry, struct cairn_error *err)
{
    const struct cairn_value *en = source->published_en;
    const struct cairn_value *zh = source->published_zh;
    put_field(entry, CAIRN_FIELD_SIGNATURE, cairn_value_get_text(en, "signature"));
    put_field(
        entry, CAIRN_FIELD_SUMMARY_EN, first_sentence(cairn_value_get_text(en, "root_cause")));
    if (zh)
        put_field(
            entry, CAIRN_FIELD_SUMMARY_ZH, first_sentence(cairn_value_get_text(zh, "root_cause")));
    if (source->original.size > 0)
        put_field(entry, CAIRN_FIELD_ORIGINAL, source->original);
    put_words(entry, en, zh);
    enum cairn_status status = put_published(entry, CAIRN_FIELD_PUBLISHED_EN, en, err);
    if (!status && zh)
        status = put_published(entry, CAIRN_FIELD_PUBLISHED_ZH, zh, err);
    if (!status)
        status = put_measured(entry, en, err);
    return status ? status : cairn_buf_status(&entry->texts, err);
}

enum cairn_status cairn_canon_entry_read(struct cairn_arena *arena,
    const struct cairn_canon_record_entry *source, struct cairn_canon_entry *entry,
    struct cairn_error *err)
{
    struct cairn_span id = cairn_value_get_text(source->published_en, "id");
    enum cairn_status status = check_id(id, err);
    if (status)
        return status;
    entry->id = cairn_arena_copy(arena, id);
    entry->unindexed_reason = cairn_arena_copy(arena, source->unindexed_reason);
    read_facts(arena, source->published_en, entry);
    if (arena->has_failed)
        return CAIRN_FAIL_MEMORY(err);
    return put_texts(source, entry, err);
}
