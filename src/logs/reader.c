/*
 * From bytes to events. One buffer is filled from the input; a small state machine walks its lines
 * once, forward, and decides for each line whether it goes on with the open event or starts the
 * next. What is still open at the end of the buffer moves to its front, so the result does not
 * depend on how the bytes arrived.
 *
 *   ordinary line             starts an event
 *   indented line             goes on (stack frames, wrapped text), unless a blank one is between
 *   "Caused by: …", "hint: …" go on; so do PostgreSQL's DETAIL, HINT, STATEMENT, CONTEXT, and
 *                             "npm ERR!" after "npm ERR!"
 *   "Traceback (most …"       goes on behind "During handling of the above exception …", else
 *                             starts; its first line that is not indented is the exception itself
 *   "goroutine 1 [running]:"  goes on, and all lines up to the next blank one
 *   blank line                belongs to the open event, and closes it for all but chained
 *                             tracebacks and goroutines
 */
#include "logs/reader.h"

#include <string.h>

#include "base/alloc.h"
#include "base/checked.h"
#include "base/compiler.h"
#include "base/fd.h"
#include "base/limits.h"
#include "base/vec.h"
#include "logs/kind.h"

/* What one buffer holds: large enough that the cost of a call does not matter, small enough for the
 * cache of many machines. */
#define BUFFER_SIZE ((size_t)4 << 20)

/* Events of one chunk: what bounds the memory where every line is a byte long. */
#define CHUNK_EVENTS ((size_t)128 << 10)

/* How far into a line PostgreSQL's prefix may reach before its DETAIL or HINT. */
#define POSTGRESQL_PREFIX 160

enum line_class {
    LINE_ORDINARY,
    LINE_BLANK,
    LINE_INDENTED,
    LINE_GOES_ON,   /* always belongs to what stands before it */
    LINE_CHAIN,     /* announces another traceback of the same failure */
    LINE_TRACEBACK, /* head of a Python traceback */
    LINE_GOROUTINE,
    LINE_NPM,
};

enum event_mode {
    MODE_ORDINARY,
    MODE_TRACEBACK, /* the exception's own line is still to come */
    MODE_CHAIN,     /* a chain sentence was read: the next traceback belongs to this event */
    MODE_GOROUTINE,
    MODE_NPM,
};

struct cairn_log_reader {
    int fd; /* borrowed; -1: memory */
    struct cairn_span memory;
    const char *name; /* borrowed */
    char *buffer;
    size_t capacity;
    size_t filled;   /* bytes in the buffer */
    size_t scanned;  /* bytes already given to the state machine */
    size_t returned; /* bytes of the last chunk, dropped by the next call */
    bool at_end;     /* the input has no more bytes */
    bool is_open;    /* `event` is being put together */
    bool after_blank;
    enum event_mode mode;
    struct cairn_log_event event;
    struct cairn_vec events; /* struct cairn_log_event, of the current chunk */
    uint64_t lines, bytes, cut_events;
    enum cairn_status failure; /* reading failed: said once everything before it was given */
    struct cairn_error failure_detail;
};

/* The buffer is not zeroed: only what was read into it is looked at. */
static enum cairn_status reader_new(struct cairn_log_reader **out_reader, const char *name,
    size_t capacity, struct cairn_error *err)
{
    struct cairn_log_reader *reader = cairn_alloc(sizeof *reader);
    char *buffer = cairn_realloc_array(NULL, capacity, 1);
    if (!reader || !buffer) {
        cairn_free(reader);
        cairn_free(buffer);
        return CAIRN_FAIL_MEMORY(err);
    }
    reader->fd = -1;
    reader->name = name;
    reader->buffer = buffer;
    reader->capacity = capacity;
    reader->events = CAIRN_VEC_OF(struct cairn_log_event);
    *out_reader = reader;
    return CAIRN_OK;
}

enum cairn_status cairn_log_reader_open_fd(
    int fd, const char *name, struct cairn_log_reader **out_reader, struct cairn_error *err)
{
    enum cairn_status status = reader_new(out_reader, name, BUFFER_SIZE, err);
    if (status == CAIRN_OK)
        (*out_reader)->fd = fd;
    return status;
}

