/* The end of a trial: neighbours that broke, and results that must be seen again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/json.h"
#include "lab/prove.h"

/* A family with one tell, a lane of it, and a trial with one cell. */
struct place {
    struct cairn_arena arena;
    struct cairn_lab_request request;
    struct cairn_source source;
    struct cairn_environment environment;
    struct cairn_lab_family family;
    struct cairn_lab_lane lane;
    struct cairn_lab_cell cell;
    struct cairn_lab_trial trial;
    struct cairn_lab_prove prove;
};

static struct place place;
static struct cairn_span command;

static struct cairn_value *tree(const char *json)
{
    struct cairn_value *value = NULL;
    assert_int_equal(
        cairn_json_read(&place.arena, cairn_span_from_string(json), "test", &value, NULL), 0);
    return value;
}

/* An arm that stays at fault, with an error that no record knows. */
static void show_fault(struct cairn_lab_cell *cell, unsigned runs)
{
    cell->repeats = cell->started = cell->finished = runs;
    for (unsigned i = 0; i < runs; i++) {
        struct cairn_lab_facts *facts = &cell->facts[i];
        facts->before.verdict = facts->after.verdict = CAIRN_LAB_NO;
        facts->before_log.names = facts->after_log.names = CAIRN_SPAN("unknown");
    }
}

static int set_up(void **state)
{
    (void)state;
    memset(&place, 0, sizeof place);
    struct cairn_arena *report = &place.prove.report.arena;
    place.environment.name = "door-1";
    place.family.id = CAIRN_SPAN("door/hinge");
    place.family.body = tree("{\"tells\":[{\"id\":\"looks_dry\",\"command\":\"look\","
                             "\"expect\":{\"exit\":\"0\"}}]}");
    command = CAIRN_SPAN("look");
    place.family.commands = &command;
    place.family.command_count = 1;
    place.family.evidence.trials = CAIRN_VEC_OF(struct cairn_lab_evidence_trial);
    place.lane.family = &place.family;
    place.lane.environment = &place.environment;
    place.trial.lane = place.cell.lane = place.trial.placebo.lane = &place.lane;
    place.cell.trial = place.trial.placebo.trial = &place.trial;
    place.trial.cause_id = CAIRN_SPAN("dry");
    place.trial.cells = &place.cell;
    place.trial.cell_count = 1;
    place.trial.is_full = true;
    place.trial.placebo.kind = CAIRN_LAB_ARM_PLACEBO;
    place.trial.placebo.id = CAIRN_SPAN("placebo");
    place.cell.kind = CAIRN_LAB_ARM_CHANGE;
    place.cell.id = CAIRN_SPAN("oil");
    place.cell.claim = CAIRN_SPAN("nothing");
    place.cell.is_applicable = place.cell.is_wanted = true;
    place.prove.request = &place.request;
    place.prove.canon.source = &place.source;
    place.prove.report.failed = cairn_value_array(report);
    place.prove.report.contradicted = cairn_value_array(report);
    place.prove.report.differ = cairn_value_array(report);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cairn_lab_evidence_done(&place.family.evidence);
    cairn_arena_done(&place.prove.report.arena);
    cairn_arena_done(&place.prove.arena);
    cairn_arena_done(&place.arena);
    return 0;
}

/* Its events go to standard output, which belongs to the report of these tests. */
static void finish(void)
{
    fflush(stdout);
    int report = dup(STDOUT_FILENO), nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    assert_true(report >= 0 && nothing >= 0);
    dup2(nothing, STDOUT_FILENO);
    enum cairn_status status = cairn_lab_trial_finish(&place.prove, &place.trial, NULL);
    dup2(report, STDOUT_FILENO);
    close(report);
    close(nothing);
    assert_int_equal(status, CAIRN_OK);
}

static void a_placebo_that_broke_later_makes_cells_invalid(void **state)
{
    (void)state;
    show_fault(&place.cell, 3);
    show_fault(&place.trial.placebo, 2);
    place.trial.placebo.repeats = place.trial.placebo.finished = 3;
    place.trial.placebo.facts[2].invalid = "time was up";
    finish();
    assert_true(place.trial.is_finished);
    assert_int_equal(place.trial.placebo.result.word, CAIRN_LAB_INVALID);
    assert_int_equal(place.cell.result.word, CAIRN_LAB_INVALID);
}

static void record(const char *tells)
{
    const char *line = cairn_arena_printf(&place.arena,
        "{\"trial\":[\"dry\",\"door-1\"],\"names\":\"unknown\",\"placebo\":\"holds\","
        "\"runs\":3,\"tells\":%s,\"arms\":{\"oil\":\"same\"}}",
        tells);
    place.trial.committed = tree(line);
    place.trial.state = CAIRN_LAB_TRIAL_CURRENT;
    place.lane.may_write = true;
    show_fault(&place.cell, 1);
    show_fault(&place.trial.placebo, 1);
}

static void other_tells_are_seen_three_times(void **state)
{
    (void)state;
    record("[\"looks_dry\"]");
    finish();
    assert_false(place.trial.is_finished);
    assert_int_equal(place.trial.placebo.repeats, CAIRN_LAB_REPEATS);
    assert_int_equal(place.cell.repeats, 1);
}

static void what_is_recorded_is_seen_once(void **state)
{
    (void)state;
    record("[]");
    finish();
    assert_true(place.trial.is_finished);
    assert_int_equal(place.trial.placebo.repeats, 1);
}

static void a_part_of_a_trial_leaves_the_tells(void **state)
{
    (void)state;
    record("[\"looks_dry\"]");
    place.trial.is_full = false;
    finish();
    assert_true(place.trial.is_finished);
}

