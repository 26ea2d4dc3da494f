/*
 * Starting cairn-lab or cairn-send and reading what it says. The request lies in a memory file, so
 * a program that never reads it cannot make us wait, nor end us by SIGPIPE. Its standard error is
 * ours.
 *
 * Signals: a terminal sends Ctrl-C to the whole foreground group, the lab included, so only what
 * another process sent to us alone is passed on. They are read from a descriptor: nothing runs in a
 * handler, and what came too late to matter is drained before the mask is put back. Whoever asks
 * three times does not want to wait: the lab is killed, and its sandboxes die with it.
 */
#include "engine/lab_process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/limits.h"
#include "engine/paths.h"

#define READ_SIZE ((size_t)65536)
/* A lab that was asked to end kills its arms and writes evidence: that takes well below a second.
 */
#define END_WITHIN_MS  10000
#define WAIT_STEP_MS   20
#define PATIENCE_COUNT 3

const char *cairn_lab_find_program(const char *name, char *memory)
{
    size_t name_size = strlen(name) + 1;
    ssize_t size = readlink("/proc/self/exe", memory, PATH_MAX);
    while (size > 0 && memory[size - 1] != '/')
        size--;
    if (size > 0 && (size_t)size + name_size <= PATH_MAX) {
        memcpy(memory + size, name, name_size); /* both are below PATH_MAX together */
        if (access(memory, X_OK) == 0)
            return memory;
    }
    int count = snprintf(memory, PATH_MAX, "%s/cairn/%s", CAIRN_ENGINE_LIBEXECDIR, name);
    return count > 0 && count < PATH_MAX && access(memory, X_OK) == 0 ? memory : NULL;
}

