/* Search and near ids: both languages, no operators, limits, stable order. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sqlite3.h>

#include "base/limits.h"
#include "fixture.h"

static int setup(void **state)
{
    *state = fixture_open();
    return 0;
}

static int teardown(void **state)
{
    cairn_canon_close(*state);
    return 0;
}

/* The slugs of the hits, joined by spaces; "!" when the search failed. */
static const char *find_with(struct cairn_canon *canon, struct cairn_canon_search search)
{
    static char text[2048];
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon_hit *hits = NULL;
    size_t count = 0;
    if (cairn_canon_search(canon, &arena, &search, &hits, &count, &err))
        return "!";
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(text);
        size_t slash = cairn_span_find_byte(hits[i].id, '/', 0);
        struct cairn_span slug = cairn_span_slice(hits[i].id, slash + 1, hits[i].id.size);
        snprintf(text + used, sizeof text - used, "%s%.*s", i ? " " : "", CAIRN_SPAN_ARGS(slug));
    }
    return text;
}

static const char *find(void **state, const char *query)
{
    return find_with(*state, (struct cairn_canon_search){.query = cairn_span_from_string(query)});
}

static const char *find_any(void **state, const char *query)
{
    return find_with(*state,
        (struct cairn_canon_search){.query = cairn_span_from_string(query), .any_word = true});
}

static void test_words_of_every_column(void **state)
{
    static const char *const cases[][2] = {
        {"daemon", "daemon"},
        {"DOCKER", "daemon"},
        {"upstream-timed-out", "upstream-timed-out"},
        {"nginx/upstream-timed-out", "upstream-timed-out"},
        {"issuer certificate", "certificate-verify-failed"},
        {"proxy_read_timeout", "upstream-timed-out"}, /* a tag */
        {"504", "upstream-timed-out"},                /* an alias */
        {"saturation", "upstream-timed-out"},         /* a cause's title */
        {"network_error", "upstream-timed-out"},      /* the category */
        {"110", "upstream-timed-out"},
        {"trusted root", "certificate-verify-failed"},
        {"nothing-of-this", ""},
        {"daemon upstream", ""},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++)
        assert_string_equal(find(state, cases[i][0]), cases[i][1]);
}

static void test_chinese(void **state)
{
    static const char *const cases[][2] = {
        {"证书", "certificate-verify-failed"},
        {"证书链", "certificate-verify-failed"},
        {"证书验证失败", "certificate-verify-failed"},
        {"证书 nginx", "certificate-verify-failed"},
        {"证书，nginx！", "certificate-verify-failed"},
        {"nginx证书", "certificate-verify-failed"},
        {"证", "certificate-verify-failed"},
        {"链", "certificate-verify-failed"}, /* the last of its run */
        {"链证", ""},                        /* both occur, but not so */
        {"书验", "certificate-verify-failed"},
        {"超时", "upstream-timed-out"},
        {"时", "upstream-timed-out"},
        {"证书 docker", ""},
        {"没", "no-live-upstreams upstream-timed-out"},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++)
        assert_string_equal(find(state, cases[i][0]), cases[i][1]);
}

static void test_unfinished_last_word(void **state)
{
    assert_string_equal(find(state, "upstream certif"), "certificate-verify-failed");
    assert_string_equal(find(state, "dae"), "daemon");
    assert_string_equal(find(state, "certif upstream"), ""); /* only the last one */
}

static void test_best_first(void **state)
{
    /* In id and signature, against in the family's name only nowhere: those with more and shorter
     * texts first. */
    assert_string_equal(find(state, "live"), "no-live-upstreams");
    const char *found = find(state, "upstream");
    assert_int_equal(strncmp(found, "upstream-timed-out", 18), 0);
}

static void test_any_word(void **state)
{
    assert_string_equal(find_any(state, "daemon and nothing else"), "daemon");
    const char *found = find_any(state, "docker killed");
    assert_true(strstr(found, "daemon") && strstr(found, "oom"));
    assert_string_equal(find_any(state, "xyzzy"), "");
}

static void test_domain(void **state)
{
    struct cairn_canon_search search = {.query = CAIRN_SPAN("the upstream killed certificate out"),
        .any_word = true,
        .domain = CAIRN_SPAN("kernel")};
    assert_string_equal(find_with(*state, search), "oom");
    search.domain = CAIRN_SPAN("kern");
    assert_string_equal(find_with(*state, search), "");
    search.domain = CAIRN_SPAN("zz");
    assert_string_equal(find_with(*state, search), "");
    search.domain = CAIRN_SPAN("nginx");
    assert_non_null(strstr(find_with(*state, search), "upstream-timed-out"));
    assert_null(strstr(find_with(*state, search), "oom"));
}

static void test_limit(void **state)
{
    struct cairn_canon_search search = {.query = CAIRN_SPAN("upstream"), .limit = 1};
    assert_string_equal(find_with(*state, search), "upstream-timed-out");
    search.limit = UINT32_MAX;
    assert_non_null(strchr(find_with(*state, search), ' '));
}

