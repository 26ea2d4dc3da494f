/*
 * The recipe of a trial: a digest of everything that decides what an arm does. Evidence with
 * another recipe is stale. docs/lab.md, "Style".
 */
#ifndef CAIRN_AUTHORING_RECIPE_H
#define CAIRN_AUTHORING_RECIPE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"
#include "formats/value.h"

/* The text of lab/core.sh, compiled in: what lint digests is what the lab plays. */
struct cairn_span cairn_recipe_core(void);

/*
 * 16 hexadecimal digits over: the protocol's version; core.sh and the rig without comments and
 * blank lines, the rig's cause_ functions other than that of `cause` left out; and in order each
 * change's id, carrier and steps, each plan's changes, each tell's command and what it expects, and
 * the ids of harms. `family` is family.yaml (or the record that stands alone). The text lives in
 * `arena`.
 */
enum cairn_status cairn_recipe_of(struct cairn_arena *arena, struct cairn_span rig,
    const struct cairn_value *family, struct cairn_span cause, struct cairn_span *out_recipe,
    struct cairn_error *err) CAIRN_MUST_USE;

/* Is there a function of that name in the rig ("name() {" at the start of a line)? */
bool cairn_recipe_has_function(struct cairn_span rig, struct cairn_span name);

#endif
