/* The configuration file: lang, colour, canon. The user's wins over the machine's, key by key. */
#ifndef CAIRN_CLI_CONFIG_H
#define CAIRN_CLI_CONFIG_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/vec.h"
#include "cairn/cairn.h"
#include "cli/environment.h"

enum cairn_cli_colour {
    CAIRN_CLI_COLOUR_AUTO = 0,
    CAIRN_CLI_COLOUR_ALWAYS,
    CAIRN_CLI_COLOUR_NEVER,
};

struct cairn_cli_config {
    bool has_language, has_colour, has_canons;
    enum cairn_language language;
    enum cairn_cli_colour colour;
    struct cairn_vec canons; /* const char *, in the arena */
};

void cairn_cli_config_init(struct cairn_cli_config *config);
void cairn_cli_config_done(struct cairn_cli_config *config);

/* Read both files; one that does not exist is as an empty one. Complaints name file and line. */
enum cairn_status cairn_cli_config_read(struct cairn_cli_config *config,
    const struct cairn_cli_environment *environment, struct cairn_arena *arena,
    struct cairn_error *err) CAIRN_MUST_USE;

/* Add what `text`, the content of `path`, says about keys that are not set yet. */
enum cairn_status cairn_cli_config_parse(struct cairn_cli_config *config,
    const struct cairn_cli_environment *environment, struct cairn_arena *arena, const char *path,
    struct cairn_span text, struct cairn_error *err) CAIRN_MUST_USE;

enum cairn_cli_colour cairn_cli_colour_of(const char *name);

#endif
