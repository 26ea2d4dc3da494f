/*
 * The loop of one thread: wait, handle what is ready as one batch, let time run out for whom it
 * has, free what was closed. Listeners are shared by all workers: the one that waits takes the
 * connection (EPOLLEXCLUSIVE), a few at a time, so that a burst is spread.
 */
#include "http/worker.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fd.h"
#include "http/log.h"

#define EVENTS_AT_ONCE 256
/* Connections taken each time that a listener is ready. */
#define ACCEPTS_AT_ONCE 4
/* How finely timeouts are kept. */
#define LONGEST_WAIT_MS 500
#define MS_IN_US        1000

/* What each state may take. In a head slow bytes win no time; a body is looked at every 5 s
 * (connection.c), an answer must go on within 30 s, and a client that was told goodbye has 2 s to
 * hear it. */
static const int64_t durations_ms[CAIRN_HTTP_STATES] = {[CAIRN_HTTP_IDLE] = 60000,
    [CAIRN_HTTP_IN_HEAD] = 10000,
    [CAIRN_HTTP_IN_BODY] = 5000,
    [CAIRN_HTTP_ANSWERING] = 30000,
    [CAIRN_HTTP_LINGERING] = 2000};
/* What has begun when the server stops may take this long. */
#define STOP_WITHIN_MS 30000

static bool watch_source(struct cairn_http_worker *worker, int *fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = fd};
    return epoll_ctl(worker->epoll_fd, EPOLL_CTL_ADD, *fd, &event) == 0;
}

enum cairn_status cairn_http_worker_init(
    struct cairn_http_worker *worker, struct cairn_http_server *server, struct cairn_error *err)
{
    worker->server = server;
    worker->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    worker->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&worker->batch, NULL);
    for (size_t i = 0; i < CAIRN_HTTP_STATES; i++)
        cairn_http_timers_init(&worker->timers[i], durations_ms[i]);
    bool is_ready = worker->epoll_fd >= 0 && worker->wake_fd >= 0 &&
                    watch_source(worker, &worker->wake_fd, EPOLLIN);
    for (size_t i = 0; is_ready && i < server->listeners->count; i++)
        is_ready = watch_source(worker, &server->listeners->fds[i], EPOLLIN | EPOLLEXCLUSIVE);
    if (!is_ready)
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not watch for connections");
    return CAIRN_OK;
}

void cairn_http_worker_done(struct cairn_http_worker *worker)
{
    cairn_http_exchanges_free(worker);
    cairn_http_canon_unref(atomic_load(&worker->canon));
    cairn_fd_close(&worker->epoll_fd);
    cairn_fd_close(&worker->wake_fd);
    pthread_mutex_destroy(&worker->batch);
}

void cairn_http_worker_wake(struct cairn_http_worker *worker)
{
    uint64_t one = 1;
    (void)!write(worker->wake_fd, &one, sizeof(one));
}

/* IPv4 as IPv6; a Unix socket has no address and is this machine. */
static bool read_peer(const struct sockaddr_storage *peer, struct cairn_http_address *out_address)
{
    *out_address = (struct cairn_http_address){{0}};
    if (peer->ss_family == AF_INET) {
        const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)peer;
        out_address->bytes[10] = 0xff;
        out_address->bytes[11] = 0xff;
        memcpy(out_address->bytes + 12, &ipv4->sin_addr, 4);
    } else if (peer->ss_family == AF_INET6) {
        memcpy(out_address, &((const struct sockaddr_in6 *)peer)->sin6_addr, 16);
    } else {
        return true;
    }
    return cairn_http_address_is_loopback(out_address);
}

/* Room for one more: when there is none, the connection that was idle for longest goes. */
static bool make_room(struct cairn_http_worker *worker)
{
    struct cairn_http_server *server = worker->server;
    if (atomic_load(&server->connections) < server->most_connections)
        return true;
    struct cairn_http_timer *oldest = cairn_http_timers_first(&worker->timers[CAIRN_HTTP_IDLE]);
    if (!oldest)
        return false;
    cairn_http_count(&worker->counters.evicted, 1);
    cairn_http_connection_close((struct cairn_http_connection *)oldest);
    return true;
}

