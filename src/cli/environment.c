/*
 * All of getenv is here. What the variables mean is decided once, so that the rest of the program
 * never asks the environment and tests can hand in their own. XDG folders that are not absolute are
 * ignored, as their specification asks.
 */
#include "cli/environment.h"

#include <stdlib.h>
#include <string.h>

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static const char *absolute_variable(const char *name)
{
    const char *value = variable(name);
    return value && *value == '/' ? value : NULL;
}

static enum cairn_language language_of_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *locale = variable(names[i]);
        if (locale)
            return strncmp(locale, "zh", 2) ? CAIRN_LANGUAGE_EN : CAIRN_LANGUAGE_ZH;
    }
    return CAIRN_LANGUAGE_EN;
}

void cairn_cli_environment_read(struct cairn_cli_environment *environment)
{
    const char *term = variable("TERM");
    const char *force = variable("CLICOLOR_FORCE");
    bool is_refused = variable("NO_COLOR") != NULL;
    bool is_forced = !is_refused && force && strcmp(force, "0");
    *environment = (struct cairn_cli_environment){
        .language = language_of_locale(),
        .canon = variable("CAIRN_CANON"),
        .columns = variable("COLUMNS"),
        .lab = variable("CAIRN_LAB"),
        .send = variable("CAIRN_SEND"),
        .home = absolute_variable("HOME"),
        .config_home = absolute_variable("XDG_CONFIG_HOME"),
        .data_home = absolute_variable("XDG_DATA_HOME"),
        .is_colour_refused = is_refused || (term && !strcmp(term, "dumb")),
        .is_colour_forced = is_forced,
    };
}

static const char *path_below(struct cairn_arena *arena, const char *folder, const char *home,
    const char *default_folder, const char *name)
{
    if (folder)
        return cairn_arena_printf(arena, "%s/cairn/%s", folder, name);
    return home ? cairn_arena_printf(arena, "%s/%s/cairn/%s", home, default_folder, name) : NULL;
}

const char *cairn_cli_config_path(
    const struct cairn_cli_environment *environment, struct cairn_arena *arena, const char *name)
{
    return path_below(arena, environment->config_home, environment->home, ".config", name);
}

const char *cairn_cli_data_path(
    const struct cairn_cli_environment *environment, struct cairn_arena *arena, const char *name)
{
    return path_below(arena, environment->data_home, environment->home, ".local/share", name);
}
