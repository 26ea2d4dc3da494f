#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/buf.h"
#include "base/vec.h"
#include "match/matcher.h"
#include "memory_index.h"

static const struct memory_record records[] = {
    {"nginx/upstream-ssl-certificate-verify-error",
        {"upstream SSL certificate verify error: \\((?P<code>\\d+):(?P<text>[^)]*)\\)"}, {NULL}},
    {"nginx/verify-20",
        {"upstream SSL certificate verify error: \\(20:unable to get local issuer certificate\\)"},
        {"nginx/upstream-ssl-certificate-verify-error"}},
    {"npm/eresolve", {"npm ERR! code ERESOLVE", "(?i)unable to resolve dependency tree"}, {NULL}},
    {"python/key-error", {"^KeyError: (?P<key>'[^'\\n]*'|\\d+)$"}, {NULL}},
    {"git/short", {"\\bEPIPE\\b"}, {NULL}},
    {"postgres/too-many", {"FATAL:  (?:sorry, )?too many (?:clients|connections)(?: already)?"},
        {NULL}},
};

struct fixture {
    struct cairn_buf blob;
    struct cairn_matcher *matcher;
    struct cairn_vec candidates;
};

static int setup(void **state)
{
    static struct fixture fixture;
    struct cairn_error err = {0};
    fixture = (struct fixture){.candidates = CAIRN_VEC_OF(struct cairn_candidate)};
    assert_int_equal(
        memory_build(records, CAIRN_ARRAY_SIZE(records), &fixture.blob, &err), CAIRN_OK);
    struct cairn_index_source source = memory_source(&fixture.blob);
    assert_int_equal(cairn_matcher_open(&source, &fixture.matcher, &err), CAIRN_OK);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    cairn_matcher_close(fixture->matcher);
    cairn_vec_done(&fixture->candidates);
    cairn_buf_done(&fixture->blob);
    return 0;
}

static struct cairn_confirmation match(struct fixture *fixture, struct cairn_span event)
{
    struct cairn_error err = {0};
    struct cairn_confirmation out = {0};
    cairn_vec_clear(&fixture->candidates);
    assert_int_equal(
        cairn_matcher_find(fixture->matcher, event, &fixture->candidates, &err), CAIRN_OK);
    assert_int_equal(cairn_matcher_confirm(fixture->matcher, event, fixture->candidates.data,
                         fixture->candidates.count, CAIRN_SPAN("nginx"), &out, &err),
        CAIRN_OK);
    return out;
}

static void assert_only(struct fixture *fixture, const char *event, const char *record)
{
    struct cairn_confirmation out = match(fixture, cairn_span_from_string(event));
    if (!record) {
        assert_int_equal(out.count, 0);
        return;
    }
    assert_int_equal(out.count, 1);
    assert_true(cairn_span_equal_string(out.matches[0].record, record));
}

static void refinement_comes_first(void **state)
{
    struct cairn_span event =
        CAIRN_SPAN("2026/11/21 02:39:57 [error] 1#1: *1 upstream SSL certificate verify error: "
                   "(20:unable to get local issuer certificate) while SSL handshaking");
    struct cairn_confirmation out = match(*state, event);
    assert_int_equal(out.count, 2);
    assert_int_equal(out.limit_hits, 0);
    assert_true(cairn_span_equal_string(out.matches[0].record, "nginx/verify-20"));
    assert_true(cairn_span_equal_string(
        out.matches[1].record, "nginx/upstream-ssl-certificate-verify-error"));
    assert_int_equal(out.matches[1].capture_count, 2);
    assert_true(cairn_span_equal_string(out.matches[1].captures[0].name, "code"));
    assert_true(cairn_span_equal_string(out.matches[1].captures[0].value, "20"));
    assert_true(cairn_span_equal_string(out.matches[1].captures[1].name, "text"));
    assert_true(event.data <= out.matches[1].captures[1].value.data);
    assert_true(cairn_span_starts_with(
        cairn_span_slice(event, out.matches[0].start, 8), CAIRN_SPAN("upstream")));
}

static void every_alignment_is_found(void **state)
{
    struct cairn_buf text = {0};
    for (size_t shift = 0; shift < 9; shift++) {
        cairn_buf_clear(&text);
        cairn_buf_append_repeat(&text, 'x', shift);
        cairn_buf_append_string(&text, "npm ERR! code ERESOLVE");
        struct cairn_confirmation out = match(*state, cairn_buf_span(&text));
        assert_int_equal(out.count, 1);
        assert_int_equal(out.matches[0].start, shift);
        assert_int_equal(out.matches[0].end, text.size);
    }
    cairn_buf_done(&text);
}

static void case_and_lines(void **state)
{
    assert_only(*state, "UNABLE to Resolve dependency TREE", "npm/eresolve");
    assert_only(*state, "npm err! code ERESOLVE", NULL);
    assert_only(*state, "Traceback …\nKeyError: 'a'\nmore", "python/key-error");
    assert_only(*state, "x KeyError: 'a'", NULL);
    assert_only(*state, "EPIPE", "git/short");
    assert_only(*state, "EPIPEX", NULL);
    assert_only(*state, "FATAL:  too many connections", "postgres/too-many");
    assert_only(*state, "FATAL:  sorry, too many clients already", "postgres/too-many");
    assert_only(*state, "", NULL);
    assert_only(*state, "EPI", NULL);
}

