#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "match/matcher.h"

static struct cairn_match make(
    const char *id, uint32_t length, const struct cairn_span *refines, uint32_t count)
{
    return (struct cairn_match){.record = cairn_span_from_string(id),
        .literal_length = length,
        .refines = refines,
        .refines_count = count};
}

static void assert_order(
    struct cairn_match *matches, size_t count, const char *domain, const char *const *expected)
{
    cairn_match_rank(matches, count, cairn_span_from_string(domain));
    for (size_t i = 0; i < count; i++)
        assert_true(cairn_span_equal_string(matches[i].record, expected[i]));
}

static void length_then_domain_then_id(void **state)
{
    (void)state;
    struct cairn_match matches[] = {make("b/x", 5, NULL, 0), make("nginx/z", 5, NULL, 0),
        make("a/x", 5, NULL, 0), make("a/long", 9, NULL, 0), make("ng/x", 5, NULL, 0)};
    static const char *const hinted[] = {"a/long", "nginx/z", "a/x", "b/x", "ng/x"};
    static const char *const plain[] = {"a/long", "a/x", "b/x", "ng/x", "nginx/z"};
    assert_order(matches, 5, "nginx", hinted);
    assert_order(matches, 5, "", plain);
}

static void refining_beats_length(void **state)
{
    (void)state;
    const struct cairn_span of_b[] = {{"a/b", 3}, {"a/c", 3}};
    const struct cairn_span of_c[] = {{"a/c", 3}};
    struct cairn_match matches[] = {make("a/c", 99, NULL, 0), make("a/b", 50, of_c, 1),
        make("a/a", 1, of_b, 2), make("z/other", 60, NULL, 0)};
    static const char *const expected[] = {"z/other", "a/a", "a/b", "a/c"};
    assert_order(matches, 4, "", expected);
}

/* The file may be foreign: a cycle must end, and in one order whatever the input's. */
static void cycles_have_an_order(void **state)
{
    (void)state;
    const struct cairn_span to_a[] = {{"x/a", 3}};
    const struct cairn_span to_b[] = {{"x/b", 3}};
    struct cairn_match one[] = {make("x/a", 5, to_b, 1), make("x/b", 6, to_a, 1)};
    struct cairn_match other[] = {make("x/b", 6, to_a, 1), make("x/a", 5, to_b, 1)};
    static const char *const expected[] = {"x/b", "x/a"};
    assert_order(one, 2, "", expected);
    assert_order(other, 2, "", expected);
    struct cairn_match self[] = {make("x/a", 5, to_a, 1)};
    static const char *const alone[] = {"x/a"};
    assert_order(self, 1, "", alone);
    cairn_match_rank(NULL, 0, CAIRN_SPAN(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_then_domain_then_id),
        cmocka_unit_test(refining_beats_length),
        cmocka_unit_test(cycles_have_an_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
