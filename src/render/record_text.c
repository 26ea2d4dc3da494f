/*
 * A record on a terminal (cairn show ID): everything it says, in sections, in the order in which
 * somebody needs it. With next_only only what leads here and what comes next. Reads the published
 * record (cairn.record/1) only.
 */
#include "render/measured.h"
#include "render/render_internal.h"

#define INDENT         2
#define HANG           4
#define COMMAND_INDENT 6
#define WORDING_LINES  4

/* Counts where there are some, else the share. */
static void put_rate(struct cairn_text *text, const struct cairn_buf *counts,
    const struct cairn_value *rate, enum cairn_message message)
{
    struct cairn_digits digits;
    struct cairn_span percent = cairn_digits_percent(&digits, rate);
    cairn_text_style(text, CAIRN_STYLE_DIM);
    cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
    cairn_buf_pass_failure(text->out, counts);
    if (counts->size)
        cairn_text_put(text, cairn_buf_span(counts));
    else if (percent.size)
        cairn_text_say1(text, message, percent);
    else
        cairn_text_say(text, CAIRN_MSG_NOT_YET_RUN);
    cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
}

static void put_separated_word(
    struct cairn_text *text, const struct cairn_value *record, const char *key)
{
    struct cairn_span value = cairn_value_get_text(record, key);
    if (!value.size)
        return;
    if (!cairn_text_is_empty(text))
        cairn_text_add(text, " ·\u00A0");
    cairn_text_put_word(text, value);
}

static void write_title(struct cairn_text *text, const struct cairn_value *record)
{
    struct cairn_span gloss = cairn_value_get_text(record, "signature_zh");
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put_key(text, record, "signature");
    cairn_text_flush(text, 0, 0);
    if (text->in_chinese && gloss.size) {
        cairn_text_put(text, gloss);
        cairn_text_flush(text, 0, 0);
    }
    cairn_text_put_key(text, record, "id");
    cairn_text_flush(text, 0, 0);
    static const char *const keys[] = {"category", "severity", "impact", "tier"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(keys); i++)
        put_separated_word(text, record, keys[i]);
    cairn_text_flush(text, 0, 0);
}

static void write_refuted(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *refuted = cairn_value_get(record, "refuted");
    if (cairn_value_is_empty(refuted))
        return;
    cairn_text_heading(text, CAIRN_MSG_SECTION_REFUTED);
    cairn_text_say(text, CAIRN_MSG_REFUTED_TEXT);
    cairn_text_say(text, CAIRN_MSG_SENTENCE_GAP);
    cairn_text_put_key(text, refuted, "text");
    cairn_text_flush(text, INDENT, INDENT);
    CAIRN_VALUE_EACH(probably, cairn_value_get(refuted, "probably"))
    {
        cairn_text_say(text, CAIRN_MSG_REFUTED_PROBABLY);
        cairn_text_put(text, cairn_value_text(probably->value));
        cairn_text_flush(text, INDENT, HANG);
    }
}

static void write_root_cause(struct cairn_text *text, const struct cairn_value *record)
{
    struct cairn_span unless = cairn_value_get_text(record, "no_action_unless");
    cairn_text_heading(text, CAIRN_MSG_SECTION_ROOT_CAUSE);
    cairn_text_put_key(text, record, "root_cause");
    cairn_text_flush(text, INDENT, INDENT);
    if (unless.size) {
        cairn_text_style(text, CAIRN_STYLE_GOOD);
        cairn_text_say1(text, CAIRN_MSG_LEAVE_UNLESS, unless);
        cairn_text_flush(text, INDENT, INDENT);
    }
}

static void put_counts(struct cairn_text *text, const struct cairn_buf *counts)
{
    cairn_buf_pass_failure(text->out, counts);
    if (!counts->size)
        return;
    cairn_text_style(text, CAIRN_STYLE_DIM);
    cairn_text_put(text, cairn_buf_span(counts));
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
}

/* "measured in kiln-1, kiln-2", or that it is only claimed. */
static void put_basis(struct cairn_text *text, const struct cairn_value *cause)
{
    CAIRN_AUTO_BUF struct cairn_buf named_in = {0};
    if (cairn_measured_named_in(&named_in, cause, text->in_chinese))
        cairn_text_put(text, cairn_buf_span(&named_in));
    else
        cairn_text_put_word(text, cairn_value_get_text(cause, "basis"));
    cairn_buf_pass_failure(text->out, &named_in);
}

