/* Does a tell say yes on a cause? Asked of what its command printed in the placebo's arm, or of the
 * baseline's own line. */
#include "lab/prove.h"

#include "match/pattern.h"

static enum cairn_status matches(
    struct cairn_span regex, struct cairn_span text, bool *out_matches, struct cairn_error *err)
{
    struct cairn_pattern *pattern = NULL;
    enum cairn_pattern_result result = CAIRN_PATTERN_NO;
    enum cairn_status status = cairn_pattern_compile(regex, &pattern, err);
    if (!status)
        status = cairn_pattern_match(pattern, text, &result, err);
    cairn_pattern_free(pattern);
    *out_matches = result == CAIRN_PATTERN_YES;
    return status;
}

/* Is the group `name` of the regex, matched on the line, this value? */
static enum cairn_status captures(struct cairn_span regex, struct cairn_span line,
    struct cairn_span name, struct cairn_span value, bool *out_is, struct cairn_error *err)
{
    struct cairn_pattern *pattern = NULL;
    enum cairn_pattern_result result = CAIRN_PATTERN_NO;
    enum cairn_status status = cairn_pattern_compile(regex, &pattern, err);
    if (!status)
        status = cairn_pattern_match(pattern, line, &result, err);
    for (uint32_t i = 0;
         !status && result == CAIRN_PATTERN_YES && i < cairn_pattern_name_count(pattern); i++) {
        uint32_t start = 0, end = 0;
        if (cairn_span_equal(cairn_pattern_name(pattern, i), name) &&
            cairn_pattern_capture(pattern, i, &start, &end))
            *out_is |= cairn_span_equal(cairn_span_slice(line, start, end - start), value);
    }
    cairn_pattern_free(pattern);
    return status;
}

static enum cairn_status tell_by_capture(const struct cairn_value *expect,
    const struct cairn_source_record *record, struct cairn_span line, bool *out_says_yes,
    struct cairn_error *err)
{
    struct cairn_span name = cairn_value_get_text(expect, "capture");
    struct cairn_span value = cairn_value_get_text(expect, "value");
    const struct cairn_value *source = record ? record->en.value : NULL;
    if (!source)
        return CAIRN_OK;
    enum cairn_status status =
        captures(cairn_value_get_text(source, "regex"), line, name, value, out_says_yes, err);
    CAIRN_VALUE_EACH(variant, cairn_value_get(source, "variants"))
    {
        if (!status && !*out_says_yes)
            status = captures(cairn_value_get_text(variant->value, "regex"), line, name, value,
                out_says_yes, err);
    }
    return status;
}

static const struct cairn_lab_told *told_of(const struct cairn_lab_family *family,
    struct cairn_span command, const struct cairn_lab_facts *placebo)
{
    for (size_t i = 0; i < placebo->told_count; i++) {
        unsigned number = placebo->told[i].number;
        if (number >= 1 && number <= family->command_count &&
            cairn_span_equal(family->commands[number - 1], command))
            return &placebo->told[i];
    }
    return NULL;
}

enum cairn_status cairn_lab_tell(const struct cairn_lab_family *family,
    const struct cairn_value *tell, const struct cairn_source_record *record,
    const struct cairn_lab_facts *placebo, bool *out_says_yes, struct cairn_error *err)
{
    const struct cairn_value *expect = cairn_value_get(tell, "expect");
    const struct cairn_value *regex = cairn_value_get(expect, "regex");
    *out_says_yes = false;
    if (cairn_value_get(expect, "capture"))
        return tell_by_capture(expect, record, placebo->before_log.line, out_says_yes, err);
    const struct cairn_lab_told *told =
        told_of(family, cairn_value_get_text(tell, "command"), placebo);
    if (!told)
        return CAIRN_OK;
    if (regex)
        return matches(cairn_value_text(regex), told->output, out_says_yes, err);
    uint64_t wanted = 0;
    *out_says_yes = cairn_span_to_u64(cairn_value_get_text(expect, "exit"), &wanted) &&
                    wanted == (uint64_t)told->exit;
    return CAIRN_OK;
}
