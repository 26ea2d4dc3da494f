/*
 * Every use case of the engine with allocation n failing, n = 1, 2, 3 … until none fails any more.
 * Each run must end with CAIRN_ERR_MEMORY (or an I/O error with ENOMEM, where the C library
 * allocates for a system call), or else with the same bytes as an undisturbed run: a failure that
 * was swallowed must not change an answer. Nothing may stay allocated.
 *
 * usage: alloc CASE CANON-FOLDER FOREIGN-FOLDER; of `prove` the last one is the lab's program
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../unit/engine/records.h"
#include "failing_malloc.h"

/* Up to here every single allocation fails once; beyond, steps of one in STEP_SHARE. */
#define EVERY_ONE  3000
#define STEP_SHARE 64

struct alloc_case {
    const char *name;
    /* Appends what the use case gives to `out`. */
    enum cairn_status (*run)(struct cairn_buf *out, struct cairn_error *err);
    bool needs_canon; /* output_path holds that of CANON-FOLDER */
};

static const char *canon_path;
static const char *other_path;
static const char *output_path;
static const char *ledger_path;
static const char *canon_folder;
static const char *foreign_folder;

static enum cairn_status write_result(struct cairn_buf *out, struct cairn_result *result,
    const struct cairn_write_options *options, struct cairn_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    enum cairn_status status = cairn_result_write(result, options, &bytes, &size, err);
    if (!status)
        cairn_buf_append(out, cairn_span_make(bytes, size));
    cairn_bytes_free(bytes);
    return status;
}

static enum cairn_status finish(struct cairn_buf *out, enum cairn_status status,
    struct cairn_result *result, enum cairn_format format, struct cairn_error *err)
{
    struct cairn_write_options options = {.format = format, .full = true};
    if (!status)
        status = write_result(out, result, &options, err);
    cairn_result_free(result);
    return status ? status : cairn_buf_status(out, err);
}

static enum cairn_status open_engine(
    struct cairn_engine **out_engine, bool two, struct cairn_error *err)
{
    const char *paths[] = {other_path, canon_path};
    struct cairn_engine_options options = {
        .canon_paths = two ? paths : &canon_path, .canon_count = two ? 2 : 1};
    return cairn_engine_open(&options, out_engine, err);
}

static enum cairn_status explain(struct cairn_buf *out, const char *text, bool two,
    enum cairn_format format, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    struct cairn_input input = {
        .name = "in", .fd = -1, .memory = text, .memory_size = strlen(text)};
    enum cairn_status status = open_engine(&engine, two, err);
    if (!status)
        status = cairn_explain(engine, &input, 1, NULL, &result, err);
    status = finish(out, status, result, format, err);
    cairn_engine_close(engine);
    return status;
}

#define AT "2026/11/21 02:39:57 [error] 1#1: *1 "
#define KNOWN_LOG                                                                                  \
    AT "connect() to 127.0.0.1:8080 failed (111: Connection refused)\n" AT "no live upstreams\n"
#define MIXED_LOG                                                                                  \
    KNOWN_LOG "rm: cannot remove 'x'\n" AT                                                         \
              "frobnication 7 impossible\n\x1b[31mno live\x1b[0m upstreams\n"
#define MANGLED   "{\"log\": \"no live upstr\\u0065ams\"}"
#define NOT_KNOWN AT "there were no upstreams that live any more\n"

static enum cairn_status run_explain(struct cairn_buf *out, struct cairn_error *err)
{
    return explain(out, MIXED_LOG, false, CAIRN_FORMAT_JSON, err);
}

static enum cairn_status run_explain_text(struct cairn_buf *out, struct cairn_error *err)
{
    return explain(out, MIXED_LOG, false, CAIRN_FORMAT_TEXT, err);
}

static enum cairn_status run_explain_two(struct cairn_buf *out, struct cairn_error *err)
{
    return explain(out, MIXED_LOG, true, CAIRN_FORMAT_NDJSON, err);
}

static enum cairn_status run_explain_mangled(struct cairn_buf *out, struct cairn_error *err)
{
    return explain(out, MANGLED, false, CAIRN_FORMAT_MARKDOWN, err);
}

