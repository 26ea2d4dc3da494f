/* The table of results in docs/lab.md, row by row, and what stands before each row. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "lab/judge.h"

#define RECORD "web/down"
#define OTHER  "web/other"

static struct cairn_span record_down[] = {{RECORD, sizeof RECORD - 1}};
static struct cairn_span record_other[] = {{OTHER, sizeof OTHER - 1}};

static struct cairn_lab_sights silent(void)
{
    return (struct cairn_lab_sights){.names = CAIRN_SPAN("silent")};
}

static struct cairn_lab_sights down(void)
{
    return (struct cairn_lab_sights){.names = CAIRN_SPAN(RECORD),
        .line = CAIRN_SPAN("it is down"),
        .records = record_down,
        .record_count = 1,
        .has_error = true};
}

static struct cairn_lab_sights other(void)
{
    return (struct cairn_lab_sights){.names = CAIRN_SPAN(OTHER),
        .line = CAIRN_SPAN("it is other"),
        .records = record_other,
        .record_count = 1,
        .has_error = true};
}

static struct cairn_lab_sights unknown(const char *template_id)
{
    struct cairn_lab_sights sights = {
        .names = CAIRN_SPAN("unknown"), .line = CAIRN_SPAN("error: what"), .has_error = true};
    memcpy(sights.template_id, template_id, strlen(template_id) + 1);
    return sights;
}

/* An arm that shows its fault, and after the change is still as it was. */
static struct cairn_lab_facts faulty(void)
{
    return (struct cairn_lab_facts){.before = {.verdict = CAIRN_LAB_NO},
        .after = {.verdict = CAIRN_LAB_NO},
        .before_log = down(),
        .after_log = down(),
        .apply_log = silent(),
        .later_log = silent(),
        .real_log = silent(),
        .state_before = CAIRN_SPAN("s1"),
        .state_after = CAIRN_SPAN("s1")};
}

static struct cairn_lab_facts mended(void)
{
    struct cairn_lab_facts facts = faulty();
    facts.after = (struct cairn_lab_said){.verdict = CAIRN_LAB_YES};
    facts.after_log = silent();
    facts.state_after = CAIRN_SPAN("s2");
    return facts;
}

/* What stands around an arm: a placebo that holds, no carrier. */
struct around {
    struct cairn_lab_facts arm, placebo, carrier;
    bool has_carrier;
    struct cairn_lab_case arms;
};

static struct around around(struct cairn_lab_facts arm)
{
    struct around all = {.arm = arm, .placebo = faulty(), .carrier = faulty()};
    all.arms.may_be_vacuous = true;
    all.carrier.state_after = CAIRN_SPAN("s3");
    return all;
}

static struct cairn_lab_result judge(struct around *all)
{
    all->arms.arm = &all->arm;
    all->arms.placebo = &all->placebo;
    all->arms.carrier = all->has_carrier ? &all->carrier : NULL;
    return cairn_lab_judge(&all->arms);
}

static void expect(struct around all, enum cairn_lab_word word, const char *detail)
{
    struct cairn_lab_result result = judge(&all);
    assert_string_equal(cairn_lab_word_name(result.word), cairn_lab_word_name(word));
    if (detail)
        assert_true(cairn_span_equal_string(result.detail, detail));
}

static void a_broken_arm_is_invalid(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.arm.invalid = "the shell ended";
    expect(all, CAIRN_LAB_INVALID, NULL);
    all = around(mended());
    all.arm.after.verdict = CAIRN_LAB_UNSAID;
    expect(all, CAIRN_LAB_INVALID, NULL);
}

static void healthy_before_is_no_fault(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.arm.before.verdict = CAIRN_LAB_YES;
    expect(all, CAIRN_LAB_NO_FAULT, NULL);
}

static void another_baseline_is_unstable(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.placebo.before_log = other();
    expect(all, CAIRN_LAB_UNSTABLE, NULL);
    all = around(faulty());
    all.arm.before_log = unknown("t-1");
    all.placebo.before_log = unknown("t-2");
    expect(all, CAIRN_LAB_UNSTABLE, NULL);
}

static void the_same_world_is_vacuous(void **state)
{
    (void)state;
    struct around all = around(faulty());
    expect(all, CAIRN_LAB_VACUOUS, NULL);
    all.arms.may_be_vacuous = false;
    expect(all, CAIRN_LAB_SAME, NULL);
    all = around(mended());
    all.placebo.state_after = CAIRN_SPAN("s2");
    expect(all, CAIRN_LAB_VACUOUS, NULL);
}

