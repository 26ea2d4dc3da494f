/* Private to src/store: what the wrapper's files share. The only header of the project that sees
 * SQLite's types. */
#ifndef CAIRN_STORE_STORE_INTERNAL_H
#define CAIRN_STORE_STORE_INTERNAL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/vec.h"
#include "store/store.h"

enum cairn_store_kind {
    CAIRN_STORE_NEW,     /* in memory */
    CAIRN_STORE_FOREIGN, /* opened for reading: nothing in it is trusted */
    CAIRN_STORE_OWN,     /* a file that we keep (own.c) */
};

struct cairn_store {
    sqlite3 *handle;
    char *path; /* owned; "" for a new one */
    enum cairn_store_kind kind;
    const char *title;           /* static: what an own file is called, "ledger of outcomes" */
    uint64_t steps;              /* virtual machine steps since the last reset */
    struct cairn_vec statements; /* struct cairn_store_statement *, owned */
};

struct cairn_store_statement {
    struct cairn_store *store;
    const char *sql; /* static text: its address is the key in the cache */
    sqlite3_stmt *handle;
    int bind_result; /* the first failed bind since the last reset */
};

/* The status that fits SQLite's `result`, with SQLite's words as detail (failure.c). `action`:
 * "read", "make", "write to". */
enum cairn_status cairn_store_fail(const struct cairn_store *store, int result, const char *action,
    struct cairn_error *err) CAIRN_MUST_USE CAIRN_COLD;

/* The file's header, read without SQLite: kind, version, and whether all of the file is there. */
enum cairn_status cairn_store_check_header(
    const struct cairn_store *store, int schema_version, struct cairn_error *err) CAIRN_MUST_USE;
/* Every entry of the schema is spelled as in one of the scripts, or one of FTS5's own tables. */
enum cairn_status cairn_store_check_schema(struct cairn_store *store, const char *const *scripts,
    size_t count, struct cairn_error *err) CAIRN_MUST_USE;

/* Closed with cairn_store_close, whatever of it is there. */
enum cairn_status cairn_store_alloc(
    const char *path, struct cairn_store **out_store, struct cairn_error *err) CAIRN_MUST_USE;
/* Closes the file and forgets the statements; the store can be opened again. */
void cairn_store_close_handle(struct cairn_store *store);
/* A path as a file: URI with `options` ("?mode=ro"): "?" and "%" in a name are no options, and
 * ":memory:" is a file. */
void cairn_store_append_uri(struct cairn_buf *buf, const char *path, const char *options);
/* Every switch for untrusted files; SQLite's result. Triggers only where the schema is checked. */
int cairn_store_harden(sqlite3 *handle, bool has_triggers);

/* The name of the way to files that stores are opened by (place.c); NULL: SQLite's own. */
const char *cairn_store_place(void);

#endif
