/* The canon file: what is written comes back; equal content gives equal bytes; a damaged file gives
 * an error. */
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

static void test_info(void **state)
{
    const struct cairn_canon_info *info = cairn_canon_info(*state);
    assert_string_equal(info->name, "small");
    assert_string_equal(info->licence, "CC-BY-4.0");
    assert_int_equal(info->records, FIXTURE_RECORD_COUNT);
    assert_true(info->is_bilingual);
    assert_int_equal(strlen(info->digest), 7 + 64);
    assert_non_null(strstr(info->path, "small.db"));
}

static struct cairn_value *get(
    void **state, struct cairn_arena *arena, const char *id, enum cairn_canon_language language)
{
    struct cairn_error err = {0};
    struct cairn_value *record = NULL;
    fixture_must(
        cairn_canon_get_record(*state, arena, cairn_span_from_string(id), language, &record, &err),
        &err);
    return record;
}

static void test_records_come_back(void **state)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    for (size_t i = 0; i < FIXTURE_RECORD_COUNT; i++) {
        struct cairn_value *en = fixture_parse(&arena, fixture_records[i].en);
        struct cairn_value *zh =
            fixture_records[i].zh ? fixture_parse(&arena, fixture_records[i].zh) : en;
        char id[80];
        snprintf(id, sizeof id, "%.*s", CAIRN_SPAN_ARGS(cairn_value_get_text(en, "id")));
        assert_true(cairn_value_equal(en, get(state, &arena, id, CAIRN_CANON_EN)));
        assert_true(cairn_value_equal(zh, get(state, &arena, id, CAIRN_CANON_ZH)));
    }
    assert_null(get(state, &arena, "nginx/nothing", CAIRN_CANON_EN));
    assert_null(get(state, &arena, "", CAIRN_CANON_EN));
}

static void test_former_id(void **state)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *record = get(state, &arena, "nginx/gateway-timeout", CAIRN_CANON_EN);
    assert_true(
        cairn_span_equal_string(cairn_value_get_text(record, "id"), "nginx/upstream-timed-out"));
}

static void test_long_id_is_unknown(void **state)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    char id[CAIRN_LIMIT_ID + 2];
    memset(id, 'a', sizeof id);
    id[sizeof id - 1] = '\0';
    assert_null(get(state, &arena, id, CAIRN_CANON_EN));
}

static void test_texts_are_verbatim(void **state)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_span json, original;
    fixture_must(cairn_canon_get_record_text(*state, &arena, CAIRN_SPAN("docker/daemon"),
                     CAIRN_CANON_ZH, &json, &original, &err),
        &err);
    assert_true(cairn_span_equal_string(json, fixture_records[3].en));
    assert_true(cairn_span_equal_string(original, fixture_records[3].original));
    fixture_must(cairn_canon_get_record_text(*state, &arena, CAIRN_SPAN("nginx/no-live-upstreams"),
                     CAIRN_CANON_ZH, &json, &original, &err),
        &err);
    assert_true(cairn_span_equal_string(json, fixture_records[2].zh));
    assert_int_equal(original.size, 0);
    fixture_must(cairn_canon_get_record_text(
                     *state, &arena, CAIRN_SPAN("no/such"), CAIRN_CANON_EN, &json, &original, &err),
        &err);
    assert_int_equal(json.size, 0);
}

