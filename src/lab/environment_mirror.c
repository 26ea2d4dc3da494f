/*
 * The Debian mirror that this machine is set up with, out of its own apt sources. Other archives
 * (of a vendor, of Ubuntu) stand beside it in the same files, so each source is weighed: Debian's
 * keyring counts most, then a host of debian.org, then a path that ends in /debian. A wrong guess
 * does no harm: apt checks every signature against Debian's keyring.
 */
#include "lab/environment_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fd.h"
#include "base/limits.h"

#define URI_BYTES 1024u

struct source { /* one stanza, or one line of the older form */
    struct cairn_span types, uris, suites, components, signed_by, enabled;
};

struct search {
    struct cairn_arena *arena;
    struct cairn_span archive, security;
    unsigned archive_weight, security_weight;
};

/* The next word; false at the end. */
static bool take_word(struct cairn_span *rest, struct cairn_span *out_word)
{
    *rest = cairn_span_trim(*rest);
    size_t size = 0;
    while (size < rest->size && !strchr(" \t\r\n", rest->data[size]))
        size++;
    *out_word = cairn_span_slice(*rest, 0, size);
    *rest = cairn_span_slice(*rest, size, rest->size);
    return size > 0;
}

static bool has_word(struct cairn_span text, const char *word)
{
    for (struct cairn_span own; take_word(&text, &own);) {
        if (cairn_span_equal_string(own, word))
            return true;
    }
    return false;
}

/* It goes into a file of apt: one plain word with a scheme. */
static bool is_uri(struct cairn_span text)
{
    if (text.size == 0 || text.size > URI_BYTES || !cairn_ascii_is_letter(text.data[0]) ||
        cairn_span_find_byte(text, ':', 0) == CAIRN_SPAN_NPOS)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] <= ' ' || text.data[i] == 127 || strchr("\"'\\[]#", text.data[i]))
            return false;
    }
    return true;
}

static bool contains(struct cairn_span text, const char *part)
{
    return cairn_span_find(text, cairn_span_from_string(part), 0) != CAIRN_SPAN_NPOS;
}

static struct cairn_span last_part(struct cairn_span uri)
{
    while (uri.size && uri.data[uri.size - 1] == '/')
        uri.size--;
    for (size_t at = uri.size; at > 0; at--) {
        if (uri.data[at - 1] == '/')
            return cairn_span_slice(uri, at, uri.size);
    }
    return uri;
}

/* bookworm-security; bullseye/updates as it was called before */
static bool is_for_security(struct cairn_span suites)
{
    struct cairn_span suite = {0};
    return take_word(&suites, &suite) && (cairn_span_ends_with(suite, CAIRN_SPAN("-security")) ||
                                             cairn_span_ends_with(suite, CAIRN_SPAN("/updates")));
}

static unsigned weigh(const struct source *source, struct cairn_span uri)
{
    struct cairn_span end = last_part(uri);
    unsigned weight = 0;
    if (contains(source->signed_by, "debian-archive"))
        weight += 4;
    if (contains(uri, ".debian.org"))
        weight += 2;
    /* "debian", "debian-security", and "debian.list" of cloud images */
    if (cairn_span_starts_with(end, CAIRN_SPAN("debian")))
        weight += 1;
    return weight;
}

static void consider(struct search *search, const struct source *source)
{
    struct cairn_span uri = {0}, uris = source->uris;
    if (!has_word(source->types, "deb") || !has_word(source->components, "main") ||
        has_word(source->enabled, "no") || !take_word(&uris, &uri) || !is_uri(uri))
        return;
    bool is_security = is_for_security(source->suites);
    struct cairn_span *best = is_security ? &search->security : &search->archive;
    unsigned *best_weight = is_security ? &search->security_weight : &search->archive_weight;
    unsigned weight = weigh(source, uri);
    if (weight > *best_weight) {
        *best = uri;
        *best_weight = weight;
    }
}

/* deb [options] uri suite component… */
static void read_lines(struct search *search, struct cairn_span text)
{
    for (struct cairn_span line; cairn_span_take_line(&text, &line);) {
        struct source source = {0};
        struct cairn_span rest = cairn_span_slice(line, 0, cairn_span_find_byte(line, '#', 0));
        if (!take_word(&rest, &source.types))
            continue;
        rest = cairn_span_trim(rest);
        size_t close =
            rest.size && rest.data[0] == '[' ? cairn_span_find_byte(rest, ']', 0) : CAIRN_SPAN_NPOS;
        if (close != CAIRN_SPAN_NPOS) {
            source.signed_by = cairn_span_slice(rest, 0, close);
            rest = cairn_span_slice(rest, close + 1, rest.size);
        }
        if (!take_word(&rest, &source.uris) || !take_word(&rest, &source.suites))
            continue;
        source.components = rest;
        consider(search, &source);
    }
}

