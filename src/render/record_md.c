/*
 * A published record as Markdown: heading, bullets, root cause, versions, workarounds, dead ends in
 * the order and with the labels of the reference shape; causes with their tells stand before the
 * workarounds, all else after the dead ends.
 */
#include "ledger/tells.h"
#include "render/matrix.h"
#include "render/md.h"
#include "render/measured.h"
#include "render/render_internal.h"

static void write_bullets(struct cairn_md *md, const struct cairn_value *record)
{
    struct cairn_digits digits;
    struct cairn_span percent =
        cairn_digits_percent(&digits, cairn_value_get(record, "fix_success_rate"));
    cairn_md_label(md, CAIRN_MSG_LABEL_ID);
    cairn_md_code(md, cairn_value_get_text(record, "id"));
    cairn_md_raw(md, "\n");
    cairn_md_label(md, CAIRN_MSG_LABEL_DOMAIN);
    cairn_md_put_key(md, record, "domain");
    cairn_md_raw(md, "\n");
    cairn_md_label(md, CAIRN_MSG_LABEL_CATEGORY);
    cairn_md_put_word(md, cairn_value_get_text(record, "category"));
    cairn_md_raw(md, "\n");
    cairn_md_label(md, CAIRN_MSG_LABEL_VERIFICATION);
    cairn_md_put_word(md, cairn_value_get_text(record, "verification_tier"));
    cairn_md_raw(md, "\n");
    cairn_md_label(md, CAIRN_MSG_LABEL_FIX_RATE);
    if (percent.size)
        cairn_buf_append(md->out, percent);
    else
        cairn_md_say(md, CAIRN_MSG_NO_FIGURE);
    cairn_md_raw(md, "\n");
}

static void write_refuted(struct cairn_md *md, const struct cairn_value *record)
{
    const struct cairn_value *refuted = cairn_value_get(record, "refuted");
    if (cairn_value_is_empty(refuted))
        return;
    cairn_md_raw(md, "\n> **");
    cairn_md_say(md, CAIRN_MSG_REFUTED_TEXT);
    cairn_md_raw(md, "** ");
    cairn_md_put_key(md, refuted, "text");
    bool is_first = true;
    CAIRN_VALUE_EACH(id, cairn_value_get(refuted, "probably"))
    {
        cairn_md_raw(md, is_first ? " " : ", ");
        if (is_first)
            cairn_md_say(md, CAIRN_MSG_REFUTED_PROBABLY);
        cairn_md_code(md, cairn_value_text(id->value));
        is_first = false;
    }
    cairn_md_raw(md, "\n");
}

static void write_root_cause(struct cairn_md *md, const struct cairn_value *record)
{
    struct cairn_span unless = cairn_value_get_text(record, "no_action_unless");
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_ROOT_CAUSE);
    cairn_md_put_key(md, record, "root_cause");
    cairn_md_raw(md, "\n");
    if (unless.size) {
        cairn_md_raw(md, "\n");
        cairn_md_say1(md, CAIRN_MSG_LEAVE_UNLESS, unless);
        cairn_md_raw(md, "\n");
    }
}

static void write_cell(struct cairn_md *md, struct cairn_span value)
{
    cairn_md_raw(md, " ");
    if (value.size)
        cairn_md_put(md, value);
    else
        cairn_md_raw(md, "—");
    cairn_md_raw(md, " |");
}

/* The table has the reference's four columns; what each version prints stands below it. */
static void write_wordings(struct cairn_md *md, const struct cairn_value *versions)
{
    struct cairn_span last = {0};
    CAIRN_VALUE_EACH(version, versions)
    {
        struct cairn_span wording = cairn_value_get_text(version->value, "wording");
        if (!wording.size || cairn_span_equal(wording, last))
            continue;
        last = wording;
        cairn_md_raw(md, "\n");
        cairn_md_put_key(md, version->value, "version");
        cairn_md_raw(md, " ");
        cairn_md_say(md, CAIRN_MSG_WORDING);
        cairn_md_raw(md, "\n\n");
        cairn_md_block(md, wording, 0);
    }
}

static void write_versions(struct cairn_md *md, const struct cairn_value *record)
{
    static const enum cairn_message columns[] = {CAIRN_MSG_COLUMN_VERSION, CAIRN_MSG_COLUMN_STATUS,
        CAIRN_MSG_COLUMN_INTRODUCED, CAIRN_MSG_COLUMN_DEPRECATED};
    const struct cairn_value *versions = cairn_value_get(record, "versions");
    if (!cairn_value_count(versions))
        return;
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_VERSIONS);
    cairn_md_raw(md, "|");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(columns); i++)
        write_cell(md, cairn_span_from_string(cairn_message(columns[i], md->in_chinese)));
    cairn_md_raw(md, "\n|---------|--------|------------|------------|\n");
    CAIRN_VALUE_EACH(version, versions)
    {
        cairn_md_raw(md, "|");
        write_cell(md, cairn_value_get_text(version->value, "version"));
        write_cell(
            md, cairn_message_word(cairn_value_get_text(version->value, "status"), md->in_chinese));
        write_cell(md, cairn_value_get_text(version->value, "introduced"));
        write_cell(md, cairn_value_get_text(version->value, "deprecated"));
        cairn_md_raw(md, "\n");
    }
    write_wordings(md, versions);
}

