/* The filters: exact forms, what each language refuses, and that a refusal appends nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/escape.h"

struct row {
    const char *text;
    const char *expected; /* NULL: refused */
};

static void check_bool(
    bool (*escape)(struct cairn_buf *, struct cairn_span), const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        cairn_buf_append_string(&buf, "<");
        bool is_taken = escape(&buf, cairn_span_from_string(rows[i].text));
        if (is_taken != (rows[i].expected != NULL))
            fail_msg("%s is %s", rows[i].text, is_taken ? "taken" : "refused");
        assert_string_equal(buf.data + 1, rows[i].expected ? rows[i].expected : "");
    }
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    assert_false(escape(&buf, CAIRN_SPAN("a\0b")));
    assert_int_equal(buf.size, 0);
}

static void check_void(
    void (*escape)(struct cairn_buf *, struct cairn_span), const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        cairn_buf_append_string(&buf, "<");
        escape(&buf, cairn_span_from_string(rows[i].text));
        assert_string_equal(buf.data + 1, rows[i].expected);
    }
}

#define CHECK_BOOL(escape, rows) check_bool((escape), (rows), CAIRN_ARRAY_SIZE(rows))
#define CHECK_VOID(escape, rows) check_void((escape), (rows), CAIRN_ARRAY_SIZE(rows))

static void html(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", ""},
        {"<script>alert('x' & \"y\")</script>",
            "&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;"},
        {"a\tb\nc\x1b[0m\r\x7f\xC2\x9B", "a\tb\nc[0m"},
        {"\xE4\xB8\xAD\xFF", "\xE4\xB8\xAD\xEF\xBF\xBD"},
        {"a\xE2\x80\xAE"
         "b",
            "a&lt;U+202E&gt;b"},
    };
    CHECK_VOID(cairn_escape_html, rows);
}

static void markdown(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", ""},
        {"plain text, 10.0.0.1:443 (x)!", "plain text, 10.0.0.1:443 (x)!"},
        {"[emerg] `a` *b* _c_ ~d~ |", "\\[emerg\\] \\`a\\` \\*b\\* \\_c\\_ \\~d\\~ \\|"},
        {"![x](javascript:y)", "!\\[x\\](javascript:y)"},
        {"<b>&amp;\\", "&lt;b>&amp;amp;\\\\"},
        {"# head", "\\# head"},
        {"- item", "\\- item"},
        {"+ item", "\\+ item"},
        {"> quote", "\\> quote"},
        {"=== x", "\\=== x"},
        {"12. x. y", "12\\. x. y"},
        {"1) x", "1\\) x"},
        {"1.2.3.4", "1\\.2.3.4"},
        {"a\n# b\r\n\tc", "a # b c"},
        {"    code", "code"},
        {"a\x1b[31m\xFF", "a\\[31m\xEF\xBF\xBD"},
    };
    CHECK_VOID(cairn_escape_markdown, rows);
}

static void markdown_code(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", "` `"},
        {"nginx -t", "`nginx -t`"},
        {"a`b", "``a`b``"},
        {"a``b`c", "```a``b`c```"},
        {"`a`", "`` `a` ``"},
        {" a ", "`  a  `"},
        {"a\nb\x1b", "`a b`"},
        {"<b>&", "`<b>&`"},
    };
    CHECK_VOID(cairn_escape_markdown_code, rows);
}

static void terminal(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a\tb\n", "a\tb\n"},
        {"\x1b[31mred\x07\r\x7f", "\\x1b[31mred\\x07\\x0d\\x7f"},
        {"\xC2\x9B"
         "31m",
            "<U+009B>31m"},
        {"\xFF\xE4\xB8", "\\xff\\xe4\\xb8"},
        {"\xE2\x80\xAE"
         "abc\xE2\x81\xA6",
            "<U+202E>abc<U+2066>"},
        {"\xEF\xBF\xBD", "\xEF\xBF\xBD"},
        {"\xE4\xB8\xAD\xE6\x96\x87", "\xE4\xB8\xAD\xE6\x96\x87"},
    };
    CHECK_VOID(cairn_escape_terminal, rows);
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_escape_terminal(&buf, CAIRN_SPAN("a\0b"));
    assert_string_equal(buf.data, "a\\x00b");
}

static void shell(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", "''"},
        {"/etc/nginx/nginx.conf", "/etc/nginx/nginx.conf"},
        {"a b", "'a b'"},
        {"$(reboot)", "'$(reboot)'"},
        {"`x`;|&<>*?[]~#!", "'`x`;|&<>*?[]~#!'"},
        {"it's", "'it'\\''s'"},
        {"'", "''\\'''"},
        {"A=b", "'A=b'"},
        {"\\", "'\\'"},
        {"\xE4\xB8\xAD", "'\xE4\xB8\xAD'"},
        {"a\nb", NULL},
        {"a\tb", NULL},
        {"a\x1b[201~", NULL},
        {"\xE2\x80\xAE", NULL},
        {"\xFF", NULL},
    };
    CHECK_BOOL(cairn_escape_shell, rows);
}

