/*
 * A file that we keep: opened for writing, shared by several processes, brought up to date by
 * numbered scripts.
 *
 * Durable: WAL with synchronous=FULL, so a commit is on the disk when it returns
 * (https://www.sqlite.org/pragma.html#pragma_synchronous). Where the journal cannot become a WAL
 * (another process has the file open at that moment), the former one is as safe, and the next
 * opening tries again.
 *
 * We never open the file ourselves: closing any descriptor of it would drop the locks that SQLite
 * holds for other connections of this process (https://www.sqlite.org/howtocorrupt.html, section
 * 2.2). So it is made with mknod, and told from foreign ones by SQLite's own reading. Its schema is
 * compared with the scripts before anything in it is run: a file with triggers of a stranger is
 * refused.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "base/limits.h"
#include "store/store_internal.h"

#define BEGIN      "BEGIN IMMEDIATE"
#define COMMIT     "COMMIT"
#define MODE_OWNER 0600

/* Only its owner may read it: it says who reported what. mknod follows no link, so a link that
 * leads nowhere makes no file elsewhere. */
static enum cairn_status make_file(const struct cairn_store *store, struct cairn_error *err)
{
    struct stat info;
    if (mknod(store->path, S_IFREG | MODE_OWNER, 0) == 0)
        return CAIRN_OK;
    int failure = errno;
    if (failure == EEXIST && stat(store->path, &info) == 0)
        return CAIRN_OK; /* another process was faster */
    errno = failure == EEXIST ? ENOENT : failure;
    enum cairn_status status = CAIRN_FAIL_ERRNO(
        err, cairn_status_of_errno(errno), "could not make the %s '%s'", store->title, store->path);
    if (failure == EEXIST)
        cairn_error_hint(err, "It is a symbolic link that leads nowhere: remove it.");
    return status;
}

static enum cairn_status check_file(
    const struct cairn_store *store, bool may_make, struct cairn_error *err)
{
    struct stat info;
    if (stat(store->path, &info) == 0)
        return S_ISREG(info.st_mode) ? CAIRN_OK
                                     : cairn_store_corrupt(store, "it is no regular file", err);
    if (errno == ENOENT && may_make)
        return make_file(store, err);
    return CAIRN_FAIL_ERRNO(
        err, cairn_status_of_errno(errno), "could not open the %s '%s'", store->title, store->path);
}

static enum cairn_status run_sql(
    struct cairn_store *store, const char *sql, const char *action, struct cairn_error *err)
{
    int result = sqlite3_exec(store->handle, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? CAIRN_OK : cairn_store_fail(store, result, action, err);
}

/* What a pragma says, as a number. */
static enum cairn_status ask(
    struct cairn_store *store, const char *pragma, int64_t *out_number, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    bool has_row = false;
    enum cairn_status status = cairn_store_prepare(store, pragma, &statement, err);
    if (!status)
        status = cairn_store_step(statement, &has_row, err);
    if (!status)
        *out_number = has_row ? cairn_store_column_int(statement, 0) : 0;
    return status;
}

enum cairn_status cairn_store_get_version(
    struct cairn_store *store, int64_t *out_version, struct cairn_error *err)
{
    return ask(store, "PRAGMA data_version", out_version, err);
}

static enum cairn_status open_handle(
    struct cairn_store *store, const char *options, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf uri = {0};
    cairn_store_append_uri(&uri, store->path, options);
    enum cairn_status status = cairn_buf_status(&uri, err);
    if (status)
        return status;
    int result = sqlite3_open_v2(uri.data, &store->handle,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        cairn_store_place());
    if (result == SQLITE_OK)
        result = sqlite3_busy_timeout(store->handle, CAIRN_LIMIT_STORE_WAIT_MS);
    if (result == SQLITE_OK)
        result = cairn_store_harden(store->handle, true);
    if (result != SQLITE_OK)
        return cairn_store_fail(store, result, "open", err);
    /* Recursive triggers, since INSERT OR REPLACE deletes rows without calling others. */
    return run_sql(store,
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;",
        "open", err);
}

/* A folder that may not be written to has no place for the index of a WAL. Without a WAL no writer
 * is at work, and the file can be read as it lies there. */
static bool is_at_rest(const struct cairn_store *store)
{
    CAIRN_AUTO_BUF struct cairn_buf wal = {0};
    struct stat info;
    cairn_buf_printf(&wal, "%s-wal", store->path);
    return wal.data && stat(wal.data, &info) < 0 && errno == ENOENT;
}

static enum cairn_status reopen_at_rest(struct cairn_store *store, struct cairn_error *err)
{
    cairn_store_close_handle(store);
    return open_handle(store, "?immutable=1&mode=ro", err);
}

static enum cairn_status open_file(
    struct cairn_store *store, bool may_make, int64_t *out_kind, struct cairn_error *err)
{
    struct cairn_error first = {0};
    enum cairn_status status = open_handle(store, "?mode=rw", &first);
    if (!status)
        status = ask(store, "PRAGMA application_id", out_kind, &first);
    int result = first.upstream_code & 0xff;
    bool is_refused = result == SQLITE_CANTOPEN || result == SQLITE_READONLY;
    if (status && is_refused && !may_make && is_at_rest(store)) {
        status = reopen_at_rest(store, &first);
        if (!status)
            status = ask(store, "PRAGMA application_id", out_kind, &first);
    }
    if (status && err)
        *err = first;
    return status;
}

/* An empty file becomes ours. Two processes may do this at the same time: they write the same. */
static enum cairn_status adopt(
    struct cairn_store *store, const struct cairn_store_history *history, struct cairn_error *err)
{
    char sql[128];
    int size = snprintf(sql, sizeof(sql), BEGIN "; PRAGMA application_id = %d; " COMMIT,
        (int)history->application_id);
    CAIRN_ASSERT(size > 0 && (size_t)size < sizeof(sql));
    return run_sql(store, sql, "make", err);
}

static enum cairn_status check_kind(struct cairn_store *store,
    const struct cairn_store_history *history, int64_t kind, bool may_make, struct cairn_error *err)
{
    int64_t pages = 0;
    if (kind == history->application_id)
        return CAIRN_OK;
    enum cairn_status status = ask(store, "PRAGMA page_count", &pages, err);
    /* Another process may have made the file ours since its kind was asked: both are written at
     * once, so where there are pages there is a kind. */
    if (!status && pages)
        status = ask(store, "PRAGMA application_id", &kind, err);
    if (status || kind == history->application_id)
        return status;
    if (pages)
        return cairn_store_corrupt(store, "it belongs to another program", err);
    if (may_make)
        return adopt(store, history, err);
    return CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "could not open the %s '%s': it is empty",
        store->title, store->path);
}

