/*
 * The events of a record are read in their order, so that each verdict belongs to the phase that
 * was on; the logs are then recognised phase by phase. A record is foreign input: a rig may write
 * into it what it likes, and the worst that comes of it is a wrong result of that rig.
 */
#include "lab/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "engine/recognise.h"
#include "lab/sandbox.h"
#include "lab/transcript.h"

/* Of a broken arm's output: what fits into a message. */
#define WORDS_LINES 3
#define WORDS_BYTES ((size_t)400)

struct reader {
    struct cairn_lab_facts *facts;
    const struct cairn_lab_reading *reading;
    const struct cairn_record_frame *frames;
    size_t frame_count;
    struct cairn_span phase; /* that is on */
    uint64_t last_ms;        /* when the last event was */
    uint64_t apply_ms;       /* when that phase began */
    bool has_ended;
    struct cairn_vec harms, told, sights;
};

static struct cairn_span frame(
    const struct reader *reader, struct cairn_span phase, const char *suffix)
{
    for (size_t i = 0; i < reader->frame_count; i++) {
        struct cairn_span name = reader->frames[i].name;
        if (cairn_span_starts_with(name, phase) &&
            cairn_span_equal_string(cairn_span_slice(name, phase.size, name.size), suffix))
            return reader->frames[i].bytes;
    }
    return (struct cairn_span){0};
}

static struct cairn_span take_word(struct cairn_span *text)
{
    size_t end = cairn_span_find_byte(*text, ' ', 0);
    struct cairn_span word = cairn_span_slice(*text, 0, end);
    *text = end == CAIRN_SPAN_NPOS ? (struct cairn_span){0}
                                   : cairn_span_slice(*text, end + 1, text->size);
    return word;
}

void cairn_lab_facts_fail(struct cairn_lab_facts *facts, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (facts->invalid)
        return;
    facts->invalid = cairn_arena_string(&facts->arena,
        cairn_utf8_cut(cairn_span_from_string(size < 0 ? format : text), sizeof text - 4));
    if (!facts->invalid)
        facts->invalid = "out of memory";
}

/* The last lines that the phase printed, in one: what a shell says when it breaks. */
static struct cairn_span last_words(const struct reader *reader, char *memory, size_t size)
{
    struct cairn_span phase = reader->phase.size ? reader->phase : CAIRN_SPAN("start");
    struct cairn_span text = cairn_span_trim(frame(reader, phase, ".out"));
    size_t from = text.size;
    for (unsigned lines = 0; from; from--) {
        if (text.data[from - 1] == '\n' && ++lines == WORDS_LINES)
            break;
    }
    text = cairn_span_slice(text, from, text.size);
    text = cairn_span_slice(text, text.size > size ? text.size - size : 0, text.size);
    for (size_t i = 0; i < text.size; i++)
        memory[i] = text.data[i] == '\n' ? ' ' : text.data[i];
    return cairn_span_make(memory, text.size);
}

static void note_invalid(struct reader *reader, struct cairn_span why)
{
    char memory[WORDS_BYTES];
    struct cairn_span words = last_words(reader, memory, sizeof memory);
    struct cairn_span phase = reader->phase;
    cairn_lab_facts_fail(reader->facts, "%.*s%s%.*s%s%.*s", CAIRN_SPAN_ARGS(why),
        phase.size ? ", in phase " : "", CAIRN_SPAN_ARGS(phase), words.size ? ": " : "",
        CAIRN_SPAN_ARGS(words));
}

/* "healthy yes", "harm_mitm no it asks" … */
static enum cairn_status note_verdict(
    struct reader *reader, struct cairn_span text, struct cairn_error *err)
{
    struct cairn_lab_facts *facts = reader->facts;
    struct cairn_span what = take_word(&text);
    struct cairn_span word = take_word(&text);
    struct cairn_lab_said said = {.why = text};
    if (cairn_span_equal_string(word, "yes"))
        said.verdict = CAIRN_LAB_YES;
    else if (cairn_span_equal_string(word, "no"))
        said.verdict = CAIRN_LAB_NO;
    if (cairn_span_starts_with(what, CAIRN_SPAN("harm_"))) {
        struct cairn_lab_harm harm = {.id = cairn_span_slice(what, 5, what.size), .said = said};
        return cairn_vec_push(&reader->harms, &harm, err);
    }
    if (cairn_span_equal_string(reader->phase, "before"))
        facts->before = said;
    else if (cairn_span_equal_string(reader->phase, "after"))
        facts->after = said;
    else if (cairn_span_equal_string(reader->phase, "later"))
        facts->later = said;
    return CAIRN_OK;
}

/* "1 0": the command's number and its exit status. */
static enum cairn_status note_told(
    struct reader *reader, struct cairn_span text, struct cairn_error *err)
{
    uint64_t number = 0, status = 0;
    struct cairn_span first = take_word(&text);
    if (!cairn_span_to_u64(first, &number) || !cairn_span_to_u64(text, &status) || status > 255)
        return CAIRN_OK;
    struct cairn_lab_told told = {.number = (unsigned)number,
        .exit = (int)status,
        .output = frame(reader, reader->phase, ".out")};
    return cairn_vec_push(&reader->told, &told, err);
}

