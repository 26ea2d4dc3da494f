/* What the parts of publishing share: one record or family on its way, and writing keys by table.
 */
#ifndef CAIRN_LEDGER_PUBLISH_INTERNAL_H
#define CAIRN_LEDGER_PUBLISH_INTERNAL_H

#include "base/buf.h"
#include "ledger/publish.h"

/* One line of evidence that counts. */
struct cairn_publish_trial {
    const struct cairn_value *line;
    struct cairn_span cause, environment;
};

/* k of n. */
struct cairn_publish_count {
    uint32_t k, n;
};

/* What a change or plan is to a record; found once, since everything asks. */
struct cairn_publish_role {
    const struct cairn_value *change;
    bool is_plan;
    bool is_workaround; /* resolves some of its causes, does no harm on any, is no diagnostic */
    uint32_t resolved;  /* causes of the record */
    struct cairn_publish_count cells; /* resolved, of those that count */
};

struct cairn_publication {
    struct cairn_arena *arena;
    const struct cairn_publish_input *input;
    const struct cairn_value
        *body; /* causes, changes …: of the family, or of the record that stands alone */
    const struct cairn_value *body_zh; /* or NULL */
    struct cairn_span id;              /* of the record; empty for a family */
    bool in_chinese;
    const struct cairn_publish_trial *trials; /* whose baseline named the record; all of a family */
    size_t trial_count;
    const struct cairn_span *environments; /* with trials of the family, in its order */
    size_t environment_count;
    const struct cairn_publish_role *roles; /* of a record: changes in order, then plans */
    size_t role_count;
};

/* How a source value is published; absent ones become null, [], {} or false. */
enum cairn_publish_as {
    CAIRN_PUBLISH_TEXT,
    CAIRN_PUBLISH_TRANSLATED,
    CAIRN_PUBLISH_LIST,
    CAIRN_PUBLISH_MAP,
    CAIRN_PUBLISH_BOOL,
    CAIRN_PUBLISH_NUMBER,
};

struct cairn_publish_key {
    const char *key;
    enum cairn_publish_as as;
};

/* Writes the keys of a table from `en` into `out`; translated ones from `zh` in the Chinese form.
 */
void cairn_publish_keys(const struct cairn_publication *pub, struct cairn_value *out,
    const struct cairn_value *en, const struct cairn_value *zh,
    const struct cairn_publish_key *keys, size_t key_count);
/* Each object of a list by a table of keys, untranslated. */
struct cairn_value *cairn_publish_objects(const struct cairn_publication *pub,
    const struct cairn_value *list, const struct cairn_publish_key *keys, size_t key_count);
/* The member's node itself, to share it; NULL when absent or null. */
struct cairn_value *cairn_publish_member(const struct cairn_value *object, const char *key);
/* Shared node, or a new null. */
struct cairn_value *cairn_publish_or_null(struct cairn_arena *arena, struct cairn_value *value);
/* Text of a translated key in the language of the form. */
struct cairn_span cairn_publish_text(
    bool in_chinese, const struct cairn_value *en, const struct cairn_value *zh, const char *key);
/* The translation of an item with an id: body_zh[list][id]. */
const struct cairn_value *cairn_publish_zh_of(
    const struct cairn_publication *pub, const char *list, const struct cairn_value *item);

/* Entries as both records and families have them. */
struct cairn_value *cairn_publish_cause(
    const struct cairn_publication *pub, const struct cairn_value *cause);
struct cairn_value *cairn_publish_change(
    const struct cairn_publication *pub, const struct cairn_value *change);
struct cairn_value *cairn_publish_plan(
    const struct cairn_publication *pub, const struct cairn_value *plan);
struct cairn_value *cairn_publish_tell(
    const struct cairn_publication *pub, const struct cairn_value *tell);
struct cairn_value *cairn_publish_harm(
    const struct cairn_publication *pub, const struct cairn_value *harm);
struct cairn_value *cairn_publish_placeholder(const struct cairn_publication *pub,
    struct cairn_span name, const struct cairn_value *placeholder);
struct cairn_value *cairn_publish_steps(
    const struct cairn_publication *pub, const struct cairn_value *how);
struct cairn_value *cairn_publish_verify(const struct cairn_publication *pub,
    const struct cairn_value *change, const struct cairn_value *zh);
struct cairn_value *cairn_publish_lab(const struct cairn_publication *pub);

/* What an author claims of a change or plan on a cause. */
enum cairn_claimed {
    CAIRN_CLAIMED_NOTHING,
    CAIRN_CLAIMED_RESOLVES,
    CAIRN_CLAIMED_HARMS,
};
/* *out_harm (may be NULL): the id of the harm. */
enum cairn_claimed cairn_publish_claimed(
    const struct cairn_value *change, struct cairn_span cause, struct cairn_span *out_harm);
/* Does the cause yield this record in some version? */
bool cairn_publish_yields(const struct cairn_value *cause, struct cairn_span record);

/* Trials and their cells */

/* Fills in trials and environments. */
enum cairn_status cairn_publish_collect_trials(
    struct cairn_publication *pub, struct cairn_error *err) CAIRN_MUST_USE;
