/* What users reported of a record, on a terminal. */
#include "render/field.h"
#include "render/render_internal.h"

#define INDENT 2
#define HANG   4

typedef bool (*sentence_function)(
    struct cairn_buf *buf, const struct cairn_value *entry, bool in_chinese);

static void write_sentence(struct cairn_text *text, sentence_function sentence,
    const struct cairn_value *value, int indent)
{
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    if (sentence(&line, value, text->in_chinese))
        cairn_text_put(text, cairn_buf_span(&line));
    cairn_buf_pass_failure(text->out, &line);
    cairn_text_flush(text, indent, indent + 2);
}

static void write_causes(
    struct cairn_text *text, const struct cairn_value *entry, const struct cairn_value *causes)
{
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    if (cairn_field_causes(&line, entry, causes, text->in_chinese))
        cairn_text_put(text, cairn_buf_span(&line));
    cairn_buf_pass_failure(text->out, &line);
    cairn_text_flush(text, HANG, HANG + 2);
}

void cairn_text_field_change(struct cairn_text *text, const struct cairn_value *entry,
    struct cairn_span action, const struct cairn_value *causes)
{
    cairn_text_add(text, "- ");
    cairn_text_put(text, action);
    cairn_text_flush(text, INDENT, HANG);
    write_sentence(text, cairn_field_worked, entry, HANG);
    write_causes(text, entry, causes);
    write_sentence(text, cairn_field_unattributed, entry, HANG);
}

void cairn_text_field_sum(struct cairn_text *text, const struct cairn_value *field)
{
    write_sentence(text, cairn_field_sum, field, INDENT);
}

void cairn_text_field_outcomes(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *field = cairn_value_get(record, "field");
    if (!cairn_value_count(cairn_value_get(field, "changes")))
        return;
    cairn_text_heading(text, CAIRN_MSG_SECTION_FIELD);
    cairn_text_field_sum(text, field);
    CAIRN_VALUE_EACH(entry, cairn_value_get(field, "changes"))
    cairn_text_field_change(text, entry->value,
        cairn_field_action(record, cairn_value_get_text(entry->value, "change")),
        cairn_value_get(record, "root_causes"));
}
