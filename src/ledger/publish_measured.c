/*
 * What the lab measured, as it is published beside the figures: the matrix of cells, the trials
 * with their lines, versions with their wording, transitions, and how far each tell can be trusted.
 */
#include "ledger/publish_internal.h"

#include "base/vec.h"
#include "ledger/claim.h"

#define NO_CAUSE ((struct cairn_span){0})

static struct cairn_span environment_at(const struct cairn_publication *pub, size_t i)
{
    return pub->environments[i];
}

/* Cells */

static void add_cells_of(const struct cairn_publication *pub, struct cairn_value *cells,
    struct cairn_span cause, const char *list)
{
    struct cairn_arena *arena = pub->arena;
    CAIRN_VALUE_EACH(change, cairn_value_get(pub->body, list))
    {
        struct cairn_span id = cairn_value_get_text(change->value, "id");
        struct cairn_value *results = cairn_value_object(arena);
        for (size_t i = 0; i < pub->trial_count; i++) {
            const struct cairn_publish_trial *trial = &pub->trials[i];
            if (!cairn_span_equal(trial->cause, cause))
                continue;
            const struct cairn_value *result = cairn_publish_result(trial, id);
            if (result)
                cairn_value_set_span(
                    arena, results, trial->environment, cairn_value_copy(arena, result));
        }
        if (cairn_value_count(results) == 0)
            continue;
        struct cairn_value *cell = cairn_value_object(arena);
        cairn_value_set_string(arena, cell, "cause", cause);
        cairn_value_set_string(arena, cell, "change", id);
        cairn_value_set(arena, cell, "results", results);
        cairn_value_push(arena, cells, cell);
    }
}

struct cairn_value *cairn_publish_cells(const struct cairn_publication *pub)
{
    struct cairn_value *cells = cairn_value_array(pub->arena);
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    {
        struct cairn_span id = cairn_value_get_text(cause->value, "id");
        if (!cairn_publish_has_trials(pub, id))
            continue;
        add_cells_of(pub, cells, id, "changes");
        add_cells_of(pub, cells, id, "plans");
    }
    return cells;
}

/* Evidence */

/* The newest trial of the family in an environment says which versions it has. */
static const struct cairn_value *programs_of(
    const struct cairn_publication *pub, struct cairn_span environment)
{
    const struct cairn_value *newest = NULL;
    CAIRN_VALUE_EACH(line, pub->input->evidence)
    {
        const struct cairn_value *trial = cairn_value_get(line->value, "trial");
        if (!cairn_span_equal(cairn_value_text(cairn_value_at(trial, 1)), environment))
            continue;
        if (!newest || cairn_span_compare(cairn_value_get_text(line->value, "date"),
                           cairn_value_get_text(newest, "date")) > 0)
            newest = line->value;
    }
    return cairn_value_get(newest, "programs");
}

static bool is_recipe_current(
    const struct cairn_publication *pub, const struct cairn_publish_trial *trial)
{
    if (!pub->input->recipes)
        return true;
    const char *recipe = cairn_map_get(pub->input->recipes, trial->cause);
    return recipe && cairn_span_equal_string(cairn_value_get_text(trial->line, "recipe"), recipe);
}

static bool has_trial_in(const struct cairn_publication *pub, struct cairn_span environment)
{
    for (size_t i = 0; i < pub->trial_count; i++)
        if (cairn_span_equal(pub->trials[i].environment, environment))
            return true;
    return false;
}

static struct cairn_value *environments_of(const struct cairn_publication *pub)
{
    struct cairn_value *list = cairn_value_array(pub->arena);
    for (size_t i = 0; i < pub->environment_count; i++) {
        struct cairn_span name = environment_at(pub, i);
        if (!has_trial_in(pub, name))
            continue;
        struct cairn_value *entry = cairn_value_object(pub->arena);
        cairn_value_set_string(pub->arena, entry, "name", name);
        cairn_value_set(
            pub->arena, entry, "programs", cairn_value_copy(pub->arena, programs_of(pub, name)));
        cairn_value_push(pub->arena, list, entry);
    }
    return list;
}

static struct cairn_value *trial_value(
    const struct cairn_publication *pub, const struct cairn_publish_trial *trial)
{
    static const char *const copied[] = {"names", "also", "placebo", "tells", "line", "date"};
    struct cairn_value *out = cairn_value_object(pub->arena);
    cairn_value_set_string(pub->arena, out, "cause", trial->cause);
    cairn_value_set_string(pub->arena, out, "environment", trial->environment);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(copied); i++)
        cairn_value_set(pub->arena, out, copied[i],
            cairn_value_copy(pub->arena, cairn_value_get(trial->line, copied[i])));
    cairn_value_set_bool(pub->arena, out, "recipe_current", is_recipe_current(pub, trial));
    return out;
}

