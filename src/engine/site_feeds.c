/*
 * What programs read to learn which pages there are and which are new: sitemap, feed, llms.txt,
 * robots.txt. Here it is chosen what stands in them; render/feeds.c knows how each is written.
 * None grows without bound: a sitemap has parts, the feed its newest entries, llms.txt names
 * domains where there are too many records.
 */
#include "base/error.h"
#include "engine/site_internal.h"
#include "render/feeds.h"

static const char *base_url_of(const struct cairn_site *site)
{
    return site->options ? site->options->base_url : NULL;
}

typedef void render_function(
    struct cairn_buf *buf, const struct cairn_value *tree, const char *base_url);

static enum cairn_status write_file(struct cairn_site *site, const struct cairn_arena *arena,
    const struct cairn_value *tree, render_function *render, const char *type,
    struct cairn_error *err)
{
    enum cairn_status status = cairn_value_status(arena, tree, err);
    if (status)
        return status;
    render(&site->out, tree, base_url_of(site));
    site->type = type;
    site->is_found = true;
    return CAIRN_OK;
}

/* ---- sitemap ---- */

/* One where all fits; else the first has everything but records, the others a share of them. */
uint32_t cairn_site_sitemap_parts(size_t records)
{
    if (records <= CAIRN_LIMIT_SITEMAP_RECORDS)
        return 1;
    return 1 +
           (uint32_t)((records + CAIRN_LIMIT_SITEMAP_RECORDS - 1) / CAIRN_LIMIT_SITEMAP_RECORDS);
}

struct sitemap {
    struct cairn_arena *arena;
    struct cairn_value *pages; /* [{path, changed}] of the English pages */
    const struct cairn_vec *records;
    size_t next;       /* of the records: their paths come in the same order */
    size_t first, end; /* which of them belong to this part */
    bool has_others;   /* pages that are no records belong to it */
};

static void push_page(struct sitemap *sitemap, const char *path, struct cairn_span changed)
{
    struct cairn_value *page = cairn_value_object(sitemap->arena);
    cairn_value_set_cstring(sitemap->arena, page, "path", path);
    cairn_value_set_string(sitemap->arena, page, "changed", changed);
    cairn_value_push(sitemap->arena, sitemap->pages, page);
}

/* People search for errors and families, not for one of thousands of cells, nor for a form. */
static bool is_worth_searching(enum cairn_site_kind kind)
{
    return kind != CAIRN_SITE_CELL && kind != CAIRN_SITE_OUTCOME && kind != CAIRN_SITE_SEARCH;
}

static enum cairn_status visit_path(void *context, const char *path, struct cairn_error *err)
{
    struct sitemap *sitemap = context;
    struct cairn_site_place place;
    (void)err;
    if (!cairn_site_parse(cairn_span_from_string(path), &place) || place.form != CAIRN_SITE_PAGE ||
        place.language != CAIRN_LANGUAGE_EN)
        return CAIRN_OK;
    if (place.kind == CAIRN_SITE_RECORD) {
        size_t i = sitemap->next++;
        if (i >= sitemap->first && i < sitemap->end)
            push_page(sitemap, path,
                CAIRN_VEC_AT(sitemap->records, struct cairn_site_record, i)->changed);
    } else if (sitemap->has_others && is_worth_searching(place.kind)) {
        push_page(sitemap, path, (struct cairn_span){0});
    }
    return CAIRN_OK;
}

static enum cairn_status list_pages(struct cairn_site *site, struct cairn_arena *arena,
    const struct cairn_vec *records, uint32_t part, struct cairn_value *tree,
    struct cairn_error *err)
{
    struct sitemap sitemap = {
        .arena = arena,
        .pages = cairn_value_array(arena),
        .records = records,
        .first = part > 1 ? (size_t)(part - 2) * CAIRN_LIMIT_SITEMAP_RECORDS : 0,
        .end = part == 1 ? 0 : records->count,
        .has_others = part <= 1,
    };
    if (part > 1 && sitemap.end - sitemap.first > CAIRN_LIMIT_SITEMAP_RECORDS)
        sitemap.end = sitemap.first + CAIRN_LIMIT_SITEMAP_RECORDS;
    cairn_value_set(arena, tree, "pages", sitemap.pages);
    return cairn_site_paths(site->engine, site->options, visit_path, &sitemap, err);
}

enum cairn_status cairn_site_write_sitemap(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_vec *records = NULL;
    if (!base_url_of(site))
        return CAIRN_OK;
    enum cairn_status status = cairn_site_read_records(site->engine, &records, err);
    if (status)
        return status;
    uint32_t parts = cairn_site_sitemap_parts(records->count);
    bool is_index = place->number == 0 && parts > 1;
    if (place->number && (parts == 1 || place->number > parts))
        return CAIRN_OK;
    struct cairn_value *tree = cairn_value_object(&arena);
    cairn_value_set_int(&arena, tree, "parts", is_index ? parts : 0);
    if (!is_index)
        status = list_pages(site, &arena, records, place->number, tree, err);
    if (status)
        return status;
    return write_file(
        site, &arena, tree, cairn_render_sitemap, "application/xml; charset=utf-8", err);
}

