/*
 * Every figure from small hand-made evidence: counts and their rounding, roles of changes, tiers,
 * transitions, tells, versions. A case changes the texts below in one place.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "formats/json.h"
#include "ledger/publish.h"

#define SOURCES "\"sources\":[\"https://example.org/\"]"
#define CHANGE(id, disrupts, rest)                                                                 \
    "{\"id\":\"" id "\",\"action\":\"" id "!\",\"how\":[{\"as\":\"shell\",\"text\":\"" id          \
    "\"}],\"where\":\"server\",\"carrier\":\"none\",\"kind\":\"fix\",\"disrupts\":\"" disrupts     \
    "\"," SOURCES "," rest "}"
#define LOOK   "{\"id\":\"look\",\"action\":\"look!\",\"how\":[],\"kind\":\"diagnostic\"," SOURCES "}"
#define TEMPTS "\"tempting\":[{\"record\":\"d/r\",\"source\":\"https://example.org/\"}]"

/* Two causes, of which b prints another record from version 3 on. */
#define CAUSES                                                                                     \
    "{\"id\":\"a\",\"title\":\"A\",\"yields\":[{\"record\":\"d/r\"}]," SOURCES "},{\"id\":\"b\","  \
    "\"title\":\"B\",\"yields\":[{\"record\":\"d/r\",\"applies\":\"p < 3\"},{\"record\":\"d/s\","  \
    "\"applies\":\"p >= 3\"}]," SOURCES "}"
#define TELL(id, cause)                                                                            \
    "{\"id\":\"" id "\",\"cause\":\"" cause "\",\"as\":\"shell\",\"command\":\"x\",\"shows\":"     \
    "\"yes\",\"expect\":{\"exit\":\"0\"}}"
#define FAMILY_OF(on_fix_a, on_worse, on_both)                                                     \
    "{\"title\":\"F\",\"lab\":{\"state\":\"rig\",\"environments\":[\"e1\",\"e2\",\"e3\"]},"        \
    "\"causes\":[" CAUSES                                                                          \
    "],\"changes\":[" CHANGE("fix_a", "restart", "\"on\":{" on_fix_a "}") "," CHANGE(              \
        "fix_b", "none", "\"on\":{\"b\":\"resolves\"}") "," CHANGE("bad", "none",                  \
        TEMPTS ",\"on\":{}") "," CHANGE("worse", "none",                                           \
        TEMPTS ",\"on\":{" on_worse                                                                \
               "}") "," LOOK "],"                                                                  \
                    "\"plans\":[{\"id\":\"both\",\"action\":\"both!\",\"changes\":[\"fix_a\","     \
                    "\"fix_b\"],\"on\":{" on_both "}}],\"tells\":[" TELL("ta", "a") "," TELL(      \
                        "tb", "b") "],"                                                            \
                                   "\"harms\":[{\"id\":\"fire\",\"shows\":\"smoke\"}]}"
#define FAMILY                                                                                     \
    FAMILY_OF("\"a\":\"resolves\"", "\"a\":\"harms:fire\"", "\"a\":\"resolves\",\"b\":\"resolves\"")
#define FAMILY_UNFIXED FAMILY_OF("", "", "\"b\":\"resolves\"")

#define RECORD                                                                                     \
    "{\"signature\":\"r\",\"regex\":\"rrr\",\"category\":\"c\",\"root_cause\":\"R.\","             \
    "\"severity\":"                                                                                \
    "\"error\",\"impact\":\"outage\",\"resolvable\":\"true\",\"updated\":\"2026-11-01\","          \
    "\"versions_asked\":[\"p 0.9\"],\"cascades\":[{\"error_id\":\"d/t\"},{\"error_id\":\"d/u\"}]," \
    "\"claims\":[{\"source\":\"https://example.org/\",\"read_on\":\"2026-11-01\",\"item\":"        \
    "\"workaround\",\"text\":\"w\",\"rate\":\"0.85\",\"maps_to\":\"fix_a\"},{\"source\":"          \
    "\"https://example.org/\",\"read_on\":\"2026-11-01\",\"item\":\"dead_end\",\"text\":\"e\","    \
    "\"rate\":\"0.9\",\"maps_to\":\"fix_a\"},{\"source\":\"https://example.org/\",\"read_on\":"    \
    "\"2026-11-01\",\"item\":\"signature\",\"text\":\"s\"}]}"

