/*
 * What must hold between the causes, changes, plans, tells and placeholders of a family. A record
 * that stands alone is a family of one: a group is a body of such keys with the records that share
 * it.
 */
#include "authoring/lint_internal.h"

#include "ledger/claim.h"

struct group {
    struct cairn_lint_run *run;
    const struct cairn_value *body;
    struct cairn_source_record *const *records;
    size_t record_count;
    struct cairn_map used;        /* names of placeholders that some text uses */
    const struct cairn_value *at; /* the text whose names are being visited */
};

static bool has_record(const struct group *group, struct cairn_span id)
{
    for (size_t i = 0; i < group->record_count; i++)
        if (cairn_span_equal(group->records[i]->id, id))
            return true;
    return false;
}

static bool resolves(const struct cairn_value *result)
{
    if (cairn_span_equal_string(cairn_value_text(result), "resolves"))
        return true;
    CAIRN_VALUE_EACH(entry, result)
    if (cairn_span_equal_string(cairn_value_get_text(entry->value, "is"), "resolves"))
        return true;
    return false;
}

static bool some_resolves(const struct cairn_value *list, struct cairn_span cause)
{
    CAIRN_VALUE_EACH(item, list)
    if (resolves(cairn_claim_written(item->value, cause)) &&
        cairn_value_is_empty(cairn_value_get(item->value, "harms_shown")))
        return true;
    return false;
}

static void check_cause(struct group *group, const struct cairn_value *cause)
{
    struct cairn_span id = cairn_value_get_text(cause, "id");
    bool yields_here = false;
    bool is_dangling = false; /* which the schema has complained of */
    CAIRN_VALUE_EACH(yield, cairn_value_get(cause, "yields"))
    {
        struct cairn_span record = cairn_value_get_text(yield->value, "record");
        yields_here = yields_here || has_record(group, record);
        is_dangling = is_dangling || (!cairn_span_equal_string(record, "none") &&
                                         !cairn_map_has(&group->run->source->by_id, record));
    }
    if (!yields_here && !is_dangling)
        cairn_lint_say(group->run, CAIRN_RULE_CAUSE_WITHOUT_RECORD, cause,
            "Name in yields the record that this cause prints, or move the cause to its family.",
            "the cause %.*s yields no record of this family", CAIRN_SPAN_ARGS(id));
    bool is_unfixable = !cairn_value_is_empty(cairn_value_get(cause, "unfixable"));
    bool has_plan = some_resolves(cairn_value_get(group->body, "plans"), id);
    bool has_change = some_resolves(cairn_value_get(group->body, "changes"), id);
    if (is_unfixable)
        return;
    if (!cairn_value_is_empty(cairn_value_get(cause, "compound")) && !has_plan)
        cairn_lint_say(group->run, CAIRN_RULE_COMPOUND_WITHOUT_PLAN, cause,
            "Add a plan with the changes in order and on: {this cause: resolves}.",
            "the compound cause %.*s has no plan that resolves it", CAIRN_SPAN_ARGS(id));
    else if (!has_plan && !has_change)
        cairn_lint_say(group->run, CAIRN_RULE_CAUSE_WITHOUT_FIX, cause,
            "Add a change that resolves it, or say in unfixable why there is none.",
            "no change or plan resolves the cause %.*s", CAIRN_SPAN_ARGS(id));
}

static void check_tempting(struct group *group, const struct cairn_value *change)
{
    if (cairn_value_is_empty(cairn_value_get(change, "tempting")) ||
        !cairn_value_is_empty(cairn_value_get(change, "why_fails")))
        return;
    CAIRN_VALUE_EACH(cause, cairn_value_get(group->body, "causes"))
    {
        struct cairn_span id = cairn_value_get_text(cause->value, "id");
        if (resolves(cairn_claim_written(change, id)))
            continue;
        cairn_lint_say(group->run, CAIRN_RULE_TEMPTING_WITHOUT_WHY, change,
            "Add why_fails: what the change does, and why that is not enough there.",
            "the change %.*s is tempting, does not resolve the cause %.*s, and does not say why",
            CAIRN_SPAN_ARGS(cairn_value_get_text(change, "id")), CAIRN_SPAN_ARGS(id));
        return;
    }
}

