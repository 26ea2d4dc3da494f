/* The record of an arm: what is well formed is split, and every other text is refused as a whole.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "lab/sandbox.h"

static const char whole[] = "before.out 3\nabc"
                            "before.log 0\n"
                            "tell_1.out 4\n 2\n\nevents 8\n0 end\n\n\n";

static enum cairn_status split(struct cairn_span text, struct cairn_arena *arena,
    struct cairn_record_frame **frames, size_t *count)
{
    struct cairn_error err = {0};
    enum cairn_status status = cairn_record_split(text, arena, frames, count, &err);
    assert_int_equal(status, err.status);
    return status;
}

static void refused(struct cairn_span text)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_record_frame *frames = NULL;
    size_t count = 77;
    assert_int_equal(split(text, &arena, &frames, &count), CAIRN_ERR_INVALID);
    assert_null(frames);
    assert_int_equal(count, 77);
}

static void test_frames_come_in_order(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_record_frame *frames = NULL;
    size_t count = 0;
    assert_int_equal(
        split(cairn_span_make(whole, sizeof whole - 1), &arena, &frames, &count), CAIRN_OK);
    assert_int_equal(count, 4);
    assert_true(cairn_span_equal_string(frames[0].name, "before.out"));
    assert_true(cairn_span_equal_string(frames[0].bytes, "abc"));
    assert_int_equal(frames[1].bytes.size, 0);
    assert_true(cairn_span_equal_string(frames[2].bytes, " 2\n\n"));
    assert_true(cairn_span_equal_string(frames[3].name, "events"));
    assert_true(cairn_span_equal_string(frames[3].bytes, "0 end\n\n\n"));
    assert_ptr_equal(frames[0].bytes.data, whole + strlen("before.out 3\n"));
}

static void test_the_world_takes_the_rest(void **state)
{
    (void)state;
    static const char text[] = "events 1\nxworld -\nanything 3\n\0 at all";
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_record_frame *frames = NULL;
    size_t count = 0;
    assert_int_equal(
        split(cairn_span_make(text, sizeof text - 1), &arena, &frames, &count), CAIRN_OK);
    assert_int_equal(count, 2);
    assert_true(cairn_span_equal_string(frames[1].name, "world"));
    assert_int_equal(frames[1].bytes.size, sizeof text - 1 - strlen("events 1\nxworld -\n"));
}

static void test_a_record_cut_off_anywhere_is_refused(void **state)
{
    (void)state;
    for (size_t size = 0; size < sizeof whole - 1; size++)
        refused(cairn_span_make(whole, size));
}

static void test_what_is_malformed_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "events",
        "events ",
        "events 0",
        "events -1\n",
        "events +1\nx",
        "events 0x1\nx",
        "events  1\nx",
        "events 1 \nx",
        "events 1\r\nx",
        "events 2\nx",
        "events 1\nxx",
        "events 99999999999999999999\nx",
        "events 18446744073709551615\nx",
        "events 0000000000001\nx",
        " 1\nxevents 0\n",
        "EVENTS 0\n",
        "../etc 1\nxevents 0\n/",
        "a/b 1\nxevents 0\n",
        "a b 1\nxevents 0\n",
        "a-b 1\nxevents 0\n",
        "\x80 1\nxevents 0\n",
        "events 0\nevents 0\n",
        "a 1\nxa 1\nxevents 0\n",
        "a 1\nx",
        "world 5\nhelloevents 0\n",
        "world -\nevents 0\n",
        "events 0\nworld -",
        "events 0\nworld \n",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++)
        refused(cairn_span_from_string(texts[i]));
    refused(CAIRN_SPAN("\0 1\nxevents 0\n"));
}

static void fill_frames(struct cairn_buf *text, unsigned count)
{
    for (unsigned i = 1; i < count; i++)
        cairn_buf_printf(text, "f%u 0\n", i);
    cairn_buf_append_string(text, "events 0\n");
}

static void test_frames_are_bounded(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf most = {0}, more = {0};
    struct cairn_record_frame *frames = NULL;
    size_t count = 0;
    fill_frames(&most, CAIRN_LIMIT_RECORD_FRAMES);
    assert_int_equal(split(cairn_buf_span(&most), &arena, &frames, &count), CAIRN_OK);
    assert_int_equal(count, CAIRN_LIMIT_RECORD_FRAMES);
    fill_frames(&more, CAIRN_LIMIT_RECORD_FRAMES + 1);
    refused(cairn_buf_span(&more));
}

static void test_a_long_name_is_refused(void **state)
{
    (void)state;
    for (size_t size = 127; size <= 130; size++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        CAIRN_AUTO_BUF struct cairn_buf text = {0};
        struct cairn_record_frame *frames = NULL;
        size_t count = 0;
        cairn_buf_append_repeat(&text, 'n', size);
        cairn_buf_append_string(&text, " 0\nevents 0\n");
        assert_int_equal(split(cairn_buf_span(&text), &arena, &frames, &count),
            size <= 128 ? CAIRN_OK : CAIRN_ERR_INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_come_in_order),
        cmocka_unit_test(test_the_world_takes_the_rest),
        cmocka_unit_test(test_a_record_cut_off_anywhere_is_refused),
        cmocka_unit_test(test_what_is_malformed_is_refused),
        cmocka_unit_test(test_frames_are_bounded),
        cmocka_unit_test(test_a_long_name_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
