/* Environments as files: definitions, what lies on the machine, versions and ranges, mirrors,
 * trees. Nothing is downloaded. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "lab/environment_internal.h"
#include "ledger/claim.h"

static char place[] = "/tmp/cairn-test-environment-XXXXXX";
static char path_memory[1024];

static const char *at(const char *name)
{
    snprintf(path_memory, sizeof path_memory, "%s/%s", place, name);
    return path_memory;
}

static void put(const char *name, const char *text)
{
    char path[1024];
    snprintf(path, sizeof path, "%s", at(name));
    for (char *slash = strchr(path + strlen(place) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0755);
        *slash = '/';
    }
    assert_int_equal(
        cairn_file_write(AT_FDCWD, path, cairn_span_from_string(text), NULL), CAIRN_OK);
}

static int make_place(void **state)
{
    (void)state;
    umask(022);
    if (!mkdtemp(place))
        return -1;
    return setenv("CAIRN_ENVIRONMENTS", at("trees"), 1);
}

static int remove_place(void **state)
{
    (void)state;
    return cairn_tree_remove(AT_FDCWD, place, NULL) ? -1 : 0;
}

/* --- definitions --- */

#define PROGRAMS "    programs: [{name: tool, packages: [tool, tool-core], version: tool -v}]\n"
#define GOOD                                                                                       \
    "environments:\n"                                                                              \
    "  - name: tool-1\n    suite: bookworm\n    packages: [tool, dash]\n"                          \
    "    links: {/usr/bin/awk: mawk}\n" PROGRAMS

static enum cairn_status open_with(
    const char *yaml, struct cairn_environments *environments, struct cairn_error *err)
{
    put("canon/environments.yaml", yaml);
    char canon[1024];
    snprintf(canon, sizeof canon, "%s", at("canon"));
    return cairn_environments_open(environments, canon, err);
}

static void test_definitions_and_host(void **state)
{
    (void)state;
    struct cairn_environments environments;
    struct cairn_error err;
    assert_int_equal(open_with(GOOD, &environments, &err), CAIRN_OK);
    assert_int_equal(environments.count, 2);
    const struct cairn_environment *one =
        cairn_environments_find(&environments, CAIRN_SPAN("tool-1"));
    assert_non_null(one);
    assert_int_equal(one->state, CAIRN_ENVIRONMENT_ABSENT);
    assert_non_null(strstr(one->reason, "cairn env add tool-1"));
    assert_string_equal(one->root, at("trees/tool-1"));
    const struct cairn_environment *host =
        cairn_environments_find(&environments, CAIRN_SPAN("host"));
    assert_non_null(host);
    assert_string_equal(host->root, "/");
    assert_int_equal(host->program_count, 1);
    assert_int_equal(host->state, CAIRN_ENVIRONMENT_UNAVAILABLE);
    assert_null(cairn_environments_find(&environments, CAIRN_SPAN("tool")));
    cairn_environments_done(&environments);
}

static void test_a_canon_without_definitions_has_host_only(void **state)
{
    (void)state;
    struct cairn_environments environments;
    struct cairn_error err;
    mkdir(at("empty"), 0755);
    const char *const canons[] = {at("empty"), NULL}; /* a folder without the file, no folder */
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(canons); i++) {
        assert_int_equal(cairn_environments_open(&environments, canons[i], &err), CAIRN_OK);
        assert_int_equal(environments.count, 1);
        cairn_environments_done(&environments);
    }
}

static void test_host_has_each_program_once(void **state)
{
    (void)state;
    struct cairn_environments environments;
    struct cairn_error err;
    assert_int_equal(
        open_with("environments:\n"
                  "  - name: a-1\n    suite: bookworm\n    packages: [sh]\n    programs:\n"
                  "      - {name: sh, packages: [dash], version: sh -c true}\n"
                  "  - name: a-2\n    suite: trixie\n    packages: [sh]\n    programs:\n"
                  "      - {name: sh, packages: [other], version: other}\n"
                  "      - {name: none, packages: [none], version: no-such-program -v}\n",
            &environments, &err),
        CAIRN_OK);
    const struct cairn_environment *host =
        cairn_environments_find(&environments, CAIRN_SPAN("host"));
    assert_int_equal(host->program_count, 2);
    assert_int_equal(host->state, CAIRN_ENVIRONMENT_HOST); /* sh is installed */
    assert_true(cairn_span_equal_string(
        cairn_value_get_text(
            cairn_value_at(cairn_value_get(host->definition, "programs"), 0), "version"),
        "sh -c true"));
    cairn_environments_done(&environments);
}

