/* One compiled regex: the only place that sees PCRE2. Interpreted at first, compiled to machine
 * code once it pays. */
#ifndef CAIRN_MATCH_PATTERN_H
#define CAIRN_MATCH_PATTERN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"

struct cairn_pattern;

/* What a match needs besides the pattern: room for captures, the JIT's stack, the limits. One
 * thread at a time. */
struct cairn_pattern_workspace;

enum cairn_status cairn_pattern_workspace_new(
    struct cairn_pattern_workspace **out_workspace, struct cairn_error *err) CAIRN_MUST_USE;
void cairn_pattern_workspace_free(struct cairn_pattern_workspace *workspace);

enum cairn_pattern_result {
    CAIRN_PATTERN_NO,
    CAIRN_PATTERN_YES,
    CAIRN_PATTERN_LIMIT, /* the match limit was reached in the interpreter and in the JIT */
};

/* `regex` as in records; byte mode, multiline anchors, named groups (?P<name>…). */
enum cairn_status cairn_pattern_compile(struct cairn_span regex, struct cairn_pattern **out_pattern,
    struct cairn_error *err) CAIRN_MUST_USE;
/* As above, for many patterns: the workspace is borrowed and outlives them; a result is lost with
 * the next match in it. */
enum cairn_status cairn_pattern_compile_shared(struct cairn_span regex,
    struct cairn_pattern_workspace *workspace, struct cairn_pattern **out_pattern,
    struct cairn_error *err) CAIRN_MUST_USE;
void cairn_pattern_free(struct cairn_pattern *pattern);
enum cairn_status cairn_pattern_match(struct cairn_pattern *pattern, struct cairn_span text,
    enum cairn_pattern_result *out_result, struct cairn_error *err) CAIRN_MUST_USE;
/* As if it had been used often: the JIT comes first from now on. The answers stay the same. */
void cairn_pattern_prefer_jit(struct cairn_pattern *pattern);
/* After a YES: where it matched (group 0) and the named groups. `index` counts names in the regex's
 * order. */
void cairn_pattern_range(
    const struct cairn_pattern *pattern, uint32_t *out_start, uint32_t *out_end);
uint32_t cairn_pattern_name_count(const struct cairn_pattern *pattern);
struct cairn_span cairn_pattern_name(const struct cairn_pattern *pattern, uint32_t index);
bool cairn_pattern_capture(
    const struct cairn_pattern *pattern, uint32_t index, uint32_t *out_start, uint32_t *out_end);

#endif
