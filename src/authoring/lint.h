/* Every rule that a canon must keep. The list of rules with their messages: docs/lint-rules.md,
 * checked against the table by a test. */
#ifndef CAIRN_AUTHORING_LINT_H
#define CAIRN_AUTHORING_LINT_H

#include "authoring/source.h"

/* Check everything; complaints are added, sorted by path and line. */
enum cairn_status cairn_lint(struct cairn_source *source, struct cairn_complaints *complaints,
    struct cairn_error *err) CAIRN_MUST_USE;

struct cairn_lint_rule {
    const char *id;
    const char *what; /* one sentence */
};
const struct cairn_lint_rule *cairn_lint_rules(size_t *out_count);

/* What each signature costs a scan: [{record, regex, anchors: [{text, ignore_case, per_mebibyte}],
 * per_mebibyte, note}], dearest first. */
enum cairn_status cairn_lint_cost(struct cairn_source *source, struct cairn_arena *arena,
    struct cairn_value **out_costs, struct cairn_error *err) CAIRN_MUST_USE;

#endif
