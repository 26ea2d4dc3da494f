/*
 * Prefixes of log lines. Each format has one parser that works on a bounded cursor, takes what it
 * knows and says whether the line was of its format; the first that does wins. Nothing is copied:
 * all spans point into the event.
 */
#include "logs/prefix.h"

#include "base/ascii.h"
#include "base/clock.h"
#include "base/compiler.h"
#include "base/cursor.h"

struct level_word {
    const char *word;
    enum cairn_log_level level;
};

/* As programs spell them, compared without regard to case. */
static const struct level_word level_words[] = {
    {"debug", CAIRN_LEVEL_DEBUG},
    {"trace", CAIRN_LEVEL_DEBUG},
    {"info", CAIRN_LEVEL_INFO},
    {"notice", CAIRN_LEVEL_INFO},
    {"log", CAIRN_LEVEL_INFO},
    {"warn", CAIRN_LEVEL_WARNING},
    {"warning", CAIRN_LEVEL_WARNING},
    {"err", CAIRN_LEVEL_ERROR},
    {"error", CAIRN_LEVEL_ERROR},
    {"crit", CAIRN_LEVEL_ERROR},
    {"critical", CAIRN_LEVEL_ERROR},
    {"alert", CAIRN_LEVEL_ERROR},
    {"emerg", CAIRN_LEVEL_ERROR},
    {"severe", CAIRN_LEVEL_ERROR},
    {"fatal", CAIRN_LEVEL_ERROR},
    {"panic", CAIRN_LEVEL_ERROR},
};

static enum cairn_log_level level_of(struct cairn_span word)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(level_words); i++)
        if (cairn_span_equal_ignoring_case(word, cairn_span_from_string(level_words[i].word)))
            return level_words[i].level;
    return CAIRN_LEVEL_NONE;
}

/* Exactly `count` digits. */
static bool take_digits(struct cairn_cursor *cursor, unsigned count, int *out_number)
{
    int number = 0;
    for (unsigned i = 0; i < count; i++) {
        int c = cairn_cursor_peek(cursor);
        if (!cairn_ascii_is_digit(c))
            return false;
        number = number * 10 + (c - '0');
        (void)cairn_cursor_skip(cursor, 1);
    }
    *out_number = number;
    return true;
}

/* ".123456" or ",123": milliseconds; nothing there is fine. */
static void take_fraction(struct cairn_cursor *cursor, struct cairn_civil_time *civil)
{
    int c = cairn_cursor_peek(cursor);
    if ((c != '.' && c != ',') || !cairn_ascii_is_digit(cairn_cursor_peek_at(cursor, 1)))
        return;
    (void)cairn_cursor_skip(cursor, 1);
    int scale = 100;
    while (cairn_ascii_is_digit(cairn_cursor_peek(cursor))) {
        civil->millisecond += (cairn_cursor_take(cursor) - '0') * scale;
        scale /= 10;
    }
}

static bool take_clock(struct cairn_cursor *cursor, struct cairn_civil_time *civil)
{
    if (!take_digits(cursor, 2, &civil->hour) || !cairn_cursor_take_byte(cursor, ':') ||
        !take_digits(cursor, 2, &civil->minute) || !cairn_cursor_take_byte(cursor, ':') ||
        !take_digits(cursor, 2, &civil->second))
        return false;
    take_fraction(cursor, civil);
    return true;
}

/* "Z", " UTC", "+02:00", "-0530": minutes east of UTC; other zone words count as UTC and stay. */
static int take_zone(struct cairn_cursor *cursor)
{
    if (cairn_cursor_take_byte(cursor, 'Z') ||
        cairn_cursor_take_literal(cursor, CAIRN_SPAN(" UTC")) ||
        cairn_cursor_take_literal(cursor, CAIRN_SPAN(" GMT")))
        return 0;
    int sign = cairn_cursor_peek(cursor);
    if (sign != '+' && sign != '-')
        return 0;
    struct cairn_cursor ahead = *cursor;
    int hours = 0;
    int minutes = 0;
    (void)cairn_cursor_skip(&ahead, 1);
    if (!take_digits(&ahead, 2, &hours))
        return 0;
    (void)cairn_cursor_take_byte(&ahead, ':');
    if (!take_digits(&ahead, 2, &minutes))
        return 0;
    *cursor = ahead;
    return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
}

