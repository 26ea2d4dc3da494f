/*
 * Forms of names and ids, the distance between a mistyped word and the right one, and the {{name}}
 * of templates. Pure functions on spans.
 */
#include <string.h>

#include "authoring/lint_internal.h"

#include "base/checked.h"

/* Longer words are never near misses of a key; it also bounds the row of the distance. */
#define DISTANCE_LONGEST 64
/* File names end at 255 bytes; ".origin.yaml" and a temporary name's tail must fit behind a slug.
 */
#define SLUG_LONGEST 200

static bool is_lower(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool cairn_name_is_slug(struct cairn_span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_lower(text.data[i]) && !is_digit(text.data[i]) && text.data[i] != '-')
            return false;
    return text.size > 0 && text.size <= SLUG_LONGEST;
}

bool cairn_name_is_imported_slug(struct cairn_span text)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool is_inner = i > 0 && (byte == '.' || byte == '_' || byte == '-');
        if (!is_lower(byte) && !is_digit(byte) && !is_inner)
            return false;
    }
    return text.size > 0 && text.size <= SLUG_LONGEST;
}

bool cairn_name_is_id(struct cairn_span text)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool is_inner = i > 0 && (is_digit(byte) || byte == '_');
        if (!is_lower(byte) && !is_inner)
            return false;
    }
    return text.size > 0;
}

bool cairn_name_is_reserved(struct cairn_span slug)
{
    static const char *const reserved[] = {"family", "domain", "rig", "evidence", "imported"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(reserved); i++)
        if (cairn_span_equal_string(slug, reserved[i]))
            return true;
    return false;
}

bool cairn_name_is_record_id(struct cairn_span text)
{
    size_t slash = cairn_span_find_byte(text, '/', 0);
    if (slash == CAIRN_SPAN_NPOS)
        return false;
    return cairn_name_is_slug(cairn_span_slice(text, 0, slash)) &&
           cairn_name_is_imported_slug(cairn_span_slice(text, slash + 1, text.size));
}

/* Levenshtein with one row; words beyond DISTANCE_LONGEST are as far as can be. */
uint32_t cairn_lint_distance(struct cairn_span a, struct cairn_span b)
{
    uint32_t row[DISTANCE_LONGEST + 1];
    if (a.size > DISTANCE_LONGEST || b.size > DISTANCE_LONGEST)
        return UINT32_MAX;
    for (uint32_t j = 0; j <= b.size; j++)
        row[j] = j;
    for (uint32_t i = 1; i <= a.size; i++) {
        uint32_t diagonal = row[0];
        row[0] = i;
        for (uint32_t j = 1; j <= b.size; j++) {
            uint32_t replaced = diagonal + (a.data[i - 1] == b.data[j - 1] ? 0 : 1);
            diagonal = row[j];
            uint32_t shifted = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = replaced < shifted ? replaced : shifted;
        }
    }
    return row[b.size];
}

const char *cairn_lint_near(struct cairn_span mistyped, const char *const *words)
{
    const char *nearest = NULL;
    uint32_t best = mistyped.size <= 4 ? 2 : 3; /* short words: one slip, longer ones: two */
    for (; words && *words; words++) {
        uint32_t distance = cairn_lint_distance(mistyped, cairn_span_from_string(*words));
        if (distance < best) {
            best = distance;
            nearest = *words;
        }
    }
    return nearest;
}

void cairn_template_each_name(
    struct cairn_span text, void (*visit)(void *context, struct cairn_span name), void *context)
{
    size_t from = 0;
    for (;;) {
        size_t open = cairn_span_find(text, CAIRN_SPAN("{{"), from);
        if (open == CAIRN_SPAN_NPOS)
            return;
        size_t close = cairn_span_find(text, CAIRN_SPAN("}}"), open + 2);
        if (close == CAIRN_SPAN_NPOS)
            return;
        struct cairn_span name = cairn_span_slice(text, open + 2, close - open - 2);
        bool is_name = cairn_name_is_id(name);
        if (is_name)
            visit(context, name);
        from = is_name ? close + 2 : open + 1;
    }
}
