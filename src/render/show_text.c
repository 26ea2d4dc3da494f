/* cairn.show/1 on a terminal: a record, a family, or what is near an id that does not exist. */
#include "render/render_internal.h"

static void write_near(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *near = cairn_value_get(tree, "near");
    cairn_text_say1(text, CAIRN_MSG_NO_SUCH_ID, cairn_value_get_text(tree, "id"));
    cairn_text_flush(text, 0, 0);
    if (!cairn_value_count(near)) {
        cairn_text_say(text, CAIRN_MSG_SHOW_ELSE);
        cairn_text_flush(text, 0, 0);
        return;
    }
    cairn_text_say(text, CAIRN_MSG_NEAR_IDS);
    cairn_text_flush(text, 0, 0);
    CAIRN_VALUE_EACH(entry, near)
    {
        cairn_text_put_key(text, entry->value, "id");
        cairn_text_flush(text, 2, 4);
        cairn_text_put_key(text, entry->value, "signature");
        cairn_text_flush(text, 4, 4);
    }
}

void cairn_render_show_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    const struct cairn_value *subject = cairn_show_subject(tree);
    text.owner = subject == tree ? NULL : subject;
    if (subject == tree)
        write_near(&text, tree);
    else if (subject == cairn_value_get(tree, "record"))
        cairn_render_record_text(&text, subject, cairn_value_get_bool(tree, "next_only"));
    else
        cairn_render_family_text(&text, subject);
}
