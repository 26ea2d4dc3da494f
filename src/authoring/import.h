/* Bringing another canon's records in, verbatim, as a canon folder of their own. */
#ifndef CAIRN_AUTHORING_IMPORT_H
#define CAIRN_AUTHORING_IMPORT_H

#include "base/arena.h"
#include "base/error.h"
#include "formats/value.h"

struct cairn_import_options {
    const char *const *paths; /* JSON files, or folders that are searched for *.json */
    size_t path_count;
    const char *output_folder; /* made if absent; must be empty or a canon made by import */
    const char
        *source_name; /* who published these records; NULL: the name of the canon is the folder's */
    const char *read_on; /* date YYYY-MM-DD; NULL: today by the clock */
};

/* {schema: "cairn.import/1", imported, unindexed: [{id, reason}], skipped: [{path, reason}]} */
enum cairn_status cairn_import(struct cairn_arena *arena,
    const struct cairn_import_options *options, struct cairn_value **out_report,
    struct cairn_error *err) CAIRN_MUST_USE;

/* The id under which a foreign record is kept: "d/s/e" becomes "d/s--e". False when it is no valid
 * id. */
bool cairn_import_id(
    struct cairn_arena *arena, const struct cairn_value *original, struct cairn_span *out_id);

#endif