enum cairn_status cairn_log_reader_open_memory(struct cairn_span text, const char *name,
    struct cairn_log_reader **out_reader, struct cairn_error *err)
{
    /* A line takes no more than a line; the end is seen when there is room and nothing to put. */
    size_t capacity = cairn_min_size(text.size, BUFFER_SIZE - 1) + 1;
    enum cairn_status status = reader_new(out_reader, name, capacity, err);
    if (status == CAIRN_OK)
        (*out_reader)->memory = text;
    return status;
}

void cairn_log_reader_close(struct cairn_log_reader *reader)
{
    if (!reader)
        return;
    cairn_free(reader->buffer);
    cairn_vec_done(&reader->events);
    cairn_free(reader);
}

/* The words in front of what belongs to the message before. */
static bool is_detail_word(struct cairn_span word)
{
    static const char *const words[] = {
        "DETAIL", "HINT", "STATEMENT", "CONTEXT", "QUERY", "LOCATION"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(words); i++)
        if (cairn_span_equal_string(word, words[i]))
            return true;
    return false;
}

/* "DETAIL:  …", or the same behind the dated prefix that PostgreSQL's server log repeats. */
static bool is_postgresql_detail(struct cairn_span line)
{
    struct cairn_span head = cairn_span_slice(line, 0, POSTGRESQL_PREFIX);
    for (size_t colon = cairn_span_find_byte(head, ':', 0);
         colon != CAIRN_SPAN_NPOS && colon + 2 < head.size;
         colon = cairn_span_find_byte(head, ':', colon + 1)) {
        if (head.data[colon + 1] != ' ' || head.data[colon + 2] != ' ')
            continue;
        size_t start = colon;
        while (start > 0 && head.data[start - 1] != ' ')
            start--;
        return is_detail_word(cairn_span_slice(head, start, colon - start));
    }
    return false;
}

/* A line of PostgreSQL's server log begins with an ISO date. */
static bool has_iso_date(struct cairn_span line)
{
    return line.size > 10 && line.data[4] == '-' && line.data[7] == '-';
}

static enum line_class classify_word(struct cairn_span line)
{
    switch (line.data[0]) {
    case 'C':
        return cairn_span_starts_with(line, CAIRN_SPAN("Caused by: ")) || is_postgresql_detail(line)
                   ? LINE_GOES_ON
                   : LINE_ORDINARY;
    case 'D':
        if (cairn_span_starts_with(line, CAIRN_SPAN("During handling of the above exception")))
            return LINE_CHAIN;
        return is_postgresql_detail(line) ? LINE_GOES_ON : LINE_ORDINARY;
    case 'T':
        return cairn_span_starts_with(line, CAIRN_SPAN("The above exception was the direct cause"))
                   ? LINE_CHAIN
                   : LINE_ORDINARY;
    case 'g':
        return cairn_span_starts_with(line, CAIRN_SPAN("goroutine ")) ? LINE_GOROUTINE
                                                                      : LINE_ORDINARY;
    case 'h':
        return cairn_span_starts_with(line, CAIRN_SPAN("hint: ")) ? LINE_GOES_ON : LINE_ORDINARY;
    case 'n':
        return cairn_span_starts_with(line, CAIRN_SPAN("npm ERR!")) ||
                       cairn_span_starts_with(line, CAIRN_SPAN("npm error"))
                   ? LINE_NPM
                   : LINE_ORDINARY;
    case 'H':
    case 'L':
    case 'S':
    case 'Q':
        return is_postgresql_detail(line) ? LINE_GOES_ON : LINE_ORDINARY;
    default:
        return has_iso_date(line) && is_postgresql_detail(line) ? LINE_GOES_ON : LINE_ORDINARY;
    }
}

static enum line_class classify(struct cairn_span line)
{
    if (line.size == 0 || (line.size == 1 && line.data[0] == '\r'))
        return LINE_BLANK;
    if (line.data[0] == ' ' || line.data[0] == '\t')
        return cairn_span_trim(line).size == 0 ? LINE_BLANK : LINE_INDENTED;
    /* A logger may have put its prefix in front. */
    if (line.data[line.size - 1] == ':' &&
        cairn_span_ends_with(line, CAIRN_SPAN("Traceback (most recent call last):")))
        return LINE_TRACEBACK;
    return classify_word(line);
}

