/*
 * The dispatch, and what holds for every tree in every format: hostile text stays text, lines keep
 * to the width, and memory that runs out is a status. The trees are the golden cases.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "formats/json.h"
#include "render/render.h"

/* The n-th allocation from now fails; 0: none does. The linker puts these in front of the real
 * ones. */
static unsigned long allocations_left;

static bool is_refused(void)
{
    return allocations_left && --allocations_left == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *__wrap_malloc(size_t size)
{
    return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return is_refused() ? NULL : __real_realloc(old, size);
}

typedef void (*check_function)(const char *name, const struct cairn_value *tree);

static void read_file(const char *path, struct cairn_buf *buf)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (;;) {
        char *room = cairn_buf_reserve(buf, 65536);
        assert_non_null(room);
        size_t got = fread(room, 1, 65536, file);
        if (!got)
            break;
        cairn_buf_advance(buf, got);
    }
    fclose(file);
}

static void each_tree(check_function check)
{
    const char *data = getenv("CAIRN_TEST_DATA");
    assert_non_null(data);
    CAIRN_AUTO_BUF struct cairn_buf folder_path = {0};
    cairn_buf_printf(&folder_path, "%s/../cases/render", data);
    const char *folder = folder_path.data;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    unsigned count = 0;
    for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        const char *suffix = strrchr(entry->d_name, '.');
        if (!suffix || strcmp(suffix, ".json") != 0)
            continue;
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        CAIRN_AUTO_BUF struct cairn_buf path = {0};
        CAIRN_AUTO_BUF struct cairn_buf text = {0};
        struct cairn_value *tree = NULL;
        cairn_buf_printf(&path, "%s/%s", folder, entry->d_name);
        read_file(path.data, &text);
        assert_int_equal(
            cairn_json_read(&arena, cairn_buf_span(&text), path.data, &tree, NULL), CAIRN_OK);
        check(entry->d_name, tree);
        count++;
    }
    closedir(dir);
    assert_true(count > 10);
}

static bool render_with(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    enum cairn_status status = cairn_render(buf, tree, options, NULL);
    assert_true(status == CAIRN_OK || status == CAIRN_ERR_UNSUPPORTED);
    return status == CAIRN_OK;
}

static bool render(struct cairn_buf *buf, const struct cairn_value *tree,
    enum cairn_render_format format, bool full)
{
    return render_with(buf, tree, &(struct cairn_render_options){.format = format, .full = full});
}

static void check_terminal_bytes(const char *name, const struct cairn_value *tree)
{
    static const enum cairn_render_format formats[] = {CAIRN_RENDER_TEXT, CAIRN_RENDER_MARKDOWN};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(formats); i++) {
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        if (!render(&buf, tree, formats[i], true))
            continue;
        struct cairn_span out = cairn_buf_span(&buf);
        size_t position = 0;
        uint32_t rune = 0;
        assert_true(cairn_utf8_is_valid(out));
        while (cairn_utf8_next(out, &position, &rune)) {
            bool is_control = (rune < 0x20 && rune != '\n') || (rune >= 0x7F && rune < 0xA0);
            bool is_bidi = (rune >= 0x202A && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069);
            if (is_control || is_bidi)
                fail_msg("%s: U+%04X at byte %zu", name, (unsigned)rune, position);
        }
    }
}

static void nothing_acts_on_the_terminal(void **state)
{
    (void)state;
    each_tree(check_terminal_bytes);
}

static void check_html(const char *name, const struct cairn_value *tree)
{
    static const char *const forbidden[] = {
        "<script", "<img", "<b>", "<i>", "href=\"javascript", "\x1b", "<!-- ", "]]>"};
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    if (!render(&buf, tree, CAIRN_RENDER_HTML, true))
        return;
    struct cairn_span out = cairn_buf_span(&buf);
    assert_true(cairn_span_starts_with(out, CAIRN_SPAN("<!DOCTYPE html>\n<html lang=\"")));
    assert_true(cairn_span_ends_with(out, CAIRN_SPAN("</html>\n")));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(forbidden); i++) {
        if (cairn_span_find(out, cairn_span_from_string(forbidden[i]), 0) != CAIRN_SPAN_NPOS)
            fail_msg("%s has %s", name, forbidden[i]);
    }
}

static void nothing_acts_in_the_page(void **state)
{
    (void)state;
    each_tree(check_html);
}

/* A page of the site has a script and an icon of its own, and data in a block that is no script. */
static void check_site_page(const char *name, const struct cairn_value *tree)
{
    static const struct cairn_render_site site = {
        .base_url = "https://errors.example", .path = "/errors/a/b/zh.html"};
    static const char *const forbidden[] = {"<script>", "<b>", "<i>", "href=\"javascript", "\x1b",
        "<!-- ", "]]>", " style=", " onerror=\"", "\xE2\x80\xAE", "href=\"//"};
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    if (!render_with(&buf, tree,
            &(struct cairn_render_options){
                .format = CAIRN_RENDER_HTML, .in_chinese = true, .site = &site}))
        return;
    struct cairn_span out = cairn_buf_span(&buf);
    assert_true(cairn_utf8_is_valid(out));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(forbidden); i++) {
        if (cairn_span_find(out, cairn_span_from_string(forbidden[i]), 0) != CAIRN_SPAN_NPOS)
            fail_msg("%s on the site has %s", name, forbidden[i]);
    }
}

static void nothing_acts_on_the_site(void **state)
{
    (void)state;
    each_tree(check_site_page);
}