#define TRIAL(cause, env, version, names, also, tells, arms, date)                                 \
    "{\"trial\":[\"" cause "\",\"" env "\"],\"names\":\"" names "\",\"also\":[" also "],"          \
    "\"programs\":{\"p\":\"" version "\",\"q\":\"7\"},\"packages\":{},\"recipe\":\"" cause env     \
    "\",\"control\":\"sound\",\"placebo\":\"holds\",\"tells\":[" tells "],\"line\":\"" names       \
    " in " env "\",\"arms\":{" arms "},\"lines\":{\"d/s\":\"s of " cause env                       \
    "\"},\"date\":\"" date "\"}"
#define ON_A                                                                                       \
    "\"fix_a\":\"resolved\",\"fix_b\":\"same\",\"bad\":\"same\",\"worse\":[\"harm\",\"fire\"],"    \
    "\"look\":\"same\",\"both\":\"resolved\""
#define ON_B                                                                                       \
    "\"fix_a\":\"same\",\"fix_b\":\"resolved\",\"bad\":[\"moved\",\"d/s\"],\"worse\":\"same\","    \
    "\"look\":\"same\",\"both\":\"resolved\""
/* Nothing helps against a, and nothing is claimed to. */
#define UNFIXED                                                                                    \
    "\"fix_a\":\"same\",\"fix_b\":\"same\",\"bad\":\"same\",\"worse\":\"same\",\"both\":\"same\""
#define EVIDENCE                                                                                   \
    "[" TRIAL("a", "e1", "1", "d/r", "\"d/t\"", "\"ta\"", ON_A, "2026-11-02") "," TRIAL("a", "e2", \
        "2", "d/r", "\"d/t\",\"unknown\"", "\"ta\"", ON_A, "2026-11-04") "," TRIAL("b", "e1", "1", \
        "d/r", "", "\"tb\"", ON_B, "2026-11-03") "," TRIAL("b", "e2", "2", "d/r", "", "\"tb\"",    \
        ON_B, "2026-11-03") "," TRIAL("b", "e3", "3", "d/s", "", "\"tb\"", ON_B, "2026-11-09") "]"

struct texts {
    const char *family, *record, *evidence;
    const char *find, *replacement; /* in all three, every place; NULL: nothing */
    const struct cairn_map *recipes;
    const char *id; /* NULL: d/r */
};

static struct cairn_value *parse(
    struct cairn_arena *arena, const char *text, const struct texts *texts)
{
    CAIRN_AUTO_BUF struct cairn_buf changed = {0};
    struct cairn_span rest = cairn_span_from_string(text);
    struct cairn_span find = cairn_span_from_string(texts->find);
    size_t at = find.size ? cairn_span_find(rest, find, 0) : CAIRN_SPAN_NPOS;
    for (; at != CAIRN_SPAN_NPOS; at = cairn_span_find(rest, find, 0)) {
        cairn_buf_append(&changed, cairn_span_slice(rest, 0, at));
        cairn_buf_append_string(&changed, texts->replacement);
        rest = cairn_span_slice(rest, at + find.size, rest.size);
    }
    cairn_buf_append(&changed, rest);
    struct cairn_value *value = NULL;
    struct cairn_error err = {0};
    if (cairn_json_read(arena, cairn_buf_span(&changed), "test", &value, &err) != CAIRN_OK)
        fail_msg("%s", err.primary);
    return value;
}

static struct cairn_value *publish(struct cairn_arena *arena, const struct texts *texts)
{
    struct cairn_value *record = NULL;
    struct cairn_error err = {0};
    struct cairn_publish_input input = {.id = cairn_span_from_string(texts->id ? texts->id : "d/r"),
        .domain = CAIRN_SPAN("d"),
        .family_id = CAIRN_SPAN("d/f"),
        .record = parse(arena, texts->record ? texts->record : RECORD, texts),
        .family = parse(arena, texts->family ? texts->family : FAMILY, texts),
        .evidence = parse(arena, texts->evidence ? texts->evidence : EVIDENCE, texts),
        .recipes = texts->recipes};
    assert_int_equal(cairn_publish_record(arena, &input, false, &record, &err), CAIRN_OK);
    return record;
}