static void test_definitions_that_could_smuggle_are_refused(void **state)
{
    (void)state;
#define WITH(name, suite, packages, rest)                                                          \
    "environments:\n  - name: " name "\n    suite: " suite "\n    packages: " packages "\n" rest
    static const char *const texts[] = {
        WITH("../x", "bookworm", "[a]", PROGRAMS),
        WITH("a/b", "bookworm", "[a]", PROGRAMS),
        WITH("\".hidden\"", "bookworm", "[a]", PROGRAMS),
        WITH("host", "bookworm", "[a]", PROGRAMS),
        WITH("Upper", "bookworm", "[a]", PROGRAMS),
        WITH("a", "\"-o\"", "[a]", PROGRAMS),
        WITH("a", "\"book worm\"", "[a]", PROGRAMS),
        WITH("a", "bookworm/x", "[a]", PROGRAMS),
        WITH("a", "bookworm", "[]", PROGRAMS),
        WITH("a", "bookworm", "a", PROGRAMS),
        WITH("a", "bookworm", "[-oDir::State=x]", PROGRAMS),
        WITH("a", "bookworm", "[\"a=1.0\"]", PROGRAMS),
        WITH("a", "bookworm", "[./local.deb]", PROGRAMS),
        WITH("a", "bookworm", "[/tmp/local.deb]", PROGRAMS),
        WITH("a", "bookworm", "[a]", ""),
        WITH("a", "bookworm", "[a]", "    programs: []\n"),
        WITH("a", "bookworm", "[a]", "    programs: [{name: x, packages: [x]}]\n"),
        WITH("a", "bookworm", "[a]", "    programs: [{name: x, packages: [], version: x}]\n"),
        WITH("a", "bookworm", "[a]", "    programs: [{name: X, packages: [x], version: x}]\n"),
        WITH("a", "bookworm", "[a]", "    links: {/usr/../../etc/passwd: x}\n" PROGRAMS),
        WITH("a", "bookworm", "[a]", "    links: {usr/bin/awk: x}\n" PROGRAMS),
        WITH("a", "bookworm", "[a]", "    links: {/usr//awk: x}\n" PROGRAMS),
        WITH("a", "bookworm", "[a]", "    links: {/usr/: x}\n" PROGRAMS),
        WITH("a", "bookworm", "[a]", "    links: {/usr/x: \"\"}\n" PROGRAMS),
        WITH("a", "bookworm", "[a]", "    links: [x]\n" PROGRAMS),
        WITH("a", "bookworm", "[a]", "    check_valid_until: maybe\n" PROGRAMS),
        GOOD "  - name: tool-1\n    suite: trixie\n    packages: [a]\n" PROGRAMS,
        "environments: {}\n",
        "other: []\n",
        "- a\n",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(texts); i++) {
        struct cairn_environments environments;
        struct cairn_error err = {0};
        enum cairn_status status = open_with(texts[i], &environments, &err);
        if (status != CAIRN_ERR_INVALID)
            print_error("accepted: %s\n", texts[i]);
        assert_int_equal(status, CAIRN_ERR_INVALID);
        assert_non_null(strstr(err.primary, "environments.yaml"));
        assert_true(err.hint[0]);
        cairn_environments_done(&environments);
    }
}

/* --- what lies on the machine --- */

#define MANIFEST(schema, name, definition, added, size, packages)                                  \
    "{\"schema\":\"" schema "\",\"name\":\"" name "\",\"definition\":\"" definition                \
    "\",\"added\":\"" added "\",\"size_bytes\":" size ",\"packages\":" packages "}"

static void digest_of_good(char digest[17])
{
    struct cairn_environments environments;
    struct cairn_error err;
    assert_int_equal(open_with(GOOD, &environments, &err), CAIRN_OK);
    assert_int_equal(
        cairn_environment_digest(environments.items[0].definition, digest, &err), CAIRN_OK);
    cairn_environments_done(&environments);
}

