/* Tells by their commands. Records have a dozen tells at most, so they are walked, not indexed. */
#include "ledger/tells.h"

bool cairn_tells_cause(
    const struct cairn_value *tells, struct cairn_span command, struct cairn_span cause)
{
    CAIRN_VALUE_EACH(tell, tells)
    {
        if (cairn_span_equal(cairn_value_get_text(tell->value, "cause"), cause) &&
            cairn_span_equal(cairn_value_get_text(tell->value, "command"), command))
            return true;
    }
    return false;
}

bool cairn_tells_is_first(const struct cairn_value *tells, const struct cairn_value *tell)
{
    struct cairn_span command = cairn_value_get_text(tell, "command");
    CAIRN_VALUE_EACH(other, tells)
    {
        if (cairn_span_equal(cairn_value_get_text(other->value, "command"), command))
            return other->value == tell;
    }
    return false;
}

static size_t count_covered(
    const struct cairn_value *tells, const struct cairn_value *causes, struct cairn_span command)
{
    size_t covered = 0;
    CAIRN_VALUE_EACH(cause, causes)
    covered += cairn_tells_cause(tells, command, cairn_value_get_text(cause->value, "id"));
    return covered;
}

/* Groups are few and large: each is counted once, at its first tell. */
const struct cairn_value *cairn_tells_deciding(
    const struct cairn_value *tells, const struct cairn_value *causes)
{
    const struct cairn_value *best = NULL;
    size_t best_covered = 0;
    CAIRN_VALUE_EACH(tell, tells)
    {
        struct cairn_span command = cairn_value_get_text(tell->value, "command");
        if (!command.size || !cairn_tells_is_first(tells, tell->value))
            continue;
        size_t covered = count_covered(tells, causes, command);
        if (covered > best_covered) {
            best = tell->value;
            best_covered = covered;
        }
    }
    return best;
}
