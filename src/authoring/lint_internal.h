/* What the parts of lint share: the rules, the running check, and small readers of the source tree.
 */
#ifndef CAIRN_AUTHORING_LINT_INTERNAL_H
#define CAIRN_AUTHORING_LINT_INTERNAL_H

#include "authoring/lint.h"
#include "authoring/source.h"
#include "base/buf.h"

enum cairn_rule {
#define RULE(name, id, severity, what) CAIRN_RULE_##name,
#include "authoring/rules.def"
#undef RULE
    CAIRN_RULE_COUNT
};

const char *cairn_rule_id(enum cairn_rule rule);
bool cairn_rule_is_error(enum cairn_rule rule);

/*
 * One run of lint, and where it stands. Complaints never return a status: the first failure
 * (memory) sticks in `status` and later complaints do nothing, so that the checks read as rules.
 */
struct cairn_lint_run {
    struct cairn_source *source;
    struct cairn_complaints *complaints;
    struct cairn_error *err;
    enum cairn_status status;
    struct cairn_span path;   /* the file being checked */
    struct cairn_span record; /* id, or empty */
};

/* `at` may be NULL (the file as a whole); `hint` is static text or lives in the arena. */
void cairn_lint_say(struct cairn_lint_run *run, enum cairn_rule rule, const struct cairn_value *at,
    const char *hint, const char *format, ...) CAIRN_PRINTF(5, 6);
void cairn_lint_say_line(struct cairn_lint_run *run, enum cairn_rule rule, uint32_t line,
    const char *hint, const char *format, ...) CAIRN_PRINTF(5, 6);
/* A text in the arena for a hint; "" without memory (the run has failed then). */
const char *cairn_lint_text(struct cairn_lint_run *run, const char *format, ...) CAIRN_PRINTF(2, 3);
/* Takes note of a failure; true when the run may go on. */
bool cairn_lint_keep(struct cairn_lint_run *run, enum cairn_status status);

/* Stands the run on a file of a record, or of the canon (record empty). */
void cairn_lint_enter(
    struct cairn_lint_run *run, const struct cairn_source_file *file, struct cairn_span record);

/* The nearest of `words` (NULL-terminated) to a mistyped one, or NULL when none is near. */
const char *cairn_lint_near(struct cairn_span mistyped, const char *const *words);
uint32_t cairn_lint_distance(struct cairn_span a, struct cairn_span b);

/* Calls visit for each {{name}} in `text`, name matching [a-z][a-z0-9_]*. */
void cairn_template_each_name(
    struct cairn_span text, void (*visit)(void *context, struct cairn_span name), void *context);

/* Forms of ids and names (docs/records.md). */
bool cairn_name_is_slug(struct cairn_span text); /* [a-z0-9-]+ */
bool cairn_name_is_imported_slug(
    struct cairn_span text);                   /* [a-z0-9][a-z0-9._-]*, at most 200 bytes */
bool cairn_name_is_id(struct cairn_span text); /* [a-z][a-z0-9_]* */
bool cairn_name_is_reserved(struct cairn_span slug);
bool cairn_name_is_record_id(struct cairn_span text); /* slug/imported slug */

/* The parts of lint; each goes through the whole source. */
void cairn_lint_schema(struct cairn_lint_run *run);
void cairn_lint_ids(struct cairn_lint_run *run);
void cairn_lint_families(struct cairn_lint_run *run);
void cairn_lint_records(struct cairn_lint_run *run);
void cairn_lint_imported(struct cairn_lint_run *run);
void cairn_lint_ranks(struct cairn_lint_run *run);
void cairn_lint_rigs(struct cairn_lint_run *run);
void cairn_lint_evidence(struct cairn_lint_run *run);

/* All regexes of a record in order: `regex`, then those of `variants`; imported records have one.
 * Texts of another kind are left out. *out_regexes is an array in `arena`. */
enum cairn_status cairn_record_regexes(struct cairn_arena *arena,
    const struct cairn_source_record *record, struct cairn_span **out_regexes, size_t *out_count,
    struct cairn_error *err) CAIRN_MUST_USE;

/* Builds the match index of all records that can be indexed; those with broken regexes are left out
 * when `skip_broken`, else they fail. */
enum cairn_status cairn_source_index(const struct cairn_source *source, bool skip_broken,
    struct cairn_buf *out_index, struct cairn_error *err) CAIRN_MUST_USE;

#endif