static enum cairn_status run_explain_unknown(struct cairn_buf *out, struct cairn_error *err)
{
    return explain(out, NOT_KNOWN, false, CAIRN_FORMAT_HTML, err);
}

static enum cairn_status show(struct cairn_buf *out, const char *id, bool two,
    enum cairn_format format, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    enum cairn_status status = open_engine(&engine, two, err);
    if (!status)
        status = cairn_show(engine, id, NULL, &result, err);
    status = finish(out, status, result, format, err);
    cairn_engine_close(engine);
    return status;
}

static enum cairn_status run_show(struct cairn_buf *out, struct cairn_error *err)
{
    enum cairn_status status = show(out, "web/refused", false, CAIRN_FORMAT_TEXT, err);
    if (!status)
        status = show(out, "web/refused", false, CAIRN_FORMAT_MARKDOWN, err);
    return status ? status : show(out, "web/refused", false, CAIRN_FORMAT_HTML, err);
}

static enum cairn_status run_show_extended(struct cairn_buf *out, struct cairn_error *err)
{
    return show(out, "web/closed", true, CAIRN_FORMAT_JSON, err);
}

static enum cairn_status run_show_near(struct cairn_buf *out, struct cairn_error *err)
{
    return show(out, "web/refusde", false, CAIRN_FORMAT_TEXT, err);
}

static enum cairn_status run_search(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    enum cairn_status status = open_engine(&engine, false, err);
    if (!status)
        status = cairn_search(engine, "refused", NULL, &result, err);
    status = finish(out, status, result, CAIRN_FORMAT_TEXT, err);
    cairn_engine_close(engine);
    return status;
}

/* Home, a form, a path that is none: each as a page, one after the other. */
static enum cairn_status append_page(struct cairn_buf *out, struct cairn_result *take_result,
    const char *path, struct cairn_error *err)
{
    struct cairn_page page = {0};
    enum cairn_status status =
        cairn_site_answer(take_result, NULL, CAIRN_LANGUAGE_EN, path, &page, err);
    if (!status)
        cairn_buf_append(out, cairn_span_make(page.bytes, page.size));
    cairn_bytes_free(page.bytes);
    cairn_result_free(take_result);
    return status ? status : cairn_buf_status(out, err);
}

static enum cairn_status run_site_answer(struct cairn_buf *out, struct cairn_error *err)
{
    const struct cairn_outcome_form_options form = {.record = "web/refused", .guard = "g"};
    struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    enum cairn_status status = open_engine(&engine, false, err);
    if (!status)
        status = cairn_outcome_form(engine, &form, &result, err);
    if (!status)
        status = append_page(out, result, "/outcome/", err);
    if (!status)
        status = cairn_site_missing(engine, "/errors/web/x", CAIRN_LANGUAGE_EN, &result, err);
    if (!status)
        status = append_page(out, result, "/errors/web/x", err);
    if (!status)
        status = cairn_search(engine, "refused", NULL, &result, err);
    if (!status)
        status = append_page(out, result, "/search/", err);
    cairn_engine_close(engine);
    return status;
}

static enum cairn_status run_stats(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    enum cairn_status status = open_engine(&engine, true, err);
    if (!status)
        status = cairn_statistics(engine, CAIRN_LANGUAGE_ZH, &result, err);
    status = finish(out, status, result, CAIRN_FORMAT_TEXT, err);
    cairn_engine_close(engine);
    return status;
}

static enum cairn_status run_list(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    struct cairn_result *records = NULL;
    struct cairn_result *families = NULL;
    const struct cairn_list_options options = {.limit = 2, .domain = "web"};
    enum cairn_status status = open_engine(&engine, true, err);
    if (!status)
        status = cairn_list_records(engine, &options, &records, err);
    if (!status)
        status = cairn_list_families(engine, CAIRN_LANGUAGE_ZH, &families, err);
    status = finish(out, status, records, CAIRN_FORMAT_JSON, err);
    status = finish(out, status, families, CAIRN_FORMAT_JSON, err);
    cairn_engine_close(engine);
    return status;
}

