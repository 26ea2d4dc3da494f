/* Foreign originals may hold anything: what has the wrong type is left out, and the published
 * record keeps its shape. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "formats/json.h"
#include "ledger/publish.h"

static struct cairn_value *parse(struct cairn_arena *arena, const char *text)
{
    struct cairn_value *value = NULL;
    assert_int_equal(
        cairn_json_read(arena, cairn_span_from_string(text), "test", &value, NULL), CAIRN_OK);
    return value;
}

static struct cairn_value *publish(struct cairn_arena *arena, const char *original)
{
    struct cairn_value *record = NULL;
    const struct cairn_value *origin =
        parse(arena, "{\"source\": \"https://example.org/\", \"read_on\": \"2026-11-21\"}");
    assert_int_equal(cairn_publish_imported(arena, CAIRN_SPAN("d/s"), parse(arena, original),
                         origin, false, &record, NULL),
        CAIRN_OK);
    return record;
}

static void wrong_types_are_left_out(void **state)
{
    static const char *const originals[] = {
        "{}",
        "{\"signature\": 5, \"regex\": [], \"versions\": \"x\", \"os_specific\": [1], "
        "\"dead_ends\": {\"a\": 1},"
        " \"workarounds\": [1, null, \"x\", {\"action\": {}, \"success_rate\": \"high\", "
        "\"sources\": {\"a\": 1}}],"
        " \"workarounds_zh\": 7, \"transition_graph\": [{\"leads_to\": []}], \"tags\": {\"a\": 1},"
        " \"resolvable\": \"maybe\", \"official_doc_url\": \"file:///etc/passwd\", \"confidence\": "
        "\"0.9\"}",
        "{\"error\": {\"signature\": \"x\", \"regex\": 1}, \"verdict\": 3, \"environment\": "
        "{\"runtime\": 4},"
        " \"transition_graph\": {\"leads_to\": [5, {\"error_id\": \"none\"}], \"preceded_by\": "
        "{\"x\": 1}}}",
    };
    static const char *const lists[] = {"versions", "dead_ends", "workarounds", "workarounds_zh",
        "tags", "aliases", "claims", "root_causes", "examples"};
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(originals); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        const struct cairn_value *record = publish(&arena, originals[i]);
        for (size_t j = 0; j < CAIRN_ARRAY_SIZE(lists); j++)
            assert_true(cairn_value_is(cairn_value_get(record, lists[j]), CAIRN_VALUE_ARRAY));
        assert_true(cairn_value_is(cairn_value_get(record, "os_specific"), CAIRN_VALUE_OBJECT));
        assert_true(cairn_value_is(cairn_value_get(record, "official_doc_url"), CAIRN_VALUE_NULL));
        assert_int_equal(cairn_value_count(cairn_value_get(record, "claims")), 0);
        assert_true(cairn_span_equal_string(cairn_value_get_text(record, "resolvable"), "partial"));
        assert_int_equal(
            cairn_value_count(cairn_value_path(record, "transition_graph.leads_to")), 0);
    }
}

/* Linking a record that leads nowhere known changes nothing; known targets learn who leads to them,
 * once. */
static void links_are_derived_once(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *records[2] = {
        publish(&arena,
            "{\"signature\": \"a\", \"transition_graph\": {\"leads_to\": ["
            "{\"error_id\": \"d/unknown\"}, {\"error_id\": \"d/t\"}, {\"error_id\": \"d/t\"}]}}"),
        publish(&arena, "{\"signature\": \"b\"}")};
    cairn_value_set_cstring(&arena, records[1], "id", "d/t");
    assert_int_equal(cairn_publish_link(&arena, records, 2, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_value_count(cairn_value_path(records[1], "transition_graph.preceded_by")), 1);
    assert_int_equal(
        cairn_value_count(cairn_value_path(records[0], "transition_graph.preceded_by")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_types_are_left_out),
        cmocka_unit_test(links_are_derived_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
