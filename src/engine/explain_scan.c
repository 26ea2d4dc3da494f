/*
 * One pass over all inputs. Chunks of events come from the log reader; each event is recognised and
 * counted: below the record it matches first, or as an unknown template when it is an error that no
 * record matches, or not at all. What is kept is bounded whatever the size of the input: one entry
 * per record or template, with its first event quoted.
 */
#include "engine/explain_internal.h"

#include "base/alloc.h"
#include "base/checked.h"
#include "base/utf8.h"

/* Events are searched in runs of about this size: it bounds the candidates held at once, and stays
 * in the cache. */
#define RUN_SIZE ((size_t)256 << 10)

enum cairn_status cairn_explain_scan_init(struct cairn_explain_scan *scan,
    struct cairn_engine *engine, const struct cairn_explain_options *options,
    struct cairn_error *err)
{
    *scan = (struct cairn_explain_scan){
        .engine = engine,
        .options = options,
        .known = CAIRN_VEC_OF(struct cairn_explain_known *),
        .unknown = CAIRN_VEC_OF(struct cairn_explain_unknown *),
        .inputs = CAIRN_VEC_OF(struct cairn_explain_input),
        .paste = {.limit_bytes = CAIRN_LIMIT_QUERY},
    };
    cairn_arena_init(&scan->arena, 0);
    scan->fold = cairn_arena_alloc(&scan->arena, sizeof(*scan->fold));
    if (!scan->fold)
        return CAIRN_FAIL_MEMORY(err);
    return cairn_recogniser_init(&scan->recogniser, engine, options->domain, err);
}

void cairn_explain_scan_done(struct cairn_explain_scan *scan)
{
    for (size_t i = 0; i < scan->known.count; i++) {
        struct cairn_explain_known *known =
            *CAIRN_VEC_AT(&scan->known, struct cairn_explain_known *, i);
        cairn_vec_done(&known->also);
        cairn_vec_done(&known->consequences);
    }
    cairn_recogniser_done(&scan->recogniser);
    cairn_map_done(&scan->known_by_id);
    cairn_map_done(&scan->unknown_by_id);
    cairn_vec_done(&scan->known);
    cairn_vec_done(&scan->unknown);
    cairn_vec_done(&scan->inputs);
    cairn_buf_done(&scan->scratch);
    cairn_buf_done(&scan->paste);
    cairn_arena_done(&scan->arena);
}

uint64_t cairn_explain_scan_lines(const struct cairn_explain_scan *scan)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < scan->inputs.count; i++)
        lines += CAIRN_VEC_AT(&scan->inputs, struct cairn_explain_input, i)->lines;
    return lines;
}

static enum cairn_status keep(struct cairn_arena *arena, struct cairn_span text,
    struct cairn_span *out_copy, struct cairn_error *err)
{
    struct cairn_span copy = cairn_arena_copy(arena, text);
    if (!copy.data && text.size)
        return CAIRN_FAIL_MEMORY(err);
    *out_copy = copy;
    return CAIRN_OK;
}

/* The event at hand, as the functions below need it. */
struct here {
    struct cairn_span input;
    const struct cairn_log_event *event;
    const struct cairn_recognised *recognised;
};

static enum cairn_status see_first(struct cairn_explain_scan *scan, struct cairn_explain_seen *seen,
    const struct here *here, size_t quote_limit, struct cairn_error *err)
{
    struct cairn_span text = here->recognised->text;
    seen->input = here->input;
    seen->line = here->event->first_line;
    seen->is_cut = here->event->is_cut || text.size > quote_limit;
    return keep(&scan->arena, cairn_utf8_cut(text, quote_limit), &seen->event, err);
}

static void see(struct cairn_explain_seen *seen, const struct cairn_log_prefix *prefix)
{
    seen->count++;
    if (!prefix->has_time)
        return;
    if (!seen->has_time || prefix->time_ms < seen->first_ms)
        seen->first_ms = prefix->time_ms;
    if (!seen->has_time || prefix->time_ms > seen->last_ms)
        seen->last_ms = prefix->time_ms;
    seen->has_time = true;
}

