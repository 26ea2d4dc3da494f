/*
 * UTF-8 by the table of RFC 3629, section 4: overlong forms, surrogates and what lies beyond
 * U+10FFFF are invalid. The width tables are ranges, searched by halves; they follow UAX #11
 * roughly and are good enough to wrap and align text.
 */
#include "base/utf8.h"

#include <string.h>

#include "base/compiler.h"

struct rune_range {
    uint32_t first;
    uint32_t last;
};

/* Drawn over the character before, or not at all. */
static const struct rune_range zero_width[] = {
    {0x0300, 0x036F},
    {0x0483, 0x0489},
    {0x0591, 0x05BD},
    {0x05BF, 0x05BF},
    {0x05C1, 0x05C2},
    {0x05C4, 0x05C5},
    {0x0610, 0x061A},
    {0x064B, 0x065F},
    {0x0670, 0x0670},
    {0x06D6, 0x06DC},
    {0x06DF, 0x06E4},
    {0x0900, 0x0902},
    {0x093C, 0x093C},
    {0x0941, 0x0948},
    {0x094D, 0x094D},
    {0x0E31, 0x0E31},
    {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E},
    {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF},
    {0x200B, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x2064},
    {0x2066, 0x2069},
    {0x20D0, 0x20F0},
    {0x302A, 0x302D},
    {0x3099, 0x309A},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
    {0xFEFF, 0xFEFF},
    {0x1F3FB, 0x1F3FF},
    {0xE0001, 0xE007F},
    {0xE0100, 0xE01EF},
};

static const struct rune_range double_width[] = {
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x2329, 0x232A},
    {0x23E9, 0x23EC},
    {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},
    {0x25FD, 0x25FE},
    {0x2614, 0x2615},
    {0x2648, 0x2653},
    {0x267F, 0x267F},
    {0x2693, 0x2693},
    {0x26A1, 0x26A1},
    {0x26AA, 0x26AB},
    {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},
    {0x26D4, 0x26D4},
    {0x26EA, 0x26EA},
    {0x26F2, 0x26F3},
    {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},
    {0x26FD, 0x26FD},
    {0x2705, 0x2705},
    {0x270A, 0x270B},
    {0x2728, 0x2728},
    {0x274C, 0x274C},
    {0x274E, 0x274E},
    {0x2753, 0x2755},
    {0x2757, 0x2757},
    {0x2795, 0x2797},
    {0x27B0, 0x27B0},
    {0x27BF, 0x27BF},
    {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},
    {0x2B55, 0x2B55},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x16FE0, 0x18CFF},
    {0x1AFF0, 0x1B2FF},
    {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A},
    {0x1F200, 0x1F320},
    {0x1F32D, 0x1F335},
    {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393},
    {0x1F3A0, 0x1F3CA},
    {0x1F3CF, 0x1F3D3},
    {0x1F3E0, 0x1F3F0},
    {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E},
    {0x1F440, 0x1F440},
    {0x1F442, 0x1F4FC},
    {0x1F4FF, 0x1F53D},
    {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567},
    {0x1F57A, 0x1F57A},
    {0x1F595, 0x1F596},
    {0x1F5A4, 0x1F5A4},
    {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5},
    {0x1F6CC, 0x1F6CC},
    {0x1F6D0, 0x1F6D2},
    {0x1F6D5, 0x1F6DF},
    {0x1F6EB, 0x1F6EC},
    {0x1F6F4, 0x1F6FC},
    {0x1F7E0, 0x1F7EB},
    {0x1F90C, 0x1F93A},
    {0x1F93C, 0x1F945},
    {0x1F947, 0x1F9FF},
    {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD},
};

static const struct rune_range cjk[] = {
    {0x1100, 0x11FF},
    {0x2E80, 0x2FDF},
    {0x3005, 0x3007},
    {0x3021, 0x3029},
    {0x3031, 0x3035},
    {0x3041, 0x3096},
    {0x309D, 0x309F},
    {0x30A1, 0x30FA},
    {0x30FC, 0x30FF},
    {0x3105, 0x312F},
    {0x3131, 0x318E},
    {0x31A0, 0x31BF},
    {0x31F0, 0x31FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA960, 0xA97C},
    {0xAC00, 0xD7FB},
    {0xF900, 0xFAFF},
    {0xFF66, 0xFF9D},
    {0xFFA0, 0xFFDC},
    {0x20000, 0x3FFFD},
};

