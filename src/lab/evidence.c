/*
 * Lines are kept verbatim beside what they say, so that an unchanged trial is written back byte for
 * byte. Transcripts are kept packed, for the same reason and because most are never looked at.
 */
#include "lab/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "base/limits.h"
#include "formats/json.h"
#include "formats/zstd.h"

/* What a transcript of a trial may hold once unpacked: some hundred cells. */
#define TRANSCRIPT_UNPACKED ((size_t)8 << 20)

/* Through a link a canon of somebody else could have any file of ours replaced; lint, which refuses
 * links, does not stop a run for what is wrong with evidence. */
static enum cairn_status check_plain(const char *path, struct cairn_error *err)
{
    struct stat about;
    if (lstat(path, &about) || S_ISREG(about.st_mode))
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_DENIED, "cannot use '%s': it is no ordinary file", path);
    cairn_error_hint(err, "Remove it: cairn prove makes it.");
    return CAIRN_ERR_DENIED;
}

static enum cairn_status read_file(struct cairn_lab_evidence *evidence, const char *folder,
    const char *name, struct cairn_span *out_bytes, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf bytes = {0};
    struct cairn_error failure = {0};
    char *path = cairn_arena_printf(&evidence->arena, "%s/%s", folder, name);
    if (!path)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status = check_plain(path, &failure);
    if (!status)
        status = cairn_file_read(AT_FDCWD, path, 2 * CAIRN_LAB_TRANSCRIPTS_BYTES, &bytes, &failure);
    if (status == CAIRN_ERR_NOT_FOUND) {
        *out_bytes = (struct cairn_span){0};
        return CAIRN_OK;
    }
    if (status) {
        if (err)
            *err = failure;
        return status;
    }
    *out_bytes = cairn_arena_copy(&evidence->arena, cairn_buf_span(&bytes));
    return out_bytes->data || !bytes.size ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

static struct cairn_lab_evidence_trial *find(const struct cairn_lab_evidence *evidence,
    struct cairn_span cause, struct cairn_span environment)
{
    for (size_t i = 0; i < evidence->trials.count; i++) {
        struct cairn_lab_evidence_trial *trial =
            CAIRN_VEC_AT(&evidence->trials, struct cairn_lab_evidence_trial, i);
        if (cairn_span_equal(trial->cause, cause) &&
            cairn_span_equal(trial->environment, environment))
            return trial;
    }
    return NULL;
}

const struct cairn_lab_evidence_trial *cairn_lab_evidence_find(
    const struct cairn_lab_evidence *evidence, struct cairn_span cause,
    struct cairn_span environment)
{
    return find(evidence, cause, environment);
}

static enum cairn_status add_line(
    struct cairn_lab_evidence *evidence, struct cairn_span line, struct cairn_error *err)
{
    struct cairn_value *value = NULL;
    enum cairn_status status =
        cairn_json_read(&evidence->arena, line, "evidence.ndjson", &value, NULL);
    if (status == CAIRN_ERR_MEMORY)
        return CAIRN_FAIL_MEMORY(err);
    if (status)
        return CAIRN_OK;
    const struct cairn_value *names = cairn_value_get(value, "trial");
    struct cairn_lab_evidence_trial trial = {.cause = cairn_value_text(cairn_value_at(names, 0)),
        .environment = cairn_value_text(cairn_value_at(names, 1)),
        .line = line,
        .value = value};
    if (!trial.cause.size || find(evidence, trial.cause, trial.environment))
        return CAIRN_OK;
    return cairn_vec_push(&evidence->trials, &trial, err);
}

/* "CAUSE ENVIRONMENT" says whose the next frame is. */
static void add_transcripts(struct cairn_lab_evidence *evidence, struct cairn_span bytes)
{
    struct cairn_lab_evidence_trial *trial = NULL;
    while (bytes.size) {
        struct cairn_span frame;
        bool is_name = false;
        if (cairn_zstd_next(&bytes, &frame, &is_name, NULL))
            return;
        if (!is_name) {
            if (trial)
                trial->transcript = frame;
            trial = NULL;
            continue;
        }
        size_t space = cairn_span_find_byte(frame, ' ', 0);
        trial = find(evidence, cairn_span_slice(frame, 0, space),
            cairn_span_slice(frame, space == CAIRN_SPAN_NPOS ? frame.size : space + 1, frame.size));
    }
}

enum cairn_status cairn_lab_evidence_read(
    struct cairn_lab_evidence *evidence, const char *folder, struct cairn_error *err)
{
    struct cairn_span lines, transcripts, line;
    *evidence =
        (struct cairn_lab_evidence){.trials = CAIRN_VEC_OF(struct cairn_lab_evidence_trial)};
    enum cairn_status status = read_file(evidence, folder, "evidence.ndjson", &lines, err);
    while (!status && cairn_span_take_line(&lines, &line))
        status = add_line(evidence, line, err);
    if (!status)
        status = read_file(evidence, folder, "transcripts.zst", &transcripts, err);
    if (!status)
        add_transcripts(evidence, transcripts);
    return status;
}

void cairn_lab_evidence_done(struct cairn_lab_evidence *evidence)
{
    cairn_vec_done(&evidence->trials);
    cairn_arena_done(&evidence->arena);
}

/* Everything but where, when and in which words it was seen. */
static bool is_same_result(const struct cairn_value *a, const struct cairn_value *b)
{
    static const char *const keys[] = {"names", "control", "placebo", "tells", "arms", "recipe"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++) {
        const struct cairn_value *left = cairn_value_get(a, keys[i]);
        const struct cairn_value *right = cairn_value_get(b, keys[i]);
        if (!left || !right || !cairn_value_equal(left, right))
            return false;
    }
    return true;
}

unsigned cairn_lab_runs_of(const struct cairn_value *trial)
{
    int64_t runs = cairn_value_get_int(trial, "runs");
    return runs < 1 ? 1 : runs > CAIRN_LAB_REPEATS ? CAIRN_LAB_REPEATS : (unsigned)runs;
}

static enum cairn_status keep_bytes(struct cairn_lab_evidence *evidence,
    const struct cairn_buf *buf, struct cairn_span *out, struct cairn_error *err)
{
    enum cairn_status status = cairn_buf_status(buf, err);
    if (status)
        return status;
    *out = cairn_arena_copy(&evidence->arena, cairn_buf_span(buf));
    return out->data || !buf->size ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

static enum cairn_status write_line(struct cairn_lab_evidence *evidence,
    const struct cairn_value *value, struct cairn_lab_evidence_trial *trial,
    struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    cairn_json_write(&line, value, CAIRN_JSON_COMPACT);
    enum cairn_status status = keep_bytes(evidence, &line, &trial->line, err);
    trial->value = cairn_value_copy(&evidence->arena, value);
    if (!status)
        status = cairn_value_status(&evidence->arena, trial->value, err);
    return status;
}

static enum cairn_status set_transcript(struct cairn_lab_evidence *evidence,
    struct cairn_lab_evidence_trial *trial, struct cairn_span text, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf frame = {0};
    enum cairn_status status = cairn_zstd_pack(&frame, text, err);
    return status ? status : keep_bytes(evidence, &frame, &trial->transcript, err);
}

/* The line that stands, seen as often as `value` says. */
static enum cairn_status confirm(struct cairn_lab_evidence *evidence,
    struct cairn_lab_evidence_trial *trial, const struct cairn_value *value,
    enum cairn_lab_put *out_put, struct cairn_error *err)
{
    *out_put = CAIRN_LAB_PUT_SAME;
    if (cairn_lab_runs_of(value) <= cairn_lab_runs_of(trial->value))
        return CAIRN_OK;
    *out_put = CAIRN_LAB_PUT_CONFIRMED;
    trial->is_won = true;
    struct cairn_value *grown = cairn_value_copy(&evidence->arena, trial->value);
    cairn_value_set_int(&evidence->arena, grown, "runs", cairn_lab_runs_of(value));
    return write_line(evidence, grown, trial, err);
}

enum cairn_status cairn_lab_evidence_transcript(
    const struct cairn_lab_evidence_trial *trial, struct cairn_buf *out, struct cairn_error *err)
{
    if (!trial->transcript.size)
        return CAIRN_OK;
    return cairn_zstd_unpack(out, trial->transcript, TRANSCRIPT_UNPACKED, err);
}

enum cairn_status cairn_lab_evidence_read_transcript(const struct cairn_lab_evidence_trial *trial,
    struct cairn_buf *out, bool *out_is_readable, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_error failure = {0};
    *out_is_readable = false;
    if (!trial || !trial->transcript.size)
        return CAIRN_OK;
    enum cairn_status status = cairn_lab_evidence_transcript(trial, &text, &failure);
    if (status == CAIRN_ERR_MEMORY)
        return CAIRN_FAIL_MEMORY(err);
    *out_is_readable = !status;
    if (!status)
        cairn_buf_append(out, cairn_buf_span(&text));
    return cairn_buf_status(out, err);
}

static enum cairn_status has_readable_transcript(
    const struct cairn_lab_evidence_trial *trial, bool *out_has, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    return cairn_lab_evidence_read_transcript(trial, &text, out_has, err);
}

enum cairn_status cairn_lab_evidence_put(struct cairn_lab_evidence *evidence,
    const struct cairn_value *value, struct cairn_span transcript, enum cairn_lab_put *out_put,
    struct cairn_error *err)
{
    const struct cairn_value *names = cairn_value_get(value, "trial");
    struct cairn_lab_evidence_trial *trial = find(evidence,
        cairn_value_text(cairn_value_at(names, 0)), cairn_value_text(cairn_value_at(names, 1)));
    struct cairn_lab_evidence_trial added = {0};
    bool is_changed = !trial || !is_same_result(trial->value, value);
    bool is_new = !trial, has_transcript = false;
    enum cairn_status status = has_readable_transcript(trial, &has_transcript, err);
    if (status)
        return status;
    if (is_new)
        trial = &added;
    bool needs_transcript = transcript.size && (is_changed || !has_transcript);
    trial->is_won |= is_changed || needs_transcript;
    *out_put = CAIRN_LAB_PUT_CHANGED;
    if (is_changed)
        status = write_line(evidence, value, trial, err);
    else
        status = confirm(evidence, trial, value, out_put, err);
    if (!status && needs_transcript)
        status = set_transcript(evidence, trial, transcript, err);
    if (needs_transcript && *out_put == CAIRN_LAB_PUT_SAME)
        *out_put = CAIRN_LAB_PUT_CONFIRMED;
    if (!status && is_new) {
        names = cairn_value_get(added.value, "trial");
        added.cause = cairn_value_text(cairn_value_at(names, 0));
        added.environment = cairn_value_text(cairn_value_at(names, 1));
        status = cairn_vec_push(&evidence->trials, &added, err);
    }
    return status;
}

static void append_trial(struct cairn_buf *lines, struct cairn_buf *transcripts,
    const struct cairn_lab_evidence_trial *trial)
{
    CAIRN_AUTO_BUF struct cairn_buf name = {0};
    cairn_buf_append(lines, trial->line);
    cairn_buf_append_byte(lines, '\n');
    cairn_buf_printf(
        &name, "%.*s %.*s", CAIRN_SPAN_ARGS(trial->cause), CAIRN_SPAN_ARGS(trial->environment));
    size_t size = name.size + 8 + trial->transcript.size;
    if (trial->transcript.size && transcripts->size + size <= CAIRN_LAB_TRANSCRIPTS_BYTES) {
        cairn_zstd_append_skippable(transcripts, cairn_buf_span(&name));
        cairn_buf_append(transcripts, trial->transcript);
    }
    cairn_buf_pass_failure(lines, &name);
}

static struct cairn_span name_of(const struct cairn_value *entry)
{
    struct cairn_span name = cairn_value_text(entry);
    return name.size ? name : cairn_value_get_text(entry, "id");
}

static enum cairn_status replace_file(
    const char *folder, const char *name, const struct cairn_buf *bytes, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    CAIRN_AUTO_BUF struct cairn_buf old = {0};
    cairn_buf_printf(&path, "%s/%s", folder, name);
    enum cairn_status status = cairn_buf_status(&path, err);
    if (!status)
        status = cairn_buf_status(bytes, err);
    if (status)
        return status;
    bool is_same =
        !cairn_file_read(AT_FDCWD, path.data, 2 * CAIRN_LAB_TRANSCRIPTS_BYTES, &old, NULL) &&
        cairn_span_equal(cairn_buf_span(&old), cairn_buf_span(bytes));
    if (is_same)
        return CAIRN_OK;
    return cairn_file_write(AT_FDCWD, path.data, cairn_buf_span(bytes), err);
}

/* What is there by now, with what this run won. */
static enum cairn_status merge(const struct cairn_lab_evidence *won,
    struct cairn_lab_evidence *present, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < won->trials.count; i++) {
        const struct cairn_lab_evidence_trial *trial =
            CAIRN_VEC_AT(&won->trials, struct cairn_lab_evidence_trial, i);
        struct cairn_lab_evidence_trial *old = find(present, trial->cause, trial->environment);
        if (!trial->is_won)
            continue;
        if (old)
            *old = *trial;
        else
            status = cairn_vec_push(&present->trials, trial, err);
    }
    return status;
}

static enum cairn_status write_files(const struct cairn_lab_evidence *evidence, const char *folder,
    const struct cairn_value *causes, const struct cairn_value *environments,
    struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf lines = {0};
    CAIRN_AUTO_BUF struct cairn_buf transcripts = {0};
    CAIRN_VALUE_EACH(cause, causes)
    {
        CAIRN_VALUE_EACH(environment, environments)
        {
            const struct cairn_lab_evidence_trial *trial =
                find(evidence, name_of(cause->value), name_of(environment->value));
            if (trial)
                append_trial(&lines, &transcripts, trial);
        }
    }
    enum cairn_status status = replace_file(folder, "evidence.ndjson", &lines, err);
    return status ? status : replace_file(folder, "transcripts.zst", &transcripts, err);
}

/* Between reading what is there and replacing it, nobody else may do the same: what the other had
 * won would be lost. On a file system without locks writing goes on without one. */
static enum cairn_status take_turn(const char *folder, int *out_lock, struct cairn_error *err)
{
    *out_lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*out_lock < 0)
        return CAIRN_FAIL_ERRNO(
            err, cairn_status_of_errno(errno), "could not open the folder '%s'", folder);
    while (flock(*out_lock, LOCK_EX) && errno == EINTR)
        continue;
    return CAIRN_OK;
}

enum cairn_status cairn_lab_evidence_write(const struct cairn_lab_evidence *evidence,
    const char *folder, const struct cairn_value *causes, const struct cairn_value *environments,
    struct cairn_error *err)
{
    CAIRN_AUTO_FD int lock = -1;
    struct cairn_lab_evidence present = {0};
    enum cairn_status status = take_turn(folder, &lock, err);
    if (!status)
        status = cairn_lab_evidence_read(&present, folder, err);
    if (!status)
        status = merge(evidence, &present, err);
    if (!status)
        status = write_files(&present, folder, causes, environments, err);
    cairn_lab_evidence_done(&present);
    return status;
}