/* The real shell gives the words back. */
static void shell_words_come_back(void **state)
{
    (void)state;
    static const char *const words[] = {"", "a", "'", "''", "a'b\"c", "$HOME `id` $(id) \\ \\\\",
        "* ? [a] {b,c} ~ # ! ; & | < > ( )", "-n", "%s", "\xE4\xB8\xAD"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(words); i++) {
        CAIRN_AUTO_BUF struct cairn_buf command = {0};
        cairn_buf_append_string(&command, "printf '%s' ");
        assert_true(cairn_escape_shell(&command, cairn_span_from_string(words[i])));
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            dup2(ends[1], STDOUT_FILENO);
            execl("/bin/sh", "sh", "-c", command.data, (char *)NULL);
            _exit(127);
        }
        close(ends[1]);
        char answer[256] = {0};
        ssize_t size = read(ends[0], answer, sizeof answer - 1);
        close(ends[0]);
        assert_int_equal(waitpid(child, NULL, 0), child);
        assert_true(size >= 0);
        assert_string_equal(answer, words[i]);
    }
}

static void nginx(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", "\"\""},
        {"/etc/ssl/ca.pem", "/etc/ssl/ca.pem"},
        {"a b", "\"a b\""},
        {"a;}", "\"a;}\""},
        {"a\"b\\", "\"a\\\"b\\\\\""},
        {"#x", "\"#x\""},
        {"$host", NULL},
        {"a${b}", NULL},
        {"a\nb", NULL},
    };
    CHECK_BOOL(cairn_escape_nginx, rows);
}

static void sql(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", ""},
        {"O'Neil", "O''Neil"},
        {"'; DROP TABLE x; --", "''; DROP TABLE x; --"},
        {"a\nb\tc", "a\nb\tc"},
        {"a\\", NULL},
        {"a\x1b", NULL},
    };
    CHECK_BOOL(cairn_escape_sql, rows);
}

static void ini(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", ""},
        {"a b = c", "a b = c"},
        {"a;b", NULL},
        {"a#b", NULL},
        {" a", NULL},
        {"a ", NULL},
        {"a\nb=c", NULL},
    };
    CHECK_BOOL(cairn_escape_ini, rows);
}

static void json_content(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"\"\\/\b\f\n\r\t\x01\x1f\x7f", "\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f"},
        {"\xC2\x9B"
         "31m\xE2\x80\xAE",
            "\\u009b31m\\u202e"},
        {"\xE2\x80\xA8\xE2\x80\xA9", "\\u2028\\u2029"},
        {"\xFF\xE4\xB8\xAD", "\xEF\xBF\xBD\xE4\xB8\xAD"},
    };
    CHECK_VOID(cairn_escape_json_content, rows);
}

/* Eight bytes are looked at together: each byte that is not plain must be seen at each place. */
static void json_content_at_each_place(void **state)
{
    (void)state;
    for (unsigned byte = 1; byte < 0x80; byte++) {
        for (size_t place = 0; place < 17; place++) {
            CAIRN_AUTO_BUF struct cairn_buf buf = {0};
            CAIRN_AUTO_BUF struct cairn_buf alone = {0};
            char text[18] = "~~~~~~~~~~~~~~~~~";
            char one = (char)byte;
            text[place] = one;
            cairn_escape_json_content(&alone, cairn_span_make(&one, 1));
            cairn_escape_json_content(&buf, cairn_span_from_string(text));
            assert_int_equal(buf.size, 16 + alone.size);
            assert_memory_equal(buf.data + place, alone.data, alone.size);
        }
    }
}

static void address(void **state)
{
    (void)state;
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_escape_address(&buf, CAIRN_SPAN("nginx/a b.-_~\r\n%/"), "/");
    cairn_buf_append_byte(&buf, ' ');
    cairn_escape_address(&buf, CAIRN_SPAN("a/中\0&="), "");
    assert_string_equal(buf.data, "nginx/a%20b.-_~%0D%0A%25/ a%2F%E4%B8%AD%00%26%3D");
}

static void by_name(void **state)
{
    (void)state;
    static const struct {
        const char *language;
        const char *text;
        const char *expected;
    } rows[] = {
        {"shell", "a b", "'a b'"},
        {"nginx", "a b", "\"a b\""},
        {"nginx", "$a", NULL},
        {"sql", "'", "''"},
        {"json", "\"\n", "\\\"\\n"},
        {"json", "\x1b", NULL},
        {"ini", "a", "a"},
        {"yaml", "db.example.org:5432", "db.example.org:5432"},
        {"yaml", "/etc/x", "/etc/x"},
        {"yaml", "a b", NULL},
        {"yaml", "a: b", NULL},
        {"yaml", "a:", NULL},
        {"yaml", "-a", NULL},
        {"yaml", "\"", NULL},
        {"yaml", "", NULL},
        {"text", "any $thing", "any $thing"},
        {"perl", "a", NULL},
        {"", "a", NULL},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(rows); i++) {
        CAIRN_AUTO_BUF struct cairn_buf buf = {0};
        cairn_buf_append_string(&buf, "<");
        bool is_taken = cairn_escape_for(
            cairn_span_from_string(rows[i].language), &buf, cairn_span_from_string(rows[i].text));
        if (is_taken != (rows[i].expected != NULL))
            fail_msg("%s: %s", rows[i].language, rows[i].text);
        assert_string_equal(buf.data + 1, rows[i].expected ? rows[i].expected : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html),
        cmocka_unit_test(markdown),
        cmocka_unit_test(markdown_code),
        cmocka_unit_test(terminal),
        cmocka_unit_test(shell),
        cmocka_unit_test(shell_words_come_back),
        cmocka_unit_test(nginx),
        cmocka_unit_test(sql),
        cmocka_unit_test(ini),
        cmocka_unit_test(json_content),
        cmocka_unit_test(json_content_at_each_place),
        cmocka_unit_test(address),
        cmocka_unit_test(by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
