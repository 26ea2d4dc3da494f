/*
 * Reporters: whom the operator gave a token. The token is 256 random bits of the kernel, shown
 * once; kept is its SHA-256, which needs no salt, since nobody can guess through so many bits. A
 * reporter is never taken away: a revocation is a row of its own, and a name is not given again.
 */
#include <sys/random.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "ledger/outcomes_internal.h"

#define TOKEN_PREFIX "cairn_"
#define TOKEN_BYTES  32

bool cairn_outcomes_token_digest(struct cairn_span token, char out_hex[CAIRN_DIGEST_HEX_SIZE])
{
    if (token.size != CAIRN_OUTCOMES_TOKEN_SIZE - 1 ||
        !cairn_span_starts_with(token, CAIRN_SPAN(TOKEN_PREFIX)))
        return false;
    cairn_digest_hex(token, out_hex);
    return true;
}

static enum cairn_status make_token(
    char out_token[CAIRN_OUTCOMES_TOKEN_SIZE], struct cairn_error *err)
{
    static const char digits[] = "0123456789abcdef";
    static const char prefix[] = TOKEN_PREFIX;
    unsigned char bytes[TOKEN_BYTES];
    /* Up to 256 bytes come whole once the kernel's pool is ready. */
    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not make a token");
    size_t size = 0;
    for (; prefix[size]; size++)
        out_token[size] = prefix[size];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        out_token[size++] = digits[bytes[i] >> 4];
        out_token[size++] = digits[bytes[i] & 0xf];
    }
    out_token[size] = '\0';
    return CAIRN_OK;
}

/* A name is shown to people and told apart by them: visible text on one line. */
static enum cairn_status check_name(
    struct cairn_span name, const char *what, struct cairn_error *err)
{
    struct cairn_span trimmed = cairn_span_trim(name);
    bool is_wrong = !name.size || trimmed.size != name.size ||
                    name.size > CAIRN_LIMIT_REPORTER_NAME || !cairn_utf8_is_valid(name);
    for (size_t i = 0; !is_wrong && i < name.size; i++)
        is_wrong = (unsigned char)name.data[i] < ' ' || name.data[i] == 0x7f;
    if (!is_wrong)
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_INVALID, "cannot make a token: the %s is no name", what);
    cairn_error_hint(err, "Give 1 to %zu bytes of text on one line, without blanks at the ends.",
        CAIRN_LIMIT_REPORTER_NAME);
    return CAIRN_ERR_INVALID;
}

static enum cairn_status insert_reporter(struct cairn_store *ledger, struct cairn_span name,
    struct cairn_span organisation, int64_t at_ms, const char *digest, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    enum cairn_status status = cairn_store_prepare(ledger,
        "INSERT INTO reporter (name, organisation, token_digest, issued_ms)"
        " VALUES (?1, ?2, ?3, ?4)",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, name);
    cairn_store_bind_text(statement, 2, organisation);
    cairn_store_bind_text(statement, 3, cairn_span_from_string(digest));
    cairn_store_bind_int(statement, 4, at_ms);
    status = cairn_store_run(statement, err);
    if (status != CAIRN_ERR_CONFLICT)
        return status;
    CAIRN_FAIL(err, CAIRN_ERR_CONFLICT,
        "cannot make a token for \"%.*s\": the name was used before", CAIRN_SPAN_ARGS(name));
    cairn_error_hint(err, "Choose another name; those in use: cairn serve token list");
    return CAIRN_ERR_CONFLICT;
}

