/*
 * A published record as a page, in the order and with the labels of the reference pages: badges,
 * message, id, other forms, figures, versions, root cause, documentation, workarounds, dead ends.
 * The English page carries the Chinese root cause and steps; the Chinese page is all Chinese.
 * Causes with their tells stand before the workarounds, all else after the dead ends.
 */
#include "render/html.h"
#include "render/matrix.h"
#include "render/measured.h"
#include "render/render_internal.h"

static void write_badges(struct cairn_html *html, const struct cairn_value *record)
{
    static const char *const keys[] = {"domain", "category", "tier", "resolvable"};
    cairn_html_raw(html, "<ul class=\"badges\">\n");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++) {
        struct cairn_span value = cairn_value_get_text(record, keys[i]);
        cairn_html_element(html, "li", cairn_message_word(value, html->in_chinese));
    }
    cairn_html_raw(html, "</ul>\n");
}

static void write_forms(struct cairn_html *html)
{
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_ALSO_AVAILABLE);
    cairn_html_raw(html, " <a href=\"index.json\" type=\"application/json\">JSON</a> · "
                         "<a href=\"index.md\" type=\"text/markdown\">Markdown</a> · ");
    cairn_html_raw(html, html->in_chinese
                             ? "<a href=\"./\" hreflang=\"en\" lang=\"en\">"
                             : "<a href=\"zh.html\" hreflang=\"zh-Hans\" lang=\"zh-Hans\">");
    cairn_html_say(html, CAIRN_MSG_OTHER_LANGUAGE);
    cairn_html_raw(html, "</a></p>\n");
}

static void write_figure(struct cairn_html *html, struct cairn_span value, enum cairn_message label)
{
    cairn_html_raw(html, "<li><strong>");
    cairn_html_put(html, value.size ? value : CAIRN_SPAN("—"));
    cairn_html_raw(html, "</strong> ");
    cairn_html_say(html, label);
    cairn_html_raw(html, "</li>\n");
}

static void write_figures(struct cairn_html *html, const struct cairn_value *record)
{
    struct cairn_digits rate;
    struct cairn_digits confidence;
    cairn_html_raw(html, "<ul class=\"figures\">\n");
    write_figure(html, cairn_digits_percent(&rate, cairn_value_get(record, "fix_success_rate")),
        CAIRN_MSG_LABEL_FIX_RATE);
    write_figure(html, cairn_digits_percent(&confidence, cairn_value_get(record, "confidence")),
        CAIRN_MSG_LABEL_CONFIDENCE);
    write_figure(html, cairn_value_get_text(record, "evidence_count"), CAIRN_MSG_LABEL_EVIDENCE);
    write_figure(html, cairn_value_get_text(record, "first_seen"), CAIRN_MSG_LABEL_FIRST_SEEN);
    cairn_html_raw(html, "</ul>\n");
}

static void write_header(struct cairn_html *html, const struct cairn_value *record)
{
    struct cairn_span gloss = cairn_value_get_text(record, "signature_zh");
    cairn_html_raw(html, "<header>\n");
    write_badges(html, record);
    cairn_html_element(html, "h1", cairn_value_get_text(record, "signature"));
    if (html->in_chinese)
        cairn_html_element(html, "p", gloss);
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_LABEL_ID);
    cairn_html_say(html, CAIRN_MSG_COLON);
    cairn_html_raw(html, "<code>");
    cairn_html_put_key(html, record, "id");
    cairn_html_raw(html, "</code></p>\n");
    write_forms(html);
    write_figures(html, record);
    cairn_html_raw(html, "</header>\n");
}

static void write_cell(struct cairn_html *html, struct cairn_span value)
{
    cairn_html_raw(html, "<td>");
    cairn_html_put(html, value.size ? value : CAIRN_SPAN("—"));
    cairn_html_raw(html, "</td>");
}