static enum cairn_status keep_captures(struct cairn_explain_scan *scan,
    struct cairn_explain_known *known, const struct cairn_match *match, struct cairn_error *err)
{
    known->captures =
        cairn_arena_array(&scan->arena, match->capture_count, sizeof(*known->captures));
    if (!known->captures)
        return CAIRN_FAIL_MEMORY(err);
    known->capture_count = match->capture_count;
    for (uint32_t i = 0; i < match->capture_count; i++) {
        struct cairn_explain_capture *capture = &known->captures[i];
        struct cairn_span value = match->captures[i].value;
        capture->is_cut = value.size > CAIRN_LIMIT_CAPTURE;
        enum cairn_status status = keep(&scan->arena, match->captures[i].name, &capture->name, err);
        if (!status)
            status = keep(
                &scan->arena, cairn_utf8_cut(value, CAIRN_LIMIT_CAPTURE), &capture->value, err);
        if (status)
            return status;
    }
    return CAIRN_OK;
}

/* The finding of the best match, made at its first event; NULL when there is no room for one more.
 */
static enum cairn_status find_known(struct cairn_explain_scan *scan, const struct here *here,
    struct cairn_explain_known **out_known, struct cairn_error *err)
{
    const struct cairn_match *match = &here->recognised->matches[0];
    *out_known = cairn_map_get(&scan->known_by_id, match->record);
    if (*out_known || scan->known.count == CAIRN_LIMIT_FINDINGS)
        return CAIRN_OK;
    struct cairn_explain_known *known = cairn_arena_alloc(&scan->arena, sizeof(*known));
    if (!known)
        return CAIRN_FAIL_MEMORY(err);
    known->number = (uint32_t)scan->known.count;
    known->also = CAIRN_VEC_OF(struct cairn_span);
    known->consequences = CAIRN_VEC_OF(struct cairn_explain_consequence);
    enum cairn_status status = keep(&scan->arena, match->record, &known->record, err);
    if (!status)
        status = see_first(scan, &known->seen, here, CAIRN_LIMIT_QUOTE, err);
    if (!status)
        status = keep_captures(scan, known, match, err);
    if (!status)
        status = cairn_vec_push(&scan->known, &known, err);
    if (!status)
        status = cairn_map_put(&scan->known_by_id, known->record, known, NULL, err);
    *out_known = known;
    return status;
}

static enum cairn_status note_also(struct cairn_explain_scan *scan,
    struct cairn_explain_known *known, struct cairn_span record, struct cairn_error *err)
{
    for (size_t i = 0; i < known->also.count; i++) {
        if (cairn_span_equal(*CAIRN_VEC_AT(&known->also, struct cairn_span, i), record))
            return CAIRN_OK;
    }
    if (known->also.count == CAIRN_LIMIT_ALSO)
        return CAIRN_OK;
    struct cairn_span copy;
    enum cairn_status status = keep(&scan->arena, record, &copy, err);
    return status ? status : cairn_vec_push(&known->also, &copy, err);
}

static enum cairn_status count_known(
    struct cairn_explain_scan *scan, const struct here *here, struct cairn_error *err)
{
    struct cairn_explain_known *known = NULL;
    scan->matched_lines += here->event->lines;
    enum cairn_status status = find_known(scan, here, &known, err);
    if (status)
        return status;
    if (!known) {
        scan->dropped_known++;
        return CAIRN_OK;
    }
    see(&known->seen, &here->recognised->prefix);
    for (size_t i = 1; !status && i < here->recognised->count; i++)
        status = note_also(scan, known, here->recognised->matches[i].record, err);
    return status ? status : cairn_explain_fold(scan, known, &here->recognised->prefix, err);
}

