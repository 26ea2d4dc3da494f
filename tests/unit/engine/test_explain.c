/* Explain end to end on a small canon: what is found, how it is counted, folded, filled in and said
 * to be incomplete. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "engine/engine_internal.h"
#include "records.h"

#define LINE "2026/11/21 02:39:57 [error] 22453#22453: *1 "
#define REFUSED                                                                                    \
    "connect() failed: connect() to 127.0.0.1:8080 failed (111: Connection refused) while "        \
    "connecting to upstream"

struct fixture {
    const char *path;
    struct cairn_engine *engine;
    struct cairn_result *result;
    const struct cairn_value *tree;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    struct cairn_error err = {0};
    fixture = (struct fixture){.path = tiny_path("web.db")};
    if (!tiny_write(fixture.path, "tiny", web_records, WEB_RECORDS))
        return 1;
    struct cairn_engine_options options = {.canon_paths = &fixture.path, .canon_count = 1};
    if (cairn_engine_open(&options, &fixture.engine, &err)) {
        print_error("%s\n", err.primary);
        return 1;
    }
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cairn_result_free(fixture->result);
    cairn_engine_close(fixture->engine);
    unlink(fixture->path);
    return 0;
}

static void explain_with(struct fixture *fixture, const char *text, size_t size,
    const struct cairn_explain_options *options)
{
    struct cairn_error err = {0};
    struct cairn_input input = {.name = "in", .fd = -1, .memory = text, .memory_size = size};
    cairn_result_free(fixture->result);
    fixture->result = NULL;
    enum cairn_status status =
        cairn_explain(fixture->engine, &input, 1, options, &fixture->result, &err);
    if (status)
        print_error("%s\n", err.primary);
    assert_int_equal(status, CAIRN_OK);
    fixture->tree = fixture->result->tree;
}

static void explain(struct fixture *fixture, const char *text)
{
    explain_with(fixture, text, strlen(text), NULL);
}

static const struct cairn_value *finding(const struct fixture *fixture, uint32_t number)
{
    return cairn_value_at(cairn_value_get(fixture->tree, "findings"), number);
}

static uint32_t finding_count(const struct fixture *fixture)
{
    return cairn_value_count(cairn_value_get(fixture->tree, "findings"));
}

static void assert_text(const struct cairn_value *value, const char *expected)
{
    struct cairn_span text = cairn_value_text(value);
    if (!cairn_span_equal_string(text, expected))
        print_error("got %.*s\n", CAIRN_SPAN_ARGS(text));
    assert_true(cairn_span_equal_string(text, expected));
}

static void assert_path(const struct cairn_value *value, const char *path, const char *expected)
{
    assert_text(cairn_value_path(value, path), expected);
}

static void assert_lines(const struct fixture *fixture, int total, int matched, int unknown)
{
    const struct cairn_value *lines = cairn_value_get(fixture->tree, "lines");
    assert_int_equal(cairn_value_get_int(lines, "total"), total);
    assert_int_equal(cairn_value_get_int(lines, "matched"), matched);
    assert_int_equal(cairn_value_get_int(lines, "unknown"), unknown);
    assert_int_equal(cairn_value_get_int(lines, "ordinary"), total - matched - unknown);
}

static void a_known_error_is_found(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, "nothing here\n" LINE REFUSED "\nbye\n");
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
    assert_path(fixture->tree, "schema", "cairn.explanation/1");
    assert_true(cairn_value_get_bool(fixture->tree, "complete"));
    assert_lines(fixture, 3, 1, 0);
    assert_int_equal(finding_count(fixture), 1);
    const struct cairn_value *known = finding(fixture, 0);
    assert_path(known, "status", "known");
    assert_path(known, "record", "web/refused");
    assert_path(known, "canon", "tiny");
    assert_path(known, "first", "2026-11-21T02:39:57Z");
    assert_path(known, "event", LINE REFUSED);
    assert_path(known, "show", "cairn show web/refused");
    assert_int_equal(cairn_value_get_int(known, "line"), 2);
    assert_int_equal(cairn_value_get_int(known, "count"), 1);
    assert_int_equal(cairn_value_count(cairn_value_get(fixture->tree, "similar")), 0);
}

static void the_event_counts_for_its_first_record_only(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, LINE REFUSED "\n" LINE REFUSED "\n");
    assert_int_equal(finding_count(fixture), 1);
    const struct cairn_value *known = finding(fixture, 0);
    assert_int_equal(cairn_value_get_int(known, "count"), 2);
    assert_int_equal(cairn_value_count(cairn_value_get(known, "also")), 1);
    assert_text(cairn_value_at(cairn_value_get(known, "also"), 0), "web/refused-errno");
}

static void captures_fill_the_one_command_that_decides(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, LINE REFUSED);
    const struct cairn_value *known = finding(fixture, 0);
    assert_path(known, "captures.upstream.type", "host");
    assert_path(known, "captures.upstream.value", "127.0.0.1:8080");
    assert_true(cairn_value_get_bool(cairn_value_path(known, "captures.upstream"), "usable"));
    assert_true(cairn_value_is(cairn_value_get(known, "cause"), CAIRN_VALUE_NULL));
    assert_int_equal(cairn_value_count(cairn_value_get(known, "causes")), 3);
    const struct cairn_value *decide = cairn_value_get(known, "decide");
    assert_path(decide, "command", "nc -vz 127.0.0.1:8080; systemctl status ‹name of the service›");
    assert_int_equal(cairn_value_count(cairn_value_get(decide, "unfilled")), 1);
    assert_int_equal(cairn_value_count(cairn_value_get(decide, "outcomes")), 2);
    assert_path(cairn_value_at(cairn_value_get(decide, "outcomes"), 0), "title",
        "The upstream is not running");
    assert_int_equal(cairn_value_count(cairn_value_get(decide, "undecided")), 1);
    assert_text(cairn_value_at(cairn_value_get(decide, "undecided"), 0), "too_many");
}

static void the_best_change_comes_with_undo_and_verify(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, LINE REFUSED);
    const struct cairn_value *best = cairn_value_get(finding(fixture, 0), "best");
    assert_path(best, "id", "start");
    assert_path(cairn_value_at(cairn_value_get(best, "steps"), 0), "text",
        "systemctl start ‹name of the service›");
    assert_path(best, "undo", "Stop it.");
    assert_path(best, "verify.command", "curl http://127.0.0.1:8080/");
    assert_int_equal(cairn_value_get_int(best, "of_causes"), 3);
    assert_true(cairn_value_is(cairn_value_get(best, "success_rate"), CAIRN_VALUE_NULL));
    const struct cairn_value *others = cairn_value_get(finding(fixture, 0), "others");
    assert_int_equal(cairn_value_count(others), 1);
    assert_path(cairn_value_at(others, 0), "id", "mend_port");
    assert_path(cairn_value_at(cairn_value_get(finding(fixture, 0), "dead_ends"), 0), "why",
        "It is refused at once.");
}

static void a_hostile_capture_stays_out_of_commands(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, LINE "connect() to $(reboot);x failed (111: Connection refused)");
    const struct cairn_value *known = finding(fixture, 0);
    assert_false(cairn_value_get_bool(cairn_value_path(known, "captures.upstream"), "usable"));
    assert_path(
        known, "decide.command", "nc -vz ‹upstream›; systemctl status ‹name of the service›");
    assert_path(cairn_value_at(cairn_value_path(known, "decide.unfilled"), 0), "why", "unsafe");
    explain(fixture, "rm: cannot remove '-rf': No such file\nrm: cannot remove 'b'\n");
    assert_path(cairn_value_at(cairn_value_path(finding(fixture, 0), "best.steps"), 0), "text",
        "rm -f ‹file›");
    explain(fixture, "rm: cannot remove 'a b;c'");
    assert_path(cairn_value_at(cairn_value_path(finding(fixture, 0), "best.steps"), 0), "text",
        "rm -f 'a b;c'");
}

static void one_cause_is_the_cause(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, LINE "no live upstreams while connecting");
    assert_path(finding(fixture, 0), "cause.id", "all_down");
    assert_true(cairn_value_is(cairn_value_get(finding(fixture, 0), "decide"), CAIRN_VALUE_NULL));
    assert_true(cairn_value_is(cairn_value_get(finding(fixture, 0), "best"), CAIRN_VALUE_NULL));
}

static void a_refuted_record_says_what_it_probably_is(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, "rm: cannot remove 'b'");
    const struct cairn_value *refuted = cairn_value_get(finding(fixture, 0), "refuted");
    assert_path(refuted, "text", "No version prints this.");
    const struct cairn_value *probably = cairn_value_get(refuted, "probably");
    assert_int_equal(cairn_value_count(probably), 2);
    assert_path(cairn_value_at(probably, 0), "signature", "no live upstreams");
    assert_true(cairn_value_is(
        cairn_value_get(cairn_value_at(probably, 1), "signature"), CAIRN_VALUE_NULL));
}

/* Folding */

