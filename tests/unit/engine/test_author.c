/* The use cases of authors through the engine: what they report, and that a refused build writes
 * nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>

#include "engine/engine_internal.h"
#include "tiny_canon.h"

struct fixture {
    char folder[256];
    const char *output;
    struct cairn_result *result;
};

static const char *data(const char *name)
{
    static char path[512];
    const char *root = getenv("CAIRN_TEST_DATA");
    snprintf(path, sizeof(path), "%s/%s", root ? root : "tests/data", name);
    return path;
}

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.output = tiny_path("author.db")};
    snprintf(fixture.folder, sizeof(fixture.folder), "%s", tiny_path("author"));
    *state = &fixture;
    return mkdir(fixture.folder, 0700);
}

static void remove_below(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    remove(path);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cairn_result_free(fixture->result);
    unlink(fixture->output);
    static const char *const made[] = {"foreign/imported/one.json",
        "foreign/imported/one.origin.yaml", "foreign/imported", "foreign/domain.yaml",
        "foreign/domain.zh.yaml", "foreign", "canon.yaml", "canon.zh.yaml", "in.json"};
    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
        remove_below(fixture->folder, made[i]);
    return rmdir(fixture->folder);
}

static void put(const struct fixture *fixture, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
    assert_int_equal(
        cairn_file_write(AT_FDCWD, path, cairn_span_from_string(text), NULL), CAIRN_OK);
}

static bool text_is(const struct cairn_value *tree, const char *key, const char *expected)
{
    return cairn_span_equal_string(cairn_value_get_text(tree, key), expected);
}

static void a_good_canon_is_linted_and_built(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_lint_folder(data("canon-small"), NULL, &fixture->result, &err), CAIRN_OK);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
    assert_true(text_is(fixture->result->tree, "schema", "cairn.lint/1"));
    assert_int_equal(cairn_value_get_int(fixture->result->tree, "errors"), 0);
    cairn_result_free(fixture->result);
    fixture->result = NULL;
    assert_int_equal(
        cairn_build_folder(data("canon-small"), fixture->output, &fixture->result, &err), CAIRN_OK);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
    const struct cairn_value *tree = fixture->result->tree;
    assert_true(text_is(tree, "schema", "cairn.build/1"));
    struct stat info;
    assert_int_equal(stat(fixture->output, &info), 0);
    assert_int_equal(cairn_value_get_int(tree, "size_bytes"), info.st_size);
    assert_int_equal(cairn_value_get_text(tree, "digest").size, 7 + 64);
    assert_true(cairn_value_get_int(tree, "records") >= 3);
    assert_int_equal(cairn_value_get_int(tree, "records"), cairn_value_get_int(tree, "indexed"));
}

static void the_cost_is_asked_instead_of_complaints(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_lint_options options = {.cost = true};
    assert_int_equal(
        cairn_lint_folder(data("canon-small"), &options, &fixture->result, NULL), CAIRN_OK);
    assert_true(text_is(fixture->result->tree, "schema", "cairn.lint-cost/1"));
    assert_true(cairn_value_count(cairn_value_get(fixture->result->tree, "costs")) >= 3);
}

static void a_refused_canon_is_not_written(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "canon.yaml", "name: broken\nsurprise: yes\n");
    assert_int_equal(
        cairn_file_write(AT_FDCWD, fixture->output, CAIRN_SPAN("former"), NULL), CAIRN_OK);
    assert_int_equal(
        cairn_build_folder(fixture->folder, fixture->output, &fixture->result, NULL), CAIRN_OK);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
    const struct cairn_value *tree = fixture->result->tree;
    assert_true(cairn_value_is(cairn_value_get(tree, "output"), CAIRN_VALUE_NULL));
    const struct cairn_value *lint = cairn_value_get(tree, "lint");
    assert_true(cairn_value_get_int(lint, "errors") > 0);
    const struct cairn_value *complaint = cairn_value_at(cairn_value_get(lint, "complaints"), 0);
    assert_true(text_is(complaint, "path", "canon.yaml"));
    assert_true(cairn_value_get_text(complaint, "message").size > 0);
    CAIRN_AUTO_BUF struct cairn_buf former = {0};
    assert_int_equal(cairn_file_read(AT_FDCWD, fixture->output, 100, &former, NULL), CAIRN_OK);
    assert_string_equal(former.data, "former");
    cairn_result_free(fixture->result);
    fixture->result = NULL;
    assert_int_equal(cairn_lint_folder(fixture->folder, NULL, &fixture->result, NULL), CAIRN_OK);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
}

static void a_folder_that_is_not_there_is_said_so(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    assert_int_equal(
        cairn_lint_folder("/nonexistent/canon", NULL, &fixture->result, &err), CAIRN_ERR_NOT_FOUND);
    assert_non_null(strstr(err.primary, "/nonexistent/canon"));
    assert_int_equal(
        cairn_build_folder("/nonexistent/canon", fixture->output, &fixture->result, &err),
        CAIRN_ERR_NOT_FOUND);
    assert_null(fixture->result);
}

static void a_build_into_a_missing_folder_fails(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    enum cairn_status status =
        cairn_build_folder(data("canon-small"), "/nonexistent/a/b.db", &fixture->result, &err);
    assert_int_not_equal(status, CAIRN_OK);
    assert_null(fixture->result);
}

static void an_import_of_what_is_no_record_is_not_whole(void **state)
{
    struct fixture *fixture = *state;
    char input[512];
    snprintf(input, sizeof(input), "%s/in.json", fixture->folder);
    put(fixture, "in.json", "{\"no\": \"record\"}");
    const char *path = input;
    char output[300];
    snprintf(output, sizeof(output), "%s/out", fixture->folder);
    struct cairn_import_request request = {
        .paths = &path, .path_count = 1, .output_folder = output, .read_on = "2026-11-21"};
    struct cairn_error err = {0};
    assert_int_equal(cairn_import_files(&request, &fixture->result, &err), CAIRN_OK);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
    assert_int_equal(cairn_value_count(cairn_value_get(fixture->result->tree, "skipped")), 1);
    remove_below(output, "canon.yaml");
    remove_below(output, "canon.zh.yaml");
    remove(output);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_good_canon_is_linted_and_built),
        CASE(the_cost_is_asked_instead_of_complaints),
        CASE(a_refused_canon_is_not_written),
        CASE(a_folder_that_is_not_there_is_said_so),
        CASE(a_build_into_a_missing_folder_fails),
        CASE(an_import_of_what_is_no_record_is_not_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
