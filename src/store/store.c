/*
 * Opening, making and closing databases.
 *
 * Reading: the header is checked without SQLite, then the file is opened as immutable (no locks, no
 * journal), every switch for untrusted files is set, and the schema is compared with ours. Pages
 * are read, not mapped: mapping gained nothing measurable with pages of 16 KiB, and a file that
 * somebody cuts short under a mapping kills the reader.
 *
 * Making: a database in memory without journal, in one transaction; the bytes are taken from it
 * after VACUUM.
 *
 * A store owns its SQLite handle and its statements. SQLite's own mutexes are off: one store, one
 * thread at a time.
 */
#include "store/store.h"

#include <string.h>

#include "base/alloc.h"
#include "base/ascii.h"
#include "base/buf.h"
#include "base/limits.h"
#include "store/store_internal.h"

#define STEPS_BETWEEN_CHECKS 10000
/* memdb's own limit is 1 GiB, which 100,000 records pass; memory is the limit. */
#define NEW_SIZE_LIMIT (INT64_C(1) << 40)

/* memdb, not :memory:, so that the bytes can be taken without a copy by SQLite; no leading slash:
 * not shared. */
#define NEW_URI "file:cairn?vfs=memdb"

static bool is_plain_in_uri(char byte)
{
    return cairn_ascii_is_alphanumeric(byte) || byte == '/' || byte == '.' || byte == '-' ||
           byte == '_';
}

void cairn_store_append_uri(struct cairn_buf *buf, const char *path, const char *options)
{
    cairn_buf_append_string(buf, path[0] == '/' ? "file://" : "file:./");
    for (const char *byte = path; *byte; byte++) {
        if (is_plain_in_uri(*byte))
            cairn_buf_append_byte(buf, *byte);
        else
            cairn_buf_printf(buf, "%%%02x", (unsigned)(unsigned char)*byte);
    }
    cairn_buf_append_string(buf, options);
}

static int count_steps(void *context)
{
    struct cairn_store *store = context;
    store->steps += STEPS_BETWEEN_CHECKS;
    return store->steps > CAIRN_LIMIT_STORE_STEPS;
}

/* As small as our own statements allow; nothing in a file is compiled, so these only stand behind
 * the check of the schema. */
static void set_limits(sqlite3 *handle)
{
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, (int)CAIRN_LIMIT_STORE_VALUE);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 64 << 10);
    sqlite3_limit(handle, SQLITE_LIMIT_COLUMN, 64);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 16);
    sqlite3_limit(handle, SQLITE_LIMIT_COMPOUND_SELECT, 3);
    sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, 25000);
    sqlite3_limit(handle, SQLITE_LIMIT_FUNCTION_ARG, 16);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64);
    sqlite3_limit(handle, SQLITE_LIMIT_VARIABLE_NUMBER, 16);
    sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
    sqlite3_limit(handle, SQLITE_LIMIT_WORKER_THREADS, 0);
}

