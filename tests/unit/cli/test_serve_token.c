/* `cairn serve token …`: which operands mean what, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "cli/cli.h"

#include <fcntl.h>

#define WORDS_MOST 5

static char ledger[256], output[300];

static int begin(void **state)
{
    (void)state;
    const char *folder = getenv("TMPDIR");
    snprintf(
        ledger, sizeof(ledger), "%s/cairn-token-%ld.db", folder ? folder : "/tmp", (long)getpid());
    snprintf(output, sizeof(output), "%s.out", ledger);
    unlink(ledger);
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(ledger);
    unlink(output);
    return 0;
}

static void give(struct cairn_cli *cli, enum cairn_cli_option_id id, const char *value)
{
    const struct cairn_cli_given given = {id, value};
    assert_int_equal(cairn_vec_push(&cli->arguments.given, &given, NULL), CAIRN_OK);
}

/* Runs the verb with these operands behind `token`; what it prints is in `printed`. */
static enum cairn_status run(
    const char *const words[WORDS_MOST], struct cairn_buf *printed, struct cairn_error *err)
{
    struct cairn_cli cli = {.command = cairn_cli_find_command("outcome")};
    enum cairn_conclusion conclusion;
    const char *token = "token";
    cairn_cli_arguments_init(&cli.arguments);
    give(&cli, CAIRN_CLI_OPTION_LEDGER, ledger);
    give(&cli, CAIRN_CLI_OPTION_OUTPUT, output);
    assert_int_equal(cairn_vec_push(&cli.arguments.operands, &token, NULL), CAIRN_OK);
    for (size_t i = 0; words[i]; i++)
        assert_int_equal(cairn_vec_push(&cli.arguments.operands, &words[i], NULL), CAIRN_OK);
    enum cairn_status status = cairn_cli_serve_token(&cli, &conclusion, err);
    cairn_buf_clear(printed);
    if (!status)
        assert_int_equal(cairn_file_read(AT_FDCWD, output, 1 << 16, printed, NULL), CAIRN_OK);
    cairn_cli_arguments_done(&cli.arguments);
    cairn_arena_done(&cli.arena);
    return status;
}

static void a_token_is_made_listed_and_revoked(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_BUF struct cairn_buf printed = {0};
    assert_int_equal(run((const char *const[WORDS_MOST]){0}, &printed, &err), CAIRN_OK);
    assert_string_equal(printed.data, "Nobody has a token yet.\n");
    assert_int_equal(
        run((const char *const[WORDS_MOST]){"add", "ann", "Acme"}, &printed, &err), CAIRN_OK);
    assert_non_null(strstr(printed.data, "\n  cairn_"));
    assert_int_equal(run((const char *const[WORDS_MOST]){"list"}, &printed, &err), CAIRN_OK);
    assert_non_null(strstr(printed.data, "ann (Acme): token issued "));
    assert_null(strstr(printed.data, "cairn_"));
    assert_null(strstr(printed.data, "revoked"));
    assert_int_equal(
        run((const char *const[WORDS_MOST]){"revoke", "ann"}, &printed, &err), CAIRN_OK);
    assert_int_equal(run((const char *const[WORDS_MOST]){"list"}, &printed, &err), CAIRN_OK);
    assert_non_null(strstr(printed.data, "revoked"));
}

static void wrong_operands_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[][WORDS_MOST] = {{"steal"}, {"add"}, {"add", "ann"},
        {"add", "ann", "Acme", "more"}, {"revoke"}, {"revoke", "a", "b"}, {"list", "ann"}};
    CAIRN_AUTO_BUF struct cairn_buf printed = {0};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(wrong); i++) {
        struct cairn_error err = {0};
        assert_int_equal(run(wrong[i], &printed, &err), CAIRN_ERR_USAGE);
        assert_non_null(strstr(err.hint, "token add NAME ORGANISATION"));
    }
    assert_int_equal(access(ledger, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_token_is_made_listed_and_revoked, begin, end),
        cmocka_unit_test_setup_teardown(wrong_operands_are_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