static void expect(
    const struct cairn_value *tree, const char *path, const char *json, const char *why)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    const struct cairn_value *value = path ? cairn_value_path(tree, path) : tree;
    if (!value)
        fail_msg("%s: there is no %s", why, path);
    cairn_json_write(&text, value, CAIRN_JSON_COMPACT);
    if (!cairn_span_equal_string(cairn_buf_span(&text), json))
        fail_msg("%s: %s is %.*s, not %s", why, path ? path : "it",
            CAIRN_SPAN_ARGS(cairn_buf_span(&text)), json);
}

static const struct cairn_value *named(
    const struct cairn_value *record, const char *list, const char *id)
{
    return cairn_value_find(cairn_value_get(record, list), "id", cairn_span_from_string(id));
}

static void expect_ids(const struct cairn_value *record, const char *list, const char *ids)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    CAIRN_VALUE_EACH(item, cairn_value_get(record, list))
    cairn_buf_printf(&text, "%s%.*s", text.size ? " " : "",
        CAIRN_SPAN_ARGS(cairn_value_get_text(item->value, "id")));
    if (!cairn_span_equal_string(cairn_buf_span(&text), ids))
        fail_msg("%s: %.*s, not %s", list, CAIRN_SPAN_ARGS(cairn_buf_span(&text)), ids);
}

static void counts_follow_the_cells(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *record = publish(&arena, &(struct texts){0});
    /* The plan resolves both causes; of the rest the higher rate, then the lesser disruption. */
    expect_ids(record, "workarounds", "both fix_b fix_a");
    const struct cairn_value *fix = named(record, "workarounds", "fix_a");
    expect(fix, "success", "{\"k\":2,\"n\":4}", "fix_a");
    expect(fix, "success_rate", "0.5", "fix_a");
    expect(fix, "success_by_cause",
        "[{\"cause\":\"a\",\"k\":2,\"n\":2},{\"cause\":\"b\",\"k\":0,\"n\":2}]", "fix_a");
    expect(fix, "resolves", "[\"a\"]", "fix_a");
    expect(fix, "condition", "\"A\"", "fix_a");
    expect(fix, "basis", "\"measured\"", "fix_a");
    expect(named(record, "workarounds", "both"), "success_rate", "1", "both");
    expect_ids(record, "dead_ends", "worse bad");
    const struct cairn_value *bad = named(record, "dead_ends", "bad");
    expect(bad, "fail", "{\"k\":4,\"n\":4}", "bad");
    expect(bad, "fail_rate", "1", "bad");
    expect(bad, "leads_to", "[\"d/s\"]", "bad");
    expect(bad, "harm", "null", "bad");
    expect(named(record, "dead_ends", "worse"), "harm", "\"fire\"", "worse");
    expect(record, "harms", "[{\"id\":\"fire\",\"shows\":\"smoke\"}]", "the record");
    expect(record, "evidence_count", "4", "the record");
    expect(record, "last_confirmed", "\"2026-11-04\"", "the record");
    expect(record, "fix_success_rate", "1", "the record");
    expect(record, "confidence", "1", "the record");
}

static void confidence_counts_agreement(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    expect(publish(&arena, &(struct texts){0}), "confidence", "1", "all agree");
    expect(publish(&arena,
               &(struct texts){.find = "\"on\":{\"b\":\"resolves\"}", .replacement = "\"on\":{}"}),
        "confidence", "0.9167", "fix_b on b is claimed to do nothing: 22 of 24");
    expect(publish(&arena,
               &(struct texts){.find = "\"bad\":\"same\"", .replacement = "\"bad\":\"already\""}),
        "confidence", "1", "already counts nowhere: 22 of 22");
}

