/*
 * One pass. At the start of each word the forms below are tried in turn; the first that fits writes
 * its constant. A form is recognised whole or not at all, so that numbers that mean something
 * (versions, error codes, lengths) stay.
 */
#include "lab/normalise.h"

#include "base/ascii.h"
#include "base/compiler.h"
#include "base/cursor.h"

/* Linux gives out ports from here on to those that do not ask for one. */
#define EPHEMERAL_PORT 32768
#define SOME_PORT      "40000"

static bool is_digit_at(const struct cairn_cursor *at, size_t ahead)
{
    return cairn_ascii_is_digit(cairn_cursor_peek_at(at, ahead));
}

/* `pattern`: 0 is a digit, all else stands for itself. How many bytes fit, or 0. */
static size_t fits(const struct cairn_cursor *at, const char *pattern)
{
    size_t size = 0;
    for (; pattern[size]; size++) {
        int byte = cairn_cursor_peek_at(at, size);
        if (pattern[size] == '0' ? !cairn_ascii_is_digit(byte) : byte != pattern[size])
            return 0;
    }
    return size;
}

static void replace(
    struct cairn_buf *out, struct cairn_cursor *at, size_t size, const char *constant)
{
    cairn_buf_append_string(out, constant);
    cairn_cursor_skip(at, size);
}

/* ".123" and ",123" keep their length. */
static void take_fraction(struct cairn_buf *out, struct cairn_cursor *at)
{
    int mark = cairn_cursor_peek(at);
    if ((mark != '.' && mark != ',') || !is_digit_at(at, 1))
        return;
    cairn_buf_append_byte(out, (char)cairn_cursor_take(at));
    while (is_digit_at(at, 0)) {
        cairn_cursor_skip(at, 1);
        cairn_buf_append_byte(out, '0');
    }
}

static bool take_clock(struct cairn_buf *out, struct cairn_cursor *at)
{
    size_t size = fits(at, "00:00:00");
    if (!size || is_digit_at(at, size))
        return false;
    replace(out, at, size, "00:00:00");
    take_fraction(out, at);
    return true;
}

/* 2026/11/21 02:39:57, 2026-11-21T02:39:57.123 */
static bool take_date(struct cairn_buf *out, struct cairn_cursor *at)
{
    size_t size = fits(at, "0000-00-00");
    const char *constant = "2000-01-01";
    if (!size) {
        size = fits(at, "0000/00/00");
        constant = "2000/01/01";
    }
    if (!size || is_digit_at(at, size))
        return false;
    replace(out, at, size, constant);
    struct cairn_cursor after = *at;
    int between = cairn_cursor_take(&after);
    if ((between == ' ' || between == 'T') && fits(&after, "00:00:00")) {
        cairn_buf_append_byte(out, (char)between);
        cairn_cursor_skip(at, 1);
        take_clock(out, at);
    }
    return true;
}

static bool is_one_of(const struct cairn_cursor *at, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (fits(at, words[i]))
            return true;
    }
    return false;
}

static bool is_month(const struct cairn_cursor *at)
{
    static const char *const months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return is_one_of(at, months, CAIRN_ARRAY_SIZE(months));
}

static bool is_month_ahead(const struct cairn_cursor *at, size_t ahead)
{
    struct cairn_cursor there = *at;
    return cairn_cursor_skip(&there, ahead) && is_month(&there);
}

/* What may follow: " UTC 2026", " 2026 GMT", " 2026". */
static void take_year(struct cairn_buf *out, struct cairn_cursor *at)
{
    struct cairn_span zone = {0};
    if ((fits(at, " UTC 0000") || fits(at, " GMT 0000")) && cairn_cursor_take_span(at, 4, &zone))
        cairn_buf_append(out, zone);
    if (fits(at, " 0000") && !is_digit_at(at, 5))
        replace(out, at, 5, " 2000");
}

/* Nov 21 09:40:12, Nov  1 09:40:12 2026 GMT */
static bool take_month(struct cairn_buf *out, struct cairn_cursor *at)
{
    struct cairn_cursor after = *at;
    if (!is_month(at) || !cairn_cursor_skip(&after, 3))
        return false;
    if (!fits(&after, " 00 00:00:00") && !fits(&after, "  0 00:00:00"))
        return false;
    replace(out, at, 7, "Jan  1 ");
    take_clock(out, at);
    take_year(out, at);
    return true;
}

/* 21 Nov 2026 09:41:24, 21/Nov/2026:09:41:24 */
static bool take_day(struct cairn_buf *out, struct cairn_cursor *at)
{
    struct cairn_cursor after = *at;
    int between = cairn_cursor_peek_at(at, 2);
    if (!fits(at, "00") || (between != ' ' && between != '/') || !is_month_ahead(at, 3) ||
        !cairn_cursor_skip(&after, 6))
        return false;
    if (!fits(&after, " 0000 00:00:00") && !fits(&after, "/0000:00:00:00"))
        return false;
    replace(out, at, 20, between == ' ' ? "01 Jan 2000 00:00:00" : "01/Jan/2000:00:00:00");
    return true;
}

