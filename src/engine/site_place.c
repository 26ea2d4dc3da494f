/*
 * What a path asks for, told from its form alone, without a look at any canon: folders are
 * "/errors/<domain>/<slug>/", the last part says in which form and language. Paths come from
 * strangers, and an export makes files of them: a part is made of the characters of ids, so that
 * "..", "//", percent signs and whatever a file system could act on are no path of ours.
 */
#include "base/ascii.h"
#include "base/compiler.h"
#include "engine/site_internal.h"

/* "families", domain, family, cause, change. */
#define SEGMENTS 5

struct segments {
    struct cairn_span items[SEGMENTS];
    size_t count;
    struct cairn_span file; /* what stands behind the last slash */
};

static bool is_plain(struct cairn_span part, bool is_file)
{
    for (size_t i = 0; i < part.size; i++) {
        char c = part.data[i];
        bool is_word = (c >= 'a' && c <= 'z') || cairn_ascii_is_digit(c) || c == '-' || c == '_';
        if (!is_word && !(is_file && c == '.' && i > 0))
            return false;
    }
    return true;
}

bool cairn_site_is_part(struct cairn_span text)
{
    return text.size > 0 && is_plain(text, false);
}

static bool split(struct cairn_span path, struct segments *out_segments)
{
    *out_segments = (struct segments){0};
    if (path.size > CAIRN_LIMIT_SITE_PATH || !cairn_span_starts_with(path, CAIRN_SPAN("/")))
        return false;
    size_t start = 1;
    for (size_t end; (end = cairn_span_find_byte(path, '/', start)) != CAIRN_SPAN_NPOS;
         start = end + 1) {
        struct cairn_span part = cairn_span_slice(path, start, end - start);
        if (out_segments->count == SEGMENTS || !cairn_site_is_part(part))
            return false;
        out_segments->items[out_segments->count++] = part;
    }
    out_segments->file = cairn_span_slice(path, start, path.size);
    return is_plain(out_segments->file, true);
}

/* ---- forms ---- */

#define FORM(form, language) (1u << ((form)*2 + (language)))
#define PAGES                (FORM(CAIRN_SITE_PAGE, 0) | FORM(CAIRN_SITE_PAGE, 1))
#define JSON                 FORM(CAIRN_SITE_JSON, 0)
#define ALL_FORMS                                                                                  \
    (PAGES | JSON | FORM(CAIRN_SITE_JSON, 1) | FORM(CAIRN_SITE_MARKDOWN, 0) |                      \
        FORM(CAIRN_SITE_MARKDOWN, 1))

static const struct {
    const char *name;
    enum cairn_site_form form;
    enum cairn_language language;
} forms[] = {
    {"", CAIRN_SITE_PAGE, CAIRN_LANGUAGE_EN},
    {"zh.html", CAIRN_SITE_PAGE, CAIRN_LANGUAGE_ZH},
    {"index.json", CAIRN_SITE_JSON, CAIRN_LANGUAGE_EN},
    {"zh.json", CAIRN_SITE_JSON, CAIRN_LANGUAGE_ZH},
    {"index.md", CAIRN_SITE_MARKDOWN, CAIRN_LANGUAGE_EN},
    {"zh.md", CAIRN_SITE_MARKDOWN, CAIRN_LANGUAGE_ZH},
};

static bool take_form(struct cairn_span file, unsigned allowed, struct cairn_site_place *place)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(forms); i++) {
        if (!cairn_span_equal_string(file, forms[i].name))
            continue;
        place->form = forms[i].form;
        place->language = forms[i].language;
        return (allowed & FORM(forms[i].form, forms[i].language)) != 0;
    }
    return false;
}

/* ---- folders ---- */

static const struct folder {
    const char *name; /* of the first segment */
    size_t segments;
    bool may_have_parts; /* one more segment, a number from 2 */
    enum cairn_site_kind kind;
    unsigned forms;
} folders[] = {
    {"explain", 1, false, CAIRN_SITE_EXPLAIN, PAGES},
    {"search", 1, false, CAIRN_SITE_SEARCH, PAGES},
    {"stats", 1, false, CAIRN_SITE_STATS, PAGES},
    {"outcome", 1, false, CAIRN_SITE_OUTCOME, PAGES},
    {"api", 1, false, CAIRN_SITE_API, PAGES},
    {"errors", 1, true, CAIRN_SITE_ERRORS, PAGES},
    {"errors", 3, false, CAIRN_SITE_RECORD, ALL_FORMS},
    {"domains", 2, true, CAIRN_SITE_DOMAIN, PAGES},
    {"families", 3, false, CAIRN_SITE_FAMILY, PAGES | JSON},
    {"families", 5, false, CAIRN_SITE_CELL, PAGES | JSON},
};

