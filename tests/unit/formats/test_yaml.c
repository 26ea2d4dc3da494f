/* YAML: the subset, what is refused and where, traps of libyaml, and reading back what was written.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/json.h"
#include "formats/yaml.h"
#include "tree.h"

#define READ cairn_yaml_read
#define NAME "x.yaml"
#include "reading.h"

static void accepted(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        const char *json;
    } rows[] = {
        {"", "null"},
        {"# only a comment\n", "null"},
        {"a: 1.20\nb: on\nc: no\nd: 2026-11-21\n",
            "{\"a\":\"1.20\",\"b\":\"on\",\"c\":\"no\",\"d\":\"2026-11-21\"}"},
        {"a: null\nb: ~\nc:\nd: \"null\"\ne: '~'\nf: \"\"\n",
            "{\"a\":null,\"b\":null,\"c\":null,\"d\":\"null\",\"e\":\"~\",\"f\":\"\"}"},
        {"---\n- a\n- [b, {c: d}]\n- {}\n...\n", "[\"a\",[\"b\",{\"c\":\"d\"}],{}]"},
        {"a: |\n  x\n  y\nb: >-\n  x\n  y\n", "{\"a\":\"x\\ny\\n\",\"b\":\"x y\"}"},
        {"\xEF\xBB\xBF"
         "a: 1\r\nb: |\r\n  x\r\n",
            "{\"a\":\"1\",\"b\":\"x\\n\"}"},
        {"a: \"\\x1b\\0\\u4e2d\"\n", "{\"a\":\"\\u001b\\u0000\xE4\xB8\xAD\"}"},
        {"a: '%TAG'\nb: |\n  %x\n", "{\"a\":\"%TAG\",\"b\":\"%x\\n\"}"},
        {"<<: a\n? long key\n: b\n", "{\"<<\":\"a\",\"long key\":\"b\"}"},
        {"a: \"\xF0\x9F\x98\x80\"", "{\"a\":\"\xF0\x9F\x98\x80\"}"},
        {"on: {cause: resolves}", "{\"on\":{\"cause\":\"resolves\"}}"},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(rows); i++) {
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        cairn_json_write(&buf, parse(rows[i].yaml), CAIRN_JSON_COMPACT);
        assert_string_equal(buf.data, rows[i].json);
    }
}

static void refused(void **state)
{
    (void)state;
    static const struct refusal rows[] = {
#define ROW(text, message) {{text, sizeof(text) - 1}, message, true}
        ROW("a: &x 1\n", "1:4: cannot read the document: anchors (&name) are not allowed"),
        ROW("a: &x [1]\n", "1:4: cannot read the document: anchors (&name) are not allowed"),
        ROW("&x a: 1\n", "1:1: cannot read the document: anchors (&name) are not allowed"),
        ROW("a: *x\n", "1:4: cannot read the document: aliases (*name) are not allowed"),
        ROW("*x : 1\n", "1:1: cannot read the document: aliases (*name) are not allowed"),
        ROW("a: !!str x\n", "1:4: cannot read the document: tags (!name) are not allowed"),
        ROW("a: ! x\n", "1:4: cannot read the document: tags (!name) are not allowed"),
        ROW("a: !<x> {}\n", "1:4: cannot read the document: tags (!name) are not allowed"),
        ROW("!x a: 1\n", "1:1: cannot read the document: tags (!name) are not allowed"),
        ROW("a\n---\nb\n", "2:1: cannot read the document: a second document begins"),
        ROW("---\n---\n", "2:1: cannot read the document: a second document begins"),
        ROW("a: 1\nb: 2\na: 3\n", "3:1: cannot read the document: a key stands there twice"),
        ROW("a: 1\n\"a\": 3\n", "2:1: cannot read the document: a key stands there twice"),
        ROW("? [a]\n: b\n", "1:3: cannot read the document: a key must be text"),
        ROW("{a: 1}: b\n", "1:1: cannot read the document: a key must be text"),
        ROW("{? : b}\n", "1:4: cannot read the document: a key is missing before the colon"),
        ROW("%TAG ! b\n---\na\n", "1:1: cannot read the document: directives are not allowed"),
        ROW("\n# c\n%YAML 1.1\n---\na\n",
            "3:1: cannot read the document: directives are not allowed"),
        ROW("a\n... # end\n\n%TAG ! b\n",
            "4:1: cannot read the document: directives are not allowed"),
        ROW("a: \xFF\n", "1:4: cannot read the document: it is not UTF-8"),
        ROW("\xE4\xB8\xAD: \x1b\n", "1:4: cannot read the document: it holds a control character"),
        ROW("a: \0\n", "1:4: cannot read the document: it holds a control character"),
        ROW("a: \r1\n", "1:4: cannot read the document: it holds a control character"),
        ROW("a: \x7f\n", "1:4: cannot read the document: it holds a control character"),
        ROW("a:\n  \xC2\x85\n", "2:3: cannot read the document: it holds a control character"),
        ROW("a: \xE2\x80\xA8\n", "1:4: cannot read the document: it holds a control character"),
        ROW("a: b: c\n",
            "1:5: cannot read the document: mapping values are not allowed in this context"),
#undef ROW
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(rows); i++)
        assert_refused(&rows[i]);
}

static void what_libyaml_refuses_has_place_and_hint(void **state)
{
    (void)state;
    static const char *const wrong[] = {"a: \"x\n", "a: [b\n", "a: {b\n", "a:\n\t- b\n", "a: @b\n",
        "a: `b`\n", "a: \"\\q\"\n", "a: 'x\n---\n", "- a\n b\n- c: d\n e\n", "a: |\n  x\n y\n",
        "a: %b\n", "]", "a: \"\\ud800\"", "[a]]"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(wrong); i++) {
        struct cairn_value *value;
        struct cairn_error err = {0};
        if (read_span(cairn_span_from_string(wrong[i]), &value, &err) != CAIRN_ERR_SYNTAX)
            fail_msg("%s is read", wrong[i]);
        assert_int_equal(strncmp(err.primary, "x.yaml:", 7), 0);
        assert_true(err.hint[0] != '\0');
        assert_true(err.upstream_code != 0);
    }
}

static enum cairn_status read_nested(size_t depth, const char *open, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    for (size_t i = 0; i < depth; i++)
        cairn_buf_append_string(&buf, open);
    if (open[0] != '-')
        cairn_buf_append_repeat(&buf, open[0] == '[' ? ']' : '}', depth);
    struct cairn_value *value;
    return read_span(cairn_buf_span(&buf), &value, err);
}

static void depth_is_limited(void **state)
{
    (void)state;
    static const char *const opens[] = {"[", "- ", "{k: "};
    struct cairn_error err = {0};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(opens); i++) {
        assert_int_equal(read_nested(CAIRN_LIMIT_DEPTH - 1, opens[i], NULL), CAIRN_OK);
        assert_int_equal(read_nested(CAIRN_LIMIT_DEPTH, opens[i], NULL), CAIRN_OK);
        assert_int_equal(read_nested(CAIRN_LIMIT_DEPTH + 1, opens[i], &err), CAIRN_ERR_LIMIT);
    }
}

/* Texts as long as a source file may be that have made YAML readers quadratic. Twenty seconds are
 * far above any of them. */
