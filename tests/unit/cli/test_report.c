/* What is quoted on a terminal cannot drive it; sentences keep their places in both languages. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/report.h"

static void assert_visible(const char *text, size_t size, const char *expected)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_cli_append_visible(&buf, cairn_span_make(text, size));
    assert_string_equal(buf.data ? buf.data : "", expected);
}

#define ASSERT_VISIBLE(literal, expected) assert_visible(literal, sizeof(literal) - 1, expected)

static void test_control_characters_become_visible(void **state)
{
    (void)state;
    ASSERT_VISIBLE("plain 证书", "plain 证书");
    ASSERT_VISIBLE("\x1b[31mred\a", "\\x1b[31mred\\x07");
    ASSERT_VISIBLE("a\0b", "a\\x00b");
    ASSERT_VISIBLE("\xc2\x9b", "\\xc2\\x9b");          /* C1: an escape of its own */
    ASSERT_VISIBLE("\xe2\x80\xae", "\\xe2\\x80\\xae"); /* right to left from here */
    ASSERT_VISIBLE("\xff\xfe", "\\xff\\xfe");          /* no UTF-8 */
    ASSERT_VISIBLE("\xef\xbf\xbd", "\xef\xbf\xbd");    /* the replacement character itself */
    ASSERT_VISIBLE("", "");
}

static void test_refusals_carry_both_sentences(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    assert_int_equal(cairn_cli_refuse(CAIRN_LANGUAGE_EN, CAIRN_CLI_MSG_UNKNOWN_VERB_NEAR,
                         CAIRN_CLI_MSG_SEE_HELP, "a{2}%s", "b", &err),
        CAIRN_ERR_USAGE);
    assert_string_equal(err.primary, "unknown verb 'a{2}%s'; did you mean 'b'?");
    assert_string_equal(err.hint, "see cairn --help");
}

/* What a report of `err` writes to standard error; shorter than a pipe holds. */
static void read_report(const struct cairn_error *err, char *out, size_t out_size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    int saved = dup(STDERR_FILENO);
    assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    cairn_cli_report(err, CAIRN_LANGUAGE_EN);
    assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
    close(saved);
    close(ends[1]);
    size_t size = 0;
    for (ssize_t count = 1; count > 0; size += (size_t)count) {
        count = read(ends[0], out + size, out_size - 1 - size);
        assert_true(count >= 0);
    }
    out[size] = '\0';
    close(ends[0]);
}

static void test_the_first_line_ends_with_the_status(void **state)
{
    (void)state;
    char said[4096];
    for (int i = CAIRN_ERR_MEMORY; i <= CAIRN_ERR_USAGE; i++) {
        enum cairn_status status = (enum cairn_status)i;
        struct cairn_error err = {0};
        (void)CAIRN_FAIL(&err, status, "could not open 'x [y]'");
        cairn_error_detail(&err, "a fact");
        cairn_error_hint(&err, "a hint");
        read_report(&err, said, sizeof said);
        char expected[256];
        int size = snprintf(expected, sizeof expected,
            "cairn: could not open 'x [y]' [%s]\n  a fact\n  hint: a hint\n",
            cairn_status_name(status));
        assert_true(size > 0 && (size_t)size < sizeof expected);
        assert_string_equal(said, expected);
    }
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

static void test_both_languages_name_the_same_values(void **state)
{
    (void)state;
    for (enum cairn_cli_message id = 0; id < CAIRN_CLI_MSG_COUNT; id++) {
        const char *en = cairn_cli_message(id, CAIRN_LANGUAGE_EN);
        const char *zh = cairn_cli_message(id, CAIRN_LANGUAGE_ZH);
        assert_int_equal(count_of(en, "{1}"), count_of(zh, "{1}"));
        assert_int_equal(count_of(en, "{2}"), count_of(zh, "{2}"));
        assert_int_equal(count_of(en, "{"), count_of(en, "{1}") + count_of(en, "{2}"));
        assert_int_equal(*en == '\0', *zh == '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_control_characters_become_visible),
        cmocka_unit_test(test_refusals_carry_both_sentences),
        cmocka_unit_test(test_the_first_line_ends_with_the_status),
        cmocka_unit_test(test_both_languages_name_the_same_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
