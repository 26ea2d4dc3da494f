/*
 * A family on a terminal: its causes, and the matrix of what each change is claimed to do on each
 * cause. Causes are numbered; the columns of the matrix are these numbers, in blocks as wide as the
 * screen.
 */
#include "base/utf8.h"
#include "render/render_internal.h"

#define INDENT     2
#define HANG       4
#define CELL_WIDTH 4
#define NAME_WIDTH 30 /* room kept beside the cells for the id of the change */

struct cairn_span cairn_family_result(
    const struct cairn_value *change, struct cairn_span cause, bool *out_varies)
{
    const struct cairn_value *claim = cairn_value_get_span(cairn_value_get(change, "on"), cause);
    *out_varies = cairn_value_is(claim, CAIRN_VALUE_ARRAY);
    struct cairn_span result = *out_varies ? cairn_value_get_text(cairn_value_at(claim, 0), "is")
                                           : cairn_value_text(claim);
    return result.size ? result : CAIRN_SPAN("nothing");
}

/* One character a cell: the legend below the matrix names them. */
char cairn_family_symbol(struct cairn_span result)
{
    static const struct {
        const char *result;
        char symbol;
    } symbols[] = {
        {"nothing", '.'},
        {"resolves", 'R'},
        {"advances", 'A'},
        {"refused", 'X'},
        {"relapse", 'B'},
        {"already", '='},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(symbols); i++) {
        if (cairn_span_equal_string(result, symbols[i].result))
            return symbols[i].symbol;
    }
    return cairn_span_starts_with(result, CAIRN_SPAN("harms")) ? 'H' : '?';
}

static void write_causes(struct cairn_text *text, const struct cairn_value *causes)
{
    uint32_t number = 0;
    cairn_text_heading(text, CAIRN_MSG_SECTION_CAUSES);
    CAIRN_VALUE_EACH(cause, causes)
    {
        cairn_text_put_number(text, ++number);
        cairn_text_add(text, "\u00A0");
        cairn_text_style(text, CAIRN_STYLE_BOLD);
        cairn_text_put_key(text, cause->value, "id");
        cairn_text_style(text, CAIRN_STYLE_PLAIN);
        cairn_text_add(text, "  ");
        cairn_text_put_key(text, cause->value, "title");
        cairn_text_flush(text, INDENT, HANG);
        if (text->full) {
            cairn_text_put_key(text, cause->value, "explanation");
            cairn_text_flush(text, HANG, HANG);
        }
    }
}

/* A cell is CELL_WIDTH columns, its content at the right; spaces are part of the line, so they do
 * not break. */
static void put_cell(struct cairn_text *text, const char *content)
{
    int padding = CELL_WIDTH - (int)cairn_utf8_width(cairn_span_from_string(content));
    for (int i = 0; i < padding; i++)
        cairn_text_add(text, "\u00A0");
    cairn_text_add(text, content);
}

static void write_numbers(struct cairn_text *text, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++) {
        char content[16] = {0};
        struct cairn_digits digits;
        struct cairn_span number = cairn_digits_of(&digits, (uint64_t)i + 1);
        for (size_t k = 0; k < number.size && k + 1 < sizeof(content); k++)
            content[k] = number.data[k];
        put_cell(text, content);
    }
    cairn_text_flush(text, 0, 0);
}

static void write_row(struct cairn_text *text, const struct cairn_value *change,
    const struct cairn_value *causes, uint32_t first, uint32_t count)
{
    uint32_t place = 0;
    CAIRN_VALUE_EACH(cause, causes)
    {
        if (place >= first && place < first + count) {
            bool varies;
            struct cairn_span result =
                cairn_family_result(change, cairn_value_get_text(cause->value, "id"), &varies);
            char content[3] = {cairn_family_symbol(result), varies ? '*' : '\0', '\0'};
            put_cell(text, content);
        }
        place++;
    }
    cairn_text_add(text, "\u00A0\u00A0");
    cairn_text_put_key(text, change, "id");
    cairn_text_flush(text, 0, HANG);
}

