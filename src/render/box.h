/* The box to paste an error or drop a log, as home and the page behind it show it. */
#ifndef CAIRN_RENDER_BOX_H
#define CAIRN_RENDER_BOX_H

struct cairn_html;

void cairn_html_box(struct cairn_html *html);
/* <input type="hidden" name="lang" value="…">: in which language a form is answered. */
void cairn_html_form_language(struct cairn_html *html);

#endif
