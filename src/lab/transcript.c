/*
 * A transcript is made for reading: each phase with what was said of it, what it printed and what
 * was logged. The beginning and the end of a long one tell most, so the middle goes.
 */
#include "lab/transcript.h"

#include <string.h>

#include "base/utf8.h"
#include "lab/normalise.h"

static struct cairn_span frame_of(const struct cairn_record_frame *frames, size_t count,
    struct cairn_span phase, const char *suffix)
{
    for (size_t i = 0; i < count; i++) {
        if (cairn_span_starts_with(frames[i].name, phase) &&
            cairn_span_equal_string(
                cairn_span_slice(frames[i].name, phase.size, frames[i].name.size), suffix))
            return frames[i].bytes;
    }
    return (struct cairn_span){0};
}

/* What the line of a cell begins with, in the text of a trial. */
#define MARK CAIRN_SPAN("=== ")

/* Text of any bytes as text: what is no UTF-8 and what a terminal would act on becomes "?". A line
 * that would pass for that of a cell is indented. */
static void append_printable(struct cairn_buf *out, struct cairn_span text)
{
    struct cairn_span line;
    CAIRN_AUTO_BUF struct cairn_buf constant = {0};
    cairn_lab_normalise(&constant, text);
    text = cairn_buf_span(&constant);
    while (cairn_span_take_line(&text, &line)) {
        if (cairn_span_starts_with(line, MARK))
            cairn_buf_append_byte(out, ' ');
        for (size_t i = 0; i < line.size; i++) {
            char byte = line.data[i];
            bool is_control = (byte >= 0 && byte < ' ' && byte != '\t') || byte == 0x7f;
            cairn_buf_append_byte(out, is_control ? '?' : byte);
        }
        cairn_buf_append_byte(out, '\n');
    }
    cairn_buf_pass_failure(out, &constant);
}

static void append_part(struct cairn_buf *out, const char *title, struct cairn_span text)
{
    if (!text.size)
        return;
    cairn_buf_printf(out, "[%s]\n", title);
    append_printable(out, text);
}

/* "verdict healthy no 502" as "healthy: no 502"; other events as they stand. */
static void append_event(struct cairn_buf *out, struct cairn_span event)
{
    struct cairn_span verdict = CAIRN_SPAN("verdict ");
    if (cairn_span_starts_with(event, verdict)) {
        event = cairn_span_slice(event, verdict.size, event.size);
        size_t end = cairn_span_find_byte(event, ' ', 0);
        cairn_buf_printf(out, "%.*s: ", CAIRN_SPAN_ARGS(cairn_span_slice(event, 0, end)));
        event = end == CAIRN_SPAN_NPOS ? (struct cairn_span){0}
                                       : cairn_span_slice(event, end + 1, event.size);
    } else if (cairn_span_starts_with(event, CAIRN_SPAN("state ")) ||
               cairn_span_equal_string(event, "end")) {
        return;
    }
    append_printable(out, event);
}

struct writer {
    struct cairn_buf *out;
    const struct cairn_record_frame *frames;
    size_t count;
    const char *ran;
    struct cairn_span phase;
};

static void end_phase(struct writer *writer)
{
    if (!writer->phase.size)
        return;
    append_part(
        writer->out, "printed", frame_of(writer->frames, writer->count, writer->phase, ".out"));
    append_part(
        writer->out, "logged", frame_of(writer->frames, writer->count, writer->phase, ".log"));
}

static void begin_phase(struct writer *writer, struct cairn_span phase)
{
    end_phase(writer);
    writer->phase = phase;
    cairn_buf_printf(writer->out, "--- %.*s\n", CAIRN_SPAN_ARGS(phase));
    if (writer->ran && cairn_span_equal_string(phase, "apply"))
        append_part(writer->out, "ran", cairn_span_from_string(writer->ran));
}

static void write_events(struct writer *writer, struct cairn_span events)
{
    struct cairn_span line, start = CAIRN_SPAN("start");
    append_part(writer->out, "printed", frame_of(writer->frames, writer->count, start, ".out"));
    while (cairn_span_take_line(&events, &line)) {
        size_t space = cairn_span_find_byte(line, ' ', 0);
        struct cairn_span event = cairn_span_slice(line, space + 1, line.size);
        struct cairn_span phase = CAIRN_SPAN("phase ");
        if (space == CAIRN_SPAN_NPOS)
            continue;
        if (cairn_span_starts_with(event, phase))
            begin_phase(writer, cairn_span_slice(event, phase.size, event.size));
        else
            append_event(writer->out, event);
    }
    end_phase(writer);
}

