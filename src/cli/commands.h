/* The verbs, in one table: help, completions, and the option lists of the manuals come from it. */
#ifndef CAIRN_CLI_COMMANDS_H
#define CAIRN_CLI_COMMANDS_H

#include <stddef.h>

#include "cli/options.h"

struct cairn_cli;

/* Does the verb: translates the options, calls one function of the engine, prints. Failures are
 * reported by the caller. */
typedef enum cairn_status cairn_cli_run_function(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err);

#define CAIRN_CLI_EXAMPLES 4

struct cairn_cli_command {
    const char *name; /* of the program itself: "cairn" */
    struct cairn_cli_text summary;
    cairn_cli_run_function *run;
    cairn_cli_option_set options;
    const char *operands[2]; /* usage lines behind the name; the second may be NULL */
    size_t min_operands, max_operands;
    const char *values; /* what operands may be, for completions, as with options; CAIRN_CLI_VERBS:
                           names of verbs */
    enum cairn_cli_message exit_status;
    const char *examples[CAIRN_CLI_EXAMPLES]; /* NULL after the last */
    const char *manual;
    bool may_lack_config; /* works although the configuration file is wrong */
};

#define CAIRN_CLI_MANY  ((size_t)-1)
#define CAIRN_CLI_VERBS "<verb>"

extern const struct cairn_cli_command cairn_cli_program;
/* In the order of help. */
const struct cairn_cli_command *cairn_cli_commands(size_t *out_count);
/* NULL when there is no such verb. */
const struct cairn_cli_command *cairn_cli_find_command(const char *name);
/* The verb most like `name`, or NULL. */
const char *cairn_cli_near_command(const char *name);

cairn_cli_run_function cairn_cli_build;
cairn_cli_run_function cairn_cli_completion;
cairn_cli_run_function cairn_cli_env;
cairn_cli_run_function cairn_cli_explain;
cairn_cli_run_function cairn_cli_export;
cairn_cli_run_function cairn_cli_export_site; /* of export, with --site */
cairn_cli_run_function cairn_cli_help;
cairn_cli_run_function cairn_cli_import;
cairn_cli_run_function cairn_cli_lint;
cairn_cli_run_function cairn_cli_outcome;
cairn_cli_run_function cairn_cli_prove;
cairn_cli_run_function cairn_cli_search;
cairn_cli_run_function cairn_cli_serve;
cairn_cli_run_function cairn_cli_show;
cairn_cli_run_function cairn_cli_stats;
cairn_cli_run_function cairn_cli_trust;
cairn_cli_run_function cairn_cli_version;

#endif
