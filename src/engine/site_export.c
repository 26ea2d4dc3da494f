/*
 * The site as a folder of files: every path that cairn_site_paths walks, with the bytes that
 * cairn_site_page gives. A list in the folder, .cairn-site, says which files are the export's own.
 *
 * The list decides what may be touched. It is read before anything is written; a file that is in
 * the way and not in it stops the export at once. Before the first file is written the list names
 * old and new files alike, afterwards the new ones: an export that was interrupted is taken up by
 * the next one. The list is a file that anybody may have edited, so a line that is no path of a
 * site is not believed.
 */
#include <fcntl.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/vec.h"
#include "engine/site_folder.h"
#include "engine/site_internal.h"
#include "render/figures.h"

#define LIST_NAME ".cairn-site"

static const struct cairn_span list_head = {"Files of a site that cairn export wrote\n",
    sizeof("Files of a site that cairn export wrote\n") - 1};

struct site_export {
    struct cairn_engine *engine;
    const struct cairn_site_export_options *options;
    struct cairn_site_options site;
    struct cairn_site_folder folder;
    struct cairn_arena arena;
    struct cairn_map known; /* names of files that are an export's own */
    struct cairn_map names; /* names of files that this one writes, in order */
    struct cairn_site_export_counts counts;
};

/* ---- names ---- */

/* "/errors/" is the file errors/index.html. */
static struct cairn_span name_of(struct cairn_arena *arena, const char *path)
{
    struct cairn_span text = cairn_span_from_string(path);
    bool is_folder = cairn_span_ends_with(text, CAIRN_SPAN("/"));
    return cairn_span_from_string(
        cairn_arena_printf(arena, "%s%s", path + 1, is_folder ? "index.html" : ""));
}

/* `path` is the name with a slash in front. */
static bool is_path_of_a_file(struct cairn_span path)
{
    struct cairn_span index = CAIRN_SPAN("index.html");
    struct cairn_site_place place;
    if (cairn_span_ends_with(path, CAIRN_SPAN("/index.html")))
        path.size -= index.size;
    return cairn_site_parse(path, &place);
}

static enum cairn_status add_name(
    struct cairn_map *map, struct cairn_span name, struct cairn_error *err)
{
    /* The map borrows its keys and needs some value. */
    return name.data ? cairn_map_put(map, name, map, NULL, err) : CAIRN_FAIL_MEMORY(err);
}

static enum cairn_status add_path(void *context, const char *path, struct cairn_error *err)
{
    struct site_export *site = context;
    return add_name(&site->names, name_of(&site->arena, path), err);
}

/* ---- the list ---- */

static enum cairn_status refuse_foreign(const struct site_export *site, struct cairn_error *err)
{
    CAIRN_FAIL(err, CAIRN_ERR_INVALID,
        "cannot export into '%s': it is not empty, and no export made it", site->folder.name);
    cairn_error_hint(err, "Name a folder that is new or empty, or one that an export wrote.");
    return CAIRN_ERR_INVALID;
}

