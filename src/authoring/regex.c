/*
 * Is a regex safe to index: in the dialect, with an anchor, and quick on the strings that an
 * attacker would choose? The answers are verdicts, not errors: only lack of memory is a status.
 */
#include "authoring/regex_internal.h"

#include "base/limits.h"
#include "match/attack.h"

static enum cairn_status refuse(struct cairn_regex_verdict *verdict, enum cairn_regex_state state,
    const struct cairn_error *failure)
{
    verdict->state = state;
    verdict->reason = *failure;
    return CAIRN_OK;
}

static enum cairn_status pass_on(
    const struct cairn_error *failure, enum cairn_status status, struct cairn_error *err)
{
    if (err)
        *err = *failure;
    return status;
}

static enum cairn_status choose_anchors(
    struct cairn_arena *arena, struct cairn_checked_regex *regex, struct cairn_error *err)
{
    struct cairn_anchors anchors = {0};
    enum cairn_status status = cairn_anchors_choose(arena, regex->root, &anchors, err);
    if (status != CAIRN_OK)
        return status;
    if (anchors.count == 0) {
        struct cairn_error failure = {0};
        (void)CAIRN_FAIL(&failure, CAIRN_ERR_INVALID,
            "the regex has no literal of %d bytes that every match contains", CAIRN_ANCHOR_MINIMUM);
        return refuse(&regex->verdict, CAIRN_REGEX_NO_ANCHOR, &failure);
    }
    regex->verdict.shortest_anchor = SIZE_MAX;
    for (uint32_t i = 0; i < anchors.count; i++)
        if (anchors.items[i].bytes.size < regex->verdict.shortest_anchor)
            regex->verdict.shortest_anchor = anchors.items[i].bytes.size;
    return CAIRN_OK;
}

void cairn_regex_attack_key(struct cairn_span regex, char out_key[CAIRN_DIGEST_HEX_SIZE])
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_printf(&text, "%d\n", CAIRN_LIMIT_MATCH_STEPS);
    cairn_buf_append(&text, regex);
    cairn_digest_hex(cairn_buf_span(&text), out_key);
}

static bool has_passed_before(const struct cairn_checked_regex *regex)
{
    char key[CAIRN_DIGEST_HEX_SIZE];
    if (regex->attacked.size == 0)
        return false;
    cairn_regex_attack_key(cairn_value_text(regex->value), key);
    return cairn_span_equal_string(regex->attacked, key);
}

static enum cairn_status attack(struct cairn_checked_regex *regex, struct cairn_error *err)
{
    struct cairn_attack_verdict verdict = {0};
    enum cairn_status status = cairn_attack_run(regex->root, regex->pattern, &verdict, err);
    if (status != CAIRN_OK || !verdict.reaches_limit)
        return status;
    struct cairn_error failure = {0};
    (void)CAIRN_FAIL(&failure, CAIRN_ERR_LIMIT,
        "the regex reaches the match limit on %s of %zu bytes, so an attacker could stall a scan",
        verdict.how, verdict.size_bytes);
    return refuse(&regex->verdict, CAIRN_REGEX_SLOW, &failure);
}

enum cairn_status cairn_regex_check(
    struct cairn_arena *arena, struct cairn_checked_regex *regex, struct cairn_error *err)
{
    struct cairn_error failure = {0};
    struct cairn_span text = cairn_value_text(regex->value);
    enum cairn_status status = cairn_regex_parse(arena, text, &regex->root, &failure);
    if (status == CAIRN_ERR_MEMORY)
        return pass_on(&failure, status, err);
    if (status != CAIRN_OK)
        return refuse(&regex->verdict, CAIRN_REGEX_REFUSED, &failure);
    status = cairn_pattern_compile(text, &regex->pattern, &failure);
    if (status == CAIRN_ERR_MEMORY)
        return pass_on(&failure, status, err);
    if (status != CAIRN_OK) {
        regex->root = NULL;
        return refuse(&regex->verdict, CAIRN_REGEX_REFUSED, &failure);
    }
    status = choose_anchors(arena, regex, err);
    if (status != CAIRN_OK || regex->verdict.state != CAIRN_REGEX_GOOD || has_passed_before(regex))
        return status;
    return attack(regex, err);
}
