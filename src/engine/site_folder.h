/*
 * A folder that an export writes into. Whatever stands in it already and was not made by an export
 * is left alone: links are not followed, nothing foreign is replaced or removed.
 */
#ifndef CAIRN_ENGINE_SITE_FOLDER_H
#define CAIRN_ENGINE_SITE_FOLDER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_site_folder {
    const char *name; /* for messages; borrowed */
    int fd;
    struct cairn_buf parent_path; /* of the folder below that was used last … */
    int parent_fd;                /* … -1: none */
};

/* Makes the folder when there is none, and locks it against other exports. */
enum cairn_status cairn_site_folder_open(
    struct cairn_site_folder *folder, const char *name, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_site_folder_close(struct cairn_site_folder *folder);
enum cairn_status cairn_site_folder_is_empty(const struct cairn_site_folder *folder,
    bool *out_is_empty, struct cairn_error *err) CAIRN_MUST_USE;
/* Paths are relative, "errors/index.html". */
enum cairn_status cairn_site_folder_has(struct cairn_site_folder *folder, struct cairn_span path,
    bool *out_has, struct cairn_error *err) CAIRN_MUST_USE;
/* Whole or not at all; a file that holds these bytes already is left as it is, with its time. */
enum cairn_status cairn_site_folder_write(struct cairn_site_folder *folder, struct cairn_span path,
    struct cairn_span bytes, bool *out_is_changed, struct cairn_error *err) CAIRN_MUST_USE;
/* The file, and folders above it that are empty then. */
enum cairn_status cairn_site_folder_remove(struct cairn_site_folder *folder, struct cairn_span path,
    bool *out_is_removed, struct cairn_error *err) CAIRN_MUST_USE;

#endif