/* Does a line of this class go on with the open event? */
static bool goes_on(const struct cairn_log_reader *reader, enum line_class class)
{
    switch (class) {
    case LINE_BLANK:
    case LINE_CHAIN:
        return true;
    case LINE_GOROUTINE:
        return reader->mode == MODE_GOROUTINE || reader->after_blank;
    case LINE_TRACEBACK:
        return reader->mode == MODE_CHAIN;
    case LINE_INDENTED:
    case LINE_GOES_ON:
        return !reader->after_blank;
    case LINE_NPM:
        return !reader->after_blank && reader->mode == MODE_NPM;
    case LINE_ORDINARY:
        return !reader->after_blank &&
               (reader->mode == MODE_TRACEBACK || reader->mode == MODE_GOROUTINE);
    }
    return false;
}

static enum event_mode mode_after(enum event_mode mode, enum line_class class)
{
    switch (class) {
    case LINE_CHAIN:
        return MODE_CHAIN;
    case LINE_TRACEBACK:
        return MODE_TRACEBACK;
    case LINE_GOROUTINE:
        return MODE_GOROUTINE;
    case LINE_NPM:
        return MODE_NPM;
    case LINE_ORDINARY:
        return mode == MODE_GOROUTINE ? mode : MODE_ORDINARY;
    case LINE_BLANK:
    case LINE_INDENTED:
    case LINE_GOES_ON:
        return mode;
    }
    return mode;
}

static enum cairn_status close_event(struct cairn_log_reader *reader, struct cairn_error *err)
{
    if (!reader->is_open)
        return CAIRN_OK;
    enum cairn_status status = cairn_vec_push(&reader->events, &reader->event, err);
    if (status != CAIRN_OK)
        return status;
    reader->cut_events += reader->event.is_cut;
    reader->is_open = false;
    return CAIRN_OK;
}

static void open_event(struct cairn_log_reader *reader, size_t start)
{
    reader->event =
        (struct cairn_log_event){.offset = (uint32_t)start, .first_line = reader->lines + 1};
    reader->is_open = true;
    reader->after_blank = false;
    reader->mode = MODE_ORDINARY;
}

/* Would this line make the open event longer than the limits allow? Only a traceback that is cut
 * loses anything. */
static bool is_over_limit(struct cairn_log_reader *reader, size_t end, enum line_class class)
{
    bool over = end - reader->event.offset > CAIRN_LIMIT_EVENT ||
                reader->event.lines >= CAIRN_LIMIT_EVENT_LINES;
    if (over && class != LINE_BLANK && reader->mode == MODE_TRACEBACK)
        reader->event.is_cut = true;
    return over;
}

static enum cairn_status add_line(
    struct cairn_log_reader *reader, size_t size, bool is_whole_line, struct cairn_error *err)
{
    size_t start = reader->scanned;
    struct cairn_span line = cairn_span_make(reader->buffer + start, size);
    enum line_class class = classify(line);
    if (reader->is_open &&
        (!goes_on(reader, class) || is_over_limit(reader, start + size, class))) {
        enum cairn_status status = close_event(reader, err);
        if (status != CAIRN_OK)
            return status;
    }
    if (!reader->is_open)
        open_event(reader, start);
    if (class != LINE_BLANK) {
        size_t trimmed = size > 0 && line.data[size - 1] == '\r' ? size - 1 : size;
        reader->event.size = (uint32_t)(start + trimmed - reader->event.offset);
    }
    reader->mode = mode_after(reader->mode, class);
    reader->after_blank = class == LINE_BLANK;
    reader->event.lines += is_whole_line;
    reader->lines += is_whole_line;
    if (is_whole_line)
        return CAIRN_OK;
    reader->event.is_cut = true;
    return close_event(reader, err);
}

/* Give the state machine every line that is complete. */
static enum cairn_status scan_lines(struct cairn_log_reader *reader, struct cairn_error *err)
{
    while (reader->scanned < reader->filled) {
        if (reader->events.count >= CHUNK_EVENTS)
            return CAIRN_OK;
        size_t rest = reader->filled - reader->scanned;
        const char *start = reader->buffer + reader->scanned;
        const char *newline = memchr(start, '\n', rest);
        size_t size = newline ? (size_t)(newline - start) : rest;
        if (!newline && size <= CAIRN_LIMIT_EVENT && !reader->at_end)
            return CAIRN_OK;
        bool is_whole = size <= CAIRN_LIMIT_EVENT;
        if (!is_whole)
            size = CAIRN_LIMIT_EVENT;
        enum cairn_status status = add_line(reader, size, is_whole, err);
        if (status != CAIRN_OK)
            return status;
        reader->scanned += size + (is_whole && newline);
    }
    return reader->at_end ? close_event(reader, err) : CAIRN_OK;
}

