/* Importing: both shapes, verbatim bytes, rates only as claims, and everything that is no record
 * skipped with a reason. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tree.h"

#include "authoring/build.h"
#include "authoring/import.h"
#include "base/alloc.h"
#include "canon/canon.h"
#include "formats/json.h"

static void data_path(char path[512], const char *name)
{
    const char *data = getenv("CAIRN_TEST_DATA");
    (void)snprintf(path, 512, "%s/%s", data ? data : "tests/data", name);
}

static struct cairn_value *import(struct cairn_arena *arena, const char *path, const char *output)
{
    struct cairn_import_options options = {.paths = &path,
        .path_count = 1,
        .output_folder = output,
        .source_name = "https://Example.org/canon",
        .read_on = "2026-11-21"};
    struct cairn_value *report = NULL;
    struct cairn_error err = {0};
    if (cairn_import(arena, &options, &report, &err) != CAIRN_OK)
        fail_msg("%s", err.primary);
    return report;
}

/* Builds the imported canon and opens it. */
static struct cairn_canon *build(const struct tree *tree)
{
    struct cairn_complaints complaints;
    struct cairn_source *source = tree_lint(tree, &complaints);
    if (complaints.error_count > 0)
        tree_print(&complaints);
    assert_int_equal(complaints.error_count, 0);
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(cairn_build(source, &bytes, &size, NULL), CAIRN_OK);
    tree_write(tree, "canon.db", cairn_span_make(bytes, size));
    cairn_free(bytes);
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    char path[128];
    struct cairn_canon *canon = NULL;
    (void)snprintf(path, sizeof path, "%s/canon.db", tree->folder);
    assert_int_equal(cairn_canon_open(path, &canon, NULL), CAIRN_OK);
    return canon;
}

static struct cairn_value *get(
    struct cairn_canon *canon, struct cairn_arena *arena, const char *id, bool in_chinese)
{
    struct cairn_value *record = NULL;
    assert_int_equal(cairn_canon_get_record(canon, arena, cairn_span_from_string(id),
                         in_chinese ? CAIRN_CANON_ZH : CAIRN_CANON_EN, &record, NULL),
        CAIRN_OK);
    assert_non_null(record);
    return record;
}

static void assert_text(const struct cairn_value *record, const char *path, const char *text)
{
    struct cairn_span found = cairn_value_text(cairn_value_path(record, path));
    if (!cairn_span_equal_string(found, text))
        fail_msg("%s is \"%.*s\", not \"%s\"", path, CAIRN_SPAN_ARGS(found), text);
}

static bool has_claim(const struct cairn_value *record, const char *item, const char *rate)
{
    CAIRN_VALUE_EACH(claim, cairn_value_get(record, "claims"))
    if (cairn_span_equal_string(cairn_value_get_text(claim->value, "item"), item) &&
        cairn_span_equal_string(cairn_value_get_text(claim->value, "rate"), rate))
        return true;
    return false;
}

