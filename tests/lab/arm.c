/*
 * Plays one arm of a rig through the lab's own code and prints what came back, for the tests of the
 * sandbox: arm TREE RIG CAUSE [TIMEOUT_S]. TREE is the root of an environment; / is the host.
 *
 *     state over|late|limit, exit N          then each frame: == NAME, and its bytes; talk is last
 *
 * "arm --probe" says whether arms can run here; "arm --ask TREE COMMAND" runs one command; "arm
 * --prepare" plays prepare first and starts from its world; "arm --empty N" measures N arms of
 * nothing.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/limits.h"
#include "lab/sandbox.h"

static int fail(const struct cairn_error *err)
{
    fprintf(stderr, "arm: %s\n  %s\n", err->primary, err->hint);
    return 2;
}

static void show(const char *name, struct cairn_span bytes)
{
    printf("== %s\n", name);
    if (!bytes.size)
        return;
    fwrite(bytes.data, 1, bytes.size, stdout);
    if (bytes.data[bytes.size - 1] != '\n')
        putchar('\n');
}

static int show_record(const struct cairn_sandbox *sandbox)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_record_frame *frames = NULL;
    size_t count = 0;
    struct cairn_error err;
    if (cairn_record_split(cairn_buf_span(&sandbox->record), &arena, &frames, &count, &err))
        printf("record refused: %s\n", err.primary);
    for (size_t i = 0; i < count; i++) {
        char name[160];
        snprintf(name, sizeof name, "%.*s", CAIRN_SPAN_ARGS(frames[i].name));
        if (!strcmp(name, "world"))
            printf("== world of %zu bytes\n", frames[i].bytes.size);
        else
            show(name, frames[i].bytes);
    }
    show("talk", cairn_buf_span(&sandbox->talk));
    return 0;
}

static int play(const struct cairn_sandbox_arm *arm)
{
    struct cairn_sandbox sandbox = {.record_fd = -1, .talk_fd = -1};
    struct cairn_error err;
    bool is_late = false;
    int exit_status = -1;
    enum cairn_status status = cairn_sandbox_start(arm, &sandbox, &err);
    if (status)
        return fail(&err);
    printf("started %ld\n", (long)sandbox.pid);
    fflush(stdout);
    status = cairn_sandbox_finish(&sandbox, &is_late, &exit_status, &err);
    if (status && status != CAIRN_ERR_LIMIT)
        return fail(&err);
    printf("state %s, exit %d\n", status ? "limit" : is_late ? "late" : "over", exit_status);
    int result = show_record(&sandbox);
    cairn_sandbox_done(&sandbox);
    return result;
}

/* Packs the world that `prepare` leaves into a file of the stage. */
static int prepare(struct cairn_sandbox_arm arm, char *path, size_t size)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_sandbox sandbox = {.record_fd = -1, .talk_fd = -1};
    struct cairn_record_frame *frames = NULL;
    size_t count = 0;
    struct cairn_error err;
    bool is_late;
    int exit_status;
    arm.is_prepare = true;
    if (cairn_sandbox_start(&arm, &sandbox, &err) ||
        cairn_sandbox_finish(&sandbox, &is_late, &exit_status, &err) ||
        cairn_record_split(cairn_buf_span(&sandbox.record), &arena, &frames, &count, &err))
        return fail(&err);
    snprintf(path, size, "%s/prepared", arm.stage->folder);
    if (!cairn_span_equal_string(frames[count - 1].name, "world")) {
        show_record(&sandbox);
        return 2;
    }
    if (cairn_file_write(AT_FDCWD, path, frames[count - 1].bytes, &err))
        return fail(&err);
    cairn_sandbox_done(&sandbox);
    return 0;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What the sandbox itself costs: arms whose rig has a control that does nothing. */
static int measure(const struct cairn_sandbox_arm *arm, long count)
{
    double start = seconds();
    for (long i = 0; i < count; i++) {
        struct cairn_sandbox sandbox = {.record_fd = -1, .talk_fd = -1};
        struct cairn_error err;
        bool is_late;
        int exit_status;
        if (cairn_sandbox_start(arm, &sandbox, &err) ||
            cairn_sandbox_finish(&sandbox, &is_late, &exit_status, &err))
            return fail(&err);
        cairn_sandbox_done(&sandbox);
    }
    printf("%.2f ms an arm\n", (seconds() - start) * 1000 / (double)count);
    return 0;
}

static int probe(void)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const char *reason = NULL;
    struct cairn_error err;
    if (cairn_sandbox_probe(&arena, &reason, &err))
        return fail(&err);
    puts(reason ? reason : "arms can run");
    return reason ? 1 : 0;
}

static int ask(const char *tree, const char *command)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_environment environment = {.name = "test", .root = tree};
    struct cairn_error err;
    int exit_status = -1;
    if (cairn_sandbox_ask(&environment, cairn_span_from_string(command), &text, &exit_status, &err))
        return fail(&err);
    printf("exit %d\n", exit_status);
    fwrite(text.data, 1, text.size, stdout);
    return 0;
}

int main(int argc, char **argv)
{
    CAIRN_AUTO_BUF struct cairn_buf rig = {0};
    struct cairn_stage stage;
    struct cairn_error err;
    char prepared[4096];
    bool is_prepared = argc > 1 && !strcmp(argv[1], "--prepare");
    long empty = argc > 2 && !strcmp(argv[1], "--empty") ? strtol(argv[2], NULL, 10) : 0;
    if (argc == 2 && !strcmp(argv[1], "--probe"))
        return probe();
    if (argc == 4 && !strcmp(argv[1], "--ask"))
        return ask(argv[2], argv[3]);
    argv += is_prepared ? 1 : empty ? 2 : 0;
    argc -= is_prepared ? 1 : empty ? 2 : 0;
    if (argc < 4)
        return 64;
    if (cairn_file_read(AT_FDCWD, argv[2], CAIRN_LIMIT_SOURCE_FILE, &rig, &err) ||
        cairn_stage_make(&stage, cairn_buf_span(&rig), NULL, NULL, 0, &err))
        return fail(&err);
    struct cairn_environment environment = {.name = "test", .root = argv[1]};
    struct cairn_sandbox_arm arm = {.stage = &stage,
        .environment = &environment,
        .cause = argv[3],
        .changes = "none",
        .timeout_s = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 10};
    int result = is_prepared ? prepare(arm, prepared, sizeof prepared) : 0;
    arm.prepared = is_prepared ? prepared : NULL;
    if (!result)
        result = empty ? measure(&arm, empty) : play(&arm);
    cairn_stage_done(&stage);
    return result;
}
