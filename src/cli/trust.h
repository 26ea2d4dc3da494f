/*
 * The projects whose .cairn/canon.db may be used. A canon tells people which commands to run, so
 * one that came with somebody else's files is used only after the user said so, for that very
 * folder: its path, device and inode.
 */
#ifndef CAIRN_CLI_TRUST_H
#define CAIRN_CLI_TRUST_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/error.h"
#include "cli/environment.h"

struct cairn_cli_folder {
    const char *path; /* absolute, without links; borrowed */
    uint64_t device, inode;
};

/* Append the list of the user; a list that does not exist is empty. */
enum cairn_status cairn_cli_trust_read(const struct cairn_cli_environment *environment,
    struct cairn_arena *arena, struct cairn_buf *list, struct cairn_error *err) CAIRN_MUST_USE;
/* Replace it, making its folder. */
enum cairn_status cairn_cli_trust_write(const struct cairn_cli_environment *environment,
    struct cairn_arena *arena, struct cairn_span list, struct cairn_error *err) CAIRN_MUST_USE;

bool cairn_cli_trust_has(struct cairn_span list, const struct cairn_cli_folder *folder);
/* Append `list` to `buf` without the folder of that path; false: it was not there. */
bool cairn_cli_trust_without(struct cairn_buf *buf, struct cairn_span list, const char *path);
void cairn_cli_trust_append(struct cairn_buf *buf, const struct cairn_cli_folder *folder);
/* Append only the paths, one a line. */
void cairn_cli_trust_append_paths(struct cairn_buf *buf, struct cairn_span list);

#endif
