/* Any bytes as a log: segmentation, prefixes, repairs, templates. Checks that events tile the input
 * and lines add up. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "logs/clean.h"
#include "logs/prefix.h"
#include "logs/reader.h"
#include "logs/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void exercise_event(struct cairn_span text)
{
    struct cairn_buf stripped = {0};
    cairn_log_strip_escapes(&stripped, text);
    require(stripped.size <= text.size);
    struct cairn_log_prefix prefix;
    cairn_log_prefix_parse(cairn_buf_span(&stripped), &prefix);
    require(prefix.message.size <= stripped.size);
    struct cairn_buf shape = {0};
    char id[CAIRN_TEMPLATE_ID_SIZE];
    cairn_template_of(&shape, prefix.message, id);
    cairn_buf_done(&shape);
    cairn_buf_done(&stripped);
}

static void exercise_repairs(struct cairn_span text)
{
    size_t count;
    const struct cairn_log_repair *repairs = cairn_log_repairs(&count);
    for (size_t i = 0; i < count; i++) {
        struct cairn_buf buf = {0};
        bool has_changed = repairs[i].apply(&buf, text);
        require(has_changed || buf.size == 0);
        cairn_buf_done(&buf);
    }
}

static void read_events(struct cairn_span text)
{
    struct cairn_log_reader *reader;
    if (cairn_log_reader_open_memory(text, "fuzz", &reader, NULL) != CAIRN_OK)
        return;
    uint64_t lines = 0;
    size_t seen = 0;
    bool is_refused = false; /* packed or binary */
    for (;;) {
        struct cairn_log_chunk chunk = {0};
        is_refused = cairn_log_reader_next(reader, &chunk, NULL) != CAIRN_OK;
        if (is_refused || chunk.event_count == 0)
            break;
        size_t end = 0;
        for (size_t i = 0; i < chunk.event_count; i++) {
            const struct cairn_log_event *event = &chunk.events[i];
            require(event->offset >= end && event->size <= CAIRN_LIMIT_EVENT);
            end = event->offset + event->size;
            require(end <= chunk.text.size);
            lines += event->lines;
            exercise_event(cairn_span_slice(chunk.text, event->offset, event->size));
        }
        seen += chunk.text.size;
    }
    require((is_refused && seen == 0) ||
            (seen == text.size && lines == cairn_log_reader_lines(reader)));
    cairn_log_reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cairn_span text = cairn_span_make((const char *)data, size);
    read_events(text);
    exercise_repairs(text);
    return 0;
}
