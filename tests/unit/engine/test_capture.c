/* Types of captures: what passes, what an attacker may try, and the edges of each check. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "engine/capture.h"

static bool passes(const char *type, const char *value)
{
    return cairn_capture_is_usable(cairn_span_from_string(type), cairn_span_from_string(value));
}

static void host_takes_names_and_addresses(void **state)
{
    (void)state;
    assert_true(passes("host", "be"));
    assert_true(passes("host", "api.example.com"));
    assert_true(passes("host", "api.example.com."));
    assert_true(passes("host", "my_service-1"));
    assert_true(passes("host", "127.0.0.1"));
    assert_true(passes("host", "::1"));
    assert_true(passes("host", "[2001:db8::1]"));
    assert_true(passes("host", "127.0.0.1:8443"));
    assert_true(passes("host", "be:65535"));
    assert_true(passes("host", "[::1]:443"));
    assert_false(passes("host", "be:0"));
    assert_false(passes("host", "be:65536"));
    assert_false(passes("host", "be:"));
    assert_false(passes("host", "[::1]:"));
    assert_false(passes("host", "[::1"));
    assert_false(passes("host", "[::1]x"));
    assert_false(passes("host", "a..b"));
    assert_false(passes("host", "a-"));
    assert_false(passes("host", "a-.b"));
    assert_false(passes("host", ".a"));
    assert_false(passes("host", "a b"));
}

static void host_labels_end_at_63_and_names_at_253(void **state)
{
    (void)state;
    char name[300];
    memset(name, 'a', sizeof(name));
    name[63] = 0;
    assert_true(passes("host", name));
    name[63] = 'a';
    name[64] = 0;
    assert_false(passes("host", name));
    memset(name, 'a', sizeof(name));
    for (size_t i = 49; i < sizeof(name); i += 50)
        name[i] = '.';
    name[253] = 0;
    assert_true(passes("host", name));
    name[253] = 'a';
    name[254] = 0;
    assert_false(passes("host", name));
}

static void port_is_1_to_65535(void **state)
{
    (void)state;
    assert_true(passes("port", "1"));
    assert_true(passes("port", "65535"));
    assert_false(passes("port", "0"));
    assert_false(passes("port", "65536"));
    assert_false(passes("port", "000443"));
    assert_false(passes("port", "+80"));
    assert_false(passes("port", "80 "));
}

static void addr_is_ipv4_or_ipv6(void **state)
{
    (void)state;
    assert_true(passes("addr", "10.0.0.1"));
    assert_true(passes("addr", "fe80::1"));
    assert_true(passes("addr", "1111:2222:3333:4444:5555:6666:123.123.123.123"));
    assert_false(passes("addr", "10.0.0.256"));
    assert_false(passes("addr", "10.0.0"));
    assert_false(passes("addr", "fe80::1%eth0"));
    assert_false(passes("addr", "localhost"));
}

static void int_is_digits(void **state)
{
    (void)state;
    assert_true(passes("int", "0"));
    assert_true(passes("int", "1234567890123456789"));
    assert_false(passes("int", "12345678901234567890"));
    assert_false(passes("int", "-1"));
    assert_false(passes("int", "1e3"));
    assert_false(passes("int", "0x10"));
}

static void name_takes_packages_and_programs(void **state)
{
    (void)state;
    assert_true(passes("name", "postgres"));
    assert_true(passes("name", "@types/node"));
    assert_true(passes("name", "left-pad@1.3.0"));
    assert_true(passes("name", "libstdc++6"));
    assert_false(passes("name", ".hidden"));
    assert_false(passes("name", "/etc/passwd"));
    assert_false(passes("name", "a b"));
    assert_false(passes("name", "a'b"));
}

static void hostile_values_pass_no_narrow_type(void **state)
{
    (void)state;
    static const char *const types[] = {"host", "port", "addr", "name", "int"};
    static const char *const values[] = {
        "$(reboot)",
        "`reboot`",
        "a;reboot",
        "a|sh",
        "a&b",
        "a>b",
        "a<b",
        "a'b",
        "a\"b",
        "a\\b",
        "${IFS}",
        "a\nb",
        "a\tb",
        "*",
        "?",
        "~",
        "!",
        "#",
        "a b",
        "../../etc/passwd\x01",
        "\x1b[31m",
        "\xff",
        "",
        "-rf",
        "--help",
        "{{x}}",
        "%n",
        ("\xe2\x80\xae"
         "moc.live"),
    };
    for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++) {
        for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++)
            assert_false(passes(types[t], values[v]));
    }
}

static void wide_types_refuse_what_no_quoting_mends(void **state)
{
    (void)state;
    assert_true(passes("path", "/var/log/a b;c.log"));
    assert_true(passes("text", "it's $HOME"));
    assert_true(passes("text", "证书"));
    static const char *const values[] = {"", "-rf", "a\nb", "a\x1b[0m", "a\x7f", "a\xff",
        "\xc2\x85",
        ("\xe2\x80\xae"
         "x"),
        "\xef\xbb\xbfx", "\xe2\x81\xa6x"};
    for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
        assert_false(passes("path", values[v]));
        assert_false(passes("text", values[v]));
    }
    assert_false(cairn_capture_is_usable(CAIRN_SPAN("path"), CAIRN_SPAN("a\0b")));
}

static void values_end_at_the_limit(void **state)
{
    (void)state;
    static char value[CAIRN_LIMIT_CAPTURE + 1];
    memset(value, 'x', sizeof(value));
    assert_true(
        cairn_capture_is_usable(CAIRN_SPAN("path"), cairn_span_make(value, CAIRN_LIMIT_CAPTURE)));
    assert_false(cairn_capture_is_usable(
        CAIRN_SPAN("path"), cairn_span_make(value, CAIRN_LIMIT_CAPTURE + 1)));
}

static void an_unknown_type_passes_nothing(void **state)
{
    (void)state;
    assert_false(passes("", "a"));
    assert_false(passes("hostname", "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(host_takes_names_and_addresses),
        cmocka_unit_test(host_labels_end_at_63_and_names_at_253),
        cmocka_unit_test(port_is_1_to_65535),
        cmocka_unit_test(addr_is_ipv4_or_ipv6),
        cmocka_unit_test(int_is_digits),
        cmocka_unit_test(name_takes_packages_and_programs),
        cmocka_unit_test(hostile_values_pass_no_narrow_type),
        cmocka_unit_test(wide_types_refuse_what_no_quoting_mends),
        cmocka_unit_test(values_end_at_the_limit),
        cmocka_unit_test(an_unknown_type_passes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