/* At the start of the input only. Reported as failures of reading are. */
static void refuse_packed(struct cairn_log_reader *reader)
{
    const struct cairn_log_kind *kind =
        cairn_log_kind_of(cairn_span_make(reader->buffer, reader->filled));
    if (!kind)
        return;
    reader->failure = CAIRN_FAIL(&reader->failure_detail, CAIRN_ERR_UNSUPPORTED,
        "cannot read '%s': it is %s", reader->name, kind->is);
    cairn_error_hint(&reader->failure_detail, "make text of it: %s | cairn explain", kind->how);
    reader->at_end = true;
    reader->filled = 0;
}

static void fill(struct cairn_log_reader *reader)
{
    bool is_start = reader->bytes == 0;
    while (!reader->at_end && reader->filled < reader->capacity) {
        size_t room = reader->capacity - reader->filled;
        size_t count = 0;
        if (reader->fd >= 0) {
            enum cairn_status status = cairn_fd_read_some(reader->fd, reader->name,
                reader->buffer + reader->filled, room, &count, &reader->failure_detail);
            /* What was read before the failure is given first. */
            if (status != CAIRN_OK) {
                reader->failure = status;
                reader->at_end = true;
                return;
            }
        } else {
            count = cairn_min_size(room, reader->memory.size);
            CAIRN_ASSERT(count <= room);
            if (count > 0)
                memcpy(reader->buffer + reader->filled, reader->memory.data, count);
            reader->memory = cairn_span_slice(reader->memory, count, SIZE_MAX);
        }
        reader->at_end = count == 0;
        reader->filled += count;
        reader->bytes += count;
    }
    if (is_start)
        refuse_packed(reader);
}

static void drop_returned(struct cairn_log_reader *reader)
{
    size_t gone = reader->returned;
    memmove(reader->buffer, reader->buffer + gone, reader->filled - gone);
    reader->filled -= gone;
    reader->scanned -= gone;
    if (reader->is_open)
        reader->event.offset -= (uint32_t)gone;
    reader->returned = 0;
    cairn_vec_clear(&reader->events);
}

/* Colours are rare: one look at the chunk decides for most of them. */
static void mark_escapes(struct cairn_log_reader *reader, size_t size)
{
    if (!memchr(reader->buffer, '\x1b', size))
        return;
    for (size_t i = 0; i < reader->events.count; i++) {
        struct cairn_log_event *event = CAIRN_VEC_AT(&reader->events, struct cairn_log_event, i);
        event->has_escape =
            event->size > 0 && memchr(reader->buffer + event->offset, '\x1b', event->size);
    }
}

enum cairn_status cairn_log_reader_next(
    struct cairn_log_reader *reader, struct cairn_log_chunk *out_chunk, struct cairn_error *err)
{
    drop_returned(reader);
    fill(reader);
    enum cairn_status status = scan_lines(reader, err);
    if (status != CAIRN_OK)
        return status;
    if (reader->failure && reader->events.count == 0) {
        if (err)
            *err = reader->failure_detail;
        return reader->failure;
    }
    /* A full buffer always closes an event: an event and a line are each far smaller than it. */
    CAIRN_ASSERT(reader->events.count > 0 || reader->at_end);
    reader->returned = reader->is_open ? reader->event.offset : reader->scanned;
    mark_escapes(reader, reader->returned);
    *out_chunk = (struct cairn_log_chunk){
        .text = cairn_span_make(reader->buffer, reader->returned),
        .events = reader->events.data,
        .event_count = reader->events.count,
    };
    return CAIRN_OK;
}

uint64_t cairn_log_reader_lines(const struct cairn_log_reader *reader)
{
    return reader->lines;
}

uint64_t cairn_log_reader_bytes(const struct cairn_log_reader *reader)
{
    return reader->bytes;
}

uint64_t cairn_log_reader_cut_events(const struct cairn_log_reader *reader)
{
    return reader->cut_events;
}
