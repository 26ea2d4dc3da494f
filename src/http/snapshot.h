/*
 * The pages of the site, made once and kept in memory with their heads, plain and compressed, so
 * that sending one is a look-up and one system call.
 *
 * Threads: one thread, the keeper, makes pages and puts them in; workers only look up. What a
 * worker finds stays valid until its present batch of requests is done (server.h: batches), and
 * longer once it holds a reference.
 */
#ifndef CAIRN_HTTP_SNAPSHOT_H
#define CAIRN_HTTP_SNAPSHOT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"
#include "cairn/cairn.h"
#include "http/entity.h"

enum cairn_http_form {
    CAIRN_HTTP_PLAIN = 0,
    CAIRN_HTTP_GZIP,
    CAIRN_HTTP_FORMS,
};

/* One allocation; immutable but for its references. */
struct cairn_http_page {
    _Atomic uint32_t references;
    bool is_record; /* Accept may ask for its JSON or Markdown instead */
    bool has_gzip;
    size_t memory; /* bytes that it takes, for the limit */
    struct {
        char tag[CAIRN_HTTP_TAG_SIZE];
        struct cairn_span head;         /* with 200; Date and the empty line are missing */
        struct cairn_span not_modified; /* with 304 */
        struct cairn_span body;
    } form[CAIRN_HTTP_FORMS];
    char bytes[];
};

/* A page as it is sent for `path`; the bytes stay the caller's. One reference is the caller's. */
enum cairn_status cairn_http_page_new(const char *path, const struct cairn_page *content,
    struct cairn_http_page **out_page, struct cairn_error *err) CAIRN_MUST_USE;
/* References are counted by several threads. */
const struct cairn_http_page *cairn_http_page_ref(const struct cairn_http_page *page);
void cairn_http_page_unref(const struct cairn_http_page *page); /* NULL: nothing */

struct cairn_http_snapshot;

/* Which pages there are, and how much memory they may take together; none is made yet. */
enum cairn_status cairn_http_snapshot_new(struct cairn_engine *engine,
    const struct cairn_site_options *site, size_t memory_limit,
    struct cairn_http_snapshot **out_snapshot, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_http_snapshot_free(struct cairn_http_snapshot *snapshot);

/* NULL: there is no such page, or it is not kept. */
const struct cairn_http_page *cairn_http_snapshot_find(
    const struct cairn_http_snapshot *snapshot, struct cairn_span path);

size_t cairn_http_snapshot_count(const struct cairn_http_snapshot *snapshot);
const char *cairn_http_snapshot_path(const struct cairn_http_snapshot *snapshot, size_t i);
/* The number of a path; CAIRN_HTTP_NO_PATH: it is not in the snapshot. */
#define CAIRN_HTTP_NO_PATH ((size_t)-1)
size_t cairn_http_snapshot_index(
    const struct cairn_http_snapshot *snapshot, struct cairn_span path);
/* Makes page i, anew when it was made before. *out_old is a page that nobody finds any more; its
 * reference is the caller's, who gives it back when no batch may still use it. NULL: nothing has
 * changed, or nothing was there. Beyond the limit of memory a page is not kept. */
enum cairn_status cairn_http_snapshot_make(struct cairn_http_snapshot *snapshot, size_t i,
    struct cairn_engine *engine, const struct cairn_site_options *site,
    struct cairn_http_page **out_old, struct cairn_error *err) CAIRN_MUST_USE;
size_t cairn_http_snapshot_memory(const struct cairn_http_snapshot *snapshot);

/* What a path says about its page. */
bool cairn_http_is_record_path(struct cairn_span path); /* /errors/<domain>/<slug>/ */
bool cairn_http_is_cell_path(struct cairn_span path);   /* below a family: too many to keep */
enum cairn_http_caching cairn_http_caching_of(struct cairn_span path);
/* May other origins read it? Data may be, pages are for people. */
bool cairn_http_is_shared_type(const char *type);

#endif
