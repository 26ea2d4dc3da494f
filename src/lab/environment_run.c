/*
 * Programs of the host (apt-get, dpkg-deb, dpkg-query), run by their arguments and never through a
 * shell. They get a small environment of their own: what a person has set for proxies, and English.
 */
#include "lab/environment_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"

#define USUAL_PATH   "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define KEPT_BYTES   ((size_t)64 << 10) /* the end of what was said: errors come last */
#define READ_SIZE    4096u
#define VARIABLE_MAX 32u
#define EXIT_UNABLE  127

static const char *path_variable(void)
{
    const char *path = secure_getenv("PATH");
    return path && path[0] ? path : USUAL_PATH;
}

const char *cairn_lab_find_program(struct cairn_arena *arena, const char *name)
{
    struct cairn_span rest = cairn_span_from_string(path_variable());
    while (rest.size) {
        size_t colon = cairn_span_find_byte(rest, ':', 0);
        struct cairn_span folder = cairn_span_slice(rest, 0, colon);
        rest = colon == CAIRN_SPAN_NPOS ? (struct cairn_span){0}
                                        : cairn_span_slice(rest, colon + 1, rest.size);
        if (!folder.size || folder.data[0] != '/') /* never from the current folder */
            continue;
        const char *path = cairn_arena_printf(arena, "%.*s/%s", CAIRN_SPAN_ARGS(folder), name);
        if (path && access(path, X_OK) == 0)
            return path;
    }
    return NULL;
}

static void add_variable(
    struct cairn_arena *arena, const char **variables, const char *name, const char *value)
{
    size_t count = 0;
    while (variables[count])
        count++;
    if (value && count + 1 < VARIABLE_MAX)
        variables[count] = cairn_arena_printf(arena, "%s=%s", name, value);
}

static enum cairn_status make_variables(struct cairn_arena *arena, const char *const *own,
    const char *variables[VARIABLE_MAX], struct cairn_error *err)
{
    static const char *const kept[] = {"HOME", "http_proxy", "https_proxy", "ftp_proxy",
        "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
        "SSL_CERT_FILE", "SSL_CERT_DIR"};
    add_variable(arena, variables, "PATH", path_variable());
    add_variable(arena, variables, "LC_ALL", "C");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(kept); i++)
        add_variable(arena, variables, kept[i], secure_getenv(kept[i]));
    for (size_t count = 0; own && own[count]; count++) {
        const char *sign = strchr(own[count], '=');
        const char *name = sign ? cairn_arena_string(arena,
                                      cairn_span_make(own[count], (size_t)(sign - own[count])))
                                : NULL;
        if (name)
            add_variable(arena, variables, name, sign + 1);
    }
    return arena->has_failed ? cairn_arena_status(arena, err) : CAIRN_OK;
}

struct start {
    char *const *arguments, *const *variables;
    int nothing, said;
    pid_t parent;
};

/* Between fork and exec: async-signal-safe calls only. */
static void become(const struct start *start)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
    if (dup2(start->nothing, 0) < 0 || dup2(start->said, 1) < 0 || dup2(start->said, 2) < 0 ||
        syscall(SYS_close_range, 3u, ~0u, 0u) || prctl(PR_SET_PDEATHSIG, SIGTERM) ||
        getppid() != start->parent)
        _exit(EXIT_UNABLE);
    execve(start->arguments[0], start->arguments, start->variables);
    _exit(EXIT_UNABLE);
}

/* Keeps the last bytes. */
static void keep(struct cairn_buf *out, const char *bytes, size_t size)
{
    cairn_buf_append(out, cairn_span_make(bytes, size));
    if (!out->failure && out->size > 2 * KEPT_BYTES) {
        memmove(out->data, out->data + out->size - KEPT_BYTES, KEPT_BYTES);
        cairn_buf_truncate(out, KEPT_BYTES);
    }
}

static enum cairn_status listen_to(int said, struct cairn_buf *out, struct cairn_error *err)
{
    char bytes[READ_SIZE];
    for (;;) {
        size_t got = 0;
        enum cairn_status status =
            cairn_fd_read_some(said, "a program's output", bytes, sizeof bytes, &got, err);
        if (status || got == 0)
            return status ? status : cairn_buf_status(out, err);
        keep(out, bytes, got);
    }
}

static enum cairn_status reap(pid_t pid, int *out_exit, struct cairn_error *err)
{
    int state = 0;
    while (waitpid(pid, &state, 0) < 0) {
        if (errno != EINTR)
            return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not wait for a program");
    }
    *out_exit = WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
    return CAIRN_OK;
}

enum cairn_status cairn_lab_run(
    const struct cairn_lab_run *run, struct cairn_buf *out, int *out_exit, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const char *variables[VARIABLE_MAX] = {NULL};
    enum cairn_status status = make_variables(&arena, run->variables, variables, err);
    int ends[2];
    if (status)
        return status;
    CAIRN_AUTO_FD int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || pipe2(ends, O_CLOEXEC))
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not start '%s'", run->arguments[0]);
    CAIRN_AUTO_FD int said = ends[0], said_end = ends[1];
    /* execve takes char * for history's sake and writes to none of them. */
    union {
        const char *const *own;
        char *const *taken;
    } arguments = {.own = run->arguments}, names = {.own = variables};
    struct start start = {.arguments = arguments.taken,
        .variables = names.taken,
        .nothing = nothing,
        .said = said_end,
        .parent = getpid()};
    pid_t pid = fork();
    if (pid < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not start '%s'", run->arguments[0]);
    if (pid == 0)
        become(&start);
    cairn_fd_close(&said_end);
    status = listen_to(said, out, err);
    if (status)
        kill(pid, SIGTERM);
    enum cairn_status reaped = reap(pid, out_exit, status ? NULL : err);
    return status ? status : reaped;
}
