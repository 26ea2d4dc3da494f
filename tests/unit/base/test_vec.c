/* The vector against an array. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/vec.h"
#include "random.h"

#define ITEMS 10000

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a;
    int y = *(const int *)b;
    return (x > y) - (x < y);
}

static void agrees_with_an_array(void **state)
{
    (void)state;
    struct random random = {3};
    static int model[ITEMS];
    CAIRN_AUTO_VEC struct cairn_vec vec = CAIRN_VEC_OF(int);
    cairn_vec_sort(&vec, compare_ints);
    for (size_t i = 0; i < ITEMS; i++) {
        model[i] = (int)random_below(&random, 1000);
        assert_int_equal(cairn_vec_push(&vec, &model[i], NULL), CAIRN_OK);
    }
    assert_int_equal(vec.count, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        assert_int_equal(*CAIRN_VEC_AT(&vec, int, i), model[i]);
    cairn_vec_sort(&vec, compare_ints);
    for (size_t i = 1; i < ITEMS; i++)
        assert_true(*CAIRN_VEC_AT(&vec, int, i - 1) <= *CAIRN_VEC_AT(&vec, int, i));
    cairn_vec_clear(&vec);
    assert_int_equal(vec.count, 0);
    cairn_vec_done(&vec);
    assert_int_equal(cairn_vec_push(&vec, &model[0], NULL), CAIRN_OK);
}

static void impossible_sizes_are_refused(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_VEC struct cairn_vec vec = CAIRN_VEC_OF(int);
    int item = 1;
    assert_int_equal(cairn_vec_push(&vec, &item, NULL), CAIRN_OK);
    assert_int_equal(cairn_vec_reserve(&vec, SIZE_MAX, &err), CAIRN_ERR_MEMORY);
    assert_int_equal(cairn_vec_reserve(&vec, SIZE_MAX / 4, &err), CAIRN_ERR_MEMORY);
    assert_int_equal(vec.count, 1);
    assert_int_equal(*CAIRN_VEC_AT(&vec, int, 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_an_array),
        cmocka_unit_test(impossible_sizes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
