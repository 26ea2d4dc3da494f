#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "match/pattern.h"

static enum cairn_pattern_result match(struct cairn_pattern *pattern, struct cairn_span text)
{
    struct cairn_error err = {0};
    enum cairn_pattern_result result;
    assert_int_equal(cairn_pattern_match(pattern, text, &result, &err), CAIRN_OK);
    return result;
}

static struct cairn_pattern *compile(const char *regex)
{
    struct cairn_error err = {0};
    struct cairn_pattern *pattern;
    assert_int_equal(
        cairn_pattern_compile(cairn_span_from_string(regex), &pattern, &err), CAIRN_OK);
    return pattern;
}

/* The interpreter answers the first times, the JIT later: nobody may see the difference. */
static void answers_stay_the_same(void **state)
{
    (void)state;
    struct cairn_pattern *pattern = compile("^(?P<b>x+)?(?P<a>y)(z)?$");
    assert_int_equal(cairn_pattern_name_count(pattern), 2);
    assert_true(cairn_span_equal_string(cairn_pattern_name(pattern, 0), "b"));
    assert_true(cairn_span_equal_string(cairn_pattern_name(pattern, 1), "a"));
    for (int i = 0; i < 100; i++) {
        uint32_t start, end;
        assert_int_equal(match(pattern, CAIRN_SPAN("line\ny\nmore")), CAIRN_PATTERN_YES);
        cairn_pattern_range(pattern, &start, &end);
        assert_int_equal(start, 5);
        assert_int_equal(end, 6);
        assert_false(cairn_pattern_capture(pattern, 0, &start, &end));
        assert_true(cairn_pattern_capture(pattern, 1, &start, &end));
        assert_int_equal(start, 5);
        assert_int_equal(match(pattern, CAIRN_SPAN("line")), CAIRN_PATTERN_NO);
        assert_int_equal(match(pattern, (struct cairn_span){NULL, 0}), CAIRN_PATTERN_NO);
    }
    cairn_pattern_free(pattern);
}

static void the_limit_is_an_answer(void **state)
{
    (void)state;
    struct cairn_pattern *pattern = compile("(?:x\\w*,?){16}needle");
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_append_repeat(&text, 'x', 300);
    cairn_buf_append_string(&text, "!e");
    for (int i = 0; i < 3; i++)
        assert_int_equal(match(pattern, cairn_buf_span(&text)), CAIRN_PATTERN_LIMIT);
    assert_int_equal(match(pattern, CAIRN_SPAN("xxxxxxxxxxxxxxxxneedle")), CAIRN_PATTERN_YES);
    cairn_pattern_free(pattern);
}

/* The interpreter would take seconds for the second, at the first use. */
static void long_events_take_no_long_time(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_append_repeat(&text, '[', 60000);
    cairn_buf_append_string(&text, " faile! d\n  at x\n  at y");
    struct cairn_pattern *lines = compile("(?:\\n\\s+at .*)+");
    assert_int_equal(match(lines, cairn_buf_span(&text)), CAIRN_PATTERN_YES);
    cairn_pattern_free(lines);
    struct cairn_pattern *wide = compile("\\[.*\\] failed");
    assert_int_equal(match(wide, cairn_buf_span(&text)), CAIRN_PATTERN_NO);
    cairn_pattern_free(wide);
}

static void one_workspace_serves_many(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_pattern_workspace *workspace;
    struct cairn_pattern *few, *many;
    assert_int_equal(cairn_pattern_workspace_new(&workspace, &err), CAIRN_OK);
    assert_int_equal(
        cairn_pattern_compile_shared(CAIRN_SPAN("(?P<n>a)"), workspace, &few, &err), CAIRN_OK);
    assert_int_equal(
        cairn_pattern_compile_shared(CAIRN_SPAN("(b)(c)(d)(e)(?P<last>f)"), workspace, &many, &err),
        CAIRN_OK);
    uint32_t start, end;
    for (int i = 0; i < 40; i++) {
        assert_int_equal(match(few, CAIRN_SPAN("bcdefa")), CAIRN_PATTERN_YES);
        assert_true(cairn_pattern_capture(few, 0, &start, &end));
        assert_int_equal(start, 5);
        assert_int_equal(match(many, CAIRN_SPAN("bcdefa")), CAIRN_PATTERN_YES);
        assert_true(cairn_pattern_capture(many, 0, &start, &end));
        assert_int_equal(start, 4);
    }
    cairn_pattern_free(few);
    cairn_pattern_free(many);
    cairn_pattern_workspace_free(workspace);
    cairn_pattern_workspace_free(NULL);
    cairn_pattern_free(NULL);
}

static void what_does_not_compile_says_where(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_pattern *pattern;
    assert_int_equal(cairn_pattern_compile(CAIRN_SPAN("a(b"), &pattern, &err), CAIRN_ERR_SYNTAX);
    assert_int_not_equal(err.upstream_code, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_stay_the_same),
        cmocka_unit_test(the_limit_is_an_answer),
        cmocka_unit_test(long_events_take_no_long_time),
        cmocka_unit_test(one_workspace_serves_many),
        cmocka_unit_test(what_does_not_compile_says_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
