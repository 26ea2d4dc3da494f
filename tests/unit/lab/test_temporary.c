/* Folders of runs: those of the dead go, those of the living and of others stay. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/environment_internal.h"
#include "lab/temporary.h"

static char base[] = "/tmp/cairn-test-temporary-XXXXXX";
static struct cairn_arena arena;

static int set_up(void **state)
{
    (void)state;
    memcpy(strrchr(base, '-') + 1, "XXXXXX", 6);
    return !mkdtemp(base) || setenv("TMPDIR", base, 1);
}

static int tear_down(void **state)
{
    (void)state;
    unsetenv("TMPDIR");
    cairn_arena_done(&arena);
    return (int)cairn_tree_remove(AT_FDCWD, base, NULL);
}

static void make(struct cairn_lab_temporary *temporary)
{
    struct cairn_error err;
    *temporary = (struct cairn_lab_temporary){0};
    assert_int_equal(
        cairn_lab_temporary_make(temporary, &arena, "/nowhere", "cairn-test", &err), CAIRN_OK);
}

static const char *path_of(const char *name)
{
    const char *path = cairn_arena_printf(&arena, "%s/%s", base, name);
    assert_non_null(path);
    return path;
}

static bool is_there(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

static void a_folder_lives_as_long_as_its_run(void **state)
{
    (void)state;
    struct cairn_lab_temporary ours, other;
    struct stat about;
    make(&ours);
    assert_int_equal(stat(ours.path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0755);
    make(&other);
    const char *path = other.path;
    assert_true(is_there(ours.path) && is_there(path));
    cairn_lab_temporary_done(&other);
    assert_false(is_there(path));
    assert_true(is_there(ours.path));
    cairn_lab_temporary_done(&ours);
    cairn_lab_temporary_done(&ours);
}

static void what_a_dead_run_left_is_removed(void **state)
{
    (void)state;
    struct cairn_lab_temporary ours;
    const char *dead = path_of("cairn-test-aZ09bc"), *within = path_of("cairn-test-aZ09bc/world");
    assert_int_equal(mkdir(dead, 0755) || mkdir(within, 0700), 0);
    make(&ours);
    assert_false(is_there(dead));
    cairn_lab_temporary_done(&ours);
}

static void what_is_no_folder_of_a_run_stays(void **state)
{
    (void)state;
    struct cairn_lab_temporary ours;
    static const char *const names[] = {"cairn-test-abc", "cairn-test-abcdefg", "cairn-test-abc.ef",
        "cairn-other-abcdef", "xcairn-test-abcdef"};
    const char *target = path_of("target"), *link = path_of("cairn-test-li0nk1");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(names); i++)
        assert_int_equal(mkdir(path_of(names[i]), 0755), 0);
    assert_int_equal(mkdir(target, 0755) || symlink(target, link), 0);
    make(&ours);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(names); i++)
        assert_true(is_there(path_of(names[i])));
    assert_true(is_there(link) && is_there(target));
    cairn_lab_temporary_done(&ours);
}

static void of_somebody_else_nothing_is_removed(void **state)
{
    (void)state;
    struct cairn_lab_temporary ours;
    const char *foreign = path_of("cairn-test-foreig");
    if (geteuid() != 0)
        skip(); /* only root can make what belongs to others */
    assert_int_equal(mkdir(foreign, 0755) || chown(foreign, 61234, 61234), 0);
    make(&ours);
    assert_true(is_there(foreign));
    cairn_lab_temporary_done(&ours);
}

static void a_folder_that_cannot_be_made_is_an_error(void **state)
{
    (void)state;
    struct cairn_lab_temporary ours = {0};
    struct cairn_error err = {0};
    unsetenv("TMPDIR");
    assert_int_equal(cairn_lab_temporary_make(&ours, &arena, "/nowhere", "cairn-test", &err),
        CAIRN_ERR_NOT_FOUND);
    assert_non_null(strstr(err.hint, "TMPDIR"));
    assert_null(ours.path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder_lives_as_long_as_its_run, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_dead_run_left_is_removed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_folder_of_a_run_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_somebody_else_nothing_is_removed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_folder_that_cannot_be_made_is_an_error, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
