/*
 * Imported records are kept as they came; what we owe our users is that none of them can hang or
 * mislead the matcher. The safety rules decide whether a record is indexed, content rules only
 * note.
 */
#include "authoring/regex_internal.h"

#include "ledger/publish.h"

static struct cairn_span reason(struct cairn_lint_run *run, const char *text)
{
    return cairn_span_from_string(cairn_lint_text(run, "%s", text));
}

static bool has_control(struct cairn_span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if ((byte < ' ' && byte != '\t' && byte != '\n') || byte == 0x7f)
            return true;
    }
    return false;
}

/* Everything but the regex; the empty span when nothing is wrong. */
static struct cairn_span judge_texts(
    struct cairn_lint_run *run, const struct cairn_source_record *record)
{
    const struct cairn_value *value = record->en.value;
    struct cairn_span signature = cairn_publish_imported_text(value, "signature");
    struct cairn_span noted = cairn_value_get_text(record->origin.value, "unindexed");
    if (noted.size > 0)
        return noted;
    struct cairn_span id = {0};
    struct cairn_span original = cairn_value_get_text(value, "id");
    if (!cairn_publish_imported_id(&run->source->arena, original, &id) ||
        !cairn_span_equal(id, record->id))
        return cairn_span_from_string(
            cairn_lint_text(run, "its own id \"%.*s\" is not that of its file",
                CAIRN_SPAN_ARGS(cairn_span_slice(original, 0, 200))));
    if (signature.size == 0)
        return reason(run, "it has no signature");
    if (cairn_publish_imported_text(value, "regex").size == 0)
        return reason(run, "it has no regex");
    if (has_control(signature) || has_control(original) ||
        has_control(cairn_publish_imported_text(value, "regex")))
        return reason(run, "its signature, id or regex holds control characters");
    return (struct cairn_span){0};
}

static void judge(struct cairn_lint_run *run, struct cairn_source_record *record,
    struct cairn_arena *arena, bool *out_hits_signature)
{
    *out_hits_signature = true;
    record->unindexed_reason = judge_texts(run, record);
    if (record->unindexed_reason.size > 0 || run->status != CAIRN_OK)
        return;
    struct cairn_value text = {
        .kind = CAIRN_VALUE_STRING, .text = cairn_publish_imported_text(record->en.value, "regex")};
    struct cairn_checked_regex regex = {
        .value = &text, .attacked = cairn_value_get_text(record->origin.value, "attacked")};
    if (cairn_lint_keep(run, cairn_regex_check(arena, &regex, run->err)) &&
        regex.verdict.state != CAIRN_REGEX_GOOD)
        record->unindexed_reason = reason(run, regex.verdict.reason.primary);
    enum cairn_pattern_result result = CAIRN_PATTERN_NO;
    if (regex.pattern && run->status == CAIRN_OK)
        cairn_lint_keep(run,
            cairn_pattern_match(regex.pattern,
                cairn_publish_imported_text(record->en.value, "signature"), &result, run->err));
    *out_hits_signature = result == CAIRN_PATTERN_YES;
    cairn_pattern_free(regex.pattern);
}

/* A content rule, and so only a note; found while the regex is compiled anyway. */
static void note_miss(struct cairn_lint_run *run, const struct cairn_source_record *record)
{
    cairn_lint_enter(run, &record->en, record->id);
    cairn_lint_say(run, CAIRN_RULE_IMPORTED_MISSES, NULL, "Tell those who publish it.",
        "the regex does not match the record's own signature");
}

static void judge_all(struct cairn_lint_run *run)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    for (size_t i = 0; i < run->source->records.count && run->status == CAIRN_OK; i++) {
        struct cairn_source_record *record =
            *CAIRN_VEC_AT(&run->source->records, struct cairn_source_record *, i);
        if (!record->is_imported || record->is_judged || !record->en.value)
            continue;
        bool hits_signature = true;
        judge(run, record, &arena, &hits_signature);
        record->is_judged = run->status == CAIRN_OK;
        if (!hits_signature && record->unindexed_reason.size == 0 && run->complaints)
            note_miss(run, record);
        cairn_arena_reset(&arena);
    }
}

enum cairn_status cairn_source_judge_imported(struct cairn_source *source, struct cairn_error *err)
{
    struct cairn_lint_run run = {.source = source, .err = err};
    judge_all(&run);
    return run.status;
}

void cairn_lint_imported(struct cairn_lint_run *run)
{
    judge_all(run);
    for (size_t i = 0; i < run->source->records.count && run->status == CAIRN_OK; i++) {
        const struct cairn_source_record *record =
            *CAIRN_VEC_AT(&run->source->records, struct cairn_source_record *, i);
        if (record->unindexed_reason.size == 0)
            continue;
        cairn_lint_enter(run, &record->en, record->id);
        cairn_lint_say(run, CAIRN_RULE_IMPORTED_UNINDEXED, NULL,
            "It is shown and exported as it is; only its own canon can mend it.",
            "the record is not matched: %.*s", CAIRN_SPAN_ARGS(record->unindexed_reason));
    }
}
