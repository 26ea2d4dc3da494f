/*
 * Queries, forms, cookies and preferences. The readers of lists (Accept and its kin, Cookie) pass
 * over what is malformed, as their RFCs ask; the reader of parameters refuses it, since there it
 * would change what is asked for.
 */
#include "http/fields.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "http/parse_internal.h"

bool cairn_http_decode_percent(
    struct cairn_span text, bool plus_is_space, char *memory, struct cairn_span *out_text)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '%') {
            int high =
                i + 2 < text.size ? cairn_http_hex_value((unsigned char)text.data[i + 1]) : -1;
            int low = high < 0 ? -1 : cairn_http_hex_value((unsigned char)text.data[i + 2]);
            if (low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        memory[size++] = c;
    }
    *out_text = cairn_span_make(memory, size);
    return true;
}

/* Cuts off what stands before the next `stop`; false when nothing is left. */
static bool take_part(struct cairn_span *rest, char stop, struct cairn_span *out_part)
{
    if (!rest->size)
        return false;
    size_t end = cairn_span_find_byte(*rest, stop, 0);
    *out_part = cairn_span_slice(*rest, 0, end);
    *rest = end == CAIRN_SPAN_NPOS ? (struct cairn_span){.data = ""}
                                   : cairn_span_slice(*rest, end + 1, SIZE_MAX);
    return true;
}

static enum cairn_status decode(struct cairn_span text, struct cairn_arena *arena,
    struct cairn_span *out_text, struct cairn_error *err)
{
    struct cairn_span decoded;
    char *memory = cairn_arena_alloc(arena, text.size + 1);
    if (!memory)
        return cairn_arena_status(arena, err);
    if (!cairn_http_decode_percent(text, true, memory, &decoded))
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot read the parameters: a percent sign is followed by no two hexadecimal digits");
    if (!cairn_utf8_is_valid(decoded) || cairn_span_find_byte(decoded, '\0', 0) != CAIRN_SPAN_NPOS)
        return CAIRN_FAIL(
            err, CAIRN_ERR_INVALID, "cannot read the parameters: one holds NUL or is not UTF-8");
    *out_text = decoded;
    return CAIRN_OK;
}

static enum cairn_status read_parameter(struct cairn_span part, struct cairn_arena *arena,
    struct cairn_http_parameters *parameters, struct cairn_error *err)
{
    struct cairn_http_parameter *item = &parameters->items[parameters->count];
    size_t equals = cairn_span_find_byte(part, '=', 0);
    struct cairn_span value = {.data = ""};
    if (equals != CAIRN_SPAN_NPOS)
        value = cairn_span_slice(part, equals + 1, SIZE_MAX);
    enum cairn_status status = decode(cairn_span_slice(part, 0, equals), arena, &item->name, err);
    if (!status)
        status = decode(value, arena, &item->value, err);
    if (status)
        return status;
    for (size_t i = 0; i < parameters->count; i++) {
        if (cairn_span_equal(parameters->items[i].name, item->name))
            return CAIRN_FAIL(
                err, CAIRN_ERR_INVALID, "cannot read the parameters: one is given twice");
    }
    parameters->count++;
    return CAIRN_OK;
}

enum cairn_status cairn_http_read_parameters(struct cairn_span text, struct cairn_arena *arena,
    struct cairn_http_parameters *out_parameters, struct cairn_error *err)
{
    struct cairn_http_parameters parameters = {
        .items = cairn_arena_array(arena, CAIRN_LIMIT_HTTP_PARAMETERS, sizeof(*parameters.items))};
    struct cairn_span part;
    if (!parameters.items)
        return cairn_arena_status(arena, err);
    while (take_part(&text, '&', &part)) {
        if (!part.size)
            continue;
        if (parameters.count == CAIRN_LIMIT_HTTP_PARAMETERS)
            return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
                "cannot read the parameters: there are more than %d", CAIRN_LIMIT_HTTP_PARAMETERS);
        enum cairn_status status = read_parameter(part, arena, &parameters, err);
        if (status)
            return status;
    }
    *out_parameters = parameters;
    return CAIRN_OK;
}

bool cairn_http_parameter(
    const struct cairn_http_parameters *parameters, const char *name, struct cairn_span *out_value)
{
    for (size_t i = 0; i < parameters->count; i++) {
        if (cairn_span_equal_string(parameters->items[i].name, name)) {
            *out_value = parameters->items[i].value;
            return true;
        }
    }
    return false;
}

bool cairn_http_cookie(struct cairn_span cookies, const char *name, struct cairn_span *out_value)
{
    struct cairn_span part;
    while (take_part(&cookies, ';', &part)) {
        part = cairn_span_trim(part);
        size_t equals = cairn_span_find_byte(part, '=', 0);
        if (equals != CAIRN_SPAN_NPOS &&
            cairn_span_equal_string(cairn_span_slice(part, 0, equals), name)) {
            *out_value = cairn_span_slice(part, equals + 1, SIZE_MAX);
            return true;
        }
    }
    return false;
}