static enum cairn_status make_unknown(struct cairn_explain_scan *scan, const struct here *here,
    const char *template_id, struct cairn_explain_unknown **out_unknown, struct cairn_error *err)
{
    struct cairn_explain_unknown *unknown = cairn_arena_alloc(&scan->arena, sizeof(*unknown));
    if (!unknown)
        return CAIRN_FAIL_MEMORY(err);
    for (size_t i = 0; i < CAIRN_TEMPLATE_ID_SIZE; i++)
        unknown->template_id[i] = template_id[i];
    unknown->level = here->recognised->prefix.level;
    enum cairn_status status = keep(&scan->arena,
        cairn_utf8_cut(cairn_buf_span(&scan->scratch), CAIRN_LIMIT_QUOTE_UNKNOWN), &unknown->shape,
        err);
    if (!status)
        status = see_first(scan, &unknown->seen, here, CAIRN_LIMIT_QUOTE_UNKNOWN, err);
    if (!status)
        status = cairn_map_put(
            &scan->unknown_by_id, cairn_span_from_string(unknown->template_id), unknown, NULL, err);
    if (!status)
        status = cairn_vec_push(&scan->unknown, &unknown, err);
    *out_unknown = unknown;
    return status;
}

static enum cairn_status count_unknown(
    struct cairn_explain_scan *scan, const struct here *here, struct cairn_error *err)
{
    char template_id[CAIRN_TEMPLATE_ID_SIZE];
    scan->unknown_lines += here->event->lines;
    cairn_buf_clear(&scan->scratch);
    cairn_template_of(&scan->scratch, here->recognised->prefix.message, template_id);
    enum cairn_status status = cairn_buf_status(&scan->scratch, err);
    if (status)
        return status;
    struct cairn_explain_unknown *unknown =
        cairn_map_get(&scan->unknown_by_id, cairn_span_from_string(template_id));
    if (!unknown && scan->unknown.count == CAIRN_LIMIT_TEMPLATES) {
        scan->dropped_unknown++;
        return CAIRN_OK;
    }
    if (!unknown)
        status = make_unknown(scan, here, template_id, &unknown, err);
    if (!status)
        see(&unknown->seen, &here->recognised->prefix);
    return status;
}

bool cairn_explain_is_unknown_error(const struct cairn_recognised *recognised)
{
    switch (recognised->prefix.level) {
    case CAIRN_LEVEL_ERROR:
        return true;
    case CAIRN_LEVEL_WARNING:
    case CAIRN_LEVEL_NONE:
        return recognised->is_marked;
    case CAIRN_LEVEL_INFO:
    case CAIRN_LEVEL_DEBUG:
        return false;
    }
    return false;
}

static enum cairn_status scan_event(struct cairn_explain_scan *scan, struct here *here,
    struct cairn_span run, size_t offset, struct cairn_error *err)
{
    struct cairn_recognised recognised;
    const struct cairn_log_event *event = here->event;
    enum cairn_status status = cairn_recogniser_event(&scan->recogniser,
        cairn_span_slice(run, offset, event->size), offset, event->has_escape, &recognised, err);
    if (status)
        return status;
    scan->events++;
    scan->limit_hits += recognised.limit_hits;
    if (!recognised.has_candidates)
        return CAIRN_OK;
    here->recognised = &recognised;
    if (recognised.count)
        return count_known(scan, here, err);
    return cairn_explain_is_unknown_error(&recognised) ? count_unknown(scan, here, err) : CAIRN_OK;
}

/* Events from `first` on that lie within RUN_SIZE, at least one; *out_size bytes of the chunk's
 * text. */
static size_t take_run(const struct cairn_log_chunk *chunk, size_t first, size_t *out_size)
{
    size_t start = chunk->events[first].offset;
    size_t end = first;
    size_t size = 0;
    while (end < chunk->event_count) {
        size_t reach = (size_t)chunk->events[end].offset + chunk->events[end].size - start;
        if (end > first && reach > RUN_SIZE)
            break;
        size = reach;
        end++;
    }
    *out_size = size;
    return end - first;
}