static void write_tells(
    struct cairn_text *text, const struct cairn_value *record, struct cairn_span cause)
{
    CAIRN_VALUE_EACH(tell, cairn_value_get(record, "tells"))
    {
        if (!cairn_span_equal(cairn_value_get_text(tell->value, "cause"), cause))
            continue;
        cairn_text_say1(text, CAIRN_MSG_TELL_SHOWS, cairn_value_get_text(tell->value, "shows"));
        cairn_text_flush(text, HANG, COMMAND_INDENT);
        cairn_text_verbatim(text, cairn_value_get_text(tell->value, "command"), COMMAND_INDENT);
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_tell(
            &counts, tell->value, cairn_value_get(record, "root_causes"), text->in_chinese);
        put_counts(text, &counts);
        cairn_text_flush(text, HANG, COMMAND_INDENT);
    }
}

static void write_causes(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    if (cairn_value_count(causes))
        cairn_text_heading(text, CAIRN_MSG_SECTION_CAUSES);
    CAIRN_VALUE_EACH(cause, causes)
    {
        cairn_text_add(text, "- ");
        cairn_text_style(text, CAIRN_STYLE_BOLD);
        cairn_text_put_key(text, cause->value, "title");
        cairn_text_style(text, CAIRN_STYLE_PLAIN);
        cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
        put_basis(text, cause->value);
        cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
        cairn_text_flush(text, INDENT, HANG);
        cairn_text_put_key(text, cause->value, "explanation");
        cairn_text_flush(text, HANG, HANG);
        cairn_text_field(text, CAIRN_MSG_UNFIXABLE, cause->value, "unfixable", HANG);
        cairn_text_field(text, CAIRN_MSG_UNDECIDABLE, cause->value, "undecidable", HANG);
        write_tells(text, record, cairn_value_get_text(cause->value, "id"));
    }
}

static void write_resolves(
    struct cairn_text *text, const struct cairn_value *workaround, const struct cairn_value *causes)
{
    bool is_first = true;
    if (cairn_value_count(causes) < 2)
        return;
    CAIRN_VALUE_EACH(id, cairn_value_get(workaround, "resolves"))
    {
        cairn_text_say(text, is_first ? CAIRN_MSG_RESOLVES : CAIRN_MSG_LIST_SEPARATOR);
        cairn_text_put(text, cairn_cause_title(causes, cairn_value_text(id->value)));
        is_first = false;
    }
    cairn_text_flush(text, HANG, COMMAND_INDENT);
}

static void write_verify(struct cairn_text *text, const struct cairn_value *workaround)
{
    const struct cairn_value *verify = cairn_value_get(workaround, "verify");
    if (!cairn_value_is(verify, CAIRN_VALUE_OBJECT))
        return;
    cairn_text_say1(text, CAIRN_MSG_VERIFY_LINE, cairn_value_get_text(verify, "shows"));
    cairn_text_flush(text, HANG, COMMAND_INDENT);
    cairn_text_verbatim(text, cairn_value_get_text(verify, "command"), COMMAND_INDENT);
}

static void write_workaround(struct cairn_text *text, const struct cairn_value *workaround,
    const struct cairn_value *causes, uint32_t number)
{
    struct cairn_span action = cairn_value_get_text(workaround, "action");
    struct cairn_span how = cairn_value_get_text(workaround, "how");
    cairn_text_put_number(text, number);
    cairn_text_add(text, ". ");
    cairn_text_style(text, CAIRN_STYLE_BOLD);
    cairn_text_put(text, action);
    cairn_text_style(text, CAIRN_STYLE_PLAIN);
    CAIRN_AUTO_BUF struct cairn_buf counts = {0};
    (void)cairn_measured_success(&counts, workaround, causes, text->in_chinese);
    put_rate(text, &counts, cairn_value_get(workaround, "success_rate"), CAIRN_MSG_SUCCESS_RATE);
    cairn_text_flush(text, INDENT, HANG + 1);
    if (!cairn_span_equal(action, how))
        cairn_text_verbatim(text, how, COMMAND_INDENT);
    cairn_text_put_effect(text, workaround);
    cairn_text_flush(text, HANG, HANG);
    write_resolves(text, workaround, causes);
    cairn_text_field(text, CAIRN_MSG_LABEL_NEEDS, workaround, "needs", HANG);
    cairn_text_field(text, CAIRN_MSG_LABEL_UNDO, workaround, "undo", HANG);
    write_verify(text, workaround);
}

static void write_workarounds(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *workarounds = cairn_value_get(record, "workarounds");
    uint32_t number = 0;
    if (cairn_value_count(workarounds))
        cairn_text_heading(text, CAIRN_MSG_SECTION_WORKAROUNDS);
    CAIRN_VALUE_EACH(workaround, workarounds)
    write_workaround(text, workaround->value, cairn_value_get(record, "root_causes"), ++number);
}

