/* Answers as pages of the site: what a stranger sent stands in them as text and nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "engine/site_pages.h"
#include "records.h"

#define HOSTILE "\"'><script>alert(1)</script>\xE2\x80\xAE\x1b[31m"

struct fixture {
    const char *path;
    struct cairn_engine *engine;
    struct cairn_result *result;
    struct cairn_page page;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    struct cairn_error err = {0};
    fixture = (struct fixture){.path = tiny_path("site-answer.db")};
    *state = &fixture;
    if (!tiny_write(fixture.path, "tiny", web_records, WEB_RECORDS))
        return 1;
    const struct cairn_engine_options options = {.canon_paths = &fixture.path, .canon_count = 1};
    return cairn_engine_open(&options, &fixture.engine, &err) != CAIRN_OK;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cairn_bytes_free(fixture->page.bytes);
    cairn_result_free(fixture->result);
    cairn_engine_close(fixture->engine);
    return unlink(fixture->path);
}

static void answer(struct fixture *fixture, enum cairn_language language, const char *path)
{
    static const struct cairn_site_options options = {.base_url = "https://errors.example"};
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_site_answer(fixture->result, &options, language, path, &fixture->page, &err), 0);
    assert_string_equal(fixture->page.type, "text/html; charset=utf-8");
    assert_int_equal(strlen(fixture->page.bytes), fixture->page.size);
}

static void assert_has(const struct fixture *fixture, const char *text)
{
    if (!strstr(fixture->page.bytes, text))
        fail_msg("the page does not have: %s", text);
}

/* No page has a script of its own but the one of the site, nor what hides or turns text around. */
static void assert_harmless(const struct fixture *fixture)
{
    assert_null(strstr(fixture->page.bytes, "<script>"));
    assert_null(strstr(fixture->page.bytes, "\xE2\x80\xAE"));
    assert_null(strchr(fixture->page.bytes, '\x1b'));
    assert_null(strstr(fixture->page.bytes, "\"'>"));
    assert_null(strstr(fixture->page.bytes, " style="));
}

static void an_explanation_is_a_page(void **state)
{
    struct fixture *fixture = *state;
    static const char text[] =
        "connect() to 127.0.0.1:8080 failed (111: Connection refused) " HOSTILE "\n"
        "[error] unheard of " HOSTILE "\n";
    const struct cairn_input input = {
        .name = HOSTILE, .fd = -1, .memory = text, .memory_size = sizeof(text) - 1};
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_explain(fixture->engine, &input, 1, NULL, &fixture->result, &err), CAIRN_OK);
    answer(fixture, CAIRN_LANGUAGE_EN, "/explain/");
    assert_has(fixture, "<html lang=\"en\">");
    assert_has(fixture, "<div id=\"answer\">");
    assert_has(fixture, "<a href=\"../errors/web/refused/\">");
    assert_has(fixture, "<meta name=\"robots\" content=\"noindex\">");
    assert_has(fixture, "hreflang=\"zh-Hans\" lang=\"zh-Hans\" href=\"zh.html\"");
    assert_null(strstr(fixture->page.bytes, "rel=\"canonical\""));
    assert_harmless(fixture);
}

static void a_search_keeps_its_words_in_the_other_language(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_search(fixture->engine, "refused " HOSTILE, NULL, &fixture->result, &err), CAIRN_OK);
    answer(fixture, CAIRN_LANGUAGE_ZH, "/search/zh.html");
    assert_string_equal(fixture->page.language, "zh-Hans");
    assert_has(fixture, "href=\"./?q=refused%20%22%27%3E%3Cscript%3E");
    assert_harmless(fixture);
}

static void ask_in_vain(struct fixture *fixture, const char *path)
{
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_site_missing(fixture->engine, path, CAIRN_LANGUAGE_EN, &fixture->result, &err),
        CAIRN_OK);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
    answer(fixture, CAIRN_LANGUAGE_EN, path);
}