static void test_hit(void **state)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon_hit *hits = NULL;
    size_t count = 0;
    struct cairn_canon_search search = {.query = CAIRN_SPAN("110")};
    fixture_must(cairn_canon_search(*state, &arena, &search, &hits, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_true(cairn_span_equal_string(hits[0].id, "nginx/upstream-timed-out"));
    assert_true(cairn_span_equal_string(
        hits[0].signature, "upstream timed out (110: Connection timed out)"));
    /* The first sentence, which e.g. does not end. */
    assert_true(cairn_span_equal_string(
        hits[0].summary, "The upstream did not answer in time, e.g. because it is busy."));
    assert_true(cairn_span_equal_string(hits[0].tier, "sourced"));
    assert_true(hits[0].score > 0);
    search.language = CAIRN_CANON_ZH;
    fixture_must(cairn_canon_search(*state, &arena, &search, &hits, &count, &err), &err);
    assert_true(cairn_span_equal_string(hits[0].summary, "上游没有按时应答。"));
}

static void test_nothing_is_an_operator(void **state)
{
    static const char *const queries[] = {"", " ", "\"", "\"*", "*", "NEAR(", "NEAR(a b, 2)",
        "a AND", "OR", "NOT", "AND OR NOT", "(", ")", "id:", "id:docker", "{id signature}:x", "^a",
        "-", "a + b", "a\\b", "'; DROP TABLE record; --", "%s%n", "\xff\xfe", "a\xc0\xaf", "¿", "☃",
        "😀", "、。", "\xe8\xaf", "①", "ª", "\x01\x02"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(queries); i++) {
        assert_string_not_equal(find(state, queries[i]), "!");
        assert_string_not_equal(find_any(state, queries[i]), "!");
    }
    assert_string_equal(find(state, "\"docker\" \"daemon\"*"), "daemon");
    assert_string_equal(find(state, "docker-daemon"), "daemon");
    static const char with_nul[] = "docker\0daemon";
    assert_string_equal(
        find_with(*state,
            (struct cairn_canon_search){.query = cairn_span_make(with_nul, sizeof with_nul)}),
        "daemon");
}

static void test_query_limits(void **state)
{
    char query[CAIRN_LIMIT_QUERY + 2];
    memset(query, ' ', sizeof query);
    for (size_t i = 0; i < 6; i++)
        query[i] = "daemon"[i];
    query[CAIRN_LIMIT_QUERY - 1] = '\0';
    assert_string_equal(find(state, query), "daemon");
    query[CAIRN_LIMIT_QUERY - 1] = ' ';
    query[CAIRN_LIMIT_QUERY] = '\0';
    assert_string_equal(find(state, query), "daemon");
    query[CAIRN_LIMIT_QUERY] = ' ';
    query[CAIRN_LIMIT_QUERY + 1] = '\0';
    assert_string_equal(find(state, query), "!");
    assert_string_equal(find_any(state, query), "daemon");
    static char large[10241];
    memset(large, 'a', sizeof large - 1);
    assert_string_equal(find(state, large), "!");
    assert_string_equal(find_any(state, large), "");
}

static void test_word_limit(void **state)
{
    char query[256] = "daemon";
    for (int i = 1; i < CAIRN_LIMIT_QUERY_WORDS; i++)
        snprintf(query + strlen(query), sizeof query - strlen(query), " w%d", i);
    assert_string_equal(find(state, query), "");
    assert_string_equal(find_any(state, query), "daemon");
    snprintf(query + strlen(query), sizeof query - strlen(query), " DAEMON"); /* no further word */
    assert_string_equal(find(state, query), "");
    snprintf(query + strlen(query), sizeof query - strlen(query), " more");
    assert_string_equal(find(state, query), "!");
    assert_string_equal(find_any(state, query), "daemon");
}

/* 600 records, so that some words are common and the any_word question has to choose. */
static struct cairn_canon *open_many(void)
{
    struct cairn_error err = {0};
    struct cairn_canon_writer *writer = fixture_writer();
    for (int i = 0; i < 600; i++) {
        char json[160];
        snprintf(json, sizeof json,
            "{\"id\":\"many/r%03d\",\"signature\":\"common %s word%d\",\"root_cause\":\"证书%s\"}",
            i, i % 2 ? "half" : "other", i, i == 77 ? "过期" : "有效");
        struct fixture_record record = {.en = json};
        fixture_add(writer, &record);
    }
    char *bytes = NULL;
    size_t size = 0;
    fixture_must(cairn_canon_writer_finish(writer, &bytes, &size, &err), &err);
    cairn_canon_writer_free(writer);
    struct cairn_canon *canon = NULL;
    const char *path = fixture_file("many.db", bytes, size);
    fixture_must(cairn_canon_open(path, &canon, &err), &err);
    unlink(path);
    cairn_free(bytes);
    return canon;
}

static void test_equal_scores_go_by_id(void **state)
{
    (void)state;
    struct cairn_canon *canon = open_many();
    struct cairn_canon_search search = {.query = CAIRN_SPAN("half"), .limit = 3};
    assert_string_equal(find_with(canon, search), "r001 r003 r005");
    search.query = CAIRN_SPAN("common");
    assert_string_equal(find_with(canon, search), "r000 r001 r002");
    search.any_word = true; /* the only word is kept, however common */
    assert_string_equal(find_with(canon, search), "r000 r001 r002");
    search.query = CAIRN_SPAN("common word500 half");
    assert_int_equal(strncmp(find_with(canon, search), "r500", 4), 0);
    search = (struct cairn_canon_search){.query = CAIRN_SPAN("证书过期"), .any_word = true};
    assert_string_equal(find_with(canon, search), "r077");
    cairn_canon_close(canon);
}

/* The slugs of near ids. */
static const char *near_ids(void **state, const char *id, uint32_t limit)
{
    static char text[512];
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon_hit *hits = NULL;
    size_t count = 0;
    fixture_must(cairn_canon_near_ids(
                     *state, &arena, cairn_span_from_string(id), limit, &hits, &count, &err),
        &err);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%.*s", i ? " " : "",
            CAIRN_SPAN_ARGS(hits[i].id));
    return text;
}

