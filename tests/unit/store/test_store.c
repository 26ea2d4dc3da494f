/* The SQLite wrapper: rows, blobs, statements, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "store/store.h"

static const struct cairn_store_schema schema = {
    .sql = "-- a comment\nCREATE TABLE thing (\n    number INTEGER PRIMARY KEY,\n    name TEXT,\n"
           "    bytes BLOB\n);\n",
    .version = 7,
};

static void must(enum cairn_status status, const struct cairn_error *err)
{
    if (status)
        fail_msg("%s (%s)", err->primary, err->detail);
}

static void insert(struct cairn_store *store, int64_t number, struct cairn_span name)
{
    struct cairn_error err = {0};
    struct cairn_store_statement *statement = NULL;
    must(cairn_store_prepare(
             store, "INSERT INTO thing VALUES (?1, ?2, zeroblob(100))", &statement, &err),
        &err);
    cairn_store_bind_int(statement, 1, number);
    cairn_store_bind_text(statement, 2, name);
    must(cairn_store_run(statement, &err), &err);
}

static const char *path_of_test(void)
{
    static char path[256];
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/cairn-store-%ld.db", folder ? folder : "/tmp", (long)getpid());
    return path;
}

static void write_file(const char *bytes, size_t size)
{
    FILE *file = fopen(path_of_test(), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static char *make_bytes(size_t *out_size)
{
    struct cairn_error err = {0};
    struct cairn_store *store = NULL;
    must(cairn_store_new(&schema, &store, &err), &err);
    insert(store, 1, CAIRN_SPAN("one"));
    insert(store, 2, CAIRN_SPAN("two\0and"));
    insert(store, 3, cairn_span_make(NULL, 0));
    char *bytes = NULL;
    must(cairn_store_serialize(store, &bytes, out_size, &err), &err);
    cairn_store_close(store);
    return bytes;
}

static struct cairn_store *open_made(void)
{
    struct cairn_error err = {0};
    size_t size = 0;
    CAIRN_AUTO_FREE char *bytes = make_bytes(&size);
    write_file(bytes, size);
    struct cairn_store *store = NULL;
    must(cairn_store_open(path_of_test(), &schema, &store, &err), &err);
    unlink(path_of_test());
    return store;
}

static int setup(void **state)
{
    *state = open_made();
    return 0;
}

static int teardown(void **state)
{
    cairn_store_close(*state);
    return 0;
}

static void test_rows(void **state)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    must(cairn_store_prepare(*state,
             "SELECT number, name, 2.5, NULL, bytes FROM thing WHERE number >= ?1", &statement,
             &err),
        &err);
    cairn_store_bind_int(statement, 1, 2);
    bool has_row = false;
    must(cairn_store_step(statement, &has_row, &err), &err);
    assert_true(has_row);
    assert_int_equal(cairn_store_column_int(statement, 0), 2);
    assert_true(cairn_span_equal(cairn_store_column_text(statement, 1), CAIRN_SPAN("two\0and")));
    assert_true(cairn_store_column_real(statement, 2) > 2.4);
    assert_true(cairn_store_column_is_null(statement, 3));
    assert_int_equal(cairn_store_column_blob(statement, 4).size, 100);
    /* A value of another type gives nothing. */
    assert_int_equal(cairn_store_column_text(statement, 0).size, 0);
    assert_int_equal(cairn_store_column_text(statement, 4).size, 0);
    assert_int_equal(cairn_store_column_blob(statement, 1).size, 0);
    must(cairn_store_step(statement, &has_row, &err), &err);
    assert_false(cairn_store_column_is_null(statement, 1)); /* the empty span is no NULL */
    must(cairn_store_step(statement, &has_row, &err), &err);
    assert_false(has_row);
}

static void test_statements_are_kept(void **state)
{
    static const char sql[] = "SELECT count(*) FROM thing WHERE name = ?1";
    struct cairn_error err = {0};
    struct cairn_store_statement *first = NULL, *second = NULL;
    must(cairn_store_prepare(*state, sql, &first, &err), &err);
    must(cairn_store_prepare(*state, sql, &second, &err), &err);
    assert_ptr_equal(first, second);
    bool has_row = false;
    cairn_store_bind_text(first, 1, CAIRN_SPAN("one"));
    must(cairn_store_step(first, &has_row, &err), &err);
    assert_int_equal(cairn_store_column_int(first, 0), 1);
    cairn_store_reset(first); /* forgets the binding */
    must(cairn_store_step(first, &has_row, &err), &err);
    assert_int_equal(cairn_store_column_int(first, 0), 0);
    cairn_store_reset(first);
}

static void test_bad_calls_are_statuses(void **state)
{
    struct cairn_error err = {0};
    struct cairn_store_statement *statement = NULL;
    assert_int_not_equal(
        cairn_store_prepare(*state, "SELECT nothing FROM thing", &statement, &err), CAIRN_OK);
    assert_null(statement);
    must(cairn_store_prepare(*state, "SELECT ?1", &statement, &err), &err);
    cairn_store_bind_int(statement, 2, 1); /* there is no second parameter */
    cairn_store_bind_int(statement, 1, 1);
    bool has_row = false;
    assert_int_not_equal(cairn_store_step(statement, &has_row, &err), CAIRN_OK);
    cairn_store_reset(statement);
    must(cairn_store_step(statement, &has_row, &err), &err);
    cairn_store_reset(statement);
}

