/* Requests as strangers send them. However the bytes are split, a request is read the same way or
 * refused; what is taken for valid keeps what request.path promises; and what was read as the
 * length of a body is one number. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http/fields.h"
#include "http/parse.h"

#define BODY_LIMIT 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(struct cairn_span path)
{
    if (!path.size || path.data[0] != '/' || memchr(path.data, '\0', path.size) ||
        memchr(path.data, '\\', path.size) || memchr(path.data, '\n', path.size) ||
        cairn_span_find(path, CAIRN_SPAN("//"), 0) != CAIRN_SPAN_NPOS ||
        cairn_span_find(path, CAIRN_SPAN("/../"), 0) != CAIRN_SPAN_NPOS)
        abort();
}

static void check_fields(const struct cairn_http_head *head)
{
    for (size_t i = 0; i < head->field_count; i++) {
        struct cairn_span value = head->fields[i].value;
        if (!head->fields[i].name.size || memchr(value.data, '\n', value.size) ||
            memchr(value.data, '\r', value.size) || memchr(value.data, '\0', value.size))
            abort();
    }
}

/* Where the head ends when all is there at once, or SIZE_MAX when it is refused. */
static size_t scan(struct cairn_span input, struct cairn_http_scan *out_scan)
{
    size_t end = 0;
    *out_scan = (struct cairn_http_scan){0};
    return cairn_http_scan_head(out_scan, input, &end).status ? SIZE_MAX : end;
}

static size_t scan_slowly(struct cairn_span input)
{
    struct cairn_http_scan slow = {0};
    size_t end = 0;
    for (size_t size = 0; size <= input.size && !end; size++) {
        if (cairn_http_scan_head(&slow, cairn_span_slice(input, 0, size), &end).status)
            return SIZE_MAX;
    }
    return end;
}

static void read_lists(const struct cairn_http_head *head, struct cairn_arena *arena)
{
    static const char *const types[] = {"text/html", "application/json"};
    struct cairn_http_parameters parameters = {0};
    struct cairn_span value;
    (void)!cairn_http_read_parameters(head->query, arena, &parameters, NULL);
    for (size_t i = 0; i < head->field_count; i++) {
        (void)cairn_http_choose_type(head->fields[i].value, types, 2);
        (void)cairn_http_accepts_gzip(head->fields[i].value);
        (void)cairn_http_cookie(head->fields[i].value, "a", &value);
        (void)cairn_http_names_tag(head->fields[i].value, CAIRN_SPAN("\"a\""));
    }
}

/* Whole and byte by byte, chunks are the same body. */
static void check_chunks(struct cairn_span input)
{
    CAIRN_AUTO_BUF struct cairn_buf whole = {.limit_bytes = BODY_LIMIT};
    CAIRN_AUTO_BUF struct cairn_buf slow = {.limit_bytes = BODY_LIMIT};
    struct cairn_http_chunks chunks = {0};
    size_t taken = 0, at = 0;
    bool is_over = false, is_slow_over = false;
    int status = cairn_http_read_chunks(&chunks, input, &whole, &taken, &is_over).status;
    chunks = (struct cairn_http_chunks){0};
    int slow_status = 0;
    while (at < input.size && !is_slow_over && !slow_status) {
        size_t step = 0;
        slow_status = cairn_http_read_chunks(
            &chunks, cairn_span_slice(input, at, 1), &slow, &step, &is_slow_over)
                          .status;
        at += step;
    }
    if (status != slow_status || is_over != is_slow_over ||
        (!status &&
            (at != taken || !cairn_span_equal(cairn_buf_span(&whole), cairn_buf_span(&slow)))))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cairn_http_head head;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_span input = {.data = (const char *)data, .size = size};
    struct cairn_http_scan whole;
    size_t end = scan(input, &whole);
    if (scan_slowly(input) != end)
        abort();
    if (!end || end == SIZE_MAX)
        return 0;
    struct cairn_span text = cairn_span_slice(input, whole.start, end - whole.start);
    if (cairn_http_parse_head(text, &head).status)
        return 0;
    check_fields(&head);
    struct cairn_span path = {0};
    char *memory = cairn_arena_alloc(&arena, head.raw_path.size);
    bool is_star = cairn_span_equal_string(head.raw_path, "*");
    if (memory && !is_star && !cairn_http_parse_path(head.raw_path, memory, &path).status)
        check_path(path);
    read_lists(&head, &arena);
    if (head.framing == CAIRN_HTTP_CHUNKED)
        check_chunks(cairn_span_slice(input, end, SIZE_MAX));
    return 0;
}
