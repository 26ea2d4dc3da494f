/* The list of trusted folders: exact matches only, and lines that cannot be read trust nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "cli/trust.h"

static bool has(const char *list, const char *path, uint64_t device, uint64_t inode)
{
    const struct cairn_cli_folder folder = {path, device, inode};
    return cairn_cli_trust_has(cairn_span_from_string(list), &folder);
}

static void test_path_device_and_inode_must_agree(void **state)
{
    (void)state;
    const char *list = "1 2 /a b\n3 4 /c\n";
    assert_true(has(list, "/a b", 1, 2));
    assert_true(has(list, "/c", 3, 4));
    assert_false(has(list, "/c", 3, 5));
    assert_false(has(list, "/c", 4, 4));
    assert_false(has(list, "/a", 1, 2));
    assert_false(has(list, "/c/", 3, 4));
    assert_false(has("", "/c", 3, 4));
}

static void test_broken_lines_trust_nothing(void **state)
{
    (void)state;
    assert_false(has("/c\n", "/c", 0, 0));
    assert_false(has("3 /c\n", "/c", 3, 0));
    assert_false(has("-3 4 /c\n", "/c", 3, 4));
    assert_false(has("3  4 /c\n", "/c", 3, 4));
    assert_false(has("99999999999999999999999 4 /c\n", "/c", 3, 4));
    assert_false(has("3 4\n/c\n", "/c", 3, 4));
    assert_true(has("\n\nrubbish\n3 4 /c", "/c", 3, 4));
}

static void test_removing(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    const char *list = "1 2 /a b\n3 4 /c\n5 6 /c\n";
    assert_true(cairn_cli_trust_without(&buf, cairn_span_from_string(list), "/c"));
    assert_string_equal(buf.data, "1 2 /a b\n");
    cairn_buf_clear(&buf);
    assert_false(cairn_cli_trust_without(&buf, cairn_span_from_string(list), "/d"));
    assert_string_equal(buf.data, list);
}

static void test_what_is_appended_is_found(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    const struct cairn_cli_folder folder = {"/x y", UINT64_MAX, 7};
    cairn_cli_trust_append(&buf, &folder);
    assert_true(cairn_cli_trust_has(cairn_buf_span(&buf), &folder));
    CAIRN_AUTO_BUF struct cairn_buf paths = {0};
    cairn_cli_trust_append_paths(&paths, cairn_buf_span(&buf));
    assert_string_equal(paths.data, "/x y\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path_device_and_inode_must_agree),
        cmocka_unit_test(test_broken_lines_trust_nothing),
        cmocka_unit_test(test_removing),
        cmocka_unit_test(test_what_is_appended_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
