/* From sources to a canon file: repeatable bytes, and every published field as
 * docs/design/results.md says. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tree.h"

#include "authoring/build.h"
#include "base/alloc.h"
#include "canon/canon.h"
#include "ledger/publish.h"

static void build_bytes(const struct tree *tree, char **out_bytes, size_t *out_size)
{
    struct cairn_complaints complaints;
    struct cairn_source *source = tree_lint(tree, &complaints);
    assert_int_equal(complaints.error_count, 0);
    assert_int_equal(cairn_build(source, out_bytes, out_size, NULL), CAIRN_OK);
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
}

static struct cairn_canon *open_sample(struct tree *tree)
{
    char *bytes = NULL;
    size_t size = 0;
    char path[128];
    struct cairn_canon *canon = NULL;
    tree_make_sample(tree);
    build_bytes(tree, &bytes, &size);
    tree_write(tree, "canon.db", cairn_span_make(bytes, size));
    cairn_free(bytes);
    (void)snprintf(path, sizeof path, "%s/canon.db", tree->folder);
    assert_int_equal(cairn_canon_open(path, &canon, NULL), CAIRN_OK);
    return canon;
}

static void the_same_sources_give_the_same_bytes(void **state)
{
    (void)state;
    struct tree trees[2];
    char *bytes[2] = {NULL, NULL};
    size_t sizes[2] = {0, 0};
    for (size_t i = 0; i < 2; i++) {
        tree_make_sample(&trees[i]);
        build_bytes(&trees[i], &bytes[i], &sizes[i]);
    }
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(bytes[0], bytes[1], sizes[0]);
    for (size_t i = 0; i < 2; i++) {
        cairn_free(bytes[i]);
        tree_remove(&trees[i]);
    }
}

static void assert_ids(const struct cairn_value *list, const char *const *ids)
{
    uint32_t i = 0;
    CAIRN_VALUE_EACH(item, list)
    {
        assert_non_null(ids[i]);
        struct cairn_span id = item->value->kind == CAIRN_VALUE_OBJECT
                                   ? cairn_value_get_text(item->value, "id")
                                   : cairn_value_text(item->value);
        if (!cairn_span_equal_string(id, ids[i]))
            fail_msg("entry %u is \"%.*s\", not \"%s\"", i, CAIRN_SPAN_ARGS(id), ids[i]);
        i++;
    }
    assert_null(ids[i]);
}

static void roles_follow_from_claims(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_arena arena = {0};
    struct cairn_value *record = NULL;
    struct cairn_canon *canon = open_sample(&tree);
    assert_int_equal(cairn_canon_get_record(canon, &arena, CAIRN_SPAN("nginx/issuer-unknown"),
                         CAIRN_CANON_EN, &record, NULL),
        CAIRN_OK);
    /* Most causes first; a harmful or diagnostic change is no workaround; what is tempting but
     * resolves is no dead end. */
    assert_ids(cairn_value_get(record, "workarounds"),
        (const char *const[]){"depth_and_root", "raise_depth", "trust_root", NULL});
    assert_ids(cairn_value_get(record, "dead_ends"), (const char *const[]){"verify_off", "", NULL});
    assert_ids(cairn_value_get(record, "root_causes"),
        (const char *const[]){"depth_too_small", "root_not_trusted", "both_wrong", NULL});
    assert_ids(
        cairn_value_get(record, "tells"), (const char *const[]){"long_chain", "root_absent", NULL});
    assert_ids(cairn_value_get(record, "harms"), (const char *const[]){"mitm", NULL});
    const struct cairn_value *plan = cairn_value_at(cairn_value_get(record, "workarounds"), 0);
    assert_ids(cairn_value_get(plan, "sources"),
        (const char *const[]){"https://nginx.org/en/docs/http/ngx_http_proxy_module.html", NULL});
    assert_true(cairn_span_equal_string(cairn_value_get_text(plan, "disrupts"), "restart"));
    assert_int_equal(cairn_value_count(cairn_value_get(plan, "steps")), 3);
    assert_true(cairn_span_equal_string(cairn_value_get_text(record, "tier"), "sourced"));
    assert_true(cairn_span_equal_string(
        cairn_value_get_text(cairn_value_at(cairn_value_get(record, "claims"), 2), "rate"),
        "0.90"));
    const struct cairn_value *tell = cairn_value_at(cairn_value_get(record, "tells"), 1);
    assert_true(cairn_value_is(cairn_value_path(tell, "expect.exit"), CAIRN_VALUE_NUMBER));
    /* Of the placeholders only those that its texts use. */
    assert_int_equal(cairn_value_count(cairn_value_get(record, "placeholders")), 1);
    /* No rate exists before something was measured. */
    CAIRN_VALUE_EACH(workaround, cairn_value_get(record, "workarounds"))
    assert_true(
        cairn_value_is(cairn_value_get(workaround->value, "success_rate"), CAIRN_VALUE_NULL));
    cairn_canon_close(canon);
    cairn_arena_done(&arena);
    tree_remove(&tree);
}

