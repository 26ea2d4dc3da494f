#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "match/attack.h"
#include "match/pattern.h"

static struct cairn_attack_verdict attack(const char *regex)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err = {0};
    struct cairn_span text = cairn_span_from_string(regex);
    struct cairn_regex_node *root;
    struct cairn_pattern *pattern;
    struct cairn_attack_verdict verdict;
    assert_int_equal(cairn_regex_parse(&arena, text, &root, &err), CAIRN_OK);
    assert_int_equal(cairn_pattern_compile(text, &pattern, &err), CAIRN_OK);
    assert_int_equal(cairn_attack_run(root, pattern, &verdict, &err), CAIRN_OK);
    cairn_pattern_free(pattern);
    return verdict;
}

static void harmless_regexes_are_not_run(void **state)
{
    (void)state;
    assert_int_equal(attack("verify error: \\((?P<code>\\d+):[^)]*\\)").texts, 0);
    assert_int_equal(attack("connect\\(\\) \"[^\"]+\" failed \\(\\d+: [^)]+\\)").texts, 0);
    assert_int_equal(attack("one .* is fine").texts, 0);
    assert_int_equal(attack("\\d+ and \\d+ and \\d+").texts, 0);
}

static void ordinary_ones_pass(void **state)
{
    (void)state;
    struct cairn_attack_verdict verdict = attack("upstream .* failed .* client");
    assert_true(verdict.texts > 0);
    assert_false(verdict.reaches_limit);
}

static void catastrophic_ones_reach_the_limit(void **state)
{
    (void)state;
    static const char *const slow[] = {"(?:x\\w*,?){16}needle!", "start(?:\\w{1,9}){16} \\w+ end",
        "foo.*bar.*baz.*qux.*quux.*end"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(slow); i++) {
        struct cairn_attack_verdict verdict = attack(slow[i]);
        if (!verdict.reaches_limit)
            print_message("%s passed\n", slow[i]);
        assert_true(verdict.reaches_limit);
        assert_non_null(verdict.how);
        assert_true(verdict.size_bytes > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(harmless_regexes_are_not_run),
        cmocka_unit_test(ordinary_ones_pass),
        cmocka_unit_test(catastrophic_ones_reach_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
