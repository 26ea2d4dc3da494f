/* One thread that answers: its connections, its timers, its canon. Private to it but where noted.
 */
#ifndef CAIRN_HTTP_WORKER_H
#define CAIRN_HTTP_WORKER_H

#include <pthread.h>
#include <sys/uio.h>

#include "http/connection.h"
#include "http/server.h"
#include "http/timers.h"

/* What one read takes: a head and a small body at once, and most of a pipeline. */
#define CAIRN_HTTP_INPUT_SIZE ((size_t)64 << 10)

/* The last lines of every head: the date, and with `closing` the word that it is the last. */
struct cairn_http_tail {
    int64_t second; /* that they are right for */
    size_t size[2]; /* [closing] */
    char text[2][CAIRN_HTTP_TAIL_SIZE];
};

struct cairn_http_worker {
    struct cairn_http_server *server;
    pthread_t thread;
    bool is_started;
    pthread_mutex_t batch;                    /* held while events are handled */
    _Atomic(struct cairn_http_canon *) canon; /* replaced by the keeper */
    struct cairn_http_counters counters;      /* read by others */
    int epoll_fd, wake_fd;
    bool is_stopping;     /* has seen that the server is */
    uint32_t connections; /* of this worker */
    int64_t now_ms;       /* of the batch, CLOCK_MONOTONIC */
    int64_t stop_by_ms;   /* when what is left is cut off */
    struct cairn_http_timers timers[CAIRN_HTTP_STATES];
    struct cairn_http_exchange *free_exchanges;
    size_t free_count;
    struct cairn_http_connection *closed; /* freed at the end of the batch: events may name them */
    struct cairn_http_tail tail;
    char input[CAIRN_HTTP_INPUT_SIZE];
};

enum cairn_status cairn_http_worker_init(struct cairn_http_worker *worker,
    struct cairn_http_server *server, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_http_worker_start(
    struct cairn_http_worker *worker, struct cairn_error *err) CAIRN_MUST_USE;
/* From any thread: looks up from its wait, such as to see that the server is stopping. */
void cairn_http_worker_wake(struct cairn_http_worker *worker);
void cairn_http_worker_join(struct cairn_http_worker *worker);
void cairn_http_worker_done(struct cairn_http_worker *worker);

#endif
