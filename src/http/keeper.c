/*
 * One loop: every second, or when something was asked of it, the keeper loads a canon that was
 * replaced, makes pages anew, and goes on filling the snapshot a few pages at a time. Only it
 * replaces anything, so nothing here races with itself.
 *
 * The ledger says that it grew, not for which records. A report that came through this server names
 * its record, whose pages are made anew at once; for what others wrote into the file, all pages are
 * gone through, at most once a minute. A page whose bytes are the same is left as it is.
 */
#include "http/keeper.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "base/alloc.h"
#include "base/fd.h"
#include "http/log.h"
#include "http/notify.h"
#include "http/worker.h"

#define PAGES_AT_ONCE  32
#define SWEEP_EVERY_US INT64_C(60000000)
/* Pages are made when nobody needs the processor more. */
#define NICENESS 10

/* What a file looked like. */
struct stamp {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

#define LEDGER_FILES 2

struct cairn_http_keeper {
    struct cairn_http_server *server;
    struct cairn_http_canon *canon;
    struct stamp canons[CAIRN_LIMIT_CANONS];
    struct stamp ledger[LEDGER_FILES];
    size_t next_page; /* of the sweep; at the end when none is running */
    int64_t swept_us; /* when the last one began */
    bool is_sweep_due;
    pthread_t thread;
    bool is_started;