struct cairn_value *cairn_publish_evidence(const struct cairn_publication *pub)
{
    struct cairn_arena *arena = pub->arena;
    if (pub->trial_count == 0)
        return cairn_value_null(arena);
    struct cairn_value *out = cairn_value_object(arena);
    struct cairn_value *trials = cairn_value_array(arena);
    struct cairn_value *lines = cairn_value_object(arena);
    bool are_current = true;
    for (size_t i = 0; i < pub->trial_count; i++) {
        const struct cairn_publish_trial *trial = &pub->trials[i];
        are_current = are_current && is_recipe_current(pub, trial);
        cairn_value_push(arena, trials, trial_value(pub, trial));
        CAIRN_VALUE_EACH(example, cairn_value_get(trial->line, "lines"))
        if (!cairn_value_get_span(lines, example->key))
            cairn_value_set_span(
                arena, lines, example->key, cairn_value_copy(arena, example->value));
    }
    cairn_value_set(arena, out, "environments", environments_of(pub));
    cairn_value_set(arena, out, "trials", trials);
    cairn_value_set(arena, out, "lines", lines);
    cairn_value_set_bool(arena, out, "recipe_current", are_current);
    return out;
}

/* Versions */

/* "nginx 1.22.1, openssl 3.0.20"; NULL without memory. */
static const char *version_text(
    const struct cairn_publication *pub, const struct cairn_value *programs)
{
    const char *text = "";
    CAIRN_VALUE_EACH(program, programs)
    {
        if (text)
            text = cairn_arena_printf(pub->arena, "%s%s%.*s %.*s", text, *text ? ", " : "",
                CAIRN_SPAN_ARGS(program->key), CAIRN_SPAN_ARGS(cairn_value_text(program->value)));
    }
    return text;
}

/* The first line of the record that was printed in an environment. */
static struct cairn_value *wording_in(
    const struct cairn_publication *pub, struct cairn_span environment)
{
    for (size_t i = 0; i < pub->trial_count; i++)
        if (cairn_span_equal(pub->trials[i].environment, environment))
            return cairn_publish_or_null(
                pub->arena, cairn_publish_member(pub->trials[i].line, "line"));
    return cairn_value_null(pub->arena);
}

void cairn_publish_add_versions(const struct cairn_publication *pub, struct cairn_value *versions)
{
    for (size_t i = 0; i < pub->environment_count; i++) {
        struct cairn_span name = environment_at(pub, i);
        struct cairn_value *entry = cairn_publish_version(pub->arena,
            cairn_span_from_string(version_text(pub, programs_of(pub, name))),
            has_trial_in(pub, name) ? "reproduced" : "not-reproduced");
        cairn_value_set_string(pub->arena, entry, "environment", name);
        cairn_value_set(pub->arena, entry, "wording", wording_in(pub, name));
        cairn_value_push(pub->arena, versions, entry);
    }
}

/* Transitions */

static bool is_record(struct cairn_span name)
{
    return cairn_span_find_byte(name, '/', 0) != CAIRN_SPAN_NPOS;
}

bool cairn_publish_leads_to(const struct cairn_value *result, struct cairn_span *out_record)
{
    struct cairn_span word = cairn_result_word(result);
    *out_record = cairn_result_detail(result);
    return (cairn_span_equal_string(word, "moved") || cairn_span_equal_string(word, "refused")) &&
           is_record(*out_record);
}

/* After a change comes another record: how often, of the change's cells. */
struct move {
    struct cairn_span target;
    struct cairn_span change;
    struct cairn_publish_count cells;
    size_t order; /* of the change within the family */
};

static int compare_shares(struct cairn_publish_count a, struct cairn_publish_count b)
{
    uint64_t left = (uint64_t)a.k * b.n;
    uint64_t right = (uint64_t)b.k * a.n;
    return left == right ? 0 : left > right ? -1 : 1;
}