static enum cairn_status make_request_file(
    const char *title, struct cairn_span request, int *out_fd, struct cairn_error *err)
{
    CAIRN_AUTO_FD int fd = memfd_create("request", MFD_CLOEXEC);
    if (fd < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not make the request to %s", title);
    enum cairn_status status = cairn_fd_write_all(fd, "request", request, err);
    if (status)
        return status;
    if (lseek(fd, 0, SEEK_SET) < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not make the request to %s", title);
    *out_fd = fd;
    fd = -1;
    return CAIRN_OK;
}

static enum cairn_status take_signals(struct cairn_lab_process *process, struct cairn_error *err)
{
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    process->signals_fd = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
    if (process->signals_fd < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not prepare for signals");
    int failure = pthread_sigmask(SIG_BLOCK, &wanted, &process->mask);
    if (failure)
        return CAIRN_FAIL(err, CAIRN_ERR_IO, "could not prepare for signals");
    process->has_mask = true;
    return CAIRN_OK;
}

/* The child gets `request_fd` and `lines_fd` as its standard input and output, and the signal mask
 * that we had. */
static int spawn(struct cairn_lab_process *process, int request_fd, int lines_fd)
{
    char name[PATH_MAX];
    char *argv[] = {name, NULL};
    const char *slash = strrchr(process->program, '/');
    (void)snprintf(name, sizeof(name), "%s", slash ? slash + 1 : process->program);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure)
        return failure;
    failure = posix_spawnattr_init(&attributes);
    if (failure) {
        posix_spawn_file_actions_destroy(&actions);
        return failure;
    }
    failure = posix_spawn_file_actions_adddup2(&actions, request_fd, STDIN_FILENO);
    if (!failure)
        failure = posix_spawn_file_actions_adddup2(&actions, lines_fd, STDOUT_FILENO);
    if (!failure && process->has_mask) {
        posix_spawnattr_setsigmask(&attributes, &process->mask);
        failure = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    }
    pid_t pid = 0;
    if (!failure)
        failure = posix_spawn(&pid, process->program, &actions, &attributes, argv, environ);
    if (!failure)
        process->pid = pid;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

enum cairn_status cairn_lab_process_start(struct cairn_lab_process *process, const char *program,
    const char *title, struct cairn_span request, bool takes_signals, struct cairn_error *err)
{
    *process = (struct cairn_lab_process){.program = program,
        .title = title,
        .lines_fd = -1,
        .signals_fd = -1,
        .buffer = {.limit_bytes = CAIRN_LIMIT_LAB_EVENT + READ_SIZE}};
    CAIRN_AUTO_FD int request_fd = -1;
    CAIRN_AUTO_FD int write_fd = -1;
    int ends[2];
    enum cairn_status status = make_request_file(title, request, &request_fd, err);
    if (!status && takes_signals)
        status = take_signals(process, err);
    if (status)
        return status;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not start %s", title);
    process->lines_fd = ends[0];
    write_fd = ends[1];
    int failure = spawn(process, request_fd, write_fd);
    if (!failure)
        return CAIRN_OK;
    CAIRN_FAIL(err, cairn_status_of_errno(failure), "could not start %s: %s: %s", title, program,
        strerror(failure));
    if (err)
        err->system_errno = failure;
    return cairn_status_of_errno(failure);
}

static void pass_on(struct cairn_lab_process *process)
{
    struct signalfd_siginfo info;
    while (read(process->signals_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        process->interrupts++;
        /* si_code above zero: the kernel's, for a key of the terminal that the lab has as well. */
        bool is_ours_alone = info.ssi_code <= 0;
        if (process->pid && process->interrupts >= PATIENCE_COUNT)
            kill(process->pid, SIGKILL);
        else if (process->pid && is_ours_alone)
            kill(process->pid, (int)info.ssi_signo);
    }
}

/* Waits for something to read, or, once all is read, only for time. False: time was up (never, with
 * timeout_ms -1). */
static bool wait_for_output(struct cairn_lab_process *process, int timeout_ms)
{
    for (;;) {
        struct pollfd fds[] = {{.fd = process->lines_fd, .events = POLLIN},
            {.fd = process->signals_fd, .events = POLLIN}};
        int count = poll(fds, CAIRN_ARRAY_SIZE(fds), timeout_ms);
        if (count < 0 && errno == EINTR)
            continue;
        if (count > 0 && fds[1].revents)
            pass_on(process);
        if (count <= 0 || fds[0].revents)
            return count > 0;
    }
}

static enum cairn_status read_more(
    struct cairn_lab_process *process, bool *out_is_over, struct cairn_error *err)
{
    size_t count = 0;
    char *room = cairn_buf_reserve(&process->buffer, READ_SIZE);
    if (!room)
        return cairn_buf_status(&process->buffer, err);
    wait_for_output(process, -1);
    enum cairn_status status =
        cairn_fd_read_some(process->lines_fd, process->program, room, READ_SIZE, &count, err);
    if (status)
        return status;
    cairn_buf_advance(&process->buffer, count);
    *out_is_over = count == 0;
    return CAIRN_OK;
}

/* Forget the lines that were given away. */
static void shift(struct cairn_buf *buffer, size_t taken)
{
    if (!taken)
        return;
    memmove(buffer->data, buffer->data + taken, buffer->size - taken);
    cairn_buf_truncate(buffer, buffer->size - taken);
}

enum cairn_status cairn_lab_process_next(struct cairn_lab_process *process,
    struct cairn_span *out_line, bool *out_is_over, struct cairn_error *err)
{
    struct cairn_buf *buffer = &process->buffer;
    size_t searched = process->taken;
    for (;;) {
        struct cairn_span rest = cairn_span_slice(cairn_buf_span(buffer), process->taken, SIZE_MAX);
        size_t end = cairn_span_find_byte(rest, '\n', searched - process->taken);
        if (end != CAIRN_SPAN_NPOS) {
            *out_line = cairn_span_slice(rest, 0, end);
            *out_is_over = false;
            process->taken += end + 1;
            return CAIRN_OK;
        }
        if (rest.size > CAIRN_LIMIT_LAB_EVENT)
            return CAIRN_FAIL(err, CAIRN_ERR_LIMIT,
                "could not read what %s says: a line is longer than %zu MiB", process->title,
                CAIRN_LIMIT_LAB_EVENT >> 20);
        shift(buffer, process->taken);
        process->taken = 0;
        searched = buffer->size;
        enum cairn_status status = read_more(process, out_is_over, err);
        if (status || *out_is_over)
            return status;
    }
}

void cairn_lab_process_stop(struct cairn_lab_process *process)
{
    if (process->pid)
        kill(process->pid, SIGTERM);
}

/* Takes what it still says, so that it never waits for us. */
static void discard_output(struct cairn_lab_process *process)
{
    char ignored[4096];
    if (!wait_for_output(process, WAIT_STEP_MS))
        return;
    if (read(process->lines_fd, ignored, sizeof(ignored)) <= 0)
        cairn_fd_close(&process->lines_fd);
}

int cairn_lab_process_wait(struct cairn_lab_process *process)
{
    int how = 0;
    int64_t deadline_ms = cairn_clock_now_ms(NULL) + END_WITHIN_MS;
    while (process->pid) {
        pid_t ended = waitpid(process->pid, &how, WNOHANG);
        if (ended == process->pid || (ended < 0 && errno != EINTR)) {
            process->pid = 0;
            break;
        }
        if (cairn_clock_now_ms(NULL) > deadline_ms)
            kill(process->pid, SIGKILL);
        discard_output(process);
    }
    return how;
}

void cairn_lab_process_done(struct cairn_lab_process *process)
{
    if (process->pid) {
        kill(process->pid, SIGKILL);
        (void)cairn_lab_process_wait(process);
    }
    cairn_fd_close(&process->lines_fd);
    if (process->has_mask) {
        pass_on(process);
        (void)pthread_sigmask(SIG_SETMASK, &process->mask, NULL);
    }
    cairn_fd_close(&process->signals_fd);
    cairn_buf_done(&process->buffer);
}
