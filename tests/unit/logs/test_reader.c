/* Events: which lines go together, that splitting does not matter, that limits hold and lines are
 * counted. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "logs/reader.h"

/* All events of a text, each as "[lines]text" and '|' between them. */
static char *events_of_reader(struct cairn_log_reader *reader)
{
    struct cairn_buf out = {0};
    for (;;) {
        struct cairn_log_chunk chunk;
        assert_int_equal(cairn_log_reader_next(reader, &chunk, NULL), CAIRN_OK);
        if (chunk.event_count == 0)
            break;
        for (size_t i = 0; i < chunk.event_count; i++) {
            const struct cairn_log_event *event = &chunk.events[i];
            assert_true((size_t)event->offset + event->size <= chunk.text.size);
            cairn_buf_printf(&out, "%s[%u]", out.size ? "|" : "", event->lines);
            cairn_buf_append(&out, cairn_span_slice(chunk.text, event->offset, event->size));
        }
    }
    cairn_buf_append_byte(&out, '\0');
    assert_int_equal(cairn_buf_status(&out, NULL), CAIRN_OK);
    return out.data;
}

static void expect(const char *text, const char *expected)
{
    struct cairn_log_reader *reader;
    assert_int_equal(
        cairn_log_reader_open_memory(cairn_span_from_string(text), "test", &reader, NULL),
        CAIRN_OK);
    char *got = events_of_reader(reader);
    assert_string_equal(got, expected);
    free(got);
    cairn_log_reader_close(reader);
}

static void test_lines(void **state)
{
    (void)state;
    expect("", "");
    expect("a", "[1]a");
    expect("a\n", "[1]a");
    expect("a\r\nb\r\n", "[1]a|[1]b");
    expect("a\n\n\nb\n", "[3]a|[1]b");
    expect("\n\n", "[2]");
    expect("a\n  more\n\tmore\nb\n", "[3]a\n  more\n\tmore|[1]b");
    expect("a\n\n  apart\n", "[2]a|[1]  apart");
    expect("  first\nb\n", "[1]  first|[1]b");
}

static void test_tracebacks(void **state)
{
    (void)state;
    expect(
        "x\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\nKeyError: "
        "'k'\n\n"
        "During handling of the above exception, another exception occurred:\n\n"
        "Traceback (most recent call last):\n  File \"a.py\", line 3, in h\nValueError: v\nnext\n",
        "[1]x|[10]Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    "
        "g()\nKeyError: 'k'\n\n"
        "During handling of the above exception, another exception occurred:\n\n"
        "Traceback (most recent call last):\n  File \"a.py\", line 3, in h\nValueError: v|[1]next");
    expect("Exception in thread \"main\" X\n\tat a.b(C.java:1)\nCaused by: Y\n\t... 3 more\nok\n",
        "[4]Exception in thread \"main\" X\n\tat a.b(C.java:1)\nCaused by: Y\n\t... 3 more|[1]ok");
    expect(
        "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:3 +0x1d\nexit status 2\n\nz\n",
        "[7]panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:3 +0x1d\nexit status "
        "2|[1]z");
}

static void test_programs(void **state)
{
    (void)state;
    expect("npm ERR! code ERESOLVE\nnpm ERR! more\n\nnpm ERR! again\nx\n",
        "[3]npm ERR! code ERESOLVE\nnpm ERR! more|[1]npm ERR! again|[1]x");
    expect("2026-11-21 02:39:57.123 UTC [1] ERROR:  x\n2026-11-21 02:39:57.123 UTC [1] DETAIL:  y\n"
           "2026-11-21 02:39:58.000 UTC [1] LOG:  z\n",
        "[2]2026-11-21 02:39:57.123 UTC [1] ERROR:  x\n2026-11-21 02:39:57.123 UTC [1] DETAIL:  y|"
        "[1]2026-11-21 02:39:58.000 UTC [1] LOG:  z");
    expect("FATAL:  53300: sorry\nLOCATION:  InitProcess, proc.c:357\n",
        "[2]FATAL:  53300: sorry\nLOCATION:  InitProcess, proc.c:357");
    expect("error: failed to push\nhint: pull first\nhint: again\n",
        "[3]error: failed to push\nhint: pull first\nhint: again");
}

/* The same bytes through a pipe, written in pieces of every size, give the same events. */
static void test_splits(void **state)
{
    (void)state;
    const char *text =
        "a\r\n  b\n\nTraceback (most recent call last):\n  f\nE: x\n\nDuring handling of the above "
        "exception, "
        "another exception occurred:\n\nTraceback (most recent call last):\n  g\nF: y\nlast";
    struct cairn_log_reader *reader;
    assert_int_equal(
        cairn_log_reader_open_memory(cairn_span_from_string(text), "test", &reader, NULL),
        CAIRN_OK);
    char *whole = events_of_reader(reader);
    cairn_log_reader_close(reader);
    size_t size = strlen(text);
    for (size_t piece = 1; piece <= size; piece += 7) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        for (size_t at = 0; at < size; at += piece) {
            size_t count = at + piece < size ? piece : size - at;
            assert_int_equal(write(ends[1], text + at, count), (ssize_t)count);
        }
        close(ends[1]);
        assert_int_equal(cairn_log_reader_open_fd(ends[0], "pipe", &reader, NULL), CAIRN_OK);
        char *got = events_of_reader(reader);
        assert_string_equal(got, whole);
        assert_int_equal(cairn_log_reader_lines(reader), 13);
        assert_int_equal(cairn_log_reader_bytes(reader), size);
        free(got);
        cairn_log_reader_close(reader);
        close(ends[0]);
    }
    free(whole);
}

