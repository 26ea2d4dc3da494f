/*
 * apt in a private folder: its own lists, cache and sources, an empty dpkg status, so that it
 * brings a package with all it depends on. The machine's own configuration is read first (proxies,
 * mirrors that want a password keep working), then ours, which takes out what would act on the
 * machine: hooks, pins, other sources. Signatures are checked against Debian's keyring, whatever
 * the machine allows.
 *
 * dpkg-deb only unpacks: no maintainer script of a package is ever run. It does so under
 * bubblewrap, with everything read-only but the tree: a package may bring an absolute link
 * (/usr/lib/ssl/certs to /etc/ssl/certs), and what the next one puts below it must not land on the
 * host.
 */
#include "lab/environment_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/fd.h"
#include "base/limits.h"

#define APT_FOLDER     "/etc/apt"
#define ARGUMENTS_MAX  (CAIRN_LIMIT_ENVIRONMENT_ITEMS + 8)
#define LINE_BYTES     512
#define OPTIONAL_COUNT 2u

void cairn_apt_say(const struct cairn_apt *apt, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (apt->progress && size >= 0)
        apt->progress(apt->progress_context, line);
}

static enum cairn_status lacks(struct cairn_error *err, const char *what, const char *hint)
{
    enum cairn_status status =
        CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND, "cannot add an environment: %s", what);
    cairn_error_hint(err, "%s", hint);
    return status;
}

static const char *find_keyring(void)
{
    static const char *const places[] = {"/usr/share/keyrings/debian-archive-keyring.gpg",
        "/usr/share/keyrings/debian-archive-keyring.pgp"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(places); i++) {
        if (access(places[i], R_OK) == 0)
            return places[i];
    }
    return NULL;
}

static enum cairn_status make_folders(const struct cairn_apt *apt, struct cairn_error *err)
{
    static const char *const folders[] = {"state/lists/partial", "cache/archives/partial", "log"};
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(folders) && !status; i++) {
        const char *path = cairn_arena_printf(apt->arena, "%s/%s", apt->folder, folders[i]);
        status = path ? cairn_dir_make(AT_FDCWD, path, err) : cairn_arena_status(apt->arena, err);
    }
    return status;
}

static enum cairn_status write_file(const struct cairn_apt *apt, const char *name,
    const struct cairn_buf *text, struct cairn_error *err)
{
    const char *path = cairn_arena_printf(apt->arena, "%s/%s", apt->folder, name);
    enum cairn_status status = cairn_buf_status(text, err);
    if (!status && !path)
        status = cairn_arena_status(apt->arena, err);
    return status ? status : cairn_file_write(AT_FDCWD, path, cairn_buf_span(text), err);
}

static enum cairn_status write_configuration(const struct cairn_apt *apt, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    CAIRN_AUTO_BUF struct cairn_buf nothing = {0};
    const char *folder = apt->folder;
    if (strpbrk(folder, "\"\\\n"))
        return CAIRN_FAIL(err, CAIRN_ERR_INVALID,
            "cannot add an environment in '%s': apt takes no such name", folder);
    cairn_buf_printf(&text,
        "#clear APT::Update::Pre-Invoke;\n#clear APT::Update::Post-Invoke;\n"
        "#clear APT::Update::Post-Invoke-Success;\n#clear APT::Default-Release;\n"
        "Dir::State \"%s/state\";\nDir::State::lists \"lists/\";\nDir::State::status "
        "\"%s/status\";\n"
        "Dir::State::extended_states \"%s/extended\";\n"
        "Dir::Cache \"%s/cache\";\nDir::Cache::archives \"archives/\";\nDir::Log \"%s/log\";\n"
        "Dir::Etc::sourcelist \"%s/debian.sources\";\nDir::Etc::sourceparts \"/dev/null\";\n"
        "Dir::Etc::preferences \"/dev/null\";\nDir::Etc::preferencesparts \"/dev/null\";\n",
        folder, folder, folder, folder, folder, folder);
    cairn_buf_append_string(&text,
        "APT::Install-Recommends \"false\";\nAPT::Install-Suggests \"false\";\n"
        "APT::Keep-Downloaded-Packages \"true\";\nAPT::Update::Error-Mode \"any\";\n"
        "APT::Get::AllowUnauthenticated \"false\";\nAcquire::AllowInsecureRepositories \"false\";\n"
        "Acquire::AllowWeakRepositories \"false\";\n"
        "Acquire::AllowDowngradeToInsecureRepositories \"false\";\n"
        "Acquire::Languages \"none\";\nDebug::NoLocking \"true\";\n");
    if (cairn_span_equal_string(
            cairn_value_get_text(apt->environment->definition, "check_valid_until"), "false"))
        cairn_buf_append_string(&text, "Acquire::Check-Valid-Until \"false\";\n");
    enum cairn_status status = write_file(apt, "apt.conf", &text, err);
    return status ? status : write_file(apt, "status", &nothing, err);
}