static void put_manifest(const char *packages)
{
    char digest[17], text[1024];
    digest_of_good(digest);
    snprintf(text, sizeof text,
        MANIFEST("cairn.environment/1", "tool-1", "%s", "2026-11-21", "1234", "%s"), digest,
        packages);
    put("trees/tool-1/.cairn-environment.json", text);
}

static enum cairn_environment_state state_now(const char *yaml, char reason[256])
{
    struct cairn_environments environments;
    struct cairn_error err;
    assert_int_equal(open_with(yaml, &environments, &err), CAIRN_OK);
    enum cairn_environment_state state = environments.items[0].state;
    snprintf(reason, 256, "%s", environments.items[0].reason ? environments.items[0].reason : "");
    cairn_environments_done(&environments);
    return state;
}

static void test_a_whole_tree_is_ready(void **state)
{
    (void)state;
    struct cairn_environments environments;
    struct cairn_error err;
    put_manifest("{\"tool-core\":\"1:2.3-4\",\"dash\":\"0.5\"}");
    put("trees/tool-1/usr/sbin/tool", "");
    assert_int_equal(open_with(GOOD, &environments, &err), CAIRN_OK);
    const struct cairn_environment *one = &environments.items[0];
    assert_int_equal(one->state, CAIRN_ENVIRONMENT_READY);
    assert_null(one->reason);
    assert_string_equal(one->added, "2026-11-21");
    assert_int_equal(one->size_bytes, 1234);
    assert_true(cairn_span_equal_string(one->programs[0].package, "tool-core"));
    assert_true(cairn_span_equal_string(one->programs[0].package_version, "1:2.3-4"));
    assert_int_equal(one->programs[0].version.size, 0);
    cairn_environments_done(&environments);
}

static void test_what_is_not_whole_is_damaged(void **state)
{
    (void)state;
    char reason[256], digest[17], text[1024];
    put_manifest("{\"tool\":\"1\"}");
    unlink(at("trees/tool-1/usr/sbin/tool"));
    assert_int_equal(state_now(GOOD, reason), CAIRN_ENVIRONMENT_DAMAGED);
    assert_non_null(strstr(reason, "tool is missing"));
    put("trees/tool-1/usr/sbin/tool", "");
    assert_int_equal(state_now(GOOD, reason), CAIRN_ENVIRONMENT_READY);
    put_manifest("{\"other\":\"1\"}");
    assert_int_equal(state_now(GOOD, reason), CAIRN_ENVIRONMENT_DAMAGED);
    digest_of_good(digest);
    static const char *const forms[] = {
        "",
        "{",
        "[]",
        "{}",
        MANIFEST("cairn.environment/2", "tool-1", "%s", "2026-11-21", "1", "{}"),
        MANIFEST("cairn.environment/1", "tool-2", "%s", "2026-11-21", "1", "{}"),
        MANIFEST("cairn.environment/1", "tool-1", "%s", "2026-13-21", "1", "{}"),
        MANIFEST("cairn.environment/1", "tool-1", "%s", "", "1", "{}"),
        MANIFEST("cairn.environment/1", "tool-1", "%s", "2026-11-21", "-1", "{}"),
        MANIFEST("cairn.environment/1", "tool-1", "%s", "2026-11-21", "1", "[]"),
        MANIFEST("cairn.environment/1", "tool-1", "%s", "2026-11-21", "1", "{}") "x",
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(forms); i++) {
        const char *percent = strstr(forms[i], "%s");
        size_t before = percent ? (size_t)(percent - forms[i]) : strlen(forms[i]);
        snprintf(text, sizeof text, "%.*s%s%s", (int)before, forms[i], percent ? digest : "",
            percent ? percent + 2 : "");
        put("trees/tool-1/.cairn-environment.json", text);
        assert_int_equal(state_now(GOOD, reason), CAIRN_ENVIRONMENT_DAMAGED);
        assert_non_null(strstr(reason, "manifest is damaged"));
    }
    unlink(at("trees/tool-1/.cairn-environment.json"));
    assert_int_equal(state_now(GOOD, reason), CAIRN_ENVIRONMENT_DAMAGED);
    assert_non_null(strstr(reason, "no manifest"));
    assert_non_null(strstr(reason, "cairn env add tool-1"));
}

