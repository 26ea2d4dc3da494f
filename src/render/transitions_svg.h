/* The picture of what comes before and after a record. */
#ifndef CAIRN_RENDER_TRANSITIONS_SVG_H
#define CAIRN_RENDER_TRANSITIONS_SVG_H

#include "formats/value.h"
#include "render/html.h"

/* Left what leads to the record, right what may come next, below what it is confused with, each a
 * link. Nothing where nothing is known. What it shows stands in the lists of the page as well,
 * which say more. */
void cairn_html_transitions(struct cairn_html *html, const struct cairn_value *record);

#endif
