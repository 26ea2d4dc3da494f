/*
 * The ledger of outcomes: what people and programs say of changes that they tried, apart from what
 * the lab measured. A file of SQLite that only grows (outcomes-1.sql). Several processes may use it
 * at once; one opened ledger is used by one thread at a time.
 */
#ifndef CAIRN_LEDGER_OUTCOMES_H
#define CAIRN_LEDGER_OUTCOMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/span.h"
#include "formats/value.h"
#include "store/store.h"

/* "cairn_" and 64 hexadecimal digits: 256 random bits, with a name that scanners for secrets find.
 */
#define CAIRN_OUTCOMES_TOKEN_SIZE 71 /* with NUL */

/* Closed with cairn_store_close. Fails as cairn_store_open_own does. */
enum cairn_status cairn_outcomes_open(const char *path, bool may_make,
    struct cairn_store **out_ledger, struct cairn_error *err) CAIRN_MUST_USE;

struct cairn_outcome {
    struct cairn_span record, change;                 /* ids that a canon has */
    struct cairn_span cause;                          /* empty: not known */
    struct cairn_span environment, environment_class; /* of cairn_outcomes_environment */
    struct cairn_span token;                          /* empty: unattributed */
    struct cairn_span canon_digest; /* of the canon that the change was taken from */
    int64_t at_ms;
    bool worked;
};

/* Durable when it returns. *out_reporter: the reporter's name, in `arena`; empty when unattributed.
 * CAIRN_ERR_DENIED: the token is unknown or revoked; nothing was written. */
enum cairn_status cairn_outcomes_add(struct cairn_store *ledger, struct cairn_arena *arena,
    const struct cairn_outcome *outcome, struct cairn_span *out_reporter,
    struct cairn_error *err) CAIRN_MUST_USE;

/* Programs and their versions, "nginx 1.22.1, openssl 3.0.20", and nothing else: no host name or
 * address passes. Gives them in order of name, and their class, "nginx 1.22, openssl 3.0": what
 * counts as the same environment. CAIRN_ERR_INVALID says which part is neither. */
enum cairn_status cairn_outcomes_environment(struct cairn_arena *arena, struct cairn_span text,
    struct cairn_span *out_environment, struct cairn_span *out_class,
    struct cairn_error *err) CAIRN_MUST_USE;

/* `field` of a record: what counts of the outcomes under any of `ids` (its id and former ids: an
 * array of strings). NULL: nothing was reported at all. */
enum cairn_status cairn_outcomes_field(struct cairn_store *ledger, struct cairn_arena *arena,
    const struct cairn_value *ids, struct cairn_value **out_field,
    struct cairn_error *err) CAIRN_MUST_USE;

/* The Wilson score interval at 95 % for k of n (n > 0). */
struct cairn_interval {
    double low, high;
};
struct cairn_interval cairn_wilson_interval(uint64_t k, uint64_t n);

/* Makes a token for a new reporter. CAIRN_ERR_CONFLICT: the name was used before;
 * CAIRN_ERR_INVALID: a name is empty, too long, or has control characters. */
enum cairn_status cairn_outcomes_add_reporter(struct cairn_store *ledger, struct cairn_span name,
    struct cairn_span organisation, int64_t at_ms, char out_token[CAIRN_OUTCOMES_TOKEN_SIZE],
    struct cairn_error *err) CAIRN_MUST_USE;
/* CAIRN_ERR_NOT_FOUND: no such reporter. Revoking twice changes nothing. */
enum cairn_status cairn_outcomes_revoke_reporter(struct cairn_store *ledger, struct cairn_span name,
    int64_t at_ms, struct cairn_error *err) CAIRN_MUST_USE;
/* [{name, organisation, issued, revoked: time|null, outcomes}], in order of name. */
enum cairn_status cairn_outcomes_reporters(struct cairn_store *ledger, struct cairn_arena *arena,
    struct cairn_value **out_reporters, struct cairn_error *err) CAIRN_MUST_USE;

#endif
