/* Outcomes on a terminal: what was noted, what was reported of a record, who may report. */
#include "render/field.h"
#include "render/render_internal.h"

#define INDENT 2
#define HANG   4

enum cairn_message cairn_outcome_message(const struct cairn_value *outcome)
{
    return cairn_value_get_bool(outcome, "worked") ? CAIRN_MSG_OUTCOME_WORKED
                                                   : CAIRN_MSG_OUTCOME_FAILED;
}

void cairn_render_outcome_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    cairn_text_say2(&text, cairn_outcome_message(tree), cairn_value_get_text(tree, "change"),
        cairn_value_get_text(tree, "record"));
    cairn_text_flush(&text, 0, INDENT);
    cairn_text_field(&text, CAIRN_MSG_LABEL_CAUSE_ID, tree, "cause", INDENT);
    cairn_text_field(&text, CAIRN_MSG_LABEL_ENVIRONMENT, tree, "environment", INDENT);
    if (cairn_value_get_bool(tree, "counts"))
        cairn_text_say1(&text, CAIRN_MSG_OUTCOME_COUNTS, cairn_value_get_text(tree, "reporter"));
    else
        cairn_text_say(&text, CAIRN_MSG_OUTCOME_UNATTRIBUTED);
    cairn_text_flush(&text, INDENT, INDENT);
}

struct cairn_span cairn_outcomes_action(const struct cairn_value *tree, struct cairn_span change)
{
    struct cairn_span action =
        cairn_value_text(cairn_value_get_span(cairn_value_get(tree, "actions"), change));
    return action.size ? action : change;
}

static void write_change(
    struct cairn_text *text, const struct cairn_value *tree, const struct cairn_value *entry)
{
    struct cairn_span id = cairn_value_get_text(entry, "change");
    struct cairn_span action = cairn_outcomes_action(tree, id);
    if (!cairn_span_equal(action, id)) {
        cairn_text_style(text, CAIRN_STYLE_BOLD);
        cairn_text_put(text, id);
        cairn_text_style(text, CAIRN_STYLE_PLAIN);
        cairn_text_flush(text, INDENT, HANG);
    }
    cairn_text_field_change(text, entry, action, NULL);
}

static void write_near(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *near = cairn_value_get(tree, "near");
    cairn_text_say1(text, CAIRN_MSG_NO_SUCH_ID, cairn_value_get_text(tree, "id"));
    cairn_text_flush(text, 0, INDENT);
    cairn_text_say(text, cairn_value_count(near) ? CAIRN_MSG_NEAR_IDS : CAIRN_MSG_SHOW_ELSE);
    cairn_text_flush(text, 0, INDENT);
    CAIRN_VALUE_EACH(entry, near)
    {
        cairn_text_put_key(text, entry->value, "id");
        cairn_text_flush(text, INDENT, HANG);
    }
}

void cairn_render_outcomes_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    const struct cairn_value *field = cairn_value_get(tree, "field");
    const struct cairn_value *changes = cairn_value_get(field, "changes");
    if (cairn_value_is_empty(field)) {
        write_near(&text, tree);
        return;
    }
    if (!cairn_value_count(changes)) {
        cairn_text_say1(&text, CAIRN_MSG_FIELD_NOTHING, cairn_value_get_text(tree, "id"));
        cairn_text_flush(&text, 0, INDENT);
        return;
    }
    cairn_text_put_key(&text, tree, "id");
    cairn_text_flush(&text, 0, INDENT);
    cairn_text_field_sum(&text, field);
    CAIRN_VALUE_EACH(entry, changes)
    write_change(&text, tree, entry->value);
}

static void write_reporter(struct cairn_text *text, const struct cairn_value *reporter)
{
    struct cairn_digits outcomes;
    const struct cairn_span values[] = {cairn_value_get_text(reporter, "name"),
        cairn_value_get_text(reporter, "organisation"), cairn_value_get_text(reporter, "issued"),
        cairn_digits_of(&outcomes, (uint64_t)cairn_value_get_int(reporter, "outcomes"))};
    struct cairn_span revoked = cairn_value_get_text(reporter, "revoked");
    cairn_text_say_values(text, CAIRN_MSG_REPORTER, values, CAIRN_ARRAY_SIZE(values));
    if (revoked.size)
        cairn_text_say1(text, CAIRN_MSG_REPORTER_REVOKED, revoked);
    cairn_text_flush(text, 0, HANG);
}

/* A new token alone: it is to be kept, not read past. */
static void write_token(struct cairn_text *text, const struct cairn_value *tree)
{
    cairn_text_say1(text, CAIRN_MSG_TOKEN_MADE, cairn_value_get_text(tree, "name"));
    cairn_text_flush(text, 0, INDENT);
    cairn_text_verbatim(text, cairn_value_get_text(tree, "token"), INDENT);
}

void cairn_render_tokens_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    struct cairn_span action = cairn_value_get_text(tree, "action");
    const struct cairn_value *reporters = cairn_value_get(tree, "reporters");
    if (cairn_span_equal_string(action, "add")) {
        write_token(&text, tree);
        return;
    }
    if (cairn_span_equal_string(action, "revoke")) {
        cairn_text_say1(&text, CAIRN_MSG_TOKEN_REVOKED, cairn_value_get_text(tree, "name"));
        cairn_text_flush(&text, 0, INDENT);
        return;
    }
    if (!cairn_value_count(reporters)) {
        cairn_text_say(&text, CAIRN_MSG_NO_REPORTERS);
        cairn_text_flush(&text, 0, INDENT);
    }
    CAIRN_VALUE_EACH(reporter, reporters)
    write_reporter(&text, reporter->value);
}