static bool is_in(uint32_t rune, const struct rune_range *ranges, size_t count)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rune > ranges[middle].last)
            low = middle + 1;
        else if (rune < ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

/*
 * Number of bytes that follow the lead byte, and the range the first of them must lie in; the
 * others are 80..BF. The narrowed ranges are what excludes overlong forms (E0, F0), surrogates (ED)
 * and what is too large (F4).
 */
static bool classify(
    unsigned char lead, size_t *out_more, unsigned char *out_low, unsigned char *out_high)
{
    if (lead < 0xC2 || lead > 0xF4)
        return false;
    *out_more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    *out_low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *out_high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return true;
}

/* Bytes of the character at `position`, or 0 when it is invalid. */
static size_t decode(struct cairn_span text, size_t position, uint32_t *out_rune)
{
    unsigned char lead = (unsigned char)text.data[position];
    if (lead < 0x80) {
        *out_rune = lead;
        return 1;
    }
    size_t more;
    unsigned char low;
    unsigned char high;
    if (!classify(lead, &more, &low, &high) || more >= text.size - position)
        return 0;
    uint32_t rune = lead & (0x3Fu >> more);
    for (size_t i = 1; i <= more; i++) {
        unsigned char byte = (unsigned char)text.data[position + i];
        if (byte < low || byte > high)
            return 0;
        low = 0x80;
        high = 0xBF;
        rune = rune << 6 | (byte & 0x3Fu);
    }
    *out_rune = rune;
    return more + 1;
}

/* Most text is ASCII: eight bytes at a time while none has its high bit set. */
static size_t skip_ascii(struct cairn_span text, size_t position)
{
    uint64_t word;
    while (text.size - position >= sizeof word) {
        memcpy(&word, text.data + position, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
        position += sizeof word;
    }
    return position;
}

bool cairn_utf8_is_valid(struct cairn_span text)
{
    size_t position = 0;
    while (position < text.size) {
        position = skip_ascii(text, position);
        if (position == text.size)
            break;
        uint32_t rune;
        size_t size = decode(text, position, &rune);
        if (size == 0)
            return false;
        position += size;
    }
    return true;
}

bool cairn_utf8_next(struct cairn_span text, size_t *position, uint32_t *out_rune)
{
    if (*position >= text.size)
        return false;
    size_t size = decode(text, *position, out_rune);
    if (size == 0) {
        *out_rune = CAIRN_UTF8_REPLACEMENT;
        size = 1;
    }
    *position += size;
    return true;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* A character has at most three continuation bytes: where more stand, the text is no UTF-8 and may
 * be cut anywhere. */
struct cairn_span cairn_utf8_cut(struct cairn_span text, size_t limit)
{
    if (text.size <= limit)
        return text;
    size_t size = limit;
    while (size > 0 && limit - size < 4 && is_continuation(text.data[size]))
        size--;
    return cairn_span_slice(text, 0, size);
}

void cairn_utf8_append(struct cairn_buf *buf, uint32_t rune)
{
    if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
        rune = CAIRN_UTF8_REPLACEMENT;
    if (rune < 0x80) {
        cairn_buf_append_byte(buf, (char)rune);
        return;
    }
    int more = rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    /* The lead byte: more + 1 high bits set, then a zero. */
    unsigned lead = (0xFF00u >> (more + 1)) & 0xFFu;
    cairn_buf_append_byte(buf, (char)(lead | rune >> (6 * more)));
    while (more-- > 0)
        cairn_buf_append_byte(buf, (char)(0x80u | (rune >> (6 * more) & 0x3Fu)));
}

int cairn_utf8_rune_width(uint32_t rune)
{
    if (rune < 0x20 || (rune >= 0x7F && rune < 0xA0))
        return 0;
    if (rune < 0x300)
        return 1;
    if (is_in(rune, zero_width, CAIRN_ARRAY_SIZE(zero_width)))
        return 0;
    return is_in(rune, double_width, CAIRN_ARRAY_SIZE(double_width)) ? 2 : 1;
}

size_t cairn_utf8_width(struct cairn_span text)
{
    size_t width = 0;
    size_t position = 0;
    uint32_t rune;
    while (cairn_utf8_next(text, &position, &rune))
        width += (size_t)cairn_utf8_rune_width(rune);
    return width;
}

bool cairn_utf8_is_cjk(uint32_t rune)
{
    return is_in(rune, cjk, CAIRN_ARRAY_SIZE(cjk));
}
