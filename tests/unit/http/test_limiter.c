/* Buckets: so many at once, so many a second, for each address apart. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "http/limiter.h"

#define RATE  10
#define BURST (4 * RATE)

static struct cairn_http_address address_of(const char *text)
{
    struct cairn_http_address address;
    assert_true(cairn_http_address_parse(cairn_span_from_string(text), &address));
    return address;
}

/* How many requests in a row are allowed. */
static int take_all(struct cairn_http_limiter *limiter, const char *text, int64_t now_ms)
{
    struct cairn_http_address address = address_of(text);
    uint32_t wait_s = 0;
    int count = 0;
    while (count < 1000 && cairn_http_limiter_take(limiter, &address, now_ms, &wait_s))
        count++;
    assert_int_equal(wait_s, 1);
    return count;
}

static struct cairn_http_limiter *make(void)
{
    struct cairn_http_limiter *limiter = NULL;
    assert_int_equal(cairn_http_limiter_new(RATE, &limiter, NULL), CAIRN_OK);
    return limiter;
}

static void test_rate(void **state)
{
    (void)state;
    struct cairn_http_limiter *limiter = make();
    assert_int_equal(take_all(limiter, "10.0.0.1", 1000), BURST);
    assert_int_equal(take_all(limiter, "10.0.0.1", 1000), 0);
    assert_int_equal(take_all(limiter, "10.0.0.1", 1099), 0);
    assert_int_equal(take_all(limiter, "10.0.0.1", 1100), 1);
    assert_int_equal(take_all(limiter, "10.0.0.1", 2100), RATE);
    assert_int_equal(take_all(limiter, "10.0.0.1", 100000), BURST);
    cairn_http_limiter_free(limiter);
}

static void test_clients_are_apart(void **state)
{
    (void)state;
    struct cairn_http_limiter *limiter = make();
    assert_int_equal(take_all(limiter, "10.0.0.1", 1000), BURST);
    assert_int_equal(take_all(limiter, "10.0.0.2", 1000), BURST);
    assert_int_equal(take_all(limiter, "2001:db8::1", 1000), BURST);
    assert_int_equal(take_all(limiter, "2001:db8::ffff:1", 1000), 0);
    assert_int_equal(take_all(limiter, "2001:db8:0:1::1", 1000), BURST);
    cairn_http_limiter_free(limiter);
}

/* However many clients come, one that is at its limit is not forgotten while others are idle. */
static void test_many_clients(void **state)
{
    (void)state;
    struct cairn_http_limiter *limiter = make();
    uint32_t wait_s = 0;
    assert_int_equal(take_all(limiter, "192.0.2.1", 1000), BURST);
    for (uint32_t i = 0; i < CAIRN_LIMIT_HTTP_CLIENTS; i++) {
        char text[32];
        snprintf(text, sizeof text, "10.%u.%u.%u", i >> 16 & 255, i >> 8 & 255, i & 255);
        struct cairn_http_address address = address_of(text);
        assert_true(cairn_http_limiter_take(limiter, &address, 1000, &wait_s));
    }
    assert_int_equal(take_all(limiter, "192.0.2.1", 1000), 0);
    cairn_http_limiter_free(limiter);
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const refused[] = {"", "1.2.3", "1.2.3.4.5", "localhost", "1.2.3.4 ", "::g",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:0000:1111"};
    struct cairn_http_address address;
    char text[CAIRN_HTTP_ADDRESS_TEXT];
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(refused); i++)
        assert_false(cairn_http_address_parse(cairn_span_from_string(refused[i]), &address));
    static const struct {
        const char *text;
        bool is_loopback;
    } cases[] = {{"127.0.0.1", true}, {"127.9.9.9", true}, {"::1", true}, {"128.0.0.1", false},
        {"::2", false}};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        address = address_of(cases[i].text);
        assert_int_equal(cairn_http_address_is_loopback(&address), cases[i].is_loopback);
        cairn_http_address_format(&address, text);
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_clients_are_apart),
        cmocka_unit_test(test_many_clients),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
