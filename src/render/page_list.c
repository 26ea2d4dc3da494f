/*
 * Lists of records: all of them by domain, those of a domain, and the list under the search, which
 * the script narrows as one types. A large list has parts that link to one another. Messages are
 * what people look for, so they stand first; what is known of them stands behind.
 */
#include "render/html.h"
#include "render/render_internal.h"

static void open_page_link(
    struct cairn_html *html, const char *folder, struct cairn_span name, const char *attributes)
{
    CAIRN_AUTO_BUF struct cairn_buf path = {0};
    cairn_buf_printf(&path, "/%s%.*s/", folder, CAIRN_SPAN_ARGS(name));
    cairn_buf_printf(html->out, "<a%s href=\"", attributes);
    cairn_html_page(html, cairn_buf_span(&path));
    cairn_html_raw(html, "\">");
    cairn_buf_pass_failure(html->out, &path);
}

static void write_count(struct cairn_html *html, const struct cairn_value *group)
{
    struct cairn_digits digits;
    uint64_t records = (uint64_t)cairn_value_get_int(group, "records");
    cairn_html_raw(html, " <span class=\"soft\">");
    cairn_html_put(html, cairn_digits_of(&digits, records));
    cairn_html_raw(html, "</span>");
}

/* Domains or families: <li>title, how many records</li> */
static void write_groups(
    struct cairn_html *html, const struct cairn_value *groups, const char *folder)
{
    cairn_html_raw(html, "<ul class=\"groups\">\n");
    CAIRN_VALUE_EACH(group, groups)
    {
        cairn_html_raw(html, "<li>");
        open_page_link(html, folder, cairn_value_get_text(group->value, "id"), "");
        cairn_html_put_key(html, group->value, "title");
        cairn_html_raw(html, "</a>");
        write_count(html, group->value);
        cairn_html_raw(html, "</li>\n");
    }
    cairn_html_raw(html, "</ul>\n");
}

/* ---- records ---- */

static void write_record(struct cairn_html *html, const struct cairn_value *record)
{
    static const char *const badges[] = {"severity", "tier"};
    struct cairn_span gloss = cairn_value_get_text(record, "gloss");
    cairn_html_raw(html, "<li>");
    open_page_link(html, "errors/", cairn_value_get_text(record, "id"), "");
    cairn_html_code(html, cairn_value_get_text(record, "signature"));
    cairn_html_raw(html, "</a>\n<p class=\"soft\">");
    if (gloss.size) {
        cairn_html_put(html, gloss);
        cairn_html_raw(html, "<br>");
    }
    cairn_html_put_key(html, record, "id");
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(badges); i++) {
        cairn_html_raw(html, " · ");
        cairn_html_put_word(html, cairn_value_get_text(record, badges[i]));
    }
    cairn_html_raw(html, "</p></li>\n");
}

static void write_domain_heading(
    struct cairn_html *html, const struct cairn_value *domains, struct cairn_span id)
{
    const struct cairn_value *domain = cairn_value_find(domains, "id", id);
    cairn_html_raw(html, "<h2>");
    if (domain)
        open_page_link(html, "domains/", id, "");
    cairn_html_put(html, domain ? cairn_value_get_text(domain, "title") : id);
    cairn_html_raw(html, domain ? "</a></h2>\n" : "</h2>\n");
}

/* Records come in order of id, so those of a domain are neighbours. */
static void write_records(struct cairn_html *html, const struct cairn_value *tree)
{
    bool is_grouped = cairn_value_is_empty(cairn_value_get(tree, "domain"));
    struct cairn_span former = {0};
    bool is_open = false;
    CAIRN_VALUE_EACH(record, cairn_value_get(tree, "records"))
    {
        struct cairn_span id = cairn_value_get_text(record->value, "id");
        struct cairn_span domain = cairn_span_slice(id, 0, cairn_span_find_byte(id, '/', 0));
        if (!is_open || (is_grouped && !cairn_span_equal(domain, former))) {
            cairn_html_raw(html, is_open ? "</ul>\n</section>\n<section>\n" : "<section>\n");
            if (is_grouped)
                write_domain_heading(html, cairn_value_get(tree, "domains"), domain);
            cairn_html_raw(html, "<ul class=\"records\">\n");
            is_open = true;
        }
        former = domain;
        write_record(html, record->value);
    }
    cairn_html_raw(html, is_open ? "</ul>\n</section>\n" : "");
}

/* ---- parts ---- */