static void test_a_changed_definition_is_outdated(void **state)
{
    (void)state;
    char reason[256];
    put_manifest("{\"tool\":\"1\"}");
    put("trees/tool-1/usr/sbin/tool", "");
    static const char more[] =
        "environments:\n  - name: tool-1\n    suite: bookworm\n    packages: [tool, dash, more]\n"
        "    links: {/usr/bin/awk: mawk}\n" PROGRAMS;
    assert_int_equal(state_now(more, reason), CAIRN_ENVIRONMENT_DAMAGED);
    assert_non_null(strstr(reason, "outdated"));
    /* How a version is asked changes no file. */
    static const char asked[] =
        "environments:\n  - name: tool-1\n    suite: bookworm\n    packages: [tool, dash]\n"
        "    links: {/usr/bin/awk: mawk}\n    programs: [{name: tool, packages: [tool], version: "
        "tool -V}]\n";
    assert_int_equal(state_now(asked, reason), CAIRN_ENVIRONMENT_READY);
}

static void test_removal_and_what_an_interrupted_run_left(void **state)
{
    (void)state;
    struct cairn_environments environments;
    struct cairn_error err;
    put_manifest("{\"tool\":\"1\"}");
    put("trees/tool-1/usr/sbin/tool", "");
    put("trees/.adding-other/apt/state/x", "left by a run that was killed");
    put("outside", "must stay");
    char link[1024];
    snprintf(link, sizeof link, "%s", at("trees/tool-1/usr/link"));
    assert_int_equal(symlink(place, link), 0);
    chmod(at("trees/tool-1/usr"), 0500);
    assert_int_equal(open_with(GOOD, &environments, &err), CAIRN_OK);
    assert_int_equal(
        cairn_environment_remove(&environments, &environments.items[0], &err), CAIRN_OK);
    assert_int_equal(environments.items[0].state, CAIRN_ENVIRONMENT_ABSENT);
    assert_int_not_equal(access(at("trees/tool-1"), F_OK), 0);
    assert_int_not_equal(access(at("trees/.adding-other"), F_OK), 0);
    assert_int_equal(access(at("outside"), F_OK), 0);
    assert_int_equal(
        cairn_environment_remove(&environments, &environments.items[0], &err), CAIRN_ERR_NOT_FOUND);
    assert_int_equal(
        cairn_environment_remove(&environments, &environments.items[1], &err), CAIRN_ERR_USAGE);
    assert_int_equal(cairn_environment_add(&environments, &environments.items[1], NULL, NULL, &err),
        CAIRN_ERR_USAGE);
    cairn_environments_done(&environments);
}

static void test_an_addition_without_apt_leaves_nothing(void **state)
{
    (void)state;
    struct cairn_environments environments;
    struct cairn_error err;
    char path[4096];
    snprintf(path, sizeof path, "%s", getenv("PATH"));
    assert_int_equal(open_with(GOOD, &environments, &err), CAIRN_OK);
    setenv("PATH", at("nowhere"), 1);
    assert_int_equal(cairn_environment_add(&environments, &environments.items[0], NULL, NULL, &err),
        CAIRN_ERR_NOT_FOUND);
    assert_non_null(strstr(err.primary, "apt-get"));
    setenv("PATH", path, 1);
    assert_int_not_equal(access(at("trees/tool-1"), F_OK), 0);
    assert_int_not_equal(access(at("trees/.adding-tool-1"), F_OK), 0);
    cairn_environments_done(&environments);
}

/* --- versions --- */

static void test_versions_are_found_in_what_programs_print(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"nginx version: nginx/1.22.1\n", "1.22.1"},
        {"OpenSSL 1.1.1w  11 Sep 2023\n", "1.1.1w"},
        {"OpenSSL 3.0.20 25 Aug 2026 (Library: OpenSSL 3.0.20 25 Aug 2026)\n", "3.0.20"},
        {"git version 2.39.5\n", "2.39.5"},
        {"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", "15.18"},
        {"psql (PostgreSQL) 18beta1\n", "18beta1"},
        {"v20.11.1\n", "20.11.1"},
        {"Python 3.11.2\n", "3.11.2"},
        {"node18 is 18.1\n", "18.1"},
        {"release 7 of 2024\n", "7"},
        {"x86_64 build\n", ""},
        {"no such program\n", ""},
        {"", ""},
        {"1.", "1"},
        {"1.2.", "1.2"},
        {"libfoo-1.2 3.4", "3.4"},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(table); i++) {
        struct cairn_span found = cairn_environment_version_in(cairn_span_from_string(table[i][0]));
        if (!cairn_span_equal_string(found, table[i][1]))
            print_error("%s gives %.*s\n", table[i][0], CAIRN_SPAN_ARGS(found));
        assert_true(cairn_span_equal_string(found, table[i][1]));
    }
}

