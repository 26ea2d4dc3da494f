/*
 * Claims and what agrees with them. Versions are those that the programs said when a trial ran, so
 * a claim by version is judged without the programs. Nothing is kept, nothing allocated.
 */
#include "ledger/claim.h"

#include "base/ascii.h"
#include "base/compiler.h"

/* Versions */

static bool is_digit_at(struct cairn_span text, size_t at)
{
    return at < text.size && cairn_ascii_is_digit(text.data[at]);
}

/* The digits at *at without leading zeros, so that any length compares without overflow. */
static struct cairn_span take_number(struct cairn_span text, size_t *at)
{
    while (*at + 1 < text.size && text.data[*at] == '0' && is_digit_at(text, *at + 1))
        (*at)++;
    size_t start = *at;
    while (is_digit_at(text, *at))
        (*at)++;
    return cairn_span_slice(text, start, *at - start);
}

static int compare_numbers(struct cairn_span a, struct cairn_span b)
{
    if (a.size != b.size)
        return a.size < b.size ? -1 : 1;
    return cairn_span_compare(a, b);
}

/* The end sorts before everything but '~', which marks what comes before a release. */
static int weight_at(struct cairn_span text, size_t at)
{
    if (at >= text.size)
        return 0;
    return text.data[at] == '~' ? -1 : (unsigned char)text.data[at];
}

int cairn_version_compare(struct cairn_span a, struct cairn_span b)
{
    size_t i = 0;
    size_t j = 0;
    while (i < a.size || j < b.size) {
        if (is_digit_at(a, i) && is_digit_at(b, j)) {
            struct cairn_span left = take_number(a, &i);
            int order = compare_numbers(left, take_number(b, &j));
            if (order != 0)
                return order;
            continue;
        }
        int left = weight_at(a, i);
        int right = weight_at(b, j);
        if (left != right)
            return left < right ? -1 : 1;
        i++;
        j++;
    }
    return 0;
}

static bool holds(int order, struct cairn_span operator)
{
    if (cairn_span_equal_string(operator, "<"))
        return order < 0;
    if (cairn_span_equal_string(operator, "<="))
        return order <= 0;
    if (cairn_span_equal_string(operator, "="))
        return order == 0;
    if (cairn_span_equal_string(operator, ">="))
        return order >= 0;
    return cairn_span_equal_string(operator, ">") && order > 0;
}

static bool is_operator(char byte)
{
    return byte == '<' || byte == '=' || byte == '>';
}

/* One "program op version". */
static bool is_within(const struct cairn_value *programs, struct cairn_span range)
{
    size_t start = 0;
    while (start < range.size && !is_operator(range.data[start]))
        start++;
    size_t end = start;
    while (end < range.size && is_operator(range.data[end]))
        end++;
    struct cairn_span program = cairn_span_trim(cairn_span_slice(range, 0, start));
    struct cairn_span wanted = cairn_span_trim(cairn_span_slice(range, end, range.size));
    struct cairn_span version = cairn_value_text(cairn_value_get_span(programs, program));
    return version.size > 0 && wanted.size > 0 &&
           holds(
               cairn_version_compare(version, wanted), cairn_span_slice(range, start, end - start));
}

bool cairn_versions_within(const struct cairn_value *programs, struct cairn_span ranges)
{
    if (cairn_span_trim(ranges).size == 0)
        return true;
    size_t from = 0;
    while (from <= ranges.size) {
        size_t comma = cairn_span_find_byte(ranges, ',', from);
        size_t end = comma == CAIRN_SPAN_NPOS ? ranges.size : comma;
        if (!is_within(programs, cairn_span_slice(ranges, from, end - from)))
            return false;
        from = end + 1;
    }
    return true;
}

/* Claims */

const struct cairn_value *cairn_claim_written(
    const struct cairn_value *change, struct cairn_span cause)
{
    const struct cairn_value *on = cairn_value_get(change, "on");
    const struct cairn_value *written = cairn_value_get_span(on, cause);
    return written ? written : cairn_value_get(on, "*");
}

struct cairn_span cairn_claim_on(
    const struct cairn_value *change, struct cairn_span cause, const struct cairn_value *programs)
{
    struct cairn_span nothing = CAIRN_SPAN("nothing");
    const struct cairn_value *written = cairn_claim_written(change, cause);
    if (cairn_value_is(written, CAIRN_VALUE_STRING))
        return written->text;
    CAIRN_VALUE_EACH(entry, cairn_value_is(written, CAIRN_VALUE_ARRAY) ? written : NULL)
    if (cairn_versions_within(programs, cairn_value_get_text(entry->value, "applies")))
        return cairn_value_get_text(entry->value, "is");
    return nothing;
}

struct cairn_span cairn_result_word(const struct cairn_value *result)
{
    return cairn_value_is(result, CAIRN_VALUE_ARRAY) ? cairn_value_text(cairn_value_at(result, 0))
                                                     : cairn_value_text(result);
}

struct cairn_span cairn_result_detail(const struct cairn_value *result)
{
    return cairn_value_is(result, CAIRN_VALUE_ARRAY) ? cairn_value_text(cairn_value_at(result, 1))
                                                     : (struct cairn_span){0};
}

static bool is_nothing(struct cairn_span word)
{
    static const char *const words[] = {
        "same", "moved", "refused", "relapse", "still-logged", "carrier", "time"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(words); i++)
        if (cairn_span_equal_string(word, words[i]))
            return true;
    return false;
}

bool cairn_claim_accepts(struct cairn_span claim, const struct cairn_value *result)
{
    struct cairn_span word = cairn_result_word(result);
    size_t colon = cairn_span_find_byte(claim, ':', 0);
    struct cairn_span claimed = cairn_span_slice(claim, 0, colon);
    if (cairn_span_equal_string(claimed, "nothing"))
        return is_nothing(word);
    if (cairn_span_equal_string(claimed, "resolves"))
        return cairn_span_equal_string(word, "resolved");
    if (cairn_span_equal_string(claimed, "advances"))
        return cairn_span_equal_string(word, "moved");
    if (cairn_span_equal_string(claimed, "harms"))
        claimed = CAIRN_SPAN("harm");
    if (!cairn_span_equal(claimed, word))
        return false;
    return colon == CAIRN_SPAN_NPOS ||
           cairn_span_equal(
               cairn_span_slice(claim, colon + 1, claim.size), cairn_result_detail(result));
}

enum cairn_yielded cairn_claim_yields(
    const struct cairn_value *cause, const struct cairn_value *programs, struct cairn_span names)
{
    bool is_nameless =
        cairn_span_equal_string(names, "unknown") || cairn_span_equal_string(names, "silent");
    struct cairn_span wanted = is_nameless ? CAIRN_SPAN("none") : names;
    enum cairn_yielded yielded = CAIRN_YIELDED_UNCLAIMED;
    CAIRN_VALUE_EACH(yield, cairn_value_get(cause, "yields"))
    {
        if (!cairn_versions_within(programs, cairn_value_get_text(yield->value, "applies")))
            continue;
        if (cairn_span_equal(cairn_value_get_text(yield->value, "record"), wanted))
            return CAIRN_YIELDED_AGREES;
        yielded = CAIRN_YIELDED_DIFFERS;
    }
    return yielded;
}