static void test_family_and_domain(void **state)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *value = NULL;
    fixture_must(cairn_canon_get_family(
                     *state, &arena, CAIRN_SPAN("nginx/upstream"), CAIRN_CANON_EN, &value, &err),
        &err);
    assert_true(cairn_span_equal_string(cairn_value_get_text(value, "title"), "Upstreams"));
    fixture_must(cairn_canon_get_family(
                     *state, &arena, CAIRN_SPAN("nginx/upstream"), CAIRN_CANON_ZH, &value, &err),
        &err);
    assert_true(cairn_span_equal_string(cairn_value_get_text(value, "title"), "上游"));
    fixture_must(
        cairn_canon_get_family(*state, &arena, CAIRN_SPAN("x"), CAIRN_CANON_EN, &value, &err),
        &err);
    assert_null(value);
    fixture_must(cairn_canon_get_domain(*state, &arena, CAIRN_SPAN("nginx"), &value, &err), &err);
    assert_true(cairn_span_equal_string(
        cairn_value_text(cairn_value_at(cairn_value_get(value, "formats"), 0)), "nginx-error"));
    fixture_must(cairn_canon_get_domain(*state, &arena, CAIRN_SPAN("x"), &value, &err), &err);
    assert_null(value);
}

static void test_statistics(void **state)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *found = NULL;
    fixture_must(cairn_canon_get_statistics(*state, &arena, &found, &err), &err);
    /* The family's causes, changes and tells, and those of kernel/oom, which stands alone; imported
     * ones do not count. */
    struct cairn_value *expected = fixture_parse(&arena,
        "{\"records\":5,\"indexed\":4,\"unindexed\":[{\"id\":\"docker/daemon\",\"reason\":\"no "
        "anchor\"}],\"domains\":[{\"id\":\"docker\",\"title\":\"D\",\"records\":1},{\"id\":\"nginx"
        "\",\"title\":\"nginx\",\"title_zh\":\"引擎\",\"records\":3}],\"families\":[{\"id\":"
        "\"nginx/"
        "upstream\",\"title\":\"Upstreams\",\"title_zh\":\"上游\",\"records\":3}],\"tiers\":{"
        "\"proved\":0,\"reproduced\":0,\"sourced\":2,\"claimed\":2,\"refuted\":1},\"lab\":{\"rig\":"
        "0"
        ",\"pending\":2,\"none\":1,\"trials\":0,\"cells\":0,\"environments\":0,\"stale\":0},"
        "\"trials_by_environment\":{},\"confirmed_by_month\":{},"
        "\"languages\":[\"en\",\"zh\"],\"causes\":4,\"changes\":6,"
        "\"tells\":3,\"claims\":2,\"examples\":3}");
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    CAIRN_AUTO_BUF struct cairn_buf expected_text = {0};
    cairn_json_write(&text, found, CAIRN_JSON_COMPACT);
    cairn_json_write(&expected_text, expected, CAIRN_JSON_COMPACT);
    assert_string_equal(text.data, expected_text.data);
}

struct id_list {
    char text[512];
    size_t stop_after, count;
};

static enum cairn_status list_id(void *context, struct cairn_span id, struct cairn_error *err)
{
    struct id_list *list = context;
    size_t used = strlen(list->text);
    snprintf(list->text + used, sizeof list->text - used, "%.*s\n", (int)id.size, id.data);
    list->count++;
    return list->count == list->stop_after ? CAIRN_FAIL(err, CAIRN_ERR_CLOSED, "stop") : CAIRN_OK;
}

static void test_each_id(void **state)
{
    struct cairn_error err = {0};
    struct id_list list = {0};
    fixture_must(cairn_canon_each_id(*state, list_id, &list, &err), &err);
    assert_string_equal(list.text, "docker/daemon\nkernel/oom\nnginx/certificate-verify-failed\n"
                                   "nginx/no-live-upstreams\nnginx/upstream-timed-out\n");
    struct id_list two = {.stop_after = 2};
    assert_int_equal(cairn_canon_each_id(*state, list_id, &two, &err), CAIRN_ERR_CLOSED);
    assert_int_equal(two.count, 2);
}

/* The ids of a page, a line each. */
static void assert_page(
    struct cairn_canon *canon, struct cairn_canon_list list, const char *expected)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err = {0};
    struct cairn_canon_hit *hits = NULL;
    size_t count = 0;
    char ids[512] = "";
    fixture_must(cairn_canon_list_records(canon, &arena, &list, &hits, &count, &err), &err);
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(ids);
        snprintf(ids + used, sizeof ids - used, "%.*s\n", CAIRN_SPAN_ARGS(hits[i].id));
    }
    assert_string_equal(ids, expected);
}