static void test_versions_compare(void **state)
{
    (void)state;
    static const char *const rising[] = {"0.9", "1", "1.1.0l", "1.1.1", "1.1.1b", "1.1.1w", "1.2",
        "1.9.9", "1.10", "1.22.1", "1.27.4", "3", "3.0.1", "3.0.20", "3.5", "15.18", "18",
        "999999999999999"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(rising); i++) {
        for (size_t j = 0; j < CAIRN_ARRAY_SIZE(rising); j++) {
            int order = cairn_version_compare(
                cairn_span_from_string(rising[i]), cairn_span_from_string(rising[j]));
            int wanted = i < j ? -1 : i > j;
            if ((order > 0) - (order < 0) != wanted)
                print_error("%s against %s gives %d\n", rising[i], rising[j], order);
            assert_int_equal((order > 0) - (order < 0), wanted);
        }
    }
}

static void test_ranges_and_class(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_environment_program programs[] = {
        {.name = CAIRN_SPAN("nginx"), .version = CAIRN_SPAN("1.22.1")},
        {.name = CAIRN_SPAN("openssl"), .version = CAIRN_SPAN("3.0.20")},
        {.name = CAIRN_SPAN("absent")}};
    struct cairn_environment environment = {.programs = programs, .program_count = 3};
    static const struct {
        const char *text;
        bool holds;
    } table[] = {
        {"", true},
        {"nginx >= 1.22", true},
        {"nginx >= 1.22.1", true},
        {"nginx > 1.22.1", false},
        {"nginx <= 1.22.1", true},
        {"nginx < 1.22.1", false},
        {"nginx < 1.27.4", true},
        {"nginx = 1.22.1", true},
        {"nginx = 1.22", false},
        {"openssl < 3", false},
        {"openssl >= 3", true},
        {"nginx >= 1.20, openssl < 3", false},
        {"nginx >= 1.20,openssl>=3", true},
        {"openssl >= 1.1.1w, openssl < 3.1", true},
        {"absent >= 0", false},
        {"other >= 1", false},
        {"nginx", false},
        {"nginx >=", false},
        {"nginx ! 1", false},
        {"nginx == 1.22.1", false},
        {", ", false},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(table); i++) {
        bool holds = cairn_environment_applies(&environment, cairn_span_from_string(table[i].text));
        if (holds != table[i].holds)
            print_error("%s\n", table[i].text);
        assert_int_equal(holds, table[i].holds);
    }
    assert_true(cairn_span_equal_string(
        cairn_environment_class(&arena, &environment), "nginx-1.22 openssl-3.0"));
    programs[1].version = CAIRN_SPAN("1.1.1w");
    programs[0].version = CAIRN_SPAN("18beta1");
    assert_true(cairn_span_equal_string(
        cairn_environment_class(&arena, &environment), "nginx-18 openssl-1.1"));
}

/* --- the mirror --- */

static void mirror(const char *list, const char *sources, const char *archive, const char *security)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_mirror found = {0};
    struct cairn_error err = {0};
    char apt[1024];
    put("apt/sources.list", list);
    put("apt/sources.list.d/b.sources", sources);
    put("apt/sources.list.d/c.list.save", "deb http://old.example/debian bookworm main\n");
    snprintf(apt, sizeof apt, "%s", at("apt"));
    enum cairn_status status = cairn_mirror_find(&arena, apt, &found, &err);
    assert_int_equal(status, archive ? CAIRN_OK : CAIRN_ERR_NOT_FOUND);
    if (archive)
        assert_string_equal(found.archive, archive);
    if (security)
        assert_string_equal(found.security, security);
    else
        assert_null(found.security);
}

