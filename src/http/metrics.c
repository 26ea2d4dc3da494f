/* /metrics and /healthz: how the server is, for those who run it. */
#include <inttypes.h>

#include "http/log.h"
#include "http/routes.h"
#include "http/server.h"

#define MS_PER_S  1000
#define US_PER_MS 1000

static void write_gauge(struct cairn_buf *buf, const char *name, const char *help, uint64_t value)
{
    cairn_buf_printf(
        buf, "# HELP %s %s\n# TYPE %s gauge\n%s %" PRIu64 "\n", name, help, name, name, value);
}

static void write_server(struct cairn_buf *buf, const struct cairn_http_server *server)
{
    const struct cairn_http_snapshot *snapshot = atomic_load(&server->snapshot);
    int64_t up_ms = cairn_http_now_us() / US_PER_MS - server->started_ms;
    write_gauge(buf, "cairn_http_connections", "Connections that are open.",
        atomic_load(&server->connections));
    write_gauge(buf, "cairn_page_bytes", "Memory of the pages that are kept.",
        cairn_http_snapshot_memory(snapshot));
    write_gauge(buf, "cairn_uptime_seconds", "Since the start.", (uint64_t)(up_ms / MS_PER_S));
    write_gauge(buf, "cairn_reloads", "Times that the canon was loaded anew.",
        atomic_load(&server->reloads));
    write_gauge(buf, "cairn_failed_reloads", "Times that a new canon could not be used.",
        atomic_load(&server->failed_reloads));
}

enum cairn_status cairn_http_metrics(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    (void)request;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_http_counters *sum = cairn_arena_alloc(context->arena, sizeof(*sum));
    if (!sum)
        return cairn_arena_status(context->arena, err);
    cairn_http_sum_counters(context->server, sum);
    cairn_http_counters_write(&text, sum);
    write_server(&text, context->server);
    cairn_buf_printf(&text,
        "# HELP cairn_canon_info The canons in use.\n# TYPE cairn_canon_info gauge\n"
        "cairn_canon_info{digest=\"%s\"} 1\n",
        context->canon_digest);
    enum cairn_status status = cairn_buf_status(&text, err);
    return status ? status
                  : cairn_http_answer_text(response, 200,
                        "text/plain; version=0.0.4; charset=utf-8", cairn_buf_span(&text), err);
}

enum cairn_status cairn_http_healthz(struct cairn_http_context *context,
    const struct cairn_http_request *request, struct cairn_http_response *response,
    struct cairn_error *err)
{
    (void)context;
    (void)request;
    return cairn_http_answer_text(
        response, 200, "text/plain; charset=utf-8", CAIRN_SPAN("ok\n"), err);
}
