/*
 * Every rule of lint is broken once, in a copy of a canon that keeps them all: the complaint must
 * name the rule, the file and the line, and say how to mend it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tree.h"

#define FAMILY "nginx/upstream-tls/family.yaml"
#define ZH     "nginx/upstream-tls/family.zh.yaml"
#define RECORD "nginx/upstream-tls/issuer-unknown.yaml"
#define RECZH  "nginx/upstream-tls/issuer-unknown.zh.yaml"
#define LONG   "nginx/upstream-tls/chain-too-long.yaml"
#define NOISE  "nginx/upstream-tls/no-live-upstreams.yaml"
#define ALONE  "kernel/oom/out-of-memory.yaml"
#define NEW    NULL /* the file is made of `replacement` */
#define ORIGIN "source: https://example.org/\nread_on: 2026-11-21\nid: nginx/"

struct breach {
    const char *rule;
    const char *path;
    const char *find; /* "" appends, NEW makes the file */
    const char *replacement;
    bool has_line;
};

static const struct breach breaches[] = {
    {"syntax", RECORD, "category: auth_error", "category: [auth_error", true},
    {"syntax", RECORD, "category: auth_error", "category: a\ncategory: b", true},
    {"syntax", RECORD, "tags: [tls]", "tags: [&a tls, *a]", true},
    {"unknown-file", "nginx/upstream-tls/notes.txt", NEW, "x", false},
    {"unknown-file", "stray.yaml", NEW, "x: y", false},
    {"invalid-name", "nginx/upstream-tls/Upper.yaml", NEW, "x: y", false},
    {"invalid-name", "nginx/upstream-tls/rig.yaml", NEW, "x: y", false},
    {"invalid-name", "Bad Domain/domain.yaml", NEW, "x: y", false},
    {"missing-file", "empty/readme", NEW, "x", false},
    {"missing-file", "nginx/imported/x.json", NEW, "{}", false},
    {"unknown-field", RECORD, "category:", "categroy:", true},
    {"unknown-field", RECORD, "", "signature_gloss: x\n", true},
    {"unknown-field", FAMILY, "    where: proxy", "    wear: proxy", true},
    {"unknown-field", FAMILY, "{is: refused, ", "{iss: refused, ", true},
    {"missing-field", RECORD, "severity: error\n", "", true},
    {"missing-field", FAMILY, "    kind: fix\n", "", true},
    {"missing-field", ALONE,
        "lab: {state: none, reason: A sandbox must not exhaust the memory of its host.}\n", "",
        true},
    {"missing-field", LONG, "examples: [{text", "examples: []\naliases: [{text", true},
    {"wrong-type", RECORD, "tags: [tls]", "tags: tls", true},
    {"wrong-type", RECORD, "captures: {upstream: host}", "captures: [upstream]", true},
    {"wrong-type", RECORD, "rate: 0.30", "rate: .3", true},
    {"wrong-type", RECORD, "category: auth_error", "category: Auth", true},
    {"wrong-type", FAMILY, "id: raise_depth", "id: raise-depth", true},
    {"wrong-type", "nginx/domain.yaml", "formats: [nginx-error]", "formats: nginx-error", true},
    {"wrong-type", FAMILY, "on: {depth_too_small: resolves}", "on: resolves", true},
    {"unknown-word", RECORD, "severity: error", "severity: eror", true},
    {"unknown-word", FAMILY, "on: {depth_too_small: resolves}", "on: {depth_too_small: resolve}",
        true},
    {"unknown-word", "canon.yaml", "[en, zh]", "[zh, en]", true},
    {"empty-text", RECORD, "text: Pray", "text: ' '", true},
    {"empty-text", RECORD, "category: auth_error", "category:", true},
    {"wrong-date", RECORD, "updated: 2026-11-21", "updated: 2026-02-30", true},
    {"wrong-date", RECORD, "read_on: 2026-11-21", "read_on: yesterday", true},
    {"not-a-url", FAMILY, "https://example.org/depth", "http://example.org/depth", true},
    {"not-a-url", RECORD, "source: 'run: nginx 1.22.1'", "source: 'run: '", true},
    {"not-a-url", RECORD, "http://example.org/canon", "gopher://example.org/canon", true},
    {"not-a-url", RECORD, "https://nginx.org/en/docs/http/ngx_http_proxy_module.html", "https:///x",
        true},
    {"wrong-applies", FAMILY, "openssl >= 3", "openssl at least 3", true},
    {"wrong-applies", FAMILY, "nginx >= 1.7", "nginx >= new", true},
    {"duplicate-id", FAMILY, "id: trust_root", "id: raise_depth", true},
    {"duplicate-id", "nginx/other/issuer-unknown.yaml", NEW, "x: y", false},
    {"dangling-id", FAMILY, "cause: depth_too_small", "cause: depth", true},
    {"dangling-id", FAMILY, "environments: [nginx-1.22]", "environments: [nginx-1.23]", true},
    {"dangling-id", "environments.yaml", "name: nginx-1.22", "name: nginx-1.2", true},
    {"unknown-field", "environments.yaml", "suite:", "sweet:", true},
    {"wrong-type", "environments.yaml", "suite: bookworm", "suite: Bookworm", true},
    {"wrong-type", "environments.yaml", "[nginx, openssl]", "[nginx, --reinstall]", true},
    {"wrong-type", "environments.yaml", "", "    check_valid_until: no\n", true},
    {"missing-field", "environments.yaml", "    suite: bookworm\n", "", true},
    {"duplicate-id", "environments.yaml", "",
        "  - {name: nginx-1.22, suite: x, packages: [x], programs: [{name: x, packages: [x], "
        "version: x}]}\n",
        true},
    {"unknown-field", FAMILY, "timeout: 10", "programs: [nginx]", true},
    {"wrong-type", FAMILY, "timeout: 10", "timeout: long", true},
    {"unknown-word", FAMILY, "    on: {depth_too_small: resolves}", "    on: {'*': resolve}", true},
    {"dangling-id", FAMILY, "record: nginx/chain-too-long", "record: nginx/chain", true},
    {"dangling-id", FAMILY, "harms:mitm", "harms:fire", true},
    {"dangling-id", FAMILY, "changes: [raise_depth, trust_root]", "changes: [raise_depth, trust]",
        true},
    {"dangling-id", FAMILY, "on: {depth_too_small: resolves}", "on: {depth: resolves}", true},
    {"dangling-id", FAMILY, "tempting: [{record: nginx/issuer-unknown",
        "tempting: [{record: nginx/issuer", true},
    {"dangling-id", RECORD, "maps_to: verify_off", "maps_to: verify", true},
    {"dangling-id", RECORD, "is: nginx/chain-too-long", "is: nginx/chain", true},
    {"dangling-id", RECORD, "error_id: nginx/no-live-upstreams", "error_id: nginx/none", true},
    {"dangling-id", NOISE, "refines: [nginx/chain-too-long]", "refines: [nginx/chain]", true},
    {"retired-id", "RETIRED", "", "nginx/chain-too-long\n", false},
    {"wrong-type", "RETIRED", "", "not an id\n", true},
    {"former-id", RECORD, "formerly: [nginx/issuer]", "formerly: [nginx/chain-too-long]", true},
    {"former-id", NOISE, "", "formerly: [nginx/issuer]\n", true},
    {"refines-cycle", LONG, "", "refines: [nginx/no-live-upstreams]\n", true},
    {"refines-cycle", LONG, "", "refines: [nginx/chain-too-long]\n", true},
    {"missing-translation", RECZH, "root_cause:", "#", true},
    {"missing-translation", RECZH, "signature_gloss:", "#", true},
    {"missing-translation", ZH, "why_fails: 深度不会增加证书。", "", true},
    {"missing-translation", ZH, "{shows: 3 或更多}", "{}", true},
    {"missing-translation", ZH, "verify: {shows: 没有 502}", "", true},
    {"missing-translation", ZH, "  depth_and_root: {action: 增大深度并信任根证书}", "  {}", true},
    {"missing-translation", ZH, "depth: {means: 中间证书的数量}", "", true},
    {"dangling-translation", ZH, "long_chain:", "short_chain: {shows: 短}\n  long_chain:", true},
    {"dangling-translation", ZH, "action: 查看证书链", "action: 查看证书链, undo: 无", true},
    {"dangling-translation", "nginx/upstream-tls/gone.zh.yaml", NEW, "x: y", false},
    {"not-translated", RECZH, "root_cause:", "regex: x\nroot_cause:", true},
    {"dialect", LONG, "regex: 'upstream", "regex: '(?=x)upstream", true},
    {"dialect", LONG, "regex: 'upstream", "regex: '(upstream", true},
    {"no-anchor", LONG, "regex: 'upstream", "regex: '.*|upstream", true},
    {"short-anchor", LONG, "regex: 'upstream SSL certificate verify error: \\(22:'",
        "regex: '\\(22:'", true},
    {"slow-regex", LONG, "regex: 'upstream", "regex: '[a-z].*[a-z].*[a-z].*upstream", true},
    {"misses-signature", LONG, "signature: 'upstream", "signature: 'downstream", true},
    {"misses-example", LONG, "examples: [{text: 'upstream", "examples: [{text: 'downstream", true},
    {"untried-variant", LONG, "", "variants: [{regex: 'another wording'}]\n", true},
    {"hits-counterexample", LONG, "",
        "counterexamples: [{text: 'upstream SSL certificate verify error: (22:'}]\n", true},
    {"wrong-counterexample", RECORD, "{text: 'upstream SSL certificate does not match \"be\"'}",
        "{text: 'something else', is: nginx/chain-too-long}", true},
    {"outranked", NOISE, "regex: no live upstreams while connecting to upstream",
        "regex: 'no live upstreams while connecting to upstream|upstream SSL certificate verify "
        "error: \\(22:'",
        true},
    {"undeclared-capture", RECORD, "captures: {upstream: host}", "captures: {}", true},
    {"unused-capture", RECORD, "captures: {upstream: host}",
        "captures: {upstream: host, client: addr}", true},
    {"unknown-placeholder", FAMILY, "curl -sS http://{{upstream}}/", "curl -sS http://{{server}}/",
        true},
    {"unused-placeholder", FAMILY, "placeholders:",
        "placeholders:\n  idle: {type: int, means: nothing, example: \"1\"}", true},
    {"cause-without-record", FAMILY, "    yields: [{record: nginx/issuer-unknown}]",
        "    yields: [{record: none}]", true},
    {"record-without-cause", FAMILY,
        "      - {record: nginx/chain-too-long, applies: openssl < 3}\n", "", false},
    {"cause-without-fix", ALONE, "on: {limit_too_small: resolves}", "on: {}", true},
    {"cause-without-tell", FAMILY, "    cause: root_not_trusted", "    cause: depth_too_small",
        true},
    {"noise-without-unless", NOISE,
        "no_action_unless: It lasts longer than the outage of the group.\n", "", true},
    {"compound-without-plan", FAMILY, "on: {both_wrong: resolves, ", "on: {both_wrong: nothing, ",
        true},
    {"plan-too-short", FAMILY, "changes: [raise_depth, trust_root]", "changes: [trust_root]", true},
    {"tempting-without-why", FAMILY, "    why_fails: Depth adds no certificate.\n", "", true},
    {"lab-without-reason", ALONE,
        "lab: {state: none, reason: A sandbox must not exhaust the memory of its host.}",
        "lab: {state: none}", true},
    {"ambiguous-expect", FAMILY, "expect: {exit: 2}", "expect: {exit: 2, regex: x}", true},
    {"ambiguous-expect", FAMILY, "expect: {exit: 2}", "expect: {capture: upstream}", true},
    {"no-doc-url", LONG,
        "official_doc_url: https://nginx.org/en/docs/http/ngx_http_proxy_module.html\n", "", false},
};

