/* Civil time against a table and against counting days one by one. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <time.h>

#include "base/clock.h"
#include "base/compiler.h"

struct row {
    struct cairn_civil_time civil;
    int64_t ms;
    const char *text;
};

static const struct row rows[] = {
    {{1970, 1, 1, 0, 0, 0, 0}, 0, "1970-01-01T00:00:00Z"},
    {{1969, 12, 31, 23, 59, 59, 999}, -1, "1969-12-31T23:59:59.999Z"},
    {{1, 1, 1, 0, 0, 0, 0}, INT64_C(-62135596800000), "0001-01-01T00:00:00Z"},
    {{9999, 12, 31, 23, 59, 59, 999}, INT64_C(253402300799999), "9999-12-31T23:59:59.999Z"},
    {{2000, 2, 29, 12, 0, 0, 0}, INT64_C(951825600000), "2000-02-29T12:00:00Z"},
    {{2024, 2, 29, 0, 0, 0, 1}, INT64_C(1709164800001), "2024-02-29T00:00:00.001Z"},
    {{2026, 11, 21, 2, 39, 57, 0}, INT64_C(1795228797000), "2026-11-21T02:39:57Z"},
    {{1900, 3, 1, 0, 0, 0, 0}, INT64_C(-2203891200000), "1900-03-01T00:00:00Z"},
};

static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(rows); i++) {
        int64_t ms;
        assert_true(cairn_time_from_civil(&rows[i].civil, &ms));
        assert_true(ms == rows[i].ms);
        char text[CAIRN_TIME_TEXT_SIZE];
        cairn_time_format(ms, text);
        assert_string_equal(text, rows[i].text);
    }
}

/* Every day of 400 years, in both directions. */
static void every_day_follows_the_one_before(void **state)
{
    (void)state;
    int64_t expected = INT64_C(-2208988800000); /* 1900-01-01 */
    for (int year = 1900; year < 2300; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= 31; day++) {
                struct cairn_civil_time civil = {.year = year, .month = month, .day = day};
                int64_t ms;
                if (!cairn_time_from_civil(&civil, &ms))
                    continue;
                assert_true(ms == expected);
                struct cairn_civil_time back;
                cairn_time_to_civil(ms, &back);
                assert_int_equal(back.year, year);
                assert_int_equal(back.month, month);
                assert_int_equal(back.day, day);
                expected += 86400000;
            }
        }
    }
    assert_true(expected == INT64_C(10413792000000)); /* 2300-01-01 */
}

static void fields_out_of_range_are_refused(void **state)
{
    (void)state;
    static const struct cairn_civil_time wrong[] = {
        {0, 1, 1, 0, 0, 0, 0},
        {10000, 1, 1, 0, 0, 0, 0},
        {2026, 0, 1, 0, 0, 0, 0},
        {2026, 13, 1, 0, 0, 0, 0},
        {2026, 1, 0, 0, 0, 0, 0},
        {2026, 4, 31, 0, 0, 0, 0},
        {2026, 2, 29, 0, 0, 0, 0},
        {1900, 2, 29, 0, 0, 0, 0},
        {2026, 1, 1, 24, 0, 0, 0},
        {2026, 1, 1, 0, 60, 0, 0},
        {2026, 1, 1, 0, 0, 61, 0},
        {2026, 1, 1, 0, 0, 0, 1000},
        {2026, 1, 1, -1, 0, 0, 0},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(wrong); i++) {
        int64_t ms = 77;
        assert_false(cairn_time_from_civil(&wrong[i], &ms));
        assert_true(ms == 77);
    }
    struct cairn_civil_time leap_second = {2016, 12, 31, 23, 59, 60, 0};
    int64_t ms;
    assert_true(cairn_time_from_civil(&leap_second, &ms));
    assert_true(ms == INT64_C(1483228800000));
}

static void times_out_of_range_are_clamped(void **state)
{
    (void)state;
    char text[CAIRN_TIME_TEXT_SIZE];
    cairn_time_format(INT64_MIN, text);
    assert_string_equal(text, "0001-01-01T00:00:00Z");
    cairn_time_format(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59.999Z");
}

static void dates(void **state)
{
    (void)state;
    static const char *const right[] = {"2026-11-21", "0001-01-01", "9999-12-31", "2024-02-29"};
    static const char *const wrong[] = {"", "2026-11-2", "2026-11-211", "2026-13-01", "2026-02-29",
        "0000-01-01", "2026/11/21", "+026-11-21", "2026-1-021", " 2026-11-2", "2026-11-21\n"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(right); i++)
        assert_true(cairn_date_is_valid(cairn_span_from_string(right[i])));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(wrong); i++)
        assert_false(cairn_date_is_valid(cairn_span_from_string(wrong[i])));
}

static int64_t stopped(void *context)
{
    return *(int64_t *)context;
}

static void the_clock_can_be_replaced(void **state)
{
    (void)state;
    int64_t time_ms = 1234;
    struct cairn_clock clock = {stopped, &time_ms};
    assert_int_equal(cairn_clock_now_ms(&clock), 1234);
    int64_t before = (int64_t)time(NULL) * 1000;
    assert_true(cairn_clock_now_ms(NULL) >= before);
    struct cairn_clock system = {0};
    assert_true(cairn_clock_now_ms(&system) >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(every_day_follows_the_one_before),
        cmocka_unit_test(fields_out_of_range_are_refused),
        cmocka_unit_test(times_out_of_range_are_clamped),
        cmocka_unit_test(dates),
        cmocka_unit_test(the_clock_can_be_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
