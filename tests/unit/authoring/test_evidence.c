/*
 * Rigs and evidence under lint: a copy of the canon in tests/data/measured is broken in one place
 * at a time. Its evidence is given the recipes of the present rig first, but where a case is about
 * stale evidence.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tree.h"

#include "authoring/build.h"
#include "base/alloc.h"
#include "canon/canon.h"
#include "formats/json.h"
#include "formats/zstd.h"

#define FAMILY   "kiln/firing/family.yaml"
#define RIG      "kiln/firing/rig.sh"
#define EVIDENCE "kiln/firing/evidence.ndjson"
#define REFUTED  "kiln/firing/flame-lost.yaml"
#define HEAT     "kiln/firing/cannot-heat.yaml"
#define NEW      NULL
#define STALE    "0000000000000000"

struct breach {
    const char *rule;
    const char *path;
    const char *find; /* "" appends, NEW makes the file */
    const char *replacement;
    const char *where;   /* file of the complaint */
    const char *message; /* part of it */
};

static const struct breach breaches[] = {
    {"lab-without-rig", FAMILY, "environments: [kiln-1, kiln-2], ", "", FAMILY, "no environment"},
    {"rig-without-lab", FAMILY, "state: rig", "state: pending", RIG, "does not say so"},
    {"rig-without-lab", "kiln/other/rig.sh", NEW, "control() { :; }\n", "kiln/other/rig.sh",
        "belongs to no family"},
    {"rig-without-function", RIG, "control() {", "control_() {", RIG, "control"},
    {"rig-without-function", RIG, "trigger() {", "# trigger() {", RIG, "trigger"},
    {"rig-without-function", RIG, "healthy() {", " healthy() {", RIG, "healthy"},
    {"rig-without-function", RIG, "cause_flue_blocked() {", "cause_flue() {", FAMILY,
        "cause_flue_blocked"},
    {"rig-without-function", RIG, "harm_smoke() {", "harm_fumes() {", FAMILY, "harm_smoke"},
    {"rig-without-function", RIG, "via_set() {", "via_put() {", FAMILY, "via_set"},
    {"rig-without-function", FAMILY, "text: \"heat = 900\", via: set", "text: \"heat = 900\"",
        FAMILY, "via_ini"},
    {"rig-without-function", RIG, "reload() {", "reload_() {", FAMILY, "reload"},
    {"rig-bypasses-text", RIG, "", "change_fill_tank() {\n    # steps\n    : >\"$L/fuel\"\n}\n",
        RIG, "change_fill_tank"},
    {"rig-bypasses-text", RIG, "", "change_turn_up() { show_steps; }\n", RIG, "change_turn_up"},
    {"carrier-without-change", FAMILY, "  - id: restart\n", "  - id: restart_it\n", FAMILY,
        "restart"},
    {"syntax", EVIDENCE, "{\"trial\":[\"flue_blocked\"", "{\"trial\":[flue_blocked", EVIDENCE, ""},
    {"syntax", EVIDENCE, "", "{}{}\n", EVIDENCE, ""},
    {"broken-evidence", EVIDENCE, "[\"tank_empty\",\"kiln-1\"]", "[\"tank_empty\"]", EVIDENCE,
        "trial"},
    {"broken-evidence", EVIDENCE, "\"names\":\"kiln/cannot-heat\"", "\"names\":\"nothing\"",
        EVIDENCE, "names"},
    {"broken-evidence", EVIDENCE, "\"also\":[\"kiln/batch-spoiled\"]", "\"also\":[1]", EVIDENCE,
        "also"},
    {"broken-evidence", EVIDENCE, "\"programs\":{\"kiln\":\"1.4.2\"", "\"programs\":{\"kiln\":1",
        EVIDENCE, "programs"},
    {"broken-evidence", EVIDENCE, "\"runs\":3", "\"runs\":0", EVIDENCE, "runs"},
    {"broken-evidence", EVIDENCE, "\"runs\":3", "\"runs\":4", EVIDENCE, "runs"},
    {"broken-evidence", EVIDENCE, "\"control\":\"sound\"", "\"control\":\"unsound\"", EVIDENCE,
        "control"},
    {"broken-evidence", EVIDENCE, "\"placebo\":\"holds\"", "\"placebo\":\"invalid\"", EVIDENCE,
        "placebo"},
    {"broken-evidence", EVIDENCE, "\"tells\":[\"gauge_at_zero\"]", "\"tells\":\"gauge_at_zero\"",
        EVIDENCE, "tells"},
    {"broken-evidence", EVIDENCE, "\"turn_up\":\"same\"", "\"turn_up\":\"vacuous\"", EVIDENCE,
        "arms"},
    {"broken-evidence", EVIDENCE, "\"turn_up\":\"same\"", "\"turn_up\":[\"same\",\"x\"]", EVIDENCE,
        "arms"},
    {"broken-evidence", EVIDENCE, "\"turn_up\":\"same\"", "\"turn_up\":\"moved\"", EVIDENCE,
        "arms"},
    {"broken-evidence", EVIDENCE, "[\"harm\",\"smoke\"]", "[\"harm\",\"smoke\",\"fire\"]", EVIDENCE,
        "arms"},
    {"broken-evidence", EVIDENCE, "\"date\":\"2026-11-21\"", "\"date\":\"2026-11-31\"", EVIDENCE,
        "date"},
    {"broken-evidence", EVIDENCE, "", "[]\n", EVIDENCE, "trial"},
    {"broken-evidence", "kiln/firing/transcripts.zst", NEW, "not Zstandard",
        "kiln/firing/transcripts.zst", "frame"},
    {"dangling-evidence", EVIDENCE, "[\"setting_misspelt\",\"kiln-2\"]",
        "[\"misspelt\",\"kiln-2\"]", EVIDENCE, "cause \"misspelt\""},
    {"dangling-evidence", EVIDENCE, "[\"setting_misspelt\",\"kiln-2\"]",
        "[\"setting_misspelt\",\"kiln-3\"]", EVIDENCE, "environment \"kiln-3\""},
    {"dangling-evidence", EVIDENCE, "\"turn_up\":", "\"turn_down\":", EVIDENCE,
        "change \"turn_down\""},
    {"dangling-evidence", EVIDENCE, "[\"harm\",\"smoke\"]", "[\"harm\",\"fire\"]", EVIDENCE,
        "harm \"fire\""},
    {"dangling-evidence", EVIDENCE, "\"tells\":[\"gauge_at_zero\"]", "\"tells\":[\"gauge\"]",
        EVIDENCE, "tell \"gauge\""},
    {"dangling-evidence", EVIDENCE, "[\"moved\",\"kiln/cannot-heat\"]", "[\"moved\",\"kiln/cold\"]",
        EVIDENCE, "record \"kiln/cold\""},
    {"dangling-evidence", EVIDENCE, "\"also\":[\"kiln/batch-spoiled\"]",
        "\"also\":[\"kiln/batch\"]", EVIDENCE, "record \"kiln/batch\""},
    {"dangling-evidence", EVIDENCE, "\"lines\":{\"kiln/batch-spoiled\"",
        "\"lines\":{\"kiln/batch\"", EVIDENCE, "record \"kiln/batch\""},
    {"evidence-order", EVIDENCE, "[\"tank_empty\",\"kiln-2\"]", "[\"tank_empty\",\"kiln-1\"]",
        EVIDENCE, "twice"},
    {"evidence-order", FAMILY, "environments: [kiln-1, kiln-2]", "environments: [kiln-2, kiln-1]",
        EVIDENCE, "should follow"},
    {"unrecognised-evidence", EVIDENCE, "\"line\":\"kiln: cannot heat chamber 4",
        "\"line\":\"kiln: cannot heat room 4", EVIDENCE, "nothing"},
    {"unrecognised-evidence", EVIDENCE, "\"kiln/batch-spoiled\":\"kiln: batch 17 is spoiled\"",
        "\"kiln/batch-spoiled\":\"kiln: will not fire: the door is open\"", EVIDENCE,
        "kiln/door-open"},
    {"unrecognised-evidence", HEAT, "regex: 'kiln: cannot heat chamber (?P<chamber>[0-9]+): no",
        "regex: 'kiln: cannot heat chamber (?P<chamber>[5-9]+): no", EVIDENCE, "nothing"},
    {"contradicted", EVIDENCE, "\"fill_tank\":\"resolved\"", "\"fill_tank\":\"same\"", FAMILY,
        "in kiln-1 the change fill_tank on the cause tank_empty is \"same\", and is claimed to be "
        "\"resolves\""},
    {"contradicted", EVIDENCE, "\"turn_up\":\"same\"", "\"turn_up\":[\"moved\",\"kiln/door-open\"]",
        NULL, NULL}, /* nothing is claimed, and that accepts a move */
    {"contradicted", EVIDENCE, "\"turn_up\":\"same\"", "\"turn_up\":\"resolved\"", FAMILY,
        "is \"resolves\", and is claimed to be \"nothing\""},
    {"contradicted", FAMILY, "{is: 'refused:kiln/unknown-setting', applies: kiln >= 2}",
        "{is: 'refused:kiln/door-open', applies: kiln >= 2}", FAMILY,
        "in kiln-2 the change set_boost on the cause tank_empty is "
        "\"refused:kiln/unknown-setting\""},
    {"contradicted", FAMILY, "flue_blocked: 'harms:smoke', ", "", FAMILY, "\"harms:smoke\""},
    {"contradicted", FAMILY, "on: {door_ajar: resolves, '*': already}", "on: {door_ajar: resolves}",
        FAMILY, "is \"already\", and is claimed to be \"nothing\""},
    {"contradicted", FAMILY, "- {record: kiln/door-open, applies: kiln >= 2}",
        "- {record: kiln/unknown-setting, applies: kiln >= 2}", FAMILY,
        "in kiln-2 the baseline of the cause door_ajar names kiln/door-open"},
    {"contradicted", FAMILY, "    sources: [https://example.org/kiln/door]\n    on:",
        "    sources: [https://example.org/kiln/door]\n    harms_shown: [smoke]\n    on:", FAMILY,
        "whatever the cause"},
    {"contradicted", HEAT, "tags: [kiln]\n", "tags: [kiln]\nrefuted: Nobody prints it.\n", HEAT,
        "no program prints this"},
};

