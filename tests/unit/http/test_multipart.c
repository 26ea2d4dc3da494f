/* Reading multipart/form-data: what browsers send, and each way in which it can be wrong. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "http/multipart.h"

#define TYPE       "multipart/form-data; boundary=xYz"
#define HEAD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"

static enum cairn_status read_as(struct cairn_span body, const char *type,
    struct cairn_arena *arena, struct cairn_http_form_parts *out_parts, struct cairn_error *err)
{
    return cairn_http_read_multipart(body, cairn_span_from_string(type), arena, out_parts, err);
}

static void assert_part(
    const struct cairn_http_form_parts *parts, const char *name, const char *expected)
{
    struct cairn_span body;
    assert_true(cairn_http_form_part(parts, name, &body));
    assert_int_equal(body.size, strlen(expected));
    assert_memory_equal(body.data, expected, body.size);
}

static void what_a_browser_sends(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_http_form_parts parts = {0};
    struct cairn_span none;
    struct cairn_span body = CAIRN_SPAN("--xYz\r\n" HEAD(
        "text") "\r\n--xYz\r\n"
                "Content-Disposition: form-data; name=\"file\"; filename=\"a%22;b.log\"\r\n"
                "Content-Type: "
                "application/octet-stream\r\n\r\none\r\n--xYztwo\n--xYz--\r\nx\r\n\r\n--xYz--\r\n");
    assert_int_equal(read_as(body, TYPE, &arena, &parts, NULL), CAIRN_ERR_INVALID);
    body = CAIRN_SPAN("--xYz\r\n" HEAD(
        "text") "\r\n--xYz\r\n"
                "Content-Disposition: form-data; name=\"file\"; filename=\"a%22;b.log\"\r\n"
                "Content-Type: text/plain\r\n\r\none\r\n--xY\r\n\n--xYz\r\n\r\n--xYz--\r\n");
    assert_int_equal(read_as(body, TYPE, &arena, &parts, NULL), CAIRN_OK);
    assert_int_equal(parts.count, 2);
    assert_part(&parts, "text", "");
    assert_part(&parts, "file", "one\r\n--xY\r\n\n--xYz\r\n");
    assert_false(parts.items[0].is_file);
    assert_true(parts.items[1].is_file);
    assert_false(cairn_http_form_part(&parts, "fil", &none));
}

static void any_bytes_in_a_body(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf body = {0};
    struct cairn_http_form_parts parts = {0};
    struct cairn_span got;
    cairn_buf_append(&body, CAIRN_SPAN("--xYz\r\n" HEAD("file")));
    for (int byte = 0; byte < 256; byte++)
        cairn_buf_append_byte(&body, (char)byte);
    cairn_buf_append(&body, CAIRN_SPAN("\r\n--xYz--"));
    assert_int_equal(read_as(cairn_buf_span(&body), TYPE, &arena, &parts, NULL), CAIRN_OK);
    assert_true(cairn_http_form_part(&parts, "file", &got));
    assert_int_equal(got.size, 256);
    assert_int_equal((unsigned char)got.data[255], 255);
}

static void boundaries(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        enum cairn_status expected;
    } rows[] = {
        {"multipart/form-data; boundary=xYz", CAIRN_OK},
        {"multipart/form-data; boundary=\"xYz\"", CAIRN_OK},
        {"multipart/form-data ; charset=utf-8; BOUNDARY=xYz ", CAIRN_OK},
        {"multipart/form-data", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary=", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary=\"\"", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary=\"xYz", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary=\"xYz \"", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary=\"x\\\"", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary=xYz; boundary=xYz", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary=xYz garbage", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary = xYz", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary=xYz;", CAIRN_ERR_INVALID},
        {"multipart/form-data; boundary=abc", CAIRN_ERR_INVALID}, /* another one */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        struct cairn_http_form_parts parts = {0};
        struct cairn_span body = CAIRN_SPAN("--xYz\r\n" HEAD("a") "1\r\n--xYz--\r\n");
        if (read_as(body, rows[i].type, &arena, &parts, NULL) != rows[i].expected)
            fail_msg("%s", rows[i].type);
    }
}

static void a_boundary_has_a_limit(void **state)
{
    (void)state;
    for (size_t size = 70; size <= 71; size++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        CAIRN_AUTO_BUF struct cairn_buf type = {0};
        CAIRN_AUTO_BUF struct cairn_buf body = {0};
        struct cairn_http_form_parts parts = {0};
        cairn_buf_append_string(&type, "multipart/form-data; boundary=");
        cairn_buf_append_repeat(&type, 'b', size);
        cairn_buf_append_string(&body, "--");
        cairn_buf_append_repeat(&body, 'b', size);
        cairn_buf_append_string(&body, "--");
        assert_int_equal(read_as(cairn_buf_span(&body), type.data, &arena, &parts, NULL),
            size == 70 ? CAIRN_OK : CAIRN_ERR_INVALID);
    }
}

