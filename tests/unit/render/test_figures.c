/* Numbers, shares, ids and addresses. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/arena.h"
#include "render/figures.h"

static void assert_digits(uint64_t number, const char *expected)
{
    struct cairn_digits digits;
    assert_true(cairn_span_equal_string(cairn_digits_of(&digits, number), expected));
}

static void numbers_have_separators(void **state)
{
    (void)state;
    assert_digits(0, "0");
    assert_digits(999, "999");
    assert_digits(1000, "1,000");
    assert_digits(1234567, "1,234,567");
    assert_digits(UINT64_MAX, "18,446,744,073,709,551,615");
}

static void assert_percent(const char *spelling, const char *expected)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_digits digits;
    struct cairn_value *number = cairn_value_number(&arena, cairn_span_from_string(spelling));
    struct cairn_span percent = cairn_digits_percent(&digits, number);
    if (!cairn_span_equal_string(percent, expected))
        fail_msg("%s became %.*s", spelling, CAIRN_SPAN_ARGS(percent));
}

static void shares_become_per_cent(void **state)
{
    (void)state;
    assert_percent("0", "0%");
    assert_percent("1", "100%");
    assert_percent("1.0", "100%");
    assert_percent("0.9", "90%");
    assert_percent("0.85", "85%");
    assert_percent("0.855", "86%");
    assert_percent("0.8549999", "85%");
    assert_percent("0.004", "0%");
}

static void what_is_no_share_is_empty(void **state)
{
    (void)state;
    struct cairn_digits digits;
    assert_percent("1.001", "");
    assert_percent("2", "");
    assert_percent("-0.5", "");
    assert_percent("1e-1", "");
    assert_percent("99999999999999999999999", "");
    assert_int_equal(cairn_digits_percent(&digits, NULL).size, 0);
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    assert_int_equal(cairn_digits_percent(&digits, cairn_value_null(&arena)).size, 0);
    assert_int_equal(cairn_digits_percent(&digits, cairn_value_cstring(&arena, "0.5")).size, 0);
}

static void only_ids_are_ids(void **state)
{
    (void)state;
    assert_true(cairn_id_is_plain(CAIRN_SPAN("nginx/upstream-tls")));
    assert_true(cairn_id_is_plain(CAIRN_SPAN("a/1--b")));
    assert_false(cairn_id_is_plain(CAIRN_SPAN("nginx")));
    assert_false(cairn_id_is_plain(CAIRN_SPAN("/x")));
    assert_false(cairn_id_is_plain(CAIRN_SPAN("x/")));
    assert_false(cairn_id_is_plain(CAIRN_SPAN("a/b/c")));
    assert_false(cairn_id_is_plain(CAIRN_SPAN("../x")));
    assert_false(cairn_id_is_plain(CAIRN_SPAN("a/b\"")));
    assert_false(cairn_id_is_plain(CAIRN_SPAN("A/b")));
    assert_false(cairn_id_is_plain((struct cairn_span){0}));
}

static void only_http_addresses_are_addresses(void **state)
{
    (void)state;
    assert_true(cairn_url_is_plain(CAIRN_SPAN("https://x.example/a#b")));
    assert_true(cairn_url_is_plain(CAIRN_SPAN("http://x.example/")));
    assert_false(cairn_url_is_plain(CAIRN_SPAN("javascript:alert(1)")));
    assert_false(cairn_url_is_plain(CAIRN_SPAN("data:text/html,x")));
    assert_false(cairn_url_is_plain(CAIRN_SPAN(" https://x.example/")));
    assert_false(cairn_url_is_plain(CAIRN_SPAN("https://x.example/\"><script>")));
    assert_false(cairn_url_is_plain(CAIRN_SPAN("https://x.example/a b")));
    assert_false(cairn_url_is_plain(CAIRN_SPAN("https://x.example/\x01")));
    assert_false(cairn_url_is_plain(CAIRN_SPAN("HTTPS//x")));
    assert_false(cairn_url_is_plain((struct cairn_span){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_separators),
        cmocka_unit_test(shares_become_per_cent),
        cmocka_unit_test(what_is_no_share_is_empty),
        cmocka_unit_test(only_ids_are_ids),
        cmocka_unit_test(only_http_addresses_are_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
