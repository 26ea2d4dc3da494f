/*
 * Paths of the site and the way from one page to another. Links are relative, so that an export
 * works below any folder of any host. A path begins with a slash; a page in English stands at "…/",
 * the same page in Chinese at "…/zh.html".
 */
#ifndef CAIRN_RENDER_LINKS_H
#define CAIRN_RENDER_LINKS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/* Append the way from the page at `from` to the page at `to`: "../../stats/". Unescaped. */
void cairn_link_append(struct cairn_buf *buf, struct cairn_span from, struct cairn_span to);
/* Append the path of the same page in one language. False, and nothing, for a path that is no page
 * in two languages. */
bool cairn_link_append_language(struct cairn_buf *buf, struct cairn_span path, bool in_chinese);
/* Append "?name=value" to an empty query, "&name=value" to any other; nothing for an empty value.
 */
void cairn_link_append_parameter(
    struct cairn_buf *query, const char *name, struct cairn_span value);

#endif
