/*
 * The static program inside every sandbox of the lab: the first process of an arm, and the few
 * tools that a rig needs where the software's own suite has none. It stands alone (libc only),
 * because it runs on whatever suite is under test.
 */
#ifndef CAIRN_LAB_HELPER_H
#define CAIRN_LAB_HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Limits of one arm. The sandbox bounds memory by the size of its one writable file system
 * (src/lab/sandbox.c). */
#define HELPER_FILE_SIZE_LIMIT (64u << 20) /* RLIMIT_FSIZE: what one file may hold */
#define HELPER_PROCESS_LIMIT   256u  /* RLIMIT_NPROC, counted in the sandbox's own user namespace */
#define HELPER_FILES_LIMIT     1024u /* RLIMIT_NOFILE */
/* RLIMIT_DATA, of each process: ten times what the largest program in use has for itself (a backend
 * of PostgreSQL). Not RLIMIT_AS, which counts address space that runtimes only reserve. */
#define HELPER_DATA_LIMIT (1024u << 20)
#define HELPER_KEPT_BYTES                                                                          \
    (256u << 10) /* of each output of a phase; the rest is counted, not kept */
#define HELPER_SOURCES     16u
#define HELPER_EVENT_BYTES (256u << 10) /* of all events of an arm */

/* Says what went wrong, with errno when it is set, and ends the program: 70, as sysexits(3)
 * EX_SOFTWARE. */
void helper_die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
/* Formats into `text`; a text that does not fit ends the program. */
void helper_format(char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Decimal number within the limits, or the program ends with a message that names `what`. */
long helper_number(const char *text, long lowest, long highest, const char *what);
int64_t helper_now_ms(void); /* monotonic */

/* The subcommands; argv[0] is their name. Each returns the exit status. */
int helper_arm(int argc, char **argv);
int helper_get(int argc, char **argv);
int helper_wait(int argc, char **argv);
int helper_closed(int argc, char **argv);
int helper_serve(int argc, char **argv);
int helper_fill(int argc, char **argv);
int helper_age(int argc, char **argv);
int helper_children(int argc, char **argv);
int helper_gone(int argc, char **argv);
int helper_renew(int argc, char **argv);

/* ustar archives of folders, files and symbolic links: modes are kept, owners are not; all times
 * become `age_s` seconds ago. */
void helper_pack(const char *folder, FILE *out);
void helper_unpack(const char *archive, const char *folder, int age_s);
/* mtime of everything below `path`, itself included: `age_s` seconds ago. */
void helper_age_tree(const char *path, int age_s);

/* A digest of everything below `folder` (names, kinds, modes, contents) except what `skip` says yes
 * to; order does not matter. */
uint64_t helper_digest_tree(const char *folder, bool (*skip)(const char *path));
uint64_t helper_digest_bytes(uint64_t digest, const void *bytes, size_t size);

#endif