/* An outcome of a command: what it shows, the cause, how well that was measured. */
static void write_outcome(
    struct cairn_md *md, const struct cairn_value *record, const struct cairn_value *tell)
{
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    cairn_md_raw(md, "- ");
    cairn_md_put_key(md, tell, "shows");
    cairn_md_raw(md, " → **");
    cairn_md_put(md, cairn_cause_title(causes, cairn_value_get_text(tell, "cause")));
    cairn_md_raw(md, "**");
    if (cairn_measured_tell(&counts, tell, causes, md->in_chinese)) {
        cairn_md_say(md, CAIRN_MSG_BRACKET_OPEN);
        cairn_md_put(md, cairn_buf_span(&counts));
        cairn_md_say(md, CAIRN_MSG_BRACKET_CLOSE);
    }
    cairn_md_raw(md, "\n");
    cairn_buf_pass_failure(md->out, &counts);
}

/* Each command once, with its outcomes. */
static void write_tells(struct cairn_md *md, const struct cairn_value *record)
{
    const struct cairn_value *tells = cairn_value_get(record, "tells");
    CAIRN_VALUE_EACH(first, tells)
    {
        struct cairn_span command = cairn_value_get_text(first->value, "command");
        if (!cairn_tells_is_first(tells, first->value))
            continue;
        cairn_md_raw(md, "\n");
        cairn_md_block(md, command, 0);
        cairn_md_raw(md, "\n");
        CAIRN_VALUE_EACH(tell, tells)
        {
            if (cairn_span_equal(cairn_value_get_text(tell->value, "command"), command))
                write_outcome(md, record, tell->value);
        }
    }
}

static void put_basis(struct cairn_md *md, const struct cairn_value *cause)
{
    CAIRN_AUTO_BUF struct cairn_buf named_in = {0};
    if (cairn_measured_named_in(&named_in, cause, md->in_chinese))
        cairn_md_put(md, cairn_buf_span(&named_in));
    else
        cairn_md_put_word(md, cairn_value_get_text(cause, "basis"));
    cairn_buf_pass_failure(md->out, &named_in);
}

static void write_causes(struct cairn_md *md, const struct cairn_value *record)
{
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    if (!cairn_value_count(causes))
        return;
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_CAUSES);
    CAIRN_VALUE_EACH(cause, causes)
    {
        struct cairn_span explanation = cairn_value_get_text(cause->value, "explanation");
        cairn_md_raw(md, "- **");
        cairn_md_put_key(md, cause->value, "title");
        cairn_md_raw(md, "**");
        cairn_md_say(md, CAIRN_MSG_BRACKET_OPEN);
        put_basis(md, cause->value);
        cairn_md_say(md, CAIRN_MSG_BRACKET_CLOSE);
        if (explanation.size) {
            cairn_md_say(md, CAIRN_MSG_WHY_DASH);
            cairn_md_put(md, explanation);
        }
        cairn_md_raw(md, "\n");
    }
    write_tells(md, record);
}

static void write_resolves(
    struct cairn_md *md, const struct cairn_value *workaround, const struct cairn_value *causes)
{
    const struct cairn_value *resolves = cairn_value_get(workaround, "resolves");
    if (cairn_value_count(causes) < 2 || !cairn_value_count(resolves))
        return;
    cairn_md_raw(md, "   - ");
    cairn_md_say(md, CAIRN_MSG_RESOLVES);
    cairn_md_put_titles(md, causes, resolves);
    cairn_md_raw(md, "\n");
}

static void write_field(struct cairn_md *md, const char *indent, enum cairn_message label,
    const struct cairn_value *object, const char *key)
{
    struct cairn_span value = cairn_value_get_text(object, key);
    if (!value.size)
        return;
    cairn_md_raw(md, indent);
    cairn_md_raw(md, "- ");
    cairn_md_say(md, label);
    cairn_md_say(md, CAIRN_MSG_COLON);
    cairn_md_put(md, value);
    cairn_md_raw(md, "\n");
}

