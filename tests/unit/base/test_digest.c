/* SHA-256: the examples of FIPS 180-4, whole and in pieces. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_digests),
        cmocka_unit_test(pieces_give_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
