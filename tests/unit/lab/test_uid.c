/* Users of root's arms: no two at the same time have the same one. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <unistd.h>

#include "base/fd.h"
#include "lab/uid.h"

static void no_two_have_the_same(void **state)
{
    (void)state;
    uid_t first = 0, second = 0, third = 0;
    int locks[3] = {-1, -1, -1};
    struct cairn_error err;
    if (geteuid() != 0)
        skip(); /* arms of others run as these */
    assert_int_equal(cairn_lab_uid_take(&first, &locks[0], &err), CAIRN_OK);
    assert_int_equal(cairn_lab_uid_take(&second, &locks[1], &err), CAIRN_OK);
    assert_true(first >= CAIRN_LAB_UID && second > first);
    cairn_fd_close(&locks[0]);
    /* Free again, unless another program takes it in the meantime. */
    for (unsigned tries = 0; tries < 100 && (!third || third > second); tries++) {
        cairn_fd_close(&locks[2]);
        assert_int_equal(cairn_lab_uid_take(&third, &locks[2], &err), CAIRN_OK);
    }
    assert_true(third < second);
    cairn_fd_close(&locks[1]);
    cairn_fd_close(&locks[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_two_have_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