static void write_verify(struct cairn_md *md, const struct cairn_value *workaround)
{
    const struct cairn_value *verify = cairn_value_get(workaround, "verify");
    if (!cairn_value_is(verify, CAIRN_VALUE_OBJECT))
        return;
    cairn_md_raw(md, "   - ");
    cairn_md_say1(md, CAIRN_MSG_VERIFY_LINE, cairn_value_get_text(verify, "shows"));
    cairn_md_raw(md, "\n");
    cairn_md_block(md, cairn_value_get_text(verify, "command"), 5);
}

static void write_workarounds(struct cairn_md *md, const struct cairn_value *record)
{
    const struct cairn_value *workarounds = cairn_value_get(record, "workarounds");
    unsigned number = 0;
    if (!cairn_value_count(workarounds))
        return;
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_WORKAROUNDS);
    CAIRN_VALUE_EACH(workaround, workarounds)
    {
        cairn_buf_printf(md->out, "%u. **", ++number);
        cairn_md_put_key(md, workaround->value, "action");
        cairn_md_raw(md, "**");
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_success(
            &counts, workaround->value, cairn_value_get(record, "root_causes"), md->in_chinese);
        cairn_md_rate(md, &counts, cairn_value_get(workaround->value, "success_rate"),
            CAIRN_MSG_SUCCESS_RATE);
        cairn_md_raw(md, "\n");
        cairn_md_block(md, cairn_value_get_text(workaround->value, "how"), number > 9 ? 4 : 3);
        cairn_md_effect(md, "   - ", workaround->value);
        write_resolves(md, workaround->value, cairn_value_get(record, "root_causes"));
        write_field(md, "   ", CAIRN_MSG_LABEL_NEEDS, workaround->value, "needs");
        write_field(md, "   ", CAIRN_MSG_LABEL_UNDO, workaround->value, "undo");
        write_verify(md, workaround->value);
    }
}

static void write_dead_ends(struct cairn_md *md, const struct cairn_value *record)
{
    const struct cairn_value *dead_ends = cairn_value_get(record, "dead_ends");
    if (!cairn_value_count(dead_ends))
        return;
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_DEAD_ENDS);
    CAIRN_VALUE_EACH(dead_end, dead_ends)
    {
        struct cairn_span action = cairn_value_get_text(dead_end->value, "action");
        cairn_md_raw(md, "- **");
        if (action.size)
            cairn_md_put(md, action);
        else
            cairn_md_say(md, CAIRN_MSG_ACTION_NOT_STATED);
        cairn_md_raw(md, "** — ");
        cairn_md_put_key(md, dead_end->value, "why_fails");
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_fail(
            &counts, dead_end->value, cairn_value_get(record, "harms"), md->in_chinese);
        cairn_md_rate(
            md, &counts, cairn_value_get(dead_end->value, "fail_rate"), CAIRN_MSG_DEAD_END_RATE);
        cairn_md_raw(md, "\n");
    }
}

static void write_transitions(struct cairn_md *md, const struct cairn_value *list,
    enum cairn_message heading, const char *remark_key)
{
    if (!cairn_value_count(list))
        return;
    cairn_md_heading(md, 2, heading);
    CAIRN_VALUE_EACH(entry, list)
    {
        struct cairn_span remark = cairn_value_get_text(entry->value, remark_key);
        cairn_md_raw(md, "- ");
        cairn_md_code(md, cairn_value_get_text(entry->value, "error_id"));
        if (remark.size) {
            cairn_md_say(md, CAIRN_MSG_WHY_DASH);
            cairn_md_put(md, remark);
        }
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        if (cairn_measured_transition(&counts, entry->value, md->in_chinese)) {
            cairn_md_say(md, CAIRN_MSG_BRACKET_OPEN);
            cairn_md_put(md, cairn_buf_span(&counts));
            cairn_md_say(md, CAIRN_MSG_BRACKET_CLOSE);
        }
        cairn_buf_pass_failure(md->out, &counts);
        cairn_md_raw(md, "\n");
    }
}

static void write_claims(struct cairn_md *md, const struct cairn_value *record)
{
    const struct cairn_value *claims = cairn_value_get(record, "claims");
    if (!cairn_value_count(claims))
        return;
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_CLAIMS);
    CAIRN_VALUE_EACH(claim, claims)
    {
        struct cairn_digits digits;
        struct cairn_span rate =
            cairn_digits_percent(&digits, cairn_value_get(claim->value, "rate"));
        cairn_md_raw(md, "- ");
        cairn_md_put_word(md, cairn_value_get_text(claim->value, "item"));
        cairn_md_say(md, CAIRN_MSG_COLON);
        cairn_md_put_key(md, claim->value, "text");
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        bool is_measured = cairn_measured_claim(&counts, claim->value, record, md->in_chinese);
        if (is_measured || rate.size)
            cairn_md_say(md, CAIRN_MSG_BRACKET_OPEN);
        if (is_measured)
            cairn_md_put(md, cairn_buf_span(&counts));
        else if (rate.size)
            cairn_md_say1(md, CAIRN_MSG_CLAIMED_RATE, rate);
        if (is_measured || rate.size)
            cairn_md_say(md, CAIRN_MSG_BRACKET_CLOSE);
        cairn_buf_pass_failure(md->out, &counts);
        cairn_md_raw(md, " ");
        cairn_md_link(md, cairn_value_get_text(claim->value, "source"));
        cairn_md_raw(md, "\n");
    }
}

