/* The YAML reader and writer: what is read can be written as block style YAML and reads back as the
 * same tree. */
#include <stdlib.h>

#include "formats/yaml.h"

#define MEMORY ((size_t)32 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena;
    cairn_arena_init(&arena, MEMORY);
    struct cairn_value *value;
    struct cairn_error err;
    if (cairn_yaml_read(&arena, cairn_span_make((const char *)data, size), "input", &value, &err) !=
        CAIRN_OK)
        return 0;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_yaml_write(&buf, value);
    struct cairn_value *back;
    enum cairn_status status = cairn_yaml_read(&arena, cairn_buf_span(&buf), "back", &back, NULL);
    if (status == CAIRN_ERR_LIMIT && arena.has_failed)
        return 0;
    if (status || !cairn_value_equal(value, back))
        abort();
    return 0;
}
