/* What users reported, in words. The figures were made by the ledger (outcomes_count.c). */
#include "render/field.h"

#include "render/figures.h"
#include "render/messages.h"

#define VALUES_MOST 4

/* A message with numbers. */
static void say_numbers(struct cairn_buf *buf, enum cairn_message message, bool in_chinese,
    const int64_t *numbers, size_t count)
{
    struct cairn_digits digits[VALUES_MOST];
    struct cairn_span values[VALUES_MOST];
    for (size_t i = 0; i < count && i < VALUES_MOST; i++)
        values[i] = cairn_digits_of(&digits[i], numbers[i] > 0 ? (uint64_t)numbers[i] : 0);
    cairn_message_append(buf, message, in_chinese, values, count);
}

static void say_tally(struct cairn_buf *buf, enum cairn_message message, bool in_chinese,
    const struct cairn_value *tally)
{
    const int64_t numbers[] = {cairn_value_get_int(tally, "k"), cairn_value_get_int(tally, "n")};
    say_numbers(buf, message, in_chinese, numbers, CAIRN_ARRAY_SIZE(numbers));
}

bool cairn_field_sum(struct cairn_buf *buf, const struct cairn_value *field, bool in_chinese)
{
    const int64_t numbers[] = {cairn_value_get_int(field, "reports"),
        cairn_value_get_int(field, "reporters"), cairn_value_get_int(field, "organisations")};
    if (numbers[0] <= 0)
        return false;
    cairn_buf_append(buf, cairn_message_word(cairn_value_get_text(field, "state"), in_chinese));
    cairn_message_append(buf, CAIRN_MSG_LIST_SEPARATOR, in_chinese, NULL, 0);
    say_numbers(buf, CAIRN_MSG_FIELD_SUM, in_chinese, numbers, CAIRN_ARRAY_SIZE(numbers));
    return true;
}

bool cairn_field_worked(struct cairn_buf *buf, const struct cairn_value *entry, bool in_chinese)
{
    const struct cairn_value *worked = cairn_value_get(entry, "worked");
    if (cairn_value_is_empty(worked))
        return false;
    struct cairn_digits k, n, low, high;
    struct cairn_span values[] = {
        cairn_digits_of(&k, (uint64_t)cairn_value_get_int(worked, "k")),
        cairn_digits_of(&n, (uint64_t)cairn_value_get_int(worked, "n")),
        cairn_digits_percent(&low, cairn_value_get(entry, "low")),
        cairn_digits_percent(&high, cairn_value_get(entry, "high")),
    };
    cairn_message_append(buf, CAIRN_MSG_FIELD_WORKED, in_chinese, values, CAIRN_ARRAY_SIZE(values));
    return true;
}

bool cairn_field_causes(struct cairn_buf *buf, const struct cairn_value *entry,
    const struct cairn_value *causes, bool in_chinese)
{
    const struct cairn_value *by_cause = cairn_value_get(entry, "by_cause");
    /* One that is not known alone says what the sum says. */
    const struct cairn_value *first = cairn_value_at(by_cause, 0);
    if (!first ||
        (cairn_value_count(by_cause) == 1 && cairn_value_is_empty(cairn_value_get(first, "cause"))))
        return false;
    cairn_message_append(buf, CAIRN_MSG_FIELD_BY_CAUSE, in_chinese, NULL, 0);
    CAIRN_VALUE_EACH(cause, by_cause)
    {
        struct cairn_span id = cairn_value_get_text(cause->value, "cause");
        if (cause->value != first)
            cairn_message_append(buf, CAIRN_MSG_LIST_SEPARATOR, in_chinese, NULL, 0);
        if (id.size)
            cairn_buf_append(buf, cairn_cause_title(causes, id));
        else
            cairn_message_append(buf, CAIRN_MSG_FIELD_NO_CAUSE, in_chinese, NULL, 0);
        say_tally(buf, CAIRN_MSG_FIELD_OF, in_chinese, cause->value);
    }
    return true;
}

bool cairn_field_unattributed(
    struct cairn_buf *buf, const struct cairn_value *entry, bool in_chinese)
{
    const struct cairn_value *tally = cairn_value_get(entry, "unattributed");
    if (cairn_value_is_empty(tally))
        return false;
    say_tally(buf, CAIRN_MSG_FIELD_UNATTRIBUTED, in_chinese, tally);
    return true;
}

bool cairn_field_best(struct cairn_buf *buf, const struct cairn_value *best, bool in_chinese)
{
    const struct cairn_value *tally = cairn_value_get(best, "field");
    if (cairn_value_is_empty(tally))
        return false;
    say_tally(buf, CAIRN_MSG_FIELD_BEST, in_chinese, tally);
    return true;
}

struct cairn_span cairn_field_action(const struct cairn_value *record, struct cairn_span change)
{
    static const char *const lists[] = {"workarounds", "dead_ends"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lists); i++) {
        struct cairn_span action = cairn_value_get_text(
            cairn_value_find(cairn_value_get(record, lists[i]), "id", change), "action");
        if (action.size)
            return action;
    }
    return change;
}
