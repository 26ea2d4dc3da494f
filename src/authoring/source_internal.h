/* Reading single files and folders of a canon: shared by source.c and source_file.c. */
#ifndef CAIRN_AUTHORING_SOURCE_INTERNAL_H
#define CAIRN_AUTHORING_SOURCE_INTERNAL_H

#include "authoring/lint_internal.h"

#include "base/buf.h"

enum cairn_source_format {
    CAIRN_SOURCE_YAML,
    CAIRN_SOURCE_JSON,
    CAIRN_SOURCE_LINES, /* a JSON document on each line; the value is their array */
    CAIRN_SOURCE_TEXT,
    CAIRN_SOURCE_BYTES, /* transcripts */
};

enum cairn_source_kind {
    CAIRN_SOURCE_FILE,
    CAIRN_SOURCE_FOLDER,
    CAIRN_SOURCE_OTHER, /* links, sockets, devices: never opened */
};

struct cairn_source_entry {
    struct cairn_span name; /* in the source's arena */
    enum cairn_source_kind kind;
    bool is_link;
};

struct cairn_source_reader {
    struct cairn_lint_run run;
    struct cairn_buf buffer; /* of the file being read; reused */
};

/* An open folder and its path below the canon's folder ("" at the top). */
struct cairn_source_folder {
    int fd;
    struct cairn_span path;
    struct cairn_vec entries; /* struct cairn_source_entry in order of name; hidden ones left out */
};

/* Opens `name` below `parent` (parent NULL: a path from the current folder) and lists it. False
 * after a complaint or a failure, which stands in the run. */
bool cairn_source_open_folder(struct cairn_source_reader *reader,
    const struct cairn_source_folder *parent, const char *name,
    struct cairn_source_folder *out_folder);
void cairn_source_close_folder(struct cairn_source_folder *folder);
#define CAIRN_AUTO_FOLDER CAIRN_CLEANUP(cairn_source_close_folder)

/* Reads and parses one file of a folder; complaints where that fails. `file->path` is set in any
 * case. */
void cairn_source_load(struct cairn_source_reader *reader, const struct cairn_source_folder *folder,
    struct cairn_span name, enum cairn_source_format format, struct cairn_source_file *file);

/* "folder/name" in the arena. */
struct cairn_span cairn_source_join(
    struct cairn_source_reader *reader, struct cairn_span folder, struct cairn_span name);

#endif
