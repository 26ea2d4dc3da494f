/* What differs from run to run becomes a constant; what means something stays. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "lab/normalise.h"

static void becomes(const char *text, const char *wanted)
{
    CAIRN_AUTO_BUF struct cairn_buf once = {0};
    CAIRN_AUTO_BUF struct cairn_buf twice = {0};
    cairn_lab_normalise(&once, cairn_span_from_string(text));
    assert_string_equal(once.data ? once.data : "", wanted);
    cairn_lab_normalise(&twice, cairn_buf_span(&once));
    assert_string_equal(twice.data ? twice.data : "", wanted);
}

static void stays(const char *text)
{
    becomes(text, text);
}

static void nginx_lines_keep_their_form(void **state)
{
    (void)state;
    becomes("2026/11/21 02:39:57 [error] 22453#22453: *17 upstream SSL certificate verify error: "
            "(20:unable to get local issuer certificate) while SSL handshaking to upstream, "
            "client: 127.0.0.1, server: , request: \"GET / HTTP/1.1\", upstream: "
            "\"https://127.0.0.1:8443/\", host: \"localhost\"",
        "2000/01/01 00:00:00 [error] 1#1: *1 upstream SSL certificate verify error: "
        "(20:unable to get local issuer certificate) while SSL handshaking to upstream, "
        "client: 127.0.0.1, server: , request: \"GET / HTTP/1.1\", upstream: "
        "\"https://127.0.0.1:8443/\", host: \"localhost\"");
}

static void other_logs_too(void **state)
{
    (void)state;
    becomes("2026-11-21 02:39:57.123 UTC [4711] FATAL:  sorry, too many clients already",
        "2000-01-01 00:00:00.000 UTC [1] FATAL:  sorry, too many clients already");
    becomes("Nov 21 09:40:12 house doord[812]: stuck", "Jan  1 00:00:00 house doord[1]: stuck");
    becomes("2026-11-21T02:39:57,5Z x", "2000-01-01T00:00:00,0Z x");
}

static void dates_of_every_kind(void **state)
{
    (void)state;
    becomes("Date: Sat, 21 Nov 2026 09:41:24 GMT", "Date: Sat, 01 Jan 2000 00:00:00 GMT");
    becomes("Mon Nov 23 09:41:24 UTC 2026", "Sat Jan  1 00:00:00 UTC 2000");
    becomes("notBefore=Nov 21 09:40:12 2026 GMT", "notBefore=Jan  1 00:00:00 2000 GMT");
    becomes("[21/Nov/2026:09:41:24 +0000]", "[01/Jan/2000:00:00:00 +0000]");
    becomes("until 2026-11-21.", "until 2000-01-01.");
}

static void ports_of_clients_are_constants(void **state)
{
    (void)state;
    becomes("connection from 127.0.0.1:53422", "connection from 127.0.0.1:40000");
    becomes("127.0.0.1(53422)", "127.0.0.1(40000)");
    becomes("[::1]:60123 x", "[::1]:40000 x");
    becomes("port 45678", "port 40000");
    stays("127.0.0.1:8443 and port 5432, 99999, 127.0.0.1:65536");
}

static void processes_and_threads(void **state)
{
    (void)state;
    becomes("pid 4711 and process 12", "pid 1 and process 1");
    becomes("40D7E0A3B57F0000:error:0A000086:SSL routines",
        "0000000000000000:error:0A000086:SSL routines");
}

static void numbers_that_mean_something_stay(void **state)
{
    (void)state;
    stays("nginx 1.22.1, OpenSSL 3.0.20");
    stays("connect() failed (111: Connection refused)");
    stays("error:0A000086:SSL routines::certificate verify failed");
    stays("array[3] and [error] and [12");
    stays("10.0.0.1 2026 12:30 1#2 *7");
    stays("Sun is a company, Marble a stone");
    stays("");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nginx_lines_keep_their_form),
        cmocka_unit_test(other_logs_too),
        cmocka_unit_test(dates_of_every_kind),
        cmocka_unit_test(ports_of_clients_are_constants),
        cmocka_unit_test(processes_and_threads),
        cmocka_unit_test(numbers_that_mean_something_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
