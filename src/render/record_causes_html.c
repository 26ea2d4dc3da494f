/*
 * The causes of a record and the commands that tell them apart. Tells that share a command are one
 * command with several outcomes: each command stands once, with a row for each outcome.
 */
#include "ledger/tells.h"
#include "render/html.h"
#include "render/measured.h"
#include "render/record_html.h"
#include "render/render_internal.h"

/* With more causes than this, what is said of each is folded below its title. */
#define OPEN_CAUSES 4

/* ---- tells ---- */

static void write_outcome(
    struct cairn_html *html, const struct cairn_value *record, const struct cairn_value *tell)
{
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    struct cairn_span cause = cairn_value_get_text(tell, "cause");
    cairn_html_raw(html, "<tr><td>");
    cairn_html_put_key(html, tell, "shows");
    cairn_html_raw(html, "</td><td><a href=\"#cause-");
    cairn_html_put(html, cause);
    cairn_html_raw(html, "\">");
    cairn_html_put(html, cairn_cause_title(causes, cause));
    cairn_html_raw(html, "</a></td></tr>\n");
}

/* What is left when the command shows none of its outcomes. */
static void write_otherwise(
    struct cairn_html *html, const struct cairn_value *record, struct cairn_span command)
{
    struct cairn_digits digits;
    uint64_t undecided = 0;
    CAIRN_VALUE_EACH(cause, cairn_value_get(record, "root_causes"))
    undecided += !cairn_tells_cause(
        cairn_value_get(record, "tells"), command, cairn_value_get_text(cause->value, "id"));
    if (!undecided)
        return;
    cairn_html_raw(html, "<tr><td>");
    cairn_html_say(html, CAIRN_MSG_OUTCOME_OTHERWISE);
    cairn_html_raw(html, "</td><td><a href=\"#causes\">");
    cairn_html_say1(html, CAIRN_MSG_OTHER_CAUSES, cairn_digits_of(&digits, undecided));
    cairn_html_raw(html, "</a></td></tr>\n");
}

void cairn_html_tells(
    struct cairn_html *html, const struct cairn_value *record, struct cairn_span command)
{
    cairn_html_pre(html, command);
    cairn_html_tells_head(html);
    CAIRN_VALUE_EACH(tell, cairn_value_get(record, "tells"))
    {
        if (cairn_span_equal(cairn_value_get_text(tell->value, "command"), command))
            write_outcome(html, record, tell->value);
    }
    write_otherwise(html, record, command);
    cairn_html_raw(html, "</tbody>\n</table>\n");
}

/* The head of the page has the one that decides between several causes. */
static void write_tells(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *tells = cairn_value_get(record, "tells");
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    const struct cairn_value *deciding =
        cairn_value_count(causes) < 2 ? NULL : cairn_tells_deciding(tells, causes);
    CAIRN_VALUE_EACH(tell, tells)
    {
        if (tell->value != deciding && cairn_tells_is_first(tells, tell->value))
            cairn_html_tells(html, record, cairn_value_get_text(tell->value, "command"));
    }
}

/* ---- causes ---- */

static void put_basis(struct cairn_html *html, const struct cairn_value *cause)
{
    CAIRN_AUTO_BUF struct cairn_buf named_in = {0};
    if (cairn_measured_named_in(&named_in, cause, html->in_chinese))
        cairn_html_put(html, cairn_buf_span(&named_in));
    else
        cairn_html_put_word(html, cairn_value_get_text(cause, "basis"));
    cairn_buf_pass_failure(html->out, &named_in);
}

static void write_title(struct cairn_html *html, const struct cairn_value *cause)
{
    cairn_html_raw(html, "<strong>");
    cairn_html_put_key(html, cause, "title");
    cairn_html_raw(html, "</strong>");
    cairn_html_say(html, CAIRN_MSG_BRACKET_OPEN);
    put_basis(html, cause);
    cairn_html_say(html, CAIRN_MSG_BRACKET_CLOSE);
}

/* How well the commands above and below tell it. */
static void write_confusion(
    struct cairn_html *html, const struct cairn_value *record, const struct cairn_value *cause)
{
    struct cairn_span id = cairn_value_get_text(cause, "id");
    CAIRN_VALUE_EACH(tell, cairn_value_get(record, "tells"))
    {
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        if (cairn_span_equal(cairn_value_get_text(tell->value, "cause"), id) &&
            cairn_measured_tell(
                &counts, tell->value, cairn_value_get(record, "root_causes"), html->in_chinese)) {
            cairn_html_raw(html, "<p class=\"soft\">");
            cairn_html_say1(html, CAIRN_MSG_TELL_IS, cairn_value_get_text(tell->value, "shows"));
            cairn_html_raw(html, " ");
            cairn_html_put(html, cairn_buf_span(&counts));
            cairn_html_raw(html, "</p>\n");
        }
        cairn_buf_pass_failure(html->out, &counts);
    }
}

static void write_cause(struct cairn_html *html, const struct cairn_value *record,
    const struct cairn_value *cause, bool is_folded)
{
    struct cairn_span explanation = cairn_value_get_text(cause, "explanation");
    is_folded = is_folded && explanation.size;
    cairn_html_raw(html, "<li id=\"cause-");
    cairn_html_put_key(html, cause, "id");
    cairn_html_raw(html, is_folded ? "\"><details>\n<summary>" : "\"><p>");
    write_title(html, cause);
    cairn_html_raw(html, is_folded ? "</summary>\n" : "</p>\n");
    cairn_html_element(html, "p", explanation);
    write_confusion(html, record, cause);
    cairn_html_raw(html, is_folded ? "</details></li>\n" : "</li>\n");
}

void cairn_html_record_causes(struct cairn_html *html, const struct cairn_value *record)
{
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    bool is_folded = cairn_value_count(causes) > OPEN_CAUSES;
    cairn_html_raw(html, "<ol>\n");
    CAIRN_VALUE_EACH(cause, causes)
    write_cause(html, record, cause->value, is_folded);
    cairn_html_raw(html, "</ol>\n");
    write_tells(html, record);
}