static void hostile_texts_end_soon(void **state)
{
    (void)state;
    static const char *const units[] = {"[", "{", "- ", "? ", "[a,", "%TAG !a! b\n", "&a ", "*a ",
        "a: ", "- a\n", "\n", "a ", "!", "...\n", "---\n", "# c\n", "? a\n", "\"a", "a:\n "};
    clock_t start = clock();
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(units); i++) {
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        while (buf.size < CAIRN_LIMIT_SOURCE_FILE)
            cairn_buf_append_string(&buf, units[i]);
        struct cairn_value *value;
        struct cairn_error err = {0};
        cairn_arena_reset(&arena);
        (void)!read_span(cairn_buf_span(&buf), &value, &err);
    }
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 20.0);
}

static void memory_is_limited(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    struct cairn_value *value;
    cairn_arena_done(&arena);
    cairn_arena_init(&arena, 4096);
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    for (int i = 0; i < 1000; i++)
        cairn_buf_append_string(&buf, "- a\n");
    assert_int_equal(read_span(cairn_buf_span(&buf), &value, &err), CAIRN_ERR_LIMIT);
    assert_int_equal(strncmp(err.primary, "x.yaml: ", 8), 0);
}

static void large_mappings_find_their_duplicates(void **state)
{
    (void)state;
    for (int last = 0; last <= 100; last += 5) {
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        for (int i = 0; i < 100; i++)
            cairn_buf_printf(&buf, "k%d: v\n", i);
        cairn_buf_printf(&buf, "k%d: v\n", last);
        struct cairn_value *value;
        assert_int_equal(read_span(cairn_buf_span(&buf), &value, NULL),
            last < 100 ? CAIRN_ERR_SYNTAX : CAIRN_OK);
    }
}