/* The second time the record is one that was kept. */
static enum cairn_status run_explain_again(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    enum cairn_status status = open_engine(&engine, false, err);
    for (int i = 0; !status && i < 2; i++) {
        struct cairn_result *result = NULL;
        const struct cairn_input input = {
            .name = "in", .fd = -1, .memory = KNOWN_LOG, .memory_size = strlen(KNOWN_LOG)};
        status = cairn_explain(engine, &input, 1, NULL, &result, err);
        status = finish(out, status, result, CAIRN_FORMAT_JSON, err);
    }
    cairn_engine_close(engine);
    return status;
}

static enum cairn_status collect(
    void *context, const char *bytes, size_t size, struct cairn_error *err)
{
    struct cairn_buf *buf = context;
    cairn_buf_append(buf, cairn_span_make(bytes, size));
    return cairn_buf_status(buf, err);
}

static enum cairn_status run_export(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    enum cairn_conclusion conclusion;
    struct cairn_export_options options = {.write = collect, .write_context = out};
    enum cairn_status status = open_engine(&engine, true, err);
    if (!status)
        status = cairn_export(engine, &options, &conclusion, err);
    options.shape = CAIRN_SHAPE_REFERENCE;
    options.format = CAIRN_FORMAT_NDJSON;
    if (!status)
        status = cairn_export(engine, &options, &conclusion, err);
    cairn_engine_close(engine);
    return status;
}

static enum cairn_status run_lint(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    enum cairn_status status = cairn_lint_folder(canon_folder, NULL, &result, err);
    return finish(out, status, result, CAIRN_FORMAT_TEXT, err);
}

static enum cairn_status run_lint_cost(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    struct cairn_lint_options options = {.cost = true};
    enum cairn_status status = cairn_lint_folder(canon_folder, &options, &result, err);
    return finish(out, status, result, CAIRN_FORMAT_TEXT, err);
}

static enum cairn_status run_build(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    unlink(output_path);
    enum cairn_status status = cairn_build_folder(canon_folder, output_path, &result, err);
    return finish(out, status, result, CAIRN_FORMAT_JSON, err);
}

static void remove_import(const char *folder)
{
    static const char *const made[] = {"/foreign/imported/one.json",
        "/foreign/imported/one.origin.yaml", "/foreign/imported", "/foreign/domain.zh.yaml",
        "/foreign/domain.yaml", "/foreign", "/canon.zh.yaml", "/canon.yaml", ""};
    char path[512];
    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", folder, made[i]);
        remove(path);
    }
}

static enum cairn_status run_import(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    struct cairn_import_request request = {.paths = &foreign_folder,
        .path_count = 1,
        .output_folder = output_path,
        .read_on = "2026-11-21"};
    remove_import(output_path);
    enum cairn_status status = cairn_import_files(&request, &result, err);
    return finish(out, status, result, CAIRN_FORMAT_JSON, err);
}

/* output_path holds the canon of the folder, compiled before anything fails. */
static enum cairn_status cells(struct cairn_buf *out, const struct cairn_cells_options *options,
    enum cairn_format format, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    const struct cairn_engine_options opened = {.canon_paths = &output_path, .canon_count = 1};
    enum cairn_status status = cairn_engine_open(&opened, &engine, err);
    if (!status)
        status = cairn_cells(engine, "kiln/firing", options, &result, err);
    status = finish(out, status, result, format, err);
    cairn_engine_close(engine);
    return status;
}

static enum cairn_status run_cells(struct cairn_buf *out, struct cairn_error *err)
{
    enum cairn_status status = cells(out, NULL, CAIRN_FORMAT_TEXT, err);
    if (!status)
        status = cells(out, NULL, CAIRN_FORMAT_MARKDOWN, err);
    return status ? status : cells(out, NULL, CAIRN_FORMAT_HTML, err);
}

static enum cairn_status run_one_cell(struct cairn_buf *out, struct cairn_error *err)
{
    const struct cairn_cells_options options = {
        .language = CAIRN_LANGUAGE_ZH, .cause = "tank_empty", .change = "set_boost"};
    enum cairn_status status = cells(out, &options, CAIRN_FORMAT_TEXT, err);
    return status ? status : cells(out, &options, CAIRN_FORMAT_JSON, err);
}