static void a_missing_path_suggests_records(void **state)
{
    struct fixture *fixture = *state;
    ask_in_vain(fixture, "/errors/web/refusde/index.json");
    assert_has(fixture, "<a href=\"../refused/\">");
    assert_has(fixture, "href=\"../../../assets/style-");
    assert_null(strstr(fixture->page.bytes, "rel=\"alternate\""));
}

static void a_missing_path_may_be_anything(void **state)
{
    static const char *const paths[] = {"/", "//", "//evil.example/x", "/" HOSTILE,
        "/errors/" HOSTILE "/" HOSTILE, "", "evil", "/%"};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(paths); i++) {
        ask_in_vain(fixture, paths[i]);
        assert_harmless(fixture);
        assert_null(strstr(fixture->page.bytes, "href=\"//"));
        cairn_bytes_free(fixture->page.bytes);
        cairn_result_free(fixture->result);
        fixture->page.bytes = NULL;
        fixture->result = NULL;
    }
}

static void ask_for_form(struct fixture *fixture, const char *record, const char *change)
{
    const struct cairn_outcome_form_options options = {
        .record = record, .change = change, .guard = HOSTILE};
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_outcome_form(fixture->engine, &options, &fixture->result, &err), CAIRN_OK);
    answer(fixture, CAIRN_LANGUAGE_EN, "/outcome/");
    assert_harmless(fixture);
}

static void a_form_offers_what_may_be_reported(void **state)
{
    struct fixture *fixture = *state;
    ask_for_form(fixture, "web/old-refused", "mend_port");
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
    assert_has(fixture, "name=\"record\" value=\"web/refused\"");
    assert_has(fixture, "<option value=\"start\">Start it</option>");
    assert_has(fixture, "<option value=\"mend_port\" selected>");
    assert_has(fixture, "<option value=\"longer_timeout\">");
    assert_has(fixture, "<option value=\"wrong_port\">It listens elsewhere</option>");
    assert_has(fixture, "name=\"guard\" value=\"&quot;&#39;&gt;&lt;script&gt;");
}

static void a_form_without_a_record_asks_for_one(void **state)
{
    struct fixture *fixture = *state;
    ask_for_form(fixture, NULL, NULL);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
    assert_has(fixture, "<input name=\"record\"");
    assert_null(strstr(fixture->page.bytes, "method=\"post\""));
}

static void a_form_for_an_unknown_record_suggests_others(void **state)
{
    struct fixture *fixture = *state;
    ask_for_form(fixture, "web/refusde", HOSTILE);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
    assert_has(fixture, "<a href=\"../errors/web/refused/\">");
    assert_null(strstr(fixture->page.bytes, "method=\"post\""));
}

static void home_has_the_box(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_site_home(fixture->engine, CAIRN_LANGUAGE_ZH, &fixture->result, &err), CAIRN_OK);
    answer(fixture, CAIRN_LANGUAGE_ZH, "/zh.html");
    assert_has(fixture, "<html lang=\"zh-Hans\">");
    assert_has(fixture, "enctype=\"multipart/form-data\" action=\"explain/\"");
    assert_has(fixture, "name=\"lang\" value=\"zh\"");
}

static void the_api_is_told_with_its_address(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    assert_int_equal(cairn_site_words("api", CAIRN_LANGUAGE_EN, &fixture->result, &err), CAIRN_OK);
    answer(fixture, CAIRN_LANGUAGE_EN, "/api/");
    assert_has(fixture, "https://errors.example/api/v1/explain");
    assert_has(fixture, "<a href=\"../openapi.json\">");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(an_explanation_is_a_page),
        TEST(a_search_keeps_its_words_in_the_other_language),
        TEST(a_missing_path_suggests_records),
        TEST(a_missing_path_may_be_anything),
        TEST(a_form_offers_what_may_be_reported),
        TEST(a_form_without_a_record_asks_for_one),
        TEST(a_form_for_an_unknown_record_suggests_others),
        TEST(home_has_the_box),
        TEST(the_api_is_told_with_its_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