static void lint_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(breaches); i++) {
        const struct breach *breach = &breaches[i];
        struct tree tree;
        struct cairn_complaints complaints;
        tree_make_sample(&tree);
        if (breach->find)
            tree_replace(&tree, breach->path, breach->find, breach->replacement);
        else
            tree_write_string(&tree, breach->path, breach->replacement);
        struct cairn_source *source = tree_lint(&tree, &complaints);
        const struct cairn_complaint *complaint = tree_find(&complaints, breach->rule);
        if (!complaint || complaint->hint.size == 0 || (complaint->line > 0) != breach->has_line) {
            tree_print(&complaints);
            fail_msg("breach %zu of %s in %s", i, breach->rule, breach->path);
        }
        cairn_complaints_done(&complaints);
        cairn_source_free(source);
        tree_remove(&tree);
    }
}

static void the_sample_is_good(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make_sample(&tree);
    struct cairn_source *source = tree_lint(&tree, &complaints);
    if (complaints.error_count > 0)
        tree_print(&complaints);
    assert_int_equal(complaints.error_count, 0);
    assert_int_equal(source->records.count, 4);
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

/* A program that has no page on the web cannot have one for an error. */
static void a_domain_without_a_page_needs_none(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make_sample(&tree);
    tree_replace(&tree, LONG,
        "official_doc_url: https://nginx.org/en/docs/http/ngx_http_proxy_module.html\n", "");
    tree_replace(&tree, "nginx/domain.yaml", "official_url: https://nginx.org/\n", "");
    struct cairn_source *source = tree_lint(&tree, &complaints);
    assert_null(tree_find(&complaints, "no-doc-url"));
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

/* A mistyped key is answered with the right one; the place is exact. */
static void complaints_name_the_place(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make_sample(&tree);
    tree_replace(&tree, LONG, "category:", "categroy:");
    struct cairn_source *source = tree_lint(&tree, &complaints);
    const struct cairn_complaint *complaint = tree_find(&complaints, "unknown-field");
    if (!complaint) {
        fail();
        return;
    }
    assert_int_equal(complaint->line, 3);
    assert_true(complaint->is_error);
    assert_true(cairn_span_equal_string(complaint->path, LONG));
    assert_true(cairn_span_equal_string(complaint->record, "nginx/chain-too-long"));
    assert_true(cairn_span_equal_string(complaint->hint, "Did you mean \"category\"?"));
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

static void imported_records_are_judged(void **state)
{
    static const struct {
        const char *slug;
        const char *json;
        const char *reason; /* part of it; NULL: indexed */
    } cases[] = {
        {"fine",
            "{\"id\":\"nginx/fine\",\"signature\":\"a fine failure\",\"regex\":\"fine failure\"}",
            NULL},
        {"go1.22",
            "{\"id\":\"nginx/go1.22\",\"signature\":\"another failure\",\"regex\":\"another "
            "failure\"}",
            NULL},
        {"misses", "{\"id\":\"nginx/misses\",\"signature\":\"this\",\"regex\":\"something else\"}",
            NULL},
        {"other-id", "{\"id\":\"nginx/other\",\"signature\":\"x\",\"regex\":\"long enough\"}",
            "not that of its file"},
        {"dialect",
            "{\"id\":\"nginx/dialect\",\"signature\":\"x\",\"regex\":\"(a)\\\\1 long enough\"}",
            "backreference"},
        {"anchorless", "{\"id\":\"nginx/anchorless\",\"signature\":\"x\",\"regex\":\".*\"}",
            "literal"},
        {"control",
            "{\"id\":\"nginx/control\",\"signature\":\"x\\u001b[31m\",\"regex\":\"long enough\"}",
            "control"},
        {"nothing", "{\"id\":\"nginx/nothing\"}", "signature"},
    };
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make_sample(&tree);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        char path[128];
        char origin[128];
        (void)snprintf(path, sizeof path, "nginx/imported/%s.json", cases[i].slug);
        tree_write_string(&tree, path, cases[i].json);
        (void)snprintf(path, sizeof path, "nginx/imported/%s.origin.yaml", cases[i].slug);
        (void)snprintf(origin, sizeof origin, ORIGIN "%s\n", cases[i].slug);
        tree_write_string(&tree, path, origin);
    }
    struct cairn_source *source = tree_lint(&tree, &complaints);
    if (complaints.error_count > 0)
        tree_print(&complaints);
    assert_int_equal(complaints.error_count, 0); /* none of it refuses the canon */
    assert_non_null(tree_find(&complaints, "imported-unindexed"));
    assert_non_null(tree_find(&complaints, "imported-misses"));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        char id[128];
        (void)snprintf(id, sizeof id, "nginx/%s", cases[i].slug);
        const struct cairn_source_record *record =
            cairn_map_get(&source->by_id, cairn_span_from_string(id));
        assert_non_null(record);
        if (!cases[i].reason)
            assert_int_equal(record->unindexed_reason.size, 0);
        else if (cairn_span_find(record->unindexed_reason, cairn_span_from_string(cases[i].reason),
                     0) == CAIRN_SPAN_NPOS)
            fail_msg("%s: %.*s", id, CAIRN_SPAN_ARGS(record->unindexed_reason));
    }
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

static void symlinks_and_sizes_are_refused(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make_sample(&tree);
    assert_int_equal(symlinkat("/etc/passwd", tree.fd, "nginx/upstream-tls/passwd.yaml"), 0);
    assert_int_equal(symlinkat("/etc", tree.fd, "etc"), 0);
    assert_int_equal(mkfifoat(tree.fd, "nginx/upstream-tls/pipe.yaml", 0600), 0);
    struct cairn_buf large = {0};
    cairn_buf_append_repeat(&large, '#', ((size_t)4 << 20) + 1);
    tree_write(&tree, "nginx/upstream-tls/large.yaml", cairn_buf_span(&large));
    cairn_buf_done(&large);
    struct cairn_source *source = tree_lint(&tree, &complaints);
    assert_non_null(tree_find(&complaints, "symlink"));
    assert_non_null(tree_find(&complaints, "unreadable"));
    assert_non_null(tree_find(&complaints, "too-large"));
    assert_null(cairn_map_get(&source->by_id, CAIRN_SPAN("nginx/passwd")));
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

static void an_absent_folder_is_an_error(void **state)
{
    (void)state;
    struct cairn_source *source = NULL;
    struct cairn_complaints complaints = {0};
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_source_read("/nonexistent/canon", &source, &complaints, &err), CAIRN_ERR_NOT_FOUND);
    assert_null(source);
    assert_non_null(strstr(err.primary, "/nonexistent/canon"));
    assert_true(err.hint[0] != '\0');
    cairn_complaints_done(&complaints);
}

/* An empty folder is a canon with one complaint, not a crash. */
static void an_empty_folder_lacks_canon_yaml(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_complaints complaints;
    tree_make(&tree);
    struct cairn_source *source = tree_lint(&tree, &complaints);
    assert_non_null(tree_find(&complaints, "missing-file"));
    assert_int_equal(complaints.error_count, 1);
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

/* Each rule stands in docs/lint-rules.md with its sentence, and each is broken by a case above or
 * in another test. */
static void rules_are_documented_and_tested(void **state)
{
    /* test_evidence.c breaks those of rigs and evidence */
    static const char *const elsewhere[] = {"symlink", "unreadable", "too-large",
        "imported-unindexed", "imported-misses", "lab-without-rig", "rig-without-lab",
        "rig-without-function", "rig-bypasses-text", "carrier-without-change", "broken-evidence",
        "evidence-order", "dangling-evidence", "unrecognised-evidence", "stale-evidence",
        "contradicted"};
    (void)state;
    char path[512];
    const char *data = getenv("CAIRN_TEST_DATA");
    (void)snprintf(path, sizeof path, "%s/../../docs/lint-rules.md", data ? data : "tests/data");
    struct cairn_buf page = {0};
    assert_int_equal(cairn_file_read(AT_FDCWD, path, TREE_LIMIT, &page, NULL), CAIRN_OK);
    size_t count = 0;
    const struct cairn_lint_rule *rules = cairn_lint_rules(&count);
    for (size_t i = 0; i < count; i++) {
        char row[512];
        (void)snprintf(row, sizeof row, "| `%s` | %s | %s |", rules[i].id,
            cairn_rule_is_error((enum cairn_rule)i) ? "error" : "note", rules[i].what);
        if (cairn_span_find(cairn_buf_span(&page), cairn_span_from_string(row), 0) ==
            CAIRN_SPAN_NPOS)
            fail_msg("docs/lint-rules.md lacks: %s", row);
        bool is_tested = false;
        for (size_t j = 0; j < CAIRN_ARRAY_SIZE(breaches); j++)
            is_tested = is_tested || strcmp(breaches[j].rule, rules[i].id) == 0;
        for (size_t j = 0; j < CAIRN_ARRAY_SIZE(elsewhere); j++)
            is_tested = is_tested || strcmp(elsewhere[j], rules[i].id) == 0;
        if (!is_tested)
            fail_msg("no test breaks %s", rules[i].id);
    }
    cairn_buf_done(&page);
}

static void costs_come_dearest_first(void **state)
{
    (void)state;
    struct tree tree;
    struct cairn_source *source = NULL;
    struct cairn_complaints complaints = {0};
    struct cairn_arena arena = {0};
    struct cairn_value *costs = NULL;
    tree_make_sample(&tree);
    assert_int_equal(cairn_source_read(tree.folder, &source, &complaints, NULL), CAIRN_OK);
    assert_int_equal(cairn_lint_cost(source, &arena, &costs, NULL), CAIRN_OK);
    assert_int_equal(cairn_value_count(costs), 4);
    double last = 1e300;
    CAIRN_VALUE_EACH(cost, costs)
    {
        double rate = strtod(cairn_value_get_text(cost->value, "per_mebibyte").data, NULL);
        assert_true(rate <= last);
        last = rate;
        assert_true(cairn_value_count(cairn_value_get(cost->value, "anchors")) > 0);
    }
    cairn_arena_done(&arena);
    cairn_complaints_done(&complaints);
    cairn_source_free(source);
    tree_remove(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_is_good),
        cmocka_unit_test(lint_refuses),
        cmocka_unit_test(a_domain_without_a_page_needs_none),
        cmocka_unit_test(complaints_name_the_place),
        cmocka_unit_test(imported_records_are_judged),
        cmocka_unit_test(symlinks_and_sizes_are_refused),
        cmocka_unit_test(an_absent_folder_is_an_error),
        cmocka_unit_test(an_empty_folder_lacks_canon_yaml),
        cmocka_unit_test(rules_are_documented_and_tested),
        cmocka_unit_test(costs_come_dearest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
