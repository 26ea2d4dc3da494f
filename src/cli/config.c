/*
 * The configuration file is a small YAML map. A key or value that means nothing is an error and not
 * skipped: a typing mistake must not silently change which canon answers. Relative paths are
 * relative to the file that holds them, "~/" is the home folder. Texts live in the caller's arena.
 */
#include "cli/config.h"

#include <fcntl.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/limits.h"
#include "cli/messages.h"
#include "cli/report.h"
#include "formats/yaml.h"

#define SYSTEM_CONFIG "/etc/cairn/config.yaml"

struct reading {
    struct cairn_cli_config *config;
    const struct cairn_cli_environment *environment;
    struct cairn_arena *arena;
    const char *path;
    enum cairn_language language;
    struct cairn_error *err;
};

void cairn_cli_config_init(struct cairn_cli_config *config)
{
    *config = (struct cairn_cli_config){.canons = CAIRN_VEC_OF(const char *)};
}

void cairn_cli_config_done(struct cairn_cli_config *config)
{
    cairn_vec_done(&config->canons);
}

enum cairn_cli_colour cairn_cli_colour_of(const char *name)
{
    if (!strcmp(name, "always"))
        return CAIRN_CLI_COLOUR_ALWAYS;
    return strcmp(name, "never") ? CAIRN_CLI_COLOUR_AUTO : CAIRN_CLI_COLOUR_NEVER;
}

/* "file:line", for complaints. */
static const char *place(const struct reading *reading, uint32_t line)
{
    const char *text = cairn_arena_printf(reading->arena, "%s:%u", reading->path, line);
    return text ? text : reading->path;
}

static enum cairn_status refuse_value(
    const struct reading *reading, const struct cairn_value_member *member)
{
    const char *key = cairn_arena_string(reading->arena, member->key);
    return cairn_cli_refuse(reading->language, CAIRN_CLI_MSG_CONFIG_VALUE,
        CAIRN_CLI_MSG_CONFIG_VALUES, place(reading, member->key_line), key ? key : "",
        reading->err);
}

static enum cairn_status take_language(
    const struct reading *reading, const struct cairn_value_member *member)
{
    struct cairn_cli_config *config = reading->config;
    struct cairn_span text = cairn_value_text(member->value);
    bool is_zh = cairn_span_equal_string(text, "zh");
    if (!is_zh && !cairn_span_equal_string(text, "en"))
        return refuse_value(reading, member);
    if (!config->has_language)
        config->language = is_zh ? CAIRN_LANGUAGE_ZH : CAIRN_LANGUAGE_EN;
    config->has_language = true;
    return CAIRN_OK;
}

static enum cairn_status take_colour(
    const struct reading *reading, const struct cairn_value_member *member)
{
    struct cairn_cli_config *config = reading->config;
    struct cairn_span text = cairn_value_text(member->value);
    bool is_always = cairn_span_equal_string(text, "always");
    bool is_never = cairn_span_equal_string(text, "never");
    if (!is_always && !is_never && !cairn_span_equal_string(text, "auto"))
        return refuse_value(reading, member);
    if (!config->has_colour && is_always)
        config->colour = CAIRN_CLI_COLOUR_ALWAYS;
    if (!config->has_colour && is_never)
        config->colour = CAIRN_CLI_COLOUR_NEVER;
    config->has_colour = true;
    return CAIRN_OK;
}

/* A path as meant where it is written; NULL without memory. */
static const char *resolve(const struct reading *reading, struct cairn_span text)
{
    const char *home = reading->environment->home;
    if (cairn_span_starts_with(text, CAIRN_SPAN("/")))
        return cairn_arena_string(reading->arena, text);
    if (cairn_span_starts_with(text, CAIRN_SPAN("~/")) && home)
        return cairn_arena_printf(
            reading->arena, "%s%.*s", home, CAIRN_SPAN_ARGS(cairn_span_slice(text, 1, text.size)));
    int folder_size = (int)(strrchr(reading->path, '/') - reading->path);
    return cairn_arena_printf(
        reading->arena, "%.*s/%.*s", folder_size, reading->path, CAIRN_SPAN_ARGS(text));
}