static void note_state(struct reader *reader, struct cairn_span text, uint64_t at_ms)
{
    struct cairn_lab_facts *facts = reader->facts;
    struct cairn_span label = take_word(&text);
    if (cairn_span_equal_string(label, "before"))
        facts->state_before = text;
    if (!cairn_span_equal_string(label, "after"))
        return;
    facts->state_after = text;
    facts->apply_s = (double)(at_ms - reader->apply_ms) / 1000;
}

/* What one arm took to apply its change is what another waits for: a time that cannot be would make
 * that one wait for ever, or not at all. */
static bool note_time(struct reader *reader, uint64_t at_ms)
{
    bool may_be = at_ms >= reader->last_ms && at_ms <= reader->reading->took_ms;
    if (may_be)
        reader->last_ms = at_ms;
    else
        cairn_lab_facts_fail(reader->facts,
            "the record of the arm is damaged: an event at %llu ms comes after one at %llu ms of "
            "an arm that took %llu",
            (unsigned long long)at_ms, (unsigned long long)reader->last_ms,
            (unsigned long long)reader->reading->took_ms);
    return may_be;
}

static enum cairn_status read_event(
    struct reader *reader, struct cairn_span line, struct cairn_error *err)
{
    uint64_t at_ms = 0;
    struct cairn_span time = take_word(&line);
    struct cairn_span what = take_word(&line);
    if (!cairn_span_to_u64(time, &at_ms) || !note_time(reader, at_ms))
        return CAIRN_OK;
    if (cairn_span_equal_string(what, "phase")) {
        reader->phase = line;
        if (cairn_span_equal_string(line, "apply"))
            reader->apply_ms = at_ms;
        reader->facts->has_real |= cairn_span_equal_string(line, "real");
    } else if (cairn_span_equal_string(what, "state")) {
        note_state(reader, line, at_ms);
    } else if (cairn_span_equal_string(what, "verdict")) {
        return note_verdict(reader, line, err);
    } else if (cairn_span_equal_string(what, "tell")) {
        return note_told(reader, line, err);
    } else if (cairn_span_equal_string(what, "refused")) {
        reader->facts->was_refused = true;
        reader->facts->refusal = line;
    } else if (cairn_span_equal_string(what, "invalid")) {
        note_invalid(reader, line);
    } else if (cairn_span_equal_string(what, "cut")) {
        cairn_lab_facts_fail(reader->facts,
            "%.*s: what a phase printed or logged is longer than what is kept of it, so the rest "
            "is not known",
            CAIRN_SPAN_ARGS(line));
    } else if (cairn_span_equal_string(what, "end")) {
        reader->has_ended = true;
    }
    return CAIRN_OK;
}

static bool is_own(const struct cairn_lab_reading *reading, struct cairn_span record)
{
    for (size_t i = 0; i < reading->own_count; i++) {
        if (cairn_span_equal(reading->own[i], record))
            return true;
    }
    return false;
}

bool cairn_lab_sights_show(const struct cairn_lab_sights *sights, struct cairn_span record)
{
    for (size_t i = 0; i < sights->record_count; i++) {
        if (cairn_span_equal(sights->records[i], record))
            return true;
    }
    return false;
}

static void add_sight(const struct cairn_lab_reading *reading, struct cairn_lab_sights *out,
    const struct cairn_sight *sight)
{
    bool counts = sight->is_error || is_own(reading, sight->record);
    if (sight->record.size && !cairn_lab_sights_show(out, sight->record)) {
        out->lines[out->record_count] = sight->text;
        out->records[out->record_count++] = sight->record;
    }
    out->has_error |= sight->is_error;
    if (!counts || out->line.size)
        return;
    out->names = sight->record.size ? sight->record : CAIRN_SPAN("unknown");
    out->line = sight->text;
    memcpy(out->template_id, sight->template_id, sizeof out->template_id);
}

/* `first` and `second` are what the phase logged and what its question printed. */
static enum cairn_status recognise(struct reader *reader, const char *phase, const char *second,
    struct cairn_lab_sights *out, struct cairn_error *err)
{
    struct cairn_span name = cairn_span_from_string(phase);
    struct cairn_arena *arena = &reader->facts->arena;
    cairn_vec_clear(&reader->sights);
    enum cairn_status status = cairn_engine_recognise(
        reader->reading->engine, frame(reader, name, ".log"), arena, &reader->sights, err);
    if (!status)
        status = cairn_engine_recognise(
            reader->reading->engine, frame(reader, name, second), arena, &reader->sights, err);
    if (status)
        return status;
    *out = (struct cairn_lab_sights){.names = CAIRN_SPAN("silent")};
    out->records = cairn_arena_array(arena, reader->sights.count + 1, sizeof *out->records);
    out->lines = cairn_arena_array(arena, reader->sights.count + 1, sizeof *out->lines);
    if (!out->records || !out->lines)
        return CAIRN_FAIL_MEMORY(err);
    for (size_t i = 0; i < reader->sights.count; i++)
        add_sight(reader->reading, out, CAIRN_VEC_AT(&reader->sights, struct cairn_sight, i));
    return CAIRN_OK;
}

