/*
 * The walk over all paths, in a fixed order: style sheet and script, fixed pages, lists, records,
 * families with their cells, files. What is walked here is what cairn_site_page answers; pages that
 * only a server can make, because they answer somebody, are no part of it.
 */
#include "base/error.h"
#include "engine/site_internal.h"
#include "render/assets.h"
#include "render/figures.h"

struct walk {
    struct cairn_engine *engine;
    const struct cairn_site_options *options;
    enum cairn_status (*visit)(void *context, const char *path, struct cairn_error *err);
    void *context;
    struct cairn_buf path;
};

/* Visits the folder in `walk->path` in each of the forms, which end with NULL. */
static enum cairn_status visit_forms(
    struct walk *walk, const char *const *forms, struct cairn_error *err)
{
    size_t folder = walk->path.size;
    for (size_t i = 0; forms[i]; i++) {
        cairn_buf_truncate(&walk->path, folder);
        cairn_buf_append_string(&walk->path, forms[i]);
        enum cairn_status status = cairn_buf_status(&walk->path, err);
        if (!status)
            status = walk->visit(walk->context, walk->path.data, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static const char *const page_forms[] = {"", "zh.html", NULL};
static const char *const record_forms[] = {
    "", "zh.html", "index.json", "zh.json", "index.md", "zh.md", NULL};
static const char *const family_forms[] = {"", "zh.html", "index.json", NULL};
static const char *const file_forms[] = {"", NULL};

static enum cairn_status visit_file(struct walk *walk, const char *path, struct cairn_error *err)
{
    cairn_buf_clear(&walk->path);
    cairn_buf_append_string(&walk->path, path);
    return visit_forms(walk, file_forms, err);
}

static enum cairn_status visit_pages(struct walk *walk, struct cairn_error *err)
{
    static const char *const folders[] = {
        "/", "/explain/", "/search/", "/stats/", "/outcome/", "/api/"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(folders); i++) {
        cairn_buf_clear(&walk->path);
        cairn_buf_append_string(&walk->path, folders[i]);
        enum cairn_status status = visit_forms(walk, page_forms, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

/* ---- lists and records ---- */

/* `folder` with a slash at its end; the first part of a list is the folder itself. */
static enum cairn_status visit_list(
    struct walk *walk, struct cairn_span folder, size_t records, struct cairn_error *err)
{
    for (uint32_t part = 1; part <= cairn_site_list_parts(records); part++) {
        cairn_buf_clear(&walk->path);
        cairn_buf_append(&walk->path, folder);
        if (part > 1)
            cairn_buf_printf(&walk->path, "%u/", (unsigned)part);
        enum cairn_status status = visit_forms(walk, page_forms, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status visit_domains(
    struct walk *walk, const struct cairn_vec *records, struct cairn_error *err)
{
    for (size_t i = 0; i < records->count;) {
        struct cairn_span id = CAIRN_VEC_AT(records, struct cairn_site_record, i)->id;
        struct cairn_span domain = cairn_span_slice(id, 0, cairn_span_find_byte(id, '/', 0));
        CAIRN_AUTO_BUF struct cairn_buf folder = {0};
        size_t first, count;
        cairn_site_find_domain(records, domain, &first, &count);
        cairn_buf_printf(&folder, "/domains/%.*s/", CAIRN_SPAN_ARGS(domain));
        enum cairn_status status = cairn_buf_status(&folder, err);
        if (!status)
            status = visit_list(walk, cairn_buf_span(&folder), count, err);
        if (status)
            return status;
        i = first + count;
    }
    return CAIRN_OK;
}

static enum cairn_status visit_records(
    struct walk *walk, const struct cairn_vec *records, struct cairn_error *err)
{
    for (size_t i = 0; i < records->count; i++) {
        struct cairn_span id = CAIRN_VEC_AT(records, struct cairn_site_record, i)->id;
        cairn_buf_clear(&walk->path);
        cairn_buf_printf(&walk->path, "/errors/%.*s/", CAIRN_SPAN_ARGS(id));
        enum cairn_status status = visit_forms(walk, record_forms, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

/* ---- families and cells ---- */

static enum cairn_status visit_cells(struct walk *walk, struct cairn_span id,
    const struct cairn_value *cells, struct cairn_error *err)
{
    CAIRN_VALUE_EACH(cell, cells)
    {
        struct cairn_span cause = cairn_value_get_text(cell->value, "cause");
        struct cairn_span change = cairn_value_get_text(cell->value, "change");
        if (!cairn_value_count(cairn_value_get(cell->value, "results")) ||
            !cairn_site_is_part(cause) || !cairn_site_is_part(change))
            continue;
        cairn_buf_clear(&walk->path);
        cairn_buf_printf(&walk->path, "/families/%.*s/%.*s/%.*s/", CAIRN_SPAN_ARGS(id),
            CAIRN_SPAN_ARGS(cause), CAIRN_SPAN_ARGS(change));
        enum cairn_status status = visit_forms(walk, family_forms, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status visit_family(
    struct walk *walk, struct cairn_span id, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *family = NULL;
    enum cairn_status status =
        cairn_engine_family(walk->engine, &arena, id, CAIRN_LANGUAGE_EN, &family, NULL, err);
    if (status || !family || !cairn_id_is_plain(id))
        return status;
    cairn_buf_clear(&walk->path);
    cairn_buf_printf(&walk->path, "/families/%.*s/", CAIRN_SPAN_ARGS(id));
    status = visit_forms(walk, family_forms, err);
    return status ? status : visit_cells(walk, id, cairn_value_get(family, "cells"), err);
}

/* The cells of a record that stands alone have the paths of a family's. */
static enum cairn_status visit_own_cells(
    struct walk *walk, struct cairn_span id, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *record = NULL;
    size_t canon = 0;
    enum cairn_status status =
        cairn_engine_record(walk->engine, &arena, id, CAIRN_LANGUAGE_EN, &record, &canon, err);
    if (!status)
        status = cairn_canon_add_measured(walk->engine->canons[canon].canon, &arena, record, err);
    return status ? status : visit_cells(walk, id, cairn_value_get(record, "cells"), err);
}

static enum cairn_status visit_lone_records(
    struct walk *walk, const struct cairn_vec *records, struct cairn_error *err)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct cairn_site_record *record = CAIRN_VEC_AT(records, struct cairn_site_record, i);
        enum cairn_status status =
            record->has_own_cells ? visit_own_cells(walk, record->id, err) : CAIRN_OK;
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status visit_families(struct walk *walk, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *families = NULL;
    enum cairn_status status =
        cairn_site_groups(walk->engine, &arena, "families", CAIRN_LANGUAGE_EN, &families, err);
    if (!status)
        status = cairn_value_status(&arena, families, err);
    if (status)
        return status;
    CAIRN_VALUE_EACH(family, families)
    {
        status = visit_family(walk, cairn_value_get_text(family->value, "id"), err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

/* ---- files ---- */

static enum cairn_status visit_assets(
    struct walk *walk, const struct cairn_asset *assets, size_t count, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = visit_file(walk, assets[i].path, err);
    return status;
}

static enum cairn_status visit_sitemaps(
    struct walk *walk, const struct cairn_vec *records, struct cairn_error *err)
{
    uint32_t parts = cairn_site_sitemap_parts(records->count);
    if (!walk->options || !walk->options->base_url)
        return CAIRN_OK;
    enum cairn_status status = visit_file(walk, "/sitemap.xml", err);
    for (uint32_t part = 1; !status && parts > 1 && part <= parts; part++) {
        cairn_buf_clear(&walk->path);
        cairn_buf_printf(&walk->path, "/sitemap-%u.xml", (unsigned)part);
        status = visit_forms(walk, file_forms, err);
    }
    return status;
}

static enum cairn_status visit_files(
    struct walk *walk, const struct cairn_vec *records, struct cairn_error *err)
{
    static const char *const files[] = {"/robots.txt", "/llms.txt", "/feed.atom"};
    enum cairn_status status = visit_assets(walk, cairn_schemas, cairn_schema_count, err);
    for (size_t i = 0; !status && i < CAIRN_ARRAY_SIZE(files); i++)
        status = visit_file(walk, files[i], err);
    return status ? status : visit_sitemaps(walk, records, err);
}

static enum cairn_status visit_all(struct walk *walk, struct cairn_error *err)
{
    const struct cairn_vec *records = NULL;
    enum cairn_status status = cairn_site_read_records(walk->engine, &records, err);
    /* First what pages refer to, so that a site is in order while it is written anew. */
    if (!status)
        status = visit_assets(walk, cairn_assets, CAIRN_ASSET_COUNT, err);
    if (!status)
        status = visit_pages(walk, err);
    if (!status)
        status = visit_list(walk, CAIRN_SPAN("/errors/"), records->count, err);
    if (!status)
        status = visit_domains(walk, records, err);
    if (!status)
        status = visit_records(walk, records, err);
    if (!status)
        status = visit_families(walk, err);
    if (!status)
        status = visit_lone_records(walk, records, err);
    return status ? status : visit_files(walk, records, err);
}

enum cairn_status cairn_site_paths(struct cairn_engine *engine,
    const struct cairn_site_options *options,
    enum cairn_status (*path)(void *context, const char *path, struct cairn_error *err),
    void *path_context, struct cairn_error *err)
{
    struct walk walk = {
        .engine = engine, .options = options, .visit = path, .context = path_context};
    enum cairn_status status = visit_all(&walk, err);
    cairn_buf_done(&walk.path);
    return status;
}