/* ---- feed ---- */

/* Newest first, then by id. */
static int compare_newest(const void *left, const void *right)
{
    const struct cairn_site_record *a = left;
    const struct cairn_site_record *b = right;
    int order = cairn_span_compare(b->changed, a->changed);
    return order ? order : cairn_span_compare(a->id, b->id);
}

static enum cairn_status copy_newest(
    const struct cairn_vec *records, struct cairn_vec *newest, struct cairn_error *err)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct cairn_site_record *record = CAIRN_VEC_AT(records, struct cairn_site_record, i);
        enum cairn_status status =
            record->changed.size ? cairn_vec_push(newest, record, err) : CAIRN_OK;
        if (status)
            return status;
    }
    if (newest->count)
        cairn_vec_sort(newest, compare_newest);
    if (newest->count > CAIRN_LIMIT_FEED)
        newest->count = CAIRN_LIMIT_FEED;
    return CAIRN_OK;
}

/* {id, title, summary, updated} */
static enum cairn_status push_entry(struct cairn_site *site, struct cairn_arena *arena,
    struct cairn_value *entries, const struct cairn_site_record *record, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
    struct cairn_value *tree = NULL;
    enum cairn_status status = cairn_engine_record(
        site->engine, &scratch, record->id, CAIRN_LANGUAGE_EN, &tree, NULL, err);
    if (status)
        return status;
    struct cairn_value *entry = cairn_value_object(arena);
    cairn_value_set_string(arena, entry, "id", record->id);
    cairn_engine_copy_member(arena, entry, "title", tree, "signature");
    cairn_engine_copy_member(arena, entry, "summary", tree, "root_cause");
    cairn_value_set_string(arena, entry, "updated", record->changed);
    cairn_value_push(arena, entries, entry);
    return CAIRN_OK;
}

enum cairn_status cairn_site_write_feed(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_VEC struct cairn_vec newest = CAIRN_VEC_OF(struct cairn_site_record);
    const struct cairn_vec *records = NULL;
    (void)place;
    enum cairn_status status = cairn_site_read_records(site->engine, &records, err);
    if (!status)
        status = copy_newest(records, &newest, err);
    struct cairn_value *entries = cairn_value_array(&arena);
    for (size_t i = 0; !status && i < newest.count; i++)
        status = push_entry(
            site, &arena, entries, CAIRN_VEC_AT(&newest, struct cairn_site_record, i), err);
    if (status)
        return status;
    struct cairn_value *tree = cairn_value_object(&arena);
    cairn_value_set(&arena, tree, "canon", cairn_engine_describe_canons(site->engine, &arena));
    cairn_value_set(&arena, tree, "entries", entries);
    return write_file(site, &arena, tree, cairn_render_feed, "application/atom+xml", err);
}

/* ---- llms.txt, robots.txt ---- */

static enum cairn_status list_for_models(struct cairn_site *site, struct cairn_arena *arena,
    const struct cairn_vec *records, struct cairn_value *list, struct cairn_error *err)
{
    for (size_t i = 0; i < records->count && records->count <= CAIRN_LIMIT_LLMS_RECORDS; i++) {
        CAIRN_AUTO_ARENA struct cairn_arena scratch = {0};
        struct cairn_value *tree = NULL;
        enum cairn_status status = cairn_engine_record(site->engine, &scratch,
            CAIRN_VEC_AT(records, struct cairn_site_record, i)->id, CAIRN_LANGUAGE_EN, &tree, NULL,
            err);
        if (status)
            return status;
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_engine_copy_member(arena, entry, "id", tree, "id");
        cairn_engine_copy_member(arena, entry, "signature", tree, "signature");
        cairn_value_push(arena, list, entry);
    }
    return CAIRN_OK;
}

enum cairn_status cairn_site_write_llms(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_vec *records = NULL;
    struct cairn_value *domains = NULL;
    struct cairn_value *list = cairn_value_array(&arena);
    enum cairn_status status = cairn_site_records(site->engine, &records, err);
    if (!status)
        status = cairn_site_groups(site->engine, &arena, "domains", place->language, &domains, err);
    if (!status)
        status = list_for_models(site, &arena, records, list, err);
    if (status)
        return status;
    struct cairn_value *tree = cairn_value_object(&arena);
    cairn_value_set(&arena, tree, "domains", domains);
    cairn_value_set(&arena, tree, "records", list);
    cairn_value_set_int(&arena, tree, "total", (int64_t)records->count);
    return write_file(site, &arena, tree, cairn_render_llms, "text/plain; charset=utf-8", err);
}

enum cairn_status cairn_site_write_robots(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    (void)place;
    return write_file(site, &arena, cairn_value_object(&arena), cairn_render_robots,
        "text/plain; charset=utf-8", err);
}
