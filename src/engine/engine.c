/*
 * The engine: the canons in use, nearest first, each with its matcher, which is opened when first
 * needed so that show and search never pay for it. All other use cases ask here for a record, and
 * get it as it stands over all canons (shares.c holds the rules for ids that several canons have).
 * The engine owns canons, matchers and its arena.
 */
#include "engine/engine_internal.h"

#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "engine/site_internal.h"

enum cairn_canon_language cairn_engine_canon_language(enum cairn_language language)
{
    return language == CAIRN_LANGUAGE_ZH ? CAIRN_CANON_ZH : CAIRN_CANON_EN;
}

const char *cairn_engine_language_name(enum cairn_language language)
{
    return language == CAIRN_LANGUAGE_ZH ? "zh" : "en";
}

struct cairn_value *cairn_engine_begin_tree(
    struct cairn_arena *arena, const char *schema, enum cairn_language language)
{
    struct cairn_value *tree = cairn_value_object(arena);
    cairn_value_set_cstring(arena, tree, "schema", schema);
    cairn_value_set_cstring(arena, tree, "lang", cairn_engine_language_name(language));
    return tree;
}

/* A copy of a canon that is already open, found twice on the search path, adds nothing. */
static bool is_already_open(const struct cairn_engine *engine, const struct cairn_canon *canon)
{
    for (size_t i = 0; i < engine->canon_count; i++) {
        if (!strcmp(
                cairn_canon_info(engine->canons[i].canon)->digest, cairn_canon_info(canon)->digest))
            return true;
    }
    return false;
}

static enum cairn_status add_canon(
    struct cairn_engine *engine, const char *path, struct cairn_error *err)
{
    struct cairn_canon *canon = NULL;
    enum cairn_status status = cairn_canon_open(path, &canon, err);
    if (status)
        return status;
    if (is_already_open(engine, canon)) {
        cairn_canon_close(canon);
        return CAIRN_OK;
    }
    if (engine->canon_count == CAIRN_LIMIT_CANONS) {
        cairn_canon_close(canon);
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
            "cannot open canon %s: %d canons are in use already", path, CAIRN_LIMIT_CANONS);
    }
    engine->canons[engine->canon_count++].canon = canon;
    return CAIRN_OK;
}

static enum cairn_status add_all(struct cairn_engine *engine,
    const struct cairn_engine_options *options, struct cairn_error *err)
{
    for (size_t i = 0; i < options->canon_count; i++) {
        enum cairn_status status = add_canon(engine, options->canon_paths[i], err);
        if (status)
            return status;
    }
    for (size_t i = 0; !options->canon_count && i < options->default_count; i++) {
        struct cairn_error missing = {0};
        enum cairn_status status = add_canon(engine, options->default_paths[i], &missing);
        if (status && status != CAIRN_ERR_NOT_FOUND) {
            if (err)
                *err = missing;
            return status;
        }
    }
    return CAIRN_OK;
}

static enum cairn_status refuse_no_canon(struct cairn_error *err)
{
    CAIRN_FAIL(
        err, CAIRN_ERR_NOT_FOUND, "could not find a canon: none of the usual places has one");
    cairn_error_hint(err,
        "Name one with --canon FILE or CAIRN_CANON, or make one: cairn build canon/ -o canon.db");
    return CAIRN_ERR_NOT_FOUND;
}

enum cairn_status cairn_engine_open(const struct cairn_engine_options *options,
    struct cairn_engine **out_engine, struct cairn_error *err)
{
    struct cairn_engine *engine = cairn_alloc(sizeof(*engine));
    if (!engine)
        return CAIRN_FAIL_MEMORY(err);
    cairn_arena_init(&engine->arena, 0);
    cairn_arena_init(&engine->kept_arena, 0);
    engine->hides_folders = options->hides_folders;
    enum cairn_status status = add_all(engine, options, err);
    if (!status && options->ledger_path) {
        engine->ledger_path =
            cairn_arena_string(&engine->arena, cairn_span_from_string(options->ledger_path));
        status = cairn_arena_status(&engine->arena, err);
    }
    if (!status && !engine->canon_count)
        status = refuse_no_canon(err);
    if (!status && engine->canon_count > 1)
        status = cairn_engine_find_shares(engine, err);
    if (status) {
        cairn_engine_close(engine);
        return status;
    }
    *out_engine = engine;
    return CAIRN_OK;
}

void cairn_engine_close(struct cairn_engine *engine)
{
    if (!engine)
        return;
    for (size_t i = 0; i < engine->canon_count; i++) {
        cairn_matcher_close(engine->canons[i].matcher);
        cairn_canon_close(engine->canons[i].canon);
    }
    cairn_map_done(&engine->shares);
    cairn_map_done(&engine->formats);
    cairn_map_done(&engine->error_records);
    cairn_map_done(&engine->kept);
    cairn_arena_done(&engine->kept_arena);
    cairn_site_memory_free(engine->site);
    cairn_store_close(engine->ledger);
    cairn_arena_done(&engine->arena);
    cairn_free(engine);
}

static enum cairn_status read_index(
    void *context, size_t offset, char *memory, size_t size, struct cairn_error *err)
{
    return cairn_canon_index_read(context, offset, memory, size, err);
}

