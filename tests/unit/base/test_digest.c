/* SHA-256: the examples of FIPS 180-4, whole and in pieces; HMAC: those of RFC 4231. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/digest.h"

static void known_digests(void **state)
{
    (void)state;
    char hex[CAIRN_DIGEST_HEX_SIZE];
    cairn_digest_hex((struct cairn_span){0}, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    cairn_digest_hex(CAIRN_SPAN("abc"), hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void pieces_give_the_same(void **state)
{
    (void)state;
    char hex[CAIRN_DIGEST_HEX_SIZE];
    struct cairn_digest *digest = cairn_digest_new();
    assert_non_null(digest);
    for (int i = 0; i < 1000000; i++)
        cairn_digest_add(digest, CAIRN_SPAN("a"));
    cairn_digest_add(digest, (struct cairn_span){0});
    cairn_digest_finish(digest, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    cairn_digest_free(NULL);
    cairn_digest_free(cairn_digest_new());
}

static void assert_signed(struct cairn_span key, struct cairn_span bytes, const char *expected)
{
    char hex[CAIRN_DIGEST_HEX_SIZE];
    cairn_digest_sign(key, bytes, hex);
    assert_string_equal(hex, expected);
}

/* Test cases 1, 2 and 6: the last has a key that is longer than a block. */
static void known_signatures(void **state)
{
    (void)state;
    char key[131];
    memset(key, 0x0b, 20);
    assert_signed(cairn_span_make(key, 20), CAIRN_SPAN("Hi There"),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_signed(CAIRN_SPAN("Jefe"), CAIRN_SPAN("what do ya want for nothing?"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    assert_signed(cairn_span_make(key, sizeof key),
        CAIRN_SPAN("Test Using Larger Than Block-Size Key - Hash Key First"),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void same_bytes_only(void **state)
{
    (void)state;
    assert_true(cairn_digest_is_same(CAIRN_SPAN("abc"), CAIRN_SPAN("abc")));
    assert_true(cairn_digest_is_same((struct cairn_span){0}, CAIRN_SPAN("")));
    assert_false(cairn_digest_is_same(CAIRN_SPAN("abc"), CAIRN_SPAN("abd")));
    assert_false(cairn_digest_is_same(CAIRN_SPAN("abc"), CAIRN_SPAN("Abc")));
    assert_false(cairn_digest_is_same(CAIRN_SPAN("abc"), CAIRN_SPAN("ab")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_digests),
        cmocka_unit_test(pieces_give_the_same),
        cmocka_unit_test(known_signatures),
        cmocka_unit_test(same_bytes_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