#define AT(seconds, connection) "2026/11/21 02:39:" seconds " [error] 22453#22453: *" connection " "

static void a_consequence_is_folded_below_its_cause(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, AT("57", "1") REFUSED "\n" AT("59", "1") "no live upstreams\n");
    assert_int_equal(finding_count(fixture), 1);
    const struct cairn_value *known = finding(fixture, 0);
    assert_path(known, "record", "web/refused");
    const struct cairn_value *consequences = cairn_value_get(known, "consequences");
    assert_int_equal(cairn_value_count(consequences), 1);
    assert_path(cairn_value_at(consequences, 0), "record", "web/closed");
    assert_int_equal(cairn_value_get_int(cairn_value_at(consequences, 0), "count"), 1);
    assert_lines(fixture, 2, 2, 0);
}

static void a_chain_ends_below_the_first(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, AT("57", "1") REFUSED
        "\n" AT("57", "1") "no live upstreams\n" AT("58", "1") "giving up for good\n");
    assert_int_equal(finding_count(fixture), 1);
    assert_int_equal(cairn_value_count(cairn_value_get(finding(fixture, 0), "consequences")), 2);
}

static void what_is_late_or_elsewhere_is_not_folded(void **state)
{
    struct fixture *fixture = *state;
    /* More than two seconds later. */
    explain(fixture, AT("50", "1") REFUSED "\n" AT("53", "1") "no live upstreams\n");
    assert_int_equal(finding_count(fixture), 2);
    /* Another process. */
    explain(
        fixture, AT("57", "1") REFUSED "\n2026/11/21 02:39:57 [error] 9#9: *2 no live upstreams\n");
    assert_int_equal(finding_count(fixture), 2);
    /* Before its cause. */
    explain(fixture, AT("57", "1") "no live upstreams\n" AT("57", "1") REFUSED "\n");
    assert_int_equal(finding_count(fixture), 2);
    /* The other way round there is no transition. */
    explain(fixture, AT("57", "1") "giving up for good\n" AT("57", "1") REFUSED "\n");
    assert_int_equal(finding_count(fixture), 2);
}

