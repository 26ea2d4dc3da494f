/* Wrapping, quoting, styles. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/utf8.h"
#include "render/text.h"

static struct cairn_text make(struct cairn_buf *out, int columns, bool in_chinese)
{
    struct cairn_text text;
    struct cairn_render_options options = {.columns = columns, .in_chinese = in_chinese};
    cairn_text_init(&text, out, &options);
    return text;
}

static void assert_wrapped(
    const char *prose, int columns, int indent, int hang, const char *expected)
{
    CAIRN_AUTO_BUF struct cairn_buf out = {0};
    CAIRN_AUTO_TEXT struct cairn_text text = make(&out, columns, false);
    cairn_text_put(&text, cairn_span_from_string(prose));
    cairn_text_flush(&text, indent, hang);
    assert_string_equal(out.data, expected);
}

#define TEN "1234567890"

static void lines_break_at_spaces(void **state)
{
    (void)state;
    assert_wrapped(TEN " " TEN " " TEN " " TEN, 43, 0, 0, TEN " " TEN " " TEN " " TEN "\n");
    assert_wrapped(TEN " " TEN " " TEN " " TEN, 42, 0, 2, TEN " " TEN " " TEN "\n  " TEN "\n");
    assert_wrapped("a\nb\tc  d", 80, 1, 1, " a b c  d\n");
}

static void long_runs_are_cut_at_the_edge(void **state)
{
    (void)state;
    assert_wrapped(TEN TEN TEN TEN "x", 40, 0, 0, TEN TEN TEN TEN "\nx\n");
    assert_wrapped("a " TEN TEN TEN TEN "x", 40, 0, 0, "a\n" TEN TEN TEN TEN "\nx\n");
}

static void addresses_are_not_cut(void **state)
{
    (void)state;
    assert_wrapped("see https://" TEN TEN TEN TEN, 40, 0, 0, "see\nhttps://" TEN TEN TEN TEN "\n");
}

static void nothing_collected_is_nothing_written(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf out = {0};
    CAIRN_AUTO_TEXT struct cairn_text text = make(&out, 80, false);
    cairn_text_flush(&text, 4, 4);
    assert_int_equal(out.size, 0);
}

static void chinese_breaks_anywhere_but_before_punctuation(void **state)
{
    (void)state;
    /* 20 characters fill 40 columns; the comma may not begin the next line, so a character goes
     * with it. */
    assert_wrapped("一二三四五六七八九十一二三四五六七八九十，下", 40, 0, 0,
        "一二三四五六七八九十一二三四五六七八九\n十，下\n");
    assert_wrapped("一二三四五六七八九十一二三四五六七八九（下）", 40, 0, 0,
        "一二三四五六七八九十一二三四五六七八九\n（下）\n");
    assert_wrapped("一二三四五六七八九十一二三四五六七八proxy_ssl", 40, 0, 0,
        "一二三四五六七八九十一二三四五六七八\nproxy_ssl\n");
}

static void what_comes_from_outside_cannot_act_on_the_terminal(void **state)
{
    (void)state;
    assert_wrapped("a\x1b[2Jb\x10\x15\x07", 80, 0, 0, "a\\x1b[2Jb\\x10\\x15\\x07\n");
    CAIRN_AUTO_BUF struct cairn_buf out = {0};
    CAIRN_AUTO_TEXT struct cairn_text text = make(&out, 80, false);
    cairn_text_verbatim(&text, CAIRN_SPAN("rm \x1b[8m -rf\nsecond"), 2);
    assert_string_equal(out.data, "  rm \\x1b[8m -rf\n  second\n");
}

