/*
 * A whole head as request line and fields. Strict where leniency would let two programs disagree
 * about where a request ends or whom it is for: one way to give a length, once; no folded lines; no
 * blank before a colon; one Host. Everything else that a field says is kept as it was sent.
 */
#include <string.h>

#include "http/parse.h"
#include "http/parse_internal.h"

static const struct cairn_http_refusal fine;

#define REFUSE(status, why) ((struct cairn_http_refusal){(status), (why)})

/* Cuts one line with its CRLF off; scan_head saw to it that every LF has its CR. */
static struct cairn_span take_line(struct cairn_span *rest)
{
    size_t end = cairn_span_find_byte(*rest, '\n', 0);
    struct cairn_span line = cairn_span_slice(*rest, 0, end ? end - 1 : 0);
    *rest = cairn_span_slice(*rest, end + 1, SIZE_MAX);
    return line;
}

static bool is_token(struct cairn_span text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!cairn_http_is_token((unsigned char)text.data[i]))
            return false;
    }
    return text.size > 0;
}

static struct cairn_http_refusal read_method(struct cairn_span name, enum cairn_http_method *method)
{
    static const struct {
        const char *name;
        enum cairn_http_method method;
    } known[] = {{"GET", CAIRN_HTTP_GET}, {"HEAD", CAIRN_HTTP_HEAD}, {"POST", CAIRN_HTTP_POST},
        {"OPTIONS", CAIRN_HTTP_OPTIONS}, {"PUT", CAIRN_HTTP_OTHER}, {"DELETE", CAIRN_HTTP_OTHER},
        {"PATCH", CAIRN_HTTP_OTHER}};
    if (!is_token(name))
        return REFUSE(400, "the method of the request is no token");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(known); i++) {
        if (cairn_span_equal_string(name, known[i].name)) {
            *method = known[i].method;
            return fine;
        }
    }
    return REFUSE(501, "the method of the request is not known here");
}