static void test_pages(void **state)
{
    assert_page(*state, (struct cairn_canon_list){.limit = 2}, "docker/daemon\nkernel/oom\n");
    assert_page(*state, (struct cairn_canon_list){.limit = 2, .after = CAIRN_SPAN("kernel/oom")},
        "nginx/certificate-verify-failed\nnginx/no-live-upstreams\n");
    /* An id that does not exist is a place all the same. */
    assert_page(*state, (struct cairn_canon_list){.limit = 9, .after = CAIRN_SPAN("nginx/s")},
        "nginx/upstream-timed-out\n");
    assert_page(*state, (struct cairn_canon_list){.limit = 9, .after = CAIRN_SPAN("zzz")}, "");
}

static void test_pages_of_a_domain(void **state)
{
    struct cairn_span kernel = CAIRN_SPAN("kernel");
    assert_page(*state, (struct cairn_canon_list){.limit = 9, .domain = kernel}, "kernel/oom\n");
    assert_page(*state,
        (struct cairn_canon_list){
            .limit = 9, .domain = kernel, .after = CAIRN_SPAN("docker/daemon")},
        "kernel/oom\n");
    assert_page(*state,
        (struct cairn_canon_list){.limit = 9, .domain = kernel, .after = CAIRN_SPAN("kernel/oom")},
        "");
    assert_page(*state, (struct cairn_canon_list){.limit = 9, .domain = CAIRN_SPAN("kern")}, "");
}

static void test_listed_facts(void **state)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err = {0};
    struct cairn_canon_hit *hits = NULL;
    size_t count = 0;
    const struct cairn_canon_list list = {
        .limit = 1, .after = CAIRN_SPAN("nginx/no-live"), .language = CAIRN_CANON_ZH};
    fixture_must(cairn_canon_list_records(*state, &arena, &list, &hits, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_true(
        cairn_span_equal_string(hits->signature, "no live upstreams while connecting to upstream"));
    assert_true(cairn_span_equal_string(hits->summary, "没有可用的上游服务器"));
    assert_true(cairn_span_equal_string(hits->tier, "sourced"));
    assert_true(cairn_span_equal_string(hits->severity, "error"));
}

static void test_cascade(void **state)
{
    static const struct {
        const char *from, *to;
        bool has;
    } cases[] = {
        {"nginx/upstream-timed-out", "nginx/no-live-upstreams", true},
        {"nginx/no-live-upstreams", "nginx/upstream-timed-out", false},
        {"nginx/upstream-timed-out", "docker/daemon", false}, /* after_change */
        {"", "", false},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        struct cairn_error err = {0};
        bool has = !cases[i].has;
        fixture_must(cairn_canon_has_cascade(*state, cairn_span_from_string(cases[i].from),
                         cairn_span_from_string(cases[i].to), &has, &err),
            &err);
        assert_int_equal(has, cases[i].has);
    }
}

static void test_index(void **state)
{
    struct cairn_error err = {0};
    static char bytes[FIXTURE_INDEX_SIZE];
    assert_int_equal(cairn_canon_index_size(*state), FIXTURE_INDEX_SIZE);
    static const struct {
        size_t offset, size;
    } cases[] = {{0, FIXTURE_INDEX_SIZE}, {0, 0}, {65535, 2}, {65536, 65536}, {199999, 1},
        {FIXTURE_INDEX_SIZE, 0}, {131000, 60000}, {1, 1}};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        fixture_must(
            cairn_canon_index_read(*state, cases[i].offset, bytes, cases[i].size, &err), &err);
        for (size_t k = 0; k < cases[i].size; k++)
            assert_int_equal(bytes[k], fixture_index_byte(cases[i].offset + k));
    }
    assert_int_equal(
        cairn_canon_index_read(*state, FIXTURE_INDEX_SIZE, bytes, 1, &err), CAIRN_ERR_CORRUPT);
    assert_int_equal(cairn_canon_index_read(*state, SIZE_MAX, bytes, 2, &err), CAIRN_ERR_CORRUPT);
    assert_int_equal(cairn_canon_index_read(*state, 1, bytes, SIZE_MAX, &err), CAIRN_ERR_CORRUPT);
}

