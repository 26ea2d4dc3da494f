/* What a site says of a path that is none: records that may have been meant, and ways to look. */
#include "render/box.h"
#include "render/html.h"
#include "render/render_internal.h"

void cairn_render_missing_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    const struct cairn_value *near = cairn_value_get(tree, "near");
    cairn_html_begin(
        &html, cairn_span_from_string(cairn_message(CAIRN_MSG_MISSING_TITLE, options->in_chinese)));
    cairn_html_heading(&html, 1, CAIRN_MSG_MISSING_TITLE);
    cairn_html_raw(&html, "<p>");
    cairn_html_code(&html, cairn_value_get_text(tree, "path"));
    cairn_html_raw(&html, "</p>\n");
    if (cairn_value_count(near)) {
        cairn_html_heading(&html, 2, CAIRN_MSG_MISSING_NEAR);
        cairn_html_records(&html, near, "id", "signature");
    }
    cairn_html_heading(&html, 2, CAIRN_MSG_MISSING_ELSE);
    cairn_html_box(&html);
    cairn_html_end(&html);
}
