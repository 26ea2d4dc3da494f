/* Opening canons, several at once, and the use cases that look records up: show, search,
 * statistics, export. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "engine/engine_internal.h"
#include "records.h"

#define NEAR(flag, workarounds, more)                                                              \
    "{\"schema\": \"cairn.record/1\", \"id\": \"web/closed\", \"signature\": \"nearer words\","    \
    " \"regex\": \"nearer words\", \"domain\": \"web\", \"root_cause\": \"Nearer.\","              \
    " \"severity\": \"note\", \"tier\": \"claimed\", " flag " \"workarounds\": " workarounds ","   \
    " \"root_causes\": [], \"tags\": [\"near\"], \"transition_graph\": {\"leads_to\": []}" more    \
    "}"

static const struct tiny_record plain[] = {{NEAR("", "[]", ""), NULL}};
static const struct tiny_record overriding[] = {{NEAR("\"overrides\": true,", "[]", ""), NULL}};
static const struct tiny_record extending[] = {
    {NEAR("\"extends\": true,", "[{\"id\": \"ours\", \"action\": \"Ours\", \"resolves\": []}]",
         ", \"workarounds_zh\": [\"我们的\"]"),
        NULL}};
static const struct tiny_record imported[] = {
    {"{\"schema\": \"cairn.record/1\", \"id\": \"foreign/one\", \"signature\": \"foreign words\","
     " \"regex\": \"foreign words\", \"variants\": [{\"regex\": \"no live\"}], \"domain\": "
     "\"foreign\", \"root_cause\": \"F.\", \"tier\": "
     "\"claimed\","
     " \"origin\": {\"source\": \"x\"}, \"root_causes\": [], \"transition_graph\": {\"leads_to\": "
     "[]}}",
        "{\n \"id\": \"foreign/one\",   \"fix_success_rate\": 0.90 }\n\n"}};

struct fixture {
    const char *web, *near, *foreign;
    struct cairn_engine *engine;
    struct cairn_result *result;
    struct cairn_buf bytes;
    struct cairn_arena arena;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.web = tiny_path("web.db"),
        .near = tiny_path("near.db"),
        .foreign = tiny_path("foreign.db")};
    *state = &fixture;
    return !tiny_write(fixture.web, "tiny", web_records, WEB_RECORDS) ||
           !tiny_write(fixture.foreign, "foreign", imported, 1);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cairn_result_free(fixture->result);
    cairn_engine_close(fixture->engine);
    cairn_buf_done(&fixture->bytes);
    cairn_arena_done(&fixture->arena);
    unlink(fixture->web);
    unlink(fixture->near);
    unlink(fixture->foreign);
    return 0;
}

static enum cairn_status open_two(
    struct fixture *fixture, const char *nearer, const char *farther, struct cairn_error *err)
{
    const char *paths[] = {nearer, farther};
    struct cairn_engine_options options = {.canon_paths = paths, .canon_count = farther ? 2 : 1};
    return cairn_engine_open(&options, &fixture->engine, err);
}

static void open_one(struct fixture *fixture)
{
    assert_int_equal(open_two(fixture, fixture->web, NULL, NULL), CAIRN_OK);
}

static bool text_is(const struct cairn_value *value, const char *expected)
{
    return cairn_span_equal_string(cairn_value_text(value), expected);
}

static const struct cairn_value *show(struct fixture *fixture, const char *id)
{
    struct cairn_error err = {0};
    cairn_result_free(fixture->result);
    fixture->result = NULL;
    assert_int_equal(cairn_show(fixture->engine, id, NULL, &fixture->result, &err), CAIRN_OK);
    return fixture->result->tree;
}

/* Opening */

