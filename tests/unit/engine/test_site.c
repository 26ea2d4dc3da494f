/* The site: which paths there are by their form, what stands at each, and where others lead. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "engine/site_internal.h"
#include "records.h"

struct fixture {
    const char *canon;
    struct cairn_engine *engine;
    struct cairn_page page;
    enum cairn_conclusion conclusion;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.canon = tiny_path("site.db")};
    *state = &fixture;
    const struct cairn_engine_options options = {.canon_paths = &fixture.canon, .canon_count = 1};
    return !tiny_write(fixture.canon, "tiny", web_records, WEB_RECORDS) ||
           cairn_engine_open(&options, &fixture.engine, NULL);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cairn_page_free(&fixture->page);
    cairn_engine_close(fixture->engine);
    unlink(fixture->canon);
    return 0;
}

static bool get(struct fixture *fixture, const char *path)
{
    static const struct cairn_site_options options = {.base_url = "https://e.example.org"};
    struct cairn_error err = {0};
    cairn_page_free(&fixture->page);
    fixture->conclusion = CAIRN_INCOMPLETE;
    if (cairn_site_page(
            fixture->engine, &options, path, &fixture->page, &fixture->conclusion, &err))
        fail_msg("%s: %s", path, err.primary);
    return fixture->conclusion == CAIRN_FOUND;
}

static bool has(const struct fixture *fixture, const char *text)
{
    struct cairn_span page = cairn_span_make(fixture->page.bytes, fixture->page.size);
    return cairn_span_find(page, cairn_span_from_string(text), 0) != CAIRN_SPAN_NPOS;
}

/* ---- forms of paths ---- */

static void test_paths_are_told_apart(void **state)
{
    static const struct {
        const char *path;
        enum cairn_site_kind kind;
        enum cairn_site_form form;
        enum cairn_language language;
        uint32_t number;
    } paths[] = {
        {"/", CAIRN_SITE_HOME, CAIRN_SITE_PAGE, CAIRN_LANGUAGE_EN, 1},
        {"/zh.html", CAIRN_SITE_HOME, CAIRN_SITE_PAGE, CAIRN_LANGUAGE_ZH, 1},
        {"/errors/", CAIRN_SITE_ERRORS, CAIRN_SITE_PAGE, CAIRN_LANGUAGE_EN, 1},
        {"/errors/2/zh.html", CAIRN_SITE_ERRORS, CAIRN_SITE_PAGE, CAIRN_LANGUAGE_ZH, 2},
        {"/errors/a/b/", CAIRN_SITE_RECORD, CAIRN_SITE_PAGE, CAIRN_LANGUAGE_EN, 1},
        {"/errors/a/b/index.md", CAIRN_SITE_RECORD, CAIRN_SITE_MARKDOWN, CAIRN_LANGUAGE_EN, 1},
        {"/errors/a/b/zh.json", CAIRN_SITE_RECORD, CAIRN_SITE_JSON, CAIRN_LANGUAGE_ZH, 1},
        {"/domains/a/", CAIRN_SITE_DOMAIN, CAIRN_SITE_PAGE, CAIRN_LANGUAGE_EN, 1},
        {"/domains/a/17/", CAIRN_SITE_DOMAIN, CAIRN_SITE_PAGE, CAIRN_LANGUAGE_EN, 17},
        {"/families/a/b/index.json", CAIRN_SITE_FAMILY, CAIRN_SITE_JSON, CAIRN_LANGUAGE_EN, 1},
        {"/families/a/b/c_1/d_2/", CAIRN_SITE_CELL, CAIRN_SITE_PAGE, CAIRN_LANGUAGE_EN, 1},
        {"/assets/style-0.css", CAIRN_SITE_ASSET, CAIRN_SITE_FILE, CAIRN_LANGUAGE_EN, 1},
        {"/schema/record.schema.json", CAIRN_SITE_SCHEMA, CAIRN_SITE_FILE, CAIRN_LANGUAGE_EN, 1},
        {"/sitemap.xml", CAIRN_SITE_SITEMAP, CAIRN_SITE_FILE, CAIRN_LANGUAGE_EN, 0},
        {"/sitemap-3.xml", CAIRN_SITE_SITEMAP, CAIRN_SITE_FILE, CAIRN_LANGUAGE_EN, 3},
        {"/llms.txt", CAIRN_SITE_LLMS, CAIRN_SITE_FILE, CAIRN_LANGUAGE_EN, 0},
    };
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(paths); i++) {
        struct cairn_site_place place;
        if (!cairn_site_parse(cairn_span_from_string(paths[i].path), &place))
            fail_msg("%s is none", paths[i].path);
        assert_int_equal(place.kind, paths[i].kind);
        assert_int_equal(place.form, paths[i].form);
        assert_int_equal(place.language, paths[i].language);
        assert_int_equal(place.number, paths[i].number);
    }
}