static enum cairn_status refuse_newer(const struct cairn_store *store, int64_t version,
    const struct cairn_store_history *history, struct cairn_error *err)
{
    CAIRN_FAIL(err, CAIRN_ERR_UNSUPPORTED,
        "cannot open the %s '%s': it was made by a newer version of Cairn", store->title,
        store->path);
    cairn_error_detail(err, "The file has version %lld, this program knows those up to %zu.",
        (long long)version, history->count);
    cairn_error_hint(err, "Use that version of Cairn, or name another file.");
    return CAIRN_ERR_UNSUPPORTED;
}

/* Inside a transaction: another process may have done it while we waited. */
static enum cairn_status run_scripts(
    struct cairn_store *store, const struct cairn_store_history *history, struct cairn_error *err)
{
    char sql[64];
    int64_t version = 0;
    enum cairn_status status = ask(store, "PRAGMA user_version", &version, err);
    for (size_t i = (size_t)version; !status && i < history->count; i++)
        status = run_sql(store, history->scripts[i], "bring up to date", err);
    int size = snprintf(sql, sizeof(sql), "PRAGMA user_version = %zu", history->count);
    CAIRN_ASSERT(size > 0 && (size_t)size < sizeof(sql));
    if (!status && (size_t)version < history->count)
        status = run_sql(store, sql, "bring up to date", err);
    return status ? status : run_sql(store, COMMIT, "bring up to date", err);
}

static enum cairn_status bring_up_to_date(
    struct cairn_store *store, const struct cairn_store_history *history, struct cairn_error *err)
{
    int64_t version = 0;
    enum cairn_status status = ask(store, "PRAGMA user_version", &version, err);
    if (!status && (version < 0 || (uint64_t)version > history->count))
        return refuse_newer(store, version, history, err);
    if (!status)
        status = cairn_store_check_schema(store, history->scripts, history->count, err);
    if (status || (size_t)version == history->count)
        return status;
    status = run_sql(store, BEGIN, "bring up to date", err);
    if (status)
        return status;
    status = run_scripts(store, history, err);
    if (status)
        (void)sqlite3_exec(store->handle, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static enum cairn_status open_own(struct cairn_store *store,
    const struct cairn_store_history *history, bool may_make, struct cairn_error *err)
{
    int64_t kind = 0;
    enum cairn_status status = check_file(store, may_make, err);
    if (!status)
        status = open_file(store, may_make, &kind, err);
    if (!status)
        status = check_kind(store, history, kind, may_make, err);
    if (!status && may_make)
        (void)sqlite3_exec(store->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    /* Who only reads leaves the WAL to the writers: folding it back and making it anew would cost
     * every start of the program more than the reading. */
    if (!status && !may_make)
        sqlite3_db_config(store->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return status ? status : bring_up_to_date(store, history, err);
}

enum cairn_status cairn_store_open_own(const char *path, const struct cairn_store_history *history,
    bool may_make, struct cairn_store **out_store, struct cairn_error *err)
{
    struct cairn_store *store = NULL;
    enum cairn_status status = cairn_store_alloc(path, &store, err);
    if (status)
        return status;
    store->kind = CAIRN_STORE_OWN;
    store->title = history->title;
    status = open_own(store, history, may_make, err);
    if (status) {
        cairn_store_close(store);
        return status;
    }
    *out_store = store;
    return CAIRN_OK;
}