static void check_json(const char *name, const struct cairn_value *tree)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    struct cairn_value *again = NULL;
    assert_true(render(&buf, tree, CAIRN_RENDER_JSON, false));
    assert_int_equal(cairn_json_read(&arena, cairn_buf_span(&buf), name, &again, NULL), CAIRN_OK);
    cairn_buf_clear(&buf);
    assert_true(render(&buf, tree, CAIRN_RENDER_NDJSON, false));
    struct cairn_span rest = cairn_buf_span(&buf);
    struct cairn_span line;
    while (cairn_span_take_line(&rest, &line)) {
        if (cairn_json_read(&arena, line, name, &again, NULL))
            fail_msg("%s: a line is no JSON: %.*s", name, CAIRN_SPAN_ARGS(line));
        assert_true(cairn_value_get_text(again, "schema").size > 0);
    }
}

static void json_lines_are_json(void **state)
{
    (void)state;
    each_tree(check_json);
}

/* Failing the n-th allocation for n = 1, 2, 3 …: never a crash, never OK with less text. */
static void check_memory(const char *name, const struct cairn_value *tree)
{
    for (int format = CAIRN_RENDER_TEXT; format <= CAIRN_RENDER_HTML; format++) {
        CAIRN_AUTO_BUF struct cairn_buf whole = {0};
        if (!render(&whole, tree, (enum cairn_render_format)format, true))
            continue;
        for (unsigned long n = 1;; n++) {
            CAIRN_AUTO_BUF struct cairn_buf buf = {0};
            struct cairn_render_options options = {
                .format = (enum cairn_render_format)format, .full = true};
            allocations_left = n;
            enum cairn_status status = cairn_render(&buf, tree, &options, NULL);
            bool was_refused = allocations_left == 0;
            allocations_left = 0;
            if (status == CAIRN_OK &&
                !cairn_span_equal(cairn_buf_span(&buf), cairn_buf_span(&whole)))
                fail_msg("%s, format %d: allocation %lu failed unnoticed", name, format, n);
            if (!was_refused)
                break;
            assert_int_equal(status, CAIRN_ERR_MEMORY);
        }
    }
}

static void memory_that_runs_out_is_a_status(void **state)
{
    (void)state;
    each_tree(check_memory);
}

static void schemas_without_a_format_say_which_they_have(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    struct cairn_error err = {0};
    struct cairn_value *tree = cairn_value_object(&arena);
    struct cairn_render_options options = {.format = CAIRN_RENDER_HTML};
    cairn_value_set_cstring(&arena, tree, "schema", "cairn.lint/1");
    assert_int_equal(cairn_render(&buf, tree, &options, &err), CAIRN_ERR_UNSUPPORTED);
    assert_non_null(strstr(err.hint, "text, json or ndjson"));
    assert_int_equal(buf.size, 0);
    cairn_value_set_cstring(&arena, tree, "schema", "cairn.tea/1");
    assert_int_equal(cairn_render(&buf, tree, &options, &err), CAIRN_ERR_UNSUPPORTED);
    assert_non_null(strstr(err.primary, "cairn.tea/1"));
}

/* Trees that say nothing but their schema: every member may be missing. */
static void members_may_be_missing(void **state)
{
    (void)state;
    static const char *const trees[] = {
        "{\"schema\":\"cairn.explanation/1\"}",
        "{\"schema\":\"cairn.explanation/"
        "1\",\"findings\":[{},{\"status\":\"known\"},{\"status\":\"unknown\"},3]}",
        "{\"schema\":\"cairn.explanation/"
        "1\",\"findings\":[{\"status\":\"known\",\"decide\":{},\"best\":{},\"refuted\":{},"
        "\"causes\":[{},{}],\"others\":[{}],\"dead_ends\":[{}],\"next\":[{}],\"also\":[null],"
        "\"captures\":{\"a\":1}}]}",
        "{\"schema\":\"cairn.show/1\"}",
        "{\"schema\":\"cairn.show/1\",\"record\":{}}",
        "{\"schema\":\"cairn.show/"
        "1\",\"record\":{\"versions\":[{}],\"workarounds\":[{}],\"dead_ends\":[{}],\"root_causes\":"
        "[{}],"
        "\"tells\":[{}],\"claims\":[{}],\"examples\":[{}],\"refuted\":\"x\"}}",
        "{\"schema\":\"cairn.show/1\",\"family\":{}}",
        "{\"schema\":\"cairn.show/"
        "1\",\"family\":{\"causes\":[{}],\"changes\":[{}],\"plans\":[{\"on\":3}]}}",
        "{\"schema\":\"cairn.search/1\",\"hits\":[{}]}",
        "{\"schema\":\"cairn.stats/1\",\"canons\":[{}]}",
        "{\"schema\":\"cairn.lint/1\",\"complaints\":[{}]}",
        "{\"schema\":\"cairn.lint-cost/1\",\"costs\":[{\"anchors\":[{}]}]}",
        "{\"schema\":\"cairn.build/1\"}",
        "{\"schema\":\"cairn.import/1\",\"unindexed\":[{}]}",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(trees); i++) {
        CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
        struct cairn_value *tree = NULL;
        assert_int_equal(
            cairn_json_read(&arena, cairn_span_from_string(trees[i]), "tree", &tree, NULL),
            CAIRN_OK);
        for (int format = CAIRN_RENDER_TEXT; format <= CAIRN_RENDER_HTML; format++) {
            CAIRN_AUTO_BUF struct cairn_buf buf = {0};
            render(&buf, tree, (enum cairn_render_format)format, true);
            render(&buf, tree, (enum cairn_render_format)format, false);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_acts_on_the_terminal),
        cmocka_unit_test(nothing_acts_in_the_page),
        cmocka_unit_test(nothing_acts_on_the_site),
        cmocka_unit_test(json_lines_are_json),
        cmocka_unit_test(memory_that_runs_out_is_a_status),
        cmocka_unit_test(schemas_without_a_format_say_which_they_have),
        cmocka_unit_test(members_may_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
