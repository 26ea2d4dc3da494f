/* The ledger of outcomes: who may report, what counts, what the environment may say. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "formats/json.h"
#include "ledger/outcomes.h"

struct fixture {
    struct cairn_arena arena;
    struct cairn_store *ledger;
    struct cairn_error err;
    char path[256];
};

static void must(const struct fixture *fixture, enum cairn_status status)
{
    if (status)
        fail_msg("%s (%s)", fixture->err.primary, fixture->err.detail);
}

static int begin(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    const char *folder = getenv("TMPDIR");
    snprintf(fixture->path, sizeof(fixture->path), "%s/cairn-outcomes-%ld.db",
        folder ? folder : "/tmp", (long)getpid());
    unlink(fixture->path);
    must(fixture, cairn_outcomes_open(fixture->path, true, &fixture->ledger, &fixture->err));
    *state = fixture;
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    cairn_store_close(fixture->ledger);
    cairn_arena_done(&fixture->arena);
    unlink(fixture->path);
    free(fixture);
    return 0;
}

static const char *add_reporter(struct fixture *fixture, const char *name, const char *organisation)
{
    char token[CAIRN_OUTCOMES_TOKEN_SIZE];
    must(fixture, cairn_outcomes_add_reporter(fixture->ledger, cairn_span_from_string(name),
                      cairn_span_from_string(organisation), 1000, token, &fixture->err));
    return cairn_arena_string(&fixture->arena, cairn_span_from_string(token));
}

/* Empty texts: not known. */
static enum cairn_status report(struct fixture *fixture, const char *token, const char *change,
    const char *cause, const char *class, bool worked)
{
    struct cairn_span reporter = {0};
    const struct cairn_outcome outcome = {.record = CAIRN_SPAN("web/refused"),
        .change = cairn_span_from_string(change),
        .cause = cairn_span_from_string(cause),
        .environment = cairn_span_from_string(class),
        .environment_class = cairn_span_from_string(class),
        .token = cairn_span_from_string(token),
        .canon_digest = CAIRN_SPAN("sha256:0"),
        .at_ms = 2000,
        .worked = worked};
    return cairn_outcomes_add(fixture->ledger, &fixture->arena, &outcome, &reporter, &fixture->err);
}

/* `field` as JSON. */
static const char *field(struct fixture *fixture, const char *ids)
{
    struct cairn_value *list = NULL;
    struct cairn_value *value = NULL;
    CAIRN_AUTO_BUF struct cairn_buf json = {0};
    must(fixture,
        cairn_json_read(&fixture->arena, cairn_span_from_string(ids), "ids", &list, &fixture->err));
    must(fixture,
        cairn_outcomes_field(fixture->ledger, &fixture->arena, list, &value, &fixture->err));
    if (!value)
        return "nothing";
    cairn_json_write(&json, value, CAIRN_JSON_COMPACT);
    return cairn_arena_string(&fixture->arena, cairn_buf_span(&json));
}

#define RECORD "[\"web/refused\"]"

static void holds(const char *text, const char *part)
{
    assert_non_null(text);
    if (!strstr(text, part))
        fail_msg("wanted: %s\nin: %s", part, text);
}

/* The bounds are the shares p that solve (k/n - p)^2 = z^2 p(1 - p)/n: found by bisection, apart
 * from the closed form under test. */
static void the_interval_is_wilsons(void **state)
{
    (void)state;
    static const struct {
        uint64_t k, n;
        double low, high;
    } known[] = {
        {0, 1, 0.0, 0.7935},
        {1, 1, 0.2065, 1.0},
        {0, 10, 0.0, 0.2775},
        {1, 10, 0.0179, 0.4042},
        {5, 10, 0.2366, 0.7634},
        {8, 10, 0.4902, 0.9433},
        {10, 10, 0.7225, 1.0},
        {50, 100, 0.4038, 0.5962},
        {95, 100, 0.8882, 0.9785},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(known); i++) {
        struct cairn_interval interval = cairn_wilson_interval(known[i].k, known[i].n);
        if (interval.low < known[i].low - 0.0001 || interval.low > known[i].low + 0.0001 ||
            interval.high < known[i].high - 0.0001 || interval.high > known[i].high + 0.0001)
            fail_msg("%u of %u: %f to %f", (unsigned)known[i].k, (unsigned)known[i].n, interval.low,
                interval.high);
    }
}

