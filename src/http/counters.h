/* What a worker counts of its own work, for /metrics. One thread writes, any may read. */
#ifndef CAIRN_HTTP_COUNTERS_H
#define CAIRN_HTTP_COUNTERS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "http/routes.h"

#define CAIRN_HTTP_STATUSES_MOST 32
#define CAIRN_HTTP_BUCKETS       13

typedef _Atomic uint64_t cairn_http_counter;

struct cairn_http_counters {
    /* By route (the last: none was found) and by cairn_http_status_index. */
    cairn_http_counter requests[CAIRN_HTTP_ROUTES_MOST + 1][CAIRN_HTTP_STATUSES_MOST];
    cairn_http_counter latency[CAIRN_HTTP_BUCKETS]; /* not cumulative; the last has the rest */
    cairn_http_counter latency_us;
    cairn_http_counter bytes_sent;
    cairn_http_counter accepted;  /* connections */
    cairn_http_counter evicted;   /* idle ones that made room */
    cairn_http_counter timed_out; /* of clients that were too slow */
};

static inline void cairn_http_count(cairn_http_counter *counter, uint64_t more)
{
    /* One thread writes: no lock on the bus is needed. */
    uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, value + more, memory_order_relaxed);
}

/* `route` NULL: none. */
void cairn_http_count_request(struct cairn_http_counters *counters,
    const struct cairn_http_route *route, int status, uint64_t latency_us);

/* Adds what one worker counted to a sum. */
void cairn_http_counters_add(
    struct cairn_http_counters *sum, const struct cairn_http_counters *counters);
/* Appends the sum in Prometheus' text format. */
void cairn_http_counters_write(struct cairn_buf *buf, const struct cairn_http_counters *sum);

#endif
