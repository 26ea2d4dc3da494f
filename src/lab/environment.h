/*
 * Environments: sets of real program versions, unpacked from Debian suites without root.
 * Definitions come from canon/environments.yaml, the unpacked trees lie in one folder of this
 * machine. docs/lab.md.
 */
#ifndef CAIRN_LAB_ENVIRONMENT_H
#define CAIRN_LAB_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"
#include "formats/value.h"

enum cairn_environment_state {
    CAIRN_ENVIRONMENT_READY,
    CAIRN_ENVIRONMENT_HOST,   /* the machine's own programs */
    CAIRN_ENVIRONMENT_ABSENT, /* not added yet */
    /* there, but its manifest or a program is missing, a program does not run, or the definition
     * has changed since it was added: `reason` says which */
    CAIRN_ENVIRONMENT_DAMAGED,
    CAIRN_ENVIRONMENT_UNAVAILABLE, /* host: no program of the canon is installed */
};

struct cairn_environment_program {
    struct cairn_span name;
    /* as the program says it ("1.22.1", "1.1.1w"); empty before it was asked, and on host where it
     * is not installed */
    struct cairn_span version;
    struct cairn_span
        package; /* the installed one of those listed; empty on host where there is none */
    struct cairn_span package_version; /* "1.22.1-9+deb12u9" */
};

struct cairn_environment {
    const char *name;
    const char *root; /* absolute path of the tree; "/" for host */
    struct cairn_span suite;
    /* out of environments.yaml; for host the programs of all definitions, each once */
    const struct cairn_value *definition;
    enum cairn_environment_state state;
    const char *reason; /* why not ready; NULL otherwise */
    struct cairn_environment_program *programs;
    size_t program_count;
    uint64_t size_bytes;
    const char *added; /* YYYY-MM-DD or NULL */
};

struct cairn_environments {
    struct cairn_arena arena;
    const char *folder;              /* where trees lie */
    struct cairn_environment *items; /* as defined, then host */
    size_t count;
};

/* Reads <canon>/environments.yaml and looks at what is there (files only: programs are asked by
 * cairn_environment_ask). A canon without that file has host only; NULL for the canon: none is
 * known. A definition that breaks a rule is CAIRN_ERR_INVALID with its line. Freed with
 * cairn_environments_done, also after a failure. */
enum cairn_status cairn_environments_open(struct cairn_environments *environments,
    const char *canon_folder, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_environments_done(struct cairn_environments *environments);
/* NULL when there is none of that name. */
struct cairn_environment *cairn_environments_find(
    const struct cairn_environments *environments, struct cairn_span name);

/* Asks each program for its version, in a sandbox. A program that does not run makes the
 * environment damaged, which is no error of this function; on host its version stays empty, and
 * only a host without any is unavailable: a family looks at the programs it needs. Environments
 * that are not ready are left as they are. */
enum cairn_status cairn_environment_ask(struct cairn_environments *environments,
    struct cairn_environment *environment, struct cairn_error *err) CAIRN_MUST_USE;
/* "nginx-1.22 openssl-3.0": major and minor of each program, in order of definition. */
struct cairn_span cairn_environment_class(
    struct cairn_arena *arena, const struct cairn_environment *environment);
/* Do the versions lie within "nginx >= 1.27.4, openssl < 3"? A program that the environment lacks:
 * false. The text has passed lint; one that would not: false. An empty text: true. */
bool cairn_environment_applies(
    const struct cairn_environment *environment, struct cairn_span applies);

/* Downloads (through apt, from this machine's mirror) and unpacks; one that is ready is left alone,
 * a damaged one is replaced. `progress` (may be NULL) gets one short line at a time. An interrupted
 * run leaves nothing that counts as an environment; what it leaves goes with the next run. On
 * success `environment` is ready, or damaged with a reason when a program is missing from it. */
enum cairn_status cairn_environment_add(struct cairn_environments *environments,
    struct cairn_environment *environment, void (*progress)(void *context, const char *line),
    void *context, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_environment_remove(struct cairn_environments *environments,
    struct cairn_environment *environment, struct cairn_error *err) CAIRN_MUST_USE;

const char *cairn_environment_state_name(enum cairn_environment_state state);

#endif