static void nothing_is_reported_at_first(void **state)
{
    assert_string_equal(field(*state, RECORD), "nothing");
}

static void the_last_vote_counts(void **state)
{
    struct fixture *fixture = *state;
    const char *token = add_reporter(fixture, "ann", "Acme");
    must(fixture, report(fixture, token, "tighten", "loose", "", true));
    must(fixture, report(fixture, token, "tighten", "loose", "", false));
    holds(field(fixture, RECORD), "\"worked\":{\"k\":0,\"n\":1}");
    must(fixture, report(fixture, token, "tighten", "loose", "", true));
    holds(field(fixture, RECORD), "\"worked\":{\"k\":1,\"n\":1}");
}

/* Each of record, change, cause, class and reporter makes a vote of its own. */
static void votes_differ_by_what_they_speak_of(void **state)
{
    struct fixture *fixture = *state;
    const char *ann = add_reporter(fixture, "ann", "Acme");
    const char *ben = add_reporter(fixture, "ben", "Acme");
    must(fixture, report(fixture, ann, "tighten", "loose", "nginx 1.22", true));
    must(fixture, report(fixture, ann, "tighten", "loose", "nginx 1.26", true));
    must(fixture, report(fixture, ann, "tighten", "bent", "nginx 1.22", false));
    must(fixture, report(fixture, ann, "tighten", "", "nginx 1.22", true));
    must(fixture, report(fixture, ben, "tighten", "loose", "nginx 1.22", true));
    must(fixture, report(fixture, ben, "oil", "loose", "nginx 1.22", false));
    const char *json = field(fixture, RECORD);
    holds(json, "{\"state\":\"reported\",\"reports\":6,\"reporters\":2,\"organisations\":1,"
                "\"unattributed\":0");
    holds(json, "{\"change\":\"oil\",\"worked\":{\"k\":0,\"n\":1},\"low\":0,\"high\":0.7935,"
                "\"organisations\":0,\"by_cause\":[{\"cause\":\"loose\",\"k\":0,\"n\":1}],"
                "\"unattributed\":null}");
    holds(json, "{\"change\":\"tighten\",\"worked\":{\"k\":4,\"n\":5}");
    holds(json, "\"by_cause\":[{\"cause\":null,\"k\":1,\"n\":1},{\"cause\":\"bent\",\"k\":0,"
                "\"n\":1},{\"cause\":\"loose\",\"k\":3,\"n\":3}]");
}

static void two_organisations_confirm(void **state)
{
    struct fixture *fixture = *state;
    const char *ann = add_reporter(fixture, "ann", "Acme");
    const char *ben = add_reporter(fixture, "ben", "ACME");
    const char *cyn = add_reporter(fixture, "cyn", "Other");
    must(fixture, report(fixture, ann, "tighten", "", "", true));
    must(fixture, report(fixture, ben, "tighten", "", "", true));
    must(fixture, report(fixture, cyn, "tighten", "", "", false));
    must(fixture, report(fixture, cyn, "oil", "", "", true));
    holds(field(fixture, RECORD), "\"state\":\"reported\"");
    holds(field(fixture, RECORD), "\"organisations\":2");
    must(fixture, report(fixture, cyn, "tighten", "", "", true));
    holds(field(fixture, RECORD), "\"state\":\"confirmed\"");
}

static void the_unattributed_never_counts(void **state)
{
    struct fixture *fixture = *state;
    must(fixture, report(fixture, "", "tighten", "", "", true));
    must(fixture, report(fixture, "", "tighten", "", "", false));
    holds(field(fixture, RECORD), "{\"state\":\"none\",\"reports\":0,\"reporters\":0,"
                                  "\"organisations\":0,\"unattributed\":2");
    holds(field(fixture, RECORD), "\"worked\":null,\"low\":null,\"high\":null,"
                                  "\"organisations\":0,\"by_cause\":[],"
                                  "\"unattributed\":{\"k\":1,\"n\":2}");
}

