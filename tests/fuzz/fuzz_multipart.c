/* A form with a file from an attacker: the first line is the Content-Type, the rest the body. Every
 * part must lie inside the body. */
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "http/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_span body = cairn_span_make((const char *)data, size);
    struct cairn_span type = {0};
    struct cairn_http_form_parts parts = {0};
    if (!cairn_span_take_line(&body, &type))
        return 0;
    if (cairn_http_read_multipart(body, type, &arena, &parts, NULL))
        return 0;
    for (size_t i = 0; i < parts.count; i++) {
        struct cairn_span part = parts.items[i].body;
        if (part.data < body.data || part.data + part.size > body.data + body.size ||
            !parts.items[i].name.size)
            abort();
    }
    return 0;
}