static void test_parts_of_a_cell(void **state)
{
    struct cairn_site_place place;
    (void)state;
    assert_true(cairn_site_parse(CAIRN_SPAN("/families/nginx/tls/late_root/add_it/"), &place));
    assert_true(cairn_span_equal_string(place.id, "nginx/tls"));
    assert_true(cairn_span_equal_string(place.cause, "late_root"));
    assert_true(cairn_span_equal_string(place.change, "add_it"));
    assert_true(cairn_site_parse(CAIRN_SPAN("/domains/nginx/2/"), &place));
    assert_true(cairn_span_equal_string(place.id, "nginx"));
}

static const char *const no_paths[] = {"", "errors/", "//", "/errors//", "/errors/../",
    "/errors/..", "/errors/../x/", "/errors/a/../b/", "/errors/a/%2e%2e/", "/errors/a/b%2f/",
    "/errors/a/b/../", "/errors/a/.b/", "/errors/A/b/", "/errors/a/b/index.html",
    "/errors/a/b/zh.html/", "/errors/a/b/?q=1", "/errors/a/b/#x", "/errors/a/b\\c/",
    "/errors/a/b\n/", "/errors/a b/c/", "/errors/1/", "/errors/0/", "/errors/02/",
    "/errors/99999999999999999999/", "/errors/a/b/c/", "/errors/a/", "/errors/index.json",
    "/domains/", "/families/", "/families/a/b/zh.json", "/families/a/b/c/", "/families/a/b/c/d/e/",
    "/families/a/b/c/d/index.md", "/assets/", "/assets/..", "/assets/.htaccess", "/schema/",
    "/sitemap-0.xml", "/sitemap-01.xml", "/sitemap-.xml", "/sitemap-x.xml", "/zh.json",
    "/favicon.ico", "/search/index.json", "/.cairn-site", "/\xe4\xb8\xad/", "/errors/a/b/\xff"};

static void test_what_is_no_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(no_paths); i++) {
        struct cairn_site_place place;
        if (cairn_site_parse(cairn_span_from_string(no_paths[i]), &place))
            fail_msg("%s is one", no_paths[i]);
    }
    struct cairn_site_place place;
    assert_false(cairn_site_parse(cairn_span_make("/errors/a\0/b/", 13), &place));
}

/* A path of exactly the longest size is looked at, one more is not. */
static void test_length_is_bounded(void **state)
{
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    struct cairn_site_place place;
    (void)state;
    cairn_buf_append_string(&path, "/domains/");
    cairn_buf_append_repeat(&path, 'a', CAIRN_LIMIT_SITE_PATH - path.size - 1);
    cairn_buf_append_byte(&path, '/');
    assert_int_equal(path.size, CAIRN_LIMIT_SITE_PATH);
    assert_true(cairn_site_parse(cairn_buf_span(&path), &place));
    cairn_buf_truncate(&path, path.size - 1);
    cairn_buf_append_string(&path, "a/");
    assert_false(cairn_site_parse(cairn_buf_span(&path), &place));
}

/* ---- pages ---- */

