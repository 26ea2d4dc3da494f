/*
 * Answers as pages of the site, and the trees of pages that the canon alone does not give: home, a
 * path that is none, the form for an outcome. What is looked up is the engine's; how a page looks
 * is the renderer's.
 */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "engine/outcome_internal.h"
#include "engine/site_pages.h"
#include "render/render.h"

/* Near ids named for a path or record that does not exist. */
#define NEAR_MAXIMUM 5

/* ---- a result as a page ---- */

/* `path` is what a stranger asked for; links lead from it, so it must begin with a slash. */
static const char *place_of(const char *path)
{
    return path && *path == '/' ? path : "/";
}

enum cairn_status cairn_site_answer(const struct cairn_result *result,
    const struct cairn_site_options *options, enum cairn_language language, const char *path,
    struct cairn_page *out_page, struct cairn_error *err)
{
    bool in_chinese = language == CAIRN_LANGUAGE_ZH;
    struct cairn_render_site site = {
        .base_url = options ? options->base_url : NULL, .path = place_of(path), .is_answer = true};
    struct cairn_render_options render = {
        .format = CAIRN_RENDER_HTML, .in_chinese = in_chinese, .full = true, .site = &site};
    CAIRN_AUTO_BUF struct cairn_buf page = {0};
    enum cairn_status status = cairn_render(&page, result->tree, &render, err);
    if (status)
        return status;
    *out_page = (struct cairn_page){.type = "text/html; charset=utf-8",
        .language = in_chinese ? "zh-Hans" : "en",
        .size = page.size,
        .bytes = CAIRN_TAKE(page.data)};
    return CAIRN_OK;
}

/* ---- home, pages of words ---- */

static void count_domain(
    struct cairn_arena *arena, struct cairn_value *domains, const struct cairn_value *domain)
{
    struct cairn_span id = cairn_value_get_text(domain, "id");
    CAIRN_VALUE_EACH(known, domains)
    {
        if (!cairn_span_equal(cairn_value_get_text(known->value, "id"), id))
            continue;
        int64_t records = cairn_value_get_int(known->value, "records");
        records += cairn_value_get_int(domain, "records");
        cairn_value_set(arena, known->value, "records", cairn_value_int(arena, records));
        return;
    }
    cairn_value_push(arena, domains, cairn_value_copy(arena, domain));
}

enum cairn_status cairn_site_home(struct cairn_engine *engine, enum cairn_language language,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *statistics = NULL;
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_statistics(engine, language, &statistics, err);
    if (!status)
        status = cairn_result_new(&result, err);
    if (status)
        return status;
    struct cairn_arena *arena = &result->arena;
    const struct cairn_value *canons = cairn_value_get(statistics->tree, "canons");
    struct cairn_value *domains = cairn_value_array(arena);
    CAIRN_VALUE_EACH(canon, canons)
    {
        CAIRN_VALUE_EACH(domain, cairn_value_get(canon->value, "domains"))
        count_domain(arena, domains, domain->value);
    }
    result->tree = cairn_engine_begin_tree(arena, "cairn.home/1", language);
    cairn_value_set(arena, result->tree, "domains", domains);
    cairn_value_set(arena, result->tree, "canons", cairn_value_copy(arena, canons));
    return cairn_result_finish(&result, CAIRN_FOUND, out_result, err);
}

enum cairn_status cairn_site_words(const char *page, enum cairn_language language,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (status)
        return status;
    result->tree = cairn_engine_begin_tree(&result->arena, "cairn.words/1", language);
    cairn_value_set_cstring(&result->arena, result->tree, "page", page);
    return cairn_result_finish(&result, CAIRN_FOUND, out_result, err);
}

/* ---- what is not there ---- */

