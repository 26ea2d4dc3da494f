/* Heads, tags and the compressed form. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <zlib.h>

#include "http/entity.h"
#include "http/snapshot.h"

static void test_heads(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    struct cairn_http_entity entity = {.status = 200,
        .type = "text/html",
        .language = "en",
        .tag = "\"x\"",
        .caching = CAIRN_HTTP_CACHE_ASK,
        .varies_by_accept = true,
        .size = 7};
    cairn_http_append_head(&buf, &entity);
    assert_int_equal(strncmp(buf.data, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", 42), 0);
    assert_non_null(strstr(buf.data, "\r\nContent-Length: 7\r\nETag: \"x\"\r\n"));
    assert_non_null(strstr(buf.data, "\r\nVary: Accept, Accept-Encoding\r\n"));
    assert_non_null(strstr(buf.data, "\r\nX-Content-Type-Options: nosniff\r\n"));
    assert_null(strstr(buf.data, "Access-Control"));
    assert_null(strstr(buf.data, "Server"));
    cairn_buf_clear(&buf);
    entity = (struct cairn_http_entity){.status = 304, .is_shared = true, .is_streamed = false};
    cairn_http_append_head(&buf, &entity);
    assert_null(strstr(buf.data, "Content-Length"));
    assert_non_null(strstr(buf.data, "\r\nCache-Control: no-store\r\n"));
    assert_non_null(strstr(buf.data, "\r\nAccess-Control-Allow-Origin: *\r\n"));
}

static void test_tags(void **state)
{
    (void)state;
    char plain[CAIRN_HTTP_TAG_SIZE], gzip[CAIRN_HTTP_TAG_SIZE];
    cairn_http_make_tag(CAIRN_SPAN("abc"), plain, gzip);
    assert_string_equal(plain, "\"ba7816bf8f01cfea414140de5dae2223\"");
    assert_string_equal(gzip, "\"ba7816bf8f01cfea414140de5dae2223-gz\"");
}

static void test_gzip(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    CAIRN_AUTO_BUF struct cairn_buf packed = {0};
    char unpacked[5000] = {0};
    cairn_buf_append_repeat(&text, 'x', sizeof unpacked - 1);
    assert_int_equal(cairn_http_gzip(cairn_buf_span(&text), &packed, NULL), CAIRN_OK);
    assert_true(packed.size < 100);
    z_stream stream = {.next_in = (Bytef *)packed.data,
        .avail_in = (uInt)packed.size,
        .next_out = (Bytef *)unpacked,
        .avail_out = sizeof unpacked};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    assert_string_equal(unpacked, text.data);
    assert_true(cairn_http_is_compressible("application/json", 600));
    assert_false(cairn_http_is_compressible("application/json", 599));
    assert_false(cairn_http_is_compressible("image/png", 6000));
}

static void test_what_paths_say(void **state)
{
    (void)state;
    assert_true(cairn_http_is_record_path(CAIRN_SPAN("/errors/a/b/")));
    assert_false(cairn_http_is_record_path(CAIRN_SPAN("/errors/a/b/index.json")));
    assert_false(cairn_http_is_record_path(CAIRN_SPAN("/errors/a/")));
    assert_true(cairn_http_is_cell_path(CAIRN_SPAN("/families/d/f/c/h/")));
    assert_true(cairn_http_is_cell_path(CAIRN_SPAN("/families/d/f/c/h/zh.html")));
    assert_false(cairn_http_is_cell_path(CAIRN_SPAN("/families/d/f/zh.html")));
    assert_int_equal(cairn_http_caching_of(CAIRN_SPAN("/assets/x.css")), CAIRN_HTTP_CACHE_FOREVER);
    assert_int_equal(cairn_http_caching_of(CAIRN_SPAN("/x.css")), CAIRN_HTTP_CACHE_ASK);
}

static void test_pages(void **state)
{
    (void)state;
    char bytes[] = "<p>x</p>";
    const struct cairn_page content = {
        .type = "text/html; charset=utf-8", .bytes = bytes, .size = sizeof bytes - 1};
    struct cairn_http_page *page = NULL;
    assert_int_equal(cairn_http_page_new("/errors/a/b/", &content, &page, NULL), CAIRN_OK);
    assert_true(page->is_record);
    assert_false(page->has_gzip);
    assert_true(cairn_span_equal_string(page->form[CAIRN_HTTP_PLAIN].body, bytes));
    assert_true(cairn_span_starts_with(
        page->form[CAIRN_HTTP_PLAIN].not_modified, CAIRN_SPAN("HTTP/1.1 304 ")));
    assert_true(page->memory > page->form[CAIRN_HTTP_PLAIN].head.size);
    cairn_http_page_unref(cairn_http_page_ref(page));
    cairn_http_page_unref(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_gzip),
        cmocka_unit_test(test_what_paths_say),
        cmocka_unit_test(test_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
