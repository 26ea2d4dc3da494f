/*
 * environments.yaml: what each environment is made of. Its texts become names of folders, arguments
 * of apt-get, lines of apt's configuration and links: each is held against the one form that it may
 * have, so that a canon from elsewhere cannot smuggle an option or a path in.
 */
#include "lab/environment_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/digest.h"
#include "base/fd.h"
#include "base/limits.h"
#include "formats/json.h"
#include "formats/yaml.h"

#define FILE_NAME  "environments.yaml"
#define NAME_BYTES 64u
#define TEXT_BYTES 512u

/* Names of environments, suites, packages and programs: Debian's form of a package's name. */
static bool is_name(struct cairn_span text)
{
    if (text.size == 0 || text.size > NAME_BYTES || !cairn_ascii_is_alphanumeric(text.data[0]))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!(c >= 'a' && c <= 'z') && !cairn_ascii_is_digit(c) && c != '-' && c != '+' && c != '.')
            return false;
    }
    return true;
}

static bool is_line(struct cairn_span text)
{
    if (text.size == 0 || text.size > TEXT_BYTES)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 127)
            return false;
    }
    return true;
}

/* "/usr/bin/awk": no way up, nothing hidden, and within what an arm sees. */
static bool is_link_path(struct cairn_span text)
{
    return is_line(text) && text.data[0] == '/' && text.data[text.size - 1] != '/' &&
           cairn_span_find(text, CAIRN_SPAN("/."), 0) == CAIRN_SPAN_NPOS &&
           cairn_span_find(text, CAIRN_SPAN("//"), 0) == CAIRN_SPAN_NPOS;
}

struct reading {
    struct cairn_environments *environments;
    const char *path;
    struct cairn_error *err;
};

static enum cairn_status refuse(const struct reading *reading, const struct cairn_value *where,
    const char *what, const char *form)
{
    enum cairn_status status = CAIRN_FAIL(reading->err, CAIRN_ERR_INVALID,
        "cannot use %s, line %u: %s", reading->path, where ? where->line : 0, what);
    cairn_error_hint(reading->err, "%s", form);
    return status;
}

#define NAME_FORM "small letters, digits, - + . and a letter or digit first"

static enum cairn_status check_names(const struct reading *reading, const struct cairn_value *owner,
    const char *key, const char *what)
{
    const struct cairn_value *list = cairn_value_get(owner, key);
    if (!cairn_value_is(list, CAIRN_VALUE_ARRAY) || !list->count ||
        list->count > CAIRN_LIMIT_ENVIRONMENT_ITEMS)
        return refuse(reading, list ? list : owner, what, "a list of 1 to 256 names of packages");
    CAIRN_VALUE_EACH(member, list)
    {
        if (!is_name(cairn_value_text(member->value)))
            return refuse(reading, member->value, what, NAME_FORM);
    }
    return CAIRN_OK;
}

static enum cairn_status check_links(
    const struct reading *reading, const struct cairn_value *definition)
{
    const struct cairn_value *links = cairn_value_get(definition, "links");
    static const char form[] = "a map of absolute paths to what they point to";
    if (links && (!cairn_value_is(links, CAIRN_VALUE_OBJECT) ||
                     links->count > CAIRN_LIMIT_ENVIRONMENT_ITEMS))
        return refuse(reading, links, "wrong links", form);
    CAIRN_VALUE_EACH(member, links)
    {
        if (!is_link_path(member->key) || !is_line(cairn_value_text(member->value)))
            return refuse(reading, member->value, "a wrong link", form);
    }
    return CAIRN_OK;
}

static enum cairn_status check_programs(
    const struct reading *reading, const struct cairn_value *definition)
{
    const struct cairn_value *programs = cairn_value_get(definition, "programs");
    enum cairn_status status = CAIRN_OK;
    if (!cairn_value_is(programs, CAIRN_VALUE_ARRAY) || !programs->count ||
        programs->count > CAIRN_LIMIT_ENVIRONMENT_ITEMS)
        return refuse(reading, programs ? programs : definition, "wrong programs",
            "a list of {name, packages, version}");
    CAIRN_VALUE_EACH(member, programs)
    {
        if (!is_name(cairn_value_get_text(member->value, "name")))
            return refuse(reading, member->value, "a wrong name of a program", NAME_FORM);
        if (!is_line(cairn_value_get_text(member->value, "version")))
            return refuse(reading, member->value, "a program without a version",
                "version: the command that prints it, such as nginx -v");
        status = check_names(reading, member->value, "packages", "wrong packages of a program");
        if (status)
            return status;
    }
    return status;
}

static enum cairn_status check_definition(
    const struct reading *reading, const struct cairn_value *definition)
{
    struct cairn_span name = cairn_value_get_text(definition, "name");
    struct cairn_span validity = cairn_value_get_text(definition, "check_valid_until");
    if (!is_name(name) || cairn_span_equal_string(name, CAIRN_ENVIRONMENT_HOST_NAME))
        return refuse(reading, definition, "a wrong name of an environment",
            NAME_FORM "; 'host' is taken: it is this machine");
    if (!is_name(cairn_value_get_text(definition, "suite")))
        return refuse(reading, definition, "a wrong suite", NAME_FORM);
    if (validity.size && !cairn_span_equal_string(validity, "false") &&
        !cairn_span_equal_string(validity, "true"))
        return refuse(reading, definition, "a wrong check_valid_until", "true or false");
    enum cairn_status status = check_names(reading, definition, "packages", "wrong packages");
    if (!status)
        status = check_links(reading, definition);
    return status ? status : check_programs(reading, definition);
}

