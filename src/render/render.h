/*
 * From a result tree to bytes. Every result is a value tree with a "schema" member
 * (docs/design/results.md); each renderer reads that tree and nothing else, so that all formats
 * show the same facts. Labels come from the message catalogue of the language.
 */
#ifndef CAIRN_RENDER_RENDER_H
#define CAIRN_RENDER_RENDER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/compiler.h"
#include "base/error.h"
#include "formats/value.h"

enum cairn_render_format {
    CAIRN_RENDER_TEXT,
    CAIRN_RENDER_JSON,
    CAIRN_RENDER_NDJSON,
    CAIRN_RENDER_MARKDOWN,
    CAIRN_RENDER_HTML,
};

/* Where a page stands on a site; HTML only. */
struct cairn_render_site {
    /* Of absolute links, without a slash at the end, such as "https://errors.example.org"; NULL:
     * absolute links are left out. */
    const char *base_url;
    const char *path; /* of this page: begins with a slash; "…/" in English, "…/zh.html" in Chinese
                       */
    bool is_answer; /* to somebody's question: nothing to be indexed, nothing canonical */
};

struct cairn_render_options {
    enum cairn_render_format format;
    bool in_chinese;
    bool full;
    bool colour;
    int columns;                          /* 0: 80 */
    const struct cairn_render_site *site; /* HTML: a page of the site; NULL: a document by itself */
};

/* Appends. CAIRN_ERR_UNSUPPORTED for a schema without that format. */
enum cairn_status cairn_render(struct cairn_buf *buf, const struct cairn_value *result,
    const struct cairn_render_options *options, struct cairn_error *err) CAIRN_MUST_USE;

#endif
