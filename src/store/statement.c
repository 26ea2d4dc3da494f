/*
 * Prepared statements: made once for each static SQL text, kept by the store, and reused. A failed
 * bind is remembered and shown by the next step, so that binding reads as a list. Column spans
 * point into SQLite's row and die with it.
 */
#include "base/alloc.h"
#include "base/limits.h"
#include "store/store_internal.h"

static struct cairn_store_statement *find_statement(
    const struct cairn_store *store, const char *sql)
{
    for (size_t i = 0; i < store->statements.count; i++) {
        struct cairn_store_statement *statement =
            *CAIRN_VEC_AT(&store->statements, struct cairn_store_statement *, i);
        if (statement->sql == sql)
            return statement;
    }
    return NULL;
}

static enum cairn_status make_statement(
    struct cairn_store *store, struct cairn_store_statement *statement, struct cairn_error *err)
{
    int result = sqlite3_prepare_v2(store->handle, statement->sql, -1, &statement->handle, NULL);
    if (result != SQLITE_OK)
        return cairn_store_fail(store, result, "read", err);
    return cairn_vec_push(&store->statements, &statement, err);
}

enum cairn_status cairn_store_prepare(struct cairn_store *store, const char *sql,
    struct cairn_store_statement **out_statement, struct cairn_error *err)
{
    struct cairn_store_statement *statement = find_statement(store, sql);
    if (!statement) {
        statement = cairn_alloc(sizeof *statement);
        if (!statement)
            return CAIRN_FAIL_MEMORY(err);
        statement->store = store;
        statement->sql = sql;
        enum cairn_status status = make_statement(store, statement, err);
        if (status) {
            sqlite3_finalize(statement->handle);
            cairn_free(statement);
            return status;
        }
    }
    *out_statement = statement;
    return CAIRN_OK;
}

static void keep_first_failure(struct cairn_store_statement *statement, int result)
{
    if (statement->bind_result == SQLITE_OK)
        statement->bind_result = result;
}

void cairn_store_bind_text(
    struct cairn_store_statement *statement, int parameter, struct cairn_span text)
{
    /* An empty span may have no address, which SQLite would read as NULL. */
    const char *data = text.data ? text.data : "";
    keep_first_failure(statement, sqlite3_bind_text64(statement->handle, parameter, data, text.size,
                                      SQLITE_STATIC, SQLITE_UTF8));
}

void cairn_store_bind_blob(
    struct cairn_store_statement *statement, int parameter, struct cairn_span bytes)
{
    const char *data = bytes.data ? bytes.data : "";
    keep_first_failure(statement,
        sqlite3_bind_blob64(statement->handle, parameter, data, bytes.size, SQLITE_STATIC));
}

void cairn_store_bind_int(struct cairn_store_statement *statement, int parameter, int64_t number)
{
    keep_first_failure(statement, sqlite3_bind_int64(statement->handle, parameter, number));
}

void cairn_store_bind_null(struct cairn_store_statement *statement, int parameter)
{
    keep_first_failure(statement, sqlite3_bind_null(statement->handle, parameter));
}

enum cairn_status cairn_store_step(
    struct cairn_store_statement *statement, bool *out_has_row, struct cairn_error *err)
{
    const struct cairn_store *store = statement->store;
    int result = statement->bind_result;
    if (result == SQLITE_OK)
        result = sqlite3_step(statement->handle);
    if (result == SQLITE_ROW || result == SQLITE_DONE) {
        *out_has_row = result == SQLITE_ROW;
        return CAIRN_OK;
    }
    bool is_read = store->kind == CAIRN_STORE_FOREIGN || sqlite3_stmt_readonly(statement->handle);
    return cairn_store_fail(store, result, is_read ? "read" : "write to", err);
}

enum cairn_status cairn_store_run(struct cairn_store_statement *statement, struct cairn_error *err)
{
    bool has_row = false;
    enum cairn_status status = cairn_store_step(statement, &has_row, err);
    cairn_store_reset(statement);
    return status;
}

/* Texts are taken as bytes too: a file's encoding is UTF-8, so nothing is converted, and no NUL
 * needs adding. */
static struct cairn_span column_bytes(struct cairn_store_statement *statement, int column)
{
    const char *data = sqlite3_column_blob(statement->handle, column);
    int size = sqlite3_column_bytes(statement->handle, column);
    return cairn_span_make(data, data && size > 0 ? (size_t)size : 0);
}

struct cairn_span cairn_store_column_text(struct cairn_store_statement *statement, int column)
{
    if (sqlite3_column_type(statement->handle, column) != SQLITE_TEXT)
        return cairn_span_make(NULL, 0);
    return column_bytes(statement, column);
}

struct cairn_span cairn_store_column_blob(struct cairn_store_statement *statement, int column)
{
    if (sqlite3_column_type(statement->handle, column) != SQLITE_BLOB)
        return cairn_span_make(NULL, 0);
    return column_bytes(statement, column);
}

int64_t cairn_store_column_int(struct cairn_store_statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

double cairn_store_column_real(struct cairn_store_statement *statement, int column)
{
    return sqlite3_column_double(statement->handle, column);
}

bool cairn_store_column_is_null(struct cairn_store_statement *statement, int column)
{
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

void cairn_store_reset(struct cairn_store_statement *statement)
{
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->bind_result = SQLITE_OK;
    statement->store->steps = 0;
}

void cairn_store_reset_pointer(struct cairn_store_statement **statement)
{
    if (*statement)
        cairn_store_reset(*statement);
}
