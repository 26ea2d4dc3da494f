/*
 * What the canons hold, as a page: figures, and plots of how well supported, how fresh and how much
 * tried it is. A plot is a table whose last column is a bar: the length says it without colour,
 * the number beside it without eyes, and it is as narrow as the screen.
 */
#include "render/html.h"
#include "render/render_internal.h"

/* Units of the picture of a bar, which the style sheet stretches. */
#define BAR_WIDTH UINT64_C(1000)

static uint64_t number_of(const struct cairn_value *value)
{
    uint64_t number = 0;
    (void)cairn_span_to_u64(cairn_value_text(value), &number);
    return number;
}

/* ---- plots ---- */

/* What a plot draws: a row for each member, by its key or by the texts of an object. */
struct plot {
    enum cairn_message title;
    const struct cairn_value *rows;
    const char *folder;      /* of the page that a row's id leads to; NULL: none */
    const char *const *only; /* keys that are drawn, ending with NULL; NULL: all */
};

static bool is_drawn(const struct plot *plot, struct cairn_span key)
{
    for (size_t i = 0; plot->only && plot->only[i]; i++) {
        if (cairn_span_equal_string(key, plot->only[i]))
            return true;
    }
    return !plot->only;
}

static uint64_t count_of(const struct cairn_value_member *row)
{
    bool is_group = cairn_value_is(row->value, CAIRN_VALUE_OBJECT);
    return number_of(is_group ? cairn_value_get(row->value, "records") : row->value);
}

static uint64_t largest_of(const struct plot *plot)
{
    uint64_t largest = 0;
    CAIRN_VALUE_EACH(row, plot->rows)
    {
        if (is_drawn(plot, row->key) && count_of(row) > largest)
            largest = count_of(row);
    }
    return largest;
}

static void put_name(
    struct cairn_html *html, const struct plot *plot, const struct cairn_value_member *row)
{
    struct cairn_span id = cairn_value_get_text(row->value, "id");
    if (!cairn_value_is(row->value, CAIRN_VALUE_OBJECT)) {
        cairn_html_put_word(html, row->key);
        return;
    }
    if (html->site) {
        CAIRN_AUTO_BUF struct cairn_buf path = {0};
        cairn_buf_printf(&path, "/%s/%.*s/", plot->folder, CAIRN_SPAN_ARGS(id));
        cairn_html_raw(html, "<a href=\"");
        cairn_html_page(html, cairn_buf_span(&path));
        cairn_html_raw(html, "\">");
        cairn_buf_pass_failure(html->out, &path);
    }
    cairn_html_put_key(html, row->value, "title");
    cairn_html_raw(html, html->site ? "</a>" : "");
}

static void write_bar(struct cairn_html *html, uint64_t count, uint64_t largest)
{
    /* Whatever there is of something is to be seen. */
    uint64_t width = largest ? count * BAR_WIDTH / largest : 0;
    if (count && width < 4)
        width = 4;
    cairn_buf_printf(html->out,
        "<td class=\"plot\"><svg viewBox=\"0 0 %u 10\" preserveAspectRatio=\"none\" "
        "aria-hidden=\"true\"><rect width=\"%u\" height=\"10\"/></svg></td>",
        (unsigned)BAR_WIDTH, (unsigned)width);
}

static void write_plot(struct cairn_html *html, const struct plot *plot)
{
    uint64_t largest = largest_of(plot);
    if (!cairn_value_count(plot->rows))
        return;
    cairn_html_heading(html, 3, plot->title);
    cairn_html_raw(html, "<table class=\"plot\">\n<tbody>\n");
    CAIRN_VALUE_EACH(row, plot->rows)
    {
        struct cairn_digits digits;
        if (!is_drawn(plot, row->key))
            continue;
        cairn_html_raw(html, "<tr><th scope=\"row\">");
        put_name(html, plot, row);
        cairn_html_raw(html, "</th><td class=\"number\">");
        cairn_html_put(html, cairn_digits_of(&digits, count_of(row)));
        cairn_html_raw(html, "</td>");
        write_bar(html, count_of(row), largest);
        cairn_html_raw(html, "</tr>\n");
    }
    cairn_html_raw(html, "</tbody>\n</table>\n");
}

