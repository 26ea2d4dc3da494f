/* Paths: decoded once, and what could be read as another path is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "http/parse.h"

static void test_paths(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *path; /* NULL: refused */
    } cases[] = {
        {"/", "/"},
        {"/a", "/a"},
        {"/a/", "/a/"},
        {"/a/b.c/", "/a/b.c/"},
        {"/%61%2e", "/a."},
        {"/%2525", "/%25"},
        {"/%e8%af%81", "/证"},
        {"/...", "/..."},
        {"/.a/..b", "/.a/..b"},
        {"/a+b", "/a+b"},
        {"/a%20b", "/a b"},
        {"//", NULL},
        {"//host/", NULL},
        {"/a//b", NULL},
        {"/.", NULL},
        {"/..", NULL},
        {"/a/../b", NULL},
        {"/a/./b", NULL},
        {"/%2e%2e/", NULL},
        {"/a%2fb", NULL},
        {"/a%2Fb", NULL},
        {"/a%5cb", NULL},
        {"/a\\b", NULL},
        {"/%00", NULL},
        {"/%0d%0aSet-Cookie:x", NULL},
        {"/%7f", NULL},
        {"/%", NULL},
        {"/%4", NULL},
        {"/%4g", NULL},
        {"/%g4", NULL},
        {"/%ff", NULL},
        {"/%c0%af", NULL},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        char memory[64];
        struct cairn_span path = {0};
        struct cairn_http_refusal refusal =
            cairn_http_parse_path(cairn_span_from_string(cases[i].raw), memory, &path);
        bool is_right = cases[i].path
                            ? !refusal.status && cairn_span_equal_string(path, cases[i].path)
                            : refusal.status == 400 && !path.data;
        if (!is_right)
            fail_msg("%s", cases[i].raw);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_paths)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
