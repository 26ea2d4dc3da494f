/* {{name}} in published commands: what a page or a terminal shows where no log has filled it in. */
#ifndef CAIRN_RENDER_PLACEHOLDERS_H
#define CAIRN_RENDER_PLACEHOLDERS_H

#include "base/buf.h"
#include "base/span.h"
#include "formats/value.h"

/*
 * `text` with each {{name}} that `owner` (a record or a family) declares as placeholder or capture
 * shown as ‹meaning›. Other braces stay: they belong to the language of the command. Gives `text`
 * itself when there is nothing to do, else a span in `scratch`, borrowed until its next change.
 */
struct cairn_span cairn_placeholders_show(
    struct cairn_buf *scratch, const struct cairn_value *owner, struct cairn_span text);

#endif