static enum cairn_status scan_chunk(struct cairn_explain_scan *scan, struct cairn_span input,
    const struct cairn_log_chunk *chunk, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t first = 0; !status && first < chunk->event_count;) {
        size_t size = 0;
        size_t count = take_run(chunk, first, &size);
        size_t start = chunk->events[first].offset;
        struct cairn_span run = cairn_span_slice(chunk->text, start, size);
        status = cairn_recogniser_search(&scan->recogniser, run, err);
        for (size_t i = first; !status && i < first + count; i++) {
            struct here here = {.input = input, .event = &chunk->events[i]};
            status = scan_event(scan, &here, run, chunk->events[i].offset - start, err);
        }
        first += count;
    }
    return status;
}

/* The start of the text is kept for looking up similar records; the rest only while the whole is
 * small. */
static void keep_text(
    struct cairn_explain_scan *scan, struct cairn_buf *keep_here, struct cairn_span text)
{
    if (scan->paste.size < CAIRN_LIMIT_QUERY)
        cairn_buf_append(&scan->paste, cairn_utf8_cut(text, CAIRN_LIMIT_QUERY - scan->paste.size));
    if (!keep_here || keep_here->failure)
        return;
    cairn_buf_append(keep_here, text);
    if (keep_here->failure == CAIRN_ERR_LIMIT) {
        cairn_buf_done(keep_here);
        keep_here->failure = CAIRN_ERR_LIMIT;
    }
}

static enum cairn_status read_chunks(struct cairn_explain_scan *scan,
    struct cairn_log_reader *reader, struct cairn_explain_input *input, struct cairn_buf *keep_here,
    struct cairn_error *err)
{
    const struct cairn_explain_options *options = scan->options;
    for (;;) {
        struct cairn_log_chunk chunk = {0};
        struct cairn_error failure = {0};
        enum cairn_status status = cairn_log_reader_next(reader, &chunk, &failure);
        if (status == CAIRN_ERR_MEMORY)
            return CAIRN_FAIL_MEMORY(err);
        if (status) {
            input->failure = cairn_arena_printf(
                &scan->arena, "%s%s%s", failure.primary, failure.hint[0] ? "; " : "", failure.hint);
            return input->failure ? CAIRN_OK : CAIRN_FAIL_MEMORY(err);
        }
        if (!chunk.event_count)
            return CAIRN_OK;
        keep_text(scan, keep_here, chunk.text);
        status = scan_chunk(scan, input->name, &chunk, err);
        if (status)
            return status;
        if (options->progress)
            options->progress(
                options->progress_context, scan->bytes + cairn_log_reader_bytes(reader));
    }
}

enum cairn_status cairn_explain_scan_input(struct cairn_explain_scan *scan,
    const struct cairn_input *input, struct cairn_buf *keep_here, struct cairn_error *err)
{
    struct cairn_explain_input entry = {0};
    struct cairn_log_reader *reader = NULL;
    const char *name = input->name ? input->name : "-";
    enum cairn_status status = keep(&scan->arena, cairn_span_from_string(name), &entry.name, err);
    if (status)
        return status;
    if (input->memory)
        status = cairn_log_reader_open_memory(
            cairn_span_make(input->memory, input->memory_size), name, &reader, err);
    else
        status = cairn_log_reader_open_fd(input->fd, name, &reader, err);
    if (status)
        return status;
    status = read_chunks(scan, reader, &entry, keep_here, err);
    entry.lines = cairn_log_reader_lines(reader);
    entry.bytes = cairn_log_reader_bytes(reader);
    scan->bytes += entry.bytes;
    scan->cut_events += cairn_log_reader_cut_events(reader);
    cairn_log_reader_close(reader);
    return status ? status : cairn_vec_push(&scan->inputs, &entry, err);
}
