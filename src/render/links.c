/* Paths of the site: what a browser takes off a base path for each "../" is what is counted here.
 */
#include "render/links.h"

static const struct cairn_span chinese_page = {"zh.html", sizeof("zh.html") - 1};

void cairn_link_append(struct cairn_buf *buf, struct cairn_span from, struct cairn_span to)
{
    size_t before = buf->size;
    for (size_t at = cairn_span_find_byte(from, '/', 1); at != CAIRN_SPAN_NPOS;
         at = cairn_span_find_byte(from, '/', at + 1))
        cairn_buf_append_string(buf, "../");
    struct cairn_span rest = cairn_span_slice(to, 1, to.size);
    /* A first segment with a colon would be read as a scheme, an empty reference as this page. */
    if (buf->size == before &&
        (!rest.size || cairn_span_find_byte(rest, ':', 0) != CAIRN_SPAN_NPOS))
        cairn_buf_append_string(buf, "./");
    cairn_buf_append(buf, rest);
}

bool cairn_link_append_language(struct cairn_buf *buf, struct cairn_span path, bool in_chinese)
{
    bool is_chinese = cairn_span_ends_with(path, CAIRN_SPAN("/zh.html"));
    if (!is_chinese && !cairn_span_ends_with(path, CAIRN_SPAN("/")))
        return false;
    cairn_buf_append(
        buf, cairn_span_slice(path, 0, path.size - (is_chinese ? chinese_page.size : 0)));
    if (in_chinese)
        cairn_buf_append(buf, chinese_page);
    return true;
}
