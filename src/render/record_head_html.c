/*
 * The head of a record's page: what the reference pages begin with (badges, message, id, other
 * forms, figures), and then in short what decides: the meaning, the command that tells the causes
 * apart, the best change, what not to do. Whoever reads no further has the answer.
 */
#include "ledger/tells.h"
#include "render/html.h"
#include "render/measured.h"
#include "render/record_html.h"
#include "render/render_internal.h"

/* Dead ends named in short: the ones that do harm come first in the record. */
#define SHORT_DEAD_ENDS 3

/* ---- as the reference pages begin ---- */

static void write_badges(struct cairn_html *html, const struct cairn_value *record)
{
    static const char *const keys[] = {"category", "tier", "resolvable"};
    struct cairn_span domain = cairn_value_get_text(record, "domain");
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    cairn_html_raw(html, "<ul class=\"badges\">\n<li>");
    cairn_buf_printf(&path, "/domains/%.*s/", CAIRN_SPAN_ARGS(domain));
    if (html->site) {
        cairn_html_raw(html, "<a href=\"");
        cairn_html_page(html, cairn_buf_span(&path));
        cairn_html_raw(html, "\">");
    }
    cairn_html_put_word(html, domain);
    cairn_html_raw(html, html->site ? "</a></li>\n" : "</li>\n");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++) {
        struct cairn_span value = cairn_value_get_text(record, keys[i]);
        cairn_html_element(html, "li", cairn_message_word(value, html->in_chinese));
    }
    cairn_html_raw(html, "</ul>\n");
    cairn_buf_pass_failure(html->out, &path);
}

static void write_forms(struct cairn_html *html)
{
    const char *json = html->in_chinese ? "zh.json" : "index.json";
    const char *markdown = html->in_chinese ? "zh.md" : "index.md";
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_ALSO_AVAILABLE);
    cairn_buf_printf(html->out,
        " <a href=\"%s\" type=\"application/json\">JSON</a> · "
        "<a href=\"%s\" type=\"text/markdown\">Markdown</a> · ",
        json, markdown);
    cairn_html_raw(html, html->in_chinese
                             ? "<a href=\"./\" hreflang=\"en\" lang=\"en\">"
                             : "<a href=\"zh.html\" hreflang=\"zh-Hans\" lang=\"zh-Hans\">");
    cairn_html_say(html, CAIRN_MSG_OTHER_LANGUAGE);
    cairn_html_raw(html, "</a></p>\n");
}

static void write_figure(struct cairn_html *html, struct cairn_span value, enum cairn_message label)
{
    cairn_html_raw(html, "<li><strong>");
    cairn_html_put(html, value.size ? value : CAIRN_SPAN("—"));
    cairn_html_raw(html, "</strong> ");
    cairn_html_say(html, label);
    cairn_html_raw(html, "</li>\n");
}

static void write_figures(struct cairn_html *html, const struct cairn_value *record)
{
    struct cairn_digits rate;
    struct cairn_digits confidence;
    cairn_html_raw(html, "<ul class=\"figures\">\n");
    write_figure(html, cairn_digits_percent(&rate, cairn_value_get(record, "fix_success_rate")),
        CAIRN_MSG_LABEL_FIX_RATE);
    write_figure(html, cairn_digits_percent(&confidence, cairn_value_get(record, "confidence")),
        CAIRN_MSG_LABEL_CONFIDENCE);
    write_figure(html, cairn_value_get_text(record, "evidence_count"), CAIRN_MSG_LABEL_EVIDENCE);
    write_figure(html, cairn_value_get_text(record, "first_seen"), CAIRN_MSG_LABEL_FIRST_SEEN);
    cairn_html_raw(html, "</ul>\n");
}

/* ---- in short ---- */

static void write_meaning(struct cairn_html *html, const struct cairn_value *record)
{
    cairn_html_raw(html, "<div>\n");
    cairn_html_heading(html, 3, CAIRN_MSG_LABEL_MEANS);
    cairn_html_element(html, "p", cairn_value_get_text(record, "root_cause"));
    cairn_html_raw(html, "</div>\n");
}

