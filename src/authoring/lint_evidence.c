/*
 * What the lab wrote down, against what the family says now: the form of each line, ids that still
 * exist, the order, results that contradict a claim. Only results of the present rig contradict;
 * what another one showed is stale, which is a note: rigs change often, and running them again
 * takes time. Evidence is foreign to lint as well: somebody may have typed it.
 */
#include "authoring/lint_internal.h"

#include "base/clock.h"
#include "ledger/claim.h"

#define RECIPE_SIZE ((size_t)16)
#define RUNS_MOST   3 /* seen so often, a result is settled: the lab counts no further */

struct evidence {
    struct cairn_lint_run *run;
    const struct cairn_source_family *family;
    const struct cairn_source_file *body_file; /* family.yaml, or the record that stands alone */
    const struct cairn_value *body;
    const struct cairn_value *line; /* being checked */
};

static void say_broken(const struct evidence *evidence, const char *what)
{
    cairn_lint_say(evidence->run, CAIRN_RULE_BROKEN_EVIDENCE, evidence->line,
        "Run `cairn prove` again: it writes this file, and nobody else does.",
        "this is no trial as the lab writes it: %s", what);
}

/* Form */

static bool are_texts(const struct cairn_value *container, enum cairn_value_kind kind)
{
    if (!cairn_value_is(container, kind))
        return false;
    CAIRN_VALUE_EACH(item, container)
    if (!cairn_value_is(item->value, CAIRN_VALUE_STRING))
        return false;
    return true;
}

static bool is_recipe(const struct cairn_value *recipe)
{
    struct cairn_span text = cairn_value_text(recipe);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if ((byte < '0' || byte > '9') && (byte < 'a' || byte > 'f'))
            return false;
    }
    return cairn_value_is(recipe, CAIRN_VALUE_STRING) && text.size == RECIPE_SIZE;
}

/* A record's id, unknown or silent. */
static bool is_named(struct cairn_span name)
{
    return cairn_span_equal_string(name, "unknown") || cairn_span_equal_string(name, "silent") ||
           cairn_name_is_record_id(name);
}

static bool is_result(const struct cairn_value *result)
{
    static const char *const plain[] = {
        "relapse", "still-logged", "carrier", "time", "resolved", "same", "already"};
    struct cairn_span word = cairn_result_word(result);
    struct cairn_span detail = cairn_result_detail(result);
    if (cairn_value_is(result, CAIRN_VALUE_ARRAY)) {
        bool has_form = cairn_value_count(result) == 2 && are_texts(result, CAIRN_VALUE_ARRAY);
        if (cairn_span_equal_string(word, "harm"))
            return has_form && cairn_name_is_id(detail);
        return has_form && is_named(detail) &&
               (cairn_span_equal_string(word, "moved") || cairn_span_equal_string(word, "refused"));
    }
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(plain); i++)
        if (cairn_value_is(result, CAIRN_VALUE_STRING) && cairn_span_equal_string(word, plain[i]))
            return true;
    return false;
}

static bool are_results(const struct cairn_value *arms)
{
    if (!cairn_value_is(arms, CAIRN_VALUE_OBJECT))
        return false;
    CAIRN_VALUE_EACH(arm, arms)
    if (!is_result(arm->value))
        return false;
    return true;
}