/* The record of something measured, with its counts and its matrix. */
static enum cairn_status show_measured(
    struct cairn_buf *out, enum cairn_format format, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    const struct cairn_engine_options opened = {.canon_paths = &output_path, .canon_count = 1};
    enum cairn_status status = cairn_engine_open(&opened, &engine, err);
    if (!status)
        status = cairn_show(engine, "kiln/cannot-heat", NULL, &result, err);
    status = finish(out, status, result, format, err);
    cairn_engine_close(engine);
    return status;
}

static enum cairn_status run_show_measured(struct cairn_buf *out, struct cairn_error *err)
{
    enum cairn_status status = show_measured(out, CAIRN_FORMAT_TEXT, err);
    if (!status)
        status = show_measured(out, CAIRN_FORMAT_MARKDOWN, err);
    return status ? status : show_measured(out, CAIRN_FORMAT_HTML, err);
}

static enum cairn_status append_path(void *context, const char *path, struct cairn_error *err)
{
    struct cairn_buf *out = context;
    cairn_buf_append_string(out, path);
    return cairn_buf_status(out, err);
}

static enum cairn_status append_site_page(struct cairn_buf *out, struct cairn_engine *engine,
    const struct cairn_site_options *options, const char *path, struct cairn_error *err)
{
    struct cairn_page page = {0};
    enum cairn_conclusion conclusion;
    enum cairn_status status = cairn_site_page(engine, options, path, &page, &conclusion, err);
    if (!status)
        cairn_buf_append(out, cairn_span_make(page.bytes, page.size));
    cairn_page_free(&page);
    return status;
}

static enum cairn_status site(
    struct cairn_buf *out, const char *const *paths, size_t count, struct cairn_error *err)
{
    static const struct cairn_site_options options = {.base_url = "https://errors.example.org"};
    const struct cairn_engine_options opened = {.canon_paths = &output_path, .canon_count = 1};
    struct cairn_engine *engine = NULL;
    char *moved = NULL;
    enum cairn_status status = cairn_engine_open(&opened, &engine, err);
    for (size_t i = 0; !status && i < count; i++)
        status = append_site_page(out, engine, &options, paths[i], err);
    if (!status)
        status = cairn_site_moved(engine, "/errors/kiln/firing", &moved, err);
    if (!status)
        cairn_buf_append_string(out, moved ? moved : "nowhere");
    cairn_bytes_free(moved);
    cairn_engine_close(engine);
    return status ? status : cairn_buf_status(out, err);
}

static enum cairn_status run_site(struct cairn_buf *out, struct cairn_error *err)
{
    static const char *const paths[] = {"/errors/", "/stats/", "/families/kiln/firing/zh.html",
        "/families/kiln/firing/tank_empty/set_boost/", "/errors/kiln/cannot-heat/zh.html"};
    return site(out, paths, sizeof(paths) / sizeof(paths[0]), err);
}

static enum cairn_status run_site_feeds(struct cairn_buf *out, struct cairn_error *err)
{
    static const char *const paths[] = {"/feed.atom", "/sitemap.xml", "/llms.txt", "/robots.txt"};
    return site(out, paths, sizeof(paths) / sizeof(paths[0]), err);
}

static enum cairn_status run_site_paths(struct cairn_buf *out, struct cairn_error *err)
{
    const struct cairn_engine_options opened = {.canon_paths = &output_path, .canon_count = 1};
    struct cairn_engine *engine = NULL;
    enum cairn_status status = cairn_engine_open(&opened, &engine, err);
    if (!status)
        status = cairn_site_paths(engine, NULL, append_path, out, err);
    cairn_engine_close(engine);
    return status;
}

static enum cairn_status print_event(
    void *context, const struct cairn_lab_event *event, struct cairn_error *err)
{
    struct cairn_write_options options = {0};
    struct cairn_buf *out = context;
    char *bytes = NULL;
    size_t size = 0;
    enum cairn_status status = cairn_result_write(event->event, &options, &bytes, &size, err);
    if (!status)
        cairn_buf_append(out, cairn_span_make(bytes, size));
    cairn_bytes_free(bytes);
    return status ? status : cairn_buf_status(out, err);
}

/* The lab is a recorded stream: REPLAY_EVENTS names it. */
static enum cairn_status run_prove(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    const struct cairn_prove_options options = {.lab = {.program = foreign_folder,
                                                    .canon_folder = "/nonexistent",
                                                    .event = print_event,
                                                    .event_context = out}};
    enum cairn_status status = cairn_prove(&options, &result, err);
    return finish(out, status, result, CAIRN_FORMAT_TEXT, err);
}

