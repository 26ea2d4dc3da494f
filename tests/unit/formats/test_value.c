/* The tree: making, replacing, looking up, copying, and what happens without memory. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "formats/json.h"
#include "formats/value.h"

static struct cairn_arena arena;

static int reset(void **state)
{
    (void)state;
    cairn_arena_done(&arena);
    cairn_arena_init(&arena, 0);
    return 0;
}

static void assert_json(const struct cairn_value *value, const char *expected)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_json_write(&buf, value, CAIRN_JSON_COMPACT);
    assert_string_equal(buf.data, expected);
}

static void members_keep_their_order(void **state)
{
    (void)state;
    struct cairn_value *object = cairn_value_object(&arena);
    cairn_value_set_int(&arena, object, "b", INT64_MIN);
    cairn_value_set_cstring(&arena, object, "a", "x");
    cairn_value_set_bool(&arena, object, "c", true);
    cairn_value_set_cstring(&arena, object, "d", NULL);
    cairn_value_set(&arena, object, "e", cairn_value_array(&arena));
    cairn_value_set_string(&arena, object, "b", CAIRN_SPAN("again"));
    assert_json(object, "{\"b\":\"again\",\"a\":\"x\",\"c\":true,\"d\":null,\"e\":[]}");
    assert_int_equal(cairn_value_count(object), 5);
    assert_int_equal(cairn_value_status(&arena, object, NULL), CAIRN_OK);
}

static void reading_accepts_anything(void **state)
{
    (void)state;
    struct cairn_value *text = cairn_value_cstring(&arena, "x");
    const struct cairn_value *wrong[] = {NULL, text, cairn_value_null(&arena),
        cairn_value_array(&arena), cairn_value_object(&arena)};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(wrong); i++) {
        assert_null(cairn_value_get(wrong[i], "x"));
        assert_null(cairn_value_path(wrong[i], "x.y"));
        assert_null(cairn_value_at(wrong[i], 0));
        assert_null(cairn_value_find(wrong[i], "id", CAIRN_SPAN("x")));
        assert_int_equal(cairn_value_get_text(wrong[i], "x").size, 0);
        assert_false(cairn_value_get_bool(wrong[i], "x"));
        assert_int_equal(cairn_value_get_int(wrong[i], "x"), 0);
        assert_int_equal(cairn_value_count(wrong[i]), 0);
        assert_int_equal(cairn_value_is_empty(wrong[i]), wrong[i] != text);
        assert_null(cairn_value_first(wrong[i]));
    }
    assert_false(cairn_value_is(NULL, CAIRN_VALUE_NULL));
    assert_true(cairn_value_equal(NULL, NULL));
    assert_false(cairn_value_equal(NULL, text));
}

static struct cairn_value *parse(const char *json)
{
    struct cairn_value *value = NULL;
    assert_int_equal(
        cairn_json_read(&arena, cairn_span_from_string(json), "test", &value, NULL), CAIRN_OK);
    return value;
}

static void looking_up(void **state)
{
    (void)state;
    struct cairn_value *value =
        parse("{\"a\":{\"b\":{\"c\":7}},\"l\":[{\"id\":\"x\"},{\"id\":\"y\",\"n\":1},5],\"t\":true,"
              "\"big\":9223372036854775807,\"low\":-9223372036854775808,"
              "\"over\":9223372036854775808,\"under\":-9223372036854775809,\"f\":1.0,\"s\":\"5\"}");
    assert_int_equal(cairn_value_get_int(cairn_value_path(value, "a.b"), "c"), 7);
    assert_null(cairn_value_path(value, "a.x.c"));
    assert_null(cairn_value_path(value, "a."));
    assert_true(cairn_span_equal_string(cairn_value_text(cairn_value_path(value, "l.1.id")), "y"));
    assert_true(cairn_span_equal_string(cairn_value_text(cairn_value_path(value, "l.2")), "5"));
    assert_null(cairn_value_path(value, "l.3"));
    assert_null(cairn_value_path(value, "l.-1"));
    assert_null(cairn_value_path(value, "l.4294967296"));
    const struct cairn_value *list = cairn_value_get(value, "l");
    assert_int_equal(cairn_value_get_int(cairn_value_find(list, "id", CAIRN_SPAN("y")), "n"), 1);
    assert_null(cairn_value_find(list, "id", CAIRN_SPAN("z")));
    assert_true(cairn_span_equal_string(cairn_value_text(cairn_value_at(list, 2)), "5"));
    assert_null(cairn_value_at(list, 3));
    assert_true(cairn_value_get_bool(value, "t"));
    assert_true(cairn_value_get_int(value, "big") == INT64_MAX);
    assert_true(cairn_value_get_int(value, "low") == INT64_MIN);
    assert_int_equal(cairn_value_get_int(value, "over"), 0);
    assert_int_equal(cairn_value_get_int(value, "under"), 0);
    assert_int_equal(cairn_value_get_int(value, "f"), 0);
    assert_int_equal(cairn_value_get_int(value, "s"), 0);
}

static void copies_are_equal_and_apart(void **state)
{
    (void)state;
    struct cairn_value *value = parse("{\"a\":[1,{\"b\":\"\"},null,true],\"\":\"x\"}");
    struct cairn_value *copy = cairn_value_copy(&arena, value);
    assert_true(cairn_value_equal(value, copy));
    cairn_value_set_int(&arena, copy, "", 1);
    assert_false(cairn_value_equal(value, copy));
    assert_true(cairn_value_is(cairn_value_copy(&arena, NULL), CAIRN_VALUE_NULL));
    assert_false(cairn_value_equal(parse("{\"a\":1,\"b\":2}"), parse("{\"b\":2,\"a\":1}")));
    assert_false(cairn_value_equal(parse("1"), parse("1.0")));
    assert_false(cairn_value_equal(parse("1"), parse("\"1\"")));
    assert_false(cairn_value_equal(parse("[1]"), parse("[1,1]")));
    assert_false(cairn_value_equal(parse("true"), parse("false")));
}

/* A limit at every point of building: never a crash, always a status in the end. */
static void every_refused_allocation_is_reported(void **state)
{
    (void)state;
    struct cairn_value *source = parse("{\"a\":[1,{\"b\":\"text\"}],\"c\":{}}");
    for (size_t limit = 16;; limit += 16) {
        CAIRN_AUTO_ARENA struct cairn_arena small;
        cairn_arena_init(&small, limit);
        struct cairn_value *root = cairn_value_object(&small);
        struct cairn_value *list = cairn_value_array(&small);
        cairn_value_push(&small, list, cairn_value_int(&small, 7));
        cairn_value_push(&small, list, cairn_value_number(&small, CAIRN_SPAN("0.333")));
        cairn_value_push(&small, list, cairn_value_copy(&small, source));
        cairn_value_set(&small, root, "list", list);
        cairn_value_set_cstring(&small, root, "text", "x");
        struct cairn_error err = {0};
        enum cairn_status status = cairn_value_status(&small, root, &err);
        if (status == CAIRN_OK) {
            assert_json(root, "{\"list\":[7,0.333,{\"a\":[1,{\"b\":\"text\"}],\"c\":{}}],"
                              "\"text\":\"x\"}");
            assert_true(limit > 500);
            return;
        }
        assert_int_equal(status, CAIRN_ERR_LIMIT);
    }
}

static void a_missing_child_is_reported(void **state)
{
    (void)state;
    cairn_value_push(&arena, cairn_value_array(&arena), NULL);
    assert_int_equal(cairn_value_status(&arena, cairn_value_null(&arena), NULL), CAIRN_ERR_MEMORY);
    cairn_arena_reset(&arena);
    assert_int_equal(cairn_value_status(&arena, NULL, NULL), CAIRN_ERR_MEMORY);
    cairn_value_set(&arena, NULL, "x", cairn_value_null(&arena));
    assert_int_equal(cairn_value_status(&arena, cairn_value_null(&arena), NULL), CAIRN_ERR_MEMORY);
}

static int release(void **state)
{
    (void)state;
    cairn_arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(members_keep_their_order, reset),
        cmocka_unit_test_setup(reading_accepts_anything, reset),
        cmocka_unit_test_setup(looking_up, reset),
        cmocka_unit_test_setup(copies_are_equal_and_apart, reset),
        cmocka_unit_test_setup(every_refused_allocation_is_reported, reset),
        cmocka_unit_test_setup(a_missing_child_is_reported, reset),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