/* One line of `size` bytes and a short one behind it. */
static void expect_long_line(size_t size, size_t expected_events, uint64_t expected_cuts)
{
    char *text = malloc(size + 6);
    assert_non_null(text);
    memset(text, 'x', size);
    memcpy(text + size, "\nlast\n", 6);
    struct cairn_log_reader *reader;
    assert_int_equal(
        cairn_log_reader_open_memory(cairn_span_make(text, size + 6), "test", &reader, NULL),
        CAIRN_OK);
    struct cairn_log_chunk chunk;
    size_t events = 0;
    uint64_t lines = 0;
    do {
        assert_int_equal(cairn_log_reader_next(reader, &chunk, NULL), CAIRN_OK);
        for (size_t i = 0; i < chunk.event_count; i++) {
            assert_true(chunk.events[i].size <= CAIRN_LIMIT_EVENT);
            lines += chunk.events[i].lines;
        }
        events += chunk.event_count;
    } while (chunk.event_count > 0);
    assert_int_equal(events, expected_events);
    assert_int_equal(cairn_log_reader_cut_events(reader), expected_cuts);
    assert_int_equal(lines, 2);
    assert_int_equal(cairn_log_reader_lines(reader), 2);
    cairn_log_reader_close(reader);
    free(text);
}

static void test_line_limit(void **state)
{
    (void)state;
    expect_long_line(CAIRN_LIMIT_EVENT - 1, 2, 0);
    expect_long_line(CAIRN_LIMIT_EVENT, 2, 0);
    expect_long_line(CAIRN_LIMIT_EVENT + 1, 3, 1);
    expect_long_line(CAIRN_LIMIT_EVENT * 100, 101, 99);
}

static void test_event_limit(void **state)
{
    (void)state;
    struct cairn_buf text = {0};
    cairn_buf_append_string(&text, "Traceback (most recent call last):\n");
    for (int i = 0; i < 2 * CAIRN_LIMIT_EVENT_LINES; i++)
        cairn_buf_append_string(&text, "  frame\n");
    struct cairn_log_reader *reader;
    assert_int_equal(
        cairn_log_reader_open_memory(cairn_buf_span(&text), "test", &reader, NULL), CAIRN_OK);
    struct cairn_log_chunk chunk;
    assert_int_equal(cairn_log_reader_next(reader, &chunk, NULL), CAIRN_OK);
    assert_int_equal(chunk.event_count, 3);
    assert_int_equal(chunk.events[0].lines, CAIRN_LIMIT_EVENT_LINES);
    assert_true(chunk.events[0].is_cut);
    assert_int_equal(chunk.events[2].first_line, 2 * CAIRN_LIMIT_EVENT_LINES + 1);
    assert_int_equal(cairn_log_reader_lines(reader), 2 * CAIRN_LIMIT_EVENT_LINES + 1);
    cairn_log_reader_close(reader);
    cairn_buf_done(&text);
}

static void test_escapes_are_marked(void **state)
{
    (void)state;
    struct cairn_log_reader *reader;
    assert_int_equal(
        cairn_log_reader_open_memory(CAIRN_SPAN("a\n\x1b[31mb\nc\n"), "test", &reader, NULL),
        CAIRN_OK);
    struct cairn_log_chunk chunk;
    assert_int_equal(cairn_log_reader_next(reader, &chunk, NULL), CAIRN_OK);
    assert_int_equal(chunk.event_count, 3);
    assert_false(chunk.events[0].has_escape);
    assert_true(chunk.events[1].has_escape);
    assert_false(chunk.events[2].has_escape);
    cairn_log_reader_close(reader);
}

static void test_packed_inputs_are_refused(void **state)
{
    static const struct {
        struct cairn_span start;
        const char *says;
    } packed[] = {
        {{"\x1f\x8b\x08\0x", 5}, "cannot read 'x': it is compressed with gzip"},
        {{"\x28\xb5\x2f\xfd", 4}, "cannot read 'x': it is compressed with zstd"},
        {{"\3757zXZ\0", 6}, "cannot read 'x': it is compressed with xz"},
        {{"BZh91AY", 7}, "cannot read 'x': it is compressed with bzip2"},
        {{"PK\3\4", 4}, "cannot read 'x': it is packed with zip"},
        {{"LPKSHHRH\0", 9}, "cannot read 'x': it is a systemd journal"},
        {{"\xff\xfe"
          "a\0",
             4},
            "cannot read 'x': it is written as UTF-16"},
        {{"\xfe\xff\0a", 4}, "cannot read 'x': it is written as UTF-16"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++) {
        struct cairn_log_reader *reader;
        struct cairn_log_chunk chunk;
        struct cairn_error err = {0};
        assert_int_equal(
            cairn_log_reader_open_memory(packed[i].start, "x", &reader, NULL), CAIRN_OK);
        for (int again = 0; again < 2; again++)
            assert_int_equal(cairn_log_reader_next(reader, &chunk, &err), CAIRN_ERR_UNSUPPORTED);
        assert_string_equal(err.primary, packed[i].says);
        assert_true(err.hint[0]);
        assert_int_equal(cairn_log_reader_lines(reader), 0);
        cairn_log_reader_close(reader);
    }
    expect("\x1f\x8b", "[1]\x1f\x8b");
    expect("a\x1f\x8b\x08", "[1]a\x1f\x8b\x08");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_tracebacks),
        cmocka_unit_test(test_programs),
        cmocka_unit_test(test_splits),
        cmocka_unit_test(test_packed_inputs_are_refused),
        cmocka_unit_test(test_line_limit),
        cmocka_unit_test(test_event_limit),
        cmocka_unit_test(test_escapes_are_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
