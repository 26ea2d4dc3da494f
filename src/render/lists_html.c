/* Search hits as a page. */
#include "render/html.h"
#include "render/render_internal.h"

void cairn_render_search_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    const struct cairn_value *hits = cairn_value_get(tree, "hits");
    const struct cairn_value *near = cairn_value_get(tree, "near");
    struct cairn_span query = cairn_value_get_text(tree, "query");
    cairn_html_begin(&html, query);
    cairn_html_raw(&html, "<h1>");
    cairn_html_say1(
        &html, cairn_value_count(hits) ? CAIRN_MSG_SEARCH_TITLE : CAIRN_MSG_NO_HITS, query);
    cairn_html_raw(&html, "</h1>\n");
    CAIRN_VALUE_EACH(hit, hits)
    {
        cairn_html_raw(&html, "<article>\n<h2>");
        cairn_html_record(&html, cairn_value_get_text(hit->value, "id"));
        cairn_html_raw(&html, "</h2>\n");
        cairn_html_pre(&html, cairn_value_get_text(hit->value, "signature"));
        cairn_html_element(&html, "p", cairn_value_get_text(hit->value, "summary"));
        cairn_html_element(&html, "p",
            cairn_message_word(cairn_value_get_text(hit->value, "tier"), options->in_chinese));
        cairn_html_raw(&html, "</article>\n");
    }
    if (cairn_value_count(near)) {
        cairn_html_heading(&html, 2, CAIRN_MSG_NEAR_IDS);
        cairn_html_raw(&html, "<ul>\n");
        CAIRN_VALUE_EACH(id, near)
        {
            cairn_html_raw(&html, "<li>");
            cairn_html_record(&html, cairn_value_text(id->value));
            cairn_html_raw(&html, "</li>\n");
        }
        cairn_html_raw(&html, "</ul>\n");
    }
    cairn_html_end(&html);
}
