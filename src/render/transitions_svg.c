/*
 * The picture of a record's transitions, as SVG in the page: three columns and a row below.
 *
 *     before ──▶┐           ┌──▶ after
 *     before ──▶┤  record   ├──▶ after
 *               └─────┬─────┘
 *          confused ┄┄┴┄┄ confused
 *
 * Everything has a fixed place: the same record gives the same picture. Colours and dashes come
 * from the style sheet by class; the server allows no style attribute. Boxes are links that the
 * keyboard reaches. On a phone the picture scrolls, since smaller letters could not be read.
 */
#include "render/transitions_svg.h"

#include "render/figures.h"

#define WIDTH      760
#define BOX_WIDTH  212
#define BOX_HEIGHT 56
#define GAP        12
#define LINE       16
#define CHARACTERS 27 /* of the fixed-width letters in a box */
#define MARGIN     4  /* room for the outline of the box that has the focus */

/* Further ones stand in the list only: a picture of forty boxes says nothing. */
#define SIDE_MOST     8
#define CONFUSED_MOST 6
#define CONFUSED_ROW  3

struct side {
    const struct cairn_value *list;
    unsigned count;
    enum cairn_message label;
};

struct picture {
    struct cairn_html *html;
    struct side before, after, confused;
    struct cairn_span domain; /* of the record: boxes of the same one leave it out */
    unsigned middle;          /* the height of the columns */
};

static struct side make_side(
    const struct cairn_value *graph, const char *key, unsigned most, enum cairn_message label)
{
    const struct cairn_value *list = cairn_value_get(graph, key);
    unsigned count = cairn_value_count(list);
    return (struct side){.list = list, .count = count < most ? count : most, .label = label};
}

static unsigned column_height(unsigned count)
{
    return count ? count * (BOX_HEIGHT + GAP) - GAP : BOX_HEIGHT;
}

/* ---- text in boxes ---- */

/* As many characters as fit on a line, up to the last hyphen among them where there is one. */
static size_t cut_line(struct cairn_span text)
{
    if (text.size <= CHARACTERS)
        return text.size;
    size_t end = CHARACTERS;
    while (end > 1 && text.data[end - 1] != '-' && text.data[end - 1] != '/')
        end--;
    return end > 1 ? end : CHARACTERS;
}

static void write_line(
    struct picture *picture, unsigned x, unsigned y, struct cairn_span text, bool is_cut)
{
    cairn_buf_printf(picture->html->out, "<text x=\"%u\" y=\"%u\">", x + 10, y);
    cairn_html_put(picture->html, text);
    cairn_html_raw(picture->html, is_cut ? "…</text>" : "</text>");
}

/* Two lines of the id; the third one is for the figures. */
static void write_id(struct picture *picture, unsigned x, unsigned y, struct cairn_span id)
{
    size_t slash = picture->domain.size;
    if (cairn_span_starts_with(id, picture->domain) && id.size > slash && id.data[slash] == '/')
        id = cairn_span_slice(id, slash + 1, id.size);
    size_t first = cut_line(id);
    struct cairn_span rest = cairn_span_slice(id, first, id.size);
    size_t second = rest.size > CHARACTERS ? CHARACTERS - 1 : rest.size;
    write_line(picture, x, y + LINE, cairn_span_slice(id, 0, first), false);
    if (rest.size)
        write_line(picture, x, y + 2 * LINE, cairn_span_slice(rest, 0, second), second < rest.size);
}

static void write_counts(
    struct picture *picture, unsigned x, unsigned y, const struct cairn_value *entry)
{
    const struct cairn_value *cells = cairn_value_get(entry, "cells");
    if (!cairn_value_is(cells, CAIRN_VALUE_OBJECT))
        return;
    cairn_buf_printf(
        picture->html->out, "<text class=\"count\" x=\"%u\" y=\"%u\">", x + 10, y + 3 * LINE);
    cairn_html_put_key(picture->html, cells, "k");
    cairn_html_raw(picture->html, "/");
    cairn_html_put_key(picture->html, cells, "n");
    cairn_html_raw(picture->html, "</text>");
}

/* ---- boxes and arrows ---- */

static void write_box(struct picture *picture, unsigned x, unsigned y, const char *class,
    const struct cairn_value *entry, struct cairn_span id)
{
    cairn_buf_printf(picture->html->out,
        "<g class=\"%s\"><rect x=\"%u\" y=\"%u\" width=\"%d\" height=\"%d\" rx=\"6\"/>", class, x,
        y, BOX_WIDTH, BOX_HEIGHT);
    write_id(picture, x, y, id);
    write_counts(picture, x, y, entry);
    cairn_html_raw(picture->html, "</g>");
}

/* A link whose name says on which side it stands. */
static void write_node(struct picture *picture, unsigned x, unsigned y, const struct side *side,
    const struct cairn_value *entry)
{
    struct cairn_html *html = picture->html;
    struct cairn_span id = cairn_value_get_text(entry, "error_id");
    bool is_linked = cairn_id_is_plain(id);
    if (is_linked) {
        CAIRN_AUTO_BUF struct cairn_buf path = {0};
        cairn_buf_printf(&path, "/errors/%.*s/", CAIRN_SPAN_ARGS(id));
        cairn_html_raw(html, "<a href=\"");
        cairn_html_page(html, cairn_buf_span(&path));
        cairn_html_raw(html, "\"><title>");
        cairn_html_say(html, side->label);
        cairn_html_say(html, CAIRN_MSG_COLON);
        cairn_html_put(html, id);
        cairn_html_raw(html, "</title>");
        cairn_buf_pass_failure(html->out, &path);
    }
    write_box(picture, x, y, "node", entry, id);
    cairn_html_raw(html, is_linked ? "</a>\n" : "\n");
}

