/*
 * What decides an arm, in one number. The rig is taken line by line: comments and blank lines go,
 * and of the functions cause_… only that of the trial's cause stays, so that a new cause leaves the
 * evidence of the others alone. Every text is digested with its length in front: no two recipes are
 * the same bytes.
 */
#include "authoring/recipe.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/digest.h"

/* Raised when the lab plays or judges arms in another way, so that old evidence is stale. */
#define PROTOCOL     "cairn-lab 1"
#define DIGITS       ((size_t)16)
#define CAUSE_PREFIX CAIRN_SPAN("cause_")

static const unsigned char core_text[] = {
#include "core.inc"
};

struct cairn_span cairn_recipe_core(void)
{
    return cairn_span_make((const char *)core_text, sizeof core_text);
}

/* The name of the function whose definition begins on this line, or the empty span. */
static struct cairn_span function_of(struct cairn_span line)
{
    size_t end = cairn_span_find(line, CAIRN_SPAN("()"), 0);
    if (end == CAIRN_SPAN_NPOS)
        return (struct cairn_span){0};
    for (size_t i = 0; i < end; i++) {
        if (!cairn_ascii_is_alphanumeric(line.data[i]) && line.data[i] != '_')
            return (struct cairn_span){0};
    }
    return cairn_span_slice(line, 0, end);
}

bool cairn_recipe_has_function(struct cairn_span rig, struct cairn_span name)
{
    struct cairn_span line;
    while (name.size && cairn_span_take_line(&rig, &line)) {
        if (cairn_span_equal(function_of(line), name))
            return true;
    }
    return false;
}

static bool is_cause_of_another(struct cairn_span function, struct cairn_span cause)
{
    return cairn_span_starts_with(function, CAUSE_PREFIX) &&
           !cairn_span_equal(cairn_span_slice(function, CAUSE_PREFIX.size, function.size), cause);
}

/* "#!" within a file that a rig writes is no comment. */
static bool is_comment(struct cairn_span line)
{
    struct cairn_span text = cairn_span_trim(line);
    return !text.size || (text.data[0] == '#' && !cairn_span_starts_with(text, CAIRN_SPAN("#!")));
}

/* Appends the lines that count. `cause` empty: all functions do. */
static void append_script(struct cairn_buf *out, struct cairn_span script, struct cairn_span cause)
{
    struct cairn_span line;
    bool is_left_out = false;
    while (cairn_span_take_line(&script, &line)) {
        struct cairn_span function = function_of(line);
        bool is_one_line = cairn_span_ends_with(cairn_span_trim(line), CAIRN_SPAN("}"));
        if (function.size)
            is_left_out = cause.size && is_cause_of_another(function, cause);
        if (!is_left_out && !is_comment(line)) {
            cairn_buf_append(out, line);
            cairn_buf_append_byte(out, '\n');
        }
        if (function.size ? is_one_line : cairn_span_equal(line, CAIRN_SPAN("}")))
            is_left_out = false;
    }
}

static void add_text(struct cairn_buf *out, const char *what, struct cairn_span text)
{
    cairn_buf_printf(out, "%s %zu\n", what, text.size);
    cairn_buf_append(out, text);
    cairn_buf_append_byte(out, '\n');
}

static void add_member(struct cairn_buf *out, const struct cairn_value *entry, const char *key)
{
    add_text(out, key, cairn_value_get_text(entry, key));
}

static void add_changes(struct cairn_buf *out, const struct cairn_value *family)
{
    CAIRN_VALUE_EACH(change, cairn_value_get(family, "changes"))
    {
        add_member(out, change->value, "id");
        add_member(out, change->value, "carrier");
        CAIRN_VALUE_EACH(step, cairn_value_get(change->value, "how"))
        {
            add_member(out, step->value, "as");
            add_member(out, step->value, "via");
            add_member(out, step->value, "text");
        }
    }
    CAIRN_VALUE_EACH(plan, cairn_value_get(family, "plans"))
    {
        add_member(out, plan->value, "id");
        CAIRN_VALUE_EACH(change, cairn_value_get(plan->value, "changes"))
        add_text(out, "change", cairn_value_text(change->value));
    }
}

/* What a tell expects decides what it is said to tell. */
static void add_tells(struct cairn_buf *out, const struct cairn_value *family)
{
    CAIRN_VALUE_EACH(tell, cairn_value_get(family, "tells"))
    {
        add_member(out, tell->value, "id");
        add_member(out, tell->value, "command");
        CAIRN_VALUE_EACH(expect, cairn_value_get(tell->value, "expect"))
        {
            add_text(out, "expect", expect->key);
            add_text(out, "as", cairn_value_text(expect->value));
        }
    }
    CAIRN_VALUE_EACH(harm, cairn_value_get(family, "harms"))
    add_member(out, harm->value, "id");
}

enum cairn_status cairn_recipe_of(struct cairn_arena *arena, struct cairn_span rig,
    const struct cairn_value *family, struct cairn_span cause, struct cairn_span *out_recipe,
    struct cairn_error *err)
{
    char hex[CAIRN_DIGEST_HEX_SIZE];
    CAIRN_AUTO_BUF struct cairn_buf all = {0};
    CAIRN_AUTO_BUF struct cairn_buf script = {0};
    append_script(&script, cairn_recipe_core(), (struct cairn_span){0});
    append_script(&script, rig, cause);
    add_text(&all, PROTOCOL, cairn_buf_span(&script));
    add_changes(&all, family);
    add_tells(&all, family);
    cairn_buf_pass_failure(&all, &script);
    enum cairn_status status = cairn_buf_status(&all, err);
    if (status)
        return status;
    cairn_digest_hex(cairn_buf_span(&all), hex);
    struct cairn_span recipe = cairn_arena_copy(arena, cairn_span_make(hex, DIGITS));
    if (!recipe.data)
        return CAIRN_FAIL_MEMORY(err);
    *out_recipe = recipe;
    return CAIRN_OK;
}
