/* Classes of ASCII bytes, whatever the locale. They take a byte as char or as int (-1 and bytes
 * from 0x80 on belong to none), or a character. */
#ifndef CAIRN_BASE_ASCII_H
#define CAIRN_BASE_ASCII_H

#include <stdbool.h>
#include <stdint.h>

static inline bool cairn_ascii_is_digit(int64_t c)
{
    return c >= '0' && c <= '9';
}

static inline bool cairn_ascii_is_letter(int64_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool cairn_ascii_is_alphanumeric(int64_t c)
{
    return cairn_ascii_is_letter(c) || cairn_ascii_is_digit(c);
}

/* Capitals as small letters, all else as it is. */
static inline char cairn_ascii_to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

#endif