static struct cairn_http_refusal read_version(struct cairn_span text, struct cairn_http_head *head)
{
    if (text.size != 8 || memcmp(text.data, "HTTP/", 5) != 0 || text.data[6] != '.' ||
        !cairn_ascii_is_digit(text.data[5]) || !cairn_ascii_is_digit(text.data[7]))
        return REFUSE(400, "the request line does not end with a version such as HTTP/1.1");
    if (text.data[5] != '1')
        return REFUSE(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
    head->is_http_1_0 = text.data[7] == '0';
    head->keeps_alive = !head->is_http_1_0;
    return fine;
}

/* "http://host/path?query" as proxies send it: the part behind the host counts (RFC 9112, section
 * 3.2.2; there is one host here). */
static bool strip_authority(struct cairn_span *target)
{
    size_t scheme = 0;
    if (target->size >= 7 &&
        cairn_span_equal_ignoring_case(cairn_span_slice(*target, 0, 7), CAIRN_SPAN("http://")))
        scheme = 7;
    else if (target->size >= 8 && cairn_span_equal_ignoring_case(
                                      cairn_span_slice(*target, 0, 8), CAIRN_SPAN("https://")))
        scheme = 8;
    size_t end = scheme;
    while (end < target->size && target->data[end] != '/' && target->data[end] != '?')
        end++;
    if (!scheme || end == scheme || memchr(target->data + scheme, '@', end - scheme))
        return false;
    *target = cairn_span_slice(*target, end, SIZE_MAX);
    return true;
}

static struct cairn_http_refusal read_target(struct cairn_span target, struct cairn_http_head *head)
{
    for (size_t i = 0; i < target.size; i++) {
        unsigned char c = (unsigned char)target.data[i];
        if (c <= ' ' || c >= 0x7f || c == '#')
            return REFUSE(400, "the address of the request holds a byte that must be "
                               "percent-encoded");
    }
    bool is_server = cairn_span_equal_string(target, "*") && head->method == CAIRN_HTTP_OPTIONS;
    if (!is_server && !cairn_span_starts_with(target, CAIRN_SPAN("/")) && !strip_authority(&target))
        return REFUSE(400, "the address of the request is neither a path nor http://host/path");
    size_t mark = cairn_span_find_byte(target, '?', 0);
    head->raw_path = cairn_span_slice(target, 0, mark);
    head->query = mark == CAIRN_SPAN_NPOS ? (struct cairn_span){.data = ""}
                                          : cairn_span_slice(target, mark + 1, SIZE_MAX);
    if (!head->raw_path.size)
        head->raw_path = CAIRN_SPAN("/");
    return fine;
}

static struct cairn_http_refusal read_request_line(
    struct cairn_span line, struct cairn_http_head *head)
{
    size_t first = cairn_span_find_byte(line, ' ', 0);
    size_t second = first == CAIRN_SPAN_NPOS ? first : cairn_span_find_byte(line, ' ', first + 1);
    if (second == CAIRN_SPAN_NPOS)
        return REFUSE(400, "the request line is not METHOD ADDRESS VERSION");
    /* The version first: HTTP/2's preface and words from the future are told by it. */
    struct cairn_http_refusal refusal =
        read_version(cairn_span_slice(line, second + 1, SIZE_MAX), head);
    if (!refusal.status)
        refusal = read_method(cairn_span_slice(line, 0, first), &head->method);
    if (!refusal.status)
        refusal = read_target(cairn_span_slice(line, first + 1, second - first - 1), head);
    return refusal;
}

static struct cairn_http_refusal read_field(
    struct cairn_span line, struct cairn_http_field *out_field)
{
    if (cairn_http_is_blank((unsigned char)line.data[0]))
        return REFUSE(400, "a header field goes on in the next line, which is obsolete");
    size_t colon = cairn_span_find_byte(line, ':', 0);
    struct cairn_span name = cairn_span_slice(line, 0, colon);
    if (colon == CAIRN_SPAN_NPOS || !is_token(name))
        return REFUSE(400, "a header field is not NAME: VALUE, with nothing before the colon");
    size_t from = colon + 1, to = line.size;
    while (from < to && cairn_http_is_blank((unsigned char)line.data[from]))
        from++;
    while (to > from && cairn_http_is_blank((unsigned char)line.data[to - 1]))
        to--;
    for (size_t i = from; i < to; i++) {
        if (!cairn_http_is_field_byte((unsigned char)line.data[i]))
            return REFUSE(400, "a header field holds a control character");
    }
    *out_field = (struct cairn_http_field){name, cairn_span_slice(line, from, to - from)};
    return fine;
}

/* uri-host [":" port] by its bytes; an empty one is allowed where the address has none. */
static bool is_host(struct cairn_span value)
{
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (!cairn_ascii_is_alphanumeric(c) && !strchr("-._~%!$&'()*+;=:[]", c))
            return false;
    }
    return true;
}

static struct cairn_http_refusal take_host(struct cairn_http_head *head, struct cairn_span value)
{
    (void)head;
    return is_host(value) ? fine : REFUSE(400, "the field Host names no host");
}

static struct cairn_http_refusal take_length(struct cairn_http_head *head, struct cairn_span value)
{
    if (!cairn_span_to_u64(value, &head->content_length))
        return REFUSE(400, "the field Content-Length is no number");
    if (head->framing != CAIRN_HTTP_NO_BODY)
        return REFUSE(400, "the request has both Content-Length and Transfer-Encoding");
    head->framing = CAIRN_HTTP_LENGTH;
    return fine;
}

static struct cairn_http_refusal take_coding(struct cairn_http_head *head, struct cairn_span value)
{
    if (!cairn_span_equal_ignoring_case(value, CAIRN_SPAN("chunked")) || head->is_http_1_0)
        return REFUSE(400, "the only Transfer-Encoding is chunked, since HTTP/1.1");
    if (head->framing != CAIRN_HTTP_NO_BODY)
        return REFUSE(400, "the request has both Content-Length and Transfer-Encoding");
    head->framing = CAIRN_HTTP_CHUNKED;
    return fine;
}

