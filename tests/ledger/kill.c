/*
 * Does an outcome that was acknowledged survive? Writers in processes of their own write into one
 * ledger at once, opening it anew now and then, and are killed at random moments (SIGKILL). After
 * each round every acknowledged outcome must be there exactly once, at most one more per writer
 * (written, but killed before it could say so), and the file must be whole.
 *
 * usage: kill ROUNDS [SEED]
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../oracle/random.h"
#include "base/arena.h"
#include "ledger/outcomes.h"

#define WRITERS 3
/* A round lasts this long at most: some end while the file is being made, and on a slow disk, where
 * a commit takes 10 ms, some get to their second opening. */
#define ROUND_MOST_US 300000
/* Writes before a writer opens the ledger anew. */
#define WRITES_PER_OPEN 5

/* Shared with the writers. */
struct progress {
    volatile uint32_t acknowledged[WRITERS];
};

static char path[256];

static int fail(const char *what, const struct cairn_error *err)
{
    fprintf(stderr, "%s: %s (%s)\n", what, err->primary, err->detail);
    return 1;
}

/* Outcome n of a writer has a change of its own: w2_17. */
static enum cairn_status write_one(struct cairn_store *ledger, const char *record, unsigned writer,
    unsigned n, struct cairn_error *err)
{
    char change[32];
    struct cairn_span reporter = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    snprintf(change, sizeof(change), "w%u_%u", writer, n);
    const struct cairn_outcome outcome = {.record = cairn_span_from_string(record),
        .change = cairn_span_from_string(change),
        .canon_digest = CAIRN_SPAN("sha256:0"),
        .worked = true};
    return cairn_outcomes_add(ledger, &arena, &outcome, &reporter, err);
}

static int write_until_killed(struct progress *progress, const char *record, unsigned writer)
{
    struct cairn_error err = {0};
    for (unsigned n = 0;;) {
        struct cairn_store *ledger = NULL;
        if (cairn_outcomes_open(path, true, &ledger, &err))
            return fail("a writer could not open the ledger", &err);
        for (unsigned i = 0; i < WRITES_PER_OPEN; i++, n++) {
            if (write_one(ledger, record, writer, n, &err))
                return fail("a writer could not write", &err);
            progress->acknowledged[writer] = n + 1;
        }
        cairn_store_close(ledger);
    }
}

static int is_whole(void)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    int is_right =
        sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW &&
        !strcmp((const char *)sqlite3_column_text(statement, 0), "ok");
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return is_right;
}

/* How often outcome n of the writer is there. */
static int64_t times(const struct cairn_value *changes, unsigned writer, unsigned n)
{
    char change[32];
    snprintf(change, sizeof(change), "w%u_%u", writer, n);
    const struct cairn_value *entry =
        cairn_value_find(changes, "change", cairn_span_from_string(change));
    return cairn_value_get_int(cairn_value_get(entry, "unattributed"), "n");
}

static int check_writer(const struct cairn_value *changes, unsigned writer, unsigned acknowledged)
{
    for (unsigned n = 0; n < acknowledged; n++) {
        if (times(changes, writer, n) == 1)
            continue;
        fprintf(stderr, "outcome %u of writer %u was acknowledged, and is there %lld times\n", n,
            writer, (long long)times(changes, writer, n));
        return 1;
    }
    if (times(changes, writer, acknowledged) <= 1 && times(changes, writer, acknowledged + 1) == 0)
        return 0;
    fprintf(stderr, "writer %u has outcomes that it never wrote\n", writer);
    return 1;
}

static int check_round(const struct progress *progress, const char *record)
{
    struct cairn_error err = {0};
    struct cairn_store *ledger = NULL;
    struct cairn_value *field = NULL;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *ids = cairn_value_array(&arena);
    cairn_value_push(&arena, ids, cairn_value_string(&arena, cairn_span_from_string(record)));
    if (cairn_outcomes_open(path, true, &ledger, &err) ||
        cairn_outcomes_field(ledger, &arena, ids, &field, &err))
        return fail("after a kill", &err);
    cairn_store_close(ledger);
    int failures = 0;
    for (unsigned writer = 0; writer < WRITERS; writer++)
        failures +=
            check_writer(cairn_value_get(field, "changes"), writer, progress->acknowledged[writer]);
    if (!is_whole()) {
        fprintf(stderr, "the file is damaged\n");
        failures++;
    }
    return failures;
}

static void start(struct progress *progress, const char *record, pid_t *pids)
{
    for (unsigned writer = 0; writer < WRITERS; writer++) {
        progress->acknowledged[writer] = 0;
        pids[writer] = fork();
        if (pids[writer] == 0)
            _exit(write_until_killed(progress, record, writer));
    }
}

/* Each at a moment of its own. A writer that ended by itself has failed. */
static int kill_all(const pid_t *pids, struct test_random *random)
{
    int failures = 0;
    for (unsigned writer = 0; writer < WRITERS; writer++) {
        int how = 0;
        usleep((useconds_t)test_random_below(random, ROUND_MOST_US / WRITERS));
        kill(pids[writer], SIGKILL);
        waitpid(pids[writer], &how, 0);
        failures += !WIFSIGNALED(how);
    }
    return failures;
}

static void remove_files(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char name[300];
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL);
    if (!rounds) {
        fprintf(stderr, "usage: kill ROUNDS [SEED]\n");
        return 2;
    }
    struct test_random random = {seed};
    struct progress *progress =
        mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const char *folder = getenv("TMPDIR");
    unsigned long outcomes = 0;
    int failures = progress == MAP_FAILED;
    snprintf(path, sizeof(path), "%s/cairn-kill-%ld.db", folder ? folder : "/tmp", (long)getpid());
    for (unsigned long round = 0; !failures && round < rounds; round++) {
        char record[32];
        pid_t pids[WRITERS];
        snprintf(record, sizeof(record), "round/r%lu", round);
        /* Every other round begins with the making of the file. */
        if (round % 2 == 0)
            remove_files();
        start(progress, record, pids);
        failures += kill_all(pids, &random);
        failures += check_round(progress, record);
        for (unsigned writer = 0; writer < WRITERS; writer++)
            outcomes += progress->acknowledged[writer];
    }
    remove_files();
    printf("%lu rounds of %d writers, %lu outcomes acknowledged, %d failures, seed %llu\n", rounds,
        WRITERS, outcomes, failures, (unsigned long long)seed);
    return failures ? 1 : 0;
}
