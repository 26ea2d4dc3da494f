/* What the tests of both readers share. The file that includes it defines READ (the reader's
 * function) and NAME (the file that messages name). */
#ifndef CAIRN_TESTS_READING_H
#define CAIRN_TESTS_READING_H

#include <string.h>

#include "base/limits.h"
#include "formats/value.h"

static struct cairn_arena arena;

static int reset(void **state)
{
    (void)state;
    cairn_arena_done(&arena);
    cairn_arena_init(&arena, CAIRN_LIMIT_DOCUMENT_MEMORY);
    return 0;
}

static int release(void **state)
{
    (void)state;
    cairn_arena_done(&arena);
    return 0;
}

static enum cairn_status read_span(
    struct cairn_span text, struct cairn_value **out_value, struct cairn_error *err)
{
    return READ(&arena, text, NAME, out_value, err);
}

static const struct cairn_value *parse(const char *text)
{
    struct cairn_value *value = NULL;
    struct cairn_error err = {0};
    if (read_span(cairn_span_from_string(text), &value, &err))
        fail_msg("%s: %s", text, err.primary);
    return value;
}

struct refusal {
    struct cairn_span text;
    const char *message; /* behind "NAME:" */
    bool needs_hint;
};

static void assert_refused(const struct refusal *refusal)
{
    struct cairn_value *untouched = NULL;
    struct cairn_error err = {0};
    assert_int_equal(read_span(refusal->text, &untouched, &err), CAIRN_ERR_SYNTAX);
    assert_null(untouched);
    assert_string_equal(err.primary + sizeof NAME, refusal->message);
    assert_true(err.hint[0] != '\0' || !refusal->needs_hint);
    assert_int_equal(read_span(refusal->text, &untouched, NULL), CAIRN_ERR_SYNTAX);
}

#endif