static void test_pages_have_type_and_language(void **state)
{
    static const struct {
        const char *path, *type, *language;
    } pages[] = {
        {"/", "text/html; charset=utf-8", "en"},
        {"/zh.html", "text/html; charset=utf-8", "zh-Hans"},
        {"/errors/web/refused/", "text/html; charset=utf-8", "en"},
        {"/errors/web/refused/index.json", "application/json", "en"},
        {"/errors/web/refused/zh.md", "text/markdown; charset=utf-8", "zh-Hans"},
        {"/errors/", "text/html; charset=utf-8", "en"},
        {"/domains/web/zh.html", "text/html; charset=utf-8", "zh-Hans"},
        {"/search/", "text/html; charset=utf-8", "en"},
        {"/stats/", "text/html; charset=utf-8", "en"},
        {"/explain/", "text/html; charset=utf-8", "en"},
        {"/outcome/", "text/html; charset=utf-8", "en"},
        {"/api/", "text/html; charset=utf-8", "en"},
        {"/sitemap.xml", "application/xml; charset=utf-8", NULL},
        {"/feed.atom", "application/atom+xml", "en"},
        {"/llms.txt", "text/plain; charset=utf-8", "en"},
        {"/robots.txt", "text/plain; charset=utf-8", NULL},
        {"/schema/record.schema.json", "application/schema+json", NULL},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(pages); i++) {
        if (!get(fixture, pages[i].path))
            fail_msg("%s is none", pages[i].path);
        assert_string_equal(fixture->page.type, pages[i].type);
        if (pages[i].language)
            assert_string_equal(fixture->page.language, pages[i].language);
        else
            assert_null(fixture->page.language);
        assert_true(fixture->page.size > 0);
    }
}

static void test_what_stands_nowhere(void **state)
{
    static const char *const missing[] = {"/errors/web/none/", "/errors/web/old-refused/",
        "/errors/2/", "/domains/none/", "/domains/web/2/", "/families/web/refused/",
        "/families/web/none/", "/families/web/refused/stopped/start/", "/assets/style.css",
        "/schema/none.schema.json", "/sitemap-1.xml", "/sitemap-2.xml"};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(missing); i++) {
        if (get(fixture, missing[i]))
            fail_msg("%s is there", missing[i]);
    }
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(no_paths); i++)
        assert_false(get(fixture, no_paths[i]));
}

/* Programs read the same document wherever they ask. */
static void test_json_is_what_show_prints(void **state)
{
    struct fixture *fixture = *state;
    const struct cairn_write_options options = {.format = CAIRN_FORMAT_JSON};
    struct cairn_result *result = NULL;
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(cairn_show(fixture->engine, "web/refused", NULL, &result, NULL), CAIRN_OK);
    assert_int_equal(cairn_result_write(result, &options, &bytes, &size, NULL), CAIRN_OK);
    assert_true(get(fixture, "/errors/web/refused/index.json"));
    assert_int_equal(fixture->page.size, size);
    assert_memory_equal(fixture->page.bytes, bytes, size);
    cairn_bytes_free(bytes);
    cairn_result_free(result);
}

static void test_absolute_links_need_an_address(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_page page = {0};
    enum cairn_conclusion conclusion = CAIRN_FOUND;
    assert_int_equal(
        cairn_site_page(fixture->engine, NULL, "/sitemap.xml", &page, &conclusion, NULL), CAIRN_OK);
    assert_int_equal(conclusion, CAIRN_NONE);
    assert_int_equal(
        cairn_site_page(fixture->engine, NULL, "/feed.atom", &page, &conclusion, NULL), CAIRN_OK);
    assert_int_equal(conclusion, CAIRN_FOUND);
    cairn_page_free(&page);
    assert_true(get(fixture, "/sitemap.xml"));
    assert_true(has(fixture, "<loc>https://e.example.org/errors/web/refused/zh.html</loc>"));
    assert_true(has(fixture, "hreflang=\"zh-Hans\""));
    assert_true(get(fixture, "/robots.txt"));
    assert_true(has(fixture, "Sitemap: https://e.example.org/sitemap.xml"));
}