static void test_reading_does_not_write(void **state)
{
    struct cairn_error err = {0};
    struct cairn_store_statement *statement = NULL;
    must(cairn_store_prepare(*state, "DELETE FROM thing", &statement, &err), &err);
    assert_int_not_equal(cairn_store_run(statement, &err), CAIRN_OK);
}

static void test_steps_are_limited(void **state)
{
    struct cairn_error err = {0};
    struct cairn_store_statement *statement = NULL;
    must(cairn_store_prepare(*state,
             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)"
             " SELECT max(i) FROM n",
             &statement, &err),
        &err);
    bool has_row = false;
    cairn_store_bind_int(statement, 1, 1000);
    must(cairn_store_step(statement, &has_row, &err), &err);
    cairn_store_reset(statement);
    cairn_store_bind_int(statement, 1, (int64_t)CAIRN_LIMIT_STORE_STEPS);
    assert_int_equal(cairn_store_step(statement, &has_row, &err), CAIRN_ERR_CORRUPT);
    cairn_store_reset(statement);
    /* The next question has its own steps. */
    cairn_store_bind_int(statement, 1, 1000);
    must(cairn_store_step(statement, &has_row, &err), &err);
    cairn_store_reset(statement);
}

static void test_blobs(void **state)
{
    struct cairn_error err = {0};
    struct cairn_store_blob *blob = NULL;
    char bytes[100];
    memset(bytes, 'x', sizeof bytes);
    must(cairn_store_blob_open(*state, "thing", "bytes", 1, &blob, &err), &err);
    assert_int_equal(cairn_store_blob_size(blob), 100);
    must(cairn_store_blob_read(blob, 40, bytes, 60, &err), &err);
    assert_int_equal(bytes[59], 0);
    assert_int_equal(bytes[60], 'x');
    must(cairn_store_blob_read(blob, 100, bytes, 0, &err), &err);
    assert_int_equal(cairn_store_blob_read(blob, 40, bytes, 61, &err), CAIRN_ERR_CORRUPT);
    assert_int_equal(cairn_store_blob_read(blob, SIZE_MAX, bytes, 2, &err), CAIRN_ERR_CORRUPT);
    must(cairn_store_blob_move(blob, 2, &err), &err);
    must(cairn_store_blob_read(blob, 0, bytes, 100, &err), &err);
    assert_int_equal(cairn_store_blob_move(blob, 99, &err), CAIRN_ERR_CORRUPT);
    cairn_store_blob_close(blob);
    blob = NULL;
    assert_int_not_equal(
        cairn_store_blob_open(*state, "thing", "bytes", 99, &blob, &err), CAIRN_OK);
    assert_null(blob);
    cairn_store_blob_close(NULL);
}

static void test_equal_bytes(void **state)
{
    (void)state;
    size_t size = 0, again_size = 0;
    CAIRN_AUTO_FREE char *bytes = make_bytes(&size);
    CAIRN_AUTO_FREE char *again = make_bytes(&again_size);
    assert_int_equal(size, again_size);
    assert_memory_equal(bytes, again, size);
}

static void test_other_kinds_are_refused(void **state)
{
    (void)state;
    size_t size = 0;
    CAIRN_AUTO_FREE char *bytes = make_bytes(&size);
    write_file(bytes, size);
    struct cairn_error err = {0};
    struct cairn_store *store = NULL;
    struct cairn_store_schema newer = schema;
    newer.version++;
    assert_int_equal(cairn_store_open(path_of_test(), &newer, &store, &err), CAIRN_ERR_UNSUPPORTED);
    assert_non_null(strstr(err.detail, "version 7"));
    struct cairn_store_schema other = schema;
    other.sql = "CREATE TABLE thing (number INTEGER PRIMARY KEY);\n";
    assert_int_equal(cairn_store_open(path_of_test(), &other, &store, &err), CAIRN_ERR_CORRUPT);
    unlink(path_of_test());
    assert_int_equal(cairn_store_open(path_of_test(), &schema, &store, &err), CAIRN_ERR_NOT_FOUND);
    assert_null(store);
}

static void test_wrong_scripts_are_errors(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_store *store = NULL;
    const struct cairn_store_schema wrong = {.sql = "CREATE NONSENSE", .version = 1};
    assert_int_not_equal(cairn_store_new(&wrong, &store, &err), CAIRN_OK);
    assert_null(store);
    cairn_store_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_statements_are_kept),
        cmocka_unit_test(test_bad_calls_are_statuses),
        cmocka_unit_test(test_reading_does_not_write),
        cmocka_unit_test(test_steps_are_limited),
        cmocka_unit_test(test_blobs),
        cmocka_unit_test(test_equal_bytes),
        cmocka_unit_test(test_other_kinds_are_refused),
        cmocka_unit_test(test_wrong_scripts_are_errors),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
