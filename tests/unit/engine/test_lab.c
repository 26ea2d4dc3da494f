/*
 * The lab's events, from programs that play cairn-lab: well, badly, and with ill will. Each is a
 * shell script in a folder of its own.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fd.h"
#include "base/limits.h"
#include "cairn/cairn.h"
#include "formats/json.h"

#define REQUEST_MOST 65536

#define START                                                                                      \
    "{\"schema\":\"cairn.prove-start/1\",\"family\":\"a/"                                          \
    "b\",\"environments\":[],\"causes\":[\"x\"],"                                                  \
    "\"changes\":[\"y\"],\"arms\":6,\"jobs\":1}\\n"
#define CELL(verdict, repeat)                                                                      \
    "{\"schema\":\"cairn.cell/1\",\"family\":\"a/b\",\"cause\":\"x\",\"change\":\"y\","            \
    "\"environment\":\"e\",\"result\":\"same\",\"verdict\":\"" verdict "\",\"repeat\":" #repeat    \
    "}\\n"
#define END(outcome, failed)                                                                       \
    "{\"schema\":\"cairn.prove/1\",\"families\":[],\"failed\":[" failed "],\"outcome\":\"" outcome \
    "\"}\\n"

struct place {
    char folder[64];
    char program[96];
    char request[96];
};

struct seen {
    unsigned starts, cells, messages, notable;
    uint64_t done, total;
    enum cairn_status answer; /* what the callback gives */
    int raise;                /* a signal that it sends to this process once, or 0 */
};

