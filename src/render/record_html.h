/* Parts of a record's page; each writes what stands below the heading of its section. */
#ifndef CAIRN_RENDER_RECORD_HTML_H
#define CAIRN_RENDER_RECORD_HTML_H

#include <stdbool.h>

#include "base/span.h"
#include "formats/value.h"

struct cairn_html;

/* The message, its figures, and in short what decides. */
void cairn_html_record_head(struct cairn_html *html, const struct cairn_value *record);
/* A command once, with a row for each outcome and the cause that it tells. */
void cairn_html_tells(
    struct cairn_html *html, const struct cairn_value *record, struct cairn_span command);
void cairn_html_record_causes(struct cairn_html *html, const struct cairn_value *record);
void cairn_html_record_workarounds(struct cairn_html *html, const struct cairn_value *record);
void cairn_html_record_dead_ends(struct cairn_html *html, const struct cairn_value *record);
void cairn_html_record_matrix(struct cairn_html *html, const struct cairn_value *record);
void cairn_html_record_claims(struct cairn_html *html, const struct cairn_value *record);
bool cairn_record_has_transitions(const struct cairn_value *record);
void cairn_html_record_transitions(struct cairn_html *html, const struct cairn_value *record);
void cairn_html_record_examples(struct cairn_html *html, const struct cairn_value *record);
void cairn_html_record_field(struct cairn_html *html, const struct cairn_value *record);

#endif