static void write_examples(struct cairn_md *md, const struct cairn_value *record)
{
    const struct cairn_value *examples = cairn_value_get(record, "examples");
    bool is_first = true;
    if (!cairn_value_count(examples))
        return;
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_EXAMPLES);
    CAIRN_VALUE_EACH(example, examples)
    {
        if (!is_first)
            cairn_md_raw(md, "\n");
        is_first = false;
        cairn_md_put_key(md, example->value, "source");
        cairn_md_raw(md, "\n\n");
        cairn_md_block(md, cairn_value_get_text(example->value, "text"), 0);
    }
}

static void write_documentation(struct cairn_md *md, const struct cairn_value *record)
{
    struct cairn_span url = cairn_value_get_text(record, "official_doc_url");
    if (!url.size)
        return;
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_DOCUMENTATION);
    cairn_md_link(md, url);
    cairn_md_raw(md, "\n");
}

static void write_graph(struct cairn_md *md, const struct cairn_value *record)
{
    const struct cairn_value *graph = cairn_value_get(record, "transition_graph");
    write_transitions(
        md, cairn_value_get(graph, "leads_to"), CAIRN_MSG_SECTION_LEADS_TO, "condition");
    write_transitions(
        md, cairn_value_get(graph, "preceded_by"), CAIRN_MSG_SECTION_PRECEDED_BY, "condition");
    write_transitions(md, cairn_value_get(graph, "frequently_confused_with"),
        CAIRN_MSG_SECTION_CONFUSED_WITH, "distinction");
}

/* Columns are the causes in the order of the section about them. */
static void write_matrix(struct cairn_md *md, const struct cairn_value *record)
{
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    if (!cairn_matrix_init(&matrix, cairn_value_get(record, "cells"), causes, NULL)) {
        md->out->failure = CAIRN_ERR_MEMORY;
        return;
    }
    if (!matrix.cause_count)
        return;
    cairn_md_heading(md, 2, CAIRN_MSG_SECTION_MEASURED);
    cairn_matrix_write_md(md, &matrix);
    cairn_md_raw(md, "\n");
    for (size_t i = 0; i < matrix.cause_count; i++) {
        cairn_buf_printf(md->out, "%u. ", (unsigned)matrix.numbers[i]);
        cairn_md_put(md, cairn_cause_title(causes, matrix.causes[i]));
        cairn_md_raw(md, "\n");
    }
}

static void write_record(struct cairn_md *md, const struct cairn_value *record, bool next_only)
{
    struct cairn_span gloss = cairn_value_get_text(record, "signature_zh");
    cairn_md_raw(md, "# ");
    cairn_md_put_key(md, record, "signature");
    cairn_md_raw(md, "\n\n");
    if (md->in_chinese && gloss.size) {
        cairn_md_put(md, gloss);
        cairn_md_raw(md, "\n\n");
    }
    write_bullets(md, record);
    if (!next_only) {
        write_refuted(md, record);
        write_root_cause(md, record);
        write_versions(md, record);
        write_causes(md, record);
        write_workarounds(md, record);
        write_dead_ends(md, record);
        cairn_md_field_outcomes(md, record);
        write_matrix(md, record);
    }
    write_graph(md, record);
    if (next_only)
        return;
    write_documentation(md, record);
    write_examples(md, record);
    write_claims(md, record);
}

static void write_near(struct cairn_md *md, const struct cairn_value *tree)
{
    cairn_md_say1(md, CAIRN_MSG_NO_SUCH_ID, cairn_value_get_text(tree, "id"));
    cairn_md_raw(md, "\n");
    if (cairn_value_count(cairn_value_get(tree, "near"))) {
        cairn_md_raw(md, "\n");
        cairn_md_say(md, CAIRN_MSG_NEAR_IDS);
        cairn_md_raw(md, "\n\n");
    }
    cairn_md_records(md, cairn_value_get(tree, "near"), "id", "signature");
}

void cairn_render_show_md(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_md md = {.out = buf, .in_chinese = options->in_chinese};
    const struct cairn_value *subject = cairn_show_subject(tree);
    md.owner = subject == tree ? NULL : subject;
    if (subject == tree)
        write_near(&md, tree);
    else if (subject == cairn_value_get(tree, "record"))
        write_record(&md, subject, cairn_value_get_bool(tree, "next_only"));
    else
        cairn_render_family_md(&md, subject);
}
