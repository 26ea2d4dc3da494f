/*
 * A family on a terminal: its causes, and the matrix of what each change did to each cause, or,
 * where nothing was measured, is claimed to do. Causes are numbered; the columns of the matrix are
 * these numbers, in blocks as wide as the screen.
 */
#include "base/arena.h"
#include "ledger/claim.h"
#include "render/grid.h"
#include "render/render_internal.h"

#define INDENT 2
#define HANG   4

struct cairn_span cairn_family_result(
    const struct cairn_value *change, struct cairn_span cause, bool *out_varies)
{
    const struct cairn_value *claim = cairn_claim_written(change, cause);
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
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(symbols); i++) {
        if (cairn_span_equal_string(result, symbols[i].result))
            return symbols[i].symbol;
    }
    if (cairn_span_starts_with(result, CAIRN_SPAN("harms")))
        return 'H';
    /* A claim may also name the result itself, such as "moved:nginx/x". */
    size_t colon = cairn_span_find_byte(result, ':', 0);
    return cairn_result_symbol(cairn_span_slice(result, 0, colon));
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

/* The claims of a family as a grid. */
struct claims {
    const struct cairn_value *causes;
    const struct cairn_value **changes; /* changes, then plans */
};

static struct cairn_matrix_mark mark_of_claim(const void *context, size_t row, size_t column)
{
    const struct claims *claims = context;
    struct cairn_matrix_mark mark = {0};
    const struct cairn_value *cause = cairn_value_at(claims->causes, (uint32_t)column);
    mark.result =
        cairn_family_result(claims->changes[row], cairn_value_get_text(cause, "id"), &mark.varies);
    mark.symbol = cairn_family_symbol(mark.result);
    return mark;
}

static void add_rows(const struct cairn_value *list, const struct cairn_value **changes,
    struct cairn_span *ids, size_t *count)
{
    CAIRN_VALUE_EACH(change, list)
    {
        ids[*count] = cairn_value_get_text(change->value, "id");
        changes[(*count)++] = change->value;
    }
}

static bool write_claims(struct cairn_text *text, const struct cairn_value *family)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    const struct cairn_value *changes = cairn_value_get(family, "changes");
    const struct cairn_value *plans = cairn_value_get(family, "plans");
    size_t room = (size_t)cairn_value_count(changes) + cairn_value_count(plans);
    struct claims claims = {.causes = cairn_value_get(family, "causes"),
        .changes = cairn_arena_array(&arena, room, sizeof(const struct cairn_value *))};
    struct cairn_span *ids = cairn_arena_array(&arena, room, sizeof(*ids));
    size_t count = 0;
    if (!claims.changes || !ids)
        return false;
    add_rows(changes, claims.changes, ids, &count);
    add_rows(plans, claims.changes, ids, &count);
    const struct cairn_grid grid = {.rows = ids,
        .row_count = count,
        .column_count = cairn_value_count(claims.causes),
        .mark = mark_of_claim,
        .context = &claims};
    cairn_text_heading(text, CAIRN_MSG_SECTION_MATRIX);
    cairn_grid_write(text, &grid);
    return true;
}

/* What was measured; where nothing was, what is claimed. */
static void write_matrix(struct cairn_text *text, const struct cairn_value *family)
{
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    const struct cairn_value *cells = cairn_value_get(family, "cells");
    bool is_made = cairn_matrix_init(
        &matrix, cells, cairn_value_get(family, "causes"), cairn_value_get(family, "changes"));
    if (is_made && matrix.cause_count) {
        cairn_text_heading(text, CAIRN_MSG_SECTION_MEASURED);
        cairn_grid_write_matrix(text, &matrix);
        cairn_grid_write_variants(text, &matrix);
    } else if (is_made) {
        is_made = write_claims(text, family);
    }
    if (!is_made)
        text->out->failure = CAIRN_ERR_MEMORY;
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
