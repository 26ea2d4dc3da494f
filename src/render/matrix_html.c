/*
 * The matrix as an HTML table: a row a change, a column a cause. Headers say what they head, and
 * each mark is a symbol, a colour and a word, so that it reads without scripts, without colours,
 * and aloud. It scrolls in a region of its own that the keyboard reaches.
 */
#include "render/figures.h"
#include "render/html.h"
#include "render/matrix.h"

/* How a mark looks on a page. What has no line here stands as its letter. */
static const struct look {
    char symbol;
    const char *shown;
    const char *kind; /* its class in the style sheet */
} looks[] = {
    {'R', "✓", "good"},
    {'A', "→", "other"},
    {'.', "·", "plain"},
    {'H', "⚠\uFE0E", "bad"},
    {'X', "✕", "bad"},
    {'B', "↺", "warn"},
    {'L', "L", "warn"},
    {'-', "–", "plain"},
    {'!', "!", "warn"},
    {'*', "*", "plain"},
};

static struct look look_of(char symbol)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(looks); i++) {
        if (looks[i].symbol == symbol)
            return looks[i];
    }
    return (struct look){symbol, NULL, "plain"};
}

static void put_symbol(struct cairn_html *html, struct look look)
{
    cairn_html_put(
        html, look.shown ? cairn_span_from_string(look.shown) : cairn_span_make(&look.symbol, 1));
}

/* ---- marks ---- */

struct place {
    const struct cairn_matrix *matrix;
    const struct cairn_matrix_page *page;
    size_t change, cause;
};

static bool has_cell_page(const struct cairn_html *html, const struct cairn_matrix_page *page)
{
    return html->site && cairn_id_is_plain(page->family);
}

static void open_link(struct cairn_html *html, const struct place *place)
{
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    cairn_buf_printf(&path, "/families/%.*s/%.*s/%.*s/", CAIRN_SPAN_ARGS(place->page->family),
        CAIRN_SPAN_ARGS(place->matrix->causes[place->cause]),
        CAIRN_SPAN_ARGS(place->matrix->changes[place->change]));
    cairn_html_raw(html, "<a href=\"");
    cairn_html_page(html, cairn_buf_span(&path));
    cairn_html_raw(html, "\"");
    cairn_buf_pass_failure(html->out, &path);
}

/* What it is in which versions, where these differ. */
static void put_title(struct cairn_html *html, const struct place *place)
{
    CAIRN_AUTO_BUF struct cairn_buf results = {0};
    cairn_matrix_describe_results(&results,
        cairn_matrix_results(place->matrix, place->change, place->cause), html->in_chinese);
    cairn_html_raw(html, " title=\"");
    cairn_html_put(html, cairn_buf_span(&results));
    cairn_html_raw(html, "\"");
    cairn_buf_pass_failure(html->out, &results);
}

static void put_words(struct cairn_html *html, struct cairn_matrix_mark mark)
{
    cairn_html_raw(html, mark.varies ? "*<span class=\"unseen\"> " : "<span class=\"unseen\"> ");
    cairn_html_say(html, cairn_mark_meaning(mark.symbol));
    if (mark.varies) {
        cairn_html_say(html, CAIRN_MSG_LIST_SEPARATOR);
        cairn_html_say(html, CAIRN_MSG_MARK_VARIES);
    }
    cairn_html_raw(html, "</span>");
}

static void put_mark(struct cairn_html *html, const struct place *place)
{
    struct cairn_matrix_mark mark = cairn_matrix_mark(place->matrix, place->change, place->cause);
    if (mark.symbol == ' ') {
        cairn_html_raw(html, "<td></td>");
        return;
    }
    struct look look = look_of(mark.symbol);
    bool is_linked = has_cell_page(html, place->page);
    cairn_buf_printf(html->out, "<td class=\"%s\">", look.kind);
    if (is_linked)
        open_link(html, place);
    else
        cairn_html_raw(html, "<span");
    if (mark.varies)
        put_title(html, place);
    cairn_html_raw(html, ">");
    put_symbol(html, look);
    put_words(html, mark);
    cairn_html_raw(html, is_linked ? "</a></td>" : "</span></td>");
}

/* ---- headers ---- */

