/* A file that we keep: made, brought up to date, refused when it is not ours. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/fd.h"
#include "store/store.h"

#include <fcntl.h>

#define KIND 0x54455354

static const char *const scripts[] = {
    "CREATE TABLE thing (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;\n"
    "CREATE TRIGGER thing_stays BEFORE DELETE ON thing BEGIN\n"
    "    SELECT RAISE(ABORT, 'append-only');\nEND;\n",
    "CREATE TABLE colour (thing INTEGER NOT NULL REFERENCES thing (number), name TEXT) STRICT;\n"
    "INSERT INTO colour SELECT number, 'grey' FROM thing;\n",
};

static const struct cairn_store_history first = {
    .application_id = KIND, .title = "test file", .scripts = scripts, .count = 1};
static const struct cairn_store_history second = {
    .application_id = KIND, .title = "test file", .scripts = scripts, .count = 2};
/* The second step fails half way. */
static const char *const broken_scripts[] = {
    "CREATE TABLE thing (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;\n"
    "CREATE TRIGGER thing_stays BEFORE DELETE ON thing BEGIN\n"
    "    SELECT RAISE(ABORT, 'append-only');\nEND;\n",
    "CREATE TABLE colour (thing INTEGER) STRICT;\nINSERT INTO nothing VALUES (1);\n",
};
static const struct cairn_store_history broken = {
    .application_id = KIND, .title = "test file", .scripts = broken_scripts, .count = 2};
static const struct cairn_store_history other = {
    .application_id = KIND + 1, .title = "other file", .scripts = scripts, .count = 1};

static char path[256];

static void must(enum cairn_status status, const struct cairn_error *err)
{
    if (status)
        fail_msg("%s (%s)", err->primary, err->detail);
}

static void remove_files(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char name[300];
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(suffixes); i++) {
        snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
        remove(name);
    }
}

static int begin(void **state)
{
    (void)state;
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof(path), "%s/cairn-own-%ld.db", folder ? folder : "/tmp", (long)getpid());
    remove_files();
    return 0;
}

static int end(void **state)
{
    (void)state;
    remove_files();
    return 0;
}

static struct cairn_store *open_file(const struct cairn_store_history *history, bool may_make)
{
    struct cairn_error err = {0};
    struct cairn_store *store = NULL;
    must(cairn_store_open_own(path, history, may_make, &store, &err), &err);
    return store;
}

static enum cairn_status refused(
    const struct cairn_store_history *history, bool may_make, const char *words)
{
    struct cairn_error err = {0};
    struct cairn_store *store = NULL;
    enum cairn_status status = cairn_store_open_own(path, history, may_make, &store, &err);
    assert_null(store);
    if (!strstr(err.primary, words) && !strstr(err.detail, words))
        fail_msg("\"%s\" is not in: %s (%s)", words, err.primary, err.detail);
    return status;
}

static enum cairn_status run(struct cairn_store *store, const char *sql, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(store, sql, &statement, err);
    return status ? status : cairn_store_run(statement, err);
}

static int64_t count(struct cairn_store *store, const char *sql)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    bool has_row = false;
    must(cairn_store_prepare(store, sql, &statement, &err), &err);
    must(cairn_store_step(statement, &has_row, &err), &err);
    assert_true(has_row);
    return cairn_store_column_int(statement, 0);
}

static void make_first(void)
{
    struct cairn_error err = {0};
    struct cairn_store *store = open_file(&first, true);
    must(run(store, "INSERT INTO thing (name) VALUES ('one')", &err), &err);
    cairn_store_close(store);
}

static void is_made_for_its_owner_alone(void **state)
{
    (void)state;
    struct stat info;
    make_first();
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    struct cairn_store *store = open_file(&first, false);
    assert_int_equal(count(store, "SELECT count(*) FROM thing"), 1);
    cairn_store_close(store);
}

static void is_not_made_unasked(void **state)
{
    (void)state;
    assert_int_equal(refused(&first, false, "could not open"), CAIRN_ERR_NOT_FOUND);
    assert_int_equal(access(path, F_OK), -1);
}

static void an_older_file_is_brought_up_to_date(void **state)
{
    (void)state;
    make_first();
    struct cairn_store *store = open_file(&second, true);
    assert_int_equal(count(store, "SELECT count(*) FROM colour"), 1);
    assert_int_equal(count(store, "PRAGMA user_version"), 2);
    cairn_store_close(store);
}