/* By target; the most frequent change of a target first. */
static int compare_moves(const void *left, const void *right)
{
    const struct move *a = left;
    const struct move *b = right;
    int order = cairn_span_compare(a->target, b->target);
    if (order != 0)
        return order;
    if (a->cells.k != b->cells.k)
        return a->cells.k > b->cells.k ? -1 : 1;
    order = compare_shares(a->cells, b->cells);
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

static int compare_best_moves(const void *left, const void *right)
{
    const struct move *a = left;
    const struct move *b = right;
    if (a->cells.k != b->cells.k)
        return a->cells.k > b->cells.k ? -1 : 1;
    return cairn_span_compare(a->target, b->target);
}

static enum cairn_status add_move(struct cairn_vec *moves, const struct move *found,
    size_t first_of_change, struct cairn_error *err)
{
    for (size_t i = first_of_change; i < moves->count; i++) {
        struct move *move = CAIRN_VEC_AT(moves, struct move, i);
        if (cairn_span_equal(move->target, found->target)) {
            move->cells.k++;
            return CAIRN_OK;
        }
    }
    return cairn_vec_push(moves, found, err);
}

static enum cairn_status collect_moves_of(const struct cairn_publication *pub,
    const struct cairn_value *change, size_t order, struct cairn_vec *moves,
    struct cairn_error *err)
{
    struct move found = {.change = cairn_value_get_text(change, "id"), .order = order};
    size_t first = moves->count;
    found.cells = cairn_publish_count_cells(pub, found.change, NO_CAUSE, "resolved");
    found.cells.k = 1;
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < pub->trial_count && status == CAIRN_OK; i++)
        if (cairn_publish_leads_to(
                cairn_publish_result(&pub->trials[i], found.change), &found.target) &&
            !cairn_span_equal(found.target, pub->id))
            status = add_move(moves, &found, first, err);
    return status;
}

static void push_transition(const struct cairn_publication *pub, struct cairn_value *leads_to,
    const char *kind, struct cairn_span target, struct cairn_span condition,
    struct cairn_publish_count cells)
{
    struct cairn_arena *arena = pub->arena;
    struct cairn_value *entry = cairn_value_object(arena);
    cairn_value_set_string(arena, entry, "error_id", target);
    cairn_value_set(arena, entry, "probability", cairn_publish_rate(arena, cells));
    cairn_value_set_string(arena, entry, "condition", condition);
    cairn_value_set_cstring(arena, entry, "kind", kind);
    cairn_value_set_cstring(arena, entry, "basis", cairn_publish_basis(cells.n > 0));
    cairn_value_set(arena, entry, "cells", cairn_publish_count_value(arena, cells));
    cairn_value_push(arena, leads_to, entry);
}

enum cairn_status cairn_publish_add_moves(
    const struct cairn_publication *pub, struct cairn_value *leads_to, struct cairn_error *err)
{
    static const char *const lists[] = {"changes", "plans"};
    CAIRN_AUTO_VEC struct cairn_vec moves = CAIRN_VEC_OF(struct move);
    enum cairn_status status = CAIRN_OK;
    size_t order = 0;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lists) && pub->trial_count > 0; i++)
        CAIRN_VALUE_EACH(change, cairn_value_get(pub->body, lists[i]))
    if (status == CAIRN_OK)
        status = collect_moves_of(pub, change->value, order++, &moves, err);
    if (status != CAIRN_OK)
        return status;
    if (moves.count > 1)
        cairn_vec_sort(&moves, compare_moves);
    size_t kept = 0;
    for (size_t i = 0; i < moves.count; i++) {
        const struct move *move = CAIRN_VEC_AT(&moves, struct move, i);
        if (kept == 0 ||
            !cairn_span_equal(CAIRN_VEC_AT(&moves, struct move, kept - 1)->target, move->target))
            *CAIRN_VEC_AT(&moves, struct move, kept++) = *move;
    }
    moves.count = kept;
    if (kept > 1)
        cairn_vec_sort(&moves, compare_best_moves);
    for (size_t i = 0; i < kept; i++) {
        const struct move *move = CAIRN_VEC_AT(&moves, struct move, i);
        push_transition(pub, leads_to, "after_change", move->target, move->change, move->cells);
    }
    return CAIRN_OK;
}

static struct cairn_publish_count count_cascades(
    const struct cairn_publication *pub, struct cairn_span target)
{
    struct cairn_publish_count count = {.n = (uint32_t)pub->trial_count};
    for (size_t i = 0; i < pub->trial_count; i++) {
        bool is_there = false;
        CAIRN_VALUE_EACH(other, cairn_value_get(pub->trials[i].line, "also"))
        is_there = is_there || cairn_span_equal(cairn_value_text(other->value), target);
        count.k += is_there;
    }
    return count;
}

