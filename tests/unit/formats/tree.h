/* Trees made at random from a fixed seed, with the texts that break readers and writers among them.
 */
#ifndef CAIRN_TESTS_TREE_H
#define CAIRN_TESTS_TREE_H

#include "base/utf8.h"
#include "formats/value.h"

struct tree_maker {
    struct cairn_arena *arena;
    uint64_t state;
    bool is_text_only; /* what YAML keeps: no booleans and numbers */
};

static inline uint32_t tree_below(struct tree_maker *maker, uint32_t below)
{
    maker->state ^= maker->state << 13;
    maker->state ^= maker->state >> 7;
    maker->state ^= maker->state << 17;
    return (uint32_t)(maker->state >> 32) % below;
}

static inline void tree_append_piece(struct tree_maker *maker, struct cairn_buf *buf)
{
    static const struct cairn_span pieces[] = {{"null", 4}, {"~", 1}, {"true", 4}, {"no", 2},
        {"1.20", 4}, {"2026-11-21", 10}, {"a: b", 4}, {"a #b", 4}, {"- x", 3}, {"# c", 3}, {"a", 1},
        {"\xE4\xB8\xAD\xE6\x96\x87", 6}, {"  ", 2}, {"x ", 2}, {"\n", 1}, {"a\nb", 3},
        {"a\nb\n", 4}, {"\n\n", 2}, {" a\nb", 4}, {"a\n  \nb", 6}, {"...", 3}, {"---", 3},
        {"a:", 2}, {"&x", 2}, {"*x", 2}, {"!x", 2}, {"[a", 2}, {"{a", 2}, {"|", 1}, {">", 1},
        {"%a", 2}, {"@x", 2}, {"`x", 2}, {"\"x", 2}, {"'x", 2}, {"a\\b", 3}, {"\0", 1},
        {"\x1b[0m", 4}, {"\xC2\x85", 2}, {"\xE2\x80\xA8", 3}, {"\xE2\x80\xAE", 3},
        {"\xEF\xBB\xBF", 3}, {"a\tb", 3}, {"\r\n", 2}, {"<<", 2}, {"=", 1}, {"? a", 3}, {"0x1f", 4},
        {"1:30", 4}, {"\xF0\x9F\x98\x80", 4}, {"\x7f", 1}, {"\xEF\xBF\xBF", 3}, {",", 1}, {"-", 1},
        {"\b\f", 2}, {"/", 1}};
    if (tree_below(maker, 8) == 0)
        cairn_utf8_append(buf, tree_below(maker, 0x110000));
    else if (tree_below(maker, 40) == 0)
        cairn_buf_append_repeat(buf, 'k', tree_below(maker, 2000));
    else
        cairn_buf_append(buf, pieces[tree_below(maker, CAIRN_ARRAY_SIZE(pieces))]);
}

static inline struct cairn_span tree_text(struct tree_maker *maker)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    for (uint32_t pieces = tree_below(maker, 4); pieces > 0; pieces--)
        tree_append_piece(maker, &buf);
    return cairn_arena_copy(maker->arena, cairn_buf_span(&buf));
}

static inline struct cairn_value *tree_scalar(struct tree_maker *maker)
{
    static const char *const numbers[] = {
        "0", "-0", "0.90", "1e5", "-12.5E-7", "123456789012345678901234567890"};
    switch (tree_below(maker, maker->is_text_only ? 4 : 8)) {
    case 0:
        return cairn_value_null(maker->arena);
    case 4:
        return cairn_value_bool(maker->arena, true);
    case 5:
        return cairn_value_bool(maker->arena, false);
    case 6:
        return cairn_value_number(maker->arena,
            cairn_span_from_string(numbers[tree_below(maker, CAIRN_ARRAY_SIZE(numbers))]));
    case 7:
        return cairn_value_int(maker->arena, (int64_t)maker->state);
    default:
        return cairn_value_string(maker->arena, tree_text(maker));
    }
}

/* `levels` containers deep at most. */
static inline struct cairn_value *tree_make(struct tree_maker *maker, unsigned levels)
{
    uint32_t choice = tree_below(maker, 4);
    if (levels == 0 || choice == 0)
        return tree_scalar(maker);
    struct cairn_value *container =
        choice == 1 ? cairn_value_array(maker->arena) : cairn_value_object(maker->arena);
    uint32_t count = tree_below(maker, tree_below(maker, 10) ? 6 : 40);
    for (uint32_t i = 0; i < count; i++) {
        struct cairn_value *child = tree_make(maker, levels - 1);
        if (choice == 1)
            cairn_value_push(maker->arena, container, child);
        else
            cairn_value_set_span(maker->arena, container, tree_text(maker), child);
    }
    return container;
}

#endif
