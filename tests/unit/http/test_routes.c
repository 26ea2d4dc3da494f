/* Routes: the first that fits answers; methods that a path has not are told from paths that are not
 * there. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "http/routes.h"

static struct cairn_http_request request;

static struct cairn_http_match find(enum cairn_http_method method, const char *path)
{
    request = (struct cairn_http_request){.method = method, .path = cairn_span_from_string(path)};
    return cairn_http_find_route(&request);
}

static void test_finding(void **state)
{
    (void)state;
    assert_string_equal(find(CAIRN_HTTP_GET, "/metrics").route->label, "metrics");
    assert_string_equal(find(CAIRN_HTTP_HEAD, "/healthz").route->label, "healthz");
    assert_string_equal(find(CAIRN_HTTP_GET, "/healthz/").route->label, "page");
    assert_string_equal(find(CAIRN_HTTP_GET, "/").route->label, "page");
    assert_string_equal(find(CAIRN_HTTP_GET, "/errors/a/b/").route->label, "page");
    assert_true(cairn_span_equal_string(request.captures[0], "errors/a/b/"));
    assert_null(find(CAIRN_HTTP_POST, "/metrics").route);
    assert_int_equal(find(CAIRN_HTTP_POST, "/metrics").methods, 1u << CAIRN_HTTP_GET);
    assert_int_equal(find(CAIRN_HTTP_OTHER, "/metrics").methods, 1u << CAIRN_HTTP_GET);
}

/* Below /api/v1/ there are no pages. */
static void test_unknown_paths_of_the_api(void **state)
{
    (void)state;
    assert_int_equal(find(CAIRN_HTTP_GET, "/api/v1/nothing").methods, 0);
    assert_string_equal(find(CAIRN_HTTP_GET, "/api/").route->label, "page");
}

/* Each route has a name of its own in the metrics. */
static void test_labels(void **state)
{
    (void)state;
    size_t count = 0;
    const struct cairn_http_route *routes = cairn_http_routes(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(routes[i].label, routes[j].label);
        assert_string_not_equal(routes[i].label, "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finding),
        cmocka_unit_test(test_unknown_paths_of_the_api),
        cmocka_unit_test(test_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