/* A value is checked even where a nearer file has set the key, so that a mistake is not found
 * later. */
static enum cairn_status add_canon(const struct reading *reading,
    const struct cairn_value_member *member, const struct cairn_value *value, bool is_kept)
{
    struct cairn_span text = cairn_value_text(value);
    if (!cairn_value_is(value, CAIRN_VALUE_STRING) || !text.size ||
        cairn_span_find_byte(text, '\0', 0) != CAIRN_SPAN_NPOS)
        return refuse_value(reading, member);
    if (!is_kept)
        return CAIRN_OK;
    const char *path = resolve(reading, text);
    if (!path)
        return CAIRN_FAIL_MEMORY(reading->err);
    return cairn_vec_push(&reading->config->canons, &path, reading->err);
}

static enum cairn_status take_canons(
    const struct reading *reading, const struct cairn_value_member *member)
{
    bool is_kept = !reading->config->has_canons;
    reading->config->has_canons = true;
    if (!cairn_value_is(member->value, CAIRN_VALUE_ARRAY))
        return add_canon(reading, member, member->value, is_kept);
    CAIRN_VALUE_EACH(item, member->value)
    {
        enum cairn_status status = add_canon(reading, member, item->value, is_kept);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status take_member(
    const struct reading *reading, const struct cairn_value_member *member)
{
    if (cairn_span_equal_string(member->key, "lang"))
        return take_language(reading, member);
    if (cairn_span_equal_string(member->key, "colour"))
        return take_colour(reading, member);
    if (cairn_span_equal_string(member->key, "canon"))
        return take_canons(reading, member);
    const char *key = cairn_arena_string(reading->arena, member->key);
    return cairn_cli_refuse(reading->language, CAIRN_CLI_MSG_CONFIG_KEY, CAIRN_CLI_MSG_CONFIG_KEYS,
        place(reading, member->key_line), key ? key : "", reading->err);
}

enum cairn_status cairn_cli_config_parse(struct cairn_cli_config *config,
    const struct cairn_cli_environment *environment, struct cairn_arena *arena, const char *path,
    struct cairn_span text, struct cairn_error *err)
{
    const struct reading reading = {config, environment, arena, path, environment->language, err};
    struct cairn_value *root = NULL;
    enum cairn_status status = cairn_yaml_read(arena, text, path, &root, err);
    if (status)
        return status;
    if (!cairn_value_is_empty(root) && !cairn_value_is(root, CAIRN_VALUE_OBJECT)) {
        return cairn_cli_refuse(reading.language, CAIRN_CLI_MSG_CONFIG_FORM,
            CAIRN_CLI_MSG_CONFIG_KEYS, place(&reading, root->line), NULL, err);
    }
    CAIRN_VALUE_EACH(member, root)
    {
        status = take_member(&reading, member);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status read_one(struct cairn_cli_config *config,
    const struct cairn_cli_environment *environment, struct cairn_arena *arena, const char *path,
    struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_error missing = {0};
    enum cairn_status status =
        cairn_file_read(AT_FDCWD, path, CAIRN_LIMIT_SOURCE_FILE, &text, &missing);
    if (status == CAIRN_ERR_NOT_FOUND)
        return CAIRN_OK;
    /* Such as HOME of root after a change of user. */
    if (status == CAIRN_ERR_DENIED)
        cairn_error_hint(&missing, "make it readable, or set HOME to your own home folder");
    if (status && err)
        *err = missing;
    if (status)
        return status;
    return cairn_cli_config_parse(config, environment, arena, path, cairn_buf_span(&text), err);
}

enum cairn_status cairn_cli_config_read(struct cairn_cli_config *config,
    const struct cairn_cli_environment *environment, struct cairn_arena *arena,
    struct cairn_error *err)
{
    const char *users = cairn_cli_config_path(environment, arena, "config.yaml");
    enum cairn_status status = users ? read_one(config, environment, arena, users, err) : CAIRN_OK;
    return status ? status : read_one(config, environment, arena, SYSTEM_CONFIG, err);
}