static void no_canon_is_said_with_what_to_do(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_engine *engine = NULL;
    const char *nowhere = "/nonexistent/a.db";
    struct cairn_engine_options options = {.default_paths = &nowhere, .default_count = 1};
    assert_int_equal(cairn_engine_open(&options, &engine, &err), CAIRN_ERR_NOT_FOUND);
    assert_null(engine);
    assert_non_null(strstr(err.hint, "--canon"));
    options = (struct cairn_engine_options){.canon_paths = &nowhere, .canon_count = 1};
    assert_int_equal(cairn_engine_open(&options, &engine, &err), CAIRN_ERR_NOT_FOUND);
    assert_non_null(strstr(err.primary, nowhere));
}

static void defaults_that_do_not_exist_are_skipped(void **state)
{
    struct fixture *fixture = *state;
    const char *paths[] = {"/nonexistent/a.db", fixture->web, fixture->web};
    struct cairn_engine_options options = {.default_paths = paths, .default_count = 3};
    assert_int_equal(cairn_engine_open(&options, &fixture->engine, NULL), CAIRN_OK);
    assert_int_equal(fixture->engine->canon_count, 1); /* the same canon twice is one */
}

static void a_foreign_file_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_file_write(AT_FDCWD, fixture->near, CAIRN_SPAN("not a canon at all"), NULL),
        CAIRN_OK);
    assert_int_equal(open_two(fixture, fixture->near, NULL, &err), CAIRN_ERR_CORRUPT);
    assert_null(fixture->engine);
}

static void the_same_id_twice_is_a_conflict(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    assert_true(tiny_write(fixture->near, "near", plain, 1));
    assert_int_equal(open_two(fixture, fixture->near, fixture->web, &err), CAIRN_ERR_CONFLICT);
    assert_non_null(strstr(err.primary, "web/closed"));
    assert_non_null(strstr(err.detail, fixture->near));
    assert_non_null(strstr(err.detail, fixture->web));
    assert_non_null(strstr(err.hint, "overrides"));
    assert_non_null(strstr(err.hint, "extends"));
}

static uint32_t count_findings(struct fixture *fixture, const char *text)
{
    struct cairn_input input = {
        .name = "in", .fd = -1, .memory = text, .memory_size = strlen(text)};
    cairn_result_free(fixture->result);
    fixture->result = NULL;
    assert_int_equal(
        cairn_explain(fixture->engine, &input, 1, NULL, &fixture->result, NULL), CAIRN_OK);
    return cairn_value_count(cairn_value_get(fixture->result->tree, "findings"));
}

static void the_nearer_record_may_override(void **state)
{
    struct fixture *fixture = *state;
    assert_true(tiny_write(fixture->near, "near", overriding, 1));
    assert_int_equal(open_two(fixture, fixture->near, fixture->web, NULL), CAIRN_OK);
    const struct cairn_value *record = cairn_value_get(show(fixture, "web/closed"), "record");
    assert_true(text_is(cairn_value_get(record, "root_cause"), "Nearer."));
    assert_int_equal(cairn_value_count(cairn_value_get(record, "root_causes")), 0);
    /* The farther one's regex counts no more. */
    assert_int_equal(count_findings(fixture, "no live upstreams"), 0);
    assert_int_equal(count_findings(fixture, "nearer words"), 1);
}

static void the_nearer_record_may_extend(void **state)
{
    struct fixture *fixture = *state;
    assert_true(tiny_write(fixture->near, "near", extending, 1));
    assert_int_equal(open_two(fixture, fixture->near, fixture->web, NULL), CAIRN_OK);
    const struct cairn_value *record = cairn_value_get(show(fixture, "web/closed"), "record");
    assert_true(text_is(cairn_value_get(record, "root_cause"), "All are down."));
    assert_true(text_is(
        cairn_value_get(cairn_value_at(cairn_value_get(record, "workarounds"), 0), "id"), "ours"));
    assert_int_equal(cairn_value_count(cairn_value_get(record, "root_causes")), 1);
    assert_true(text_is(cairn_value_at(cairn_value_get(record, "workarounds_zh"), 0), "我们的"));
    assert_int_equal(count_findings(fixture, "no live upstreams"), 1);
    assert_int_equal(count_findings(fixture, "nearer words"), 1);
}

