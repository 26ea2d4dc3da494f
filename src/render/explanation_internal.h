/* Shared by the files that write an explanation as text. */
#ifndef CAIRN_RENDER_EXPLANATION_INTERNAL_H
#define CAIRN_RENDER_EXPLANATION_INTERNAL_H

#include "render/render_internal.h"

/* "Basis" says once how we know; marks are only needed where some of it is measured and some is
 * not. */
struct cairn_basis {
    unsigned claimed;
    unsigned measured;
};

void cairn_basis_put_mark(
    struct cairn_text *text, const struct cairn_basis *basis, const struct cairn_value *item);

/* A message with one number. */
void cairn_explanation_say_number(
    struct cairn_text *text, enum cairn_message message, uint64_t number);
/* ERROR, WARNING, …, UNKNOWN in its colour. */
void cairn_explanation_put_mark(struct cairn_text *text, const struct cairn_value *finding);
void cairn_explanation_put_count(struct cairn_text *text, const struct cairn_value *item); /* ×37 */
/* First line (mark, id, count, times, place, impact) and the quoted log entry. */
void cairn_explanation_write_head(struct cairn_text *text, const struct cairn_value *tree,
    const struct cairn_value *finding, struct cairn_span id);
/* A cause's letter: what ties an outcome of the deciding command to the change for it. */
void cairn_explanation_put_letter(
    struct cairn_text *text, const struct cairn_value *causes, struct cairn_span id);
/* "(fill in ‹…›)" when something is left to fill in. */
void cairn_explanation_put_fill_in(struct cairn_text *text, const struct cairn_value *unfilled);
/* Which values a log holds but no command may. */
void cairn_explanation_write_unsafe(struct cairn_text *text, const struct cairn_value *unfilled);
/* Column of commands: below the label's text, a little to the right: seen at once, and still easy
 * to select. */
int cairn_explanation_command_indent(const struct cairn_text *text);

/* The parts of a known finding, in their order. */
void cairn_finding_write_meaning(struct cairn_text *text, const struct cairn_value *finding);
void cairn_finding_write_why(
    struct cairn_text *text, const struct cairn_value *finding, const struct cairn_basis *basis);
void cairn_finding_write_advice(
    struct cairn_text *text, const struct cairn_value *finding, const struct cairn_basis *basis);
void cairn_finding_write_related(struct cairn_text *text, const struct cairn_value *finding);

#endif
