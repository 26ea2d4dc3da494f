/* Options: one definition each, so that the same name means the same for every verb. Parsing fills
 * in the arguments. */
#ifndef CAIRN_CLI_OPTIONS_H
#define CAIRN_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/vec.h"
#include "cairn/cairn.h"
#include "cli/messages.h"

struct cairn_cli_command;

/* Marks of `values` for arguments that are paths. */
#define CLI_FILE   "<file>"
#define CLI_FOLDER "<folder>"
/* Marks for names that a canon below the current folder has. */
#define CLI_RIG         "<rig>"
#define CLI_ENVIRONMENT "<environment>"

enum cairn_cli_option_id {
#define OPTION(id, name, letter, argument, values, en, zh) CAIRN_CLI_OPTION_##id,
#include "cli/options.def"
#undef OPTION
    CAIRN_CLI_OPTION_COUNT
};

/* A set of options: the bits of their ids. */
typedef uint64_t cairn_cli_option_set;
#define CAIRN_CLI_OPTION_BIT(id) ((cairn_cli_option_set)1 << (id))

struct cairn_cli_option {
    const char *name;
    char letter;          /* 0: none */
    const char *argument; /* what help calls it; NULL: takes none */
    const char *values; /* words separated by spaces, one of the marks above, or NULL: free text */
    struct cairn_cli_text help; /* NULL texts: another spelling, shown nowhere */
};

const struct cairn_cli_option *cairn_cli_option(enum cairn_cli_option_id id);
/* Is it in the set, and shown to people? */
bool cairn_cli_option_is_shown(cairn_cli_option_set set, enum cairn_cli_option_id id);

/* Which --format this verb has. */
enum cairn_cli_option_id cairn_cli_format_option(const struct cairn_cli_command *command);

struct cairn_cli_given {
    enum cairn_cli_option_id id;
    const char *value; /* borrowed from argv; NULL: takes none */
};

struct cairn_cli_arguments {
    struct cairn_vec given;    /* struct cairn_cli_given, in the order of the command line */
    struct cairn_vec operands; /* const char *, borrowed from argv */
};

void cairn_cli_arguments_init(struct cairn_cli_arguments *arguments);
void cairn_cli_arguments_done(struct cairn_cli_arguments *arguments);
bool cairn_cli_is_given(const struct cairn_cli_arguments *arguments, enum cairn_cli_option_id id);
/* The last value given; NULL when none was. */
const char *cairn_cli_value(
    const struct cairn_cli_arguments *arguments, enum cairn_cli_option_id id);

/* All values given, those between commas apart, in order: an array of *out_count texts in `arena`.
 */
enum cairn_status cairn_cli_values(const struct cairn_cli_arguments *arguments,
    enum cairn_cli_option_id id, struct cairn_arena *arena, const char *const **out_values,
    size_t *out_count, struct cairn_error *err) CAIRN_MUST_USE;

/*
 * Read argv[1 .. argc) by the options of `command`, adding to `arguments`. With `stop_at_operand`
 * it ends at the first operand. *out_next is where it stopped: argc when everything was read.
 * CAIRN_ERR_USAGE names the nearest option.
 * `*language` changes as soon as --lang is read, so that later complaints are in that language.
 */
enum cairn_status cairn_cli_parse(const struct cairn_cli_command *command, int argc, char **argv,
    bool stop_at_operand, struct cairn_cli_arguments *arguments, enum cairn_language *language,
    int *out_next, struct cairn_error *err) CAIRN_MUST_USE;

#endif
