/* The recipe of a trial: what changes it, and what does not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "authoring/recipe.h"
#include "formats/yaml.h"

#define FAMILY                                                                                     \
    "title: t\n"                                                                                   \
    "changes:\n"                                                                                   \
    "  - {id: mend, carrier: none, how: [{as: shell, text: mend it}]}\n"                           \
    "plans:\n"                                                                                     \
    "  - {id: both, changes: [mend, mend]}\n"                                                      \
    "tells:\n"                                                                                     \
    "  - {id: look, cause: a, command: look, expect: {regex: broken}}\n"                           \
    "harms:\n"                                                                                     \
    "  - {id: worse}\n"

#define RIG                                                                                        \
    "control() { ok; }\n"                                                                          \
    "cause_a() {\n    break_it\n}\n"                                                               \
    "cause_b() { break_other; }\n"                                                                 \
    "healthy() {\n    yes\n}\n"

static struct cairn_arena arena;

static struct cairn_span recipe(const char *rig, const char *family, const char *cause)
{
    struct cairn_value *tree = NULL;
    struct cairn_span made = {0};
    assert_int_equal(
        cairn_yaml_read(&arena, cairn_span_from_string(family), "family", &tree, NULL), 0);
    assert_int_equal(cairn_recipe_of(&arena, cairn_span_from_string(rig), tree,
                         cairn_span_from_string(cause), &made, NULL),
        0);
    assert_int_equal(made.size, 16);
    return made;
}

static bool is_same(const char *rig, const char *family)
{
    return cairn_span_equal(recipe(RIG, FAMILY, "a"), recipe(rig, family, "a"));
}

/* A copy of `text` in which `from` is `to`. */
static const char *with(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    assert_non_null(at);
    const char *made =
        cairn_arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    assert_non_null(made);
    return made;
}

static void it_repeats(void **state)
{
    (void)state;
    assert_true(is_same(RIG, FAMILY));
}

static void comments_do_not_count(void **state)
{
    (void)state;
    assert_true(is_same(with(RIG, "healthy", "\n# about\n\nhealthy"), FAMILY));
    assert_true(is_same(with(RIG, "    break_it", "    # why\n    break_it"), FAMILY));
    assert_false(is_same(with(RIG, "    break_it", "    #!/bin/sh\n    break_it"), FAMILY));
}

static void other_causes_do_not_count(void **state)
{
    (void)state;
    assert_true(is_same(with(RIG, "break_other", "break_more"), FAMILY));
    assert_true(is_same(with(RIG, "healthy", "cause_c() {\n    x\n}\nhealthy"), FAMILY));
    assert_false(is_same(with(RIG, "break_it", "break_more"), FAMILY));
    assert_false(is_same(with(RIG, "    yes", "    no"), FAMILY));
    assert_false(cairn_span_equal(recipe(RIG, FAMILY, "a"), recipe(RIG, FAMILY, "b")));
}

static void every_text_that_runs_counts(void **state)
{
    (void)state;
    assert_false(is_same(RIG, with(FAMILY, "mend it", "mend more")));
    assert_false(is_same(RIG, with(FAMILY, "carrier: none", "carrier: reload")));
    assert_false(is_same(RIG, with(FAMILY, "[mend, mend]", "[mend]")));
    assert_false(is_same(RIG, with(FAMILY, "command: look", "command: see")));
    assert_false(is_same(RIG, with(FAMILY, "regex: broken", "regex: whole")));
    assert_false(is_same(RIG, with(FAMILY, "worse", "better")));
}

static void prose_does_not_count(void **state)
{
    (void)state;
    assert_true(is_same(RIG, with(FAMILY, "title: t", "title: another")));
    assert_true(is_same(RIG, with(FAMILY, "{id: mend,", "{id: mend, on: {a: resolves},")));
}

static void functions_are_found(void **state)
{
    (void)state;
    struct cairn_span rig = CAIRN_SPAN(RIG);
    assert_true(cairn_recipe_has_function(rig, CAIRN_SPAN("cause_a")));
    assert_true(cairn_recipe_has_function(rig, CAIRN_SPAN("cause_b")));
    assert_false(cairn_recipe_has_function(rig, CAIRN_SPAN("cause_")));
    assert_false(cairn_recipe_has_function(rig, CAIRN_SPAN("break_it")));
    assert_false(cairn_recipe_has_function(rig, CAIRN_SPAN("")));
}

static void the_core_is_compiled_in(void **state)
{
    (void)state;
    assert_true(cairn_recipe_has_function(cairn_recipe_core(), CAIRN_SPAN("play")));
    assert_true(cairn_span_ends_with(cairn_recipe_core(), CAIRN_SPAN("record end\n")));
}

static int done(void **state)
{
    (void)state;
    cairn_arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_repeats),
        cmocka_unit_test(comments_do_not_count),
        cmocka_unit_test(other_causes_do_not_count),
        cmocka_unit_test(every_text_that_runs_counts),
        cmocka_unit_test(prose_does_not_count),
        cmocka_unit_test(functions_are_found),
        cmocka_unit_test(the_core_is_compiled_in),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
