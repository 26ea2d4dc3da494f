/*
 * A rig against its family: there is one where `lab` says so, and it has a function for everything
 * that the family names. Nothing is run: functions are found as docs/lab.md has them written.
 */
#include "authoring/lint_internal.h"

#include "base/ascii.h"

struct rig {
    struct cairn_lint_run *run;
    const struct cairn_source_family *family;
    const struct cairn_source_file *body_file;
    const struct cairn_value *body;
};

static bool has_function(const struct rig *rig, const char *prefix, struct cairn_span name)
{
    struct cairn_span body;
    const char *full = cairn_lint_text(rig->run, "%s%.*s", prefix, CAIRN_SPAN_ARGS(name));
    return cairn_rig_function(rig->family->rig.text, cairn_span_from_string(full), &body);
}

/* `at`: what in the family needs the function; NULL: every rig does. */
static void expect_function(const struct rig *rig, const char *prefix, struct cairn_span name,
    const struct cairn_value *at, const char *why)
{
    if (has_function(rig, prefix, name))
        return;
    cairn_lint_enter(rig->run, at ? rig->body_file : &rig->family->rig, (struct cairn_span){0});
    cairn_lint_say(rig->run, CAIRN_RULE_RIG_WITHOUT_FUNCTION, at,
        cairn_lint_text(rig->run, "Add %s%.*s() { … } to rig.sh, at the start of a line.", prefix,
            CAIRN_SPAN_ARGS(name)),
        "the rig has no function %s%.*s: %s", prefix, CAIRN_SPAN_ARGS(name), why);
}

static void check_needed(const struct rig *rig)
{
    static const char *const needed[] = {"control", "trigger", "healthy"};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(needed); i++)
        expect_function(
            rig, "", cairn_span_from_string(needed[i]), NULL, "every rig needs it (docs/lab.md)");
}

static bool is_word_byte(struct cairn_span text, size_t at)
{
    return at < text.size && (cairn_ascii_is_alphanumeric(text.data[at]) || text.data[at] == '_');
}

static bool has_word(struct cairn_span text, struct cairn_span word)
{
    size_t at = cairn_span_find(text, word, 0);
    while (at != CAIRN_SPAN_NPOS) {
        bool is_begin = at == 0 || !is_word_byte(text, at - 1);
        if (is_begin && !is_word_byte(text, at + word.size))
            return true;
        at = cairn_span_find(text, word, at + 1);
    }
    return false;
}

static bool runs_published_text(struct cairn_span body)
{
    static const char *const words[] = {"steps", "how"};
    struct cairn_span line;
    while (cairn_span_take_line(&body, &line)) {
        line = cairn_span_trim(line);
        if (cairn_span_starts_with(line, CAIRN_SPAN("#")))
            continue;
        for (size_t i = 0; i < CAIRN_ARRAY_SIZE(words); i++)
            if (has_word(line, cairn_span_from_string(words[i])))
                return true;
    }
    return false;
}

/* A change of its own function that tries something else than what is published proves nothing. */
static void check_own_function(const struct rig *rig, const struct cairn_value *change)
{
    struct cairn_span body;
    struct cairn_span id = cairn_value_get_text(change, "id");
    const char *name = cairn_lint_text(rig->run, "change_%.*s", CAIRN_SPAN_ARGS(id));
    if (!cairn_rig_function(rig->family->rig.text, cairn_span_from_string(name), &body) ||
        runs_published_text(body))
        return;
    cairn_lint_enter(rig->run, &rig->family->rig, (struct cairn_span){0});
    cairn_lint_say(rig->run, CAIRN_RULE_RIG_BYPASSES_TEXT, NULL,
        "Call `steps`, or `how N` for single steps, in it.",
        "the function %s calls neither steps nor how, so it does not try what is published", name);
}

static void check_carrier(const struct rig *rig, const struct cairn_value *change)
{
    const struct cairn_value *carrier = cairn_value_get(change, "carrier");
    struct cairn_span name = cairn_value_text(carrier);
    if (name.size == 0 || cairn_span_equal_string(name, "none"))
        return;
    expect_function(rig, "", name, carrier, "a change names it as its carrier");
    if (cairn_value_find(cairn_value_get(rig->body, "changes"), "id", name))
        return;
    cairn_lint_enter(rig->run, rig->body_file, (struct cairn_span){0});
    cairn_lint_say(rig->run, CAIRN_RULE_CARRIER_WITHOUT_CHANGE, carrier,
        cairn_lint_text(rig->run, "Add a change with the id %.*s.", CAIRN_SPAN_ARGS(name)),
        "the carrier %.*s is no change of the family, so nothing shows what it does alone",
        CAIRN_SPAN_ARGS(name));
}

