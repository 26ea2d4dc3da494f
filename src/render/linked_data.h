/* What search engines read of a page: schema.org terms as JSON-LD in a data block. Only what is
 * true of the record stands there: no rating, no figure. */
#ifndef CAIRN_RENDER_LINKED_DATA_H
#define CAIRN_RENDER_LINKED_DATA_H

#include "formats/value.h"

struct cairn_html;

/* A record as a TechArticle. */
void cairn_html_record_data(struct cairn_html *html, const struct cairn_value *record);

#endif