/* Results in the family's order; no example of what nothing shows any more. */
static void an_amended_line_is_as_a_new_one(void **state)
{
    (void)state;
    struct cairn_lab_cell cells[3] = {place.cell, place.cell, place.cell};
    place.trial.cells = cells;
    place.trial.cell_count = 3;
    cells[1].id = CAIRN_SPAN("paint");
    cells[2].id = CAIRN_SPAN("wax");
    place.trial.is_full = false;
    place.trial.state = CAIRN_LAB_TRIAL_CURRENT;
    place.lane.may_write = true;
    place.trial.committed =
        tree("{\"trial\":[\"dry\",\"door-1\"],\"names\":\"unknown\",\"placebo\":\"holds\","
             "\"also\":[\"door/creaks\"],\"arms\":{\"paint\":[\"moved\",\"door/broken\"],"
             "\"gone\":\"same\",\"wax\":[\"moved\",\"door/shut\"]},\"lines\":{"
             "\"door/broken\":\"b\",\"door/creaks\":\"c\",\"door/shut\":\"s\"}}");
    show_fault(&cells[0], 3);
    show_fault(&cells[1], 3);
    show_fault(&place.trial.placebo, 3);
    finish();
    const struct cairn_lab_evidence_trial *kept =
        cairn_lab_evidence_find(&place.family.evidence, CAIRN_SPAN("dry"), CAIRN_SPAN("door-1"));
    assert_non_null(kept);
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_json_write(&text, cairn_value_get(kept->value, "arms"), CAIRN_JSON_COMPACT);
    cairn_json_write(&text, cairn_value_get(kept->value, "lines"), CAIRN_JSON_COMPACT);
    assert_string_equal(text.data,
        "{\"oil\":\"same\",\"paint\":\"same\",\"wax\":[\"moved\",\"door/shut\"]}"
        "{\"door/creaks\":\"c\",\"door/shut\":\"s\"}");
}

static const struct cairn_lab_evidence_trial *kept(void)
{
    const struct cairn_lab_evidence_trial *trial =
        cairn_lab_evidence_find(&place.family.evidence, CAIRN_SPAN("dry"), CAIRN_SPAN("door-1"));
    assert_non_null(trial);
    return trial;
}

/* A trial with its transcript, in the evidence as it was read. */
static void keep_before(const char *transcript)
{
    enum cairn_lab_put put;
    record("[]");
    assert_int_equal(cairn_lab_evidence_put(&place.family.evidence, place.trial.committed,
                         cairn_span_from_string(transcript), &put, NULL),
        0);
    place.trial.is_full = false;
}

static void expect_transcript(const char *wanted)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    assert_int_equal(cairn_lab_evidence_transcript(kept(), &text, NULL), 0);
    assert_string_equal(text.data ? text.data : "", wanted);
}

static void a_part_of_a_trial_amends_its_transcript(void **state)
{
    (void)state;
    keep_before("=== placebo holds\n=== oil resolved\nold\n=== wax same\nold\n");
    place.trial.committed = tree("{\"trial\":[\"dry\",\"door-1\"],\"names\":\"unknown\","
                                 "\"placebo\":\"holds\",\"runs\":3,\"tells\":[],"
                                 "\"arms\":{\"oil\":\"resolved\"}}");
    show_fault(&place.cell, 3);
    show_fault(&place.trial.placebo, 3);
    finish();
    expect_transcript("=== placebo holds\n=== oil same\n=== wax same\nold\n");
}

/* It would pass for that of the whole trial. */
static void a_part_of_a_trial_makes_no_transcript(void **state)
{
    (void)state;
    keep_before("");
    finish();
    assert_int_equal(kept()->transcript.size, 0);
}

static void a_damaged_transcript_stays_until_the_whole_trial_runs(void **state)
{
    (void)state;
    keep_before("=== placebo holds\n=== oil same\nold\n");
    static const char damaged[] = "\x28\xb5\x2f\xfd damaged";
    struct cairn_lab_evidence_trial *trial =
        CAIRN_VEC_AT(&place.family.evidence.trials, struct cairn_lab_evidence_trial, 0);
    trial->transcript = cairn_span_make(damaged, sizeof damaged - 1);
    finish();
    assert_ptr_equal(kept()->transcript.data, damaged);
    place.trial.is_full = true;
    place.trial.is_finished = false;
    show_fault(&place.cell, 1);
    show_fault(&place.trial.placebo, 1);
    finish();
    expect_transcript("=== placebo holds\n=== oil same\n");
}

/* What only some runs show besides came by chance, and is not published as a cascade. */
static void also_is_what_every_run_shows(void **state)
{
    (void)state;
    static struct cairn_span both[] = {{"door/creaks", 11}, {"door/groans", 11}};
    show_fault(&place.cell, 3);
    show_fault(&place.trial.placebo, 3);
    for (unsigned i = 0; i < 3; i++) {
        struct cairn_lab_sights *sights = &place.trial.placebo.facts[i].before_log;
        sights->records = sights->lines = both;
        sights->record_count = i == 1 ? 1 : 2;
    }
    place.lane.may_write = true;
    finish();
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_json_write(&text, cairn_value_get(kept()->value, "also"), CAIRN_JSON_COMPACT);
    assert_string_equal(text.data, "[\"door/creaks\"]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_placebo_that_broke_later_makes_cells_invalid, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_tells_are_seen_three_times, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_recorded_is_seen_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_part_of_a_trial_leaves_the_tells, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_amended_line_is_as_a_new_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_part_of_a_trial_amends_its_transcript, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_part_of_a_trial_makes_no_transcript, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_damaged_transcript_stays_until_the_whole_trial_runs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(also_is_what_every_run_shows, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
