/* What the files about the sandbox share: the command line of bubblewrap, and starting it. */
#ifndef CAIRN_LAB_SANDBOX_INTERNAL_H
#define CAIRN_LAB_SANDBOX_INTERNAL_H

#include "base/vec.h"
#include "lab/sandbox.h"

/* The command line as it grows. A failure sticks; cairn_sandbox_line_status asks once. */
struct cairn_sandbox_line {
    struct cairn_arena arena;
    struct cairn_vec words; /* char *; NULL at the end once it is finished */
    enum cairn_status failure;
};

void cairn_sandbox_line_done(struct cairn_sandbox_line *line);
#define CAIRN_AUTO_SANDBOX_LINE CAIRN_CLEANUP(cairn_sandbox_line_done)

/* Appends words; the list ends in NULL and is copied. */
void cairn_sandbox_line_add(struct cairn_sandbox_line *line, const char *const *words);
#define CAIRN_SANDBOX_ADD(line, ...)                                                               \
    cairn_sandbox_line_add((line), (const char *const[]){__VA_ARGS__, NULL})
void cairn_sandbox_line_set(struct cairn_sandbox_line *line, const char *name, const char *value);

/* bwrap and its namespaces; CAIRN_ERR_NOT_FOUND without bwrap. */
enum cairn_status cairn_sandbox_line_start(
    struct cairn_sandbox_line *line, struct cairn_error *err) CAIRN_MUST_USE;
/* The environment's programs, /proc, /dev. */
void cairn_sandbox_line_add_programs(struct cairn_sandbox_line *line, const char *root);
/* The environment's /etc at `where`; of the host's only what docs/lab.md names. */
void cairn_sandbox_line_add_etc(struct cairn_sandbox_line *line,
    const struct cairn_environment *environment, const char *where);
/* The line of a whole arm, finished. */
enum cairn_status cairn_sandbox_line_arm(struct cairn_sandbox_line *line,
    const struct cairn_sandbox_arm *arm, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_sandbox_line_finish(
    struct cairn_sandbox_line *line, struct cairn_error *err) CAIRN_MUST_USE;

/* Starts a finished line; `limit_bytes` is the record's, a deadline is `seconds` from now. */
enum cairn_status cairn_sandbox_launch(const struct cairn_sandbox_line *line, size_t limit_bytes,
    int seconds, struct cairn_sandbox *out_sandbox, struct cairn_error *err) CAIRN_MUST_USE;
/* Path of the helper: CAIRN_LAB_HELPER, else beside the running program. */
enum cairn_status cairn_sandbox_helper(
    struct cairn_arena *arena, const char **out_path, struct cairn_error *err) CAIRN_MUST_USE;
/* When root starts arms: can the uid that they run as come to this file? */
bool cairn_sandbox_can_reach(const char *path);

#endif
