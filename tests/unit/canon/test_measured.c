/*
 * What the lab measured lies apart from the rest of a record: it is left out when an explanation
 * reads the record, comes back whole where it is asked for, and is not believed when the file is
 * foreign.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sqlite3.h>

#include "fixture.h"
#include "formats/zstd.h"

#define CELLS                                                                                      \
    "\"cells\":[{\"cause\":\"c\",\"change\":\"x\",\"results\":{\"e-1\":\"same\",\"e-2\":"          \
    "[\"moved\",\"d/b\"]}}]"
#define TRIALS                                                                                     \
    "\"trials\":[{\"cause\":\"c\",\"environment\":\"e-1\",\"recipe_current\":true},{\"cause\":"    \
    "\"c\",\"environment\":\"e-2\",\"recipe_current\":false}]"
#define LINES "\"lines\":{\"d/b\":\"b happened\"}"
#define EVIDENCE(trials, lines)                                                                    \
    "\"evidence\":{\"environments\":[{\"name\":\"e-1\"},{\"name\":\"e-2\"}]," trials "," lines     \
    ",\"recipe_current\":false}"
#define MEASURED_EN                                                                                \
    "{\"id\":\"d/a\",\"signature\":\"a\",\"family\":\"d/f\"," CELLS                                \
    ",\"claims\":[]," EVIDENCE(TRIALS, LINES) ",\"lab\":{\"state\":\"rig\"}}"
#define STRIPPED_EN                                                                                \
    "{\"id\":\"d/a\",\"signature\":\"a\",\"family\":\"d/f\",\"cells\":[],\"claims\":[]," EVIDENCE( \
        "\"trials\":[]", "\"lines\":{}") ",\"lab\":{\"state\":\"rig\"}}"
#define MEASURED_ZH "{\"id\":\"d/a\",\"root_cause\":\"甲\"," CELLS "," EVIDENCE(TRIALS, LINES) "}"
#define PLAIN       "{\"id\":\"d/b\",\"signature\":\"b\",\"cells\":[],\"evidence\":null}"
#define FAMILY      "{\"title\":\"F\"," CELLS "," EVIDENCE(TRIALS, LINES) "}"
/* Stands alone: the statistics count it by itself. */
#define ALONE                                                                                      \
    "{\"id\":\"d/z\",\"signature\":\"z\",\"family\":\"d/z\"," CELLS "," EVIDENCE(TRIALS, LINES) "}"

static struct cairn_canon_writer *make_writer(void)
{
    static const struct fixture_record records[] = {{MEASURED_EN, MEASURED_ZH, NULL, NULL},
        {PLAIN, NULL, NULL, NULL}, {ALONE, NULL, NULL, NULL}};
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf frame = {0};
    struct cairn_canon_writer *writer = fixture_writer();
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(records); i++)
        fixture_add(writer, &records[i]);
    fixture_must(cairn_canon_writer_add_family(
                     writer, CAIRN_SPAN("d/f"), fixture_parse(&arena, FAMILY), NULL, &err),
        &err);
    fixture_must(cairn_zstd_pack(&frame, CAIRN_SPAN("before: b happened\n"), &err), &err);
    fixture_must(cairn_canon_writer_add_transcript(writer, CAIRN_SPAN("d/f"), CAIRN_SPAN("c"),
                     CAIRN_SPAN("e-1"), cairn_buf_span(&frame), &err),
        &err);
    return writer;
}

/* The canon after `sql` (may be NULL) has changed its file. */
static struct cairn_canon *open_after(const char *sql)
{
    struct cairn_error err = {0};
    struct cairn_canon_writer *writer = make_writer();
    CAIRN_AUTO_FREE char *bytes = NULL;
    size_t size = 0;
    fixture_must(cairn_canon_writer_finish(writer, &bytes, &size, &err), &err);
    cairn_canon_writer_free(writer);
    const char *path = fixture_file("measured.db", bytes, size);
    sqlite3 *handle = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql ? sql : "", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
    struct cairn_canon *canon = NULL;
    fixture_must(cairn_canon_open(path, &canon, &err), &err);
    unlink(path);
    return canon;
}