static void a_step_that_fails_changes_nothing(void **state)
{
    (void)state;
    make_first();
    (void)refused(&broken, true, "could not bring up to date");
    struct cairn_store *store = open_file(&first, true);
    assert_int_equal(count(store, "PRAGMA user_version"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM sqlite_schema WHERE name = 'colour'"), 0);
    cairn_store_close(store);
}

static void a_newer_file_is_refused(void **state)
{
    (void)state;
    cairn_store_close(open_file(&second, true));
    assert_int_equal(refused(&first, true, "newer version"), CAIRN_ERR_UNSUPPORTED);
}

static void a_foreign_file_is_refused(void **state)
{
    (void)state;
    cairn_store_close(open_file(&other, true));
    assert_int_equal(refused(&first, true, "belongs to another program"), CAIRN_ERR_CORRUPT);
    assert_int_equal(refused(&first, false, "belongs to another program"), CAIRN_ERR_CORRUPT);
}

static void a_text_is_refused_and_stays(void **state)
{
    (void)state;
    static const char words[] = "these are notes, and no database at all: somebody may want them";
    struct cairn_error err = {0};
    CAIRN_AUTO_BUF struct cairn_buf now = {0};
    must(cairn_file_write(AT_FDCWD, path, cairn_span_from_string(words), &err), &err);
    assert_int_equal(refused(&first, true, "no database"), CAIRN_ERR_CORRUPT);
    must(cairn_file_read(AT_FDCWD, path, 1000, &now, &err), &err);
    assert_string_equal(now.data, words);
}

static void a_folder_and_a_dangling_link_are_refused(void **state)
{
    (void)state;
    char target[300];
    snprintf(target, sizeof(target), "%s-target", path);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)refused(&first, true, "no regular file");
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(symlink(target, path), 0);
    (void)refused(&first, true, "could not make");
    assert_int_equal(access(target, F_OK), -1);
}

static void a_link_to_a_file_is_followed(void **state)
{
    (void)state;
    char target[300];
    snprintf(target, sizeof(target), "%s-target", path);
    make_first();
    assert_int_equal(rename(path, target), 0);
    assert_int_equal(symlink(target, path), 0);
    struct cairn_store *store = open_file(&first, true);
    assert_int_equal(count(store, "SELECT count(*) FROM thing"), 1);
    cairn_store_close(store);
    assert_int_equal(unlink(target), 0);
}

/* A trigger of a stranger never runs, neither when the file is read nor when it is brought up to
 * date. */
static void a_strangers_trigger_is_refused(void **state)
{
    (void)state;
    static const char *const hostile[] = {
        "CREATE TABLE thing (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;\n"
        "CREATE TRIGGER evil AFTER INSERT ON thing BEGIN\n    SELECT 1;\nEND;\n"};
    const struct cairn_store_history made = {
        .application_id = KIND, .title = "test file", .scripts = hostile, .count = 1};
    cairn_store_close(open_file(&made, true));
    assert_int_equal(refused(&first, true, "none of its kind has"), CAIRN_ERR_CORRUPT);
    assert_int_equal(refused(&second, true, "none of its kind has"), CAIRN_ERR_CORRUPT);
}

static void rows_stay(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    make_first();
    struct cairn_store *store = open_file(&first, true);
    assert_int_equal(run(store, "DELETE FROM thing", &err), CAIRN_ERR_CONFLICT);
    assert_int_equal(
        run(store, "INSERT OR REPLACE INTO thing VALUES (1, 'two')", &err), CAIRN_ERR_CONFLICT);
    assert_int_equal(count(store, "SELECT count(*) FROM thing WHERE name = 'one'"), 1);
    cairn_store_close(store);
}

/* What was written is there for another connection while the first is still open. */
static void two_connections_share(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_store *one = open_file(&first, true);
    struct cairn_store *two = open_file(&first, true);
    must(run(one, "INSERT INTO thing (name) VALUES ('one')", &err), &err);
    must(run(two, "INSERT INTO thing (name) VALUES ('two')", &err), &err);
    assert_int_equal(count(one, "SELECT count(*) FROM thing"), 2);
    cairn_store_close(one);
    cairn_store_close(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(is_made_for_its_owner_alone, begin, end),
        cmocka_unit_test_setup_teardown(is_not_made_unasked, begin, end),
        cmocka_unit_test_setup_teardown(an_older_file_is_brought_up_to_date, begin, end),
        cmocka_unit_test_setup_teardown(a_step_that_fails_changes_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_newer_file_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_foreign_file_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_text_is_refused_and_stays, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_and_a_dangling_link_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_link_to_a_file_is_followed, begin, end),
        cmocka_unit_test_setup_teardown(a_strangers_trigger_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(rows_stay, begin, end),
        cmocka_unit_test_setup_teardown(two_connections_share, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
