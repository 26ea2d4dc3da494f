/*
 * Walks a canon's folder: domains, their families, their records, what was imported. The order is
 * that of the names, so that everything built from it repeats. One arena holds all texts and trees;
 * small structs of domains, families and records live in it too, only their vectors are on the
 * heap.
 */
#include <fcntl.h>

#include "authoring/source_internal.h"

#include "base/alloc.h"

#define SUFFIX_YAML   CAIRN_SPAN(".yaml")
#define SUFFIX_ZH     CAIRN_SPAN(".zh.yaml")
#define SUFFIX_JSON   CAIRN_SPAN(".json")
#define SUFFIX_ORIGIN CAIRN_SPAN(".origin.yaml")

static bool push(struct cairn_source_reader *reader, struct cairn_vec *vec, void *pointer)
{
    return cairn_lint_keep(&reader->run, cairn_vec_push(vec, &pointer, reader->run.err));
}

static void *make(struct cairn_source_reader *reader, size_t size_bytes)
{
    void *memory = cairn_arena_alloc(&reader->run.source->arena, size_bytes);
    if (!memory)
        cairn_lint_keep(&reader->run, CAIRN_FAIL_MEMORY(reader->run.err));
    return memory;
}

static struct cairn_span without(struct cairn_span name, struct cairn_span suffix)
{
    return cairn_span_slice(name, 0, name.size - suffix.size);
}

static const struct cairn_source_entry *find_entry(
    const struct cairn_source_folder *folder, const char *name)
{
    for (size_t i = 0; i < folder->entries.count; i++) {
        const struct cairn_source_entry *entry =
            CAIRN_VEC_AT(&folder->entries, struct cairn_source_entry, i);
        if (cairn_span_equal_string(entry->name, name))
            return entry;
    }
    return NULL;
}

/* Loads a file that has a fixed name; nothing when it is absent. */
static void load_named(struct cairn_source_reader *reader, const struct cairn_source_folder *folder,
    const char *name, enum cairn_source_format format, struct cairn_source_file *file)
{
    const struct cairn_source_entry *entry = find_entry(folder, name);
    if (entry && entry->kind == CAIRN_SOURCE_FILE)
        cairn_source_load(reader, folder, entry->name, format, file);
}

static void say_of_entry(struct cairn_source_reader *reader,
    const struct cairn_source_folder *folder, const struct cairn_source_entry *entry,
    enum cairn_rule rule, const char *what, const char *hint)
{
    reader->run.path = cairn_source_join(reader, folder->path, entry->name);
    reader->run.record = (struct cairn_span){0};
    cairn_lint_say(&reader->run, rule, NULL, hint, "%s", what);
}

/* True when the entry was dealt with: links and devices are refused wherever they stand. */
static bool refuse_other(struct cairn_source_reader *reader,
    const struct cairn_source_folder *folder, const struct cairn_source_entry *entry)
{
    if (entry->kind != CAIRN_SOURCE_OTHER)
        return false;
    if (entry->is_link)
        say_of_entry(reader, folder, entry, CAIRN_RULE_SYMLINK,
            "this is a symbolic link, which is not followed: it could lead out of the canon",
            "Put the file or folder itself here.");
    else
        say_of_entry(reader, folder, entry, CAIRN_RULE_UNREADABLE,
            "this is neither a file nor a folder", "Remove it from the canon.");
    return true;
}

static bool is_one_of(struct cairn_span name, const char *const *words)
{
    for (; *words; words++)
        if (cairn_span_equal_string(name, *words))
            return true;
    return false;
}

static void note_unknown(struct cairn_source_reader *reader,
    const struct cairn_source_folder *folder, const struct cairn_source_entry *entry)
{
    static const char *const companions[] = {"README.md", "LICENSE", "LICENCE", NULL};
    if (!is_one_of(entry->name, companions))
        say_of_entry(reader, folder, entry, CAIRN_RULE_UNKNOWN_FILE,
            "this has no meaning in a canon and is ignored",
            "Remove it, or rename it: docs/records.md lists the files of a canon.");
}

static struct cairn_source_record *new_record(struct cairn_source_reader *reader,
    const struct cairn_source_domain *domain, struct cairn_span slug)
{
    struct cairn_source_record *record = make(reader, sizeof *record);
    if (!record)
        return NULL;
    record->slug = slug;
    record->id = cairn_source_join(reader, domain->id, slug);
    return push(reader, &reader->run.source->records, record) ? record : NULL;
}

