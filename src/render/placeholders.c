/*
 * Placeholders are shown by their meaning, in quotation marks that no shell gives a meaning: pasted
 * by mistake they make the command fail at once instead of doing something else. Nothing is owned
 * here.
 */
#include "render/placeholders.h"

/* What to show for a name; empty when the owner does not declare it. */
static struct cairn_span meaning_of(const struct cairn_value *owner, struct cairn_span name)
{
    const struct cairn_value *placeholder =
        cairn_value_get_span(cairn_value_get(owner, "placeholders"), name);
    struct cairn_span means = cairn_value_get_text(placeholder, "means");
    bool is_declared =
        placeholder || cairn_value_get_span(cairn_value_get(owner, "captures"), name);
    if (!is_declared)
        return (struct cairn_span){0};
    return means.size ? means : name;
}

struct cairn_span cairn_placeholders_show(
    struct cairn_buf *scratch, const struct cairn_value *owner, struct cairn_span text)
{
    size_t start = owner ? cairn_span_find(text, CAIRN_SPAN("{{"), 0) : CAIRN_SPAN_NPOS;
    size_t done = 0;
    if (start == CAIRN_SPAN_NPOS)
        return text;
    while (start != CAIRN_SPAN_NPOS) {
        size_t end = cairn_span_find(text, CAIRN_SPAN("}}"), start);
        if (end == CAIRN_SPAN_NPOS)
            break;
        struct cairn_span name =
            cairn_span_trim(cairn_span_slice(text, start + 2, end - start - 2));
        struct cairn_span means = meaning_of(owner, name);
        if (means.size) {
            cairn_buf_append(scratch, cairn_span_slice(text, done, start - done));
            cairn_buf_append_string(scratch, "‹");
            cairn_buf_append(scratch, means);
            cairn_buf_append_string(scratch, "›");
            done = end + 2;
        }
        start = cairn_span_find(text, CAIRN_SPAN("{{"), means.size ? done : start + 1);
    }
    cairn_buf_append(scratch, cairn_span_slice(text, done, text.size));
    return cairn_buf_span(scratch);
}
