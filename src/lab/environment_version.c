/*
 * Versions as programs say them: found in what a program prints, cut to major and minor, held
 * against ranges.
 */
#include "lab/environment_internal.h"

#include <string.h>

#include "base/ascii.h"
#include "ledger/claim.h"

/* Behind the digits and dots: "w" of 1.1.1w, "rc1" of 2.47.rc1; nothing behind a dash. */
static size_t length_of_version(struct cairn_span text)
{
    size_t length = 0;
    while (length < text.size && (cairn_ascii_is_digit(text.data[length]) ||
                                     (text.data[length] == '.' && length + 1 < text.size &&
                                         cairn_ascii_is_digit(text.data[length + 1]))))
        length++;
    while (length < text.size && cairn_ascii_is_alphanumeric(text.data[length]))
        length++;
    return length;
}

/* A number may begin here: not within a word or another number. "v1.2" begins behind the v. */
static bool is_start(struct cairn_span text, size_t at)
{
    if (!cairn_ascii_is_digit(text.data[at]))
        return false;
    if (at == 0)
        return true;
    char before = text.data[at - 1];
    bool is_marked = before == 'v' && (at == 1 || !cairn_ascii_is_alphanumeric(text.data[at - 2]));
    return is_marked || (!cairn_ascii_is_alphanumeric(before) && before != '.' && before != '-' &&
                            before != '_');
}

struct cairn_span cairn_environment_version_in(struct cairn_span text)
{
    struct cairn_span plain = {0};
    for (size_t at = 0; at < text.size; at++) {
        if (!is_start(text, at))
            continue;
        struct cairn_span rest = cairn_span_slice(text, at, text.size);
        struct cairn_span version = cairn_span_slice(rest, 0, length_of_version(rest));
        if (memchr(version.data, '.', version.size))
            return version;
        if (!plain.size)
            plain = version;
        at += version.size - 1;
    }
    return plain;
}

static const struct cairn_environment_program *find_program(
    const struct cairn_environment *environment, struct cairn_span name)
{
    for (size_t i = 0; i < environment->program_count; i++) {
        if (cairn_span_equal(environment->programs[i].name, name))
            return &environment->programs[i];
    }
    return NULL;
}

/* "nginx >= 1.27.4": cut at the operator, which lint has seen. */
static bool is_within(const struct cairn_environment *environment, struct cairn_span range)
{
    size_t at = 0;
    while (at < range.size && !strchr("<=>", range.data[at]))
        at++;
    size_t end = at;
    while (end < range.size && range.data[end] && strchr("<=>", range.data[end]))
        end++;
    struct cairn_span operator= cairn_span_slice(range, at, end - at);
    struct cairn_span version = cairn_span_trim(cairn_span_slice(range, end, range.size));
    const struct cairn_environment_program *program =
        find_program(environment, cairn_span_trim(cairn_span_slice(range, 0, at)));
    if (!program || !program->version.size || !version.size)
        return false;
    int order = cairn_version_compare(program->version, version);
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

bool cairn_environment_applies(
    const struct cairn_environment *environment, struct cairn_span applies)
{
    struct cairn_span rest = applies;
    while (cairn_span_trim(rest).size) {
        size_t comma = cairn_span_find_byte(rest, ',', 0);
        if (!is_within(environment, cairn_span_slice(rest, 0, comma)))
            return false;
        if (comma == CAIRN_SPAN_NPOS)
            return true;
        rest = cairn_span_slice(rest, comma + 1, rest.size);
    }
    return true;
}

/* Up to the second dot, or what is no digit behind the first. */
static struct cairn_span major_and_minor(struct cairn_span version)
{
    size_t length = 0;
    for (unsigned dots = 0; length < version.size; length++) {
        char c = version.data[length];
        if (!cairn_ascii_is_digit(c) && (c != '.' || ++dots == 2))
            break;
    }
    return cairn_span_slice(version, 0, length);
}

struct cairn_span cairn_environment_class(
    struct cairn_arena *arena, const struct cairn_environment *environment)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    for (size_t i = 0; i < environment->program_count; i++) {
        const struct cairn_environment_program *program = &environment->programs[i];
        if (!program->version.size)
            continue;
        cairn_buf_printf(&text, "%s%.*s-%.*s", text.size ? " " : "", CAIRN_SPAN_ARGS(program->name),
            CAIRN_SPAN_ARGS(major_and_minor(program->version)));
    }
    return cairn_arena_copy(arena, cairn_buf_span(&text));
}
