/* --keep: the world of an arm as it was left, for the author of a rig to look at. */
#include "lab/run_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fd.h"

/* The folder of the run that holds all kept worlds; made with the first one. */
static enum cairn_status kept_folder(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    const char *temporary = getenv("TMPDIR");
    if (prove->kept)
        return CAIRN_OK;
    prove->kept = cairn_arena_printf(&prove->arena, "%s/cairn-kept-XXXXXX",
        temporary && temporary[0] == '/' ? temporary : "/tmp");
    if (!prove->kept)
        return CAIRN_FAIL_MEMORY(err);
    if (!mkdtemp(prove->kept))
        return CAIRN_FAIL_ERRNO(
            err, cairn_status_of_errno(errno), "could not make a folder %s", prove->kept);
    return CAIRN_OK;
}

/* The archive stays beside the folder when there is no tar, or when it fails. A rig can write the
 * archive itself: for root, tar would keep owners and setuid. */
static void unpack(const char *archive, const char *folder)
{
    char name[] = "tar", extract[] = "-xf", into[] = "-C", no_owners[] = "--no-same-owner",
         no_modes[] = "--no-same-permissions";
    CAIRN_AUTO_FREE char *from = cairn_alloc_string(cairn_span_from_string(archive));
    CAIRN_AUTO_FREE char *to = cairn_alloc_string(cairn_span_from_string(folder));
    char *arguments[] = {name, no_owners, no_modes, extract, from, into, to, NULL};
    pid_t pid = 0;
    int how = 1;
    if (from && to && !posix_spawnp(&pid, name, NULL, NULL, arguments, environ)) {
        while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
            ;
    }
    if (WIFEXITED(how) && !WEXITSTATUS(how))
        unlink(archive);
}

static enum cairn_status put(const char *folder, const char *name, struct cairn_span bytes,
    struct cairn_buf *path, struct cairn_error *err)
{
    cairn_buf_clear(path);
    cairn_buf_printf(path, "%s/%s", folder, name);
    enum cairn_status status = cairn_buf_status(path, err);
    return status ? status : cairn_file_write(AT_FDCWD, path->data, bytes, err);
}

enum cairn_status cairn_lab_keep_world(struct cairn_lab_prove *prove,
    const struct cairn_lab_cell *cell, unsigned run, struct cairn_span world,
    struct cairn_span transcript, const char **out_folder, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    CAIRN_AUTO_BUF struct cairn_buf inner = {0};
    struct cairn_span cause = cell->trial ? cell->trial->cause_id : CAIRN_SPAN("control");
    enum cairn_status status = kept_folder(prove, err);
    if (status)
        return status;
    const char *folder = cairn_arena_printf(&prove->arena, "%s/%s.%.*s.%.*s%s%s.%u", prove->kept,
        cell->lane->environment->name, CAIRN_SPAN_ARGS(cause), CAIRN_SPAN_ARGS(cell->id),
        cell->mutant ? "." : "", cell->mutant ? cell->mutation : "", run + 1);
    if (!folder)
        return CAIRN_FAIL_MEMORY(err);
    cairn_buf_printf(&inner, "%s/world", folder);
    status = cairn_buf_status(&inner, err);
    if (!status)
        status = cairn_dir_make(AT_FDCWD, inner.data, err);
    if (!status)
        status = put(folder, "transcript", transcript, &path, err);
    if (!status && world.size)
        status = put(folder, "world.tar", world, &path, err);
    if (status)
        return status;
    if (world.size)
        unpack(path.data, inner.data);
    *out_folder = folder;
    return CAIRN_OK;
}
