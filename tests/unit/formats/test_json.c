/* JSON: what is read, what is refused and where, the two styles, and reading back what was written.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "formats/json.h"
#include "tree.h"

#define READ cairn_json_read
#define NAME "x.json"
#include "reading.h"

static void assert_written(const char *text, enum cairn_json_style style, const char *expected)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_json_write(&buf, parse(text), style);
    assert_string_equal(buf.data, expected);
}

static void accepted(void **state)
{
    (void)state;
    assert_written(
        " [ 1 , -0 , 0.90 , 1E+5 , 1e-7 ] ", CAIRN_JSON_COMPACT, "[1,-0,0.90,1E+5,1e-7]");
    assert_written("\xEF\xBB\xBF{}", CAIRN_JSON_COMPACT, "{}");
    assert_written("\"\\u0041\\u4e2d\\ud83d\\ude00\\/\\b\"", CAIRN_JSON_COMPACT,
        "\"A\xE4\xB8\xAD\xF0\x9F\x98\x80/\\b\"");
    assert_written("\"\\u0000\\u001f\x7f\"", CAIRN_JSON_COMPACT, "\"\\u0000\\u001f\\u007f\"");
    assert_written("\"\xE2\x80\xA8\"", CAIRN_JSON_COMPACT, "\"\\u2028\"");
    assert_written("\r\n\ttrue\n", CAIRN_JSON_COMPACT, "true");
    assert_int_equal(cairn_value_text(parse("\"a\\u0000b\"")).size, 3);
}

static void pretty_style(void **state)
{
    (void)state;
    assert_written("{\"a\":[],\"b\":{},\"c\":[1,{\"d\":null}],\"\\u00e9\":\"\\n\"}",
        CAIRN_JSON_PRETTY,
        "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": null\n    }\n  ],\n"
        "  \"\xC3\xA9\": \"\\n\"\n}");
    assert_written("[]", CAIRN_JSON_PRETTY, "[]");
}

static void refused(void **state)
{
    (void)state;
    static const struct refusal rows[] = {
#define ROW(text, message) {{text, sizeof(text) - 1}, message, false}
        ROW("", "1:1: cannot read a value: a value must stand here"),
        ROW(" \n ", "2:2: cannot read a value: a value must stand here"),
        ROW("{\"a\":1,}", "1:8: cannot read the object: a key must stand here"),
        ROW("[1,]", "1:4: cannot read a value: a value must stand here"),
        ROW("[1 2]", "1:4: cannot read the array: a comma must stand between members"),
        ROW("{\"a\" 1}", "1:6: cannot read the object: a colon must stand behind the key"),
        ROW("{a:1}", "1:2: cannot read the object: a key must stand here"),
        ROW("['x']", "1:2: cannot read a value: a value must stand here"),
        ROW("[1,\n 2", "2:3: cannot read the array: it is not closed"),
        ROW("{\"a\":1", "1:7: cannot read the object: it is not closed"),
        ROW("[1}", "1:3: cannot read the array: a comma must stand between members"),
        ROW("01", "1:1: cannot read the number: a zero must not stand in front of digits"),
        ROW("-", "1:2: cannot read the number: a digit must stand here"),
        ROW("-x", "1:2: cannot read the number: a digit must stand here"),
        ROW("1.", "1:3: cannot read the number: a digit must stand behind the point"),
        ROW("1e+", "1:4: cannot read the number: a digit must stand in the exponent"),
        ROW("+1", "1:1: cannot read a value: a value must stand here"),
        ROW(".5", "1:1: cannot read a value: a value must stand here"),
        ROW("NaN", "1:1: cannot read a value: a value must stand here"),
        ROW("nul", "1:1: cannot read a value: a value must stand here"),
        ROW("nullx", "1:5: cannot read the document: nothing may stand behind its value"),
        ROW("1 2", "1:3: cannot read the document: nothing may stand behind its value"),
        ROW("1\0", "1:2: cannot read the document: nothing may stand behind its value"),
        ROW("// c\n1", "1:1: cannot read a value: a value must stand here"),
        ROW("\"a", "1:3: cannot read the string: it has no closing quote on its line"),
        ROW("\"a\nb\"", "1:3: cannot read the string: it has no closing quote on its line"),
        ROW("\"\t\"", "1:2: cannot read the string: it has no closing quote on its line"),
        ROW("\"\0\"", "1:2: cannot read the string: it has no closing quote on its line"),
        ROW("\"\\x\"", "1:3: cannot read the string: there is no such escape"),
        ROW("\"\\", "1:3: cannot read the string: there is no such escape"),
        ROW("\"\\u12g4\"",
            "1:4: cannot read the string: four hexadecimal digits must stand behind \\u"),
        ROW("\"\\ud800\"", "1:8: cannot read the string: the first half of a surrogate pair lacks "
                           "its second half"),
        ROW("\"\\ud800\\u0041\"",
            "1:14: cannot read the string: the first half of a surrogate pair lacks its second "
            "half"),
        ROW("\"\\udc00\"", "1:8: cannot read the string: the second half of a surrogate pair lacks "
                           "its first half"),
        ROW("[\"\xE4\xB8\xAD\",\xC3\xA9]", "1:6: cannot read a value: a value must stand here"),
        ROW("{\"a\":\n \"x\xFF\"}", "2:4: cannot read the text: it is not UTF-8"),
        ROW("\"\xED\xA0\x80\"", "1:2: cannot read the text: it is not UTF-8"),
        ROW("{\"a\":1,\n\"b\":2,\n \"a\":3}",
            "3:2: cannot read the object: a key stands there twice"),
        ROW("{\"a\":1,\"\\u0061\":3}", "1:8: cannot read the object: a key stands there twice"),
#undef ROW
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(rows); i++)
        assert_refused(&rows[i]);
}

static void every_prefix_is_refused(void **state)
{
    (void)state;
    static const char text[] = "{\"a\":[1.5e3,\"\\ud83d\\ude00\\n\",true],\"b\":{\"c\":null}}";
    for (size_t size = 0; size < sizeof text - 1; size++) {
        struct cairn_value *value;
        assert_int_equal(read_span(cairn_span_make(text, size), &value, NULL), CAIRN_ERR_SYNTAX);
    }
    (void)parse(text);
}

static enum cairn_status read_nested(size_t depth, char open, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    for (size_t i = 0; i < depth; i++)
        cairn_buf_append_string(&buf, open == '[' ? "[" : i + 1 < depth ? "{\"k\":" : "{");
    cairn_buf_append_repeat(&buf, open == '[' ? ']' : '}', depth);
    struct cairn_value *value;
    return read_span(cairn_buf_span(&buf), &value, err);
}

static void depth_is_limited(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    for (const char *open = "[{"; *open; open++) {
        assert_int_equal(read_nested(CAIRN_LIMIT_DEPTH - 1, *open, NULL), CAIRN_OK);
        assert_int_equal(read_nested(CAIRN_LIMIT_DEPTH, *open, NULL), CAIRN_OK);
        assert_int_equal(read_nested(CAIRN_LIMIT_DEPTH + 1, *open, &err), CAIRN_ERR_LIMIT);
        assert_int_equal(read_nested(1000000, *open, &err), CAIRN_ERR_LIMIT);
    }
}

static void memory_is_limited(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_value *value;
    cairn_arena_done(&arena);
    cairn_arena_init(&arena, 4096);
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_buf_append_string(&buf, "[1");
    for (int i = 0; i < 1000; i++)
        cairn_buf_append_string(&buf, ",1");
    cairn_buf_append_string(&buf, "]");
    assert_int_equal(read_span(cairn_buf_span(&buf), &value, &err), CAIRN_ERR_LIMIT);
    assert_non_null(strstr(err.primary, "x.json: "));
    assert_non_null(strstr(err.primary, "4096"));
}

static void large_objects_find_their_duplicates(void **state)
{
    (void)state;
    for (int last = 0; last <= 20000; last += 1000) {
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        cairn_buf_append_byte(&buf, '{');
        for (int i = 0; i < 20000; i++)
            cairn_buf_printf(&buf, "\"k%d\":%d,", i, i);
        cairn_buf_printf(&buf, "\"k%d\":0}", last);
        struct cairn_value *value;
        cairn_arena_reset(&arena);
        assert_int_equal(read_span(cairn_buf_span(&buf), &value, NULL),
            last < 20000 ? CAIRN_ERR_SYNTAX : CAIRN_OK);
    }
}

static void nodes_know_their_place(void **state)
{
    (void)state;
    const struct cairn_value *value = parse("{\n  \"\xE4\xB8\xAD\": [1,\n\t{\"b\": \"x\"}]}");
    assert_int_equal(value->line, 1);
    assert_int_equal(value->column, 1);
    assert_int_equal(value->first->key_line, 2);
    assert_int_equal(value->first->key_column, 3);
    const struct cairn_value *list = value->first->value;
    assert_int_equal(list->line, 2);
    assert_int_equal(list->column, 8);
    const struct cairn_value *text = cairn_value_get(cairn_value_at(list, 1), "b");
    assert_int_equal(text->line, 3);
    assert_int_equal(text->column, 8);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        cairn_arena_reset(&arena);
        struct tree_maker maker = {.arena = &arena, .state = seed * 0x9E3779B97F4A7C15u};
        const struct cairn_value *tree = tree_make(&maker, 5);
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        cairn_json_write(&buf, tree, seed % 2 ? CAIRN_JSON_PRETTY : CAIRN_JSON_COMPACT);
        struct cairn_value *back = NULL;
        struct cairn_error err = {0};
        if (read_span(cairn_buf_span(&buf), &back, &err))
            fail_msg("seed %u: %s", (unsigned)seed, err.primary);
        assert_true(cairn_value_equal(tree, back));
    }
}

static void invalid_text_is_written_as_valid_json(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_json_write_string(&buf, CAIRN_SPAN("a\xFF\xE4\xB8z"));
    assert_string_equal(buf.data, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(accepted, reset),
        cmocka_unit_test_setup(pretty_style, reset),
        cmocka_unit_test_setup(refused, reset),
        cmocka_unit_test_setup(every_prefix_is_refused, reset),
        cmocka_unit_test_setup(depth_is_limited, reset),
        cmocka_unit_test_setup(memory_is_limited, reset),
        cmocka_unit_test_setup(large_objects_find_their_duplicates, reset),
        cmocka_unit_test_setup(nodes_know_their_place, reset),
        cmocka_unit_test_setup(what_is_written_is_read_back, reset),
        cmocka_unit_test_setup(invalid_text_is_written_as_valid_json, reset),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
