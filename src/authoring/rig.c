/*
 * What lies beside a family, read without being run: the bodies of its rig's functions, the recipes
 * that evidence is compared with, the frames of its transcripts.
 */
#include "authoring/source.h"

#include "authoring/recipe.h"
#include "formats/zstd.h"

/* "name() {" at the start of a line; *out_rest is what stands behind the brace. */
static bool begins_function(
    struct cairn_span line, struct cairn_span name, struct cairn_span *out_rest)
{
    struct cairn_span sign = CAIRN_SPAN("() {");
    if (!cairn_span_starts_with(line, name) ||
        !cairn_span_starts_with(cairn_span_slice(line, name.size, line.size), sign))
        return false;
    *out_rest = cairn_span_trim(cairn_span_slice(line, name.size + sign.size, line.size));
    return true;
}

bool cairn_rig_function(struct cairn_span rig, struct cairn_span name, struct cairn_span *out_body)
{
    struct cairn_span line;
    struct cairn_span body;
    while (name.size > 0 && cairn_span_take_line(&rig, &line)) {
        if (!begins_function(line, name, &body))
            continue;
        if (cairn_span_ends_with(body, CAIRN_SPAN("}"))) {
            body.size--;
            *out_body = body;
            return true;
        }
        struct cairn_span rest = rig;
        size_t size = rig.size; /* without an end the function takes all of it */
        while (cairn_span_take_line(&rest, &line))
            if (cairn_span_equal_string(line, "}")) {
                size = (size_t)(line.data - rig.data);
                break;
            }
        *out_body = cairn_span_slice(rig, 0, size);
        return true;
    }
    return false;
}

enum cairn_status cairn_source_recipes(
    struct cairn_source *source, struct cairn_source_family *family, struct cairn_error *err)
{
    const struct cairn_value *body = cairn_source_family_body(family);
    if (family->has_recipes || family->rig.text.size == 0)
        return CAIRN_OK;
    CAIRN_VALUE_EACH(cause, cairn_value_get(body, "causes"))
    {
        struct cairn_span id = cairn_value_get_text(cause->value, "id");
        struct cairn_span recipe = {0};
        enum cairn_status status =
            cairn_recipe_of(&source->arena, family->rig.text, body, id, &recipe, err);
        if (status != CAIRN_OK)
            return status;
        char *text = cairn_arena_string(&source->arena, recipe);
        if (!text)
            return CAIRN_FAIL_MEMORY(err);
        status = cairn_map_put(&family->recipes, id, text, NULL, err);
        if (status != CAIRN_OK)
            return status;
    }
    family->has_recipes = true;
    return CAIRN_OK;
}

enum cairn_status cairn_transcript_next(struct cairn_span *rest, struct cairn_span *out_cause,
    struct cairn_span *out_environment, struct cairn_span *out_frame, struct cairn_error *err)
{
    struct cairn_span left = *rest;
    struct cairn_span name = {0};
    struct cairn_span frame = {0};
    bool is_name = false;
    bool is_second_name = false;
    enum cairn_status status = cairn_zstd_next(&left, &name, &is_name, err);
    if (status == CAIRN_OK)
        status = cairn_zstd_next(&left, &frame, &is_second_name, err);
    if (status != CAIRN_OK)
        return status;
    size_t blank = cairn_span_find_byte(name, ' ', 0);
    if (!is_name || is_second_name || blank == CAIRN_SPAN_NPOS || blank == 0 ||
        blank + 1 >= name.size)
        return CAIRN_FAIL(
            err, CAIRN_ERR_INVALID, "cannot read the transcripts: a frame names no trial");
    *rest = left;
    *out_cause = cairn_span_slice(name, 0, blank);
    *out_environment = cairn_span_slice(name, blank + 1, name.size);
    *out_frame = frame;
    return CAIRN_OK;
}