static void write_dead_ends(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *dead_ends = cairn_value_get(record, "dead_ends");
    if (cairn_value_count(dead_ends))
        cairn_text_heading(text, CAIRN_MSG_SECTION_DEAD_ENDS);
    CAIRN_VALUE_EACH(dead_end, dead_ends)
    {
        struct cairn_span action = cairn_value_get_text(dead_end->value, "action");
        struct cairn_span why = cairn_value_get_text(dead_end->value, "why_fails");
        cairn_text_add(text, "- ");
        cairn_text_style(text, CAIRN_STYLE_BOLD);
        cairn_text_put(text, action);
        cairn_text_style(text, CAIRN_STYLE_PLAIN);
        if (action.size && why.size)
            cairn_text_say(text, CAIRN_MSG_WHY_DASH);
        cairn_text_put(text, why);
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        (void)cairn_measured_fail(
            &counts, dead_end->value, cairn_value_get(record, "harms"), text->in_chinese);
        put_rate(text, &counts, cairn_value_get(dead_end->value, "fail_rate"), CAIRN_MSG_FAIL_RATE);
        cairn_text_flush(text, INDENT, HANG);
    }
}

static void write_transitions(struct cairn_text *text, const struct cairn_value *list,
    enum cairn_message heading, const char *remark_key)
{
    if (!cairn_value_count(list))
        return;
    cairn_text_heading(text, heading);
    CAIRN_VALUE_EACH(entry, list)
    {
        struct cairn_span remark = cairn_value_get_text(entry->value, remark_key);
        cairn_text_add(text, "- ");
        cairn_text_put_key(text, entry->value, "error_id");
        if (remark.size) {
            cairn_text_say(text, CAIRN_MSG_WHY_DASH);
            cairn_text_put(text, remark);
        }
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        if (cairn_measured_transition(&counts, entry->value, text->in_chinese)) {
            cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
            cairn_text_put(text, cairn_buf_span(&counts));
            cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
        }
        cairn_buf_pass_failure(text->out, &counts);
        cairn_text_flush(text, INDENT, HANG);
    }
}

static void write_graph(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *graph = cairn_value_get(record, "transition_graph");
    write_transitions(
        text, cairn_value_get(graph, "leads_to"), CAIRN_MSG_SECTION_LEADS_TO, "condition");
    write_transitions(
        text, cairn_value_get(graph, "preceded_by"), CAIRN_MSG_SECTION_PRECEDED_BY, "condition");
    write_transitions(text, cairn_value_get(graph, "frequently_confused_with"),
        CAIRN_MSG_SECTION_CONFUSED_WITH, "distinction");
}

static void write_versions(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *versions = cairn_value_get(record, "versions");
    if (cairn_value_count(versions))
        cairn_text_heading(text, CAIRN_MSG_SECTION_VERSIONS);
    struct cairn_span last = {0};
    CAIRN_VALUE_EACH(version, versions)
    {
        struct cairn_span note = cairn_value_get_text(version->value, "behavior_change");
        struct cairn_span wording = cairn_value_get_text(version->value, "wording");
        cairn_text_put_key(text, version->value, "version");
        cairn_text_say(text, CAIRN_MSG_COLON);
        cairn_text_put_word(text, cairn_value_get_text(version->value, "status"));
        if (note.size) {
            cairn_text_say(text, CAIRN_MSG_LIST_SEPARATOR);
            cairn_text_put(text, note);
        }
        cairn_text_flush(text, INDENT, HANG);
        /* Versions that word it alike say so once. */
        if (wording.size && !cairn_span_equal(wording, last))
            cairn_text_quote(text, wording, HANG, text->full ? 0 : WORDING_LINES);
        last = wording.size ? wording : last;
    }
}

static void write_examples(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *examples = cairn_value_get(record, "examples");
    if (cairn_value_count(examples))
        cairn_text_heading(text, CAIRN_MSG_SECTION_EXAMPLES);
    CAIRN_VALUE_EACH(example, examples)
    {
        cairn_text_quote(text, cairn_value_get_text(example->value, "text"), INDENT, 0);
        cairn_text_style(text, CAIRN_STYLE_DIM);
        cairn_text_put_key(text, example->value, "source");
        cairn_text_flush(text, INDENT, HANG);
    }
}

