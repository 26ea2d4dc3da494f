/*
 * What to do about a record: from its published JSON to the parts of a finding that advise. The
 * published order is kept everywhere, as the ledger has put the best first. Commands and steps are
 * filled in through the filters of fill.h.
 *
 * The one command that decides is that of ledger/tells.h; causes that it leaves open are named.
 */
#include "engine/explain_internal.h"

#include "base/buf.h"
#include "ledger/claim.h"
#include "ledger/tells.h"

static void copy_keys(struct cairn_arena *arena, struct cairn_value *to,
    const struct cairn_value *from, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cairn_engine_copy_member(arena, to, keys[i], from, keys[i]);
}

/* Prose may name captures as well; it is filled in as plain text. */
static void set_prose(const struct cairn_fill *fill, struct cairn_value *object, const char *key,
    const struct cairn_value *from, const char *from_key)
{
    cairn_value_set(fill->arena, object, key,
        cairn_fill_text(fill, CAIRN_SPAN("text"), cairn_value_get_text(from, from_key)));
}

static void set_causes(
    struct cairn_arena *arena, const struct cairn_value *causes, struct cairn_value *finding)
{
    static const char *const full[] = {"id", "title", "explanation", "basis"};
    static const char *const brief[] = {"id", "title", "basis"};
    struct cairn_value *only = NULL;
    if (cairn_value_count(causes) == 1) {
        only = cairn_value_object(arena);
        copy_keys(arena, only, cairn_value_at(causes, 0), full, CAIRN_ARRAY_SIZE(full));
    }
    cairn_value_set(arena, finding, "cause", only ? only : cairn_value_null(arena));
    struct cairn_value *list = cairn_value_array(arena);
    CAIRN_VALUE_EACH(cause, causes)
    {
        struct cairn_value *entry = cairn_value_object(arena);
        copy_keys(arena, entry, cause->value, brief, CAIRN_ARRAY_SIZE(brief));
        cairn_value_push(arena, list, entry);
    }
    cairn_value_set(arena, finding, "causes", list);
}

static struct cairn_value *make_outcomes(
    const struct cairn_fill *fill, const struct cairn_value *record, struct cairn_span command)
{
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    struct cairn_value *outcomes = cairn_value_array(fill->arena);
    CAIRN_VALUE_EACH(tell, cairn_value_get(record, "tells"))
    {
        struct cairn_span id = cairn_value_get_text(tell->value, "cause");
        const struct cairn_value *cause = cairn_value_find(causes, "id", id);
        if (!cause || !cairn_span_equal(cairn_value_get_text(tell->value, "command"), command))
            continue;
        struct cairn_value *outcome = cairn_value_object(fill->arena);
        cairn_value_set_string(fill->arena, outcome, "cause", id);
        cairn_engine_copy_member(fill->arena, outcome, "title", cause, "title");
        set_prose(fill, outcome, "shows", tell->value, "shows");
        cairn_value_push(fill->arena, outcomes, outcome);
    }
    return outcomes;
}

static struct cairn_value *make_decide(
    const struct cairn_fill *common, const struct cairn_value *record)
{
    const struct cairn_value *causes = cairn_value_get(record, "root_causes");
    const struct cairn_value *tells = cairn_value_get(record, "tells");
    struct cairn_arena *arena = common->arena;
    const struct cairn_value *tell =
        cairn_value_count(causes) > 1 ? cairn_tells_deciding(tells, causes) : NULL;
    if (!tell)
        return cairn_value_null(arena);
    struct cairn_fill fill = *common;
    fill.unfilled = cairn_value_array(arena);
    struct cairn_span command = cairn_value_get_text(tell, "command");
    struct cairn_value *decide = cairn_value_object(arena);
    cairn_engine_copy_member(arena, decide, "as", tell, "as");
    cairn_value_set(arena, decide, "command",
        cairn_fill_text(&fill, cairn_value_get_text(tell, "as"), command));
    struct cairn_value *outcomes = make_outcomes(&fill, record, command);
    struct cairn_value *undecided = cairn_value_array(arena);
    CAIRN_VALUE_EACH(cause, causes)
    {
        struct cairn_span id = cairn_value_get_text(cause->value, "id");
        if (!cairn_tells_cause(tells, command, id))
            cairn_value_push(arena, undecided, cairn_value_string(arena, id));
    }
    cairn_value_set(arena, decide, "unfilled", fill.unfilled);
    cairn_value_set(arena, decide, "outcomes", outcomes);
    cairn_value_set(arena, decide, "undecided", undecided);
    return decide;
}

