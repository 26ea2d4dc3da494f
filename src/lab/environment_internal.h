/*
 * What the files about environments share: names and places, trees, programs of the host that are
 * run (apt-get, dpkg-deb), the machine's mirror.
 */
#ifndef CAIRN_LAB_ENVIRONMENT_INTERNAL_H
#define CAIRN_LAB_ENVIRONMENT_INTERNAL_H

#include "base/buf.h"
#include "lab/environment.h"

#define CAIRN_ENVIRONMENT_HOST_NAME "host"
#define CAIRN_ENVIRONMENT_MANIFEST  ".cairn-environment.json"
#define CAIRN_ENVIRONMENT_SCHEMA    "cairn.environment/1"

/* --- definitions: environment_define.c --- */

/* Reads environments.yaml and makes one item of each definition, and host. */
enum cairn_status cairn_environment_define(struct cairn_environments *environments,
    const char *canon_folder, struct cairn_error *err) CAIRN_MUST_USE;
/* 16 hexadecimal digits over what decides which files are unpacked. */
enum cairn_status cairn_environment_digest(const struct cairn_value *definition,
    char out_digest[17], struct cairn_error *err) CAIRN_MUST_USE;

/* --- what lies on this machine: environment.c --- */

/* Looks at the tree: state, reason, packages of programs, size, date. */
enum cairn_status cairn_environment_look(struct cairn_environments *environments,
    struct cairn_environment *environment, struct cairn_error *err) CAIRN_MUST_USE;
/* The first version in what a program printed, such as "1.1.1w"; empty when there is none. */
struct cairn_span cairn_environment_version_in(struct cairn_span text);

/* --- trees of files: environment_tree.c --- */

/* Removes a folder with all below it, never through a link; what is not there is no error. */
enum cairn_status cairn_tree_remove(
    int dir_fd, const char *name, struct cairn_error *err) CAIRN_MUST_USE;
/* Makes the symbolic link `path` (absolute within the tree) with the folders above it. Links on the
 * way are followed within the tree, as if it were the root; what is there already is kept, and
 * refused. */
enum cairn_status cairn_tree_link(const char *tree, struct cairn_span path,
    struct cairn_span target, struct cairn_error *err) CAIRN_MUST_USE;
/* Makes all below readable for everybody and takes setuid and setgid away: the programs of an old
 * suite must not lie on this machine with somebody else's rights. */
enum cairn_status cairn_tree_open_up(
    int dir_fd, const char *name, uint64_t *out_size_bytes, struct cairn_error *err) CAIRN_MUST_USE;

/* --- programs of the host: environment_run.c --- */

/* Absolute path of a program on PATH (or the usual places without one), NULL when there is none. */
const char *cairn_lab_find_program(struct cairn_arena *arena, const char *name);

struct cairn_lab_run {
    const char *const *arguments; /* ends in NULL; the first is an absolute path */
    const char *const *variables; /* NAME=VALUE, beside PATH, LC_ALL=C, HOME and proxies; or NULL */
};
/* Runs it to its end, standard input empty; *out gets the end of what it said on both outputs.
 * *out_exit: exit status, 128 + n for a signal. The program dies with the caller. */
enum cairn_status cairn_lab_run(const struct cairn_lab_run *run, struct cairn_buf *out,
    int *out_exit, struct cairn_error *err) CAIRN_MUST_USE;

/* --- where Debian's packages come from: environment_mirror.c --- */

struct cairn_mirror {
    const char *archive;  /* "http://mirror.example/debian" */
    const char *security; /* "http://mirror.example/debian-security", or NULL */
};
/* Out of /etc/apt (`apt_folder`): sources.list, then sources.list.d in order of name. */
enum cairn_status cairn_mirror_find(struct cairn_arena *arena, const char *apt_folder,
    struct cairn_mirror *out_mirror, struct cairn_error *err) CAIRN_MUST_USE;

/* --- apt: environment_apt.c --- */

struct cairn_apt {
    struct cairn_arena *arena;
    const char *folder; /* private: lists, cache, configuration */
    const char *apt_get, *dpkg_deb, *bwrap, *keyring;
    struct cairn_mirror mirror;
    const struct cairn_environment *environment;
    void (*progress)(void *context, const char *line);
    void *progress_context;
};
/* Finds the programs, the keyring and the mirror; says what is missing. */
enum cairn_status cairn_apt_start(struct cairn_apt *apt, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_apt_update(struct cairn_apt *apt, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_apt_download(struct cairn_apt *apt, struct cairn_error *err) CAIRN_MUST_USE;
/* Unpacks all that was downloaded into `tree`; adds each package and its version to `packages`. */
enum cairn_status cairn_apt_unpack(struct cairn_apt *apt, const char *tree,
    struct cairn_value *packages, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_apt_say(const struct cairn_apt *apt, const char *format, ...) CAIRN_PRINTF(2, 3);

#endif