/* Gives every trial the recipe of the rig as it is. */
static void refresh(const struct tree *tree)
{
    struct cairn_source *source = NULL;
    struct cairn_complaints complaints = {0};
    CAIRN_AUTO_BUF struct cairn_buf lines = {0};
    assert_int_equal(cairn_source_read(tree->folder, &source, &complaints, NULL), CAIRN_OK);
    for (size_t i = 0; i < source->records.count; i++) {
        struct cairn_source_record *record =
            *CAIRN_VEC_AT(&source->records, struct cairn_source_record *, i);
        if (record->family)
            assert_int_equal(cairn_source_recipes(source, record->family, NULL), CAIRN_OK);
    }
    struct cairn_source_record *heat =
        cairn_map_get(&source->by_id, CAIRN_SPAN("kiln/cannot-heat"));
    assert_non_null(heat);
    struct cairn_span rest = heat->family->evidence.text;
    struct cairn_span line;
    while (cairn_span_take_line(&rest, &line)) {
        const char *from = "{\"trial\":[\"";
        struct cairn_span cause = cairn_span_slice(line, strlen(from), line.size);
        cause = cairn_span_slice(cause, 0, cairn_span_find_byte(cause, '"', 0));
        const char *recipe = cairn_map_get(&heat->family->recipes, cause);
        size_t at = cairn_span_find(line, CAIRN_SPAN(STALE), 0);
        cairn_buf_append(&lines, cairn_span_slice(line, 0, at));
        if (at != CAIRN_SPAN_NPOS) {
            cairn_buf_append_string(&lines, recipe ? recipe : STALE);
            cairn_buf_append(&lines, cairn_span_slice(line, at + strlen(STALE), line.size));
        }
        cairn_buf_append_byte(&lines, '\n');
    }
    tree_write(tree, EVIDENCE, cairn_buf_span(&lines));
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
}

