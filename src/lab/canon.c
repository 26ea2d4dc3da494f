/*
 * The canon under test. It is read and linted as an author's would be, then compiled into a
 * temporary file, so that baselines are named by the matcher that readers use. Evidence stays out
 * of it: the run is about to make it anew, and what is wrong with the old one is no reason to stop.
 */
#include "lab/prove.h"

#include <fcntl.h>

#include "authoring/build.h"
#include "authoring/lint.h"
#include "base/alloc.h"
#include "base/fd.h"

static bool is_about_evidence(const struct cairn_complaint *complaint)
{
    static const char *const rules[] = {"broken-evidence", "evidence-order", "dangling-evidence",
        "unrecognised-evidence", "contradicted"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(rules); i++) {
        if (cairn_span_equal_string(cairn_span_from_string(complaint->rule), rules[i]))
            return true;
    }
    return cairn_span_ends_with(complaint->path, CAIRN_SPAN("evidence.ndjson")) ||
           cairn_span_ends_with(complaint->path, CAIRN_SPAN("transcripts.zst"));
}

static enum cairn_status refuse(
    const struct cairn_complaints *complaints, const char *folder, struct cairn_error *err)
{
    size_t count = 0;
    const struct cairn_complaint *first = NULL;
    for (size_t i = 0; i < complaints->items.count; i++) {
        const struct cairn_complaint *complaint =
            CAIRN_VEC_AT(&complaints->items, struct cairn_complaint, i);
        if (!complaint->is_error || is_about_evidence(complaint))
            continue;
        count++;
        if (!first)
            first = complaint;
    }
    if (!first)
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot prove %s: lint refuses it (%zu error%s)", folder,
        count, count == 1 ? "" : "s");
    cairn_error_detail(err, "%.*s:%u: %.*s [%s]", CAIRN_SPAN_ARGS(first->path), first->line,
        CAIRN_SPAN_ARGS(first->message), first->rule);
    cairn_error_hint(err, "See them all: cairn lint %s", folder);
    return CAIRN_ERR_INVALID;
}

static void drop_evidence(struct cairn_source *source)
{
    for (size_t i = 0; i < source->domains.count; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&source->domains, struct cairn_source_domain *, i);
        for (size_t j = 0; j < domain->families.count; j++) {
            struct cairn_source_family *family =
                *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, j);
            family->evidence = (struct cairn_source_file){0};
            family->transcripts = (struct cairn_source_file){0};
        }
    }
}

static enum cairn_status read_source(
    const char *folder, struct cairn_source **out_source, struct cairn_error *err)
{
    struct cairn_complaints complaints = {0};
    enum cairn_status status = cairn_source_read(folder, out_source, &complaints, err);
    if (!status)
        status = cairn_lint(*out_source, &complaints, err);
    if (!status)
        status = refuse(&complaints, folder, err);
    cairn_complaints_done(&complaints);
    return status;
}

static enum cairn_status compile(struct cairn_lab_canon *canon, struct cairn_error *err)
{
    CAIRN_AUTO_FREE char *bytes = NULL;
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    size_t size = 0;
    enum cairn_status status = cairn_build(canon->source, &bytes, &size, err);
    cairn_buf_printf(&path, "%s/canon.db", canon->place.path);
    if (!status)
        status = cairn_buf_status(&path, err);
    if (!status)
        status = cairn_file_write(AT_FDCWD, path.data, cairn_span_make(bytes, size), err);
    if (status)
        return status;
    const char *paths[] = {path.data};
    const struct cairn_engine_options options = {.canon_paths = paths, .canon_count = 1};
    return cairn_engine_open(&options, &canon->engine, err);
}

enum cairn_status cairn_lab_canon_open(
    const char *folder, struct cairn_lab_canon *canon, struct cairn_error *err)
{
    *canon = (struct cairn_lab_canon){0};
    enum cairn_status status = read_source(folder, &canon->source, err);
    if (status)
        return status;
    drop_evidence(canon->source);
    status = cairn_lab_temporary_make(&canon->place, &canon->arena, "/tmp", "cairn-canon", err);
    return status ? status : compile(canon, err);
}

void cairn_lab_canon_done(struct cairn_lab_canon *canon)
{
    cairn_engine_close(canon->engine);
    cairn_source_free(canon->source);
    cairn_lab_temporary_done(&canon->place);
    cairn_arena_done(&canon->arena);
    *canon = (struct cairn_lab_canon){0};
}
