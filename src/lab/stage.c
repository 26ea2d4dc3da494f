/*
 * What all arms of a family share, as files: the core, the rig, the published texts of changes and
 * tells, the helper. Arms see it read-only as /lab, as an ordinary user: everything is readable for
 * everybody, and the folder's name cannot be guessed before it is there.
 *
 * Ids and verbs become names of files. They have passed lint, but a stage trusts nobody: a name
 * that is none is refused.
 */
#include "lab/sandbox_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "authoring/recipe.h"
#include "base/fd.h"
#include "base/limits.h"
#include "lab/environment_internal.h"

#define HELPER_LIMIT ((size_t)16 << 20) /* a static program without its symbols has 1 */
#define NAME_BYTES   64u
#define FILE_MODE    0644
#define PROGRAM_MODE 0755

static bool is_name(struct cairn_span name)
{
    if (name.size == 0 || name.size > NAME_BYTES || name.data[0] < 'a' || name.data[0] > 'z')
        return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return true;
}

static enum cairn_status put(
    int folder, const char *path, struct cairn_span bytes, mode_t mode, struct cairn_error *err)
{
    CAIRN_AUTO_FD int file = openat(folder, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0 || fchmod(file, mode)) /* whatever the umask is */
        return CAIRN_FAIL_ERRNO(
            err, cairn_status_of_errno(errno), "could not make '%s' for the arms", path);
    return cairn_fd_write_all(file, path, bytes, err);
}

static enum cairn_status make_folder(int folder, const char *path, struct cairn_error *err)
{
    if (mkdirat(folder, path, 0755) || fchmodat(folder, path, 0755, 0))
        return CAIRN_FAIL_ERRNO(
            err, cairn_status_of_errno(errno), "could not make '%s' for the arms", path);
    return CAIRN_OK;
}

static enum cairn_status put_helper(struct cairn_stage *stage, int folder, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf program = {0};
    const char *helper = NULL;
    enum cairn_status status = cairn_sandbox_helper(&stage->arena, &helper, err);
    if (!status)
        status = cairn_file_read(AT_FDCWD, helper, HELPER_LIMIT, &program, err);
    if (!status)
        status = make_folder(folder, "bin", err);
    return status ? status : put(folder, "bin/lab", cairn_buf_span(&program), PROGRAM_MODE, err);
}

static enum cairn_status put_step(struct cairn_stage *stage, int folder, struct cairn_span change,
    unsigned number, const struct cairn_value *step, struct cairn_error *err)
{
    struct cairn_span verb = cairn_value_get_text(step, "via");
    if (!verb.size)
        verb = cairn_value_get_text(step, "as");
    if (!is_name(verb))
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot play the change '%.*s': '%.*s' is no name of a verb", CAIRN_SPAN_ARGS(change),
            CAIRN_SPAN_ARGS(verb));
    const char *path = cairn_arena_printf(
        &stage->arena, "how/%.*s/%u.%.*s", CAIRN_SPAN_ARGS(change), number, CAIRN_SPAN_ARGS(verb));
    return path ? put(folder, path, cairn_value_get_text(step, "text"), FILE_MODE, err)
                : cairn_arena_status(&stage->arena, err);
}

static enum cairn_status put_change(struct cairn_stage *stage, int folder,
    const struct cairn_value *change, struct cairn_error *err)
{
    unsigned number = 0;
    struct cairn_span id = cairn_value_get_text(change, "id");
    if (!is_name(id))
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot play a change: '%.*s' is no name of one",
            CAIRN_SPAN_ARGS(id));
    const char *path = cairn_arena_printf(&stage->arena, "how/%.*s", CAIRN_SPAN_ARGS(id));
    enum cairn_status status =
        path ? make_folder(folder, path, err) : cairn_arena_status(&stage->arena, err);
    CAIRN_VALUE_EACH(step, cairn_value_get(change, "how"))
    {
        if (!status)
            status = put_step(stage, folder, id, ++number, step->value, err);
    }
    return status;
}

static enum cairn_status put_tells(struct cairn_stage *stage, int folder,
    const struct cairn_span *commands, size_t count, struct cairn_error *err)
{
    enum cairn_status status = make_folder(folder, "tells", err);
    for (size_t i = 0; i < count && !status; i++) {
        const char *path = cairn_arena_printf(&stage->arena, "tells/%zu", i + 1);
        status = path ? put(folder, path, commands[i], FILE_MODE, err)
                      : cairn_arena_status(&stage->arena, err);
    }
    return status;
}

static enum cairn_status fill(struct cairn_stage *stage, int folder, struct cairn_span rig,
    const struct cairn_value *changes, struct cairn_error *err)
{
    enum cairn_status status = put(folder, "core.sh", cairn_recipe_core(), FILE_MODE, err);
    if (!status)
        status = put(folder, "rig.sh", rig, FILE_MODE, err);
    if (!status)
        status = make_folder(folder, "etc", err); /* the environment's is bound onto it */
    if (!status)
        status = put_helper(stage, folder, err);
    if (!status)
        status = make_folder(folder, "how", err);
    CAIRN_VALUE_EACH(change, changes)
    {
        if (!status)
            status = put_change(stage, folder, change->value, err);
    }
    return status;
}

enum cairn_status cairn_stage_make(struct cairn_stage *stage, struct cairn_span rig,
    const struct cairn_value *changes, const struct cairn_span *tell_commands, size_t tell_count,
    struct cairn_error *err)
{
    *stage = (struct cairn_stage){0};
    cairn_arena_init(&stage->arena, 0);
    enum cairn_status status =
        cairn_lab_temporary_make(&stage->place, &stage->arena, "/var/tmp", "cairn-stage", err);
    stage->folder = stage->place.path;
    if (!status)
        status = fill(stage, stage->place.folder, rig, changes, err);
    if (!status)
        status = put_tells(stage, stage->place.folder, tell_commands, tell_count, err);
    if (status)
        cairn_stage_done(stage);
    return status;
}

void cairn_stage_done(struct cairn_stage *stage)
{
    cairn_lab_temporary_done(&stage->place);
    cairn_arena_done(&stage->arena);
    *stage = (struct cairn_stage){0};
}