enum cairn_status cairn_apt_start(struct cairn_apt *apt, struct cairn_error *err)
{
    apt->apt_get = cairn_lab_find_program(apt->arena, "apt-get");
    apt->dpkg_deb = cairn_lab_find_program(apt->arena, "dpkg-deb");
    apt->bwrap = cairn_lab_find_program(apt->arena, "bwrap");
    apt->keyring = find_keyring();
    if (!apt->apt_get)
        return lacks(err, "apt-get is not installed",
            "environments are made of Debian's packages, which apt downloads: install apt");
    if (!apt->dpkg_deb)
        return lacks(err, "dpkg-deb is not installed", "install dpkg, which unpacks packages");
    if (!apt->bwrap)
        return lacks(err, "bubblewrap (bwrap) is not installed",
            "install the package bubblewrap: packages are unpacked and arms are run under it");
    if (!apt->keyring)
        return lacks(err, "Debian's keys are missing (debian-archive-keyring.gpg)",
            "install the package debian-archive-keyring");
    enum cairn_status status = cairn_mirror_find(apt->arena, APT_FOLDER, &apt->mirror, err);
    if (!status)
        status = make_folders(apt, err);
    return status ? status : write_configuration(apt, err);
}

/* --- apt-get --- */

/* Of what was said: the last line that is an error, else the last line. */
static struct cairn_span last_error(struct cairn_span said)
{
    struct cairn_span line = {0}, best = {0}, last = {0};
    while (cairn_span_take_line(&said, &line)) {
        if (cairn_span_starts_with(line, CAIRN_SPAN("E: ")))
            best = cairn_span_slice(line, 3, line.size);
        if (cairn_span_trim(line).size)
            last = line;
    }
    return best.size ? best : last;
}

static enum cairn_status fail_run(const struct cairn_apt *apt, const char *what,
    const struct cairn_buf *said, struct cairn_error *err)
{
    struct cairn_span text = cairn_buf_span(said);
    enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_IO, "could not %s for %s: %.*s", what,
        apt->environment->name, CAIRN_SPAN_ARGS(cairn_span_slice(last_error(text), 0, 400)));
    if (cairn_span_find(text, CAIRN_SPAN("No space left"), 0) != CAIRN_SPAN_NPOS ||
        cairn_span_find(text, CAIRN_SPAN("enough free space"), 0) != CAIRN_SPAN_NPOS)
        cairn_error_hint(err,
            "there is no space left for %s: free some, or name another folder in "
            "CAIRN_ENVIRONMENTS",
            apt->environment->root);
    else if (cairn_span_find(text, CAIRN_SPAN("NO_PUBKEY"), 0) != CAIRN_SPAN_NPOS)
        cairn_error_hint(err, "update the package debian-archive-keyring");
    else
        cairn_error_hint(err, "the mirror is %s; does apt-get update work on this machine?",
            apt->mirror.archive);
    return status;
}

/* apt-get VERB ARGUMENT…; its own words are in `said`. */
static enum cairn_status run_apt(const struct cairn_apt *apt, const char *const *words,
    struct cairn_buf *said, int *out_exit, struct cairn_error *err)
{
    const char *arguments[ARGUMENTS_MAX] = {
        apt->apt_get, "-c", cairn_arena_printf(apt->arena, "%s/apt.conf", apt->folder), "-q", "-y"};
    size_t count = 5;
    static const char *const variables[] = {"DEBIAN_FRONTEND=noninteractive", NULL};
    if (!arguments[2])
        return cairn_arena_status(apt->arena, err);
    for (size_t i = 0; words[i] && count + 1 < ARGUMENTS_MAX; i++)
        arguments[count++] = words[i];
    struct cairn_lab_run run = {.arguments = arguments, .variables = variables};
    return cairn_lab_run(&run, said, out_exit, err);
}

/* --- update: the suite, and what Debian adds to it where that exists --- */

struct suites {
    const char *main;
    const char *extra[OPTIONAL_COUNT]; /* SUITE-updates, SUITE-security; NULL: left out */
};