static void test_equal_content_gives_equal_bytes(void **state)
{
    (void)state;
    size_t size = 0, reversed_size = 0;
    CAIRN_AUTO_FREE char *bytes = fixture_bytes(false, &size);
    CAIRN_AUTO_FREE char *reversed = fixture_bytes(true, &reversed_size);
    assert_int_equal(size, reversed_size);
    assert_memory_equal(bytes, reversed, size);
}

static void test_digest_depends_on_content_only(void **state)
{
    /* Known once and for all: another digest for the same content would be a break of the file
     * format. */
    assert_string_equal(cairn_canon_info(*state)->digest,
        "sha256:6850e0b817b650d6034cb20a4b4069fba9341f9e6421f9442b68056ca179ad0f");
}

static void expect_finish(struct cairn_canon_writer *writer, enum cairn_status expected)
{
    struct cairn_error err = {0};
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(cairn_canon_writer_finish(writer, &bytes, &size, &err), expected);
    cairn_free(bytes);
    cairn_canon_writer_free(writer);
}

static void test_conflicts_are_refused(void **state)
{
    (void)state;
    static const struct fixture_record same = {"{\"id\":\"a/b\"}", NULL, NULL, NULL};
    static const struct fixture_record former = {
        "{\"id\":\"a/c\",\"formerly\":[\"a/b\"]}", NULL, NULL, NULL};
    static const struct fixture_record twice = {
        "{\"id\":\"a/c\",\"formerly\":[\"a/d\",\"a/d\",\"a/c\"]}", NULL, NULL, NULL};
    struct cairn_canon_writer *writer = fixture_writer();
    fixture_add(writer, &same);
    fixture_add(writer, &same);
    expect_finish(writer, CAIRN_ERR_CONFLICT);
    writer = fixture_writer();
    fixture_add(writer, &former);
    fixture_add(writer, &same);
    expect_finish(writer, CAIRN_ERR_CONFLICT);
    writer = fixture_writer();
    fixture_add(writer, &twice);
    expect_finish(writer, CAIRN_OK);
    writer = fixture_writer();
    fixture_add_groups(writer);
    fixture_add_groups(writer);
    expect_finish(writer, CAIRN_ERR_CONFLICT);
}

static void test_a_canon_needs_a_name(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon_writer *writer = NULL;
    fixture_must(cairn_canon_writer_new(&writer, &err), &err);
    assert_int_equal(
        cairn_canon_writer_set_info(writer, fixture_parse(&arena, "{}"), &err), CAIRN_ERR_INVALID);
    expect_finish(writer, CAIRN_ERR_USAGE);
}

static void test_ids_are_checked(void **state)
{
    (void)state;
    static const char *const ids[] = {"", "a", "/a", "a/"};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon_writer *writer = fixture_writer();
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(ids); i++) {
        struct cairn_error err = {0};
        struct cairn_value *record = cairn_value_object(&arena);
        cairn_value_set_cstring(&arena, record, "id", ids[i]);
        struct cairn_canon_record_entry entry = {.published_en = record};
        assert_int_equal(cairn_canon_writer_add_record(writer, &entry, &err), CAIRN_ERR_INVALID);
    }
    cairn_canon_writer_free(writer);
}