static void commands_are_never_wrapped(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf out = {0};
    CAIRN_AUTO_TEXT struct cairn_text text = make(&out, 40, false);
    cairn_text_verbatim(&text, CAIRN_SPAN(TEN " " TEN " " TEN " " TEN " " TEN), 4);
    assert_string_equal(out.data, "    " TEN " " TEN " " TEN " " TEN " " TEN "\n");
    cairn_buf_clear(&out);
    cairn_text_put(&text, CAIRN_SPAN(TEN " " TEN " " TEN " " TEN " " TEN));
    cairn_text_flush_whole(&text, 0);
    assert_string_equal(out.data, TEN " " TEN " " TEN " " TEN " " TEN "\n");
}

static void labels_stand_in_the_gutter(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf out = {0};
    CAIRN_AUTO_TEXT struct cairn_text text = make(&out, 40, false);
    cairn_text_label(&text, CAIRN_MSG_LABEL_UNDO);
    cairn_text_put(&text, CAIRN_SPAN(TEN " " TEN " " TEN "1 " TEN));
    cairn_text_flush_gutter(&text);
    assert_string_equal(out.data, "Undo    " TEN " " TEN "\n        " TEN "1 " TEN "\n");
}

static void colours_end_with_each_line(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf out = {0};
    CAIRN_AUTO_TEXT struct cairn_text text = make(&out, 40, false);
    text.colour = true;
    cairn_text_style(&text, CAIRN_STYLE_BAD);
    cairn_text_put(&text, CAIRN_SPAN(TEN TEN " " TEN TEN));
    cairn_text_flush(&text, 0, 0);
    assert_string_equal(out.data, "\033[31m" TEN TEN "\033[0m\n\033[31m" TEN TEN "\033[0m\n");
}

static void quotes_lose_their_middle(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf out = {0};
    CAIRN_AUTO_TEXT struct cairn_text text = make(&out, 80, false);
    cairn_text_quote(&text, CAIRN_SPAN("1\r\n2\n3\n4"), 0, 4);
    assert_string_equal(out.data, "| 1\n| 2\n| 3\n| 4\n");
    cairn_buf_clear(&out);
    cairn_text_quote(&text, CAIRN_SPAN("1\n2\n3\n4\n5"), 0, 4);
    assert_string_equal(out.data, "| 1\n| 2\n| … 2 more lines here (--full shows them)\n| 5\n");
    cairn_buf_clear(&out);
    cairn_text_quote(&text, CAIRN_SPAN("1\n2\n3\n4\n5"), 0, 0);
    assert_string_equal(out.data, "| 1\n| 2\n| 3\n| 4\n| 5\n");
}

static void assert_sentences(const char *prose, int count, const char *expected)
{
    struct cairn_span got = cairn_text_sentences(cairn_span_from_string(prose), count);
    if (!cairn_span_equal_string(got, expected))
        fail_msg("%s: %.*s", prose, CAIRN_SPAN_ARGS(got));
}

static void sentences_are_counted(void **state)
{
    (void)state;
    assert_sentences("One. Two. Three.", 1, "One.");
    assert_sentences("One. Two. Three.", 2, "One. Two.");
    assert_sentences("One. Two.", 5, "One. Two.");
    assert_sentences("nginx 1.22 does, e.g. Debian's. Next.", 1, "nginx 1.22 does, e.g. Debian's.");
    assert_sentences("一句。两句。", 1, "一句。");
    assert_sentences("", 1, "");
    assert_sentences(".", 1, ".");
    assert_sentences("a. ", 1, "a. ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_break_at_spaces),
        cmocka_unit_test(long_runs_are_cut_at_the_edge),
        cmocka_unit_test(addresses_are_not_cut),
        cmocka_unit_test(nothing_collected_is_nothing_written),
        cmocka_unit_test(chinese_breaks_anywhere_but_before_punctuation),
        cmocka_unit_test(what_comes_from_outside_cannot_act_on_the_terminal),
        cmocka_unit_test(commands_are_never_wrapped),
        cmocka_unit_test(labels_stand_in_the_gutter),
        cmocka_unit_test(colours_end_with_each_line),
        cmocka_unit_test(quotes_lose_their_middle),
        cmocka_unit_test(sentences_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
