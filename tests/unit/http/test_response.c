/* Answers and problems: no value of a request can become a field of its own. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "http/message.h"
#include "http/problem.h"

static void test_fields(void **state)
{
    (void)state;
    static const char *const refused[] = {"a\r\nSet-Cookie: b", "a\nb", "a\rb", "\x01", "\x7f"};
    struct cairn_http_response response = {0};
    assert_int_equal(cairn_http_add_field(&response, "Link", CAIRN_SPAN("a\tb"), NULL), CAIRN_OK);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(refused); i++)
        assert_int_equal(
            cairn_http_add_field(&response, "Link", cairn_span_from_string(refused[i]), NULL),
            CAIRN_ERR_INVALID);
    assert_int_equal(
        cairn_http_add_field(&response, "Link", CAIRN_SPAN("a\0b"), NULL), CAIRN_ERR_INVALID);
    assert_string_equal(response.head.data, "Link: a\tb\r\n");
    cairn_http_response_done(&response);
}

static void test_redirects(void **state)
{
    (void)state;
    struct cairn_http_response response = {0};
    assert_int_equal(cairn_http_answer_redirect(&response, 308, CAIRN_SPAN("/a b/证\r\n\"<%"),
                         CAIRN_SPAN("lang=zh"), NULL),
        CAIRN_OK);
    assert_string_equal(
        response.head.data, "Location: /a%20b/%E8%AF%81%0D%0A%22%3C%25?lang=zh\r\n");
    assert_int_equal(response.status, 308);
    cairn_http_response_done(&response);
}

static unsigned freed;

static void count_free(void *context)
{
    (void)context;
    freed++;
}

static void test_an_answer_replaces_the_last(void **state)
{
    (void)state;
    struct cairn_http_response response = {0};
    struct cairn_http_stream stream = {.free = count_free};
    cairn_http_answer_stream(&response, "text/plain", &stream);
    assert_int_equal(
        cairn_http_answer_text(&response, 404, "text/plain", CAIRN_SPAN("x"), NULL), CAIRN_OK);
    assert_int_equal(freed, 1);
    assert_int_equal(response.kind, CAIRN_HTTP_BODY_BYTES);
    cairn_http_response_done(&response);
    assert_int_equal(freed, 1);
}

static void test_problems(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_site_options site = {.base_url = "https://x"};
    struct cairn_http_context context = {.arena = &arena, .site = &site};
    struct cairn_http_response response = {0};
    struct cairn_http_problem problem = {.status = 404, .detail = "\"\n\xff"};
    assert_int_equal(cairn_http_answer_problem(&context, &response, &problem, NULL), CAIRN_OK);
    assert_non_null(strstr(response.body.data, "\"https://x/errors/cairn/not-found/\""));
    assert_non_null(strstr(response.body.data, "\\\"\\n\xef\xbf\xbd"));
    assert_string_equal(response.type, "application/problem+json");
    cairn_http_response_done(&response);
}

/* What is wrong with the machine is not told to strangers. */
static void test_failures(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_http_context context = {.arena = &arena};
    struct cairn_http_response response = {0};
    struct cairn_error failure = {.status = CAIRN_ERR_CORRUPT, .primary = "secret path"};
    assert_int_equal(cairn_http_answer_failure(&context, &response, &failure, NULL), CAIRN_OK);
    assert_int_equal(response.status, 500);
    assert_null(strstr(response.body.data, "secret"));
    failure.status = CAIRN_ERR_INVALID;
    assert_int_equal(cairn_http_answer_failure(&context, &response, &failure, NULL), CAIRN_OK);
    assert_int_equal(response.status, 400);
    assert_non_null(strstr(response.body.data, "secret path"));
    cairn_http_response_done(&response);
}

static void test_fields_are_found_without_case(void **state)
{
    (void)state;
    const struct cairn_http_field fields[] = {
        {CAIRN_SPAN("accept"), CAIRN_SPAN("a")}, {CAIRN_SPAN("Accept"), CAIRN_SPAN("b")}};
    const struct cairn_http_request request = {.fields = fields, .field_count = 2};
    assert_true(cairn_span_equal_string(cairn_http_field(&request, "ACCEPT"), "a"));
    assert_int_equal(cairn_http_field(&request, "Accep").size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_redirects),
        cmocka_unit_test(test_an_answer_replaces_the_last),
        cmocka_unit_test(test_problems),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_fields_are_found_without_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
