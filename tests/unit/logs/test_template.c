/* Templates: what varies is masked, what is said stays, and the id follows the shape. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "logs/template.h"

static void shape_of(const char *text, struct cairn_buf *buf, char id[CAIRN_TEMPLATE_ID_SIZE])
{
    cairn_template_of(buf, cairn_span_from_string(text), id);
    assert_int_equal(cairn_buf_status(buf, NULL), CAIRN_OK);
}

static void expect(const char *text, const char *expected)
{
    struct cairn_buf buf = {0};
    char id[CAIRN_TEMPLATE_ID_SIZE];
    shape_of(text, &buf, id);
    if (!cairn_span_equal_string(cairn_buf_span(&buf), expected))
        fail_msg("'%s': got '%s', expected '%s'", text, buf.data ? buf.data : "", expected);
    assert_int_equal(strlen(id), 18);
    cairn_buf_done(&buf);
}

static void test_shapes(void **state)
{
    (void)state;
    expect("connection 17 from 10.0.0.1:443 failed: timeout after 3.5s",
        "connection <*> from <*> failed: timeout after <*>");
    expect("cannot open \"/etc/x y\" (2: No such file)", "cannot open \"<*>\" (<*>: No such file)");
    expect("user 'bob' has no key deadbeefcafe", "user '<*>' has no key <*>");
    expect("an unclosed \" quote stays", "an unclosed \" quote stays");
    expect("first line\nsecond line 5", "first line");
    expect("Traceback (most recent call last):\n  File \"a.py\", line 1\n    x\nKeyError: 'k'\n\n",
        "KeyError: '<*>'");
    expect("Traceback (most recent call last):", "Traceback (most recent call last):");
    expect("/var/log/x.log: permission denied", "<*>: permission denied");
    expect("", "");
}

/* A log may hold any byte. */
static void test_controls(void **state)
{
    (void)state;
    struct cairn_buf buf = {0};
    char id[CAIRN_TEMPLATE_ID_SIZE];
    cairn_template_of(&buf, CAIRN_SPAN("one\0two\x01three.\0"), id);
    assert_true(cairn_span_equal_string(cairn_buf_span(&buf), "one two three. "));
    cairn_buf_done(&buf);
}

static void test_ids(void **state)
{
    (void)state;
    struct cairn_buf a = {0}, b = {0}, c = {0};
    char id_a[CAIRN_TEMPLATE_ID_SIZE], id_b[CAIRN_TEMPLATE_ID_SIZE], id_c[CAIRN_TEMPLATE_ID_SIZE];
    shape_of("worker 17 died", &a, id_a);
    shape_of("worker 4711 died", &b, id_b);
    shape_of("worker 17 slept", &c, id_c);
    assert_string_equal(id_a, id_b);
    assert_string_not_equal(id_a, id_c);
    cairn_buf_done(&a);
    cairn_buf_done(&b);
    cairn_buf_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