static void malformed_bodies(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "",
        "--xYz",
        "--xYz\r\n",
        "preamble\r\n--xYz--\r\n",
        "\r\n--xYz--\r\n",
        "--xYz\n" HEAD("a") "1\r\n--xYz--\r\n",
        "--xYz \r\n" HEAD("a") "1\r\n--xYz--\r\n",
        "--xYz\r\n" HEAD("a") "1\r\n--xYz",
        "--xYz\r\n" HEAD("a") "1\r\n--xYz-",
        "--xYz\r\n" HEAD("a") "1",
        "--xYz\r\n" HEAD("a") "1\r\n--xYz--\r\nepilogue",
        "--xYz\r\n" HEAD("a") "1\r\n--xYz\r\n" HEAD("a") "2\r\n--xYz--\r\n",
        "--xYz\r\n\r\n1\r\n--xYz--\r\n",
        "--xYz\r\nContent-Type: text/plain\r\n\r\n1\r\n--xYz--\r\n",
        "--xYz\r\nContent-Disposition: form-data\r\n\r\n1\r\n--xYz--\r\n",
        "--xYz\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--xYz--\r\n",
        "--xYz\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--xYz--\r\n",
        "--xYz\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--xYz--\r\n",
        "--xYz\r\nContent-Disposition: form-data; name=\"a\\\"b\"\r\n\r\n1\r\n--xYz--\r\n",
        "--xYz\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--xYz--\r\n",
        "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
        "Content-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--xYz--\r\n",
        "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--xYz--\r\n",
        "--xYz\r\nno field\r\n" HEAD("a") "1\r\n--xYz--\r\n",
        "--xYz\r\n folded: 1\r\n" HEAD("a") "1\r\n--xYz--\r\n",
        "--xYz\r\n: 1\r\n" HEAD("a") "1\r\n--xYz--\r\n",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        struct cairn_error err = {0};
        struct cairn_http_form_parts parts = {0};
        if (read_as(cairn_span_from_string(bodies[i]), TYPE, &arena, &parts, &err) !=
            CAIRN_ERR_INVALID)
            fail_msg("%s", bodies[i]);
        assert_null(parts.items);
        assert_non_null(strstr(err.primary, "cannot read the form: "));
    }
}

/* Every beginning of a good body is a bad one: nothing is taken for the whole that is a part. */
static void cut_bodies(void **state)
{
    (void)state;
    struct cairn_span body =
        CAIRN_SPAN("--xYz\r\n" HEAD("a") "1\r\n--xYz\r\n" HEAD("b") "2\r\n--xYz--");
    for (size_t size = 0; size <= body.size; size++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        struct cairn_http_form_parts parts = {0};
        assert_int_equal(read_as(cairn_span_slice(body, 0, size), TYPE, &arena, &parts, NULL),
            size == body.size ? CAIRN_OK : CAIRN_ERR_INVALID);
    }
}

static void parts_have_a_limit(void **state)
{
    (void)state;
    for (size_t count = CAIRN_LIMIT_HTTP_FORM_PARTS; count <= CAIRN_LIMIT_HTTP_FORM_PARTS + 1;
         count++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        CAIRN_AUTO_BUF struct cairn_buf body = {0};
        struct cairn_http_form_parts parts = {0};
        for (size_t i = 0; i < count; i++)
            cairn_buf_printf(
                &body, "--xYz\r\nContent-Disposition: form-data; name=p%zu\r\n\r\n%zu\r\n", i, i);
        cairn_buf_append_string(&body, "--xYz--\r\n");
        assert_int_equal(read_as(cairn_buf_span(&body), TYPE, &arena, &parts, NULL),
            count == CAIRN_LIMIT_HTTP_FORM_PARTS ? CAIRN_OK : CAIRN_ERR_INVALID);
    }
}

static void a_head_has_a_limit(void **state)
{
    (void)state;
    static const char field[] = "Content-Disposition: form-data; name=\"a\"\r\nX: ";
    for (size_t more = 0; more <= 1; more++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        CAIRN_AUTO_BUF struct cairn_buf body = {0};
        struct cairn_http_form_parts parts = {0};
        cairn_buf_append_string(&body, "--xYz\r\n");
        cairn_buf_append_string(&body, field);
        cairn_buf_append_repeat(
            &body, 'x', CAIRN_LIMIT_HTTP_FORM_HEAD - strlen(field) - strlen("\r\n\r\n") + more);
        cairn_buf_append_string(&body, "\r\n\r\n1\r\n--xYz--\r\n");
        assert_int_equal(read_as(cairn_buf_span(&body), TYPE, &arena, &parts, NULL),
            more ? CAIRN_ERR_INVALID : CAIRN_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_browser_sends),
        cmocka_unit_test(any_bytes_in_a_body),
        cmocka_unit_test(boundaries),
        cmocka_unit_test(a_boundary_has_a_limit),
        cmocka_unit_test(malformed_bodies),
        cmocka_unit_test(cut_bodies),
        cmocka_unit_test(parts_have_a_limit),
        cmocka_unit_test(a_head_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