/* ---- outcomes: the ledger is made anew each time, and only forms without a time are compared ----
 */

static void remove_ledger(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char path[300];
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", ledger_path, suffixes[i]);
        unlink(path);
    }
}

static enum cairn_status report(
    struct cairn_buf *out, struct cairn_engine *engine, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    const struct cairn_report start = {.record = "web/refused",
        .change = "start",
        .worked = true,
        .cause = "stopped",
        .environment = "openssl 3.0.2, nginx 1.22.1"};
    enum cairn_status status = cairn_report_outcome(engine, &start, &result, err);
    return finish(out, status, result, CAIRN_FORMAT_TEXT, err);
}

static enum cairn_status report_and(struct cairn_buf *out, bool shows, struct cairn_error *err)
{
    struct cairn_engine *engine = NULL;
    struct cairn_result *result = NULL;
    const struct cairn_engine_options options = {
        .canon_paths = &canon_path, .canon_count = 1, .ledger_path = ledger_path};
    remove_ledger();
    enum cairn_status status = cairn_engine_open(&options, &engine, err);
    if (!status)
        status = report(out, engine, err);
    if (!status && shows) {
        status = cairn_outcomes(engine, "web/refused", CAIRN_LANGUAGE_EN, &result, err);
        status = finish(out, status, result, CAIRN_FORMAT_JSON, err);
    }
    cairn_engine_close(engine);
    return status;
}

static enum cairn_status run_outcome(struct cairn_buf *out, struct cairn_error *err)
{
    return report_and(out, false, err);
}

static enum cairn_status run_outcomes(struct cairn_buf *out, struct cairn_error *err)
{
    return report_and(out, true, err);
}

/* A token is another one each time: what is compared is the answer to its revocation. */
static enum cairn_status run_tokens(struct cairn_buf *out, struct cairn_error *err)
{
    struct cairn_result *result = NULL;
    struct cairn_tokens_options options = {.ledger_path = ledger_path,
        .action = CAIRN_TOKENS_ADD,
        .name = "ann",
        .organisation = "Acme"};
    remove_ledger();
    enum cairn_status status = cairn_tokens(&options, &result, err);
    cairn_result_free(result);
    result = NULL;
    options.action = CAIRN_TOKENS_REVOKE;
    if (!status)
        status = cairn_tokens(&options, &result, err);
    return finish(out, status, result, CAIRN_FORMAT_TEXT, err);
}

static const struct alloc_case cases[] = {
    {.name = "explain", .run = run_explain},
    {.name = "explain-text", .run = run_explain_text},
    {.name = "explain-two", .run = run_explain_two},
    {.name = "explain-mangled", .run = run_explain_mangled},
    {.name = "explain-unknown", .run = run_explain_unknown},
    {.name = "show", .run = run_show},
    {.name = "show-extended", .run = run_show_extended},
    {.name = "show-near", .run = run_show_near},
    {.name = "search", .run = run_search},
    {.name = "site-answer", .run = run_site_answer},
    {.name = "stats", .run = run_stats},
    {.name = "list", .run = run_list},
    {.name = "explain-again", .run = run_explain_again},
    {.name = "export", .run = run_export},
    {.name = "lint", .run = run_lint},
    {.name = "lint-cost", .run = run_lint_cost},
    {.name = "build", .run = run_build},
    {.name = "import", .run = run_import},
    {.name = "cells", .run = run_cells, .needs_canon = true},
    {.name = "one-cell", .run = run_one_cell, .needs_canon = true},
    {.name = "show-measured", .run = run_show_measured, .needs_canon = true},
    {.name = "site", .run = run_site, .needs_canon = true},
    {.name = "site-feeds", .run = run_site_feeds, .needs_canon = true},
    {.name = "site-paths", .run = run_site_paths, .needs_canon = true},
    {.name = "prove", .run = run_prove},
    {.name = "outcome", .run = run_outcome},
    {.name = "outcomes", .run = run_outcomes},
    {.name = "tokens", .run = run_tokens},
};