static void test_the_mirror_of_this_machine(void **state)
{
    (void)state;
    static const char vendor[] = "deb https://download.docker.com/linux/debian bookworm stable\n";
    mirror("deb http://mirror.example/debian bookworm main contrib # ours\n"
           "deb-src http://mirror.example/src/debian bookworm main\n"
           "deb http://security.debian.org/debian-security bookworm-security main\n",
        "", "http://mirror.example/debian", "http://security.debian.org/debian-security");
    mirror(vendor,
        "# comment\nTypes: deb deb-src\nURIs: https://mirror.example/debian/\nSuites: trixie\n"
        " trixie-updates\nComponents: main\nSigned-By: "
        "/usr/share/keyrings/debian-archive-keyring.gpg\n\nTypes: deb\nURIs:\n "
        "https://mirror.example/sec\nSuites: trixie-security\nComponents:\n main\nSigned-By: "
        "/usr/share/keyrings/debian-archive-keyring.gpg\n",
        "https://mirror.example/debian/", "https://mirror.example/sec");
    mirror("deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] "
           "http://intern/deb12 bookworm main\ndeb http://repo.example/x/debian bookworm main\n",
        "", "http://intern/deb12", NULL);
    mirror("",
        "Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: bookworm\n"
        "Components: main\n",
        "mirror+file:///etc/apt/mirrors/debian.list", NULL);
    mirror("", "Enabled: no\nTypes: deb\nURIs: http://a/debian\nSuites: x\nComponents: main\n",
        NULL, NULL);
    mirror(vendor, "", NULL, NULL);
    mirror("#deb http://mirror.example/debian bookworm main\n", "URIs\n:\n x\n\n", NULL, NULL);
    /* What would break out of its line in a file of apt is no address. */
    mirror("deb http://a\"/debian bookworm main\ndeb debian bookworm main\n", "", NULL, NULL);
}

/* --- trees --- */

