/* The configuration file: keys, values, paths, precedence, and complaints that name the line. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/error.h"
#include "cli/config.h"

struct fixture {
    struct cairn_arena arena;
    struct cairn_cli_config config;
    struct cairn_cli_environment environment;
    struct cairn_error err;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.environment = {.home = "/home/ann"}};
    cairn_arena_init(&fixture.arena, 0);
    cairn_cli_config_init(&fixture.config);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    cairn_cli_config_done(&f->config);
    cairn_arena_done(&f->arena);
    return 0;
}

static enum cairn_status parse(struct fixture *f, const char *text)
{
    return cairn_cli_config_parse(&f->config, &f->environment, &f->arena, "/etc/c/config.yaml",
        cairn_span_from_string(text), &f->err);
}

static const char *canon(const struct fixture *f, size_t i)
{
    assert_true(i < f->config.canons.count);
    return *CAIRN_VEC_AT(&f->config.canons, const char *, i);
}

static void test_all_keys(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        parse(f, "lang: zh\ncolour: never\ncanon: [/a.db, ~/b.db, c/d.db]\n"), CAIRN_OK);
    assert_int_equal(f->config.language, CAIRN_LANGUAGE_ZH);
    assert_int_equal(f->config.colour, CAIRN_CLI_COLOUR_NEVER);
    assert_int_equal(f->config.canons.count, 3);
    assert_string_equal(canon(f, 0), "/a.db");
    assert_string_equal(canon(f, 1), "/home/ann/b.db");
    assert_string_equal(canon(f, 2), "/etc/c/c/d.db");
}

static void test_one_canon_needs_no_list(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "canon: /only.db\n"), CAIRN_OK);
    assert_string_equal(canon(f, 0), "/only.db");
}

static void test_an_empty_file_says_nothing(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "# nothing\n"), CAIRN_OK);
    assert_false(f->config.has_language || f->config.has_colour || f->config.has_canons);
}

static void test_the_first_file_wins_key_by_key(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "lang: zh\ncanon: /mine.db\n"), CAIRN_OK);
    assert_int_equal(parse(f, "lang: en\ncolour: always\ncanon: /theirs.db\n"), CAIRN_OK);
    assert_int_equal(f->config.language, CAIRN_LANGUAGE_ZH);
    assert_int_equal(f->config.colour, CAIRN_CLI_COLOUR_ALWAYS);
    assert_int_equal(f->config.canons.count, 1);
}

static void assert_refused(struct fixture *f, const char *text, const char *primary)
{
    f->err = (struct cairn_error){0};
    assert_int_not_equal(parse(f, text), CAIRN_OK);
    assert_string_equal(f->err.primary, primary);
    assert_true(f->err.hint[0] != '\0');
}

static void test_complaints_name_file_and_line(void **state)
{
    struct fixture *f = *state;
    assert_refused(f, "lang: en\nlanguage: zh\n", "/etc/c/config.yaml:2: unknown key 'language'");
    assert_refused(
        f, "\n\nlang: fr\n", "/etc/c/config.yaml:3: lang has a value that it cannot have");
    assert_refused(
        f, "colour: [always]\n", "/etc/c/config.yaml:1: colour has a value that it cannot have");
    assert_refused(
        f, "canon: [/a.db, {}]\n", "/etc/c/config.yaml:1: canon has a value that it cannot have");
    assert_refused(f, "canon: ''\n", "/etc/c/config.yaml:1: canon has a value that it cannot have");
    assert_refused(f, "- lang\n", "/etc/c/config.yaml:1: this is no map of keys");
}

static void test_what_is_no_yaml_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_not_equal(parse(f, "lang: [\n"), CAIRN_OK);
    assert_int_not_equal(parse(f, "lang: &a en\ncolour: *a\n"), CAIRN_OK);
    assert_int_not_equal(parse(f, "lang: en\nlang: zh\n"), CAIRN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_canon_needs_no_list, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_empty_file_says_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_first_file_wins_key_by_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_complaints_name_file_and_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_yaml_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
