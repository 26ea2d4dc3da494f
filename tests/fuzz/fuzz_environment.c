/* The environment of an outcome: what is taken is taken again as it was kept, with the same class,
 * and holds no byte that could be markup, a control, or an address of mail. */
#include <stdlib.h>
#include <string.h>

#include "ledger/outcomes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_span kept = {0}, class = {0}, again = {0}, class_again = {0};
    if (cairn_outcomes_environment(
            &arena, cairn_span_make((const char *)data, size), &kept, &class, NULL))
        return 0;
    for (size_t i = 0; i < kept.size; i++) {
        if (kept.data[i] < ' ' || kept.data[i] > '~' || strchr("@/<>&\"'", kept.data[i]))
            abort();
    }
    if (cairn_outcomes_environment(&arena, kept, &again, &class_again, NULL) ||
        !cairn_span_equal(kept, again) || !cairn_span_equal(class, class_again))
        abort();
    return 0;
}
