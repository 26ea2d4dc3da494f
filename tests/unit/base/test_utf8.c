/* UTF-8: all characters there and back, the invalid forms of RFC 3629, widths. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/utf8.h"

static void every_character_survives(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    for (uint32_t rune = 0; rune <= 0x10FFFF; rune++) {
        if (rune == 0xD800)
            rune = 0xE000;
        cairn_buf_clear(&buf);
        cairn_utf8_append(&buf, rune);
        if (!cairn_utf8_is_valid(cairn_buf_span(&buf)))
            fail_msg("U+%04X is not valid", (unsigned)rune);
        size_t position = 0;
        uint32_t back = 0;
        (void)cairn_utf8_next(cairn_buf_span(&buf), &position, &back);
        if (back != rune || position != buf.size)
            fail_msg("U+%04X became U+%04X", (unsigned)rune, (unsigned)back);
    }
}

static void invalid_forms(void **state)
{
    (void)state;
    static const struct cairn_span wrong[] = {{"\x80", 1}, {"\xBF", 1}, {"\xC0\x80", 2},
        {"\xC1\xBF", 2}, {"\xC3", 1}, {"\xC3(", 2}, {"\xE0\x9F\xBF", 3}, {"\xE4\xB8", 2},
        {"\xED\xA0\x80", 3}, {"\xED\xBF\xBF", 3}, {"\xF0\x8F\xBF\xBF", 4}, {"\xF0\x9F\x98", 3},
        {"\xF4\x90\x80\x80", 4}, {"\xF5\x80\x80\x80", 4}, {"\xFE", 1}, {"\xFF", 1},
        {"12345678\x80", 9}, {"1234567\xE4\xB8", 9}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(cairn_utf8_is_valid(wrong[i]));
    assert_true(cairn_utf8_is_valid((struct cairn_span){0}));
    assert_true(cairn_utf8_is_valid(CAIRN_SPAN("12345678\0\xE4\xB8\xAD")));
}

static void invalid_bytes_are_passed_one_by_one(void **state)
{
    (void)state;
    struct cairn_span text = CAIRN_SPAN("\xE4\xB8"
                                        "a\xF0\x9F\x98\x80");
    static const uint32_t expected[] = {0xFFFD, 0xFFFD, 'a', 0x1F600};
    size_t position = 0;
    uint32_t rune;
    for (size_t i = 0; i < 4; i++) {
        assert_true(cairn_utf8_next(text, &position, &rune));
        assert_int_equal(rune, expected[i]);
    }
    assert_false(cairn_utf8_next(text, &position, &rune));
}

static void what_is_no_character_is_replaced(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_utf8_append(&buf, 0xD800);
    cairn_utf8_append(&buf, 0x110000);
    assert_string_equal(buf.data, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void widths(void **state)
{
    (void)state;
    assert_int_equal(cairn_utf8_width(CAIRN_SPAN("abc")), 3);
    assert_int_equal(cairn_utf8_width(CAIRN_SPAN("证书")), 4);
    assert_int_equal(cairn_utf8_width(CAIRN_SPAN("e\xCC\x81")), 1);
    assert_int_equal(cairn_utf8_width(CAIRN_SPAN("\x1b\n")), 0);
    assert_int_equal(cairn_utf8_rune_width(0x1F600), 2);
    assert_int_equal(cairn_utf8_rune_width(0xFF21), 2);
    assert_int_equal(cairn_utf8_rune_width(0xFF71), 1);
    assert_int_equal(cairn_utf8_rune_width(0x2026), 1);
    assert_int_equal(cairn_utf8_rune_width(0x9F), 0);
    assert_int_equal(cairn_utf8_rune_width(0xA0), 1);
}

static void cutting(void **state)
{
    (void)state;
    struct cairn_span text = CAIRN_SPAN("a\xE4\xB8\xAD\xF0\x9F\x98\x80");
    static const size_t sizes[] = {0, 1, 1, 1, 4, 4, 4, 4, 8, 8};
    for (size_t limit = 0; limit < CAIRN_ARRAY_SIZE(sizes); limit++)
        assert_int_equal(cairn_utf8_cut(text, limit).size, sizes[limit]);
    assert_int_equal(cairn_utf8_cut((struct cairn_span){0}, 0).size, 0);
    /* No text: cut near the limit all the same. */
    assert_int_equal(cairn_utf8_cut(CAIRN_SPAN("\x80\x80\x80\x80\x80\x80\x80\x80\x80"), 8).size, 4);
}

static void cjk(void **state)
{
    (void)state;
    assert_true(cairn_utf8_is_cjk(0x4E2D));
    assert_true(cairn_utf8_is_cjk(0x3042));
    assert_true(cairn_utf8_is_cjk(0xD55C));
    assert_true(cairn_utf8_is_cjk(0x20000));
    assert_false(cairn_utf8_is_cjk('a'));
    assert_false(cairn_utf8_is_cjk(0x3002)); /* ideographic full stop */
    assert_false(cairn_utf8_is_cjk(0xFF0C)); /* fullwidth comma */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_survives),
        cmocka_unit_test(invalid_forms),
        cmocka_unit_test(invalid_bytes_are_passed_one_by_one),
        cmocka_unit_test(what_is_no_character_is_replaced),
        cmocka_unit_test(widths),
        cmocka_unit_test(cutting),
        cmocka_unit_test(cjk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