/* --- from definitions to items --- */

static enum cairn_status make_item(struct cairn_environments *environments,
    struct cairn_environment *item, const struct cairn_value *definition, struct cairn_error *err)
{
    const struct cairn_value *programs = cairn_value_get(definition, "programs");
    struct cairn_arena *arena = &environments->arena;
    item->definition = definition;
    item->suite = cairn_value_get_text(definition, "suite");
    item->name = cairn_arena_string(arena, cairn_value_get_text(definition, "name"));
    item->programs =
        cairn_arena_array(arena, cairn_value_count(programs) + 1, sizeof *item->programs);
    if (!item->name || !item->programs)
        return cairn_arena_status(arena, err);
    CAIRN_VALUE_EACH(member, programs)
    {
        item->programs[item->program_count++].name = cairn_value_get_text(member->value, "name");
    }
    item->root = cairn_arena_printf(arena, "%s/%s", environments->folder, item->name);
    return item->root ? CAIRN_OK : cairn_arena_status(arena, err);
}

/* The programs of all definitions, each once: the first that names it says how it is asked. */
static enum cairn_status make_host(struct cairn_environments *environments,
    struct cairn_environment *item, const struct cairn_value *definitions, struct cairn_error *err)
{
    struct cairn_arena *arena = &environments->arena;
    struct cairn_value *host = cairn_value_object(arena), *programs = cairn_value_array(arena);
    CAIRN_VALUE_EACH(definition, definitions)
    {
        CAIRN_VALUE_EACH(program, cairn_value_get(definition->value, "programs"))
        {
            if (!cairn_value_find(programs, "name", cairn_value_get_text(program->value, "name")))
                cairn_value_push(arena, programs, program->value);
        }
    }
    cairn_value_set_cstring(arena, host, "name", CAIRN_ENVIRONMENT_HOST_NAME);
    cairn_value_set(arena, host, "programs", programs);
    enum cairn_status status = cairn_value_status(arena, host, err);
    if (!status)
        status = make_item(environments, item, host, err);
    item->root = "/";
    item->state = CAIRN_ENVIRONMENT_HOST;
    return status;
}

static enum cairn_status make_items(
    const struct reading *reading, const struct cairn_value *definitions)
{
    struct cairn_environments *environments = reading->environments;
    enum cairn_status status = CAIRN_OK;
    environments->items = cairn_arena_array(
        &environments->arena, cairn_value_count(definitions) + 1, sizeof *environments->items);
    if (!environments->items)
        return cairn_arena_status(&environments->arena, reading->err);
    CAIRN_VALUE_EACH(member, definitions)
    {
        status = check_definition(reading, member->value);
        if (status)
            return status;
        if (cairn_environments_find(environments, cairn_value_get_text(member->value, "name")))
            return refuse(
                reading, member->value, "two environments of one name", "each name stands once");
        status = make_item(
            environments, &environments->items[environments->count], member->value, reading->err);
        if (status)
            return status;
        environments->count++;
    }
    status = make_host(
        environments, &environments->items[environments->count], definitions, reading->err);
    environments->count += !status;
    return status;
}

enum cairn_status cairn_environment_define(
    struct cairn_environments *environments, const char *canon_folder, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_value *file = NULL;
    struct reading reading = {.environments = environments, .err = err};
    if (!canon_folder)
        return make_items(&reading, NULL);
    reading.path = cairn_arena_printf(&environments->arena, "%s/" FILE_NAME, canon_folder);
    if (!reading.path)
        return cairn_arena_status(&environments->arena, err);
    if (access(reading.path, F_OK) && errno == ENOENT)
        return make_items(&reading, NULL);
    enum cairn_status status =
        cairn_file_read(AT_FDCWD, reading.path, CAIRN_LIMIT_SOURCE_FILE, &text, err);
    if (!status)
        status =
            cairn_yaml_read(&environments->arena, cairn_buf_span(&text), reading.path, &file, err);
    if (status)
        return status;
    const struct cairn_value *definitions = cairn_value_get(file, "environments");
    if (!cairn_value_is(definitions, CAIRN_VALUE_ARRAY) ||
        definitions->count > CAIRN_LIMIT_ENVIRONMENT_ITEMS)
        return refuse(&reading, file, "it has no list of environments", "environments: [...]");
    return make_items(&reading, definitions);
}

enum cairn_status cairn_environment_digest(
    const struct cairn_value *definition, char out_digest[17], struct cairn_error *err)
{
    static const char *const keys[] = {"suite", "packages", "links"};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    char hex[CAIRN_DIGEST_HEX_SIZE];
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++) {
        const struct cairn_value *value = cairn_value_get(definition, keys[i]);
        if (value)
            cairn_json_write(&text, value, CAIRN_JSON_COMPACT);
        cairn_buf_append_byte(&text, '\n');
    }
    enum cairn_status status = cairn_buf_status(&text, err);
    if (status)
        return status;
    cairn_digest_hex(cairn_buf_span(&text), hex);
    memcpy(out_digest, hex, 16);
    out_digest[16] = 0;
    return CAIRN_OK;
}