static void test_a_list_names_every_record(void **state)
{
    struct fixture *fixture = *state;
    assert_true(get(fixture, "/errors/"));
    assert_true(has(fixture, "errors/") && has(fixture, "web/refused"));
    assert_true(has(fixture, "shell/removed"));
    assert_true(get(fixture, "/domains/web/"));
    assert_true(has(fixture, "web/refused"));
    assert_false(has(fixture, "shell/removed"));
}

/* ---- the walk ---- */

struct walked {
    struct fixture *fixture;
    size_t count;
    bool has_sitemap;
};

static enum cairn_status visit(void *context, const char *path, struct cairn_error *err)
{
    struct walked *walked = context;
    (void)err;
    if (!get(walked->fixture, path))
        fail_msg("%s is walked and not there", path);
    walked->count++;
    walked->has_sitemap |= !strcmp(path, "/sitemap.xml");
    return CAIRN_OK;
}

static void test_every_path_of_the_walk_is_a_page(void **state)
{
    static const struct cairn_site_options options = {.base_url = "https://e.example.org"};
    struct walked walked = {.fixture = *state};
    struct cairn_engine *engine = walked.fixture->engine;
    assert_int_equal(cairn_site_paths(engine, &options, visit, &walked, NULL), CAIRN_OK);
    assert_true(walked.has_sitemap);
    size_t with_address = walked.count;
    walked = (struct walked){.fixture = *state};
    assert_int_equal(cairn_site_paths(engine, NULL, visit, &walked, NULL), CAIRN_OK);
    assert_false(walked.has_sitemap);
    assert_int_equal(walked.count + 1, with_address);
}

static enum cairn_status stop(void *context, const char *path, struct cairn_error *err)
{
    size_t *left = context;
    (void)path;
    return --*left ? CAIRN_OK : CAIRN_FAIL(err, CAIRN_ERR_CLOSED, "enough");
}

static void test_a_walk_stops_where_it_is_told(void **state)
{
    struct fixture *fixture = *state;
    size_t left = 5;
    assert_int_equal(cairn_site_paths(fixture->engine, NULL, stop, &left, NULL), CAIRN_ERR_CLOSED);
    assert_int_equal(left, 0);
}

/* ---- what has moved ---- */

static void check_moved(struct fixture *fixture, const char *path, const char *expected)
{
    char *moved = NULL;
    assert_int_equal(cairn_site_moved(fixture->engine, path, &moved, NULL), CAIRN_OK);
    if (expected ? !moved || strcmp(moved, expected) : moved != NULL)
        fail_msg("%s: %s", path, moved ? moved : "nowhere");
    cairn_bytes_free(moved);
}

static void test_where_it_is_now(void **state)
{
    struct fixture *fixture = *state;
    check_moved(fixture, "/errors/web/old-refused/", "/errors/web/refused/");
    check_moved(fixture, "/errors/web/old-refused", "/errors/web/refused/");
    check_moved(fixture, "/errors/web/old-refused/zh.md", "/errors/web/refused/zh.md");
    check_moved(fixture, "/errors/web/old-refused/index.html", "/errors/web/refused/");
    check_moved(fixture, "/errors/web/refused", "/errors/web/refused/");
    check_moved(fixture, "/errors", "/errors/");
    check_moved(fixture, "/index.html", "/");
    check_moved(fixture, "/stats/index.html", "/stats/");
}

static void test_what_has_not_moved(void **state)
{
    static const char *const paths[] = {"/", "/errors/web/refused/", "/errors/web/none",
        "/errors/web/none/", "/errors/web/old-refused/x.html", "/none", "/errors/2", "/errors//",
        "/errors/../stats", "//evil.example.org", "//evil.example.org/index.html", "/\\evil", "",
        "errors", "/errors/web/refused/?x", "/errors/web/refused\r\nX: y", "/families/web/refused"};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(paths); i++)
        check_moved(fixture, paths[i], NULL);
}

/* ---- a record that stands alone ---- */

