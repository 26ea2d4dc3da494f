/* Test helpers: random regexes of the dialect, and random texts that a regex matches. */
#ifndef CAIRN_TEST_DERIVE_H
#define CAIRN_TEST_DERIVE_H

#include "base/buf.h"
#include "match/dialect.h"
#include "random.h"

/* Appends a text that `node` matches, as long as its assertions (^ $ \b) happen to hold. */
void test_derive(
    struct test_random *random, const struct cairn_regex_node *node, struct cairn_buf *out);
/* Appends a random regex; without assertions unless asked for. */
void test_random_regex(struct test_random *random, bool with_assertions, struct cairn_buf *out);
/* Appends a word as logs have them; some are common, some share their beginnings. */
void test_random_word(struct test_random *random, struct cairn_buf *out);

#endif
