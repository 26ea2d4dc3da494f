/*
 * Lists: the records of all canons in use in order of id, a page at a time, and their families. A
 * page of records is merged from one page of each canon; an id that several canons have is listed
 * once, as the nearest has it.
 */
#include "base/buf.h"
#include "base/error.h"
#include "engine/engine_internal.h"
#include "formats/escape.h"

#define DEFAULT_RECORDS 100

/* What one canon has of the page, and how much of it was taken. */
struct part {
    struct cairn_canon_hit *items;
    size_t count, next;
};

static const struct cairn_canon_hit *head_of(const struct part *part)
{
    return part->next < part->count ? &part->items[part->next] : NULL;
}

/* The lowest id that is left, in the nearest canon that has it; it is taken from all of them. */
static const struct cairn_canon_hit *take_lowest(struct part *parts, size_t count)
{
    const struct cairn_canon_hit *lowest = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct cairn_canon_hit *head = head_of(&parts[i]);
        if (head && (!lowest || cairn_span_compare(head->id, lowest->id) < 0))
            lowest = head;
    }
    for (size_t i = 0; lowest && i < count; i++) {
        const struct cairn_canon_hit *head = head_of(&parts[i]);
        if (head && cairn_span_equal(head->id, lowest->id))
            parts[i].next++;
    }
    return lowest;
}

/* Where the site has the record; an imported id may hold what an address may not. */
static enum cairn_status set_urls(struct cairn_arena *arena, struct cairn_value *entry,
    struct cairn_span id, struct cairn_error *err)
{
    static const struct {
        const char *key, *file;
    } forms[] = {{"html", ""}, {"json", "index.json"}, {"markdown", "index.md"}};
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    struct cairn_value *urls = cairn_value_object(arena);
    cairn_buf_append_string(&path, "/errors/");
    cairn_escape_address(&path, id, "/");
    cairn_buf_append_byte(&path, '/');
    enum cairn_status status = cairn_buf_status(&path, err);
    if (status)
        return status;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(forms); i++)
        cairn_value_set_cstring(
            arena, urls, forms[i].key, cairn_arena_printf(arena, "%s%s", path.data, forms[i].file));
    cairn_value_set(arena, entry, "urls", urls);
    return CAIRN_OK;
}

static enum cairn_status push_record(struct cairn_arena *arena, struct cairn_value *records,
    const struct cairn_canon_hit *hit, struct cairn_error *err)
{
    struct cairn_value *entry = cairn_value_object(arena);
    cairn_value_set_string(arena, entry, "id", hit->id);
    cairn_value_set_string(arena, entry, "signature", hit->signature);
    cairn_value_set_string(arena, entry, "summary", hit->summary);
    cairn_value_set_string(arena, entry, "tier", hit->tier);
    cairn_value_set_string(arena, entry, "severity", hit->severity);
    cairn_value_push(arena, records, entry);
    return set_urls(arena, entry, hit->id, err);
}

static enum cairn_status merge(struct cairn_arena *arena, struct cairn_value *tree,
    struct part *parts, size_t part_count, uint32_t limit, struct cairn_error *err)
{
    struct cairn_value *records = cairn_value_array(arena);
    struct cairn_value *next = cairn_value_null(arena);
    const struct cairn_canon_hit *last = NULL;
    for (const struct cairn_canon_hit *hit; (hit = take_lowest(parts, part_count)); last = hit) {
        if (cairn_value_count(records) == limit) {
            next = cairn_value_string(arena, last->id);
            break;
        }
        enum cairn_status status = push_record(arena, records, hit, err);
        if (status)
            return status;
    }
    cairn_value_set(arena, tree, "records", records);
    cairn_value_set(arena, tree, "next", next);
    return CAIRN_OK;
}

/* One more than the page holds tells whether anything comes behind it. */
static enum cairn_status read_parts(struct cairn_engine *engine, struct cairn_arena *arena,
    const struct cairn_list_options *options, uint32_t limit, struct part *parts,
    struct cairn_error *err)
{
    const struct cairn_canon_list list = {
        .after = cairn_span_from_string(options->after),
        .domain = cairn_span_from_string(options->domain),
        .limit = limit + 1,
        .language = cairn_engine_canon_language(options->language),
    };
    for (size_t i = 0; i < engine->canon_count; i++) {
        enum cairn_status status = cairn_canon_list_records(
            engine->canons[i].canon, arena, &list, &parts[i].items, &parts[i].count, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_list_records(struct cairn_engine *engine,
    const struct cairn_list_options *options, struct cairn_result **out_result,
    struct cairn_error *err)
{
    static const struct cairn_list_options defaults = {0};
    if (!options)
        options = &defaults;
    uint32_t limit = options->limit ? options->limit : DEFAULT_RECORDS;
    if (limit > CAIRN_LIMIT_LISTED)
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
            "cannot list %u records at once: a page holds at most %u", limit, CAIRN_LIMIT_LISTED);
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (status)
        return status;
    struct cairn_arena *arena = &result->arena;
    struct part parts[CAIRN_LIMIT_CANONS] = {0};
    status = read_parts(engine, arena, options, limit, parts, err);
    if (status)
        return status;
    result->tree = cairn_engine_begin_tree(arena, "cairn.records/1", options->language);
    cairn_value_set(arena, result->tree, "canon", cairn_engine_describe_canons(engine, arena));
    cairn_value_set(arena, result->tree, "domain", cairn_value_cstring(arena, options->domain));
    status = merge(arena, result->tree, parts, engine->canon_count, limit, err);
    if (status)
        return status;
    return cairn_result_finish(&result, CAIRN_FOUND, out_result, err);
}

/* Families of one canon that no nearer one has. */
static enum cairn_status add_families(struct cairn_canon *canon, struct cairn_arena *arena,
    enum cairn_language language, struct cairn_value *families, struct cairn_error *err)
{
    struct cairn_value *statistics = NULL;
    enum cairn_status status = cairn_canon_get_statistics(canon, arena, &statistics, err);
    if (status)
        return status;
    const struct cairn_value *own =
        cairn_engine_choose_titles(arena, cairn_value_get(statistics, "families"), language);
    CAIRN_VALUE_EACH(family, own)
    {
        if (!cairn_value_find(families, "id", cairn_value_get_text(family->value, "id")))
            cairn_value_push(arena, families, family->value);
    }
    return CAIRN_OK;
}

enum cairn_status cairn_list_families(struct cairn_engine *engine, enum cairn_language language,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (status)
        return status;
    struct cairn_arena *arena = &result->arena;
    struct cairn_value *families = cairn_value_array(arena);
    for (size_t i = 0; !status && i < engine->canon_count; i++)
        status = add_families(engine->canons[i].canon, arena, language, families, err);
    if (status)
        return status;
    result->tree = cairn_engine_begin_tree(arena, "cairn.families/1", language);
    cairn_value_set(arena, result->tree, "canon", cairn_engine_describe_canons(engine, arena));
    cairn_value_set(arena, result->tree, "families", families);
    return cairn_result_finish(&result, CAIRN_FOUND, out_result, err);
}