static void nothing_measured_is_null(void **state)
{
    static const char *const evidences[] = {"[]",
        "[" TRIAL("b", "e3", "3", "d/s", "", "", ON_B, "2026-11-09") "]",
        "[" TRIAL("a", "e1", "1", "unknown", "", "", ON_A, "2026-11-09") "]",
        "[" TRIAL("a", "e1", "1", "silent", "", "", ON_A, "2026-11-09") "]"};
    static const char *const nulls[] = {
        "confidence", "fix_success_rate", "last_confirmed", "evidence"};
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(evidences); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        const struct cairn_value *record =
            publish(&arena, &(struct texts){.evidence = evidences[i]});
        for (size_t j = 0; j < CAIRN_ARRAY_SIZE(nulls); j++)
            expect(record, nulls[j], "null", evidences[i]);
        expect(record, "cells", "[]", evidences[i]);
        expect(record, "evidence_count", "0", evidences[i]);
        expect(record, "tier", "\"sourced\"", evidences[i]);
        const struct cairn_value *fix = named(record, "workarounds", "fix_a");
        expect(fix, "success_rate", "null", evidences[i]);
        expect(fix, "success", "null", evidences[i]);
        expect(fix, "success_by_cause", "null", evidences[i]);
        expect(fix, "basis", "\"claimed\"", evidences[i]);
        expect(named(record, "dead_ends", "bad"), "fail_rate", "null", evidences[i]);
        expect(named(record, "tells", "ta"), "confusion", "null", evidences[i]);
        expect(
            cairn_value_at(cairn_value_get(record, "claims"), 0), "measured", "null", evidences[i]);
        expect(cairn_value_path(record, "transition_graph.leads_to"), NULL,
            "[{\"error_id\":\"d/t\",\"probability\":null,\"condition\":\"\",\"kind\":\"cascade\","
            "\"basis\":\"claimed\",\"cells\":null},{\"error_id\":\"d/u\",\"probability\":null,"
            "\"condition\":\"\",\"kind\":\"cascade\",\"basis\":\"claimed\",\"cells\":null}]",
            evidences[i]);
    }
}

/* k of 3, of 6, of 7 … as JSON spells them. */
static void rates_are_rounded_to_four_digits(void **state)
{
    static const struct {
        uint32_t k, n;
        const char *rate;
    } cases[] = {{0, 1, "0"}, {1, 1, "1"}, {1, 2, "0.5"}, {1, 3, "0.3333"}, {2, 3, "0.6667"},
        {1, 7, "0.1429"}, {1, 8, "0.125"}, {1, 16, "0.0625"}, {1, 20, "0.05"}, {19, 20, "0.95"},
        {1, 100, "0.01"}};
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        CAIRN_AUTO_BUF struct cairn_buf evidence = {0};
        for (uint32_t j = 0; j < cases[i].n; j++)
            cairn_buf_printf(&evidence,
                "%s{\"trial\":[\"a\",\"e%u\"],\"names\":\"d/r\",\"programs\":{\"p\":\"1\"},"
                "\"arms\":{\"fix_a\":\"%s\",\"both\":\"resolved\"},\"date\":\"2026-11-01\"}",
                j ? "," : "[", j, j < cases[i].k ? "resolved" : "same");
        cairn_buf_append_string(&evidence, "]");
        cairn_buf_append_byte(&evidence, '\0');
        const struct cairn_value *record =
            publish(&arena, &(struct texts){.evidence = evidence.data});
        expect(cairn_value_at(cairn_value_get(record, "claims"), 0), "measured.rate", cases[i].rate,
            "k of n");
    }
}

static void claims_stand_beside_what_was_measured(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *claims = cairn_value_get(
        publish(&arena,
            &(struct texts){.find = "\"fix_a\":\"same\"", .replacement = "\"fix_a\":\"already\""}),
        "claims");
    expect(cairn_value_at(claims, 0), "measured", "{\"rate\":1,\"k\":2,\"n\":2}", "success");
    expect(cairn_value_at(claims, 0), "rate", "0.85", "their word");
    expect(cairn_value_at(claims, 1), "measured", "{\"rate\":0,\"k\":0,\"n\":2}", "fails");
    expect(cairn_value_at(claims, 2), "measured", "null", "maps to nothing");
}