/* What a path may have meant as an id: two segments below /errors/, or else the path itself. */
static struct cairn_span wanted_id(struct cairn_span path)
{
    struct cairn_span prefix = CAIRN_SPAN("/errors/");
    bool is_record = cairn_span_starts_with(path, prefix);
    struct cairn_span rest = cairn_span_slice(path, is_record ? prefix.size : 1, path.size);
    size_t first = cairn_span_find_byte(rest, '/', 0);
    if (first == CAIRN_SPAN_NPOS)
        return rest;
    size_t second = cairn_span_find_byte(rest, '/', first + 1);
    return cairn_span_slice(rest, 0, second == CAIRN_SPAN_NPOS ? rest.size : second);
}

enum cairn_status cairn_site_missing(struct cairn_engine *engine, const char *path,
    enum cairn_language language, struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_value *near = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (!status)
        status = cairn_engine_near(engine, &result->arena, wanted_id(cairn_span_from_string(path)),
            NEAR_MAXIMUM, &near, err);
    if (status)
        return status;
    result->tree = cairn_engine_begin_tree(&result->arena, "cairn.missing/1", language);
    cairn_value_set_cstring(&result->arena, result->tree, "path", path);
    cairn_value_set(&result->arena, result->tree, "near", near);
    return cairn_result_finish(&result, CAIRN_NONE, out_result, err);
}

/* ---- the form for an outcome ---- */

static void set_record(
    struct cairn_arena *arena, struct cairn_value *tree, const struct cairn_value *record)
{
    struct cairn_value *entry = cairn_value_object(arena);
    struct cairn_value *causes = cairn_value_array(arena);
    cairn_engine_copy_member(arena, entry, "id", record, "id");
    cairn_engine_copy_member(arena, entry, "signature", record, "signature");
    CAIRN_VALUE_EACH(cause, cairn_value_get(record, "root_causes"))
    {
        struct cairn_value *known = cairn_value_object(arena);
        cairn_engine_copy_member(arena, known, "id", cause->value, "id");
        cairn_engine_copy_member(arena, known, "title", cause->value, "title");
        cairn_value_push(arena, causes, known);
    }
    cairn_value_set(arena, tree, "record", record ? entry : cairn_value_null(arena));
    cairn_value_set(arena, tree, "causes", causes);
}

/* What the form offers: nothing to choose from while there is no record. */
static enum cairn_status fill_form(struct cairn_engine *engine, struct cairn_result *result,
    const struct cairn_outcome_form_options *options, struct cairn_error *err)
{
    struct cairn_arena *arena = &result->arena;
    struct cairn_span id = cairn_span_from_string(options->record);
    struct cairn_value *record = NULL;
    struct cairn_value *near = cairn_value_array(arena);
    struct cairn_value *changes = cairn_value_array(arena);
    enum cairn_status status = CAIRN_OK;
    if (id.size)
        status = cairn_engine_record(engine, arena, id, options->language, &record, NULL, err);
    if (!status && record)
        status = cairn_engine_changes_of(engine, arena, record, options->language, &changes, err);
    if (!status && id.size && !record)
        status = cairn_engine_near(engine, arena, id, NEAR_MAXIMUM, &near, err);
    if (status)
        return status;
    set_record(arena, result->tree, record);
    cairn_value_set(arena, result->tree, "changes", changes);
    cairn_value_set_cstring(arena, result->tree, "change", options->change);
    cairn_value_set_cstring(arena, result->tree, "guard", options->guard);
    cairn_value_set(arena, result->tree, "near", near);
    result->conclusion = id.size && !record ? CAIRN_NONE : CAIRN_FOUND;
    return CAIRN_OK;
}

enum cairn_status cairn_outcome_form(struct cairn_engine *engine,
    const struct cairn_outcome_form_options *options, struct cairn_result **out_result,
    struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    enum cairn_status status = cairn_result_new(&result, err);
    if (status)
        return status;
    result->tree =
        cairn_engine_begin_tree(&result->arena, "cairn.outcome-form/1", options->language);
    status = fill_form(engine, result, options, err);
    return status ? status : cairn_result_finish(&result, result->conclusion, out_result, err);
}
