/* What a text shows, event by event: order, error level, unknown errors, what is passed over. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/vec.h"
#include "engine/recognise.h"
#include "tiny_canon.h"

static const struct tiny_record records[] = {
    {.json = "{\"schema\": \"cairn.record/1\", \"id\": \"web/down\", \"signature\": \"hinge is "
             "down\","
             " \"regex\": \"hinge is down\", \"domain\": \"web\", \"severity\": \"error\"}"},
    {.json = "{\"schema\": \"cairn.record/1\", \"id\": \"web/creaks\", \"signature\": \"hinge "
             "creaks\","
             " \"regex\": \"hinge creaks\", \"domain\": \"web\", \"severity\": \"noise\"}"},
};

static struct cairn_engine *engine;
static struct cairn_arena arena;
static struct cairn_vec sights;

static int open_engine(void **state)
{
    (void)state;
    const char *path = tiny_path("recognise.db");
    const struct cairn_engine_options options = {.canon_paths = &path, .canon_count = 1};
    if (!tiny_write(path, "tiny", records, 2))
        return 1;
    sights = CAIRN_VEC_OF(struct cairn_sight);
    int failed = (int)cairn_engine_open(&options, &engine, NULL);
    unlink(path);
    return failed;
}

static int close_engine(void **state)
{
    (void)state;
    cairn_engine_close(engine);
    cairn_vec_done(&sights);
    cairn_arena_done(&arena);
    return 0;
}

static const struct cairn_sight *see(const char *text)
{
    cairn_vec_clear(&sights);
    assert_int_equal(
        cairn_engine_recognise(engine, cairn_span_from_string(text), &arena, &sights, NULL), 0);
    return sights.data;
}

static void events_come_in_order(void **state)
{
    (void)state;
    const struct cairn_sight *seen =
        see("all is well\nhinge creaks\nhinge is down\nhinge is down again\n");
    assert_int_equal(sights.count, 3);
    assert_true(cairn_span_equal_string(seen[0].record, "web/creaks"));
    assert_false(seen[0].is_error);
    assert_true(cairn_span_equal_string(seen[1].record, "web/down"));
    assert_true(seen[1].is_error);
    assert_true(cairn_span_equal_string(seen[2].text, "hinge is down again"));
}

static void an_unknown_error_has_a_template(void **state)
{
    (void)state;
    const struct cairn_sight *seen =
        see("2026/11/21 02:39:57 [error] 7#7: *1 the door is gone\n"
            "2026/11/21 02:39:57 [notice] 7#7: signal process started, error: none\n");
    assert_int_equal(sights.count, 1);
    assert_int_equal(seen[0].record.size, 0);
    assert_true(seen[0].is_error);
    assert_int_equal(strncmp(seen[0].template_id, "t-", 2), 0);
}

static void a_warning_is_no_error(void **state)
{
    (void)state;
    const struct cairn_sight *seen =
        see("2026/11/21 02:39:57 [warn] 7#7: the door is loose, error: none yet\n");
    assert_int_equal(sights.count, 1);
    assert_false(seen[0].is_error);
}

static void nothing_shows_nothing(void **state)
{
    (void)state;
    see("");
    assert_int_equal(sights.count, 0);
    see("all is well\n\n\n");
    assert_int_equal(sights.count, 0);
}

static void colours_are_stripped(void **state)
{
    (void)state;
    const struct cairn_sight *seen = see("\x1b[31mhinge is \x1b[1mdown\x1b[0m\n");
    assert_int_equal(sights.count, 1);
    assert_true(cairn_span_equal_string(seen[0].text, "hinge is down"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_come_in_order),
        cmocka_unit_test(an_unknown_error_has_a_template),
        cmocka_unit_test(a_warning_is_no_error),
        cmocka_unit_test(nothing_shows_nothing),
        cmocka_unit_test(colours_are_stripped),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
