/* Version ranges, claims and what agrees with them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "formats/json.h"
#include "ledger/claim.h"

static struct cairn_value *parse(struct cairn_arena *arena, const char *text)
{
    struct cairn_value *value = NULL;
    assert_int_equal(
        cairn_json_read(arena, cairn_span_from_string(text), "test", &value, NULL), CAIRN_OK);
    return value;
}

static void versions_are_ordered(void **state)
{
    /* each is lower than the next */
    static const char *const versions[] = {"0.9", "1", "1.0~rc1", "1.0", "1.1.1", "1.1.1a",
        "1.1.1w", "1.2", "1.9", "1.10", "1.22.1", "1.27.4", "3.0", "3.0.0", "3.0.1", "3.0.20",
        "18446744073709551616", "18446744073709551617"};
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(versions); i++)
        for (size_t j = 0; j < CAIRN_ARRAY_SIZE(versions); j++) {
            int order = cairn_version_compare(
                cairn_span_from_string(versions[i]), cairn_span_from_string(versions[j]));
            if ((order < 0) != (i < j) || (order > 0) != (i > j))
                fail_msg("%s against %s", versions[i], versions[j]);
        }
    assert_int_equal(cairn_version_compare(CAIRN_SPAN("1.02"), CAIRN_SPAN("1.2")), 0);
}

static void ranges_hold(void **state)
{
    static const struct {
        const char *ranges;
        bool holds;
    } cases[] = {{"", true}, {" ", true}, {"nginx >= 1.22", true}, {"nginx>=1.22.1", true},
        {"nginx > 1.22.1", false}, {"nginx = 1.22.1", true}, {"nginx = 1.22", false},
        {"nginx < 1.22.2", true}, {"nginx <= 1.22.1", true}, {"nginx < 1.22", false},
        {"nginx >= 1.20, openssl < 3", false}, {"nginx >= 1.20, openssl >= 3", true},
        {"openssl >= 3 , nginx < 2", true}, {"curl >= 1", false}, {"nginx", false},
        {"nginx >=", false}, {">= 1", false}, {"nginx >= 1,", false}, {"nginx >< 1", false}};
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *programs =
        parse(&arena, "{\"nginx\":\"1.22.1\",\"openssl\":\"3.0.20\"}");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++)
        if (cairn_versions_within(programs, cairn_span_from_string(cases[i].ranges)) !=
            cases[i].holds)
            fail_msg("%s", cases[i].ranges);
    assert_true(cairn_versions_within(NULL, CAIRN_SPAN("")));
    assert_false(cairn_versions_within(NULL, CAIRN_SPAN("nginx >= 1")));
}

static void claims_are_found(void **state)
{
    static const struct {
        const char *cause;
        const char *programs;
        const char *claim;
    } cases[] = {{"a", "{}", "resolves"}, {"b", "{\"p\":\"1\"}", "same"},
        {"b", "{\"p\":\"2\"}", "harms:h"}, {"b", "{}", "nothing"}, {"c", "{}", "already"}};
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *change = parse(&arena,
        "{\"on\":{\"*\":\"already\",\"a\":\"resolves\",\"b\":[{\"is\":\"same\",\"applies\":"
        "\"p < 2\"},{\"is\":\"harms:h\",\"applies\":\"p >= 2\"}]}}");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++)
        if (!cairn_span_equal_string(cairn_claim_on(change, cairn_span_from_string(cases[i].cause),
                                         parse(&arena, cases[i].programs)),
                cases[i].claim))
            fail_msg("%s in %s", cases[i].cause, cases[i].programs);
    assert_true(cairn_span_equal_string(
        cairn_claim_on(parse(&arena, "{}"), CAIRN_SPAN("a"), NULL), "nothing"));
}

static void claims_accept_what_the_table_says(void **state)
{
    static const struct {
        const char *claim;
        const char *accepted; /* JSON arrays of results */
        const char *refused;
    } cases[] = {
        {"resolves", "[\"resolved\"]", "[\"same\",[\"harm\",\"h\"],\"already\",\"carrier\"]"},
        {"advances", "[[\"moved\",\"d/r\"],[\"moved\",\"unknown\"]]", "[\"same\",\"resolved\"]"},
        {"harms:h", "[[\"harm\",\"h\"]]", "[[\"harm\",\"i\"],\"resolved\"]"},
        {"nothing",
            "[\"same\",[\"moved\",\"d/r\"],[\"refused\",\"silent\"],\"relapse\",\"still-logged\","
            "\"carrier\",\"time\"]",
            "[\"resolved\",[\"harm\",\"h\"],\"already\",\"invalid\",\"vacuous\"]"},
        {"refused", "[[\"refused\",\"d/r\"],[\"refused\",\"unknown\"]]", "[\"same\"]"},
        {"refused:d/r", "[[\"refused\",\"d/r\"]]", "[[\"refused\",\"d/s\"],[\"moved\",\"d/r\"]]"},
        {"moved", "[[\"moved\",\"d/r\"]]", "[[\"refused\",\"d/r\"]]"},
        {"moved:d/r", "[[\"moved\",\"d/r\"]]", "[[\"moved\",\"d/s\"],\"same\"]"},
        {"already", "[\"already\"]", "[\"same\",\"resolved\"]"},
        {"still-logged", "[\"still-logged\"]", "[\"same\"]"},
        {"not-applicable", "[]", "[\"same\",\"resolved\",\"already\"]"},
    };
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        struct cairn_span claim = cairn_span_from_string(cases[i].claim);
        CAIRN_VALUE_EACH(result, parse(&arena, cases[i].accepted))
        if (!cairn_claim_accepts(claim, result->value))
            fail_msg("%s refuses what it should accept", cases[i].claim);
        CAIRN_VALUE_EACH(result, parse(&arena, cases[i].refused))
        if (cairn_claim_accepts(claim, result->value))
            fail_msg("%s accepts what it should refuse", cases[i].claim);
    }
}

static void yields_depend_on_the_version(void **state)
{
    static const struct {
        const char *version;
        const char *names;
        enum cairn_yielded yielded;
    } cases[] = {{"1", "d/r", CAIRN_YIELDED_AGREES}, {"1", "d/s", CAIRN_YIELDED_DIFFERS},
        {"2", "d/s", CAIRN_YIELDED_AGREES}, {"2", "d/r", CAIRN_YIELDED_DIFFERS},
        {"2", "silent", CAIRN_YIELDED_DIFFERS}, {"3", "silent", CAIRN_YIELDED_AGREES},
        {"3", "unknown", CAIRN_YIELDED_AGREES}, {"3", "d/r", CAIRN_YIELDED_DIFFERS},
        {"4", "d/r", CAIRN_YIELDED_UNCLAIMED}};
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *cause = parse(&arena,
        "{\"yields\":[{\"record\":\"d/r\",\"applies\":\"p < 2\"},{\"record\":\"d/s\",\"applies\":"
        "\"p = 2\"},{\"record\":\"none\",\"applies\":\"p = 3\"}]}");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        struct cairn_value *programs = cairn_value_object(&arena);
        cairn_value_set_cstring(&arena, programs, "p", cases[i].version);
        if (cairn_claim_yields(cause, programs, cairn_span_from_string(cases[i].names)) !=
            cases[i].yielded)
            fail_msg("%s names %s", cases[i].version, cases[i].names);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_ordered),
        cmocka_unit_test(ranges_hold),
        cmocka_unit_test(claims_are_found),
        cmocka_unit_test(claims_accept_what_the_table_says),
        cmocka_unit_test(yields_depend_on_the_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
