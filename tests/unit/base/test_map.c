/* The map against a model: puts, replacements, look-ups, order of insertion. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "random.h"

#define KEYS 5000

static char keys[KEYS][12];
static int values[KEYS];

static struct cairn_span key_at(size_t i)
{
    return cairn_span_from_string(keys[i]);
}

static void agrees_with_a_model(void **state)
{
    (void)state;
    struct random random = {99};
    for (size_t i = 0; i < KEYS; i++)
        snprintf(keys[i], sizeof keys[i], "k%zu", i);
    static void *model[KEYS];
    static size_t order[KEYS];
    size_t count = 0;
    CAIRN_AUTO_MAP struct cairn_map map = {0};
    for (int step = 0; step < 20000; step++) {
        size_t i = random_below(&random, KEYS);
        void *value = &values[random_below(&random, KEYS)];
        void *old = &values[0];
        assert_int_equal(cairn_map_put(&map, key_at(i), value, &old, NULL), CAIRN_OK);
        assert_ptr_equal(old, model[i]);
        if (!model[i])
            order[count++] = i;
        model[i] = value;
        size_t other = random_below(&random, KEYS);
        assert_ptr_equal(cairn_map_get(&map, key_at(other)), model[other]);
        assert_int_equal(cairn_map_has(&map, key_at(other)), model[other] != NULL);
    }
    assert_int_equal(map.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(map.entries[i].key.data, keys[order[i]]);
        assert_ptr_equal(map.entries[i].value, model[order[i]]);
    }
}

static void keys_are_bytes(void **state)
{
    (void)state;
    CAIRN_AUTO_MAP struct cairn_map map = {0};
    assert_false(cairn_map_has(&map, CAIRN_SPAN("")));
    static const struct cairn_span alike[] = {
        {"", 0}, {"\0", 1}, {"\0\0", 2}, {"a", 1}, {"a\0", 2}, {"aaaaaaaa", 8}, {"aaaaaaaa\0", 9}};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(alike); i++)
        assert_int_equal(cairn_map_put(&map, alike[i], &values[i], NULL, NULL), CAIRN_OK);
    assert_int_equal(map.count, CAIRN_ARRAY_SIZE(alike));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(alike); i++)
        assert_ptr_equal(cairn_map_get(&map, alike[i]), &values[i]);
}

static void null_values_are_members(void **state)
{
    (void)state;
    CAIRN_AUTO_MAP struct cairn_map map = {0};
    assert_int_equal(cairn_map_put(&map, CAIRN_SPAN("x"), NULL, NULL, NULL), CAIRN_OK);
    assert_true(cairn_map_has(&map, CAIRN_SPAN("x")));
    assert_null(cairn_map_get(&map, CAIRN_SPAN("x")));
    cairn_map_done(&map);
    assert_false(cairn_map_has(&map, CAIRN_SPAN("x")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_a_model),
        cmocka_unit_test(keys_are_bytes),
        cmocka_unit_test(null_values_are_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
