/* Evidence: read, put, written; unchanged lines stay byte for byte, what is broken is left out. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "formats/json.h"
#include "formats/zstd.h"
#include "lab/evidence.h"
#include "lab/transcript.h"

#define LINE(cause, result, date)                                                                  \
    "{\"trial\":[\"" cause "\",\"e1\"],\"names\":\"web/down\",\"also\":[],\"recipe\":\"0011\","    \
    "\"runs\":3,\"control\":\"sound\",\"placebo\":\"holds\",\"tells\":[],\"line\":\"x\",\"arms\":" \
    "{\"oil\":"                                                                                    \
    "\"" result "\"},\"lines\":{},\"date\":\"" date "\"}"

static char folder[] = "/tmp/cairn-evidence-XXXXXX";
static struct cairn_arena arena;

static const char *path(const char *name)
{
    const char *made = cairn_arena_printf(&arena, "%s/%s", folder, name);
    assert_non_null(made);
    return made;
}

static void put_file(const char *name, const char *text)
{
    assert_int_equal(cairn_file_write(AT_FDCWD, path(name), cairn_span_from_string(text), NULL), 0);
}

static void expect_file(const char *name, const char *wanted)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    assert_int_equal(cairn_file_read(AT_FDCWD, path(name), 1 << 20, &text, NULL), 0);
    assert_string_equal(text.data ? text.data : "", wanted);
}

static struct cairn_value *tree(const char *json)
{
    struct cairn_value *value = NULL;
    assert_int_equal(
        cairn_json_read(&arena, cairn_span_from_string(json), "test", &value, NULL), 0);
    return value;
}

static void write_it(const struct cairn_lab_evidence *evidence)
{
    assert_int_equal(
        cairn_lab_evidence_write(evidence, folder,
            tree("[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"}]"), tree("[\"e1\",\"e2\"]"), NULL),
        0);
}

static bool put(struct cairn_lab_evidence *evidence, const char *line, const char *transcript)
{
    enum cairn_lab_put put = CAIRN_LAB_PUT_SAME;
    assert_int_equal(cairn_lab_evidence_put(
                         evidence, tree(line), cairn_span_from_string(transcript), &put, NULL),
        0);
    return put != CAIRN_LAB_PUT_SAME;
}

static int clear(void **state)
{
    (void)state;
    unlink(path("evidence.ndjson"));
    unlink(path("transcripts.zst"));
    return 0;
}

static void nothing_is_no_evidence(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    assert_int_equal(evidence.trials.count, 0);
    cairn_lab_evidence_done(&evidence);
}

static void trials_are_written_in_order(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    assert_true(put(&evidence, LINE("b", "same", "2026-01-01"), "text of b"));
    assert_true(put(&evidence, LINE("gone", "same", "2026-01-01"), "text"));
    assert_true(put(&evidence, LINE("a", "same", "2026-01-01"), "text of a"));
    write_it(&evidence);
    cairn_lab_evidence_done(&evidence);
    expect_file("evidence.ndjson",
        LINE("a", "same", "2026-01-01") "\n" LINE("b", "same", "2026-01-01") "\n");
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    const struct cairn_lab_evidence_trial *trial =
        cairn_lab_evidence_find(&evidence, CAIRN_SPAN("b"), CAIRN_SPAN("e1"));
    assert_non_null(trial);
    assert_int_equal(cairn_lab_evidence_transcript(trial, &text, NULL), 0);
    assert_string_equal(text.data, "text of b");
    cairn_lab_evidence_done(&evidence);
}

/* Whether a second error is logged in time is chance: no result hangs on it. */
static void another_also_alone_changes_no_byte(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    put_file("evidence.ndjson", LINE("a", "same", "2025-01-01") "\n");
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    struct cairn_value *other = tree(LINE("a", "same", "2026-01-01"));
    struct cairn_value *also = cairn_value_array(&arena);
    cairn_value_push(&arena, also, cairn_value_cstring(&arena, "web/creaks"));
    cairn_value_set(&arena, other, "also", also);
    enum cairn_lab_put put = CAIRN_LAB_PUT_CHANGED;
    assert_int_equal(
        cairn_lab_evidence_put(&evidence, other, (struct cairn_span){0}, &put, NULL), 0);
    assert_int_equal(put, CAIRN_LAB_PUT_SAME);
    write_it(&evidence);
    expect_file("evidence.ndjson", LINE("a", "same", "2025-01-01") "\n");
    cairn_lab_evidence_done(&evidence);
}