/* The last bytes of `text`, from a line's start on. */
static struct cairn_span tail_of(struct cairn_span text, size_t size)
{
    size_t from = cairn_span_find_byte(text, '\n', text.size - size);
    return from == CAIRN_SPAN_NPOS ? cairn_span_slice(text, text.size - size, size)
                                   : cairn_span_slice(text, from + 1, text.size);
}

static void append_cut(struct cairn_buf *out, struct cairn_span text)
{
    if (text.size <= CAIRN_LAB_TRANSCRIPT_BYTES) {
        cairn_buf_append(out, text);
        return;
    }
    size_t half = CAIRN_LAB_TRANSCRIPT_BYTES / 2 - 64; /* the note takes some 40 bytes */
    struct cairn_span head = cairn_utf8_cut(text, half);
    struct cairn_span tail = tail_of(text, half);
    cairn_buf_append(out, head);
    cairn_buf_printf(out, "\n[%zu bytes left out]\n", text.size - head.size - tail.size);
    cairn_buf_append(out, tail);
}

enum cairn_status cairn_lab_transcript_make(struct cairn_lab_facts *facts,
    const struct cairn_record_frame *frames, size_t frame_count, const char *ran,
    struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf whole = {0};
    CAIRN_AUTO_BUF struct cairn_buf cut = {0};
    struct writer writer = {.out = &whole, .frames = frames, .count = frame_count, .ran = ran};
    write_events(&writer, frame_of(frames, frame_count, CAIRN_SPAN("events"), ""));
    append_cut(&cut, cairn_buf_span(&whole));
    cairn_buf_pass_failure(&cut, &whole);
    enum cairn_status status = cairn_buf_status(&cut, err);
    if (status)
        return status;
    facts->transcript = cairn_arena_copy(&facts->arena, cairn_buf_span(&cut));
    return facts->transcript.data || !cut.size ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
}

/* Where the section of `change` begins and ends; false when there is none. */
static bool find_section(
    struct cairn_span trial, struct cairn_span change, size_t *out_start, size_t *out_end)
{
    struct cairn_span mark = MARK;
    bool is_found = false;
    for (size_t at = 0; at < trial.size;) {
        size_t end = cairn_span_find_byte(trial, '\n', at);
        struct cairn_span line = cairn_span_slice(trial, at, end - at);
        if (is_found && cairn_span_starts_with(line, mark)) {
            *out_end = at;
            return true;
        }
        struct cairn_span name = cairn_span_slice(line, mark.size, change.size);
        if (!is_found && cairn_span_starts_with(line, mark) && cairn_span_equal(name, change) &&
            line.size > mark.size + change.size && line.data[mark.size + change.size] == ' ') {
            is_found = true;
            *out_start = at;
        }
        at = end == CAIRN_SPAN_NPOS ? trial.size : end + 1;
    }
    *out_end = trial.size;
    return is_found;
}

void cairn_lab_transcript_set(struct cairn_buf *trial, struct cairn_span change,
    struct cairn_span result, struct cairn_span transcript)
{
    CAIRN_AUTO_BUF struct cairn_buf after = {0};
    size_t start = trial->size, end = trial->size;
    if (find_section(cairn_buf_span(trial), change, &start, &end))
        cairn_buf_append(&after, cairn_span_slice(cairn_buf_span(trial), end, trial->size));
    cairn_buf_truncate(trial, start);
    cairn_buf_printf(trial, "=== %.*s %.*s\n", CAIRN_SPAN_ARGS(change), CAIRN_SPAN_ARGS(result));
    cairn_buf_append(trial, transcript);
    if (transcript.size && transcript.data[transcript.size - 1] != '\n')
        cairn_buf_append_byte(trial, '\n');
    cairn_buf_append(trial, cairn_buf_span(&after));
    cairn_buf_pass_failure(trial, &after);
}