static enum cairn_status write_sources(
    const struct cairn_apt *apt, const struct suites *suites, struct cairn_error *err)
{
    static const char form[] =
        "Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n\n";
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_printf(&text, form, apt->mirror.archive, suites->main, apt->keyring);
    if (suites->extra[0])
        cairn_buf_printf(&text, form, apt->mirror.archive, suites->extra[0], apt->keyring);
    if (suites->extra[1])
        cairn_buf_printf(&text, form, apt->mirror.security, suites->extra[1], apt->keyring);
    return write_file(apt, "debian.sources", &text, err);
}

/* Why apt will have nothing to do with a suite, for ever and not just now; or NULL. */
static const char *why_refused(struct cairn_span said, const char *suite)
{
    static const struct {
        const char *words, *why;
    } reasons[] = {{"does not have a Release file", "the mirror does not have it"},
        {"does not have a stable", "the mirror does not have it"},
        {"is expired", "its Release file has expired"},
        {"is not valid yet", "its Release file is not valid yet"}};
    char with_blanks[128], in_path[128];
    snprintf(with_blanks, sizeof with_blanks, " %s ", suite);
    snprintf(in_path, sizeof in_path, "/dists/%s/", suite);
    for (struct cairn_span line; cairn_span_take_line(&said, &line);) {
        if (cairn_span_find(line, cairn_span_from_string(with_blanks), 0) == CAIRN_SPAN_NPOS &&
            cairn_span_find(line, cairn_span_from_string(in_path), 0) == CAIRN_SPAN_NPOS)
            continue;
        for (size_t i = 0; i < CAIRN_ARRAY_SIZE(reasons); i++) {
            if (cairn_span_find(line, cairn_span_from_string(reasons[i].words), 0) !=
                CAIRN_SPAN_NPOS)
                return reasons[i].why;
        }
    }
    return NULL;
}

static bool leave_out(const struct cairn_apt *apt, struct suites *suites, struct cairn_span said)
{
    bool has_left = false;
    for (size_t i = 0; i < OPTIONAL_COUNT; i++) {
        const char *why = suites->extra[i] ? why_refused(said, suites->extra[i]) : NULL;
        if (!why)
            continue;
        cairn_apt_say(apt, "%s is left out: %s", suites->extra[i], why);
        suites->extra[i] = NULL;
        has_left = true;
    }
    return has_left;
}

enum cairn_status cairn_apt_update(struct cairn_apt *apt, struct cairn_error *err)
{
    static const char *const words[] = {"update", NULL};
    struct cairn_span suite = apt->environment->suite;
    struct suites suites = {.main = cairn_arena_string(apt->arena, suite)};
    suites.extra[0] = cairn_arena_printf(apt->arena, "%.*s-updates", CAIRN_SPAN_ARGS(suite));
    if (apt->mirror.security)
        suites.extra[1] = cairn_arena_printf(apt->arena, "%.*s-security", CAIRN_SPAN_ARGS(suite));
    if (apt->arena->has_failed)
        return cairn_arena_status(apt->arena, err);
    cairn_apt_say(apt, "reading the lists of %s from %s", suites.main, apt->mirror.archive);
    if (!apt->mirror.security)
        cairn_apt_say(apt, "security updates are left out: this machine has no mirror of them");
    for (;;) {
        CAIRN_AUTO_BUF struct cairn_buf said = {0};
        int exit_status = 0;
        enum cairn_status status = write_sources(apt, &suites, err);
        if (!status)
            status = run_apt(apt, words, &said, &exit_status, err);
        if (status || exit_status == 0)
            return status;
        if (!leave_out(apt, &suites, cairn_buf_span(&said)))
            return fail_run(apt, "read the lists of packages", &said, err);
    }
}

/* --- download and unpack --- */

/* "Need to get 61.4 MB of archives." */
static struct cairn_span size_in(struct cairn_span said)
{
    size_t at = cairn_span_find(said, CAIRN_SPAN("Need to get "), 0);
    if (at == CAIRN_SPAN_NPOS)
        return (struct cairn_span){0};
    struct cairn_span rest = cairn_span_slice(said, at + strlen("Need to get "), said.size);
    size_t end = cairn_span_find(rest, CAIRN_SPAN(" of archives"), 0);
    return cairn_span_slice(rest, 0, end == CAIRN_SPAN_NPOS || end > 32 ? 0 : end);
}

