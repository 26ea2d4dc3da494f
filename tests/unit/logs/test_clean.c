/* Escape sequences and the repairs of mangled pastes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "logs/clean.h"

static void expect_stripped(struct cairn_span text, const char *expected)
{
    struct cairn_buf buf = {0};
    cairn_log_strip_escapes(&buf, text);
    assert_true(cairn_span_equal_string(cairn_buf_span(&buf), expected));
    cairn_buf_done(&buf);
}

static void test_escapes(void **state)
{
    (void)state;
    expect_stripped(CAIRN_SPAN("plain"), "plain");
    expect_stripped(CAIRN_SPAN("\x1b[1;31merror\x1b[0m: x"), "error: x");
    expect_stripped(CAIRN_SPAN("a\x1b]0;title\x07"
                               "b"),
        "ab");
    expect_stripped(CAIRN_SPAN("a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\b"), "alinkb");
    expect_stripped(CAIRN_SPAN("a\x1b(Bb"), "aBb");
    expect_stripped(CAIRN_SPAN("cut\x1b"), "cut");
    expect_stripped(CAIRN_SPAN("cut\x1b["), "cut");
    expect_stripped(CAIRN_SPAN("cut\x1b[38;5"), "cut");
    expect_stripped(CAIRN_SPAN("a\x1b]never closed\nb"), "a\nb");
}

/* The nth of that name: a later one is another guess at the same damage. */
static const struct cairn_log_repair *repair_named(const char *name, size_t nth)
{
    size_t count;
    const struct cairn_log_repair *repairs = cairn_log_repairs(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(repairs[i].name, name) == 0 && nth-- == 0)
            return &repairs[i];
    fail_msg("no such repair is called %s", name);
    return repairs;
}

/* expected NULL: nothing to repair. */
static void expect_nth_repair(const char *name, size_t nth, const char *text, const char *expected)
{
    struct cairn_buf buf = {0};
    bool has_changed = repair_named(name, nth)->apply(&buf, cairn_span_from_string(text));
    assert_int_equal(has_changed, expected != NULL);
    if (expected) {
        if (!cairn_span_equal_string(cairn_buf_span(&buf), expected))
            fail_msg("%s: got '%s', expected '%s'", name, buf.data, expected);
    } else {
        assert_int_equal(buf.size, 0);
    }
    cairn_buf_done(&buf);
}

static void expect_repair(const char *name, const char *text, const char *expected)
{
    expect_nth_repair(name, 0, text, expected);
}

static void test_repairs(void **state)
{
    (void)state;
    expect_repair("fence-stripped", "```\nan `error` here\n```\n", "\nan error here\n\n");
    expect_repair("fence-stripped", "> > quoted\n", "quoted\n");
    expect_repair("fence-stripped", "**bold** * one\n", "bold * one\n");
    expect_repair("fence-stripped", "plain > text\n", NULL);
    expect_repair("json-unescaped", "a\\nb\\t\\\"c\\\" \\u4e2d \\ud83d\\ude00",
        "a\nb\t\"c\" \xe4\xb8\xad \xf0\x9f\x98\x80");
    expect_repair("json-unescaped", "lone \\ud83d \\u12 \\x \\", "lone \xef\xbf\xbd \\u12 \\x \\");
    expect_repair("json-unescaped", "C:\\dir", NULL);
    expect_repair("container-prefix-stripped", "web_1  | boom\nweb_1  | bang\n", "boom\nbang\n");
    expect_repair("container-prefix-stripped", "2026-11-21T02:39:57.1Z stderr F boom", "boom\n");
    expect_repair("container-prefix-stripped", "a b | c", NULL);
    expect_repair("full-width-normalised", "错误：（20:unable）“x”", "错误: (20:unable)\"x\"");
    expect_repair("full-width-normalised", "connect（） failed（111：refused），while",
        "connect() failed (111:refused), while");
    expect_nth_repair(
        "full-width-normalised", 1, "错误：（20:unable）“x”", "错误:(20:unable)\"x\"");
    expect_nth_repair("full-width-normalised", 1, "ver\u200bi\u00adfy\ufeff", "verify");
    expect_nth_repair("full-width-normalised", 1, "（", "(");
    expect_repair("full-width-normalised", "中文 plain", NULL);
    expect_repair("lines-joined", "upstream SSL certifi\ncate verify error: (\n20:x)\n",
        "upstream SSL certificate verify error: (20:x)");
    expect_repair("lines-joined", "a message that\nwas wrapped\n", "a message thatwas wrapped");
    expect_repair("lines-joined", "a message\r\nthat was wrapped\n", "a message that was wrapped");
    expect_repair("lines-joined", "one\n", NULL);
    expect_repair("lines-joined",
        "2026/11/21 07:41:22 [error] 1#1: *1 con\nnect()\n2026/11/21 07:41:22 [error] 1#1: *1 x",
        "2026/11/21 07:41:22 [error] 1#1: *1 connect()\n2026/11/21 07:41:22 [error] 1#1: *1 x");
    expect_nth_repair("lines-joined", 1, "a message that\n    was wrapped \nhere\n",
        "a message that was wrapped here");
    expect_nth_repair("lines-joined", 1,
        "2026/11/21 07:41:22 [error] 1#1: a\n b\n2026/11/21 07:41:22 [error] 1#1: c",
        "2026/11/21 07:41:22 [error] 1#1: a b\n2026/11/21 07:41:22 [error] 1#1: c");
    expect_nth_repair("lines-joined", 1, "one\n", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_repairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