static struct cairn_value *make_dead_ends(
    const struct cairn_fill *fill, const struct cairn_value *record)
{
    static const char *const keys[] = {"harm", "fail_rate", "fail", "basis"};
    struct cairn_value *list = cairn_value_array(fill->arena);
    CAIRN_VALUE_EACH(dead_end, cairn_value_get(record, "dead_ends"))
    {
        struct cairn_value *entry = cairn_value_object(fill->arena);
        cairn_engine_copy_member(fill->arena, entry, "id", dead_end->value, "id");
        set_prose(fill, entry, "action", dead_end->value, "action");
        set_prose(fill, entry, "why", dead_end->value, "why_fails");
        copy_keys(fill->arena, entry, dead_end->value, keys, CAIRN_ARRAY_SIZE(keys));
        cairn_value_push(fill->arena, list, entry);
    }
    return list;
}

static void push_step(const struct cairn_fill *fill, struct cairn_value *steps,
    struct cairn_span as, struct cairn_span text)
{
    struct cairn_value *step = cairn_value_object(fill->arena);
    cairn_value_set_string(fill->arena, step, "as", as);
    cairn_value_set(fill->arena, step, "text", cairn_fill_text(fill, as, text));
    cairn_value_push(fill->arena, steps, step);
}

/* Imported records have no steps, only the text of how. */
static struct cairn_value *make_steps(
    const struct cairn_fill *fill, const struct cairn_value *workaround)
{
    struct cairn_value *steps = cairn_value_array(fill->arena);
    CAIRN_VALUE_EACH(step, cairn_value_get(workaround, "steps"))
    push_step(fill, steps, cairn_value_get_text(step->value, "as"),
        cairn_value_get_text(step->value, "text"));
    struct cairn_span how = cairn_value_get_text(workaround, "how");
    if (!cairn_value_count(steps) && how.size)
        push_step(fill, steps, CAIRN_SPAN("text"), how);
    return steps;
}

static struct cairn_value *make_verify(
    const struct cairn_fill *fill, const struct cairn_value *verify)
{
    if (!cairn_value_is(verify, CAIRN_VALUE_OBJECT))
        return cairn_value_null(fill->arena);
    struct cairn_value *made = cairn_value_object(fill->arena);
    struct cairn_span as = cairn_value_get_text(verify, "as");
    cairn_engine_copy_member(fill->arena, made, "as", verify, "as");
    cairn_value_set(fill->arena, made, "command",
        cairn_fill_text(fill, as, cairn_value_get_text(verify, "command")));
    set_prose(fill, made, "shows", verify, "shows");
    return made;
}

/* {k, n}: in how many reports of users this change worked; null where nobody reported. */
static struct cairn_value *copy_field(
    struct cairn_arena *arena, const struct cairn_value *record, struct cairn_span change)
{
    const struct cairn_value *changes = cairn_value_path(record, "field.changes");
    return cairn_value_copy(
        arena, cairn_value_get(cairn_value_find(changes, "change", change), "worked"));
}

