/*
 * What a canon file costs: writing it, opening it, one record, one piece of the index, searches,
 * near ids. Records are made up from a fixed seed; words are as uneven as in a language, so some
 * are in nearly every record.
 *
 *     bench_canon [RECORDS …]      default: 2500 and 100000
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "canon/canon.h"
#include "canon/writer.h"

#define QUERIES 2000

static uint64_t seed = 88172645463325252u;

static uint32_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32);
}

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void must(enum cairn_status status, const struct cairn_error *err)
{
    if (status) {
        fprintf(stderr, "%s\n", err->primary);
        exit(2);
    }
}

/* Each power of two is as likely as the next, so rank r has a share of about 1/r: some words are
 * everywhere. */
static unsigned next_rank(unsigned bits)
{
    unsigned count = next_random() % (bits + 1);
    return next_random() & ((1u << count) - 1);
}

static void append_word(struct cairn_buf *buf, unsigned rank)
{
    static const char *const syllables[] = {"con", "nect", "ser", "ver", "time", "out", "fail",
        "ed", "up", "stream", "lis", "ten", "port", "cert", "ssl", "key"};
    for (unsigned rest = rank + 16; rest; rest /= 16)
        cairn_buf_append_string(buf, syllables[rest % 16]);
}

static void append_words(struct cairn_buf *buf, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        append_word(buf, next_rank(14));
        cairn_buf_append_byte(buf, ' ');
    }
}

static void append_chinese(struct cairn_buf *buf, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned rune = 0x4e00 + next_rank(11);
        cairn_buf_printf(buf, "%c%c%c", (int)(0xe0 | rune >> 12), (int)(0x80 | (rune >> 6 & 63)),
            (int)(0x80 | (rune & 63)));
    }
}

static void set_words(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, unsigned count)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    append_words(&text, count);
    cairn_value_set_string(arena, object, key, cairn_span_trim(cairn_buf_span(&text)));
}

static void set_chinese(
    struct cairn_arena *arena, struct cairn_value *object, const char *key, unsigned count)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    append_chinese(&text, count);
    cairn_value_set_string(arena, object, key, cairn_buf_span(&text));
}

static void make_id(unsigned number, char out_id[128])
{
    CAIRN_AUTO_BUF struct cairn_buf id = {0};
    append_word(&id, number % 3001);
    cairn_buf_append_byte(&id, '-');
    append_word(&id, number % 173);
    snprintf(out_id, 128, "domain%u/%s-%u", number % 40, id.data, number);
}

static void add_record(struct cairn_canon_writer *writer, unsigned number)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    char id[128];
    make_id(number, id);
    struct cairn_value *en = cairn_value_object(&arena);
    cairn_value_set_cstring(&arena, en, "id", id);
    set_words(&arena, en, "signature", 10);
    set_words(&arena, en, "root_cause", 40);
    set_words(&arena, en, "filling", 300);
    struct cairn_value *zh = cairn_value_copy(&arena, en);
    set_chinese(&arena, zh, "root_cause", 60);
    struct cairn_canon_record_entry entry = {.published_en = en, .published_zh = zh};
    must(cairn_canon_writer_add_record(writer, &entry, &err), &err);
}

static void write_canon(unsigned records, const char *path)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *info = cairn_value_object(&arena);
    cairn_value_set_cstring(&arena, info, "name", "bench");
    struct cairn_canon_writer *writer = NULL;
    must(cairn_canon_writer_new(&writer, &err), &err);
    must(cairn_canon_writer_set_info(writer, info, &err), &err);
    for (unsigned i = 0; i < records; i++)
        add_record(writer, i);
    CAIRN_AUTO_BUF struct cairn_buf index = {0};
    for (unsigned i = 0; i < (1u << 20); i++)
        cairn_buf_append_byte(&index, (char)i);
    must(cairn_canon_writer_set_index(writer, cairn_buf_span(&index), &err), &err);
    char *bytes = NULL;
    size_t size = 0;
    double start = now_us();
    must(cairn_canon_writer_finish(writer, &bytes, &size, &err), &err);
    printf("finish      %10.0f ms   %zu bytes, %zu a record\n", (now_us() - start) / 1e3, size,
        size / records);
    cairn_canon_writer_free(writer);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        exit(2);
    cairn_free(bytes);
}