static void measured_roles_beat_claims(void **state)
{
    static const struct {
        const char *find, *replacement;
        const char *workarounds, *dead_ends;
    } cases[] = {
        /* claimed to resolve, and does not; another canon calls it a dead end */
        {"\"fix_a\":\"resolved\"", "\"fix_a\":\"same\"", "both fix_b", "worse bad fix_a"},
        /* claimed to do nothing, and resolves */
        {"\"bad\":\"same\"", "\"bad\":\"resolved\"", "both bad fix_b fix_a", "worse"},
        /* in one environment only: resolves there */
        {"\"fix_b\":\"resolved\"", "\"fix_b\":\"carrier\"", "both fix_a", "worse bad"},
        /* a harm in one cell outweighs what it resolves in others */
        {"\"both\":\"resolved\"},\"lines\":{\"d/s\":\"s of ae1\"",
            "\"both\":[\"harm\",\"fire\"]},\"lines\":{\"d/s\":\"s of ae1\"", "fix_b fix_a",
            "worse bad"},
        /* the world had it: the claim is all there is, and claims nothing to resolve */
        {"\"fix_a\":\"resolved\"", "\"fix_a\":\"already\"", "both fix_b fix_a", "worse bad"},
        /* not run there: a claim by version stands */
        {"\"fix_b\":\"resolved\",", "", "both fix_a fix_b", "worse bad"},
    };
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        const struct cairn_value *record = publish(
            &arena, &(struct texts){.find = cases[i].find, .replacement = cases[i].replacement});
        expect_ids(record, "workarounds", cases[i].workarounds);
        expect_ids(record, "dead_ends", cases[i].dead_ends);
    }
}

static void causes_belong_to_the_records_they_printed(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *record = publish(&arena, &(struct texts){0});
    expect(named(record, "root_causes", "b"), "named_in", "[\"e1\",\"e2\"]", "b in d/r");
    expect(named(record, "root_causes", "b"), "basis", "\"measured\"", "b in d/r");
    record = publish(&arena, &(struct texts){.id = "d/s"});
    expect_ids(record, "root_causes", "b");
    expect(named(record, "root_causes", "b"), "named_in", "[\"e3\"]", "b in d/s");
    expect(record, "evidence_count", "1", "d/s");
    expect(named(record, "workarounds", "fix_b"), "success", "{\"k\":1,\"n\":1}", "d/s");
    /* A record that no cause claims, and that one printed. */
    record = publish(&arena, &(struct texts){.id = "d/s",
                                 .find = ",{\"record\":\"d/s\",\"applies\":\"p >= 3\"}",
                                 .replacement = ""});
    expect(named(record, "root_causes", "b"), "basis", "\"measured\"", "not claimed");
    /* Claimed for a version that nobody has run. */
    record = publish(&arena, &(struct texts){.evidence = "[]", .id = "d/s"});
    expect(named(record, "root_causes", "b"), "named_in", "[]", "not run");
    expect(named(record, "root_causes", "b"), "basis", "\"claimed\"", "not run");
}

static void a_cause_is_fixed_where_some_change_resolves_it_everywhere(void **state)
{
    static const struct {
        const char *find, *replacement, *rate;
    } cases[] = {{NULL, NULL, "1"},
        /* b: neither change nor plan resolves it in any environment */
        {"\"fix_b\":\"resolved\",\"bad\":[\"moved\",\"d/s\"],\"worse\":\"same\",\"look\":\"same\","
         "\"both\":\"resolved\"",
            "\"fix_b\":\"same\",\"both\":\"same\"", "0.5"},
        /* a: in one of two environments nothing does */
        {"\"look\":\"same\",\"both\":\"resolved\"},\"lines\":{\"d/s\":\"s of ae1\"",
            "\"both\":\"same\"},\"lines\":{\"d/s\":\"s of ae1\"", "1"},
        {"\"fix_a\":\"resolved\",\"fix_b\":\"same\",\"bad\":\"same\",\"worse\":[\"harm\",\"fire\"],"
         "\"look\":\"same\",\"both\":\"resolved\"},\"lines\":{\"d/s\":\"s of ae1\"",
            "\"fix_a\":\"same\",\"both\":\"same\"},\"lines\":{\"d/s\":\"s of ae1\"", "0.5"}};
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        expect(publish(&arena,
                   &(struct texts){.find = cases[i].find, .replacement = cases[i].replacement}),
            "fix_success_rate", cases[i].rate, cases[i].find ? cases[i].find : "as it is");
    }
}