/* Spaces that we would not write show that the line was not written again. */
static const char odd[] =
    "{\"trial\": [\"a\",\"e1\"],\"names\":\"web/down\",\"recipe\":\"0011\",\"runs\": "
    "3,\"control\":\"sound\","
    "\"placebo\":\"holds\",\"tells\":[],\"arms\":{\"oil\":\"same\"},\"date\":\"2025-01-01\"}\n";

static void an_unchanged_result_changes_no_byte(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    put_file("evidence.ndjson", odd);
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    assert_false(put(&evidence, LINE("a", "same", "2026-01-01"), ""));
    write_it(&evidence);
    expect_file("evidence.ndjson", odd);
    assert_true(put(&evidence, LINE("a", "resolved", "2026-01-01"), ""));
    write_it(&evidence);
    expect_file("evidence.ndjson", LINE("a", "resolved", "2026-01-01") "\n");
    cairn_lab_evidence_done(&evidence);
}

static void results_seen_again_count(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    put_file("evidence.ndjson",
        "{\"trial\":[\"a\",\"e1\"],\"names\":\"web/down\",\"recipe\":\"0011\",\"runs\":1,"
        "\"control\":\"sound\",\"placebo\":\"holds\",\"tells\":[],\"arms\":{\"oil\":\"same\"},"
        "\"date\":\"2025-01-01\"}\n");
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    assert_true(put(&evidence, LINE("a", "same", "2026-01-01"), ""));
    write_it(&evidence);
    expect_file("evidence.ndjson",
        "{\"trial\":[\"a\",\"e1\"],\"names\":\"web/down\",\"recipe\":\"0011\",\"runs\":3,"
        "\"control\":\"sound\",\"placebo\":\"holds\",\"tells\":[],\"arms\":{\"oil\":\"same\"},"
        "\"date\":\"2025-01-01\"}\n");
    cairn_lab_evidence_done(&evidence);
}

static void a_lost_transcript_comes_back(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    put_file("evidence.ndjson", odd);
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    assert_true(put(&evidence, LINE("a", "same", "2026-01-01"), "text of a"));
    assert_false(put(&evidence, LINE("a", "same", "2026-01-01"), "another text of a"));
    write_it(&evidence);
    expect_file("evidence.ndjson", odd);
    cairn_lab_evidence_done(&evidence);
}

