/* Cutting texts into what search looks for: words, and runs of Chinese, Japanese or Korean, which
 * has no spaces. Both the writer and the search use it, so that what is indexed is what is asked
 * for. */
#ifndef CAIRN_CANON_WORDS_H
#define CAIRN_CANON_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"

struct cairn_canon_word {
    struct cairn_span text; /* points into the text; valid UTF-8 */
    bool is_cjk;
};

/* The next word at or after *position, which moves behind it; false at the end. Punctuation, white
 * space, control characters (NUL too) and invalid UTF-8 stand between words. */
bool cairn_canon_next_word(
    struct cairn_span text, size_t *position, struct cairn_canon_word *out_word);

/* Append the words that are not CJK, each followed by a space. */
void cairn_canon_append_words(struct cairn_buf *buf, struct cairn_span text);
/* Append each CJK run as its pairs of neighbouring characters, then its last character alone, so
 * that every character begins some token: 证书链 gives "证书 书链 链 ". */
void cairn_canon_append_pairs(struct cairn_buf *buf, struct cairn_span text);

#endif
