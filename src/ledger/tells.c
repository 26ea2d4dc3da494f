/* Tells by their commands. Records have a dozen tells at most, so they are walked, not indexed. */
#include "ledger/tells.h"

bool cairn_tells_cause(
    const struct cairn_value *tells, struct cairn_span command, struct cairn_span cause)
{
    CAIRN_VALUE_EACH(tell, tells)
    {
        if (cairn_span_equal(cairn_value_get_text(tell->value, "command"), command) &&
            cairn_span_equal(cairn_value_get_text(tell->value, "cause"), cause))
            return true;
    }
    return false;
}

const struct cairn_value *cairn_tells_deciding(
    const struct cairn_value *tells, const struct cairn_value *causes)
{
    const struct cairn_value *best = NULL;
    size_t best_covered = 0;
    CAIRN_VALUE_EACH(tell, tells)
    {
        struct cairn_span command = cairn_value_get_text(tell->value, "command");
        size_t covered = 0;
        CAIRN_VALUE_EACH(cause, causes)
        covered += cairn_tells_cause(tells, command, cairn_value_get_text(cause->value, "id"));
        if (command.size && covered > best_covered) {
            best = tell->value;
            best_covered = covered;
        }
    }
    return best;
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