static void transitions_are_linked(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_arena arena = {0};
    struct cairn_value *record = NULL;
    struct cairn_canon *canon = open_sample(&tree);
    assert_int_equal(cairn_canon_get_record(canon, &arena, CAIRN_SPAN("nginx/no-live-upstreams"),
                         CAIRN_CANON_ZH, &record, NULL),
        CAIRN_OK);
    const struct cairn_value *before =
        cairn_value_at(cairn_value_path(record, "transition_graph.preceded_by"), 0);
    assert_true(
        cairn_span_equal_string(cairn_value_get_text(before, "error_id"), "nginx/issuer-unknown"));
    assert_true(cairn_span_equal_string(cairn_value_get_text(before, "kind"), "cascade"));
    bool has_cascade = false;
    assert_int_equal(cairn_canon_has_cascade(canon, CAIRN_SPAN("nginx/issuer-unknown"),
                         CAIRN_SPAN("nginx/no-live-upstreams"), &has_cascade, NULL),
        CAIRN_OK);
    assert_true(has_cascade);
    cairn_canon_close(canon);
    cairn_arena_done(&arena);
    tree_remove(&tree);
}

/* The Chinese form has Chinese under the plain keys; commands stay as they are. */
static void chinese_is_chinese(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_arena arena = {0};
    struct cairn_value *record = NULL;
    struct cairn_canon *canon = open_sample(&tree);
    assert_int_equal(cairn_canon_get_record(canon, &arena, CAIRN_SPAN("kernel/out-of-memory"),
                         CAIRN_CANON_ZH, &record, NULL),
        CAIRN_OK);
    const struct cairn_value *change = cairn_value_at(cairn_value_get(record, "workarounds"), 0);
    assert_true(
        cairn_span_equal_string(cairn_value_get_text(change, "action"), "减少该程序的工作"));
    assert_true(cairn_span_equal_string(cairn_value_get_text(change, "how"), "ps -p {{pid}}"));
    assert_true(cairn_span_equal_string(
        cairn_value_text(cairn_value_path(record, "lab.reason")), "沙箱不能耗尽主机内存。"));
    /* A record that stands alone is its own family. */
    assert_true(
        cairn_span_equal_string(cairn_value_get_text(record, "family"), "kernel/out-of-memory"));
    struct cairn_value *family = NULL;
    assert_int_equal(cairn_canon_get_family(canon, &arena, CAIRN_SPAN("nginx/upstream-tls"),
                         CAIRN_CANON_ZH, &family, NULL),
        CAIRN_OK);
    assert_true(
        cairn_span_equal_string(cairn_value_get_text(family, "title"), "nginx 作为 TLS 客户端"));
    assert_int_equal(cairn_value_count(cairn_value_get(family, "records")), 3);
    assert_true(
        cairn_value_is(cairn_value_path(cairn_value_at(cairn_value_get(family, "changes"), 1),
                           "on.root_not_trusted"),
            CAIRN_VALUE_ARRAY));
    cairn_canon_close(canon);
    cairn_arena_done(&arena);
    tree_remove(&tree);
}

static void the_reference_shape_has_its_keys(void **state)
{
    static const char keys[] =
        "id signature signature_zh regex domain category subcategory root_cause root_cause_type "
        "root_cause_zh versions os_specific dead_ends workarounds workarounds_zh transition_graph "
        "official_doc_url official_doc_section error_code verification_tier confidence "
        "fix_success_rate resolvable first_seen last_confirmed last_updated evidence_count tags "
        "locale aliases ";
    (void)state;
    struct tree tree;
    struct cairn_arena arena = {0};
    struct cairn_value *record = NULL;
    struct cairn_canon *canon = open_sample(&tree);
    assert_int_equal(cairn_canon_get_record(canon, &arena, CAIRN_SPAN("nginx/issuer-unknown"),
                         CAIRN_CANON_EN, &record, NULL),
        CAIRN_OK);
    const struct cairn_value *shape = cairn_publish_reference_shape(&arena, record);
    struct cairn_buf found = {0};
    CAIRN_VALUE_EACH(member, shape)
    cairn_buf_printf(&found, "%.*s ", CAIRN_SPAN_ARGS(member->key));
    assert_string_equal(found.data, keys);
    assert_int_equal(
        cairn_value_count(cairn_value_at(cairn_value_get(shape, "workarounds"), 0)), 5);
    assert_int_equal(cairn_value_count(cairn_value_at(cairn_value_get(shape, "dead_ends"), 0)), 5);
    assert_int_equal(cairn_value_count(cairn_value_at(cairn_value_get(shape, "versions"), 0)), 6);
    cairn_buf_done(&found);
    cairn_canon_close(canon);
    cairn_arena_done(&arena);
    tree_remove(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_sources_give_the_same_bytes),
        cmocka_unit_test(roles_follow_from_claims),
        cmocka_unit_test(transitions_are_linked),
        cmocka_unit_test(chinese_is_chinese),
        cmocka_unit_test(the_reference_shape_has_its_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