static void vacuous_is_measured_against_the_carrier(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.has_carrier = true;
    all.carrier.state_after = CAIRN_SPAN("s2");
    expect(all, CAIRN_LAB_VACUOUS, NULL);
    all.carrier.state_after = CAIRN_SPAN("s3");
    expect(all, CAIRN_LAB_RESOLVED, NULL);
    all.placebo.state_after = CAIRN_SPAN("s2");
    expect(all, CAIRN_LAB_RESOLVED, NULL);
}

static void a_world_that_was_not_seen_is_not_vacuous(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.arm.state_after = all.placebo.state_after = all.arm.state_before = (struct cairn_span){0};
    expect(all, CAIRN_LAB_RESOLVED, NULL);
}

static void a_rejected_change_did_something(void **state)
{
    (void)state;
    struct around all = around(faulty());
    all.arm.was_refused = true;
    all.arm.apply_log = other();
    expect(all, CAIRN_LAB_REFUSED, OTHER);
    all.has_carrier = true;
    all.carrier.was_refused = true;
    expect(all, CAIRN_LAB_VACUOUS, NULL);
}

static void what_is_there_already_is_claimed(void **state)
{
    (void)state;
    struct around all = around(faulty());
    all.arms.is_claimed_already = true;
    expect(all, CAIRN_LAB_ALREADY, NULL);
    all.arm = mended();
    expect(all, CAIRN_LAB_RESOLVED, NULL);
}

static void a_harm_counts_first(void **state)
{
    (void)state;
    struct cairn_lab_harm harms[] = {{.id = CAIRN_SPAN("leak"), .said = {.verdict = CAIRN_LAB_NO}},
        {.id = CAIRN_SPAN("mitm"), .said = {.verdict = CAIRN_LAB_YES}}};
    struct around all = around(mended());
    all.arm.harms = harms;
    all.arm.harm_count = 2;
    all.arm.later.verdict = CAIRN_LAB_NO;
    all.arm.later_log = down(); /* it comes back as well */
    expect(all, CAIRN_LAB_HARM, "mitm");
    harms[1].said.verdict = CAIRN_LAB_NO;
    expect(all, CAIRN_LAB_RELAPSE, NULL);
}

static void later_is_a_relapse(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.arm.later.verdict = CAIRN_LAB_NO;
    all.arm.after_log = down();
    expect(all, CAIRN_LAB_RELAPSE, NULL);
    all.arm.later.verdict = CAIRN_LAB_YES;
    expect(all, CAIRN_LAB_STILL_LOGGED, NULL);
}

static void the_record_in_the_new_log_is_still_logged(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.arm.after_log = down();
    all.has_carrier = true;
    all.carrier.after.verdict = CAIRN_LAB_YES;
    expect(all, CAIRN_LAB_STILL_LOGGED, NULL);
    all.arm.after_log = other();
    expect(all, CAIRN_LAB_CARRIER, NULL);
}

static void what_the_carrier_does_is_no_credit(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.has_carrier = true;
    all.carrier.after.verdict = CAIRN_LAB_YES;
    all.carrier.after_log = silent();
    all.placebo.after.verdict = CAIRN_LAB_YES;
    expect(all, CAIRN_LAB_CARRIER, NULL);
    all.carrier.later.verdict = CAIRN_LAB_NO;
    expect(all, CAIRN_LAB_TIME, NULL);
}

static void what_time_does_is_no_credit(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.placebo.after.verdict = CAIRN_LAB_YES;
    expect(all, CAIRN_LAB_TIME, NULL);
    all.placebo.after.verdict = CAIRN_LAB_NO;
    expect(all, CAIRN_LAB_RESOLVED, NULL);
}

static void what_was_refused_may_still_resolve(void **state)
{
    (void)state;
    struct around all = around(mended());
    all.arm.was_refused = true;
    expect(all, CAIRN_LAB_RESOLVED, NULL);
}

static struct cairn_lab_facts changed(void)
{
    struct cairn_lab_facts facts = faulty();
    facts.state_after = CAIRN_SPAN("s2");
    return facts;
}

static void a_refusal_names_its_record(void **state)
{
    (void)state;
    struct around all = around(changed());
    all.arm.was_refused = true;
    expect(all, CAIRN_LAB_REFUSED, "silent");
    all.arm.apply_log = unknown("t-1");
    expect(all, CAIRN_LAB_REFUSED, "unknown");
    all.arm.apply_log = other();
    expect(all, CAIRN_LAB_REFUSED, OTHER);
}

static void another_first_error_is_moved(void **state)
{
    (void)state;
    struct around all = around(changed());
    all.arm.after_log = other();
    expect(all, CAIRN_LAB_MOVED, OTHER);
    all.arm.after_log = silent();
    expect(all, CAIRN_LAB_MOVED, "silent");
    all.arm.after_log = unknown("t-1");
    expect(all, CAIRN_LAB_MOVED, "unknown");
}