static void read_record(struct cairn_source_reader *reader,
    const struct cairn_source_folder *folder, struct cairn_source_family *family,
    const struct cairn_source_entry *entry)
{
    struct cairn_span slug = without(entry->name, SUFFIX_YAML);
    if (!cairn_name_is_slug(slug) || cairn_name_is_reserved(slug)) {
        say_of_entry(reader, folder, entry, CAIRN_RULE_INVALID_NAME,
            "the name of a record is made of a-z, 0-9 and hyphens, and is not family, domain, rig, "
            "evidence or imported",
            "Rename the file.");
        return;
    }
    struct cairn_source_record *record = new_record(reader, family->domain, slug);
    if (!record || !push(reader, &family->records, record))
        return;
    record->family = family;
    reader->run.record = record->id;
    cairn_source_load(reader, folder, entry->name, CAIRN_SOURCE_YAML, &record->en);
    const char *zh_name =
        cairn_lint_text(&reader->run, "%.*s.zh.yaml", CAIRN_SPAN_ARGS(record->slug));
    load_named(reader, folder, zh_name, CAIRN_SOURCE_YAML, &record->zh);
    reader->run.record = (struct cairn_span){0};
}

/* A Chinese file whose English one is absent would be passed over in silence. */
static void check_zh_partner(struct cairn_source_reader *reader,
    const struct cairn_source_folder *folder, const struct cairn_source_entry *entry)
{
    const char *english = cairn_lint_text(
        &reader->run, "%.*s.yaml", CAIRN_SPAN_ARGS(without(entry->name, SUFFIX_ZH)));
    if (!find_entry(folder, english))
        say_of_entry(reader, folder, entry, CAIRN_RULE_DANGLING_TRANSLATION,
            "this translates a file that does not exist", "Add the English file, or remove this.");
}

static void read_family_entry(struct cairn_source_reader *reader,
    const struct cairn_source_folder *folder, struct cairn_source_family *family,
    const struct cairn_source_entry *entry)
{
    static const char *const known[] = {
        "family.yaml", "rig.sh", "evidence.ndjson", "transcripts.zst", NULL};
    if (refuse_other(reader, folder, entry))
        return;
    bool is_file = entry->kind == CAIRN_SOURCE_FILE;
    if (is_file && cairn_span_ends_with(entry->name, SUFFIX_ZH))
        check_zh_partner(reader, folder, entry);
    else if (is_file && is_one_of(entry->name, known))
        return;
    else if (is_file && cairn_span_ends_with(entry->name, SUFFIX_YAML))
        read_record(reader, folder, family, entry);
    else
        note_unknown(reader, folder, entry);
}

static void read_family(struct cairn_source_reader *reader,
    const struct cairn_source_folder *parent, struct cairn_source_domain *domain,
    const struct cairn_source_entry *entry)
{
    char *name = cairn_arena_string(&reader->run.source->arena, entry->name);
    struct cairn_source_family *family = make(reader, sizeof *family);
    if (!name || !family)
        return;
    *family = (struct cairn_source_family){
        .domain = domain, .records = CAIRN_VEC_OF(struct cairn_source_record *)};
    family->id = cairn_source_join(reader, domain->id, entry->name);
    if (!push(reader, &domain->families, family))
        return;
    CAIRN_AUTO_FOLDER struct cairn_source_folder folder;
    if (!cairn_source_open_folder(reader, parent, name, &folder))
        return;
    load_named(reader, &folder, "family.yaml", CAIRN_SOURCE_YAML, &family->en);
    load_named(reader, &folder, "family.zh.yaml", CAIRN_SOURCE_YAML, &family->zh);
    load_named(reader, &folder, "rig.sh", CAIRN_SOURCE_TEXT, &family->rig);
    load_named(reader, &folder, "evidence.ndjson", CAIRN_SOURCE_LINES, &family->evidence);
    load_named(reader, &folder, "transcripts.zst", CAIRN_SOURCE_BYTES, &family->transcripts);
    for (size_t i = 0; i < folder.entries.count && reader->run.status == CAIRN_OK; i++)
        read_family_entry(
            reader, &folder, family, CAIRN_VEC_AT(&folder.entries, struct cairn_source_entry, i));
}

static void read_imported_record(struct cairn_source_reader *reader,
    const struct cairn_source_folder *folder, struct cairn_source_domain *domain,
    const struct cairn_source_entry *entry)
{
    struct cairn_span slug = without(entry->name, SUFFIX_JSON);
    if (!cairn_name_is_imported_slug(slug)) {
        say_of_entry(reader, folder, entry, CAIRN_RULE_INVALID_NAME,
            "the name of an imported record is made of a-z, 0-9, hyphens, dots and underscores",
            "Rename the file, or import it again.");
        return;
    }
    struct cairn_source_record *record = new_record(reader, domain, slug);
    if (!record || !push(reader, &domain->imported, record))
        return;
    record->is_imported = true;
    reader->run.record = record->id;
    cairn_source_load(reader, folder, entry->name, CAIRN_SOURCE_JSON, &record->en);
    const char *origin = cairn_lint_text(&reader->run, "%.*s.origin.yaml", CAIRN_SPAN_ARGS(slug));
    record->origin.path = cairn_source_join(reader, folder->path, cairn_span_from_string(origin));
    if (find_entry(folder, origin)) {
        load_named(reader, folder, origin, CAIRN_SOURCE_YAML, &record->origin);
    } else {
        reader->run.path = record->origin.path;
        cairn_lint_say(&reader->run, CAIRN_RULE_MISSING_FILE, NULL,
            "Write it with source, read_on and id, or import the record again.",
            "this file is missing: it says where the record comes from");
    }
    reader->run.record = (struct cairn_span){0};
}