/* NULL: the line is of the form that docs/lab.md has. */
static const char *fault_of(const struct cairn_value *line)
{
    const struct cairn_value *trial = cairn_value_get(line, "trial");
    const struct cairn_value *printed = cairn_value_get(line, "line");
    struct cairn_span placebo = cairn_value_get_text(line, "placebo");
    int64_t runs = cairn_value_get_int(line, "runs");
    if (!are_texts(trial, CAIRN_VALUE_ARRAY) || cairn_value_count(trial) != 2)
        return "`trial` is not [cause, environment]";
    if (!is_named(cairn_value_get_text(line, "names")))
        return "`names` is no record, unknown or silent";
    if (!are_texts(cairn_value_get(line, "also"), CAIRN_VALUE_ARRAY))
        return "`also` is no list of records";
    if (!are_texts(cairn_value_get(line, "programs"), CAIRN_VALUE_OBJECT) ||
        !are_texts(cairn_value_get(line, "packages"), CAIRN_VALUE_OBJECT))
        return "`programs` or `packages` is no map of versions";
    if (!is_recipe(cairn_value_get(line, "recipe")))
        return "`recipe` is not 16 hexadecimal digits";
    if (runs < 1 || runs > RUNS_MOST)
        return "`runs` is not how often the results were seen";
    if (!cairn_span_equal_string(cairn_value_get_text(line, "control"), "sound"))
        return "`control` is not sound";
    if (!cairn_span_equal_string(placebo, "holds") && !cairn_span_equal_string(placebo, "healed"))
        return "`placebo` is neither holds nor healed";
    if (!are_texts(cairn_value_get(line, "tells"), CAIRN_VALUE_ARRAY))
        return "`tells` is no list of tells";
    if (!cairn_value_is(printed, CAIRN_VALUE_STRING) && !cairn_value_is(printed, CAIRN_VALUE_NULL))
        return "`line` is no text";
    if (!are_results(cairn_value_get(line, "arms")))
        return "`arms` holds what is no result";
    if (!are_texts(cairn_value_get(line, "lines"), CAIRN_VALUE_OBJECT))
        return "`lines` is no map of examples";
    if (cairn_value_get_text(line, "cairn").size == 0 ||
        !cairn_date_is_valid(cairn_value_get_text(line, "date")))
        return "`cairn` or `date` is missing";
    return NULL;
}

/* Ids */

static void say_dangling(
    const struct evidence *evidence, const char *what, struct cairn_span id, const char *where)
{
    cairn_lint_say(evidence->run, CAIRN_RULE_DANGLING_EVIDENCE, evidence->line,
        "Run `cairn prove` again, or give the thing its name back.",
        "evidence speaks of the %s \"%.*s\", which %s does not have", what, CAIRN_SPAN_ARGS(id),
        where);
}

static bool has_id(const struct evidence *evidence, const char *list, struct cairn_span id)
{
    return cairn_value_find(cairn_value_get(evidence->body, list), "id", id) != NULL;
}

static void expect_record(const struct evidence *evidence, struct cairn_span id)
{
    if (cairn_span_find_byte(id, '/', 0) != CAIRN_SPAN_NPOS &&
        !cairn_map_has(&evidence->run->source->by_id, id))
        say_dangling(evidence, "record", id, "the canon");
}

static bool names_environment(const struct evidence *evidence, struct cairn_span name)
{
    const struct cairn_value *lab = cairn_value_get(evidence->body, "lab");
    CAIRN_VALUE_EACH(item, cairn_value_get(lab, "environments"))
    if (cairn_span_equal(cairn_value_text(item->value), name))
        return true;
    return false;
}

static void check_arm(const struct evidence *evidence, const struct cairn_value_member *arm)
{
    struct cairn_span detail = cairn_result_detail(arm->value);
    if (!has_id(evidence, "changes", arm->key) && !has_id(evidence, "plans", arm->key))
        say_dangling(evidence, "change", arm->key, "the family");
    if (!cairn_span_equal_string(cairn_result_word(arm->value), "harm"))
        expect_record(evidence, detail);
    else if (!has_id(evidence, "harms", detail))
        say_dangling(evidence, "harm", detail, "the family");
}

static void check_ids(const struct evidence *evidence)
{
    const struct cairn_value *line = evidence->line;
    struct cairn_span cause = cairn_value_text(cairn_value_at(cairn_value_get(line, "trial"), 0));
    struct cairn_span where = cairn_value_text(cairn_value_at(cairn_value_get(line, "trial"), 1));
    if (!has_id(evidence, "causes", cause))
        say_dangling(evidence, "cause", cause, "the family");
    if (!names_environment(evidence, where))
        say_dangling(evidence, "environment", where, "the family's lab");
    expect_record(evidence, cairn_value_get_text(line, "names"));
    CAIRN_VALUE_EACH(other, cairn_value_get(line, "also"))
    expect_record(evidence, cairn_value_text(other->value));
    CAIRN_VALUE_EACH(tell, cairn_value_get(line, "tells"))
    if (!has_id(evidence, "tells", cairn_value_text(tell->value)))
        say_dangling(evidence, "tell", cairn_value_text(tell->value), "the family");
    CAIRN_VALUE_EACH(arm, cairn_value_get(line, "arms"))
    check_arm(evidence, arm);
    CAIRN_VALUE_EACH(example, cairn_value_get(line, "lines"))
    expect_record(evidence, example->key);
}