static enum cairn_status recognise_all(struct reader *reader, struct cairn_error *err)
{
    struct cairn_lab_facts *facts = reader->facts;
    enum cairn_status status = recognise(reader, "before", "_ask.out", &facts->before_log, err);
    if (!status)
        status = recognise(reader, "apply", ".out", &facts->apply_log, err);
    if (!status)
        status = recognise(reader, "after", "_ask.out", &facts->after_log, err);
    if (!status)
        status = recognise(reader, "later", "_ask.out", &facts->later_log, err);
    if (!status)
        status = recognise(reader, "real", ".out", &facts->real_log, err);
    return status;
}

static enum cairn_status keep_lists(struct reader *reader, struct cairn_error *err)
{
    struct cairn_lab_facts *facts = reader->facts;
    facts->harm_count = reader->harms.count;
    facts->told_count = reader->told.count;
    facts->harms = cairn_arena_array(&facts->arena, facts->harm_count + 1, sizeof *facts->harms);
    facts->told = cairn_arena_array(&facts->arena, facts->told_count + 1, sizeof *facts->told);
    if (!facts->harms || !facts->told)
        return CAIRN_FAIL_MEMORY(err);
    if (facts->harm_count)
        memcpy(facts->harms, reader->harms.data, facts->harm_count * sizeof *facts->harms);
    if (facts->told_count)
        memcpy(facts->told, reader->told.data, facts->told_count * sizeof *facts->told);
    return CAIRN_OK;
}

static enum cairn_status read_all(struct reader *reader, struct cairn_error *err)
{
    struct cairn_span line, events = frame(reader, CAIRN_SPAN("events"), "");
    enum cairn_status status = CAIRN_OK;
    while (!status && cairn_span_take_line(&events, &line))
        status = read_event(reader, line, err);
    if (!status && !reader->has_ended)
        note_invalid(reader, CAIRN_SPAN("the arm did not come to its end"));
    if (!status)
        status = keep_lists(reader, err);
    if (!status)
        status = cairn_lab_transcript_make(
            reader->facts, reader->frames, reader->frame_count, reader->reading->ran, err);
    if (status || reader->facts->invalid)
        return status;
    struct cairn_error limit = {0};
    status = recognise_all(reader, &limit);
    if (status == CAIRN_ERR_LIMIT) {
        cairn_lab_facts_fail(reader->facts, "%s", limit.primary);
        return CAIRN_OK;
    }
    if (status && err)
        *err = limit;
    return status;
}

/* The record does not outlive the call, so the facts keep a copy without the packed world. */
static enum cairn_status keep_frames(struct cairn_arena *arena, struct cairn_record_frame *frames,
    size_t count, struct cairn_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (cairn_span_equal_string(frames[i].name, "world"))
            frames[i].bytes = (struct cairn_span){0};
        if (!frames[i].bytes.size)
            continue;
        frames[i].bytes = cairn_arena_copy(arena, frames[i].bytes);
        if (!frames[i].bytes.data)
            return CAIRN_FAIL_MEMORY(err);
    }
    return CAIRN_OK;
}

enum cairn_status cairn_lab_facts_read(struct cairn_lab_facts *facts, struct cairn_span record,
    const struct cairn_lab_reading *reading, struct cairn_error *err)
{
    struct cairn_record_frame *frames = NULL;
    struct cairn_error damage = {0};
    struct reader reader = {.facts = facts,
        .reading = reading,
        .harms = CAIRN_VEC_OF(struct cairn_lab_harm),
        .told = CAIRN_VEC_OF(struct cairn_lab_told),
        .sights = CAIRN_VEC_OF(struct cairn_sight)};
    enum cairn_status status =
        cairn_record_split(record, &facts->arena, &frames, &reader.frame_count, &damage);
    if (status == CAIRN_ERR_INVALID) {
        cairn_lab_facts_fail(facts, "the record of the arm is damaged: %s", damage.primary);
        return CAIRN_OK;
    }
    if (status && err)
        *err = damage;
    reader.frames = frames;
    if (!status)
        status = keep_frames(&facts->arena, frames, reader.frame_count, err);
    if (!status)
        status = read_all(&reader, err);
    cairn_vec_done(&reader.harms);
    cairn_vec_done(&reader.told);
    cairn_vec_done(&reader.sights);
    return status;
}

void cairn_lab_facts_done(struct cairn_lab_facts *facts)
{
    cairn_arena_done(&facts->arena);
    *facts = (struct cairn_lab_facts){0};
}