/* Measured ones, most frequent first, then those that are only claimed. */
enum cairn_status cairn_publish_add_cascades(const struct cairn_publication *pub,
    const struct cairn_value *claimed, struct cairn_value *leads_to, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec seen = CAIRN_VEC_OF(struct move);
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; i < pub->trial_count; i++)
        CAIRN_VALUE_EACH(other, cairn_value_get(pub->trials[i].line, "also"))
        {
            struct move move = {.target = cairn_value_text(other->value)};
            bool is_new = is_record(move.target) && !cairn_span_equal(move.target, pub->id);
            for (size_t j = 0; j < seen.count; j++)
                is_new = is_new && !cairn_span_equal(
                                       move.target, CAIRN_VEC_AT(&seen, struct move, j)->target);
            move.cells = count_cascades(pub, move.target);
            if (is_new && status == CAIRN_OK)
                status = cairn_vec_push(&seen, &move, err);
        }
    if (status != CAIRN_OK)
        return status;
    if (seen.count > 1)
        cairn_vec_sort(&seen, compare_best_moves);
    for (size_t i = 0; i < seen.count; i++) {
        const struct move *move = CAIRN_VEC_AT(&seen, struct move, i);
        push_transition(pub, leads_to, "cascade", move->target, NO_CAUSE, move->cells);
    }
    CAIRN_VALUE_EACH(cascade, claimed)
    {
        struct cairn_span target = cairn_value_get_text(cascade->value, "error_id");
        if (!cairn_value_find(leads_to, "error_id", target))
            push_transition(
                pub, leads_to, "cascade", target, NO_CAUSE, (struct cairn_publish_count){0});
    }
    return CAIRN_OK;
}

/* Tells */

bool cairn_publish_says_yes(const struct cairn_publish_trial *trial, struct cairn_span tell)
{
    CAIRN_VALUE_EACH(one, cairn_value_get(trial->line, "tells"))
    if (cairn_span_equal(cairn_value_text(one->value), tell))
        return true;
    return false;
}

struct cairn_publish_count cairn_publish_count_tell(
    const struct cairn_publication *pub, struct cairn_span tell, struct cairn_span cause)
{
    struct cairn_publish_count count = {0};
    for (size_t i = 0; i < pub->trial_count; i++) {
        if (!cairn_span_equal(pub->trials[i].cause, cause))
            continue;
        count.n++;
        count.k += cairn_publish_says_yes(&pub->trials[i], tell);
    }
    return count;
}

/* Of a family: did a trial of `own` name the same record? Only then does anybody hold the two
 * causes against each other. All trials of a record named it. */
static bool may_be_confused(const struct cairn_publication *pub,
    const struct cairn_publish_trial *trial, struct cairn_span own)
{
    struct cairn_span names = cairn_value_get_text(trial->line, "names");
    for (size_t i = 0; !pub->id.size && i < pub->trial_count; i++) {
        if (cairn_span_equal(pub->trials[i].cause, own) &&
            cairn_span_equal(cairn_value_get_text(pub->trials[i].line, "names"), names))
            return true;
    }
    return pub->id.size > 0;
}

static struct cairn_publish_count count_confused(const struct cairn_publication *pub,
    struct cairn_span tell, struct cairn_span cause, struct cairn_span own)
{
    struct cairn_publish_count count = {0};
    for (size_t i = 0; i < pub->trial_count; i++) {
        const struct cairn_publish_trial *trial = &pub->trials[i];
        if (!cairn_span_equal(trial->cause, cause) || !may_be_confused(pub, trial, own))
            continue;
        count.n++;
        count.k += cairn_publish_says_yes(trial, tell);
    }
    return count;
}

struct cairn_value *cairn_publish_confusion(
    const struct cairn_publication *pub, const struct cairn_value *tell)
{
    struct cairn_arena *arena = pub->arena;
    struct cairn_span id = cairn_value_get_text(tell, "id");
    struct cairn_span own = cairn_value_get_text(tell, "cause");
    if (pub->trial_count == 0)
        return cairn_value_null(arena);
    struct cairn_publish_count right = cairn_publish_count_tell(pub, id, own);
    struct cairn_value *out = cairn_value_object(arena);
    struct cairn_value *own_count = cairn_value_object(arena);
    struct cairn_value *wrong = cairn_value_array(arena);
    cairn_value_set_int(arena, own_count, "k", right.k);
    cairn_value_set_int(arena, own_count, "n", right.n);
    CAIRN_VALUE_EACH(cause, cairn_value_get(pub->body, "causes"))
    {
        struct cairn_span other = cairn_value_get_text(cause->value, "id");
        struct cairn_publish_count count = count_confused(pub, id, other, own);
        if (count.k == 0 || cairn_span_equal(other, own))
            continue;
        struct cairn_value *entry = cairn_value_object(arena);
        cairn_value_set_string(arena, entry, "cause", other);
        cairn_value_set_int(arena, entry, "k", count.k);
        cairn_value_set_int(arena, entry, "n", count.n);
        cairn_value_push(arena, wrong, entry);
    }
    cairn_value_set(arena, out, "right", own_count);
    cairn_value_set(arena, out, "wrong", wrong);
    return out;
}
