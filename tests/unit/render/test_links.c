/* The way from page to page: what a browser makes of it must be the page that was meant. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "render/links.h"

static void assert_link(const char *from, const char *to, const char *expected)
{
    CAIRN_AUTO_BUF struct cairn_buf link = {0};
    cairn_link_append(&link, cairn_span_from_string(from), cairn_span_from_string(to));
    assert_int_equal(link.failure, CAIRN_OK);
    assert_string_equal(link.data, expected);
}

static void links_lead_from_any_depth(void **state)
{
    (void)state;
    assert_link("/", "/", "./");
    assert_link("/", "/errors/a/b/", "errors/a/b/");
    assert_link("/zh.html", "/zh.html", "zh.html");
    assert_link("/stats/", "/", "../");
    assert_link("/stats/zh.html", "/stats/", "./");
    assert_link("/errors/a/b/", "/assets/style.css", "../../../assets/style.css");
    assert_link("/families/a/b/c/d/", "/errors/x/y/zh.html", "../../../../../errors/x/y/zh.html");
    /* What is near is named shortly: a family has thousands of links to its cells. */
    assert_link("/families/a/b/", "/families/a/b/c/d/", "c/d/");
    assert_link("/families/a/b/zh.html", "/families/a/b/c/d/zh.html", "c/d/zh.html");
    assert_link("/errors/a/b/", "/errors/a/bc/", "../bc/");
    assert_link("/errors/a/b/", "/errors/", "../../");
    /* What was asked for in vain may be anything: each slash is a level, as browsers count. */
    assert_link("/no/such", "/", "../");
    assert_link("//x", "/stats/", "../stats/");
    assert_link("//", "/", "../");
    assert_link("/", "//x/", ".//x/");
}

static void no_link_is_taken_for_another_scheme(void **state)
{
    (void)state;
    assert_link("/", "/javascript:alert(1)/", "./javascript:alert(1)/");
    assert_link("/a/", "/javascript:alert(1)/", "../javascript:alert(1)/");
}

static void assert_language(const char *path, bool in_chinese, const char *expected)
{
    CAIRN_AUTO_BUF struct cairn_buf other = {0};
    bool has_other = cairn_link_append_language(&other, cairn_span_from_string(path), in_chinese);
    assert_int_equal(has_other, expected != NULL);
    if (expected)
        assert_string_equal(other.data, expected);
    else
        assert_int_equal(other.size, 0);
}

static void pages_stand_in_two_languages(void **state)
{
    (void)state;
    assert_language("/", true, "/zh.html");
    assert_language("/", false, "/");
    assert_language("/errors/a/b/", true, "/errors/a/b/zh.html");
    assert_language("/errors/a/b/zh.html", false, "/errors/a/b/");
    assert_language("/errors/a/b/zh.html", true, "/errors/a/b/zh.html");
    assert_language("/errors/a/b/index.json", true, NULL);
    assert_language("/errors/xzh.html", true, NULL);
    assert_language("", true, NULL);
}

static void parameters_are_escaped_and_joined(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf query = {0};
    cairn_link_append_parameter(&query, "record", CAIRN_SPAN(""));
    assert_int_equal(query.size, 0);
    cairn_link_append_parameter(&query, "record", CAIRN_SPAN("nginx/a"));
    cairn_link_append_parameter(&query, "change", CAIRN_SPAN("a&b=\"<\r\n\xe8"));
    assert_string_equal(query.data, "?record=nginx/a&change=a%26b%3D%22%3C%0D%0A%E8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_lead_from_any_depth),
        cmocka_unit_test(no_link_is_taken_for_another_scheme),
        cmocka_unit_test(pages_stand_in_two_languages),
        cmocka_unit_test(parameters_are_escaped_and_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