static void write_decide(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    const struct cairn_value *tell = cairn_tells_deciding(cairn_value_get(record, "tells"), causes);
    struct cairn_digits digits;
    if (cairn_value_count(causes) < 2 || !tell)
        return;
    cairn_html_raw(html, "<div>\n");
    cairn_html_heading(html, 3, CAIRN_MSG_LABEL_DECIDE);
    cairn_html_raw(html, "<p>");
    cairn_html_say1(
        html, CAIRN_MSG_DECIDE_ONE_OF, cairn_digits_of(&digits, cairn_value_count(causes)));
    cairn_html_say(html, CAIRN_MSG_COLON_END);
    cairn_html_raw(html, "</p>\n");
    cairn_html_tells(html, record, cairn_value_get_text(tell, "command"));
    cairn_html_raw(html, "</div>\n");
}

static void write_best(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *best = cairn_value_at(cairn_value_get(record, "workarounds"), 0);
    if (!best)
        return;
    cairn_html_raw(html, "<div>\n");
    cairn_html_heading(html, 3, CAIRN_MSG_LABEL_DO);
    cairn_html_raw(html, "<p><a href=\"#workarounds\">");
    cairn_html_put_key(html, best, "action");
    cairn_html_raw(html, "</a></p>\n<p class=\"soft\">");
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    (void)cairn_measured_success(
        &counts, best, cairn_value_get(record, "root_causes"), html->in_chinese);
    cairn_html_rate(html, &counts, cairn_value_get(best, "success_rate"), CAIRN_MSG_SUCCESS_RATE);
    cairn_html_raw(html, "</p>\n</div>\n");
}

/* Those that name what is done: a reader cannot refrain from anything else. */
static void write_do_not(struct cairn_html *html, const struct cairn_value *record)
{
    size_t named = 0;
    CAIRN_VALUE_EACH(dead_end, cairn_value_get(record, "dead_ends"))
    {
        if (named == SHORT_DEAD_ENDS || !cairn_value_get_text(dead_end->value, "id").size)
            continue;
        if (named++ == 0) {
            cairn_html_raw(html, "<div>\n");
            cairn_html_heading(html, 3, CAIRN_MSG_LABEL_DO_NOT);
            cairn_html_raw(html, "<ul>\n");
        }
        cairn_html_raw(html, "<li><a href=\"#dead-ends\">");
        cairn_html_put_key(html, dead_end->value, "action");
        cairn_html_raw(html, "</a></li>\n");
    }
    cairn_html_raw(html, named ? "</ul>\n</div>\n" : "");
}

static void write_short(struct cairn_html *html, const struct cairn_value *record)
{
    cairn_html_raw(html, "<section class=\"short\">\n<h2 class=\"unseen\">");
    cairn_html_say(html, CAIRN_MSG_SECTION_SHORT);
    cairn_html_raw(html, "</h2>\n<div>\n");
    write_meaning(html, record);
    write_best(html, record);
    write_do_not(html, record);
    cairn_html_raw(html, "</div>\n");
    write_decide(html, record);
    cairn_html_raw(html, "</section>\n");
}

void cairn_html_record_head(struct cairn_html *html, const struct cairn_value *record)
{
    cairn_html_raw(html, "<header>\n");
    write_badges(html, record);
    cairn_html_element(html, "h1", cairn_value_get_text(record, "signature"));
    if (html->in_chinese)
        cairn_html_element(html, "p", cairn_value_get_text(record, "signature_zh"));
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_LABEL_ID);
    cairn_html_say(html, CAIRN_MSG_COLON);
    cairn_html_raw(html, "<code>");
    cairn_html_put_key(html, record, "id");
    cairn_html_raw(html, "</code></p>\n");
    write_forms(html);
    write_figures(html, record);
    cairn_html_raw(html, "</header>\n");
    write_short(html, record);
}
