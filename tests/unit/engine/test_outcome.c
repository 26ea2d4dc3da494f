/* Outcomes through the engine: reports by id and former id, what counts in a record and in an
 * explanation, who may report. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "engine/engine_internal.h"
#include "records.h"

struct fixture {
    const char *canon, *ledger;
    struct cairn_engine *engine;
    struct cairn_error err;
};

static int begin(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.canon = tiny_path("outcome.db"), .ledger = tiny_path("ledger.db")};
    unlink(fixture.ledger);
    assert_true(tiny_write(fixture.canon, "tiny", web_records, WEB_RECORDS));
    const struct cairn_engine_options options = {
        .canon_paths = &fixture.canon, .canon_count = 1, .ledger_path = fixture.ledger};
    assert_int_equal(cairn_engine_open(&options, &fixture.engine, &fixture.err), CAIRN_OK);
    *state = &fixture;
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    cairn_engine_close(fixture->engine);
    unlink(fixture->canon);
    unlink(fixture->ledger);
    return 0;
}

static enum cairn_status report(struct fixture *fixture, const struct cairn_report *report)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    return cairn_report_outcome(fixture->engine, report, &result, &fixture->err);
}

static void must(const struct fixture *fixture, enum cairn_status status)
{
    if (status)
        fail_msg("%s (%s)", fixture->err.primary, fixture->err.hint);
}

static void act(struct fixture *fixture, enum cairn_tokens_action action, const char *name,
    const char *organisation, char token[128])
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    const struct cairn_tokens_options options = {.ledger_path = fixture->ledger,
        .action = action,
        .name = name,
        .organisation = organisation};
    must(fixture, cairn_tokens(&options, &result, &fixture->err));
    struct cairn_span text = cairn_value_get_text(result->tree, "token");
    snprintf(token, 128, "%.*s", CAIRN_SPAN_ARGS(text));
}

static int64_t reports(struct fixture *fixture, const char *id, const char *state)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    must(fixture, cairn_show(fixture->engine, id, NULL, &result, &fixture->err));
    const struct cairn_value *field = cairn_value_path(result->tree, "record.field");
    assert_true(cairn_span_equal_string(cairn_value_get_text(field, "state"), state));
    return cairn_value_get_int(field, "reports");
}

static void tokens_make_reports_count(void **state)
{
    struct fixture *fixture = *state;
    char ann[128], ben[128], none[128];
    struct cairn_report good = {.record = "web/refused", .change = "start", .worked = true};
    act(fixture, CAIRN_TOKENS_ADD, "ann", "Acme", ann);
    act(fixture, CAIRN_TOKENS_ADD, "ben", "Other", ben);
    must(fixture, report(fixture, &good));
    assert_int_equal(reports(fixture, "web/refused", "none"), 0);
    good.token = ann;
    must(fixture, report(fixture, &good));
    assert_int_equal(reports(fixture, "web/refused", "reported"), 1);
    good.token = ben;
    must(fixture, report(fixture, &good));
    assert_int_equal(reports(fixture, "web/refused", "confirmed"), 2);
    act(fixture, CAIRN_TOKENS_REVOKE, "ben", NULL, none);
    assert_string_equal(none, "");
    assert_int_equal(reports(fixture, "web/refused", "reported"), 1);
    assert_int_equal(report(fixture, &good), CAIRN_ERR_DENIED);
}

static void a_former_id_is_resolved(void **state)
{
    struct fixture *fixture = *state;
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    const struct cairn_report good = {
        .record = "web/old-refused", .change = "longer_timeout", .cause = "stopped"};
    must(fixture, cairn_report_outcome(fixture->engine, &good, &result, &fixture->err));
    assert_true(
        cairn_span_equal_string(cairn_value_get_text(result->tree, "record"), "web/refused"));
    assert_false(cairn_value_get_bool(result->tree, "counts"));
}

static void what_is_not_there_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        struct cairn_report report;
        const char *hint;
    } wrong[] = {
        {{.record = "web/refusde", .change = "start"}, "web/refused"},
        {{.record = "web/refused", .change = "strat"}, "Did you mean: start"},
        {{.record = "web/refused", .change = "qqqqqqqqqq"}, "It has: start, mend_port"},
        {{.record = "web/refused", .change = "start", .cause = "stoped"}, "stopped"},
        {{.record = "web/refused", .change = ""}, "It has: "},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(wrong); i++) {
        assert_int_equal(report(fixture, &wrong[i].report), CAIRN_ERR_NOT_FOUND);
        if (!strstr(fixture->err.hint, wrong[i].hint))
            fail_msg("%s: %s", fixture->err.primary, fixture->err.hint);
    }
    assert_int_equal(access(fixture->ledger, F_OK), -1);
}

static void an_explanation_shows_it_on_the_best_change(void **state)
{
    struct fixture *fixture = *state;
    char ann[128];
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    static const char line[] = "connect() to 127.0.0.1:8080 failed (111: Connection refused)";
    const struct cairn_input input = {
        .name = "in", .fd = -1, .memory = line, .memory_size = sizeof(line) - 1};
    act(fixture, CAIRN_TOKENS_ADD, "ann", "Acme", ann);
    const struct cairn_report good = {
        .record = "web/refused", .change = "start", .worked = true, .token = ann};
    must(fixture, report(fixture, &good));
    must(fixture, cairn_explain(fixture->engine, &input, 1, NULL, &result, &fixture->err));
    const struct cairn_value *finding =
        cairn_value_at(cairn_value_get(result->tree, "findings"), 0);
    const struct cairn_value *field = cairn_value_path(finding, "best.field");
    assert_int_equal(cairn_value_get_int(field, "k"), 1);
    assert_int_equal(cairn_value_get_int(field, "n"), 1);
}

static void outcomes_of_an_unknown_record(void **state)
{
    struct fixture *fixture = *state;
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    must(fixture,
        cairn_outcomes(fixture->engine, "web/refusde", CAIRN_LANGUAGE_ZH, &result, &fixture->err));
    assert_int_equal(cairn_result_conclusion(result), CAIRN_NONE);
    assert_true(cairn_value_count(cairn_value_get(result->tree, "near")) > 0);
}

static void without_a_ledger_nothing_can_be_reported(void **state)
{
    struct fixture *fixture = *state;
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_engine *engine = NULL;
    const struct cairn_engine_options options = {.canon_paths = &fixture->canon, .canon_count = 1};
    const struct cairn_report good = {.record = "web/refused", .change = "start"};
    must(fixture, cairn_engine_open(&options, &engine, &fixture->err));
    assert_int_equal(cairn_report_outcome(engine, &good, &result, &fixture->err), CAIRN_ERR_USAGE);
    cairn_engine_close(engine);
}

static void a_damaged_ledger_is_not_passed_over(void **state)
{
    struct fixture *fixture = *state;
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    must(fixture, cairn_file_write(AT_FDCWD, fixture->ledger,
                      CAIRN_SPAN("this was a ledger once, now it is something else: words and words"
                                 " and words, a hundred bytes of them, and a few more."),
                      &fixture->err));
    assert_int_equal(cairn_show(fixture->engine, "web/refused", NULL, &result, &fixture->err),
        CAIRN_ERR_CORRUPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tokens_make_reports_count),
        TEST(a_former_id_is_resolved),
        TEST(what_is_not_there_is_refused),
        TEST(an_explanation_shows_it_on_the_best_change),
        TEST(outcomes_of_an_unknown_record),
        TEST(without_a_ledger_nothing_can_be_reported),
        TEST(a_damaged_ledger_is_not_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
