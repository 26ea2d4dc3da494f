/* The environment, read once at the start. All texts are borrowed from it; an empty variable counts
 * as unset: NULL. */
#ifndef CAIRN_CLI_ENVIRONMENT_H
#define CAIRN_CLI_ENVIRONMENT_H

#include <stdbool.h>

#include "base/arena.h"
#include "cairn/cairn.h"

struct cairn_cli_environment {
    enum cairn_language language; /* of LC_ALL, LC_MESSAGES or LANG, the first that is set */
    const char *canon;            /* CAIRN_CANON */
    const char *columns;          /* COLUMNS */
    const char *lab;              /* CAIRN_LAB: the lab's program, for tests */
    const char *send;             /* CAIRN_SEND: the sender's program, for tests */
    const char *home;             /* HOME */
    const char *config_home;      /* XDG_CONFIG_HOME, when absolute */
    const char *data_home;        /* XDG_DATA_HOME, when absolute */
    bool is_colour_refused;       /* NO_COLOR, or TERM=dumb */
    bool is_colour_forced;        /* CLICOLOR_FORCE other than 0, unless NO_COLOR */
};

void cairn_cli_environment_read(struct cairn_cli_environment *environment);

/* "<XDG folder or its default below HOME>/cairn/<name>"; NULL when neither is known, or without
 * memory (the arena says). */
const char *cairn_cli_config_path(
    const struct cairn_cli_environment *environment, struct cairn_arena *arena, const char *name);
const char *cairn_cli_data_path(
    const struct cairn_cli_environment *environment, struct cairn_arena *arena, const char *name);

#endif
