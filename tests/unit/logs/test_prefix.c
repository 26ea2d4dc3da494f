/* Prefixes of log lines, by table. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "logs/prefix.h"

struct expectation {
    const char *line;
    enum cairn_log_format format;
    enum cairn_log_level level;
    const char *time; /* NULL: none */
    const char *pid, *connection, *source, *message;
};

static const struct expectation expectations[] = {
    {"2026/11/21 02:39:57 [error] 22453#22454: *17 upstream timed out", CAIRN_LOG_NGINX_ERROR,
        CAIRN_LEVEL_ERROR, "2026-11-21T02:39:57Z", "22453", "17", "", "upstream timed out"},
    {"2026/11/21 02:39:57 [emerg] 1#1: unknown \"x\" variable", CAIRN_LOG_NGINX_ERROR,
        CAIRN_LEVEL_ERROR, "2026-11-21T02:39:57Z", "1", "", "", "unknown \"x\" variable"},
    {"nginx: [emerg] no \"events\" section", CAIRN_LOG_NGINX_ERROR, CAIRN_LEVEL_ERROR, NULL, "", "",
        "", "no \"events\" section"},
    {"2026/11/21 02:39:57 [warn] *x odd", CAIRN_LOG_NGINX_ERROR, CAIRN_LEVEL_WARNING,
        "2026-11-21T02:39:57Z", "", "", "", "*x odd"},
    {"2026-11-21 02:39:57.123 UTC [77] FATAL:  sorry", CAIRN_LOG_POSTGRESQL, CAIRN_LEVEL_ERROR,
        "2026-11-21T02:39:57.123Z", "77", "", "", "FATAL:  sorry"},
    {"2026-11-21 02:39:57.123 CET [77] lab@db LOG:  ready", CAIRN_LOG_ISO, CAIRN_LEVEL_NONE,
        "2026-11-21T02:39:57.123Z", "", "", "", "CET [77] lab@db LOG:  ready"},
    {"Nov 21 02:39:57 web nginx[12]: [emerg] bind() failed", CAIRN_LOG_SYSLOG, CAIRN_LEVEL_NONE,
        NULL, "12", "", "nginx", "[emerg] bind() failed"},
    {"<34>Oct  1 22:14:15 host su: no", CAIRN_LOG_SYSLOG, CAIRN_LEVEL_NONE, NULL, "", "", "su",
        "no"},
    {"<34>1 2003-10-11T22:14:15.003Z host app 9 ID47 [x a=\"b\"] text", CAIRN_LOG_SYSLOG,
        CAIRN_LEVEL_NONE, "2003-10-11T22:14:15.003Z", "9", "", "app", "text"},
    {"<34>1 2003-10-11T22:14:15+02:00 host app 9 - - text", CAIRN_LOG_SYSLOG, CAIRN_LEVEL_NONE,
        "2003-10-11T20:14:15Z", "9", "", "app", "text"},
    {"[12345.678901] Out of memory: Killed process 1", CAIRN_LOG_KERNEL, CAIRN_LEVEL_NONE, NULL, "",
        "", "", "Out of memory: Killed process 1"},
    {"2026-11-21T02:39:57+01:00 ERROR it broke", CAIRN_LOG_ISO, CAIRN_LEVEL_ERROR,
        "2026-11-21T01:39:57Z", "", "", "", "ERROR it broke"},
    {"[2026-11-21 02:39:57] [warning] hm", CAIRN_LOG_ISO, CAIRN_LEVEL_WARNING,
        "2026-11-21T02:39:57Z", "", "", "", " hm"},
    {"ERROR: no", CAIRN_LOG_PLAIN, CAIRN_LEVEL_ERROR, NULL, "", "", "", "ERROR: no"},
    {"2026/13/41 02:39:57 [error] 1#1: bad date", CAIRN_LOG_NGINX_ERROR, CAIRN_LEVEL_ERROR, NULL,
        "1", "", "", "bad date"},
    {"", CAIRN_LOG_PLAIN, CAIRN_LEVEL_NONE, NULL, "", "", "", ""},
    {"2026", CAIRN_LOG_PLAIN, CAIRN_LEVEL_NONE, NULL, "", "", "", "2026"},
    {"[", CAIRN_LOG_PLAIN, CAIRN_LEVEL_NONE, NULL, "", "", "", "["},
    {"<", CAIRN_LOG_PLAIN, CAIRN_LEVEL_NONE, NULL, "", "", "", "<"},
};

static void check(const char *what, struct cairn_span got, const char *expected, const char *line)
{
    if (!cairn_span_equal_string(got, expected))
        fail_msg("%s of '%s': '%.*s', expected '%s'", what, line, CAIRN_SPAN_ARGS(got), expected);
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(expectations); i++) {
        const struct expectation *e = &expectations[i];
        struct cairn_log_prefix prefix;
        cairn_log_prefix_parse(cairn_span_from_string(e->line), &prefix);
        if (prefix.format != e->format || prefix.level != e->level)
            fail_msg("'%s': format %d, level %d", e->line, (int)prefix.format, (int)prefix.level);
        check("pid", prefix.pid, e->pid, e->line);
        check("connection", prefix.connection, e->connection, e->line);
        check("source", prefix.source, e->source, e->line);
        check("message", prefix.message, e->message, e->line);
        assert_int_equal(prefix.has_time, e->time != NULL);
        if (!e->time)
            continue;
        char text[CAIRN_TIME_TEXT_SIZE];
        cairn_time_format(prefix.time_ms, text);
        assert_string_equal(text, e->time);
    }
}

/* Every head of every line: never beyond the end, always some message inside the line. */
static void test_heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(expectations); i++) {
        struct cairn_span line = cairn_span_from_string(expectations[i].line);
        for (size_t size = 0; size <= line.size; size++) {
            struct cairn_log_prefix prefix;
            struct cairn_span head = cairn_span_slice(line, 0, size);
            cairn_log_prefix_parse(head, &prefix);
            assert_true(prefix.message.size <= size);
        }
    }
}

static void test_opening_words(void **state)
{
    static const char *const errors[] = {"ERROR thing failed", "FATAL x",
        "error[E0308]: mismatched", "FAILED tests/test_x.py::test_a", "FAIL src/a.test.js",
        "ERR! x", "Error response from"};
    static const char *const others[] = {
        "", "E", "ERROR", "ERRORS 3", "FAILOVER done", "Earth", "errors: 0", "an ERROR x"};
    (void)state;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(errors); i++)
        assert_true(cairn_log_opens_as_error(cairn_span_from_string(errors[i])));
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(others); i++)
        assert_false(cairn_log_opens_as_error(cairn_span_from_string(others[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_opening_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