/* nginx counts a server as failed on one connection and has none left on the next. */
static void another_connection_of_the_same_process_is_folded(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, AT("57", "1") REFUSED "\n" AT("58", "2") "no live upstreams\n");
    assert_int_equal(finding_count(fixture), 1);
}

static void without_times_twenty_events_count(void **state)
{
    struct fixture *fixture = *state;
    char text[4096];
    for (int between = 18; between <= 21; between++) {
        int length = snprintf(text, sizeof(text), "%s\n", REFUSED);
        for (int i = 0; i < between; i++)
            length += snprintf(text + length, sizeof(text) - (size_t)length, "x %d\n", i);
        snprintf(text + length, sizeof(text) - (size_t)length, "no live upstreams\n");
        explain(fixture, text);
        assert_int_equal(finding_count(fixture), between + 1 <= 20 ? 1 : 2);
    }
}

static void partly_folded_findings_stay_and_come_later(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, AT("50", "1") REFUSED
        "\n" AT("50", "1") "no live upstreams\n" AT("59", "1") "no live upstreams\n");
    assert_int_equal(finding_count(fixture), 2);
    assert_path(finding(fixture, 0), "record", "web/refused");
    assert_path(finding(fixture, 1), "record", "web/closed");
    assert_int_equal(cairn_value_get_int(finding(fixture, 1), "count"), 2);
}

/* Unknown errors, counting, order */