static void a_revoked_token_has_no_voice(void **state)
{
    struct fixture *fixture = *state;
    const char *ann = add_reporter(fixture, "ann", "Acme");
    must(fixture, report(fixture, ann, "tighten", "", "", true));
    must(fixture,
        cairn_outcomes_revoke_reporter(fixture->ledger, CAIRN_SPAN("ann"), 3000, &fixture->err));
    must(fixture,
        cairn_outcomes_revoke_reporter(fixture->ledger, CAIRN_SPAN("ann"), 4000, &fixture->err));
    holds(field(fixture, RECORD), "\"state\":\"none\",\"reports\":0");
    assert_int_equal(report(fixture, ann, "tighten", "", "", true), CAIRN_ERR_DENIED);
    holds(fixture->err.primary, "was revoked");
}

static void an_unknown_token_is_denied(void **state)
{
    struct fixture *fixture = *state;
    char *token = cairn_arena_string(
        &fixture->arena, cairn_span_from_string(add_reporter(fixture, "ann", "Acme")));
    char *last = &token[strlen(token) - 1];
    *last = *last == '0' ? '1' : '0';
    assert_int_equal(report(fixture, token, "tighten", "", "", true), CAIRN_ERR_DENIED);
    assert_int_equal(report(fixture, "short", "tighten", "", "", true), CAIRN_ERR_DENIED);
    assert_string_equal(field(fixture, RECORD), "nothing");
}

static void a_former_id_counts_along(void **state)
{
    struct fixture *fixture = *state;
    const char *ann = add_reporter(fixture, "ann", "Acme");
    must(fixture, report(fixture, ann, "tighten", "", "", true));
    holds(field(fixture, "[\"web/closed\", \"web/refused\"]"), "\"reports\":1");
    assert_string_equal(field(fixture, "[\"web/closed\"]"), "nothing");
}

static void tokens_are_random_and_names_are_final(void **state)
{
    struct fixture *fixture = *state;
    char token[CAIRN_OUTCOMES_TOKEN_SIZE] = "";
    const char *one = add_reporter(fixture, "ann", "Acme");
    const char *two = add_reporter(fixture, "ben", "Acme");
    assert_int_equal(strlen(one), CAIRN_OUTCOMES_TOKEN_SIZE - 1);
    assert_string_not_equal(one, two);
    assert_int_equal(cairn_outcomes_add_reporter(fixture->ledger, CAIRN_SPAN("ann"),
                         CAIRN_SPAN("Acme"), 1, token, &fixture->err),
        CAIRN_ERR_CONFLICT);
    assert_string_equal(token, "");
    assert_int_equal(
        cairn_outcomes_revoke_reporter(fixture->ledger, CAIRN_SPAN("nobody"), 1, &fixture->err),
        CAIRN_ERR_NOT_FOUND);
}

/* Of a token only its digest is in the file. */
static void tokens_are_not_kept(void **state)
{
    struct fixture *fixture = *state;
    const char *token = add_reporter(fixture, "ann", "Acme");
    char bytes[1 << 16];
    cairn_store_close(fixture->ledger);
    fixture->ledger = NULL;
    FILE *file = fopen(fixture->path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    assert_non_null(memmem(bytes, size, "ann", 3));
    assert_null(memmem(bytes, size, token + 6, 64));
}

static void names_are_texts_on_one_line(void **state)
{
    struct fixture *fixture = *state;
    static char long_name[CAIRN_LIMIT_REPORTER_NAME + 2];
    memset(long_name, 'a', CAIRN_LIMIT_REPORTER_NAME);
    (void)add_reporter(fixture, long_name, "Acme");
    long_name[CAIRN_LIMIT_REPORTER_NAME] = 'a';
    const char *const wrong[] = {"", " ann", "a\nb", "a\x1b[31m", "\xff", long_name};
    char token[CAIRN_OUTCOMES_TOKEN_SIZE];
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(wrong); i++) {
        assert_int_equal(
            cairn_outcomes_add_reporter(fixture->ledger, cairn_span_from_string(wrong[i]),
                CAIRN_SPAN("Acme"), 1, token, &fixture->err),
            CAIRN_ERR_INVALID);
        assert_int_equal(cairn_outcomes_add_reporter(fixture->ledger, CAIRN_SPAN("new"),
                             cairn_span_from_string(wrong[i]), 1, token, &fixture->err),
            CAIRN_ERR_INVALID);
    }
}

