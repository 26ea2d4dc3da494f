/*
 * JSON from a tree. The pretty style is laid out as Python's json.dumps(indent=2,
 * ensure_ascii=False) does, so that a published file and one written by a script can be compared
 * byte by byte. Writes into the caller's buffer, owns nothing.
 */
#include "formats/json.h"

#include "base/limits.h"
#include "formats/escape.h"

static void write_value(struct cairn_buf *buf, const struct cairn_value *value,
    enum cairn_json_style style, unsigned depth);

void cairn_json_write_string(struct cairn_buf *buf, struct cairn_span text)
{
    if (cairn_escape_is_json_plain(text)) { /* as nearly all are */
        cairn_buf_append_between(buf, '"', text);
        return;
    }
    cairn_buf_append_byte(buf, '"');
    cairn_escape_json_content(buf, text);
    cairn_buf_append_byte(buf, '"');
}

static void break_line(struct cairn_buf *buf, enum cairn_json_style style, unsigned depth)
{
    if (style == CAIRN_JSON_COMPACT)
        return;
    cairn_buf_append_byte(buf, '\n');
    cairn_buf_append_repeat(buf, ' ', 2 * (size_t)depth);
}

static void write_members(struct cairn_buf *buf, const struct cairn_value *container,
    enum cairn_json_style style, unsigned depth)
{
    CAIRN_VALUE_EACH(member, container)
    {
        if (member != container->first)
            cairn_buf_append_byte(buf, ',');
        break_line(buf, style, depth + 1);
        if (container->kind == CAIRN_VALUE_OBJECT) {
            cairn_json_write_string(buf, member->key);
            cairn_buf_append_string(buf, style == CAIRN_JSON_PRETTY ? ": " : ":");
        }
        write_value(buf, member->value, style, depth + 1);
    }
    if (container->first)
        break_line(buf, style, depth);
}

static void write_value(struct cairn_buf *buf, const struct cairn_value *value,
    enum cairn_json_style style, unsigned depth)
{
    CAIRN_ASSERT(depth < CAIRN_LIMIT_TREE_DEPTH);
    switch (value->kind) {
    case CAIRN_VALUE_NULL:
        cairn_buf_append_string(buf, "null");
        break;
    case CAIRN_VALUE_BOOL:
        cairn_buf_append_string(buf, value->boolean ? "true" : "false");
        break;
    case CAIRN_VALUE_NUMBER:
        cairn_buf_append(buf, value->text);
        break;
    case CAIRN_VALUE_STRING:
        cairn_json_write_string(buf, value->text);
        break;
    case CAIRN_VALUE_ARRAY:
        cairn_buf_append_byte(buf, '[');
        write_members(buf, value, style, depth);
        cairn_buf_append_byte(buf, ']');
        break;
    case CAIRN_VALUE_OBJECT:
        cairn_buf_append_byte(buf, '{');
        write_members(buf, value, style, depth);
        cairn_buf_append_byte(buf, '}');
        break;
    }
}

void cairn_json_write(
    struct cairn_buf *buf, const struct cairn_value *value, enum cairn_json_style style)
{
    write_value(buf, value, style, 0);
}