static void the_reference_shape_is_kept(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_arena arena = {0};
    char path[512];
    tree_make(&tree);
    data_path(path, "import/reference.json");
    struct cairn_value *report = import(&arena, path, tree.folder);
    assert_int_equal(cairn_value_get_int(report, "imported"), 1);
    assert_int_equal(cairn_value_count(cairn_value_get(report, "skipped")), 0);
    assert_int_equal(cairn_value_count(cairn_value_get(report, "unindexed")), 0);
    struct cairn_canon *canon = build(&tree);
    assert_string_equal(cairn_canon_info(canon)->name, "example-org-canon");

    struct cairn_span json = {0};
    struct cairn_span original = {0};
    struct cairn_buf file = {0};
    assert_int_equal(cairn_file_read(AT_FDCWD, path, TREE_LIMIT, &file, NULL), CAIRN_OK);
    assert_int_equal(cairn_canon_get_record_text(canon, &arena, CAIRN_SPAN("kettle/no-steam"),
                         CAIRN_CANON_EN, &json, &original, NULL),
        CAIRN_OK);
    assert_true(cairn_span_equal(original, cairn_buf_span(&file)));
    cairn_buf_done(&file);

    const struct cairn_value *record = get(canon, &arena, "kettle/no-steam", false);
    assert_text(record, "tier", "claimed");
    assert_text(record, "verification_tier", "claimed");
    assert_text(record, "origin.tier", "ai_generated");
    assert_text(record, "origin.extra.last_confirmed", "2024-06-01");
    assert_text(record, "origin.extra.official_doc_url", "javascript:alert(1)");
    assert_true(cairn_value_is(cairn_value_get(record, "official_doc_url"), CAIRN_VALUE_NULL));
    const char *const nulls[] = {"confidence", "fix_success_rate", "last_confirmed"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(nulls); i++)
        assert_true(cairn_value_is(cairn_value_get(record, nulls[i]), CAIRN_VALUE_NULL));
    const struct cairn_value *pot = cairn_value_at(cairn_value_get(record, "workarounds"), 1);
    assert_true(cairn_value_is(cairn_value_get(pot, "success_rate"), CAIRN_VALUE_NULL));
    assert_text(pot, "condition", "if there is a stove");
    assert_true(has_claim(record, "workaround", "1.0"));
    assert_true(has_claim(record, "workaround", "1e-1"));
    assert_true(has_claim(record, "dead_end", "0.90"));
    assert_true(has_claim(record, "transition", "0.50"));
    assert_true(has_claim(record, "confidence", "0.88"));
    const struct cairn_value *chinese = get(canon, &arena, "kettle/no-steam", true);
    assert_text(chinese, "root_cause", "水壶的加热元件断开了。");
    assert_text(chinese, "locale", "zh");
    assert_text(cairn_value_at(cairn_value_get(chinese, "workarounds"), 1), "action", "用锅");
    cairn_canon_close(canon);
    cairn_arena_done(&arena);
    tree_remove(&tree);
}

static void the_elder_shape_is_mapped(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_arena arena = {0};
    char path[512];
    tree_make(&tree);
    data_path(path, "import/elder");
    struct cairn_value *report = import(&arena, path, tree.folder);
    assert_int_equal(cairn_value_get_int(report, "imported"), 1);
    struct cairn_canon *canon = build(&tree);
    const struct cairn_value *record = get(canon, &arena, "kettle/element-open--home1.2", false);
    assert_text(record, "signature", "kettle reports an open element at home");
    assert_text(record, "root_cause", "The element is open.");
    assert_text(record, "resolvable", "partial");
    assert_text(record, "origin.shape", "elder");
    assert_text(record, "origin.id", "kettle/element-open/home1.2");
    assert_text(record, "origin.extra.environment.os", "any");
    assert_text(record, "origin.extra.error.last_confirmed", "2026-01-03");
    assert_text(cairn_value_at(cairn_value_path(record, "origin.extra.dead_ends"), 0),
        "common_misconception", "Time helps.");
    assert_text(cairn_value_at(cairn_value_get(record, "versions"), 0), "version", "kettle >=1.2");
    assert_text(cairn_value_at(cairn_value_path(record, "transition_graph.leads_to"), 0),
        "error_id", "kettle/cold-tea--home");
    assert_true(has_claim(record, "fix_success_rate", "0.750"));
    cairn_canon_close(canon);
    cairn_arena_done(&arena);
    tree_remove(&tree);
}