/* Cascades are solid, what follows a change is dashed. */
static void write_arrow(struct picture *picture, const struct cairn_value *entry, unsigned x1,
    unsigned y1, unsigned x2, unsigned y2)
{
    bool is_cascade = cairn_span_equal_string(cairn_value_get_text(entry, "kind"), "cascade");
    unsigned bend = (x1 + x2) / 2;
    cairn_buf_printf(picture->html->out,
        "<path class=\"%s\" marker-end=\"url(#arrow)\" d=\"M%u %uC%u %u %u %u %u %u\"/>\n",
        is_cascade ? "edge" : "edge change", x1, y1, bend, y1, bend, y2, x2, y2);
}

static void write_column(struct picture *picture, const struct side *side, bool is_after)
{
    unsigned center = picture->middle / 2 + MARGIN;
    unsigned inner = (WIDTH - BOX_WIDTH) / 2;
    unsigned x = is_after ? WIDTH - BOX_WIDTH - MARGIN : MARGIN;
    unsigned y = MARGIN + (picture->middle - column_height(side->count)) / 2;
    unsigned left = side->count;
    CAIRN_VALUE_EACH(entry, side->list)
    {
        if (!left--)
            break;
        if (is_after)
            write_arrow(
                picture, entry->value, inner + BOX_WIDTH, center, x - 8, y + BOX_HEIGHT / 2);
        else
            write_arrow(
                picture, entry->value, x + BOX_WIDTH, y + BOX_HEIGHT / 2, inner - 8, center);
        write_node(picture, x, y, side, entry->value);
        y += BOX_HEIGHT + GAP;
    }
}

static unsigned confused_top(const struct picture *picture)
{
    return MARGIN + picture->middle + 3 * GAP;
}

/* One alone stands in the middle, two at the sides. */
static unsigned confused_left(const struct picture *picture, unsigned number)
{
    unsigned row = number - number % CONFUSED_ROW;
    unsigned others = picture->confused.count - row;
    unsigned step = (WIDTH - 2 * MARGIN - BOX_WIDTH) / 2;
    if (others == 1)
        return MARGIN + step;
    return MARGIN + number % CONFUSED_ROW * (others == 2 ? 2 * step : step);
}

static void write_confused(struct picture *picture)
{
    unsigned number = 0;
    unsigned from = MARGIN + (picture->middle + BOX_HEIGHT) / 2;
    CAIRN_VALUE_EACH(entry, picture->confused.list)
    {
        if (number == picture->confused.count)
            break;
        unsigned x = confused_left(picture, number);
        unsigned y = confused_top(picture) + number / CONFUSED_ROW * (BOX_HEIGHT + GAP);
        if (number < CONFUSED_ROW)
            cairn_buf_printf(picture->html->out,
                "<path class=\"edge confused\" d=\"M%d %uV%uH%uV%u\"/>\n", WIDTH / 2, from, y - GAP,
                x + BOX_WIDTH / 2, y);
        write_node(picture, x, y, &picture->confused, entry->value);
        number++;
    }
}

static unsigned total_height(const struct picture *picture)
{
    unsigned rows = (picture->confused.count + CONFUSED_ROW - 1) / CONFUSED_ROW;
    unsigned columns = MARGIN + picture->middle;
    return (rows ? confused_top(picture) + column_height(rows) : columns) + MARGIN;
}

static void write_picture(struct picture *picture, struct cairn_span id)
{
    struct cairn_html *html = picture->html;
    cairn_html_raw(html, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    cairn_html_say(html, CAIRN_MSG_GRAPH_TITLE);
    cairn_buf_printf(html->out,
        "\">\n<svg class=\"graph\" role=\"group\" viewBox=\"0 0 %d %u\" width=\"%d\" height=\"%u\" "
        "aria-label=\"",
        WIDTH, total_height(picture), WIDTH, total_height(picture));
    cairn_html_say(html, CAIRN_MSG_GRAPH_TITLE);
    cairn_html_raw(html, "\">\n<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"1\" "
                         "refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">"
                         "<path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
    write_column(picture, &picture->before, false);
    write_column(picture, &picture->after, true);
    write_confused(picture);
    write_box(picture, (WIDTH - BOX_WIDTH) / 2, MARGIN + (picture->middle - BOX_HEIGHT) / 2,
        "node here", NULL, id);
    cairn_html_raw(html, "\n</svg>\n</div>\n<p class=\"soft\">");
    cairn_html_say(html, CAIRN_MSG_GRAPH_NOTE);
    cairn_html_raw(html, "</p>\n");
}

void cairn_html_transitions(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *graph = cairn_value_get(record, "transition_graph");
    struct cairn_span id = cairn_value_get_text(record, "id");
    struct picture picture = {
        .html = html,
        .before = make_side(graph, "preceded_by", SIDE_MOST, CAIRN_MSG_SECTION_PRECEDED_BY),
        .after = make_side(graph, "leads_to", SIDE_MOST, CAIRN_MSG_SECTION_LEADS_TO),
        .confused = make_side(
            graph, "frequently_confused_with", CONFUSED_MOST, CAIRN_MSG_SECTION_CONFUSED_WITH),
        .domain = cairn_span_slice(id, 0, cairn_span_find_byte(id, '/', 0)),
    };
    unsigned before = column_height(picture.before.count);
    unsigned after = column_height(picture.after.count);
    picture.middle = before > after ? before : after;
    if (picture.before.count + picture.after.count + picture.confused.count)
        write_picture(&picture, id);
}
