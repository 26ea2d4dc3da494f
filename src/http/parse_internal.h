/* Which bytes may stand where; shared by the readers of this folder. */
#ifndef CAIRN_HTTP_PARSE_INTERNAL_H
#define CAIRN_HTTP_PARSE_INTERNAL_H

#include <stdbool.h>

#include "base/ascii.h"

/* tchar of RFC 9110, section 5.6.2: what names of fields and methods are made of. */
static inline bool cairn_http_is_token(unsigned char c)
{
    static const bool is_mark[128] = {['!'] = true,
        ['#'] = true,
        ['$'] = true,
        ['%'] = true,
        ['&'] = true,
        ['\''] = true,
        ['*'] = true,
        ['+'] = true,
        ['-'] = true,
        ['.'] = true,
        ['^'] = true,
        ['_'] = true,
        ['`'] = true,
        ['|'] = true,
        ['~'] = true};
    return c < 128 && (is_mark[c] || cairn_ascii_is_alphanumeric(c));
}

/* What the value of a field may hold: anything but control characters, the tab excepted. */
static inline bool cairn_http_is_field_byte(unsigned char c)
{
    return c == '\t' || (c >= ' ' && c != 0x7f);
}

static inline bool cairn_http_is_blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

/* -1: no hexadecimal digit. */
static inline int cairn_http_hex_value(unsigned char c)
{
    if (cairn_ascii_is_digit(c))
        return c - '0';
    unsigned char small = c | 0x20;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

#endif
