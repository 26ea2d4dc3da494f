/*
 * The index blob for reading: pages loaded on demand and kept, every access checked. What is wrong
 * in the blob is CAIRN_ERR_CORRUPT where it is met.
 */
#ifndef CAIRN_MATCH_BLOB_H
#define CAIRN_MATCH_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"
#include "match/format.h"
#include "match/matcher.h"

struct cairn_blob_section {
    uint32_t offset;
    uint32_t size;
};

struct cairn_blob {
    struct cairn_index_source source;
    unsigned char **pages; /* NULL until loaded */
    size_t page_count;
    struct cairn_blob_section sections[CAIRN_INDEX_SECTIONS];
};

enum cairn_status cairn_blob_open(struct cairn_blob *blob, const struct cairn_index_source *source,
    struct cairn_error *err) CAIRN_MUST_USE;
void cairn_blob_close(struct cairn_blob *blob);

/* Loads the page of an entry; use cairn_blob_view. */
enum cairn_status cairn_blob_load(struct cairn_blob *blob, size_t offset, size_t size,
    const unsigned char **out_bytes, struct cairn_error *err) CAIRN_MUST_USE;
/* Reads a section that is needed whole, such as a filter, into new memory that the caller frees. */
enum cairn_status cairn_blob_copy(struct cairn_blob *blob, enum cairn_index_section section,
    unsigned char **out_bytes, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_blob_corrupt(struct cairn_error *err, const char *what) CAIRN_COLD;

/* `size` bytes at `offset` of a section, borrowed until the blob is closed. */
static inline enum cairn_status cairn_blob_view(struct cairn_blob *blob,
    enum cairn_index_section section, size_t offset, size_t size, const unsigned char **out_bytes,
    struct cairn_error *err)
{
    const struct cairn_blob_section *place = &blob->sections[section];
    if (CAIRN_UNLIKELY(offset > place->size || size > place->size - offset))
        return cairn_blob_corrupt(err, "an entry lies outside its section");
    size_t at = place->offset + offset;
    size_t in_page = at & (CAIRN_INDEX_PAGE - 1);
    unsigned char *page = blob->pages[at >> CAIRN_INDEX_PAGE_SHIFT];
    if (CAIRN_UNLIKELY(!page || size > CAIRN_INDEX_PAGE - in_page))
        return cairn_blob_load(blob, at, size, out_bytes, err);
    *out_bytes = page + in_page;
    return CAIRN_OK;
}

#endif