/* The result of a change or plan in a trial; NULL: not run. */
const struct cairn_value *cairn_publish_result(
    const struct cairn_publish_trial *trial, struct cairn_span change);
/* Was the cell applicable, and did it run? What the world has already is in no count. */
bool cairn_publish_is_counted(const struct cairn_value *result);

/* Cells of a change that count, on one cause (empty: on all), and how many of them have the result
 * `word`. */
struct cairn_publish_count cairn_publish_count_cells(const struct cairn_publication *pub,
    struct cairn_span change, struct cairn_span cause, const char *word);
bool cairn_publish_has_trials(const struct cairn_publication *pub, struct cairn_span cause);
bool cairn_publish_is_measured(const struct cairn_publication *pub, struct cairn_span change);
/* Does the change resolve the cause: in some cell that counts, or by claim where none does? */
bool cairn_publish_resolves(
    const struct cairn_publication *pub, const struct cairn_value *change, struct cairn_span cause);
/* The harm that the change does on the cause, likewise; empty: none. */
struct cairn_span cairn_publish_harm_on(
    const struct cairn_publication *pub, const struct cairn_value *change, struct cairn_span cause);
/* Does the cause belong to the record: by a baseline that named it, or by claim? */
bool cairn_publish_is_cause_here(
    const struct cairn_publication *pub, const struct cairn_value *cause);
/* Did the result lead to another record? */
bool cairn_publish_leads_to(const struct cairn_value *result, struct cairn_span *out_record);

const char *cairn_publish_basis(bool is_measured);
/* k ÷ n to four digits; null when n is 0. */
struct cairn_value *cairn_publish_rate(struct cairn_arena *arena, struct cairn_publish_count count);
/* A number from 0 to 1 in the same spelling. */
struct cairn_value *cairn_publish_share(struct cairn_arena *arena, double share);
/* {k, n}; null when n is 0. */
struct cairn_value *cairn_publish_count_value(
    struct cairn_arena *arena, struct cairn_publish_count count);
/* [{cause, k, n}] for causes with cells of the change: resolved, or not; null when there are none.
 */
struct cairn_value *cairn_publish_counts_by_cause(
    const struct cairn_publication *pub, struct cairn_span change, bool of_fails);

/* The matrix; [] without trials. */
struct cairn_value *cairn_publish_cells(const struct cairn_publication *pub);
/* {environments, trials, lines, recipe_current}, or null. */
struct cairn_value *cairn_publish_evidence(const struct cairn_publication *pub);
/* One entry for each environment with trials of the family. */
void cairn_publish_add_versions(const struct cairn_publication *pub, struct cairn_value *versions);
enum cairn_status cairn_publish_add_cascades(const struct cairn_publication *pub,
    const struct cairn_value *claimed, struct cairn_value *leads_to,
    struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_publish_add_moves(const struct cairn_publication *pub,
    struct cairn_value *leads_to, struct cairn_error *err) CAIRN_MUST_USE;
bool cairn_publish_says_yes(const struct cairn_publish_trial *trial, struct cairn_span tell);
/* Trials of the cause, and how many of them the tell says yes in. */
struct cairn_publish_count cairn_publish_count_tell(
    const struct cairn_publication *pub, struct cairn_span tell, struct cairn_span cause);
/* {right: {k, n}, wrong: [{cause, k, n}]}, or null. */
struct cairn_value *cairn_publish_confusion(
    const struct cairn_publication *pub, const struct cairn_value *tell);

/* Figures of the record as a whole; each null without trials. */
struct cairn_publish_figures {
    struct cairn_value *confidence, *fix_success_rate, *last_confirmed;
};
void cairn_publish_figures(const struct cairn_publication *pub, struct cairn_publish_figures *out);
const char *cairn_publish_tier(const struct cairn_publication *pub);

/* Fills in roles; after the trials. */
enum cairn_status cairn_publish_find_roles(
    struct cairn_publication *pub, struct cairn_error *err) CAIRN_MUST_USE;

/* workarounds, workarounds_zh and dead_ends of a record. */
enum cairn_status cairn_publish_workarounds(const struct cairn_publication *pub,
    struct cairn_value *out, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_publish_dead_ends(const struct cairn_publication *pub,
    struct cairn_value *out, struct cairn_error *err) CAIRN_MUST_USE;
bool cairn_publish_is_workaround(
    const struct cairn_publication *pub, const struct cairn_value *change);

/* It only looks: neither workaround nor dead end. */
bool cairn_publish_is_diagnostic(const struct cairn_value *change);
/* The texts of the steps, one a line. */
void cairn_publish_append_steps(struct cairn_buf *text, const struct cairn_value *how);

/* {leads_to, preceded_by, frequently_confused_with} with empty lists. */
struct cairn_value *cairn_publish_empty_graph(struct cairn_arena *arena);
/* The six keys of an entry of `versions` and our two. */
struct cairn_value *cairn_publish_version(
    struct cairn_arena *arena, struct cairn_span version, const char *status);
/* `field`: what users have reported, of which nothing is known yet. */
void cairn_publish_unmeasured(struct cairn_arena *arena, struct cairn_value *out);

#endif
