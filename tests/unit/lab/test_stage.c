/* The stage: which files are laid out, how they are named, and that nothing else can be. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "authoring/recipe.h"
#include "base/fd.h"
#include "formats/yaml.h"
#include "lab/environment_internal.h"
#include "lab/sandbox.h"

static char place[] = "/tmp/cairn-test-stage-XXXXXX";

static int make_place(void **state)
{
    (void)state;
    char helper[64];
    umask(077); /* what a stage makes must be readable all the same */
    if (!mkdtemp(place))
        return -1;
    snprintf(helper, sizeof helper, "%s/helper", place);
    if (cairn_file_write(AT_FDCWD, helper, CAIRN_SPAN("#!helper\n"), NULL) || chmod(helper, 0700))
        return -1;
    setenv("TMPDIR", place, 1);
    return setenv("CAIRN_LAB_HELPER", helper, 1);
}

static int remove_place(void **state)
{
    (void)state;
    return cairn_tree_remove(AT_FDCWD, place, NULL) ? -1 : 0;
}

static unsigned count_stages(void)
{
    unsigned count = 0;
    DIR *listing = opendir(place);
    for (const struct dirent *entry = readdir(listing); entry; entry = readdir(listing))
        count += strncmp(entry->d_name, "cairn-stage-", 12) == 0;
    closedir(listing);
    return count;
}

static enum cairn_status make(const char *yaml, struct cairn_stage *stage, struct cairn_error *err)
{
    static const struct cairn_span tells[] = {
        {.data = "nginx -t", .size = 8}, {.data = "a\nb\n", .size = 4}};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *changes = NULL;
    assert_int_equal(
        cairn_yaml_read(&arena, cairn_span_from_string(yaml), "changes", &changes, NULL), CAIRN_OK);
    return cairn_stage_make(stage, CAIRN_SPAN("control() { :; }\n"), changes, tells, 2, err);
}

static void holds(const struct cairn_stage *stage, const char *name, mode_t mode, const char *text)
{
    CAIRN_AUTO_BUF struct cairn_buf found = {0};
    char path[256];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", stage->folder, name);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, mode);
    if (!text)
        return;
    assert_int_equal(cairn_file_read(AT_FDCWD, path, 1 << 20, &found, NULL), CAIRN_OK);
    assert_true(cairn_span_equal_string(cairn_buf_span(&found), text));
}

static void test_what_lies_in_a_stage(void **state)
{
    (void)state;
    struct cairn_stage stage;
    struct cairn_error err;
    assert_int_equal(
        make("- id: trust_root\n  how:\n    - {as: nginx, text: first, via: proxy_set}\n"
             "    - {as: shell, text: \"second {{x}}\"}\n- id: reload\n  how: []\n",
            &stage, &err),
        CAIRN_OK);
    holds(&stage, ".", 0755, NULL);
    holds(&stage, "rig.sh", 0644, "control() { :; }\n");
    holds(&stage, "bin/lab", 0755, "#!helper\n");
    holds(&stage, "etc", 0755, NULL);
    holds(&stage, "how", 0755, NULL);
    holds(&stage, "how/trust_root", 0755, NULL);
    holds(&stage, "how/trust_root/1.proxy_set", 0644, "first");
    holds(&stage, "how/trust_root/2.shell", 0644, "second {{x}}");
    holds(&stage, "how/reload", 0755, NULL);
    holds(&stage, "tells/1", 0644, "nginx -t");
    holds(&stage, "tells/2", 0644, "a\nb\n");
    char core[256];
    snprintf(core, sizeof core, "%s/core.sh", stage.folder);
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    assert_int_equal(cairn_file_read(AT_FDCWD, core, 1 << 20, &text, &err), CAIRN_OK);
    assert_true(cairn_span_equal(cairn_buf_span(&text), cairn_recipe_core()));
    assert_int_equal(count_stages(), 1);
    cairn_stage_done(&stage);
    assert_int_equal(count_stages(), 0);
    cairn_stage_done(&stage); /* twice is once */
}

static void test_names_that_are_none_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "- {id: ../x, how: []}\n",
        "- {id: a/b, how: []}\n",
        "- {id: \"\", how: []}\n",
        "- {id: \"a b\", how: []}\n",
        "- {id: Upper, how: []}\n",
        "- {id: 1x, how: []}\n",
        "- {id: \".\", how: []}\n",
        "- {how: []}\n",
        "- {id: a, how: [{text: x}]}\n",
        "- {id: a, how: [{text: x, via: ../../rig.sh}]}\n",
        "- {id: a, how: [{text: x, via: \"a b\"}]}\n",
        "- {id: a, how: [{text: x, as: \"\"}]}\n",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++) {
        struct cairn_stage stage;
        struct cairn_error err = {0};
        assert_int_equal(make(texts[i], &stage, &err), CAIRN_ERR_INVALID);
        assert_null(stage.folder);
        assert_int_equal(count_stages(), 0);
    }
}

static void test_two_changes_of_one_id_are_refused(void **state)
{
    (void)state;
    struct cairn_stage stage;
    struct cairn_error err = {0};
    assert_int_not_equal(make("- {id: a, how: []}\n- {id: a, how: []}\n", &stage, &err), CAIRN_OK);
    assert_int_equal(count_stages(), 0);
}

static void test_without_a_helper_nothing_is_left(void **state)
{
    (void)state;
    struct cairn_stage stage;
    struct cairn_error err = {0};
    char helper[64];
    snprintf(helper, sizeof helper, "%s", getenv("CAIRN_LAB_HELPER"));
    setenv("CAIRN_LAB_HELPER", "/no/such/helper", 1);
    assert_int_equal(make("[]\n", &stage, &err), CAIRN_ERR_NOT_FOUND);
    assert_non_null(strstr(err.primary, "/no/such/helper"));
    assert_int_equal(count_stages(), 0);
    setenv("CAIRN_LAB_HELPER", helper, 1);
}

static void test_a_temporary_folder_that_is_none(void **state)
{
    (void)state;
    struct cairn_stage stage;
    struct cairn_error err = {0};
    setenv("TMPDIR", "/no/such/folder", 1);
    assert_int_equal(make("[]\n", &stage, &err), CAIRN_ERR_NOT_FOUND);
    assert_non_null(strstr(err.hint, "TMPDIR"));
    setenv("TMPDIR", place, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_lies_in_a_stage),
        cmocka_unit_test(test_names_that_are_none_are_refused),
        cmocka_unit_test(test_two_changes_of_one_id_are_refused),
        cmocka_unit_test(test_without_a_helper_nothing_is_left),
        cmocka_unit_test(test_a_temporary_folder_that_is_none),
    };
    return cmocka_run_group_tests(tests, make_place, remove_place);
}
