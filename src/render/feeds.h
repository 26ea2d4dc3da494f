/*
 * What programs read of a site, besides its pages: sitemap, feed, llms.txt, robots.txt. Absolute
 * addresses begin with `base_url`; where it is NULL they are relative or left out. Each appends;
 * failures stick to the buffer.
 */
#ifndef CAIRN_RENDER_FEEDS_H
#define CAIRN_RENDER_FEEDS_H

#include "base/buf.h"
#include "formats/value.h"

/* sitemaps.org, protocol 0.9: {parts, pages: [{path, changed}]}; parts above 0 makes an index of
 * so many sitemaps, "/sitemap-1.xml" and on. `base_url` is not NULL. */
void cairn_render_sitemap(
    struct cairn_buf *buf, const struct cairn_value *tree, const char *base_url);
/* Atom (RFC 4287): {canon: [{name}], entries: [{id, title, summary, updated}]}, newest first. */
void cairn_render_feed(struct cairn_buf *buf, const struct cairn_value *tree, const char *base_url);
/* llmstxt.org: {domains: [{id, title, records}], records: [{id, signature}], total}. */
void cairn_render_llms(struct cairn_buf *buf, const struct cairn_value *tree, const char *base_url);
/* RFC 9309. */
void cairn_render_robots(
    struct cairn_buf *buf, const struct cairn_value *tree, const char *base_url);

#endif
