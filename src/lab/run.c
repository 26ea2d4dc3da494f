/*
 * The loop that plays a plan: one thread, as many arms at a time as there are jobs, each a process
 * that is polled. What may start next is asked anew each time; lanes take turns, so that an
 * environment that waits for its preparation holds up no other. Whatever ends the loop (the last
 * arm, a signal, a reader who is gone, a failure of ours), what was won by then is written.
 */
#include "lab/run_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/limits.h"

/* Evidence is written at most so often while arms run. */
#define WRITE_EVERY_MS 3000
/* A signal that comes while nothing else happens is noticed by the pipe; this is only a net. */
#define POLL_MS 1000

static int signal_pipe[2] = {-1, -1};

static void on_signal(int number)
{
    int saved = errno;
    char byte = (char)number;
    ssize_t written = write(signal_pipe[1], &byte, 1);
    (void)written; /* a full pipe has said it already */
    errno = saved;
}

static enum cairn_status catch_signals(struct cairn_error *err)
{
    const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK))
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not make a pipe");
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(numbers); i++) {
        struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        if (sigaction(numbers[i], &action, NULL))
            return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not catch signals");
    }
    return CAIRN_OK;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- what may start --- */

static struct cairn_lab_cell *startable_of_trial(struct cairn_lab_trial *trial)
{
    bool is_placebo_next = trial->placebo.repeats > 0;
    for (size_t i = 0; i < trial->cell_count; i++) {
        struct cairn_lab_cell *cell = &trial->cells[i];
        if (cell->started < cell->repeats)
            return cell;
        is_placebo_next &= cell->finished == cell->repeats;
    }
    bool may_start = is_placebo_next && trial->placebo.started < trial->placebo.repeats;
    return may_start ? &trial->placebo : NULL;
}

static struct cairn_lab_cell *startable(struct cairn_lab_lane *lane)
{
    if (lane->unavailable || !lane->control.repeats)
        return NULL;
    switch (lane->state) {
    case CAIRN_LAB_LANE_NEW:
        return lane->prepare.started ? NULL : &lane->prepare;
    case CAIRN_LAB_LANE_PREPARED:
        return lane->control.started ? NULL : &lane->control;
    case CAIRN_LAB_LANE_FAILED:
        return NULL;
    case CAIRN_LAB_LANE_SOUND:
        break;
    }
    for (size_t i = 0; i < lane->trial_count; i++) {
        struct cairn_lab_cell *cell =
            lane->trials[i].is_finished ? NULL : startable_of_trial(&lane->trials[i]);
        if (cell)
            return cell;
    }
    return NULL;
}

/* Of the lanes that have something, the one with the fewest arms running. */
static struct cairn_lab_cell *next_cell(struct cairn_lab_prove *prove)
{
    struct cairn_lab_cell *best = NULL;
    for (size_t i = 0; i < prove->family_count; i++) {
        for (size_t j = 0; j < prove->families[i].lane_count; j++) {
            struct cairn_lab_lane *lane = &prove->families[i].lanes[j];
            if (best && lane->running >= best->lane->running)
                continue;
            struct cairn_lab_cell *cell = startable(lane);
            if (cell)
                best = cell;
        }
    }
    return best;
}

/* --- starting an arm --- */

static enum cairn_status stage(struct cairn_lab_family *family, struct cairn_error *err)
{
    if (family->is_staged)
        return CAIRN_OK;
    enum cairn_status status = cairn_stage_make(&family->stage, family->source->rig.text,
        cairn_value_get(family->body, "changes"), family->commands, family->command_count, err);
    family->is_staged = !status;
    return status;
}

/* As long as the slowest change of the trial took to apply. */
static double wait_of(const struct cairn_lab_cell *cell)
{
    double wait_s = 0;
    if (cell->kind != CAIRN_LAB_ARM_PLACEBO)
        return 0;
    for (size_t i = 0; i < cell->trial->cell_count; i++) {
        const struct cairn_lab_cell *other = &cell->trial->cells[i];
        for (unsigned j = 0; j < other->finished; j++) {
            if (other->facts[j].apply_s > wait_s)
                wait_s = other->facts[j].apply_s;
        }
    }
    return wait_s;
}

static enum cairn_status start_arm(struct cairn_lab_playing *playing, struct cairn_lab_cell *cell,
    unsigned slot, struct cairn_error *err)
{
    struct cairn_lab_lane *lane = cell->lane;
    struct cairn_lab_family *family = lane->family;
    struct cairn_lab_arm *arm = &playing->arms[slot];
    enum cairn_status status = stage(family, err);
    if (status)
        return status;
    bool has_trial = cell->trial != NULL;
    const char *cause = "control";
    if (has_trial)
        cause = cairn_arena_string(&playing->prove->arena, cell->trial->cause_id);
    if (!cause)
        return CAIRN_FAIL_MEMORY(err);
    const struct cairn_sandbox_arm options = {.stage = &family->stage,
        .environment = lane->environment,
        .prepared = lane->prepared,
        .is_prepare = cell->kind == CAIRN_LAB_ARM_PREPARE,
        .keep = playing->prove->request->keep && cell->kind != CAIRN_LAB_ARM_PREPARE,
        .cause = cause,
        .changes = cell->changes,
        .carrier = cell->carrier,
        .harms = family->harms,
        .tells = cell->kind == CAIRN_LAB_ARM_PLACEBO && !cell->mutant ? family->tells : "",
        .mutation = cell->mutation,
        .wants_real_error = has_trial && cell->trial->is_quiet,
        .wait_s = wait_of(cell),
        .timeout_s = family->timeout_s};
    status = cairn_sandbox_start(&options, &arm->sandbox, err);
    if (status)
        return status;
    arm->cell = cell;
    cell->started++;
    lane->running++;
    playing->running++;
    return CAIRN_OK;
}

