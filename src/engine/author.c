/*
 * The use cases of authors: lint, build, import. They need no engine, only folders. A build lints
 * first and writes nothing when lint refuses; what it writes, it reads back through the door that
 * everybody else uses, so that the counts it reports are those of the file.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "authoring/build.h"
#include "authoring/import.h"
#include "authoring/lint.h"
#include "authoring/source.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/fd.h"
#include "engine/engine_internal.h"

/* A source tree with what lint says about it. */
struct linted {
    struct cairn_source *source;
    struct cairn_complaints complaints;
};

static void linted_done(struct linted *linted)
{
    cairn_complaints_done(&linted->complaints);
    cairn_source_free(linted->source);
}

static enum cairn_status lint(const char *folder, struct linted *linted, struct cairn_error *err)
{
    enum cairn_status status = cairn_source_read(folder, &linted->source, &linted->complaints, err);
    if (!status)
        status = cairn_lint(linted->source, &linted->complaints, err);
    return status;
}

static void set_text_or_null(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, struct cairn_span text)
{
    cairn_value_set(
        arena, object, key, text.size ? cairn_value_string(arena, text) : cairn_value_null(arena));
}

static struct cairn_value *describe_complaint(
    struct cairn_arena *arena, const struct cairn_complaint *complaint)
{
    struct cairn_value *entry = cairn_value_object(arena);
    cairn_value_set_cstring(arena, entry, "severity", complaint->is_error ? "error" : "note");
    cairn_value_set_cstring(arena, entry, "rule", complaint->rule);
    cairn_value_set_string(arena, entry, "path", complaint->path);
    cairn_value_set_int(arena, entry, "line", complaint->line);
    cairn_value_set_string(arena, entry, "message", complaint->message);
    set_text_or_null(arena, entry, "hint", complaint->hint);
    set_text_or_null(arena, entry, "record", complaint->record);
    return entry;
}

static struct cairn_value *describe_lint(struct cairn_arena *arena, const char *folder,
    enum cairn_language language, const struct linted *linted)
{
    const struct cairn_vec *items = &linted->complaints.items;
    struct cairn_value *tree = cairn_engine_begin_tree(arena, "cairn.lint/1", language);
    struct cairn_value *complaints = cairn_value_array(arena);
    for (size_t i = 0; i < items->count; i++)
        cairn_value_push(arena, complaints,
            describe_complaint(arena, CAIRN_VEC_AT(items, struct cairn_complaint, i)));
    cairn_value_set_cstring(arena, tree, "folder", folder);
    cairn_value_set_int(arena, tree, "errors", (int64_t)linted->complaints.error_count);
    cairn_value_set_int(
        arena, tree, "notes", (int64_t)(items->count - linted->complaints.error_count));
    cairn_value_set_int(arena, tree, "records", (int64_t)linted->source->records.count);
    cairn_value_set(arena, tree, "complaints", complaints);
    return tree;
}

static enum cairn_status describe_cost(struct cairn_arena *arena, const char *folder,
    enum cairn_language language, struct cairn_source *source, struct cairn_value **out_tree,
    struct cairn_error *err)
{
    struct cairn_value *costs = NULL;
    enum cairn_status status = cairn_lint_cost(source, arena, &costs, err);
    if (status)
        return status;
    struct cairn_value *tree = cairn_engine_begin_tree(arena, "cairn.lint-cost/1", language);
    cairn_value_set_cstring(arena, tree, "folder", folder);
    cairn_value_set(arena, tree, "costs", costs);
    *out_tree = tree;
    return CAIRN_OK;
}

static enum cairn_status lint_into(const char *folder, const struct cairn_lint_options *options,
    struct linted *linted, struct cairn_result *result, struct cairn_error *err)
{
    if (!options->cost) {
        enum cairn_status status = lint(folder, linted, err);
        if (!status)
            result->tree = describe_lint(&result->arena, folder, options->language, linted);
        return status;
    }
    enum cairn_status status = cairn_source_read(folder, &linted->source, &linted->complaints, err);
    if (status)
        return status;
    return describe_cost(
        &result->arena, folder, options->language, linted->source, &result->tree, err);
}

