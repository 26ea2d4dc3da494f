/* Requests: what is strict is refused at its limit and not before, whole or split at every byte. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "http/parse.h"

/* The status with which a request is refused, 0 when it is not: 1 when its head goes on. */
static int read_text(struct cairn_span text, struct cairn_http_head *head)
{
    struct cairn_http_scan scan = {0};
    size_t size = 0;
    struct cairn_http_refusal refusal = cairn_http_scan_head(&scan, text, &size);
    if (refusal.status)
        return refusal.status;
    if (!size)
        return 1;
    return cairn_http_parse_head(cairn_span_slice(text, scan.start, size - scan.start), head)
        .status;
}

static struct cairn_http_head head;

static int read_string(const char *text)
{
    return read_text(cairn_span_from_string(text), &head);
}

#define GET(fields) "GET / HTTP/1.1\r\nHost: a\r\n" fields "\r\n"

static void test_plain_request(void **state)
{
    (void)state;
    assert_int_equal(
        read_string("GET /a/b?q=1?2 HTTP/1.1\r\nHost: x:80\r\nAccept:\t */* \t\r\nE:\r\n\r\n"), 0);
    assert_int_equal(head.method, CAIRN_HTTP_GET);
    assert_true(cairn_span_equal_string(head.raw_path, "/a/b"));
    assert_true(cairn_span_equal_string(head.query, "q=1?2"));
    assert_int_equal(head.field_count, 3);
    assert_true(cairn_span_equal_string(head.fields[1].value, "*/*"));
    assert_int_equal(head.fields[2].value.size, 0);
    assert_int_equal(head.framing, CAIRN_HTTP_NO_BODY);
    assert_true(head.keeps_alive);
    assert_false(head.is_http_1_0);
}