static void nodes_know_their_place(void **state)
{
    (void)state;
    const struct cairn_value *value = parse("\xEF\xBB\xBF\xE4\xB8\xAD: x\nb:\n  - c: d\n");
    assert_int_equal(value->line, 1);
    assert_int_equal(value->first->key_column, 1);
    assert_int_equal(value->first->value->column, 4);
    const struct cairn_value *list = cairn_value_get(value, "b");
    assert_int_equal(list->line, 3);
    assert_int_equal(list->column, 3);
    const struct cairn_value *item = cairn_value_at(list, 0);
    assert_int_equal(item->first->key_column, 5);
    assert_int_equal(item->first->value->column, 8);
}

static void block_style(void **state)
{
    (void)state;
    struct cairn_value *value = NULL;
    assert_int_equal(cairn_json_read(&arena,
                         CAIRN_SPAN("{\"a\":\"plain text\",\"b\":\"no\",\"c\":\"1.20\",\"d\":null,"
                                    "\"e\":[],\"f\":{},\"g\":[\"x\",[\"y\",{\"k\":\"a: b\",\"l\":"
                                    "{\"m\":\"two\\nlines\\n\"}}]],\"h\":true,\"i\":0.90,"
                                    "\"j\":\"\",\"k\":\"a\\nb\",\"l\":\"2026-11-21\"}"),
                         "test", &value, NULL),
        CAIRN_OK);
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_yaml_write(&buf, value);
    assert_string_equal(buf.data, "a: plain text\n"
                                  "b: \"no\"\n"
                                  "c: \"1.20\"\n"
                                  "d: null\n"
                                  "e: []\n"
                                  "f: {}\n"
                                  "g:\n"
                                  "  - x\n"
                                  "  - - \"y\"\n"
                                  "    - k: \"a: b\"\n"
                                  "      l:\n"
                                  "        m: |\n"
                                  "          two\n"
                                  "          lines\n"
                                  "h: true\n"
                                  "i: 0.90\n"
                                  "j: \"\"\n"
                                  "k: |-\n"
                                  "  a\n"
                                  "  b\n"
                                  "l: \"2026-11-21\"\n");
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        cairn_arena_reset(&arena);
        struct tree_maker maker = {
            .arena = &arena, .state = seed * 0x9E3779B97F4A7C15u, .is_text_only = true};
        const struct cairn_value *tree = tree_make(&maker, 5);
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        cairn_yaml_write(&buf, tree);
        struct cairn_value *back = NULL;
        struct cairn_error err = {0};
        if (read_span(cairn_buf_span(&buf), &back, &err))
            fail_msg("seed %u: %s", (unsigned)seed, err.primary);
        if (!cairn_value_equal(tree, back))
            fail_msg("seed %u differs", (unsigned)seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(accepted, reset),
        cmocka_unit_test_setup(refused, reset),
        cmocka_unit_test_setup(what_libyaml_refuses_has_place_and_hint, reset),
        cmocka_unit_test_setup(depth_is_limited, reset),
        cmocka_unit_test_setup(hostile_texts_end_soon, reset),
        cmocka_unit_test_setup(memory_is_limited, reset),
        cmocka_unit_test_setup(large_mappings_find_their_duplicates, reset),
        cmocka_unit_test_setup(nodes_know_their_place, reset),
        cmocka_unit_test_setup(block_style, reset),
        cmocka_unit_test_setup(what_is_written_is_read_back, reset),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
