/* The arena against a model: every piece keeps what was written into it, limits hold to the byte.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "random.h"

#define PIECES 3000

static void pieces_never_overlap(void **state)
{
    (void)state;
    struct random random = {42};
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    static unsigned char *pieces[PIECES];
    static size_t sizes[PIECES];
    size_t total = 0;
    for (size_t i = 0; i < PIECES; i++) {
        sizes[i] = random_below(&random, i % 100 ? 200 : 100000);
        pieces[i] = cairn_arena_alloc(&arena, sizes[i]);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(pieces[i][j], 0);
        memset(pieces[i], (int)(i & 0xFF), sizes[i]);
        total += sizes[i];
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(pieces[i][j], i & 0xFF);
    }
    assert_true(arena.used_bytes >= total);
    assert_true(arena.used_bytes <= total + PIECES * _Alignof(max_align_t));
    assert_false(arena.has_failed);
}

static void the_limit_holds_to_the_byte(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    CAIRN_AUTO_ARENA struct cairn_arena arena;
    cairn_arena_init(&arena, 1024);
    assert_non_null(cairn_arena_alloc(&arena, 1008));
    assert_non_null(cairn_arena_alloc(&arena, 16));
    assert_int_equal(cairn_arena_status(&arena, &err), CAIRN_OK);
    assert_null(cairn_arena_alloc(&arena, 1));
    assert_true(arena.has_failed);
    assert_int_equal(cairn_arena_status(&arena, &err), CAIRN_ERR_LIMIT);
    assert_non_null(strstr(err.primary, "1024"));
    cairn_arena_reset(&arena);
    assert_int_equal(cairn_arena_status(&arena, &err), CAIRN_OK);
    assert_null(cairn_arena_alloc(&arena, 1025));
    assert_non_null(cairn_arena_alloc(&arena, 1024));
}

static void impossible_sizes_fail(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    assert_null(cairn_arena_alloc(&arena, SIZE_MAX));
    assert_null(cairn_arena_alloc(&arena, SIZE_MAX - 15));
    assert_null(cairn_arena_array(&arena, SIZE_MAX / 2, 3));
    assert_null(cairn_arena_string(&arena, cairn_span_make("", SIZE_MAX)));
    assert_int_equal(cairn_arena_status(&arena, NULL), CAIRN_ERR_MEMORY);
    assert_int_equal(arena.used_bytes, 0);
}

static void reset_gives_zeroed_memory_again(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    for (int round = 0; round < 3; round++) {
        char *piece = cairn_arena_alloc(&arena, 500);
        for (size_t i = 0; i < 500; i++)
            assert_int_equal(piece[i], 0);
        memset(piece, 'x', 500);
        cairn_arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
    }
}

static void texts_are_copied(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    assert_string_equal(cairn_arena_printf(&arena, "%s-%d", "a", 7), "a-7");
    assert_string_equal(cairn_arena_string(&arena, CAIRN_SPAN("abc")), "abc");
    struct cairn_span copy = cairn_arena_copy(&arena, (struct cairn_span){0});
    assert_non_null(copy.data);
    assert_int_equal(copy.size, 0);
    arena.limit_bytes = 1;
    assert_null(cairn_arena_copy(&arena, CAIRN_SPAN("abc")).data);
    assert_null(cairn_arena_printf(&arena, "x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_never_overlap),
        cmocka_unit_test(the_limit_holds_to_the_byte),
        cmocka_unit_test(impossible_sizes_fail),
        cmocka_unit_test(reset_gives_zeroed_memory_again),
        cmocka_unit_test(texts_are_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