static struct cairn_value *get(struct cairn_canon *canon, struct cairn_arena *arena, const char *id,
    enum cairn_canon_language language)
{
    struct cairn_error err = {0};
    struct cairn_value *record = NULL;
    fixture_must(
        cairn_canon_get_record(canon, arena, cairn_span_from_string(id), language, &record, &err),
        &err);
    return record;
}

static void records_come_without_and_can_be_made_whole(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon *canon = open_after(NULL);
    struct cairn_value *record = get(canon, &arena, "d/a", CAIRN_CANON_EN);
    assert_true(cairn_value_equal(record, fixture_parse(&arena, STRIPPED_EN)));
    fixture_must(cairn_canon_add_measured(canon, &arena, record, &err), &err);
    assert_true(cairn_value_equal(record, fixture_parse(&arena, MEASURED_EN)));
    record = get(canon, &arena, "d/a", CAIRN_CANON_ZH);
    fixture_must(cairn_canon_add_measured(canon, &arena, record, &err), &err);
    assert_true(cairn_value_equal(record, fixture_parse(&arena, MEASURED_ZH)));
    record = get(canon, &arena, "d/b", CAIRN_CANON_EN);
    fixture_must(cairn_canon_add_measured(canon, &arena, record, &err), &err);
    assert_true(cairn_value_equal(record, fixture_parse(&arena, PLAIN)));
    cairn_canon_close(canon);
}

static void texts_and_families_are_whole(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon *canon = open_after(NULL);
    struct cairn_span json, original;
    fixture_must(cairn_canon_get_record_text(
                     canon, &arena, CAIRN_SPAN("d/a"), CAIRN_CANON_EN, &json, &original, &err),
        &err);
    assert_true(cairn_span_equal_string(json, MEASURED_EN));
    struct cairn_value *family = NULL;
    fixture_must(
        cairn_canon_get_family(canon, &arena, CAIRN_SPAN("d/f"), CAIRN_CANON_ZH, &family, &err),
        &err);
    assert_true(cairn_value_equal(family, fixture_parse(&arena, FAMILY)));
    cairn_canon_close(canon);
}

static void statistics_count_each_trial_once(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon *canon = open_after(NULL);
    struct cairn_value *statistics = NULL;
    fixture_must(cairn_canon_get_statistics(canon, &arena, &statistics, &err), &err);
    assert_true(cairn_value_equal(cairn_value_get(statistics, "lab"),
        fixture_parse(&arena, "{\"rig\":1,\"pending\":0,\"none\":0,\"trials\":4,\"cells\":4,"
                              "\"environments\":2,\"stale\":2}")));
    cairn_canon_close(canon);
}

static enum cairn_status get_transcript(struct cairn_canon *canon, struct cairn_arena *arena,
    const char *environment, struct cairn_span *out_text)
{
    struct cairn_error err = {0};
    return cairn_canon_get_transcript(canon, arena, CAIRN_SPAN("d/f"), CAIRN_SPAN("c"),
        cairn_span_from_string(environment), out_text, &err);
}

static void transcripts_come_back(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_canon *canon = open_after(NULL);
    struct cairn_span text = {0};
    assert_int_equal(get_transcript(canon, &arena, "e-1", &text), CAIRN_OK);
    assert_true(cairn_span_equal_string(text, "before: b happened\n"));
    assert_int_equal(get_transcript(canon, &arena, "e-2", &text), CAIRN_OK);
    assert_null(text.data);
    cairn_canon_close(canon);
}

static void two_transcripts_of_a_trial_are_refused(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_canon_writer *writer = make_writer();
    fixture_must(cairn_canon_writer_add_transcript(writer, CAIRN_SPAN("d/f"), CAIRN_SPAN("c"),
                     CAIRN_SPAN("e-1"), CAIRN_SPAN("x"), &err),
        &err);
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(cairn_canon_writer_finish(writer, &bytes, &size, &err), CAIRN_ERR_CONFLICT);
    cairn_canon_writer_free(writer);
}

