/* A family as Markdown: its causes, the matrix of claims as a table, its changes and records. */
#include "render/matrix.h"
#include "render/md.h"
#include "render/render_internal.h"

static void write_causes(struct cairn_md *md, const struct cairn_value *causes)
{
    unsigned number = 0;
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_CAUSES);
    CAIRN_VALUE_EACH(cause, causes)
    {
        cairn_buf_printf(md->out, "%u. ", ++number);
        cairn_md_code(md, cairn_value_get_text(cause->value, "id"));
        cairn_md_say(md, CAIRN_MSG_WHY_DASH);
        cairn_md_put_key(md, cause->value, "title");
        cairn_md_raw(md, "\n");
    }
}

static void write_rows(
    struct cairn_md *md, const struct cairn_value *changes, const struct cairn_value *causes)
{
    CAIRN_VALUE_EACH(change, changes)
    {
        cairn_md_raw(md, "| ");
        cairn_md_code(md, cairn_value_get_text(change->value, "id"));
        cairn_md_raw(md, " |");
        CAIRN_VALUE_EACH(cause, causes)
        {
            bool varies;
            struct cairn_span result = cairn_family_result(
                change->value, cairn_value_get_text(cause->value, "id"), &varies);
            cairn_md_raw(md, " ");
            if (cairn_span_equal_string(result, "nothing"))
                cairn_md_raw(md, "·");
            else
                cairn_md_put_word(md, result);
            cairn_md_raw(md, varies ? "\\* |" : " |");
        }
        cairn_md_raw(md, "\n");
    }
}

static void write_claims(struct cairn_md *md, const struct cairn_value *family)
{
    const struct cairn_value *causes = cairn_value_get(family, "causes");
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_MATRIX);
    cairn_md_raw(md, "| |");
    for (uint32_t i = 1; i <= cairn_value_count(causes); i++)
        cairn_buf_printf(md->out, " %u |", (unsigned)i);
    cairn_md_raw(md, "\n|---|");
    for (uint32_t i = 1; i <= cairn_value_count(causes); i++)
        cairn_md_raw(md, "---|");
    cairn_md_raw(md, "\n");
    write_rows(md, cairn_value_get(family, "changes"), causes);
    write_rows(md, cairn_value_get(family, "plans"), causes);
    cairn_md_raw(md, "\n");
    cairn_md_say(md, CAIRN_MSG_MATRIX_NOTE);
    cairn_md_raw(md, "\n");
}

/* What was measured; where nothing was, what is claimed. */
static void write_matrix(struct cairn_md *md, const struct cairn_value *family)
{
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    if (!cairn_matrix_init(&matrix, cairn_value_get(family, "cells"),
            cairn_value_get(family, "causes"), cairn_value_get(family, "changes"))) {
        md->out->failure = CAIRN_ERR_MEMORY;
        return;
    }
    if (!matrix.cause_count) {
        write_claims(md, family);
        return;
    }
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_MEASURED);
    cairn_matrix_write_md(md, &matrix);
}

static void write_changes(
    struct cairn_md *md, const struct cairn_value *changes, enum cairn_message heading)
{
    if (!cairn_value_count(changes))
        return;
    cairn_md_heading(md, 2, heading);
    CAIRN_VALUE_EACH(change, changes)
    {
        cairn_md_raw(md, "- ");
        cairn_md_code(md, cairn_value_get_text(change->value, "id"));
        cairn_md_say(md, CAIRN_MSG_WHY_DASH);
        cairn_md_put_key(md, change->value, "action");
        cairn_md_raw(md, "\n");
        CAIRN_VALUE_EACH(step, cairn_value_get(change->value, "how"))
        {
            if (cairn_value_is(step->value, CAIRN_VALUE_OBJECT))
                cairn_md_block(md, cairn_value_get_text(step->value, "text"), 2);
        }
    }
}

void cairn_render_family_md(struct cairn_md *md, const struct cairn_value *family)
{
    cairn_md_raw(md, "# ");
    cairn_md_put_key(md, family, "title");
    cairn_md_raw(md, "\n\n");
    cairn_md_label(md, CAIRN_MSG_LABEL_ID);
    cairn_md_code(md, cairn_value_get_text(family, "id"));
    cairn_md_raw(md, "\n");
    cairn_md_label(md, CAIRN_MSG_LABEL_LAB);
    cairn_md_put_word(md, cairn_value_get_text(cairn_value_get(family, "lab"), "state"));
    cairn_md_raw(md, "\n");
    write_causes(md, cairn_value_get(family, "causes"));
    write_matrix(md, family);
    write_changes(md, cairn_value_get(family, "changes"), CAIRN_MSG_SECTION_CHANGES);
    write_changes(md, cairn_value_get(family, "plans"), CAIRN_MSG_SECTION_PLANS);
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_RECORDS);
    CAIRN_VALUE_EACH(id, cairn_value_get(family, "records"))
    {
        cairn_md_raw(md, "- ");
        cairn_md_code(md, cairn_value_text(id->value));
        cairn_md_raw(md, "\n");
    }
}