static enum cairn_status take_lines(
    struct site_export *site, struct cairn_span text, struct cairn_error *err)
{
    struct cairn_span line;
    if (!cairn_span_starts_with(text, list_head))
        return refuse_foreign(site, err);
    text = cairn_span_slice(text, list_head.size, text.size);
    while (cairn_span_take_line(&text, &line)) {
        struct cairn_span path = cairn_span_from_string(
            cairn_arena_printf(&site->arena, "/%.*s", CAIRN_SPAN_ARGS(line)));
        if (path.data && !is_path_of_a_file(path))
            continue;
        enum cairn_status status =
            path.data ? add_name(&site->known, cairn_span_slice(path, 1, path.size), err)
                      : CAIRN_FAIL_MEMORY(err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

static enum cairn_status read_list(struct site_export *site, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_error missing = {0};
    bool is_empty = false;
    enum cairn_status status =
        cairn_file_read(site->folder.fd, LIST_NAME, CAIRN_LIMIT_SITE_FILES, &text, &missing);
    if (!status)
        return take_lines(site, cairn_buf_span(&text), err);
    if (status != CAIRN_ERR_NOT_FOUND) {
        if (err)
            *err = missing;
        return status;
    }
    status = cairn_site_folder_is_empty(&site->folder, &is_empty, err);
    if (status)
        return status;
    return is_empty ? CAIRN_OK : refuse_foreign(site, err);
}

static void append_names(
    struct cairn_buf *list, const struct cairn_map *names, const struct cairn_map *without)
{
    for (size_t i = 0; i < names->count; i++) {
        if (without && cairn_map_has(without, names->entries[i].key))
            continue;
        cairn_buf_append(list, names->entries[i].key);
        cairn_buf_append_byte(list, '\n');
    }
}

static enum cairn_status write_list(
    struct site_export *site, bool has_known, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf list = {0};
    bool is_changed;
    cairn_buf_append(&list, list_head);
    append_names(&list, &site->names, NULL);
    if (has_known)
        append_names(&list, &site->known, &site->names);
    enum cairn_status status = cairn_buf_status(&list, err);
    return status ? status
                  : cairn_site_folder_write(&site->folder, CAIRN_SPAN(LIST_NAME),
                        cairn_buf_span(&list), &is_changed, err);
}

/* ---- the files ---- */

static enum cairn_status look_for_foreign(struct site_export *site, struct cairn_error *err)
{
    for (size_t i = 0; i < site->names.count; i++) {
        struct cairn_span name = site->names.entries[i].key;
        bool has = false;
        if (cairn_map_has(&site->known, name))
            continue;
        enum cairn_status status = cairn_site_folder_has(&site->folder, name, &has, err);
        if (status)
            return status;
        if (!has)
            continue;
        CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot export into '%s': '%.*s' is there, and no export made it", site->folder.name,
            CAIRN_SPAN_ARGS(name));
        cairn_error_hint(err, "Move it away, or name another folder.");
        return CAIRN_ERR_INVALID;
    }
    return CAIRN_OK;
}

static enum cairn_status write_page(void *context, const char *path, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct site_export *site = context;
    struct cairn_page page = {0};
    enum cairn_conclusion conclusion = CAIRN_NONE;
    bool is_changed = false;
    enum cairn_status status =
        cairn_site_page(site->engine, &site->site, path, &page, &conclusion, err);
    if (!status && conclusion != CAIRN_FOUND)
        status = CAIRN_FAIL(err, CAIRN_ERR_CORRUPT, "could not make the page '%s'", path);
    struct cairn_span name = name_of(&arena, path);
    if (!status && !name.data)
        status = CAIRN_FAIL_MEMORY(err);
    if (!status)
        status = cairn_site_folder_write(
            &site->folder, name, cairn_span_make(page.bytes, page.size), &is_changed, err);
    site->counts.files++;
    site->counts.bytes += page.size;
    site->counts.written += is_changed;
    cairn_page_free(&page);
    if (!status && site->options->progress)
        site->options->progress(
            site->options->progress_context, site->counts.files, site->names.count);
    return status;
}

static enum cairn_status remove_stale(struct site_export *site, struct cairn_error *err)
{
    for (size_t i = 0; i < site->known.count; i++) {
        struct cairn_span name = site->known.entries[i].key;
        bool is_removed = false;
        if (cairn_map_has(&site->names, name))
            continue;
        enum cairn_status status = cairn_site_folder_remove(&site->folder, name, &is_removed, err);
        if (status)
            return status;
        site->counts.removed += is_removed;
    }
    return CAIRN_OK;
}

static enum cairn_status check_base_url(const char *base_url, struct cairn_error *err)
{
    struct cairn_span url = cairn_span_from_string(base_url);
    if (!base_url || (cairn_url_is_plain(url) && !cairn_span_ends_with(url, CAIRN_SPAN("/"))))
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot take '%s' as the address of a site", base_url);
    cairn_error_hint(err, "It begins with https:// or http:// and does not end with a slash.");
    return CAIRN_ERR_USAGE;
}

static enum cairn_status export_all(struct site_export *site, struct cairn_error *err)
{
    enum cairn_status status = check_base_url(site->options->base_url, err);
    if (!status)
        status = cairn_site_folder_open(&site->folder, site->options->folder, err);
    if (!status)
        status = read_list(site, err);
    if (!status)
        status = cairn_site_paths(site->engine, &site->site, add_path, site, err);
    if (!status)
        status = look_for_foreign(site, err);
    if (!status)
        status = write_list(site, true, err);
    if (!status)
        status = cairn_site_paths(site->engine, &site->site, write_page, site, err);
    if (!status)
        status = remove_stale(site, err);
    return status ? status : write_list(site, false, err);
}

enum cairn_status cairn_export_site(struct cairn_engine *engine,
    const struct cairn_site_export_options *options, struct cairn_site_export_counts *out_counts,
    struct cairn_error *err)
{
    struct site_export site = {.engine = engine,
        .options = options,
        .site = {.base_url = options->base_url},
        .folder = {.fd = -1, .parent_fd = -1}};
    enum cairn_status status = export_all(&site, err);
    if (!status)
        *out_counts = site.counts;
    cairn_site_folder_close(&site.folder);
    cairn_map_done(&site.known);
    cairn_map_done(&site.names);
    cairn_arena_done(&site.arena);
    return status;
}
