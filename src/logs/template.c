/*
 * Templates of unknown events. The shape of a message is its telling line with every value that
 * varies from one occurrence to the next replaced by <*>: a token scanner, no learning, so that the
 * id depends on the message alone and stays the same across runs, orders and machines.
 */
#include "logs/template.h"

#include <stdbool.h>

#include "base/ascii.h"
#include "base/digest.h"

/* Shapes longer than this are cut: what follows is data, not the message. */
#define SHAPE_LIMIT 240

static bool is_hex(char c)
{
    return cairn_ascii_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Not strchr: it finds a NUL, which a log may hold, in every set. */
static bool is_among(char c, struct cairn_span set)
{
    return cairn_span_find_byte(set, c, 0) != CAIRN_SPAN_NPOS;
}

/* Bytes of one token: what a value or a word is made of. */
static bool is_token(char c)
{
    return cairn_ascii_is_alphanumeric(c) || is_among(c, CAIRN_SPAN("_-./:@%+~\\")) ||
           (unsigned char)c >= 0x80;
}

/* A token varies when it holds a digit, is a path or an address, or is long and hexadecimal. */
static bool token_varies(struct cairn_span token)
{
    size_t slashes = 0;
    size_t hex = 0;
    for (size_t i = 0; i < token.size; i++) {
        if (cairn_ascii_is_digit(token.data[i]))
            return true;
        slashes += token.data[i] == '/' || token.data[i] == '\\';
        hex += is_hex(token.data[i]);
    }
    return (slashes > 0 && token.size > 1) || is_among('@', token) ||
           (hex == token.size && token.size >= 8);
}

static void append_wildcard(struct cairn_buf *buf, size_t base)
{
    struct cairn_span shape = cairn_span_slice(cairn_buf_span(buf), base, SIZE_MAX);
    if (!cairn_span_ends_with(shape, CAIRN_SPAN("<*>")))
        cairn_buf_append(buf, CAIRN_SPAN("<*>"));
}

/* End of a quoted value that starts at `start`, or `start` when it is not closed on the line. */
static size_t quoted_end(struct cairn_span line, size_t start)
{
    size_t end = cairn_span_find_byte(line, line.data[start], start + 1);
    return end == CAIRN_SPAN_NPOS ? start : end;
}

static size_t append_token(struct cairn_buf *buf, struct cairn_span line, size_t at, size_t base)
{
    size_t end = at;
    while (end < line.size && is_token(line.data[end]))
        end++;
    struct cairn_span token = cairn_span_slice(line, at, end - at);
    /* A colon or full stop at the end belongs to the sentence. */
    size_t tail = 0;
    while (tail < token.size && is_among(token.data[token.size - 1 - tail], CAIRN_SPAN(":.-")))
        tail++;
    struct cairn_span word = cairn_span_slice(token, 0, token.size - tail);
    if (token_varies(word))
        append_wildcard(buf, base);
    else
        cairn_buf_append(buf, word);
    cairn_buf_append(buf, cairn_span_slice(token, token.size - tail, tail));
    return end;
}

/* What a Python traceback says stands in its last line that is not indented; elsewhere the first
 * line says it. */
static struct cairn_span telling_line(struct cairn_span message)
{
    struct cairn_span first = {NULL, 0};
    cairn_span_take_line(&message, &first);
    if (!cairn_span_ends_with(
            cairn_span_trim(first), CAIRN_SPAN("Traceback (most recent call last):")))
        return first;
    struct cairn_span last = first;
    struct cairn_span line;
    while (cairn_span_take_line(&message, &line))
        if (line.size > 0 && line.data[0] != ' ' && line.data[0] != '\t' && line.data[0] != '\r')
            last = line;
    return last;
}

void cairn_template_of(
    struct cairn_buf *buf, struct cairn_span message, char out_id[CAIRN_TEMPLATE_ID_SIZE])
{
    struct cairn_span line = cairn_span_trim(telling_line(message));
    size_t base = buf->size;
    for (size_t at = 0; at < line.size && buf->size - base < SHAPE_LIMIT;) {
        char c = line.data[at];
        size_t end = c == '"' || c == '\'' || c == '`' ? quoted_end(line, at) : at;
        if (end > at) {
            cairn_buf_append_byte(buf, c);
            append_wildcard(buf, base);
            cairn_buf_append_byte(buf, c);
            at = end + 1;
        } else if (is_token(c)) {
            at = append_token(buf, line, at, base);
        } else {
            cairn_buf_append_byte(buf, (unsigned char)c < 0x20 ? ' ' : c);
            at++;
        }
    }
    char hex[CAIRN_DIGEST_HEX_SIZE];
    cairn_digest_hex(cairn_span_slice(cairn_buf_span(buf), base, SIZE_MAX), hex);
    out_id[0] = 't';
    out_id[1] = '-';
    for (size_t i = 0; i < 16; i++)
        out_id[2 + i] = hex[i];
    out_id[18] = '\0';
}
