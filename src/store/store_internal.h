/* Private to src/store: what the wrapper's files share. The only header of the project that sees
 * SQLite's types. */
#ifndef CAIRN_STORE_STORE_INTERNAL_H
#define CAIRN_STORE_STORE_INTERNAL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "store/store.h"

struct cairn_store {
    sqlite3 *handle;
    char *path;                  /* owned; "" for a new one */
    bool is_foreign;             /* opened for reading: nothing in it is trusted */
    uint64_t steps;              /* virtual machine steps since the last reset */
    struct cairn_vec statements; /* struct cairn_store_statement *, owned */
};

struct cairn_store_statement {
    struct cairn_store *store;
    const char *sql; /* static text: its address is the key in the cache */
    sqlite3_stmt *handle;
    int bind_result; /* the first failed bind since the last reset */
};

/* The status that fits SQLite's `result`, with SQLite's words as detail. `action`: "read", "make".
 */
enum cairn_status cairn_store_fail(const struct cairn_store *store, int result, const char *action,
    struct cairn_error *err) CAIRN_MUST_USE CAIRN_COLD;

/* The file's header, read without SQLite: kind, version, and whether all of the file is there. */
enum cairn_status cairn_store_check_header(
    const struct cairn_store *store, int schema_version, struct cairn_error *err) CAIRN_MUST_USE;
/* Every entry of the schema is spelled as in `schema`, or one of FTS5's own tables. */
enum cairn_status cairn_store_check_schema(
    struct cairn_store *store, const char *schema, struct cairn_error *err) CAIRN_MUST_USE;

#endif
