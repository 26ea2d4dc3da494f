/*
 * One arm as a process of its own: started, read through two pipes, ended by its deadline, reaped.
 *
 * What must hold between fork and exec, in this order: nothing of ours stays open; as root, an
 * ordinary uid of its own; no key of ours is in reach; the machine, when it runs out of memory,
 * ends arms first.
 *
 * An arm dies with us, even when we are killed, by two ways that cover each other. bubblewrap asks
 * the kernel for it (--die-with-parent), for itself and for the first process of the arm; but
 * should we die in the very milliseconds in which it sets up, that first process has not asked yet.
 * Hence it also watches the pipe of the record, and ends when nobody holds the other end. (We do
 * not ask for bubblewrap's death ourselves: it would die while its child still waits to be told to
 * go on.)
 */
#include "lab/sandbox_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/fd.h"
#include "base/limits.h"
#include "lab/uid.h"

#define GRACE_S     5 /* behind the helper's own deadline, for handing over the record */
#define TALK_LIMIT  ((size_t)64 << 10)
#define READ_SIZE   ((size_t)64 << 10)
#define PIPE_SIZE   (1 << 20) /* the most that an ordinary user may ask for */
#define EXIT_UNABLE 126

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- the child, between fork and exec: async-signal-safe calls only --- */

struct launch {
    char *const *arguments;
    int record_fd, talk_fd, nothing_fd;
    bool is_root;
    uid_t uid;
};

static void unable(const char *what)
{
    static const char start[] = "cairn: cannot start an arm: ";
    int number = errno;
    if (write(2, start, sizeof start - 1) < 0 || write(2, what, strlen(what)) < 0 ||
        write(2, "\n", 1) < 0)
        errno = number;
    _exit(EXIT_UNABLE);
}

static void forget_signals(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &usual, NULL); /* refused for the two that cannot be caught */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void keep_three_files(const struct launch *launch)
{
    if (dup2(launch->nothing_fd, 0) < 0 || dup2(launch->record_fd, 1) < 0 ||
        dup2(launch->talk_fd, 2) < 0)
        _exit(EXIT_UNABLE);
    if (syscall(SYS_close_range, 3u, ~0u, 0u))
        unable("its other files cannot be closed (close_range needs Linux 5.9)");
}

/* Raising one's own score is always allowed; before the uid changes, for the file belongs to it. */
static void offer_to_the_oom_killer(void)
{
    int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        if (write(score, "1000", 4) < 0)
            errno = 0;
        close(score);
    }
}

static void drop_root(uid_t uid)
{
    if (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
        unable("root cannot become an ordinary user here");
}

static void become_arm(const struct launch *launch)
{
    static char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
    char *const variables[] = {path, locale, NULL};
    struct rlimit no_core = {0};
    setsid(); /* the terminal's signals are for the runner */
    forget_signals();
    keep_three_files(launch);
    offer_to_the_oom_killer();
    if (launch->is_root)
        drop_root(launch->uid);
    syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
    setrlimit(RLIMIT_CORE, &no_core);
    umask(022);
    if (chdir("/"))
        unable("no root folder");
    execve(launch->arguments[0], launch->arguments, variables);
    unable("bubblewrap cannot be run");
}

/* --- the runner --- */

static enum cairn_status open_pipe(int *out_read, int *out_write, struct cairn_error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not start an arm: no pipe");
    *out_read = ends[0];
    *out_write = ends[1];
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK))
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not start an arm: no pipe");
    fcntl(ends[0], F_SETPIPE_SZ, PIPE_SIZE); /* faster, but not needed */
    return CAIRN_OK;
}

/* The uid that an arm of root's gets; that of others is their own. */
static enum cairn_status choose_user(struct launch *launch, int *out_lock, struct cairn_error *err)
{
    launch->is_root = geteuid() == 0;
    return launch->is_root ? cairn_lab_uid_take(&launch->uid, out_lock, err) : CAIRN_OK;
}