/* A quality in thousandths; -1: malformed (RFC 9110, section 12.4.2). */
static int read_quality(struct cairn_span text)
{
    if (!text.size || text.size > 5 || (text.data[0] != '0' && text.data[0] != '1') ||
        (text.size > 1 && text.data[1] != '.'))
        return -1;
    int quality = text.data[0] == '1' ? 1000 : 0;
    int weight = 100;
    for (size_t i = 2; i < text.size; i++, weight /= 10) {
        if (!cairn_ascii_is_digit(text.data[i]))
            return -1;
        quality += weight * (text.data[i] - '0');
    }
    return quality <= 1000 ? quality : -1;
}

struct preference {
    struct cairn_span name; /* without parameters */
    int quality;
    int parameters; /* other than q: such a range fits no type that we have */
};

static bool read_preference(struct cairn_span item, struct preference *out_preference)
{
    struct cairn_span part = {0};
    struct preference preference = {.quality = 1000};
    if (!take_part(&item, ';', &part))
        return false;
    preference.name = cairn_span_trim(part);
    while (take_part(&item, ';', &part)) {
        part = cairn_span_trim(part);
        bool is_quality =
            cairn_span_equal_ignoring_case(cairn_span_slice(part, 0, 2), CAIRN_SPAN("q="));
        if (is_quality)
            preference.quality = read_quality(cairn_span_slice(part, 2, SIZE_MAX));
        else
            preference.parameters++;
    }
    *out_preference = preference;
    return preference.name.size && preference.quality >= 0;
}

/* How closely a range names something: 0 not at all, 1 as one of all, 2 as one of its kind, 3 by
 * name. */
typedef int fit_function(struct cairn_span range, struct cairn_span wanted);

static int fit_type(struct cairn_span range, struct cairn_span type)
{
    if (cairn_span_equal_ignoring_case(range, type))
        return 3;
    if (cairn_span_equal_string(range, "*/*"))
        return 1;
    size_t slash = cairn_span_find_byte(type, '/', 0);
    bool is_kind = range.size == slash + 2 && range.data[slash + 1] == '*' &&
                   cairn_span_equal_ignoring_case(
                       cairn_span_slice(range, 0, slash + 1), cairn_span_slice(type, 0, slash + 1));
    return is_kind ? 2 : 0;
}

/* "zh-Hans-CN" asks for Chinese too (RFC 4647, section 3.4). */
static int fit_language(struct cairn_span range, struct cairn_span language)
{
    if (cairn_span_equal_string(range, "*"))
        return 1;
    size_t dash = cairn_span_find_byte(range, '-', 0);
    bool is_same = cairn_span_equal_ignoring_case(cairn_span_slice(range, 0, dash), language);
    return is_same ? (dash == CAIRN_SPAN_NPOS ? 3 : 2) : 0;
}

static int fit_coding(struct cairn_span range, struct cairn_span coding)
{
    if (cairn_span_equal_string(range, "*"))
        return 1;
    return cairn_span_equal_ignoring_case(range, coding) ? 3 : 0;
}

/* How much a list likes one thing, in thousandths: by the range that names it most closely. -1: no
 * range does. */
static int quality_of(struct cairn_span list, struct cairn_span wanted, fit_function *fit)
{
    struct cairn_span item;
    struct preference preference;
    int best_fit = 0, quality = -1;
    for (int i = 0; i < CAIRN_LIMIT_HTTP_PREFERENCES && take_part(&list, ',', &item); i++) {
        if (!read_preference(item, &preference) || preference.parameters)
            continue;
        int closeness = fit(preference.name, wanted);
        if (closeness > best_fit) {
            best_fit = closeness;
            quality = preference.quality;
        }
    }
    return quality;
}

static size_t choose(
    struct cairn_span list, const char *const *names, size_t count, fit_function *fit)
{
    size_t best = CAIRN_HTTP_NONE;
    int best_quality = 0;
    if (!cairn_span_trim(list).size)
        return count ? 0 : CAIRN_HTTP_NONE;
    for (size_t i = 0; i < count; i++) {
        int quality = quality_of(list, cairn_span_from_string(names[i]), fit);
        if (quality > best_quality) {
            best = i;
            best_quality = quality;
        }
    }
    return best;
}

size_t cairn_http_choose_type(struct cairn_span accept, const char *const *types, size_t type_count)
{
    return choose(accept, types, type_count, fit_type);
}

size_t cairn_http_choose_language(
    struct cairn_span accept, const char *const *languages, size_t language_count)
{
    return choose(accept, languages, language_count, fit_language);
}

bool cairn_http_accepts_gzip(struct cairn_span accept_encoding)
{
    return quality_of(accept_encoding, CAIRN_SPAN("gzip"), fit_coding) > 0;
}

bool cairn_http_names_tag(struct cairn_span if_none_match, struct cairn_span tag)
{
    struct cairn_span item;
    if (cairn_span_equal_string(if_none_match, "*"))
        return true;
    while (take_part(&if_none_match, ',', &item)) {
        item = cairn_span_trim(item);
        if (cairn_span_starts_with(item, CAIRN_SPAN("W/")))
            item = cairn_span_slice(item, 2, SIZE_MAX);
        if (cairn_span_equal(item, tag))
            return true;
    }
    return false;
}

struct cairn_span cairn_http_media_type(struct cairn_span content_type)
{
    return cairn_span_trim(
        cairn_span_slice(content_type, 0, cairn_span_find_byte(content_type, ';', 0)));
}