static const struct tiny_record lone[] = {
    {"{\"schema\": \"cairn.record/1\", \"id\": \"solo/one\", \"family\": \"solo/one\", "
     "\"signature\": \"alone\", \"regex\": \"alone\", \"domain\": \"solo\", \"root_cause\": \"R.\","
     " \"severity\": \"error\", \"tier\": \"proved\", \"last_confirmed\": \"2026-11-21\","
     " \"root_causes\": [{\"id\": \"c\", \"title\": \"The cause\", \"explanation\": \"E.\", "
     "\"basis\": \"measured\"}], \"workarounds\": [{\"id\": \"w\", \"kind\": \"change\", "
     "\"action\": \"Do it\", \"steps\": [{\"as\": \"shell\", \"text\": \"do it\"}]}],"
     " \"cells\": [{\"cause\": \"c\", \"change\": \"w\", \"results\": {\"env\": \"resolved\"}}],"
     " \"evidence\": {\"environments\": [{\"name\": \"env\", \"programs\": {\"p\": \"1.0\"}}], "
     "\"trials\": [], \"lines\": {}, \"recipe_current\": true},"
     " \"transition_graph\": {\"leads_to\": []}}",
        NULL},
};

static enum cairn_status find_cell(void *context, const char *path, struct cairn_error *err)
{
    bool *has_cell = context;
    (void)err;
    *has_cell |= !strcmp(path, "/families/solo/one/c/w/");
    return CAIRN_OK;
}

/* Its cells have pages too; they lead back to the record, since there is no family. */
static void test_cells_of_a_lone_record(void **state)
{
    struct fixture *fixture = *state;
    const char *path = tiny_path("lone.db");
    const struct cairn_engine_options options = {.canon_paths = &path, .canon_count = 1};
    bool has_cell = false;
    cairn_engine_close(fixture->engine);
    fixture->engine = NULL;
    assert_true(tiny_write(path, "lone", lone, 1));
    assert_int_equal(cairn_engine_open(&options, &fixture->engine, NULL), CAIRN_OK);
    unlink(path);
    assert_int_equal(cairn_site_paths(fixture->engine, NULL, find_cell, &has_cell, NULL), CAIRN_OK);
    assert_true(has_cell);
    assert_true(get(fixture, "/families/solo/one/c/w/"));
    assert_true(has(fixture, "href=\"../../../../../errors/solo/one/\""));
    assert_true(has(fixture, "do it"));
    assert_false(get(fixture, "/families/solo/one/"));
    assert_true(get(fixture, "/feed.atom"));
    assert_true(has(fixture, "<updated>2026-11-21T00:00:00Z</updated>"));
}

/* ---- limits ---- */

static void test_parts_of_lists(void **state)
{
    (void)state;
    assert_int_equal(cairn_site_list_parts(0), 1);
    assert_int_equal(cairn_site_list_parts(CAIRN_LIMIT_SITE_LIST), 1);
    assert_int_equal(cairn_site_list_parts(CAIRN_LIMIT_SITE_LIST + 1), 2);
    assert_int_equal(cairn_site_sitemap_parts(CAIRN_LIMIT_SITEMAP_RECORDS), 1);
    assert_int_equal(cairn_site_sitemap_parts(CAIRN_LIMIT_SITEMAP_RECORDS + 1), 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_are_told_apart),
        cmocka_unit_test(test_parts_of_a_cell),
        cmocka_unit_test(test_what_is_no_path),
        cmocka_unit_test(test_length_is_bounded),
        cmocka_unit_test(test_parts_of_lists),
        TEST(test_pages_have_type_and_language),
        TEST(test_what_stands_nowhere),
        TEST(test_json_is_what_show_prints),
        TEST(test_absolute_links_need_an_address),
        TEST(test_a_list_names_every_record),
        TEST(test_every_path_of_the_walk_is_a_page),
        TEST(test_a_walk_stops_where_it_is_told),
        TEST(test_cells_of_a_lone_record),
        TEST(test_where_it_is_now),
        TEST(test_what_has_not_moved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
