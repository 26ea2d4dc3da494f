/* The site over HTTP: which page a request is for. */
#ifndef CAIRN_HTTP_SITE_H
#define CAIRN_HTTP_SITE_H

#include "http/message.h"
#include "http/snapshot.h"

/* The kept page that answers a GET, its language and form chosen by path, and for a record also by
 * Accept. NULL: none is kept. */
const struct cairn_http_page *cairn_http_choose_page(
    const struct cairn_http_snapshot *snapshot, const struct cairn_http_request *request);
/* The answer is that page. */
void cairn_http_answer_kept(
    struct cairn_http_response *response, const struct cairn_http_page *page);

#endif