static struct cairn_value *make_best(
    const struct cairn_fill *common, const struct cairn_value *record)
{
    static const char *const place[] = {"where", "carrier", "disrupts"};
    static const char *const figures[] = {"success_rate", "success", "success_by_cause", "basis"};
    struct cairn_arena *arena = common->arena;
    const struct cairn_value *workaround =
        cairn_value_at(cairn_value_get(record, "workarounds"), 0);
    if (!workaround)
        return cairn_value_null(arena);
    struct cairn_fill fill = *common;
    fill.unfilled = cairn_value_array(arena);
    struct cairn_value *best = cairn_value_object(arena);
    cairn_engine_copy_member(arena, best, "id", workaround, "id");
    cairn_engine_copy_member(arena, best, "kind", workaround, "kind");
    set_prose(&fill, best, "action", workaround, "action");
    cairn_value_set(arena, best, "steps", make_steps(&fill, workaround));
    cairn_value_set(arena, best, "unfilled", fill.unfilled);
    copy_keys(arena, best, workaround, place, CAIRN_ARRAY_SIZE(place));
    set_prose(&fill, best, "needs", workaround, "needs");
    set_prose(&fill, best, "undo", workaround, "undo");
    cairn_value_set(
        arena, best, "verify", make_verify(&fill, cairn_value_get(workaround, "verify")));
    cairn_engine_copy_member(arena, best, "resolves", workaround, "resolves");
    cairn_value_set_int(
        arena, best, "of_causes", cairn_value_count(cairn_value_get(record, "root_causes")));
    copy_keys(arena, best, workaround, figures, CAIRN_ARRAY_SIZE(figures));
    cairn_value_set(
        arena, best, "field", copy_field(arena, record, cairn_value_get_text(workaround, "id")));
    return best;
}

static struct cairn_value *make_others(
    const struct cairn_fill *fill, const struct cairn_value *record)
{
    static const char *const keys[] = {"resolves", "success_rate", "basis"};
    struct cairn_value *list = cairn_value_array(fill->arena);
    bool is_first = true;
    CAIRN_VALUE_EACH(workaround, cairn_value_get(record, "workarounds"))
    {
        if (!is_first) {
            struct cairn_value *entry = cairn_value_object(fill->arena);
            cairn_engine_copy_member(fill->arena, entry, "id", workaround->value, "id");
            set_prose(fill, entry, "action", workaround->value, "action");
            copy_keys(fill->arena, entry, workaround->value, keys, CAIRN_ARRAY_SIZE(keys));
            cairn_value_push(fill->arena, list, entry);
        }
        is_first = false;
    }
    return list;
}

/* ---- on which versions this was measured ---- */

static void widen(struct cairn_arena *arena, struct cairn_value *program, const char *key,
    struct cairn_span version, int sign)
{
    struct cairn_span known = cairn_value_get_text(program, key);
    if (!known.size || sign * cairn_version_compare(version, known) > 0)
        cairn_value_set_string(arena, program, key, version);
}

/* [{program, first, last}]: the lowest and highest version of each program; null when the lab has
 * not run. */
static struct cairn_value *make_measured_on(
    struct cairn_arena *arena, const struct cairn_value *environments)
{
    struct cairn_value *programs = cairn_value_array(arena);
    CAIRN_VALUE_EACH(environment, environments)
    {
        CAIRN_VALUE_EACH(version, cairn_value_get(environment->value, "programs"))
        {
            if (!cairn_value_find(programs, "program", version->key)) {
                struct cairn_value *added = cairn_value_object(arena);
                cairn_value_set_string(arena, added, "program", version->key);
                cairn_value_push(arena, programs, added);
            }
            CAIRN_VALUE_EACH(program, programs)
            {
                if (!cairn_span_equal(
                        cairn_value_get_text(program->value, "program"), version->key))
                    continue;
                widen(arena, program->value, "first", cairn_value_text(version->value), -1);
                widen(arena, program->value, "last", cairn_value_text(version->value), 1);
            }
        }
    }
    return cairn_value_count(programs) ? programs : cairn_value_null(arena);
}

void cairn_explain_advice(
    const struct cairn_fill *fill, const struct cairn_value *record, struct cairn_value *finding)
{
    struct cairn_arena *arena = fill->arena;
    set_causes(arena, cairn_value_get(record, "root_causes"), finding);
    cairn_value_set(arena, finding, "decide", make_decide(fill, record));
    cairn_value_set(arena, finding, "dead_ends", make_dead_ends(fill, record));
    cairn_value_set(arena, finding, "best", make_best(fill, record));
    cairn_value_set(arena, finding, "others", make_others(fill, record));
    cairn_value_set(arena, finding, "measured_on",
        make_measured_on(arena, cairn_value_path(record, "evidence.environments")));
}