static bool is_capture(const struct group *group, struct cairn_span name)
{
    for (size_t i = 0; i < group->record_count; i++)
        if (cairn_value_get_span(cairn_value_get(group->records[i]->en.value, "captures"), name))
            return true;
    return false;
}

static void visit_name(void *context, struct cairn_span name)
{
    struct group *group = context;
    struct cairn_lint_run *run = group->run;
    if (cairn_value_get_span(cairn_value_get(group->body, "placeholders"), name)) {
        if (!cairn_map_has(&group->used, name))
            cairn_lint_keep(run, cairn_map_put(&group->used, name, group, NULL, run->err));
        return;
    }
    if (!is_capture(group, name))
        cairn_lint_say(run, CAIRN_RULE_UNKNOWN_PLACEHOLDER, group->at,
            "Add it to placeholders with type, means and example.",
            "{{%.*s}} is no placeholder of the family and no capture of its records",
            CAIRN_SPAN_ARGS(name));
}

static void check_text(struct group *group, const struct cairn_value *text)
{
    group->at = text;
    cairn_template_each_name(cairn_value_text(text), visit_name, group);
}

static void check_change(struct group *group, const struct cairn_value *change)
{
    check_tempting(group, change);
    CAIRN_VALUE_EACH(step, cairn_value_get(change, "how"))
    check_text(group, cairn_value_get(step->value, "text"));
    check_text(group, cairn_value_path(change, "verify.command"));
}

static void check_tell(struct group *group, const struct cairn_value *tell)
{
    check_text(group, cairn_value_get(tell, "command"));
    const struct cairn_value *expect = cairn_value_get(tell, "expect");
    int forms = !!cairn_value_get(expect, "regex") + !!cairn_value_get(expect, "exit") +
                (cairn_value_get(expect, "capture") && cairn_value_get(expect, "value"));
    if (cairn_value_is(expect, CAIRN_VALUE_OBJECT) &&
        (forms != 1 || (cairn_value_get(expect, "capture") && forms == 1 && expect->count != 2)))
        cairn_lint_say(group->run, CAIRN_RULE_AMBIGUOUS_EXPECT, expect,
            "Write {regex: …}, {exit: 0} or {capture: name, value: text}.",
            "expect must be exactly one of regex, exit, or capture with value");
}

static void check_lab(struct group *group)
{
    const struct cairn_value *lab = cairn_value_get(group->body, "lab");
    bool is_none = cairn_span_equal_string(cairn_value_get_text(lab, "state"), "none");
    if (is_none && cairn_value_is_empty(cairn_value_get(lab, "reason")))
        cairn_lint_say(group->run, CAIRN_RULE_LAB_WITHOUT_REASON, lab,
            "Add reason: why no sandbox can show this.", "lab is none, and no reason is given");
}

static void check_unused(struct group *group)
{
    CAIRN_VALUE_EACH(member, cairn_value_get(group->body, "placeholders"))
    if (!cairn_map_has(&group->used, member->key))
        cairn_lint_say_line(group->run, CAIRN_RULE_UNUSED_PLACEHOLDER, member->key_line,
            "Remove it, or use it as {{name}}.", "no text uses the placeholder %.*s",
            CAIRN_SPAN_ARGS(member->key));
}

static bool is_yielded(const struct group *group, struct cairn_span record)
{
    CAIRN_VALUE_EACH(cause, cairn_value_get(group->body, "causes"))
    CAIRN_VALUE_EACH(yield, cairn_value_get(cause->value, "yields"))
    if (cairn_span_equal(cairn_value_get_text(yield->value, "record"), record))
        return true;
    return false;
}

static bool has_tell(const struct group *group, struct cairn_span cause)
{
    return cairn_value_find(cairn_value_get(group->body, "tells"), "cause", cause) != NULL;
}