static void an_error_that_nobody_knows_becomes_a_template(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, LINE "frobnication 17 impossible\n" LINE "frobnication 99 impossible\n"
                          "2026/11/21 02:39:57 [notice] 1#1: all is well\n");
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
    assert_int_equal(finding_count(fixture), 1);
    const struct cairn_value *unknown = finding(fixture, 0);
    assert_path(unknown, "status", "unknown");
    assert_path(unknown, "severity", "error");
    assert_path(unknown, "shape", "frobnication <*> impossible");
    assert_int_equal(cairn_value_get_int(unknown, "count"), 2);
    assert_lines(fixture, 3, 0, 2);
}

static void known_stands_before_unknown_and_errors_before_notes(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, LINE "frobnication impossible\n" LINE "Connection refused\n" AT(
                         "59", "9") "giving up for good\n" AT("01", "7") "no live upstreams\n");
    assert_int_equal(finding_count(fixture), 4);
    assert_path(finding(fixture, 0), "record", "web/closed");
    assert_path(finding(fixture, 1), "record", "web/final");
    assert_path(finding(fixture, 2), "record", "web/refused-errno");
    assert_path(finding(fixture, 3), "status", "unknown");
}

static void colours_do_not_hide_an_error(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, "\x1b[31mno live\x1b[0m upstreams\x1b[0m\nno live upstreams\n");
    assert_int_equal(finding_count(fixture), 1);
    assert_int_equal(cairn_value_get_int(finding(fixture, 0), "count"), 2);
    assert_path(finding(fixture, 0), "event", "no live upstreams");
}

static void a_domain_leaves_the_others_out(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_explain_options options = {.domain = "shell"};
    const char *text = "no live upstreams\ncannot remove 'x'\n";
    explain_with(fixture, text, strlen(text), &options);
    assert_int_equal(finding_count(fixture), 1);
    assert_path(finding(fixture, 0), "record", "shell/removed");
    options.domain = "she";
    explain_with(fixture, text, strlen(text), &options);
    assert_int_equal(finding_count(fixture), 0);
}

static void nothing_is_none(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, "");
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
    assert_lines(fixture, 0, 0, 0);
    explain_with(fixture, "a\0b\0\xff\xfe\n", 8, NULL);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
}

/* Second pass, similar records, incomplete answers */

static void a_mangled_paste_is_repaired(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, "{\"log\": \"connect() to 127.0.0.1:8080 failed\\u0020(111: Connection "
                     "ref\\u0075sed)\\n\"}");
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
    assert_path(finding(fixture, 0), "record", "web/refused");
    const struct cairn_value *repairs = cairn_value_get(fixture->tree, "matched_after");
    assert_true(cairn_value_count(repairs) > 0);
    explain(fixture, LINE REFUSED);
    assert_true(cairn_value_is(cairn_value_get(fixture->tree, "matched_after"), CAIRN_VALUE_NULL));
}

static void similar_records_are_named_where_nothing_is_known(void **state)
{
    struct fixture *fixture = *state;
    explain(fixture, LINE "there were no upstreams that live any more\n");
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_NONE);
    const struct cairn_value *similar = cairn_value_get(fixture->tree, "similar");
    assert_int_equal(cairn_value_count(similar), 1);
    assert_path(cairn_value_at(similar, 0), "record", "web/closed");
    explain(fixture, LINE "xyzzy plugh\n");
    assert_int_equal(cairn_value_count(cairn_value_get(fixture->tree, "similar")), 0);
}

static void an_unreadable_input_makes_the_answer_incomplete(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_error err = {0};
    int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct cairn_input inputs[] = {
        {.name = "good", .fd = -1, .memory = "no live upstreams", .memory_size = 17},
        {.name = "folder", .fd = folder},
    };
    assert_int_equal(
        cairn_explain(fixture->engine, inputs, 2, NULL, &fixture->result, &err), CAIRN_OK);
    close(folder);
    fixture->tree = fixture->result->tree;
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_INCOMPLETE);
    assert_false(cairn_value_get_bool(fixture->tree, "complete"));
    assert_int_equal(cairn_value_count(cairn_value_get(fixture->tree, "incomplete_because")), 1);
    assert_int_equal(finding_count(fixture), 1);
}

