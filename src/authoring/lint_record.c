/*
 * One record by itself: its regexes (dialect, anchors, attack strings), what they must match and
 * must not, and the names of their groups. Trees and compiled regexes live as long as the look at
 * one record.
 */
#include "authoring/regex_internal.h"

struct look {
    struct cairn_lint_run *run;
    const struct cairn_source_record *record;
    struct cairn_arena *arena;
    struct cairn_checked_regex *regexes;
    size_t regex_count;
    const struct cairn_value *at; /* the regex whose names are being visited */
};

static bool matches(struct look *look, struct cairn_checked_regex *regex, struct cairn_span text)
{
    if (!regex->pattern)
        return false;
    enum cairn_pattern_result result = CAIRN_PATTERN_NO;
    cairn_lint_keep(look->run, cairn_pattern_match(regex->pattern, text, &result, look->run->err));
    return result == CAIRN_PATTERN_YES;
}

static bool some_matches(struct look *look, struct cairn_span text)
{
    for (size_t i = 0; i < look->regex_count; i++)
        if (matches(look, &look->regexes[i], text))
            return true;
    return false;
}

/* A regex that was refused cannot be blamed for missing things as well. */
static bool all_usable(const struct look *look)
{
    for (size_t i = 0; i < look->regex_count; i++)
        if (!look->regexes[i].pattern)
            return false;
    return look->regex_count > 0;
}

static void visit_group(void *context, struct cairn_span name)
{
    struct look *look = context;
    const struct cairn_value *captures = cairn_value_get(look->record->en.value, "captures");
    if (name.size > 0 && !cairn_value_get_span(captures, name))
        cairn_lint_say(look->run, CAIRN_RULE_UNDECLARED_CAPTURE, look->at,
            "Add it to captures with its type: host, port, addr, path, name, int or text.",
            "the group \"%.*s\" has no type", CAIRN_SPAN_ARGS(name));
}

struct search {
    struct cairn_span name;
    bool is_found;
};

static void visit_search(void *context, struct cairn_span name)
{
    struct search *search = context;
    search->is_found = search->is_found || cairn_span_equal(search->name, name);
}

static void check_captures(struct look *look)
{
    for (size_t i = 0; i < look->regex_count; i++) {
        look->at = look->regexes[i].value;
        if (look->regexes[i].root)
            cairn_regex_each_name(look->regexes[i].root, visit_group, look);
    }
    if (!all_usable(look))
        return;
    CAIRN_VALUE_EACH(capture, cairn_value_get(look->record->en.value, "captures"))
    {
        struct search search = {.name = capture->key};
        for (size_t i = 0; i < look->regex_count; i++)
            cairn_regex_each_name(look->regexes[i].root, visit_search, &search);
        if (!search.is_found)
            cairn_lint_say_line(look->run, CAIRN_RULE_UNUSED_CAPTURE, capture->key_line,
                "Write the group as (?P<name>…), or remove it from captures.",
                "no regex of the record has a group \"%.*s\"", CAIRN_SPAN_ARGS(capture->key));
    }
}

static void check_texts(struct look *look)
{
    const struct cairn_value *value = look->record->en.value;
    const struct cairn_value *signature = cairn_value_get(value, "signature");
    if (cairn_value_text(signature).size > 0 && look->regexes[0].pattern &&
        !matches(look, &look->regexes[0], signature->text))
        cairn_lint_say(look->run, CAIRN_RULE_MISSES_SIGNATURE, signature,
            "Correct the one or the other: the signature is what the regex is for.",
            "the regex does not match its own signature");
    if (!all_usable(look))
        return;
    CAIRN_VALUE_EACH(example, cairn_value_get(value, "examples"))
    {
        const struct cairn_value *text = cairn_value_get(example->value, "text");
        if (cairn_value_text(text).size > 0 && !some_matches(look, text->text))
            cairn_lint_say(look->run, CAIRN_RULE_MISSES_EXAMPLE, text,
                "Widen the regex, or add a variant for this wording.",
                "no regex of the record matches this example");
    }
    CAIRN_VALUE_EACH(counterexample, cairn_value_get(value, "counterexamples"))
    {
        const struct cairn_value *text = cairn_value_get(counterexample->value, "text");
        if (cairn_value_text(text).size > 0 && some_matches(look, text->text))
            cairn_lint_say(look->run, CAIRN_RULE_HITS_COUNTEREXAMPLE, text,
                "Narrow the regex until it leaves this text alone.",
                "a regex of the record matches this counterexample");
    }
}

static void check_variants(struct look *look)
{
    const struct cairn_value *value = look->record->en.value;
    for (size_t i = 1; i < look->regex_count; i++) {
        bool is_tried = matches(look, &look->regexes[i], cairn_value_get_text(value, "signature"));
        CAIRN_VALUE_EACH(example, cairn_value_get(value, "examples"))
        is_tried = is_tried ||
                   matches(look, &look->regexes[i], cairn_value_get_text(example->value, "text"));
        if (!is_tried && look->regexes[i].pattern)
            cairn_lint_say(look->run, CAIRN_RULE_UNTRIED_VARIANT, look->regexes[i].value,
                "Add an example in this wording.",
                "the variant matches neither the signature nor an example");
    }
}

