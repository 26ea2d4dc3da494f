/* Making answers. A response owns its bytes; whoever drops it calls cairn_http_response_done. */
#include "base/alloc.h"
#include "formats/escape.h"
#include "http/fields.h"
#include "http/message.h"
#include "http/parse_internal.h"
#include "http/snapshot.h"

struct cairn_span cairn_http_field(const struct cairn_http_request *request, const char *name)
{
    struct cairn_span wanted = cairn_span_from_string(name);
    for (size_t i = 0; i < request->field_count; i++) {
        if (cairn_span_equal_ignoring_case(request->fields[i].name, wanted))
            return request->fields[i].value;
    }
    return (struct cairn_span){.data = ""};
}

/* An answer that was made before is forgotten; further fields stay. */
static void begin(struct cairn_http_response *response, int status, const char *type)
{
    if (response->kind == CAIRN_HTTP_BODY_STREAM)
        response->stream.free(response->stream.context);
    cairn_buf_done(&response->body);
    response->stream = (struct cairn_http_stream){0};
    response->page = NULL;
    response->kind = CAIRN_HTTP_BODY_BYTES;
    response->status = status;
    response->type = type;
}

void cairn_http_answer_bytes(struct cairn_http_response *response, int status, const char *type,
    char *take_bytes, size_t size)
{
    begin(response, status, type);
    response->body = (struct cairn_buf){.data = take_bytes, .size = size, .capacity = size};
}

void cairn_http_answer_page(
    struct cairn_http_response *response, int status, struct cairn_page *take_page)
{
    cairn_http_answer_bytes(
        response, status, take_page->type, CAIRN_TAKE(take_page->bytes), take_page->size);
    response->language = take_page->language;
    take_page->size = 0;
}

enum cairn_status cairn_http_answer_text(struct cairn_http_response *response, int status,
    const char *type, struct cairn_span text, struct cairn_error *err)
{
    begin(response, status, type);
    cairn_buf_append(&response->body, text);
    return cairn_buf_status(&response->body, err);
}

void cairn_http_answer_stream(struct cairn_http_response *response, const char *type,
    const struct cairn_http_stream *take_stream)
{
    begin(response, 200, type);
    response->kind = CAIRN_HTTP_BODY_STREAM;
    response->stream = *take_stream;
}

void cairn_http_answer_nothing(struct cairn_http_response *response)
{
    begin(response, 204, NULL);
}

enum cairn_status cairn_http_answer_redirect(struct cairn_http_response *response, int status,
    struct cairn_span path, struct cairn_span query, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf location = {0};
    begin(response, status, NULL);
    cairn_escape_address(&location, path, "/");
    if (query.size)
        cairn_buf_append_byte(&location, '?');
    cairn_buf_append(&location, query);
    enum cairn_status failure = cairn_buf_status(&location, err);
    if (!failure)
        failure = cairn_http_add_field(response, "Location", cairn_buf_span(&location), err);
    return failure;
}

enum cairn_status cairn_http_add_field(struct cairn_http_response *response, const char *name,
    struct cairn_span value, struct cairn_error *err)
{
    for (size_t i = 0; i < value.size; i++) {
        if (!cairn_http_is_field_byte((unsigned char)value.data[i]))
            return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
                "cannot send the field %s: its value holds a control character", name);
    }
    cairn_buf_printf(&response->head, "%s: ", name);
    cairn_buf_append(&response->head, value);
    cairn_buf_append(&response->head, CAIRN_SPAN("\r\n"));
    return cairn_buf_status(&response->head, err);
}

void cairn_http_response_done(struct cairn_http_response *response)
{
    begin(response, 0, NULL);
    cairn_buf_done(&response->head);
    *response = (struct cairn_http_response){0};
}
