/* Building the match index: from regexes to one blob, the same bytes for the same input. Layout:
 * match/README.md. */
#ifndef CAIRN_MATCH_INDEX_H
#define CAIRN_MATCH_INDEX_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_index_builder;

struct cairn_index_record {
    struct cairn_span id; /* "nginx/upstream-…" ; its domain is what stands before the slash */
    const struct cairn_span
        *regexes; /* regex and variants; all in the dialect, each with an anchor */
    size_t regex_count;
    const struct cairn_span *refines; /* ids */
    size_t refines_count;
};

enum cairn_status cairn_index_builder_new(
    struct cairn_index_builder **out_builder, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_index_builder_free(struct cairn_index_builder *builder);
/* Everything is copied. CAIRN_ERR_INVALID when a regex breaks the dialect or has no anchor. */
enum cairn_status cairn_index_builder_add(struct cairn_index_builder *builder,
    const struct cairn_index_record *record, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_index_builder_finish(struct cairn_index_builder *builder,
    struct cairn_buf *out_index, struct cairn_error *err) CAIRN_MUST_USE;

#endif
