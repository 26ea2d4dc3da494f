/* Help fits a terminal, in both languages, for the program and every verb; the table is complete.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/cli.h"

#define TERMINAL_COLUMNS 80

static void assert_fits(const struct cairn_cli_command *command, enum cairn_language language)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_cli_append_help(&buf, command, language);
    struct cairn_span rest = cairn_buf_span(&buf);
    for (struct cairn_span line; cairn_span_take_line(&rest, &line);) {
        if (cairn_utf8_width(line) > TERMINAL_COLUMNS)
            fail_msg("%s: wider than a terminal: %.*s", command->name, CAIRN_SPAN_ARGS(line));
    }
}

static void test_every_line_fits(void **state)
{
    (void)state;
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    for (enum cairn_language language = CAIRN_LANGUAGE_EN; language <= CAIRN_LANGUAGE_ZH;
         language++) {
        assert_fits(&cairn_cli_program, language);
        for (size_t i = 0; i < count; i++)
            assert_fits(&commands[i], language);
    }
}

static void test_the_table_is_complete(void **state)
{
    (void)state;
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        const struct cairn_cli_command *command = &commands[i];
        assert_ptr_equal(cairn_cli_find_command(command->name), command);
        assert_non_null(command->run);
        assert_non_null(command->operands[0]);
        assert_non_null(command->examples[0]);
        assert_true(strlen(command->summary.en) && strlen(command->summary.zh));
        assert_true(command->min_operands <= command->max_operands);
        assert_true(command->options & CAIRN_CLI_OPTION_BIT(CAIRN_CLI_OPTION_HELP));
    }
}

/* Every option of the program is also one of every verb: it may stand before the verb or behind it.
 */
static void test_options_of_the_program_hold_everywhere(void **state)
{
    (void)state;
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        cairn_cli_option_set shared = commands[i].options & cairn_cli_program.options;
        assert_int_equal(shared, cairn_cli_program.options);
    }
}

/* Of options with one name, a verb has one. */
static void test_names_are_unique_in_a_verb(void **state)
{
    (void)state;
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        for (enum cairn_cli_option_id a = 0; a < CAIRN_CLI_OPTION_COUNT; a++) {
            for (enum cairn_cli_option_id b = a + 1; b < CAIRN_CLI_OPTION_COUNT; b++) {
                cairn_cli_option_set both = CAIRN_CLI_OPTION_BIT(a) | CAIRN_CLI_OPTION_BIT(b);
                if ((commands[i].options & both) != both)
                    continue;
                assert_string_not_equal(cairn_cli_option(a)->name, cairn_cli_option(b)->name);
                assert_true(!cairn_cli_option(a)->letter ||
                            cairn_cli_option(a)->letter != cairn_cli_option(b)->letter);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_line_fits),
        cmocka_unit_test(test_the_table_is_complete),
        cmocka_unit_test(test_options_of_the_program_hold_everywhere),
        cmocka_unit_test(test_names_are_unique_in_a_verb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