static void matches_of_several_canons_are_ranked_together(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(open_two(fixture, fixture->foreign, fixture->web, NULL), CAIRN_OK);
    assert_int_equal(count_findings(fixture, "no live upstreams"), 1);
    const struct cairn_value *known =
        cairn_value_at(cairn_value_get(fixture->result->tree, "findings"), 0);
    assert_true(text_is(cairn_value_get(known, "record"), "web/closed"));
    assert_true(text_is(cairn_value_get(known, "canon"), "tiny"));
    assert_true(text_is(cairn_value_at(cairn_value_get(known, "also"), 0), "foreign/one"));
}

static void the_order_of_canons_decides_who_is_nearer(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    assert_true(tiny_write(fixture->near, "near", overriding, 1));
    assert_int_equal(open_two(fixture, fixture->web, fixture->near, &err), CAIRN_ERR_CONFLICT);
}

static void more_canons_than_the_limit_are_refused(void **state)
{
    struct fixture *fixture = *state;
    const char *paths[CAIRN_LIMIT_CANONS + 1];
    char names[CAIRN_LIMIT_CANONS + 1][64];
    char files[CAIRN_LIMIT_CANONS + 1][256];
    struct cairn_error err = {0};
    for (int i = 0; i <= CAIRN_LIMIT_CANONS; i++) {
        snprintf(names[i], sizeof(names[i]), "c%d", i);
        snprintf(files[i], sizeof(files[i]), "%s.%d", fixture->near, i);
        paths[i] = files[i];
        assert_true(tiny_write(files[i], names[i], NULL, 0));
    }
    struct cairn_engine_options options = {.canon_paths = paths, .canon_count = CAIRN_LIMIT_CANONS};
    assert_int_equal(cairn_engine_open(&options, &fixture->engine, &err), CAIRN_OK);
    cairn_engine_close(fixture->engine);
    fixture->engine = NULL;
    options.canon_count++;
    assert_int_equal(cairn_engine_open(&options, &fixture->engine, &err), CAIRN_ERR_LIMIT);
    for (int i = 0; i <= CAIRN_LIMIT_CANONS; i++)
        unlink(files[i]);
}

/* Looking up */

static void a_record_is_shown_by_id_and_former_id(void **state)
{
    struct fixture *fixture = *state;
    open_one(fixture);
    assert_true(
        text_is(cairn_value_path(show(fixture, "web/refused"), "record.id"), "web/refused"));
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
    assert_true(
        text_is(cairn_value_path(show(fixture, "web/old-refused"), "record.id"), "web/refused"));
}

static void a_family_is_shown_by_id(void **state)
{
    struct fixture *fixture = *state;
    open_one(fixture);
    const struct cairn_value *tree = show(fixture, "web/family");
    assert_true(text_is(cairn_value_path(tree, "family.title"), "A family"));
    assert_true(cairn_value_is(cairn_value_get(tree, "record"), CAIRN_VALUE_NULL));
}

static void an_unknown_id_gives_near_ones(void **state)
{
    struct fixture *fixture = *state;
    open_one(fixture);
    const struct cairn_value *tree = show(fixture, "web/refusde");
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
    assert_true(text_is(
        cairn_value_get(cairn_value_at(cairn_value_get(tree, "near"), 0), "id"), "web/refused"));
    show(fixture, "");
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
}

