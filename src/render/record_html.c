/*
 * A published record as a page, in the order and with the labels of the reference pages: badges,
 * message, id, other forms, figures, versions, root cause, documentation, workarounds, dead ends.
 * The English page carries the Chinese root cause and steps; the Chinese page is all Chinese.
 * Causes with their tells stand before the workarounds, all else after the dead ends. One table
 * says which sections there are: the page and its table of contents follow it.
 */
#include "render/record_html.h"

#include "render/html.h"
#include "render/linked_data.h"
#include "render/render_internal.h"

/* With fewer sections a table of contents is longer than the way it saves. */
#define CONTENTS_SECTIONS 4

/* ---- versions ---- */

static void write_cell(struct cairn_html *html, struct cairn_span value)
{
    cairn_html_raw(html, "<td>");
    cairn_html_put(html, value.size ? value : CAIRN_SPAN("—"));
    cairn_html_raw(html, "</td>");
}

/* What changed in this version, where it was seen. */
static void write_notes(struct cairn_html *html, const struct cairn_value *version)
{
    struct cairn_span behaviour = cairn_value_get_text(version, "behavior_change");
    struct cairn_span environment = cairn_value_get_text(version, "environment");
    cairn_html_raw(html, "<td>");
    cairn_html_put(html, behaviour);
    if (behaviour.size && environment.size)
        cairn_html_say(html, CAIRN_MSG_LIST_SEPARATOR);
    cairn_html_put(html, environment);
    cairn_html_raw(html, "</td>");
}

static void list_versions_of(
    struct cairn_html *html, const struct cairn_value *versions, struct cairn_span wording)
{
    bool is_first = true;
    CAIRN_VALUE_EACH(version, versions)
    {
        if (!cairn_span_equal(cairn_value_get_text(version->value, "wording"), wording))
            continue;
        if (!is_first)
            cairn_html_say(html, CAIRN_MSG_LIST_SEPARATOR);
        is_first = false;
        cairn_html_put_key(html, version->value, "version");
    }
}

/* Each wording once, with the versions that print it. */
static void write_wordings(struct cairn_html *html, const struct cairn_value *versions)
{
    CAIRN_VALUE_EACH(version, versions)
    {
        struct cairn_span wording = cairn_value_get_text(version->value, "wording");
        const struct cairn_value *first = cairn_value_find(versions, "wording", wording);
        if (!wording.size || first != version->value)
            continue;
        cairn_html_raw(html, "<p>");
        list_versions_of(html, versions, wording);
        cairn_html_raw(html, " ");
        cairn_html_say(html, CAIRN_MSG_WORDING);
        cairn_html_raw(html, "</p>\n");
        cairn_html_pre(html, wording);
    }
}

static void write_versions(struct cairn_html *html, const struct cairn_value *record)
{
    static const enum cairn_message columns[] = {CAIRN_MSG_COLUMN_VERSION, CAIRN_MSG_COLUMN_STATUS,
        CAIRN_MSG_COLUMN_INTRODUCED, CAIRN_MSG_COLUMN_DEPRECATED, CAIRN_MSG_COLUMN_NOTES};
    const struct cairn_value *versions = cairn_value_get(record, "versions");
    cairn_html_table(html, CAIRN_MSG_SECTION_VERSIONS, columns, CAIRN_ARRAY_SIZE(columns));
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
    cairn_html_table_end(html);
    write_wordings(html, versions);
}

/* ---- refuted, root cause, documentation ---- */

static void write_refuted(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *refuted = cairn_value_get(record, "refuted");
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
    cairn_html_raw(html, "<p>");
    cairn_html_link(html, cairn_value_get_text(record, "official_doc_url"));
    cairn_html_raw(html, "</p>\n");
    cairn_html_element(html, "p", cairn_value_get_text(record, "official_doc_section"));
}

/* ---- the sections ---- */

