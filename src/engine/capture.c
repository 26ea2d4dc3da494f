/*
 * Types of captures. A table of one check per type; what holds for all of them is checked first.
 * The checks say what is allowed, never what is forbidden, except for text and path, where the
 * filter of the target language does the rest.
 */
#include "engine/capture.h"

#include <arpa/inet.h>

#include "base/ascii.h"
#include "base/compiler.h"
#include "base/limits.h"
#include "base/utf8.h"

/* RFC 1035: a whole name and one label. */
#define HOSTNAME_MAXIMUM 253
#define LABEL_MAXIMUM    63
#define INT_DIGITS       19

static bool is_word(char c)
{
    return cairn_ascii_is_alphanumeric(c) || c == '_';
}

static bool is_int(struct cairn_span value)
{
    for (size_t i = 0; i < value.size; i++) {
        if (!cairn_ascii_is_digit(value.data[i]))
            return false;
    }
    return value.size <= INT_DIGITS;
}

static bool is_port(struct cairn_span value)
{
    uint64_t number = 0;
    return value.size <= 5 && cairn_span_to_u64(value, &number) && number >= 1 && number <= 65535;
}

static bool is_address_of(int family, struct cairn_span value)
{
    char text[INET6_ADDRSTRLEN] = {0};
    unsigned char address[sizeof(struct in6_addr)];
    if (value.size >= sizeof(text))
        return false;
    for (size_t i = 0; i < value.size; i++)
        text[i] = value.data[i];
    return inet_pton(family, text, address) == 1;
}

static bool is_addr(struct cairn_span value)
{
    return is_address_of(AF_INET, value) || is_address_of(AF_INET6, value);
}

/* Labels of letters, digits, `_` and inner `-`; a dot at the end is allowed. */
static bool is_hostname(struct cairn_span value)
{
    size_t label = 0;
    if (!value.size || value.size > HOSTNAME_MAXIMUM)
        return false;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (c == '.') {
            if (!label || value.data[i - 1] == '-')
                return false;
            label = 0;
            continue;
        }
        if (!is_word(c) && !(c == '-' && label))
            return false;
        if (++label > LABEL_MAXIMUM)
            return false;
    }
    return value.data[value.size - 1] != '-';
}

/* A name or address, with or without a port; IPv6 with a port stands in brackets. */
static bool is_host(struct cairn_span value)
{
    if (is_addr(value) || is_hostname(value))
        return true;
    if (value.data[0] == '[') {
        size_t end = cairn_span_find_byte(value, ']', 0);
        if (end == CAIRN_SPAN_NPOS || !is_address_of(AF_INET6, cairn_span_slice(value, 1, end - 1)))
            return false;
        struct cairn_span rest = cairn_span_slice(value, end + 1, value.size);
        return !rest.size || (rest.data[0] == ':' && is_port(cairn_span_slice(rest, 1, rest.size)));
    }
    size_t colon = cairn_span_find_byte(value, ':', 0);
    return colon != CAIRN_SPAN_NPOS && is_hostname(cairn_span_slice(value, 0, colon)) &&
           is_port(cairn_span_slice(value, colon + 1, value.size));
}

/* Names of programs, packages, databases, users: npm has scopes (@a/b), packages versions (a@1.2),
 * C++ a plus. */
static bool is_name(struct cairn_span value)
{
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        bool is_inner = c == '-' || c == '.' || c == '+' || c == '/' || c == ':';
        if (!is_word(c) && c != '@' && !(is_inner && i))
            return false;
    }
    return true;
}

static bool is_anything(struct cairn_span value)
{
    (void)value;
    return true;
}

static const struct {
    const char *name;
    bool (*check)(struct cairn_span value);
} types[] = {
    {"host", is_host},
    {"port", is_port},
    {"addr", is_addr},
    {"path", is_anything}, /* any byte but NUL and the controls may stand in a path */
    {"name", is_name},
    {"int", is_int},
    {"text", is_anything},
};

static bool is_clean(struct cairn_span value)
{
    if (!value.size || value.size > CAIRN_LIMIT_CAPTURE || value.data[0] == '-' ||
        !cairn_utf8_is_valid(value))
        return false;
    size_t position = 0;
    uint32_t rune = 0;
    while (cairn_utf8_next(value, &position, &rune)) {
        /* C0, DEL, C1; and the marks that turn the direction of text, which hide what a command
         * says. */
        if (rune < 0x20 || (rune >= 0x7F && rune < 0xA0) || (rune >= 0x200B && rune <= 0x200F) ||
            (rune >= 0x2028 && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069) ||
            rune == 0xFEFF)
            return false;
    }
    return true;
}

bool cairn_capture_is_usable(struct cairn_span type, struct cairn_span value)
{
    if (!is_clean(value))
        return false;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(types); i++) {
        if (cairn_span_equal_string(type, types[i].name))
            return types[i].check(value);
    }
    return false;
}
