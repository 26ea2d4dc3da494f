/*
 * The sandbox from outside: the command line that it makes, and arms that end, are late, say too
 * much. What a rig may try from inside is in tests/lab/escapes.bats. Skips what needs a sandbox
 * where none can be made.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "lab/environment_internal.h"
#include "lab/sandbox_internal.h"

static const char *why_not; /* why arms cannot run here */
static struct cairn_arena arena;

static int look_for_sandbox(void **state)
{
    (void)state;
    char own[4096], helper[4200];
    struct cairn_error err;
    ssize_t size = readlink("/proc/self/exe", own, sizeof own - 1);
    own[size > 0 ? size : 0] = 0;
    char *slash = strrchr(own, '/');
    if (slash)
        *slash = 0;
    /* This program lies in `tests` of the build folder, the helper in the build folder itself. */
    snprintf(helper, sizeof helper, "%s/../cairn-lab-helper", own);
    setenv("CAIRN_LAB_HELPER", helper, 0);
    return cairn_sandbox_probe(&arena, &why_not, &err) ? -1 : 0;
}

static int done(void **state)
{
    (void)state;
    cairn_arena_done(&arena);
    return 0;
}

static void need_sandbox(void)
{
    if (!why_not)
        return;
    print_message("arms cannot run here: %s\n", why_not);
    skip();
}

/* --- the command line --- */

static const struct cairn_environment host = {.name = "host", .root = "/"};

static const char *line_of(struct cairn_sandbox_arm *arm)
{
    CAIRN_AUTO_SANDBOX_LINE struct cairn_sandbox_line line = {0};
    static char text[16384];
    struct cairn_error err;
    struct cairn_stage stage = {.folder = "/var/tmp/stage"};
    size_t size = 0;
    arm->stage = &stage;
    assert_int_equal(cairn_sandbox_line_arm(&line, arm, &err), CAIRN_OK);
    for (size_t i = 0; i + 1 < line.words.count; i++)
        size += (size_t)snprintf(
            text + size, sizeof text - size, " %s", *CAIRN_VEC_AT(&line.words, char *, i));
    assert_null(*CAIRN_VEC_AT(&line.words, char *, line.words.count - 1));
    return text;
}

static void need_bwrap(void)
{
    CAIRN_AUTO_ARENA struct cairn_arena own = {0};
    if (!cairn_lab_find_program(&own, "bwrap"))
        skip();
}

static void test_the_line_has_every_wall(void **state)
{
    (void)state;
    need_bwrap();
    struct cairn_sandbox_arm arm = {.environment = &host, .cause = "x", .timeout_s = 20};
    const char *line = line_of(&arm);
    static const char *const walls[] = {" --unshare-all ", " --unshare-user ", " --disable-userns ",
        " --uid 1000 ", " --gid 1000 ", " --cap-drop ALL ", " --die-with-parent ",
        " --new-session ", " --clearenv ", " --as-pid-1 ", " --ro-bind /usr /usr ",
        " --ro-bind /var/tmp/stage /lab ", " --size 402653184 --tmpfs /world ",
        " --size 67108864 --tmpfs /dev/shm ", " --remount-ro / ", " --remount-ro /dev ",
        " /lab/bin/lab arm - 20 no arm x "};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(walls); i++) {
        if (!strstr(line, walls[i]))
            print_error("missing: %s\n", walls[i]);
        assert_non_null(strstr(line, walls[i]));
    }
    /* Nothing is bound so that it can be written, nothing of the network is shared. */
    static const char *const holes[] = {" --bind ", " --dev-bind ", " --share-net ",
        " /etc /lab/etc ", " /home ", " /root ", " / / ", "/etc/passwd", "/etc/ssl/private"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(holes); i++)
        assert_null(strstr(line, holes[i]));
}

