/* What the parts of publishing share: one record or family on its way, and writing keys by table.
 */
#ifndef CAIRN_LEDGER_PUBLISH_INTERNAL_H
#define CAIRN_LEDGER_PUBLISH_INTERNAL_H

#include "base/buf.h"
#include "ledger/publish.h"

struct cairn_publication {
    struct cairn_arena *arena;
    const struct cairn_publish_input *input;
    const struct cairn_value
        *body; /* causes, changes …: of the family, or of the record that stands alone */
    const struct cairn_value *body_zh; /* or NULL */
    struct cairn_span id;              /* of the record */
    bool in_chinese;
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

/* workarounds, workarounds_zh and dead_ends of a record. */
enum cairn_status cairn_publish_workarounds(const struct cairn_publication *pub,
    struct cairn_value *out, struct cairn_error *err) CAIRN_MUST_USE;
enum cairn_status cairn_publish_dead_ends(const struct cairn_publication *pub,
    struct cairn_value *out, struct cairn_error *err) CAIRN_MUST_USE;
/* A workaround of this record by claim: resolves at least one of its causes, does no harm, is no
 * diagnostic. */
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
/* tier and verification_tier, and the figures that are null until something is measured. */
void cairn_publish_unmeasured(struct cairn_arena *arena, struct cairn_value *out);

#endif
