/*
 * The site: a path is told apart by its form, one function makes what stands there, and the bytes
 * are handed over. Server and export both come here, so what they send and write is the same. Each
 * page has its own memory, and a record, family or cell is looked up by its id: no page walks the
 * canon but lists, sitemap, feed and llms.txt.
 */
#include "base/error.h"
#include "base/alloc.h"
#include "engine/site_internal.h"
#include "engine/site_pages.h"
#include "render/assets.h"
#include "render/render.h"

#define HTML_TYPE     "text/html; charset=utf-8"
#define JSON_TYPE     "application/json"
#define MARKDOWN_TYPE "text/markdown; charset=utf-8"

/* ---- writing ---- */

enum cairn_status cairn_site_render(struct cairn_site *site, const struct cairn_site_place *place,
    const struct cairn_value *tree, struct cairn_error *err)
{
    static const enum cairn_render_format formats[] = {
        [CAIRN_SITE_PAGE] = CAIRN_RENDER_HTML,
        [CAIRN_SITE_JSON] = CAIRN_RENDER_JSON,
        [CAIRN_SITE_MARKDOWN] = CAIRN_RENDER_MARKDOWN,
    };
    static const char *const types[] = {
        [CAIRN_SITE_PAGE] = HTML_TYPE,
        [CAIRN_SITE_JSON] = JSON_TYPE,
        [CAIRN_SITE_MARKDOWN] = MARKDOWN_TYPE,
    };
    const struct cairn_render_site frame = {
        .base_url = site->options ? site->options->base_url : NULL, .path = site->path};
    const struct cairn_render_options options = {
        .format = formats[place->form],
        .in_chinese = place->language == CAIRN_LANGUAGE_ZH,
        .full = true,
        .site = &frame,
    };
    site->type = types[place->form];
    site->is_found = true;
    return cairn_render(&site->out, tree, &options, err);
}

/* What a use case gave, unless it found nothing. */
static enum cairn_status render_result(struct cairn_site *site,
    const struct cairn_site_place *place, struct cairn_result *take_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = take_result;
    if (result->conclusion == CAIRN_NONE)
        return CAIRN_OK;
    return cairn_site_render(site, place, result->tree, err);
}

