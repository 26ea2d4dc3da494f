/*
 * The content of HTML pages: text, code, links, lists. Only http and https addresses become links;
 * ids become links only in the alphabet of ids. Nothing is owned here.
 */
#include "render/html.h"

#include "formats/escape.h"
#include "render/figures.h"
#include "render/links.h"
#include "render/placeholders.h"

void cairn_html_raw(struct cairn_html *html, const char *own)
{
    cairn_buf_append_string(html->out, own);
}

void cairn_html_put(struct cairn_html *html, struct cairn_span outside)
{
    CAIRN_AUTO_BUF struct cairn_buf scratch = {0};
    cairn_escape_html(html->out, cairn_placeholders_show(&scratch, html->owner, outside));
    cairn_buf_pass_failure(html->out, &scratch);
}

void cairn_html_put_key(struct cairn_html *html, const struct cairn_value *object, const char *key)
{
    cairn_html_put(html, cairn_value_get_text(object, key));
}

void cairn_html_put_word(struct cairn_html *html, struct cairn_span value)
{
    cairn_html_put(html, cairn_message_word(value, html->in_chinese));
}

void cairn_html_say(struct cairn_html *html, enum cairn_message message)
{
    cairn_html_put(html, cairn_span_from_string(cairn_message(message, html->in_chinese)));
}

void cairn_html_say1(struct cairn_html *html, enum cairn_message message, struct cairn_span value)
{
    CAIRN_AUTO_BUF struct cairn_buf sentence = {0};
    cairn_message_append(&sentence, message, html->in_chinese, &value, 1);
    cairn_html_put(html, cairn_buf_span(&sentence));
    cairn_buf_pass_failure(html->out, &sentence);
}

void cairn_html_element(struct cairn_html *html, const char *tag, struct cairn_span outside)
{
    if (!outside.size)
        return;
    cairn_buf_printf(html->out, "<%s>", tag);
    cairn_html_put(html, outside);
    cairn_buf_printf(html->out, "</%s>\n", tag);
}

void cairn_html_heading(struct cairn_html *html, int level, enum cairn_message heading)
{
    cairn_buf_printf(html->out, "<h%d>", level);
    cairn_html_say(html, heading);
    cairn_buf_printf(html->out, "</h%d>\n", level);
}

void cairn_html_paragraph(struct cairn_html *html, enum cairn_message message)
{
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, message);
    cairn_html_raw(html, "</p>\n");
}

void cairn_html_table(struct cairn_html *html, enum cairn_message name,
    const enum cairn_message *columns, size_t count)
{
    /* A group, not a region: regions are landmarks, and a page has dozens of tables. */
    cairn_html_raw(html, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    cairn_html_say(html, name);
    cairn_html_raw(html, "\">\n<table>\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        cairn_html_raw(html, "<th scope=\"col\">");
        cairn_html_say(html, columns[i]);
        cairn_html_raw(html, "</th>");
    }
    cairn_html_raw(html, "</tr></thead>\n<tbody>\n");
}

void cairn_html_tells_head(struct cairn_html *html)
{
    cairn_html_raw(html, "<table class=\"tells\">\n<thead><tr><th scope=\"col\">");
    cairn_html_say(html, CAIRN_MSG_COLUMN_SHOWS);
    cairn_html_raw(html, "</th><th scope=\"col\">");
    cairn_html_say(html, CAIRN_MSG_LABEL_CAUSE);
    cairn_html_raw(html, "</th></tr></thead>\n<tbody>\n");
}

void cairn_html_table_end(struct cairn_html *html)
{
    cairn_html_raw(html, "</tbody>\n</table>\n</div>\n");
}

void cairn_html_code(struct cairn_html *html, struct cairn_span outside)
{
    CAIRN_AUTO_BUF struct cairn_buf visible = {0};
    cairn_escape_terminal(&visible, outside);
    cairn_html_raw(html, "<code>");
    cairn_html_put(html, cairn_buf_span(&visible));
    cairn_html_raw(html, "</code>");
    cairn_buf_pass_failure(html->out, &visible);
}

void cairn_html_pre(struct cairn_html *html, struct cairn_span outside)
{
    if (!outside.size)
        return;
    cairn_html_raw(html, "<pre>");
    cairn_html_code(html, outside);
    cairn_html_raw(html, "</pre>\n");
}

void cairn_html_link(struct cairn_html *html, struct cairn_span url)
{
    if (!cairn_url_is_plain(url)) {
        cairn_html_put(html, url);
        return;
    }
    cairn_html_raw(html, "<a rel=\"noopener noreferrer\" href=\"");
    cairn_html_put(html, url);
    cairn_html_raw(html, "\">");
    cairn_html_put(html, url);
    cairn_html_raw(html, "</a>");
}

