/* Search hits as a page. */
#include "render/html.h"
#include "render/links.h"
#include "render/render_internal.h"

static void write_hit(struct cairn_html *html, const struct cairn_value *hit)
{
    cairn_html_raw(html, "<article class=\"hit\">\n<h2>");
    cairn_html_record(html, cairn_value_get_text(hit, "id"));
    cairn_html_raw(html, "</h2>\n");
    cairn_html_pre(html, cairn_value_get_text(hit, "signature"));
    cairn_html_element(html, "p", cairn_value_get_text(hit, "summary"));
    cairn_html_element(
        html, "p", cairn_message_word(cairn_value_get_text(hit, "tier"), html->in_chinese));
    cairn_html_raw(html, "</article>\n");
}

static void write_near(struct cairn_html *html, const struct cairn_value *near)
{
    if (!cairn_value_count(near))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_NEAR_IDS);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(id, near)
    {
        cairn_html_raw(html, "<li>");
        cairn_html_record(html, cairn_value_text(id->value));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

/* On a site: to all records, as the query may have been too narrow. */
static void write_way_on(struct cairn_html *html)
{
    if (!html->site)
        return;
    cairn_html_raw(html, "<p><a href=\"");
    cairn_html_page(html, CAIRN_SPAN("/errors/"));
    cairn_html_raw(html, "\">");
    cairn_html_say(html, CAIRN_MSG_SEARCH_LIST);
    cairn_html_raw(html, "</a></p>\n");
}

void cairn_render_search_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    const struct cairn_value *hits = cairn_value_get(tree, "hits");
    struct cairn_span query = cairn_value_get_text(tree, "query");
    CAIRN_AUTO_BUF struct cairn_buf same_query = {0};
    cairn_link_append_parameter(&same_query, "q", query);
    html.query = cairn_buf_span(&same_query);
    cairn_html_begin(&html, query);
    cairn_html_raw(&html, "<h1>");
    cairn_html_say1(
        &html, cairn_value_count(hits) ? CAIRN_MSG_SEARCH_TITLE : CAIRN_MSG_NO_HITS, query);
    cairn_html_raw(&html, "</h1>\n");
    CAIRN_VALUE_EACH(hit, hits)
    write_hit(&html, hit->value);
    write_near(&html, cairn_value_get(tree, "near"));
    write_way_on(&html);
    cairn_html_end(&html);
    cairn_buf_pass_failure(buf, &same_query);
}
