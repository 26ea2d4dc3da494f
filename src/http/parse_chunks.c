/*
 * Bodies in chunks (RFC 9112, section 7.1), as they arrive:
 *
 *     SIZE ─ extensions ─ CRLF ─ bytes ─ CRLF ─ … ─ 0 CRLF ─ trailer ─ CRLF
 *
 * Sizes are hexadecimal digits and nothing else, every CRLF is one, and what extensions and
 * trailers hold is bounded and thrown away: none of it is needed here, and all of it has served to
 * smuggle.
 */
#include "http/parse.h"
#include "http/parse_internal.h"

enum chunk_state {
    AT_SIZE = 0,
    IN_EXTENSION,
    AT_SIZE_LF,
    IN_BYTES,
    AT_BYTES_CR,
    AT_BYTES_LF,
    IN_TRAILER,
    AT_TRAILER_LF,
    AT_END,
};

/* Digits of a size: 16 would overflow a sum; 15 are four petabytes. */
#define SIZE_DIGITS 15u

static const struct cairn_http_refusal fine;
static const struct cairn_http_refusal malformed = {400, "the chunks of the body are malformed"};

static struct cairn_http_refusal take_size(struct cairn_http_chunks *chunks, unsigned char c)
{
    int digit = cairn_http_hex_value(c);
    if (digit >= 0) {
        chunks->left = chunks->left << 4 | (unsigned)digit;
        return ++chunks->digits > SIZE_DIGITS ? malformed : fine;
    }
    if (!chunks->digits || (c != ';' && c != '\r'))
        return malformed;
    chunks->state = c == ';' ? IN_EXTENSION : AT_SIZE_LF;
    return fine;
}

static struct cairn_http_refusal take_extension(struct cairn_http_chunks *chunks, unsigned char c)
{
    if (c == '\r')
        chunks->state = AT_SIZE_LF;
    else if (!cairn_http_is_field_byte(c))
        return malformed;
    return fine;
}

static struct cairn_http_refusal end_size(struct cairn_http_chunks *chunks, unsigned char c)
{
    if (c != '\n')
        return malformed;
    chunks->state = chunks->left ? IN_BYTES : IN_TRAILER;
    chunks->is_line_empty = true;
    return fine;
}

static struct cairn_http_refusal take_trailer(struct cairn_http_chunks *chunks, unsigned char c)
{
    if (++chunks->trailer_size > CAIRN_LIMIT_HTTP_TRAILER)
        return (struct cairn_http_refusal){431, "the fields behind the body are longer than 4 KiB"};
    if (c == '\r')
        chunks->state = AT_TRAILER_LF;
    else if (!cairn_http_is_field_byte(c))
        return malformed;
    else
        chunks->is_line_empty = false;
    return fine;
}

/* One byte that belongs to no chunk. */
static struct cairn_http_refusal take_byte(struct cairn_http_chunks *chunks, unsigned char c)
{
    switch ((enum chunk_state)chunks->state) {
    case AT_SIZE:
    case IN_EXTENSION:
        if (++chunks->line_size > CAIRN_LIMIT_HTTP_CHUNK_LINE)
            return malformed;
        return chunks->state == AT_SIZE ? take_size(chunks, c) : take_extension(chunks, c);
    case AT_SIZE_LF:
        return end_size(chunks, c);
    case AT_BYTES_CR:
        chunks->state = AT_BYTES_LF;
        return c == '\r' ? fine : malformed;
    case AT_BYTES_LF:
        chunks->state = AT_SIZE;
        chunks->digits = 0;
        chunks->line_size = 0;
        return c == '\n' ? fine : malformed;
    case IN_TRAILER:
        return take_trailer(chunks, c);
    case AT_TRAILER_LF:
        chunks->state = chunks->is_line_empty ? AT_END : IN_TRAILER;
        chunks->is_line_empty = true;
        return c == '\n' ? fine : malformed;
    case IN_BYTES:
    case AT_END:
        break;
    }
    return malformed;
}

static struct cairn_http_refusal take_bytes(struct cairn_http_chunks *chunks,
    struct cairn_span input, struct cairn_buf *body, size_t *taken)
{
    size_t count = input.size - *taken;
    if (count > chunks->left)
        count = (size_t)chunks->left;
    /* Announced is enough: nobody has to send it first. */
    if (chunks->left > body->limit_bytes - body->size)
        return (struct cairn_http_refusal){413, "the body is larger than this server takes"};
    cairn_buf_append(body, cairn_span_slice(input, *taken, count));
    if (body->failure)
        return (struct cairn_http_refusal){503, "there was no memory for the body"};
    *taken += count;
    chunks->left -= count;
    if (!chunks->left)
        chunks->state = AT_BYTES_CR;
    return fine;
}

struct cairn_http_refusal cairn_http_read_chunks(struct cairn_http_chunks *chunks,
    struct cairn_span input, struct cairn_buf *body, size_t *out_taken, bool *out_is_over)
{
    struct cairn_http_refusal refusal = fine;
    size_t taken = 0;
    while (taken < input.size && chunks->state != AT_END && !refusal.status) {
        if (chunks->state == IN_BYTES)
            refusal = take_bytes(chunks, input, body, &taken);
        else
            refusal = take_byte(chunks, (unsigned char)input.data[taken++]);
    }
    *out_taken = taken;
    *out_is_over = chunks->state == AT_END;
    return refusal;
}
