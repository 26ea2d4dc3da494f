/* UTF-8 (RFC 3629): checking, decoding, width on a terminal. */
#ifndef CAIRN_BASE_UTF8_H
#define CAIRN_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

#define CAIRN_UTF8_REPLACEMENT 0xFFFDu

bool cairn_utf8_is_valid(struct cairn_span text);
/* Decodes the character at *position and moves behind it. Invalid bytes give U+FFFD and move by
 * one. False at the end. */
bool cairn_utf8_next(struct cairn_span text, size_t *position, uint32_t *out_rune);
/* The first `limit` bytes at most, never ending inside a character. */
struct cairn_span cairn_utf8_cut(struct cairn_span text, size_t limit);
void cairn_utf8_append(
    struct cairn_buf *buf, uint32_t rune); /* surrogates and > U+10FFFF become U+FFFD */
/* Columns on a terminal: 0 for combining and control, 2 for East Asian wide, else 1 (UAX #11,
 * simplified to ranges). */
int cairn_utf8_rune_width(uint32_t rune);
size_t cairn_utf8_width(struct cairn_span text);
bool cairn_utf8_is_cjk(
    uint32_t rune); /* ideographs, kana, hangul: text without spaces between words */

#endif
