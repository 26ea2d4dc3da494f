/* Private to the site: what a path asks for, and the parts that pages are made of. */
#ifndef CAIRN_ENGINE_SITE_INTERNAL_H
#define CAIRN_ENGINE_SITE_INTERNAL_H

#include "base/buf.h"
#include "base/vec.h"
#include "engine/engine_internal.h"

/* ---- paths (site_place.c) ---- */

enum cairn_site_kind {
    CAIRN_SITE_HOME,
    CAIRN_SITE_EXPLAIN,
    CAIRN_SITE_SEARCH,
    CAIRN_SITE_STATS,
    CAIRN_SITE_OUTCOME,
    CAIRN_SITE_API,
    CAIRN_SITE_ERRORS,
    CAIRN_SITE_DOMAIN,
    CAIRN_SITE_RECORD,
    CAIRN_SITE_FAMILY,
    CAIRN_SITE_CELL,
    CAIRN_SITE_ASSET,
    CAIRN_SITE_SCHEMA,
    CAIRN_SITE_SITEMAP,
    CAIRN_SITE_FEED,
    CAIRN_SITE_LLMS,
    CAIRN_SITE_ROBOTS,
};

enum cairn_site_form {
    CAIRN_SITE_PAGE,
    CAIRN_SITE_JSON,
    CAIRN_SITE_MARKDOWN,
    CAIRN_SITE_FILE, /* what it is follows from its name */
};

/* What a path asks for; the spans point into the path. */
struct cairn_site_place {
    enum cairn_site_kind kind;
    enum cairn_site_form form;
    enum cairn_language language;
    struct cairn_span id;            /* of a record or family: "nginx/x"; of a domain: "nginx" */
    struct cairn_span cause, change; /* of a cell */
    struct cairn_span file;          /* of an asset or schema: its name */
    uint32_t number;                 /* of the part of a list or sitemap, from 1 */
};

/* False: by its form alone this is no path of the site. Whether there is such a record is another
 * question. */
bool cairn_site_parse(struct cairn_span path, struct cairn_site_place *out_place);
/* May it stand between two slashes of a path? */
bool cairn_site_is_part(struct cairn_span text);

/* ---- what an engine remembers for its site (site_memory.c) ---- */

struct cairn_site_record {
    struct cairn_span id;
    /* Known of cairn_site_read_records: */
    struct cairn_span changed; /* YYYY-MM-DD, the later of confirmed and updated; empty: unknown */
    bool has_own_cells;        /* it stands alone, and the lab has run it */
};

struct cairn_site_memory {
    struct cairn_arena arena;
    struct cairn_vec records; /* struct cairn_site_record, by id, each once */
    bool has_ids, is_read;
    /* The family read last, by language: a family's thousands of cells are asked for in a row. */
    struct {
        struct cairn_arena arena;
        struct cairn_span id;
        struct cairn_value *tree;
        size_t canon;
    } families[2];
};

void cairn_site_memory_free(struct cairn_site_memory *memory);
/* All records that have a page, in order of id. Borrowed from the engine. */
enum cairn_status cairn_site_records(struct cairn_engine *engine,
    const struct cairn_vec **out_records, struct cairn_error *err) CAIRN_MUST_USE;
/* The same, each record read once for what its list entry does not say. */
enum cairn_status cairn_site_read_records(struct cairn_engine *engine,
    const struct cairn_vec **out_records, struct cairn_error *err) CAIRN_MUST_USE;

/* ---- making a page ---- */

struct cairn_site {
    struct cairn_engine *engine;
    const struct cairn_site_options *options;
    const char *path;
    struct cairn_buf out;
    const char *type; /* of the content; set by whoever writes a file */
    bool is_found;    /* false: there is no such page, and nothing was written */
};

enum cairn_status cairn_site_render(struct cairn_site *site, const struct cairn_site_place *place,
    const struct cairn_value *tree, struct cairn_error *err) CAIRN_MUST_USE;

/* How many parts a list of so many records has; at least one. */
uint32_t cairn_site_list_parts(size_t records);
/* site_list.c: cairn.list/1 of all records or of one domain. */
enum cairn_status cairn_site_write_list(struct cairn_site *site,
    const struct cairn_site_place *place, struct cairn_error *err) CAIRN_MUST_USE;
/* The records of one domain are neighbours in the list of all: [*out_first, *out_first +
 * *out_count). */
void cairn_site_find_domain(const struct cairn_vec *records, struct cairn_span domain,
    size_t *out_first, size_t *out_count);

/* site_feeds.c */
uint32_t cairn_site_sitemap_parts(size_t records);
enum cairn_status cairn_site_write_sitemap(struct cairn_site *site,
    const struct cairn_site_place *place, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_site_write_feed(struct cairn_site *site,
    const struct cairn_site_place *place, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_site_write_llms(struct cairn_site *site,
    const struct cairn_site_place *place, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_site_write_robots(struct cairn_site *site,
    const struct cairn_site_place *place, struct cairn_error *err) CAIRN_MUST_USE;

/* site_groups.c: families and domains over all canons, [{id, title, records, …}], each id once. */
enum cairn_status cairn_site_groups(struct cairn_engine *engine, struct cairn_arena *arena,
    const char *which, enum cairn_language language, struct cairn_value **out_groups,
    struct cairn_error *err) CAIRN_MUST_USE;

#endif
