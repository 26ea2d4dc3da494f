/*
 * The form for an outcome: which record, which change, did it work, and what else is known. Where
 * no record is chosen yet, it asks for one; a static export has that page alone, and says how a
 * program reports.
 */
#include "render/box.h"
#include "render/html.h"
#include "render/links.h"
#include "render/render_internal.h"

/* ---- parts of a form ---- */

static void open_form(struct cairn_html *html, bool is_post)
{
    cairn_html_raw(html, is_post ? "<form class=\"fields\" method=\"post\" action=\""
                                 : "<form class=\"fields\" action=\"");
    cairn_html_path(html, CAIRN_SPAN("/outcome/"));
    cairn_html_raw(html, "\">\n");
    cairn_html_form_language(html);
}

static void close_form(struct cairn_html *html, enum cairn_message label)
{
    cairn_html_raw(html, "<button>");
    cairn_html_say(html, label);
    cairn_html_raw(html, "</button>\n</form>\n");
}

static void write_hidden(struct cairn_html *html, const char *name, struct cairn_span value)
{
    cairn_buf_printf(html->out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    cairn_html_put(html, value);
    cairn_html_raw(html, "\">\n");
}

static void write_input(
    struct cairn_html *html, const char *name, const char *attributes, enum cairn_message label)
{
    cairn_html_raw(html, "<p><label>");
    cairn_html_say(html, label);
    cairn_buf_printf(html->out, "<br><input name=\"%s\" %s></label></p>\n", name, attributes);
}

static void write_option(struct cairn_html *html, const struct cairn_value *entry,
    const char *text_key, struct cairn_span chosen)
{
    struct cairn_span id = cairn_value_get_text(entry, "id");
    cairn_html_raw(html, "<option value=\"");
    cairn_html_put(html, id);
    cairn_html_raw(html, cairn_span_equal(id, chosen) ? "\" selected>" : "\">");
    cairn_html_put_key(html, entry, text_key);
    cairn_html_raw(html, "</option>\n");
}

struct choice {
    const char *name;
    enum cairn_message label, none;
    const char *list, *text; /* keys of the tree and of its entries */
    bool is_required;
};

static void write_choice(
    struct cairn_html *html, const struct cairn_value *tree, const struct choice *choice)
{
    cairn_html_raw(html, "<p><label>");
    cairn_html_say(html, choice->label);
    cairn_buf_printf(html->out, "<br><select name=\"%s\"%s>\n<option value=\"\">", choice->name,
        choice->is_required ? " required" : "");
    cairn_html_say(html, choice->none);
    cairn_html_raw(html, "</option>\n");
    CAIRN_VALUE_EACH(entry, cairn_value_get(tree, choice->list))
    write_option(html, entry->value, choice->text, cairn_value_get_text(tree, choice->name));
    cairn_html_raw(html, "</select></label></p>\n");
}

static void write_worked(struct cairn_html *html)
{
    cairn_html_raw(html, "<fieldset>\n<legend>");
    cairn_html_say(html, CAIRN_MSG_FORM_WORKED);
    cairn_html_raw(html,
        "</legend>\n<label><input type=\"radio\" name=\"worked\" value=\"worked\" required> ");
    cairn_html_say(html, CAIRN_MSG_FORM_YES);
    cairn_html_raw(
        html, "</label>\n<label><input type=\"radio\" name=\"worked\" value=\"failed\"> ");
    cairn_html_say(html, CAIRN_MSG_FORM_NO);
    cairn_html_raw(html, "</label>\n</fieldset>\n");
}

/* ---- the page ---- */

static void write_report(struct cairn_html *html, const struct cairn_value *tree)
{
    static const struct choice change = {
        "change", CAIRN_MSG_FORM_CHANGE, CAIRN_MSG_FORM_CHOOSE, "changes", "action", true};
    static const struct choice cause = {
        "cause", CAIRN_MSG_FORM_CAUSE, CAIRN_MSG_FORM_UNKNOWN, "causes", "title", false};
    const struct cairn_value *record = cairn_value_get(tree, "record");
    struct cairn_span id = cairn_value_get_text(record, "id");
    cairn_html_raw(html, "<p>");
    cairn_html_record(html, id);
    cairn_html_raw(html, " ");
    cairn_html_put_key(html, record, "signature");
    cairn_html_raw(html, "</p>\n");
    open_form(html, true);
    write_hidden(html, "guard", cairn_value_get_text(tree, "guard"));
    write_hidden(html, "record", id);
    write_choice(html, tree, &change);
    write_worked(html);
    write_choice(html, tree, &cause);
    write_input(html, "environment",
        "type=\"text\" maxlength=\"200\" placeholder=\"nginx 1.22.1, openssl 3.0.20\"",
        CAIRN_MSG_FORM_ENVIRONMENT);
    write_input(html, "token", "type=\"password\" maxlength=\"200\" autocomplete=\"off\"",
        CAIRN_MSG_FORM_TOKEN);
    close_form(html, CAIRN_MSG_FORM_SEND);
}

static void ask_for_record(struct cairn_html *html)
{
    open_form(html, false);
    write_input(html, "record",
        "type=\"text\" required maxlength=\"200\" placeholder=\"nginx/upstream-verify-expired\"",
        CAIRN_MSG_FORM_RECORD);
    close_form(html, CAIRN_MSG_FORM_NEXT);
    cairn_html_heading(html, 2, CAIRN_MSG_FORM_PROGRAM);
    cairn_html_pre(
        html, CAIRN_SPAN("cairn outcome nginx/upstream-verify-expired trust_root worked"));
}

void cairn_render_outcome_form_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    const struct cairn_value *near = cairn_value_get(tree, "near");
    CAIRN_AUTO_BUF struct cairn_buf same_query = {0};
    cairn_link_append_parameter(
        &same_query, "record", cairn_value_text(cairn_value_path(tree, "record.id")));
    cairn_link_append_parameter(&same_query, "change", cairn_value_get_text(tree, "change"));
    html.query = cairn_buf_span(&same_query);
    cairn_html_begin(
        &html, cairn_span_from_string(cairn_message(CAIRN_MSG_FORM_TITLE, options->in_chinese)));
    cairn_html_heading(&html, 1, CAIRN_MSG_FORM_TITLE);
    cairn_html_paragraph(&html, CAIRN_MSG_FORM_TEXT);
    if (cairn_value_count(near)) {
        cairn_html_heading(&html, 2, CAIRN_MSG_MISSING_NEAR);
        cairn_html_records(&html, near, "id", "signature");
    }
    if (cairn_value_is_empty(cairn_value_get(tree, "record")))
        ask_for_record(&html);
    else
        write_report(&html, tree);
    cairn_html_heading(&html, 2, CAIRN_MSG_FORM_COUNTS);
    cairn_html_paragraph(&html, CAIRN_MSG_FORM_COUNTS_TEXT);
    cairn_html_end(&html);
    cairn_buf_pass_failure(buf, &same_query);
}