static void read_imported(struct cairn_source_reader *reader,
    const struct cairn_source_folder *parent, struct cairn_source_domain *domain)
{
    CAIRN_AUTO_FOLDER struct cairn_source_folder folder;
    if (!cairn_source_open_folder(reader, parent, "imported", &folder))
        return;
    for (size_t i = 0; i < folder.entries.count && reader->run.status == CAIRN_OK; i++) {
        const struct cairn_source_entry *entry =
            CAIRN_VEC_AT(&folder.entries, struct cairn_source_entry, i);
        if (refuse_other(reader, &folder, entry))
            continue;
        bool is_file = entry->kind == CAIRN_SOURCE_FILE;
        if (is_file && cairn_span_ends_with(entry->name, SUFFIX_JSON))
            read_imported_record(reader, &folder, domain, entry);
        else if (!is_file || !cairn_span_ends_with(entry->name, SUFFIX_ORIGIN))
            note_unknown(reader, &folder, entry);
    }
}

static void read_domain(struct cairn_source_reader *reader,
    const struct cairn_source_folder *parent, const struct cairn_source_entry *entry)
{
    static const char *const known[] = {"domain.yaml", "domain.zh.yaml", NULL};
    char *name = cairn_arena_string(&reader->run.source->arena, entry->name);
    struct cairn_source_domain *domain = make(reader, sizeof *domain);
    if (!name || !domain)
        return;
    *domain = (struct cairn_source_domain){.id = entry->name,
        .families = CAIRN_VEC_OF(struct cairn_source_family *),
        .imported = CAIRN_VEC_OF(struct cairn_source_record *)};
    if (!push(reader, &reader->run.source->domains, domain))
        return;
    CAIRN_AUTO_FOLDER struct cairn_source_folder folder;
    if (!cairn_source_open_folder(reader, parent, name, &folder))
        return;
    load_named(reader, &folder, "domain.yaml", CAIRN_SOURCE_YAML, &domain->en);
    load_named(reader, &folder, "domain.zh.yaml", CAIRN_SOURCE_YAML, &domain->zh);
    for (size_t i = 0; i < folder.entries.count && reader->run.status == CAIRN_OK; i++) {
        const struct cairn_source_entry *inner =
            CAIRN_VEC_AT(&folder.entries, struct cairn_source_entry, i);
        if (refuse_other(reader, &folder, inner))
            continue;
        if (inner->kind == CAIRN_SOURCE_FILE && !is_one_of(inner->name, known))
            note_unknown(reader, &folder, inner);
        else if (inner->kind == CAIRN_SOURCE_FILE)
            continue;
        else if (cairn_span_equal_string(inner->name, "imported"))
            read_imported(reader, &folder, domain);
        else if (cairn_name_is_slug(inner->name) && !cairn_name_is_reserved(inner->name))
            read_family(reader, &folder, domain, inner);
        else
            say_of_entry(reader, &folder, inner, CAIRN_RULE_INVALID_NAME,
                "the name of a family is made of a-z, 0-9 and hyphens, and is not reserved",
                "Rename the folder.");
    }
}

static int compare_records(const void *left, const void *right)
{
    const struct cairn_source_record *a = *(struct cairn_source_record *const *)left;
    const struct cairn_source_record *b = *(struct cairn_source_record *const *)right;
    int order = cairn_span_compare(a->id, b->id);
    return order != 0 ? order : cairn_span_compare(a->en.path, b->en.path);
}

/* Everything that needs all records: their order, the map by id, and what canon.yaml says about
 * languages. */
static void finish(struct cairn_source_reader *reader)
{
    struct cairn_source *source = reader->run.source;
    if (source->records.count > 1)
        cairn_vec_sort(&source->records, compare_records);
    for (size_t i = 0; i < source->records.count && reader->run.status == CAIRN_OK; i++) {
        struct cairn_source_record *record =
            *CAIRN_VEC_AT(&source->records, struct cairn_source_record *, i);
        if (!cairn_map_has(&source->by_id, record->id))
            cairn_lint_keep(&reader->run,
                cairn_map_put(&source->by_id, record->id, record, NULL, reader->run.err));
    }
    CAIRN_VALUE_EACH(language, cairn_value_get(source->canon.value, "languages"))
    if (cairn_span_equal_string(cairn_value_text(language->value), "zh"))
        source->is_bilingual = true;
}

