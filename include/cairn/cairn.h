/*
 * libcairn: what an error means, what not to try, and what works. The same use cases that the
 * command line, the HTTP API and MCP offer. Every use case gives a result, which can be written out
 * in any format; all doors show the same facts.
 *
 * Ownership: what an out_ parameter gives is freed by the caller with the function named at its
 * declaration. Options are plain structs: all-zero means the default. An engine and its results are
 * used by one thread at a time. `err` may be NULL.
 */
#ifndef CAIRN_CAIRN_H
#define CAIRN_CAIRN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cairn/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CAIRN_EXPORT  __attribute__((visibility("default")))
#define CAIRN_CHECKED __attribute__((warn_unused_result))
#else
#define CAIRN_EXPORT
#define CAIRN_CHECKED
#endif

struct cairn_engine;
struct cairn_result;

enum cairn_language {
    CAIRN_LANGUAGE_EN = 0,
    CAIRN_LANGUAGE_ZH,
};

enum cairn_format {
    CAIRN_FORMAT_TEXT = 0,
    CAIRN_FORMAT_JSON,
    CAIRN_FORMAT_NDJSON,
    CAIRN_FORMAT_MARKDOWN,
    CAIRN_FORMAT_HTML,
};

/* What a result amounts to; the command line makes its exit code of it. */
enum cairn_outcome {
    CAIRN_FOUND = 0,  /* something known was found, or the work was done */
    CAIRN_NONE,       /* nothing found; lint: refused; import: some records not indexed */
    CAIRN_INCOMPLETE, /* found or not, but a limit or an unreadable part means there may be more */
};

struct cairn_engine_options {
    /* Canon files; when canon_count is 0: those of the search path below. At most
     * CAIRN_LIMIT_CANONS (16). */
    const char *const *canon_paths;
    size_t canon_count;
    /* Search path, nearest first, used when canon_count is 0; files that do not exist are skipped.
     */
    const char *const *default_paths;
    size_t default_count;
};

/* Opens the canons. No canon at all is CAIRN_ERR_NOT_FOUND. Freed with cairn_engine_close. */
CAIRN_EXPORT enum cairn_status cairn_engine_open(const struct cairn_engine_options *options,
    struct cairn_engine **out_engine, struct cairn_error *err) CAIRN_CHECKED;
CAIRN_EXPORT void cairn_engine_close(struct cairn_engine *engine);

/* One input: a descriptor (memory NULL) or memory. Borrowed during the call. */
struct cairn_input {
    const char *name; /* for messages and results, such as the file's path */
    int fd;
    const char *memory;
    size_t memory_size;
};

struct cairn_explain_options {
    enum cairn_language language;
    const char *domain; /* only this domain; NULL: all */
    /* Called now and then while reading large inputs; NULL: never. */
    void (*progress)(void *context, uint64_t bytes_read);
    void *progress_context;
};

/* What do these inputs hold? Results are freed with cairn_result_free. */
CAIRN_EXPORT enum cairn_status cairn_explain(struct cairn_engine *engine,
    const struct cairn_input *inputs, size_t input_count,
    const struct cairn_explain_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

struct cairn_show_options {
    enum cairn_language language;
    bool next; /* only what leads here and what comes next */
};

/* One record or family by id; an unknown id gives CAIRN_NONE with near ones. */
CAIRN_EXPORT enum cairn_status cairn_show(struct cairn_engine *engine, const char *id,
    const struct cairn_show_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

struct cairn_search_options {
    enum cairn_language language;
    const char *domain;
    uint32_t limit; /* 0: 10 */
};

CAIRN_EXPORT enum cairn_status cairn_search(struct cairn_engine *engine, const char *query,
    const struct cairn_search_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

CAIRN_EXPORT enum cairn_status cairn_statistics(struct cairn_engine *engine,
    enum cairn_language language, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

enum cairn_export_shape {
    CAIRN_SHAPE_PUBLISHED = 0, /* all that Cairn publishes */
    CAIRN_SHAPE_REFERENCE,     /* the keys of the reference shape; imported records verbatim */
};

/* Calls `write` with the bytes of each record in order of id: JSON documents, or one line each with
 * NDJSON. id NULL: all records. A status other than OK from `write` stops and is returned.
 * *out_outcome is CAIRN_NONE when there is no such id. */
struct cairn_export_options {
    const char *id;
    enum cairn_export_shape shape;
    enum cairn_format format;
    enum cairn_language language;
    enum cairn_status (*write)(
        void *context, const char *bytes, size_t size, struct cairn_error *err);
    void *write_context;
};

CAIRN_EXPORT enum cairn_status cairn_export(struct cairn_engine *engine,
    const struct cairn_export_options *options, enum cairn_outcome *out_outcome,
    struct cairn_error *err) CAIRN_CHECKED;

/* Authoring. These need no engine. */
struct cairn_lint_options {
    enum cairn_language language;
    bool cost; /* instead of complaints: what each signature costs a scan */
};

CAIRN_EXPORT enum cairn_status cairn_lint_folder(const char *canon_folder,
    const struct cairn_lint_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;
/* Lints, then compiles; nothing is written when lint refuses (CAIRN_NONE). Written aside and
 * renamed. */
CAIRN_EXPORT enum cairn_status cairn_build_folder(const char *canon_folder, const char *output_path,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_CHECKED;

struct cairn_import_request {
    const char *const *paths;
    size_t path_count;
    const char *output_folder;
    const char *source_name; /* may be NULL */
    const char *read_on;     /* YYYY-MM-DD; NULL: today */
};

CAIRN_EXPORT enum cairn_status cairn_import_files(const struct cairn_import_request *request,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_CHECKED;

/* Results. */
CAIRN_EXPORT void cairn_result_free(struct cairn_result *result);
CAIRN_EXPORT enum cairn_outcome cairn_result_outcome(const struct cairn_result *result);

struct cairn_write_options {
    enum cairn_format format;
    enum cairn_language language;
    bool full;   /* text: everything instead of what decides */
    bool colour; /* text: ANSI colours */
    int columns; /* text: width to wrap at; 0: 80 */
};

/* The bytes of a result in a format; NUL-terminated, *out_size without the NUL; freed with
 * cairn_bytes_free. */
CAIRN_EXPORT enum cairn_status cairn_result_write(const struct cairn_result *result,
    const struct cairn_write_options *options, char **out_bytes, size_t *out_size,
    struct cairn_error *err) CAIRN_CHECKED;
CAIRN_EXPORT void cairn_bytes_free(char *bytes);

CAIRN_EXPORT const char *cairn_version(void);

#ifdef __cplusplus
}
#endif
#endif
