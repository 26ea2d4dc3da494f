/* The catalogue: complete in both languages, with the same values, and safe to expand. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "base/utf8.h"
#include "render/messages.h"

static const char *const names[] = {
#define MESSAGE(id, en, zh) #id,
#include "render/messages.def"
#undef MESSAGE
};

/* Which of %1 … %9 a text uses, as bits; a % that begins no value gives ~0. */
static unsigned values_of(const char *text)
{
    unsigned used = 0;
    for (const char *p = strchr(text, '%'); p; p = strchr(p + 1, '%')) {
        if (p[1] < '1' || p[1] > '9')
            return ~0U;
        used |= 1U << (p[1] - '0');
    }
    return used;
}

static bool has_cjk(const char *text)
{
    struct cairn_span span = cairn_span_from_string(text);
    size_t position = 0;
    uint32_t rune = 0;
    while (cairn_utf8_next(span, &position, &rune)) {
        if (cairn_utf8_is_cjk(rune))
            return true;
    }
    return false;
}

static void both_languages_have_the_same_values(void **state)
{
    (void)state;
    for (int i = 0; i < CAIRN_MSG_COUNT; i++) {
        unsigned en = values_of(cairn_message((enum cairn_message)i, false));
        unsigned zh = values_of(cairn_message((enum cairn_message)i, true));
        if (en != zh || en == ~0U)
            fail_msg("%s: values differ or a percent sign begins no value", names[i]);
    }
}

static void values_are_numbered_from_one_without_gaps(void **state)
{
    (void)state;
    for (int i = 0; i < CAIRN_MSG_COUNT; i++) {
        unsigned used = values_of(cairn_message((enum cairn_message)i, false)) >> 1;
        if (used & (used + 1))
            fail_msg("%s: a value is left out", names[i]);
    }
}

static void every_message_is_valid_text(void **state)
{
    (void)state;
    for (int i = 0; i < CAIRN_MSG_COUNT; i++) {
        const char *en = cairn_message((enum cairn_message)i, false);
        const char *zh = cairn_message((enum cairn_message)i, true);
        bool is_gap = i == CAIRN_MSG_SENTENCE_GAP; /* Chinese sentences have none between them */
        bool is_name =
            i == CAIRN_MSG_OTHER_LANGUAGE; /* languages call themselves by their own name */
        if (!*en || (!*zh && !is_gap))
            fail_msg("%s is empty", names[i]);
        if (!cairn_utf8_is_valid(cairn_span_from_string(zh)) ||
            !cairn_utf8_is_valid(cairn_span_from_string(en)))
            fail_msg("%s is no UTF-8", names[i]);
        if (has_cjk(en) && !is_name)
            fail_msg("%s: the English text has Chinese characters", names[i]);
    }
}

/* Labels stand in a gutter of 8 columns in English and 6 in Chinese, with a space behind them. */
static void gutter_labels_fit(void **state)
{
    (void)state;
    for (int i = CAIRN_MSG_LABEL_MEANS; i <= CAIRN_MSG_LABEL_SHAPE; i++) {
        size_t en =
            cairn_utf8_width(cairn_span_from_string(cairn_message((enum cairn_message)i, false)));
        size_t zh =
            cairn_utf8_width(cairn_span_from_string(cairn_message((enum cairn_message)i, true)));
        if (en > 7 || zh > 5)
            fail_msg("%s is too wide for the gutter", names[i]);
    }
}

static void values_are_put_in_their_place_and_not_read_again(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    struct cairn_span values[] = {CAIRN_SPAN("%2%s"), CAIRN_SPAN("b")};
    cairn_message_append(&buf, CAIRN_MSG_NEXT_AFTER_CHANGE, false, values, 2);
    assert_string_equal(buf.data, "%2%s, after b");
    cairn_buf_clear(&buf);
    cairn_message_append(&buf, CAIRN_MSG_NEXT_AFTER_CHANGE, false, values, 1);
    assert_string_equal(buf.data, "%2%s, after ");
}

static void words_that_nobody_translated_stay(void **state)
{
    (void)state;
    assert_true(
        cairn_span_equal_string(cairn_message_word(CAIRN_SPAN("outage"), true), "服务中断"));
    assert_true(cairn_span_equal_string(cairn_message_word(CAIRN_SPAN("teapot"), true), "teapot"));
    assert_int_equal(cairn_message_word((struct cairn_span){0}, true).size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages_have_the_same_values),
        cmocka_unit_test(values_are_numbered_from_one_without_gaps),
        cmocka_unit_test(every_message_is_valid_text),
        cmocka_unit_test(gutter_labels_fit),
        cmocka_unit_test(values_are_put_in_their_place_and_not_read_again),
        cmocka_unit_test(words_that_nobody_translated_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
