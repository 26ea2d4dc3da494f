/*
 * Results: one arena with one tree of values, and what it amounts to. Every use case makes one and
 * hands it over with cairn_result_finish; writing it out is the renderer's work. A result owns
 * everything in it and refers to nothing outside: it stays valid when the engine is closed.
 */
#include "base/alloc.h"
#include "base/buf.h"
#include "engine/engine_internal.h"
#include "render/render.h"

enum cairn_status cairn_result_new(struct cairn_result **out_result, struct cairn_error *err)
{
    struct cairn_result *result = cairn_alloc(sizeof(*result));
    if (!result)
        return CAIRN_FAIL_MEMORY(err);
    cairn_arena_init(&result->arena, 0);
    *out_result = result;
    return CAIRN_OK;
}

void cairn_result_free(struct cairn_result *result)
{
    if (!result)
        return;
    cairn_arena_done(&result->arena);
    cairn_free(result);
}

void cairn_result_free_pointer(struct cairn_result **result)
{
    cairn_result_free(*result);
}

enum cairn_status cairn_result_finish(struct cairn_result **take_result,
    enum cairn_conclusion conclusion, struct cairn_result **out_result, struct cairn_error *err)
{
    struct cairn_result *result = *take_result;
    enum cairn_status status = cairn_value_status(&result->arena, result->tree, err);
    if (status)
        return status;
    result->conclusion = conclusion;
    *out_result = CAIRN_TAKE(*take_result);
    return CAIRN_OK;
}

enum cairn_conclusion cairn_result_conclusion(const struct cairn_result *result)
{
    return result->conclusion;
}

const char *cairn_result_text(const struct cairn_result *result, const char *path)
{
    const struct cairn_value *value = cairn_value_path(result->tree, path);
    return cairn_value_is(value, CAIRN_VALUE_STRING) ? value->text.data : NULL;
}

static enum cairn_status render_format(
    enum cairn_format format, enum cairn_render_format *out_format, struct cairn_error *err)
{
    switch (format) {
    case CAIRN_FORMAT_TEXT:
        *out_format = CAIRN_RENDER_TEXT;
        return CAIRN_OK;
    case CAIRN_FORMAT_JSON:
        *out_format = CAIRN_RENDER_JSON;
        return CAIRN_OK;
    case CAIRN_FORMAT_NDJSON:
        *out_format = CAIRN_RENDER_NDJSON;
        return CAIRN_OK;
    case CAIRN_FORMAT_MARKDOWN:
        *out_format = CAIRN_RENDER_MARKDOWN;
        return CAIRN_OK;
    case CAIRN_FORMAT_HTML:
        *out_format = CAIRN_RENDER_HTML;
        return CAIRN_OK;
    }
    return CAIRN_FAIL(
        err, CAIRN_ERR_USAGE, "cannot write a result as format %d: no such format", (int)format);
}

enum cairn_status cairn_result_write(const struct cairn_result *result,
    const struct cairn_write_options *options, char **out_bytes, size_t *out_size,
    struct cairn_error *err)
{
    struct cairn_render_options render = {
        .in_chinese = options->language == CAIRN_LANGUAGE_ZH,
        .full = options->full,
        .colour = options->colour,
        .columns = options->columns,
    };
    enum cairn_status status = render_format(options->format, &render.format, err);
    if (status)
        return status;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_buf_append(&buf, CAIRN_SPAN("")); /* an empty result is still a string */
    status = cairn_render(&buf, result->tree, &render, err);
    if (!status)
        status = cairn_buf_status(&buf, err);
    if (status)
        return status;
    if (!buf.data && !cairn_buf_reserve(&buf, 1))
        return CAIRN_FAIL_MEMORY(err);
    *out_size = buf.size;
    *out_bytes = CAIRN_TAKE(buf.data);
    return CAIRN_OK;
}

void cairn_bytes_free(char *bytes)
{
    cairn_free(bytes);
}

const char *cairn_version(void)
{
    return CAIRN_VERSION;
}
