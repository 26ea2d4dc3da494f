/* Parameters, cookies, preferences. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "http/fields.h"

static enum cairn_status read_query(
    struct cairn_span text, struct cairn_arena *arena, struct cairn_http_parameters *parameters)
{
    struct cairn_error err = {0};
    enum cairn_status status = cairn_http_read_parameters(text, arena, parameters, &err);
    assert_int_equal(status, err.status);
    return status;
}

static void test_parameters(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_http_parameters parameters = {0};
    struct cairn_span value = {0};
    assert_int_equal(
        read_query(CAIRN_SPAN("q=a+b%2Bc&&lang=%e8%af%81&x&y=&z=1=2"), &arena, &parameters),
        CAIRN_OK);
    assert_int_equal(parameters.count, 5);
    assert_true(cairn_http_parameter(&parameters, "q", &value));
    assert_true(cairn_span_equal_string(value, "a b+c"));
    assert_int_equal(value.data[value.size], '\0');
    assert_true(cairn_http_parameter(&parameters, "lang", &value));
    assert_true(cairn_span_equal_string(value, "证"));
    assert_true(cairn_http_parameter(&parameters, "x", &value));
    assert_int_equal(value.size, 0);
    assert_true(cairn_http_parameter(&parameters, "z", &value));
    assert_true(cairn_span_equal_string(value, "1=2"));
    assert_false(cairn_http_parameter(&parameters, "Q", &value));
    assert_int_equal(read_query(CAIRN_SPAN(""), &arena, &parameters), CAIRN_OK);
    assert_int_equal(parameters.count, 0);
}

static void test_refused_parameters(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "q=%", "q=%4", "q=%zz", "q=%00", "q=%ff", "q=\xff", "q=1&q=1", "q=1&%71=2", "%=1"};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++) {
        struct cairn_http_parameters parameters = {.count = 77};
        if (read_query(cairn_span_from_string(texts[i]), &arena, &parameters) != CAIRN_ERR_INVALID)
            fail_msg("%s", texts[i]);
        assert_int_equal(parameters.count, 77);
    }
}

static void test_number_of_parameters(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_http_parameters parameters = {0};
    for (int i = 0; i < CAIRN_LIMIT_HTTP_PARAMETERS; i++)
        cairn_buf_printf(&text, "a%d&", i);
    assert_int_equal(read_query(cairn_buf_span(&text), &arena, &parameters), CAIRN_OK);
    cairn_buf_append_string(&text, "one");
    assert_int_equal(read_query(cairn_buf_span(&text), &arena, &parameters), CAIRN_ERR_INVALID);
}

static void test_cookies(void **state)
{
    (void)state;
    struct cairn_span value = {0};
    assert_true(cairn_http_cookie(CAIRN_SPAN("a=1; guard=x=y;b"), "guard", &value));
    assert_true(cairn_span_equal_string(value, "x=y"));
    assert_false(cairn_http_cookie(CAIRN_SPAN("xguard=1; guard"), "guard", &value));
    assert_false(cairn_http_cookie(CAIRN_SPAN(""), "guard", &value));
}

static void test_types(void **state)
{
    (void)state;
    static const char *const types[] = {"text/html", "application/json", "text/markdown"};
    static const struct {
        const char *accept;
        size_t choice;
    } cases[] = {
        {"", 0},
        {"*/*", 0},
        {"application/json", 1},
        {"APPLICATION/JSON", 1},
        {"text/*", 0},
        {"text/*;q=0.5, application/json;q=0.4", 0},
        {"text/*;q=0.5, application/json;q=0.6", 1},
        {"text/*, text/html;q=0", 2},
        {"text/markdown, */*;q=0.1", 2},
        {"text/html;q=0.9, text/markdown;q=0.901", 2},
        {"text/html;q=0", CAIRN_HTTP_NONE},
        {"image/png", CAIRN_HTTP_NONE},
        {"text/html;level=1", CAIRN_HTTP_NONE},
        {"application/json;q=2, text/markdown;q=0.1", 2},
        {"application/json;q=1.001", CAIRN_HTTP_NONE},
        {"application/json;q=0.1234", CAIRN_HTTP_NONE},
        {",, ,application/json", 1},
        {"application/jso*", CAIRN_HTTP_NONE},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 0},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        size_t choice = cairn_http_choose_type(
            cairn_span_from_string(cases[i].accept), types, CAIRN_ARRAY_SIZE(types));
        if (choice != cases[i].choice)
            fail_msg("%s: %zu", cases[i].accept, choice);
    }
}

static void test_languages_and_codings(void **state)
{
    (void)state;
    static const char *const languages[] = {"en", "zh"};
    assert_int_equal(cairn_http_choose_language(CAIRN_SPAN(""), languages, 2), 0);
    assert_int_equal(
        cairn_http_choose_language(CAIRN_SPAN("zh-CN,zh;q=0.9,en;q=0.8"), languages, 2), 1);
    assert_int_equal(cairn_http_choose_language(CAIRN_SPAN("de, en;q=0.5"), languages, 2), 0);
    assert_int_equal(cairn_http_choose_language(CAIRN_SPAN("zhx"), languages, 2), CAIRN_HTTP_NONE);
    assert_true(cairn_http_accepts_gzip(CAIRN_SPAN("gzip, deflate, br")));
    assert_true(cairn_http_accepts_gzip(CAIRN_SPAN("*")));
    assert_false(cairn_http_accepts_gzip(CAIRN_SPAN("gzip;q=0, *")));
    assert_false(cairn_http_accepts_gzip(CAIRN_SPAN("br")));
    assert_false(cairn_http_accepts_gzip(CAIRN_SPAN("")));
}

static void test_tags(void **state)
{
    (void)state;
    struct cairn_span tag = CAIRN_SPAN("\"ab\"");
    assert_true(cairn_http_names_tag(CAIRN_SPAN("\"ab\""), tag));
    assert_true(cairn_http_names_tag(CAIRN_SPAN("\"x\", W/\"ab\""), tag));
    assert_true(cairn_http_names_tag(CAIRN_SPAN("*"), tag));
    assert_false(cairn_http_names_tag(CAIRN_SPAN("ab"), tag));
    assert_false(cairn_http_names_tag(CAIRN_SPAN("\"abc\""), tag));
}

static void test_media_type(void **state)
{
    (void)state;
    assert_true(cairn_span_equal_string(
        cairn_http_media_type(CAIRN_SPAN("text/plain ; charset=utf-8")), "text/plain"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_refused_parameters),
        cmocka_unit_test(test_number_of_parameters),
        cmocka_unit_test(test_cookies),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_languages_and_codings),
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_media_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
