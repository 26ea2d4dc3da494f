/* One run of the program: what it was told, by command line, environment and configuration, and how
 * it answers. */
#ifndef CAIRN_CLI_CLI_H
#define CAIRN_CLI_CLI_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/span.h"
#include "cairn/cairn.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/environment.h"
#include "cli/options.h"

enum cairn_cli_exit {
    CAIRN_CLI_EXIT_OK = 0,          /* found, or done */
    CAIRN_CLI_EXIT_NONE = 1,        /* nothing found; refused by lint; some records not indexed; a
                                       contradiction in the lab */
    CAIRN_CLI_EXIT_TROUBLE = 2,     /* an error, or an answer that may be incomplete */
    CAIRN_CLI_EXIT_NOTHING_RAN = 4, /* prove: no arm could run */
};

struct cairn_cli {
    struct cairn_arena arena; /* paths and configuration, for the whole run */
    struct cairn_cli_environment environment;
    struct cairn_cli_config config;
    const struct cairn_cli_command *command;
    struct cairn_cli_arguments arguments;
    enum cairn_language language;
};

void cairn_cli_start(struct cairn_cli *cli);
/* Reports its own failures. */
enum cairn_cli_exit cairn_cli_run(struct cairn_cli *cli, int argc, char **argv);
void cairn_cli_done(struct cairn_cli *cli);

const char *cairn_cli_operand(const struct cairn_cli *cli, size_t i);
bool cairn_cli_is_quiet(const struct cairn_cli *cli);

/* cairn_cli_refuse in the language of this run. */
enum cairn_status cairn_cli_fail(const struct cairn_cli *cli, enum cairn_cli_message primary,
    enum cairn_cli_message hint, const char *first, const char *second,
    struct cairn_error *err) CAIRN_COLD;

/* Which canons are in use (canons.c); the paths live as long as the run. */
enum cairn_status cairn_cli_find_canons(struct cairn_cli *cli,
    struct cairn_engine_options *out_options, struct cairn_error *err) CAIRN_MUST_USE;
/* Open the canons in use. */
enum cairn_status cairn_cli_open_engine(struct cairn_cli *cli, struct cairn_engine **out_engine,
    struct cairn_error *err) CAIRN_MUST_USE;
void cairn_cli_close_engine(struct cairn_engine **engine);
#define CAIRN_CLI_AUTO_ENGINE CAIRN_CLEANUP(cairn_cli_close_engine)

/* The ledger of outcomes (ledger.c): --ledger, else ledger.db beside the user's own canon; NULL:
 * neither is known. */
const char *cairn_cli_ledger_path(struct cairn_cli *cli);
/* Makes the folder of the user's own ledger, where it is that one. */
enum cairn_status cairn_cli_make_ledger_folder(
    struct cairn_cli *cli, struct cairn_error *err) CAIRN_MUST_USE;
/* `cairn serve token add|list|revoke`: the operands behind `token` (cmd_serve_token.c). */
cairn_cli_run_function cairn_cli_serve_token;

/* The source folder of a canon where none is named: canon/, or this folder when it is one itself
 * (cmd_lint.c). */
const char *cairn_cli_source_folder(void);

/* Output (output.c). */
enum cairn_format cairn_cli_format_of(const char *name);
/* Would --output destroy what this run reads, or a canon? Before anything is read. */
enum cairn_status cairn_cli_check_output(
    const struct cairn_cli *cli, struct cairn_error *err) CAIRN_MUST_USE;
/* Is --output given, and not "-"? */
bool cairn_cli_has_output_file(const struct cairn_cli *cli);
/* To --output, whole or not at all, else to standard output. */
enum cairn_status cairn_cli_write(
    const struct cairn_cli *cli, struct cairn_span bytes, struct cairn_error *err) CAIRN_MUST_USE;
/* How results are written in this run. */
void cairn_cli_write_options(const struct cairn_cli *cli, struct cairn_write_options *out_options);
/* Print a result and free it. */
enum cairn_status cairn_cli_print(const struct cairn_cli *cli, struct cairn_result *take_result,
    enum cairn_conclusion *out_conclusion, struct cairn_error *err) CAIRN_MUST_USE;
/* Columns to wrap at: COLUMNS, else the terminal's, at most 100; 80 where there is none. */
int cairn_cli_columns(const struct cairn_cli *cli);

/* The help of a verb, or of the program, as text. */
void cairn_cli_append_help(
    struct cairn_buf *buf, const struct cairn_cli_command *command, enum cairn_language language);

#endif
