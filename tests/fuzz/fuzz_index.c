/*
 * A hostile match index: the first byte splits the input into text and index. An index that was
 * made by hand, cut or changed must give candidates, matches or CAIRN_ERR_CORRUPT, never a read
 * outside of it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "match/matcher.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum cairn_status read_input(
    void *context, size_t offset, char *memory, size_t size, struct cairn_error *err)
{
    const struct cairn_span *blob = context;
    (void)err;
    if (offset > blob->size || size > blob->size - offset)
        abort(); /* the reader must not ask for more than there is */
    memcpy(memory, blob->data + offset, size);
    return CAIRN_OK;
}

static void use(struct cairn_matcher *matcher, struct cairn_span text)
{
    struct cairn_error err = {0};
    CAIRN_AUTO_VEC struct cairn_vec candidates = CAIRN_VEC_OF(struct cairn_candidate);
    struct cairn_confirmation out;
    /* Every pattern is asked for, whether an anchor leads to it or not. */
    if (cairn_matcher_find(matcher, text, &candidates, &err) != CAIRN_OK)
        cairn_vec_clear(&candidates);
    for (uint32_t i = 0; i < 16; i++) {
        struct cairn_candidate candidate = {.pattern = i};
        if (cairn_vec_push(&candidates, &candidate, &err) != CAIRN_OK)
            return;
    }
    (void)!cairn_matcher_confirm(
        matcher, text, candidates.data, candidates.count, CAIRN_SPAN("a"), &out, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    size_t text_size = data[0] < size - 1 ? data[0] : size - 1;
    struct cairn_span text = {(const char *)data + 1, text_size};
    struct cairn_span blob = {(const char *)data + 1 + text_size, size - 1 - text_size};
    struct cairn_index_source source = {.read = read_input, .context = &blob, .size = blob.size};
    struct cairn_matcher *matcher;
    struct cairn_error err = {0};
    if (cairn_matcher_open(&source, &matcher, &err) != CAIRN_OK)
        return 0;
    use(matcher, text);
    cairn_matcher_close(matcher);
    return 0;
}
