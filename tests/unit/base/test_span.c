/* Spans: comparing, searching, cutting, at the edges and without data. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/ascii.h"
#include "base/span.h"

static const struct cairn_span none;

static void comparing(void **state)
{
    (void)state;
    assert_true(cairn_span_equal(none, CAIRN_SPAN("")));
    assert_true(cairn_span_equal(cairn_span_from_string(NULL), none));
    assert_false(cairn_span_equal_string(CAIRN_SPAN("a\0b"), "a"));
    assert_true(cairn_span_compare(CAIRN_SPAN("a"), CAIRN_SPAN("ab")) < 0);
    assert_true(cairn_span_compare(CAIRN_SPAN("\xFF"), CAIRN_SPAN("a")) > 0);
    assert_int_equal(cairn_span_compare(none, none), 0);
    assert_true(cairn_span_starts_with(CAIRN_SPAN("abc"), CAIRN_SPAN("ab")));
    assert_true(cairn_span_starts_with(none, none));
    assert_false(cairn_span_starts_with(CAIRN_SPAN("a"), CAIRN_SPAN("ab")));
    assert_true(cairn_span_ends_with(CAIRN_SPAN("abc"), CAIRN_SPAN("bc")));
    assert_false(cairn_span_ends_with(CAIRN_SPAN("bc"), CAIRN_SPAN("abc")));
}

static void ignoring_case(void **state)
{
    (void)state;
    assert_true(cairn_span_equal_ignoring_case(CAIRN_SPAN("aZ-9"), CAIRN_SPAN("Az-9")));
    assert_true(cairn_span_equal_ignoring_case(none, CAIRN_SPAN("")));
    assert_false(cairn_span_equal_ignoring_case(CAIRN_SPAN("ab"), CAIRN_SPAN("a")));
    /* Bytes that differ like letters do, and are none. */
    assert_false(cairn_span_equal_ignoring_case(CAIRN_SPAN("@["), CAIRN_SPAN("`{")));
    assert_false(cairn_span_equal_ignoring_case(CAIRN_SPAN("\xC9"), CAIRN_SPAN("\xE9")));
}

static void ascii_classes(void **state)
{
    (void)state;
    for (int c = -128; c < 256; c++) {
        bool is_digit = c >= 0 && strchr("0123456789", c) && c;
        bool is_letter = c > 0 && strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", c);
        assert_int_equal(cairn_ascii_is_digit(c), is_digit);
        assert_int_equal(cairn_ascii_is_letter(c), is_letter);
        assert_int_equal(cairn_ascii_is_alphanumeric(c), is_digit || is_letter);
    }
    assert_int_equal(cairn_ascii_to_lower('A'), 'a');
    assert_int_equal(cairn_ascii_to_lower('Z'), 'z');
    assert_int_equal(cairn_ascii_to_lower('@'), '@');
    assert_int_equal(cairn_ascii_to_lower('['), '[');
}

static void searching(void **state)
{
    (void)state;
    struct cairn_span text = CAIRN_SPAN("abcabc");
    assert_int_equal(cairn_span_find(text, CAIRN_SPAN("bc"), 0), 1);
    assert_int_equal(cairn_span_find(text, CAIRN_SPAN("bc"), 2), 4);
    assert_true(cairn_span_find(text, CAIRN_SPAN("bc"), 5) == CAIRN_SPAN_NPOS);
    assert_true(cairn_span_find(text, CAIRN_SPAN("x"), 7) == CAIRN_SPAN_NPOS);
    assert_int_equal(cairn_span_find(text, none, 6), 6);
    assert_true(cairn_span_find(text, none, 7) == CAIRN_SPAN_NPOS);
    assert_int_equal(cairn_span_find(none, none, 0), 0);
    assert_int_equal(cairn_span_find_byte(text, 'c', 3), 5);
    assert_true(cairn_span_find_byte(text, 'c', SIZE_MAX) == CAIRN_SPAN_NPOS);
    assert_true(cairn_span_find_byte(none, 'c', 0) == CAIRN_SPAN_NPOS);
    assert_int_equal(cairn_span_find_byte(CAIRN_SPAN("a\xFF"), '\xFF', 0), 1);
}

static void cutting(void **state)
{
    (void)state;
    struct cairn_span text = CAIRN_SPAN("abc");
    assert_true(cairn_span_equal_string(cairn_span_slice(text, 1, SIZE_MAX), "bc"));
    assert_int_equal(cairn_span_slice(text, SIZE_MAX, SIZE_MAX).size, 0);
    assert_null(cairn_span_slice(none, 3, 3).data);
    assert_true(cairn_span_equal_string(cairn_span_trim(CAIRN_SPAN(" \t\r\n\v\fa b ")), "a b"));
    assert_int_equal(cairn_span_trim(CAIRN_SPAN("  ")).size, 0);
    assert_int_equal(cairn_span_trim(none).size, 0);
}

static void lines(void **state)
{
    (void)state;
    struct cairn_span rest = CAIRN_SPAN("a\r\n\nb");
    struct cairn_span line;
    assert_true(cairn_span_take_line(&rest, &line));
    assert_true(cairn_span_equal_string(line, "a\r"));
    assert_true(cairn_span_take_line(&rest, &line));
    assert_int_equal(line.size, 0);
    assert_true(cairn_span_take_line(&rest, &line));
    assert_true(cairn_span_equal_string(line, "b"));
    assert_false(cairn_span_take_line(&rest, &line));
    rest = CAIRN_SPAN("x\n");
    assert_true(cairn_span_take_line(&rest, &line));
    assert_false(cairn_span_take_line(&rest, &line));
}

static void numbers(void **state)
{
    (void)state;
    uint64_t value = 3;
    assert_true(cairn_span_to_u64(CAIRN_SPAN("0018446744073709551615"), &value));
    assert_true(value == UINT64_MAX);
    static const char *const wrong[] = {
        "", "-1", "+1", " 1", "1 ", "0x1", "18446744073709551616", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(cairn_span_to_u64(cairn_span_from_string(wrong[i]), &value));
    assert_true(value == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),
        cmocka_unit_test(ignoring_case),
        cmocka_unit_test(ascii_classes),
        cmocka_unit_test(searching),
        cmocka_unit_test(cutting),
        cmocka_unit_test(lines),
        cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
