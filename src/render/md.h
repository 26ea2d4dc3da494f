/* Markdown (CommonMark): blocks and escaped inline text. Everything from the tree goes through an
 * escaping function here. */
#ifndef CAIRN_RENDER_MD_H
#define CAIRN_RENDER_MD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"
#include "formats/value.h"
#include "render/messages.h"

struct cairn_md {
    struct cairn_buf *out; /* borrowed */
    bool in_chinese;
    const struct cairn_value
        *owner; /* borrowed; whose {{names}} are shown by meaning; NULL: none */
};

void cairn_md_raw(struct cairn_md *md, const char *own); /* own markup, never from a tree */
void cairn_md_put(struct cairn_md *md, struct cairn_span outside); /* inline, one line */
void cairn_md_put_key(struct cairn_md *md, const struct cairn_value *object, const char *key);
void cairn_md_put_word(struct cairn_md *md, struct cairn_span value);
void cairn_md_code(struct cairn_md *md, struct cairn_span outside); /* code span */
void cairn_md_say(struct cairn_md *md, enum cairn_message message);
void cairn_md_say1(struct cairn_md *md, enum cairn_message message, struct cairn_span value);
/* "\n## Heading\n\n" */
void cairn_md_heading(struct cairn_md *md, int level, enum cairn_message heading);
/* "- **Label:** " */
void cairn_md_label(struct cairn_md *md, enum cairn_message label);
/* A fenced block whose fence is longer than any run of backticks inside; control characters are
 * made visible. */
void cairn_md_block(struct cairn_md *md, struct cairn_span outside, int indent);
/* Each object of `list` as "- `id` — remark". */
void cairn_md_records(struct cairn_md *md, const struct cairn_value *list, const char *id_key,
    const char *remark_key);
/* The titles of the causes that `ids` names, an id where there is none. */
void cairn_md_put_titles(
    struct cairn_md *md, const struct cairn_value *causes, const struct cairn_value *ids);
/* Where a change is made and what must be restarted then, behind `bullet`; nothing when it does not
 * say where. */
void cairn_md_effect(struct cairn_md *md, const char *bullet, const struct cairn_value *change);
/* "(resolves 3 of 10 causes)" where there are counts, else "(85% success)" or "(not yet run)". */
void cairn_md_rate(struct cairn_md *md, const struct cairn_buf *counts,
    const struct cairn_value *share, enum cairn_message message);
/* <https://…> when it is a plain address, else text. */
void cairn_md_link(struct cairn_md *md, struct cairn_span url);

#endif
