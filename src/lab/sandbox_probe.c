/*
 * Whether arms can run on this machine, and one command alone in a sandbox. Both are made of the
 * same command line as an arm, so that what they find holds for arms.
 */
#include "lab/sandbox_internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "lab/environment_internal.h"

#define HELPER         "cairn-lab-helper"
#define ASK_SECONDS    10
#define ASK_BYTES      4096u
#define ASK_WORLD      "16777216" /* 16 MiB: a program that says its version writes little */
#define TRY_SECONDS    10
#define EXIT_TIMED_OUT 124 /* as timeout(1) */

enum cairn_status cairn_sandbox_helper(
    struct cairn_arena *arena, const char **out_path, struct cairn_error *err)
{
    const char *named = secure_getenv("CAIRN_LAB_HELPER");
    char own[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", own, sizeof own - 1);
    own[size > 0 ? size : 0] = 0;
    char *slash = strrchr(own, '/');
    if (slash)
        *slash = 0;
    const char *path =
        named && named[0] ? named : cairn_arena_printf(arena, "%s/" HELPER, size > 0 ? own : "");
    if (!path)
        return cairn_arena_status(arena, err);
    if (access(path, X_OK)) {
        enum cairn_status status = CAIRN_FAIL(
            err, CAIRN_ERR_NOT_FOUND, "cannot make a sandbox: the program '%s' is missing", path);
        cairn_error_hint(err, "it is built and installed with Cairn: install Cairn again");
        return status;
    }
    *out_path = path;
    return CAIRN_OK;
}

/* What bubblewrap said, on one line, without its own prefix. */
static const char *words_of(struct cairn_arena *arena, const struct cairn_sandbox *sandbox)
{
    struct cairn_span text = cairn_span_trim(cairn_buf_span(&sandbox->talk)), line = {0};
    if (!cairn_span_take_line(&text, &line))
        line = CAIRN_SPAN("it says nothing");
    if (cairn_span_starts_with(line, CAIRN_SPAN("bwrap: ")))
        line = cairn_span_slice(line, 7, line.size);
    return cairn_arena_printf(arena, "%.*s", CAIRN_SPAN_ARGS(line));
}

static const char *remedy_for(const char *words)
{
    static const struct {
        const char *symptom, *remedy;
    } table[] = {
        {"Unknown option", "bubblewrap is older than 0.8: install a newer one"},
        {"mount proc",
            "in a container that hides parts of /proc this is not possible: run it on the "
            "machine itself, or in a container with --security-opt systempaths=unconfined"},
        {"become an ordinary user", "this container maps too few users: run as an ordinary user"},
        {"namespace", NULL},
        {"uid map", NULL},
        {"Operation not permitted", NULL},
        {"ermission", NULL},
    };
    static const char usual[] =
        "user namespaces are off here; on the machine itself: sysctl "
        "kernel.unprivileged_userns_clone=1 "
        "(Debian), sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu), sysctl "
        "user.max_user_namespaces=10000; in a container: --security-opt seccomp=unconfined";
    for (size_t i = 0; words && i < CAIRN_ARRAY_SIZE(table); i++) {
        if (strstr(words, table[i].symptom))
            return table[i].remedy ? table[i].remedy : usual;
    }
    return "try it: bwrap --unshare-all --ro-bind / / true";
}

/* The helper alone does not need any program of the machine: it fills in an empty text. */
static enum cairn_status try_line(
    struct cairn_arena *arena, const char *helper, const char **out_reason, struct cairn_error *err)
{
    CAIRN_AUTO_SANDBOX_LINE struct cairn_sandbox_line line = {0};
    struct cairn_sandbox sandbox = {.record_fd = -1, .talk_fd = -1};
    bool is_late = false;
    int exit_status = 0;
    enum cairn_status status = cairn_sandbox_line_start(&line, err);
    if (status)
        return status;
    cairn_sandbox_line_add_programs(&line, "/");
    CAIRN_SANDBOX_ADD(&line, "--ro-bind", helper, "/lab", "--size", ASK_WORLD, "--tmpfs", "/world",
        "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "/lab", "fill");
    status = cairn_sandbox_line_finish(&line, err);
    if (!status)
        status = cairn_sandbox_launch(&line, ASK_BYTES, TRY_SECONDS, &sandbox, err);
    if (!status)
        status = cairn_sandbox_finish(&sandbox, &is_late, &exit_status, err);
    if (!status && (exit_status || is_late)) {
        const char *words = words_of(arena, &sandbox);
        *out_reason = cairn_arena_printf(arena, "bubblewrap cannot make a sandbox here (%s): %s",
            is_late ? "it does not end" : words, remedy_for(words));
    }
    cairn_sandbox_done(&sandbox);
    return status;
}

enum cairn_status cairn_sandbox_probe(
    struct cairn_arena *arena, const char **out_reason, struct cairn_error *err)
{
    struct cairn_error why;
    const char *helper = NULL, *reason = NULL;
    enum cairn_status status = cairn_sandbox_helper(arena, &helper, &why);
    if (!status && !cairn_sandbox_can_reach(helper))
        reason = cairn_arena_printf(arena,
            "the user that arms run as cannot read %s: keep Cairn where everybody may read it",
            helper);
    else if (!status)
        status = try_line(arena, helper, &reason, &why);
    if (status == CAIRN_ERR_NOT_FOUND || status == CAIRN_ERR_DENIED)
        reason = cairn_arena_printf(arena, "%s: %s", why.primary, why.hint);
    else if (status)
        return CAIRN_FAIL(err, status, "%s", why.primary);
    status = cairn_arena_status(arena, err);
    if (!status)
        *out_reason = reason;
    return status;
}

static enum cairn_status make_ask_line(struct cairn_sandbox_line *line,
    const struct cairn_environment *environment, struct cairn_span command, struct cairn_error *err)
{
    enum cairn_status status = cairn_sandbox_line_start(line, err);
    if (status)
        return status;
    const char *script =
        cairn_arena_printf(&line->arena, "exec 2>&1\n%.*s", CAIRN_SPAN_ARGS(command));
    cairn_sandbox_line_add_programs(line, environment->root);
    cairn_sandbox_line_add_etc(line, environment, "/etc");
    CAIRN_SANDBOX_ADD(line, "--size", ASK_WORLD, "--tmpfs", "/world", "--dir", "/world/tmp",
        "--dir", "/world/var", "--symlink", "world/tmp", "/tmp", "--symlink", "world/var", "/var",
        "--remount-ro", "/dev", "--remount-ro", "/");
    cairn_sandbox_line_set(line, "PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    cairn_sandbox_line_set(line, "LC_ALL", "C.UTF-8");
    cairn_sandbox_line_set(line, "HOME", "/world/tmp");
    CAIRN_SANDBOX_ADD(line, "--chdir", "/", "/bin/sh", "-c", script ? script : "exit 1");
    return cairn_sandbox_line_finish(line, err);
}

enum cairn_status cairn_sandbox_ask(const struct cairn_environment *environment,
    struct cairn_span command, struct cairn_buf *out_text, int *out_exit, struct cairn_error *err)
{
    CAIRN_AUTO_SANDBOX_LINE struct cairn_sandbox_line line = {0};
    struct cairn_sandbox sandbox = {.record_fd = -1, .talk_fd = -1};
    bool is_late = false;
    int exit_status = 0;
    enum cairn_status status = make_ask_line(&line, environment, command, err);
    if (!status)
        status = cairn_sandbox_launch(&line, ASK_BYTES, ASK_SECONDS, &sandbox, err);
    if (!status)
        status = cairn_sandbox_finish(&sandbox, &is_late, &exit_status, err);
    if (status != CAIRN_OK && status != CAIRN_ERR_LIMIT) {
        cairn_sandbox_done(&sandbox);
        return status;
    }
    /* What is beyond 4 KiB is of no interest; what bubblewrap says is, when nothing else was said.
     */
    cairn_buf_append(out_text, cairn_buf_span(&sandbox.record));
    if (sandbox.record.size == 0)
        cairn_buf_append(out_text, cairn_span_slice(cairn_buf_span(&sandbox.talk), 0, ASK_BYTES));
    *out_exit = is_late ? EXIT_TIMED_OUT : exit_status;
    cairn_sandbox_done(&sandbox);
    return cairn_buf_status(out_text, err);
}
