/* Near misses: what is suggested, and what is too far away to be. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cli/commands.h"
#include "base/near.h"

static const char *nearest(const char *word, const char *const *candidates, size_t count)
{
    struct cairn_near near = {.word = word};
    for (size_t i = 0; i < count; i++)
        cairn_near_offer(&near, candidates[i]);
    return near.best;
}

static void test_each_kind_of_slip(void **state)
{
    (void)state;
    static const char *const words[] = {"format", "full", "output"};
    assert_string_equal(nearest("format", words, 3), "format");
    assert_string_equal(nearest("formt", words, 3), "format");   /* left out */
    assert_string_equal(nearest("formaat", words, 3), "format"); /* too many */
    assert_string_equal(nearest("formit", words, 3), "format");  /* another */
    assert_string_equal(nearest("fromat", words, 3), "format");  /* swapped: one slip, not two */
    assert_string_equal(nearest("ouptut", words, 3), "output");
}

static void test_far_words_are_not_suggested(void **state)
{
    (void)state;
    static const char *const words[] = {"format", "full", "output"};
    assert_null(nearest("xyz", words, 3));
    assert_null(nearest("", words, 3));
    assert_null(nearest("frmttt", words, 3));
}

static void test_first_of_equals_wins(void **state)
{
    (void)state;
    static const char *const words[] = {"bat", "cat"};
    assert_string_equal(nearest("aat", words, 2), "bat");
}

static void test_longest_words(void **state)
{
    (void)state;
    char at[41], above[42];
    memset(at, 'a', 40);
    at[40] = '\0';
    memset(above, 'a', 41);
    above[41] = '\0';
    const char *const candidate_at[] = {at}, *const candidate_above[] = {above};
    assert_string_equal(nearest(at, candidate_at, 1), at);
    assert_null(nearest(at, candidate_above, 1));
    assert_null(nearest(above, candidate_at, 1));
}

static void test_verbs(void **state)
{
    (void)state;
    assert_string_equal(cairn_cli_near_command("explian"), "explain");
    assert_string_equal(cairn_cli_near_command("lnt"), "lint");
    assert_string_equal(cairn_cli_near_command("serch"), "search");
    assert_null(cairn_cli_near_command("/var/log/syslog"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_of_slip),
        cmocka_unit_test(test_far_words_are_not_suggested),
        cmocka_unit_test(test_first_of_equals_wins),
        cmocka_unit_test(test_longest_words),
        cmocka_unit_test(test_verbs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
