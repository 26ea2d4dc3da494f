/* One run of import: shared by import.c (what is taken) and import_files.c (where it is found and
 * written). */
#ifndef CAIRN_AUTHORING_IMPORT_INTERNAL_H
#define CAIRN_AUTHORING_IMPORT_INTERNAL_H

#include "authoring/import.h"
#include "authoring/lint_internal.h"
#include "base/digest.h"

/* Written into canon.yaml: nobody but import makes a canon with this licence, so it marks folders
 * we may add to. */
#define CAIRN_IMPORT_LICENCE "LicenseRef-imported"

struct cairn_import_run {
    struct cairn_arena *arena; /* the report */
    struct cairn_arena kept;   /* ids and paths, for the run */
    const struct cairn_import_options *options;
    struct cairn_error *err;
    int output_fd;
    struct cairn_span source_name;
    char read_on[11];
    struct cairn_map taken;   /* id to the path it came from (a NUL-terminated text) */
    struct cairn_map domains; /* domains seen */
    bool has_chinese;
    uint64_t imported;
    struct cairn_value *skipped;
};

/* Calls `take` for each file named or found, in order of path. Unreadable ones are skipped with
 * their reason. */
enum cairn_status cairn_import_each_file(
    struct cairn_import_run *run, enum cairn_status (*take)(struct cairn_import_run *run,
                                      const char *path, struct cairn_span text));
enum cairn_status cairn_import_skip(
    struct cairn_import_run *run, const char *path, const char *reason);

/* A path that is not there is said before anything is made. */
enum cairn_status cairn_import_check_paths(struct cairn_import_run *run);
/* Opens the output folder, made if absent; refuses one that holds something else than an import. */
enum cairn_status cairn_import_open_output(struct cairn_import_run *run);
/* <domain>/imported/<slug>.json, and what its .origin.yaml says. */
struct cairn_import_record {
    struct cairn_span id;
    struct cairn_span original_id;
    struct cairn_span unindexed;          /* why it must not be matched, or empty */
    char attacked[CAIRN_DIGEST_HEX_SIZE]; /* note of a regex that withstood the attack strings, or
                                             "" */
    struct cairn_span text;               /* verbatim */
};
enum cairn_status cairn_import_write_record(
    struct cairn_import_run *run, const struct cairn_import_record *record);
/* canon.yaml and each domain.yaml, in both languages where a record has Chinese. */
enum cairn_status cairn_import_write_frame(struct cairn_import_run *run);

#endif
