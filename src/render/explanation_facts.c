/* Facts of an explanation that every form of it shows in its own markup. */
#include "render/render_internal.h"

void cairn_explanation_list_repairs(
    struct cairn_buf *out, const struct cairn_value *tree, bool in_chinese)
{
    CAIRN_VALUE_EACH(repair, cairn_value_get(tree, "matched_after"))
    {
        if (out->size)
            cairn_buf_append_string(out, cairn_message(CAIRN_MSG_ENUMERATION, in_chinese));
        cairn_buf_append(out, cairn_message_word(cairn_value_text(repair->value), in_chinese));
    }
}

enum cairn_message cairn_explanation_nothing(const struct cairn_value *tree)
{
    if (cairn_value_get_int(cairn_value_get(tree, "lines"), "total"))
        return CAIRN_MSG_NOTHING_FOUND;
    /* What could not be read is not empty. */
    return cairn_value_get_bool(tree, "complete") ? CAIRN_MSG_NOTHING_EMPTY
                                                  : CAIRN_MSG_NOTHING_READ;
}

bool cairn_explanation_sum_lines(
    const struct cairn_value *tree, struct cairn_explanation_lines *out_lines)
{
    static const char *const keys[CAIRN_EXPLANATION_LINE_KINDS] = {
        "total", "matched", "unknown", "ordinary"};
    const struct cairn_value *lines = cairn_value_get(tree, "lines");
    for (size_t i = 0; i < CAIRN_EXPLANATION_LINE_KINDS; i++) {
        int64_t count = cairn_value_get_int(lines, keys[i]);
        out_lines->values[i] =
            cairn_digits_of(&out_lines->digits[i], count > 0 ? (uint64_t)count : 0);
    }
    return cairn_value_get_int(lines, "total") > 1;
}