static void test_request_lines(void **state)
{
    (void)state;
    const struct {
        const char *line;
        int status;
    } cases[] = {
        {"HEAD / HTTP/1.1", 0},
        {"POST / HTTP/1.1", 0},
        {"OPTIONS * HTTP/1.1", 0},
        {"GET http://host:80/x HTTP/1.1", 0},
        {"GET HTTPS://host HTTP/1.1", 0},
        {"GET / HTTP/1.9", 0},
        {"GET * HTTP/1.1", 400},
        {"GET x HTTP/1.1", 400},
        {"GET http:///x HTTP/1.1", 400},
        {"GET http://user@host/ HTTP/1.1", 400},
        {"GET ftp://host/ HTTP/1.1", 400},
        {"GET /#a HTTP/1.1", 400},
        {"GET /\x80 HTTP/1.1", 400},
        {"GET /\x7f HTTP/1.1", 400},
        {"GET /a b HTTP/1.1", 400},
        {"GET  / HTTP/1.1", 400},
        {"GET /  HTTP/1.1", 400},
        {"GET / HTTP/1.1 ", 400},
        {" GET / HTTP/1.1", 400},
        {"GET /", 400},
        {"GET", 400},
        {"GET / HTTP/1.11", 400},
        {"GET / http/1.1", 400},
        {"GET / HTTP/1x1", 400},
        {"GET / HTTP/0.9", 505},
        {"GET / HTTP/2.0", 505},
        {"PRI * HTTP/2.0", 505},
        {"get / HTTP/1.1", 501},
        {"CONNECT host:80 HTTP/1.1", 501},
        {"G(T / HTTP/1.1", 400},
        {"PUT / HTTP/1.1", 0},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        char text[256];
        snprintf(text, sizeof text, "%s\r\nHost: a\r\n\r\n", cases[i].line);
        if (read_string(text) != cases[i].status)
            fail_msg("%s: %d", cases[i].line, read_string(text));
    }
    assert_int_equal(read_string("GET http://h?q HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
    assert_true(cairn_span_equal_string(head.raw_path, "/"));
    assert_true(cairn_span_equal_string(head.query, "q"));
}

/* Everything in which two programs could see two different requests. */
static void test_smuggling(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int status;
    } cases[] = {
        {GET("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
        {GET("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
        {GET("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
        {GET("Content-Length: 3\r\ncontent-length: 4\r\n"), 400},
        {GET("Content-Length: 3, 3\r\n"), 400},
        {GET("Content-Length: +3\r\n"), 400},
        {GET("Content-Length: -3\r\n"), 400},
        {GET("Content-Length: 0x3\r\n"), 400},
        {GET("Content-Length: 3 4\r\n"), 400},
        {GET("Content-Length:\r\n"), 400},
        {GET("Content-Length: 18446744073709551616\r\n"), 400},
        {GET("Content-Length: 18446744073709551615\r\n"), 0},
        {GET("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
        {GET("Transfer-Encoding: chunked, chunked\r\n"), 400},
        {GET("Transfer-Encoding: gzip, chunked\r\n"), 400},
        {GET("Transfer-Encoding: identity\r\n"), 400},
        {GET("Transfer-Encoding: xchunked\r\n"), 400},
        {GET("Transfer-Encoding: \x0b"
             "chunked\r\n"),
            400},
        {GET("Transfer-Encoding:\r\n"), 400},
        {GET("Transfer-Encoding: CHUNKED\r\n"), 0},
        {GET("Transfer-Encoding : chunked\r\n"), 400},
        {GET("Transfer-Encoding\t: chunked\r\n"), 400},
        {GET(" Transfer-Encoding: chunked\r\n"), 400},
        {GET("A: b\r\n c\r\n"), 400},
        {GET("A: b\r\n\tc\r\n"), 400},
        {GET("A: b\rc\r\n"), 400},
        {GET("A: b\r\r\n"), 400},
        {GET("A: b\nContent-Length: 1\r\n"), 400},
        {GET("A\r\n"), 400},
        {GET(": b\r\n"), 400},
        {GET("A b: c\r\n"), 400},
        {GET("A: \x7f\r\n"), 400},
        {GET("A: \x01\r\n"), 400},
        {GET("A: \xff\r\n"), 0},
        {"GET / HTTP/1.1\n\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
        {"\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
        {"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        if (read_string(cases[i].text) != cases[i].status)
            fail_msg("case %zu: %d", i, read_string(cases[i].text));
    }
    assert_int_equal(read_text(CAIRN_SPAN(GET("A: b\0c\r\n")), &head), 400);
    assert_int_equal(read_text(CAIRN_SPAN("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"), &head), 400);
}

static void test_hosts(void **state)
{
    (void)state;
    assert_int_equal(read_string("GET / HTTP/1.1\r\n\r\n"), 400);
    assert_int_equal(read_string("GET / HTTP/1.0\r\n\r\n"), 0);
    assert_false(head.keeps_alive);
    assert_int_equal(read_string("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), 0);
    assert_false(head.keeps_alive);
    assert_int_equal(read_string("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(read_string("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400);
    assert_int_equal(read_string("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400);
    assert_int_equal(read_string("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"), 400);
    assert_int_equal(read_string("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 0);
    assert_int_equal(read_string("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"), 0);
}

static void test_what_stands_once(void **state)
{
    (void)state;
    assert_int_equal(read_string(GET("Authorization: a\r\nauthorization: b\r\n")), 400);
    assert_int_equal(read_string(GET("Cookie: a\r\nCookie: b\r\n")), 400);
    assert_int_equal(read_string(GET("Accept: a\r\nAccept: b\r\n")), 0);
    assert_int_equal(read_string(GET("Connection: x\r\nConnection: y , Close\r\n")), 0);
    assert_false(head.keeps_alive);
    assert_int_equal(read_string(GET("Expect: 100-Continue\r\n")), 0);
    assert_true(head.expects_continue);
    assert_int_equal(read_string(GET("Expect: tea\r\n")), 417);
}

/* Limits: `size` bytes of request line pass, one more does not. */
static int read_line_of(size_t size)
{
    char *text = malloc(size + 64);
    assert_non_null(text);
    size_t used = (size_t)snprintf(text, 8, "GET /");
    memset(text + used, 'a', size - used - strlen(" HTTP/1.1\r\n"));
    used = size - strlen(" HTTP/1.1\r\n");
    used += (size_t)snprintf(text + used, 64, " HTTP/1.1\r\nHost: a\r\n\r\n");
    int status = read_text(cairn_span_make(text, used), &head);
    free(text);
    return status;
}

static int read_fields_of(size_t size)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_append_string(&text, "GET / HTTP/1.1\r\n");
    size_t start = text.size;
    cairn_buf_append_string(&text, "Host: a\r\nA: ");
    cairn_buf_append_repeat(&text, 'b', size - (text.size - start) - 4);
    cairn_buf_append_string(&text, "\r\n\r\n");
    assert_int_equal(text.size - start, size);
    return read_text(cairn_buf_span(&text), &head);
}

static int read_number_of_fields(int count)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_append_string(&text, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 1; i < count; i++)
        cairn_buf_printf(&text, "A%d: b\r\n", i);
    cairn_buf_append_string(&text, "\r\n");
    return read_text(cairn_buf_span(&text), &head);
}

static void test_limits(void **state)
{
    (void)state;
    assert_int_equal(read_line_of(CAIRN_LIMIT_HTTP_LINE - 1), 0);
    assert_int_equal(read_line_of(CAIRN_LIMIT_HTTP_LINE), 0);
    assert_int_equal(read_line_of(CAIRN_LIMIT_HTTP_LINE + 1), 414);
    assert_int_equal(read_fields_of(CAIRN_LIMIT_HTTP_HEAD - 1), 0);
    assert_int_equal(read_fields_of(CAIRN_LIMIT_HTTP_HEAD), 0);
    assert_int_equal(read_fields_of(CAIRN_LIMIT_HTTP_HEAD + 1), 431);
    assert_int_equal(read_number_of_fields(CAIRN_LIMIT_HTTP_FIELDS), 0);
    assert_int_equal(read_number_of_fields(CAIRN_LIMIT_HTTP_FIELDS + 1), 431);
}

/* Limits hold for a line that never ends, too. */
static void test_limits_of_what_goes_on(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_append_string(&text, "GET /");
    cairn_buf_append_repeat(&text, 'a', CAIRN_LIMIT_HTTP_LINE - text.size);
    assert_int_equal(read_text(cairn_buf_span(&text), &head), 1);
    cairn_buf_append_byte(&text, 'a');
    assert_int_equal(read_text(cairn_buf_span(&text), &head), 414);
    cairn_buf_clear(&text);
    cairn_buf_append_string(&text, "GET / HTTP/1.1\r\n");
    cairn_buf_append_repeat(&text, 'a', CAIRN_LIMIT_HTTP_HEAD);
    assert_int_equal(read_text(cairn_buf_span(&text), &head), 1);
    cairn_buf_append_byte(&text, 'a');
    assert_int_equal(read_text(cairn_buf_span(&text), &head), 431);
}

/* A head that comes byte by byte ends at the same place. */
static void test_split_heads(void **state)
{
    (void)state;
    static const char text[] = "\r\n" GET("A: b\r\nC: d\r\n") "GET /next";
    size_t whole = sizeof text - 1 - strlen("GET /next");
    struct cairn_http_scan scan = {0};
    for (size_t size = 0; size < sizeof text; size++) {
        size_t end = 7;
        struct cairn_span input = cairn_span_make(text, size);
        assert_int_equal(cairn_http_scan_head(&scan, input, &end).status, 0);
        if (size < whole) {
            assert_int_equal(end, 0);
            continue;
        }
        assert_int_equal(end, whole);
        assert_int_equal(scan.start, 2);
        return;
    }
    fail();
}

/* The decoded body, or the status of the refusal; split at every place it is the same. */
static int read_chunks(struct cairn_span text, size_t split, struct cairn_buf *body, size_t *taken)
{
    struct cairn_http_chunks chunks = {0};
    bool is_over = false;
    size_t first = 0, second = 0;
    struct cairn_http_refusal refusal =
        cairn_http_read_chunks(&chunks, cairn_span_slice(text, 0, split), body, &first, &is_over);
    if (!refusal.status && !is_over)
        refusal = cairn_http_read_chunks(
            &chunks, cairn_span_slice(text, first, SIZE_MAX), body, &second, &is_over);
    *taken = first + second;
    return refusal.status ? refusal.status : !is_over;
}

static void test_chunks(void **state)
{
    (void)state;
    static const char chunked[] = "3\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\nT: u\r\n\r\nGET /";
    struct cairn_span whole = cairn_span_from_string(chunked);
    for (size_t split = 0; split < sizeof chunked; split++) {
        CAIRN_AUTO_BUF struct cairn_buf body = {.limit_bytes = 13};
        size_t taken = 0;
        assert_int_equal(read_chunks(whole, split, &body, &taken), 0);
        assert_true(cairn_span_equal_string(cairn_buf_span(&body), "abc0123456789"));
        assert_int_equal(taken, whole.size - strlen("GET /"));
    }
}

static void test_malformed_chunks(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int status;
    } cases[] = {
        {"0\r\n\r\n", 0},
        {"\r\n", 400},
        {"g\r\n", 400},
        {"0x1\r\na\r\n0\r\n\r\n", 400},
        {"+1\r\na\r\n0\r\n\r\n", 400},
        {" 1\r\na\r\n0\r\n\r\n", 400},
        {"1 \r\na\r\n0\r\n\r\n", 400},
        {"1\na\r\n0\r\n\r\n", 400},
        {"1\r\na0\r\n\r\n", 400},
        {"1\r\na\n0\r\n\r\n", 400},
        {"1\r\nab\r\n0\r\n\r\n", 400},
        {"1\r\na\r\r0\r\n\r\n", 400},
        {"1;a\nb\r\na\r\n0\r\n\r\n", 400},
        {"0\r\n\n", 400},
        {"0\r\nA: b\n\r\n", 400},
        {"0000000000000000\r\n\r\n", 400},
        {"fffffffffffffff\r\n", 413},
        {"ffffffffffffffff\r\n", 400},
        {"1\r\na\r\n", 1},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        CAIRN_AUTO_BUF struct cairn_buf body = {.limit_bytes = 100};
        size_t taken = 0;
        char text[64];
        /* A byte of the body shows that a size is too large. */
        snprintf(text, sizeof text, "%s%s", cases[i].text, cases[i].status == 413 ? "a" : "");
        int status = read_chunks(cairn_span_from_string(text), 0, &body, &taken);
        if (status != cases[i].status)
            fail_msg("case %zu: %d", i, status);
    }
}

static int read_one_chunk(size_t extension, size_t body_size, size_t trailer)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    CAIRN_AUTO_BUF struct cairn_buf body = {.limit_bytes = 1000};
    size_t taken = 0;
    cairn_buf_printf(&text, "%zx;", body_size);
    cairn_buf_append_repeat(&text, 'e', extension - text.size - 1);
    cairn_buf_append_string(&text, "\r\n");
    cairn_buf_append_repeat(&text, 'b', body_size);
    cairn_buf_append_string(&text, "\r\n0\r\n");
    cairn_buf_append_repeat(&text, 't', trailer - 2);
    cairn_buf_append_string(&text, "\r\n\r\n");
    return read_chunks(cairn_buf_span(&text), 0, &body, &taken);
}

static void test_limits_of_chunks(void **state)
{
    (void)state;
    assert_int_equal(read_one_chunk(CAIRN_LIMIT_HTTP_CHUNK_LINE, 9, 9), 0);
    assert_int_equal(read_one_chunk(CAIRN_LIMIT_HTTP_CHUNK_LINE + 1, 9, 9), 400);
    assert_int_equal(read_one_chunk(9, 999, 9), 0);
    assert_int_equal(read_one_chunk(9, 1000, 9), 0);
    assert_int_equal(read_one_chunk(9, 1001, 9), 413);
    assert_int_equal(read_one_chunk(9, 9, CAIRN_LIMIT_HTTP_TRAILER), 0);
    assert_int_equal(read_one_chunk(9, 9, CAIRN_LIMIT_HTTP_TRAILER + 2), 431);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_request),
        cmocka_unit_test(test_request_lines),
        cmocka_unit_test(test_smuggling),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_what_stands_once),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_limits_of_what_goes_on),
        cmocka_unit_test(test_split_heads),
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_malformed_chunks),
        cmocka_unit_test(test_limits_of_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