/* What changed in this version, how it words the message, where it was seen. */
static void write_notes(struct cairn_html *html, const struct cairn_value *version)
{
    static const char *const keys[] = {"behavior_change", "wording", "environment"};
    bool is_first = true;
    cairn_html_raw(html, "<td>");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++) {
        struct cairn_span note = cairn_value_get_text(version, keys[i]);
        if (note.size && !is_first)
            cairn_html_say(html, CAIRN_MSG_LIST_SEPARATOR);
        cairn_html_put(html, note);
        is_first = is_first && !note.size;
    }
    cairn_html_raw(html, "</td>");
}

static void write_versions(struct cairn_html *html, const struct cairn_value *record)
{
    static const enum cairn_message columns[] = {CAIRN_MSG_COLUMN_VERSION, CAIRN_MSG_COLUMN_STATUS,
        CAIRN_MSG_COLUMN_INTRODUCED, CAIRN_MSG_COLUMN_DEPRECATED, CAIRN_MSG_COLUMN_NOTES};
    const struct cairn_value *versions = cairn_value_get(record, "versions");
    if (!cairn_value_count(versions))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_VERSIONS);
    cairn_html_raw(html, "<table>\n<thead><tr>");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(columns); i++) {
        cairn_html_raw(html, "<th scope=\"col\">");
        cairn_html_say(html, columns[i]);
        cairn_html_raw(html, "</th>");
    }
    cairn_html_raw(html, "</tr></thead>\n<tbody>\n");
    CAIRN_VALUE_EACH(version, versions)
    {
        cairn_html_raw(html, "<tr>");
        write_cell(html, cairn_value_get_text(version->value, "version"));
        write_cell(html,
            cairn_message_word(cairn_value_get_text(version->value, "status"), html->in_chinese));
        write_cell(html, cairn_value_get_text(version->value, "introduced"));
        write_cell(html, cairn_value_get_text(version->value, "deprecated"));
        write_notes(html, version->value);
        cairn_html_raw(html, "</tr>\n");
    }
    cairn_html_raw(html, "</tbody>\n</table>\n");
}

static void write_refuted(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *refuted = cairn_value_get(record, "refuted");
    if (cairn_value_is_empty(refuted))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_REFUTED);
    cairn_html_raw(html, "<p><strong>");
    cairn_html_say(html, CAIRN_MSG_REFUTED_TEXT);
    cairn_html_raw(html, "</strong> ");
    cairn_html_put_key(html, refuted, "text");
    cairn_html_raw(html, "</p>\n");
    CAIRN_VALUE_EACH(id, cairn_value_get(refuted, "probably"))
    {
        cairn_html_raw(html, "<p>");
        cairn_html_say(html, CAIRN_MSG_REFUTED_PROBABLY);
        cairn_html_record(html, cairn_value_text(id->value));
        cairn_html_raw(html, "</p>\n");
    }
}

static void write_root_cause(struct cairn_html *html, const struct cairn_value *record)
{
    struct cairn_span chinese = cairn_value_get_text(record, "root_cause_zh");
    struct cairn_span unless = cairn_value_get_text(record, "no_action_unless");
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_ROOT_CAUSE);
    cairn_html_element(html, "p", cairn_value_get_text(record, "root_cause"));
    cairn_html_element(html, "p",
        cairn_message_word(cairn_value_get_text(record, "root_cause_type"), html->in_chinese));
    if (unless.size)
        cairn_html_sentence(html, CAIRN_MSG_LEAVE_UNLESS, unless);
    if (html->in_chinese || !chinese.size)
        return;
    cairn_html_raw(html, "<section lang=\"zh-Hans\">\n<h3>中文</h3>\n");
    cairn_html_element(html, "p", chinese);
    cairn_html_raw(html, "</section>\n");
}

static void write_documentation(struct cairn_html *html, const struct cairn_value *record)
{
    struct cairn_span url = cairn_value_get_text(record, "official_doc_url");
    if (!url.size)
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_DOCUMENTATION);
    cairn_html_raw(html, "<p>");
    cairn_html_link(html, url);
    cairn_html_raw(html, "</p>\n");
    cairn_html_element(html, "p", cairn_value_get_text(record, "official_doc_section"));
}