static enum cairn_status add_with_text(size_t size)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_append_repeat(&text, 'x', size);
    struct cairn_value *record = cairn_value_object(&arena);
    cairn_value_set_cstring(&arena, record, "id", "a/b");
    cairn_value_set_string(&arena, record, "other", cairn_buf_span(&text));
    struct cairn_canon_record_entry entry = {.published_en = record};
    struct cairn_canon_writer *writer = fixture_writer();
    enum cairn_status status = cairn_canon_writer_add_record(writer, &entry, &err);
    cairn_canon_writer_free(writer);
    return status;
}

static void test_record_size_limit(void **state)
{
    (void)state;
    size_t frame = sizeof "{\"id\":\"a/b\",\"other\":\"\"}" - 1;
    assert_int_equal(add_with_text(CAIRN_LIMIT_RECORD_JSON - frame), CAIRN_OK);
    assert_int_equal(add_with_text(CAIRN_LIMIT_RECORD_JSON - frame + 1), CAIRN_ERR_LIMIT);
}

/* *out_size is what the statistics, read back, take as JSON. */
static enum cairn_status write_with_reason(size_t reason_size, size_t *out_size)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf reason = {0};
    CAIRN_AUTO_FREE char *bytes = NULL;
    size_t size = 0;
    cairn_buf_append_repeat(&reason, 'x', reason_size);
    struct cairn_canon_record_entry entry = {
        .published_en = fixture_parse(&arena, "{\"id\":\"a/b\"}"),
        .unindexed_reason = cairn_buf_span(&reason),
    };
    struct cairn_canon_writer *writer = fixture_writer();
    fixture_must(cairn_canon_writer_add_record(writer, &entry, &err), &err);
    enum cairn_status status = cairn_canon_writer_finish(writer, &bytes, &size, &err);
    cairn_canon_writer_free(writer);
    if (status)
        return status;
    struct cairn_canon *canon = NULL;
    struct cairn_value *statistics = NULL;
    CAIRN_AUTO_BUF struct cairn_buf json = {0};
    fixture_must(cairn_canon_open(fixture_file("reason.db", bytes, size), &canon, &err), &err);
    fixture_must(cairn_canon_get_statistics(canon, &arena, &statistics, &err), &err);
    cairn_json_write(&json, statistics, CAIRN_JSON_COMPACT);
    *out_size = json.size;
    cairn_canon_close(canon);
    unlink(fixture_path("reason.db"));
    return CAIRN_OK;
}

/* A canon that could be written can be read: many records may be unindexed. */
static void test_statistics_size_limit(void **state)
{
    (void)state;
    size_t size = 0;
    assert_int_equal(write_with_reason(1, &size), CAIRN_OK);
    size_t largest = CAIRN_LIMIT_STATISTICS_JSON - size + 1;
    assert_int_equal(write_with_reason(CAIRN_LIMIT_RECORD_JSON + 1, &size), CAIRN_OK);
    assert_int_equal(write_with_reason(largest, &size), CAIRN_OK);
    assert_int_equal(size, CAIRN_LIMIT_STATISTICS_JSON);
    assert_int_equal(write_with_reason(largest + 1, &size), CAIRN_ERR_LIMIT);
}

static void test_empty_canon(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_canon_writer *writer = fixture_writer();
    char *bytes = NULL;
    size_t size = 0;
    fixture_must(cairn_canon_writer_finish(writer, &bytes, &size, &err), &err);
    cairn_canon_writer_free(writer);
    struct cairn_canon *canon = NULL;
    fixture_must(cairn_canon_open(fixture_file("empty.db", bytes, size), &canon, &err), &err);
    assert_int_equal(cairn_canon_info(canon)->records, 0);
    assert_int_equal(cairn_canon_index_size(canon), 0);
    cairn_canon_close(canon);
    unlink(fixture_path("empty.db"));
    cairn_free(bytes);
}

/* Damage */

static enum cairn_status open_bytes(const char *bytes, size_t size, struct cairn_error *err)
{
    struct cairn_canon *canon = NULL;
    enum cairn_status status = cairn_canon_open(fixture_file("bad.db", bytes, size), &canon, err);
    cairn_canon_close(canon);
    unlink(fixture_path("bad.db"));
    return status;
}

