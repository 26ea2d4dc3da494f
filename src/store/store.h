/*
 * SQLite behind a small wrapper: no other folder sees its types. SQL texts are static; values are bound. A store opened
 * for reading is treated as hostile: immutable, defensive, trusted_schema off, limits on lengths and expression depth.
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

/* Open an existing file for reading. Wrong application_id, no database, or truncated: CAIRN_ERR_CORRUPT with what to do;
 * another `schema_version` (PRAGMA user_version): CAIRN_ERR_UNSUPPORTED. */
enum cairn_status cairn_store_open(const char *path, int schema_version, struct cairn_store **out_store, struct cairn_error *err) CAIRN_MUST_USE;
/* Make a new database in memory; `schema` is run as a script. Write it out with cairn_store_serialize. */
enum cairn_status cairn_store_new(const char *schema, int schema_version, struct cairn_store **out_store, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_store_close(struct cairn_store *store);
const char *cairn_store_path(const struct cairn_store *store); /* borrowed */

/* The bytes of the database file (after VACUUM, so that equal content gives equal bytes); the caller frees with cairn_free. */
enum cairn_status cairn_store_serialize(struct cairn_store *store, char **out_bytes, size_t *out_size, struct cairn_error *err) CAIRN_MUST_USE;

/* Statements are prepared once and reused: `sql` must be static text; the store owns and caches the statement. */
enum cairn_status cairn_store_prepare(struct cairn_store *store, const char *sql, struct cairn_store_statement **out_statement, struct cairn_error *err) CAIRN_MUST_USE;
/* Parameters are 1-based. Text is copied by SQLite only until the next reset. */
void cairn_store_bind_text(struct cairn_store_statement *statement, int parameter, struct cairn_span text);
void cairn_store_bind_blob(struct cairn_store_statement *statement, int parameter, struct cairn_span bytes);
void cairn_store_bind_int(struct cairn_store_statement *statement, int parameter, int64_t number);
void cairn_store_bind_null(struct cairn_store_statement *statement, int parameter);
/* Step: *out_has_row tells. A failed bind shows here. */
enum cairn_status cairn_store_step(struct cairn_store_statement *statement, bool *out_has_row, struct cairn_error *err) CAIRN_MUST_USE;
/* Columns are 0-based; spans are borrowed until the next step or reset. */
struct cairn_span cairn_store_column_text(struct cairn_store_statement *statement, int column);
int64_t cairn_store_column_int(struct cairn_store_statement *statement, int column);
double cairn_store_column_real(struct cairn_store_statement *statement, int column);
bool cairn_store_column_is_null(struct cairn_store_statement *statement, int column);
void cairn_store_reset(struct cairn_store_statement *statement); /* forget rows and bindings; always call when done with a result */

/* Incremental reading of one blob; `table`, `column` static text. */
enum cairn_status cairn_store_blob_open(struct cairn_store *store, const char *table, const char *column, int64_t row, struct cairn_store_blob **out_blob, struct cairn_error *err) CAIRN_MUST_USE;
size_t cairn_store_blob_size(const struct cairn_store_blob *blob);
enum cairn_status cairn_store_blob_read(struct cairn_store_blob *blob, size_t offset, char *memory, size_t size, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_store_blob_close(struct cairn_store_blob *blob);

#endif
