/*
 * An explanation for somebody at a terminal at night: what it is, what it means, the one command
 * that decides or the cause, what not to do, what to do, how to undo and verify it, how we know.
 * About 24 lines of 80 columns a finding; nothing that decides is left out, whatever else is there
 * comes with --full. Reads the tree only (cairn.explanation/1).
 */
#include "render/explanation_internal.h"

#define UNKNOWNS_SHOWN 3 /* without --full */

static void note_basis(struct cairn_basis *basis, const struct cairn_value *item)
{
    struct cairn_span word = cairn_value_get_text(item, "basis");
    basis->claimed += cairn_span_equal_string(word, "claimed");
    basis->measured += cairn_span_equal_string(word, "measured");
}

static struct cairn_basis find_basis(const struct cairn_value *finding)
{
    struct cairn_basis basis = {0};
    note_basis(&basis, cairn_value_get(finding, "best"));
    CAIRN_VALUE_EACH(cause, cairn_value_get(finding, "causes"))
    note_basis(&basis, cause->value);
    CAIRN_VALUE_EACH(dead_end, cairn_value_get(finding, "dead_ends"))
    note_basis(&basis, dead_end->value);
    return basis;
}

static void write_known(
    struct cairn_text *text, const struct cairn_value *tree, const struct cairn_value *finding)
{
    struct cairn_basis basis = find_basis(finding);
    cairn_explanation_write_head(text, tree, finding, cairn_value_get_text(finding, "record"));
    cairn_finding_write_meaning(text, finding);
    cairn_finding_write_why(text, finding, &basis);
    cairn_finding_write_advice(text, finding, &basis);
    cairn_finding_write_related(text, finding);
}

static void write_unknown(
    struct cairn_text *text, const struct cairn_value *tree, const struct cairn_value *finding)
{
    cairn_explanation_write_head(text, tree, finding, cairn_value_get_text(finding, "template"));
    cairn_text_label(text, CAIRN_MSG_LABEL_SHAPE);
    cairn_text_put_key(text, finding, "shape");
    cairn_text_flush_gutter(text);
}

/* The whole. */

static bool is_known(const struct cairn_value *finding)
{
    return cairn_span_equal_string(cairn_value_get_text(finding, "status"), "known");
}

static uint32_t count_known(const struct cairn_value *findings)
{
    uint32_t count = 0;
    CAIRN_VALUE_EACH(finding, findings)
    count += is_known(finding->value);
    return count;
}

/* With several known findings: which they are, before the long answers. */
static void write_overview(
    struct cairn_text *text, const struct cairn_value *findings, uint32_t known)
{
    struct cairn_digits one;
    struct cairn_digits two;
    uint32_t unknown = cairn_value_count(findings) - known;
    cairn_text_say2(text, unknown ? CAIRN_MSG_OVERVIEW : CAIRN_MSG_OVERVIEW_KNOWN,
        cairn_digits_of(&one, known), cairn_digits_of(&two, unknown));
    cairn_text_flush(text, 0, 0);
    CAIRN_VALUE_EACH(finding, findings)
    {
        if (!is_known(finding->value))
            break;
        cairn_explanation_put_mark(text, finding->value);
        cairn_text_add(text, " ");
        cairn_text_put_key(text, finding->value, "record");
        cairn_text_add(text, " ");
        cairn_explanation_put_count(text, finding->value);
        cairn_text_flush(text, 2, 4);
    }
    cairn_text_blank(text);
}

static void write_findings(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *findings = cairn_value_get(tree, "findings");
    uint32_t known = count_known(findings);
    uint32_t unknown = cairn_value_count(findings) - known;
    uint32_t place = 0;
    if (known > 1)
        write_overview(text, findings, known);
    CAIRN_VALUE_EACH(finding, findings)
    {
        if (!text->full && place == known + UNKNOWNS_SHOWN)
            break;
        if (place && place != known)
            cairn_text_blank(text);
        if (place == known) {
            if (known)
                cairn_text_blank(text);
            cairn_text_say(text, known ? CAIRN_MSG_UNKNOWN_TEXT : CAIRN_MSG_NOTHING_KNOWN);
            cairn_text_flush(text, 0, 0);
        }
        place++;
        if (is_known(finding->value))
            write_known(text, tree, finding->value);
        else
            write_unknown(text, tree, finding->value);
    }
    if (place < known + unknown) {
        cairn_text_blank(text);
        cairn_explanation_say_number(text, CAIRN_MSG_UNKNOWN_MORE, known + unknown - place);
        cairn_text_flush(text, 0, 0);
    }
}

