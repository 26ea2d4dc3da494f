/*
 * The list of complaints: reading and lint append, the doors print. Texts are formatted into the
 * source's arena, so a complaint lives as long as the source that it is about.
 */
#include <stdarg.h>
#include <string.h>

#include "authoring/source.h"

#include "base/buf.h"

enum cairn_status cairn_complain(struct cairn_source *source, struct cairn_complaints *complaints,
    const struct cairn_complaint *where, struct cairn_error *err, const char *format, ...)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    va_list args;
    va_start(args, format);
    cairn_buf_vprintf(&text, format, args);
    va_end(args);
    enum cairn_status status = cairn_buf_status(&text, err);
    if (status != CAIRN_OK)
        return status;
    struct cairn_complaint complaint = *where;
    complaint.message = cairn_arena_copy(&source->arena, cairn_buf_span(&text));
    if (!complaint.message.data)
        return CAIRN_FAIL_MEMORY(err);
    if (complaints->items.item_size == 0)
        complaints->items = CAIRN_VEC_OF(struct cairn_complaint);
    status = cairn_vec_push(&complaints->items, &complaint, err);
    if (status != CAIRN_OK)
        return status;
    if (complaint.is_error)
        complaints->error_count++;
    return CAIRN_OK;
}

void cairn_complaints_done(struct cairn_complaints *complaints)
{
    cairn_vec_done(&complaints->items);
    complaints->error_count = 0;
}

static int compare_complaints(const void *left, const void *right)
{
    const struct cairn_complaint *a = left;
    const struct cairn_complaint *b = right;
    int order = cairn_span_compare(a->path, b->path);
    if (order != 0)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    order = strcmp(a->rule, b->rule);
    return order != 0 ? order : cairn_span_compare(a->message, b->message);
}

void cairn_complaints_sort(struct cairn_complaints *complaints)
{
    if (complaints->items.count > 1)
        cairn_vec_sort(&complaints->items, compare_complaints);
}
