/*
 * Who may report: the operator's list of reporters, a new token, a revocation. Needs no canon. The
 * token stands in one result and nowhere else.
 */
#include "base/clock.h"
#include "base/error.h"
#include "engine/engine_internal.h"
#include "ledger/outcomes.h"

static enum cairn_status act(struct cairn_store *ledger, const struct cairn_tokens_options *options,
    char token[CAIRN_OUTCOMES_TOKEN_SIZE], struct cairn_error *err)
{
    struct cairn_span name = cairn_span_from_string(options->name);
    int64_t now_ms = cairn_clock_now_ms(NULL);
    switch (options->action) {
    case CAIRN_TOKENS_LIST:
        return CAIRN_OK;
    case CAIRN_TOKENS_ADD:
        return cairn_outcomes_add_reporter(
            ledger, name, cairn_span_from_string(options->organisation), now_ms, token, err);
    case CAIRN_TOKENS_REVOKE:
        return cairn_outcomes_revoke_reporter(ledger, name, now_ms, err);
    }
    return CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot do this with tokens: no such action");
}

static enum cairn_status describe(struct cairn_store *ledger,
    const struct cairn_tokens_options *options, struct cairn_result *result,
    struct cairn_error *err)
{
    static const char *const actions[] = {
        [CAIRN_TOKENS_LIST] = "list",
        [CAIRN_TOKENS_ADD] = "add",
        [CAIRN_TOKENS_REVOKE] = "revoke",
    };
    struct cairn_arena *arena = &result->arena;
    struct cairn_value *reporters = NULL;
    char token[CAIRN_OUTCOMES_TOKEN_SIZE] = "";
    /* What can fail for want of memory comes first: a token that was made must be shown. */
    result->tree = cairn_engine_begin_tree(arena, "cairn.tokens/1", options->language);
    cairn_value_set_cstring(arena, result->tree, "ledger", cairn_store_path(ledger));
    cairn_value_set_cstring(arena, result->tree, "action", actions[options->action]);
    cairn_value_set_cstring(arena, result->tree, "name", options->name);
    enum cairn_status status = cairn_value_status(arena, result->tree, err);
    if (!status)
        status = act(ledger, options, token, err);
    if (!status)
        status = cairn_outcomes_reporters(ledger, arena, &reporters, err);
    if (status)
        return status;
    cairn_value_set_cstring(arena, result->tree, "token", *token ? token : NULL);
    cairn_value_set(arena, result->tree, "reporters", reporters);
    return CAIRN_OK;
}

enum cairn_status cairn_tokens(const struct cairn_tokens_options *options,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    struct cairn_store *ledger = NULL;
    if ((unsigned)options->action > CAIRN_TOKENS_REVOKE)
        return CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot do this with tokens: no such action");
    enum cairn_status status = cairn_result_new(&result, err);
    if (!status)
        status = cairn_outcomes_open(options->ledger_path, true, &ledger, err);
    if (!status)
        status = describe(ledger, options, result, err);
    cairn_store_close(ledger);
    return status ? status : cairn_result_finish(&result, CAIRN_FOUND, out_result, err);
}
