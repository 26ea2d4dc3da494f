/* The JSON reader and writer: what is read can be written in both styles, and reads back as the
 * same tree. */
#include <stdlib.h>

#include "formats/json.h"

#define MEMORY ((size_t)32 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_style(
    struct cairn_arena *arena, const struct cairn_value *value, enum cairn_json_style style)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    struct cairn_value *back;
    cairn_json_write(&buf, value, style);
    enum cairn_status status = cairn_json_read(arena, cairn_buf_span(&buf), "back", &back, NULL);
    if (status == CAIRN_ERR_LIMIT && arena->has_failed)
        return;
    if (status || !cairn_value_equal(value, back))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena;
    cairn_arena_init(&arena, MEMORY);
    struct cairn_value *value;
    struct cairn_error err;
    if (cairn_json_read(&arena, cairn_span_make((const char *)data, size), "input", &value, &err) !=
        CAIRN_OK)
        return 0;
    check_style(&arena, value, CAIRN_JSON_COMPACT);
    check_style(&arena, value, CAIRN_JSON_PRETTY);
    return 0;
}