/* Of a date only: "Sat, 21 Nov", "Sat Nov 21". The first of January 2000 was a Saturday. */
static bool take_weekday(struct cairn_buf *out, struct cairn_cursor *at)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    if (!is_one_of(at, days, CAIRN_ARRAY_SIZE(days)))
        return false;
    bool is_date = (cairn_cursor_peek_at(at, 3) == ',' && is_digit_at(at, 5)) ||
                   (cairn_cursor_peek_at(at, 3) == ' ' && is_month_ahead(at, 4));
    if (is_date)
        replace(out, at, 3, "Sat");
    return is_date;
}

static size_t digits_ahead(const struct cairn_cursor *at, size_t ahead)
{
    size_t count = 0;
    while (is_digit_at(at, ahead + count))
        count++;
    return count;
}

/* 22453#22453: *7 */
static bool take_nginx_process(struct cairn_buf *out, struct cairn_cursor *at)
{
    size_t first = digits_ahead(at, 0);
    if (!first || cairn_cursor_peek_at(at, first) != '#')
        return false;
    size_t second = digits_ahead(at, first + 1);
    size_t end = first + 1 + second;
    if (!second || cairn_cursor_peek_at(at, end) != ':')
        return false;
    replace(out, at, end + 1, "1#1:");
    size_t connection = fits(at, " *0") ? digits_ahead(at, 2) : 0;
    if (connection && cairn_cursor_peek_at(at, 2 + connection) == ' ')
        replace(out, at, 2 + connection, " *1");
    return true;
}

/* Processes: "doord[123]:" as syslog has them, " [123] " as PostgreSQL does. */
static bool take_bracketed(struct cairn_buf *out, struct cairn_cursor *at, char before)
{
    size_t digits = cairn_cursor_peek(at) == '[' ? digits_ahead(at, 1) : 0;
    int next = cairn_cursor_peek_at(at, digits + 2);
    if (!digits || cairn_cursor_peek_at(at, digits + 1) != ']' ||
        !(next == ':' || (next == ' ' && before == ' ')))
        return false;
    replace(out, at, digits + 2, "[1]");
    return true;
}

/* "pid 123", "PID: 123", "process 123": the number alone is replaced. */
static bool take_named_process(struct cairn_buf *out, struct cairn_cursor *at)
{
    static const char *const names[] = {"pid ", "PID ", "pid=", "pid: ", "PID: ", "process "};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(names); i++) {
        size_t size = fits(at, names[i]);
        size_t digits = size ? digits_ahead(at, size) : 0;
        if (!digits)
            continue;
        cairn_buf_append_string(out, names[i]);
        replace(out, at, size + digits, "1");
        return true;
    }
    return false;
}

static bool is_ephemeral(const struct cairn_cursor *at, size_t ahead, size_t digits)
{
    uint32_t port = 0;
    if (digits != 5)
        return false;
    for (size_t i = 0; i < digits; i++)
        port = port * 10 + (uint32_t)(cairn_cursor_peek_at(at, ahead + i) - '0');
    return port >= EPHEMERAL_PORT && port <= UINT16_MAX;
}

/* ":53422" and "(53422)" behind an address, "port 53422". */
static bool take_port(struct cairn_buf *out, struct cairn_cursor *at, char before)
{
    size_t size = fits(at, "port ");
    int mark = cairn_cursor_peek(at);
    bool is_behind_address = cairn_ascii_is_digit(before) || before == ']';
    if (!size && is_behind_address && (mark == ':' || mark == '('))
        size = 1;
    size_t digits = size ? digits_ahead(at, size) : 0;
    if (!is_ephemeral(at, size, digits) ||
        (mark == '(' && cairn_cursor_peek_at(at, size + digits) != ')'))
        return false;
    struct cairn_span name = {0};
    if (cairn_cursor_take_span(at, size, &name))
        cairn_buf_append(out, name);
    replace(out, at, digits, SOME_PORT);
    return true;
}

/* The thread that OpenSSL's programs put in front: 40D7E0A3B57F0000:error: */
static bool take_thread(struct cairn_buf *out, struct cairn_cursor *at)
{
    size_t size = 0;
    for (int byte; (byte = cairn_cursor_peek_at(at, size)) >= 0; size++) {
        if (!cairn_ascii_is_digit(byte) && !(byte >= 'A' && byte <= 'F'))
            break;
    }
    struct cairn_cursor after = *at;
    cairn_cursor_skip(&after, size);
    if (size < 8 || !fits(&after, ":error:"))
        return false;
    cairn_buf_append_repeat(out, '0', size);
    cairn_cursor_skip(at, size);
    return true;
}

static bool take_word_form(struct cairn_buf *out, struct cairn_cursor *at)
{
    return take_date(out, at) || take_clock(out, at) || take_day(out, at) || take_month(out, at) ||
           take_weekday(out, at) || take_nginx_process(out, at) || take_named_process(out, at) ||
           take_thread(out, at);
}

void cairn_lab_normalise(struct cairn_buf *out, struct cairn_span text)
{
    struct cairn_cursor at = cairn_cursor_make(text);
    while (!cairn_cursor_at_end(&at)) {
        char before = at.position ? at.data[at.position - 1] : '\n';
        bool is_word_start = !cairn_ascii_is_alphanumeric(before) && before != '.';
        if (is_word_start && take_word_form(out, &at))
            continue;
        if (take_bracketed(out, &at, before) || take_port(out, &at, before))
            continue;
        cairn_buf_append_byte(out, (char)cairn_cursor_take(&at));
    }
}