/* Date and time with `separator` between the parts of the date: 2026-11-21T02:39:57.123+01:00,
 * 2026/11/21 02:39:57. */
static bool take_time(struct cairn_cursor *cursor, char separator, struct cairn_log_prefix *prefix)
{
    struct cairn_civil_time civil = {0};
    if (!take_digits(cursor, 4, &civil.year) || !cairn_cursor_take_byte(cursor, separator) ||
        !take_digits(cursor, 2, &civil.month) || !cairn_cursor_take_byte(cursor, separator) ||
        !take_digits(cursor, 2, &civil.day))
        return false;
    if (!cairn_cursor_take_byte(cursor, ' ') && !cairn_cursor_take_byte(cursor, 'T'))
        return false;
    if (!take_clock(cursor, &civil))
        return false;
    int east = take_zone(cursor);
    prefix->has_time = cairn_time_from_civil(&civil, &prefix->time_ms);
    prefix->time_ms -= (int64_t)east * 60000;
    return true;
}

/* "[word] ": the level in brackets. */
static bool take_bracket_level(struct cairn_cursor *cursor, enum cairn_log_level *out_level)
{
    struct cairn_cursor ahead = *cursor;
    if (!cairn_cursor_take_byte(&ahead, '['))
        return false;
    enum cairn_log_level level = level_of(cairn_cursor_take_until(&ahead, ']'));
    if (level == CAIRN_LEVEL_NONE || !cairn_cursor_take_byte(&ahead, ']'))
        return false;
    *out_level = level;
    *cursor = ahead;
    return true;
}

static struct cairn_span take_number_text(struct cairn_cursor *cursor)
{
    size_t start = cursor->position;
    while (cairn_ascii_is_digit(cairn_cursor_peek(cursor)))
        (void)cairn_cursor_skip(cursor, 1);
    return cairn_span_make(cursor->data + start, cursor->position - start);
}

/* 2026/11/21 02:39:57 [error] 22453#22453: *1 message; under -t the pid part may be missing. */
static bool parse_nginx(struct cairn_cursor cursor, struct cairn_log_prefix *prefix)
{
    if (!take_time(&cursor, '/', prefix) || !cairn_cursor_take_byte(&cursor, ' ') ||
        !take_bracket_level(&cursor, &prefix->level))
        return false;
    (void)cairn_cursor_take_byte(&cursor, ' ');
    struct cairn_cursor ahead = cursor;
    struct cairn_span pid = take_number_text(&ahead);
    if (pid.size > 0 && cairn_cursor_take_byte(&ahead, '#')) {
        (void)take_number_text(&ahead);
        if (cairn_cursor_take_literal(&ahead, CAIRN_SPAN(": "))) {
            prefix->pid = pid;
            cursor = ahead;
        }
    }
    ahead = cursor;
    if (cairn_cursor_take_byte(&ahead, '*')) {
        struct cairn_span connection = take_number_text(&ahead);
        if (connection.size > 0 && cairn_cursor_take_byte(&ahead, ' ')) {
            prefix->connection = connection;
            cursor = ahead;
        }
    }
    prefix->format = CAIRN_LOG_NGINX_ERROR;
    prefix->message = cairn_cursor_rest(&cursor);
    return true;
}

/* nginx: [emerg] message, as nginx writes it to the terminal before its log is open. */
static bool parse_nginx_terminal(struct cairn_cursor cursor, struct cairn_log_prefix *prefix)
{
    if (!cairn_cursor_take_literal(&cursor, CAIRN_SPAN("nginx: ")) ||
        !take_bracket_level(&cursor, &prefix->level))
        return false;
    (void)cairn_cursor_take_byte(&cursor, ' ');
    prefix->format = CAIRN_LOG_NGINX_ERROR;
    prefix->message = cairn_cursor_rest(&cursor);
    return true;
}

