/* What stands before the message of a log line: time, level, process, connection. Parsed only for
 * events that matter. */
#ifndef CAIRN_LOGS_PREFIX_H
#define CAIRN_LOGS_PREFIX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum cairn_log_format {
    CAIRN_LOG_PLAIN,
    CAIRN_LOG_NGINX_ERROR, /* 2026/11/21 02:39:57 [error] 22453#22453: *1 … */
    CAIRN_LOG_SYSLOG,      /* RFC 3164 and RFC 5424 */
    CAIRN_LOG_POSTGRESQL,  /* 2026-11-21 02:39:57.123 UTC [123] FATAL:  … */
    CAIRN_LOG_KERNEL,      /* [12345.678901] … */
    CAIRN_LOG_ISO,         /* some other line that starts with an ISO 8601 time */
};

enum cairn_log_level {
    CAIRN_LEVEL_NONE, /* no level word */
    CAIRN_LEVEL_DEBUG,
    CAIRN_LEVEL_INFO,
    CAIRN_LEVEL_WARNING,
    CAIRN_LEVEL_ERROR, /* error, crit, alert, emerg, fatal, panic */
};

struct cairn_log_prefix {
    enum cairn_log_format format;
    enum cairn_log_level level;
    bool has_time;
    int64_t time_ms; /* UTC; times without a zone are taken as UTC; RFC 3164 has no year: has_time
                        is false */
    struct cairn_span pid;        /* empty: unknown */
    struct cairn_span connection; /* nginx "*123" → "123" */
    struct cairn_span source;     /* host and program of syslog, container prefix … */
    struct cairn_span message;    /* the rest; multi-line events keep all their lines */
};

/* Never fails: what is not recognised is a plain line. `event` is without colours. */
void cairn_log_prefix_parse(struct cairn_span event, struct cairn_log_prefix *out_prefix);
/* Does the event open with a word that only errors open with, such as "ERROR "? Asked for every
 * event: what has no literal that could be searched for, at little cost. */
bool cairn_log_opens_as_error(struct cairn_span event);
/* "nginx-error", "syslog", …: the words that domain.yaml uses in `formats`. */
const char *cairn_log_format_name(enum cairn_log_format format);

#endif