static struct cairn_span *field_of(struct source *source, struct cairn_span name)
{
    if (cairn_span_equal_ignoring_case(name, CAIRN_SPAN("Types")))
        return &source->types;
    if (cairn_span_equal_ignoring_case(name, CAIRN_SPAN("URIs")))
        return &source->uris;
    if (cairn_span_equal_ignoring_case(name, CAIRN_SPAN("Suites")))
        return &source->suites;
    if (cairn_span_equal_ignoring_case(name, CAIRN_SPAN("Components")))
        return &source->components;
    if (cairn_span_equal_ignoring_case(name, CAIRN_SPAN("Signed-By")))
        return &source->signed_by;
    if (cairn_span_equal_ignoring_case(name, CAIRN_SPAN("Enabled")))
        return &source->enabled;
    return NULL;
}

/* Stanzas of fields (deb822), divided by empty lines; a line that begins with a blank continues its
 * field. */
static void read_stanzas(struct search *search, struct cairn_span text)
{
    struct source source = {0};
    struct cairn_span *field = NULL;
    for (struct cairn_span line; cairn_span_take_line(&text, &line);) {
        if (!cairn_span_trim(line).size) {
            consider(search, &source);
            source = (struct source){0};
            field = NULL;
        } else if (line.data[0] == ' ' || line.data[0] == '\t') {
            if (field && field->data)
                field->size = (size_t)(line.data + line.size - field->data);
        } else if (line.data[0] != '#') {
            size_t colon = cairn_span_find_byte(line, ':', 0);
            field = field_of(&source, cairn_span_slice(line, 0, colon));
            if (field && colon != CAIRN_SPAN_NPOS)
                *field = cairn_span_slice(line, colon + 1, line.size);
        }
    }
    consider(search, &source);
}

/* One file; what cannot be read is as if it were not there: apt itself would say so. */
static enum cairn_status read_file(struct search *search, const char *path, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    if (cairn_file_read(AT_FDCWD, path, CAIRN_LIMIT_SOURCE_FILE, &buf, NULL))
        return CAIRN_OK;
    struct cairn_span text = cairn_arena_copy(search->arena, cairn_buf_span(&buf));
    if (buf.size && !text.data)
        return cairn_arena_status(search->arena, err);
    if (cairn_span_ends_with(cairn_span_from_string(path), CAIRN_SPAN(".sources")))
        read_stanzas(search, text);
    else
        read_lines(search, text);
    return CAIRN_OK;
}

static int is_source_file(const struct dirent *entry)
{
    struct cairn_span name = cairn_span_from_string(entry->d_name);
    return name.data[0] != '.' && (cairn_span_ends_with(name, CAIRN_SPAN(".list")) ||
                                      cairn_span_ends_with(name, CAIRN_SPAN(".sources")));
}

static enum cairn_status read_folder(
    struct search *search, const char *folder, struct cairn_error *err)
{
    struct dirent **entries = NULL;
    enum cairn_status status = CAIRN_OK;
    int count = scandir(folder, &entries, is_source_file, alphasort);
    for (int i = 0; i < count; i++) {
        const char *path = cairn_arena_printf(search->arena, "%s/%s", folder, entries[i]->d_name);
        if (!status)
            status = path ? read_file(search, path, err) : cairn_arena_status(search->arena, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

enum cairn_status cairn_mirror_find(struct cairn_arena *arena, const char *apt_folder,
    struct cairn_mirror *out_mirror, struct cairn_error *err)
{
    struct search search = {.arena = arena};
    const char *list = cairn_arena_printf(arena, "%s/sources.list", apt_folder);
    const char *folder = cairn_arena_printf(arena, "%s/sources.list.d", apt_folder);
    enum cairn_status status =
        list && folder ? read_file(&search, list, err) : cairn_arena_status(arena, err);
    if (!status)
        status = read_folder(&search, folder, err);
    if (status)
        return status;
    if (!search.archive_weight) {
        status = CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND,
            "cannot say where Debian's packages come from: %s names no Debian mirror", apt_folder);
        cairn_error_hint(err, "add one, such as \"deb http://MIRROR/debian bookworm main\" "
                              "in /etc/apt/sources.list.d/debian.list");
        return status;
    }
    struct cairn_mirror mirror = {.archive = cairn_arena_string(arena, search.archive)};
    mirror.security = search.security_weight ? cairn_arena_string(arena, search.security) : NULL;
    if (!mirror.archive || (search.security_weight && !mirror.security))
        return cairn_arena_status(arena, err);
    *out_mirror = mirror;
    return CAIRN_OK;
}
