/*
 * The server: listeners, workers that answer, and a keeper that watches the canons and makes pages.
 *
 * Threads and what they share. A worker handles the events that are ready as one batch, under its
 * own lock, which nobody else wants but for a moment. What is replaced while the server runs, the
 * snapshot and each worker's canon, is an atomic pointer; whoever replaces one waits until no
 * batch that may have seen the old one is still running (cairn_http_wait_for_batches), then frees
 * it. So answering takes no lock that another answer holds, and no request is ever dropped.
 */
#ifndef CAIRN_HTTP_SERVER_H
#define CAIRN_HTTP_SERVER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "http/counters.h"
#include "http/limiter.h"
#include "http/listen.h"
#include "http/message.h"
#include "http/settings.h"
#include "http/snapshot.h"

struct cairn_http_keeper;
struct cairn_http_worker;

/* Digests of the canons in use, with ", " between them. */
#define CAIRN_HTTP_DIGEST_TEXT (CAIRN_LIMIT_CANONS * (sizeof("sha256:") - 1 + 64 + 2))

/* Open canons, of one worker or the keeper. A streamed answer may need them longer than its worker
 * has them, so they are counted. */
struct cairn_http_canon {
    struct cairn_engine *engine;
    _Atomic unsigned references;
    char digest[CAIRN_HTTP_DIGEST_TEXT];
};
enum cairn_status cairn_http_canon_open(const struct cairn_http_settings *settings,
    struct cairn_http_canon **out_canon, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_http_canon_unref(struct cairn_http_canon *canon); /* NULL: nothing */

struct cairn_http_server {
    const struct cairn_http_settings *settings; /* borrowed */
    struct cairn_site_options site;
    char secret[CAIRN_HTTP_SECRET_SIZE];
    struct cairn_http_listeners *listeners; /* borrowed */
    struct cairn_http_worker *workers;
    size_t worker_count;
    struct cairn_http_keeper *keeper;
    struct cairn_http_limiter *limiter;
    _Atomic(struct cairn_http_snapshot *) snapshot;
    atomic_bool is_stopping;
    _Atomic uint32_t connections; /* open now, of all workers */
    uint32_t most_connections;
    int64_t started_ms;
    _Atomic uint64_t reloads, failed_reloads;
};

/* Serves until it is told to stop by SIGTERM or SIGINT, which with SIGHUP must be blocked. The
 * listeners are closed when this returns. */
enum cairn_status cairn_http_serve(const struct cairn_http_settings *settings,
    struct cairn_http_listeners *listeners, struct cairn_error *err) CAIRN_MUST_USE;

/* Returns when every batch that was running has ended. */
void cairn_http_wait_for_batches(struct cairn_http_server *server);

/* Something was reported of this record: its pages are made anew, soon and elsewhere. */
void cairn_http_refresh(struct cairn_http_server *server, const char *record);

/* Sum over all workers. */
void cairn_http_sum_counters(
    const struct cairn_http_server *server, struct cairn_http_counters *out_sum);

#endif
