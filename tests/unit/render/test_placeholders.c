/* {{names}} as a page shows them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "formats/json.h"
#include "render/placeholders.h"

static void assert_shown(const char *text, const char *expected)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf scratch = {0};
    struct cairn_value *owner = NULL;
    assert_int_equal(
        cairn_json_read(&arena,
            CAIRN_SPAN("{\"placeholders\": {\"cup\": {\"means\": \"the cup\"}, \"pot\": {}},"
                       " \"captures\": {\"leaf\": \"name\"}}"),
            "owner", &owner, NULL),
        CAIRN_OK);
    struct cairn_span shown =
        cairn_placeholders_show(&scratch, owner, cairn_span_from_string(text));
    if (!cairn_span_equal_string(shown, expected))
        fail_msg("%s became %.*s", text, CAIRN_SPAN_ARGS(shown));
}

static void declared_names_are_shown_by_meaning(void **state)
{
    (void)state;
    assert_shown("fill {{cup}} from {{ pot }}", "fill ‹the cup› from ‹pot›");
    assert_shown("{{leaf}}{{leaf}}", "‹leaf›‹leaf›");
}

static void other_braces_stay(void **state)
{
    (void)state;
    assert_shown("plain", "plain");
    assert_shown("", "");
    assert_shown("${{ secrets.X }} {{cup}}", "${{ secrets.X }} ‹the cup›");
    assert_shown("{{cup", "{{cup");
    assert_shown("{{}} }} {{", "{{}} }} {{");
    assert_shown("{{{cup}}}", "{‹the cup›}");
}

static void without_an_owner_nothing_changes(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf scratch = {0};
    assert_true(cairn_span_equal_string(
        cairn_placeholders_show(&scratch, NULL, CAIRN_SPAN("{{cup}}")), "{{cup}}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declared_names_are_shown_by_meaning),
        cmocka_unit_test(other_braces_stay),
        cmocka_unit_test(without_an_owner_nothing_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