enum cairn_status cairn_apt_download(struct cairn_apt *apt, struct cairn_error *err)
{
    const char *words[ARGUMENTS_MAX] = {"--download-only", "install", "--"};
    CAIRN_AUTO_BUF struct cairn_buf said = {0};
    size_t count = 3;
    int exit_status = 0;
    CAIRN_VALUE_EACH(package, cairn_value_get(apt->environment->definition, "packages"))
    {
        words[count] = cairn_arena_string(apt->arena, cairn_value_text(package->value));
        if (!words[count++])
            return cairn_arena_status(apt->arena, err);
    }
    cairn_apt_say(apt, "downloading %zu packages and what they depend on", count - 3);
    enum cairn_status status = run_apt(apt, words, &said, &exit_status, err);
    if (!status && exit_status)
        return fail_run(apt, "download the packages", &said, err);
    struct cairn_span size = size_in(cairn_buf_span(&said));
    if (!status && size.size)
        cairn_apt_say(apt, "downloaded %.*s", CAIRN_SPAN_ARGS(size));
    return status;
}

static int digit_of(char c)
{
    if (cairn_ascii_is_digit(c))
        return c - '0';
    c = cairn_ascii_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* apt names a package's file NAME_VERSION_ARCHITECTURE.deb and writes the colon of a version as
 * %3a. */
static bool add_package(
    struct cairn_arena *arena, struct cairn_value *packages, struct cairn_span file)
{
    CAIRN_AUTO_BUF struct cairn_buf version = {0};
    size_t first = cairn_span_find_byte(file, '_', 0);
    size_t second = first == CAIRN_SPAN_NPOS ? first : cairn_span_find_byte(file, '_', first + 1);
    if (second == CAIRN_SPAN_NPOS)
        return false;
    struct cairn_span coded = cairn_span_slice(file, first + 1, second - first - 1);
    for (size_t i = 0; i < coded.size; i++) {
        int high = coded.data[i] == '%' && i + 2 < coded.size ? digit_of(coded.data[i + 1]) : -1;
        int low = high >= 0 ? digit_of(coded.data[i + 2]) : -1;
        cairn_buf_append_byte(&version, low >= 0 ? (char)(high * 16 + low) : coded.data[i]);
        i += low >= 0 ? 2 : 0;
    }
    cairn_value_set_span(arena, packages, cairn_span_slice(file, 0, first),
        cairn_value_string(arena, cairn_buf_span(&version)));
    return true;
}

static enum cairn_status unpack_one(struct cairn_apt *apt, const char *archive, const char *tree,
    const char *name, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf said = {0};
    int exit_status = 0;
    const char *const arguments[] = {apt->bwrap, "--ro-bind", "/", "/", "--dev", "/dev", "--bind",
        tree, tree, "--unshare-net", "--unshare-pid", "--die-with-parent", "--", apt->dpkg_deb,
        "-x", archive, tree, NULL};
    struct cairn_lab_run run = {.arguments = arguments};
    char what[256];
    enum cairn_status status = cairn_lab_run(&run, &said, &exit_status, err);
    snprintf(what, sizeof what, "unpack %s", name);
    return !status && exit_status ? fail_run(apt, what, &said, err) : status;
}

static int is_package_file(const struct dirent *entry)
{
    return cairn_span_ends_with(cairn_span_from_string(entry->d_name), CAIRN_SPAN(".deb"));
}

enum cairn_status cairn_apt_unpack(
    struct cairn_apt *apt, const char *tree, struct cairn_value *packages, struct cairn_error *err)
{
    struct dirent **entries = NULL;
    enum cairn_status status = CAIRN_OK;
    const char *folder = cairn_arena_printf(apt->arena, "%s/cache/archives", apt->folder);
    if (!folder)
        return cairn_arena_status(apt->arena, err);
    int count = scandir(folder, &entries, is_package_file, alphasort);
    if (count <= 0) {
        free(entries);
        return CAIRN_FAIL(
            err, CAIRN_ERR_IO, "could not unpack the packages: apt left none in '%s'", folder);
    }
    cairn_apt_say(apt, "unpacking %d packages", count);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        const char *archive = cairn_arena_printf(apt->arena, "%s/%s", folder, name);
        if (!status && !archive)
            status = cairn_arena_status(apt->arena, err);
        if (!status)
            status = unpack_one(apt, archive, tree, name, err);
        if (!status && !add_package(apt->arena, packages, cairn_span_from_string(name)))
            status = CAIRN_FAIL(err, CAIRN_ERR_IO,
                "could not unpack '%s': it is not named as apt names packages", name);
        free(entries[i]);
    }
    free(entries);
    return status;
}