static enum cairn_status fill_slots(struct cairn_lab_playing *playing, struct cairn_error *err)
{
    for (unsigned slot = 0; slot < playing->prove->jobs; slot++) {
        if (playing->arms[slot].cell)
            continue;
        struct cairn_lab_cell *cell = next_cell(playing->prove);
        if (!cell)
            return CAIRN_OK;
        enum cairn_status status = start_arm(playing, cell, slot, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

/* --- waiting --- */

/* Fills in what to poll, two descriptors an arm and the signals last; returns how many. */
static nfds_t list_polls(const struct cairn_lab_playing *playing, struct pollfd *polls)
{
    nfds_t count = 0;
    for (unsigned slot = 0; slot < playing->prove->jobs; slot++) {
        const struct cairn_lab_arm *arm = &playing->arms[slot];
        bool is_on = arm->cell != NULL;
        polls[count++] =
            (struct pollfd){.fd = is_on ? arm->sandbox.record_fd : -1, .events = POLLIN};
        polls[count++] = (struct pollfd){.fd = is_on ? arm->sandbox.talk_fd : -1, .events = POLLIN};
    }
    polls[count++] = (struct pollfd){.fd = signal_pipe[0], .events = POLLIN};
    return count;
}

static int poll_time(const struct cairn_lab_playing *playing)
{
    int64_t left_ms = POLL_MS, now = now_ms();
    for (unsigned slot = 0; slot < playing->prove->jobs; slot++) {
        const struct cairn_lab_arm *arm = &playing->arms[slot];
        if (arm->cell && !arm->is_killed && arm->sandbox.deadline_ms - now < left_ms)
            left_ms = arm->sandbox.deadline_ms - now;
    }
    return left_ms < 0 ? 0 : (int)left_ms;
}

static enum cairn_status finish_arm(
    struct cairn_lab_playing *playing, struct cairn_lab_arm *arm, struct cairn_error *err)
{
    struct cairn_lab_cell *cell = arm->cell;
    int exit_status = 0;
    enum cairn_status status = cairn_sandbox_wait(&arm->sandbox, &exit_status, err);
    arm->took_ms = now_ms() - arm->sandbox.started_ms;
    arm->exit = exit_status;
    if (!status)
        status = cairn_lab_arm_over(playing, arm, err);
    cairn_sandbox_done(&arm->sandbox);
    *arm = (struct cairn_lab_arm){0};
    cell->lane->running--;
    playing->running--;
    return status;
}

static enum cairn_status attend(struct cairn_lab_playing *playing, struct cairn_lab_arm *arm,
    bool is_ready, struct cairn_error *err)
{
    bool is_over = false;
    struct cairn_error failure = {0};
    enum cairn_status status = CAIRN_OK;
    if (is_ready)
        status = cairn_sandbox_read(&arm->sandbox, &is_over, &failure);
    if (status == CAIRN_ERR_LIMIT) {
        arm->is_killed = true;
        arm->is_too_large = true;
        is_over = true;
        status = CAIRN_OK;
    }
    if (status) {
        if (err)
            *err = failure;
        return status;
    }
    if (!is_over && !arm->is_killed && now_ms() >= arm->sandbox.deadline_ms) {
        cairn_sandbox_kill(&arm->sandbox);
        arm->is_killed = true;
    }
    return is_over ? finish_arm(playing, arm, err) : CAIRN_OK;
}

static enum cairn_status wait_for_arms(struct cairn_lab_playing *playing, struct cairn_error *err)
{
    struct pollfd polls[2 * CAIRN_LIMIT_LAB_JOBS + 1];
    nfds_t count = list_polls(playing, polls);
    if (poll(polls, count, poll_time(playing)) < 0 && errno != EINTR)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not wait for the arms");
    if (polls[count - 1].revents) {
        playing->prove->report.is_interrupted = true;
        return CAIRN_OK;
    }
    enum cairn_status status = CAIRN_OK;
    for (unsigned slot = 0; !status && slot < playing->prove->jobs; slot++) {
        struct cairn_lab_arm *arm = &playing->arms[slot];
        if (arm->cell)
            status =
                attend(playing, arm, polls[2 * slot].revents || polls[2 * slot + 1].revents, err);
    }
    return status;
}

/* --- the loop --- */

static enum cairn_status write_all(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < prove->family_count; i++) {
        enum cairn_status one = cairn_lab_write_evidence(prove, &prove->families[i], err);
        status = status ? status : one;
    }
    return status;
}

static enum cairn_status play(struct cairn_lab_playing *playing, struct cairn_error *err)
{
    struct cairn_lab_prove *prove = playing->prove;
    int64_t written_ms = now_ms();
    for (;;) {
        enum cairn_status status = fill_slots(playing, err);
        if (status || !playing->running)
            return status;
        status = wait_for_arms(playing, err);
        if (!status && now_ms() - written_ms > WRITE_EVERY_MS) {
            status = write_all(prove, err);
            written_ms = now_ms();
        }
        if (status || prove->report.is_interrupted)
            return status;
    }
}

enum cairn_status cairn_lab_play(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    struct cairn_lab_playing playing = {.prove = prove};
    struct cairn_error failure = {0};
    enum cairn_status status = catch_signals(err);
    if (!status)
        status = play(&playing, err);
    for (unsigned slot = 0; slot < prove->jobs; slot++) {
        if (playing.arms[slot].cell)
            cairn_sandbox_done(&playing.arms[slot].sandbox);
    }
    /* Also after a failure: what was won is kept, and why it ended is what counts. */
    enum cairn_status written = write_all(prove, status ? &failure : err);
    return status ? status : written;
}