/* Another run has read the files, and writes them 200 ms later. */
static pid_t start_slow_writer(void)
{
    int ready[2];
    char byte = 0;
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        int held = open(folder, O_RDONLY | O_DIRECTORY);
        bool is_held = held >= 0 && !flock(held, LOCK_EX) && write(ready[1], "x", 1) == 1;
        usleep(200000);
        put_file("evidence.ndjson", LINE("b", "same", "2026-01-01") "\n");
        _exit(is_held ? 0 : 1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return pid;
}

static void two_writers_wait_for_each_other(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    int how = 1;
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    assert_true(put(&evidence, LINE("a", "same", "2026-01-01"), ""));
    pid_t writer = start_slow_writer();
    write_it(&evidence);
    assert_int_equal(waitpid(writer, &how, 0), writer);
    assert_int_equal(how, 0);
    expect_file("evidence.ndjson",
        LINE("a", "same", "2026-01-01") "\n" LINE("b", "same", "2026-01-01") "\n");
    cairn_lab_evidence_done(&evidence);
}

static void what_another_run_won_stays(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    put_file("evidence.ndjson", LINE("b", "same", "2026-01-01") "\n");
    assert_true(put(&evidence, LINE("a", "same", "2026-01-01"), ""));
    write_it(&evidence);
    expect_file("evidence.ndjson",
        LINE("a", "same", "2026-01-01") "\n" LINE("b", "same", "2026-01-01") "\n");
    cairn_lab_evidence_done(&evidence);
}

static void broken_files_are_left_out(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    put_file("evidence.ndjson", "no json\n{\"trial\":[]}\n[]\n\n" LINE(
                                    "a", "same", "2026-01-01") "\n" LINE("a", "moved", "x"));
    put_file("transcripts.zst", "no frames");
    assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
    assert_int_equal(evidence.trials.count, 1);
    cairn_lab_evidence_done(&evidence);
}

/* A canon of somebody else could name any file of ours. */
static void a_link_is_neither_read_nor_written(void **state)
{
    (void)state;
    static const char *const names[] = {"evidence.ndjson", "transcripts.zst"};
    put_file("victim", "precious");
    for (size_t i = 0; i < 2; i++) {
        struct cairn_lab_evidence evidence;
        struct cairn_error err = {0};
        assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), 0);
        assert_true(put(&evidence, LINE("a", "same", "2026-01-01"), "text of a"));
        assert_int_equal(symlink("victim", path(names[i])), 0);
        assert_int_equal(cairn_lab_evidence_write(
                             &evidence, folder, tree("[{\"id\":\"a\"}]"), tree("[\"e1\"]"), &err),
            CAIRN_ERR_DENIED);
        cairn_lab_evidence_done(&evidence);
        assert_int_equal(cairn_lab_evidence_read(&evidence, folder, NULL), CAIRN_ERR_DENIED);
        cairn_lab_evidence_done(&evidence);
        expect_file("victim", "precious");
        unlink(path(names[i]));
    }
    unlink(path("victim"));
}

static void a_file_that_cannot_be_written_stays(void **state)
{
    (void)state;
    struct cairn_lab_evidence evidence;
    struct cairn_error err = {0};
    assert_int_equal(cairn_lab_evidence_read(&evidence, "/proc", NULL), 0);
    assert_true(put(&evidence, LINE("a", "same", "2026-01-01"), ""));
    assert_int_not_equal(cairn_lab_evidence_write(
                             &evidence, "/proc", tree("[{\"id\":\"a\"}]"), tree("[\"e1\"]"), &err),
        0);
    assert_int_not_equal(err.primary[0], 0);
    cairn_lab_evidence_done(&evidence);
}

static void sections_are_replaced(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_lab_transcript_set(&text, CAIRN_SPAN("oil"), CAIRN_SPAN("same"), CAIRN_SPAN("one\n"));
    cairn_lab_transcript_set(&text, CAIRN_SPAN("oil_more"), CAIRN_SPAN("same"), CAIRN_SPAN("two"));
    assert_string_equal(text.data, "=== oil same\none\n=== oil_more same\ntwo\n");
    cairn_lab_transcript_set(
        &text, CAIRN_SPAN("oil"), CAIRN_SPAN("resolved"), CAIRN_SPAN("three\n"));
    assert_string_equal(text.data, "=== oil resolved\nthree\n=== oil_more same\ntwo\n");
    cairn_lab_transcript_set(&text, CAIRN_SPAN("oil_more"), CAIRN_SPAN("moved:x"), CAIRN_SPAN(""));
    assert_string_equal(text.data, "=== oil resolved\nthree\n=== oil_more moved:x\n");
}

static void make_transcript(
    struct cairn_lab_facts *facts, struct cairn_record_frame *frames, size_t count, const char *ran)
{
    assert_int_equal(cairn_lab_transcript_make(facts, frames, count, ran, NULL), 0);
}