static void check_steps(const struct rig *rig, const struct cairn_value *change)
{
    CAIRN_VALUE_EACH(step, cairn_value_get(change, "how"))
    {
        const struct cairn_value *via = cairn_value_get(step->value, "via");
        struct cairn_span verb = cairn_value_text(via);
        if (verb.size == 0)
            verb = cairn_value_get_text(step->value, "as");
        if (verb.size > 0 && !cairn_span_equal_string(verb, "shell"))
            expect_function(rig, "via_", verb, step->value, "a step is applied with it");
    }
}

static void check_functions(const struct rig *rig)
{
    check_needed(rig);
    CAIRN_VALUE_EACH(cause, cairn_value_get(rig->body, "causes"))
    expect_function(rig, "cause_", cairn_value_get_text(cause->value, "id"), cause->value,
        "nothing makes this cause happen");
    CAIRN_VALUE_EACH(harm, cairn_value_get(rig->body, "harms"))
    expect_function(rig, "harm_", cairn_value_get_text(harm->value, "id"), harm->value,
        "nothing looks for this harm");
    CAIRN_VALUE_EACH(change, cairn_value_get(rig->body, "changes"))
    {
        struct cairn_span id = cairn_value_get_text(change->value, "id");
        check_carrier(rig, change->value);
        if (has_function(rig, "change_", id))
            check_own_function(rig, change->value);
        else
            check_steps(rig, change->value);
    }
}

static void say_of_file(struct cairn_lint_run *run, const struct cairn_source_file *file,
    enum cairn_rule rule, const char *hint, const char *what)
{
    cairn_lint_enter(run, file, (struct cairn_span){0});
    cairn_lint_say(run, rule, NULL, hint, "%s", what);
}

/* rig.sh, evidence and transcripts without what they belong to. */
static void check_orphans(struct cairn_lint_run *run, const struct cairn_source_family *family,
    const struct cairn_value *body)
{
    const struct cairn_source_file *const files[] = {
        &family->rig, &family->evidence, &family->transcripts};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(files); i++) {
        if (files[i]->path.size == 0)
            continue;
        if (!body)
            say_of_file(run, files[i], CAIRN_RULE_RIG_WITHOUT_LAB,
                "Add family.yaml, or leave one record in the folder.",
                "this belongs to no family: there is no family.yaml, and not just one record");
        else if (i > 0 && family->rig.path.size == 0)
            say_of_file(run, files[i], CAIRN_RULE_RIG_WITHOUT_LAB,
                "Bring rig.sh back, or remove this.", "there is no rig.sh that could have made it");
    }
}

static void check_state(const struct rig *rig)
{
    const struct cairn_value *lab = cairn_value_get(rig->body, "lab");
    bool is_rig = cairn_span_equal_string(cairn_value_get_text(lab, "state"), "rig");
    bool has_rig = rig->family->rig.path.size > 0;
    if (is_rig && !has_rig) {
        cairn_lint_enter(rig->run, rig->body_file, (struct cairn_span){0});
        cairn_lint_say(rig->run, CAIRN_RULE_LAB_WITHOUT_RIG, lab,
            "Write rig.sh (docs/lab.md), or `state: pending`.",
            "lab says that there is a rig, and there is no rig.sh");
    } else if (is_rig && cairn_value_is_empty(cairn_value_get(lab, "environments"))) {
        cairn_lint_enter(rig->run, rig->body_file, (struct cairn_span){0});
        cairn_lint_say(rig->run, CAIRN_RULE_LAB_WITHOUT_RIG, lab,
            "Add environments: names out of environments.yaml.",
            "lab names no environment that the rig could run in");
    } else if (!is_rig && has_rig) {
        say_of_file(rig->run, &rig->family->rig, CAIRN_RULE_RIG_WITHOUT_LAB,
            "Write `state: rig` in lab, or remove the file.",
            "there is a rig, and lab does not say so");
    }
}

static void check_family(struct cairn_lint_run *run, const struct cairn_source_family *family)
{
    bool is_family = family->en.path.size > 0;
    struct rig rig = {.run = run, .family = family, .body = cairn_source_family_body(family)};
    check_orphans(run, family, rig.body);
    if (!cairn_value_is(rig.body, CAIRN_VALUE_OBJECT))
        return;
    rig.body_file = is_family
                        ? &family->en
                        : &(*CAIRN_VEC_AT(&family->records, struct cairn_source_record *, 0))->en;
    check_state(&rig);
    if (family->rig.path.size > 0)
        check_functions(&rig);
}

void cairn_lint_rigs(struct cairn_lint_run *run)
{
    for (size_t i = 0; i < run->source->domains.count && run->status == CAIRN_OK; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&run->source->domains, struct cairn_source_domain *, i);
        for (size_t j = 0; j < domain->families.count; j++)
            check_family(run, *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, j));
    }
}