static void write_head(struct cairn_html *html, const struct cairn_matrix *matrix,
    const struct cairn_matrix_page *page)
{
    cairn_html_raw(html, "<thead><tr><td></td>");
    for (size_t i = 0; i < matrix->cause_count; i++) {
        cairn_html_raw(html, "<th scope=\"col\"><a href=\"#cause-");
        cairn_html_put(html, matrix->causes[i]);
        cairn_html_raw(html, "\" title=\"");
        cairn_html_put(html, cairn_cause_title(page->causes, matrix->causes[i]));
        cairn_buf_printf(html->out, "\">%u<span class=\"unseen\"> ", (unsigned)matrix->numbers[i]);
        cairn_html_put(html, cairn_cause_title(page->causes, matrix->causes[i]));
        cairn_html_raw(html, "</span></a></th>");
    }
    cairn_html_raw(html, "</tr></thead>\n<tbody>\n");
}

static struct cairn_span action_of(const struct cairn_matrix_page *page, struct cairn_span change)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(page->changes); i++) {
        const struct cairn_value *found = cairn_value_find(page->changes[i], "id", change);
        if (found)
            return cairn_value_get_text(found, "action");
    }
    return (struct cairn_span){0};
}

static void write_row(struct cairn_html *html, const struct cairn_matrix *matrix,
    const struct cairn_matrix_page *page, size_t change)
{
    struct cairn_span action = action_of(page, matrix->changes[change]);
    cairn_html_raw(html, "<tr><th scope=\"row\">");
    if (action.size)
        cairn_html_put(html, action);
    else
        cairn_html_code(html, matrix->changes[change]);
    cairn_html_raw(html, "</th>");
    for (size_t cause = 0; cause < matrix->cause_count; cause++)
        put_mark(html, &(struct place){matrix, page, change, cause});
    cairn_html_raw(html, "</tr>\n");
}

/* ---- below the table ---- */

static void write_meaning(struct cairn_html *html, char symbol, enum cairn_message meaning)
{
    struct look look = look_of(symbol);
    cairn_buf_printf(html->out, "<li><span class=\"mark %s\">", look.kind);
    put_symbol(html, look);
    cairn_html_raw(html, "</span> ");
    cairn_html_say(html, meaning);
    cairn_html_raw(html, "</li>\n");
}

static void write_legend(struct cairn_html *html, const struct cairn_matrix *matrix)
{
    cairn_html_raw(html, "<ul class=\"legend\">\n");
    for (size_t i = 0; i < CAIRN_MARK_MEANINGS; i++) {
        if (cairn_matrix_has(matrix, cairn_mark_meanings[i].symbol))
            write_meaning(html, cairn_mark_meanings[i].symbol, cairn_mark_meanings[i].meaning);
    }
    if (cairn_matrix_has(matrix, '*'))
        write_meaning(html, '*', CAIRN_MSG_MARK_VARIES);
    cairn_html_raw(html, "</ul>\n");
}

static void write_variants(struct cairn_html *html, const struct cairn_matrix *matrix)
{
    struct cairn_matrix_variant variant = {0};
    if (!cairn_matrix_has(matrix, '*'))
        return;
    cairn_html_raw(html, "<details>\n<summary>");
    cairn_html_say(html, CAIRN_MSG_SECTION_BY_VERSION);
    cairn_html_raw(html, "</summary>\n<ul>\n");
    while (cairn_matrix_next_variant(matrix, &variant)) {
        CAIRN_AUTO_BUF struct cairn_buf line = {0};
        cairn_matrix_describe_variant(&line, matrix, &variant, html->in_chinese);
        cairn_html_element(html, "li", cairn_buf_span(&line));
        cairn_buf_pass_failure(html->out, &line);
    }
    cairn_html_raw(html, "</ul>\n</details>\n");
}

void cairn_matrix_write_html(struct cairn_html *html, const struct cairn_matrix *matrix,
    const struct cairn_matrix_page *page)
{
    if (!matrix->cause_count)
        return;
    cairn_html_raw(
        html, "<div class=\"scroll matrix\" tabindex=\"0\" role=\"region\" aria-label=\"");
    cairn_html_say(html, CAIRN_MSG_SECTION_MEASURED);
    cairn_html_raw(html, "\">\n<table>\n");
    write_head(html, matrix, page);
    for (size_t change = 0; change < matrix->change_count; change++)
        write_row(html, matrix, page, change);
    cairn_html_raw(html, "</tbody>\n</table>\n</div>\n");
    write_legend(html, matrix);
    write_variants(html, matrix);
}
