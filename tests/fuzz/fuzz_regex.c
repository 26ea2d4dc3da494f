/*
 * The regex dialect: whatever the parser accepts PCRE2 must compile, within its limits; choosing
 * anchors and looking for attacks must end. A regex that the tree calls free of danger must not
 * reach the match limit on its own text.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "match/anchor.h"
#include "match/attack.h"
#include "match/dialect.h"
#include "match/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore_name(void *context, struct cairn_span name)
{
    (void)context;
    (void)name;
}

static void run_attack(const struct cairn_regex_node *root, struct cairn_span text)
{
    struct cairn_error err = {0};
    struct cairn_pattern *pattern = NULL;
    struct cairn_attack_verdict verdict;
    enum cairn_pattern_result result;
    if (cairn_pattern_compile(text, &pattern, &err) != CAIRN_OK)
        abort(); /* the dialect accepts what PCRE2 does not */
    if (cairn_attack_run(root, pattern, &verdict, &err) != CAIRN_OK)
        abort();
    if (cairn_pattern_match(pattern, text, &result, &err) != CAIRN_OK)
        abort();
    cairn_pattern_free(pattern);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err = {0};
    struct cairn_regex_node *root;
    struct cairn_span text = cairn_span_make((const char *)data, size);
    if (cairn_regex_parse(&arena, text, &root, &err) != CAIRN_OK)
        return 0;
    struct cairn_anchors anchors;
    if (cairn_anchors_choose(&arena, root, &anchors, &err) != CAIRN_OK)
        abort();
    for (uint32_t i = 0; i < anchors.count; i++)
        if (anchors.items[i].bytes.size < CAIRN_ANCHOR_MINIMUM ||
            anchors.items[i].bytes.size > CAIRN_ANCHOR_MAXIMUM)
            abort();
    cairn_regex_each_name(root, ignore_name, NULL);
    run_attack(root, text);
    return 0;
}
