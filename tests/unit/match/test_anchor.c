#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "match/anchor.h"

/* The chosen anchors as text: "a|b", with (?i) before one that ignores case. */
static void assert_anchors(const char *regex, const char *expected)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_error err = {0};
    struct cairn_regex_node *root;
    struct cairn_anchors anchors;
    assert_int_equal(
        cairn_regex_parse(&arena, cairn_span_from_string(regex), &root, &err), CAIRN_OK);
    assert_int_equal(cairn_anchors_choose(&arena, root, &anchors, &err), CAIRN_OK);
    cairn_buf_append_string(&text, "");
    for (uint32_t i = 0; i < anchors.count; i++)
        cairn_buf_printf(&text, "%s%s%.*s", i ? "|" : "",
            anchors.items[i].ignore_case ? "(?i)" : "", CAIRN_SPAN_ARGS(anchors.items[i].bytes));
    assert_string_equal(text.data ? text.data : "", expected);
    assert_true(anchors.count == 0 || anchors.per_mebibyte > 0);
}

static void literals_join(void **state)
{
    (void)state;
    assert_anchors("verify error", "verify error");
    assert_anchors("(verify) (?:error)", "verify error");
    assert_anchors("^verify\\b error$", "verify error");
    assert_anchors("SSL(?:v3)? error", "SSLv3 error|SSL error");
    assert_anchors("[C]onnection [.]", "Connection .");
    assert_anchors("verify{1}ing", "verifying");
}

static void case_pairs_become_one(void **state)
{
    (void)state;
    assert_anchors("[Cc]onnection", "(?i)connection");
    assert_anchors("(?i)Verify ERROR", "(?i)verify error");
    assert_anchors("(?i)12345678", "12345678");
}

static void every_branch_counts(void **state)
{
    (void)state;
    assert_anchors("certificate|zzzzyyyyxxx", "certificate|zzzzyyyyxxx");
    assert_anchors("certificate|ab", "");
    assert_anchors("certificate|\\d+", "");
    assert_anchors("(?:certificate)?", "");
    assert_anchors("(?:certificate)*x", "");
    assert_anchors("(?:certificate)+", "certificate");
    assert_anchors("(?:ab){4,}", "abababab");
    assert_anchors("\\d+\\w*", "");
    assert_anchors("", "");
    assert_anchors("ab\\d", "ab0|ab1|ab2|ab3|ab4|ab5|ab6|ab7|ab8|ab9");
    assert_anchors("ab\\w", "");
}

static void one_anchor_is_better_than_three(void **state)
{
    (void)state;
    assert_anchors("xqzvwkj yqqz (?:a|b|c)", "xqzvwkj yqqz ");
    assert_anchors("certificate|certificates", "certificate");
    assert_anchors("(?i)certificate|Certificate of x", "(?i)certificate");
}

/* "connection" is in the sample of ordinary logs time and again, "verify error" is not. */
static void rarity_counts_and_not_length(void **state)
{
    (void)state;
    assert_anchors("Unpacking replacement.*qzxvbnm", "qzxvbnm");
}

static void long_literals_are_cut(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_error err = {0};
    struct cairn_regex_node *root;
    struct cairn_anchors anchors;
    cairn_buf_append_repeat(&text, 'a', 500);
    cairn_buf_append_string(&text, "qzxvkjw");
    cairn_buf_append_repeat(&text, 'a', 500);
    assert_int_equal(cairn_regex_parse(&arena, cairn_buf_span(&text), &root, &err), CAIRN_OK);
    assert_int_equal(cairn_anchors_choose(&arena, root, &anchors, &err), CAIRN_OK);
    assert_int_equal(anchors.count, 1);
    assert_int_equal(anchors.items[0].bytes.size, CAIRN_ANCHOR_MAXIMUM);
}

static void too_many_alternatives_are_given_up(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err = {0};
    for (int count = 63; count <= 65; count++) {
        CAIRN_AUTO_BUF struct cairn_buf text = {0};
        for (int i = 0; i < count; i++)
            cairn_buf_printf(&text, "%sword%04dx", i ? "|" : "", i);
        struct cairn_regex_node *root;
        struct cairn_anchors anchors;
        assert_int_equal(cairn_regex_parse(&arena, cairn_buf_span(&text), &root, &err), CAIRN_OK);
        assert_int_equal(cairn_anchors_choose(&arena, root, &anchors, &err), CAIRN_OK);
        assert_int_equal(anchors.count, count <= 64 ? count : 0);
    }
}

static void options_are_cheapest_first(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err = {0};
    struct cairn_regex_node *root;
    struct cairn_anchor_options options;
    assert_int_equal(cairn_regex_parse(&arena,
                         CAIRN_SPAN("first part\\d+second part\\d+third part"), &root, &err),
        CAIRN_OK);
    assert_int_equal(cairn_anchors_list(&arena, root, &options, &err), CAIRN_OK);
    assert_true(options.count >= 3);
    for (uint32_t i = 1; i < options.count; i++)
        assert_true(options.items[i - 1].per_mebibyte <= options.items[i].per_mebibyte);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_join),
        cmocka_unit_test(case_pairs_become_one),
        cmocka_unit_test(every_branch_counts),
        cmocka_unit_test(one_anchor_is_better_than_three),
        cmocka_unit_test(rarity_counts_and_not_length),
        cmocka_unit_test(long_literals_are_cut),
        cmocka_unit_test(too_many_alternatives_are_given_up),
        cmocka_unit_test(options_are_cheapest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