/* Paths are checked for their form, and ids in them are short. */
static enum cairn_status copy_id(
    struct cairn_arena *arena, struct cairn_span id, const char **out_id, struct cairn_error *err)
{
    *out_id = cairn_arena_string(arena, id);
    return *out_id ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

/* ---- records, families, cells ---- */

/* A record has one path: under a former id there is none (cairn_site_moved knows where it is), and
 * a family is no record. */
static bool is_asked_for(const struct cairn_result *result, const struct cairn_site_place *place)
{
    const char *key = place->kind == CAIRN_SITE_RECORD ? "record" : "family";
    return cairn_span_equal(
        cairn_value_get_text(cairn_value_get(result->tree, key), "id"), place->id);
}

/* The matrix of a record has rows for all changes of its family; what those are called, only the
 * family says. */
static enum cairn_status name_changes(struct cairn_site *site, const struct cairn_site_place *place,
    struct cairn_result *result, struct cairn_error *err)
{
    struct cairn_value *record = NULL;
    const struct cairn_value *family = NULL;
    CAIRN_VALUE_EACH(member, result->tree)
    if (cairn_span_equal_string(member->key, "record"))
        record = member->value;
    if (place->form != CAIRN_SITE_PAGE || cairn_value_is_empty(cairn_value_get(record, "cells")))
        return CAIRN_OK;
    enum cairn_status status = cairn_engine_keep_family(
        site->engine, cairn_value_get_text(record, "family"), place->language, &family, NULL, err);
    if (!status && family)
        cairn_engine_copy_member(&result->arena, record, "changes", family, "changes");
    return status ? status : cairn_value_status(&result->arena, record, err);
}

static enum cairn_status write_shown(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_show_options options = {.language = place->language};
    struct cairn_result *result = NULL;
    const char *id = NULL;
    enum cairn_status status = copy_id(&arena, place->id, &id, err);
    if (!status)
        status = cairn_show(site->engine, id, &options, &result, err);
    if (!status && !is_asked_for(result, place)) {
        cairn_result_free(result);
        return CAIRN_OK;
    }
    if (!status && place->kind == CAIRN_SITE_RECORD) {
        status = name_changes(site, place, result, err);
        if (status)
            cairn_result_free(result);
    }
    return status ? status : render_result(site, place, result, err);
}

static enum cairn_status write_cell(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_cells_options options = {.language = place->language};
    struct cairn_result *result = NULL;
    const char *id = NULL;
    enum cairn_status status = copy_id(&arena, place->id, &id, err);
    if (!status)
        status = copy_id(&arena, place->cause, &options.cause, err);
    if (!status)
        status = copy_id(&arena, place->change, &options.change, err);
    if (!status)
        status = cairn_cells(site->engine, id, &options, &result, err);
    if (status)
        return status;
    /* The cells of a record stand with its family. */
    if (!cairn_span_equal(cairn_value_get_text(result->tree, "family"), place->id)) {
        cairn_result_free(result);
        return CAIRN_OK;
    }
    return render_result(site, place, result, err);
}

static enum cairn_status write_stats(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    enum cairn_status status = cairn_statistics(site->engine, place->language, &result, err);
    return status ? status : render_result(site, place, result, err);
}

static enum cairn_status write_home(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    enum cairn_status status = cairn_site_home(site->engine, place->language, &result, err);
    return status ? status : render_result(site, place, result, err);
}

static enum cairn_status write_words(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    const char *page = place->kind == CAIRN_SITE_API ? "api" : "explain";
    struct cairn_result *result = NULL;
    enum cairn_status status = cairn_site_words(page, place->language, &result, err);
    return status ? status : render_result(site, place, result, err);
}

/* The form itself asks for a record, which only a server is told. */
static enum cairn_status write_outcome(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    const struct cairn_outcome_form_options options = {.language = place->language};
    struct cairn_result *result = NULL;
    enum cairn_status status = cairn_outcome_form(site->engine, &options, &result, err);
    return status ? status : render_result(site, place, result, err);
}

/* ---- files that are compiled in ---- */

static enum cairn_status write_asset(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err)
{
    bool is_schema = place->kind == CAIRN_SITE_SCHEMA;
    const struct cairn_asset *assets = is_schema ? cairn_schemas : cairn_assets;
    size_t count = is_schema ? cairn_schema_count : CAIRN_ASSET_COUNT;
    for (size_t i = 0; i < count; i++) {
        if (!cairn_span_equal_string(cairn_span_from_string(site->path), assets[i].path))
            continue;
        cairn_buf_append(&site->out, assets[i].bytes);
        site->type = assets[i].type;
        site->is_found = true;
    }
    return cairn_buf_status(&site->out, err);
}

/* ---- the page ---- */

typedef enum cairn_status write_function(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_error *err);

static write_function *const writers[] = {
    [CAIRN_SITE_HOME] = write_home,
    [CAIRN_SITE_EXPLAIN] = write_words,
    [CAIRN_SITE_SEARCH] = cairn_site_write_list,
    [CAIRN_SITE_STATS] = write_stats,
    [CAIRN_SITE_OUTCOME] = write_outcome,
    [CAIRN_SITE_API] = write_words,
    [CAIRN_SITE_ERRORS] = cairn_site_write_list,
    [CAIRN_SITE_DOMAIN] = cairn_site_write_list,
    [CAIRN_SITE_RECORD] = write_shown,
    [CAIRN_SITE_FAMILY] = write_shown,
    [CAIRN_SITE_CELL] = write_cell,
    [CAIRN_SITE_ASSET] = write_asset,
    [CAIRN_SITE_SCHEMA] = write_asset,
    [CAIRN_SITE_SITEMAP] = cairn_site_write_sitemap,
    [CAIRN_SITE_FEED] = cairn_site_write_feed,
    [CAIRN_SITE_LLMS] = cairn_site_write_llms,
    [CAIRN_SITE_ROBOTS] = cairn_site_write_robots,
};

static const char *language_of(const struct cairn_site_place *place)
{
    bool is_neutral = place->kind == CAIRN_SITE_ASSET || place->kind == CAIRN_SITE_SCHEMA ||
                      place->kind == CAIRN_SITE_SITEMAP || place->kind == CAIRN_SITE_ROBOTS;
    if (is_neutral)
        return NULL;
    return place->language == CAIRN_LANGUAGE_ZH ? "zh-Hans" : "en";
}

static void hand_over(
    struct cairn_site *site, const struct cairn_site_place *place, struct cairn_page *out_page)
{
    *out_page = (struct cairn_page){.type = site->type,
        .language = language_of(place),
        .size = site->out.size,
        .bytes = CAIRN_TAKE(site->out.data)};
}

enum cairn_status cairn_site_page(struct cairn_engine *engine,
    const struct cairn_site_options *options, const char *path, struct cairn_page *out_page,
    enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    struct cairn_site site = {.engine = engine, .options = options, .path = path};
    struct cairn_site_place place;
    enum cairn_status status = CAIRN_OK;
    if (cairn_site_parse(cairn_span_from_string(path), &place))
        status = writers[place.kind](&site, &place, err);
    if (!status)
        status = cairn_buf_status(&site.out, err);
    if (!status && site.is_found)
        hand_over(&site, &place, out_page);
    if (!status)
        *out_conclusion = site.is_found ? CAIRN_FOUND : CAIRN_NONE;
    cairn_buf_done(&site.out);
    return status;
}

void cairn_page_free(struct cairn_page *page)
{
    if (!page)
        return;
    cairn_free(page->bytes);
    *page = (struct cairn_page){0};
}