static void write_matrix(struct cairn_text *text, const struct cairn_value *family)
{
    const struct cairn_value *causes = cairn_value_get(family, "causes");
    uint32_t total = cairn_value_count(causes);
    uint32_t per_block = (uint32_t)((text->columns - NAME_WIDTH) / CELL_WIDTH);
    per_block = per_block ? per_block : 1;
    cairn_text_heading(text, CAIRN_MSG_SECTION_MATRIX);
    for (uint32_t first = 0; first < total; first += per_block) {
        uint32_t count = total - first < per_block ? total - first : per_block;
        write_numbers(text, first, count);
        CAIRN_VALUE_EACH(change, cairn_value_get(family, "changes"))
        write_row(text, change->value, causes, first, count);
        CAIRN_VALUE_EACH(plan, cairn_value_get(family, "plans"))
        write_row(text, plan->value, causes, first, count);
    }
    cairn_text_style(text, CAIRN_STYLE_DIM);
    cairn_text_say(text, CAIRN_MSG_MATRIX_LEGEND);
    cairn_text_flush(text, INDENT, INDENT);
}

static void write_changes(
    struct cairn_text *text, const struct cairn_value *changes, enum cairn_message heading)
{
    if (!cairn_value_count(changes))
        return;
    cairn_text_heading(text, heading);
    CAIRN_VALUE_EACH(change, changes)
    {
        cairn_text_style(text, CAIRN_STYLE_BOLD);
        cairn_text_put_key(text, change->value, "id");
        cairn_text_style(text, CAIRN_STYLE_PLAIN);
        cairn_text_add(text, "  ");
        cairn_text_put_key(text, change->value, "action");
        cairn_text_flush(text, INDENT, HANG);
        CAIRN_VALUE_EACH(step, cairn_value_get(change->value, "how"))
        cairn_text_verbatim(text, cairn_value_get_text(step->value, "text"), HANG + 2);
    }
}

static void write_tells(struct cairn_text *text, const struct cairn_value *tells)
{
    if (!cairn_value_count(tells))
        return;
    cairn_text_heading(text, CAIRN_MSG_SECTION_TELLS);
    CAIRN_VALUE_EACH(tell, tells)
    {
        cairn_text_put_key(text, tell->value, "cause");
        cairn_text_say(text, CAIRN_MSG_COLON);
        cairn_text_say1(text, CAIRN_MSG_TELL_SHOWS, cairn_value_get_text(tell->value, "shows"));
        cairn_text_flush(text, INDENT, HANG);
        cairn_text_verbatim(text, cairn_value_get_text(tell->value, "command"), HANG + 2);
    }
}

static void write_lab(struct cairn_text *text, const struct cairn_value *lab)
{
    struct cairn_span reason = cairn_value_get_text(lab, "reason");
    cairn_text_say(text, CAIRN_MSG_LABEL_LAB);
    cairn_text_say(text, CAIRN_MSG_COLON);
    cairn_text_put_word(text, cairn_value_get_text(lab, "state"));
    if (reason.size) {
        cairn_text_say(text, CAIRN_MSG_WHY_DASH);
        cairn_text_put(text, reason);
    }
    cairn_text_flush(text, 0, INDENT);
}

void cairn_render_family_text(struct cairn_text *text, const struct cairn_value *family)
{
    const struct cairn_value *records = cairn_value_get(family, "records");
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put_key(text, family, "title");
    cairn_text_flush(text, 0, 0);
    cairn_text_put_key(text, family, "id");
    cairn_text_flush(text, 0, 0);
    write_lab(text, cairn_value_get(family, "lab"));
    write_causes(text, cairn_value_get(family, "causes"));
    write_matrix(text, family);
    write_changes(text, cairn_value_get(family, "changes"), CAIRN_MSG_SECTION_CHANGES);
    write_changes(text, cairn_value_get(family, "plans"), CAIRN_MSG_SECTION_PLANS);
    write_tells(text, cairn_value_get(family, "tells"));
    if (cairn_value_count(records))
        cairn_text_heading(text, CAIRN_MSG_SECTION_RECORDS);
    CAIRN_VALUE_EACH(id, records)
    {
        cairn_text_put(text, cairn_value_text(id->value));
        cairn_text_flush(text, INDENT, HANG);
    }
}
