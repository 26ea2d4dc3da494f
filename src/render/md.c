/*
 * Markdown blocks. Inline text is escaped by cairn_escape_markdown, code by fences that its content
 * cannot close; what would act on a terminal is made visible even in code, because Markdown is
 * pasted and printed as it is. Nothing is owned here.
 */
#include "render/md.h"

#include "base/ascii.h"
#include "base/checked.h"
#include "formats/escape.h"
#include "render/figures.h"
#include "render/placeholders.h"

#define FENCE_MIN 3

void cairn_md_raw(struct cairn_md *md, const char *own)
{
    cairn_buf_append_string(md->out, own);
}

/* Names such as proxy_ssl_verify keep their underscores: inside a word they are no markup, and
 * people read it raw. */
static void escape_inline(struct cairn_buf *out, struct cairn_span text)
{
    size_t start = 0;
    for (size_t i = 1; i + 1 < text.size; i++) {
        if (text.data[i] != '_' || !cairn_ascii_is_alphanumeric(text.data[i - 1]) ||
            !cairn_ascii_is_alphanumeric(text.data[i + 1]))
            continue;
        cairn_escape_markdown(out, cairn_span_slice(text, start, i - start));
        cairn_buf_append_byte(out, '_');
        start = i + 1;
    }
    cairn_escape_markdown(out, cairn_span_slice(text, start, text.size));
}

/* Placeholders by their meaning, what would act on a terminal made visible, then escaped. */
static void put_shown(struct cairn_md *md, struct cairn_buf *out, struct cairn_span outside)
{
    CAIRN_AUTO_BUF struct cairn_buf scratch = {0};
    CAIRN_AUTO_BUF struct cairn_buf visible = {0};
    cairn_escape_terminal(&visible, cairn_placeholders_show(&scratch, md->owner, outside));
    escape_inline(out, cairn_buf_span(&visible));
    cairn_buf_pass_failure(md->out, &scratch);
    cairn_buf_pass_failure(md->out, &visible);
}

void cairn_md_put(struct cairn_md *md, struct cairn_span outside)
{
    put_shown(md, md->out, cairn_span_trim(outside));
}

void cairn_md_put_key(struct cairn_md *md, const struct cairn_value *object, const char *key)
{
    cairn_md_put(md, cairn_value_get_text(object, key));
}

void cairn_md_put_word(struct cairn_md *md, struct cairn_span value)
{
    cairn_md_put(md, cairn_message_word(value, md->in_chinese));
}

void cairn_md_code(struct cairn_md *md, struct cairn_span outside)
{
    CAIRN_AUTO_BUF struct cairn_buf visible = {0};
    cairn_escape_terminal(&visible, outside);
    cairn_escape_markdown_code(md->out, cairn_buf_span(&visible));
    cairn_buf_pass_failure(md->out, &visible);
}

void cairn_md_say(struct cairn_md *md, enum cairn_message message)
{
    cairn_md_raw(md, cairn_message(message, md->in_chinese));
}

void cairn_md_say1(struct cairn_md *md, enum cairn_message message, struct cairn_span value)
{
    CAIRN_AUTO_BUF struct cairn_buf escaped = {0};
    put_shown(md, &escaped, value);
    struct cairn_span shown = cairn_buf_span(&escaped);
    cairn_message_append(md->out, message, md->in_chinese, &shown, 1);
    cairn_buf_pass_failure(md->out, &escaped);
}

void cairn_md_heading(struct cairn_md *md, int level, enum cairn_message heading)
{
    cairn_md_raw(md, "\n");
    cairn_buf_append_repeat(md->out, '#', (size_t)level);
    cairn_md_raw(md, " ");
    cairn_md_say(md, heading);
    cairn_md_raw(md, "\n\n");
}

void cairn_md_label(struct cairn_md *md, enum cairn_message label)
{
    cairn_md_raw(md, "- **");
    cairn_md_say(md, label);
    cairn_md_raw(md, md->in_chinese ? "：** " : ":** ");
}

static size_t longest_backticks(struct cairn_span text)
{
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.data[i] == '`' ? run + 1 : 0;
        longest = cairn_max_size(longest, run);
    }
    return longest;
}

