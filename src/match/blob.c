/*
 * Reading the index blob, which is foreign input. The header is checked once: magic, version,
 * sizes, sections inside the blob and of whole entries. All else is checked where it is used, since
 * most of it is never read for one message.
 */
#include "match/blob.h"

#include "base/alloc.h"

#include <string.h>

enum cairn_status cairn_blob_corrupt(struct cairn_error *err, const char *what)
{
    enum cairn_status status = CAIRN_FAIL(
        err, CAIRN_ERR_CORRUPT, "cannot read the match index: the canon file is damaged");
    cairn_error_detail(err, "In the index %s.", what);
    cairn_error_hint(err, "build the canon file again with cairn build, or install it again");
    return status;
}

static const uint32_t entry_sizes[CAIRN_INDEX_SECTIONS] = {
    [CAIRN_INDEX_FAST_FILTER] = 1,
    [CAIRN_INDEX_FAST_SLOTS] = CAIRN_INDEX_SLOT_SIZE,
    [CAIRN_INDEX_FAST_POSTINGS] = CAIRN_INDEX_POSTING_SIZE,
    [CAIRN_INDEX_SHORT_FILTER] = 1,
    [CAIRN_INDEX_SHORT_SLOTS] = CAIRN_INDEX_SLOT_SIZE,
    [CAIRN_INDEX_SHORT_POSTINGS] = CAIRN_INDEX_POSTING_SIZE,
    [CAIRN_INDEX_LITERALS] = 4,
    [CAIRN_INDEX_LITERAL_LISTS] = 4,
    [CAIRN_INDEX_PATTERNS] = CAIRN_INDEX_PATTERN_SIZE,
    [CAIRN_INDEX_RECORDS] = CAIRN_INDEX_RECORD_SIZE,
    [CAIRN_INDEX_REFINES] = CAIRN_INDEX_REFINE_SIZE,
    [CAIRN_INDEX_TEXTS] = 1,
};

static enum cairn_status check_section(
    const struct cairn_blob *blob, unsigned section, struct cairn_error *err)
{
    const struct cairn_blob_section *place = &blob->sections[section];
    if (place->offset > blob->source.size || place->size > blob->source.size - place->offset)
        return cairn_blob_corrupt(err, "a section lies outside the file");
    if (place->offset % CAIRN_INDEX_SECTION_ALIGN || place->size % entry_sizes[section])
        return cairn_blob_corrupt(err, "a section does not hold whole entries");
    return CAIRN_OK;
}

static enum cairn_status check_header(
    struct cairn_blob *blob, const unsigned char *header, struct cairn_error *err)
{
    if (memcmp(header, CAIRN_INDEX_MAGIC, CAIRN_INDEX_MAGIC_SIZE) != 0)
        return cairn_blob_corrupt(err, "the first bytes are not those of a match index");
    if (cairn_load_u32(header + 8) != CAIRN_INDEX_VERSION) {
        enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_UNSUPPORTED,
            "cannot read the match index: its format is %u, and this cairn reads %u",
            cairn_load_u32(header + 8), CAIRN_INDEX_VERSION);
        cairn_error_hint(err, "build the canon file again with this cairn");
        return status;
    }
    if (cairn_load_u32(header + 12) != blob->source.size)
        return cairn_blob_corrupt(err, "the size in the header is not the size at hand");
    for (unsigned i = 0; i < CAIRN_INDEX_SECTIONS; i++) {
        blob->sections[i].offset = cairn_load_u32(header + 16 + 8 * (size_t)i);
        blob->sections[i].size = cairn_load_u32(header + 20 + 8 * (size_t)i);
        enum cairn_status status = check_section(blob, i, err);
        if (status != CAIRN_OK)
            return status;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_blob_open(
    struct cairn_blob *blob, const struct cairn_index_source *source, struct cairn_error *err)
{
    memset(blob, 0, sizeof *blob);
    blob->source = *source;
    if (source->size < CAIRN_INDEX_HEADER_SIZE || source->size > UINT32_MAX)
        return cairn_blob_corrupt(err, "the size is none that an index can have");
    /* One more than there are: a view of nothing at the very end looks at it. */
    blob->page_count = source->size / CAIRN_INDEX_PAGE + 1;
    blob->pages = cairn_alloc_array(blob->page_count, sizeof *blob->pages);
    if (!blob->pages)
        return CAIRN_FAIL_MEMORY(err);
    const unsigned char *header;
    enum cairn_status status = cairn_blob_load(blob, 0, CAIRN_INDEX_HEADER_SIZE, &header, err);
    if (status == CAIRN_OK)
        status = check_header(blob, header, err);
    if (status != CAIRN_OK)
        cairn_blob_close(blob);
    return status;
}

void cairn_blob_close(struct cairn_blob *blob)
{
    for (size_t i = 0; blob->pages && i < blob->page_count; i++)
        cairn_free(blob->pages[i]);
    cairn_free(blob->pages);
    blob->pages = NULL;
}

enum cairn_status cairn_blob_load(struct cairn_blob *blob, size_t offset, size_t size,
    const unsigned char **out_bytes, struct cairn_error *err)
{
    size_t number = offset >> CAIRN_INDEX_PAGE_SHIFT;
    size_t in_page = offset & (CAIRN_INDEX_PAGE - 1);
    if (size > CAIRN_INDEX_PAGE - in_page || number >= blob->page_count ||
        size > blob->source.size - offset)
        return cairn_blob_corrupt(err, "an entry crosses the end of its page");
    if (!blob->pages[number]) {
        size_t start = number << CAIRN_INDEX_PAGE_SHIFT;
        size_t left = blob->source.size - start;
        size_t count = left < CAIRN_INDEX_PAGE ? left : CAIRN_INDEX_PAGE;
        CAIRN_AUTO_FREE unsigned char *page = cairn_alloc(count);
        if (!page)
            return CAIRN_FAIL_MEMORY(err);
        enum cairn_status status =
            blob->source.read(blob->source.context, start, (char *)page, count, err);
        if (status != CAIRN_OK)
            return status;
        blob->pages[number] = CAIRN_TAKE(page);
    }
    *out_bytes = blob->pages[number] + in_page;
    return CAIRN_OK;
}

enum cairn_status cairn_blob_copy(struct cairn_blob *blob, enum cairn_index_section section,
    unsigned char **out_bytes, struct cairn_error *err)
{
    const struct cairn_blob_section *place = &blob->sections[section];
    CAIRN_AUTO_FREE unsigned char *bytes = cairn_alloc(place->size);
    if (!bytes)
        return CAIRN_FAIL_MEMORY(err);
    if (place->size) {
        enum cairn_status status =
            blob->source.read(blob->source.context, place->offset, (char *)bytes, place->size, err);
        if (status != CAIRN_OK)
            return status;
    }
    *out_bytes = CAIRN_TAKE(bytes);
    return CAIRN_OK;
}