/* A program without a page on the web cannot have one for an error. */
static bool may_lack_doc_url(const struct look *look)
{
    const struct cairn_source_family *family = look->record->family;
    return family &&
           cairn_value_is_empty(cairn_value_get(family->domain->en.value, "official_url"));
}

static void check_plain(struct look *look)
{
    const struct cairn_value *value = look->record->en.value;
    bool is_noise = cairn_span_equal_string(cairn_value_get_text(value, "severity"), "noise");
    if (is_noise && cairn_value_is_empty(cairn_value_get(value, "no_action_unless")))
        cairn_lint_say(look->run, CAIRN_RULE_NOISE_WITHOUT_UNLESS,
            cairn_value_get(value, "severity"),
            "Add no_action_unless: the sign that something is wrong after all.",
            "the record is noise and does not say when action is needed");
    if (cairn_value_is_empty(cairn_value_get(value, "official_doc_url")) && !may_lack_doc_url(look))
        cairn_lint_say(look->run, CAIRN_RULE_NO_DOC_URL, NULL,
            "Add official_doc_url where the program's makers describe the error or the directive.",
            "the record names no official documentation");
}

static void complain_of_regex(struct look *look, const struct cairn_checked_regex *regex)
{
    struct cairn_lint_run *run = look->run;
    const struct cairn_regex_verdict *verdict = &regex->verdict;
    switch (verdict->state) {
    case CAIRN_REGEX_REFUSED:
        cairn_lint_say(run, CAIRN_RULE_DIALECT, regex->value,
            verdict->reason.hint[0] ? cairn_lint_text(run, "%s", verdict->reason.hint)
                                    : "docs/records.md has the dialect.",
            "%s", verdict->reason.primary);
        break;
    case CAIRN_REGEX_NO_ANCHOR:
        cairn_lint_say(run, CAIRN_RULE_NO_ANCHOR, regex->value,
            "Name a longer piece of the message literally; every alternative needs one.", "%s",
            verdict->reason.primary);
        break;
    case CAIRN_REGEX_SLOW:
        cairn_lint_say(run, CAIRN_RULE_SLOW_REGEX, regex->value,
            "Write [^x]+ or a bounded repeat instead of .* between the literals.", "%s",
            verdict->reason.primary);
        break;
    case CAIRN_REGEX_GOOD:
        if (verdict->shortest_anchor < CAIRN_ANCHOR_FAST)
            cairn_lint_say(run, CAIRN_RULE_SHORT_ANCHOR, regex->value,
                "Name seven bytes or more literally, if the message has them.",
                "the shortest anchor has %zu bytes; from %d on the scan is four times as fast",
                verdict->shortest_anchor, CAIRN_ANCHOR_FAST);
        break;
    }
}

static bool look_at_regexes(struct look *look)
{
    const struct cairn_value *value = look->record->en.value;
    const struct cairn_value *variants = cairn_value_get(value, "variants");
    look->regexes = cairn_arena_array(
        look->arena, (size_t)cairn_value_count(variants) + 1, sizeof *look->regexes);
    if (!look->regexes)
        return cairn_lint_keep(look->run, CAIRN_FAIL_MEMORY(look->run->err));
    look->regexes[look->regex_count++].value = cairn_value_get(value, "regex");
    CAIRN_VALUE_EACH(variant, variants)
    look->regexes[look->regex_count++].value = cairn_value_get(variant->value, "regex");
    for (size_t i = 0; i < look->regex_count; i++) {
        struct cairn_checked_regex *regex = &look->regexes[i];
        if (cairn_value_text(regex->value).size == 0)
            continue; /* the schema has said so */
        if (!cairn_lint_keep(look->run, cairn_regex_check(look->arena, regex, look->run->err)))
            return false;
        complain_of_regex(look, regex);
    }
    return true;
}

static void check_record(
    struct cairn_lint_run *run, const struct cairn_source_record *record, struct cairn_arena *arena)
{
    struct look look = {.run = run, .record = record, .arena = arena};
    cairn_lint_enter(run, &record->en, record->id);
    check_plain(&look);
    if (look_at_regexes(&look)) {
        check_captures(&look);
        check_texts(&look);
        check_variants(&look);
    }
    for (size_t i = 0; i < look.regex_count; i++)
        cairn_pattern_free(look.regexes[i].pattern);
}

void cairn_lint_records(struct cairn_lint_run *run)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    for (size_t i = 0; i < run->source->records.count && run->status == CAIRN_OK; i++) {
        const struct cairn_source_record *record =
            *CAIRN_VEC_AT(&run->source->records, struct cairn_source_record *, i);
        if (record->is_imported || !cairn_value_is(record->en.value, CAIRN_VALUE_OBJECT))
            continue;
        check_record(run, record, &arena);
        cairn_arena_reset(&arena);
    }
}