/* Where a record has several causes, each needs what shows it: else the reader cannot choose. */
static void check_tells_of(struct group *group, const struct cairn_source_record *record)
{
    const struct cairn_value *mute = NULL;
    size_t causes = 0;
    CAIRN_VALUE_EACH(cause, cairn_value_get(group->body, "causes"))
    {
        if (!cairn_value_find(cairn_value_get(cause->value, "yields"), "record", record->id))
            continue;
        causes++;
        bool is_decided = has_tell(group, cairn_value_get_text(cause->value, "id")) ||
                          !cairn_value_is_empty(cairn_value_get(cause->value, "undecidable"));
        if (!is_decided && !mute)
            mute = cause->value;
    }
    if (causes > 1 && mute)
        cairn_lint_say(group->run, CAIRN_RULE_CAUSE_WITHOUT_TELL, mute,
            "Add a tell, or say in undecidable why there is none.",
            "%.*s has %zu causes, and nothing tells when it is %.*s", CAIRN_SPAN_ARGS(record->id),
            causes, CAIRN_SPAN_ARGS(cairn_value_get_text(mute, "id")));
}

static void check_records(struct group *group)
{
    struct cairn_lint_run *run = group->run;
    for (size_t i = 0; i < group->record_count; i++) {
        const struct cairn_source_record *record = group->records[i];
        const struct cairn_value *value = record->en.value;
        check_tells_of(group, record);
        bool is_refuted = !cairn_value_is_empty(cairn_value_get(value, "refuted"));
        bool is_noise = cairn_span_equal_string(cairn_value_get_text(value, "severity"), "noise");
        if (!value || is_refuted || is_noise || is_yielded(group, record->id))
            continue;
        struct cairn_lint_run here = *run;
        cairn_lint_enter(&here, &record->en, record->id);
        cairn_lint_say(&here, CAIRN_RULE_RECORD_WITHOUT_CAUSE, NULL,
            "Add a cause that yields it, or its id to the yields of one.", "no cause yields %.*s",
            CAIRN_SPAN_ARGS(record->id));
        run->status = here.status;
    }
}

static void check_group(struct group *group)
{
    check_lab(group);
    CAIRN_VALUE_EACH(cause, cairn_value_get(group->body, "causes"))
    check_cause(group, cause->value);
    CAIRN_VALUE_EACH(change, cairn_value_get(group->body, "changes"))
    check_change(group, change->value);
    CAIRN_VALUE_EACH(plan, cairn_value_get(group->body, "plans"))
    if (cairn_value_count(cairn_value_get(plan->value, "changes")) < 2)
        cairn_lint_say(group->run, CAIRN_RULE_PLAN_TOO_SHORT, plan->value,
            "Name two changes or more in order, or use the change itself.",
            "the plan %.*s has fewer than two changes",
            CAIRN_SPAN_ARGS(cairn_value_get_text(plan->value, "id")));
    CAIRN_VALUE_EACH(tell, cairn_value_get(group->body, "tells"))
    check_tell(group, tell->value);
    check_unused(group);
    check_records(group);
    cairn_map_done(&group->used);
}

static void check_family(struct cairn_lint_run *run, const struct cairn_source_family *family)
{
    struct cairn_source_record *const *records = family->records.data;
    if (family->en.path.size > 0) {
        struct group group = {.run = run,
            .body = family->en.value,
            .records = records,
            .record_count = family->records.count};
        cairn_lint_enter(run, &family->en, (struct cairn_span){0});
        if (cairn_value_is(group.body, CAIRN_VALUE_OBJECT))
            check_group(&group);
        return;
    }
    for (size_t i = 0; i < family->records.count; i++) {
        struct group group = {
            .run = run, .body = records[i]->en.value, .records = &records[i], .record_count = 1};
        cairn_lint_enter(run, &records[i]->en, records[i]->id);
        if (cairn_value_is(group.body, CAIRN_VALUE_OBJECT))
            check_group(&group);
    }
}

void cairn_lint_families(struct cairn_lint_run *run)
{
    for (size_t i = 0; i < run->source->domains.count && run->status == CAIRN_OK; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&run->source->domains, struct cairn_source_domain *, i);
        for (size_t j = 0; j < domain->families.count; j++)
            check_family(run, *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, j));
    }
}
