/*
 * Small judgements that all formats share: how a share is written, what a cause is called, and
 * which ids and addresses are plain enough to stand in a link or a command. Nothing is owned here.
 */
#include "render/figures.h"

#include "base/ascii.h"

/* "0.855" as thousandths: 855. Numbers keep their spelling in the tree, so they are read here and
 * not by a locale. */
static bool read_thousandths(struct cairn_span number, unsigned *out_thousandths)
{
    unsigned value = 0;
    size_t decimals = 0;
    bool has_point = false;
    for (size_t i = 0; i < number.size; i++) {
        char c = number.data[i];
        if (c == '.' && !has_point && i > 0) {
            has_point = true;
            continue;
        }
        if (!cairn_ascii_is_digit(c) || value > 1000)
            return false;
        if (decimals < 3) {
            value = value * 10 + (unsigned)(c - '0');
            decimals += has_point;
        }
    }
    for (; decimals < 3; decimals++)
        value *= 10;
    *out_thousandths = value;
    return number.size > 0 && value <= 1000;
}

/* Digits are written from the end; the span starts where the last one landed. */
struct cairn_span cairn_digits_of(struct cairn_digits *digits, uint64_t number)
{
    size_t start = sizeof(digits->text);
    unsigned written = 0;
    do {
        if (written && written % 3 == 0)
            digits->text[--start] = ',';
        digits->text[--start] = (char)('0' + number % 10);
        number /= 10;
        written++;
    } while (number);
    return cairn_span_make(digits->text + start, sizeof(digits->text) - start);
}

struct cairn_span cairn_figure_of(struct cairn_digits *digits, const struct cairn_value *value)
{
    if (cairn_value_is(value, CAIRN_VALUE_ARRAY))
        return cairn_digits_of(digits, cairn_value_count(value));
    return cairn_value_text(value);
}

struct cairn_span cairn_digits_percent(struct cairn_digits *digits, const struct cairn_value *share)
{
    unsigned thousandths;
    if (!cairn_value_is(share, CAIRN_VALUE_NUMBER) || !read_thousandths(share->text, &thousandths))
        return (struct cairn_span){0};
    unsigned percent = (thousandths + 5) / 10;
    size_t start = sizeof(digits->text);
    digits->text[--start] = '%';
    do {
        digits->text[--start] = (char)('0' + percent % 10);
        percent /= 10;
    } while (percent);
    return cairn_span_make(digits->text + start, sizeof(digits->text) - start);
}

struct cairn_span cairn_cause_title(const struct cairn_value *causes, struct cairn_span id)
{
    struct cairn_span title = cairn_value_get_text(cairn_value_find(causes, "id", id), "title");
    return title.size ? title : id;
}

bool cairn_id_is_plain(struct cairn_span id)
{
    size_t slash = cairn_span_find_byte(id, '/', 0);
    if (slash == CAIRN_SPAN_NPOS || slash == 0 || slash + 1 == id.size)
        return false;
    for (size_t i = 0; i < id.size; i++) {
        char c = id.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || cairn_ascii_is_digit(c) || c == '-';
        if (!is_plain && i != slash)
            return false;
    }
    return true;
}

bool cairn_url_is_plain(struct cairn_span url)
{
    if (!cairn_span_starts_with(url, CAIRN_SPAN("https://")) &&
        !cairn_span_starts_with(url, CAIRN_SPAN("http://")))
        return false;
    for (size_t i = 0; i < url.size; i++) {
        unsigned char c = (unsigned char)url.data[i];
        if (c <= 0x20 || c == 0x7F || c == '"' || c == '<' || c == '>' || c == '\\')
            return false;
    }
    return true;
}
