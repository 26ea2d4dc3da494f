#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "base/vec.h"
#include "match/format.h"
#include "match/index.h"
#include "match/matcher.h"
#include "memory_index.h"

static const struct memory_record records[] = {
    {"a/one", {"connection refused (?P<x>\\d+)", "(?i)epipe"}, {"b/two"}},
    {"b/two", {"connection"}, {"c/three", "elsewhere/x"}},
    {"c/three", {"abc", "(?:connection|broken pipe) refused"}, {NULL}},
};

static void build(const struct memory_record *from, size_t count, struct cairn_buf *blob)
{
    struct cairn_error err = {0};
    assert_int_equal(memory_build(from, count, blob, &err), CAIRN_OK);
}

static void the_order_of_adding_does_not_matter(void **state)
{
    (void)state;
    const struct memory_record turned[] = {records[2], records[0], records[1]};
    CAIRN_AUTO_BUF struct cairn_buf one = {0};
    CAIRN_AUTO_BUF struct cairn_buf other = {0};
    build(records, 3, &one);
    build(turned, 3, &other);
    assert_true(cairn_span_equal(cairn_buf_span(&one), cairn_buf_span(&other)));
}

static void what_cannot_be_indexed_is_refused(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_BUF struct cairn_buf blob = {0};
    const struct memory_record twice[] = {
        {"a/x", {"connection"}, {NULL}}, {"a/x", {"refused"}, {NULL}}};
    assert_int_equal(memory_build(twice, 2, &blob, &err), CAIRN_ERR_CONFLICT);
    const struct memory_record bare[] = {{"a/x", {"\\d+"}, {NULL}}};
    assert_int_equal(memory_build(bare, 1, &blob, &err), CAIRN_ERR_INVALID);
    const struct memory_record outside[] = {{"a/x", {"(?=connection)"}, {NULL}}};
    assert_int_equal(memory_build(outside, 1, &blob, &err), CAIRN_ERR_INVALID);
    const struct memory_record nameless[] = {{"", {"connection"}, {NULL}}};
    assert_int_equal(memory_build(nameless, 1, &blob, &err), CAIRN_ERR_INVALID);
    assert_int_equal(blob.size, 0);
}

static void refines_is_transitive(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf blob = {0};
    struct cairn_error err = {0};
    build(records, 3, &blob);
    struct cairn_index_source source = memory_source(&blob);
    struct cairn_matcher *matcher;
    assert_int_equal(cairn_matcher_open(&source, &matcher, &err), CAIRN_OK);
    struct cairn_candidate candidate = {.pattern = 0};
    struct cairn_confirmation out;
    assert_int_equal(cairn_matcher_confirm(matcher, CAIRN_SPAN("connection refused 7"), &candidate,
                         1, CAIRN_SPAN(""), &out, &err),
        CAIRN_OK);
    assert_int_equal(out.count, 1);
    assert_int_equal(out.matches[0].refines_count, 3);
    assert_true(cairn_span_equal_string(out.matches[0].refines[0], "b/two"));
    assert_true(cairn_span_equal_string(out.matches[0].refines[1], "c/three"));
    assert_true(cairn_span_equal_string(out.matches[0].refines[2], "elsewhere/x"));
    cairn_matcher_close(matcher);
}

static void an_empty_canon_has_markers_only(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf blob = {0};
    CAIRN_AUTO_VEC struct cairn_vec found = CAIRN_VEC_OF(struct cairn_candidate);
    struct cairn_error err = {0};
    build(NULL, 0, &blob);
    struct cairn_index_source source = memory_source(&blob);
    struct cairn_matcher *matcher;
    assert_int_equal(cairn_matcher_open(&source, &matcher, &err), CAIRN_OK);
    assert_int_equal(
        cairn_matcher_find(matcher, CAIRN_SPAN("x [emerg] y"), &found, &err), CAIRN_OK);
    assert_int_equal(found.count, 1);
    cairn_matcher_close(matcher);
}

/* Uses whatever opens; every answer but a crash or an endless loop is right. */
static enum cairn_status use(struct cairn_buf *blob)
{
    struct cairn_error err = {0};
    struct cairn_index_source source = memory_source(blob);
    struct cairn_matcher *matcher;
    enum cairn_status status = cairn_matcher_open(&source, &matcher, &err);
    if (status != CAIRN_OK)
        return status;
    CAIRN_AUTO_VEC struct cairn_vec found = CAIRN_VEC_OF(struct cairn_candidate);
    struct cairn_confirmation out;
    struct cairn_span text =
        CAIRN_SPAN("connection refused 12, abc, EPIPE, error: broken pipe refused");
    status = cairn_matcher_find(matcher, text, &found, &err);
    for (uint32_t i = 0; i < 5 && status == CAIRN_OK; i++) {
        struct cairn_candidate candidate = {.pattern = i};
        status = cairn_matcher_confirm(matcher, text, &candidate, 1, CAIRN_SPAN(""), &out, &err);
    }
    cairn_matcher_close(matcher);
    return status;
}

static void a_damaged_index_is_corrupt(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf blob = {0};
    build(records, 3, &blob);
    assert_int_equal(use(&blob), CAIRN_OK);
    blob.data[8]++;
    assert_int_equal(use(&blob), CAIRN_ERR_UNSUPPORTED);
    blob.data[8]--;
    blob.data[0]++;
    assert_int_equal(use(&blob), CAIRN_ERR_CORRUPT);
    blob.data[0]--;
    size_t whole = blob.size;
    for (size_t size = 0; size < whole; size += 1 + size / 16) {
        blob.size = size;
        assert_int_equal(use(&blob), CAIRN_ERR_CORRUPT);
    }
    blob.size = whole;
}

/* Each byte outside the filter set to extremes: never worse than a status. */
static void every_byte_may_be_wrong(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf blob = {0};
    build(records, 3, &blob);
    size_t corrupt = 0;
    size_t filter = cairn_load_u32((const unsigned char *)blob.data + 16);
    for (size_t i = 0; i < blob.size; i++) {
        if (i >= filter)
            break;
        static const char wrong[] = {0, 1, 0x7f, (char)0x80, (char)0xff};
        char right = blob.data[i];
        for (size_t j = 0; j < sizeof wrong; j++) {
            blob.data[i] = wrong[j];
            enum cairn_status status = use(&blob);
            assert_true(status == CAIRN_OK || status == CAIRN_ERR_CORRUPT ||
                        status == CAIRN_ERR_UNSUPPORTED);
            corrupt += status == CAIRN_ERR_CORRUPT;
        }
        blob.data[i] = right;
    }
    assert_true(corrupt > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_adding_does_not_matter),
        cmocka_unit_test(what_cannot_be_indexed_is_refused),
        cmocka_unit_test(refines_is_transitive),
        cmocka_unit_test(an_empty_canon_has_markers_only),
        cmocka_unit_test(a_damaged_index_is_corrupt),
        cmocka_unit_test(every_byte_may_be_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