    pthread_mutex_t lock; /* of what stands below */
    pthread_cond_t orders;
    bool must_stop, must_reload;
    char *records[CAIRN_LIMIT_HTTP_REFRESHES];
    size_t record_count;
};

static struct stamp look_at(const char *path)
{
    struct stat info;
    if (!path || stat(path, &info) < 0)
        return (struct stamp){0};
    return (struct stamp){info.st_dev, info.st_ino, info.st_size, info.st_mtim};
}

static bool is_same(const struct stamp *a, const struct stamp *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static void look_at_canons(
    const struct cairn_http_settings *settings, struct stamp stamps[CAIRN_LIMIT_CANONS])
{
    bool are_named = settings->canon_count > 0;
    const char *const *paths = are_named ? settings->canons : settings->defaults;
    size_t count = are_named ? settings->canon_count : settings->default_count;
    for (size_t i = 0; i < CAIRN_LIMIT_CANONS; i++)
        stamps[i] = look_at(i < count ? paths[i] : NULL);
}

static bool have_canons_changed(const struct cairn_http_keeper *keeper)
{
    struct stamp now[CAIRN_LIMIT_CANONS];
    bool has_changed = false;
    look_at_canons(keeper->server->settings, now);
    for (size_t i = 0; i < CAIRN_LIMIT_CANONS; i++)
        has_changed = has_changed || !is_same(&now[i], &keeper->canons[i]);
    return has_changed;
}

/* The file itself, and SQLite's log beside it, in which new rows stand first. */
static void look_at_ledger(const char *path, struct stamp stamps[LEDGER_FILES])
{
    CAIRN_AUTO_BUF struct cairn_buf log = {0};
    if (!path)
        return;
    cairn_buf_printf(&log, "%s-wal", path);
    stamps[0] = look_at(path);
    stamps[1] = look_at(log.failure ? NULL : log.data);
}

/* What a new state of the canons consists of. */
struct generation {
    struct stamp canons[CAIRN_LIMIT_CANONS];
    struct cairn_http_canon *own;
    struct cairn_http_canon **workers;
    size_t worker_count;
    struct cairn_http_snapshot *snapshot;
};

static void free_generation(struct generation *generation)
{
    cairn_http_canon_unref(generation->own);
    for (size_t i = 0; i < generation->worker_count; i++)
        cairn_http_canon_unref(generation->workers[i]);
    cairn_free(generation->workers);
    cairn_http_snapshot_free(generation->snapshot);
}

static enum cairn_status open_generation(
    struct cairn_http_server *server, struct generation *generation, struct cairn_error *err)
{
    const struct cairn_http_settings *settings = server->settings;
    /* Looked at before they are opened: a canon that is replaced meanwhile is seen a second
     * later. */
    look_at_canons(settings, generation->canons);
    generation->workers = cairn_alloc_array(server->worker_count, sizeof(*generation->workers));
    if (!generation->workers)
        return CAIRN_FAIL_MEMORY(err);
    generation->worker_count = server->worker_count;
    enum cairn_status status = cairn_http_canon_open(settings, &generation->own, err);
    for (size_t i = 0; !status && i < server->worker_count; i++)
        status = cairn_http_canon_open(settings, &generation->workers[i], err);
    if (!status)
        status = cairn_http_snapshot_new(generation->own->engine, &server->site,
            settings->page_memory, &generation->snapshot, err);
    return status;
}

/* Puts it in place of the present one, which comes back in `generation`. */
static void exchange(struct cairn_http_keeper *keeper, struct generation *generation)
{
    struct cairn_http_server *server = keeper->server;
    struct cairn_http_canon *own = keeper->canon;
    keeper->canon = generation->own;
    generation->own = own;
    memcpy(keeper->canons, generation->canons, sizeof(keeper->canons));
    generation->snapshot = atomic_exchange(&server->snapshot, generation->snapshot);
    for (size_t i = 0; i < server->worker_count; i++)
        generation->workers[i] = atomic_exchange(&server->workers[i].canon, generation->workers[i]);
    cairn_http_wait_for_batches(server);
}

static bool must_stop(struct cairn_http_keeper *keeper)
{
    pthread_mutex_lock(&keeper->lock);
    bool must = keeper->must_stop;
    pthread_mutex_unlock(&keeper->lock);
    return must;
}

/* All pages of a snapshot that nobody uses yet. */
static enum cairn_status fill(
    struct cairn_http_keeper *keeper, struct generation *generation, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    size_t count = cairn_http_snapshot_count(generation->snapshot);
    for (size_t i = 0; !status && i < count && !must_stop(keeper); i++) {
        struct cairn_http_page *old = NULL;
        status = cairn_http_snapshot_make(
            generation->snapshot, i, generation->own->engine, &keeper->server->site, &old, err);
        cairn_http_page_unref(old);
    }
    return status;
}

static void reload(struct cairn_http_keeper *keeper)
{
    struct cairn_http_server *server = keeper->server;
    struct generation generation = {0};
    struct cairn_error err = {0};
    cairn_http_notify_reloading();
    enum cairn_status status = open_generation(server, &generation, &err);
    if (!status)
        status = fill(keeper, &generation, &err);
    if (!status) {
        exchange(keeper, &generation);
        keeper->next_page = cairn_http_snapshot_count(atomic_load(&server->snapshot));
        atomic_fetch_add(&server->reloads, 1);
        cairn_http_log("the canon was loaded anew: %s", keeper->canon->digest);
    } else {
        /* Not tried again before the file changes once more. */
        memcpy(keeper->canons, generation.canons, sizeof(keeper->canons));
        atomic_fetch_add(&server->failed_reloads, 1);
        cairn_http_log_error("the new canon is not used, the former one stays in use", &err);
    }
    free_generation(&generation);
    cairn_http_notify_ready();
}

/* Makes `count` pages, at most PAGES_AT_ONCE, anew and gives back the old ones when nobody can be
 * sending them. */
static void remake(struct cairn_http_keeper *keeper, const size_t *pages, size_t count)
{
    struct cairn_http_snapshot *snapshot = atomic_load(&keeper->server->snapshot);
    struct cairn_http_page *old[PAGES_AT_ONCE] = {NULL};
    struct cairn_error err = {0};
    bool has_old = false;
    for (size_t i = 0; i < count; i++) {
        if (cairn_http_snapshot_make(
                snapshot, pages[i], keeper->canon->engine, &keeper->server->site, &old[i], &err))
            cairn_http_log_error(cairn_http_snapshot_path(snapshot, pages[i]), &err);
        has_old = has_old || old[i];
    }
    if (!has_old)
        return;
    cairn_http_wait_for_batches(keeper->server);
    for (size_t i = 0; i < count; i++)
        cairn_http_page_unref(old[i]);
}

static void remake_record(struct cairn_http_keeper *keeper, const char *record)
{
    static const char *const files[] = {
        "", "zh.html", "index.json", "index.md", "zh.json", "zh.md"};
    struct cairn_http_snapshot *snapshot = atomic_load(&keeper->server->snapshot);
    size_t pages[CAIRN_ARRAY_SIZE(files)], count = 0;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(files); i++) {
        CAIRN_AUTO_BUF struct cairn_buf path = {0};
        cairn_buf_printf(&path, "/errors/%s/%s", record, files[i]);
        size_t page = cairn_http_snapshot_index(snapshot, cairn_buf_span(&path));
        if (page != CAIRN_HTTP_NO_PATH)
            pages[count++] = page;
    }
    remake(keeper, pages, count);
}

/* A few pages of the sweep; true: there are more. */
static bool sweep(struct cairn_http_keeper *keeper)
{
    size_t total = cairn_http_snapshot_count(atomic_load(&keeper->server->snapshot));
    size_t pages[PAGES_AT_ONCE], count = 0;
    while (keeper->next_page < total && count < PAGES_AT_ONCE)
        pages[count++] = keeper->next_page++;
    remake(keeper, pages, count);
    return keeper->next_page < total;
}

static void watch_ledger(struct cairn_http_keeper *keeper)
{
    struct stamp now[LEDGER_FILES] = {0};
    int64_t now_us = cairn_http_now_us();
    look_at_ledger(keeper->server->settings->ledger, now);
    for (size_t i = 0; i < LEDGER_FILES; i++)
        keeper->is_sweep_due = keeper->is_sweep_due || !is_same(&now[i], &keeper->ledger[i]);
    memcpy(keeper->ledger, now, sizeof(now));
    if (!keeper->is_sweep_due || now_us - keeper->swept_us < SWEEP_EVERY_US)
        return;
    keeper->is_sweep_due = false;
    keeper->swept_us = now_us;
    keeper->next_page = 0;
}

/* What was asked for meanwhile. */
struct orders {
    bool must_stop, must_reload;
    char *records[CAIRN_LIMIT_HTTP_REFRESHES];
    size_t record_count;
};

static void take_orders(struct cairn_http_keeper *keeper, bool may_wait, struct orders *out_orders)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    pthread_mutex_lock(&keeper->lock);
    while (may_wait && !keeper->must_stop && !keeper->must_reload && !keeper->record_count) {
        if (pthread_cond_timedwait(&keeper->orders, &keeper->lock, &until) == ETIMEDOUT)
            break;
    }
    out_orders->must_stop = keeper->must_stop;
    out_orders->must_reload = keeper->must_reload;
    out_orders->record_count = keeper->record_count;
    memcpy(out_orders->records, keeper->records, keeper->record_count * sizeof(char *));
    keeper->must_reload = false;
    keeper->record_count = 0;
    pthread_mutex_unlock(&keeper->lock);
}