enum cairn_status cairn_lint_folder(const char *canon_folder,
    const struct cairn_lint_options *options, struct cairn_result **out_result,
    struct cairn_error *err)
{
    static const struct cairn_lint_options defaults = {0};
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    struct linted linted = {0};
    enum cairn_status status = cairn_result_new(&result, err);
    if (!status)
        status = lint_into(canon_folder, options ? options : &defaults, &linted, result, err);
    bool is_refused = linted.complaints.error_count > 0;
    linted_done(&linted);
    if (status)
        return status;
    return cairn_result_finish(&result, is_refused ? CAIRN_NONE : CAIRN_FOUND, out_result, err);
}

/* digest, records, indexed, unindexed of the file as written; a pipe or device cannot be read back
 * and has none. */
static enum cairn_status describe_file(
    struct cairn_arena *arena, const char *path, struct cairn_value *tree, struct cairn_error *err)
{
    static const char *const keys[] = {"records", "indexed", "unindexed"};
    struct stat status_of_file;
    struct cairn_canon *canon = NULL;
    struct cairn_value *statistics = NULL;
    enum cairn_status status = CAIRN_OK;
    if (path && !stat(path, &status_of_file) && S_ISREG(status_of_file.st_mode))
        status = cairn_canon_open(path, &canon, err);
    if (!status && canon)
        status = cairn_canon_get_statistics(canon, arena, &statistics, err);
    cairn_value_set_cstring(arena, tree, "digest", canon ? cairn_canon_info(canon)->digest : NULL);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        cairn_engine_copy_member(arena, tree, keys[i], statistics, keys[i]);
    cairn_canon_close(canon);
    return status;
}

static enum cairn_status write_canon(
    struct cairn_source *source, const char *path, size_t *out_size, struct cairn_error *err)
{
    CAIRN_AUTO_FREE char *bytes = NULL;
    enum cairn_status status = cairn_build(source, &bytes, out_size, err);
    if (status)
        return status;
    return cairn_file_write(AT_FDCWD, path, cairn_span_make(bytes, *out_size), err);
}

static enum cairn_status build_into(const char *folder, const char *output, struct linted *linted,
    struct cairn_result *result, struct cairn_error *err)
{
    enum cairn_status status = lint(folder, linted, err);
    bool is_refused = linted->complaints.error_count > 0;
    size_t size = 0;
    if (!status && !is_refused)
        status = write_canon(linted->source, output, &size, err);
    if (status)
        return status;
    struct cairn_arena *arena = &result->arena;
    struct cairn_value *tree = cairn_value_object(arena);
    result->tree = tree;
    result->conclusion = is_refused ? CAIRN_NONE : CAIRN_FOUND;
    cairn_value_set_cstring(arena, tree, "schema", "cairn.build/1");
    cairn_value_set_cstring(arena, tree, "folder", folder);
    cairn_value_set_cstring(arena, tree, "output", is_refused ? NULL : output);
    status = describe_file(arena, is_refused ? NULL : output, tree, err);
    if (status)
        return status;
    cairn_value_set_int(arena, tree, "size_bytes", (int64_t)size);
    cairn_value_set(arena, tree, "lint", describe_lint(arena, folder, CAIRN_LANGUAGE_EN, linted));
    return CAIRN_OK;
}

enum cairn_status cairn_build_folder(const char *canon_folder, const char *output_path,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    struct linted linted = {0};
    enum cairn_status status = cairn_result_new(&result, err);
    if (!status)
        status = build_into(canon_folder, output_path, &linted, result, err);
    linted_done(&linted);
    return status ? status : cairn_result_finish(&result, result->conclusion, out_result, err);
}

enum cairn_status cairn_import_files(const struct cairn_import_request *request,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_import_options options = {
        .paths = request->paths,
        .path_count = request->path_count,
        .output_folder = request->output_folder,
        .source_name = request->source_name,
        .read_on = request->read_on,
    };
    enum cairn_status status = cairn_result_new(&result, err);
    if (!status)
        status = cairn_import(&result->arena, &options, &result->tree, err);
    if (status)
        return status;
    bool is_whole = cairn_value_is_empty(cairn_value_get(result->tree, "unindexed")) &&
                    cairn_value_is_empty(cairn_value_get(result->tree, "skipped"));
    return cairn_result_finish(&result, is_whole ? CAIRN_FOUND : CAIRN_NONE, out_result, err);
}