static void each_condition_of_proved_counts(void **state)
{
    static const struct {
        const char *why;
        const char *find, *replacement;
        const char *tier;
    } cases[] = {
        {"as it is", NULL, NULL, "proved"},
        {"one environment only", "[\"a\",\"e2\"]", "[\"a\",\"e1\"]", "reproduced"},
        {"a cause without a trial", "\"causes\":[",
            "\"causes\":[{\"id\":\"c\",\"title\":\"C\",\"yields\":[{\"record\":\"d/r\"}]," SOURCES
            "},",
            "reproduced"},
        {"a cell against its claim", "\"bad\":\"same\"", "\"bad\":[\"harm\",\"fire\"]",
            "reproduced"},
        {"a baseline that no yields claim", "\"applies\":\"p < 3\"", "\"applies\":\"p < 2\"",
            "reproduced"},
        {"a baseline of another record", "{\"record\":\"d/r\",\"applies\":\"p < 3\"}",
            "{\"record\":\"none\",\"applies\":\"p < 3\"}", "reproduced"},
        {"a cause that nothing resolves", "\"fix_b\":\"resolved\"", "\"fix_b\":\"relapse\"",
            "reproduced"},
        {"one fruitless change only", "\"bad\":", "\"gone\":", "reproduced"},
        {"a tell that keeps silent once", "\"tells\":[\"ta\"]", "\"tells\":[]", "reproduced"},
        {"a tell that says yes on both", "\"tells\":[\"ta\"]", "\"tells\":[\"ta\",\"tb\"]",
            "reproduced"},
    };
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        const struct cairn_value *record = publish(
            &arena, &(struct texts){.find = cases[i].find, .replacement = cases[i].replacement});
        if (!cairn_span_equal_string(cairn_value_get_text(record, "tier"), cases[i].tier))
            fail_msg(
                "%s: %.*s", cases[i].why, CAIRN_SPAN_ARGS(cairn_value_get_text(record, "tier")));
        assert_true(cairn_span_equal(cairn_value_get_text(record, "tier"),
            cairn_value_get_text(record, "verification_tier")));
    }
}

/* What nobody can do or tell is said at the cause, and then does not stand in the way. */
static void causes_may_be_unfixable_or_undecidable(void **state)
{
    static const char *const evidences[] = {
        "[" TRIAL("a", "e1", "1", "d/r", "", "", ON_A, "2026-11-02") "," TRIAL("a", "e2", "2",
            "d/r", "", "", ON_A, "2026-11-02") "," TRIAL("b", "e1", "1", "d/r", "", "\"tb\"", ON_B,
            "2026-11-02") "," TRIAL("b", "e2", "2", "d/r", "", "\"tb\"", ON_B, "2026-11-02") "]",
        "[" TRIAL("a", "e1", "1", "d/r", "", "\"ta\"", UNFIXED, "2026-11-02") "," TRIAL(
            "a", "e2", "2", "d/r", "", "\"ta\"", UNFIXED, "2026-11-02") "," TRIAL("b", "e1", "1",
            "d/r", "", "\"tb\"", ON_B,
            "2026-11-02") "," TRIAL("b", "e2", "2", "d/r", "", "\"tb\"", ON_B, "2026-11-02") "]"};
    static const char *const words[] = {"undecidable", "unfixable"};
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(words); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        char said[64];
        (void)snprintf(said, sizeof said, "\"title\":\"A\",\"%s\":\"so it is\"", words[i]);
        struct texts texts = {.evidence = evidences[i],
            .family = i == 0 ? FAMILY : FAMILY_UNFIXED,
            .find = "\"title\":\"A\"",
            .replacement = "\"title\":\"A\""};
        expect(publish(&arena, &texts), "tier", "\"reproduced\"", words[i]);
        texts.replacement = said;
        expect(publish(&arena, &texts), "tier", "\"proved\"", words[i]);
    }
}

static const struct cairn_value *leads_to(
    const struct cairn_value *record, const char *id, const char *kind)
{
    CAIRN_VALUE_EACH(entry, cairn_value_path(record, "transition_graph.leads_to"))
    if (cairn_span_equal_string(cairn_value_get_text(entry->value, "error_id"), id) &&
        cairn_span_equal_string(cairn_value_get_text(entry->value, "kind"), kind))
        return entry->value;
    return NULL;
}

