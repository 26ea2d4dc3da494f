/* Sitemap, feed, llms.txt: whatever a record says, they stay what they are. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "formats/json.h"
#include "render/feeds.h"

#define HOSTILE "</title><script>alert(1)</script>]]>&\\\"'\\u202e\\u0007\\n# [x](javascript:y)"

/* Of the record a/b: the SHA-256 of "cairn record a/b" as a UUID of version 8. */
#define ENTRY_ID "ca2261bb-3342-80d0-af06-35738c42feab"

struct fixture {
    struct cairn_arena arena;
    struct cairn_buf out;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){0};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cairn_buf_done(&fixture->out);
    cairn_arena_done(&fixture->arena);
    return 0;
}

static void render(struct fixture *fixture, const char *json,
    void (*function)(struct cairn_buf *, const struct cairn_value *, const char *),
    const char *base_url)
{
    struct cairn_value *tree = NULL;
    assert_int_equal(
        cairn_json_read(&fixture->arena, cairn_span_from_string(json), "tree", &tree, NULL),
        CAIRN_OK);
    cairn_buf_clear(&fixture->out);
    function(&fixture->out, tree, base_url);
    assert_int_equal(cairn_buf_status(&fixture->out, NULL), CAIRN_OK);
}

static bool has(const struct fixture *fixture, const char *text)
{
    return cairn_span_find(cairn_buf_span(&fixture->out), cairn_span_from_string(text), 0) !=
           CAIRN_SPAN_NPOS;
}

static void test_sitemap_names_both_languages(void **state)
{
    struct fixture *fixture = *state;
    render(fixture,
        "{\"parts\": 0, \"pages\": [{\"path\": \"/\", \"changed\": \"\"}, {\"path\": "
        "\"/errors/a/b/\", \"changed\": \"2026-11-21\"}]}",
        cairn_render_sitemap, "https://e.example/x&y");
    assert_true(has(fixture, "<loc>https://e.example/x&amp;y/</loc><xhtml"));
    assert_true(has(fixture, "<loc>https://e.example/x&amp;y/errors/a/b/zh.html</loc>"
                             "<lastmod>2026-11-21</lastmod>"));
    assert_true(has(fixture, "hreflang=\"en\" href=\"https://e.example/x&amp;y/errors/a/b/\"/>"));
    assert_true(has(fixture, "</urlset>\n"));
}

static void test_large_sitemap_is_an_index(void **state)
{
    struct fixture *fixture = *state;
    render(fixture, "{\"parts\": 3}", cairn_render_sitemap, "https://e.example");
    assert_true(has(fixture, "<sitemapindex"));
    assert_true(has(fixture, "<loc>https://e.example/sitemap-3.xml</loc>"));
    assert_false(has(fixture, "sitemap-4.xml"));
}

#define FEED                                                                                       \
    "{\"canon\": [{\"name\": \"cairn\"}], \"entries\": [{\"id\": \"a/b\", \"title\": \"" HOSTILE   \
    "\", \"summary\": \"" HOSTILE "\", \"updated\": \"2026-11-21\"}]}"

static void test_feed_escapes_and_dates(void **state)
{
    struct fixture *fixture = *state;
    render(fixture, FEED, cairn_render_feed, NULL);
    assert_false(has(fixture, "<script>"));
    assert_false(has(fixture, "\a"));
    assert_false(has(fixture, "\u202e"));
    assert_true(has(fixture, "&lt;script&gt;"));
    assert_true(has(fixture, "<updated>2026-11-21T00:00:00Z</updated>"));
    assert_true(has(fixture, "href=\"errors/a/b/\"/>"));
}

/* The id of an entry was given once: it may not change with a release of ours. */
static void test_ids_stay(void **state)
{
    struct fixture *fixture = *state;
    render(fixture, FEED, cairn_render_feed, "https://one.example");
    assert_true(has(fixture, "<id>urn:uuid:" ENTRY_ID "</id>"));
    render(fixture, FEED, cairn_render_feed, "https://two.example");
    assert_true(has(fixture, "<id>urn:uuid:" ENTRY_ID "</id>"));
    assert_true(has(fixture, "href=\"https://two.example/errors/a/b/\"/>"));
}

static void test_empty_feed_has_a_date(void **state)
{
    struct fixture *fixture = *state;
    render(fixture, "{\"canon\": [], \"entries\": []}", cairn_render_feed, NULL);
    assert_true(has(fixture, "<updated>1970-01-01T00:00:00Z</updated>"));
}

static void test_llms_keeps_to_its_lines(void **state)
{
    struct fixture *fixture = *state;
    render(fixture,
        "{\"total\": 1, \"domains\": [{\"id\": \"a\", \"title\": \"A\", \"records\": 1}],"
        " \"records\": [{\"id\": \"a/b\", \"signature\": \"" HOSTILE "\"}]}",
        cairn_render_llms, "https://e.example");
    assert_true(has(fixture, "# Cairn\n\n> "));
    assert_true(has(fixture, "- [a](https://e.example/domains/a/): A, 1 records\n"));
    assert_true(has(fixture, "- [a/b](https://e.example/errors/a/b/index.md): "));
    assert_false(has(fixture, "\n# [x]"));
    assert_false(has(fixture, "[x](javascript:y)"));
}

static void test_robots(void **state)
{
    struct fixture *fixture = *state;
    render(fixture, "{}", cairn_render_robots, NULL);
    assert_false(has(fixture, "Sitemap"));
    render(fixture, "{}", cairn_render_robots, "https://e.example");
    assert_true(has(fixture, "\nSitemap: https://e.example/sitemap.xml\n"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_sitemap_names_both_languages),
        TEST(test_large_sitemap_is_an_index),
        TEST(test_feed_escapes_and_dates),
        TEST(test_ids_stay),
        TEST(test_empty_feed_has_a_date),
        TEST(test_llms_keeps_to_its_lines),
        TEST(test_robots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