static int make_place(void **state)
{
    struct place *place = calloc(1, sizeof(*place));
    assert_non_null(place);
    snprintf(place->folder, sizeof place->folder, "/tmp/test_lab_XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->program, sizeof place->program, "%s/lab", place->folder);
    snprintf(place->request, sizeof place->request, "%s/request", place->folder);
    *state = place;
    return 0;
}

static int remove_place(void **state)
{
    struct place *place = *state;
    unlink(place->program);
    unlink(place->request);
    rmdir(place->folder);
    free(place);
    return 0;
}

/* The program: `body` is shell, run in the folder. */
static void play(const struct place *place, const char *body)
{
    CAIRN_AUTO_BUF struct cairn_buf script = {0};
    cairn_buf_printf(
        &script, "#!/bin/sh\ncd %s || exit 9\ncat >request\n%s\n", place->folder, body);
    assert_int_equal(
        cairn_file_write(AT_FDCWD, place->program, cairn_buf_span(&script), NULL), CAIRN_OK);
    assert_int_equal(chmod(place->program, 0755), 0);
}

static enum cairn_status take(
    void *context, const struct cairn_lab_event *event, struct cairn_error *err)
{
    struct seen *seen = context;
    (void)err;
    seen->starts += event->kind == CAIRN_LAB_START;
    seen->cells += event->kind == CAIRN_LAB_CELL;
    seen->messages += event->kind == CAIRN_LAB_MESSAGE;
    seen->notable += event->is_notable;
    seen->done = event->done;
    seen->total = event->total;
    assert_true(event->done <= event->total || !event->total);
    if (seen->raise)
        assert_int_equal(kill(getpid(), seen->raise), 0);
    seen->raise = 0;
    return seen->answer;
}

static struct cairn_prove_options options_of(const struct place *place, struct seen *seen)
{
    return (struct cairn_prove_options){.lab = {.program = place->program,
                                            .canon_folder = "/nonexistent",
                                            .takes_signals = true,
                                            .event = take,
                                            .event_context = seen}};
}

static enum cairn_status prove(const struct place *place, struct seen *seen,
    enum cairn_conclusion *out, struct cairn_error *err)
{
    const struct cairn_prove_options options = options_of(place, seen);
    struct cairn_result *result = NULL;
    enum cairn_status status = cairn_prove(&options, &result, err);
    assert_true((status == CAIRN_OK) == (result != NULL));
    if (result)
        *out = cairn_result_conclusion(result);
    cairn_result_free(result);
    return status;
}

static void expect_outcome(
    const struct place *place, const char *body, enum cairn_conclusion wanted)
{
    struct seen seen = {0};
    enum cairn_conclusion conclusion = CAIRN_FOUND;
    play(place, body);
    assert_int_equal(prove(place, &seen, &conclusion, NULL), CAIRN_OK);
    assert_int_equal(conclusion, wanted);
}

static void expect_failure(
    const struct place *place, const char *body, enum cairn_status wanted, const char *words)
{
    struct seen seen = {0};
    struct cairn_error err = {0};
    enum cairn_conclusion conclusion;
    play(place, body);
    assert_int_equal(prove(place, &seen, &conclusion, &err), wanted);
    if (!strstr(err.primary, words))
        fail_msg("wanted \"%s\" in: %s", words, err.primary);
}

static void test_events_are_counted(void **state)
{
    struct seen seen = {0};
    enum cairn_conclusion conclusion = CAIRN_NONE;
    play(*state,
        "printf '" START CELL("agrees", 3) CELL("not-run", 1) CELL("contradicts", 1) CELL("failed",
            1) "{\"schema\":\"cairn.message/1\",\"severity\":\"note\"}\\n"
               "{\"schema\":\"cairn.message/1\",\"severity\":\"error\"}\\n" END("agree", "") "'");
    assert_int_equal(prove(*state, &seen, &conclusion, NULL), CAIRN_OK);
    assert_int_equal(conclusion, CAIRN_FOUND);
    assert_int_equal(seen.starts, 1);
    assert_int_equal(seen.cells, 4);
    assert_int_equal(seen.messages, 2);
    assert_int_equal(seen.notable, 3);
    assert_int_equal(seen.done, 5);
    assert_int_equal(seen.total, 6);
}

static void test_outcomes(void **state)
{
    expect_outcome(*state, "printf '" END("agree", "") "'", CAIRN_FOUND);
    expect_outcome(*state, "printf '" END("contradiction", "") "'", CAIRN_NONE);
    expect_outcome(*state, "printf '" END("nothing-ran", "") "'", CAIRN_NOTHING_RAN);
    /* A failed cell is trouble, whatever else there is. */
    expect_outcome(*state, "printf '" END("contradiction", "{}") "'", CAIRN_INCOMPLETE);
}

static void test_the_request(void **state)
{
    const struct place *place = *state;
    static const char *const ids[] = {"nginx/upstream-tls"};
    static const char *const environments[] = {"nginx-1.22", "host"};
    struct seen seen = {0};
    struct cairn_prove_options options = options_of(place, &seen);
    struct cairn_result *result = NULL;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *request = NULL;
    options.ids = ids;
    options.id_count = 1;
    options.environments = environments;
    options.environment_count = 2;
    options.check = true;
    options.sample = 40;
    options.seed = 4711;
    play(place, "printf '" END("agree", "") "'");
    assert_int_equal(cairn_prove(&options, &result, NULL), CAIRN_OK);
    cairn_result_free(result);
    assert_int_equal(
        cairn_file_read(AT_FDCWD, place->request, REQUEST_MOST, &text, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_json_read(&arena, cairn_buf_span(&text), "request", &request, NULL), CAIRN_OK);
    assert_true(cairn_span_equal_string(cairn_value_get_text(request, "verb"), "prove"));
    assert_int_equal(cairn_value_count(cairn_value_get(request, "select")), 1);
    assert_int_equal(cairn_value_count(cairn_value_get(request, "environments")), 2);
    assert_true(cairn_value_is(cairn_value_get(request, "causes"), CAIRN_VALUE_NULL));
    assert_true(cairn_value_get_bool(request, "check"));
    assert_false(cairn_value_get_bool(request, "is_trusted"));
    assert_int_equal(cairn_value_get_int(request, "sample"), 40);
    assert_int_equal(cairn_value_get_int(request, "seed"), 4711);
}

static void test_a_lab_that_dies(void **state)
{
    const struct place *place = *state;
    struct seen seen = {0};
    struct cairn_error err = {0};
    enum cairn_conclusion conclusion;
    expect_failure(place, "exit 3", CAIRN_ERR_IO, "exited with status 3");
    expect_failure(place, "printf '" START "'; kill -9 $$", CAIRN_ERR_IO, "killed by signal 9");
    /* A last line that is cut off is no result. */
    expect_failure(
        place, "printf '{\"schema\":\"cairn.prove/1\"'", CAIRN_ERR_IO, "without a result");
    assert_int_equal(unlink(place->program), 0);
    assert_int_equal(prove(place, &seen, &conclusion, &err), CAIRN_ERR_NOT_FOUND);
    assert_non_null(strstr(err.primary, place->program));
    play(place, "exit 0");
}

static void test_a_lab_that_fails_says_why(void **state)
{
    const struct place *place = *state;
    struct seen seen = {0};
    struct cairn_error err = {0};
    enum cairn_conclusion conclusion;
    play(place, "printf '{\"schema\":\"cairn.failure/1\",\"status\":\"not-found\",\"message\":\"no "
                "family a/x\",\"detail\":\"There are: a/b\",\"hint\":\"did you mean a/b?\"}\\n'");
    assert_int_equal(prove(place, &seen, &conclusion, &err), CAIRN_ERR_NOT_FOUND);
    assert_string_equal(err.primary, "no family a/x");
    assert_string_equal(err.detail, "There are: a/b");
    assert_string_equal(err.hint, "did you mean a/b?");
    expect_failure(place, "printf '{\"schema\":\"cairn.failure/1\",\"status\":\"odd\"}\\n'",
        CAIRN_ERR_IO, "did not say why");
}

static void test_garbage(void **state)
{
    expect_failure(*state, "echo hello", CAIRN_ERR_SYNTAX, "line 1");
    expect_failure(*state, "printf '" START "\\n'", CAIRN_ERR_SYNTAX, "line 2");
    expect_failure(*state, "printf '\\000\\377\\n'", CAIRN_ERR_SYNTAX, "line 1");
    expect_failure(*state, "echo '[]'", CAIRN_ERR_UNSUPPORTED, "unknown event");
    expect_failure(
        *state, "echo '{\"schema\":\"cairn.cell/2\"}'", CAIRN_ERR_UNSUPPORTED, "cairn.cell/2");
    expect_failure(*state, "printf '{\"schema\":\"cairn.environments/1\"}\\n'",
        CAIRN_ERR_UNSUPPORTED, "instead of cairn.prove/1");
}

static void test_floods(void **state)
{
    struct seen seen = {0};
    enum cairn_conclusion conclusion = CAIRN_NONE;
    expect_failure(*state, "tr '\\000' x </dev/zero", CAIRN_ERR_LIMIT, "longer than 32 MiB");
    play(*state, "printf '" START "'; i=0; while [ $i -lt 2000 ]; do printf '" CELL(
                     "agrees", 3) "'; i=$((i + 1)); done; printf '" END("agree", "") "'");
    assert_int_equal(prove(*state, &seen, &conclusion, NULL), CAIRN_OK);
    assert_int_equal(seen.cells, 2000);
    assert_int_equal(seen.done, 6);
}

/* What the reader of the events refuses ends the lab in order: it is asked, not killed. */
static void test_a_refused_event_stops_the_lab(void **state)
{
    struct seen seen = {.answer = CAIRN_ERR_CLOSED};
    enum cairn_conclusion conclusion;
    const struct place *place = *state;
    play(place,
        "trap 'echo kept >request; exit 0' TERM\nprintf '" START "'\nwhile :; do sleep 0.02; done");
    assert_int_equal(prove(place, &seen, &conclusion, NULL), CAIRN_ERR_CLOSED);
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    assert_int_equal(
        cairn_file_read(AT_FDCWD, place->request, REQUEST_MOST, &text, NULL), CAIRN_OK);
    assert_string_equal(text.data, "kept\n");
}

static void test_signals_are_passed_on(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(signals); i++) {
        struct seen seen = {.raise = signals[i]};
        enum cairn_conclusion conclusion = CAIRN_FOUND;
        play(*state, "trap 'printf \"%s\\n\" \"$end\"; exit 0' INT TERM\nend='"
                     "{\"schema\":\"cairn.prove/1\",\"outcome\":\"agree\"}'\nprintf '" START
                     "'\nwhile :; do sleep 0.02; done");
        assert_int_equal(prove(*state, &seen, &conclusion, NULL), CAIRN_OK);
        assert_int_equal(conclusion, CAIRN_INCOMPLETE);
    }
    struct seen seen = {.raise = SIGINT};
    struct cairn_error err = {0};
    enum cairn_conclusion conclusion;
    play(*state, "trap 'exit 0' INT\nprintf '" START "'\nwhile :; do sleep 0.02; done");
    assert_int_equal(prove(*state, &seen, &conclusion, &err), CAIRN_ERR_IO);
    assert_non_null(strstr(err.primary, "interrupted"));
}

static void test_environments(void **state)
{
    const struct place *place = *state;
    static const char *const names[] = {"nginx-1.22"};
    const struct cairn_environments_options options = {
        .lab = {.program = place->program, .canon_folder = "canon"},
        .action = CAIRN_ENVIRONMENTS_REMOVE,
        .names = names,
        .name_count = 1};
    struct cairn_result *result = NULL;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    play(place, "printf '{\"schema\":\"cairn.environments/1\",\"environments\":[]}\\n'");
    assert_int_equal(cairn_environments(&options, &result, NULL), CAIRN_OK);
    assert_int_equal(cairn_result_conclusion(result), CAIRN_FOUND);
    cairn_result_free(result);
    assert_int_equal(
        cairn_file_read(AT_FDCWD, place->request, REQUEST_MOST, &text, NULL), CAIRN_OK);
    assert_string_equal(
        text.data, "{\"verb\":\"env-remove\",\"canon\":\"canon\",\"names\":[\"nginx-1.22\"]}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_events_are_counted, make_place, remove_place),
        cmocka_unit_test_setup_teardown(test_outcomes, make_place, remove_place),
        cmocka_unit_test_setup_teardown(test_the_request, make_place, remove_place),
        cmocka_unit_test_setup_teardown(test_a_lab_that_dies, make_place, remove_place),
        cmocka_unit_test_setup_teardown(test_a_lab_that_fails_says_why, make_place, remove_place),
        cmocka_unit_test_setup_teardown(test_garbage, make_place, remove_place),
        cmocka_unit_test_setup_teardown(test_floods, make_place, remove_place),
        cmocka_unit_test_setup_teardown(
            test_a_refused_event_stops_the_lab, make_place, remove_place),
        cmocka_unit_test_setup_teardown(test_signals_are_passed_on, make_place, remove_place),
        cmocka_unit_test_setup_teardown(test_environments, make_place, remove_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
