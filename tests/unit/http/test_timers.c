/* Timers: first set, first due; set again, last. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "http/timers.h"

static void test_order(void **state)
{
    (void)state;
    struct cairn_http_timers timers;
    struct cairn_http_timer a = {0}, b = {0}, c = {0};
    cairn_http_timers_init(&timers, 100);
    assert_null(cairn_http_timers_first(&timers));
    cairn_http_timer_set(&timers, &a, 0);
    cairn_http_timer_set(&timers, &b, 10);
    cairn_http_timer_set(&timers, &c, 20);
    assert_null(cairn_http_timers_due(&timers, 99));
    assert_ptr_equal(cairn_http_timers_due(&timers, 100), &a);
    cairn_http_timer_set(&timers, &a, 50);
    assert_ptr_equal(cairn_http_timers_due(&timers, 110), &b);
    cairn_http_timer_clear(&b);
    cairn_http_timer_clear(&b);
    assert_null(cairn_http_timers_due(&timers, 119));
    assert_ptr_equal(cairn_http_timers_due(&timers, 120), &c);
    cairn_http_timer_clear(&c);
    assert_ptr_equal(cairn_http_timers_first(&timers), &a);
    assert_int_equal(a.due_ms, 150);
}

static void test_a_timer_moves_between_lists(void **state)
{
    (void)state;
    struct cairn_http_timers fast, slow;
    struct cairn_http_timer a = {0};
    cairn_http_timers_init(&fast, 1);
    cairn_http_timers_init(&slow, 1000);
    cairn_http_timer_set(&fast, &a, 0);
    cairn_http_timer_set(&slow, &a, 0);
    assert_null(cairn_http_timers_first(&fast));
    assert_ptr_equal(cairn_http_timers_due(&slow, 1000), &a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order), cmocka_unit_test(test_a_timer_moves_between_lists)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
