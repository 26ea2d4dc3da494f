/*
 * The changes of a record by their roles: workarounds with their steps, best first, and dead ends.
 * Of many workarounds the first are open, and the others show their action and what was measured.
 */
#include "render/html.h"
#include "render/measured.h"
#include "render/record_html.h"
#include "render/render_internal.h"

/* Best first: who has tried these opens the next one. */
#define OPEN_WORKAROUNDS 3

static void write_resolves(
    struct cairn_html *html, const struct cairn_value *workaround, const struct cairn_value *causes)
{
    const struct cairn_value *resolves = cairn_value_get(workaround, "resolves");
    if (cairn_value_count(causes) < 2 || !cairn_value_count(resolves))
        return;
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_RESOLVES);
    cairn_html_put_titles(html, causes, resolves);
    cairn_html_raw(html, "</p>\n");
}

static void write_effect(struct cairn_html *html, const struct cairn_value *workaround)
{
    struct cairn_span where = cairn_value_get_text(workaround, "where");
    struct cairn_span carrier = cairn_value_get_text(workaround, "carrier");
    bool is_reload = cairn_span_equal_string(carrier, "reload");
    if (!where.size)
        return;
    cairn_html_raw(html, "<p>");
    cairn_html_say1(html, CAIRN_MSG_WHERE, cairn_message_word(where, html->in_chinese));
    if (is_reload || cairn_span_equal_string(carrier, "restart")) {
        cairn_html_say(html, CAIRN_MSG_LIST_SEPARATOR);
        cairn_html_say(html, is_reload ? CAIRN_MSG_AFTER_RELOAD : CAIRN_MSG_AFTER_RESTART);
    }
    cairn_html_raw(html, "</p>\n");
}

static void write_steps(
    struct cairn_html *html, const struct cairn_value *record, const struct cairn_value *workaround)
{
    cairn_html_pre(html, cairn_value_get_text(workaround, "how"));
    write_effect(html, workaround);
    write_resolves(html, workaround, cairn_value_get(record, "root_causes"));
    cairn_html_field(html, CAIRN_MSG_LABEL_NEEDS, cairn_value_get_text(workaround, "needs"));
    cairn_html_field(html, CAIRN_MSG_LABEL_UNDO, cairn_value_get_text(workaround, "undo"));
    cairn_html_verify(html, cairn_value_get(workaround, "verify"));
}

static void write_action(
    struct cairn_html *html, const struct cairn_value *record, const struct cairn_value *workaround)
{
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    (void)cairn_measured_success(
        &counts, workaround, cairn_value_get(record, "root_causes"), html->in_chinese);
    cairn_html_rate(
        html, &counts, cairn_value_get(workaround, "success_rate"), CAIRN_MSG_SUCCESS_RATE);
    cairn_html_raw(html, " ");
    cairn_html_put_key(html, workaround, "action");
}

static void write_chinese_steps(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *steps = cairn_value_get(record, "workarounds_zh");
    if (html->in_chinese || !cairn_value_count(steps))
        return;
    cairn_html_raw(html, "<section lang=\"zh-Hans\">\n<h3>中文步骤</h3>\n");
    bool is_folded = cairn_value_count(steps) > OPEN_WORKAROUNDS;
    cairn_html_raw(
        html, is_folded ? "<details>\n<summary>展开全部步骤</summary>\n<ol>\n" : "<ol>\n");
    CAIRN_VALUE_EACH(step, steps)
    {
        cairn_html_raw(html, "<li>");
        cairn_html_pre(html, cairn_value_text(step->value));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, is_folded ? "</ol>\n</details>\n</section>\n" : "</ol>\n</section>\n");
}

void cairn_html_record_workarounds(struct cairn_html *html, const struct cairn_value *record)
{
    size_t number = 0;
    cairn_html_raw(html, "<ol>\n");
    CAIRN_VALUE_EACH(workaround, cairn_value_get(record, "workarounds"))
    {
        bool is_folded = ++number > OPEN_WORKAROUNDS;
        cairn_html_raw(html, is_folded ? "<li><details>\n<summary>" : "<li><p>");
        write_action(html, record, workaround->value);
        cairn_html_raw(html, is_folded ? "</summary>\n" : "</p>\n");
        write_steps(html, record, workaround->value);
        cairn_html_raw(html, is_folded ? "</details></li>\n" : "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n");
    write_chinese_steps(html, record);
}

void cairn_html_record_dead_ends(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *dead_ends = cairn_value_get(record, "dead_ends");
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_COMMON_APPROACHES);
    cairn_html_raw(html, "</p>\n<ol>\n");
    CAIRN_VALUE_EACH(dead_end, dead_ends)
    {
        struct cairn_span action = cairn_value_get_text(dead_end->value, "action");
        cairn_html_raw(html, "<li><p>");
        if (action.size) {
            cairn_html_raw(html, "<strong>");
            cairn_html_put(html, action);
            cairn_html_raw(html, "</strong> ");
        }
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_fail(
            &counts, dead_end->value, cairn_value_get(record, "harms"), html->in_chinese);
        cairn_html_rate(
            html, &counts, cairn_value_get(dead_end->value, "fail_rate"), CAIRN_MSG_DEAD_END_RATE);
        cairn_html_raw(html, "</p>\n");
        cairn_html_element(html, "p", cairn_value_get_text(dead_end->value, "why_fails"));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n");
}
