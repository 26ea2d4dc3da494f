/*
 * The voice of the program on standard error. A complaint has the three parts of struct
 * cairn_error, each on a line of its own; the first ends with the name of the status in brackets,
 * by which a record of the canon recognises it. They quote names from outside, so control
 * characters are made visible: a file name cannot drive the terminal. No state.
 */
#include "cli/report.h"

#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/utf8.h"

void cairn_cli_talk(struct cairn_span text)
{
    /* There is no third channel on which to complain that standard error is gone. */
    enum cairn_status ignored = cairn_fd_write_all(STDERR_FILENO, "standard error", text, NULL);
    (void)ignored;
}

static bool is_control(uint32_t rune)
{
    /* C0 but the line feed, DEL and C1, and the marks that turn the direction of text. */
    return (rune < 0x20 && rune != '\n') || (rune >= 0x7f && rune < 0xa0) ||
           (rune >= 0x202a && rune <= 0x202e) || (rune >= 0x2066 && rune <= 0x2069);
}

void cairn_cli_append_visible(struct cairn_buf *buf, struct cairn_span text)
{
    size_t position = 0, start = 0;
    uint32_t rune = 0;
    for (; cairn_utf8_next(text, &position, &rune); start = position) {
        bool is_invalid = rune == CAIRN_UTF8_REPLACEMENT && position == start + 1;
        if (!is_invalid && !is_control(rune)) {
            cairn_buf_append(buf, cairn_span_slice(text, start, position - start));
            continue;
        }
        for (size_t i = start; i < position; i++)
            cairn_buf_printf(buf, "\\x%02x", (unsigned)(unsigned char)text.data[i]);
    }
}

/* Each line of `text`, indented, the first one behind `label`. */
static void append_part(struct cairn_buf *buf, const char *label, const char *text)
{
    struct cairn_span rest = cairn_span_from_string(text);
    for (struct cairn_span line; cairn_span_take_line(&rest, &line); label = "") {
        cairn_buf_append_string(buf, "  ");
        cairn_buf_append_string(buf, label);
        cairn_cli_append_visible(buf, line);
        cairn_buf_append_byte(buf, '\n');
    }
}

/* Without memory for a tidy message the plain one must still get out. */
static void talk_plainly(const char *primary, const char *ending)
{
    cairn_cli_talk(CAIRN_SPAN("cairn: "));
    cairn_cli_talk(cairn_span_from_string(primary));
    cairn_cli_talk(cairn_span_from_string(ending));
}

/* `ending` closes the first line, its line feed included. */
static void talk_in_parts(const char *label, const char *primary, const char *ending,
    const char *detail, const char *hint, enum cairn_language language)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    cairn_buf_append_string(&buf, "cairn: ");
    cairn_buf_append_string(&buf, label);
    cairn_cli_append_visible(&buf, cairn_span_from_string(primary));
    cairn_buf_append_string(&buf, ending);
    append_part(&buf, "", detail);
    append_part(&buf, cairn_cli_message(CAIRN_CLI_MSG_HINT, language), hint);
    if (cairn_buf_status(&buf, NULL))
        talk_plainly(primary, ending);
    else
        cairn_cli_talk(cairn_buf_span(&buf));
}

void cairn_cli_report(const struct cairn_error *err, enum cairn_language language)
{
    /* The longest name has eleven letters. */
    char ending[32];
    snprintf(ending, sizeof ending, " [%s]\n", cairn_status_name(err->status));
    talk_in_parts("", err->primary, ending, err->detail, err->hint, language);
}

enum cairn_status cairn_cli_refuse(enum cairn_language language, enum cairn_cli_message primary,
    enum cairn_cli_message hint, const char *first, const char *second, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf primary_text = {0};
    CAIRN_AUTO_BUF struct cairn_buf hint_text = {0};
    cairn_cli_say(&primary_text, primary, language, first, second);
    cairn_cli_say(&hint_text, hint, language, first, second);
    if (cairn_buf_status(&primary_text, err) || cairn_buf_status(&hint_text, err))
        return CAIRN_ERR_MEMORY;
    CAIRN_FAIL(err, CAIRN_ERR_USAGE, "%s", primary_text.data);
    if (hint_text.size)
        cairn_error_hint(err, "%s", hint_text.data);
    return CAIRN_ERR_USAGE;
}

void cairn_cli_remark(enum cairn_language language, enum cairn_cli_message remark,
    enum cairn_cli_message hint, const char *value)
{
    CAIRN_AUTO_BUF struct cairn_buf remark_text = {0};
    CAIRN_AUTO_BUF struct cairn_buf hint_text = {0};
    cairn_cli_say(&remark_text, remark, language, value, NULL);
    cairn_cli_say(&hint_text, hint, language, value, NULL);
    if (cairn_buf_status(&remark_text, NULL) || cairn_buf_status(&hint_text, NULL))
        return;
    talk_in_parts(cairn_cli_message(CAIRN_CLI_MSG_REMARK, language), remark_text.data, "\n", "",
        hint_text.data ? hint_text.data : "", language);
}
