/*
 * The frame around the content of a page: the head with what browsers and search engines read, the
 * header of the site with its search and navigation, the footer. Complete and usable without
 * script, readable without the style sheet.
 */
#include "render/assets.h"
#include "render/html.h"
#include "render/links.h"

struct cairn_html cairn_html_make(struct cairn_buf *out, const struct cairn_render_options *options)
{
    return (struct cairn_html){
        .out = out, .in_chinese = options->in_chinese, .site = options->site};
}

static void put_asset(struct cairn_html *html, enum cairn_asset_name name)
{
    cairn_html_path(html, cairn_span_from_string(cairn_assets[name].path));
}

/* ---- the head ---- */

static void put_absolute(struct cairn_html *html, bool in_chinese)
{
    CAIRN_AUTO_BUF struct cairn_buf address = {0};
    cairn_buf_append_string(&address, html->site->base_url);
    (void)cairn_link_append_language(
        &address, cairn_span_from_string(html->site->path), in_chinese);
    cairn_html_put(html, cairn_buf_span(&address));
    cairn_buf_pass_failure(html->out, &address);
}

static void write_alternate(struct cairn_html *html, const char *language, bool in_chinese)
{
    cairn_buf_printf(html->out, "<link rel=\"alternate\" hreflang=\"%s\" href=\"", language);
    put_absolute(html, in_chinese);
    cairn_html_raw(html, "\">\n");
}

/* Which address is the right one for this content. An answer to a question has none. */
static void write_addresses(struct cairn_html *html)
{
    if (html->site->is_answer) {
        cairn_html_raw(html, "<meta name=\"robots\" content=\"noindex\">\n");
        return;
    }
    if (!html->site->base_url)
        return;
    cairn_html_raw(html, "<link rel=\"canonical\" href=\"");
    put_absolute(html, html->in_chinese);
    cairn_html_raw(html, "\">\n");
    write_alternate(html, "en", false);
    write_alternate(html, "zh-Hans", true);
    write_alternate(html, "x-default", false);
}