/* False: there is none, or taking one failed. */
static bool accept_one(struct cairn_http_worker *worker, int listener)
{
    struct sockaddr_storage peer = {0};
    socklen_t size = sizeof(peer);
    CAIRN_AUTO_FD int fd =
        accept4(listener, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return errno == EINTR || errno == ECONNABORTED;
    if (!make_room(worker))
        return true;
    struct cairn_http_address address;
    bool is_local = read_peer(&peer, &address);
    int on = 1;
    /* Answers are sent whole; waiting to fill a packet would only delay their end. */
    if (peer.ss_family != AF_UNIX)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    cairn_http_connection_begin(worker, fd, &address, is_local);
    fd = -1;
    return true;
}

static void accept_some(struct cairn_http_worker *worker, int listener, int most)
{
    while (most-- > 0 && accept_one(worker, listener))
        continue;
}

/* Who came before the stop is still let in and answered; who is idle is told to go. */
static void begin_stop(struct cairn_http_worker *worker)
{
    struct cairn_http_server *server = worker->server;
    for (size_t i = 0; i < server->listeners->count; i++) {
        accept_some(worker, server->listeners->fds[i], SOMAXCONN);
        (void)epoll_ctl(worker->epoll_fd, EPOLL_CTL_DEL, server->listeners->fds[i], NULL);
    }
    worker->is_stopping = true;
    worker->stop_by_ms = worker->now_ms + STOP_WITHIN_MS;
}

/* Those that have sent nothing. A connection that has just come may be about to: its first bytes
 * are looked for once. */
static void close_idle(struct cairn_http_worker *worker)
{
    struct cairn_http_timers *idle = &worker->timers[CAIRN_HTTP_IDLE];
    for (struct cairn_http_timer *timer = cairn_http_timers_first(idle); timer;
         timer = cairn_http_timers_first(idle)) {
        struct cairn_http_connection *connection = (struct cairn_http_connection *)timer;
        cairn_http_connection_ready(connection, EPOLLIN);
        if (connection->fd >= 0 && connection->state == CAIRN_HTTP_IDLE)
            cairn_http_connection_close(connection);
    }
}

static void handle_wake(struct cairn_http_worker *worker)
{
    uint64_t count;
    (void)!read(worker->wake_fd, &count, sizeof(count));
    if (!worker->is_stopping && atomic_load(&worker->server->is_stopping)) {
        begin_stop(worker);
        close_idle(worker);
    }
}

static bool is_listener(const struct cairn_http_worker *worker, const void *source)
{
    const int *first = worker->server->listeners->fds;
    uintptr_t place = (uintptr_t)source;
    return place >= (uintptr_t)first && place < (uintptr_t)(first + CAIRN_LIMIT_HTTP_LISTENERS);
}

static void handle(struct cairn_http_worker *worker, const struct epoll_event *event)
{
    void *source = event->data.ptr;
    if (source == &worker->wake_fd)
        handle_wake(worker);
    else if (is_listener(worker, source))
        accept_some(worker, *(int *)source, worker->is_stopping ? 0 : ACCEPTS_AT_ONCE);
    else
        cairn_http_connection_ready(source, event->events);
}

static void expire(struct cairn_http_worker *worker)
{
    for (size_t state = 0; state < CAIRN_HTTP_STATES; state++) {
        struct cairn_http_timer *timer;
        while ((timer = cairn_http_timers_due(&worker->timers[state], worker->now_ms)))
            cairn_http_connection_expire((struct cairn_http_connection *)timer);
    }
}

static void free_closed(struct cairn_http_worker *worker)
{
    while (worker->closed) {
        struct cairn_http_connection *connection = worker->closed;
        worker->closed = connection->next_closed;
        cairn_free(connection);
    }
}

static void close_all(struct cairn_http_worker *worker)
{
    for (size_t state = 0; state < CAIRN_HTTP_STATES; state++) {
        struct cairn_http_timer *timer;
        while ((timer = cairn_http_timers_first(&worker->timers[state])))
            cairn_http_connection_close((struct cairn_http_connection *)timer);
    }
}

static void run_batch(struct cairn_http_worker *worker, const struct epoll_event *events, int count)
{
    pthread_mutex_lock(&worker->batch);
    worker->now_ms = cairn_http_now_us() / MS_IN_US;
    for (int i = 0; i < count; i++)
        handle(worker, &events[i]);
    expire(worker);
    if (worker->is_stopping && worker->now_ms >= worker->stop_by_ms)
        close_all(worker);
    free_closed(worker);
    pthread_mutex_unlock(&worker->batch);
}

static void *run(void *context)
{
    struct cairn_http_worker *worker = context;
    struct epoll_event events[EVENTS_AT_ONCE];
    while (!worker->is_stopping || worker->connections) {
        int count = epoll_wait(worker->epoll_fd, events, EVENTS_AT_ONCE, LONGEST_WAIT_MS);
        if (count < 0 && errno != EINTR)
            break;
        run_batch(worker, events, count);
    }
    return NULL;
}

enum cairn_status cairn_http_worker_start(struct cairn_http_worker *worker, struct cairn_error *err)
{
    int failure = pthread_create(&worker->thread, NULL, run, worker);
    if (failure)
        return CAIRN_FAIL(
            err, cairn_status_of_errno(failure), "could not start a thread: %s", strerror(failure));
    worker->is_started = true;
    return CAIRN_OK;
}

void cairn_http_worker_join(struct cairn_http_worker *worker)
{
    if (worker->is_started)
        pthread_join(worker->thread, NULL);
    worker->is_started = false;
}
