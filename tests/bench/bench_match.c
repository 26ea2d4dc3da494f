/*
 * The matcher by itself: how fast it looks through ordinary logs, how long one message takes, how
 * long the index takes to build. Signatures are made by varying real-looking ones.
 *
 *     bench_match [LOG [SIGNATURES…]]      default: data/ordinary.log, and 100, 2500 and 100000
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/vec.h"
#include "match/index.h"
#include "match/matcher.h"

#include <fcntl.h>

#define SCAN_BYTES ((size_t)64 << 20)
#define SCAN_PIECE ((size_t)256 << 10)

static const char *const programs[] = {"upstream", "worker", "backend", "resolver", "listener",
    "scheduler", "replica", "session", "handshake", "certificate", "mount", "volume", "socket",
    "pipeline", "container", "module", "package", "checkpoint", "transaction", "tablespace"};
static const char *const troubles[] = {"refused", "timed out", "is not permitted", "was reset",
    "could not be resolved", "has expired", "does not match", "is corrupt", "exceeds the limit",
    "is already in use", "was not found", "is read only", "has no route", "is misconfigured",
    "was terminated", "is out of range"};
static const char *const places[] = {"while reading the response header",
    "during the SSL handshake", "at start-up", "while connecting to the peer",
    "in the configuration", "on the primary", "while writing the journal",
    "before the first request", "after the reload", "on the replica"};

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void die(const char *what)
{
    fprintf(stderr, "bench_match: %s\n", what);
    exit(1);
}

static uint32_t mix(uint32_t value)
{
    value = (value ^ value >> 16) * 0x7feb352du;
    value = (value ^ value >> 15) * 0x846ca68bu;
    return value ^ value >> 16;
}

#define PICK(words, salt) words[mix(i * 8 + (salt)) % CAIRN_ARRAY_SIZE(words)]

/* Signature i: as a regex, or as a message that it matches. Real canons vary words; so do these, by
 * a hash of i. */
static void write_signature(struct cairn_buf *out, unsigned i, bool as_regex)
{
    cairn_buf_clear(out);
    cairn_buf_printf(out,
        as_regex ? "%s_%s (?P<name>\\S+) of %s %s \\(\\d+: [^)]*\\) %s"
                 : "%s_%s alpha of %s %s (110: timeout) %s",
        PICK(programs, 0), PICK(programs, 1), PICK(programs, 2), PICK(troubles, 3),
        PICK(places, 4));
    if (i >= 2500) /* more than the words give: a number makes the rest differ */
        cairn_buf_printf(out, " stage%u", i);
}

static enum cairn_status read_memory(
    void *context, size_t offset, char *memory, size_t size, struct cairn_error *err)
{
    const struct cairn_buf *blob = context;
    (void)err;
    memcpy(memory, blob->data + offset, size);
    return CAIRN_OK;
}

static void build(unsigned count, struct cairn_buf *blob)
{
    struct cairn_error err = {0};
    struct cairn_index_builder *builder;
    struct cairn_buf regex = {0};
    if (cairn_index_builder_new(&builder, &err) != CAIRN_OK)
        die(err.primary);
    for (unsigned i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "bench/r%06u", i);
        write_signature(&regex, i, true);
        struct cairn_span text = cairn_buf_span(&regex);
        struct cairn_index_record record = {
            .id = cairn_span_from_string(id), .regexes = &text, .regex_count = 1};
        if (cairn_index_builder_add(builder, &record, &err) != CAIRN_OK)
            die(err.primary);
    }
    if (cairn_index_builder_finish(builder, blob, &err) != CAIRN_OK)
        die(err.primary);
    cairn_index_builder_free(builder);
    cairn_buf_done(&regex);
}

static double scan_rate(struct cairn_matcher *matcher, struct cairn_span text,
    struct cairn_vec *found, size_t *out_count)
{
    struct cairn_error err = {0};
    *out_count = 0;
    double start = now_us();
    for (size_t at = 0; at < text.size; at += SCAN_PIECE) {
        cairn_vec_clear(found);
        if (cairn_matcher_find(matcher, cairn_span_slice(text, at, SCAN_PIECE), found, &err) !=
            CAIRN_OK)
            die(err.primary);
        *out_count += found->count;
    }
    return (double)text.size / (now_us() - start);
}

