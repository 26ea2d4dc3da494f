/* The command line that `cairn serve` writes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "http/settings.h"

static enum cairn_status read_one(const char *argument, struct cairn_http_settings *settings)
{
    char name[] = "cairn-serve", text[256];
    snprintf(text, sizeof text, "%s", argument);
    char *argv[] = {name, text, NULL};
    struct cairn_error err = {0};
    enum cairn_status status = cairn_http_settings_read(2, argv, settings, &err);
    assert_int_equal(status, err.status);
    return status;
}

static void test_defaults(void **state)
{
    (void)state;
    char name[] = "cairn-serve";
    char *argv[] = {name, NULL};
    struct cairn_http_settings settings;
    assert_int_equal(cairn_http_settings_read(1, argv, &settings, NULL), CAIRN_OK);
    assert_string_equal(settings.user, "nobody");
    assert_true(settings.workers >= 1);
    assert_int_equal(settings.most_body, CAIRN_LIMIT_HTTP_BODY);
    assert_null(settings.ledger);
}

static void test_options(void **state)
{
    (void)state;
    struct cairn_http_settings settings;
    assert_int_equal(read_one("--max-body=67108864", &settings), CAIRN_OK);
    assert_int_equal(settings.most_body, CAIRN_LIMIT_HTTP_BODY_MAX);
    assert_int_equal(read_one("--workers=256", &settings), CAIRN_OK);
    assert_int_equal(settings.workers, 256);
    assert_int_equal(read_one("--log", &settings), CAIRN_OK);
    assert_true(settings.logs);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const arguments[] = {"--workers=0", "--workers=257", "--workers=x",
        "--workers", "--max-body=67108865", "--nothing=1", "x", "--connections=-1", "--rate="};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(arguments); i++) {
        struct cairn_http_settings settings = {.workers = 77};
        if (read_one(arguments[i], &settings) != CAIRN_ERR_USAGE || settings.workers != 77)
            fail_msg("%s", arguments[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_options), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
