/*
 * What SQLite's results mean to a caller. A file opened for reading is foreign: whatever is odd
 * about it means that it is damaged. A file of our own fails for reasons that its owner can mend (a
 * full disk, a second writer, missing rights), so each of them has words of its own.
 */
#include <errno.h>

#include "store/store_internal.h"

/* What may happen to a file of our own. */
struct trouble {
    int result; /* primary result code of SQLite */
    enum cairn_status status;
    const char *why, *hint;
};

static const struct trouble disk_full = {SQLITE_FULL, CAIRN_ERR_IO, "the disk is full",
    "Make room and try again; what was written before is still there."};

static const struct trouble troubles[] = {
    {SQLITE_BUSY, CAIRN_ERR_IO, "another process keeps it locked",
        "Try again; if it stays so, see which process has it open: fuser FILE"},
    {SQLITE_READONLY, CAIRN_ERR_DENIED, "it may only be read",
        "Give yourself the right to write to the file and its folder, or name another one."},
    {SQLITE_NOTADB, CAIRN_ERR_CORRUPT, "it is no database",
        "Name another file; this one was not touched."},
    {SQLITE_CORRUPT, CAIRN_ERR_CORRUPT, "the file is damaged",
        "Take it from a backup, or move it away and begin anew."},
};

static const struct trouble *find_trouble(const struct cairn_store *store, int result)
{
    int primary = result & 0xff;
    int number = store->handle ? sqlite3_system_errno(store->handle) : 0;
    bool is_io = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
    if (primary == SQLITE_FULL || (is_io && (number == ENOSPC || number == EDQUOT)))
        return &disk_full;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(troubles); i++) {
        if (troubles[i].result == primary)
            return &troubles[i];
    }
    return NULL;
}

static enum cairn_status status_of_result(const struct cairn_store *store, int result)
{
    bool is_foreign = store->kind == CAIRN_STORE_FOREIGN;
    switch (result & 0xff) {
    case SQLITE_NOMEM:
        return CAIRN_ERR_MEMORY;
    case SQLITE_CANTOPEN:
        return CAIRN_ERR_IO;
    case SQLITE_IOERR:
        if (result == SQLITE_IOERR_NOMEM)
            return CAIRN_ERR_MEMORY;
        /* A page that the file does not have: the header was not honest, or the file was cut since.
         */
        return result == SQLITE_IOERR_SHORT_READ ? CAIRN_ERR_CORRUPT : CAIRN_ERR_IO;
    case SQLITE_TOOBIG:
        return is_foreign ? CAIRN_ERR_CORRUPT : CAIRN_ERR_LIMIT;
    case SQLITE_CONSTRAINT:
        return is_foreign ? CAIRN_ERR_CORRUPT : CAIRN_ERR_CONFLICT;
    default:
        return CAIRN_ERR_CORRUPT;
    }
}

enum cairn_status cairn_store_corrupt(
    const struct cairn_store *store, const char *what, struct cairn_error *err)
{
    enum cairn_status status =
        CAIRN_FAIL(err, CAIRN_ERR_CORRUPT, "cannot read '%s': %s", store->path, what);
    if (store->kind == CAIRN_STORE_OWN)
        cairn_error_hint(err, "Name another file: this one is no %s.", store->title);
    else
        cairn_error_hint(err, "build it again with `cairn build`, or install the package again");
    return status;
}

static enum cairn_status fail_of_trouble(const struct cairn_store *store,
    const struct trouble *trouble, const char *action, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_FAIL(err, trouble->status, "could not %s the %s '%s': %s",
        action, store->title, store->path, trouble->why);
    cairn_error_hint(err, "%s", trouble->hint);
    return status;
}

enum cairn_status cairn_store_fail(
    const struct cairn_store *store, int result, const char *action, struct cairn_error *err)
{
    enum cairn_status status = status_of_result(store, result);
    if (status == CAIRN_ERR_MEMORY)
        return CAIRN_FAIL_MEMORY(err);
    const char *words = store->handle ? sqlite3_errmsg(store->handle) : sqlite3_errstr(result);
    const struct trouble *trouble =
        store->kind == CAIRN_STORE_OWN ? find_trouble(store, result) : NULL;
    if (trouble)
        status = fail_of_trouble(store, trouble, action, err);
    else if (store->kind == CAIRN_STORE_OWN)
        status = CAIRN_FAIL(
            err, status, "could not %s the %s '%s': %s", action, store->title, store->path, words);
    else if (store->kind == CAIRN_STORE_NEW)
        status = CAIRN_FAIL(err, status, "could not %s the database: %s", action, words);
    else if (status == CAIRN_ERR_CORRUPT)
        status = cairn_store_corrupt(store, "the file is damaged", err);
    else
        status = CAIRN_FAIL(err, status, "could not %s '%s': %s", action, store->path, words);
    cairn_error_detail(err, "SQLite says: %s", words);
    if (err)
        err->upstream_code = result;
    return status;
}
