/*
 * The ledger of outcomes: opening it, and writing an outcome down. A reporter is found by the
 * digest of the token, so no comparison depends on the token itself: how long looking it up takes
 * tells about the digest, which nobody can steer. One INSERT is one transaction: an outcome is
 * there as a whole or not at all.
 */
#include "ledger/outcomes.h"

#include "ledger/outcomes-schema.h"
#include "ledger/outcomes_internal.h"

#define APPLICATION_ID 0x43524e4f /* "CRNO" */

enum cairn_status cairn_outcomes_open(
    const char *path, bool may_make, struct cairn_store **out_ledger, struct cairn_error *err)
{
    static const char *const scripts[] = {cairn_outcomes_sql_1};
    static const struct cairn_store_history history = {
        .application_id = APPLICATION_ID,
        .title = "ledger of outcomes",
        .scripts = scripts,
        .count = CAIRN_ARRAY_SIZE(scripts),
    };
    return cairn_store_open_own(path, &history, may_make, out_ledger, err);
}

struct reporter {
    int64_t number;
    struct cairn_span name; /* in the arena */
    bool is_known, is_revoked;
};

static enum cairn_status find_reporter(struct cairn_store *ledger, struct cairn_arena *arena,
    struct cairn_span token, struct reporter *out_reporter, struct cairn_error *err)
{
    char digest[CAIRN_DIGEST_HEX_SIZE];
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    bool has_row = false;
    if (!cairn_outcomes_token_digest(token, digest))
        return CAIRN_OK;
    enum cairn_status status = cairn_store_prepare(ledger,
        "SELECT number, name, number IN (SELECT reporter FROM revocation) FROM reporter"
        " WHERE token_digest = ?1",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, cairn_span_from_string(digest));
    status = cairn_store_step(statement, &has_row, err);
    if (status || !has_row)
        return status;
    *out_reporter = (struct reporter){.number = cairn_store_column_int(statement, 0),
        .name = cairn_arena_copy(arena, cairn_store_column_text(statement, 1)),
        .is_revoked = cairn_store_column_int(statement, 2) != 0,
        .is_known = true};
    return cairn_arena_status(arena, err);
}

static enum cairn_status check_reporter(const struct reporter *reporter, struct cairn_error *err)
{
    if (reporter->is_known && !reporter->is_revoked)
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_DENIED, "cannot take the outcome: the token %s",
        reporter->is_known ? "was revoked" : "is unknown");
    cairn_error_hint(err, "Ask the operator for a token, or report without one: such outcomes are "
                          "kept apart and do not count.");
    return CAIRN_ERR_DENIED;
}

static void bind_known(
    struct cairn_store_statement *statement, int parameter, struct cairn_span text)
{
    if (text.size)
        cairn_store_bind_text(statement, parameter, text);
    else
        cairn_store_bind_null(statement, parameter);
}

static enum cairn_status insert(struct cairn_store *ledger, const struct cairn_outcome *outcome,
    const struct reporter *reporter, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(ledger,
        "INSERT INTO outcome (record, change, cause, environment, environment_class, worked,"
        " reporter, at_ms, canon_digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, outcome->record);
    cairn_store_bind_text(statement, 2, outcome->change);
    bind_known(statement, 3, outcome->cause);
    bind_known(statement, 4, outcome->environment);
    cairn_store_bind_text(statement, 5, outcome->environment_class);
    cairn_store_bind_int(statement, 6, outcome->worked);
    if (reporter->is_known)
        cairn_store_bind_int(statement, 7, reporter->number);
    else
        cairn_store_bind_null(statement, 7);
    cairn_store_bind_int(statement, 8, outcome->at_ms);
    cairn_store_bind_text(statement, 9, outcome->canon_digest);
    return cairn_store_run(statement, err);
}

enum cairn_status cairn_outcomes_add(struct cairn_store *ledger, struct cairn_arena *arena,
    const struct cairn_outcome *outcome, struct cairn_span *out_reporter, struct cairn_error *err)
{
    struct reporter reporter = {0};
    enum cairn_status status = CAIRN_OK;
    if (outcome->token.size)
        status = find_reporter(ledger, arena, outcome->token, &reporter, err);
    if (!status && outcome->token.size)
        status = check_reporter(&reporter, err);
    if (!status)
        status = insert(ledger, outcome, &reporter, err);
    if (!status)
        *out_reporter = reporter.name;
    return status;
}