static void unknown_errors_are_told_apart(void **state)
{
    (void)state;
    struct around all = around(changed());
    all.arm.before_log = all.placebo.before_log = unknown("t-1");
    all.arm.after_log = unknown("t-1");
    expect(all, CAIRN_LAB_SAME, NULL);
    all.arm.after_log = unknown("t-2");
    expect(all, CAIRN_LAB_MOVED, "unknown");
}

static void the_same_first_error_is_same(void **state)
{
    (void)state;
    struct around all = around(changed());
    expect(all, CAIRN_LAB_SAME, NULL);
    all.arm.before_log = all.placebo.before_log = all.arm.after_log = silent();
    expect(all, CAIRN_LAB_SAME, NULL);
}

/* --- records of impact none or degraded --- */

static struct around quiet(void)
{
    struct around all = around(mended());
    all.arms.is_quiet = all.arms.is_yielded = true;
    all.arm.before.verdict = all.placebo.before.verdict = CAIRN_LAB_YES;
    all.placebo.after.verdict = CAIRN_LAB_YES;
    all.arm.real_log = other();
    all.arm.has_real = true;
    return all;
}

static void the_log_decides_for_quiet_records(void **state)
{
    (void)state;
    expect(quiet(), CAIRN_LAB_RESOLVED, NULL);
    struct around all = quiet();
    all.arm.after_log = down();
    expect(all, CAIRN_LAB_SAME, NULL);
    all = quiet();
    all.arm.before_log = all.placebo.before_log = silent();
    expect(all, CAIRN_LAB_NO_FAULT, NULL);
    all = quiet();
    all.placebo.after_log = silent();
    expect(all, CAIRN_LAB_TIME, NULL);
}

static void a_silenced_log_resolves_nothing(void **state)
{
    (void)state;
    struct around all = quiet();
    all.arm.real_log = silent();
    expect(all, CAIRN_LAB_MOVED, "silent");
}

static void a_quiet_record_that_comes_back_is_a_relapse(void **state)
{
    (void)state;
    struct around all = quiet();
    all.arm.later.verdict = CAIRN_LAB_YES;
    expect(all, CAIRN_LAB_RESOLVED, NULL);
    all.arm.later_log = down();
    expect(all, CAIRN_LAB_RELAPSE, NULL);
    all = quiet();
    all.arm.later.verdict = CAIRN_LAB_NO;
    all.arm.has_real = false;
    all.arm.real_log = silent();
    expect(all, CAIRN_LAB_RELAPSE, NULL);
}

static void breaking_it_does_not_quiet_it(void **state)
{
    (void)state;
    struct around all = quiet();
    all.arm.after.verdict = CAIRN_LAB_NO;
    all.arm.after_log = other();
    expect(all, CAIRN_LAB_MOVED, OTHER);
}

/* --- control, placebo, repeats --- */

static void expect_control(struct cairn_lab_facts facts, enum cairn_lab_word word)
{
    struct cairn_lab_result result = cairn_lab_judge_control(&facts);
    assert_string_equal(cairn_lab_word_name(result.word), cairn_lab_word_name(word));
}

static void a_control_must_be_sound(void **state)
{
    (void)state;
    struct cairn_lab_harm harm = {.id = CAIRN_SPAN("leak"), .said = {.verdict = CAIRN_LAB_NO}};
    struct cairn_lab_facts facts = {.before = {.verdict = CAIRN_LAB_YES},
        .before_log = silent(),
        .harms = &harm,
        .harm_count = 1};
    expect_control(facts, CAIRN_LAB_SOUND);
    harm.said.verdict = CAIRN_LAB_YES;
    expect_control(facts, CAIRN_LAB_UNSOUND);
    harm.said.verdict = CAIRN_LAB_NO;
    facts.before_log = other();
    expect_control(facts, CAIRN_LAB_UNSOUND);
    facts.before_log = silent();
    facts.before.verdict = CAIRN_LAB_NO;
    expect_control(facts, CAIRN_LAB_UNSOUND);
    facts.invalid = "broken";
    expect_control(facts, CAIRN_LAB_INVALID);
}

static void a_placebo_holds_or_heals(void **state)
{
    (void)state;
    struct cairn_lab_facts facts = faulty();
    assert_int_equal(cairn_lab_judge_placebo(&facts, false, true).word, CAIRN_LAB_HOLDS);
    facts.after.verdict = CAIRN_LAB_YES;
    assert_int_equal(cairn_lab_judge_placebo(&facts, false, true).word, CAIRN_LAB_HEALED);
    assert_int_equal(cairn_lab_judge_placebo(&facts, true, true).word, CAIRN_LAB_HOLDS);
    facts.after_log = silent();
    assert_int_equal(cairn_lab_judge_placebo(&facts, true, true).word, CAIRN_LAB_HEALED);
    facts.before.verdict = CAIRN_LAB_YES;
    assert_int_equal(cairn_lab_judge_placebo(&facts, false, true).word, CAIRN_LAB_NO_FAULT);
}

