/* The bounded reader: what fails takes nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/cursor.h"

static void takes_in_order(void **state)
{
    (void)state;
    struct cairn_cursor cursor = cairn_cursor_make(CAIRN_SPAN("ab\xFF=12;rest"));
    assert_int_equal(cairn_cursor_peek(&cursor), 'a');
    assert_int_equal(cairn_cursor_peek_at(&cursor, 2), 0xFF);
    assert_false(cairn_cursor_take_byte(&cursor, 'b'));
    assert_true(cairn_cursor_take_byte(&cursor, 'a'));
    assert_false(cairn_cursor_take_literal(&cursor, CAIRN_SPAN("bc")));
    assert_true(cairn_cursor_take_literal(&cursor, CAIRN_SPAN("b")));
    assert_true(cairn_cursor_take_byte(&cursor, '\xFF'));
    assert_true(cairn_cursor_skip(&cursor, 1));
    uint64_t number;
    assert_false(cairn_cursor_take_u64(&cursor, 1, &number));
    assert_true(cairn_cursor_take_u64(&cursor, 2, &number));
    assert_int_equal(number, 12);
    assert_int_equal(cairn_cursor_take_until(&cursor, ';').size, 0);
    assert_int_equal(cairn_cursor_take(&cursor), ';');
    assert_true(cairn_span_equal_string(cairn_cursor_take_until(&cursor, '!'), "rest"));
    assert_true(cairn_cursor_at_end(&cursor));
}

static void the_end_gives_nothing(void **state)
{
    (void)state;
    struct cairn_cursor cursor = cairn_cursor_make(CAIRN_SPAN("xy"));
    struct cairn_span span;
    assert_false(cairn_cursor_take_span(&cursor, 3, &span));
    assert_false(cairn_cursor_take_span(&cursor, SIZE_MAX, &span));
    assert_false(cairn_cursor_skip(&cursor, SIZE_MAX));
    assert_int_equal(cairn_cursor_peek_at(&cursor, SIZE_MAX), -1);
    assert_int_equal(cursor.position, 0);
    assert_true(cairn_cursor_take_span(&cursor, 2, &span));
    assert_int_equal(span.size, 2);
    assert_int_equal(cairn_cursor_take(&cursor), -1);
    assert_int_equal(cairn_cursor_peek(&cursor), -1);
    assert_int_equal(cairn_cursor_rest(&cursor).size, 0);
    struct cairn_cursor empty = cairn_cursor_make((struct cairn_span){0});
    assert_true(cairn_cursor_at_end(&empty));
    assert_true(cairn_cursor_take_literal(&empty, CAIRN_SPAN("")));
    assert_false(cairn_cursor_take_byte(&empty, '\0'));
}

static void numbers_do_not_overflow(void **state)
{
    (void)state;
    uint64_t number = 5;
    struct cairn_cursor largest = cairn_cursor_make(CAIRN_SPAN("18446744073709551615"));
    assert_true(cairn_cursor_take_u64(&largest, 20, &number));
    assert_true(number == UINT64_MAX);
    struct cairn_cursor larger = cairn_cursor_make(CAIRN_SPAN("18446744073709551616"));
    assert_false(cairn_cursor_take_u64(&larger, 20, &number));
    assert_int_equal(larger.position, 0);
    struct cairn_cursor none = cairn_cursor_make(CAIRN_SPAN("x"));
    assert_false(cairn_cursor_take_u64(&none, 20, &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_in_order),
        cmocka_unit_test(the_end_gives_nothing),
        cmocka_unit_test(numbers_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