static const struct tiny_record nearer[] = {
    {"{\"schema\": \"cairn.record/1\", \"id\": \"web/closed\", \"signature\": \"nearer words\", "
     "\"regex\": \"nearer words\","
     " \"domain\": \"web\", \"root_cause\": \"N.\", \"severity\": \"note\", \"tier\": \"claimed\", "
     "\"extends\": true,"
     " \"workarounds\": [{\"id\": \"ours\", \"action\": \"Ours\", \"resolves\": []}], "
     "\"workarounds_zh\": [\"我们的\"],"
     " \"root_causes\": [], \"transition_graph\": {\"leads_to\": []}}",
        "{\"id\": \"web/closed\"}"},
};

static bool is_allocation_failure(enum cairn_status status, const struct cairn_error *err)
{
    return status == CAIRN_ERR_MEMORY || (status == CAIRN_ERR_IO && err->system_errno == ENOMEM);
}

/* One run with allocation n failing. 1: it was reached and survived; 0: it was not reached; -1: a
 * defect. */
static int run_once(const struct alloc_case *test, size_t n, struct cairn_span expected)
{
    struct cairn_error err = {0};
    struct cairn_buf out = {0};
    size_t before = failing_malloc_alive();
    failing_malloc_arm(n);
    enum cairn_status status = test->run(&out, &err);
    bool has_failed = failing_malloc_disarm();
    bool is_right = status ? has_failed && is_allocation_failure(status, &err)
                           : cairn_span_equal(cairn_buf_span(&out), expected);
    if (!is_right)
        fprintf(stderr, "%s: allocation %zu: status %d (%s), %zu bytes where %zu were expected\n",
            test->name, n, (int)status, status ? err.primary : "ok", out.size, expected.size);
    if (!is_right && !status)
        fprintf(stderr, "%.*s\n", CAIRN_SPAN_ARGS(cairn_buf_span(&out)));
    cairn_buf_done(&out);
    size_t after = failing_malloc_alive();
    if (after != before)
        fprintf(stderr, "%s: allocation %zu: %zu blocks were alive before, %zu after\n", test->name,
            n, before, after);
    if (!is_right || after != before)
        return -1;
    return has_failed;
}

static int run_case(const struct alloc_case *test)
{
    struct cairn_error err = {0};
    struct cairn_buf expected = {0};
    size_t runs = 0;
    /* The first run fills the caches that libraries keep for good. */
    enum cairn_status status = test->run(&expected, &err);
    cairn_buf_clear(&expected);
    if (!status)
        status = test->run(&expected, &err);
    if (status) {
        fprintf(
            stderr, "%s: fails even with all the memory it wants: %s\n", test->name, err.primary);
        return 1;
    }
    int outcome = 1;
    size_t n = 1;
    for (; outcome == 1; n += n < EVERY_ONE ? 1 : n / STEP_SHARE) {
        outcome = run_once(test, n, cairn_buf_span(&expected));
        runs++;
    }
    cairn_buf_done(&expected);
    if (!outcome)
        printf("%s: %zu runs, each survived\n", test->name, runs);
    return outcome ? 1 : 0;
}

static bool build_canon(void)
{
    struct cairn_result *result = NULL;
    struct cairn_error err = {0};
    if (cairn_build_folder(canon_folder, output_path, &result, &err)) {
        fprintf(stderr, "%s\n", err.primary);
        return false;
    }
    cairn_result_free(result);
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: alloc CASE CANON-FOLDER FOREIGN-FOLDER\n");
        return 2;
    }
    canon_folder = argv[2];
    foreign_folder = argv[3];
    canon_path = tiny_path("alloc-web.db");
    other_path = tiny_path("alloc-near.db");
    output_path = tiny_path("alloc-output");
    ledger_path = tiny_path("alloc-ledger.db");
    if (!tiny_write(canon_path, "tiny", web_records, WEB_RECORDS) ||
        !tiny_write(other_path, "near", nearer, 1))
        return 1;
    int outcome = 2;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (strcmp(cases[i].name, argv[1]))
            continue;
        outcome = cases[i].needs_canon && !build_canon() ? 1 : run_case(&cases[i]);
    }
    unlink(canon_path);
    unlink(other_path);
    unlink(output_path);
    remove_ledger();
    remove_import(output_path);
    return outcome;
}