static void write_claims(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *claims = cairn_value_get(record, "claims");
    if (cairn_value_count(claims))
        cairn_text_heading(text, CAIRN_MSG_SECTION_CLAIMS);
    CAIRN_VALUE_EACH(claim, claims)
    {
        struct cairn_digits digits;
        struct cairn_span rate =
            cairn_digits_percent(&digits, cairn_value_get(claim->value, "rate"));
        cairn_text_add(text, "- ");
        cairn_text_put_word(text, cairn_value_get_text(claim->value, "item"));
        cairn_text_say(text, CAIRN_MSG_COLON);
        cairn_text_put_key(text, claim->value, "text");
        CAIRN_AUTO_BUF struct cairn_buf counts = {0};
        bool is_measured = cairn_measured_claim(&counts, claim->value, record, text->in_chinese);
        if (is_measured || rate.size)
            cairn_text_say(text, CAIRN_MSG_BRACKET_OPEN);
        if (is_measured)
            cairn_text_put(text, cairn_buf_span(&counts));
        else if (rate.size)
            cairn_text_say1(text, CAIRN_MSG_CLAIMED_RATE, rate);
        if (is_measured || rate.size)
            cairn_text_say(text, CAIRN_MSG_BRACKET_CLOSE);
        cairn_buf_pass_failure(text->out, &counts);
        cairn_text_flush(text, INDENT, HANG);
        cairn_text_style(text, CAIRN_STYLE_DIM);
        cairn_text_put_key(text, claim->value, "source");
        cairn_text_add(text, " ");
        cairn_text_put_key(text, claim->value, "read_on");
        cairn_text_flush(text, HANG, HANG);
    }
}

static void write_figures(struct cairn_text *text, const struct cairn_value *record)
{
    static const struct {
        enum cairn_message label;
        const char *key;
    } shares[] = {
        {CAIRN_MSG_LABEL_FIX_RATE, "fix_success_rate"}, {CAIRN_MSG_LABEL_CONFIDENCE, "confidence"}};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(shares); i++) {
        struct cairn_digits digits;
        struct cairn_span percent =
            cairn_digits_percent(&digits, cairn_value_get(record, shares[i].key));
        if (i)
            cairn_text_add(text, " ·\u00A0");
        cairn_text_say(text, shares[i].label);
        cairn_text_say(text, CAIRN_MSG_COLON);
        cairn_text_put(text, percent);
        if (!percent.size)
            cairn_text_say(text, CAIRN_MSG_NOT_YET_RUN);
    }
    if (cairn_value_get_int(record, "evidence_count") > 0) {
        cairn_text_add(text, " ·\u00A0");
        cairn_text_say(text, CAIRN_MSG_LABEL_EVIDENCE);
        cairn_text_say(text, CAIRN_MSG_COLON);
        cairn_text_put_key(text, record, "evidence_count");
    }
    cairn_text_flush(text, INDENT, HANG);
}

static void write_background(struct cairn_text *text, const struct cairn_value *record)
{
    cairn_text_heading(text, CAIRN_MSG_SECTION_BACKGROUND);
    write_figures(text, record);
    cairn_text_field(text, CAIRN_MSG_LABEL_DOCUMENTATION, record, "official_doc_url", INDENT);
    cairn_text_field(text, CAIRN_MSG_LABEL_FAMILY, record, "family", INDENT);
    cairn_text_field(text, CAIRN_MSG_LABEL_REGEX, record, "regex", INDENT);
    cairn_text_field(text, CAIRN_MSG_LABEL_FIRST_SEEN, record, "first_seen", INDENT);
    cairn_text_field(text, CAIRN_MSG_LABEL_UPDATED, record, "last_updated", INDENT);
    cairn_text_field(
        text, CAIRN_MSG_LABEL_ORIGIN, cairn_value_get(record, "origin"), "source", INDENT);
    cairn_text_field(text, CAIRN_MSG_LABEL_LAB, cairn_value_get(record, "lab"), "reason", INDENT);
    if (cairn_value_count(cairn_value_get(record, "cells"))) {
        cairn_text_say1(text, CAIRN_MSG_CELLS_HINT, cairn_value_get_text(record, "id"));
        cairn_text_flush(text, INDENT, HANG);
    }
}

static void write_next(struct cairn_text *text, const struct cairn_value *record)
{
    const struct cairn_value *graph = cairn_value_get(record, "transition_graph");
    write_title(text, record);
    write_graph(text, record);
    if (!cairn_value_count(cairn_value_get(graph, "leads_to")) &&
        !cairn_value_count(cairn_value_get(graph, "preceded_by"))) {
        cairn_text_blank(text);
        cairn_text_say(text, CAIRN_MSG_NO_TRANSITIONS);
        cairn_text_flush(text, 0, 0);
    }
}

void cairn_render_record_text(
    struct cairn_text *text, const struct cairn_value *record, bool next_only)
{
    if (next_only) {
        write_next(text, record);
        return;
    }
    write_title(text, record);
    write_refuted(text, record);
    write_root_cause(text, record);
    write_causes(text, record);
    write_workarounds(text, record);
    write_dead_ends(text, record);
    cairn_text_field_outcomes(text, record);
    write_graph(text, record);
    write_versions(text, record);
    write_examples(text, record);
    write_claims(text, record);
    write_background(text, record);
}