static void write_nothing(struct cairn_text *text, const struct cairn_value *tree)
{
    cairn_text_say(text, cairn_explanation_nothing(tree));
    cairn_text_flush(text, 0, 0);
}

static void write_similar(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *similar = cairn_value_get(tree, "similar");
    if (!cairn_value_count(similar))
        return;
    cairn_text_heading(text, CAIRN_MSG_SIMILAR_TEXT);
    CAIRN_VALUE_EACH(entry, similar)
    {
        cairn_text_put_key(text, entry->value, "record");
        cairn_text_flush(text, 2, 4);
        cairn_text_put_key(text, entry->value, "signature");
        cairn_text_flush(text, 4, 4);
    }
}

static void write_incomplete(struct cairn_text *text, const struct cairn_value *tree)
{
    const struct cairn_value *reasons = cairn_value_get(tree, "incomplete_because");
    if (cairn_value_get_bool(tree, "complete"))
        return;
    cairn_text_blank(text);
    cairn_text_style(text, CAIRN_STYLE_WARN);
    cairn_text_say(text, CAIRN_MSG_INCOMPLETE);
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    cairn_text_say(text, CAIRN_MSG_COLON);
    bool is_first = true;
    CAIRN_VALUE_EACH(reason, reasons)
    {
        if (!is_first)
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
        cairn_text_put(text, cairn_value_text(reason->value));
        is_first = false;
    }
    if (is_first)
        cairn_text_say(text, CAIRN_MSG_INCOMPLETE_NO_REASON);
    cairn_text_flush(text, 0, 2);
}

static void write_sums(struct cairn_text *text, const struct cairn_value *tree)
{
    struct cairn_explanation_lines lines;
    if (!cairn_explanation_sum_lines(tree, &lines))
        return;
    cairn_text_blank(text);
    cairn_text_style(text, CAIRN_STYLE_DIM);
    cairn_text_say_values(text, CAIRN_MSG_LINES_SUM, lines.values, CAIRN_EXPLANATION_LINE_KINDS);
    cairn_text_flush(text, 0, 0);
}

static void write_repairs(struct cairn_text *text, const struct cairn_value *tree)
{
    CAIRN_AUTO_BUF struct cairn_buf list = {0};
    cairn_explanation_list_repairs(&list, tree, text->in_chinese);
    cairn_buf_pass_failure(text->out, &list);
    if (!list.size)
        return;
    cairn_text_say1(text, CAIRN_MSG_MATCHED_AFTER, cairn_buf_span(&list));
    cairn_text_flush(text, 0, 0);
    cairn_text_blank(text);
}

static void write_canons(struct cairn_text *text, const struct cairn_value *tree)
{
    CAIRN_VALUE_EACH(canon, cairn_value_get(tree, "canon"))
    {
        cairn_text_say1(text, CAIRN_MSG_CANON_USED, cairn_value_get_text(canon->value, "name"));
        cairn_text_add(text, " ");
        cairn_text_put_key(text, canon->value, "digest");
        cairn_text_flush(text, 0, 2);
    }
}

void cairn_render_explanation_text(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    CAIRN_AUTO_TEXT struct cairn_text text;
    cairn_text_init(&text, buf, options);
    write_repairs(&text, tree);
    if (cairn_value_count(cairn_value_get(tree, "findings")))
        write_findings(&text, tree);
    else
        write_nothing(&text, tree);
    write_similar(&text, tree);
    write_incomplete(&text, tree);
    write_sums(&text, tree);
    if (options->full)
        write_canons(&text, tree);
}
