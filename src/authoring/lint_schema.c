/* Every file of the canon against its table, and its Chinese beside it. What no table says stands
 * in the other parts. */
#include "authoring/schema_internal.h"

static bool is_map(struct cairn_schema_check *check, const struct cairn_value *value)
{
    if (cairn_value_is(value, CAIRN_VALUE_OBJECT))
        return true;
    if (value)
        cairn_lint_say(check->run, CAIRN_RULE_WRONG_TYPE, value, "Write \"key: value\" lines.",
            "the document must be a map of keys");
    return false;
}

static void say_missing_file(struct cairn_lint_run *run, const char *path, const char *hint)
{
    run->path = cairn_span_from_string(path);
    cairn_lint_say(run, CAIRN_RULE_MISSING_FILE, NULL, hint, "this file is missing");
}

/* The Chinese file's name from the English one's: x.yaml → x.zh.yaml. */
static const char *zh_path(struct cairn_lint_run *run, struct cairn_span english)
{
    return cairn_lint_text(run, "%.*s.zh.yaml", (int)english.size - 5, english.data);
}

static void check_pair(struct cairn_lint_run *run, const struct cairn_schema_object *object,
    const struct cairn_source_file *en, const struct cairn_source_file *zh,
    const struct cairn_value *body, struct cairn_span record)
{
    struct cairn_schema_check check = {.run = run, .body = body};
    cairn_lint_enter(run, en, record);
    if (!is_map(&check, en->value))
        return;
    cairn_schema_check_object(&check, object, en->value);
    cairn_lint_enter(run, zh, record);
    if (zh->path.size == 0 && run->source->is_bilingual)
        say_missing_file(run, zh_path(run, en->path),
            "Add it with the translated keys; canon.yaml names Chinese among the languages.");
    else if (zh->path.size > 0 && !run->source->is_bilingual)
        cairn_lint_say(run, CAIRN_RULE_UNKNOWN_FILE, NULL,
            "Add zh to the languages in canon.yaml, or remove the file.",
            "this is a canon of one language, so its Chinese files are ignored");
    else if (zh->value && is_map(&check, zh->value))
        cairn_schema_check_zh(&check, object, en->value, zh->value);
}

static void check_canon(struct cairn_lint_run *run)
{
    struct cairn_source *source = run->source;
    run->record = (struct cairn_span){0};
    if (source->canon.path.size == 0) {
        say_missing_file(run, "canon.yaml", "Write it with name, title, licence and languages.");
        return;
    }
    check_pair(run, &cairn_schema_canon, &source->canon, &source->canon_zh, NULL, run->record);
    run->path = source->canon.path;
    const struct cairn_value *languages = cairn_value_get(source->canon.value, "languages");
    const struct cairn_value *first = cairn_value_at(languages, 0);
    if (first && !cairn_span_equal_string(cairn_value_text(first), "en"))
        cairn_lint_say(run, CAIRN_RULE_UNKNOWN_WORD, first, "Put en first.",
            "the first language must be en: the English files are the ones that others translate");
}

static void check_environments(struct cairn_lint_run *run)
{
    struct cairn_schema_check check = {.run = run};
    cairn_lint_enter(run, &run->source->environments, (struct cairn_span){0});
    if (is_map(&check, run->source->environments.value))
        cairn_schema_check_object(
            &check, &cairn_schema_environments, run->source->environments.value);
}

static void check_record(struct cairn_lint_run *run, const struct cairn_source_record *record)
{
    bool is_alone = record->family->en.path.size == 0;
    check_pair(run, is_alone ? &cairn_schema_record_alone : &cairn_schema_record, &record->en,
        &record->zh, cairn_source_body(record), record->id);
}

static void check_family(struct cairn_lint_run *run, const struct cairn_source_family *family)
{
    struct cairn_span no_record = {0};
    if (family->en.path.size > 0)
        check_pair(
            run, &cairn_schema_family, &family->en, &family->zh, family->en.value, no_record);
    for (size_t i = 0; i < family->records.count; i++)
        check_record(run, *CAIRN_VEC_AT(&family->records, struct cairn_source_record *, i));
}

static void check_origin(struct cairn_lint_run *run, const struct cairn_source_record *record)
{
    struct cairn_schema_check check = {.run = run};
    cairn_lint_enter(run, &record->origin, record->id);
    if (is_map(&check, record->origin.value))
        cairn_schema_check_object(&check, &cairn_schema_origin, record->origin.value);
}

static void check_domain(struct cairn_lint_run *run, const struct cairn_source_domain *domain)
{
    struct cairn_span no_record = {0};
    run->record = no_record;
    if (domain->en.path.size > 0)
        check_pair(run, &cairn_schema_domain, &domain->en, &domain->zh, NULL, no_record);
    else
        say_missing_file(run, cairn_lint_text(run, "%.*s/domain.yaml", CAIRN_SPAN_ARGS(domain->id)),
            "Write it with title and about.");
    for (size_t i = 0; i < domain->families.count; i++)
        check_family(run, *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, i));
    for (size_t i = 0; i < domain->imported.count; i++)
        check_origin(run, *CAIRN_VEC_AT(&domain->imported, struct cairn_source_record *, i));
}

void cairn_lint_schema(struct cairn_lint_run *run)
{
    check_canon(run);
    check_environments(run);
    for (size_t i = 0; i < run->source->domains.count && run->status == CAIRN_OK; i++)
        check_domain(run, *CAIRN_VEC_AT(&run->source->domains, struct cairn_source_domain *, i));
}