static struct cairn_span join(struct cairn_span first, struct cairn_span last)
{
    return cairn_span_make(first.data, (size_t)(last.data + last.size - first.data));
}

/* The first part has no number, so that it has one path only. */
static bool take_number(struct cairn_span text, uint32_t *out_number)
{
    uint64_t number = 0;
    if (text.data[0] == '0' || !cairn_span_to_u64(text, &number) || number < 2 ||
        number > CAIRN_LIMIT_RECORDS)
        return false;
    *out_number = (uint32_t)number;
    return true;
}

static bool take_folder(const struct segments *segments, struct cairn_site_place *place)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(folders); i++) {
        const struct folder *folder = &folders[i];
        bool is_part = folder->may_have_parts && segments->count == folder->segments + 1;
        if (!cairn_span_equal_string(segments->items[0], folder->name) ||
            (segments->count != folder->segments && !is_part))
            continue;
        if (is_part && !take_number(segments->items[folder->segments], &place->number))
            continue;
        place->kind = folder->kind;
        if (folder->segments > 1)
            place->id = join(segments->items[1], segments->items[folder->segments > 2 ? 2 : 1]);
        if (folder->kind == CAIRN_SITE_CELL) {
            place->cause = segments->items[3];
            place->change = segments->items[4];
        }
        return take_form(segments->file, folder->forms, place);
    }
    return false;
}

/* ---- files ---- */

/* "/sitemap-3.xml" */
static bool take_sitemap_part(struct cairn_span file, struct cairn_site_place *place)
{
    struct cairn_span before = CAIRN_SPAN("sitemap-");
    struct cairn_span behind = CAIRN_SPAN(".xml");
    uint64_t number = 0;
    if (file.size <= before.size + behind.size || !cairn_span_starts_with(file, before) ||
        !cairn_span_ends_with(file, behind))
        return false;
    struct cairn_span digits =
        cairn_span_slice(file, before.size, file.size - before.size - behind.size);
    if (digits.data[0] == '0' || !cairn_span_to_u64(digits, &number) ||
        number > CAIRN_LIMIT_RECORDS)
        return false;
    place->kind = CAIRN_SITE_SITEMAP;
    place->number = (uint32_t)number;
    return true;
}

static bool take_file(struct cairn_span file, struct cairn_site_place *place)
{
    static const struct {
        const char *name;
        enum cairn_site_kind kind;
    } files[] = {
        {"sitemap.xml", CAIRN_SITE_SITEMAP},
        {"feed.atom", CAIRN_SITE_FEED},
        {"llms.txt", CAIRN_SITE_LLMS},
        {"robots.txt", CAIRN_SITE_ROBOTS},
        {"openapi.json", CAIRN_SITE_SCHEMA},
    };
    place->form = CAIRN_SITE_FILE;
    place->number = 0; /* a sitemap without number is the whole, or the index of its parts */
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(files); i++) {
        if (!cairn_span_equal_string(file, files[i].name))
            continue;
        place->kind = files[i].kind;
        return true;
    }
    return take_sitemap_part(file, place);
}

static bool take_file_in_folder(const struct segments *segments, struct cairn_site_place *place)
{
    bool is_asset = cairn_span_equal_string(segments->items[0], "assets");
    bool is_schema = cairn_span_equal_string(segments->items[0], "schema");
    if (segments->count != 1 || !segments->file.size || (!is_asset && !is_schema))
        return false;
    place->kind = is_asset ? CAIRN_SITE_ASSET : CAIRN_SITE_SCHEMA;
    place->form = CAIRN_SITE_FILE;
    place->file = segments->file;
    return true;
}

bool cairn_site_parse(struct cairn_span path, struct cairn_site_place *out_place)
{
    struct segments segments;
    *out_place = (struct cairn_site_place){.number = 1};
    if (!split(path, &segments))
        return false;
    if (!segments.count) {
        out_place->kind = CAIRN_SITE_HOME;
        return take_form(segments.file, PAGES, out_place) || take_file(segments.file, out_place);
    }
    return take_file_in_folder(&segments, out_place) || take_folder(&segments, out_place);
}
