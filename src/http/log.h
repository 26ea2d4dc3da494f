/* What the server says on standard error, and the line for each request on standard output. */
#ifndef CAIRN_HTTP_LOG_H
#define CAIRN_HTTP_LOG_H

#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "http/limiter.h"

/* "cairn-serve: …", one line. */
void cairn_http_log(const char *format, ...) CAIRN_PRINTF(1, 2);
/* "cairn-serve: WHAT: primary [status]", then detail and hint, indented. */
void cairn_http_log_error(const char *what, const struct cairn_error *err) CAIRN_COLD;
/* The line but for its end: "TIME CLIENT METHOD PATH", in `arena`. The path without its query, and
 * never a body: what people paste stands in those. NULL without memory. */
const char *cairn_http_log_begin(struct cairn_arena *arena, int64_t now_ms,
    const struct cairn_http_address *client, const char *method, struct cairn_span path);
/* "… STATUS BYTES MICROSECONDS" */
void cairn_http_log_request(const char *line, int status, uint64_t bytes, uint64_t took_us);

/* Microseconds of a clock that only goes forward. */
int64_t cairn_http_now_us(void);

#endif