static void read_top(struct cairn_source_reader *reader, const struct cairn_source_folder *folder)
{
    static const char *const known[] = {
        "canon.yaml", "canon.zh.yaml", "RETIRED", "environments.yaml", NULL};
    struct cairn_source *source = reader->run.source;
    load_named(reader, folder, "canon.yaml", CAIRN_SOURCE_YAML, &source->canon);
    load_named(reader, folder, "canon.zh.yaml", CAIRN_SOURCE_YAML, &source->canon_zh);
    load_named(reader, folder, "RETIRED", CAIRN_SOURCE_TEXT, &source->retired);
    load_named(reader, folder, "environments.yaml", CAIRN_SOURCE_YAML, &source->environments);
    for (size_t i = 0; i < folder->entries.count && reader->run.status == CAIRN_OK; i++) {
        const struct cairn_source_entry *entry =
            CAIRN_VEC_AT(&folder->entries, struct cairn_source_entry, i);
        if (refuse_other(reader, folder, entry))
            continue;
        if (entry->kind == CAIRN_SOURCE_FILE && !is_one_of(entry->name, known))
            note_unknown(reader, folder, entry);
        else if (entry->kind == CAIRN_SOURCE_FILE)
            continue;
        else if (cairn_name_is_slug(entry->name) && !cairn_name_is_reserved(entry->name))
            read_domain(reader, folder, entry);
        else
            say_of_entry(reader, folder, entry, CAIRN_RULE_INVALID_NAME,
                "the name of a domain is made of a-z, 0-9 and hyphens, and is not reserved",
                "Rename the folder.");
    }
}

enum cairn_status cairn_source_read(const char *canon_folder, struct cairn_source **out_source,
    struct cairn_complaints *complaints, struct cairn_error *err)
{
    struct cairn_source *source = cairn_alloc(sizeof *source);
    if (!source)
        return CAIRN_FAIL_MEMORY(err);
    cairn_arena_init(&source->arena, 0);
    source->domains = CAIRN_VEC_OF(struct cairn_source_domain *);
    source->records = CAIRN_VEC_OF(struct cairn_source_record *);
    struct cairn_source_reader reader = {
        .run = {.source = source, .complaints = complaints, .err = err}};
    {
        CAIRN_AUTO_FOLDER struct cairn_source_folder folder;
        if (cairn_source_open_folder(&reader, NULL, canon_folder, &folder))
            read_top(&reader, &folder);
    }
    cairn_buf_done(&reader.buffer);
    if (reader.run.status == CAIRN_OK)
        finish(&reader);
    if (reader.run.status != CAIRN_OK) {
        cairn_source_free(source);
        return reader.run.status;
    }
    *out_source = source;
    return CAIRN_OK;
}

static void free_domain(struct cairn_source_domain *domain)
{
    for (size_t i = 0; i < domain->families.count; i++) {
        struct cairn_source_family *family =
            *CAIRN_VEC_AT(&domain->families, struct cairn_source_family *, i);
        cairn_vec_done(&family->records);
        cairn_map_done(&family->recipes);
    }
    cairn_vec_done(&domain->families);
    cairn_vec_done(&domain->imported);
}

void cairn_source_free(struct cairn_source *source)
{
    if (!source)
        return;
    for (size_t i = 0; i < source->domains.count; i++)
        free_domain(*CAIRN_VEC_AT(&source->domains, struct cairn_source_domain *, i));
    cairn_vec_done(&source->domains);
    cairn_vec_done(&source->records);
    cairn_map_done(&source->by_id);
    cairn_arena_done(&source->arena);
    cairn_free(source);
}

const struct cairn_value *cairn_source_body(const struct cairn_source_record *record)
{
    if (!record->family)
        return NULL;
    bool has_family = record->family->en.path.size > 0;
    return has_family ? record->family->en.value : record->en.value;
}

const struct cairn_value *cairn_source_body_zh(const struct cairn_source_record *record)
{
    if (!record->family)
        return NULL;
    bool has_family = record->family->en.path.size > 0;
    return has_family ? record->family->zh.value : record->zh.value;
}

const struct cairn_value *cairn_source_family_body(const struct cairn_source_family *family)
{
    if (family->en.path.size > 0)
        return family->en.value;
    if (family->records.count != 1)
        return NULL;
    return (*CAIRN_VEC_AT(&family->records, struct cairn_source_record *, 0))->en.value;
}
