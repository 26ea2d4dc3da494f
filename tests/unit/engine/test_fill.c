/* Filling templates: quoting by language, by the quotes around the place, and what stays open. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "engine/fill.h"
#include "formats/json.h"

struct fixture {
    struct cairn_arena arena;
    struct cairn_fill_capture captures[2];
    struct cairn_fill fill;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){0};
    struct cairn_arena *arena = &fixture.arena;
    struct cairn_value *placeholders = NULL;
    if (cairn_json_read(arena,
            CAIRN_SPAN("{\"upstream\": {\"type\": \"host\", \"means\": \"upstream host:port\"},"
                       "\"odd\": {\"type\": \"text\", \"means\": \"a;b >c $(d) 'e'\"}}"),
            "placeholders", &placeholders, NULL))
        return 1;
    fixture.captures[0] =
        (struct cairn_fill_capture){CAIRN_SPAN("good"), CAIRN_SPAN("be:8443"), true};
    fixture.captures[1] =
        (struct cairn_fill_capture){CAIRN_SPAN("text"), CAIRN_SPAN("it's; $(x)"), true};
    fixture.fill = (struct cairn_fill){
        .arena = arena,
        .captures = fixture.captures,
        .capture_count = 2,
        .placeholders = placeholders,
        .unfilled = cairn_value_array(arena),
    };
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cairn_arena_done(&fixture->arena);
    return 0;
}

static void assert_fills(
    struct fixture *fixture, const char *as, const char *text, const char *expected)
{
    struct cairn_value *value =
        cairn_fill_text(&fixture->fill, cairn_span_from_string(as), cairn_span_from_string(text));
    assert_non_null(value);
    struct cairn_span got = cairn_value_text(value);
    char *string = cairn_arena_string(&fixture->arena, got);
    assert_string_equal(string, expected);
}

static void a_capture_is_filled_in(void **state)
{
    assert_fills(*state, "shell", "nc -vz {{good}} # x", "nc -vz be:8443 # x");
    assert_fills(*state, "nginx", "server {{good}};", "server be:8443;");
}

static void a_shell_word_is_quoted(void **state)
{
    assert_fills(*state, "shell", "echo {{text}}", "echo 'it'\\''s; $(x)'");
}

static void inside_quotes_only_plain_values_stand(void **state)
{
    assert_fills(*state, "shell", "echo '{{good}}' \"{{good}}\"", "echo 'be:8443' \"be:8443\"");
    assert_fills(*state, "shell", "echo '{{text}}'", "echo '‹text›'");
    assert_fills(*state, "shell", "echo \"{{text}}\"", "echo \"‹text›\"");
    assert_fills(*state, "shell", "echo `{{text}}`", "echo `‹text›`");
    /* The quote is closed again, or was escaped. */
    assert_fills(*state, "shell", "echo 'a' {{text}}", "echo 'a' 'it'\\''s; $(x)'");
    assert_fills(*state, "shell", "echo \\' {{text}}", "echo \\' 'it'\\''s; $(x)'");
    assert_fills(*state, "shell", "echo 'a\\' {{text}}", "echo 'a\\' 'it'\\''s; $(x)'");
}

static void sql_and_json_fill_inside_their_quotes(void **state)
{
    assert_fills(*state, "sql", "SELECT '{{text}}'", "SELECT 'it''s; $(x)'");
    assert_fills(*state, "sql", "SELECT {{text}}", "SELECT ‹text›");
    assert_fills(*state, "json", "{\"a\": \"{{text}}\"}", "{\"a\": \"it's; $(x)\"}");
    assert_fills(*state, "json", "{\"a\": {{text}}}", "{\"a\": ‹text›}");
}

static void a_language_without_a_safe_spelling_stays_open(void **state)
{
    struct fixture *fixture = *state;
    assert_fills(fixture, "nginx", "set $a {{text}};", "set $a ‹text›;");
    assert_fills(fixture, "cobol", "MOVE {{text}}", "MOVE ‹text›");
    const struct cairn_value *entry = cairn_value_at(fixture->fill.unfilled, 0);
    assert_true(cairn_span_equal_string(cairn_value_get_text(entry, "why"), "unsafe"));
}

static void an_unusable_value_is_never_filled_in(void **state)
{
    struct fixture *fixture = *state;
    fixture->captures[0].is_usable = false;
    assert_fills(fixture, "shell", "nc {{good}}", "nc ‹good›");
    assert_fills(fixture, "text", "{{good}}", "‹good›");
}

static void what_is_absent_shows_its_meaning_once(void **state)
{
    struct fixture *fixture = *state;
    assert_fills(fixture, "shell", "nc {{upstream}} {{upstream}}",
        "nc ‹upstream host:port› ‹upstream host:port›");
    assert_int_equal(cairn_value_count(fixture->fill.unfilled), 1);
    const struct cairn_value *entry = cairn_value_at(fixture->fill.unfilled, 0);
    assert_true(cairn_span_equal_string(cairn_value_get_text(entry, "name"), "upstream"));
    assert_true(
        cairn_span_equal_string(cairn_value_get_text(entry, "means"), "upstream host:port"));
    assert_true(cairn_span_equal_string(cairn_value_get_text(entry, "why"), "absent"));
}

static void an_empty_value_counts_as_absent(void **state)
{
    struct fixture *fixture = *state;
    fixture->captures[0] = (struct cairn_fill_capture){CAIRN_SPAN("good"), CAIRN_SPAN(""), false};
    assert_fills(fixture, "shell", "nc {{good}}", "nc ‹good›");
    const struct cairn_value *entry = cairn_value_at(fixture->fill.unfilled, 0);
    assert_true(cairn_span_equal_string(cairn_value_get_text(entry, "why"), "absent"));
}

static void a_meaning_does_nothing_in_a_shell(void **state)
{
    assert_fills(*state, "shell", "x {{odd}}", "x ‹a b  c   d   e ›");
    assert_fills(*state, "text", "{{odd}}", "‹a;b >c $(d) 'e'›");
}

static void braces_of_other_programs_stay(void **state)
{
    assert_fills(*state, "shell", "docker inspect -f '{{.State.Status}}' {{good}}",
        "docker inspect -f '{{.State.Status}}' be:8443");
    assert_fills(*state, "shell", "a {{ good }} {{", "a {{ good }} {{");
    assert_fills(*state, "shell", "{{{good}}}", "{{{good}}}");
    assert_fills(*state, "shell", "{{}}", "{{}}");
}

static void an_empty_text_is_null(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_value *value =
        cairn_fill_text(&fixture->fill, CAIRN_SPAN("shell"), CAIRN_SPAN(""));
    assert_true(cairn_value_is(value, CAIRN_VALUE_NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_capture_is_filled_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_shell_word_is_quoted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(inside_quotes_only_plain_values_stand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sql_and_json_fill_inside_their_quotes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_language_without_a_safe_spelling_stays_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_unusable_value_is_never_filled_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_absent_shows_its_meaning_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_value_counts_as_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_meaning_does_nothing_in_a_shell, set_up, tear_down),
        cmocka_unit_test_setup_teardown(braces_of_other_programs_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_text_is_null, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