static void transitions_come_from_cells_and_baselines(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *record = publish(&arena, &(struct texts){0});
    expect(leads_to(record, "d/t", "cascade"), NULL,
        "{\"error_id\":\"d/t\",\"probability\":0.5,\"condition\":\"\",\"kind\":\"cascade\","
        "\"basis\":\"measured\",\"cells\":{\"k\":2,\"n\":4}}",
        "seen, and claimed");
    expect(leads_to(record, "d/u", "cascade"), "basis", "\"claimed\"", "claimed only");
    expect(leads_to(record, "d/s", "after_change"), NULL,
        "{\"error_id\":\"d/s\",\"probability\":0.5,\"condition\":\"bad\",\"kind\":"
        "\"after_change\",\"basis\":\"measured\",\"cells\":{\"k\":2,\"n\":4}}",
        "after a change");
    assert_null(leads_to(record, "unknown", "cascade"));
    /* Several changes lead to one record: the most frequent is the condition. */
    record = publish(&arena, &(struct texts){.find = "\"fix_a\":\"same\"",
                                 .replacement = "\"fix_a\":[\"refused\",\"d/s\"]"});
    expect(leads_to(record, "d/s", "after_change"), "condition", "\"fix_a\"", "the first of two");
    record = publish(&arena, &(struct texts){.find = "\"fix_b\":\"same\",\"bad\":\"same\"",
                                 .replacement = "\"fix_b\":[\"moved\",\"d/s\"],\"bad\":[\"moved\","
                                                "\"d/s\"]"});
    expect(leads_to(record, "d/s", "after_change"), "condition", "\"bad\"", "4 of 4");
    expect(leads_to(record, "d/s", "after_change"), "cells", "{\"k\":4,\"n\":4}", "4 of 4");
    /* A refusal without a record leads nowhere. */
    record = publish(&arena,
        &(struct texts){.find = "[\"moved\",\"d/s\"]", .replacement = "[\"refused\",\"silent\"]"});
    assert_null(leads_to(record, "silent", "after_change"));
    expect(named(record, "dead_ends", "bad"), "leads_to", "[]", "silent");
}

static void tells_are_counted_on_every_cause(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *record = publish(&arena,
        &(struct texts){.find = "\"tells\":[\"ta\"]", .replacement = "\"tells\":[\"ta\",\"tb\"]"});
    expect(named(record, "tells", "ta"), "confusion", "{\"right\":{\"k\":2,\"n\":2},\"wrong\":[]}",
        "ta");
    expect(named(record, "tells", "tb"), "confusion",
        "{\"right\":{\"k\":2,\"n\":2},\"wrong\":[{\"cause\":\"a\",\"k\":2,\"n\":2}]}", "tb");
    expect(named(record, "tells", "tb"), "basis", "\"measured\"", "tb");
}

static void versions_tell_where_it_was_printed(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *versions =
        cairn_value_get(publish(&arena, &(struct texts){0}), "versions");
    assert_int_equal(cairn_value_count(versions), 4);
    expect(cairn_value_at(versions, 0), NULL,
        "{\"version\":\"p 1, q 7\",\"introduced\":null,\"deprecated\":null,\"removed\":null,"
        "\"behavior_change\":null,\"status\":\"reproduced\",\"environment\":\"e1\",\"wording\":"
        "\"d/r in e1\"}",
        "the first");
    expect(cairn_value_at(versions, 2), "status", "\"not-reproduced\"", "e3");
    expect(cairn_value_at(versions, 2), "wording", "null", "e3");
    expect(cairn_value_at(versions, 3), "version", "\"p 0.9\"", "asked");
    expect(cairn_value_at(versions, 3), "status", "\"claimed\"", "asked");
}

static void the_matrix_and_the_trials_are_published(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_MAP struct cairn_map recipes = {0};
    char current[] = "ae1";
    assert_int_equal(cairn_map_put(&recipes, CAIRN_SPAN("a"), current, NULL, NULL), CAIRN_OK);
    const struct cairn_value *record = publish(&arena, &(struct texts){.recipes = &recipes});
    assert_int_equal(cairn_value_count(cairn_value_get(record, "cells")), 12);
    expect(cairn_value_at(cairn_value_get(record, "cells"), 8), NULL,
        "{\"cause\":\"b\",\"change\":\"bad\",\"results\":{\"e1\":[\"moved\",\"d/s\"],\"e2\":"
        "[\"moved\",\"d/s\"]}}",
        "a cell");
    const struct cairn_value *trials = cairn_value_path(record, "evidence.trials");
    assert_int_equal(cairn_value_count(trials), 4);
    expect(cairn_value_at(trials, 0), NULL,
        "{\"cause\":\"a\",\"environment\":\"e1\",\"names\":\"d/r\",\"also\":[\"d/t\"],"
        "\"placebo\":\"holds\",\"tells\":[\"ta\"],\"line\":\"d/r in e1\",\"date\":"
        "\"2026-11-02\",\"recipe_current\":true}",
        "a trial");
    expect(cairn_value_at(trials, 1), "recipe_current", "false", "another recipe");
    expect(record, "evidence.recipe_current", "false", "some are stale");
    expect(record, "evidence.lines", "{\"d/s\":\"s of ae1\"}", "the first example");
    expect(record, "evidence.environments",
        "[{\"name\":\"e1\",\"programs\":{\"p\":\"1\",\"q\":\"7\"}},{\"name\":\"e2\","
        "\"programs\":{\"p\":\"2\",\"q\":\"7\"}}]",
        "where it was printed");
}

