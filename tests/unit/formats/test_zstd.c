/* Zstandard frames: there and back, one after the other, damaged, too large. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "formats/zstd.h"

static void a_text_comes_back(void **state)
{
    (void)state;
    static const char text[] = "before\nbefore\nbefore\nafter\n";
    CAIRN_AUTO_BUF struct cairn_buf packed = {0};
    CAIRN_AUTO_BUF struct cairn_buf again = {0};
    assert_int_equal(
        cairn_zstd_pack(&packed, CAIRN_SPAN("before\nbefore\nbefore\nafter\n"), NULL), 0);
    assert_int_equal(cairn_zstd_unpack(&again, cairn_buf_span(&packed), sizeof text - 1, NULL), 0);
    assert_true(cairn_span_equal_string(cairn_buf_span(&again), text));
}

static void the_empty_text_comes_back(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf packed = {0};
    CAIRN_AUTO_BUF struct cairn_buf again = {0};
    assert_int_equal(cairn_zstd_pack(&packed, CAIRN_SPAN(""), NULL), 0);
    assert_int_equal(cairn_zstd_unpack(&again, cairn_buf_span(&packed), 0, NULL), 0);
    assert_int_equal(again.size, 0);
}

static void more_than_the_limit_is_refused(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_BUF struct cairn_buf packed = {0};
    CAIRN_AUTO_BUF struct cairn_buf again = {0};
    assert_int_equal(cairn_zstd_pack(&packed, CAIRN_SPAN("0123456789"), NULL), 0);
    assert_int_equal(cairn_zstd_unpack(&again, cairn_buf_span(&packed), 9, &err), CAIRN_ERR_LIMIT);
    assert_non_null(strstr(err.primary, "10 bytes, more than 9"));
}

static void damage_is_noticed(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf packed = {0};
    CAIRN_AUTO_BUF struct cairn_buf again = {0};
    assert_int_equal(
        cairn_zstd_pack(&packed, CAIRN_SPAN("0123456789012345678901234567890"), NULL), 0);
    for (size_t size = 0; size < packed.size; size++)
        assert_int_equal(cairn_zstd_unpack(&again, cairn_span_make(packed.data, size), 1000, NULL),
            CAIRN_ERR_INVALID);
    packed.data[0] ^= 1;
    assert_int_equal(
        cairn_zstd_unpack(&again, cairn_buf_span(&packed), 1000, NULL), CAIRN_ERR_INVALID);
}

static void frames_follow_each_other(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf all = {0};
    cairn_zstd_append_skippable(&all, CAIRN_SPAN("cause environment"));
    assert_int_equal(cairn_zstd_pack(&all, CAIRN_SPAN("its cells"), NULL), 0);
    struct cairn_span rest = cairn_buf_span(&all), frame;
    bool is_skippable = false;
    assert_int_equal(cairn_zstd_next(&rest, &frame, &is_skippable, NULL), 0);
    assert_true(is_skippable);
    assert_true(cairn_span_equal_string(frame, "cause environment"));
    assert_int_equal(cairn_zstd_next(&rest, &frame, &is_skippable, NULL), 0);
    assert_false(is_skippable);
    assert_int_equal(rest.size, 0);
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    assert_int_equal(cairn_zstd_unpack(&text, frame, 100, NULL), 0);
    assert_true(cairn_span_equal_string(cairn_buf_span(&text), "its cells"));
}

static void cut_frames_are_refused(void **state)
{
    (void)state;
    struct cairn_span frame;
    bool is_skippable = false;
    static const char whole[] = "\x50\x2a\x4d\x18\x04\x00\x00\x00"
                                "abcd";
    for (size_t size = 1; size < sizeof whole - 1; size++) {
        struct cairn_span rest = cairn_span_make(whole, size);
        assert_int_equal(cairn_zstd_next(&rest, &frame, &is_skippable, NULL), CAIRN_ERR_INVALID);
        assert_int_equal(rest.size, size);
    }
    struct cairn_span rest = CAIRN_SPAN("no frame at all");
    assert_int_equal(cairn_zstd_next(&rest, &frame, &is_skippable, NULL), CAIRN_ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_comes_back),
        cmocka_unit_test(the_empty_text_comes_back),
        cmocka_unit_test(more_than_the_limit_is_refused),
        cmocka_unit_test(damage_is_noticed),
        cmocka_unit_test(frames_follow_each_other),
        cmocka_unit_test(cut_frames_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