static void *run(void *context)
{
    struct cairn_http_keeper *keeper = context;
    struct orders orders;
    bool has_more = true;
    /* On Linux this is for one thread only. */
    (void)setpriority(PRIO_PROCESS, 0, NICENESS);
    for (;;) {
        take_orders(keeper, !has_more, &orders);
        if (!orders.must_stop && (orders.must_reload || have_canons_changed(keeper)))
            reload(keeper);
        for (size_t i = 0; i < orders.record_count; i++) {
            if (!orders.must_stop)
                remake_record(keeper, orders.records[i]);
            cairn_free(orders.records[i]);
        }
        if (orders.must_stop)
            return NULL;
        watch_ledger(keeper);
        has_more = sweep(keeper);
    }
}

enum cairn_status cairn_http_keeper_new(struct cairn_http_server *server,
    struct cairn_http_keeper **out_keeper, struct cairn_error *err)
{
    struct generation generation = {0};
    pthread_condattr_t attributes;
    struct cairn_http_keeper *keeper = cairn_alloc(sizeof(*keeper));
    if (!keeper)
        return CAIRN_FAIL_MEMORY(err);
    keeper->server = server;
    pthread_mutex_init(&keeper->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&keeper->orders, &attributes);
    pthread_condattr_destroy(&attributes);
    keeper->swept_us = cairn_http_now_us();
    look_at_ledger(server->settings->ledger, keeper->ledger);
    enum cairn_status status = open_generation(server, &generation, err);
    if (!status)
        exchange(keeper, &generation);
    free_generation(&generation);
    if (status) {
        cairn_http_keeper_free(keeper);
        return status;
    }
    *out_keeper = keeper;
    return CAIRN_OK;
}

enum cairn_status cairn_http_keeper_start(struct cairn_http_keeper *keeper, struct cairn_error *err)
{
    int failure = pthread_create(&keeper->thread, NULL, run, keeper);
    if (failure)
        return CAIRN_FAIL(
            err, cairn_status_of_errno(failure), "could not start a thread: %s", strerror(failure));
    keeper->is_started = true;
    return CAIRN_OK;
}

void cairn_http_keeper_reload(struct cairn_http_keeper *keeper)
{
    pthread_mutex_lock(&keeper->lock);
    keeper->must_reload = true;
    pthread_cond_signal(&keeper->orders);
    pthread_mutex_unlock(&keeper->lock);
}

void cairn_http_keeper_refresh(struct cairn_http_keeper *keeper, const char *record)
{
    char *copy = cairn_alloc_string(cairn_span_from_string(record));
    pthread_mutex_lock(&keeper->lock);
    /* What does not fit is found by the next sweep, since the ledger has changed. */
    if (copy && keeper->record_count < CAIRN_LIMIT_HTTP_REFRESHES)
        keeper->records[keeper->record_count++] = CAIRN_TAKE(copy);
    pthread_cond_signal(&keeper->orders);
    pthread_mutex_unlock(&keeper->lock);
    cairn_free(copy);
}

void cairn_http_keeper_stop(struct cairn_http_keeper *keeper)
{
    pthread_mutex_lock(&keeper->lock);
    keeper->must_stop = true;
    pthread_cond_signal(&keeper->orders);
    pthread_mutex_unlock(&keeper->lock);
    if (keeper->is_started)
        pthread_join(keeper->thread, NULL);
    keeper->is_started = false;
}

void cairn_http_keeper_free(struct cairn_http_keeper *keeper)
{
    if (!keeper)
        return;
    for (size_t i = 0; i < keeper->record_count; i++)
        cairn_free(keeper->records[i]);
    cairn_http_canon_unref(keeper->canon);
    pthread_cond_destroy(&keeper->orders);
    pthread_mutex_destroy(&keeper->lock);
    cairn_free(keeper);
}