void cairn_html_path(struct cairn_html *html, struct cairn_span path)
{
    CAIRN_AUTO_BUF struct cairn_buf link = {0};
    if (html->site)
        cairn_link_append(&link, cairn_span_from_string(html->site->path), path);
    else
        cairn_buf_append(&link, path);
    cairn_html_put(html, cairn_buf_span(&link));
    cairn_buf_pass_failure(html->out, &link);
}

void cairn_html_page(struct cairn_html *html, struct cairn_span path)
{
    CAIRN_AUTO_BUF struct cairn_buf page = {0};
    (void)cairn_link_append_language(&page, path, html->in_chinese);
    cairn_html_path(html, cairn_buf_span(&page));
    cairn_buf_pass_failure(html->out, &page);
}

void cairn_html_record(struct cairn_html *html, struct cairn_span id)
{
    bool is_linked = cairn_id_is_plain(id);
    if (is_linked) {
        CAIRN_AUTO_BUF struct cairn_buf path = {0};
        cairn_buf_printf(&path, "/errors/%.*s/", CAIRN_SPAN_ARGS(id));
        cairn_html_raw(html, "<a href=\"");
        cairn_html_page(html, cairn_buf_span(&path));
        cairn_html_raw(html, "\">");
        cairn_buf_pass_failure(html->out, &path);
    }
    cairn_html_code(html, id);
    if (is_linked)
        cairn_html_raw(html, "</a>");
}

void cairn_html_rate(struct cairn_html *html, const struct cairn_buf *counts,
    const struct cairn_value *share, enum cairn_message message)
{
    struct cairn_digits digits;
    struct cairn_span percent = cairn_digits_percent(&digits, share);
    cairn_buf_pass_failure(html->out, counts);
    cairn_html_raw(html, "<span class=\"rate\">");
    if (counts->size)
        cairn_html_put(html, cairn_buf_span(counts));
    else if (percent.size)
        cairn_html_say1(html, message, percent);
    else
        cairn_html_say(html, CAIRN_MSG_NOT_YET_RUN);
    cairn_html_raw(html, "</span>");
}

void cairn_html_field(struct cairn_html *html, enum cairn_message label, struct cairn_span value)
{
    if (!value.size)
        return;
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, label);
    cairn_html_say(html, CAIRN_MSG_COLON);
    cairn_html_put(html, value);
    cairn_html_raw(html, "</p>\n");
}

void cairn_html_sentence(
    struct cairn_html *html, enum cairn_message message, struct cairn_span value)
{
    cairn_html_raw(html, "<p>");
    cairn_html_say1(html, message, value);
    cairn_html_raw(html, "</p>\n");
}

void cairn_html_records(struct cairn_html *html, const struct cairn_value *list, const char *id_key,
    const char *remark_key)
{
    if (!cairn_value_count(list))
        return;
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(entry, list)
    {
        cairn_html_raw(html, "<li>");
        cairn_html_record(html, cairn_value_get_text(entry->value, id_key));
        cairn_html_raw(html, " ");
        cairn_html_put_key(html, entry->value, remark_key);
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

void cairn_html_put_titles(
    struct cairn_html *html, const struct cairn_value *causes, const struct cairn_value *ids)
{
    CAIRN_VALUE_EACH(id, ids)
    {
        if (id != cairn_value_first(ids))
            cairn_html_say(html, CAIRN_MSG_LIST_SEPARATOR);
        cairn_html_put(html, cairn_cause_title(causes, cairn_value_text(id->value)));
    }
}

void cairn_html_verify(struct cairn_html *html, const struct cairn_value *verify)
{
    if (!cairn_value_is(verify, CAIRN_VALUE_OBJECT))
        return;
    cairn_html_sentence(html, CAIRN_MSG_VERIFY_LINE, cairn_value_get_text(verify, "shows"));
    cairn_html_pre(html, cairn_value_get_text(verify, "command"));
}

void cairn_html_programs(struct cairn_html *html, const struct cairn_value *programs)
{
    CAIRN_VALUE_EACH(program, programs)
    {
        if (program != cairn_value_first(programs))
            cairn_html_say(html, CAIRN_MSG_ENUMERATION);
        cairn_html_put(html, program->key);
        cairn_html_raw(html, "&nbsp;");
        cairn_html_put(html, cairn_value_text(program->value));
    }
}
