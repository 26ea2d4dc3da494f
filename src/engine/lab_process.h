/* A program of libexec as a child process: one request in, lines out, ended in order. */
#ifndef CAIRN_ENGINE_LAB_PROCESS_H
#define CAIRN_ENGINE_LAB_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_lab_process {
    const char *program; /* borrowed; for messages */
    const char *title;   /* static; for messages: "the lab" */
    pid_t pid;           /* 0: not running */
    int lines_fd, signals_fd;
    bool has_mask;
    sigset_t mask; /* as it was before */
    struct cairn_buf buffer;
    size_t taken; /* bytes of `buffer` that were given away */
    unsigned interrupts;
};

/* The program of this name: beside the running one, else the installed one; `memory` has PATH_MAX
 * bytes. NULL: there is none. */
const char *cairn_lab_find_program(const char *name, char *memory);

/* Starts it with `request` on its standard input; `title` is static. With `takes_signals` SIGINT
 * and SIGTERM are blocked until cairn_lab_process_done, and passed on while lines are read. */
enum cairn_status cairn_lab_process_start(struct cairn_lab_process *process, const char *program,
    const char *title, struct cairn_span request, bool takes_signals,
    struct cairn_error *err) CAIRN_MUST_USE;
/* The next line, borrowed until the next call; *out_is_over at the end of its output. A line beyond
 * CAIRN_LIMIT_LAB_EVENT is CAIRN_ERR_LIMIT. */
enum cairn_status cairn_lab_process_next(struct cairn_lab_process *process,
    struct cairn_span *out_line, bool *out_is_over, struct cairn_error *err) CAIRN_MUST_USE;
/* Asks it to end in order, keeping what was won. */
void cairn_lab_process_stop(struct cairn_lab_process *process);
/* Waits for its end, killing it when it takes too long: how it ended, as waitpid says. */
int cairn_lab_process_wait(struct cairn_lab_process *process);
/* Frees; kills what still runs. */
void cairn_lab_process_done(struct cairn_lab_process *process);

#endif