static void test_the_line_says_what_is_played(void **state)
{
    (void)state;
    need_bwrap();
    struct cairn_environment environment = {.name = "e", .root = "/somewhere/e"};
    struct cairn_sandbox_arm arm = {.environment = &environment,
        .prepared = "/var/tmp/stage/prepared",
        .keep = true,
        .cause = "a",
        .changes = "b c",
        .carrier = "reload",
        .harms = "h1 h2",
        .tells = "1 3",
        .mutation = "dies",
        .wants_real_error = true,
        .wait_s = 1.25,
        .timeout_s = 7};
    const char *line = line_of(&arm);
    static const char *const parts[] = {" --ro-bind /somewhere/e/usr /usr ",
        " --ro-bind /somewhere/e/etc /lab/etc ", " --ro-bind /var/tmp/stage/prepared /prepared ",
        " --setenv CARRIER reload ", " --setenv HARMS h1 h2 ", " --setenv TELLS 1 3 ",
        " --setenv WAIT 1.250 ", " --setenv MUTATION dies ", " --setenv REAL_ERROR yes ",
        " /lab/bin/lab arm /prepared 7 yes arm a b c"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(parts); i++) {
        if (!strstr(line, parts[i]))
            print_error("missing: %s\n", parts[i]);
        assert_non_null(strstr(line, parts[i]));
    }
    arm.is_prepare = true;
    line = line_of(&arm);
    assert_non_null(strstr(line, " /lab/bin/lab arm - 7 yes prepare "));
    assert_null(strstr(line, " /prepared "));
}

/* --- what is missing is said --- */

