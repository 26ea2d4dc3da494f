/*
 * SQLite behind a small wrapper: no other folder sees its types. SQL texts are static; values are
 * bound. A store opened for reading is treated as hostile: immutable, defensive, trusted_schema
 * off, its schema compared with the expected one, limits on lengths, depth and steps. One store is
 * used by one thread at a time.
 */
#ifndef CAIRN_STORE_STORE_H
#define CAIRN_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

#define CAIRN_STORE_APPLICATION_ID 0x4341524e /* "CARN" */

struct cairn_store;
struct cairn_store_statement;
struct cairn_store_blob;

/* What a kind of database looks like. `sql` is a script; a file is accepted only if every table,
 * index and virtual table in it is spelled exactly as there (FTS5's own tables apart, whose
 * spelling is known here), so a hostile file can bring no view, trigger or generated column of its
 * own. */
struct cairn_store_schema {
    const char *sql;
    int version; /* PRAGMA user_version */
};

/* Open an existing file for reading. Wrong application_id, no database, truncated, or a foreign
 * schema: CAIRN_ERR_CORRUPT with what to do; another version: CAIRN_ERR_UNSUPPORTED. Costs some 0.2
 * ms, whatever the size. */
enum cairn_status cairn_store_open(const char *path, const struct cairn_store_schema *schema,
    struct cairn_store **out_store, struct cairn_error *err) CAIRN_MUST_USE;
/* Make a new database in memory, in one open transaction. Write it out with cairn_store_serialize.
 */
enum cairn_status cairn_store_new(const struct cairn_store_schema *schema,
    struct cairn_store **out_store, struct cairn_error *err) CAIRN_MUST_USE;
/* A file that we keep and write to: how it came about. */
struct cairn_store_history {
    int32_t application_id;     /* tells it from every other file of SQLite */
    const char *title;          /* "ledger of outcomes", for messages */
    const char *const *scripts; /* scripts[n] leads from version n to n + 1; none changes a table */
    size_t count;
};

/* Open such a file, or with may_make make it (mode 0600) where there is none; without, that is
 * CAIRN_ERR_NOT_FOUND. Several processes may have it open at once: a writer waits for another one.
 * An older file is brought to the newest version in one transaction; a newer one is
 * CAIRN_ERR_UNSUPPORTED, a foreign one CAIRN_ERR_CORRUPT. What is written is on the disk when the
 * statement that writes it has run. A file or folder that may not be written to can still be read.
 */
enum cairn_status cairn_store_open_own(const char *path, const struct cairn_store_history *history,
    bool may_make, struct cairn_store **out_store, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_store_close(
    struct cairn_store *store); /* also frees its statements; blobs must be closed before */
const char *cairn_store_path(const struct cairn_store *store); /* borrowed; "" for a new one */

/* Commits; then the bytes of the database file (after VACUUM, so that equal content gives equal
 * bytes); the caller frees with cairn_free. The store is only good for closing afterwards. */
enum cairn_status cairn_store_serialize(struct cairn_store *store, char **out_bytes,
    size_t *out_size, struct cairn_error *err) CAIRN_MUST_USE;

/* Of a store that was opened with _open_own: another number whenever something else than this store
 * has changed the file. Costs a look into shared memory, some 2 µs. */
enum cairn_status cairn_store_get_version(
    struct cairn_store *store, int64_t *out_version, struct cairn_error *err) CAIRN_MUST_USE;

/* Statements are prepared once and reused: `sql` must be static text; the store owns and caches the
 * statement. */
enum cairn_status cairn_store_prepare(struct cairn_store *store, const char *sql,
    struct cairn_store_statement **out_statement, struct cairn_error *err) CAIRN_MUST_USE;
/* Parameters are 1-based. Text and bytes are borrowed until the next reset or bind of that
 * parameter. */
void cairn_store_bind_text(
    struct cairn_store_statement *statement, int parameter, struct cairn_span text);
void cairn_store_bind_blob(
    struct cairn_store_statement *statement, int parameter, struct cairn_span bytes);
void cairn_store_bind_int(struct cairn_store_statement *statement, int parameter, int64_t number);
void cairn_store_bind_null(struct cairn_store_statement *statement, int parameter);
/* Step: *out_has_row tells. A failed bind shows here. More than CAIRN_LIMIT_STORE_STEPS of work
 * since the last reset is CAIRN_ERR_CORRUPT in a store opened for reading: no honest file needs it.
 */
enum cairn_status cairn_store_step(struct cairn_store_statement *statement, bool *out_has_row,
    struct cairn_error *err) CAIRN_MUST_USE;
/* Step a statement that gives no row, then reset it. */
enum cairn_status cairn_store_run(
    struct cairn_store_statement *statement, struct cairn_error *err) CAIRN_MUST_USE;
/* Columns are 0-based; spans are borrowed until the next step or reset. A hostile file may hold any
 * type in any column, and any bytes in a text. */
struct cairn_span cairn_store_column_text(struct cairn_store_statement *statement, int column);
struct cairn_span cairn_store_column_blob(struct cairn_store_statement *statement, int column);
int64_t cairn_store_column_int(struct cairn_store_statement *statement, int column);
double cairn_store_column_real(struct cairn_store_statement *statement, int column);
bool cairn_store_column_is_null(struct cairn_store_statement *statement, int column);
void cairn_store_reset(struct cairn_store_statement
        *statement); /* forget rows and bindings; always call when done with a result */

/* A local statement that is reset at the end of its scope. */
void cairn_store_reset_pointer(struct cairn_store_statement **statement);
#define CAIRN_AUTO_RESET CAIRN_CLEANUP(cairn_store_reset_pointer)

/* Incremental reading of blobs; `table`, `column` static text. `row` may be changed with _move. */
enum cairn_status cairn_store_blob_open(struct cairn_store *store, const char *table,
    const char *column, int64_t row, struct cairn_store_blob **out_blob,
    struct cairn_error *err) CAIRN_MUST_USE;
/* After a failure the blob is only good for closing. */
enum cairn_status cairn_store_blob_move(
    struct cairn_store_blob *blob, int64_t row, struct cairn_error *err) CAIRN_MUST_USE;
size_t cairn_store_blob_size(const struct cairn_store_blob *blob);
enum cairn_status cairn_store_blob_read(struct cairn_store_blob *blob, size_t offset, char *memory,
    size_t size, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_store_blob_close(struct cairn_store_blob *blob);

/* The one way to say that a store opened for reading holds what it cannot: CAIRN_ERR_CORRUPT, the
 * file's name, `what` (such as "record 7 has no text"), and how to mend it. */
enum cairn_status cairn_store_corrupt(
    const struct cairn_store *store, const char *what, struct cairn_error *err) CAIRN_MUST_USE;

#endif
