/*
 * The command line of bubblewrap: namespaces, what an arm sees, what it may write. Every word here
 * is part of what keeps a rig away from the host; tests/lab/escapes.bats tries each.
 *
 * The root of an environment may not be usr-merged, and no maintainer script made its links: /bin,
 * /sbin, /lib and /lib64 are bound where they are folders and made as links where they are not.
 */
#include "lab/sandbox_internal.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "lab/environment_internal.h"

#define WORLD_BYTES  "402653184" /* 384 MiB: all that an arm can write */
#define SHARED_BYTES "67108864"  /* 64 MiB of /dev/shm */
#define ETC_BYTES    "1048576"   /* only mount points lie in it */

void cairn_sandbox_line_done(struct cairn_sandbox_line *line)
{
    cairn_vec_done(&line->words);
    cairn_arena_done(&line->arena);
}

void cairn_sandbox_line_add(struct cairn_sandbox_line *line, const char *const *words)
{
    for (size_t i = 0; words[i] && !line->failure; i++) {
        char *copy = cairn_arena_string(&line->arena, cairn_span_from_string(words[i]));
        line->failure = copy ? cairn_vec_push(&line->words, &copy, NULL) : CAIRN_ERR_MEMORY;
    }
}

void cairn_sandbox_line_set(struct cairn_sandbox_line *line, const char *name, const char *value)
{
    CAIRN_SANDBOX_ADD(line, "--setenv", name, value ? value : "");
}

/* root + path, in the line's arena; without memory the empty text, and the line has failed. */
static const char *below(struct cairn_sandbox_line *line, const char *root, const char *path)
{
    const char *joined =
        cairn_arena_printf(&line->arena, "%s%s", strcmp(root, "/") ? root : "", path);
    if (!joined)
        line->failure = CAIRN_ERR_MEMORY;
    return joined ? joined : "";
}

enum cairn_status cairn_sandbox_line_start(struct cairn_sandbox_line *line, struct cairn_error *err)
{
    *line = (struct cairn_sandbox_line){.words = CAIRN_VEC_OF(char *)};
    cairn_arena_init(&line->arena, 0);
    const char *bwrap = cairn_lab_find_program(&line->arena, "bwrap");
    if (!bwrap) {
        enum cairn_status status = CAIRN_FAIL(
            err, CAIRN_ERR_NOT_FOUND, "cannot make a sandbox: bubblewrap (bwrap) is not installed");
        cairn_error_hint(err, "install the package bubblewrap, 0.8 or newer");
        return status;
    }
    /* --disable-userns: no namespace within, where a rig would be root of its own mounts. */
    CAIRN_SANDBOX_ADD(line, bwrap, "--unshare-all", "--unshare-user", "--disable-userns", "--uid",
        "1000", "--gid", "1000", "--cap-drop", "ALL", "--die-with-parent", "--new-session",
        "--clearenv", "--as-pid-1");
    return CAIRN_OK;
}

static void add_system_folder(
    struct cairn_sandbox_line *line, const char *root, const char *path, const char *usr_path)
{
    struct stat about;
    const char *own = below(line, root, path);
    if (lstat(own, &about) == 0 && S_ISDIR(about.st_mode))
        CAIRN_SANDBOX_ADD(line, "--ro-bind", own, path);
    else if (stat(below(line, root, usr_path), &about) == 0)
        CAIRN_SANDBOX_ADD(line, "--symlink", usr_path + 1, path);
}

void cairn_sandbox_line_add_programs(struct cairn_sandbox_line *line, const char *root)
{
    static const char *const folders[][2] = {{"/bin", "/usr/bin"}, {"/sbin", "/usr/sbin"},
        {"/lib", "/usr/lib"}, {"/lib64", "/usr/lib64"}};
    CAIRN_SANDBOX_ADD(line, "--ro-bind", below(line, root, "/usr"), "/usr");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(folders); i++)
        add_system_folder(line, root, folders[i][0], folders[i][1]);
    CAIRN_SANDBOX_ADD(
        line, "--proc", "/proc", "--dev", "/dev", "--size", SHARED_BYTES, "--tmpfs", "/dev/shm");
}

/* Folders of the host's /etc by name, empty: a rig that puts its own configuration in the place of
 * the suite's finds that place here too. */
