/*
 * Incremental reading of one column of one row, and of the same column of other rows. A blob
 * belongs to a store and is closed before it.
 */
#include "base/alloc.h"
#include "store/store_internal.h"

struct cairn_store_blob {
    struct cairn_store *store; /* borrowed */
    sqlite3_blob *handle;
};

enum cairn_status cairn_store_blob_open(struct cairn_store *store, const char *table,
    const char *column, int64_t row, struct cairn_store_blob **out_blob, struct cairn_error *err)
{
    struct cairn_store_blob *blob = cairn_alloc(sizeof *blob);
    if (!blob)
        return CAIRN_FAIL_MEMORY(err);
    blob->store = store;
    int result = sqlite3_blob_open(store->handle, "main", table, column, row, 0, &blob->handle);
    if (result != SQLITE_OK) {
        cairn_store_blob_close(blob);
        return cairn_store_fail(store, result, "read", err);
    }
    *out_blob = blob;
    return CAIRN_OK;
}

enum cairn_status cairn_store_blob_move(
    struct cairn_store_blob *blob, int64_t row, struct cairn_error *err)
{
    int result = sqlite3_blob_reopen(blob->handle, row);
    return result == SQLITE_OK ? CAIRN_OK : cairn_store_fail(blob->store, result, "read", err);
}

size_t cairn_store_blob_size(const struct cairn_store_blob *blob)
{
    int size = sqlite3_blob_bytes(blob->handle);
    return size > 0 ? (size_t)size : 0;
}

enum cairn_status cairn_store_blob_read(struct cairn_store_blob *blob, size_t offset, char *memory,
    size_t size, struct cairn_error *err)
{
    size_t whole = cairn_store_blob_size(blob);
    if (offset > whole || size > whole - offset)
        return cairn_store_corrupt(blob->store, "a part of it is shorter than it should be", err);
    if (size == 0)
        return CAIRN_OK;
    /* Both are below the blob's size, which is an int. */
    int result = sqlite3_blob_read(blob->handle, memory, (int)size, (int)offset);
    return result == SQLITE_OK ? CAIRN_OK : cairn_store_fail(blob->store, result, "read", err);
}

void cairn_store_blob_close(struct cairn_store_blob *blob)
{
    if (!blob)
        return;
    sqlite3_blob_close(blob->handle);
    cairn_free(blob);
}