static void what_was_read_before_a_failure_is_reported(void **state)
{
    struct fixture *fixture = *state;
    /* A peer that goes away without reading what we sent: its own bytes arrive, then ECONNRESET. */
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    assert_int_equal(write(ends[1], "no live upstreams\nrest", 22), 22);
    assert_int_equal(write(ends[0], "x", 1), 1);
    close(ends[1]);
    struct cairn_input input = {.name = "peer", .fd = ends[0]};
    assert_int_equal(
        cairn_explain(fixture->engine, &input, 1, NULL, &fixture->result, NULL), CAIRN_OK);
    close(ends[0]);
    fixture->tree = fixture->result->tree;
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_INCOMPLETE);
    assert_lines(fixture, 2, 1, 0);
    assert_path(finding(fixture, 0), "record", "web/closed");
}

static void a_cut_event_makes_the_answer_incomplete(void **state)
{
    struct fixture *fixture = *state;
    size_t size = CAIRN_LIMIT_EVENT + 1;
    char *text = malloc(size);
    memset(text, 'x', size);
    explain_with(fixture, text, size - 1, NULL);
    assert_true(cairn_value_get_bool(fixture->tree, "complete"));
    explain_with(fixture, text, size, NULL);
    assert_false(cairn_value_get_bool(fixture->tree, "complete"));
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_INCOMPLETE);
    free(text);
}

static void a_long_event_is_quoted_in_part(void **state)
{
    struct fixture *fixture = *state;
    char text[CAIRN_LIMIT_QUOTE + 2];
    memset(text, 'x', sizeof(text));
    for (size_t size = CAIRN_LIMIT_QUOTE; size <= CAIRN_LIMIT_QUOTE + 1; size++) {
        const char *end = " no live upstreams";
        for (size_t i = 0; end[i]; i++)
            text[size - strlen(end) + i] = end[i];
        explain_with(fixture, text, size, NULL);
        assert_int_equal(
            cairn_value_get_bool(finding(fixture, 0), "event_cut"), size > CAIRN_LIMIT_QUOTE);
        assert_int_equal(
            cairn_value_get_text(finding(fixture, 0), "event").size, CAIRN_LIMIT_QUOTE);
    }
}

static void templates_end_at_their_limit(void **state)
{
    struct fixture *fixture = *state;
    for (int extra = 0; extra <= 1; extra++) {
        struct cairn_buf text = {0};
        for (int i = 0; i < CAIRN_LIMIT_TEMPLATES + extra; i++) {
            cairn_buf_append_string(&text, LINE "frobnication ");
            for (int bit = 0; bit < 13; bit++)
                cairn_buf_append_string(&text, i >> bit & 1 ? "yes " : "no ");
            cairn_buf_append_byte(&text, '\n');
        }
        explain_with(fixture, text.data, text.size, NULL);
        cairn_buf_done(&text);
        assert_int_equal(finding_count(fixture), CAIRN_LIMIT_TEMPLATES);
        assert_int_equal(cairn_value_get_bool(fixture->tree, "complete"), !extra);
        assert_lines(fixture, CAIRN_LIMIT_TEMPLATES + extra, 0, CAIRN_LIMIT_TEMPLATES + extra);
    }
}

/* A canon of its own, with one record more than are listed. */
static void known_findings_end_at_their_limit(void **state)
{
    struct fixture *fixture = *state;
    enum { COUNT = CAIRN_LIMIT_FINDINGS + 1 };
    static struct tiny_record records[COUNT];
    static char texts[COUNT][256];
    CAIRN_AUTO_BUF struct cairn_buf log = {0};
    for (int i = 0; i < COUNT; i++) {
        snprintf(texts[i], sizeof(texts[i]),
            "{\"schema\": \"cairn.record/1\", \"id\": \"many/r%d\", \"signature\": \"failure "
            "number %dx\","
            " \"regex\": \"failure number %dx\", \"domain\": \"many\", \"root_cause\": \"R.\","
            " \"severity\": \"error\", \"tier\": \"claimed\"}",
            i, i, i);
        records[i].json = texts[i];
        cairn_buf_printf(&log, "failure number %dx\n", i);
    }
    struct cairn_engine_options options = {.canon_paths = &fixture->path, .canon_count = 1};
    cairn_engine_close(fixture->engine);
    assert_true(tiny_write(fixture->path, "many", records, COUNT));
    assert_int_equal(cairn_engine_open(&options, &fixture->engine, NULL), CAIRN_OK);
    explain_with(fixture, log.data, log.size, NULL);
    assert_int_equal(finding_count(fixture), CAIRN_LIMIT_FINDINGS);
    assert_lines(fixture, COUNT, COUNT, 0);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_INCOMPLETE);
    size_t last_line = strlen("failure number 1024x\n");
    explain_with(fixture, log.data, log.size - last_line, NULL);
    assert_int_equal(finding_count(fixture), CAIRN_LIMIT_FINDINGS);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
}

