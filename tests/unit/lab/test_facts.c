/* What an arm showed: events by phase, logs by Cairn's own matcher, and records of broken or
 * hostile arms. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "lab/facts.h"

#include "../engine/tiny_canon.h"

static const struct tiny_record records[] = {
    {.json =
            "{\"schema\": \"cairn.record/1\", \"id\": \"web/down\", \"signature\": \"it is down\", "
            "\"regex\": \"it is down\", \"domain\": \"web\", \"severity\": \"error\"}"},
    {.json = "{\"schema\": \"cairn.record/1\", \"id\": \"web/creaks\", \"signature\": \"it "
             "creaks\", "
             "\"regex\": \"it creaks\", \"domain\": \"web\", \"severity\": \"noise\"}"},
};

static struct cairn_engine *engine;
static struct cairn_lab_facts facts;
static struct cairn_span own[] = {{"web/creaks", 10}};

static int open_engine(void **state)
{
    (void)state;
    const char *path = tiny_path("facts.db");
    const struct cairn_engine_options options = {.canon_paths = &path, .canon_count = 1};
    if (!tiny_write(path, "tiny", records, 2))
        return 1;
    int failed = (int)cairn_engine_open(&options, &engine, NULL);
    unlink(path);
    return failed;
}

static int close_engine(void **state)
{
    (void)state;
    cairn_engine_close(engine);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    cairn_lab_facts_done(&facts);
    return 0;
}

static void append_frame(struct cairn_buf *record, const char *name, const char *text)
{
    cairn_buf_printf(record, "%s %zu\n%s", name, strlen(text), text);
}

static void read_it(const struct cairn_buf *record, bool has_own)
{
    const struct cairn_lab_reading reading = {
        .engine = engine, .own = own, .own_count = has_own ? 1 : 0, .took_ms = 340};
    assert_int_equal(cairn_lab_facts_read(&facts, cairn_buf_span(record), &reading, NULL), 0);
}

static bool is(struct cairn_span text, const char *wanted)
{
    return cairn_span_equal_string(text, wanted);
}

static void a_whole_arm_is_read(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf record = {0};
    append_frame(&record, "before.log", "all is well\nit is down for 7\nit creaks\n");
    append_frame(&record, "after_ask.out", "502 error: bad\n");
    append_frame(&record, "tell_2.out", "answer\n");
    append_frame(&record, "events",
        "1 phase before\n2 verdict healthy no it asks\n3 state before aa\n10 phase apply\n"
        "260 refused exit status 1\n270 state after bb\n280 phase after\n290 verdict healthy yes \n"
        "300 phase tell_2\n310 tell 2 3\n320 phase harm_leak\n330 verdict harm_leak yes it drips\n"
        "340 end\n");
    read_it(&record, false);
    assert_null(facts.invalid);
    assert_int_equal(facts.before.verdict, CAIRN_LAB_NO);
    assert_true(is(facts.before.why, "it asks"));
    assert_int_equal(facts.after.verdict, CAIRN_LAB_YES);
    assert_int_equal(facts.later.verdict, CAIRN_LAB_UNSAID);
    assert_true(is(facts.state_before, "aa") && is(facts.state_after, "bb"));
    assert_true(facts.apply_s > 0.259 && facts.apply_s < 0.261);
    assert_true(facts.was_refused);
    assert_true(is(facts.before_log.names, "web/down"));
    assert_true(is(facts.before_log.line, "it is down for 7"));
    assert_int_equal(facts.before_log.record_count, 2);
    assert_true(cairn_lab_sights_show(&facts.before_log, CAIRN_SPAN("web/creaks")));
    assert_true(is(facts.after_log.names, "unknown"));
    assert_int_equal(facts.harm_count, 1);
    assert_true(is(facts.harms[0].id, "leak"));
    assert_int_equal(facts.told_count, 1);
    assert_int_equal(facts.told[0].exit, 3);
    assert_true(is(facts.told[0].output, "answer\n"));
}

static void noise_counts_only_for_its_family(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf record = {0};
    append_frame(&record, "before.log", "it creaks\nit is down\n");
    append_frame(&record, "events", "1 phase before\n2 end\n");
    read_it(&record, false);
    assert_true(is(facts.before_log.names, "web/down"));
    cairn_lab_facts_done(&facts);
    read_it(&record, true);
    assert_true(is(facts.before_log.names, "web/creaks"));
}

static void the_log_comes_before_the_answer(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf record = {0};
    append_frame(&record, "before_ask.out", "error: the answer\n");
    append_frame(&record, "before.log", "it is down\n");
    append_frame(&record, "events", "1 phase before\n2 end\n");
    read_it(&record, false);
    assert_true(is(facts.before_log.names, "web/down"));
}

static void a_broken_arm_says_why_in_its_own_words(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf record = {0};
    append_frame(&record, "before.out", "one\ntwo\nthree\nno such wood\n");
    append_frame(&record, "events", "1 phase before\n2 invalid the shell ended with status 1\n");
    read_it(&record, false);
    assert_string_equal(
        facts.invalid, "the shell ended with status 1, in phase before: two three no such wood");
}

static void an_arm_without_an_end_is_invalid(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf record = {0};
    append_frame(&record, "events", "1 phase before\n2 verdict healthy yes \n");
    read_it(&record, false);
    assert_string_equal(facts.invalid, "the arm did not come to its end, in phase before");
}

static void damaged_records_are_invalid(void **state)
{
    (void)state;
    static const char *const damaged[] = {"", "events 10\n1 end\n", "events\n", "x 1\ny", "\n\n",
        "events 99999999999999999999\n1 end\n"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(damaged); i++) {
        CAIRN_AUTO_BUF struct cairn_buf record = {0};
        cairn_buf_append_string(&record, damaged[i]);
        read_it(&record, false);
        assert_non_null(facts.invalid);
        cairn_lab_facts_done(&facts);
    }
}

static void odd_events_are_passed_over(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf record = {0};
    append_frame(&record, "events",
        "\n \nx\n1\n1 verdict\n1 verdict healthy\n1 verdict healthy maybe\n2 tell\n2 tell x 1\n"
        "2 tell 1 999\n3 state\n3 state after\n4 phase\n4 dance\n5 end\n");
    read_it(&record, false);
    assert_null(facts.invalid);
    assert_int_equal(facts.told_count, 0);
    assert_int_equal(facts.before.verdict, CAIRN_LAB_UNSAID);
}

/* What was cut off may be what counts: of a log, and of what a phase printed. */
static void an_arm_that_said_too_much_is_invalid(void **state)
{
    (void)state;
    static const char *const cuts[] = {"cut /world/rig/door.log 262145", "cut before.out"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cuts); i++) {
        CAIRN_AUTO_BUF struct cairn_buf record = {0}, events = {0};
        cairn_buf_printf(&events, "1 phase before\n2 verdict healthy no \n3 %s\n4 end\n", cuts[i]);
        append_frame(&record, "before.log", "it is down\n");
        append_frame(&record, "events", events.data);
        cairn_buf_done(&events);
        read_it(&record, false);
        assert_non_null(facts.invalid);
        assert_non_null(strstr(facts.invalid, cuts[i] + 4));
        assert_non_null(strstr(facts.invalid, "longer than what is kept of it"));
        cairn_lab_facts_done(&facts);
    }
}

