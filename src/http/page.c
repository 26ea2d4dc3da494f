/*
 * One page of the snapshot: the bytes, the same compressed, and four heads, in one allocation that
 * never changes. Two forms of one page have different tags, as strong tags must
 * (RFC 9110, section 8.8.3).
 */
#include <string.h>

#include "base/alloc.h"
#include "http/snapshot.h"

static size_t segments_of(struct cairn_span path)
{
    size_t count = 0;
    for (size_t i = 0; i < path.size; i++)
        count += path.data[i] == '/';
    return count;
}

bool cairn_http_is_record_path(struct cairn_span path)
{
    return cairn_span_starts_with(path, CAIRN_SPAN("/errors/")) &&
           cairn_span_ends_with(path, CAIRN_SPAN("/")) && segments_of(path) == 4;
}

/* Its JSON and Markdown are sent for the record's own path as well, where Accept asks for them; as
 * they are kept once, they say so under both paths. */
static bool is_chosen_by_accept(struct cairn_span path)
{
    return cairn_span_starts_with(path, CAIRN_SPAN("/errors/")) && segments_of(path) == 4;
}

bool cairn_http_is_cell_path(struct cairn_span path)
{
    return cairn_span_starts_with(path, CAIRN_SPAN("/families/")) && segments_of(path) >= 6;
}

enum cairn_http_caching cairn_http_caching_of(struct cairn_span path)
{
    return cairn_span_starts_with(path, CAIRN_SPAN("/assets/")) ? CAIRN_HTTP_CACHE_FOREVER
                                                                : CAIRN_HTTP_CACHE_ASK;
}

bool cairn_http_is_shared_type(const char *type)
{
    return type && strncmp(type, "text/html", strlen("text/html")) != 0;
}

/* What is to be laid out, before its size is known. */
struct draft {
    const struct cairn_page *content;
    struct cairn_span path;
    char tags[CAIRN_HTTP_FORMS][CAIRN_HTTP_TAG_SIZE];
    struct cairn_buf gzip;
    struct cairn_buf heads[CAIRN_HTTP_FORMS][2]; /* of 200 and 304 */
};

static void draft_heads(struct draft *draft, enum cairn_http_form form)
{
    struct cairn_http_entity entity = {.status = 200,
        .type = draft->content->type,
        .language = draft->content->language,
        .tag = draft->tags[form],
        .caching = cairn_http_caching_of(draft->path),
        .is_gzip = form == CAIRN_HTTP_GZIP,
        .varies_by_accept = is_chosen_by_accept(draft->path),
        .is_shared = cairn_http_is_shared_type(draft->content->type),
        .size = form == CAIRN_HTTP_GZIP ? draft->gzip.size : draft->content->size};
    cairn_http_append_head(&draft->heads[form][0], &entity);
    entity.status = 304;
    entity.type = NULL;
    entity.language = NULL;
    entity.is_gzip = false;
    cairn_http_append_head(&draft->heads[form][1], &entity);
}

static enum cairn_status draft_page(struct draft *draft, struct cairn_error *err)
{
    struct cairn_span bytes = cairn_span_make(draft->content->bytes, draft->content->size);
    enum cairn_status status = CAIRN_OK;
    cairn_http_make_tag(bytes, draft->tags[CAIRN_HTTP_PLAIN], draft->tags[CAIRN_HTTP_GZIP]);
    draft_heads(draft, CAIRN_HTTP_PLAIN);
    if (cairn_http_is_compressible(draft->content->type, bytes.size)) {
        status = cairn_http_gzip(bytes, &draft->gzip, err);
        if (!status)
            draft_heads(draft, CAIRN_HTTP_GZIP);
    }
    for (size_t form = 0; form < CAIRN_HTTP_FORMS; form++) {
        for (size_t i = 0; !status && i < 2; i++)
            status = cairn_buf_status(&draft->heads[form][i], err);
    }
    return status;
}

static struct cairn_span place(char **at, struct cairn_span text)
{
    char *start = *at;
    if (text.size)
        memcpy(start, text.data, text.size);
    *at += text.size;
    return cairn_span_make(start, text.size);
}

static enum cairn_status lay_out(
    const struct draft *draft, struct cairn_http_page **out_page, struct cairn_error *err)
{
    size_t size = sizeof(struct cairn_http_page) + draft->content->size + draft->gzip.size;
    for (size_t form = 0; form < CAIRN_HTTP_FORMS; form++)
        size += draft->heads[form][0].size + draft->heads[form][1].size;
    struct cairn_http_page *page = cairn_alloc(size);
    if (!page)
        return CAIRN_FAIL_MEMORY(err);
    char *at = page->bytes;
    atomic_init(&page->references, 1);
    page->memory = size;
    page->has_gzip = draft->gzip.size > 0;
    page->is_record = cairn_http_is_record_path(draft->path);
    for (size_t form = 0; form < CAIRN_HTTP_FORMS; form++) {
        memcpy(page->form[form].tag, draft->tags[form], CAIRN_HTTP_TAG_SIZE);
        page->form[form].head = place(&at, cairn_buf_span(&draft->heads[form][0]));
        page->form[form].not_modified = place(&at, cairn_buf_span(&draft->heads[form][1]));
    }
    page->form[CAIRN_HTTP_PLAIN].body =
        place(&at, cairn_span_make(draft->content->bytes, draft->content->size));
    page->form[CAIRN_HTTP_GZIP].body = place(&at, cairn_buf_span(&draft->gzip));
    *out_page = page;
    return CAIRN_OK;
}

enum cairn_status cairn_http_page_new(const char *path, const struct cairn_page *content,
    struct cairn_http_page **out_page, struct cairn_error *err)
{
    struct draft draft = {.content = content, .path = cairn_span_from_string(path)};
    enum cairn_status status = draft_page(&draft, err);
    if (!status)
        status = lay_out(&draft, out_page, err);
    cairn_buf_done(&draft.gzip);
    for (size_t form = 0; form < CAIRN_HTTP_FORMS; form++) {
        cairn_buf_done(&draft.heads[form][0]);
        cairn_buf_done(&draft.heads[form][1]);
    }
    return status;
}

/* The count is the one thing that changes, and it is no part of what the page is. */
static _Atomic uint32_t *references_of(const struct cairn_http_page *page)
{
    return (_Atomic uint32_t *)(uintptr_t)&page->references;
}

const struct cairn_http_page *cairn_http_page_ref(const struct cairn_http_page *page)
{
    atomic_fetch_add_explicit(references_of(page), 1, memory_order_relaxed);
    return page;
}

void cairn_http_page_unref(const struct cairn_http_page *page)
{
    if (page && atomic_fetch_sub_explicit(references_of(page), 1, memory_order_acq_rel) == 1)
        cairn_free((void *)(uintptr_t)page);
}