static void test_without_bubblewrap(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena own = {0};
    struct cairn_error err;
    const char *reason = NULL;
    char path[4096];
    snprintf(path, sizeof path, "%s", getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
    assert_int_equal(cairn_sandbox_probe(&own, &reason, &err), CAIRN_OK);
    setenv("PATH", path, 1);
    assert_non_null(reason);
    assert_non_null(strstr(reason, why_not ? "" : "install the package bubblewrap"));
}

/* A program called bwrap that fails as the real one does where namespaces are off. */
static void test_without_namespaces(void **state)
{
    (void)state;
    need_sandbox();
    static const char *const table[][2] = {
        {"bwrap: No permissions to create new namespace, likely because the kernel does not allow "
         "non-privileged user namespaces.",
            "user namespaces are off here"},
        {"bwrap: setting up uid map: Permission denied", "user namespaces are off here"},
        {"bwrap: Unknown option --disable-userns", "older than 0.8"},
        {"bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "mount proc"},
        {"", "it says nothing"}};
    char folder[] = "/tmp/cairn-test-bwrap-XXXXXX", program[64], text[512], path[4096];
    assert_non_null(mkdtemp(folder));
    chmod(folder, 0755);
    snprintf(program, sizeof program, "%s/bwrap", folder);
    snprintf(path, sizeof path, "%s", getenv("PATH"));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(table); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena own = {0};
        struct cairn_error err;
        const char *reason = NULL;
        snprintf(text, sizeof text, "#!/bin/sh\nprintf '%%s\\n' \"%s\" >&2\nexit 1\n", table[i][0]);
        unlink(program);
        assert_int_equal(
            cairn_file_write(AT_FDCWD, program, cairn_span_from_string(text), &err), CAIRN_OK);
        chmod(program, 0755);
        setenv("PATH", folder, 1);
        assert_int_equal(cairn_sandbox_probe(&own, &reason, &err), CAIRN_OK);
        setenv("PATH", path, 1);
        assert_non_null(reason);
        if (!strstr(reason, table[i][1]))
            print_error("%s\n", reason);
        assert_non_null(strstr(reason, table[i][1]));
    }
    assert_int_equal(cairn_tree_remove(AT_FDCWD, folder, NULL), CAIRN_OK);
}

static void test_what_arms_cannot_read_is_refused(void **state)
{
    (void)state;
    need_sandbox();
    char folder[] = "/tmp/cairn-test-private-XXXXXX", tree[64];
    struct cairn_stage stage = {.folder = "/usr"};
    struct cairn_sandbox sandbox;
    struct cairn_error err = {0};
    if (geteuid() != 0)
        skip();                       /* only root becomes somebody else */
    assert_non_null(mkdtemp(folder)); /* 0700 */
    snprintf(tree, sizeof tree, "%s/tree", folder);
    assert_int_equal(mkdir(tree, 0755), 0);
    struct cairn_environment environment = {.name = "e", .root = tree};
    struct cairn_sandbox_arm arm = {.stage = &stage, .environment = &environment, .timeout_s = 1};
    assert_int_equal(cairn_sandbox_start(&arm, &sandbox, &err), CAIRN_ERR_DENIED);
    assert_non_null(strstr(err.primary, tree));
    chmod(folder, 0755);
    assert_true(cairn_sandbox_can_reach(tree));
    chmod(tree, 0700);
    assert_false(cairn_sandbox_can_reach(tree));
    assert_false(cairn_sandbox_can_reach("/no/such/path"));
    assert_int_equal(cairn_tree_remove(AT_FDCWD, folder, NULL), CAIRN_OK);
}

/* --- arms --- */

static enum cairn_status play(const char *rig, int timeout_s, struct cairn_sandbox *sandbox,
    bool *is_late, int *exit_status, struct cairn_error *err)
{
    struct cairn_stage stage;
    assert_int_equal(
        cairn_stage_make(&stage, cairn_span_from_string(rig), NULL, NULL, 0, err), CAIRN_OK);
    struct cairn_sandbox_arm arm = {
        .stage = &stage, .environment = &host, .cause = "control", .timeout_s = timeout_s};
    assert_int_equal(cairn_sandbox_start(&arm, sandbox, err), CAIRN_OK);
    enum cairn_status status = cairn_sandbox_finish(sandbox, is_late, exit_status, err);
    cairn_stage_done(&stage);
    return status;
}

static bool has_event(const struct cairn_sandbox *sandbox, const char *event)
{
    CAIRN_AUTO_ARENA struct cairn_arena own = {0};
    struct cairn_record_frame *frames = NULL;
    size_t count = 0;
    assert_int_equal(
        cairn_record_split(cairn_buf_span(&sandbox->record), &own, &frames, &count, NULL),
        CAIRN_OK);
    for (size_t i = 0; i < count; i++) {
        if (cairn_span_equal_string(frames[i].name, "events"))
            return cairn_span_find(frames[i].bytes, cairn_span_from_string(event), 0) !=
                   CAIRN_SPAN_NPOS;
    }
    return false;
}

static void test_an_arm_hands_back_its_record(void **state)
{
    (void)state;
    need_sandbox();
    struct cairn_sandbox sandbox;
    struct cairn_error err;
    bool is_late = true;
    int exit_status = -1;
    assert_int_equal(play("control() { :; }\ntrigger() { :; }\nhealthy() { yes; }\n", 10, &sandbox,
                         &is_late, &exit_status, &err),
        CAIRN_OK);
    assert_false(is_late);
    assert_int_equal(exit_status, 0);
    assert_true(has_event(&sandbox, " verdict healthy yes"));
    assert_true(has_event(&sandbox, " end\n"));
    assert_int_equal(sandbox.pid, -1);
    cairn_sandbox_done(&sandbox);
    cairn_sandbox_done(&sandbox); /* twice is once */
}

static void test_an_arm_whose_time_is_up_still_says_so(void **state)
{
    (void)state;
    need_sandbox();
    struct cairn_sandbox sandbox;
    struct cairn_error err;
    bool is_late = true;
    int exit_status = -1;
    assert_int_equal(
        play("control() { sleep 100; }\n", 1, &sandbox, &is_late, &exit_status, &err), CAIRN_OK);
    assert_false(is_late);
    assert_true(has_event(&sandbox, " invalid time is up"));
    cairn_sandbox_done(&sandbox);
}

static void test_an_arm_past_its_deadline_is_killed(void **state)
{
    (void)state;
    need_sandbox();
    struct cairn_stage stage;
    struct cairn_sandbox sandbox;
    struct cairn_error err;
    bool is_late = false;
    int exit_status = -1;
    assert_int_equal(
        cairn_stage_make(&stage, CAIRN_SPAN("control() { sleep 100; }\n"), NULL, NULL, 0, &err),
        CAIRN_OK);
    struct cairn_sandbox_arm arm = {
        .stage = &stage, .environment = &host, .cause = "control", .timeout_s = 60};
    assert_int_equal(cairn_sandbox_start(&arm, &sandbox, &err), CAIRN_OK);
    assert_int_equal(sandbox.deadline_ms - sandbox.started_ms, 65000);
    sandbox.deadline_ms = sandbox.started_ms + 300;
    assert_int_equal(cairn_sandbox_finish(&sandbox, &is_late, &exit_status, &err), CAIRN_OK);
    assert_true(is_late);
    assert_int_equal(exit_status, 128 + 9);
    cairn_sandbox_done(&sandbox);
    cairn_stage_done(&stage);
}

static void test_a_record_beyond_its_limit_ends_the_arm(void **state)
{
    (void)state;
    need_sandbox();
    static const size_t limits[] = {200, 10};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(limits); i++) {
        CAIRN_AUTO_SANDBOX_LINE struct cairn_sandbox_line line = {0};
        struct cairn_sandbox sandbox;
        struct cairn_error err;
        bool is_late = false;
        int exit_status = -1;
        assert_int_equal(cairn_sandbox_line_start(&line, &err), CAIRN_OK);
        cairn_sandbox_line_add_programs(&line, "/");
        CAIRN_SANDBOX_ADD(&line, "/bin/sh", "-c", "printf '%0200d' 0");
        assert_int_equal(cairn_sandbox_line_finish(&line, &err), CAIRN_OK);
        assert_int_equal(cairn_sandbox_launch(&line, limits[i], 10, &sandbox, &err), CAIRN_OK);
        assert_int_equal(cairn_sandbox_finish(&sandbox, &is_late, &exit_status, &err),
            i ? CAIRN_ERR_LIMIT : CAIRN_OK);
        assert_int_equal(sandbox.record.size, limits[i]);
        cairn_sandbox_done(&sandbox);
    }
}