static void test_a_tree_is_opened_up(void **state)
{
    (void)state;
    struct cairn_error err;
    struct stat about;
    uint64_t size = 0;
    put("tree/usr/bin/su", "12345");
    put("tree/etc/shadow", "123");
    put("outside-the-tree", "x");
    chmod(at("outside-the-tree"), 0600);
    char link[1024], target[1024];
    snprintf(link, sizeof link, "%s", at("tree/etc/link"));
    snprintf(target, sizeof target, "%s", at("outside-the-tree"));
    assert_int_equal(symlink(target, link), 0);
    assert_int_equal(chmod(at("tree/usr/bin/su"), 06711), 0);
    assert_int_equal(chmod(at("tree/etc/shadow"), 0000), 0);
    assert_int_equal(chmod(at("tree/etc"), 02300), 0);
    assert_int_equal(cairn_tree_open_up(AT_FDCWD, at("tree"), &size, &err), CAIRN_OK);
    assert_int_equal(stat(at("tree/usr/bin/su"), &about), 0);
    assert_int_equal(about.st_mode & 07777, 0755);
    assert_int_equal(stat(at("tree/etc/shadow"), &about), 0);
    assert_int_equal(about.st_mode & 07777, 0444);
    assert_int_equal(stat(at("tree/etc"), &about), 0);
    assert_int_equal(about.st_mode & 07777, 0755);
    assert_int_equal(stat(target, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_true(size >= 8);
    assert_int_equal(cairn_tree_remove(AT_FDCWD, at("tree"), &err), CAIRN_OK);
    assert_int_equal(access(target, F_OK), 0);
    assert_int_equal(cairn_tree_remove(AT_FDCWD, at("tree"), &err), CAIRN_OK); /* not there */
}

static void test_a_link_stays_within_its_tree(void **state)
{
    (void)state;
    struct cairn_error err;
    char tree[1024], link[1024], found[64] = {0};
    put("rooted/usr/lib/x", "");
    put("host-folder/x", "");
    snprintf(tree, sizeof tree, "%s", at("rooted"));
    snprintf(link, sizeof link, "%s", at("rooted/usr/lib/certs"));
    assert_int_equal(symlink(at("host-folder"), link), 0); /* absolute: another folder within */
    snprintf(link, sizeof link, "%s", at("rooted/usr/lib/up"));
    assert_int_equal(symlink("../../../host-folder", link), 0);
    assert_int_equal(
        cairn_tree_link(tree, CAIRN_SPAN("/usr/bin/awk"), CAIRN_SPAN("mawk"), &err), CAIRN_OK);
    assert_int_equal(readlink(at("rooted/usr/bin/awk"), found, sizeof found - 1), 4);
    assert_string_equal(found, "mawk");
    assert_int_equal(cairn_tree_link(tree, CAIRN_SPAN("/top"), CAIRN_SPAN("usr"), &err), CAIRN_OK);
    assert_int_not_equal(
        cairn_tree_link(tree, CAIRN_SPAN("/usr/lib/certs/evil"), CAIRN_SPAN("x"), &err), CAIRN_OK);
    assert_int_not_equal(
        cairn_tree_link(tree, CAIRN_SPAN("/usr/lib/up/evil"), CAIRN_SPAN("x"), &err), CAIRN_OK);
    assert_int_not_equal(access(at("host-folder/evil"), F_OK), 0);
    assert_int_not_equal(
        cairn_tree_link(tree, CAIRN_SPAN("/usr/lib/x"), CAIRN_SPAN("x"), &err), CAIRN_OK);
    assert_int_not_equal(
        cairn_tree_link(tree, CAIRN_SPAN("/usr/lib/x/y"), CAIRN_SPAN("x"), &err), CAIRN_OK);
}

static void test_deep_trees_are_refused(void **state)
{
    (void)state;
    struct cairn_error err = {0};
    uint64_t size;
    assert_int_equal(mkdir(at("deep"), 0755), 0);
    int folder = open(at("deep"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(mkdirat(folder, "d", 0755), 0);
        int next = openat(folder, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(folder);
        folder = next;
    }
    close(folder);
    assert_int_equal(cairn_tree_open_up(AT_FDCWD, at("deep"), &size, &err), CAIRN_ERR_LIMIT);
    /* By hand, so that the place can be removed. */
    const char *const arguments[] = {"/bin/rm", "-rf", at("deep"), NULL};
    CAIRN_AUTO_BUF struct cairn_buf said = {0};
    int exit_status = 0;
    assert_int_equal(
        cairn_lab_run(&(struct cairn_lab_run){.arguments = arguments}, &said, &exit_status, &err),
        CAIRN_OK);
    assert_int_equal(exit_status, 0);
}

/* --- packages --- */

static bool pack(const char *dpkg_deb, const char *folder, const char *file)
{
    CAIRN_AUTO_BUF struct cairn_buf said = {0};
    char from[1024], to[1024];
    int exit_status = -1;
    snprintf(from, sizeof from, "%s", at(folder));
    snprintf(to, sizeof to, "%s", at(file));
    const char *const arguments[] = {dpkg_deb, "-b", from, to, NULL};
    return cairn_lab_run(&(struct cairn_lab_run){.arguments = arguments}, &said, &exit_status,
               NULL) == CAIRN_OK &&
           exit_status == 0;
}

/* The first package brings an absolute link, the second what lies below it. */
static void test_packages_are_unpacked_within_the_tree(void **state)
{
    (void)state;
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_error err;
    char folder[1024], tree[1024], victim[1024], link[1024];
    const char *dpkg_deb = cairn_lab_find_program(&arena, "dpkg-deb");
    const char *bwrap = cairn_lab_find_program(&arena, "bwrap");
    if (!dpkg_deb || !bwrap)
        skip();
    put("p1/DEBIAN/control", "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x.x>\n"
                             "Description: x\n");
    put("p2/DEBIAN/control", "Package: b\nVersion: 1:2\nArchitecture: all\nMaintainer: x <x@x.x>\n"
                             "Description: x\n");
    put("victim/own", "of the host");
    put("p1/usr/lib/plain", "plain");
    put("p2/usr/lib/certs/planted", "planted");
    put("apt/cache/archives/none", "");
    mkdir(at("unpacked"), 0755);
    snprintf(victim, sizeof victim, "%s", at("victim"));
    snprintf(link, sizeof link, "%s", at("p1/usr/lib/certs"));
    assert_int_equal(symlink(victim, link), 0);
    assert_true(pack(dpkg_deb, "p1", "apt/cache/archives/a_1_all.deb"));
    assert_true(pack(dpkg_deb, "p2", "apt/cache/archives/b_1%3a2_all.deb"));
    snprintf(folder, sizeof folder, "%s", at("apt"));
    snprintf(tree, sizeof tree, "%s", at("unpacked"));
    struct cairn_environment environment = {.name = "e", .root = tree};
    struct cairn_apt apt = {.arena = &arena,
        .folder = folder,
        .dpkg_deb = dpkg_deb,
        .bwrap = bwrap,
        .mirror = {.archive = "http://mirror.example/debian"},
        .environment = &environment};
    struct cairn_value *packages = cairn_value_object(&arena);
    enum cairn_status status = cairn_apt_unpack(&apt, tree, packages, &err);
    assert_int_not_equal(access(at("victim/planted"), F_OK), 0);
    if (status && strstr(err.primary, "bwrap:"))
        skip(); /* no namespaces here */
    assert_int_equal(access(at("unpacked/usr/lib/plain"), F_OK), 0);
    assert_true(cairn_span_equal_string(cairn_value_get_text(packages, "a"), "1"));
    if (!status)
        assert_true(cairn_span_equal_string(cairn_value_get_text(packages, "b"), "1:2"));
}

/* --- programs of the host --- */

static void test_programs_are_run_without_our_environment(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf said = {0};
    struct cairn_error err;
    int exit_status = -1;
    setenv("CAIRN_TEST_SECRET", "secret", 1);
    setenv("https_proxy", "http://proxy.example:3128", 1);
    const char *const arguments[] = {"/bin/sh", "-c", "env; echo problem >&2; exit 7", NULL};
    const char *const variables[] = {"DEBIAN_FRONTEND=noninteractive", NULL};
    struct cairn_lab_run run = {.arguments = arguments, .variables = variables};
    assert_int_equal(cairn_lab_run(&run, &said, &exit_status, &err), CAIRN_OK);
    assert_int_equal(exit_status, 7);
    assert_non_null(strstr(said.data, "DEBIAN_FRONTEND=noninteractive\n"));
    assert_non_null(strstr(said.data, "https_proxy=http://proxy.example:3128\n"));
    assert_non_null(strstr(said.data, "LC_ALL=C\n"));
    assert_non_null(strstr(said.data, "problem\n"));
    assert_null(strstr(said.data, "secret"));
    const char *const none[] = {"/no/such/program", NULL};
    assert_int_equal(
        cairn_lab_run(&(struct cairn_lab_run){.arguments = none}, &said, &exit_status, &err),
        CAIRN_OK);
    assert_int_equal(exit_status, 127);
}

static void test_only_the_end_of_much_talk_is_kept(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf said = {0};
    struct cairn_error err;
    int exit_status = -1;
    const char *const arguments[] = {
        "/bin/sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' 'y'; echo; echo the end", NULL};
    assert_int_equal(
        cairn_lab_run(&(struct cairn_lab_run){.arguments = arguments}, &said, &exit_status, &err),
        CAIRN_OK);
    assert_true(said.size <= (size_t)160 << 10);
    assert_true(cairn_span_ends_with(cairn_buf_span(&said), CAIRN_SPAN("the end\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definitions_and_host),
        cmocka_unit_test(test_a_canon_without_definitions_has_host_only),
        cmocka_unit_test(test_host_has_each_program_once),
        cmocka_unit_test(test_definitions_that_could_smuggle_are_refused),
        cmocka_unit_test(test_a_whole_tree_is_ready),
        cmocka_unit_test(test_what_is_not_whole_is_damaged),
        cmocka_unit_test(test_a_changed_definition_is_outdated),
        cmocka_unit_test(test_removal_and_what_an_interrupted_run_left),
        cmocka_unit_test(test_an_addition_without_apt_leaves_nothing),
        cmocka_unit_test(test_versions_are_found_in_what_programs_print),
        cmocka_unit_test(test_versions_compare),
        cmocka_unit_test(test_ranges_and_class),
        cmocka_unit_test(test_the_mirror_of_this_machine),
        cmocka_unit_test(test_a_tree_is_opened_up),
        cmocka_unit_test(test_a_link_stays_within_its_tree),
        cmocka_unit_test(test_deep_trees_are_refused),
        cmocka_unit_test(test_packages_are_unpacked_within_the_tree),
        cmocka_unit_test(test_programs_are_run_without_our_environment),
        cmocka_unit_test(test_only_the_end_of_much_talk_is_kept),
    };
    return cmocka_run_group_tests(tests, make_place, remove_place);
}
