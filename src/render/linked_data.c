/*
 * JSON-LD for search engines (https://schema.org/TechArticle). A data block is no script: the
 * Content-Security-Policy lets it stand. Inside it HTML knows no entities, and "</script" or "<!--"
 * would end it, so what markup begins or ends with is spelled as JSON spells it.
 */
#include "render/linked_data.h"

#include "formats/json.h"
#include "render/html.h"
#include "render/links.h"

static void put_data(struct cairn_html *html, const struct cairn_buf *json)
{
    cairn_buf_pass_failure(html->out, json);
    for (size_t i = 0; i < json->size; i++) {
        char byte = json->data[i];
        if (byte == '<' || byte == '>' || byte == '&')
            cairn_buf_printf(html->out, "\\u%04x", byte);
        else
            cairn_buf_append_byte(html->out, byte);
    }
}

static void add(struct cairn_buf *json, const char *key, struct cairn_span text)
{
    if (!text.size)
        return;
    cairn_buf_printf(json, ",\"%s\":", key);
    cairn_json_write_string(json, text);
}

void cairn_html_record_data(struct cairn_html *html, const struct cairn_value *record)
{
    CAIRN_AUTO_BUF struct cairn_buf json = {0};
    CAIRN_AUTO_BUF struct cairn_buf address = {0};
    cairn_buf_append_string(
        &json, "{\"@context\":\"https://schema.org\",\"@type\":\"TechArticle\"");
    add(&json, "headline", cairn_value_get_text(record, "signature"));
    add(&json, "description", cairn_value_get_text(record, "root_cause"));
    add(&json, "identifier", cairn_value_get_text(record, "id"));
    add(&json, "inLanguage", html->in_chinese ? CAIRN_SPAN("zh-Hans") : CAIRN_SPAN("en"));
    add(&json, "dateModified", cairn_value_get_text(record, "last_updated"));
    if (html->site->base_url) {
        cairn_buf_append_string(&address, html->site->base_url);
        (void)cairn_link_append_language(
            &address, cairn_span_from_string(html->site->path), html->in_chinese);
        add(&json, "url", cairn_buf_span(&address));
    }
    cairn_buf_append_byte(&json, '}');
    cairn_buf_pass_failure(&json, &address);
    cairn_html_raw(html, "<script type=\"application/ld+json\">");
    put_data(html, &json);
    cairn_html_raw(html, "</script>\n");
}
