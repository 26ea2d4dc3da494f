/* What is around a finding: consequences folded into it, other records that fit, what may come
 * next, where more is said. */
#include "render/explanation_internal.h"

#define RELATED_SHOWN 4
#define NEXT_SHOWN    2

static void write_folded(struct cairn_text *text, const struct cairn_value *finding)
{
    bool is_first = true;
    CAIRN_VALUE_EACH(consequence, cairn_value_get(finding, "consequences"))
    {
        if (is_first) {
            cairn_text_label(text, CAIRN_MSG_LABEL_FOLDED);
            cairn_text_say(text, CAIRN_MSG_FOLDED_TEXT);
        } else {
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        }
        is_first = false;
        cairn_text_put_key(text, consequence->value, "record");
        cairn_text_add(text, "\u00A0");
        cairn_explanation_put_count(text, consequence->value);
    }
    cairn_text_flush_gutter(text);
}

static void write_also(struct cairn_text *text, const struct cairn_value *finding)
{
    const struct cairn_value *also = cairn_value_get(finding, "also");
    uint32_t shown = 0;
    CAIRN_VALUE_EACH(id, also)
    {
        if (!text->full && shown == RELATED_SHOWN)
            break;
        if (!shown) {
            cairn_text_label(text, CAIRN_MSG_LABEL_ALSO);
        } else {
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        }
        shown++;
        cairn_text_put(text, cairn_value_text(id->value));
    }
    if (shown < cairn_value_count(also))
        cairn_text_add(text, " …");
    if (shown)
        cairn_text_say(text, CAIRN_MSG_ALSO_TEXT);
    cairn_text_flush_gutter(text);
}

/* What has come already needs no announcement. */
static bool has_come(const struct cairn_value *finding, struct cairn_span record)
{
    return cairn_value_find(cairn_value_get(finding, "consequences"), "record", record) != NULL;
}

static void write_next(struct cairn_text *text, const struct cairn_value *finding)
{
    int gutter = cairn_text_gutter(text);
    uint32_t shown = 0;
    cairn_text_label(text, CAIRN_MSG_LABEL_NEXT);
    CAIRN_VALUE_EACH(next, cairn_value_get(finding, "next"))
    {
        if (has_come(finding, cairn_value_get_text(next->value, "record")))
            continue;
        if (!text->full && shown++ == NEXT_SHOWN)
            break;
        bool is_cascade =
            cairn_span_equal_string(cairn_value_get_text(next->value, "kind"), "cascade");
        struct cairn_span record = cairn_value_get_text(next->value, "record");
        struct cairn_span condition = cairn_value_get_text(next->value, "condition");
        if (is_cascade || !condition.size)
            cairn_text_say1(
                text, is_cascade ? CAIRN_MSG_NEXT_CASCADE : CAIRN_MSG_NEXT_AFTER, record);
        else
            cairn_text_say2(text, CAIRN_MSG_NEXT_AFTER_CHANGE, record, condition);
        cairn_text_flush(text, gutter, gutter + 2);
    }
    cairn_buf_clear(&text->label);
}

static void write_values(struct cairn_text *text, const struct cairn_value *finding)
{
    cairn_text_label(text, CAIRN_MSG_LABEL_VALUES);
    CAIRN_VALUE_EACH(capture, cairn_value_get(finding, "captures"))
    {
        cairn_text_put(text, capture->key);
        cairn_text_add(text, " = ");
        cairn_text_put_key(text, capture->value, "value");
        if (!cairn_value_get_bool(capture->value, "usable")) {
            cairn_text_say(text, CAIRN_MSG_WHY_DASH);
            cairn_text_say(text, CAIRN_MSG_VALUE_UNUSABLE);
        }
        cairn_text_flush_gutter(text);
    }
    cairn_buf_clear(&text->label);
}

static void write_more(struct cairn_text *text, const struct cairn_value *finding)
{
    struct cairn_span doc = cairn_value_get_text(finding, "doc");
    cairn_text_label(text, CAIRN_MSG_LABEL_MORE);
    cairn_text_put_key(text, finding, "show");
    cairn_text_flush_whole(text, cairn_text_gutter(text));
    if (text->full && doc.size) {
        cairn_text_put(text, doc);
        cairn_text_flush_gutter(text);
    }
}

void cairn_finding_write_related(struct cairn_text *text, const struct cairn_value *finding)
{
    if (text->full)
        write_values(text, finding);
    write_folded(text, finding);
    write_also(text, finding);
    write_next(text, finding);
    write_more(text, finding);
}
