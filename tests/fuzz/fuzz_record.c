/* The record of an arm, which a rig can write to: frames that are split point into the input, in
 * their order, without overlap, and together they are the whole of it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lab/sandbox.h"

#define MEMORY ((size_t)8 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where the next frame must begin, when this one is what the input says at `place`. */
static size_t check_frame(
    struct cairn_span input, size_t place, const struct cairn_record_frame *frame)
{
    size_t at = (size_t)(frame->bytes.data - input.data);
    /* At least a blank, a digit or dash, and a line's end stand between a name and its bytes. */
    if (frame->name.data != input.data + place || at < place + frame->name.size + 3 ||
        at + frame->bytes.size > input.size || frame->bytes.data[-1] != '\n' ||
        memchr(frame->name.data, '\n', frame->name.size))
        abort();
    return at + frame->bytes.size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena;
    cairn_arena_init(&arena, MEMORY);
    struct cairn_span input = {.data = (const char *)data, .size = size};
    struct cairn_record_frame *frames = NULL;
    struct cairn_error err;
    size_t count = 0, place = 0;
    if (cairn_record_split(input, &arena, &frames, &count, &err))
        return 0;
    bool has_events = false;
    for (size_t i = 0; i < count; i++) {
        place = check_frame(input, place, &frames[i]);
        has_events = has_events || cairn_span_equal_string(frames[i].name, "events");
    }
    if (!has_events || place != size)
        abort();
    return 0;
}