static void write_part(struct cairn_html *html, const struct cairn_value *tree, int64_t part,
    const char *attributes, enum cairn_message label)
{
    CAIRN_AUTO_BUF struct cairn_buf name = {0};
    struct cairn_span domain = cairn_value_get_text(cairn_value_get(tree, "domain"), "id");
    if (part < 1 || part > cairn_value_get_int(tree, "parts"))
        return;
    cairn_buf_append(&name, domain);
    if (part > 1)
        cairn_buf_printf(&name, domain.size ? "/%lld" : "%lld", (long long)part);
    cairn_html_raw(html, "<li>");
    /* "/errors/" itself is the first part of all records. */
    if (name.size)
        open_page_link(
            html, domain.size ? "domains/" : "errors/", cairn_buf_span(&name), attributes);
    else
        open_page_link(html, "errors", (struct cairn_span){0}, attributes);
    cairn_html_say(html, label);
    cairn_html_raw(html, "</a></li>\n");
    cairn_buf_pass_failure(html->out, &name);
}

static void write_parts(struct cairn_html *html, const struct cairn_value *tree)
{
    int64_t part = cairn_value_get_int(tree, "part");
    struct cairn_digits digits[2];
    struct cairn_span values[] = {
        cairn_digits_of(&digits[0], (uint64_t)part),
        cairn_digits_of(&digits[1], (uint64_t)cairn_value_get_int(tree, "parts")),
    };
    CAIRN_AUTO_BUF struct cairn_buf place = {0};
    if (cairn_value_get_int(tree, "parts") < 2)
        return;
    cairn_message_append(&place, CAIRN_MSG_LIST_PART, html->in_chinese, values, 2);
    cairn_html_raw(html, "<nav class=\"parts\" aria-label=\"");
    cairn_html_say(html, CAIRN_MSG_LIST_PARTS);
    cairn_html_raw(html, "\">\n<ul>\n");
    write_part(html, tree, part - 1, " rel=\"prev\"", CAIRN_MSG_LIST_PREVIOUS);
    cairn_html_element(html, "li", cairn_buf_span(&place));
    write_part(html, tree, part + 1, " rel=\"next\"", CAIRN_MSG_LIST_NEXT);
    cairn_html_raw(html, "</ul>\n</nav>\n");
    cairn_buf_pass_failure(html->out, &place);
}

/* ---- the page ---- */

static struct cairn_span title_of(const struct cairn_html *html, const struct cairn_value *tree)
{
    const struct cairn_value *domain = cairn_value_get(tree, "domain");
    struct cairn_span title = cairn_value_get_text(domain, "title");
    bool is_search = cairn_value_get_bool(tree, "is_search");
    if (!cairn_value_is_empty(domain))
        return title.size ? title : cairn_value_get_text(domain, "id");
    return cairn_span_from_string(cairn_message(
        is_search ? CAIRN_MSG_SITE_SEARCH_HINT : CAIRN_MSG_LIST_ALL, html->in_chinese));
}

static void write_intro(struct cairn_html *html, const struct cairn_value *tree)
{
    struct cairn_digits digits;
    struct cairn_span about = cairn_value_get_text(cairn_value_get(tree, "domain"), "about");
    if (about.size) {
        cairn_html_raw(html, "<p class=\"lead\">");
        cairn_html_put(html, about);
        cairn_html_raw(html, "</p>\n");
    }
    cairn_html_sentence(html, CAIRN_MSG_LIST_COUNT,
        cairn_digits_of(&digits, (uint64_t)cairn_value_get_int(tree, "total")));
}

void cairn_render_list_html(struct cairn_buf *buf, const struct cairn_value *tree,
    const struct cairn_render_options *options)
{
    struct cairn_html html = cairn_html_make(buf, options);
    const struct cairn_value *families = cairn_value_get(tree, "families");
    html.description = cairn_value_get_text(cairn_value_get(tree, "domain"), "about");
    cairn_html_begin(&html, title_of(&html, tree));
    cairn_html_element(&html, "h1", title_of(&html, tree));
    write_intro(&html, tree);
    if (cairn_value_is_empty(cairn_value_get(tree, "domain")))
        write_groups(&html, cairn_value_get(tree, "domains"), "domains/");
    if (cairn_value_count(families) && !cairn_value_get_bool(tree, "is_search")) {
        cairn_html_heading(&html, 2, CAIRN_MSG_LIST_FAMILIES);
        write_groups(&html, families, "families/");
    }
    if (!cairn_value_is_empty(cairn_value_get(tree, "domain")))
        cairn_html_heading(&html, 2, CAIRN_MSG_SECTION_RECORDS);
    write_records(&html, tree);
    write_parts(&html, tree);
    cairn_html_end(&html);
}