static void a_descriptor_gives_what_memory_gives(void **state)
{
    struct fixture *fixture = *state;
    const char *text = "> connect() to 127.0.0.1:8080 failed (111: Conn\nection refused)\n";
    CAIRN_AUTO_BUF struct cairn_buf from_memory = {0};
    CAIRN_AUTO_BUF struct cairn_buf from_pipe = {0};
    explain(fixture, text);
    cairn_json_write(&from_memory, fixture->tree, CAIRN_JSON_PRETTY);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    struct cairn_input input = {.name = "in", .fd = ends[0]};
    cairn_result_free(fixture->result);
    fixture->result = NULL;
    assert_int_equal(
        cairn_explain(fixture->engine, &input, 1, NULL, &fixture->result, NULL), CAIRN_OK);
    close(ends[0]);
    cairn_json_write(&from_pipe, fixture->result->tree, CAIRN_JSON_PRETTY);
    assert_string_equal(from_pipe.data, from_memory.data);
    assert_int_equal(cairn_result_conclusion(fixture->result), CAIRN_FOUND);
}

static void note_progress(void *context, uint64_t bytes_read)
{
    *(uint64_t *)context = bytes_read;
}

static void progress_tells_the_bytes(void **state)
{
    struct fixture *fixture = *state;
    uint64_t seen = 0;
    struct cairn_explain_options options = {.progress = note_progress, .progress_context = &seen};
    explain_with(fixture, "no live upstreams\n", 18, &options);
    assert_int_equal(seen, 18);
}

static void chinese_has_its_gloss(void **state)
{
    struct fixture *fixture = *state;
    struct cairn_explain_options options = {.language = CAIRN_LANGUAGE_ZH};
    explain_with(fixture, LINE REFUSED, strlen(LINE REFUSED), &options);
    assert_path(fixture->tree, "lang", "zh");
    assert_path(finding(fixture, 0), "gloss", "连接被拒绝");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_known_error_is_found),
        CASE(the_event_counts_for_its_first_record_only),
        CASE(captures_fill_the_one_command_that_decides),
        CASE(the_best_change_comes_with_undo_and_verify),
        CASE(a_hostile_capture_stays_out_of_commands),
        CASE(one_cause_is_the_cause),
        CASE(a_refuted_record_says_what_it_probably_is),
        CASE(a_consequence_is_folded_below_its_cause),
        CASE(a_chain_ends_below_the_first),
        CASE(what_is_late_or_elsewhere_is_not_folded),
        CASE(another_connection_of_the_same_process_is_folded),
        CASE(without_times_twenty_events_count),
        CASE(partly_folded_findings_stay_and_come_later),
        CASE(an_error_that_nobody_knows_becomes_a_template),
        CASE(known_stands_before_unknown_and_errors_before_notes),
        CASE(colours_do_not_hide_an_error),
        CASE(a_domain_leaves_the_others_out),
        CASE(nothing_is_none),
        CASE(a_mangled_paste_is_repaired),
        CASE(similar_records_are_named_where_nothing_is_known),
        CASE(an_unreadable_input_makes_the_answer_incomplete),
        CASE(what_was_read_before_a_failure_is_reported),
        CASE(a_cut_event_makes_the_answer_incomplete),
        CASE(a_long_event_is_quoted_in_part),
        CASE(templates_end_at_their_limit),
        CASE(known_findings_end_at_their_limit),
        CASE(a_descriptor_gives_what_memory_gives),
        CASE(progress_tells_the_bytes),
        CASE(chinese_has_its_gloss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