/* Ids that are invalid or taken are kept aside; what is no record is named with its reason. */
static void nothing_is_lost_in_silence(void **state)
{
    static const char good[] =
        "{\"id\":\"a/b\",\"signature\":\"one failure\",\"regex\":\"one failure\"}";
    static const char twin[] =
        "{\"id\":\"a/b\",\"signature\":\"two failures\",\"regex\":\"two failures\"}";
    static const char escape[] =
        "{\"id\":\"../../etc/x\",\"signature\":\"no failure\",\"regex\":\"no failure\"}";
    (void)state;
    struct tree in;
    struct tree out;
    struct cairn_arena arena = {0};
    tree_make(&in);
    tree_make(&out);
    tree_write_string(&in, "1-good.json", good);
    tree_write_string(&in, "2-twin.json", twin);
    tree_write_string(&in, "3-copy.json", twin);
    tree_write_string(&in, "4-escape.json", escape);
    tree_write_string(&in, "5-broken.json", "{\"id\":");
    tree_write_string(&in, "6-other.json", "{\"name\": \"package\"}");
    tree_write_string(&in, "7-list.json",
        "[{\"id\":\"a/c\",\"signature\":\"three failures\",\"regex\":\"three "
        "failures\",\"confidence\":0.70}, 5]");
    tree_write_string(&in, "8-lines.ndjson",
        "{\"id\":\"a/d\",\"signature\":\"four failures\",\"regex\":\"four failures\"}\n\nnot "
        "json\n");
    tree_write_string(&in, "9-ignored.txt", "nothing");
    struct cairn_buf large = {0};
    cairn_buf_append_string(&large,
        "{\"id\":\"a/e\",\"signature\":\"five failures\",\"regex\":\"five failures\",\"x\":\"");
    cairn_buf_append_repeat(&large, 'x', (size_t)4 << 20);
    cairn_buf_append_string(&large, "\"}");
    tree_write(&in, "large.json", cairn_buf_span(&large));
    cairn_buf_done(&large);
    struct cairn_value *report = import(&arena, in.folder, out.folder);
    assert_int_equal(cairn_value_get_int(report, "imported"), 5); /* good, twin, escape, a/c, a/d */
    assert_int_equal(cairn_value_count(cairn_value_get(report, "unindexed")), 2);
    assert_int_equal(cairn_value_count(cairn_value_get(report, "skipped")), 6);
    CAIRN_VALUE_EACH(skipped, cairn_value_get(report, "skipped"))
    assert_true(cairn_value_get_text(skipped->value, "reason").size > 0);
    cairn_canon_close(build(&out));

    /* A second run replaces: the same canon again. */
    assert_int_equal(cairn_value_get_int(import(&arena, in.folder, out.folder), "imported"), 5);
    cairn_arena_done(&arena);
    tree_remove(&in);
    tree_remove(&out);
}

static void foreign_folders_are_refused(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_arena arena = {0};
    struct cairn_value *report = NULL;
    char path[512];
    const char *paths[] = {path};
    struct cairn_error err = {0};
    data_path(path, "import/reference.json");
    tree_make_sample(&tree);
    struct cairn_import_options options = {
        .paths = paths, .path_count = 1, .output_folder = tree.folder};
    assert_int_equal(cairn_import(&arena, &options, &report, &err), CAIRN_ERR_CONFLICT);
    assert_true(err.hint[0] != '\0');
    options.read_on = "2026-02-30";
    assert_int_equal(cairn_import(&arena, &options, &report, &err), CAIRN_ERR_USAGE);
    options.read_on = NULL;
    paths[0] = "/nonexistent.json";
    tree_remove(&tree);
    tree_make(&tree);
    assert_int_equal(cairn_import(&arena, &options, &report, &err), CAIRN_ERR_NOT_FOUND);
    cairn_arena_done(&arena);
    tree_remove(&tree);
}

static void ids_are_mapped(void **state)
{
    static const struct {
        const char *original;
        const char *id; /* NULL: not valid */
    } cases[] = {{"d/s", "d/s"}, {"d/s/e", "d/s--e"}, {"d/s/go1.22-linux", "d/s--go1.22-linux"},
        {"d", NULL}, {"", NULL}, {"D/s", NULL}, {"d/../s", NULL}, {"d/s/e/f", NULL}, {"d/", NULL},
        {"d/.s", NULL}, {"d/a b", NULL}};
    (void)state;
    struct cairn_arena arena = {0};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        struct cairn_value *record = cairn_value_object(&arena);
        struct cairn_span id = {0};
        cairn_value_set_cstring(&arena, record, "id", cases[i].original);
        bool is_valid = cairn_import_id(&arena, record, &id);
        assert_int_equal(is_valid, cases[i].id != NULL);
        if (cases[i].id)
            assert_true(cairn_span_equal_string(id, cases[i].id));
    }
    cairn_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_shape_is_kept),
        cmocka_unit_test(the_elder_shape_is_mapped),
        cmocka_unit_test(nothing_is_lost_in_silence),
        cmocka_unit_test(foreign_folders_are_refused),
        cmocka_unit_test(ids_are_mapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
