/* Pages of words: the box alone, and the API for those who call it. Their tree names the page. */
#include "render/box.h"
#include "render/html.h"
#include "render/render_internal.h"

/* ---- the box alone ---- */

static void write_explain(struct cairn_html *html)
{
    cairn_html_paragraph(html, CAIRN_MSG_EXPLAIN_TEXT);
    cairn_html_box(html);
}

/* ---- the API ---- */

/* Examples speak to the site itself, or to a server on this machine when it does not know its
 * address. */
static struct cairn_span address_of(const struct cairn_html *html)
{
    bool has_address = html->site && html->site->base_url;
    return has_address ? cairn_span_from_string(html->site->base_url)
                       : CAIRN_SPAN("http://127.0.0.1:8080");
}

static const struct example {
    enum cairn_message heading, text;
    const char *before, *after; /* of the address */
} examples[] = {
    {CAIRN_MSG_API_EXPLAIN, CAIRN_MSG_API_EXPLAIN_TEXT,
        "tail -n 200 /var/log/nginx/error.log |\n  curl -sS --data-binary @- "
        "-H 'Content-Type: text/plain' ",
        "/api/v1/explain"},
    {CAIRN_MSG_API_RECORD, CAIRN_MSG_API_RECORD_TEXT, "curl -sS ",
        "/api/v1/records/nginx/upstream-verify-expired"},
    {CAIRN_MSG_API_SEARCH, CAIRN_MSG_API_SEARCH_TEXT, "curl -sS '",
        "/api/v1/search?q=certificate%20expired'"},
    {CAIRN_MSG_API_OUTCOME, CAIRN_MSG_API_OUTCOME_TEXT,
        "curl -sS -H 'Content-Type: application/json' -H \"Authorization: Bearer $TOKEN\" \\\n"
        "  -d '{\"record\":\"nginx/upstream-verify-expired\",\"change\":\"trust_root\","
        "\"worked\":true}' \\\n  ",
        "/api/v1/outcomes"},
    {CAIRN_MSG_API_CANON, CAIRN_MSG_API_CANON_TEXT, "curl -sS ", "/api/v1/canon.ndjson"},
};

static void write_example(struct cairn_html *html, const struct example *example)
{
    CAIRN_AUTO_BUF struct cairn_buf command = {0};
    cairn_buf_append_string(&command, example->before);
    cairn_buf_append(&command, address_of(html));
    cairn_buf_append_string(&command, example->after);
    cairn_html_heading(html, 2, example->heading);
    cairn_html_paragraph(html, example->text);
    cairn_html_pre(html, cairn_buf_span(&command));
    cairn_buf_pass_failure(html->out, &command);
}

static void write_api(struct cairn_html *html)
{
    cairn_html_paragraph(html, CAIRN_MSG_API_TEXT);
    cairn_html_raw(html, "<p><a href=\"");
    cairn_html_path(html, CAIRN_SPAN("/openapi.json"));
    cairn_html_raw(html, "\">OpenAPI</a> · <a href=\"");
    cairn_html_path(html, CAIRN_SPAN("/llms.txt"));
    cairn_html_raw(html, "\">llms.txt</a></p>\n");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(examples); i++)
        write_example(html, &examples[i]);
    cairn_html_heading(html, 2, CAIRN_MSG_API_FAILURES);
    cairn_html_paragraph(html, CAIRN_MSG_API_FAILURES_TEXT);
}

/* ---- which one ---- */

void cairn_render_words_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    bool is_api = cairn_span_equal_string(cairn_value_get_text(tree, "page"), "api");
    enum cairn_message title = is_api ? CAIRN_MSG_API_TITLE : CAIRN_MSG_SITE_EXPLAIN;
    cairn_html_begin(&html, cairn_span_from_string(cairn_message(title, options->in_chinese)));
    cairn_html_heading(&html, 1, is_api ? CAIRN_MSG_API_TITLE : CAIRN_MSG_HOME_TITLE);
    if (is_api)
        write_api(&html);
    else
        write_explain(&html);
    cairn_html_end(&html);
}
