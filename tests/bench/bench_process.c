/*
 * Times two commands as whole processes, in turn (A B A B …), so that a machine that speeds up or
 * slows down does so for both: bench_process RUNS A… :: B… prints for each the median of wall-clock
 * and processor time and the peak of anonymous memory, and the difference and the ratio of the
 * medians. Output of the commands is thrown away; their exit status is printed.
 */
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

struct sample {
    double wall_ms, cpu_ms;
};

struct command {
    char **argv;
    struct sample *samples;
    long anonymous_kib; /* highest RssAnon seen */
    int status;
};

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static long read_anonymous_kib(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    char line[256];
    long kib = 0;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "RssAnon: %ld", &kib) == 1)
            break;
    fclose(file);
    return kib;
}

/* Waits without polling in the first 20 ms, so that short runs are timed exactly; longer ones are
 * looked at every 5 ms. */
static void wait_watching(struct command *command, pid_t pid, struct rusage *usage)
{
    struct pollfd ended = {.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};
    for (int timeout_ms = 20; poll(&ended, 1, timeout_ms) == 0; timeout_ms = 5) {
        long kib = read_anonymous_kib(pid);
        command->anonymous_kib = kib > command->anonymous_kib ? kib : command->anonymous_kib;
    }
    wait4(pid, &command->status, 0, usage);
    close(ended.fd);
}

static void run_once(struct command *command, struct sample *out_sample)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    double started = now_ms();
    if (posix_spawnp(&pid, command->argv[0], &actions, NULL, command->argv, environ) != 0) {
        fprintf(stderr, "bench_process: could not start '%s'\n", command->argv[0]);
        exit(2);
    }
    struct rusage usage;
    struct timeval *user = &usage.ru_utime;
    struct timeval *system_time = &usage.ru_stime;
    wait_watching(command, pid, &usage);
    out_sample->wall_ms = now_ms() - started;
    out_sample->cpu_ms = (double)(user->tv_sec + system_time->tv_sec) * 1e3 +
                         (double)(user->tv_usec + system_time->tv_usec) / 1e3;
    posix_spawn_file_actions_destroy(&actions);
}

static int by_wall(const void *a, const void *b)
{
    double x = ((const struct sample *)a)->wall_ms;
    double y = ((const struct sample *)b)->wall_ms;
    return (x > y) - (x < y);
}

static int by_cpu(const void *a, const void *b)
{
    double x = ((const struct sample *)a)->cpu_ms;
    double y = ((const struct sample *)b)->cpu_ms;
    return (x > y) - (x < y);
}

static struct sample median(struct command *command, size_t runs)
{
    struct sample middle;
    qsort(command->samples, runs, sizeof *command->samples, by_wall);
    middle.wall_ms = command->samples[runs / 2].wall_ms;
    qsort(command->samples, runs, sizeof *command->samples, by_cpu);
    middle.cpu_ms = command->samples[runs / 2].cpu_ms;
    return middle;
}

static void print_row(const char *name, const struct command *command, struct sample middle)
{
    printf("  %s %-10.10s wall %9.3f ms  cpu %9.3f ms  anonymous %7ld KiB  exit %d\n", name,
        strrchr(command->argv[0], '/') ? strrchr(command->argv[0], '/') + 1 : command->argv[0],
        middle.wall_ms, middle.cpu_ms, command->anonymous_kib, WEXITSTATUS(command->status));
}

int main(int argc, char **argv)
{
    size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    int split = 2;
    while (split < argc && strcmp(argv[split], "::") != 0)
        split++;
    if (runs == 0 || split <= 2 || split >= argc - 1) {
        fprintf(stderr, "usage: bench_process RUNS COMMAND… :: OTHER COMMAND…\n");
        return 2;
    }
    argv[split] = NULL;
    struct command commands[2] = {{.argv = argv + 2}, {.argv = argv + split + 1}};
    for (int i = 0; i < 2; i++)
        if (!(commands[i].samples = cairn_alloc_array(runs + 1, sizeof(struct sample))))
            return 2;
    for (size_t run = 0; run <= runs; run++) /* the first round warms up and is overwritten */
        for (int i = 0; i < 2; i++)
            run_once(&commands[i], &commands[i].samples[run ? run - 1 : 0]);
    struct sample a = median(&commands[0], runs);
    struct sample b = median(&commands[1], runs);
    print_row("A", &commands[0], a);
    print_row("B", &commands[1], b);
    printf("  A - B %.3f ms, A / B %.3f (wall); %.3f ms, %.3f (processor)\n", a.wall_ms - b.wall_ms,
        a.wall_ms / b.wall_ms, a.cpu_ms - b.cpu_ms, b.cpu_ms > 0 ? a.cpu_ms / b.cpu_ms : 0.0);
    for (int i = 0; i < 2; i++)
        cairn_free(commands[i].samples);
    return 0;
}