static void add_etc_names(struct cairn_sandbox_line *line, const char *where)
{
    DIR *folder = opendir("/etc");
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder)) && !line->failure;) {
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        const char *name = cairn_arena_printf(&line->arena, "%s/%s", where, entry->d_name);
        if (name)
            CAIRN_SANDBOX_ADD(line, "--dir", name);
        else
            line->failure = CAIRN_ERR_MEMORY;
    }
    closedir(folder);
}

void cairn_sandbox_line_add_etc(
    struct cairn_sandbox_line *line, const struct cairn_environment *environment, const char *where)
{
    static const char *const entries[] = {"/alternatives", "/ld.so.cache", "/ld.so.conf",
        "/ld.so.conf.d", "/ssl/openssl.cnf", "/mime.types"};
    if (strcmp(environment->root, "/")) {
        CAIRN_SANDBOX_ADD(line, "--ro-bind", below(line, environment->root, "/etc"), where);
        return;
    }
    CAIRN_SANDBOX_ADD(line, "--size", ETC_BYTES, "--tmpfs", where);
    add_etc_names(line, where);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(entries); i++)
        CAIRN_SANDBOX_ADD(
            line, "--ro-bind-try", below(line, "/etc", entries[i]), below(line, where, entries[i]));
    CAIRN_SANDBOX_ADD(line, "--remount-ro", where);
}

static void add_variables(struct cairn_sandbox_line *line, const struct cairn_sandbox_arm *arm)
{
    char wait[32];
    snprintf(wait, sizeof wait, "%.3f", arm->wait_s);
    cairn_sandbox_line_set(line, "PATH", "/lab/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    cairn_sandbox_line_set(line, "LC_ALL", "C.UTF-8");
    cairn_sandbox_line_set(line, "HOME", "/world/home");
    cairn_sandbox_line_set(line, "TZ", "UTC");
    cairn_sandbox_line_set(line, "CARRIER", arm->carrier ? arm->carrier : "none");
    cairn_sandbox_line_set(line, "HARMS", arm->harms);
    cairn_sandbox_line_set(line, "TELLS", arm->tells);
    cairn_sandbox_line_set(line, "WAIT", wait);
    cairn_sandbox_line_set(line, "MUTATION", arm->mutation ? arm->mutation : "none");
    cairn_sandbox_line_set(line, "REAL_ERROR", arm->wants_real_error ? "yes" : "no");
}

enum cairn_status cairn_sandbox_line_arm(
    struct cairn_sandbox_line *line, const struct cairn_sandbox_arm *arm, struct cairn_error *err)
{
    char seconds[16];
    bool has_prepared = arm->prepared && !arm->is_prepare;
    enum cairn_status status = cairn_sandbox_line_start(line, err);
    if (status)
        return status;
    snprintf(seconds, sizeof seconds, "%d", arm->timeout_s);
    cairn_sandbox_line_add_programs(line, arm->environment->root);
    CAIRN_SANDBOX_ADD(line, "--ro-bind", arm->stage->folder, "/lab");
    cairn_sandbox_line_add_etc(line, arm->environment, "/lab/etc");
    if (has_prepared)
        CAIRN_SANDBOX_ADD(line, "--ro-bind", arm->prepared, "/prepared");
    CAIRN_SANDBOX_ADD(line, "--size", WORLD_BYTES, "--tmpfs", "/world", "--symlink", "world/etc",
        "/etc", "--symlink", "world/var", "/var", "--symlink", "world/tmp", "/tmp", "--symlink",
        "world/run", "/run", "--remount-ro", "/dev", "--remount-ro", "/");
    add_variables(line, arm);
    CAIRN_SANDBOX_ADD(line, "--chdir", "/", "/lab/bin/lab", "arm", has_prepared ? "/prepared" : "-",
        seconds, arm->is_prepare || arm->keep ? "yes" : "no", arm->is_prepare ? "prepare" : "arm",
        arm->cause ? arm->cause : "", arm->changes ? arm->changes : "");
    return cairn_sandbox_line_finish(line, err);
}

enum cairn_status cairn_sandbox_line_finish(
    struct cairn_sandbox_line *line, struct cairn_error *err)
{
    static char *const end = NULL;
    if (!line->failure)
        line->failure = cairn_vec_push(&line->words, &end, NULL);
    return line->failure ? CAIRN_FAIL_MEMORY(err) : CAIRN_OK;
}