/* A rig can write any time; another arm waits as long as this one says that its change took. */
static void forged_times_are_invalid(void **state)
{
    (void)state;
    static const char *const forged[] = {
        "1 phase before\n5 phase apply\n4 state after aa\n5 end\n",
        "5 phase apply\n4 note x\n4 state after aa\n5 end\n",
        "1 phase before\n2 phase apply\n341 state after aa\n341 end\n",
        "1 phase apply\n18446744073709551615 state after aa\n3 end\n",
        "9223372036854775808 phase apply\n1 state after aa\n2 end\n",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(forged); i++) {
        CAIRN_AUTO_BUF struct cairn_buf record = {0};
        append_frame(&record, "events", forged[i]);
        read_it(&record, false);
        assert_non_null(facts.invalid);
        assert_non_null(strstr(facts.invalid, "an event at "));
        assert_true(facts.apply_s >= 0 && facts.apply_s <= 0.340);
        cairn_lab_facts_done(&facts);
    }
    CAIRN_AUTO_BUF struct cairn_buf record = {0};
    append_frame(&record, "events", "0 phase apply\n0 phase apply\n340 state after aa\n340 end\n");
    read_it(&record, false);
    assert_null(facts.invalid);
    assert_true(facts.apply_s > 0.339 && facts.apply_s < 0.341);
}

static void the_first_failure_stands(void **state)
{
    (void)state;
    cairn_lab_facts_fail(&facts, "%s", "first");
    cairn_lab_facts_fail(&facts, "%s", "second");
    assert_string_equal(facts.invalid, "first");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_whole_arm_is_read, drop),
        cmocka_unit_test_teardown(noise_counts_only_for_its_family, drop),
        cmocka_unit_test_teardown(the_log_comes_before_the_answer, drop),
        cmocka_unit_test_teardown(a_broken_arm_says_why_in_its_own_words, drop),
        cmocka_unit_test_teardown(an_arm_without_an_end_is_invalid, drop),
        cmocka_unit_test_teardown(damaged_records_are_invalid, drop),
        cmocka_unit_test_teardown(odd_events_are_passed_over, drop),
        cmocka_unit_test_teardown(an_arm_that_said_too_much_is_invalid, drop),
        cmocka_unit_test_teardown(forged_times_are_invalid, drop),
        cmocka_unit_test_teardown(the_first_failure_stands, drop),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