static void search_finds_words_over_all_canons(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(open_two(fixture, fixture->foreign, fixture->web, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_search(fixture->engine, "upstreams", NULL, &fixture->result, NULL), CAIRN_OK);
    const struct cairn_value *hits = cairn_value_get(fixture->result->tree, "hits");
    assert_int_equal(cairn_value_count(hits), 1);
    assert_true(text_is(cairn_value_get(cairn_value_at(hits, 0), "id"), "web/closed"));
    cairn_result_free(fixture->result);
    fixture->result = NULL;
    assert_int_equal(
        cairn_search(fixture->engine, "foreign", NULL, &fixture->result, NULL), CAIRN_OK);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
}

static void search_names_a_near_id_once(void **state)
{
    struct fixture *fixture = *state;
    assert_true(tiny_write(fixture->near, "near", extending, 1));
    assert_int_equal(open_two(fixture, fixture->near, fixture->web, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_search(fixture->engine, "web/closde", NULL, &fixture->result, NULL), CAIRN_OK);
    const struct cairn_value *near = cairn_value_get(fixture->result->tree, "near");
    assert_true(text_is(cairn_value_at(near, 0), "web/closed"));
    CAIRN_VALUE_EACH(id, near)
    assert_true(id->value == cairn_value_at(near, 0) || !text_is(id->value, "web/closed"));
}

static void search_for_nothing_known_is_none(void **state)
{
    struct fixture *fixture = *state;
    open_one(fixture);
    assert_int_equal(
        cairn_search(fixture->engine, "xyzzy", NULL, &fixture->result, NULL), CAIRN_OK);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
    cairn_result_free(fixture->result);
    fixture->result = NULL;
    assert_int_equal(
        cairn_search(fixture->engine, "\" OR * ( NEAR", NULL, &fixture->result, NULL), CAIRN_OK);
}

static void statistics_name_each_canon(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(open_two(fixture, fixture->foreign, fixture->web, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_statistics(fixture->engine, CAIRN_LANGUAGE_ZH, &fixture->result, NULL), CAIRN_OK);
    const struct cairn_value *canons = cairn_value_get(fixture->result->tree, "canons");
    assert_int_equal(cairn_value_count(canons), 2);
    const struct cairn_value *web = cairn_value_at(canons, 1);
    assert_true(text_is(cairn_value_get(web, "name"), "tiny"));
    assert_int_equal(cairn_value_get_int(web, "records"), (int)WEB_RECORDS);
    const struct cairn_value *domain =
        cairn_value_find(cairn_value_get(web, "domains"), "id", CAIRN_SPAN("web"));
    assert_true(text_is(cairn_value_get(domain, "title"), "网络"));
    assert_string_equal(cairn_result_text(fixture->result, "canons.1.path"), fixture->web);
}

static void folders_may_be_hidden(void **state)
{
    struct fixture *fixture = *state;
    const struct cairn_engine_options options = {
        .canon_paths = &fixture->web, .canon_count = 1, .hides_folders = true};
    assert_int_equal(cairn_engine_open(&options, &fixture->engine, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_statistics(fixture->engine, CAIRN_LANGUAGE_EN, &fixture->result, NULL), CAIRN_OK);
    const char *path = cairn_result_text(fixture->result, "canons.0.path");
    assert_null(strchr(path, '/'));
    assert_non_null(strstr(fixture->web, path));
}

/* Lists */

/* The ids of a page with commas, and behind a semicolon what `next` says. */
static void assert_listed(
    struct fixture *fixture, const struct cairn_list_options *options, const char *expected)
{
    char ids[256] = "";
    struct cairn_error err = {0};
    cairn_result_free(fixture->result);
    fixture->result = NULL;
    assert_int_equal(
        cairn_list_records(fixture->engine, options, &fixture->result, &err), CAIRN_OK);
    CAIRN_VALUE_EACH(record, cairn_value_get(fixture->result->tree, "records"))
    {
        struct cairn_span id = cairn_value_get_text(record->value, "id");
        snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%.*s,", CAIRN_SPAN_ARGS(id));
    }
    const char *next = cairn_result_text(fixture->result, "next");
    snprintf(ids + strlen(ids), sizeof ids - strlen(ids), ";%s", next ? next : "");
    assert_string_equal(ids, expected);
}

static void records_are_listed_in_pages(void **state)
{
    struct fixture *fixture = *state;
    open_one(fixture);
    assert_listed(
        fixture, NULL, "shell/removed,web/closed,web/final,web/refused,web/refused-errno,;");
    assert_listed(
        fixture, &(struct cairn_list_options){.limit = 2}, "shell/removed,web/closed,;web/closed");
    assert_listed(fixture, &(struct cairn_list_options){.limit = 2, .after = "web/closed"},
        "web/final,web/refused,;web/refused");
    assert_listed(fixture, &(struct cairn_list_options){.limit = 1, .after = "web/refused"},
        "web/refused-errno,;");
    assert_listed(fixture, &(struct cairn_list_options){.domain = "shell"}, "shell/removed,;");
    assert_listed(fixture, &(struct cairn_list_options){.after = "web/z"}, ";");
}

static void a_listed_record_has_its_facts(void **state)
{
    struct fixture *fixture = *state;
    open_one(fixture);
    assert_listed(fixture, &(struct cairn_list_options){.limit = 1, .after = "web/c"},
        "web/closed,;web/closed");
    const struct cairn_result *result = fixture->result;
    assert_string_equal(cairn_result_text(result, "records.0.severity"), "error");
    assert_string_equal(cairn_result_text(result, "records.0.urls.html"), "/errors/web/closed/");
    assert_string_equal(
        cairn_result_text(result, "records.0.urls.markdown"), "/errors/web/closed/index.md");
    assert_null(cairn_result_text(result, "records"));
    assert_null(cairn_result_text(result, "nothing.0"));
}

static void a_shared_record_is_listed_once(void **state)
{
    struct fixture *fixture = *state;
    assert_true(tiny_write(fixture->near, "near", overriding, 1));
    assert_int_equal(open_two(fixture, fixture->near, fixture->web, NULL), CAIRN_OK);
    assert_listed(
        fixture, &(struct cairn_list_options){.limit = 2}, "shell/removed,web/closed,;web/closed");
    assert_string_equal(cairn_result_text(fixture->result, "records.1.severity"), "note");
}

static void a_page_has_a_limit(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    open_one(fixture);
    struct cairn_list_options options = {.limit = CAIRN_LIMIT_LISTED};
    assert_listed(
        fixture, &options, "shell/removed,web/closed,web/final,web/refused,web/refused-errno,;");
    options.limit++;
    struct cairn_result *result = NULL;
    assert_int_equal(cairn_list_records(fixture->engine, &options, &result, &err), CAIRN_ERR_LIMIT);
    assert_null(result);
}

static void families_are_listed(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(open_two(fixture, fixture->foreign, fixture->web, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_list_families(fixture->engine, CAIRN_LANGUAGE_EN, &fixture->result, NULL), CAIRN_OK);
    assert_string_equal(cairn_result_text(fixture->result, "families.0.id"), "web/family");
    assert_string_equal(cairn_result_text(fixture->result, "families.0.title"), "A family");
    assert_null(cairn_result_text(fixture->result, "families.1.id"));
}

/* Records that are kept */

static void kept_records_are_the_same(void **state)
{
    struct fixture *fixture = *state;
    const struct cairn_value *first = NULL, *again = NULL, *chinese = NULL, *none = NULL;
    size_t canon = 0;
    open_one(fixture);
    struct cairn_span id = CAIRN_SPAN("web/closed");
    struct cairn_engine *engine = fixture->engine;
    assert_int_equal(
        cairn_engine_keep_record(engine, id, CAIRN_LANGUAGE_EN, &first, &canon, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_engine_keep_record(engine, id, CAIRN_LANGUAGE_EN, &again, &canon, NULL), CAIRN_OK);
    assert_int_equal(
        cairn_engine_keep_record(engine, id, CAIRN_LANGUAGE_ZH, &chinese, &canon, NULL), CAIRN_OK);
    assert_ptr_equal(first, again);
    assert_ptr_not_equal(first, chinese);
    assert_int_equal(cairn_engine_keep_record(
                         engine, CAIRN_SPAN("web/none"), CAIRN_LANGUAGE_EN, &none, &canon, NULL),
        CAIRN_OK);
    assert_null(none);
}

static void kept_records_have_a_limit(void **state)
{
    struct fixture *fixture = *state;
    const struct cairn_value *record = NULL;
    size_t canon = 0;
    open_one(fixture);
    struct cairn_engine *engine = fixture->engine;
    assert_int_equal(cairn_engine_keep_record(engine, CAIRN_SPAN("web/closed"), CAIRN_LANGUAGE_EN,
                         &record, &canon, NULL),
        CAIRN_OK);
    assert_int_equal(engine->kept.count, 1);
    assert_non_null(cairn_arena_alloc(&engine->kept_arena, CAIRN_LIMIT_KEPT_RECORDS));
    assert_int_equal(cairn_engine_keep_record(
                         engine, CAIRN_SPAN("web/final"), CAIRN_LANGUAGE_EN, &record, &canon, NULL),
        CAIRN_OK);
    assert_int_equal(engine->kept.count, 1);
    assert_true(text_is(cairn_value_get(record, "id"), "web/final"));
    assert_true(engine->kept_arena.used_bytes < CAIRN_LIMIT_KEPT_RECORDS);
}

/* Export */

static enum cairn_status collect(
    void *context, const char *bytes, size_t size, struct cairn_error *err)
{
    struct cairn_buf *buf = context;
    cairn_buf_append(buf, cairn_span_make(bytes, size));
    return cairn_buf_status(buf, err);
}

static enum cairn_conclusion export_with(
    struct fixture *fixture, struct cairn_export_options options)
{
    enum cairn_conclusion conclusion = CAIRN_INCOMPLETE;
    struct cairn_error err = {0};
    options.write = collect;
    options.write_context = &fixture->bytes;
    cairn_buf_clear(&fixture->bytes);
    enum cairn_status status = cairn_export(fixture->engine, &options, &conclusion, &err);
    if (status)
        print_error("%s\n", err.primary);
    assert_int_equal(status, CAIRN_OK);
    return conclusion;
}

static struct cairn_value *exported_json(struct fixture *fixture)
{
    struct cairn_value *value = NULL;
    assert_int_equal(
        cairn_json_read(&fixture->arena, cairn_buf_span(&fixture->bytes), "export", &value, NULL),
        CAIRN_OK);
    return value;
}

static void one_record_is_exported(void **state)
{
    struct fixture *fixture = *state;
    open_one(fixture);
    assert_int_equal(
        export_with(fixture, (struct cairn_export_options){.id = "web/closed"}), CAIRN_FOUND);
    assert_true(text_is(cairn_value_get(exported_json(fixture), "id"), "web/closed"));
    assert_int_equal(
        export_with(fixture, (struct cairn_export_options){.id = "web/none"}), CAIRN_NONE);
    assert_int_equal(fixture->bytes.size, 0);
}

static void all_records_are_one_array_in_order(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(open_two(fixture, fixture->web, fixture->foreign, NULL), CAIRN_OK);
    export_with(fixture, (struct cairn_export_options){.format = CAIRN_FORMAT_JSON});
    struct cairn_value *array = exported_json(fixture);
    assert_int_equal(cairn_value_count(array), WEB_RECORDS + 1);
    assert_true(text_is(cairn_value_get(cairn_value_at(array, 0), "id"), "foreign/one"));
    export_with(fixture, (struct cairn_export_options){.format = CAIRN_FORMAT_NDJSON});
    struct cairn_span rest = cairn_buf_span(&fixture->bytes);
    struct cairn_span line;
    size_t lines = 0;
    while (cairn_span_take_line(&rest, &line))
        lines++;
    assert_int_equal(lines, WEB_RECORDS + 1);
}

static void an_imported_record_comes_back_as_it_was(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(open_two(fixture, fixture->foreign, fixture->web, NULL), CAIRN_OK);
    struct cairn_export_options options = {.id = "foreign/one", .shape = CAIRN_SHAPE_REFERENCE};
    export_with(fixture, options);
    assert_string_equal(fixture->bytes.data, imported[0].original);
    options.format = CAIRN_FORMAT_NDJSON;
    export_with(fixture, options);
    assert_string_equal(
        fixture->bytes.data, "{\"id\":\"foreign/one\",\"fix_success_rate\":0.90}\n");
}

static enum cairn_status refuse(
    void *context, const char *bytes, size_t size, struct cairn_error *err)
{
    (void)context;
    (void)bytes;
    (void)size;
    return CAIRN_FAIL(err, CAIRN_ERR_CLOSED, "the reader has gone");
}

static void a_refusing_reader_stops_the_export(void **state)
{
    struct fixture *fixture = *state;
    open_one(fixture);
    enum cairn_conclusion conclusion = CAIRN_INCOMPLETE;
    struct cairn_export_options options = {.write = refuse};
    assert_int_equal(cairn_export(fixture->engine, &options, &conclusion, NULL), CAIRN_ERR_CLOSED);
    options.format = CAIRN_FORMAT_HTML;
    assert_int_equal(cairn_export(fixture->engine, &options, &conclusion, NULL), CAIRN_ERR_USAGE);
}

/* Results */

static void a_result_is_written_and_outlives_the_engine(void **state)
{
    struct fixture *fixture = *state;
    open_one(fixture);
    show(fixture, "web/closed");
    cairn_engine_close(fixture->engine);
    fixture->engine = NULL;
    char *bytes = NULL;
    size_t size = 0;
    struct cairn_write_options options = {.format = CAIRN_FORMAT_JSON};
    assert_int_equal(cairn_result_write(fixture->result, &options, &bytes, &size, NULL), CAIRN_OK);
    assert_int_equal(strlen(bytes), size);
    assert_non_null(strstr(bytes, "web/closed"));
    cairn_bytes_free(bytes);
    options.format = (enum cairn_format)99;
    assert_int_equal(
        cairn_result_write(fixture->result, &options, &bytes, &size, NULL), CAIRN_ERR_USAGE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(no_canon_is_said_with_what_to_do),
        CASE(defaults_that_do_not_exist_are_skipped),
        CASE(a_foreign_file_is_refused),
        CASE(the_same_id_twice_is_a_conflict),
        CASE(the_nearer_record_may_override),
        CASE(the_nearer_record_may_extend),
        CASE(matches_of_several_canons_are_ranked_together),
        CASE(the_order_of_canons_decides_who_is_nearer),
        CASE(more_canons_than_the_limit_are_refused),
        CASE(a_record_is_shown_by_id_and_former_id),
        CASE(a_family_is_shown_by_id),
        CASE(an_unknown_id_gives_near_ones),
        CASE(search_finds_words_over_all_canons),
        CASE(search_names_a_near_id_once),
        CASE(search_for_nothing_known_is_none),
        CASE(statistics_name_each_canon),
        CASE(folders_may_be_hidden),
        CASE(records_are_listed_in_pages),
        CASE(a_listed_record_has_its_facts),
        CASE(a_shared_record_is_listed_once),
        CASE(a_page_has_a_limit),
        CASE(families_are_listed),
        CASE(kept_records_are_the_same),
        CASE(kept_records_have_a_limit),
        CASE(one_record_is_exported),
        CASE(all_records_are_one_array_in_order),
        CASE(an_imported_record_comes_back_as_it_was),
        CASE(a_refusing_reader_stops_the_export),
        CASE(a_result_is_written_and_outlives_the_engine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