static void write_site_links(struct cairn_html *html)
{
    write_addresses(html);
    cairn_html_raw(html, "<link rel=\"stylesheet\" href=\"");
    put_asset(html, CAIRN_ASSET_STYLE);
    cairn_html_raw(html, "\">\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"");
    put_asset(html, CAIRN_ASSET_ICON);
    cairn_html_raw(html, "\">\n<script src=\"");
    put_asset(html, CAIRN_ASSET_SCRIPT);
    cairn_html_raw(html, "\" defer></script>\n");
}

static void write_title(struct cairn_html *html, struct cairn_span title)
{
    cairn_html_raw(html, "<title>");
    if (!title.size)
        cairn_html_say(html, CAIRN_MSG_SITE_NAME);
    else if (html->site)
        cairn_html_say1(html, CAIRN_MSG_SITE_TITLE, title);
    else
        cairn_html_put(html, title);
    cairn_html_raw(html, "</title>\n");
}

/* Search engines show it below the title. A page that has nothing of its own says what it is part
 * of; an answer is in no index. */
static void write_description(struct cairn_html *html, struct cairn_span title)
{
    bool is_indexed = html->site && !html->site->is_answer;
    if (!html->description.size && (!is_indexed || !title.size))
        return;
    cairn_html_raw(html, "<meta name=\"description\" content=\"");
    if (html->description.size)
        cairn_html_put(html, html->description);
    else
        cairn_html_say1(html, CAIRN_MSG_SITE_DESCRIPTION, title);
    cairn_html_raw(html, "\">\n");
}

static void write_head(struct cairn_html *html, struct cairn_span title)
{
    cairn_html_raw(html,
        "<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n");
    write_title(html, title);
    write_description(html, title);
    if (html->site) {
        write_site_links(html);
    } else {
        cairn_html_raw(html, "<style>\n");
        cairn_buf_append(html->out, cairn_assets[CAIRN_ASSET_STYLE].bytes);
        cairn_html_raw(html, "</style>\n");
    }
    cairn_html_raw(html, "</head>\n");
}

/* ---- the header of the site ---- */

static void write_place(struct cairn_html *html, const char *path, enum cairn_message label)
{
    bool is_here = cairn_span_starts_with(
        cairn_span_from_string(html->site->path), cairn_span_from_string(path));
    cairn_html_raw(html, "<li><a href=\"");
    cairn_html_page(html, cairn_span_from_string(path));
    cairn_html_raw(html, is_here ? "\" aria-current=\"true\">" : "\">");
    cairn_html_say(html, label);
    cairn_html_raw(html, "</a></li>\n");
}

/* To the same page in the other language, or home where there is no such page. */
static void write_language(struct cairn_html *html)
{
    CAIRN_AUTO_BUF struct cairn_buf other = {0};
    if (!cairn_link_append_language(
            &other, cairn_span_from_string(html->site->path), !html->in_chinese))
        cairn_buf_append_string(&other, html->in_chinese ? "/" : "/zh.html");
    cairn_html_raw(html, html->in_chinese ? "<li><a hreflang=\"en\" lang=\"en\" href=\""
                                          : "<li><a hreflang=\"zh-Hans\" lang=\"zh-Hans\" href=\"");
    cairn_html_path(html, cairn_buf_span(&other));
    cairn_html_put(html, html->query);
    cairn_html_raw(html, "\">");
    cairn_html_say(html, CAIRN_MSG_OTHER_LANGUAGE);
    cairn_html_raw(html, "</a></li>\n");
    cairn_buf_pass_failure(html->out, &other);
}

static void write_search(struct cairn_html *html)
{
    cairn_html_raw(html, "<form role=\"search\" class=\"search\" action=\"");
    cairn_html_page(html, CAIRN_SPAN("/search/"));
    cairn_html_raw(
        html, "\">\n<input type=\"search\" name=\"q\" autocomplete=\"off\" aria-label=\"");
    cairn_html_say(html, CAIRN_MSG_SITE_SEARCH_HINT);
    cairn_html_raw(html, "\" placeholder=\"");
    cairn_html_say(html, CAIRN_MSG_SITE_SEARCH_HINT);
    cairn_html_raw(html, "\">\n<button>");
    cairn_html_say(html, CAIRN_MSG_SITE_SEARCH);
    cairn_html_raw(html, "</button>\n</form>\n");
}

static void write_site_header(struct cairn_html *html)
{
    cairn_html_raw(html, "<a class=\"skip\" href=\"#main\">");
    cairn_html_say(html, CAIRN_MSG_SITE_SKIP);
    cairn_html_raw(html, "</a>\n<header class=\"site\">\n<a class=\"brand\" href=\"");
    cairn_html_page(html, CAIRN_SPAN("/"));
    cairn_html_raw(html, "\"><img src=\"");
    put_asset(html, CAIRN_ASSET_ICON);
    cairn_html_raw(html, "\" alt=\"\" width=\"28\" height=\"28\">Cairn</a>\n");
    write_search(html);
    cairn_html_raw(html, "<nav aria-label=\"");
    cairn_html_say(html, CAIRN_MSG_SITE_NAVIGATION);
    cairn_html_raw(html, "\">\n<ul>\n");
    write_place(html, "/explain/", CAIRN_MSG_SITE_EXPLAIN);
    write_place(html, "/errors/", CAIRN_MSG_SITE_ERRORS);
    write_place(html, "/stats/", CAIRN_MSG_SITE_STATISTICS);
    write_place(html, "/api/", CAIRN_MSG_SITE_API);
    write_language(html);
    cairn_html_raw(html, "</ul>\n</nav>\n</header>\n");
}

/* The canon's digest is not here but on the page that the footer links: else every page would
 * change, and be fetched anew, with every canon. */
static void write_site_footer(struct cairn_html *html)
{
    cairn_html_raw(html, "<footer class=\"site\">\n<p>");
    cairn_html_say(html, CAIRN_MSG_SITE_FOOTER);
    cairn_html_raw(html, "</p>\n<p><a href=\"");
    cairn_html_page(html, CAIRN_SPAN("/stats/"));
    cairn_html_raw(html, "\">");
    cairn_html_say(html, CAIRN_MSG_SITE_LICENCE);
    cairn_html_raw(html, "</a> · <a href=\"");
    cairn_html_path(html, CAIRN_SPAN("/feed.atom"));
    cairn_html_raw(html, "\">");
    cairn_html_say(html, CAIRN_MSG_SITE_FEED);
    cairn_html_raw(html, "</a></p>\n</footer>\n");
}

/* ---- the whole ---- */

void cairn_html_begin(struct cairn_html *html, struct cairn_span title)
{
    cairn_html_raw(html, html->in_chinese ? "<!DOCTYPE html>\n<html lang=\"zh-Hans\">\n"
                                          : "<!DOCTYPE html>\n<html lang=\"en\">\n");
    write_head(html, title);
    cairn_html_raw(html, "<body>\n");
    if (html->site)
        write_site_header(html);
    cairn_html_raw(html, "<main id=\"main\">\n");
}

void cairn_html_end(struct cairn_html *html)
{
    cairn_html_raw(html, "</main>\n");
    if (html->site)
        write_site_footer(html);
    cairn_html_raw(html, "</body>\n</html>\n");
}