static bool has_part(struct cairn_span text, const char *part)
{
    return cairn_span_find(text, cairn_span_from_string(part), 0) != CAIRN_SPAN_NPOS;
}

/* The rule complains at the place named, in words that name the thing, with a hint. */
static bool has_complaint(const struct cairn_complaints *complaints, const struct breach *breach)
{
    for (size_t i = 0; i < complaints->items.count; i++) {
        const struct cairn_complaint *complaint =
            CAIRN_VEC_AT(&complaints->items, struct cairn_complaint, i);
        if (strcmp(complaint->rule, breach->rule) == 0 && complaint->hint.size > 0 &&
            cairn_span_equal_string(complaint->path, breach->where) &&
            has_part(complaint->message, breach->message))
            return true;
    }
    return false;
}

static void every_breach_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(breaches); i++) {
        const struct breach *breach = &breaches[i];
        struct tree tree;
        struct cairn_complaints complaints;
        tree_make_copy(&tree, "measured");
        if (breach->find)
            tree_replace(&tree, breach->path, breach->find, breach->replacement);
        else
            tree_write_string(&tree, breach->path, breach->replacement);
        refresh(&tree);
        struct cairn_source *source = tree_lint(&tree, &complaints);
        bool is_wanted = breach->where != NULL;
        bool is_there = is_wanted ? has_complaint(&complaints, breach)
                                  : tree_find(&complaints, breach->rule) != NULL;
        if (is_there != is_wanted || (is_wanted && complaints.error_count == 0)) {
            tree_print(&complaints);
            fail_msg("breach %zu of %s in %s", i, breach->rule, breach->path);
        }
        cairn_complaints_done(&complaints);
        cairn_source_free(source);
        tree_remove(&tree);
    }
}