static void write_plots(struct cairn_html *html, const struct cairn_value *canon)
{
    static const char *const states[] = {"rig", "pending", "none", NULL};
    const struct plot plots[] = {
        {CAIRN_MSG_STATS_TIERS, cairn_value_get(canon, "tiers"), NULL, NULL},
        {CAIRN_MSG_STATS_FRESHNESS, cairn_value_get(canon, "confirmed_by_month"), NULL, NULL},
        {CAIRN_MSG_STATS_TRIALS_IN, cairn_value_get(canon, "trials_by_environment"), NULL, NULL},
        {CAIRN_MSG_STATS_COVERAGE, cairn_value_get(canon, "lab"), NULL, states},
        {CAIRN_MSG_STATS_BY_DOMAIN, cairn_value_get(canon, "domains"), "domains", NULL},
        {CAIRN_MSG_STATS_BY_FAMILY, cairn_value_get(canon, "families"), "families", NULL},
    };
    cairn_html_raw(html, "<div class=\"plots\">\n");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(plots); i++) {
        cairn_html_raw(html, "<section>\n");
        write_plot(html, &plots[i]);
        cairn_html_raw(html, "</section>\n");
    }
    cairn_html_raw(html, "</div>\n");
}

/* ---- figures ---- */

static void write_figure(
    struct cairn_html *html, enum cairn_message label, const struct cairn_value *value)
{
    struct cairn_digits digits;
    bool is_count = cairn_value_is(value, CAIRN_VALUE_NUMBER);
    cairn_html_raw(html, "<li><strong>");
    cairn_html_put(html,
        is_count ? cairn_digits_of(&digits, number_of(value)) : cairn_figure_of(&digits, value));
    cairn_html_raw(html, "</strong> ");
    cairn_html_say(html, label);
    cairn_html_raw(html, "</li>\n");
}

static void write_figures(struct cairn_html *html, const struct cairn_value *canon)
{
    static const struct cairn_stats_count lab[] = {
        {CAIRN_MSG_STATS_TRIALS, "trials"},
        {CAIRN_MSG_STATS_CELLS, "cells"},
        {CAIRN_MSG_STATS_ENVIRONMENTS, "environments"},
        {CAIRN_MSG_STATS_STALE, "stale"},
    };
    cairn_html_raw(html, "<ul class=\"figures\">\n");
    write_figure(html, CAIRN_MSG_SECTION_RECORDS, cairn_value_get(canon, "records"));
    for (size_t i = 0; i < CAIRN_STATS_COUNTS; i++)
        write_figure(
            html, cairn_stats_counts[i].label, cairn_value_get(canon, cairn_stats_counts[i].key));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lab); i++)
        write_figure(
            html, lab[i].label, cairn_value_get(cairn_value_get(canon, "lab"), lab[i].key));
    cairn_html_raw(html, "</ul>\n");
}

static void write_unindexed(struct cairn_html *html, const struct cairn_value *unindexed)
{
    if (!cairn_value_count(unindexed))
        return;
    cairn_html_heading(html, 3, CAIRN_MSG_UNINDEXED_ONE);
    cairn_html_records(html, unindexed, "id", "reason");
}

static void write_canon(struct cairn_html *html, const struct cairn_value *canon)
{
    cairn_html_raw(html, "<section>\n");
    cairn_html_element(html, "h2", cairn_value_get_text(canon, "name"));
    write_figures(html, canon);
    write_plots(html, canon);
    write_unindexed(html, cairn_value_get(canon, "unindexed"));
    cairn_html_heading(html, 3, CAIRN_MSG_STATS_IDENTITY);
    cairn_html_field(html, CAIRN_MSG_STATS_LICENCE, cairn_value_get_text(canon, "licence"));
    cairn_html_raw(html, "<p>");
    cairn_html_code(html, cairn_value_get_text(canon, "digest"));
    cairn_html_raw(html, "</p>\n</section>\n");
}

void cairn_render_stats_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    cairn_html_begin(
        &html, cairn_span_from_string(cairn_message(CAIRN_MSG_STATS_TITLE, options->in_chinese)));
    cairn_html_heading(&html, 1, CAIRN_MSG_STATS_TITLE);
    cairn_html_raw(&html, "<p class=\"lead\">");
    cairn_html_say(&html, CAIRN_MSG_STATS_LEAD);
    cairn_html_raw(&html, "</p>\n");
    CAIRN_VALUE_EACH(canon, cairn_value_get(tree, "canons"))
    write_canon(&html, canon->value);
    cairn_html_end(&html);
}