static void write_tells(
    struct cairn_html *html, const struct cairn_value *record, struct cairn_span cause)
{
    CAIRN_VALUE_EACH(tell, cairn_value_get(record, "tells"))
    {
        if (!cairn_span_equal(cairn_value_get_text(tell->value, "cause"), cause))
            continue;
        cairn_html_sentence(html, CAIRN_MSG_TELL_SHOWS, cairn_value_get_text(tell->value, "shows"));
        cairn_html_pre(html, cairn_value_get_text(tell->value, "command"));
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_tell(
            &counts, tell->value, cairn_value_get(record, "root_causes"), html->in_chinese);
        cairn_html_element(html, "p", cairn_buf_span(&counts));
        cairn_buf_pass_failure(html->out, &counts);
    }
}

static void put_basis(struct cairn_html *html, const struct cairn_value *cause)
{
    CAIRN_AUTO_BUF struct cairn_buf named_in = {0};
    if (cairn_measured_named_in(&named_in, cause, html->in_chinese))
        cairn_html_put(html, cairn_buf_span(&named_in));
    else
        cairn_html_put_word(html, cairn_value_get_text(cause, "basis"));
    cairn_buf_pass_failure(html->out, &named_in);
}

static void write_causes(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    if (!cairn_value_count(causes))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_CAUSES);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(cause, causes)
    {
        cairn_html_raw(html, "<li><p><strong>");
        cairn_html_put_key(html, cause->value, "title");
        cairn_html_raw(html, "</strong>");
        cairn_html_say(html, CAIRN_MSG_BRACKET_OPEN);
        put_basis(html, cause->value);
        cairn_html_say(html, CAIRN_MSG_BRACKET_CLOSE);
        cairn_html_raw(html, "</p>\n");
        cairn_html_element(html, "p", cairn_value_get_text(cause->value, "explanation"));
        write_tells(html, record, cairn_value_get_text(cause->value, "id"));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

static void write_resolves(
    struct cairn_html *html, const struct cairn_value *workaround, const struct cairn_value *causes)
{
    const struct cairn_value *resolves = cairn_value_get(workaround, "resolves");
    if (cairn_value_count(causes) < 2 || !cairn_value_count(resolves))
        return;
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_RESOLVES);
    cairn_html_put_titles(html, causes, resolves);
    cairn_html_raw(html, "</p>\n");
}

static void write_effect(struct cairn_html *html, const struct cairn_value *workaround)
{
    struct cairn_span where = cairn_value_get_text(workaround, "where");
    struct cairn_span carrier = cairn_value_get_text(workaround, "carrier");
    bool is_reload = cairn_span_equal_string(carrier, "reload");
    if (!where.size)
        return;
    cairn_html_raw(html, "<p>");
    cairn_html_say1(html, CAIRN_MSG_WHERE, cairn_message_word(where, html->in_chinese));
    if (is_reload || cairn_span_equal_string(carrier, "restart")) {
        cairn_html_say(html, CAIRN_MSG_LIST_SEPARATOR);
        cairn_html_say(html, is_reload ? CAIRN_MSG_AFTER_RELOAD : CAIRN_MSG_AFTER_RESTART);
    }
    cairn_html_raw(html, "</p>\n");
}

static void write_workarounds(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *workarounds = cairn_value_get(record, "workarounds");
    if (!cairn_value_count(workarounds))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_WORKAROUNDS);
    cairn_html_raw(html, "<ol>\n");
    CAIRN_VALUE_EACH(workaround, workarounds)
    {
        cairn_html_raw(html, "<li><p>");
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_success(
            &counts, workaround->value, cairn_value_get(record, "root_causes"), html->in_chinese);
        cairn_html_rate(html, &counts, cairn_value_get(workaround->value, "success_rate"),
            CAIRN_MSG_SUCCESS_RATE);
        cairn_html_raw(html, " ");
        cairn_html_put_key(html, workaround->value, "action");
        cairn_html_raw(html, "</p>\n");
        cairn_html_pre(html, cairn_value_get_text(workaround->value, "how"));
        write_effect(html, workaround->value);
        write_resolves(html, workaround->value, cairn_value_get(record, "root_causes"));
        cairn_html_field(
            html, CAIRN_MSG_LABEL_NEEDS, cairn_value_get_text(workaround->value, "needs"));
        cairn_html_field(
            html, CAIRN_MSG_LABEL_UNDO, cairn_value_get_text(workaround->value, "undo"));
        cairn_html_verify(html, cairn_value_get(workaround->value, "verify"));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n");
}

