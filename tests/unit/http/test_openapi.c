/* schema/openapi.json against the table of routes: what is served is described, and what is
 * described is served. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fd.h"
#include "formats/json.h"
#include "http/routes.h"

static const char *const method_names[] = {"get", "head", "post", "options", "other"};

static const struct cairn_value *read_paths(struct cairn_arena *arena)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_value *tree = NULL;
    char path[512];
    snprintf(path, sizeof path, "%s/../../schema/openapi.json", getenv("CAIRN_TEST_DATA"));
    assert_int_equal(cairn_file_read(AT_FDCWD, path, (size_t)1 << 20, &text, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_json_read(arena, cairn_buf_span(&text), "openapi.json", &tree, NULL), CAIRN_OK);
    return cairn_value_get(tree, "paths");
}

/* "/api/v1/records/{domain}/{slug}" as a pattern: what stands in braces is one segment. */
static void make_pattern(struct cairn_span path, struct cairn_buf *pattern)
{
    cairn_buf_clear(pattern);
    for (size_t i = 0; i < path.size; i++) {
        if (path.data[i] != '{') {
            cairn_buf_append_byte(pattern, path.data[i]);
            continue;
        }
        cairn_buf_append_byte(pattern, '*');
        i = cairn_span_find_byte(path, '}', i);
    }
}

static bool is_described(const struct cairn_value *paths, const struct cairn_http_route *route)
{
    CAIRN_AUTO_BUF struct cairn_buf pattern = {0};
    CAIRN_VALUE_EACH(path, paths)
    {
        make_pattern(path->key, &pattern);
        if (cairn_span_equal_string(cairn_buf_span(&pattern), route->pattern) &&
            cairn_value_get(path->value, method_names[route->method]))
            return true;
    }
    return false;
}

/* The pages of the site are described in /llms.txt and /sitemap.xml. */
static bool is_site(const struct cairn_http_route *route)
{
    return !strcmp(route->pattern, "/**");
}

static void every_route_is_described(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    size_t count = 0;
    const struct cairn_value *paths = read_paths(&arena);
    const struct cairn_http_route *routes = cairn_http_routes(&count);
    assert_true(count > 10);
    for (size_t i = 0; i < count; i++) {
        if (!is_site(&routes[i]) && !is_described(paths, &routes[i]))
            fail_msg(
                "%s %s is not in openapi.json", method_names[routes[i].method], routes[i].pattern);
    }
}

static bool is_served(struct cairn_span pattern, struct cairn_span method)
{
    size_t count = 0;
    const struct cairn_http_route *routes = cairn_http_routes(&count);
    for (size_t i = 0; i < count; i++) {
        if (cairn_span_equal_string(pattern, routes[i].pattern) &&
            cairn_span_equal_string(method, method_names[routes[i].method]))
            return true;
    }
    return false;
}

static void every_operation_is_served(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf pattern = {0};
    CAIRN_VALUE_EACH(path, read_paths(&arena))
    {
        make_pattern(path->key, &pattern);
        CAIRN_VALUE_EACH(operation, path->value)
        {
            if (!is_served(cairn_buf_span(&pattern), operation->key))
                fail_msg("no route answers %.*s %s", CAIRN_SPAN_ARGS(operation->key), pattern.data);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_described),
        cmocka_unit_test(every_operation_is_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
