/*
 * One arm in its sandbox: bubblewrap around the helper (lab/helper), which plays core.sh and the
 * rig and hands its record back through a pipe. Nothing inside can write to the host. docs/lab.md
 * has the layout and the limits.
 */
#ifndef CAIRN_LAB_SANDBOX_H
#define CAIRN_LAB_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "formats/value.h"
#include "lab/environment.h"
#include "lab/temporary.h"

/* Can arms run here? Looks for bwrap and the helper, and tries them once. *out_reason (in `arena`):
 * NULL, or why not, with what to do: no bubblewrap, no user namespaces, … */
enum cairn_status cairn_sandbox_probe(
    struct cairn_arena *arena, const char **out_reason, struct cairn_error *err) CAIRN_MUST_USE;

/*
 * What all arms of a family share, laid out in a folder of its own below the temporary folder
 * (readable for the uids that arms run as; removed by cairn_stage_done): core.sh, rig.sh,
 * how/<change>/<n>.<verb>, tells/<n>, bin/lab.
 */
struct cairn_stage {
    struct cairn_lab_temporary place;
    const char *folder; /* its path */
    struct cairn_arena arena;
};
/* `changes`: the family's list; each step's file holds its text and ends in its `via`, else its
 * `as`. `tell_commands`: tells/1 is the first. On failure nothing is left behind. */
enum cairn_status cairn_stage_make(struct cairn_stage *stage, struct cairn_span rig,
    const struct cairn_value *changes, const struct cairn_span *tell_commands, size_t tell_count,
    struct cairn_error *err) CAIRN_MUST_USE;
void cairn_stage_done(struct cairn_stage *stage);

struct cairn_sandbox_arm {
    const struct cairn_stage *stage;
    const struct cairn_environment *environment;
    const char *prepared;  /* packed world (a file that everybody may read), or NULL */
    bool is_prepare;       /* play `prepare` and pack the world */
    bool keep;             /* pack the world of this arm too */
    const char *cause;     /* or "control"; ignored for prepare */
    const char *changes;   /* ids, separated by blanks; "none" is the placebo */
    const char *carrier;   /* "none", "reload", "restart" */
    const char *harms;     /* ids, separated by blanks */
    const char *tells;     /* numbers, separated by blanks */
    const char *mutation;  /* "none", "no-cause", "no-change", "dies", "hangs", "silent" */
    bool wants_real_error; /* the record's impact is none or degraded */
    double wait_s;         /* placebo */
    int timeout_s;
};

/* A started arm. */
struct cairn_sandbox {
    pid_t pid;
    int record_fd; /* becomes readable; poll it, then cairn_sandbox_read */
    int talk_fd;   /* what bubblewrap itself says (standard error) */
    int uid_lock;  /* of the user that it runs as (lab/uid.h), till it is reaped; -1: our own */
    int64_t started_ms, deadline_ms; /* monotonic; past the deadline: cairn_sandbox_kill */
    /* grows to CAIRN_LIMIT_RECORD, with a packed world to that and CAIRN_LIMIT_WORLD */
    struct cairn_buf record;
    struct cairn_buf talk; /* its first 64 KiB */
};

/* The thread that starts an arm must live as long as the arm: the kernel kills the arm with it. The
 * deadline is timeout_s and 5 s, for the helper ends an arm itself and still hands over its record.
 */
enum cairn_status cairn_sandbox_start(const struct cairn_sandbox_arm *arm,
    struct cairn_sandbox *out_sandbox, struct cairn_error *err) CAIRN_MUST_USE;
/* Takes what is there, without waiting; *out_is_over at the end of both pipes. CAIRN_ERR_LIMIT: the
 * record is too large, which is the arm's fault; it has been killed. */
enum cairn_status cairn_sandbox_read(
    struct cairn_sandbox *sandbox, bool *out_is_over, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_sandbox_kill(struct cairn_sandbox *sandbox); /* the whole tree */
/* Reaps; *out_exit is the exit status, 128 + n for a signal. */
enum cairn_status cairn_sandbox_wait(
    struct cairn_sandbox *sandbox, int *out_exit, struct cairn_error *err) CAIRN_MUST_USE;
/* For one arm at a time: reads until it is over, kills it at its deadline (*out_is_late), reaps it.
 */
enum cairn_status cairn_sandbox_finish(struct cairn_sandbox *sandbox, bool *out_is_late,
    int *out_exit, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_sandbox_done(struct cairn_sandbox *sandbox); /* kills what still runs, frees */

/* One command (of sh) in an empty world, for asking versions: what it printed on both outputs, at
 * most 4 KiB. Given 10 s; *out_exit is 124 when they did not suffice. */
enum cairn_status cairn_sandbox_ask(const struct cairn_environment *environment,
    struct cairn_span command, struct cairn_buf *out_text, int *out_exit,
    struct cairn_error *err) CAIRN_MUST_USE;

/* --- the record that came back --- */
struct cairn_record_frame {
    struct cairn_span name; /* "events", "before.log", "before_ask.out", "tell_1.out", "world" … */
    struct cairn_span bytes;
};
/* Splits a record into its frames; they point into `record`, their order is that of the record,
 * each name is there once. What is cut off or malformed, or lacks "events", is CAIRN_ERR_INVALID.
 */
enum cairn_status cairn_record_split(struct cairn_span record, struct cairn_arena *arena,
    struct cairn_record_frame **out_frames, size_t *out_count,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