static void write_chinese_steps(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *steps = cairn_value_get(record, "workarounds_zh");
    if (html->in_chinese || !cairn_value_count(steps))
        return;
    cairn_html_raw(html, "<section lang=\"zh-Hans\">\n<h3>中文步骤</h3>\n<ol>\n");
    CAIRN_VALUE_EACH(step, steps)
    {
        cairn_html_raw(html, "<li>");
        cairn_html_pre(html, cairn_value_text(step->value));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n</section>\n");
}

static void write_dead_ends(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *dead_ends = cairn_value_get(record, "dead_ends");
    if (!cairn_value_count(dead_ends))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_DEAD_ENDS);
    cairn_html_raw(html, "<p>");
    cairn_html_say(html, CAIRN_MSG_COMMON_APPROACHES);
    cairn_html_raw(html, "</p>\n<ol>\n");
    CAIRN_VALUE_EACH(dead_end, dead_ends)
    {
        struct cairn_span action = cairn_value_get_text(dead_end->value, "action");
        cairn_html_raw(html, "<li><p>");
        if (action.size) {
            cairn_html_raw(html, "<strong>");
            cairn_html_put(html, action);
            cairn_html_raw(html, "</strong> ");
        }
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_fail(
            &counts, dead_end->value, cairn_value_get(record, "harms"), html->in_chinese);
        cairn_html_rate(
            html, &counts, cairn_value_get(dead_end->value, "fail_rate"), CAIRN_MSG_DEAD_END_RATE);
        cairn_html_raw(html, "</p>\n");
        cairn_html_element(html, "p", cairn_value_get_text(dead_end->value, "why_fails"));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n");
}

/* Columns are the causes in the order of the section about them; each header has its title. */
static void write_matrix(struct cairn_html *html, const struct cairn_value *record)
{
    CAIRN_AUTO_MATRIX struct cairn_matrix matrix = {0};
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    if (!cairn_matrix_init(&matrix, cairn_value_get(record, "cells"), causes, NULL)) {
        html->out->failure = CAIRN_ERR_MEMORY;
        return;
    }
    if (!matrix.cause_count)
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_MEASURED);
    cairn_matrix_write_html(html, &matrix, causes);
    cairn_html_raw(html, "<ol>\n");
    for (size_t i = 0; i < matrix.cause_count; i++) {
        cairn_buf_printf(html->out, "<li value=\"%u\">", (unsigned)matrix.numbers[i]);
        cairn_html_put(html, cairn_cause_title(causes, matrix.causes[i]));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ol>\n");
}

static void write_transitions(struct cairn_html *html, const struct cairn_value *list,
    enum cairn_message heading, const char *remark_key)
{
    if (!cairn_value_count(list))
        return;
    cairn_html_heading(html, 2, heading);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(entry, list)
    {
        struct cairn_span remark = cairn_value_get_text(entry->value, remark_key);
        cairn_html_raw(html, "<li>");
        cairn_html_record(html, cairn_value_get_text(entry->value, "error_id"));
        if (remark.size) {
            cairn_html_say(html, CAIRN_MSG_WHY_DASH);
            cairn_html_put(html, remark);
        }
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        if (cairn_measured_transition(&counts, entry->value, html->in_chinese)) {
            cairn_html_say(html, CAIRN_MSG_BRACKET_OPEN);
            cairn_html_put(html, cairn_buf_span(&counts));
            cairn_html_say(html, CAIRN_MSG_BRACKET_CLOSE);
        }
        cairn_buf_pass_failure(html->out, &counts);
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

static void write_graph(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *graph = cairn_value_get(record, "transition_graph");
    write_transitions(
        html, cairn_value_get(graph, "leads_to"), CAIRN_MSG_SECTION_LEADS_TO, "condition");
    write_transitions(
        html, cairn_value_get(graph, "preceded_by"), CAIRN_MSG_SECTION_PRECEDED_BY, "condition");
    write_transitions(html, cairn_value_get(graph, "frequently_confused_with"),
        CAIRN_MSG_SECTION_CONFUSED_WITH, "distinction");
}

static void write_examples(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *examples = cairn_value_get(record, "examples");
    if (cairn_value_count(examples))
        cairn_html_heading(html, 2, CAIRN_MSG_SECTION_EXAMPLES);
    CAIRN_VALUE_EACH(example, examples)
    {
        cairn_html_pre(html, cairn_value_get_text(example->value, "text"));
        cairn_html_element(html, "p", cairn_value_get_text(example->value, "source"));
    }
}

static void write_claims(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *claims = cairn_value_get(record, "claims");
    if (!cairn_value_count(claims))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_SECTION_CLAIMS);
    cairn_html_raw(html, "<ul>\n");
    CAIRN_VALUE_EACH(claim, claims)
    {
        struct cairn_digits digits;
        struct cairn_span rate =
            cairn_digits_percent(&digits, cairn_value_get(claim->value, "rate"));
        cairn_html_raw(html, "<li>");
        cairn_html_put_word(html, cairn_value_get_text(claim->value, "item"));
        cairn_html_say(html, CAIRN_MSG_COLON);
        cairn_html_put_key(html, claim->value, "text");
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        bool is_measured = cairn_measured_claim(&counts, claim->value, record, html->in_chinese);
        if (is_measured || rate.size)
            cairn_html_say(html, CAIRN_MSG_BRACKET_OPEN);
        if (is_measured)
            cairn_html_put(html, cairn_buf_span(&counts));
        else if (rate.size)
            cairn_html_say1(html, CAIRN_MSG_CLAIMED_RATE, rate);
        if (is_measured || rate.size)
            cairn_html_say(html, CAIRN_MSG_BRACKET_CLOSE);
        cairn_buf_pass_failure(html->out, &counts);
        cairn_html_raw(html, " ");
        cairn_html_link(html, cairn_value_get_text(claim->value, "source"));
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

static void write_record(struct cairn_html *html, const struct cairn_value *record)
{
    write_header(html, record);
    write_refuted(html, record);
    write_versions(html, record);
    write_root_cause(html, record);
    write_documentation(html, record);
    write_causes(html, record);
    write_workarounds(html, record);
    write_chinese_steps(html, record);
    write_dead_ends(html, record);
    cairn_html_field_outcomes(html, record);
    write_matrix(html, record);
    write_graph(html, record);
    write_examples(html, record);
    write_claims(html, record);
}

static void write_near(struct cairn_html *html, const struct cairn_value *tree)
{
    const struct cairn_value *near = cairn_value_get(tree, "near");
    cairn_html_raw(html, "<h1>");
    cairn_html_say1(html, CAIRN_MSG_NO_SUCH_ID, cairn_value_get_text(tree, "id"));
    cairn_html_raw(html, "</h1>\n");
    if (!cairn_value_count(near))
        return;
    cairn_html_heading(html, 2, CAIRN_MSG_NEAR_IDS);
    cairn_html_records(html, near, "id", "signature");
}

static struct cairn_span page_title(const struct cairn_value *subject)
{
    static const char *const keys[] = {"signature", "title", "id"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++) {
        struct cairn_span title = cairn_value_get_text(subject, keys[i]);
        if (title.size)
            return title;
    }
    return (struct cairn_span){0};
}

void cairn_render_show_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    const struct cairn_value *subject = cairn_show_subject(tree);
    html.owner = subject == tree ? NULL : subject;
    cairn_html_begin(&html, page_title(subject));
    if (subject == tree)
        write_near(&html, tree);
    else if (subject == cairn_value_get(tree, "record"))
        write_record(&html, subject);
    else
        cairn_render_family_html(&html, subject);
    cairn_html_end(&html);
}