static void match_one(
    struct cairn_matcher *matcher, struct cairn_span event, struct cairn_vec *found)
{
    struct cairn_error err = {0};
    struct cairn_confirmation out;
    cairn_vec_clear(found);
    if (cairn_matcher_find(matcher, event, found, &err) != CAIRN_OK ||
        cairn_matcher_confirm(
            matcher, event, found->data, found->count, CAIRN_SPAN(""), &out, &err) != CAIRN_OK)
        die(err.primary);
    if (out.count == 0)
        die("a message did not match its own signature");
}

/* A matcher just opened answers one message; then many messages in turn, each seen before. */
static void time_messages(struct cairn_buf *blob, unsigned count, struct cairn_vec *found)
{
    enum { MESSAGES = 64, ROUNDS = 200 };
    struct cairn_error err = {0};
    struct cairn_index_source source = {.read = read_memory, .context = blob, .size = blob->size};
    struct cairn_matcher *matcher;
    struct cairn_buf messages[MESSAGES] = {{0}};
    for (unsigned i = 0; i < MESSAGES; i++)
        write_signature(&messages[i], (unsigned)((uint64_t)i * count / MESSAGES), false);
    double start = now_us();
    if (cairn_matcher_open(&source, &matcher, &err) != CAIRN_OK)
        die(err.primary);
    match_one(matcher, cairn_buf_span(&messages[1]), found);
    double cold = now_us() - start;
    for (unsigned i = 0; i < MESSAGES; i++)
        match_one(matcher, cairn_buf_span(&messages[i]), found);
    start = now_us();
    for (unsigned round = 0; round < ROUNDS; round++)
        for (unsigned i = 0; i < MESSAGES; i++)
            match_one(matcher, cairn_buf_span(&messages[i]), found);
    double warm = (now_us() - start) / (MESSAGES * ROUNDS);
    printf("  one message        %8.1f us opened for it, %.2f us warm\n", cold, warm);
    for (unsigned i = 0; i < MESSAGES; i++)
        cairn_buf_done(&messages[i]);
    cairn_matcher_close(matcher);
}

static void run(unsigned count, struct cairn_span log)
{
    struct cairn_error err = {0};
    struct cairn_buf blob = {0};
    struct cairn_vec found = CAIRN_VEC_OF(struct cairn_candidate);
    printf("%u signatures\n", count);
    double start = now_us();
    build(count, &blob);
    printf("  index              %8.1f ms to build, %.1f MiB\n", (now_us() - start) / 1e3,
        (double)blob.size / (1 << 20));
    struct cairn_index_source source = {.read = read_memory, .context = &blob, .size = blob.size};
    struct cairn_matcher *matcher;
    if (cairn_matcher_open(&source, &matcher, &err) != CAIRN_OK)
        die(err.primary);
    size_t candidates;
    double best = 0;
    for (int i = 0; i < 3; i++) {
        double rate = scan_rate(matcher, log, &found, &candidates);
        best = rate > best ? rate : best;
    }
    printf("  ordinary log       %8.0f MB/s, %zu candidates in %zu MiB\n", best, candidates,
        log.size >> 20);
    cairn_matcher_close(matcher);
    time_messages(&blob, count, &found);
    cairn_vec_done(&found);
    cairn_buf_done(&blob);
}

int main(int argc, char **argv)
{
    struct cairn_error err = {0};
    struct cairn_buf sample = {0};
    struct cairn_buf log = {0};
    const char *path = argc > 1 ? argv[1] : "data/ordinary.log";
    if (cairn_file_read(AT_FDCWD, path, SCAN_BYTES, &sample, &err) != CAIRN_OK)
        die(err.primary);
    if (sample.size == 0)
        die("the log is empty");
    while (log.size < SCAN_BYTES && !log.failure)
        cairn_buf_append(&log, cairn_buf_span(&sample));
    static const char *const usual[] = {"100", "2500", "100000"};
    int given = argc > 2 ? argc - 2 : 0;
    for (int i = 0; i < (given ? given : 3); i++)
        run((unsigned)strtoul(given ? argv[2 + i] : usual[i], NULL, 10), cairn_buf_span(&log));
    cairn_buf_done(&sample);
    cairn_buf_done(&log);
    return 0;
}