enum cairn_status cairn_sandbox_launch(const struct cairn_sandbox_line *line, size_t limit_bytes,
    int seconds, struct cairn_sandbox *out_sandbox, struct cairn_error *err)
{
    CAIRN_AUTO_FD int record = -1, record_end = -1, talk = -1, talk_end = -1, nothing = -1;
    CAIRN_AUTO_FD int uid_lock = -1;
    struct launch launch = {.arguments = line->words.data};
    enum cairn_status status = open_pipe(&record, &record_end, err);
    if (!status)
        status = open_pipe(&talk, &talk_end, err);
    if (!status)
        status = choose_user(&launch, &uid_lock, err);
    if (status)
        return status;
    nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not start an arm: no /dev/null");
    launch.record_fd = record_end;
    launch.talk_fd = talk_end;
    launch.nothing_fd = nothing;
    pid_t pid = fork();
    if (pid < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not start an arm: no process");
    if (pid == 0)
        become_arm(&launch);
    *out_sandbox = (struct cairn_sandbox){.pid = pid, .started_ms = now_ms()};
    out_sandbox->deadline_ms = out_sandbox->started_ms + (int64_t)seconds * 1000;
    out_sandbox->record.limit_bytes = limit_bytes;
    out_sandbox->talk.limit_bytes = TALK_LIMIT;
    out_sandbox->record_fd = record;
    out_sandbox->talk_fd = talk;
    out_sandbox->uid_lock = uid_lock;
    record = talk = uid_lock = -1;
    return CAIRN_OK;
}

bool cairn_sandbox_can_reach(const char *path)
{
    char part[4096];
    struct stat about;
    size_t size = strlen(path);
    if (geteuid() != 0)
        return true; /* bubblewrap will say it itself */
    if (size >= sizeof part)
        return false;
    for (size_t i = 1; i < size; i++) {
        if (path[i] != '/')
            continue;
        memcpy(part, path, i);
        part[i] = 0;
        if (stat(part, &about) || !(about.st_mode & S_IXOTH))
            return false;
    }
    return stat(path, &about) == 0 && (about.st_mode & S_IROTH);
}

static enum cairn_status check_reach(const struct cairn_sandbox_arm *arm, struct cairn_error *err)
{
    const char *const paths[] = {arm->environment->root, arm->stage->folder, arm->prepared};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(paths); i++) {
        if (!paths[i] || cairn_sandbox_can_reach(paths[i]))
            continue;
        enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_DENIED,
            "cannot start an arm: the user that arms run as cannot read '%s'", paths[i]);
        cairn_error_hint(err,
            "arms run as an ordinary user even when root starts them: keep environments "
            "(CAIRN_ENVIRONMENTS) and temporary files (TMPDIR) where everybody may read");
        return status;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_sandbox_start(
    const struct cairn_sandbox_arm *arm, struct cairn_sandbox *out_sandbox, struct cairn_error *err)
{
    CAIRN_AUTO_SANDBOX_LINE struct cairn_sandbox_line line = {0};
    size_t limit = CAIRN_LIMIT_RECORD + (arm->is_prepare || arm->keep ? CAIRN_LIMIT_WORLD : 0);
    enum cairn_status status = check_reach(arm, err);
    if (!status)
        status = cairn_sandbox_line_arm(&line, arm, err);
    return status ? status
                  : cairn_sandbox_launch(&line, limit, arm->timeout_s + GRACE_S, out_sandbox, err);
}

/* Takes what is there into `buf`, up to its limit; what is beyond is dropped (*out_is_cut), so that
 * the writer does not wait for us. Closes the descriptor at its end. */
static enum cairn_status take(
    int *fd, struct cairn_buf *buf, bool *out_is_cut, struct cairn_error *err)
{
    char chunk[READ_SIZE];
    while (*fd >= 0) {
        ssize_t got = read(*fd, chunk, sizeof chunk);
        if (got > 0) {
            size_t kept = cairn_min_size((size_t)got, buf->limit_bytes - buf->size);
            cairn_buf_append(buf, cairn_span_make(chunk, kept));
            *out_is_cut = *out_is_cut || kept < (size_t)got;
        } else if (got == 0) {
            cairn_fd_close(fd);
        } else if (errno == EAGAIN) {
            break;
        } else if (errno != EINTR) {
            return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not read the record of an arm");
        }
    }
    return cairn_buf_status(buf, err);
}

enum cairn_status cairn_sandbox_read(
    struct cairn_sandbox *sandbox, bool *out_is_over, struct cairn_error *err)
{
    bool is_record_cut = false, is_talk_cut = false;
    enum cairn_status status = take(&sandbox->record_fd, &sandbox->record, &is_record_cut, err);
    if (!status)
        status = take(&sandbox->talk_fd, &sandbox->talk, &is_talk_cut, err);
    if (status)
        return status;
    if (is_record_cut) {
        cairn_sandbox_kill(sandbox);
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT, "the record of an arm is larger than %zu MiB",
            sandbox->record.limit_bytes >> 20);
    }
    *out_is_over = sandbox->record_fd < 0 && sandbox->talk_fd < 0;
    return CAIRN_OK;
}