static int compare_times(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void print_times(const char *name, double *times, size_t count)
{
    qsort(times, count, sizeof *times, compare_times);
    printf("%-11s %10.0f µs p50 %10.0f µs p99 %10.0f µs max\n", name, times[count / 2],
        times[count * 99 / 100], times[count - 1]);
}

static void measure_start(const char *path)
{
    static double opens[200], records[200], reads[200];
    static char piece[64 << 10];
    char id[128];
    for (unsigned i = 0; i < 200; i++) {
        struct cairn_error err = {0};
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        struct cairn_canon *canon = NULL;
        double start = now_us();
        must(cairn_canon_open(path, &canon, &err), &err);
        opens[i] = now_us() - start;
        make_id(i * 7, id);
        struct cairn_value *record = NULL;
        start = now_us();
        must(cairn_canon_get_record(
                 canon, &arena, cairn_span_from_string(id), CAIRN_CANON_EN, &record, &err),
            &err);
        records[i] = now_us() - start;
        start = now_us();
        must(
            cairn_canon_index_read(canon, (size_t)(i % 15) << 16, piece, sizeof piece, &err), &err);
        reads[i] = now_us() - start;
        cairn_canon_close(canon);
        if (i == 0)
            printf("first time  %10.0f µs open %10.0f µs record %9.0f µs 64 KiB of index\n",
                opens[0], records[0], reads[0]);
    }
    print_times("open", opens, 200);
    print_times("record", records, 200);
    print_times("index", reads, 200);
}

enum query_kind {
    QUERY_ALL,
    QUERY_ANY,
    QUERY_CHINESE,
    QUERY_COMMONEST,
};

static void make_query(enum query_kind kind, struct cairn_buf *query)
{
    if (kind == QUERY_CHINESE)
        append_chinese(query, 2 + next_random() % 2);
    else if (kind == QUERY_COMMONEST)
        append_word(query, next_random() % 20);
    else
        append_words(query, kind == QUERY_ANY ? 25 : 1 + next_random() % 3);
}

static void measure_search(struct cairn_canon *canon, const char *name, enum query_kind kind)
{
    static double times[QUERIES];
    size_t hits_total = 0;
    for (size_t i = 0; i < QUERIES; i++) {
        struct cairn_error err = {0};
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        CAIRN_AUTO_BUF struct cairn_buf query = {0};
        make_query(kind, &query);
        struct cairn_canon_search search = {
            .query = cairn_buf_span(&query), .any_word = kind == QUERY_ANY};
        struct cairn_canon_hit *hits = NULL;
        size_t count = 0;
        double start = now_us();
        must(cairn_canon_search(canon, &arena, &search, &hits, &count, &err), &err);
        times[i] = now_us() - start;
        hits_total += count;
    }
    print_times(name, times, QUERIES);
    if (hits_total == 0)
        printf("no hits\n");
}

static void measure_near(struct cairn_canon *canon, unsigned records)
{
    static double times[50];
    for (unsigned i = 0; i < 50; i++) {
        struct cairn_error err = {0};
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        char id[128];
        make_id(next_random() % records, id);
        id[strlen(id) / 2] = 'q';
        struct cairn_canon_hit *hits = NULL;
        size_t count = 0;
        double start = now_us();
        must(
            cairn_canon_near_ids(canon, &arena, cairn_span_from_string(id), 3, &hits, &count, &err),
            &err);
        times[i] = now_us() - start;
        if (count == 0)
            printf("nothing near %s\n", id);
    }
    print_times("near ids", times, 50);
}

static void run(unsigned records)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/bench-canon-%ld.db", (long)getpid());
    printf("%u records\n", records);
    write_canon(records, path);
    measure_start(path);
    struct cairn_error err = {0};
    struct cairn_canon *canon = NULL;
    must(cairn_canon_open(path, &canon, &err), &err);
    measure_search(canon, "all words", QUERY_ALL);
    measure_search(canon, "any word", QUERY_ANY);
    measure_search(canon, "chinese", QUERY_CHINESE);
    measure_search(canon, "commonest", QUERY_COMMONEST);
    measure_near(canon, records);
    cairn_canon_close(canon);
    unlink(path);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        run(2500);
        run(100000);
    }
    for (int i = 1; i < argc; i++) {
        unsigned records = (unsigned)strtoul(argv[i], NULL, 10);
        if (records > 0)
            run(records);
    }
    return 0;
}