static void a_transcript_tells_phase_by_phase(void **state)
{
    (void)state;
    struct cairn_lab_facts facts = {0};
    struct cairn_record_frame frames[] = {
        {CAIRN_SPAN("before.out"), CAIRN_SPAN("pid 4711\x1b[31m\n")},
        {CAIRN_SPAN("before.log"), CAIRN_SPAN("2026/11/21 02:39:57 down")},
        {CAIRN_SPAN("events"),
            CAIRN_SPAN(
                "1 phase before\n2 verdict healthy no 502\n3 state before aa\n4 phase apply\n"
                "5 refused exit status 1\n6 end\n")}};
    make_transcript(&facts, frames, 3, "shell: oil it\n");
    assert_true(cairn_span_equal_string(facts.transcript,
        "--- before\nhealthy: no 502\n[printed]\npid 1?[31m\n[logged]\n2000/01/01 00:00:00 down\n"
        "--- apply\n[ran]\nshell: oil it\nrefused exit status 1\n"));
    cairn_lab_facts_done(&facts);
}

static void a_long_transcript_loses_its_middle(void **state)
{
    (void)state;
    struct cairn_lab_facts facts = {0};
    CAIRN_AUTO_BUF struct cairn_buf lines = {0};
    for (unsigned i = 0; i < 3000; i++)
        cairn_buf_printf(&lines, "line %u\n", i);
    struct cairn_record_frame frames[] = {{CAIRN_SPAN("before.out"), cairn_buf_span(&lines)},
        {CAIRN_SPAN("events"), CAIRN_SPAN("1 phase before\n")}};
    make_transcript(&facts, frames, 2, NULL);
    assert_true(facts.transcript.size <= CAIRN_LAB_TRANSCRIPT_BYTES);
    assert_true(facts.transcript.size > CAIRN_LAB_TRANSCRIPT_BYTES - 256);
    assert_true(cairn_span_find(facts.transcript, CAIRN_SPAN("line 0\n"), 0) != CAIRN_SPAN_NPOS);
    assert_true(
        cairn_span_find(facts.transcript, CAIRN_SPAN(" bytes left out]"), 0) != CAIRN_SPAN_NPOS);
    assert_true(cairn_span_ends_with(facts.transcript, CAIRN_SPAN("line 2999\n")));
    cairn_lab_facts_done(&facts);
}

/* Else the lines of a program would end its section, and each amendment would leave a rest. */
static void what_is_printed_begins_no_section(void **state)
{
    (void)state;
    struct cairn_lab_facts facts = {0};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_record_frame frames[] = {
        {CAIRN_SPAN("before.out"), CAIRN_SPAN("=== paint resolved\nfine\n")},
        {CAIRN_SPAN("events"), CAIRN_SPAN("1 phase before\n2 === paint resolved\n")}};
    make_transcript(&facts, frames, 2, NULL);
    for (unsigned i = 0; i < 2; i++)
        cairn_lab_transcript_set(&text, CAIRN_SPAN("oil"), CAIRN_SPAN("same"), facts.transcript);
    assert_string_equal(text.data,
        "=== oil same\n--- before\n === paint resolved\n[printed]\n === paint resolved\nfine\n");
    cairn_lab_facts_done(&facts);
}

static int start(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : 1;
}

static int done(void **state)
{
    clear(state);
    cairn_arena_done(&arena);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_is_no_evidence, clear),
        cmocka_unit_test_setup(trials_are_written_in_order, clear),
        cmocka_unit_test_setup(another_also_alone_changes_no_byte, clear),
        cmocka_unit_test_setup(an_unchanged_result_changes_no_byte, clear),
        cmocka_unit_test_setup(results_seen_again_count, clear),
        cmocka_unit_test_setup(a_lost_transcript_comes_back, clear),
        cmocka_unit_test_setup(two_writers_wait_for_each_other, clear),
        cmocka_unit_test_setup(what_another_run_won_stays, clear),
        cmocka_unit_test_setup(broken_files_are_left_out, clear),
        cmocka_unit_test_setup(a_link_is_neither_read_nor_written, clear),
        cmocka_unit_test(a_file_that_cannot_be_written_stays),
        cmocka_unit_test(sections_are_replaced),
        cmocka_unit_test(a_transcript_tells_phase_by_phase),
        cmocka_unit_test(a_long_transcript_loses_its_middle),
        cmocka_unit_test(what_is_printed_begins_no_section),
    };
    return cmocka_run_group_tests(tests, start, done);
}
