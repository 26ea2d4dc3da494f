/*
 * Words and runs. A word is a run of letters and digits (ASCII ones, or characters of other
 * alphabets; the index's tokenizer may cut those further); a CJK run is cut into overlapping pairs:
 *
 *     证 书 验 证   →   证书 书验 验证 证
 *
 * so a two-character word is one token, a longer one is neighbouring tokens, and one character is
 * the beginning of one.
 */
#include "canon/words.h"

#include "base/ascii.h"
#include "base/utf8.h"

enum rune_kind {
    RUNE_SEPARATOR,
    RUNE_LETTER,
    RUNE_CJK,
};

/* Blocks that hold punctuation and symbols only, as far as they occur in error messages and prose
 * about them. */
static bool is_punctuation(uint32_t rune)
{
    static const struct {
        uint32_t first, last;
    } blocks[] = {
        {0x80, 0xA9}, {0xAB, 0xB4}, {0xB6, 0xB9}, {0xBB, 0xBF}, /* Latin-1, without ª µ º */
        {0xD7, 0xD7}, {0xF7, 0xF7}, {0x2000, 0x206F},
        {0x20A0, 0x20CF}, /* general punctuation, currencies */
        {0x2190, 0x2BFF}, /* arrows, mathematics, boxes, dingbats */
        {0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030},
        {0xE000, 0xF8FF}, /* private use */
        {0xFE10, 0xFE6F}, {0xFF01, 0xFF0F}, {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65},
        {0xFFE0, 0xFFFF},   /* full-width signs, specials, U+FFFD */
        {0x1F000, 0x1FAFF}, /* emoji */
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(blocks); i++) {
        if (rune >= blocks[i].first && rune <= blocks[i].last)
            return true;
    }
    return false;
}

static enum rune_kind kind_of(uint32_t rune)
{
    if (rune < 0x80)
        return cairn_ascii_is_alphanumeric(rune) ? RUNE_LETTER : RUNE_SEPARATOR;
    if (is_punctuation(rune))
        return RUNE_SEPARATOR;
    return cairn_utf8_is_cjk(rune) ? RUNE_CJK : RUNE_LETTER;
}

bool cairn_canon_next_word(
    struct cairn_span text, size_t *position, struct cairn_canon_word *out_word)
{
    size_t start = *position;
    enum rune_kind kind = RUNE_SEPARATOR;
    uint32_t rune;
    while (kind == RUNE_SEPARATOR) {
        start = *position;
        if (!cairn_utf8_next(text, position, &rune))
            return false;
        kind = kind_of(rune);
    }
    size_t end = *position;
    while (cairn_utf8_next(text, position, &rune) && kind_of(rune) == kind)
        end = *position;
    *position = end;
    out_word->text = cairn_span_slice(text, start, end - start);
    out_word->is_cjk = kind == RUNE_CJK;
    return true;
}

void cairn_canon_append_words(struct cairn_buf *buf, struct cairn_span text)
{
    struct cairn_canon_word word;
    for (size_t position = 0; cairn_canon_next_word(text, &position, &word);) {
        if (word.is_cjk)
            continue;
        cairn_buf_append(buf, word.text);
        cairn_buf_append_byte(buf, ' ');
    }
}

static void append_run(struct cairn_buf *buf, struct cairn_span run)
{
    size_t start = 0;
    size_t middle = 0;
    uint32_t rune;
    cairn_utf8_next(run, &middle, &rune);
    for (size_t end = middle; cairn_utf8_next(run, &end, &rune);) {
        cairn_buf_append(buf, cairn_span_slice(run, start, end - start));
        cairn_buf_append_byte(buf, ' ');
        start = middle;
        middle = end;
    }
    cairn_buf_append(buf, cairn_span_slice(run, start, run.size - start));
    cairn_buf_append_byte(buf, ' ');
}

void cairn_canon_append_pairs(struct cairn_buf *buf, struct cairn_span text)
{
    struct cairn_canon_word word;
    for (size_t position = 0; cairn_canon_next_word(text, &position, &word);) {
        if (word.is_cjk)
            append_run(buf, word.text);
    }
}
