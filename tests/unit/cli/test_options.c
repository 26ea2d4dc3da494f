/* Reading the command line: what is taken, and each complaint with its hint. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"

#define ARGUMENTS_MOST 8

struct fixture {
    struct cairn_cli_arguments arguments;
    enum cairn_language language;
    struct cairn_error err;
    int next;
    enum cairn_status status;
};

/* Parse `words` (NULL after the last) by the options of `verb`; NULL: those of the program. */
static void parse(struct fixture *fixture, const char *verb, const char *const *words)
{
    char storage[ARGUMENTS_MOST][64];
    char *argv[ARGUMENTS_MOST + 1] = {storage[0]};
    int argc = 1;
    strncpy(storage[0], verb ? verb : "cairn", sizeof(storage[0]) - 1);
    for (; words[argc - 1]; argc++) {
        assert_true(argc < ARGUMENTS_MOST && strlen(words[argc - 1]) < sizeof(storage[0]));
        memset(storage[argc], 0, sizeof(storage[argc]));
        memcpy(storage[argc], words[argc - 1], strlen(words[argc - 1]));
        argv[argc] = storage[argc];
    }
    *fixture = (struct fixture){0};
    cairn_cli_arguments_init(&fixture->arguments);
    const struct cairn_cli_command *command =
        verb ? cairn_cli_find_command(verb) : &cairn_cli_program;
    assert_non_null(command);
    fixture->status = cairn_cli_parse(command, argc, argv, !verb, &fixture->arguments,
        &fixture->language, &fixture->next, &fixture->err);
}

#define PARSE(fixture, verb, ...) parse((fixture), (verb), (const char *const[]){__VA_ARGS__, NULL})

static void assert_refused(struct fixture *fixture, const char *primary, const char *hint)
{
    assert_int_equal(fixture->status, CAIRN_ERR_USAGE);
    assert_string_equal(fixture->err.primary, primary);
    assert_string_equal(fixture->err.hint, hint);
    cairn_cli_arguments_done(&fixture->arguments);
}

static void test_operands_and_options_mix(void **state)
{
    (void)state;
    struct fixture f;
    PARSE(&f, "explain", "a", "--full", "b", "--", "--json");
    assert_int_equal(f.status, CAIRN_OK);
    assert_int_equal(f.arguments.operands.count, 3);
    assert_true(cairn_cli_is_given(&f.arguments, CAIRN_CLI_OPTION_FULL));
    assert_false(cairn_cli_is_given(&f.arguments, CAIRN_CLI_OPTION_FORMAT));
    cairn_cli_arguments_done(&f.arguments);
}

static void test_the_program_stops_at_the_verb(void **state)
{
    (void)state;
    struct fixture f;
    PARSE(&f, NULL, "--lang", "zh", "explain", "--full");
    assert_int_equal(f.status, CAIRN_OK);
    assert_int_equal(f.next, 3);
    assert_int_equal(f.language, CAIRN_LANGUAGE_ZH);
    cairn_cli_arguments_done(&f.arguments);
}

static void test_json_is_a_format_and_the_last_wins(void **state)
{
    (void)state;
    struct fixture f;
    PARSE(&f, "explain", "--format", "md", "--json");
    assert_int_equal(f.status, CAIRN_OK);
    assert_string_equal(cairn_cli_value(&f.arguments, CAIRN_CLI_OPTION_FORMAT), "json");
    cairn_cli_arguments_done(&f.arguments);
    PARSE(&f, "explain", "--json", "--format=md");
    assert_string_equal(cairn_cli_value(&f.arguments, CAIRN_CLI_OPTION_FORMAT), "md");
    cairn_cli_arguments_done(&f.arguments);
    PARSE(&f, "export", "--json");
    assert_string_equal(cairn_cli_value(&f.arguments, CAIRN_CLI_OPTION_EXPORT_FORMAT), "json");
    cairn_cli_arguments_done(&f.arguments);
}

static void test_both_spellings_of_colour(void **state)
{
    (void)state;
    struct fixture f;
    PARSE(&f, "explain", "--color=never");
    assert_int_equal(f.status, CAIRN_OK);
    assert_string_equal(cairn_cli_value(&f.arguments, CAIRN_CLI_OPTION_COLOUR), "never");
    cairn_cli_arguments_done(&f.arguments);
}

static void test_letters_in_a_bundle(void **state)
{
    (void)state;
    struct fixture f;
    PARSE(&f, "explain", "-qofile");
    assert_int_equal(f.status, CAIRN_OK);
    assert_true(cairn_cli_is_given(&f.arguments, CAIRN_CLI_OPTION_QUIET));
    assert_string_equal(cairn_cli_value(&f.arguments, CAIRN_CLI_OPTION_OUTPUT), "file");
    cairn_cli_arguments_done(&f.arguments);
}

static void test_complaints(void **state)
{
    (void)state;
    struct fixture f;
    PARSE(&f, "explain", "--formt", "x");
    assert_refused(
        &f, "unknown option '--formt'; did you mean '--format'?", "see cairn explain --help");
    PARSE(&f, "explain", "--formt=json");
    assert_refused(
        &f, "unknown option '--formt'; did you mean '--format'?", "see cairn explain --help");
    PARSE(&f, "explain", "operand", "--zzzzzz");
    assert_refused(&f, "unknown option '--zzzzzz'", "see cairn explain --help");
    PARSE(&f, "explain", "-z");
    assert_refused(&f, "unknown option '-z'", "see cairn explain --help");
    PARSE(&f, "search", "-n");
    assert_refused(&f, "option '-n' needs a value", "see cairn search --help");
    PARSE(&f, "search", "--limit");
    assert_refused(&f, "option '--limit' needs a value", "see cairn search --help");
    PARSE(&f, "explain", "--full=yes");
    assert_refused(&f, "option '--full' takes no value", "see cairn explain --help");
    PARSE(&f, "explain", "--f");
    assert_refused(&f, "option '--f' is short for more than one", "see cairn explain --help");
    PARSE(&f, "explain", "--format", "yaml");
    assert_refused(&f, "unknown value 'yaml' of option '--format'",
        "possible values: text json ndjson md html");
    PARSE(&f, "explain", "--format", "");
    assert_refused(
        &f, "unknown value '' of option '--format'", "possible values: text json ndjson md html");
    PARSE(&f, "explain", "--format", "text json");
    assert_refused(&f, "unknown value 'text json' of option '--format'",
        "possible values: text json ndjson md html");
    PARSE(&f, NULL, "-m", "explain");
    assert_refused(&f, "unknown option '-m'",
        "options of a verb stand behind it: cairn VERB -m; see cairn --help");
}

static void test_complaints_speak_the_language_asked_for(void **state)
{
    (void)state;
    struct fixture f;
    PARSE(&f, "explain", "--lang", "zh", "--zzzzzz");
    assert_refused(&f, "未知选项“--zzzzzz”", "参见 cairn explain --help");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operands_and_options_mix),
        cmocka_unit_test(test_the_program_stops_at_the_verb),
        cmocka_unit_test(test_json_is_a_format_and_the_last_wins),
        cmocka_unit_test(test_both_spellings_of_colour),
        cmocka_unit_test(test_letters_in_a_bundle),
        cmocka_unit_test(test_complaints),
        cmocka_unit_test(test_complaints_speak_the_language_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