static void current_evidence_is_good(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make_copy(&tree, "measured");
    refresh(&tree);
    struct cairn_source *source = tree_lint(&tree, &complaints);
    if (complaints.error_count > 0)
        tree_print(&complaints);
    assert_int_equal(complaints.error_count, 0);
    assert_null(tree_find(&complaints, "stale-evidence"));
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

/* What another rig measured is a note, even where it contradicts. */
static void stale_evidence_is_a_note(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make_copy(&tree, "measured");
    tree_replace(&tree, EVIDENCE, "\"fill_tank\":\"resolved\"", "\"fill_tank\":\"same\"");
    struct cairn_source *source = tree_lint(&tree, &complaints);
    const struct cairn_complaint *stale = tree_find(&complaints, "stale-evidence");
    assert_int_equal(complaints.error_count, 0);
    if (!stale) {
        fail();
        return;
    }
    assert_false(stale->is_error);
    assert_true(has_part(stale->message, "10 of 10 trials"));
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

/* One contradiction in both environments is one complaint. */
static void a_contradiction_is_said_once(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make_copy(&tree, "measured");
    tree_replace(&tree, FAMILY, "on: {tank_empty: resolves}", "on: {tank_empty: same}");
    refresh(&tree);
    struct cairn_source *source = tree_lint(&tree, &complaints);
    assert_int_equal(complaints.error_count, 1);
    const struct cairn_complaint *complaint = tree_find(&complaints, "contradicted");
    if (!complaint) {
        fail();
        return;
    }
    assert_true(complaint->line > 0);
    assert_true(has_part(complaint->hint, "{tank_empty: 'resolves'}"));
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

/* A record that stands alone may have a rig and evidence. */
static void a_record_alone_may_have_a_rig(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make_sample(&tree);
    tree_replace(&tree, "kernel/oom/out-of-memory.yaml",
        "lab: {state: none, reason: A sandbox must not exhaust the memory of its host.}",
        "lab: {state: rig, environments: [nginx-1.22]}");
    tree_write_string(&tree, "kernel/oom/rig.sh", "control() { :; }\n");
    struct cairn_source *source = tree_lint(&tree, &complaints);
    const struct cairn_complaint *complaint = tree_find(&complaints, "rig-without-function");
    assert_non_null(complaint);
    assert_null(tree_find(&complaints, "rig-without-lab"));
    assert_null(tree_find(&complaints, "unknown-file"));
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

static void functions_are_found_as_written(void **state)
{
    (void)state;
    struct cairn_span rig =
        CAIRN_SPAN("# a() {\nfirst() {\n    one\n}\nshort() { two; }\n second() "
                   "{ three; }\nopen() {\n    four\n");
    struct cairn_span body = {0};
    assert_true(cairn_rig_function(rig, CAIRN_SPAN("first"), &body));
    assert_true(cairn_span_equal_string(body, "    one\n"));
    assert_true(cairn_rig_function(rig, CAIRN_SPAN("short"), &body));
    assert_true(cairn_span_equal_string(body, "two; "));
    assert_true(cairn_rig_function(rig, CAIRN_SPAN("open"), &body));
    assert_true(cairn_span_equal_string(body, "    four\n"));
    assert_false(cairn_rig_function(rig, CAIRN_SPAN("a"), &body));
    assert_false(cairn_rig_function(rig, CAIRN_SPAN("second"), &body));
    assert_false(cairn_rig_function(rig, CAIRN_SPAN("firs"), &body));
    assert_false(cairn_rig_function(rig, CAIRN_SPAN(""), &body));
    assert_false(cairn_rig_function((struct cairn_span){0}, CAIRN_SPAN("first"), &body));
}

static void transcripts_reach_the_canon(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    struct cairn_error err = {0};
    CAIRN_AUTO_BUF struct cairn_buf frames = {0};
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    tree_make_copy(&tree, "measured");
    cairn_zstd_append_skippable(&frames, CAIRN_SPAN("tank_empty kiln-2"));
    assert_int_equal(cairn_zstd_pack(&frames, CAIRN_SPAN("it is cold\n"), NULL), CAIRN_OK);
    tree_write(&tree, "kiln/firing/transcripts.zst", cairn_buf_span(&frames));
    struct cairn_source *source = tree_lint(&tree, &complaints);
    assert_int_equal(complaints.error_count, 0);
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(cairn_build(source, &bytes, &size, &err), CAIRN_OK);
    tree_write(&tree, "out.db", cairn_span_make(bytes, size));
    cairn_free(bytes);
    cairn_buf_printf(&path, "%s/out.db", tree.folder);
    cairn_buf_append_byte(&path, '\0');
    struct cairn_canon *canon = NULL;
    assert_int_equal(cairn_canon_open(path.data, &canon, &err), CAIRN_OK);
    struct cairn_span text = {0};
    assert_int_equal(cairn_canon_get_transcript(canon, &arena, CAIRN_SPAN("kiln/firing"),
                         CAIRN_SPAN("tank_empty"), CAIRN_SPAN("kiln-2"), &text, &err),
        CAIRN_OK);
    assert_true(cairn_span_equal_string(text, "it is cold\n"));
    cairn_canon_close(canon);
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(current_evidence_is_good),
        cmocka_unit_test(every_breach_is_refused),
        cmocka_unit_test(stale_evidence_is_a_note),
        cmocka_unit_test(a_contradiction_is_said_once),
        cmocka_unit_test(a_record_alone_may_have_a_rig),
        cmocka_unit_test(functions_are_found_as_written),
        cmocka_unit_test(transcripts_reach_the_canon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