/* Order */

/* Place of a text among the items of a list (texts, or objects with an id), or their number. */
static uint32_t place_in(const struct cairn_value *list, struct cairn_span text)
{
    uint32_t place = 0;
    CAIRN_VALUE_EACH(item, list)
    {
        struct cairn_span id = cairn_value_is(item->value, CAIRN_VALUE_OBJECT)
                                   ? cairn_value_get_text(item->value, "id")
                                   : cairn_value_text(item->value);
        if (cairn_span_equal(id, text))
            break;
        place++;
    }
    return place;
}

static uint64_t place_of(const struct evidence *evidence, const struct cairn_value *line)
{
    const struct cairn_value *trial = cairn_value_get(line, "trial");
    uint64_t cause = place_in(
        cairn_value_get(evidence->body, "causes"), cairn_value_text(cairn_value_at(trial, 0)));
    const struct cairn_value *lab = cairn_value_get(evidence->body, "lab");
    return cause << 32 | place_in(cairn_value_get(lab, "environments"),
                             cairn_value_text(cairn_value_at(trial, 1)));
}

static void check_order(const struct evidence *evidence, const struct cairn_value *former)
{
    if (!former || place_of(evidence, former) < place_of(evidence, evidence->line))
        return;
    cairn_lint_say(evidence->run, CAIRN_RULE_EVIDENCE_ORDER, evidence->line,
        "Run `cairn prove` again: it sorts by cause, then by environment, as the family has them.",
        "this trial stands behind one that should follow it, or twice");
}

/* Contradictions */

static bool is_current(const struct evidence *evidence, const struct cairn_value *line)
{
    const struct cairn_value *trial = cairn_value_get(line, "trial");
    const char *recipe =
        cairn_map_get(&evidence->family->recipes, cairn_value_text(cairn_value_at(trial, 0)));
    return recipe && cairn_span_equal_string(cairn_value_get_text(line, "recipe"), recipe);
}

/* A result as `on` would claim it. */
static const char *claim_for(struct cairn_lint_run *run, const struct cairn_value *result)
{
    struct cairn_span word = cairn_result_word(result);
    struct cairn_span detail = cairn_result_detail(result);
    if (cairn_span_equal_string(word, "resolved"))
        return "resolves";
    if (cairn_span_equal_string(word, "harm"))
        return cairn_lint_text(run, "harms:%.*s", CAIRN_SPAN_ARGS(detail));
    if (cairn_span_find_byte(detail, '/', 0) == CAIRN_SPAN_NPOS)
        return cairn_lint_text(run, "%.*s", CAIRN_SPAN_ARGS(word));
    return cairn_lint_text(run, "%.*s:%.*s", CAIRN_SPAN_ARGS(word), CAIRN_SPAN_ARGS(detail));
}

struct cell {
    const struct cairn_value *change; /* or plan */
    struct cairn_span cause, environment;
    const struct cairn_value *result;
    struct cairn_span claim;
};

static bool contradicts(const struct evidence *evidence, const struct cairn_value *line,
    const struct cairn_value *change, struct cell *out_cell)
{
    const struct cairn_value *trial = cairn_value_get(line, "trial");
    *out_cell = (struct cell){.change = change,
        .cause = cairn_value_text(cairn_value_at(trial, 0)),
        .environment = cairn_value_text(cairn_value_at(trial, 1)),
        .result = cairn_value_get_span(
            cairn_value_get(line, "arms"), cairn_value_get_text(change, "id"))};
    out_cell->claim = cairn_claim_on(change, out_cell->cause, cairn_value_get(line, "programs"));
    return out_cell->result && is_current(evidence, line) &&
           !cairn_claim_accepts(out_cell->claim, out_cell->result);
}

