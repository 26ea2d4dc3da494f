/* The buffer: content against a model, limits, the failure that sticks. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "random.h"

static void appends_in_order_and_ends_in_nul(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    assert_null(cairn_buf_span(&buf).data);
    cairn_buf_append_string(&buf, "ab");
    cairn_buf_append_byte(&buf, 'c');
    cairn_buf_append_repeat(&buf, '-', 3);
    cairn_buf_append_repeat(&buf, '-', 0);
    cairn_buf_append(&buf, (struct cairn_span){0});
    cairn_buf_printf(&buf, "%d%s", 42, "!");
    assert_string_equal(buf.data, "abc---42!");
    assert_int_equal(buf.size, 9);
    assert_int_equal(cairn_buf_status(&buf, NULL), CAIRN_OK);
}

static void grows_like_the_model(void **state)
{
    (void)state;
    struct random random = {7};
    static char model[200000];
    size_t size = 0;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    while (size < 150000) {
        size_t count = random_below(&random, 3000);
        char byte = (char)('a' + random_below(&random, 26));
        char *room = cairn_buf_reserve(&buf, count);
        assert_non_null(room);
        memset(room, byte, count);
        cairn_buf_advance(&buf, count);
        memset(model + size, byte, count);
        size += count;
        assert_int_equal(buf.data[buf.size], '\0');
    }
    assert_int_equal(buf.size, size);
    assert_memory_equal(buf.data, model, size);
    cairn_buf_truncate(&buf, 5);
    assert_int_equal(strlen(buf.data), 5);
}

static void the_limit_sticks(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_BUF struct cairn_buf buf = {.limit_bytes = 4};
    cairn_buf_append_string(&buf, "abcd");
    assert_int_equal(cairn_buf_status(&buf, &err), CAIRN_OK);
    cairn_buf_append_byte(&buf, 'e');
    assert_int_equal(cairn_buf_status(&buf, &err), CAIRN_ERR_LIMIT);
    cairn_buf_truncate(&buf, 0);
    cairn_buf_append_byte(&buf, 'x');
    assert_int_equal(buf.size, 0);
    cairn_buf_clear(&buf);
    cairn_buf_append_byte(&buf, 'x');
    assert_string_equal(buf.data, "x");
}

static void a_failure_is_passed_on(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    CAIRN_AUTO_BUF struct cairn_buf helper = {.limit_bytes = 1};
    cairn_buf_append_byte(&helper, 'a');
    cairn_buf_pass_failure(&buf, &helper);
    assert_int_equal(cairn_buf_status(&buf, NULL), CAIRN_OK);
    cairn_buf_append_byte(&helper, 'b');
    cairn_buf_pass_failure(&buf, &helper);
    assert_int_equal(cairn_buf_status(&buf, NULL), CAIRN_ERR_LIMIT);
    helper.failure = CAIRN_OK;
    cairn_buf_pass_failure(&buf, &helper);
    assert_int_equal(cairn_buf_status(&buf, NULL), CAIRN_ERR_LIMIT);
}

static void impossible_sizes_are_failures(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_buf_append_byte(&buf, 'x');
    assert_null(cairn_buf_reserve(&buf, SIZE_MAX));
    assert_int_equal(cairn_buf_status(&buf, NULL), CAIRN_ERR_MEMORY);
    cairn_buf_clear(&buf);
    assert_null(cairn_buf_reserve(&buf, SIZE_MAX - 1));
    assert_int_equal(cairn_buf_status(&buf, NULL), CAIRN_ERR_MEMORY);
}

static void between_and_repeated(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    for (size_t size = 0; size < 200; size++) {
        char text[201];
        memset(text, 'x', size);
        text[size] = '\0';
        cairn_buf_clear(&buf);
        cairn_buf_append_between(&buf, '"', cairn_span_make(text, size));
        cairn_buf_append_repeat(&buf, '.', size);
        assert_int_equal(buf.size, 2 * size + 2);
        assert_int_equal(strlen(buf.data), buf.size);
        assert_int_equal(buf.data[0], '"');
        assert_int_equal(buf.data[size + 1], '"');
    }
    CAIRN_AUTO_BUF struct cairn_buf small = {.limit_bytes = 4};
    cairn_buf_append_between(&small, '"', CAIRN_SPAN("ab"));
    assert_int_equal(cairn_buf_status(&small, NULL), CAIRN_OK);
    cairn_buf_append_repeat(&small, '.', 1);
    assert_int_equal(cairn_buf_status(&small, NULL), CAIRN_ERR_LIMIT);
    assert_string_equal(small.data, "\"ab\"");
    cairn_buf_clear(&small);
    cairn_buf_append_between(&small, '"', CAIRN_SPAN("abc"));
    assert_int_equal(cairn_buf_status(&small, NULL), CAIRN_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_in_order_and_ends_in_nul),
        cmocka_unit_test(grows_like_the_model),
        cmocka_unit_test(the_limit_sticks),
        cmocka_unit_test(a_failure_is_passed_on),
        cmocka_unit_test(impossible_sizes_are_failures),
        cmocka_unit_test(between_and_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