static void markers_belong_to_no_record(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_confirmation out = match(fixture, CAIRN_SPAN("app: Error: it broke"));
    assert_int_equal(out.count, 0);
    assert_int_equal(fixture->candidates.count, 1);
    const struct cairn_candidate *candidate = fixture->candidates.data;
    assert_int_equal(candidate->pattern, CAIRN_PATTERN_MARKER);
    assert_int_equal(candidate->position, 5);
}

static void bytes_of_any_kind(void **state)
{
    struct cairn_span event = CAIRN_SPAN("\0\xff\x1b[31m npm ERR! code ERESOLVE\0\r\n");
    assert_int_equal(match(*state, event).count, 1);
}

static void candidates_are_appended_in_order(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    struct cairn_candidate first = {.position = 99, .pattern = 7};
    cairn_vec_clear(&fixture->candidates);
    assert_int_equal(cairn_vec_push(&fixture->candidates, &first, &err), CAIRN_OK);
    struct cairn_span text = CAIRN_SPAN("EPIPE npm ERR! code ERESOLVE EPIPE fatal: EPIPE");
    assert_int_equal(
        cairn_matcher_find(fixture->matcher, text, &fixture->candidates, &err), CAIRN_OK);
    const struct cairn_candidate *items = fixture->candidates.data;
    assert_int_equal(items[0].position, 99);
    assert_true(fixture->candidates.count >= 6);
    for (size_t i = 2; i < fixture->candidates.count; i++)
        assert_true(items[i - 1].position < items[i].position ||
                    (items[i - 1].position == items[i].position &&
                        items[i - 1].pattern < items[i].pattern));
}

/* More regexes than the cache keeps, each asked twice: dropped ones are compiled again. */
static void compiled_regexes_are_bounded(void **state)
{
    (void)state;
    enum { COUNT = 4200 };
    struct cairn_error err = {0};
    struct cairn_index_builder *builder;
    struct cairn_buf blob = {0};
    assert_int_equal(cairn_index_builder_new(&builder, &err), CAIRN_OK);
    for (int i = 0; i < COUNT; i++) {
        char id[32], regex[64];
        snprintf(id, sizeof id, "many/r%05d", i);
        snprintf(regex, sizeof regex, "common message %d?", i);
        struct memory_record record = {.id = id, .regexes = {regex}};
        assert_int_equal(memory_add(builder, &record, &err), CAIRN_OK);
    }
    assert_int_equal(cairn_index_builder_finish(builder, &blob, &err), CAIRN_OK);
    cairn_index_builder_free(builder);
    struct cairn_index_source source = memory_source(&blob);
    struct cairn_matcher *matcher;
    assert_int_equal(cairn_matcher_open(&source, &matcher, &err), CAIRN_OK);
    CAIRN_AUTO_VEC struct cairn_vec candidates = CAIRN_VEC_OF(struct cairn_candidate);
    for (uint32_t i = 0; i < COUNT; i++) {
        struct cairn_candidate candidate = {.pattern = i};
        assert_int_equal(cairn_vec_push(&candidates, &candidate, &err), CAIRN_OK);
    }
    size_t first = 0;
    for (int round = 0; round < 3; round++) {
        struct cairn_confirmation out;
        assert_int_equal(cairn_matcher_confirm(matcher, CAIRN_SPAN("a common message 4199"),
                             candidates.data, candidates.count, CAIRN_SPAN(""), &out, &err),
            CAIRN_OK);
        assert_true(out.count >= 3);
        assert_true(round == 0 || out.count == first);
        first = out.count;
        /* 4190? to 4199? all match "419": equal literals, so the first id. */
        assert_true(cairn_span_equal_string(out.matches[0].record, "many/r04190"));
    }
    cairn_matcher_close(matcher);
    cairn_buf_done(&blob);
}

static void limits_are_reported(void **state)
{
    (void)state;
    const struct memory_record slow[] = {{"a/slow", {"(?:x\\w*,?){16}needle!"}, {NULL}}};
    struct cairn_error err = {0};
    struct cairn_buf blob = {0};
    assert_int_equal(memory_build(slow, 1, &blob, &err), CAIRN_OK);
    struct cairn_index_source source = memory_source(&blob);
    struct cairn_matcher *matcher;
    assert_int_equal(cairn_matcher_open(&source, &matcher, &err), CAIRN_OK);
    struct cairn_buf event = {0};
    cairn_buf_append_repeat(&event, 'x', 200);
    cairn_buf_append_string(&event, " needle!");
    struct cairn_candidate candidate = {.pattern = 0};
    struct cairn_confirmation out;
    assert_int_equal(cairn_matcher_confirm(matcher, cairn_buf_span(&event), &candidate, 1,
                         CAIRN_SPAN(""), &out, &err),
        CAIRN_OK);
    assert_int_equal(out.count, 0);
    assert_int_equal(out.limit_hits, 1);
    cairn_buf_done(&event);
    cairn_matcher_close(matcher);
    cairn_buf_done(&blob);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refinement_comes_first, setup, teardown),
        cmocka_unit_test_setup_teardown(every_alignment_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(case_and_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(markers_belong_to_no_record, setup, teardown),
        cmocka_unit_test_setup_teardown(bytes_of_any_kind, setup, teardown),
        cmocka_unit_test_setup_teardown(candidates_are_appended_in_order, setup, teardown),
        cmocka_unit_test(compiled_regexes_are_bounded),
        cmocka_unit_test(limits_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