/* Healthy decides for other records, whatever they are called: the claim is contradicted then. */
static void a_quiet_fault_is_a_record_of_its_cause(void **state)
{
    (void)state;
    struct cairn_lab_facts facts = faulty();
    struct cairn_lab_result result = cairn_lab_judge_placebo(&facts, true, false);
    assert_int_equal(result.word, CAIRN_LAB_NO_FAULT);
    assert_true(cairn_span_equal_string(result.detail, RECORD));
    assert_int_equal(cairn_lab_judge_placebo(&facts, false, false).word, CAIRN_LAB_HOLDS);
    struct around all = quiet();
    all.arm.before_log = all.placebo.before_log = other();
    all.arms.is_yielded = false;
    expect(all, CAIRN_LAB_NO_FAULT, OTHER);
    all.placebo.after_log = other();
    all.arms.is_yielded = true;
    expect(all, CAIRN_LAB_RESOLVED, NULL);
}

static void repeats_must_agree(void **state)
{
    (void)state;
    struct cairn_lab_result results[] = {{.word = CAIRN_LAB_MOVED, .detail = CAIRN_SPAN(OTHER)},
        {.word = CAIRN_LAB_MOVED, .detail = CAIRN_SPAN(OTHER)},
        {.word = CAIRN_LAB_MOVED, .detail = CAIRN_SPAN("silent")}};
    assert_int_equal(cairn_lab_judge_repeats(results, 1).word, CAIRN_LAB_MOVED);
    assert_int_equal(cairn_lab_judge_repeats(results, 2).word, CAIRN_LAB_MOVED);
    assert_int_equal(cairn_lab_judge_repeats(results, 3).word, CAIRN_LAB_UNSTABLE);
    results[1].word = CAIRN_LAB_INVALID;
    assert_int_equal(cairn_lab_judge_repeats(results, 3).word, CAIRN_LAB_INVALID);
}

static void results_read_as_documented(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_lab_result moved = {.word = CAIRN_LAB_MOVED, .detail = CAIRN_SPAN(OTHER)};
    struct cairn_lab_result same = {.word = CAIRN_LAB_SAME, .detail = CAIRN_SPAN(OTHER)};
    const struct cairn_value *pair = cairn_lab_result_value(&arena, &moved);
    assert_true(cairn_span_equal_string(cairn_value_text(cairn_value_at(pair, 0)), "moved"));
    assert_true(cairn_span_equal_string(cairn_value_text(cairn_value_at(pair, 1)), OTHER));
    assert_true(
        cairn_span_equal_string(cairn_value_text(cairn_lab_result_value(&arena, &same)), "same"));
    cairn_lab_result_append(&text, &moved);
    assert_string_equal(text.data, "moved:" OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_arm_is_invalid),
        cmocka_unit_test(healthy_before_is_no_fault),
        cmocka_unit_test(another_baseline_is_unstable),
        cmocka_unit_test(the_same_world_is_vacuous),
        cmocka_unit_test(vacuous_is_measured_against_the_carrier),
        cmocka_unit_test(a_world_that_was_not_seen_is_not_vacuous),
        cmocka_unit_test(a_rejected_change_did_something),
        cmocka_unit_test(what_is_there_already_is_claimed),
        cmocka_unit_test(a_harm_counts_first),
        cmocka_unit_test(later_is_a_relapse),
        cmocka_unit_test(the_record_in_the_new_log_is_still_logged),
        cmocka_unit_test(what_the_carrier_does_is_no_credit),
        cmocka_unit_test(what_time_does_is_no_credit),
        cmocka_unit_test(what_was_refused_may_still_resolve),
        cmocka_unit_test(a_refusal_names_its_record),
        cmocka_unit_test(another_first_error_is_moved),
        cmocka_unit_test(unknown_errors_are_told_apart),
        cmocka_unit_test(the_same_first_error_is_same),
        cmocka_unit_test(the_log_decides_for_quiet_records),
        cmocka_unit_test(a_silenced_log_resolves_nothing),
        cmocka_unit_test(a_quiet_record_that_comes_back_is_a_relapse),
        cmocka_unit_test(breaking_it_does_not_quiet_it),
        cmocka_unit_test(a_control_must_be_sound),
        cmocka_unit_test(a_placebo_holds_or_heals),
        cmocka_unit_test(a_quiet_fault_is_a_record_of_its_cause),
        cmocka_unit_test(repeats_must_agree),
        cmocka_unit_test(results_read_as_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
