/* Filling in errors: cutting, context, errno, and that nothing needs an err. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/error.h"

static void set_replaces_everything(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    cairn_error_hint(&err, "old");
    cairn_error_detail(&err, "old");
    assert_int_equal(CAIRN_FAIL(&err, CAIRN_ERR_SYNTAX, "cannot %s", "do"), CAIRN_ERR_SYNTAX);
    assert_int_equal(err.status, CAIRN_ERR_SYNTAX);
    assert_string_equal(err.primary, "cannot do");
    assert_string_equal(err.hint, "");
    assert_string_equal(err.detail, "");
    assert_int_equal(err.system_errno, 0);
    assert_non_null(strstr(err.file, "test_error.c"));
    assert_true(err.line > 0);
}

static void errno_is_kept_and_said(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    errno = ENOENT;
    assert_int_equal(
        CAIRN_FAIL_ERRNO(&err, CAIRN_ERR_IO, "could not open '%s'", "x"), CAIRN_ERR_IO);
    assert_string_equal(err.primary, "could not open 'x': No such file or directory");
    assert_int_equal(err.system_errno, ENOENT);
    assert_int_equal(errno, ENOENT);
}

static void context_is_put_in_front(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    (void)CAIRN_FAIL(&err, CAIRN_ERR_IO, "inner");
    cairn_error_context(&err, "%s", "outer");
    assert_string_equal(err.primary, "outer: inner");
    cairn_error_context(&err, "again %s", err.primary);
    assert_string_equal(err.primary, "again outer: inner: outer: inner");
}

static void a_null_err_is_fine(void **state)
{
    (void)state;
    assert_int_equal(CAIRN_FAIL(NULL, CAIRN_ERR_IO, "x"), CAIRN_ERR_IO);
    assert_int_equal(CAIRN_FAIL_ERRNO(NULL, CAIRN_ERR_IO, "x"), CAIRN_ERR_IO);
    cairn_error_context(NULL, "x");
    cairn_error_detail(NULL, "x");
    cairn_error_hint(NULL, "x");
}

/* Cut at a character's boundary, on one line, with the reason still there. */
static void long_texts_are_cut(void **state)
{
    (void)state;
    static char name[3000];
    for (size_t i = 0; i + 3 < sizeof name; i += 3) {
        name[i] = '\xE4';
        name[i + 1] = '\xB8';
        name[i + 2] = '\xAD';
    }
    struct cairn_error err = {0};
    for (int shift = 0; shift < 3; shift++) {
        errno = EACCES;
        (void)CAIRN_FAIL_ERRNO(&err, CAIRN_ERR_IO, "%.*s%s", shift, "abc", name);
        size_t size = strlen(err.primary);
        assert_true(size < sizeof err.primary);
        assert_string_equal(err.primary + size - 19, ": Permission denied");
        assert_int_equal((size - 19 - (size_t)shift) % 3, 0);
        cairn_error_hint(&err, "%.*s%s", shift, "abc", name);
        assert_int_equal((strlen(err.hint) - (size_t)shift) % 3, 0);
        assert_true(strlen(err.hint) > sizeof err.hint - 4);
        cairn_error_detail(&err, "%s", name);
        assert_true(strlen(err.detail) > sizeof err.detail - 4);
    }
    cairn_error_context(&err, "%s", name);
    assert_true(strlen(err.primary) < sizeof err.primary);
    (void)CAIRN_FAIL(&err, CAIRN_ERR_IO, "a\nb\r\nc");
    assert_string_equal(err.primary, "a b  c");
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    for (int i = CAIRN_OK; i <= CAIRN_ERR_USAGE; i++) {
        assert_non_null(cairn_status_name((enum cairn_status)i));
        for (int j = CAIRN_OK; j < i; j++)
            assert_string_not_equal(
                cairn_status_name((enum cairn_status)i), cairn_status_name((enum cairn_status)j));
    }
    assert_string_equal(cairn_status_name(CAIRN_ERR_NOT_FOUND), "not-found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_replaces_everything),
        cmocka_unit_test(errno_is_kept_and_said),
        cmocka_unit_test(context_is_put_in_front),
        cmocka_unit_test(a_null_err_is_fine),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(every_status_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
