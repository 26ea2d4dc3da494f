/*
 * HTML5: the frame of a page (html_frame.c) and its content (html.c). Everything from a tree goes
 * through cairn_escape_html here. No style attribute and no script stands in a page: the server's
 * Content-Security-Policy forbids both.
 */
#ifndef CAIRN_RENDER_HTML_H
#define CAIRN_RENDER_HTML_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"
#include "formats/value.h"
#include "render/messages.h"
#include "render/render.h"

struct cairn_html {
    struct cairn_buf *out; /* borrowed */
    bool in_chinese;
    const struct cairn_value
        *owner; /* borrowed; whose {{names}} are shown by meaning; NULL: none */
    const struct cairn_render_site *site; /* NULL: a document by itself */
    struct cairn_span description;        /* of the page, for search engines; empty: none */
    /* Of the site: what a person clicks to see this page in the other language besides its path:
     * "?q=words", with values percent-encoded. Empty: nothing. */
    struct cairn_span query;
};

struct cairn_html cairn_html_make(
    struct cairn_buf *out, const struct cairn_render_options *options);
/*
 * From <!DOCTYPE html> to <main>, and back. A document by itself carries the style sheet; a page of
 * the site has its header, navigation and footer, and names its style sheet and script.
 */
void cairn_html_begin(struct cairn_html *html, struct cairn_span title);
void cairn_html_end(struct cairn_html *html);

void cairn_html_raw(struct cairn_html *html, const char *own); /* own markup, never from a tree */
void cairn_html_put(struct cairn_html *html, struct cairn_span outside);
void cairn_html_put_key(struct cairn_html *html, const struct cairn_value *object, const char *key);
void cairn_html_put_word(struct cairn_html *html, struct cairn_span value);
void cairn_html_say(struct cairn_html *html, enum cairn_message message);
void cairn_html_say1(struct cairn_html *html, enum cairn_message message, struct cairn_span value);
/* <tag>text</tag>, or nothing for an empty text. `tag` is own text without attributes. */
void cairn_html_element(struct cairn_html *html, const char *tag, struct cairn_span outside);
void cairn_html_heading(struct cairn_html *html, int level, enum cairn_message heading);
/* The message as a paragraph. */
void cairn_html_paragraph(struct cairn_html *html, enum cairn_message message);
/* A table up to its first row, and its end. It scrolls by itself on narrow screens, in a region
 * that the keyboard reaches; `name` is what readers hear of it. */
void cairn_html_table(struct cairn_html *html, enum cairn_message name,
    const enum cairn_message *columns, size_t count);
void cairn_html_table_end(struct cairn_html *html);
/* The beginning of a table of what a command shows and which cause that tells; it ends with
 * "</tbody></table>". */
void cairn_html_tells_head(struct cairn_html *html);
/* In <code>: control and direction characters are made visible, since what is read must be what is
 * copied. */
void cairn_html_code(struct cairn_html *html, struct cairn_span outside);
/* The same as a block: commands, configuration, log text. Nothing for an empty text. */
void cairn_html_pre(struct cairn_html *html, struct cairn_span outside);
/* A link when the address is a plain http or https one, else text. */
void cairn_html_link(struct cairn_html *html, struct cairn_span url);
/* For inside href="…": the way to a path of the site ("/feed.atom"), relative on the site. */
void cairn_html_path(struct cairn_html *html, struct cairn_span path);
/* The same for a page, "/errors/": in the language of this page. */
void cairn_html_page(struct cairn_html *html, struct cairn_span path);
/* The id in code, linked to the record's page when it is an id. */
void cairn_html_record(struct cairn_html *html, struct cairn_span id);
/* <span class="rate">resolves 3 of 10 causes</span> where there are counts, else "85% success", or
 * that it is not yet run. */
void cairn_html_rate(struct cairn_html *html, const struct cairn_buf *counts,
    const struct cairn_value *share, enum cairn_message message);
/* <p>The message with its value.</p> */
void cairn_html_sentence(
    struct cairn_html *html, enum cairn_message message, struct cairn_span value);
/* Each object of `list` as <li>id remark</li>, the id as a record's; nothing for none. */
void cairn_html_records(struct cairn_html *html, const struct cairn_value *list, const char *id_key,
    const char *remark_key);
/* The titles of the causes that `ids` names, an id where there is none. */
void cairn_html_put_titles(
    struct cairn_html *html, const struct cairn_value *causes, const struct cairn_value *ids);
/* "nginx 1.22.1, openssl 3.0.20" of {program: version}. */
void cairn_html_programs(struct cairn_html *html, const struct cairn_value *programs);
/* {command, shows}; nothing when it is no such object. */
void cairn_html_verify(struct cairn_html *html, const struct cairn_value *verify);
/* <p>Label: text</p>; nothing for an empty text. */
void cairn_html_field(struct cairn_html *html, enum cairn_message label, struct cairn_span value);

#endif