static void test_truncated_file(void **state)
{
    (void)state;
    size_t size = 0;
    CAIRN_AUTO_FREE char *bytes = fixture_bytes(false, &size);
    const size_t sizes[] = {0, 1, 15, 99, 100, 16384, size / 2, size - 16384, size - 1};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(sizes); i++) {
        struct cairn_error err = {0};
        assert_int_equal(open_bytes(bytes, sizes[i], &err), CAIRN_ERR_CORRUPT);
        assert_non_null(strstr(err.hint, "cairn build"));
        assert_non_null(strstr(err.primary, "bad.db"));
    }
}

static void test_flipped_header_bytes(void **state)
{
    (void)state;
    size_t size = 0;
    CAIRN_AUTO_FREE char *bytes = fixture_bytes(false, &size);
    static const struct {
        size_t offset;
        enum cairn_status status;
    } cases[] = {{0, CAIRN_ERR_CORRUPT}, {16, CAIRN_ERR_CORRUPT}, {18, CAIRN_ERR_CORRUPT},
        {19, CAIRN_ERR_CORRUPT}, {24, CAIRN_ERR_CORRUPT}, {28, CAIRN_ERR_CORRUPT},
        {59, CAIRN_ERR_CORRUPT}, {63, CAIRN_ERR_UNSUPPORTED}, {71, CAIRN_ERR_CORRUPT}};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(cases); i++) {
        struct cairn_error err = {0};
        bytes[cases[i].offset] ^= 3;
        assert_int_equal(open_bytes(bytes, size, &err), cases[i].status);
        bytes[cases[i].offset] ^= 3;
    }
}

/* Changes the fixture's file with SQL, as an attacker would, and opens it. */
static enum cairn_status open_changed(
    const char *sql, struct cairn_canon **out_canon, struct cairn_error *err)
{
    size_t size = 0;
    CAIRN_AUTO_FREE char *bytes = fixture_bytes(false, &size);
    const char *path = fixture_file("changed.db", bytes, size);
    sqlite3 *handle = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    char *message = NULL;
    sqlite3_exec(handle, sql, NULL, NULL, &message);
    assert_null(message);
    sqlite3_close(handle);
    *out_canon = NULL;
    enum cairn_status status = cairn_canon_open(path, out_canon, err);
    unlink(path);
    return status;
}

static void test_foreign_schemas_are_refused(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "CREATE VIEW extra AS SELECT 1",
        "CREATE TABLE extra (a)",
        "CREATE INDEX extra ON record (tier)",
        "CREATE TRIGGER extra INSERT ON record BEGIN SELECT 1; END",
        "DROP TABLE canon; CREATE VIEW canon AS SELECT 1 AS number, 'x' AS name",
        "DROP TABLE alias; CREATE TABLE alias (id TEXT PRIMARY KEY, record INTEGER NOT NULL, "
        "x AS (zeroblob(1000000000)))",
        "DROP TABLE alias; CREATE TABLE alias (id TEXT PRIMARY KEY, record INTEGER NOT NULL)",
        "DROP TABLE search; CREATE VIRTUAL TABLE search USING fts5(id, signature, english, "
        "chinese)",
        "DROP TABLE search_config; CREATE TABLE 'search_config'(k PRIMARY KEY, v)",
        "CREATE VIRTUAL TABLE extra USING fts5(a, content = '')",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(scripts); i++) {
        struct cairn_error err = {0};
        struct cairn_canon *canon = NULL;
        assert_int_equal(open_changed(scripts[i], &canon, &err), CAIRN_ERR_CORRUPT);
        assert_null(canon);
    }
}