static void foreign_evidence_is_not_believed(void **state)
{
    static const char *const texts[] = {"''", "'[]'", "'{}'", "'{\"cells\":[]}'", "12",
        "CAST(x'ff' AS TEXT)", "'{\"cells\":{},\"trials\":[],\"lines\":{}}'",
        "'{\"cells\":[],\"trials\":[],\"lines\":[]}'",
        "'{\"cells\":[],\"trials\":null,\"lines\":{}}'", "zeroblob(17000000)"};
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        struct cairn_error err = {0};
        char sql[256];
        snprintf(sql, sizeof sql,
            "UPDATE record_evidence SET measured = %s; UPDATE family_evidence SET measured = %s",
            texts[i], texts[i]);
        struct cairn_canon *canon = open_after(sql);
        struct cairn_value *record = get(canon, &arena, "d/a", CAIRN_CANON_EN);
        assert_int_equal(cairn_canon_add_measured(canon, &arena, record, &err), CAIRN_ERR_CORRUPT);
        struct cairn_value *family = NULL;
        assert_int_equal(
            cairn_canon_get_family(canon, &arena, CAIRN_SPAN("d/f"), CAIRN_CANON_EN, &family, &err),
            CAIRN_ERR_CORRUPT);
        assert_null(family);
        cairn_canon_close(canon);
    }
}

/* Evidence beside a record that says it has none. */
static void evidence_needs_its_place(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err = {0};
    struct cairn_canon *canon =
        open_after("UPDATE record_evidence SET record = 2 WHERE record = 1");
    struct cairn_value *record = get(canon, &arena, "d/b", CAIRN_CANON_EN);
    assert_int_equal(cairn_canon_add_measured(canon, &arena, record, &err), CAIRN_ERR_CORRUPT);
    cairn_canon_close(canon);
}

static void damaged_transcripts_are_errors(void **state)
{
    static const char *const frames[] = {
        "''", "x'28b52ffd'", "substr(frame, 1, length(frame) - 1)", "zeroblob(1000)"};
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(frames); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        char sql[128];
        snprintf(sql, sizeof sql, "UPDATE transcript SET frame = %s", frames[i]);
        struct cairn_canon *canon = open_after(sql);
        struct cairn_span text = {0};
        assert_int_equal(get_transcript(canon, &arena, "e-1", &text), CAIRN_ERR_CORRUPT);
        cairn_canon_close(canon);
    }
}

/* The same content gives the same bytes; other cells, trials or transcripts give another digest. */
static void the_digest_covers_evidence(void **state)
{
    (void)state;
    struct cairn_canon *canon = open_after(NULL);
    struct cairn_error err = {0};
    struct cairn_canon_writer *writer = make_writer();
    fixture_must(cairn_canon_writer_add_transcript(writer, CAIRN_SPAN("d/f"), CAIRN_SPAN("c"),
                     CAIRN_SPAN("e-2"), CAIRN_SPAN("x"), &err),
        &err);
    CAIRN_AUTO_FREE char *bytes = NULL;
    size_t size = 0;
    fixture_must(cairn_canon_writer_finish(writer, &bytes, &size, &err), &err);
    cairn_canon_writer_free(writer);
    const char *path = fixture_file("measured-other.db", bytes, size);
    struct cairn_canon *other = NULL;
    fixture_must(cairn_canon_open(path, &other, &err), &err);
    unlink(path);
    assert_string_not_equal(cairn_canon_info(canon)->digest, cairn_canon_info(other)->digest);
    cairn_canon_close(canon);
    cairn_canon_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_without_and_can_be_made_whole),
        cmocka_unit_test(texts_and_families_are_whole),
        cmocka_unit_test(statistics_count_each_trial_once),
        cmocka_unit_test(transcripts_come_back),
        cmocka_unit_test(two_transcripts_of_a_trial_are_refused),
        cmocka_unit_test(foreign_evidence_is_not_believed),
        cmocka_unit_test(evidence_needs_its_place),
        cmocka_unit_test(damaged_transcripts_are_errors),
        cmocka_unit_test(the_digest_covers_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
