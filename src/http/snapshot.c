/*
 * The table of pages: which paths there are is known from the start and never changes; the page
 * behind each is one atomic pointer, so that workers look up without a lock while the keeper fills
 * in. Pages that are too many (the cells of families) or beyond the limit stay NULL and are made
 * when asked for.
 */
#include "http/snapshot.h"

#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/vec.h"

struct entry {
    const char *path;
    _Atomic(struct cairn_http_page *) page;
};

struct cairn_http_snapshot {
    struct cairn_arena arena; /* the paths */
    struct entry *entries;
    size_t count;
    struct cairn_map by_path; /* struct entry * */
    size_t memory_limit;
    _Atomic size_t memory; /* of the pages that are kept */
};

struct collecting {
    struct cairn_arena *arena;
    struct cairn_vec paths; /* const char * */
};

static enum cairn_status collect(void *context, const char *path, struct cairn_error *err)
{
    struct collecting *collecting = context;
    if (cairn_http_is_cell_path(cairn_span_from_string(path)))
        return CAIRN_OK;
    if (collecting->paths.count == CAIRN_LIMIT_HTTP_PAGES)
        return CAIRN_FAIL(err, CAIRN_ERR_LIMIT, "cannot keep the pages of more than %d paths",
            CAIRN_LIMIT_HTTP_PAGES);
    const char *copy = cairn_arena_string(collecting->arena, cairn_span_from_string(path));
    if (!copy)
        return CAIRN_FAIL_MEMORY(err);
    return cairn_vec_push(&collecting->paths, &copy, err);
}

static enum cairn_status index_paths(
    struct cairn_http_snapshot *snapshot, const struct cairn_vec *paths, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    snapshot->entries = cairn_alloc_array(paths->count, sizeof(*snapshot->entries));
    if (!snapshot->entries)
        return CAIRN_FAIL_MEMORY(err);
    snapshot->count = paths->count;
    for (size_t i = 0; !status && i < paths->count; i++) {
        struct entry *entry = &snapshot->entries[i];
        entry->path = *CAIRN_VEC_AT(paths, const char *, i);
        status = cairn_map_put(
            &snapshot->by_path, cairn_span_from_string(entry->path), entry, NULL, err);
    }
    return status;
}

enum cairn_status cairn_http_snapshot_new(struct cairn_engine *engine,
    const struct cairn_site_options *site, size_t memory_limit,
    struct cairn_http_snapshot **out_snapshot, struct cairn_error *err)
{
    struct cairn_http_snapshot *snapshot = cairn_alloc(sizeof(*snapshot));
    if (!snapshot)
        return CAIRN_FAIL_MEMORY(err);
    snapshot->memory_limit = memory_limit;
    struct collecting collecting = {.arena = &snapshot->arena, .paths = CAIRN_VEC_OF(const char *)};
    enum cairn_status status = cairn_site_paths(engine, site, collect, &collecting, err);
    if (!status)
        status = index_paths(snapshot, &collecting.paths, err);
    cairn_vec_done(&collecting.paths);
    if (status) {
        cairn_http_snapshot_free(snapshot);
        return status;
    }
    *out_snapshot = snapshot;
    return CAIRN_OK;
}

void cairn_http_snapshot_free(struct cairn_http_snapshot *snapshot)
{
    if (!snapshot)
        return;
    for (size_t i = 0; i < snapshot->count; i++)
        cairn_http_page_unref(atomic_load(&snapshot->entries[i].page));
    cairn_map_done(&snapshot->by_path);
    cairn_free(snapshot->entries);
    cairn_arena_done(&snapshot->arena);
    cairn_free(snapshot);
}

const struct cairn_http_page *cairn_http_snapshot_find(
    const struct cairn_http_snapshot *snapshot, struct cairn_span path)
{
    const struct entry *entry = cairn_map_get(&snapshot->by_path, path);
    return entry ? atomic_load_explicit(&entry->page, memory_order_acquire) : NULL;
}

size_t cairn_http_snapshot_count(const struct cairn_http_snapshot *snapshot)
{
    return snapshot->count;
}

const char *cairn_http_snapshot_path(const struct cairn_http_snapshot *snapshot, size_t i)
{
    return snapshot->entries[i].path;
}

size_t cairn_http_snapshot_index(const struct cairn_http_snapshot *snapshot, struct cairn_span path)
{
    const struct entry *entry = cairn_map_get(&snapshot->by_path, path);
    return entry ? (size_t)(entry - snapshot->entries) : CAIRN_HTTP_NO_PATH;
}

size_t cairn_http_snapshot_memory(const struct cairn_http_snapshot *snapshot)
{
    return atomic_load_explicit(&snapshot->memory, memory_order_relaxed);
}

static bool is_same(const struct cairn_http_page *old, const struct cairn_page *content)
{
    return old && cairn_span_equal(old->form[CAIRN_HTTP_PLAIN].body,
                      cairn_span_make(content->bytes, content->size));
}

/* NULL takes the entry's page away. */
static void exchange(struct cairn_http_snapshot *snapshot, struct entry *entry,
    struct cairn_http_page *take_page, struct cairn_http_page **out_old)
{
    size_t memory = atomic_load(&snapshot->memory);
    struct cairn_http_page *old = atomic_exchange(&entry->page, take_page);
    memory -= old ? old->memory : 0;
    memory += take_page ? take_page->memory : 0;
    atomic_store(&snapshot->memory, memory);
    *out_old = old;
}

static enum cairn_status put(struct cairn_http_snapshot *snapshot, struct entry *entry,
    const struct cairn_page *content, struct cairn_http_page **out_old, struct cairn_error *err)
{
    struct cairn_http_page *old = atomic_load(&entry->page);
    struct cairn_http_page *page = NULL;
    if (is_same(old, content))
        return CAIRN_OK;
    enum cairn_status status = cairn_http_page_new(entry->path, content, &page, err);
    if (status)
        return status;
    size_t others = atomic_load(&snapshot->memory) - (old ? old->memory : 0);
    if (others + page->memory > snapshot->memory_limit) {
        cairn_http_page_unref(page);
        page = NULL;
    }
    exchange(snapshot, entry, page, out_old);
    return CAIRN_OK;
}

enum cairn_status cairn_http_snapshot_make(struct cairn_http_snapshot *snapshot, size_t i,
    struct cairn_engine *engine, const struct cairn_site_options *site,
    struct cairn_http_page **out_old, struct cairn_error *err)
{
    struct entry *entry = &snapshot->entries[i];
    struct cairn_page content = {0};
    enum cairn_conclusion conclusion = CAIRN_NONE;
    *out_old = NULL;
    enum cairn_status status =
        cairn_site_page(engine, site, entry->path, &content, &conclusion, err);
    if (status)
        return status;
    if (conclusion == CAIRN_NONE)
        exchange(snapshot, entry, NULL, out_old);
    else
        status = put(snapshot, entry, &content, out_old, err);
    cairn_page_free(&content);
    return status;
}
