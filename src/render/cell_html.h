/* One cell of the matrix as a page. */
#ifndef CAIRN_RENDER_CELL_HTML_H
#define CAIRN_RENDER_CELL_HTML_H

#include "formats/value.h"
#include "render/html.h"

/* `tree` is a cairn.cells/1 whose `cell` is one. */
void cairn_html_cell(struct cairn_html *html, const struct cairn_value *tree);
/* "The chain is incomplete × Trust the root", unescaped: what such a page is called. */
void cairn_cell_title(struct cairn_buf *buf, const struct cairn_value *cell, bool in_chinese);

#endif
