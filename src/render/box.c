/*
 * The box: a form that a server answers with a page, without any script. The script of the site
 * fetches that page and shows it below the box; what it may have to say stands in the form, in the
 * language of the page.
 */
#include "render/box.h"

#include "render/html.h"

static void put_attribute(struct cairn_html *html, const char *name, enum cairn_message message)
{
    cairn_buf_printf(html->out, " %s=\"", name);
    cairn_html_say(html, message);
    cairn_html_raw(html, "\"");
}

void cairn_html_form_language(struct cairn_html *html)
{
    cairn_buf_printf(html->out, "<input type=\"hidden\" name=\"lang\" value=\"%s\">\n",
        html->in_chinese ? "zh" : "en");
}

void cairn_html_box(struct cairn_html *html)
{
    cairn_html_raw(
        html, "<form class=\"box\" method=\"post\" enctype=\"multipart/form-data\" action=\"");
    cairn_html_path(html, CAIRN_SPAN("/explain/"));
    cairn_html_raw(html, "\"");
    put_attribute(html, "data-large", CAIRN_MSG_BOX_LARGE);
    put_attribute(html, "data-busy", CAIRN_MSG_BOX_BUSY);
    put_attribute(html, "data-failed", CAIRN_MSG_BOX_FAILED);
    put_attribute(html, "data-static", CAIRN_MSG_BOX_STATIC);
    cairn_html_raw(html, ">\n");
    cairn_html_form_language(html);
    cairn_html_raw(html, "<label for=\"text\">");
    cairn_html_say(html, CAIRN_MSG_BOX_LABEL);
    cairn_html_raw(html,
        "</label>\n<textarea id=\"text\" name=\"text\" rows=\"7\" spellcheck=\"false\" "
        "autocapitalize=\"off\" autocomplete=\"off\"></textarea>\n"
        "<div class=\"row\">\n<button>");
    cairn_html_say(html, CAIRN_MSG_SITE_EXPLAIN);
    cairn_html_raw(html, "</button>\n<label class=\"file\">");
    cairn_html_say(html, CAIRN_MSG_BOX_FILE);
    cairn_html_raw(html, " <input type=\"file\" name=\"file\"></label>\n</div>\n"
                         "<p class=\"soft\" role=\"status\" data-say>");
    cairn_html_say(html, CAIRN_MSG_BOX_PRIVACY);
    cairn_html_raw(html, "</p>\n</form>\n<div data-answer></div>\n");
}