struct section {
    const char *id; /* of the element, for links */
    enum cairn_message heading;
    const char *key; /* of the record: without it there is no such section */
    void (*write)(struct cairn_html *html, const struct cairn_value *record);
    bool (*has)(const struct cairn_value *record); /* NULL: the key decides */
};

static const struct section sections[] = {
    {"refuted", CAIRN_MSG_SECTION_REFUTED, "refuted", write_refuted, NULL},
    {"versions", CAIRN_MSG_SECTION_VERSIONS, "versions", write_versions, NULL},
    {"root-cause", CAIRN_MSG_SECTION_ROOT_CAUSE, "id", write_root_cause, NULL},
    {"documentation", CAIRN_MSG_SECTION_DOCUMENTATION, "official_doc_url", write_documentation,
        NULL},
    {"causes", CAIRN_MSG_SECTION_CAUSES, "root_causes", cairn_html_record_causes, NULL},
    {"workarounds", CAIRN_MSG_SECTION_WORKAROUNDS, "workarounds", cairn_html_record_workarounds,
        NULL},
    {"dead-ends", CAIRN_MSG_SECTION_DEAD_ENDS, "dead_ends", cairn_html_record_dead_ends, NULL},
    {"measured", CAIRN_MSG_SECTION_MEASURED, "cells", cairn_html_record_matrix, NULL},
    {"claims", CAIRN_MSG_SECTION_CLAIMS, "claims", cairn_html_record_claims, NULL},
    {"transitions", CAIRN_MSG_SECTION_TRANSITIONS, "transition_graph",
        cairn_html_record_transitions, cairn_record_has_transitions},
    {"examples", CAIRN_MSG_SECTION_EXAMPLES, "examples", cairn_html_record_examples, NULL},
    {"field", CAIRN_MSG_SECTION_FIELD, "field", cairn_html_record_field, NULL},
};

static bool has_section(const struct cairn_value *record, const struct section *section)
{
    if (section->has)
        return section->has(record);
    return !cairn_value_is_empty(cairn_value_get(record, section->key));
}

static void write_contents(struct cairn_html *html, const struct cairn_value *record)
{
    size_t count = 0;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(sections); i++)
        count += has_section(record, &sections[i]);
    if (count < CONTENTS_SECTIONS)
        return;
    cairn_html_raw(html, "<nav class=\"toc\" aria-label=\"");
    cairn_html_say(html, CAIRN_MSG_CONTENTS);
    cairn_html_raw(html, "\">\n<ul>\n");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(sections); i++) {
        if (!has_section(record, &sections[i]))
            continue;
        cairn_buf_printf(html->out, "<li><a href=\"#%s\">", sections[i].id);
        cairn_html_say(html, sections[i].heading);
        cairn_html_raw(html, "</a></li>\n");
    }
    cairn_html_raw(html, "</ul>\n</nav>\n");
}

static void write_section(
    struct cairn_html *html, const struct cairn_value *record, const struct section *section)
{
    cairn_buf_printf(html->out, "<section id=\"%s\">\n", section->id);
    cairn_html_heading(html, 2, section->heading);
    section->write(html, record);
    cairn_html_raw(html, "</section>\n");
}

static void write_record(struct cairn_html *html, const struct cairn_value *record)
{
    cairn_html_raw(html, "<article class=\"record\">\n");
    cairn_html_record_head(html, record);
    write_contents(html, record);
    cairn_html_raw(html, "<div>\n");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(sections); i++) {
        if (has_section(record, &sections[i]))
            write_section(html, record, &sections[i]);
    }
    cairn_html_raw(html, "</div>\n</article>\n");
    if (html->site)
        cairn_html_record_data(html, record);
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
    html.description = cairn_value_get_text(subject, "root_cause");
    cairn_html_begin(&html, page_title(subject));
    if (subject == tree)
        write_near(&html, tree);
    else if (subject == cairn_value_get(tree, "record"))
        write_record(&html, subject);
    else
        cairn_render_family_html(&html, subject);
    cairn_html_end(&html);
}
