/* Counting requests, and writing the counts in Prometheus' text format (version 0.0.4). */
#include "http/counters.h"

#include <inttypes.h>

#include "http/problem.h"

static const uint32_t bounds_us[CAIRN_HTTP_BUCKETS - 1] = {
    100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000};

void cairn_http_count_request(struct cairn_http_counters *counters,
    const struct cairn_http_route *route, int status, uint64_t latency_us)
{
    size_t count = 0, bucket = 0;
    const struct cairn_http_route *routes = cairn_http_routes(&count);
    size_t row = route ? (size_t)(route - routes) : CAIRN_HTTP_ROUTES_MOST;
    cairn_http_count(&counters->requests[row][cairn_http_status_index(status)], 1);
    while (bucket < CAIRN_ARRAY_SIZE(bounds_us) && latency_us > bounds_us[bucket])
        bucket++;
    cairn_http_count(&counters->latency[bucket], 1);
    cairn_http_count(&counters->latency_us, latency_us);
}

/* The struct is nothing but counters. */
void cairn_http_counters_add(
    struct cairn_http_counters *sum, const struct cairn_http_counters *counters)
{
    cairn_http_counter *to = (cairn_http_counter *)sum;
    const cairn_http_counter *from = (const cairn_http_counter *)counters;
    for (size_t i = 0; i < sizeof(*sum) / sizeof(*to); i++)
        cairn_http_count(&to[i], atomic_load_explicit(&from[i], memory_order_relaxed));
}

static void write_requests(struct cairn_buf *buf, const struct cairn_http_counters *sum)
{
    size_t count = 0;
    const struct cairn_http_route *routes = cairn_http_routes(&count);
    cairn_buf_append_string(buf, "# HELP cairn_http_requests_total Requests answered.\n"
                                 "# TYPE cairn_http_requests_total counter\n");
    for (size_t row = 0; row <= CAIRN_HTTP_ROUTES_MOST; row++) {
        for (size_t i = 0; i < cairn_http_status_count(); i++) {
            uint64_t number = sum->requests[row][i];
            if (number)
                cairn_buf_printf(buf,
                    "cairn_http_requests_total{route=\"%s\",status=\"%d\"} %" PRIu64 "\n",
                    row < count ? routes[row].label : "none", cairn_http_status_at(i), number);
        }
    }
}

static void write_latency(struct cairn_buf *buf, const struct cairn_http_counters *sum)
{
    static const char name[] = "cairn_http_request_seconds";
    uint64_t below = 0;
    cairn_buf_printf(buf,
        "# HELP %s From the whole request to the last byte given to the system.\n"
        "# TYPE %s histogram\n",
        name, name);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(bounds_us); i++) {
        below += sum->latency[i];
        cairn_buf_printf(buf, "%s_bucket{le=\"%u.%06u\"} %" PRIu64 "\n", name,
            bounds_us[i] / 1000000, bounds_us[i] % 1000000, below);
    }
    below += sum->latency[CAIRN_HTTP_BUCKETS - 1];
    cairn_buf_printf(buf, "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, below);
    cairn_buf_printf(buf, "%s_sum %" PRIu64 ".%06" PRIu64 "\n", name, sum->latency_us / 1000000,
        sum->latency_us % 1000000);
    cairn_buf_printf(buf, "%s_count %" PRIu64 "\n", name, below);
}

static void write_one(struct cairn_buf *buf, const char *name, const char *help, uint64_t value)
{
    cairn_buf_printf(
        buf, "# HELP %s %s\n# TYPE %s counter\n%s %" PRIu64 "\n", name, help, name, name, value);
}

void cairn_http_counters_write(struct cairn_buf *buf, const struct cairn_http_counters *sum)
{
    write_requests(buf, sum);
    write_latency(buf, sum);
    write_one(buf, "cairn_http_sent_bytes_total", "Bytes of answers.", sum->bytes_sent);
    write_one(buf, "cairn_http_connections_total", "Connections accepted.", sum->accepted);
    write_one(
        buf, "cairn_http_evicted_total", "Idle connections closed to make room.", sum->evicted);
    write_one(buf, "cairn_http_timed_out_total", "Connections closed because the client was slow.",
        sum->timed_out);
}