/* 2026-11-21 02:39:57.123 UTC [123] [user@db] FATAL:  message. */
static bool parse_postgresql(struct cairn_cursor cursor, struct cairn_log_prefix *prefix)
{
    if (!take_time(&cursor, '-', prefix) || !cairn_cursor_take_literal(&cursor, CAIRN_SPAN(" [")))
        return false;
    struct cairn_span pid = take_number_text(&cursor);
    if (pid.size == 0 || !cairn_cursor_take_literal(&cursor, CAIRN_SPAN("] ")))
        return false;
    struct cairn_span rest = cairn_cursor_rest(&cursor);
    size_t colon = cairn_span_find(rest, CAIRN_SPAN(":  "), 0);
    if (colon == CAIRN_SPAN_NPOS || colon > 80)
        return false;
    size_t start = colon;
    while (start > 0 && rest.data[start - 1] != ' ')
        start--;
    struct cairn_span word = cairn_span_slice(rest, start, colon - start);
    prefix->level = level_of(word);
    if (prefix->level == CAIRN_LEVEL_NONE && !cairn_span_equal_string(word, "STATEMENT") &&
        !cairn_span_equal_string(word, "DETAIL") && !cairn_span_equal_string(word, "HINT"))
        return false;
    prefix->format = CAIRN_LOG_POSTGRESQL;
    prefix->pid = pid;
    prefix->message = cairn_span_slice(rest, start, SIZE_MAX);
    return true;
}

static const char *const month_names[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static bool take_month(struct cairn_cursor *cursor)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(month_names); i++)
        if (cairn_cursor_take_literal(cursor, cairn_span_from_string(month_names[i])))
            return true;
    return false;
}

/* What follows time and host in syslog: "program[pid]: " → source, pid and level of the rest. */
static void take_program(struct cairn_cursor *cursor, struct cairn_log_prefix *prefix)
{
    struct cairn_cursor ahead = *cursor;
    size_t start = ahead.position;
    int c = cairn_cursor_peek(&ahead);
    while (c > ' ' && c != '[' && c != ':' && cairn_cursor_skip(&ahead, 1))
        c = cairn_cursor_peek(&ahead);
    struct cairn_span program = cairn_span_make(ahead.data + start, ahead.position - start);
    struct cairn_span pid = {NULL, 0};
    if (cairn_cursor_take_byte(&ahead, '[')) {
        pid = take_number_text(&ahead);
        if (!cairn_cursor_take_byte(&ahead, ']'))
            return;
    }
    if (program.size == 0 || !cairn_cursor_take_byte(&ahead, ':'))
        return;
    (void)cairn_cursor_take_byte(&ahead, ' ');
    prefix->source = program;
    prefix->pid = pid;
    *cursor = ahead;
}

/* RFC 3164: "<34>Oct 11 22:14:15 host program[pid]: message". */
static bool parse_syslog_old(struct cairn_cursor cursor, struct cairn_log_prefix *prefix)
{
    if (cairn_cursor_take_byte(&cursor, '<')) {
        (void)take_number_text(&cursor);
        if (!cairn_cursor_take_byte(&cursor, '>'))
            return false;
    }
    struct cairn_civil_time civil = {0};
    if (!take_month(&cursor) || !cairn_cursor_take_byte(&cursor, ' '))
        return false;
    (void)cairn_cursor_take_byte(&cursor, ' ');
    if (take_number_text(&cursor).size == 0 || !cairn_cursor_take_byte(&cursor, ' ') ||
        !take_clock(&cursor, &civil) || !cairn_cursor_take_byte(&cursor, ' '))
        return false;
    struct cairn_span host = cairn_cursor_take_until(&cursor, ' ');
    if (host.size == 0 || !cairn_cursor_take_byte(&cursor, ' '))
        return false;
    prefix->source = host;
    take_program(&cursor, prefix);
    prefix->format = CAIRN_LOG_SYSLOG;
    prefix->message = cairn_cursor_rest(&cursor);
    return true;
}

/* RFC 5424: "<34>1 2003-10-11T22:14:15.003Z host app procid msgid [structured data] message". */
static bool parse_syslog_new(struct cairn_cursor cursor, struct cairn_log_prefix *prefix)
{
    if (!cairn_cursor_take_byte(&cursor, '<') || take_number_text(&cursor).size == 0 ||
        !cairn_cursor_take_literal(&cursor, CAIRN_SPAN(">1 ")) ||
        !take_time(&cursor, '-', prefix) || !cairn_cursor_take_byte(&cursor, ' '))
        return false;
    struct cairn_span fields[4];
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(fields); i++) {
        fields[i] = cairn_cursor_take_until(&cursor, ' ');
        if (fields[i].size == 0 || !cairn_cursor_take_byte(&cursor, ' '))
            return false;
    }
    prefix->source = fields[1];
    prefix->pid = fields[2];
    if (cairn_cursor_take_byte(&cursor, '-'))
        (void)cairn_cursor_take_byte(&cursor, ' ');
    else if (cairn_cursor_peek(&cursor) == '[') {
        (void)cairn_cursor_take_until(&cursor, ']');
        (void)cairn_cursor_skip(&cursor, 1);
        (void)cairn_cursor_take_byte(&cursor, ' ');
    }
    prefix->format = CAIRN_LOG_SYSLOG;
    prefix->message = cairn_cursor_rest(&cursor);
    return true;
}

