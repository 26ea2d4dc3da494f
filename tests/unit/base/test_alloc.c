/* Allocation: sizes that overflow are refused, memory is zeroed, ownership can be handed over. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/alloc.h"

static void zeroed_and_never_null_for_zero(void **state)
{
    (void)state;
    CAIRN_AUTO_FREE char *some = cairn_alloc(64);
    assert_non_null(some);
    for (size_t i = 0; i < 64; i++)
        assert_int_equal(some[i], 0);
    CAIRN_AUTO_FREE char *none = cairn_alloc(0);
    assert_non_null(none);
    CAIRN_AUTO_FREE char *grown = cairn_realloc_array(NULL, 0, 8);
    assert_non_null(grown);
}

static void overflowing_sizes_are_refused(void **state)
{
    (void)state;
    assert_null(cairn_alloc_array(SIZE_MAX / 2, 3));
    CAIRN_AUTO_FREE char *kept = cairn_alloc(4);
    kept[0] = 'x';
    assert_null(cairn_realloc_array(kept, SIZE_MAX / 2, 3));
    assert_int_equal(kept[0], 'x');
    assert_null(cairn_alloc_string(cairn_span_make("", SIZE_MAX)));
}

static void strings_are_copied_with_a_nul(void **state)
{
    (void)state;
    CAIRN_AUTO_FREE char *copy = cairn_alloc_string(CAIRN_SPAN("a\0b"));
    assert_memory_equal(copy, "a\0b\0", 4);
    CAIRN_AUTO_FREE char *empty = cairn_alloc_string((struct cairn_span){0});
    assert_string_equal(empty, "");
}

static void take_leaves_null(void **state)
{
    (void)state;
    CAIRN_AUTO_FREE char *from = cairn_alloc(1);
    char *before = from;
    CAIRN_AUTO_FREE char *to = CAIRN_TAKE(from);
    assert_null(from);
    assert_ptr_equal(to, before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zeroed_and_never_null_for_zero),
        cmocka_unit_test(overflowing_sizes_are_refused),
        cmocka_unit_test(strings_are_copied_with_a_nul),
        cmocka_unit_test(take_leaves_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
