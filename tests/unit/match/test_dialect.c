#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "match/dialect.h"
#include "match/pattern.h"

static enum cairn_status parse(struct cairn_span regex, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_regex_node *root;
    enum cairn_status status = cairn_regex_parse(&arena, regex, &root, err);
    if (status == CAIRN_OK)
        assert_non_null(root);
    return status;
}

static void assert_status(const char *regex, enum cairn_status expected)
{
    struct cairn_error err = {0};
    enum cairn_status status = parse(cairn_span_from_string(regex), &err);
    if (status != expected)
        print_message("%s: %d, %s\n", regex, status, err.primary);
    assert_int_equal(status, expected);
    if (expected != CAIRN_OK) {
        assert_true(strlen(err.primary) > 0);
        assert_true(strlen(err.hint) > 0);
    }
}

static void what_is_allowed_compiles(void **state)
{
    (void)state;
    static const char *const allowed[] = {"", "abc", "a|b|", "(?:a)", "(a)", "(?P<n>a)(?P<m>b)",
        "a*", "a+?", "a??", "a{2}", "a{2,}", "a{0,3}?", "[]a]", "[^]a]", "[a-z-]", "[-a]",
        "[[:alpha:][:^digit:]]", "[\\d.-]", "\\x41\\n\\r\\t\\f\\a\\.\\/\\-\\ ", "\\b\\Ba\\A\\z",
        "^a$", "(?i)ABC[d-f]", "]", "}", "a]b}", "é", "(?:é)+", "(?:证书|错误)", "a:b-c=d",
        "(?:[^ ]+ ){16}x", "(?:[a-z]{1,255}x)+", "\\\\", "[\\]\\\\]", "[.]", "[:=]", "()", "(?:)*"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(allowed); i++) {
        assert_status(allowed[i], CAIRN_OK);
        struct cairn_error err = {0};
        struct cairn_pattern *pattern;
        assert_int_equal(
            cairn_pattern_compile(cairn_span_from_string(allowed[i]), &pattern, &err), CAIRN_OK);
        cairn_pattern_free(pattern);
    }
}

static void what_is_outside_is_refused_with_a_hint(void **state)
{
    (void)state;
    static const char *const refused[] = {"(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?<n>a)",
        "(?'n'a)", "(?>a)", "(?|a)", "(?#a)", "(?(1)a)", "(?P=n)", "(?P>n)", "(?&n)", "(?R)",
        "(?1)", "(?C)", "(*FAIL)", "a(?i)b", "(?m)a", "(?s)a", "(?x)a", "(?i:a)", "(?-i)a",
        "(a)\\1", "\\k<n>", "\\g1", "a++", "a*+", "a{2}+", "a**", "a{2}{3}", "^*", "\\b+", "$?",
        "\\K", "\\R", "\\h", "\\Q", "\\E", "\\C", "\\X", "\\N", "\\p{L}", "\\v", "\\e", "\\G",
        "\\Z", "\\0", "\\u0041", "\\x{41}", "\\x4", "\\<", "\\>", "\\é", "a{", "a{,3}", "{",
        "a{1001}", "a{1,1001}", "a{0}", "[[]", "[a[b]", "[a&&b]", "[!--b]", "[a~~b]", "[\\d-z]",
        "[a-\\d]", "[\\b]", "[é]", "é+", "[:alpha:]", "[.a.]", "[=a=]", "[\\s\\S]x[^\\s\\S]",
        "\x01", "a\nb", "(?P<n>a)(?P<n>b)", "(a+)+", "(?:a*b?)*", "(?:(?:a|b)+c)+", "((?:a+)?)*",
        "(?:a{1,256}b)+", "(?:a+){17}", "(?:(?:a{1,100}){1,100})"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(refused); i++)
        assert_status(refused[i], CAIRN_ERR_INVALID);
}

static void what_is_no_regex_is_a_syntax_error(void **state)
{
    (void)state;
    static const char *const broken[] = {"(", "(a", ")", "a)", "[", "[a", "[]", "[z-a]", "*a", "+",
        "?", "a|*", "(?P<>a)", "(?P<1a>b)", "(?P<a", "\\", "a{3,2}", "[[:nope:]]"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(broken); i++)
        assert_status(broken[i], CAIRN_ERR_SYNTAX);
}