static void test_missing_tables_are_noticed_when_used(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_canon *canon = NULL;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    fixture_must(open_changed("DROP TABLE record; DROP TABLE match_index", &canon, &err), &err);
    struct cairn_value *record = NULL;
    assert_int_equal(cairn_canon_get_record(
                         canon, &arena, CAIRN_SPAN("kernel/oom"), CAIRN_CANON_EN, &record, &err),
        CAIRN_ERR_CORRUPT);
    char byte;
    assert_int_equal(cairn_canon_index_read(canon, 0, &byte, 1, &err), CAIRN_ERR_CORRUPT);
    cairn_canon_close(canon);
}

static void test_absurd_info_is_refused(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "DELETE FROM canon",
        "UPDATE canon SET name = ''",
        "UPDATE canon SET name = x'ff'",
        "UPDATE canon SET name = CAST(x'ff' AS TEXT)",
        "UPDATE canon SET digest = 'sha256:zz'",
        "UPDATE canon SET digest = substr(digest, 1, 70) || 'g'",
        "UPDATE canon SET records = -1",
        "UPDATE canon SET records = 4000001",
        "UPDATE canon SET index_size = -1",
        "UPDATE canon SET index_size = 9e18",
        "PRAGMA ignore_check_constraints = 1; UPDATE canon SET number = 2",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(scripts); i++) {
        struct cairn_error err = {0};
        struct cairn_canon *canon = NULL;
        assert_int_equal(open_changed(scripts[i], &canon, &err), CAIRN_ERR_CORRUPT);
    }
}

static void test_absurd_rows_are_errors(void **state)
{
    (void)state;
    static const char *const texts[] = {"''", "x'7b7d'", "'{'", "'[]'", "12", "1e300",
        "'{\"a\":1,\"a\":2}'", "CAST(x'7bff7d' AS TEXT)", "zeroblob(5000000)",
        "CAST(zeroblob(5000000) AS TEXT)"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        char sql[128];
        snprintf(sql, sizeof sql, "UPDATE record SET published_en = %s WHERE id = 'kernel/oom'",
            texts[i]);
        struct cairn_error err = {0};
        struct cairn_canon *canon = NULL;
        fixture_must(open_changed(sql, &canon, &err), &err);
        struct cairn_value *record = NULL;
        assert_int_equal(cairn_canon_get_record(canon, &arena, CAIRN_SPAN("kernel/oom"),
                             CAIRN_CANON_EN, &record, &err),
            CAIRN_ERR_CORRUPT);
        assert_null(record);
        cairn_canon_close(canon);
    }
}

static void test_damaged_lists_are_errors(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "UPDATE canon SET records = 4", /* more rows than it says */
        "UPDATE record SET id = '' WHERE number = 1",
        "UPDATE record SET id = x'37' WHERE number = 1",
        "UPDATE record SET id = CAST(x'ff' AS TEXT) WHERE number = 1",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(scripts); i++) {
        struct cairn_error err = {0};
        struct cairn_canon *canon = NULL;
        fixture_must(open_changed(scripts[i], &canon, &err), &err);
        struct id_list list = {0};
        assert_int_equal(cairn_canon_each_id(canon, list_id, &list, &err), CAIRN_ERR_CORRUPT);
        cairn_canon_close(canon);
    }
}

static void test_damaged_rows_are_errors(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "UPDATE record SET signature = CAST(x'ff' AS TEXT) WHERE number = 1",
        "UPDATE record SET severity = CAST(x'c3' AS TEXT) WHERE number = 1",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(scripts); i++) {
        struct cairn_error err = {0};
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        struct cairn_canon *canon = NULL;
        struct cairn_canon_hit *hits = NULL;
        size_t count = 0;
        fixture_must(open_changed(scripts[i], &canon, &err), &err);
        const struct cairn_canon_list list = {.limit = 9};
        assert_int_equal(
            cairn_canon_list_records(canon, &arena, &list, &hits, &count, &err), CAIRN_ERR_CORRUPT);
        assert_null(hits);
        cairn_canon_close(canon);
    }
}