/* "[12345.678901] message", as dmesg prints it. */
static bool parse_kernel(struct cairn_cursor cursor, struct cairn_log_prefix *prefix)
{
    if (!cairn_cursor_take_byte(&cursor, '['))
        return false;
    while (cairn_cursor_take_byte(&cursor, ' '))
        continue;
    if (take_number_text(&cursor).size == 0 || !cairn_cursor_take_byte(&cursor, '.') ||
        take_number_text(&cursor).size != 6 || !cairn_cursor_take_byte(&cursor, ']'))
        return false;
    (void)cairn_cursor_take_byte(&cursor, ' ');
    prefix->format = CAIRN_LOG_KERNEL;
    prefix->message = cairn_cursor_rest(&cursor);
    return true;
}

/* Level word at the start of the rest, in brackets or bare and in capitals, as most frameworks
 * print it. */
static void take_bare_level(struct cairn_cursor *cursor, struct cairn_log_prefix *prefix)
{
    if (take_bracket_level(cursor, &prefix->level))
        return;
    struct cairn_cursor ahead = *cursor;
    size_t start = ahead.position;
    for (int c = cairn_cursor_peek(&ahead); c >= 'A' && c <= 'Z'; c = cairn_cursor_peek(&ahead))
        (void)cairn_cursor_skip(&ahead, 1);
    prefix->level = level_of(cairn_span_make(ahead.data + start, ahead.position - start));
}

static bool parse_iso(struct cairn_cursor cursor, struct cairn_log_prefix *prefix)
{
    (void)cairn_cursor_take_byte(&cursor, '[');
    if (!take_time(&cursor, '-', prefix))
        return false;
    (void)cairn_cursor_take_byte(&cursor, ']');
    while (cairn_cursor_take_byte(&cursor, ' '))
        continue;
    take_bare_level(&cursor, prefix);
    prefix->format = CAIRN_LOG_ISO;
    prefix->message = cairn_cursor_rest(&cursor);
    return true;
}

typedef bool prefix_parser(struct cairn_cursor cursor, struct cairn_log_prefix *prefix);

void cairn_log_prefix_parse(struct cairn_span event, struct cairn_log_prefix *out_prefix)
{
    static prefix_parser *const parsers[] = {parse_nginx, parse_nginx_terminal, parse_postgresql,
        parse_syslog_new, parse_syslog_old, parse_kernel, parse_iso};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(parsers); i++) {
        *out_prefix = (struct cairn_log_prefix){.format = CAIRN_LOG_PLAIN};
        if (parsers[i](cairn_cursor_make(event), out_prefix))
            return;
    }
    *out_prefix = (struct cairn_log_prefix){.format = CAIRN_LOG_PLAIN, .message = event};
    struct cairn_cursor cursor = cairn_cursor_make(event);
    take_bare_level(&cursor, out_prefix);
}

bool cairn_log_opens_as_error(struct cairn_span event)
{
    /* What rustc, pytest, jest, loggers and package managers begin their lines with. */
    static const char *const heads[] = {
        "ERROR ", "Error ", "FATAL ", "FAILED ", "FAIL ", "error[", "ERR! "};
    if (!event.size || (event.data[0] != 'E' && event.data[0] != 'F' && event.data[0] != 'e'))
        return false;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(heads); i++) {
        if (cairn_span_starts_with(event, cairn_span_from_string(heads[i])))
            return true;
    }
    return false;
}

const char *cairn_log_format_name(enum cairn_log_format format)
{
    switch (format) {
    case CAIRN_LOG_PLAIN:
        return "plain";
    case CAIRN_LOG_NGINX_ERROR:
        return "nginx-error";
    case CAIRN_LOG_SYSLOG:
        return "syslog";
    case CAIRN_LOG_POSTGRESQL:
        return "postgresql";
    case CAIRN_LOG_KERNEL:
        return "kernel";
    case CAIRN_LOG_ISO:
        return "iso";
    }
    return "plain";
}
