/*
 * Consequences. One failure is often printed as several errors: the configuration is refused, then
 * the test "failed", then the service "exited". When a canon knows that B is printed because of A
 * (a transition of kind cascade), and B follows A closely in the same context, this occurrence of B
 * counts below A.
 *
 *   window:  … A(pid 7) · C(pid 9) · A(pid 9) · B(pid 9)     B folds into the nearest A with its
 * pid
 *
 * The window is a ring of the latest matched events. Whether a canon has a cascade is asked once
 * per pair of findings. An occurrence that is folded hands its own root on, so that a chain ends
 * below the first error.
 */
#include "engine/explain_internal.h"

#include "base/alloc.h"

enum { ASKED_NO = 1, ASKED_YES = 2 };

/* FNV-1a: only compared with its like; a collision folds one line too many. Never 0 for a text. */
static uint64_t context_hash(struct cairn_span text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3u;
    return text.size ? hash | 1 : 0;
}

/* What both lines name: connection, process, source. One that is the same is enough: nginx counts a
 * server as failed on one connection and has none left on the next. Lines that name nothing in
 * common share their input. */
static bool has_same_context(
    const struct cairn_fold_occurrence *a, const struct cairn_fold_occurrence *b)
{
    if (a->input != b->input)
        return false;
    const uint64_t names[][2] = {
        {a->connection, b->connection}, {a->pid, b->pid}, {a->source, b->source}};
    bool is_comparable = false;
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(names); i++) {
        if (!names[i][0] || !names[i][1])
            continue;
        if (names[i][0] == names[i][1])
            return true;
        is_comparable = true;
    }
    return !is_comparable;
}

static bool is_close(
    const struct cairn_fold_occurrence *before, const struct cairn_fold_occurrence *after)
{
    if (before->has_time && after->has_time)
        return after->time_ms >= before->time_ms &&
               after->time_ms - before->time_ms <= CAIRN_LIMIT_CASCADE_MS;
    return after->event - before->event <= CAIRN_LIMIT_CASCADE_EVENTS;
}

/* Whatever stands before this one is farther away still. */
static bool is_far(
    const struct cairn_fold_occurrence *before, const struct cairn_fold_occurrence *after)
{
    if (before->has_time && after->has_time)
        return after->time_ms - before->time_ms > CAIRN_LIMIT_CASCADE_MS;
    return !after->has_time && after->event - before->event > CAIRN_LIMIT_CASCADE_EVENTS;
}

static struct cairn_explain_known *known_at(const struct cairn_explain_scan *scan, uint32_t number)
{
    return *CAIRN_VEC_AT(&scan->known, struct cairn_explain_known *, number);
}

static enum cairn_status ask(struct cairn_explain_scan *scan, uint32_t cause,
    struct cairn_explain_known *known, bool *out_is_cascade, struct cairn_error *err)
{
    if (!known->cascades) {
        known->cascades = cairn_arena_alloc(&scan->arena, CAIRN_LIMIT_FINDINGS);
        if (!known->cascades)
            return CAIRN_FAIL_MEMORY(err);
    }
    bool has = known->cascades[cause] == ASKED_YES;
    for (size_t i = 0; !known->cascades[cause] && !has && i < scan->engine->canon_count; i++) {
        enum cairn_status status = cairn_canon_has_cascade(
            scan->engine->canons[i].canon, known_at(scan, cause)->record, known->record, &has, err);
        if (status)
            return status;
    }
    known->cascades[cause] = has ? ASKED_YES : ASKED_NO;
    *out_is_cascade = has;
    return CAIRN_OK;
}

/* The latest occurrence before this one that causes it, or NULL. */
static enum cairn_status find_cause(struct cairn_explain_scan *scan,
    struct cairn_explain_known *known, const struct cairn_fold_occurrence *occurrence,
    const struct cairn_fold_occurrence **out_cause, struct cairn_error *err)
{
    const struct cairn_fold *fold = scan->fold;
    uint64_t kept =
        fold->count < CAIRN_LIMIT_CASCADE_WINDOW ? fold->count : CAIRN_LIMIT_CASCADE_WINDOW;
    *out_cause = NULL;
    for (uint64_t back = 1; back <= kept; back++) {
        const struct cairn_fold_occurrence *before =
            &fold->window[(fold->count - back) % CAIRN_LIMIT_CASCADE_WINDOW];
        if (is_far(before, occurrence))
            break;
        if (before->finding == known->number || !has_same_context(before, occurrence) ||
            !is_close(before, occurrence))
            continue;
        bool is_cascade = false;
        enum cairn_status status = ask(scan, before->finding, known, &is_cascade, err);
        if (status)
            return status;
        if (is_cascade) {
            *out_cause = before;
            return CAIRN_OK;
        }
    }
    return CAIRN_OK;
}

static enum cairn_status count_consequence(
    struct cairn_explain_known *cause, uint32_t number, struct cairn_error *err)
{
    for (size_t i = 0; i < cause->consequences.count; i++) {
        struct cairn_explain_consequence *entry =
            CAIRN_VEC_AT(&cause->consequences, struct cairn_explain_consequence, i);
        if (entry->number == number) {
            entry->count++;
            return CAIRN_OK;
        }
    }
    struct cairn_explain_consequence entry = {.number = number, .count = 1};
    return cairn_vec_push(&cause->consequences, &entry, err);
}

enum cairn_status cairn_explain_fold(struct cairn_explain_scan *scan,
    struct cairn_explain_known *known, const struct cairn_log_prefix *prefix,
    struct cairn_error *err)
{
    struct cairn_fold_occurrence occurrence = {
        .finding = known->number,
        .root = known->number,
        .input = scan->inputs.count,
        .event = scan->events,
        .has_time = prefix->has_time,
        .time_ms = prefix->time_ms,
        .pid = context_hash(prefix->pid),
        .connection = context_hash(prefix->connection),
        .source = context_hash(prefix->source),
    };
    const struct cairn_fold_occurrence *cause = NULL;
    enum cairn_status status = find_cause(scan, known, &occurrence, &cause, err);
    if (status)
        return status;
    if (cause && cause->root != known->number) {
        occurrence.root = cause->root;
        status = count_consequence(known_at(scan, cause->root), known->number, err);
        if (status)
            return status;
        known->folded++;
    }
    scan->fold->window[scan->fold->count++ % CAIRN_LIMIT_CASCADE_WINDOW] = occurrence;
    return CAIRN_OK;
}

bool cairn_explain_is_folded(const struct cairn_explain_known *known)
{
    return known->folded == known->seen.count;
}
