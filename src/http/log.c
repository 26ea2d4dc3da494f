/* Lines of the log. Each is written with one call, so that those of several threads stay whole. */
#include "http/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "formats/escape.h"

#define US_PER_S  1000000
#define NS_PER_US 1000

static void write_line(int fd, struct cairn_buf *line)
{
    cairn_buf_append_byte(line, '\n');
    /* A log that cannot be written is no reason to stop answering. */
    if (!cairn_buf_status(line, NULL))
        (void)!cairn_fd_write_all(fd, "log", cairn_buf_span(line), NULL);
}

void cairn_http_log(const char *format, ...)
{
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    va_list args;
    cairn_buf_append_string(&line, "cairn-serve: ");
    va_start(args, format);
    cairn_buf_vprintf(&line, format, args);
    va_end(args);
    write_line(STDERR_FILENO, &line);
}

/* Texts of errors may hold what a stranger sent. */
static void append_text(struct cairn_buf *line, const char *before, const char *text)
{
    if (!*text)
        return;
    cairn_buf_append_string(line, before);
    cairn_escape_terminal(line, cairn_span_from_string(text));
}

void cairn_http_log_error(const char *what, const struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    cairn_buf_printf(&line, "cairn-serve: %s", what);
    append_text(&line, ": ", err->primary);
    cairn_buf_printf(&line, " [%s]", cairn_status_name(err->status));
    append_text(&line, "\n  ", err->detail);
    append_text(&line, "\n  hint: ", err->hint);
    write_line(STDERR_FILENO, &line);
}

const char *cairn_http_log_begin(struct cairn_arena *arena, int64_t now_ms,
    const struct cairn_http_address *client, const char *method, struct cairn_span path)
{
    char time[CAIRN_TIME_TEXT_SIZE], address[CAIRN_HTTP_ADDRESS_TEXT];
    cairn_time_format(now_ms, time);
    cairn_http_address_format(client, address);
    return cairn_arena_printf(arena, "%s %s %s %.*s", time, address, method, CAIRN_SPAN_ARGS(path));
}

void cairn_http_log_request(const char *line, int status, uint64_t bytes, uint64_t took_us)
{
    CAIRN_AUTO_BUF struct cairn_buf whole = {0};
    cairn_buf_printf(&whole, "%s %d %" PRIu64 " %" PRIu64, line, status, bytes, took_us);
    write_line(STDOUT_FILENO, &whole);
}

int64_t cairn_http_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / NS_PER_US;
}
