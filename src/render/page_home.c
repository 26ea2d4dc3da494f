/* Home: what Cairn is, the box, the domains, and how well supported the canons in use are. */
#include "render/box.h"
#include "render/html.h"
#include "render/render_internal.h"

/* ---- figures over all canons ---- */

static uint64_t count_of(const struct cairn_value *object, const char *key)
{
    int64_t count = cairn_value_get_int(object, key);
    return count > 0 ? (uint64_t)count : 0;
}

/* `group` NULL: the canon's own member. */
static uint64_t sum_of(const struct cairn_value *tree, const char *group, const char *key)
{
    uint64_t sum = 0;
    CAIRN_VALUE_EACH(canon, cairn_value_get(tree, "canons"))
    sum += count_of(group ? cairn_value_get(canon->value, group) : canon->value, key);
    return sum;
}

static void write_figure(struct cairn_html *html, uint64_t number, enum cairn_message label)
{
    struct cairn_digits digits;
    if (!number)
        return;
    cairn_html_raw(html, "<li><strong>");
    cairn_html_put(html, cairn_digits_of(&digits, number));
    cairn_html_raw(html, "</strong> ");
    cairn_html_say(html, label);
    cairn_html_raw(html, "</li>\n");
}

static void write_proof(struct cairn_html *html, const struct cairn_value *tree)
{
    cairn_html_raw(html, "<section>\n");
    cairn_html_heading(html, 2, CAIRN_MSG_HOME_PROOF);
    cairn_html_raw(html, "<ul class=\"figures\">\n");
    write_figure(html, sum_of(tree, NULL, "records"), CAIRN_MSG_SECTION_RECORDS);
    write_figure(html, sum_of(tree, NULL, "causes"), CAIRN_MSG_STATS_CAUSES);
    write_figure(html, sum_of(tree, NULL, "changes"), CAIRN_MSG_STATS_CHANGES);
    write_figure(html, sum_of(tree, "tiers", "proved"), CAIRN_MSG_HOME_PROVED);
    write_figure(html, sum_of(tree, "lab", "cells"), CAIRN_MSG_HOME_CELLS);
    write_figure(html, sum_of(tree, "lab", "environments"), CAIRN_MSG_HOME_ENVIRONMENTS);
    cairn_html_raw(html, "</ul>\n");
    cairn_html_paragraph(html, CAIRN_MSG_HOME_PROOF_TEXT);
    cairn_html_raw(html, "</section>\n");
}

/* ---- domains ---- */

static void write_domain(struct cairn_html *html, const struct cairn_value *domain)
{
    struct cairn_digits digits;
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    cairn_buf_printf(&path, "/domains/%.*s/", CAIRN_SPAN_ARGS(cairn_value_get_text(domain, "id")));
    cairn_html_raw(html, "<li><a href=\"");
    cairn_html_page(html, cairn_buf_span(&path));
    cairn_html_raw(html, "\">");
    cairn_html_put_key(html, domain, "title");
    cairn_html_raw(html, "</a> <span class=\"soft\">");
    cairn_html_put(html, cairn_digits_of(&digits, count_of(domain, "records")));
    cairn_html_raw(html, "</span></li>\n");
    cairn_buf_pass_failure(html->out, &path);
}

static void write_domains(struct cairn_html *html, const struct cairn_value *tree)
{
    cairn_html_raw(html, "<section>\n");
    cairn_html_heading(html, 2, CAIRN_MSG_HOME_DOMAINS);
    cairn_html_raw(html, "<ul class=\"groups\">\n");
    CAIRN_VALUE_EACH(domain, cairn_value_get(tree, "domains"))
    write_domain(html, domain->value);
    cairn_html_raw(html, "</ul>\n</section>\n");
}

/* ---- the page ---- */

void cairn_render_home_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    html.description =
        cairn_span_from_string(cairn_message(CAIRN_MSG_HOME_LEAD, options->in_chinese));
    cairn_html_begin(&html, (struct cairn_span){0});
    cairn_html_heading(&html, 1, CAIRN_MSG_HOME_TITLE);
    cairn_html_raw(&html, "<p class=\"lead\">");
    cairn_html_say(&html, CAIRN_MSG_HOME_LEAD);
    cairn_html_raw(&html, "</p>\n");
    cairn_html_box(&html);
    write_domains(&html, tree);
    write_proof(&html, tree);
    cairn_html_end(&html);
}
