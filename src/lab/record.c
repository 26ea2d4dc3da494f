/*
 * The record of an arm, split into its frames:
 *
 *     NAME SIZE\n BYTES          any number; SIZE in decimal
 *     world -\n BYTES            last, to the end of the record
 *
 * The helper writes it, but a rig runs as the same user as the helper and can write to the same
 * pipe: the bytes are hostile. A record that is not exactly of this form is refused as a whole, so
 * that what was cut off or forged by half never passes for a short one.
 */
#include "lab/sandbox.h"

#include <string.h>

#include "base/cursor.h"
#include "base/limits.h"
#include "base/vec.h"

#define NAME_MAX_BYTES 128 /* the helper's phases have at most 63, and a suffix */
#define SIZE_DIGITS    12

static bool is_frame_name(struct cairn_span name)
{
    if (name.size == 0 || name.size > NAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'))
            return false;
    }
    return true;
}

/* "NAME SIZE\n" and the bytes that follow. */
static bool take_frame(struct cairn_cursor *cursor, struct cairn_record_frame *out_frame)
{
    struct cairn_record_frame frame = {.name = cairn_cursor_take_until(cursor, ' ')};
    uint64_t size = 0;
    if (!is_frame_name(frame.name) || !cairn_cursor_take_byte(cursor, ' '))
        return false;
    if (cairn_span_equal_string(frame.name, "world")) {
        if (!cairn_cursor_take_literal(cursor, CAIRN_SPAN("-\n")))
            return false;
        size = cairn_cursor_rest(cursor).size;
    } else if (!cairn_cursor_take_u64(cursor, SIZE_DIGITS, &size) ||
               !cairn_cursor_take_byte(cursor, '\n')) {
        return false;
    }
    if (!cairn_cursor_take_span(cursor, (size_t)size, &frame.bytes))
        return false;
    *out_frame = frame;
    return true;
}

static const struct cairn_record_frame *find_frame(
    const struct cairn_vec *frames, struct cairn_span name)
{
    for (size_t i = 0; i < frames->count; i++) {
        const struct cairn_record_frame *frame = CAIRN_VEC_AT(frames, struct cairn_record_frame, i);
        if (cairn_span_equal(frame->name, name))
            return frame;
    }
    return NULL;
}

static enum cairn_status take_frames(
    struct cairn_cursor *cursor, struct cairn_vec *frames, struct cairn_error *err)
{
    while (!cairn_cursor_at_end(cursor)) {
        struct cairn_record_frame frame;
        size_t place = cursor->position;
        if (!take_frame(cursor, &frame))
            return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
                "cannot read the record of an arm: cut off or malformed at byte %zu", place);
        if (find_frame(frames, frame.name))
            return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
                "cannot read the record of an arm: '%.*s' is there twice",
                CAIRN_SPAN_ARGS(frame.name));
        if (frames->count == CAIRN_LIMIT_RECORD_FRAMES)
            return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
                "cannot read the record of an arm: it has more than %d frames",
                CAIRN_LIMIT_RECORD_FRAMES);
        enum cairn_status status = cairn_vec_push(frames, &frame, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_record_split(struct cairn_span record, struct cairn_arena *arena,
    struct cairn_record_frame **out_frames, size_t *out_count, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec frames = CAIRN_VEC_OF(struct cairn_record_frame);
    struct cairn_cursor cursor = cairn_cursor_make(record);
    enum cairn_status status = take_frames(&cursor, &frames, err);
    if (status)
        return status;
    if (!find_frame(&frames, CAIRN_SPAN("events")))
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot read the record of an arm: it does not say what happened (no events)");
    struct cairn_record_frame *copy = cairn_arena_array(arena, frames.count, sizeof *copy);
    if (!copy)
        return cairn_arena_status(arena, err);
    memcpy(copy, frames.data, frames.count * sizeof *copy);
    *out_frames = copy;
    *out_count = frames.count;
    return CAIRN_OK;
}
