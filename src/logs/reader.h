/*
 * Reading any text as a sequence of events. An event is one log entry with its continuation lines
 * (a traceback, "Caused by", PostgreSQL DETAIL). Segmentation runs forward over whole lines and
 * depends on the bytes only, never on how reads were split. Longer than CAIRN_LIMIT_EVENT or
 * CAIRN_LIMIT_EVENT_LINES: cut there, and counted.
 */
#ifndef CAIRN_LOGS_READER_H
#define CAIRN_LOGS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_log_event {
    uint32_t offset; /* in the chunk's text */
    uint32_t size;   /* without the last newline (and a CR before it) */
    uint32_t lines;
    uint64_t first_line; /* 1-based, in the input */
    bool has_escape;     /* holds ESC: strip colours before matching */
    bool is_cut;         /* a limit ended it */
};

struct cairn_log_chunk {
    struct cairn_span text; /* whole events, one after the other; borrowed until the next call */
    const struct cairn_log_event *events;
    size_t event_count;
};

struct cairn_log_reader;

/* Read from a descriptor (borrowed) or from memory (borrowed). `name` is for messages. */
enum cairn_status cairn_log_reader_open_fd(int fd, const char *name,
    struct cairn_log_reader **out_reader, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_log_reader_open_memory(struct cairn_span text, const char *name,
    struct cairn_log_reader **out_reader, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_log_reader_close(struct cairn_log_reader *reader);
/* The next chunk of whole events, at most about 4 MiB; event_count 0 at the end of the input. */
enum cairn_status cairn_log_reader_next(struct cairn_log_reader *reader,
    struct cairn_log_chunk *out_chunk, struct cairn_error *err) CAIRN_MUST_USE;
uint64_t cairn_log_reader_lines(
    const struct cairn_log_reader *reader); /* lines so far; a last line without newline counts */
uint64_t cairn_log_reader_bytes(const struct cairn_log_reader *reader);
uint64_t cairn_log_reader_cut_events(const struct cairn_log_reader *reader);

#endif