/* The same contradiction in every environment is one complaint: the first of them says so. */
static bool has_stood_before(const struct evidence *evidence, const struct cell *cell)
{
    CAIRN_VALUE_EACH(line, evidence->family->evidence.value)
    {
        struct cell other;
        if (line->value == evidence->line)
            return false;
        if (!fault_of(line->value) && contradicts(evidence, line->value, cell->change, &other) &&
            cairn_span_equal(other.cause, cell->cause) &&
            cairn_span_equal(other.claim, cell->claim) &&
            cairn_value_equal(other.result, cell->result))
            return true;
    }
    return false;
}

/* Complaints stand where they are mended: at the change, the cause. */
static void enter_body(const struct evidence *evidence)
{
    cairn_lint_enter(evidence->run, evidence->body_file, (struct cairn_span){0});
}

static void enter_evidence(const struct evidence *evidence)
{
    cairn_lint_enter(evidence->run, &evidence->family->evidence, (struct cairn_span){0});
}

static void check_claim(const struct evidence *evidence, const struct cairn_value *change)
{
    struct cairn_lint_run *run = evidence->run;
    struct cell cell;
    if (!contradicts(evidence, evidence->line, change, &cell) || has_stood_before(evidence, &cell))
        return;
    const char *is = claim_for(run, cell.result);
    enter_body(evidence);
    cairn_lint_say(run, CAIRN_RULE_CONTRADICTED, change,
        cairn_lint_text(run,
            "Write in `on`: {%.*s: '%s'}, or a list of {is, applies} where versions differ; or "
            "mend the rig.",
            CAIRN_SPAN_ARGS(cell.cause), is),
        "in %.*s the change %.*s on the cause %.*s is \"%s\", and is claimed to be \"%.*s\" "
        "(evidence.ndjson, line %u)",
        CAIRN_SPAN_ARGS(cell.environment), CAIRN_SPAN_ARGS(cairn_value_get_text(change, "id")),
        CAIRN_SPAN_ARGS(cell.cause), is, CAIRN_SPAN_ARGS(cell.claim), evidence->line->line);
    enter_evidence(evidence);
}

static void check_harms_shown(const struct evidence *evidence, const struct cairn_value *change)
{
    struct cairn_span id = cairn_value_get_text(change, "id");
    const struct cairn_value *result =
        cairn_value_get_span(cairn_value_get(evidence->line, "arms"), id);
    if (cairn_value_is_empty(cairn_value_get(change, "harms_shown")) ||
        !cairn_span_equal_string(cairn_result_word(result), "resolved"))
        return;
    enter_body(evidence);
    cairn_lint_say(evidence->run, CAIRN_RULE_CONTRADICTED, change,
        "Remove harms_shown and claim the harm in `on` where it is done, or mend the rig.",
        "the change %.*s does its harm whatever the cause, it says, and resolved without one "
        "(evidence.ndjson, line %u)",
        CAIRN_SPAN_ARGS(id), evidence->line->line);
    enter_evidence(evidence);
}

static void check_yields(const struct evidence *evidence)
{
    struct cairn_lint_run *run = evidence->run;
    const struct cairn_value *line = evidence->line;
    const struct cairn_value *trial = cairn_value_get(line, "trial");
    struct cairn_span names = cairn_value_get_text(line, "names");
    const struct cairn_value *cause = cairn_value_find(cairn_value_get(evidence->body, "causes"),
        "id", cairn_value_text(cairn_value_at(trial, 0)));
    bool is_record = cairn_span_find_byte(names, '/', 0) != CAIRN_SPAN_NPOS;
    if (!cause || cairn_claim_yields(cause, cairn_value_get(line, "programs"), names) !=
                      CAIRN_YIELDED_DIFFERS)
        return;
    enter_body(evidence);
    cairn_lint_say(run, CAIRN_RULE_CONTRADICTED, cause,
        cairn_lint_text(run,
            "Write in `yields`: {record: %.*s}, with `applies` where versions differ; or mend the "
            "rig.",
            CAIRN_SPAN_ARGS(is_record ? names : CAIRN_SPAN("none"))),
        "in %.*s the baseline of the cause %.*s names %.*s, which its yields do not claim there "
        "(evidence.ndjson, line %u)",
        CAIRN_SPAN_ARGS(cairn_value_text(cairn_value_at(trial, 1))),
        CAIRN_SPAN_ARGS(cairn_value_get_text(cause, "id")), CAIRN_SPAN_ARGS(names), line->line);
    enter_evidence(evidence);
}

