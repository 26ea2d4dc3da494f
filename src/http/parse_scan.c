/*
 * Finding the end of a head in bytes that arrive as slowly as the client likes. Each byte is looked
 * at once. Lines end with CRLF and nothing else: a bare LF is refused as soon as it is seen, since
 * a program that takes it for a line end sees other fields than one that does not (RFC 9112,
 * section 2.2, permits refusing). Limits hold for what has arrived, not only for what is complete.
 */
#include "http/parse.h"

#include <string.h>

static const struct cairn_http_refusal fine;

static struct cairn_http_refusal check_sizes(
    const struct cairn_http_scan *scan, size_t input_size, size_t end)
{
    if (!scan->line_end && input_size - scan->start > CAIRN_LIMIT_HTTP_LINE)
        return (struct cairn_http_refusal){414, "the request line is longer than 8 KiB"};
    size_t behind = scan->line_end ? scan->line_end : input_size;
    if (scan->line_end - scan->start > CAIRN_LIMIT_HTTP_LINE && scan->line_end)
        return (struct cairn_http_refusal){414, "the request line is longer than 8 KiB"};
    if ((end ? end : input_size) - behind > CAIRN_LIMIT_HTTP_HEAD)
        return (struct cairn_http_refusal){
            431, "the header fields are longer than 32 KiB together"};
    return fine;
}

/* A line has ended at `next`; true: the head has. */
static bool take_line(struct cairn_http_scan *scan, size_t next)
{
    bool is_empty = next - scan->line_start == 2;
    bool is_first = scan->line_start == 0;
    scan->line_start = next;
    if (!scan->line_end && is_empty && is_first) {
        scan->start = next; /* section 2.2: one that some clients send behind a body */
        return false;
    }
    if (!scan->line_end)
        scan->line_end = next;
    return is_empty;
}

struct cairn_http_refusal cairn_http_scan_head(
    struct cairn_http_scan *scan, struct cairn_span input, size_t *out_size)
{
    *out_size = 0;
    while (scan->position < input.size) {
        const char *from = input.data + scan->position;
        const char *end = memchr(from, '\n', input.size - scan->position);
        if (!end)
            break;
        size_t at = (size_t)(end - input.data);
        if (at == 0 || end[-1] != '\r')
            return (struct cairn_http_refusal){
                400, "a line of the request ends with LF alone; CRLF is needed"};
        scan->position = at + 1;
        if (take_line(scan, at + 1)) {
            *out_size = at + 1;
            return check_sizes(scan, input.size, at + 1);
        }
    }
    scan->position = input.size;
    return check_sizes(scan, input.size, 0);
}