void cairn_md_block(struct cairn_md *md, struct cairn_span outside, int indent)
{
    CAIRN_AUTO_BUF struct cairn_buf visible = {0};
    CAIRN_AUTO_BUF struct cairn_buf scratch = {0};
    cairn_escape_terminal(&visible, cairn_placeholders_show(&scratch, md->owner, outside));
    cairn_buf_pass_failure(md->out, &scratch);
    struct cairn_span rest = cairn_buf_span(&visible);
    struct cairn_span line;
    size_t fence = cairn_max_size(FENCE_MIN, longest_backticks(rest) + 1);
    cairn_buf_append_repeat(md->out, ' ', (size_t)indent);
    cairn_buf_append_repeat(md->out, '`', fence);
    cairn_md_raw(md, "\n");
    while (cairn_span_take_line(&rest, &line)) {
        cairn_buf_append_repeat(md->out, ' ', line.size ? (size_t)indent : 0);
        cairn_buf_append(md->out, line);
        cairn_md_raw(md, "\n");
    }
    cairn_buf_append_repeat(md->out, ' ', (size_t)indent);
    cairn_buf_append_repeat(md->out, '`', fence);
    cairn_md_raw(md, "\n");
    cairn_buf_pass_failure(md->out, &visible);
}

void cairn_md_rate(struct cairn_md *md, const struct cairn_buf *counts,
    const struct cairn_value *share, enum cairn_message message)
{
    struct cairn_digits digits;
    struct cairn_span percent = cairn_digits_percent(&digits, share);
    cairn_buf_pass_failure(md->out, counts);
    cairn_md_say(md, CAIRN_MSG_BRACKET_OPEN);
    if (counts->size)
        cairn_md_put(md, cairn_buf_span(counts));
    else if (percent.size)
        cairn_message_append(md->out, message, md->in_chinese, &percent, 1);
    else
        cairn_md_say(md, CAIRN_MSG_NOT_YET_RUN);
    cairn_md_say(md, CAIRN_MSG_BRACKET_CLOSE);
}

void cairn_md_link(struct cairn_md *md, struct cairn_span url)
{
    if (!cairn_url_is_plain(url)) {
        cairn_md_put(md, url);
        return;
    }
    cairn_md_raw(md, "<");
    cairn_buf_append(md->out, url);
    cairn_md_raw(md, ">");
}

void cairn_md_records(
    struct cairn_md *md, const struct cairn_value *list, const char *id_key, const char *remark_key)
{
    CAIRN_VALUE_EACH(entry, list)
    {
        cairn_md_raw(md, "- ");
        cairn_md_code(md, cairn_value_get_text(entry->value, id_key));
        cairn_md_say(md, CAIRN_MSG_WHY_DASH);
        cairn_md_put_key(md, entry->value, remark_key);
        cairn_md_raw(md, "\n");
    }
}

void cairn_md_put_titles(
    struct cairn_md *md, const struct cairn_value *causes, const struct cairn_value *ids)
{
    CAIRN_VALUE_EACH(id, ids)
    {
        if (id != cairn_value_first(ids))
            cairn_md_say(md, CAIRN_MSG_LIST_SEPARATOR);
        cairn_md_put(md, cairn_cause_title(causes, cairn_value_text(id->value)));
    }
}

void cairn_md_effect(struct cairn_md *md, const char *bullet, const struct cairn_value *change)
{
    struct cairn_span where = cairn_value_get_text(change, "where");
    struct cairn_span carrier = cairn_value_get_text(change, "carrier");
    bool is_reload = cairn_span_equal_string(carrier, "reload");
    if (!where.size)
        return;
    cairn_md_raw(md, bullet);
    cairn_md_say1(md, CAIRN_MSG_WHERE, cairn_message_word(where, md->in_chinese));
    if (is_reload || cairn_span_equal_string(carrier, "restart")) {
        cairn_md_say(md, CAIRN_MSG_LIST_SEPARATOR);
        cairn_md_say(md, is_reload ? CAIRN_MSG_AFTER_RELOAD : CAIRN_MSG_AFTER_RESTART);
    }
    cairn_md_raw(md, "\n");
}
