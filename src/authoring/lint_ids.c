/*
 * Ids across the canon: no two records with one id, none that was retired, old names that are free,
 * and no circle of `refines`. The circles are looked for with colours, iteratively, since a hostile
 * canon may chain thousands of records.
 */
#include "authoring/lint_internal.h"

#include "base/map.h"

static struct cairn_source_record *record_at(const struct cairn_source *source, size_t i)
{
    return *CAIRN_VEC_AT(&source->records, struct cairn_source_record *, i);
}

static void check_duplicates(struct cairn_lint_run *run)
{
    for (size_t i = 0; i < run->source->records.count; i++) {
        const struct cairn_source_record *record = record_at(run->source, i);
        const struct cairn_source_record *first = cairn_map_get(&run->source->by_id, record->id);
        if (first == record)
            continue;
        cairn_lint_enter(run, &record->en, record->id);
        cairn_lint_say(run, CAIRN_RULE_DUPLICATE_ID, NULL,
            "Rename one of the files: an id is domain/slug, whatever the family.",
            "the id %.*s is also that of %.*s", CAIRN_SPAN_ARGS(record->id),
            CAIRN_SPAN_ARGS(first->en.path));
    }
}

static void check_retired(struct cairn_lint_run *run)
{
    struct cairn_span rest = run->source->retired.text;
    struct cairn_span line;
    uint32_t number = 0;
    while (cairn_span_take_line(&rest, &line)) {
        number++;
        size_t comment = cairn_span_find_byte(line, '#', 0);
        line = cairn_span_trim(cairn_span_slice(line, 0, comment));
        if (line.size == 0)
            continue;
        run->path = run->source->retired.path;
        run->record = (struct cairn_span){0};
        if (!cairn_name_is_record_id(line))
            cairn_lint_say_line(run, CAIRN_RULE_WRONG_TYPE, number,
                "Write one id a line; # begins a comment.", "\"%.*s\" is no id",
                CAIRN_SPAN_ARGS(line));
        const struct cairn_source_record *user = cairn_map_get(&run->source->by_id, line);
        if (!user)
            continue;
        cairn_lint_enter(run, &user->en, user->id);
        cairn_lint_say(run, CAIRN_RULE_RETIRED_ID, NULL,
            "Choose another slug: links to the retired id must not find something else.",
            "the id %.*s was retired (RETIRED, line %u)", CAIRN_SPAN_ARGS(line), number);
    }
}

static void check_formerly(struct cairn_lint_run *run)
{
    CAIRN_AUTO_MAP struct cairn_map claimed = {0};
    for (size_t i = 0; i < run->source->records.count && run->status == CAIRN_OK; i++) {
        struct cairn_source_record *record = record_at(run->source, i);
        if (record->is_imported)
            continue;
        cairn_lint_enter(run, &record->en, record->id);
        CAIRN_VALUE_EACH(old, cairn_value_get(record->en.value, "formerly"))
        {
            struct cairn_span id = cairn_value_text(old->value);
            const struct cairn_source_record *other = cairn_map_get(&claimed, id);
            if (!other)
                other = cairn_map_get(&run->source->by_id, id);
            if (other)
                cairn_lint_say(run, CAIRN_RULE_FORMER_ID, old->value,
                    "An old name leads to one record only: remove it from one of them.",
                    "the old name %.*s also belongs to %.*s", CAIRN_SPAN_ARGS(id),
                    CAIRN_SPAN_ARGS(other->id));
            else if (id.size > 0)
                cairn_lint_keep(run, cairn_map_put(&claimed, id, record, NULL, run->err));
        }
    }
}

enum colour {
    WHITE, /* not seen */
    GREY,  /* on the path */
    BLACK, /* leads to no circle that is not known */
};

struct visit {
    struct cairn_source_record *record;
    const struct cairn_value_member *next; /* the next id of `refines` to follow */
    enum colour colour;
};

struct walk {
    struct cairn_map visits; /* id to struct visit */
    struct cairn_vec path;   /* struct visit * */
};

static struct visit *visit_of(
    struct cairn_lint_run *run, struct walk *walk, struct cairn_source_record *record)
{
    struct visit *visit = cairn_map_get(&walk->visits, record->id);
    if (visit)
        return visit;
    visit = cairn_arena_alloc(&run->source->arena, sizeof *visit);
    if (!visit) {
        cairn_lint_keep(run, CAIRN_FAIL_MEMORY(run->err));
        return NULL;
    }
    *visit = (struct visit){
        .record = record, .next = cairn_value_first(cairn_value_get(record->en.value, "refines"))};
    if (!cairn_lint_keep(run, cairn_map_put(&walk->visits, record->id, visit, NULL, run->err)))
        return NULL;
    return visit;
}

static bool enter(struct cairn_lint_run *run, struct walk *walk, struct visit *visit)
{
    visit->colour = GREY;
    return cairn_lint_keep(run, cairn_vec_push(&walk->path, &visit, run->err));
}

/* Follows one more `refines` of the record at the path's end. */
static void step(struct cairn_lint_run *run, struct walk *walk)
{
    struct visit *top = *CAIRN_VEC_AT(&walk->path, struct visit *, walk->path.count - 1);
    if (!top->next) {
        top->colour = BLACK;
        walk->path.count--;
        return;
    }
    const struct cairn_value *id = top->next->value;
    top->next = top->next->next;
    struct cairn_source_record *target = cairn_map_get(&run->source->by_id, cairn_value_text(id));
    struct visit *visit = target ? visit_of(run, walk, target) : NULL;
    if (!visit || visit->colour == BLACK)
        return;
    if (visit->colour == WHITE) {
        enter(run, walk, visit);
        return;
    }
    cairn_lint_enter(run, &top->record->en, top->record->id);
    cairn_lint_say(run, CAIRN_RULE_REFINES_CYCLE, id, "Remove one of the refines of the circle.",
        "%.*s refines %.*s, which refines it in turn, at once or through others",
        CAIRN_SPAN_ARGS(top->record->id), CAIRN_SPAN_ARGS(target->id));
}

static void check_refines(struct cairn_lint_run *run)
{
    struct walk walk = {.path = CAIRN_VEC_OF(struct visit *)};
    for (size_t i = 0; i < run->source->records.count && run->status == CAIRN_OK; i++) {
        struct cairn_source_record *record = record_at(run->source, i);
        if (record->is_imported)
            continue;
        struct visit *visit = visit_of(run, &walk, record);
        if (!visit || visit->colour != WHITE || !enter(run, &walk, visit))
            continue;
        while (walk.path.count > 0 && run->status == CAIRN_OK)
            step(run, &walk);
    }
    cairn_map_done(&walk.visits);
    cairn_vec_done(&walk.path);
}

void cairn_lint_ids(struct cairn_lint_run *run)
{
    check_duplicates(run);
    check_retired(run);
    check_formerly(run);
    check_refines(run);
}