enum cairn_status cairn_outcomes_add_reporter(struct cairn_store *ledger, struct cairn_span name,
    struct cairn_span organisation, int64_t at_ms, char out_token[CAIRN_OUTCOMES_TOKEN_SIZE],
    struct cairn_error *err)
{
    char token[CAIRN_OUTCOMES_TOKEN_SIZE];
    char digest[CAIRN_DIGEST_HEX_SIZE];
    enum cairn_status status = check_name(name, "name", err);
    if (!status)
        status = check_name(organisation, "organisation", err);
    if (!status)
        status = make_token(token, err);
    if (status)
        return status;
    CAIRN_ASSERT(cairn_outcomes_token_digest(cairn_span_from_string(token), digest));
    status = insert_reporter(ledger, name, organisation, at_ms, digest, err);
    for (size_t i = 0; !status && i < sizeof(token); i++)
        out_token[i] = token[i];
    return status;
}

static enum cairn_status find_number(struct cairn_store *ledger, struct cairn_span name,
    int64_t *out_number, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    bool has_row = false;
    enum cairn_status status =
        cairn_store_prepare(ledger, "SELECT number FROM reporter WHERE name = ?1", &statement, err);
    if (status)
        return status;
    cairn_store_bind_text(statement, 1, name);
    status = cairn_store_step(statement, &has_row, err);
    if (status)
        return status;
    if (has_row) {
        *out_number = cairn_store_column_int(statement, 0);
        return CAIRN_OK;
    }
    CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "cannot revoke the token of \"%.*s\": no such reporter",
        CAIRN_SPAN_ARGS(name));
    cairn_error_hint(err, "See who has one: cairn serve token list");
    return CAIRN_ERR_NOT_FOUND;
}

enum cairn_status cairn_outcomes_revoke_reporter(
    struct cairn_store *ledger, struct cairn_span name, int64_t at_ms, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    int64_t number = 0;
    enum cairn_status status = find_number(ledger, name, &number, err);
    if (!status)
        status = cairn_store_prepare(ledger,
            "INSERT INTO revocation (reporter, at_ms) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            &statement, err);
    if (status)
        return status;
    cairn_store_bind_int(statement, 1, number);
    cairn_store_bind_int(statement, 2, at_ms);
    return cairn_store_run(statement, err);
}

static void set_time(struct cairn_arena *arena, struct cairn_value *object, const char *key,
    struct cairn_store_statement *statement, int column)
{
    char text[CAIRN_TIME_TEXT_SIZE];
    if (cairn_store_column_is_null(statement, column)) {
        cairn_value_set(arena, object, key, cairn_value_null(arena));
        return;
    }
    cairn_time_format(cairn_store_column_int(statement, column), text);
    cairn_value_set_cstring(arena, object, key, text);
}

enum cairn_status cairn_outcomes_reporters(struct cairn_store *ledger, struct cairn_arena *arena,
    struct cairn_value **out_reporters, struct cairn_error *err)
{
    CAIRN_AUTO_RESET struct cairn_store_statement *statement = NULL;
    struct cairn_value *list = cairn_value_array(arena);
    bool has_row = false;
    enum cairn_status status = cairn_store_prepare(ledger,
        "SELECT name, organisation, issued_ms, at_ms,"
        " (SELECT count(*) FROM outcome WHERE outcome.reporter = reporter.number)"
        " FROM reporter LEFT JOIN revocation ON revocation.reporter = reporter.number"
        " ORDER BY name LIMIT ?1",
        &statement, err);
    if (status)
        return status;
    cairn_store_bind_int(statement, 1, CAIRN_LIMIT_REPORTERS);
    while (!(status = cairn_store_step(statement, &has_row, err)) && has_row) {
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "name", cairn_store_column_text(statement, 0));
        cairn_value_set_string(arena, entry, "organisation", cairn_store_column_text(statement, 1));
        set_time(arena, entry, "issued", statement, 2);
        set_time(arena, entry, "revoked", statement, 3);
        cairn_value_set_int(arena, entry, "outcomes", cairn_store_column_int(statement, 4));
        cairn_value_push(arena, list, entry);
    }
    if (!status)
        status = cairn_value_status(arena, list, err);
    if (!status)
        *out_reporters = list;
    return status;
}
