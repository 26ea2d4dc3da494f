/*
 * Do examples, and the lines that evidence keeps, find their own record first? Asked of an index of
 * the whole canon in memory, by the matcher that users run, without a hint from the log's format:
 * what holds without it holds with it for the record's own domain.
 */
#include "authoring/lint_internal.h"

#include <string.h>

#include "match/matcher.h"

struct ranking {
    struct cairn_lint_run *run;
    struct cairn_buf index;
    struct cairn_matcher *matcher;
    struct cairn_vec candidates;
};

static enum cairn_status read_index(
    void *context, size_t offset, char *memory, size_t size, struct cairn_error *err)
{
    const struct cairn_buf *index = context;
    if (offset > index->size || size > index->size - offset)
        return CAIRN_FAIL(err, CAIRN_ERR_CORRUPT, "cannot read the match index beyond its end");
    memcpy(memory, index->data + offset, size); /* the bound stands in the line above */
    return CAIRN_OK;
}

/* The record that `text` is recognised as; the empty span when none is. */
static struct cairn_span first_record(struct ranking *ranking, struct cairn_span text)
{
    struct cairn_lint_run *run = ranking->run;
    struct cairn_confirmation confirmation = {0};
    cairn_vec_clear(&ranking->candidates);
    enum cairn_status status =
        cairn_matcher_find(ranking->matcher, text, &ranking->candidates, run->err);
    if (status == CAIRN_OK)
        status = cairn_matcher_confirm(ranking->matcher, text, ranking->candidates.data,
            ranking->candidates.count, (struct cairn_span){0}, &confirmation, run->err);
    bool has_match = cairn_lint_keep(run, status) && confirmation.count > 0;
    return has_match ? confirmation.matches[0].record : (struct cairn_span){0};
}

static void check_example(struct ranking *ranking, const struct cairn_source_record *record,
    const struct cairn_value *text)
{
    struct cairn_span first = first_record(ranking, cairn_value_text(text));
    if (first.size > 0 && !cairn_span_equal(first, record->id))
        cairn_lint_say(ranking->run, CAIRN_RULE_OUTRANKED, text,
            cairn_lint_text(ranking->run,
                "Let this record refine %.*s if it is the narrower one, or narrow the other's "
                "regex.",
                CAIRN_SPAN_ARGS(first)),
            "this example is recognised first as %.*s", CAIRN_SPAN_ARGS(first));
}

static void check_counterexample(struct ranking *ranking, const struct cairn_value *counterexample)
{
    struct cairn_span wanted = cairn_value_get_text(counterexample, "is");
    const struct cairn_value *text = cairn_value_get(counterexample, "text");
    if (wanted.size == 0 || !cairn_map_has(&ranking->run->source->by_id, wanted))
        return;
    struct cairn_span first = first_record(ranking, cairn_value_text(text));
    if (!cairn_span_equal(first, wanted))
        cairn_lint_say(ranking->run, CAIRN_RULE_WRONG_COUNTEREXAMPLE, text,
            "Correct `is`, or the regex of the record that it names.",
            "this text should be recognised as %.*s, and is %.*s", CAIRN_SPAN_ARGS(wanted),
            CAIRN_SPAN_ARGS(first.size > 0 ? first : CAIRN_SPAN("recognised as nothing")));
}

static void check_record(struct ranking *ranking, const struct cairn_source_record *record)
{
    cairn_lint_enter(ranking->run, &record->en, record->id);
    CAIRN_VALUE_EACH(example, cairn_value_get(record->en.value, "examples"))
    check_example(ranking, record, cairn_value_get(example->value, "text"));
    CAIRN_VALUE_EACH(counterexample, cairn_value_get(record->en.value, "counterexamples"))
    check_counterexample(ranking, counterexample->value);
}

/* Regexes change after a trial was run: what a program printed then must still lead to the record.
 */
static void check_stored(struct ranking *ranking, const struct cairn_value *at,
    struct cairn_span text, struct cairn_span wanted)
{
    if (cairn_span_find_byte(wanted, '/', 0) == CAIRN_SPAN_NPOS)
        wanted = (struct cairn_span){0}; /* unknown, silent: no record matches */
    struct cairn_span first = first_record(ranking, text);
    if (cairn_span_equal(first, wanted))
        return;
    cairn_lint_say(ranking->run, CAIRN_RULE_UNRECOGNISED_EVIDENCE, at,
        "Mend the regex of the one or the other; if the line itself has changed, run `cairn "
        "prove`.",
        "the line \"%.*s\" was printed for %.*s, and is recognised as %.*s",
        CAIRN_SPAN_ARGS(cairn_span_slice(text, 0, 200)),
        CAIRN_SPAN_ARGS(wanted.size > 0 ? wanted : CAIRN_SPAN("no record")),
        CAIRN_SPAN_ARGS(first.size > 0 ? first : CAIRN_SPAN("nothing")));
}

static void check_evidence(struct ranking *ranking, const struct cairn_source_family *family)
{
    cairn_lint_enter(ranking->run, &family->evidence, (struct cairn_span){0});
    CAIRN_VALUE_EACH(trial, family->evidence.value)
    {
        struct cairn_span line = cairn_value_get_text(trial->value, "line");
        if (line.size > 0)
            check_stored(ranking, trial->value, line, cairn_value_get_text(trial->value, "names"));
        CAIRN_VALUE_EACH(example, cairn_value_get(trial->value, "lines"))
        check_stored(ranking, trial->value, cairn_value_text(example->value), example->key);
    }
}

void cairn_lint_ranks(struct cairn_lint_run *run)
{
    struct ranking ranking = {.run = run, .candidates = CAIRN_VEC_OF(struct cairn_candidate)};
    struct cairn_index_source source = {.read = read_index, .context = &ranking.index};
    if (cairn_lint_keep(run, cairn_source_index(run->source, true, &ranking.index, run->err))) {
        source.size = ranking.index.size;
        cairn_lint_keep(run, cairn_matcher_open(&source, &ranking.matcher, run->err));
    }
    for (size_t i = 0; i < run->source->records.count && run->status == CAIRN_OK; i++) {
        const struct cairn_source_record *record =
            *CAIRN_VEC_AT(&run->source->records, struct cairn_source_record *, i);
        if (!record->is_imported)
            check_record(&ranking, record);
    }
    for (size_t i = 0; i < run->source->domains.count && run->status == CAIRN_OK; i++) {
        const struct cairn_source_domain *domain =
            *CAIRN_VEC_AT(&run->source->domains, struct cairn_source_domain *, i);
        for (size_t j = 0; j < domain->families.count && run->status == CAIRN_OK; j++)
            check_evidence(
                &ranking, *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, j));
    }
    cairn_matcher_close(ranking.matcher);
    cairn_vec_done(&ranking.candidates);
    cairn_buf_done(&ranking.index);
}