static struct cairn_http_refusal take_expectation(
    struct cairn_http_head *head, struct cairn_span value)
{
    if (!cairn_span_equal_ignoring_case(value, CAIRN_SPAN("100-continue")))
        return REFUSE(417, "the only expectation that can be met is 100-continue");
    head->expects_continue = !head->is_http_1_0;
    return fine;
}

/* "close" anywhere in the list wins. Persistent connections of HTTP/1.0 were never specified well
 * enough to be safe behind proxies (RFC 9112, appendix C.2.2): each has one request here. */
static struct cairn_http_refusal take_connection(
    struct cairn_http_head *head, struct cairn_span value)
{
    while (value.size) {
        size_t end = cairn_span_find_byte(value, ',', 0);
        struct cairn_span option = cairn_span_trim(cairn_span_slice(value, 0, end));
        if (cairn_span_equal_ignoring_case(option, CAIRN_SPAN("close")))
            head->keeps_alive = false;
        value = end == CAIRN_SPAN_NPOS ? (struct cairn_span){.data = ""}
                                       : cairn_span_slice(value, end + 1, SIZE_MAX);
    }
    return fine;
}

/* Fields that the server acts on, and those that must not stand twice because the programs behind
 * and before us may each choose another one. */
static const struct {
    const char *name;
    struct cairn_http_refusal (*take)(struct cairn_http_head *head, struct cairn_span value);
    bool may_repeat;
} acted_on[] = {
    {"Host", take_host, false},
    {"Content-Length", take_length, false},
    {"Transfer-Encoding", take_coding, false},
    {"Connection", take_connection, true},
    {"Expect", take_expectation, false},
    {"Authorization", NULL, false},
    {"Content-Type", NULL, false},
    {"Content-Encoding", NULL, false},
    {"Cookie", NULL, false},
    {"Origin", NULL, false},
    {"Sec-Fetch-Site", NULL, false},
    {"X-Forwarded-Proto", NULL, false},
};
#define HOST_BIT 1u

static struct cairn_http_refusal act_on(
    struct cairn_http_head *head, const struct cairn_http_field *field, unsigned *seen)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(acted_on); i++) {
        struct cairn_span name = cairn_span_from_string(acted_on[i].name);
        if (!cairn_span_equal_ignoring_case(field->name, name))
            continue;
        if ((*seen & 1u << i) && !acted_on[i].may_repeat)
            return REFUSE(400, "a header field that may stand once stands twice");
        *seen |= 1u << i;
        return acted_on[i].take ? acted_on[i].take(head, field->value) : fine;
    }
    return fine;
}

static struct cairn_http_refusal read_fields(struct cairn_span rest, struct cairn_http_head *head)
{
    unsigned seen = 0;
    struct cairn_http_refusal refusal = fine;
    for (struct cairn_span line = take_line(&rest); line.size; line = take_line(&rest)) {
        if (head->field_count == CAIRN_LIMIT_HTTP_FIELDS)
            return REFUSE(431, "the request has more than 100 header fields");
        struct cairn_http_field *field = &head->fields[head->field_count];
        refusal = read_field(line, field);
        if (!refusal.status)
            refusal = act_on(head, field, &seen);
        if (refusal.status)
            return refusal;
        head->field_count++;
    }
    if (!(seen & HOST_BIT) && !head->is_http_1_0)
        return REFUSE(400, "the field Host is missing");
    return fine;
}

struct cairn_http_refusal cairn_http_parse_head(
    struct cairn_span text, struct cairn_http_head *out_head)
{
    /* The fields are not cleared: that would cost as much as reading a small head. */
    out_head->field_count = 0;
    out_head->framing = CAIRN_HTTP_NO_BODY;
    out_head->content_length = 0;
    out_head->is_http_1_0 = false;
    out_head->keeps_alive = false;
    out_head->expects_continue = false;
    struct cairn_span rest = text;
    struct cairn_http_refusal refusal = read_request_line(take_line(&rest), out_head);
    return refusal.status ? refusal : read_fields(rest, out_head);
}