enum cairn_status cairn_engine_matcher(struct cairn_engine *engine, size_t canon,
    struct cairn_matcher **out_matcher, struct cairn_error *err)
{
    struct cairn_engine_canon *entry = &engine->canons[canon];
    if (!entry->matcher) {
        struct cairn_index_source source = {.read = read_index,
            .context = entry->canon,
            .size = cairn_canon_index_size(entry->canon)};
        enum cairn_status status = cairn_matcher_open(&source, &entry->matcher, err);
        if (status) {
            cairn_error_context(err, "%s", cairn_canon_info(entry->canon)->path);
            return status;
        }
    }
    *out_matcher = entry->matcher;
    return CAIRN_OK;
}

struct cairn_value *cairn_engine_describe_canons(
    struct cairn_engine *engine, struct cairn_arena *arena)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < engine->canon_count; i++) {
        const struct cairn_canon_info *info = cairn_canon_info(engine->canons[i].canon);
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_cstring(arena, entry, "name", info->name);
        cairn_value_set_cstring(arena, entry, "digest", info->digest);
        cairn_value_set_int(arena, entry, "records", info->records);
        cairn_value_push(arena, list, entry);
    }
    return list;
}

void cairn_engine_copy_member(struct cairn_arena *arena, struct cairn_value *to, const char *key,
    const struct cairn_value *from, const char *from_key)
{
    cairn_value_set(arena, to, key, cairn_value_copy(arena, cairn_value_get(from, from_key)));
}

/* What the canons that share an id say together: from the base towards the nearest. */
static enum cairn_status read_shared(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_engine_share *share, struct cairn_span id, enum cairn_language language,
    struct cairn_value **out_record, struct cairn_error *err)
{
    struct cairn_value *record = NULL;
    for (uint32_t i = share->count; i-- > 0;) {
        struct cairn_value *nearer = NULL;
        enum cairn_status status = cairn_canon_get_record(engine->canons[share->canons[i]].canon,
            arena, id, cairn_engine_canon_language(language), &nearer, err);
        if (status)
            return status;
        record = record && nearer ? cairn_engine_extend(arena, nearer, record) : nearer;
    }
    *out_record = record;
    return cairn_value_status(arena, record, err);
}

enum cairn_status cairn_engine_record(struct cairn_engine *engine, struct cairn_arena *arena,
    struct cairn_span id, enum cairn_language language, struct cairn_value **out_record,
    size_t *out_canon, struct cairn_error *err)
{
    struct cairn_value *record = NULL;
    size_t canon = 0;
    enum cairn_status status = CAIRN_OK;
    for (; !status && canon < engine->canon_count && !record; canon++)
        status = cairn_canon_get_record(engine->canons[canon].canon, arena, id,
            cairn_engine_canon_language(language), &record, err);
    if (status)
        return status;
    if (!record) {
        *out_record = NULL;
        return CAIRN_OK;
    }
    canon--;
    /* The id asked for may be an alias; the shares are kept under the real one. */
    struct cairn_span real = cairn_value_get_text(record, "id");
    const struct cairn_engine_share *share = cairn_map_get(&engine->shares, real);
    if (share) {
        canon = share->canons[0];
        status = read_shared(engine, arena, share, real, language, &record, err);
    }
    if (!status)
        status = cairn_engine_add_field(engine, arena, record, err);
    if (status)
        return status;
    *out_record = record;
    if (out_canon)
        *out_canon = canon;
    return CAIRN_OK;
}

bool cairn_engine_counts(const struct cairn_engine *engine, struct cairn_span id, size_t canon)
{
    if (!engine->shares.count)
        return true;
    const struct cairn_engine_share *share = cairn_map_get(&engine->shares, id);
    for (uint32_t i = 0; share && i < share->count; i++) {
        if (share->canons[i] == canon)
            return true;
    }
    return !share;
}

/* The nearest canon that names a format decides; within a canon the first domain does. */
static enum cairn_status add_formats(struct cairn_engine *engine, struct cairn_canon *canon,
    struct cairn_span domain, struct cairn_error *err)
{
    struct cairn_value *entry = NULL;
    enum cairn_status status = cairn_canon_get_domain(canon, &engine->arena, domain, &entry, err);
    if (status)
        return status;
    CAIRN_VALUE_EACH(format, cairn_value_get(entry, "formats"))
    {
        struct cairn_span name = cairn_value_text(format->value);
        if (cairn_map_has(&engine->formats, name))
            continue;
        char *copy = cairn_arena_string(&engine->arena, domain);
        if (!copy)
            return CAIRN_FAIL_MEMORY(err);
        status = cairn_map_put(&engine->formats, name, copy, NULL, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status read_formats(struct cairn_engine *engine, struct cairn_error *err)
{
    for (size_t i = 0; i < engine->canon_count; i++) {
        struct cairn_canon *canon = engine->canons[i].canon;
        struct cairn_value *statistics = NULL;
        enum cairn_status status =
            cairn_canon_get_statistics(canon, &engine->arena, &statistics, err);
        CAIRN_VALUE_EACH(domain, cairn_value_get(statistics, "domains"))
        {
            if (!status)
                status = add_formats(engine, canon, cairn_value_get_text(domain->value, "id"), err);
        }
        if (status)
            return status;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_engine_domain_of_format(struct cairn_engine *engine, const char *format,
    struct cairn_span *out_domain, struct cairn_error *err)
{
    if (!engine->has_formats) {
        enum cairn_status status = read_formats(engine, err);
        if (status)
            return status;
        engine->has_formats = true;
    }
    *out_domain =
        cairn_span_from_string(cairn_map_get(&engine->formats, cairn_span_from_string(format)));
    return CAIRN_OK;
}
