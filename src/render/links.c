/* Paths of the site: what a browser takes off a base path for each "../" is what is counted here.
 */
#include "render/links.h"

#include "formats/escape.h"

static const struct cairn_span chinese_page = {"zh.html", sizeof("zh.html") - 1};

/* How much of both paths is the same folder: up to the last slash that they share. */
static size_t common_folder(struct cairn_span from, struct cairn_span to)
{
    size_t end = 1;
    for (size_t i = 0; i < from.size && i < to.size && from.data[i] == to.data[i]; i++) {
        if (from.data[i] == '/')
            end = i + 1;
    }
    return end;
}

void cairn_link_append(struct cairn_buf *buf, struct cairn_span from, struct cairn_span to)
{
    size_t before = buf->size;
    size_t common = common_folder(from, to);
    for (size_t at = cairn_span_find_byte(from, '/', common); at != CAIRN_SPAN_NPOS;
         at = cairn_span_find_byte(from, '/', at + 1))
        cairn_buf_append_string(buf, "../");
    struct cairn_span rest = cairn_span_slice(to, common, to.size);
    /* An empty reference would be this page and not its folder; a first segment with a colon would
     * be read as a scheme, an empty one as a host. */
    bool is_plain =
        rest.size && *rest.data != '/' && cairn_span_find_byte(rest, ':', 0) == CAIRN_SPAN_NPOS;
    if (buf->size == before && !is_plain)
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

void cairn_link_append_parameter(struct cairn_buf *query, const char *name, struct cairn_span value)
{
    if (!value.size)
        return;
    cairn_buf_printf(query, "%c%s=", query->size ? '&' : '?', name);
    cairn_escape_address(query, value, "/");
}
