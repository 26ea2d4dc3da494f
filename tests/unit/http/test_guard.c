/* The guard of the form: what it lets through, and every forgery that it must not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "http/guard.h"

static const char secret[CAIRN_HTTP_SECRET_SIZE + 1] = "0123456789abcdef0123456789abcdef";
static const char other_secret[CAIRN_HTTP_SECRET_SIZE + 1] = "0123456789abcdef0123456789abcdee";

#define NOW     INT64_C(1800000000000)
#define TWO_H   INT64_C(7200000)
#define NOTHING ((struct cairn_span){.data = ""})

static struct cairn_http_guard make(struct cairn_span cookie, int64_t now_ms)
{
    struct cairn_http_guard guard = {0};
    assert_int_equal(cairn_http_guard_make(secret, now_ms, cookie, &guard, NULL), CAIRN_OK);
    return guard;
}

static bool holds(const char *cookie, const char *field)
{
    return cairn_http_guard_holds(
        secret, NOW, cairn_span_from_string(cookie), cairn_span_from_string(field));
}

static void what_was_made_holds(void **state)
{
    (void)state;
    struct cairn_http_guard guard = make(NOTHING, NOW);
    assert_true(holds(guard.cookie, guard.field));
    assert_null(strpbrk(guard.cookie, ";, \"\\"));
}

static void each_is_another(void **state)
{
    (void)state;
    struct cairn_http_guard first = make(NOTHING, NOW);
    struct cairn_http_guard second = make(NOTHING, NOW);
    assert_string_not_equal(first.cookie, second.cookie);
    assert_false(holds(first.cookie, second.field));
    assert_false(holds(second.cookie, first.field));
}

static void a_good_cookie_is_taken_again(void **state)
{
    (void)state;
    struct cairn_http_guard first = make(NOTHING, NOW);
    struct cairn_http_guard again = make(cairn_span_from_string(first.cookie), NOW + 1000);
    assert_string_equal(first.cookie, again.cookie);
    assert_string_equal(first.field, again.field);
    struct cairn_http_guard late = make(cairn_span_from_string(first.cookie), NOW + TWO_H);
    assert_string_not_equal(first.cookie, late.cookie);
}

static void it_ends(void **state)
{
    (void)state;
    struct cairn_http_guard guard = make(NOTHING, NOW);
    struct cairn_span cookie = cairn_span_from_string(guard.cookie);
    struct cairn_span field = cairn_span_from_string(guard.field);
    assert_true(cairn_http_guard_holds(secret, NOW + TWO_H - 1000, cookie, field));
    assert_false(cairn_http_guard_holds(secret, NOW + TWO_H, cookie, field));
}

static void another_server_made_it(void **state)
{
    (void)state;
    struct cairn_http_guard guard = make(NOTHING, NOW);
    assert_false(cairn_http_guard_holds(other_secret, NOW, cairn_span_from_string(guard.cookie),
        cairn_span_from_string(guard.field)));
}

/* One byte of the cookie or the field is another one. */
static void each_byte_counts(void **state)
{
    (void)state;
    struct cairn_http_guard guard = make(NOTHING, NOW);
    for (size_t i = 0; guard.cookie[i]; i++) {
        struct cairn_http_guard forged = guard;
        forged.cookie[i] = forged.cookie[i] == '1' ? '2' : '1';
        assert_false(holds(forged.cookie, forged.field));
    }
    for (size_t i = 0; guard.field[i]; i++) {
        struct cairn_http_guard forged = guard;
        forged.field[i] = forged.field[i] == '1' ? '2' : '1';
        assert_false(holds(forged.cookie, forged.field));
    }
}

static void malformed(void **state)
{
    (void)state;
    struct cairn_http_guard guard = make(NOTHING, NOW);
    static const char *const cookies[] = {"", ".", "..", "...", "a.b.c", "ffffffffffffffff.x.y"};
    for (size_t i = 0; i < sizeof cookies / sizeof cookies[0]; i++)
        assert_false(holds(cookies[i], guard.field));
    char longer[CAIRN_HTTP_GUARD_COOKIE_SIZE + 8];
    memset(longer, '.', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_false(holds(longer, guard.field));
    assert_false(holds(guard.cookie, ""));
    /* The cookie's own signature is no field. */
    assert_false(holds(guard.cookie, strrchr(guard.cookie, '.') + 1));
}

static bool is_own(const char *site, const char *origin, const char *host)
{
    struct cairn_http_field fields[3];
    struct cairn_http_request request = {.fields = fields};
    const struct {
        const char *name, *value;
    } given[] = {{"sec-fetch-site", site}, {"origin", origin}, {"host", host}};
    for (size_t i = 0; i < 3; i++) {
        if (given[i].value)
            fields[request.field_count++] = (struct cairn_http_field){
                cairn_span_from_string(given[i].name), cairn_span_from_string(given[i].value)};
    }
    return cairn_http_is_own_page(&request);
}

static void where_it_came_from(void **state)
{
    (void)state;
    assert_true(is_own(NULL, NULL, "errors.example.org"));
    assert_true(is_own("same-origin", NULL, "errors.example.org"));
    assert_true(is_own("same-origin", "null", "errors.example.org"));
    assert_true(is_own(NULL, "https://errors.example.org", "errors.example.org"));
    assert_true(is_own(NULL, "http://127.0.0.1:8080", "127.0.0.1:8080"));
    assert_false(is_own("same-site", "https://errors.example.org", "errors.example.org"));
    assert_false(is_own("cross-site", NULL, "errors.example.org"));
    assert_false(is_own("none", NULL, "errors.example.org"));
    assert_false(is_own(NULL, "null", "errors.example.org"));
    assert_false(is_own(NULL, "https://evil.example", "errors.example.org"));
    assert_false(is_own(NULL, "https://errors.example.org.evil.example", "errors.example.org"));
    assert_false(is_own(NULL, "http://127.0.0.1:8081", "127.0.0.1:8080"));
    assert_false(is_own(NULL, "https://", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_made_holds),
        cmocka_unit_test(each_is_another),
        cmocka_unit_test(a_good_cookie_is_taken_again),
        cmocka_unit_test(it_ends),
        cmocka_unit_test(another_server_made_it),
        cmocka_unit_test(each_byte_counts),
        cmocka_unit_test(malformed),
        cmocka_unit_test(where_it_came_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