/* After https://www.sqlite.org/security.html, "Untrusted SQLite Database Files". */
int cairn_store_harden(sqlite3 *handle, bool has_triggers)
{
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, has_triggers, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    set_limits(handle);
    return sqlite3_exec(handle, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
}

enum cairn_status cairn_store_alloc(
    const char *path, struct cairn_store **out_store, struct cairn_error *err)
{
    struct cairn_store *store = cairn_alloc(sizeof *store);
    if (!store)
        return CAIRN_FAIL_MEMORY(err);
    store->statements = CAIRN_VEC_OF(struct cairn_store_statement *);
    store->path = cairn_alloc_string(cairn_span_from_string(path));
    if (!store->path) {
        cairn_free(store);
        return CAIRN_FAIL_MEMORY(err);
    }
    *out_store = store;
    return CAIRN_OK;
}

static enum cairn_status open_handle(struct cairn_store *store, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf uri = {0};
    cairn_store_append_uri(&uri, store->path, "?immutable=1&mode=ro");
    enum cairn_status status = cairn_buf_status(&uri, err);
    if (status)
        return status;
    int result = sqlite3_open_v2(uri.data, &store->handle,
        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        cairn_store_place());
    if (result == SQLITE_OK)
        result = cairn_store_harden(store->handle, false);
    if (result == SQLITE_OK)
        sqlite3_progress_handler(store->handle, STEPS_BETWEEN_CHECKS, count_steps, store);
    return result == SQLITE_OK ? CAIRN_OK : cairn_store_fail(store, result, "open", err);
}

static enum cairn_status open_checked(
    struct cairn_store *store, const struct cairn_store_schema *schema, struct cairn_error *err)
{
    enum cairn_status status = cairn_store_check_header(store, schema->version, err);
    if (!status)
        status = open_handle(store, err);
    if (!status)
        status = cairn_store_check_schema(store, &schema->sql, 1, err);
    return status;
}

enum cairn_status cairn_store_open(const char *path, const struct cairn_store_schema *schema,
    struct cairn_store **out_store, struct cairn_error *err)
{
    struct cairn_store *store = NULL;
    enum cairn_status status = cairn_store_alloc(path, &store, err);
    if (status)
        return status;
    store->kind = CAIRN_STORE_FOREIGN;
    status = open_checked(store, schema, err);
    if (status) {
        cairn_store_close(store);
        return status;
    }
    *out_store = store;
    return CAIRN_OK;
}

static enum cairn_status run_script(
    struct cairn_store *store, const char *sql, struct cairn_error *err)
{
    int result = sqlite3_exec(store->handle, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? CAIRN_OK : cairn_store_fail(store, result, "make", err);
}

static enum cairn_status make_empty(
    struct cairn_store *store, const struct cairn_store_schema *schema, struct cairn_error *err)
{
    int result = sqlite3_open_v2(NEW_URI, &store->handle,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
            SQLITE_OPEN_EXRESCODE,
        NULL);
    if (result != SQLITE_OK)
        return cairn_store_fail(store, result, "make", err);
    sqlite3_int64 size_limit = NEW_SIZE_LIMIT;
    sqlite3_file_control(store->handle, "main", SQLITE_FCNTL_SIZE_LIMIT, &size_limit);
    CAIRN_AUTO_BUF struct cairn_buf script = {0};
    cairn_buf_append_string(&script, "PRAGMA journal_mode = OFF; PRAGMA temp_store = MEMORY;"
                                     "PRAGMA cache_size = -65536;");
    cairn_buf_printf(&script, "PRAGMA application_id = %d; PRAGMA user_version = %d; BEGIN;",
        CAIRN_STORE_APPLICATION_ID, schema->version);
    enum cairn_status status = cairn_buf_status(&script, err);
    /* The page size first: it is fixed by the first write. */
    if (!status)
        status = run_script(store, "PRAGMA page_size = 16384", err);
    if (!status)
        status = run_script(store, script.data, err);
    return status ? status : run_script(store, schema->sql, err);
}

enum cairn_status cairn_store_new(const struct cairn_store_schema *schema,
    struct cairn_store **out_store, struct cairn_error *err)
{
    struct cairn_store *store = NULL;
    enum cairn_status status = cairn_store_alloc("", &store, err);
    if (status)
        return status;
    status = make_empty(store, schema, err);
    if (status) {
        cairn_store_close(store);
        return status;
    }
    *out_store = store;
    return CAIRN_OK;
}

static void close_statements(struct cairn_store *store)
{
    for (size_t i = 0; i < store->statements.count; i++) {
        struct cairn_store_statement *statement =
            *CAIRN_VEC_AT(&store->statements, struct cairn_store_statement *, i);
        sqlite3_finalize(statement->handle);
        cairn_free(statement);
    }
    cairn_vec_done(&store->statements);
}

void cairn_store_close_handle(struct cairn_store *store)
{
    close_statements(store);
    sqlite3_close(store->handle);
    store->handle = NULL;
}

void cairn_store_close(struct cairn_store *store)
{
    if (!store)
        return;
    cairn_store_close_handle(store);
    cairn_free(store->path);
    cairn_free(store);
}

const char *cairn_store_path(const struct cairn_store *store)
{
    return store->path;
}

enum cairn_status cairn_store_serialize(
    struct cairn_store *store, char **out_bytes, size_t *out_size, struct cairn_error *err)
{
    enum cairn_status status = run_script(store, "COMMIT; VACUUM", err);
    if (status)
        return status;
    sqlite3_int64 size = 0;
    const unsigned char *bytes =
        sqlite3_serialize(store->handle, "main", &size, SQLITE_SERIALIZE_NOCOPY);
    CAIRN_ASSERT(bytes && size > 0);
    char *copy = cairn_alloc((size_t)size);
    if (!copy)
        return CAIRN_FAIL_MEMORY(err);
    memcpy(copy, bytes, (size_t)size); /* both are `size` bytes */
    *out_bytes = copy;
    *out_size = (size_t)size;
    return CAIRN_OK;
}