/* A record that nobody is said to print, and that a program printed. */
static void check_refuted(const struct evidence *evidence)
{
    struct cairn_lint_run *run = evidence->run;
    const struct cairn_source_record *record =
        cairn_map_get(&run->source->by_id, cairn_value_get_text(evidence->line, "names"));
    if (!record || record->is_imported)
        return;
    const struct cairn_value *refuted = cairn_value_get(record->en.value, "refuted");
    if (cairn_value_is_empty(refuted))
        return;
    cairn_lint_enter(run, &record->en, record->id);
    cairn_lint_say(run, CAIRN_RULE_CONTRADICTED, refuted, "Remove refuted: it was printed.",
        "no program prints this, it says, and a trial of %.*s did",
        CAIRN_SPAN_ARGS(evidence->family->id));
    enter_evidence(evidence);
}

static void check_results(const struct evidence *evidence)
{
    static const char *const lists[] = {"changes", "plans"};
    check_yields(evidence);
    check_refuted(evidence);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lists); i++)
        CAIRN_VALUE_EACH(change, cairn_value_get(evidence->body, lists[i]))
        {
            check_claim(evidence, change->value);
            check_harms_shown(evidence, change->value);
        }
}

/* Transcripts */

static void check_transcripts(const struct evidence *evidence)
{
    struct cairn_lint_run *run = evidence->run;
    struct cairn_span rest = evidence->family->transcripts.text;
    cairn_lint_enter(run, &evidence->family->transcripts, (struct cairn_span){0});
    while (rest.size > 0) {
        struct cairn_span cause, environment, frame;
        struct cairn_error failure = {0};
        if (cairn_transcript_next(&rest, &cause, &environment, &frame, &failure) == CAIRN_OK)
            continue;
        cairn_lint_say(run, CAIRN_RULE_BROKEN_EVIDENCE, NULL,
            "Remove the file and run `cairn prove` again.", "%s", failure.primary);
        return;
    }
}

static void note_stale(const struct evidence *evidence, uint32_t stale)
{
    if (stale == 0)
        return;
    enter_evidence(evidence);
    cairn_lint_say(evidence->run, CAIRN_RULE_STALE_EVIDENCE, NULL,
        cairn_lint_text(evidence->run, "Run `cairn prove --stale %.*s`.",
            CAIRN_SPAN_ARGS(evidence->family->id)),
        "%u of %u trials were run with another rig, or other steps, than the present ones", stale,
        cairn_value_count(evidence->family->evidence.value));
}

static void check_lines(struct evidence *evidence)
{
    const struct cairn_value *former = NULL;
    uint32_t stale = 0;
    enter_evidence(evidence);
    CAIRN_VALUE_EACH(line, evidence->family->evidence.value)
    {
        evidence->line = line->value;
        const char *fault = fault_of(line->value);
        if (fault) {
            say_broken(evidence, fault);
            continue;
        }
        check_ids(evidence);
        check_order(evidence, former);
        former = line->value;
        if (is_current(evidence, line->value))
            check_results(evidence);
        else
            stale++;
    }
    note_stale(evidence, stale);
}

static void check_family(struct cairn_lint_run *run, struct cairn_source_family *family)
{
    bool is_family = family->en.path.size > 0;
    struct evidence evidence = {
        .run = run, .family = family, .body = cairn_source_family_body(family)};
    if (!cairn_value_is(evidence.body, CAIRN_VALUE_OBJECT))
        return;
    evidence.body_file =
        is_family ? &family->en
                  : &(*CAIRN_VEC_AT(&family->records, struct cairn_source_record *, 0))->en;
    if (!cairn_lint_keep(run, cairn_source_recipes(run->source, family, run->err)))
        return;
    if (family->evidence.value)
        check_lines(&evidence);
    check_transcripts(&evidence);
}

void cairn_lint_evidence(struct cairn_lint_run *run)
{
    for (size_t i = 0; i < run->source->domains.count && run->status == CAIRN_OK; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&run->source->domains, struct cairn_source_domain *, i);
        for (size_t j = 0; j < domain->families.count; j++)
            check_family(run, *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, j));
    }
}
