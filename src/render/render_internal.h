/* Shared by the renderers: one function for each schema and format, and what they have in common.
 */
#ifndef CAIRN_RENDER_RENDER_INTERNAL_H
#define CAIRN_RENDER_RENDER_INTERNAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"
#include "formats/value.h"
#include "render/figures.h"
#include "render/messages.h"
#include "render/render.h"
#include "render/text.h"

/* Appends a whole document or text; failures stick to `buf`. */
typedef void (*cairn_render_function)(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options);

#define CAIRN_RENDERER(name)                                                                       \
    void name(struct cairn_buf *buf, const struct cairn_value *tree,                               \
        const struct cairn_render_options *options)

CAIRN_RENDERER(cairn_render_explanation_text);
CAIRN_RENDERER(cairn_render_explanation_md);
CAIRN_RENDERER(cairn_render_explanation_html);
CAIRN_RENDERER(cairn_render_explanation_ndjson);
/* cairn.show/1: a record, a family, or neither. */
CAIRN_RENDERER(cairn_render_show_text);
CAIRN_RENDERER(cairn_render_show_md);
CAIRN_RENDERER(cairn_render_show_html);
CAIRN_RENDERER(cairn_render_show_ndjson);
CAIRN_RENDERER(cairn_render_search_text);
CAIRN_RENDERER(cairn_render_search_md);
CAIRN_RENDERER(cairn_render_search_html);
CAIRN_RENDERER(cairn_render_search_ndjson);
CAIRN_RENDERER(cairn_render_stats_text);
CAIRN_RENDERER(cairn_render_stats_md);
CAIRN_RENDERER(cairn_render_stats_html);
CAIRN_RENDERER(cairn_render_stats_ndjson);
/* Records in order of id; only as a page. */
CAIRN_RENDERER(cairn_render_list_html);
/* Pages of a site that are no result of a command. */
CAIRN_RENDERER(cairn_render_home_html);
CAIRN_RENDERER(cairn_render_words_html);
CAIRN_RENDERER(cairn_render_missing_html);
CAIRN_RENDERER(cairn_render_outcome_form_html);
CAIRN_RENDERER(cairn_render_lint_text);
CAIRN_RENDERER(cairn_render_lint_ndjson);
CAIRN_RENDERER(cairn_render_lint_cost_text);
CAIRN_RENDERER(cairn_render_lint_cost_ndjson);
CAIRN_RENDERER(cairn_render_build_text);
CAIRN_RENDERER(cairn_render_build_ndjson);
CAIRN_RENDERER(cairn_render_import_text);
CAIRN_RENDERER(cairn_render_import_ndjson);
/* The lab: its events, and its results. */
CAIRN_RENDERER(cairn_render_prove_start_text);
CAIRN_RENDERER(cairn_render_cell_text);
CAIRN_RENDERER(cairn_render_lab_message_text);
CAIRN_RENDERER(cairn_render_prove_text);
CAIRN_RENDERER(cairn_render_prove_list_text);
CAIRN_RENDERER(cairn_render_environments_text);
/* Cells of a record or family. */
CAIRN_RENDERER(cairn_render_cells_text);
CAIRN_RENDERER(cairn_render_cells_md);
CAIRN_RENDERER(cairn_render_cells_html);
CAIRN_RENDERER(cairn_render_cells_ndjson);
/* Outcomes. */
CAIRN_RENDERER(cairn_render_outcome_text);
CAIRN_RENDERER(cairn_render_outcome_md);
CAIRN_RENDERER(cairn_render_outcome_html);
CAIRN_RENDERER(cairn_render_outcomes_text);
CAIRN_RENDERER(cairn_render_outcomes_md);
CAIRN_RENDERER(cairn_render_outcomes_html);
CAIRN_RENDERER(cairn_render_tokens_text);
/* The tree itself on one line. */
CAIRN_RENDERER(cairn_render_line_ndjson);

/* What a cairn.show/1 shows: the record, else the family, else the tree itself; other trees as they
 * are. */
const struct cairn_value *cairn_show_subject(const struct cairn_value *tree);
/* Parts of cairn.show/1. */
void cairn_render_record_text(
    struct cairn_text *text, const struct cairn_value *record, bool next_only);
void cairn_render_family_text(struct cairn_text *text, const struct cairn_value *family);
struct cairn_md;
void cairn_render_family_md(struct cairn_md *md, const struct cairn_value *family);
struct cairn_html;
void cairn_render_family_html(struct cairn_html *html, const struct cairn_value *family);

/* What users reported: a section of a record; nothing where nothing was. */
void cairn_text_field_outcomes(struct cairn_text *text, const struct cairn_value *record);
void cairn_md_field_outcomes(struct cairn_md *md, const struct cairn_value *record);
void cairn_html_field_outcomes(struct cairn_html *html, const struct cairn_value *record);
/* Parts of it: the sum, one entry of `changes`. `causes` has titles, or is NULL. */
void cairn_text_field_sum(struct cairn_text *text, const struct cairn_value *field);
void cairn_text_field_change(struct cairn_text *text, const struct cairn_value *entry,
    struct cairn_span action, const struct cairn_value *causes);
void cairn_md_field_change(struct cairn_md *md, const struct cairn_value *entry,
    struct cairn_span action, const struct cairn_value *causes);
void cairn_html_field_change(struct cairn_html *html, const struct cairn_value *entry,
    struct cairn_span action, const struct cairn_value *causes);
/* "Noted: %1 worked for %2." */
enum cairn_message cairn_outcome_message(const struct cairn_value *outcome);
/* What a change of a cairn.outcomes/1 does; its id where that is not said. */
struct cairn_span cairn_outcomes_action(const struct cairn_value *tree, struct cairn_span change);

/* Collects where a change is made, what must be restarted then, and whether it causes downtime. */
void cairn_text_put_effect(struct cairn_text *text, const struct cairn_value *change);

/* The counts of a canon that all forms list, in this order. */
struct cairn_stats_count {
    enum cairn_message label;
    const char *key;
};
#define CAIRN_STATS_COUNTS 7
extern const struct cairn_stats_count cairn_stats_counts[CAIRN_STATS_COUNTS];

/* What had to be repaired before anything matched: "code fences removed, wrapped lines joined";
 * nothing when nothing was. */
void cairn_explanation_list_repairs(
    struct cairn_buf *out, const struct cairn_value *tree, bool in_chinese);

/* The values of CAIRN_MSG_LINES_SUM: total, in known events, unknown, ordinary. They point into
 * `digits`. */
#define CAIRN_EXPLANATION_LINE_KINDS 4
struct cairn_explanation_lines {
    struct cairn_digits digits[CAIRN_EXPLANATION_LINE_KINDS];
    struct cairn_span values[CAIRN_EXPLANATION_LINE_KINDS];
};
/* What to say where there are no findings. */
enum cairn_message cairn_explanation_nothing(const struct cairn_value *tree);
/* False when a single line was given: then its sum says nothing. */
bool cairn_explanation_sum_lines(
    const struct cairn_value *tree, struct cairn_explanation_lines *out_lines);

/*
 * The result of a change on a cause, as its `on` claims: a word such as "resolves"; "nothing" when
 * it says nothing. With ranges of versions: the first one, and *out_varies.
 */
struct cairn_span cairn_family_result(
    const struct cairn_value *change, struct cairn_span cause, bool *out_varies);
/* One character for it, as the legend of the matrix explains: R A H X B = . or ? for anything else.
 */
char cairn_family_symbol(struct cairn_span result);

#endif