static void test_a_prepared_world_is_where_an_arm_starts(void **state)
{
    (void)state;
    need_sandbox();
    static const char rig[] = "prepare() { echo kept >\"$L/file\"; }\ncontrol() { grep kept "
                              "\"$L/file\"; }\ntrigger() { :; }\nhealthy() { yes; }\n";
    struct cairn_stage stage;
    struct cairn_sandbox sandbox;
    struct cairn_error err;
    struct cairn_record_frame *frames = NULL;
    size_t count = 0;
    bool is_late;
    int exit_status;
    char path[256];
    assert_int_equal(
        cairn_stage_make(&stage, cairn_span_from_string(rig), NULL, NULL, 0, &err), CAIRN_OK);
    struct cairn_sandbox_arm arm = {
        .stage = &stage, .environment = &host, .is_prepare = true, .timeout_s = 10};
    assert_int_equal(cairn_sandbox_start(&arm, &sandbox, &err), CAIRN_OK);
    assert_int_equal(cairn_sandbox_finish(&sandbox, &is_late, &exit_status, &err), CAIRN_OK);
    assert_int_equal(
        cairn_record_split(cairn_buf_span(&sandbox.record), &arena, &frames, &count, &err),
        CAIRN_OK);
    assert_true(cairn_span_equal_string(frames[count - 1].name, "world"));
    snprintf(path, sizeof path, "%s/prepared", stage.folder);
    assert_int_equal(cairn_file_write(AT_FDCWD, path, frames[count - 1].bytes, &err), CAIRN_OK);
    chmod(path, 0644);
    cairn_sandbox_done(&sandbox);
    arm = (struct cairn_sandbox_arm){.stage = &stage,
        .environment = &host,
        .prepared = path,
        .cause = "control",
        .timeout_s = 10};
    assert_int_equal(cairn_sandbox_start(&arm, &sandbox, &err), CAIRN_OK);
    assert_int_equal(cairn_sandbox_finish(&sandbox, &is_late, &exit_status, &err), CAIRN_OK);
    assert_true(has_event(&sandbox, " verdict healthy yes"));
    cairn_sandbox_done(&sandbox);
    cairn_stage_done(&stage);
}

/* --- questions --- */

static void ask(const char *command, int wanted_exit, const char *wanted)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_error err;
    int exit_status = -1;
    assert_int_equal(
        cairn_sandbox_ask(&host, cairn_span_from_string(command), &text, &exit_status, &err),
        CAIRN_OK);
    assert_int_equal(exit_status, wanted_exit);
    assert_true(text.size <= 4096);
    assert_non_null(strstr(text.data ? text.data : "", wanted));
}

static void test_one_command_alone(void **state)
{
    (void)state;
    need_sandbox();
    ask("echo out; echo err >&2", 0, "out\nerr\n");
    ask("exit 3", 3, "");
    ask("no-such-program --version", 127, "not found");
    ask("head -c 100000 /dev/zero | tr '\\0' y; echo end", 0, "yyyy");
    ask("ls /etc", 0, "ld.so.cache");
    ask("cat /etc/passwd", 1, "No such file");
    ask("echo x >/usr/x || echo refused", 0, "refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_line_has_every_wall),
        cmocka_unit_test(test_the_line_says_what_is_played),
        cmocka_unit_test(test_without_bubblewrap),
        cmocka_unit_test(test_without_namespaces),
        cmocka_unit_test(test_what_arms_cannot_read_is_refused),
        cmocka_unit_test(test_an_arm_hands_back_its_record),
        cmocka_unit_test(test_an_arm_whose_time_is_up_still_says_so),
        cmocka_unit_test(test_an_arm_past_its_deadline_is_killed),
        cmocka_unit_test(test_a_record_beyond_its_limit_ends_the_arm),
        cmocka_unit_test(test_a_prepared_world_is_where_an_arm_starts),
        cmocka_unit_test(test_one_command_alone),
    };
    return cmocka_run_group_tests(tests, look_for_sandbox, done);
}