static void the_position_is_named(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    assert_int_equal(parse(CAIRN_SPAN("abc(?=d)"), &err), CAIRN_ERR_INVALID);
    assert_non_null(strstr(err.primary, "lookahead at byte 4"));
}

static enum cairn_status parse_repeated(
    const char *before, const char *part, size_t count, const char *behind, const char *last)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_append_string(&text, before);
    for (size_t i = 0; i < count; i++)
        cairn_buf_append_string(&text, part);
    cairn_buf_append_string(&text, behind);
    for (size_t i = 0; i < count && last; i++)
        cairn_buf_append_string(&text, last);
    return parse(cairn_buf_span(&text), &err);
}

static void limits_hold(void **state)
{
    (void)state;
    assert_int_equal(parse_repeated("", "(", CAIRN_LIMIT_REGEX_DEPTH, "a", ")"), CAIRN_OK);
    assert_int_equal(
        parse_repeated("", "(", CAIRN_LIMIT_REGEX_DEPTH + 1, "a", ")"), CAIRN_ERR_INVALID);
    assert_int_equal(parse_repeated("", "a", CAIRN_LIMIT_REGEX - 1, "", NULL), CAIRN_OK);
    assert_int_equal(parse_repeated("", "a", CAIRN_LIMIT_REGEX, "", NULL), CAIRN_OK);
    assert_int_equal(parse_repeated("", "a", CAIRN_LIMIT_REGEX + 1, "", NULL), CAIRN_ERR_LIMIT);
    assert_int_equal(parse_repeated("(?P<", "n", CAIRN_LIMIT_REGEX_NAME, ">a)", NULL), CAIRN_OK);
    assert_int_equal(
        parse_repeated("(?P<", "n", CAIRN_LIMIT_REGEX_NAME + 1, ">a)", NULL), CAIRN_ERR_SYNTAX);
    assert_status("a{1000}", CAIRN_OK);
    assert_status("(?:xa?){16}", CAIRN_OK); /* 65,536 ways */
    assert_status("(?:xa?){16}b?", CAIRN_ERR_LIMIT);
    assert_status("(?:a|b|c){11}", CAIRN_ERR_LIMIT);
    assert_status("[abc]{11}(?:\\n at .*){1,16}", CAIRN_OK);
    assert_status("(?:abcdefghij){900}", CAIRN_OK);
    assert_status("(?:abcdefghijklmnopqrstuvwxyz){1000}", CAIRN_ERR_LIMIT);
}

static uint32_t literal_length(const char *regex)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err = {0};
    struct cairn_regex_node *root;
    assert_int_equal(
        cairn_regex_parse(&arena, cairn_span_from_string(regex), &root, &err), CAIRN_OK);
    return cairn_regex_literal_length(root);
}

static void literal_lengths(void **state)
{
    (void)state;
    assert_int_equal(literal_length("abc"), 3);
    assert_int_equal(literal_length("abc\\d+def"), 6);
    assert_int_equal(literal_length("abc|de"), 2);
    assert_int_equal(literal_length("(?:abc|de|)x"), 1);
    assert_int_equal(literal_length("(?:abc)?x"), 1);
    assert_int_equal(literal_length("(?:abc){3,}x"), 10);
    assert_int_equal(literal_length("[.][ab]"), 1);
    assert_int_equal(literal_length("^\\bабв$"), 6);
}

static void append_name(void *context, struct cairn_span name)
{
    cairn_buf_append(context, name);
    cairn_buf_append_byte(context, ' ');
}

static void names_come_in_order(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf names = {0};
    struct cairn_error err = {0};
    struct cairn_regex_node *root;
    assert_int_equal(cairn_regex_parse(&arena,
                         CAIRN_SPAN("(?P<z>a)(x)(?:(?P<b>c(?P<a>d))|(?P<y>e)){2}"), &root, &err),
        CAIRN_OK);
    cairn_regex_each_name(root, append_name, &names);
    assert_string_equal(names.data, "z b a y ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_allowed_compiles),
        cmocka_unit_test(what_is_outside_is_refused_with_a_hint),
        cmocka_unit_test(what_is_no_regex_is_a_syntax_error),
        cmocka_unit_test(the_position_is_named),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(literal_lengths),
        cmocka_unit_test(names_come_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
