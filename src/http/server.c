/*
 * Start, signals, end. The main thread does nothing but wait for signals: SIGHUP loads the canon
 * again, SIGTERM and SIGINT let what has begun end, and stop.
 */
#include "http/server.h"

#include <signal.h>
#include <sys/random.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "http/keeper.h"
#include "http/log.h"
#include "http/notify.h"
#include "http/worker.h"

/* Descriptors for everything but connections: canons, ledger, listeners, epoll. */
#define OTHER_DESCRIPTORS 64u
#define PER_WORKER        24u
#define US_PER_MS         1000

void cairn_http_wait_for_batches(struct cairn_http_server *server)
{
    for (size_t i = 0; i < server->worker_count; i++) {
        pthread_mutex_lock(&server->workers[i].batch);
        pthread_mutex_unlock(&server->workers[i].batch);
    }
}

void cairn_http_refresh(struct cairn_http_server *server, const char *record)
{
    cairn_http_keeper_refresh(server->keeper, record);
}

void cairn_http_sum_counters(
    const struct cairn_http_server *server, struct cairn_http_counters *out_sum)
{
    for (size_t i = 0; i < server->worker_count; i++)
        cairn_http_counters_add(out_sum, &server->workers[i].counters);
}

/* As many descriptors as may be, and no more connections than fit into them. */
static void fit_connections(struct cairn_http_server *server)
{
    struct rlimit limit;
    uint32_t others = OTHER_DESCRIPTORS + PER_WORKER * (uint32_t)server->worker_count;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur > others && limit.rlim_cur - others < server->most_connections) {
        server->most_connections = (uint32_t)limit.rlim_cur - others;
        cairn_http_log("at most %u connections at a time, since the system permits %ju descriptors",
            server->most_connections, (uintmax_t)limit.rlim_cur);
    }
}

static enum cairn_status prepare(struct cairn_http_server *server, struct cairn_error *err)
{
    const struct cairn_http_settings *settings = server->settings;
    server->workers = cairn_alloc_array(settings->workers, sizeof(*server->workers));
    if (!server->workers)
        return CAIRN_FAIL_MEMORY(err);
    if (getrandom(server->secret, sizeof(server->secret), 0) != (ssize_t)sizeof(server->secret))
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not get random numbers");
    enum cairn_status status = cairn_http_limiter_new(settings->rate, &server->limiter, err);
    for (size_t i = 0; !status && i < settings->workers; i++) {
        server->worker_count++;
        status = cairn_http_worker_init(&server->workers[i], server, err);
    }
    if (!status)
        fit_connections(server);
    return status ? status : cairn_http_keeper_new(server, &server->keeper, err);
}

static enum cairn_status start(struct cairn_http_server *server, struct cairn_error *err)
{
    enum cairn_status status = prepare(server, err);
    for (size_t i = 0; !status && i < server->worker_count; i++)
        status = cairn_http_worker_start(&server->workers[i], err);
    return status ? status : cairn_http_keeper_start(server->keeper, err);
}

static void wait_for_signals(struct cairn_http_server *server)
{
    sigset_t wanted;
    int number = 0;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGHUP);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    while (sigwait(&wanted, &number) == 0 && number == SIGHUP)
        cairn_http_keeper_reload(server->keeper);
}

static void stop(struct cairn_http_server *server)
{
    atomic_store(&server->is_stopping, true);
    for (size_t i = 0; i < server->worker_count; i++)
        cairn_http_worker_wake(&server->workers[i]);
    for (size_t i = 0; i < server->worker_count; i++)
        cairn_http_worker_join(&server->workers[i]);
    if (server->keeper)
        cairn_http_keeper_stop(server->keeper);
}

static void done(struct cairn_http_server *server)
{
    cairn_http_keeper_free(server->keeper);
    for (size_t i = 0; i < server->worker_count; i++)
        cairn_http_worker_done(&server->workers[i]);
    cairn_free(server->workers);
    cairn_http_snapshot_free(atomic_load(&server->snapshot));
    cairn_http_limiter_free(server->limiter);
}

enum cairn_status cairn_http_serve(const struct cairn_http_settings *settings,
    struct cairn_http_listeners *listeners, struct cairn_error *err)
{
    struct cairn_http_server server = {.settings = settings,
        .site = {.base_url = settings->base_url},
        .listeners = listeners,
        .most_connections = settings->most_connections,
        .started_ms = cairn_http_now_us() / US_PER_MS};
    enum cairn_status status = start(&server, err);
    if (!status) {
        cairn_http_log("listening on %s", listeners->names.data);
        cairn_http_notify_ready();
        wait_for_signals(&server);
        cairn_http_notify_stopping();
    }
    stop(&server);
    done(&server);
    return status;
}