static void a_family_has_all_trials(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct texts texts = {0};
    struct cairn_publish_input input = {.domain = CAIRN_SPAN("d"),
        .family_id = CAIRN_SPAN("d/f"),
        .family = parse(&arena, FAMILY, &texts),
        .evidence = parse(&arena, EVIDENCE, &texts)};
    struct cairn_value *family = NULL;
    assert_int_equal(cairn_publish_family(&arena, &input, NULL, 0, false, &family, NULL), CAIRN_OK);
    assert_int_equal(cairn_value_count(cairn_value_path(family, "evidence.trials")), 5);
    assert_int_equal(cairn_value_count(cairn_value_get(family, "cells")), 12);
    expect(cairn_value_at(cairn_value_get(family, "cells"), 8), "results",
        "{\"e1\":[\"moved\",\"d/s\"],\"e2\":[\"moved\",\"d/s\"],\"e3\":[\"moved\",\"d/s\"]}",
        "all environments");
    expect(family, "evidence.recipe_current", "true", "not asked");
    expect(family, "lab",
        "{\"state\":\"rig\",\"reason\":null,\"environments\":[\"e1\",\"e2\",\"e3\"],"
        "\"timeout\":null}",
        "the lab");
}

static void the_reference_shape_has_the_rates(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *shape =
        cairn_publish_reference_shape(&arena, publish(&arena, &(struct texts){0}));
    expect(cairn_value_at(cairn_value_get(shape, "workarounds"), 1), NULL,
        "{\"action\":\"fix_b!\",\"success_rate\":0.5,\"how\":\"fix_b\",\"condition\":\"B\","
        "\"sources\":[\"https://example.org/\"]}",
        "a workaround");
    expect(cairn_value_at(cairn_value_get(shape, "dead_ends"), 1), "fail_rate", "1", "a dead end");
    expect(cairn_value_at(cairn_value_path(shape, "transition_graph.leads_to"), 0), NULL,
        "{\"error_id\":\"d/t\",\"probability\":0.5,\"condition\":\"\"}", "a transition");
    expect(shape, "confidence", "1", "confidence");
    expect(shape, "fix_success_rate", "1", "fixes");
    expect(shape, "evidence_count", "4", "evidence");
    expect(shape, "last_confirmed", "\"2026-11-04\"", "date");
    assert_null(cairn_value_get(shape, "cells"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_follow_the_cells),
        cmocka_unit_test(confidence_counts_agreement),
        cmocka_unit_test(nothing_measured_is_null),
        cmocka_unit_test(rates_are_rounded_to_four_digits),
        cmocka_unit_test(claims_stand_beside_what_was_measured),
        cmocka_unit_test(measured_roles_beat_claims),
        cmocka_unit_test(causes_belong_to_the_records_they_printed),
        cmocka_unit_test(a_cause_is_fixed_where_some_change_resolves_it_everywhere),
        cmocka_unit_test(each_condition_of_proved_counts),
        cmocka_unit_test(causes_may_be_unfixable_or_undecidable),
        cmocka_unit_test(transitions_come_from_cells_and_baselines),
        cmocka_unit_test(tells_are_counted_on_every_cause),
        cmocka_unit_test(versions_tell_where_it_was_printed),
        cmocka_unit_test(the_matrix_and_the_trials_are_published),
        cmocka_unit_test(a_family_has_all_trials),
        cmocka_unit_test(the_reference_shape_has_the_rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
