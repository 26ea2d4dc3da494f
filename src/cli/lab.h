/* What prove and env share: which canon, and how the lab's events reach the reader. */
#ifndef CAIRN_CLI_LAB_H
#define CAIRN_CLI_LAB_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"

struct cairn_cli_lab {
    const struct cairn_cli *cli; /* borrowed */
    struct cairn_write_options write;
    bool is_streamed;     /* NDJSON: events go to standard output as they come */
    bool is_text;         /* cells go to standard output */
    bool shows_all_cells; /* a person watches: not only those that need a look */
    bool shows_progress;
    bool is_progress_shown;
    int64_t started_ms, next_ms; /* when the first event came; when to show the next number */
};

/* Fills in both; `lab` must live as long as the call that `out_options` is for. */
void cairn_cli_lab_start(
    struct cairn_cli *cli, struct cairn_cli_lab *lab, struct cairn_lab_options *out_options);
/* Takes the progress off the screen. */
void cairn_cli_lab_end(struct cairn_cli_lab *lab);

#endif
