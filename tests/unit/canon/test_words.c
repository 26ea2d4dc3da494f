/* Words, and pairs of characters. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/compiler.h"
#include "canon/words.h"

typedef void (*append_function)(struct cairn_buf *buf, struct cairn_span text);

static void expect(append_function append, const char *text, const char *expected)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_buf_append_byte(&buf, '|');
    append(&buf, cairn_span_from_string(text));
    assert_string_equal(buf.data + 1, expected);
}

static void test_words(void **state)
{
    (void)state;
    expect(cairn_canon_append_words, "", "");
    expect(cairn_canon_append_words, " .,:;-_/\\\"'()[]{}*^+\t\r\n\x7f", "");
    expect(cairn_canon_append_words, "proxy_ssl_name v1.22-x", "proxy ssl name v1 22 x ");
    expect(cairn_canon_append_words, "Größe、naïve", "Größe naïve ");
    expect(cairn_canon_append_words, "nginx无法connect", "nginx connect ");
    expect(cairn_canon_append_words,
        "a\xff\xfe"
        "b\xe8\xaf",
        "a b ");
    expect(cairn_canon_append_words, "“a”…b—c ＜d＞ →e 😀f", "a b c d e f ");
}

static void test_pairs(void **state)
{
    (void)state;
    expect(cairn_canon_append_pairs, "", "");
    expect(cairn_canon_append_pairs, "nginx", "");
    expect(cairn_canon_append_pairs, "证", "证 ");
    expect(cairn_canon_append_pairs, "证书", "证书 书 ");
    expect(cairn_canon_append_pairs, "证书链", "证书 书链 链 ");
    expect(cairn_canon_append_pairs, "无法，nginx证书。", "无法 法 证书 书 ");
    expect(cairn_canon_append_pairs, "証明書エラー", "証明 明書 書エ エラ ラー ー ");
    expect(cairn_canon_append_pairs, "\xf0\xa0\x80\x80证", "\xf0\xa0\x80\x80证 证 ");
}

static void test_positions(void **state)
{
    (void)state;
    struct cairn_span text = CAIRN_SPAN("  a证b ");
    struct cairn_canon_word word;
    size_t position = 0;
    assert_true(cairn_canon_next_word(text, &position, &word));
    assert_ptr_equal(word.text.data, text.data + 2);
    assert_int_equal(word.text.size, 1);
    assert_false(word.is_cjk);
    assert_true(cairn_canon_next_word(text, &position, &word));
    assert_true(word.is_cjk);
    assert_int_equal(word.text.size, 3);
    assert_true(cairn_canon_next_word(text, &position, &word));
    assert_false(cairn_canon_next_word(text, &position, &word));
    assert_false(cairn_canon_next_word(text, &position, &word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
