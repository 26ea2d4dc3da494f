/* Each event is written whole with one call, so that a reader never sees half a line for long. */
#include "lab/events.h"

#include <stdarg.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "formats/json.h"

enum cairn_status cairn_lab_emit(const struct cairn_value *event, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    if (!event)
        return CAIRN_FAIL_MEMORY(err);
    cairn_json_write(&line, event, CAIRN_JSON_COMPACT);
    cairn_buf_append_byte(&line, '\n');
    enum cairn_status status = cairn_buf_status(&line, err);
    return status
               ? status
               : cairn_fd_write_all(STDOUT_FILENO, "standard output", cairn_buf_span(&line), err);
}

enum cairn_status cairn_lab_message(
    struct cairn_error *err, const char *severity, const char *hint, const char *format, ...)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    va_list args;
    va_start(args, format);
    cairn_buf_vprintf(&text, format, args);
    va_end(args);
    enum cairn_status status = cairn_buf_status(&text, err);
    if (status)
        return status;
    struct cairn_value *event = cairn_value_object(&arena);
    cairn_value_set_cstring(&arena, event, "schema", "cairn.message/1");
    cairn_value_set_cstring(&arena, event, "severity", severity);
    cairn_value_set_string(&arena, event, "text", cairn_buf_span(&text));
    cairn_value_set_cstring(&arena, event, "hint", hint);
    status = cairn_value_status(&arena, event, err);
    return status ? status : cairn_lab_emit(event, err);
}

void cairn_lab_emit_failure(const struct cairn_error *failure)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *event = cairn_value_object(&arena);
    cairn_value_set_cstring(&arena, event, "schema", "cairn.failure/1");
    cairn_value_set_cstring(&arena, event, "status", cairn_status_name(failure->status));
    cairn_value_set_cstring(&arena, event, "message", failure->primary);
    cairn_value_set_cstring(&arena, event, "detail", failure->detail);
    cairn_value_set_cstring(&arena, event, "hint", failure->hint);
    if (!cairn_lab_emit(event, NULL))
        return;
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    cairn_buf_printf(&line, "cairn-lab: %s\n", failure->primary);
    enum cairn_status unheard =
        cairn_fd_write_all(STDERR_FILENO, "standard error", cairn_buf_span(&line), NULL);
    (void)unheard; /* nowhere is left to say so */
}