static void test_near_ids(void **state)
{
    static const char *const cases[][2] = {
        {"docker/deamon", "docker/daemon"}, /* a swapped pair */
        {"dokcer/daemon", "docker/daemon"},
        {"docker/daemons", "docker/daemon"},
        {"daemon", "docker/daemon"}, /* the slug alone */
        {"deamon", "docker/daemon"},
        {"podman/daemon", "docker/daemon"}, /* the slug in another domain */
        {"upstreams", "nginx/no-live-upstreams"},
        {"nginx/upstream-timed-ot", "nginx/upstream-timed-out"},
        {"oom", "kernel/oom"},
        {"certificate", "nginx/certificate-verify-failed"},
        {"q", ""},
        {"something-quite-different", ""},
        {"", ""},
        {"\xff\xfe/\x01", ""},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++)
        assert_string_equal(near_ids(state, cases[i][0], 3), cases[i][1]);
    assert_string_equal(near_ids(state, "nginx/", 9),
        "nginx/no-live-upstreams nginx/upstream-timed-out "
        "nginx/certificate-verify-failed");
    assert_string_equal(near_ids(state, "nginx/", 1), "nginx/no-live-upstreams");
    assert_string_equal(near_ids(state, "docker/daemon", 0), "");
}

static void test_near_ids_of_long_text(void **state)
{
    char id[130];
    memset(id, 'n', sizeof id);
    id[128] = '\0';
    assert_string_equal(near_ids(state, id, 3), "");
    id[128] = 'n';
    id[129] = '\0';
    assert_string_equal(near_ids(state, id, 3), "");
}

static void test_damaged_search_is_an_error(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        /* Two that look like an index without words … */
        "UPDATE search_data SET block = x'00'",
        "UPDATE search_data SET block = zeroblob(100000) WHERE id > 10",
        /* … and what cannot be. */
        "DELETE FROM search_data WHERE id = 10",
        "DELETE FROM search_config",
        "UPDATE search_config SET v = 99",
        "DELETE FROM record WHERE id = 'docker/daemon'",
        "UPDATE record SET signature = CAST(x'ff' AS TEXT)",
    };
    size_t size = 0;
    CAIRN_AUTO_FREE char *bytes = fixture_bytes(false, &size);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(scripts); i++) {
        const char *path = fixture_file("search.db", bytes, size);
        sqlite3 *handle = NULL;
        assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
        assert_int_equal(sqlite3_exec(handle, scripts[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(handle);
        struct cairn_error err = {0};
        struct cairn_canon *canon = NULL;
        fixture_must(cairn_canon_open(path, &canon, &err), &err);
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        struct cairn_canon_hit *hits = NULL;
        size_t count = 0;
        struct cairn_canon_search search = {.query = CAIRN_SPAN("daemon")};
        enum cairn_status status = cairn_canon_search(canon, &arena, &search, &hits, &count, &err);
        assert_int_equal(status, i < 2 ? CAIRN_OK : CAIRN_ERR_CORRUPT);
        assert_int_equal(count, 0);
        cairn_canon_close(canon);
        unlink(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_of_every_column),
        cmocka_unit_test(test_chinese),
        cmocka_unit_test(test_unfinished_last_word),
        cmocka_unit_test(test_best_first),
        cmocka_unit_test(test_any_word),
        cmocka_unit_test(test_domain),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_hit),
        cmocka_unit_test(test_nothing_is_an_operator),
        cmocka_unit_test(test_query_limits),
        cmocka_unit_test(test_word_limit),
        cmocka_unit_test(test_equal_scores_go_by_id),
        cmocka_unit_test(test_near_ids),
        cmocka_unit_test(test_near_ids_of_long_text),
        cmocka_unit_test(test_damaged_search_is_an_error),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