static void environments(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text, *kept, *class;
    } good[] = {
        {"nginx 1.22.1", "nginx 1.22.1", "nginx 1.22"},
        {"OpenSSL 3.0.20,nginx  1.22.1-9+deb12u3", "nginx 1.22.1-9+deb12u3, openssl 3.0.20",
            "nginx 1.22, openssl 3.0"},
        {" git 2 ", "git 2", "git 2"},
        {"chrome 120.0.6099.109", "chrome 120.0.6099.109", "chrome 120.0"},
        {"node 18.0rc1", "node 18.0rc1", "node 18.0"},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(good); i++) {
        struct cairn_span kept, class;
        must(fixture, cairn_outcomes_environment(&fixture->arena,
                          cairn_span_from_string(good[i].text), &kept, &class, &fixture->err));
        assert_true(cairn_span_equal_string(kept, good[i].kept));
        assert_true(cairn_span_equal_string(class, good[i].class));
    }
}

/* Host names, addresses, paths and words are not programs with versions. */
static void environments_that_say_too_much(void **state)
{
    struct fixture *fixture = *state;
    static const char *const wrong[] = {"", "nginx", "nginx,", "db01.corp 1.2", "host 10.0.0.5",
        "nginx 1.22.1 on db01", "nginx v1", "/etc/nginx 1", "nginx 1/2", "nginx 1.2, nginx 1.3",
        "nginx 1.2, NGINX 1.2", "user@host 1", "nginx 1.2\x1b", "\xff 1",
        "a1234567890123456789012345678901x 1", "a 12345678901234567890123456789012x"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(wrong); i++) {
        struct cairn_span kept = {0}, class = {0};
        enum cairn_status status = cairn_outcomes_environment(
            &fixture->arena, cairn_span_from_string(wrong[i]), &kept, &class, &fixture->err);
        if (status != CAIRN_ERR_INVALID)
            fail_msg("taken: %s", wrong[i]);
    }
}

static void environments_are_bounded(void **state)
{
    struct fixture *fixture = *state;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct cairn_span kept, class;
    for (int i = 0; i < CAIRN_LIMIT_OUTCOME_PROGRAMS; i++)
        cairn_buf_printf(&text, "%sp%d 1", i ? ", " : "", i);
    must(fixture, cairn_outcomes_environment(
                      &fixture->arena, cairn_buf_span(&text), &kept, &class, &fixture->err));
    cairn_buf_append_string(&text, ", more 1");
    assert_int_equal(cairn_outcomes_environment(
                         &fixture->arena, cairn_buf_span(&text), &kept, &class, &fixture->err),
        CAIRN_ERR_INVALID);
}

static void reporters_are_listed(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_value *list = NULL;
    CAIRN_AUTO_BUF struct cairn_buf json = {0};
    const char *ben = add_reporter(fixture, "ben", "Other");
    (void)add_reporter(fixture, "ann", "Acme");
    must(fixture, report(fixture, ben, "tighten", "", "", true));
    must(fixture,
        cairn_outcomes_revoke_reporter(fixture->ledger, CAIRN_SPAN("ann"), 3000, &fixture->err));
    must(fixture, cairn_outcomes_reporters(fixture->ledger, &fixture->arena, &list, &fixture->err));
    cairn_json_write(&json, list, CAIRN_JSON_COMPACT);
    assert_string_equal(json.data,
        "[{\"name\":\"ann\",\"organisation\":\"Acme\",\"issued\":\"1970-01-01T00:00:01Z\","
        "\"revoked\":\"1970-01-01T00:00:03Z\",\"outcomes\":0},"
        "{\"name\":\"ben\",\"organisation\":\"Other\",\"issued\":\"1970-01-01T00:00:01Z\","
        "\"revoked\":null,\"outcomes\":1}]");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_is_wilsons),
        TEST(nothing_is_reported_at_first),
        TEST(the_last_vote_counts),
        TEST(votes_differ_by_what_they_speak_of),
        TEST(two_organisations_confirm),
        TEST(the_unattributed_never_counts),
        TEST(a_revoked_token_has_no_voice),
        TEST(an_unknown_token_is_denied),
        TEST(a_former_id_counts_along),
        TEST(tokens_are_random_and_names_are_final),
        TEST(tokens_are_not_kept),
        TEST(names_are_texts_on_one_line),
        TEST(environments),
        TEST(environments_that_say_too_much),
        TEST(environments_are_bounded),
        TEST(reporters_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