void cairn_sandbox_kill(struct cairn_sandbox *sandbox)
{
    if (sandbox->pid > 0)
        kill(sandbox->pid, SIGKILL);
}

enum cairn_status cairn_sandbox_wait(
    struct cairn_sandbox *sandbox, int *out_exit, struct cairn_error *err)
{
    int state = 0;
    pid_t ended;
    do
        ended = waitpid(sandbox->pid, &state, 0);
    while (ended < 0 && errno == EINTR);
    if (ended < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not wait for an arm");
    sandbox->pid = -1;
    *out_exit = WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
    return CAIRN_OK;
}

/* Waits for bytes or the deadline; after it has killed, only for the end. */
static void wait_for_bytes(struct cairn_sandbox *sandbox, bool *is_late)
{
    struct pollfd ready[] = {
        {.fd = sandbox->record_fd, .events = POLLIN}, {.fd = sandbox->talk_fd, .events = POLLIN}};
    int64_t left = sandbox->deadline_ms - now_ms();
    if (left <= 0) {
        cairn_sandbox_kill(sandbox);
        *is_late = true;
    }
    poll(ready, CAIRN_ARRAY_SIZE(ready), *is_late ? -1 : (int)left);
}

enum cairn_status cairn_sandbox_finish(
    struct cairn_sandbox *sandbox, bool *out_is_late, int *out_exit, struct cairn_error *err)
{
    bool is_over = false;
    *out_is_late = false;
    enum cairn_status status = cairn_sandbox_read(sandbox, &is_over, err);
    while (!status && !is_over) {
        wait_for_bytes(sandbox, out_is_late);
        status = cairn_sandbox_read(sandbox, &is_over, err);
    }
    return status ? status : cairn_sandbox_wait(sandbox, out_exit, err);
}

void cairn_sandbox_done(struct cairn_sandbox *sandbox)
{
    int ignored;
    if (sandbox->pid > 0) {
        cairn_sandbox_kill(sandbox);
        if (cairn_sandbox_wait(sandbox, &ignored, NULL))
            sandbox->pid = -1;
    }
    if (sandbox->started_ms) { /* not so in one that is all zero */
        cairn_fd_close(&sandbox->record_fd);
        cairn_fd_close(&sandbox->talk_fd);
        cairn_fd_close(&sandbox->uid_lock); /* nobody has this uid any more */
    }
    cairn_buf_done(&sandbox->record);
    cairn_buf_done(&sandbox->talk);
    *sandbox = (struct cairn_sandbox){.record_fd = -1, .talk_fd = -1, .uid_lock = -1};
}