static void test_damaged_index_is_an_error(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "DELETE FROM match_index WHERE piece = 1",
        "UPDATE match_index SET bytes = x'00' WHERE piece = 1",
        "UPDATE match_index SET bytes = 5 WHERE piece = 1",
        "UPDATE match_index SET bytes = zeroblob(65537) WHERE piece = 1",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(scripts); i++) {
        struct cairn_error err = {0};
        struct cairn_canon *canon = NULL;
        fixture_must(open_changed(scripts[i], &canon, &err), &err);
        char bytes[2];
        assert_int_equal(cairn_canon_index_read(canon, 70000, bytes, 2, &err), CAIRN_ERR_CORRUPT);
        assert_int_equal(cairn_canon_index_read(canon, 0, bytes, 2, &err), CAIRN_OK);
        cairn_canon_close(canon);
    }
}

static void test_other_files(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_canon *canon = NULL;
    assert_int_equal(cairn_canon_open("/nonexistent/canon.db", &canon, &err), CAIRN_ERR_NOT_FOUND);
    assert_int_equal(cairn_canon_open("/", &canon, &err), CAIRN_ERR_INVALID);
    assert_int_equal(cairn_canon_open("/dev/null", &canon, &err), CAIRN_ERR_CORRUPT);
    assert_int_equal(cairn_canon_open(":memory:", &canon, &err), CAIRN_ERR_NOT_FOUND);
    assert_int_equal(cairn_canon_open("", &canon, &err), CAIRN_ERR_NOT_FOUND);
}

static void test_odd_file_names(void **state)
{
    (void)state;
    static const char *const names[] = {
        "a?mode=memory&x=1", "a%41#b", "a b\n\"'", "证书.db", "x:y=z&;"};
    size_t size = 0;
    CAIRN_AUTO_FREE char *bytes = fixture_bytes(false, &size);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(names); i++) {
        struct cairn_error err = {0};
        struct cairn_canon *canon = NULL;
        const char *path = fixture_file(names[i], bytes, size);
        fixture_must(cairn_canon_open(path, &canon, &err), &err);
        assert_string_equal(cairn_canon_info(canon)->path, path);
        cairn_canon_close(canon);
        unlink(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_info),
        cmocka_unit_test(test_records_come_back),
        cmocka_unit_test(test_former_id),
        cmocka_unit_test(test_long_id_is_unknown),
        cmocka_unit_test(test_texts_are_verbatim),
        cmocka_unit_test(test_family_and_domain),
        cmocka_unit_test(test_statistics),
        cmocka_unit_test(test_each_id),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_pages_of_a_domain),
        cmocka_unit_test(test_listed_facts),
        cmocka_unit_test(test_cascade),
        cmocka_unit_test(test_index),
        cmocka_unit_test(test_equal_content_gives_equal_bytes),
        cmocka_unit_test(test_digest_depends_on_content_only),
        cmocka_unit_test(test_conflicts_are_refused),
        cmocka_unit_test(test_a_canon_needs_a_name),
        cmocka_unit_test(test_ids_are_checked),
        cmocka_unit_test(test_record_size_limit),
        cmocka_unit_test(test_statistics_size_limit),
        cmocka_unit_test(test_empty_canon),
        cmocka_unit_test(test_truncated_file),
        cmocka_unit_test(test_flipped_header_bytes),
        cmocka_unit_test(test_foreign_schemas_are_refused),
        cmocka_unit_test(test_missing_tables_are_noticed_when_used),
        cmocka_unit_test(test_absurd_info_is_refused),
        cmocka_unit_test(test_absurd_rows_are_errors),
        cmocka_unit_test(test_damaged_lists_are_errors),
        cmocka_unit_test(test_damaged_rows_are_errors),
        cmocka_unit_test(test_damaged_index_is_an_error),
        cmocka_unit_test(test_other_files),
        cmocka_unit_test(test_odd_file_names),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
