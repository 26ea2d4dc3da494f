/*
 * A judged trial as a line of evidence. A whole trial makes its line anew; a part of one only
 * replaces its cells in a line that stands, because what the others would show is not known.
 */
#include "lab/trial_internal.h"

#include "base/clock.h"
#include "engine/recognise.h"
#include "lab/normalise.h"
#include "lab/transcript.h"
#include "ledger/claim.h"

static const char *today(struct cairn_arena *arena)
{
    char text[CAIRN_TIME_TEXT_SIZE];
    cairn_time_format(cairn_clock_now_ms(NULL), text);
    return cairn_arena_printf(arena, "%.10s", text);
}

/* The first record that a text shows, errors before all else. */
static enum cairn_status names(struct cairn_lab_prove *prove, struct cairn_arena *arena,
    struct cairn_span text, struct cairn_span record, bool *out_names_it, struct cairn_error *err)
{
    CAIRN_AUTO_VEC struct cairn_vec sights = CAIRN_VEC_OF(struct cairn_sight);
    enum cairn_status status =
        cairn_engine_recognise(prove->canon.engine, text, arena, &sights, err);
    *out_names_it = false;
    if (!status && sights.count)
        *out_names_it =
            cairn_span_equal(CAIRN_VEC_AT(&sights, struct cairn_sight, 0)->record, record);
    return status;
}

/* The event with constants, as long as it is still recognised as the same record; else verbatim. */
static enum cairn_status constant_line(struct cairn_lab_prove *prove, struct cairn_arena *arena,
    struct cairn_span line, struct cairn_span record, struct cairn_value **out_line,
    struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf constant = {0};
    bool is_same = false;
    cairn_lab_normalise(&constant, line);
    enum cairn_status status = cairn_buf_status(&constant, err);
    bool is_record = !cairn_span_equal_string(record, "unknown");
    if (!status && is_record)
        status = names(prove, arena, cairn_buf_span(&constant), record, &is_same, err);
    if (status)
        return status;
    *out_line = cairn_value_string(arena, is_same || !is_record ? cairn_buf_span(&constant) : line);
    return CAIRN_OK;
}

static enum cairn_status add_line(struct cairn_lab_prove *prove, struct cairn_arena *arena,
    struct cairn_value *lines, struct cairn_span record, struct cairn_span line,
    struct cairn_error *err)
{
    struct cairn_value *text = NULL;
    if (!line.size || !record.size || cairn_value_get_span(lines, record) ||
        !cairn_map_has(&prove->canon.source->by_id, record))
        return CAIRN_OK;
    enum cairn_status status = constant_line(prove, arena, line, record, &text, err);
    if (!status)
        cairn_value_set_span(arena, lines, record, text);
    return status;
}

static bool has_record_line(const struct cairn_lab_cell *cell)
{
    return cell->result.word == CAIRN_LAB_MOVED || cell->result.word == CAIRN_LAB_REFUSED;
}

/* Results, and examples of the records that they name. A cell that did not run keeps what is
 * recorded of it. */
static enum cairn_status add_arms(struct cairn_lab_prove *prove, struct cairn_arena *arena,
    const struct cairn_lab_trial *trial, struct cairn_value *arms, struct cairn_value *lines,
    struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < trial->cell_count; i++) {
        const struct cairn_lab_cell *cell = &trial->cells[i];
        const struct cairn_value *was = cairn_lab_recorded(trial, cell->id);
        if (!cell->is_applicable || (!cell->finished && !was))
            continue;
        cairn_value_set_span(arena, arms, cell->id,
            cell->finished ? cairn_lab_result_value(arena, &cell->result)
                           : cairn_value_copy(arena, was));
        if (cell->finished && has_record_line(cell))
            status = add_line(prove, arena, lines, cell->result.detail, cell->result.line, err);
    }
    return status;
}

static bool is_in_every_run(const struct cairn_lab_cell *placebo, struct cairn_span record)
{
    for (unsigned i = 0; i < placebo->finished; i++) {
        if (!cairn_lab_sights_show(&placebo->facts[i].before_log, record))
            return false;
    }
    return true;
}

/* Other records of the baseline, in order, with an example each. They are published as what comes
 * along with the error; what only some runs show came by chance. */
static enum cairn_status add_also(struct cairn_lab_prove *prove, struct cairn_arena *arena,
    const struct cairn_lab_cell *placebo, struct cairn_value *also, struct cairn_value *lines,
    struct cairn_error *err)
{
    const struct cairn_lab_sights *baseline = &placebo->facts[0].before_log;
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < baseline->record_count; i++) {
        struct cairn_span record = baseline->records[i];
        if (cairn_span_equal(record, baseline->names) || !is_in_every_run(placebo, record))
            continue;
        cairn_value_push(arena, also, cairn_value_string(arena, record));
        status = add_line(prove, arena, lines, record, baseline->lines[i], err);
    }
    return status;
}

/* How often the results of a whole trial were seen, in this run and before. */
static unsigned runs_of(const struct cairn_lab_trial *trial)
{
    unsigned runs = trial->placebo.finished;
    for (size_t i = 0; i < trial->cell_count; i++) {
        const struct cairn_lab_cell *cell = &trial->cells[i];
        if (cell->is_applicable && cell->finished < runs)
            runs = cell->finished;
    }
    if (trial->state == CAIRN_LAB_TRIAL_CURRENT)
        runs += cairn_lab_runs_of(trial->committed);
    return runs < CAIRN_LAB_REPEATS ? runs : CAIRN_LAB_REPEATS;
}

static enum cairn_status describe(struct cairn_lab_prove *prove, struct cairn_arena *arena,
    const struct cairn_lab_trial *trial, struct cairn_value **out, struct cairn_error *err)
{
    const struct cairn_lab_sights *baseline = &trial->placebo.facts[0].before_log;
    struct cairn_value *value = cairn_value_object(arena), *key = cairn_value_array(arena);
    struct cairn_value *also = cairn_value_array(arena), *arms = cairn_value_object(arena);
    struct cairn_value *lines = cairn_value_object(arena),
                       *line = cairn_value_string(arena, CAIRN_SPAN(""));
    struct cairn_value *tells = cairn_lab_trial_tells(prove, trial, arena, err);
    enum cairn_status status = tells ? CAIRN_OK : CAIRN_ERR_INVALID;
    if (!status && baseline->line.size)
        status = constant_line(prove, arena, baseline->line, baseline->names, &line, err);
    if (!status)
        status = add_also(prove, arena, &trial->placebo, also, lines, err);
    if (!status)
        status = add_arms(prove, arena, trial, arms, lines, err);
    cairn_value_push(arena, key, cairn_value_string(arena, trial->cause_id));
    cairn_value_push(arena, key, cairn_value_cstring(arena, trial->lane->environment->name));
    cairn_value_set(arena, value, "trial", key);
    cairn_value_set_string(arena, value, "names", baseline->names);
    cairn_value_set(arena, value, "also", also);
    cairn_value_set(arena, value, "programs", cairn_value_copy(arena, trial->lane->programs));
    cairn_value_set(arena, value, "packages", cairn_value_copy(arena, trial->lane->packages));
    cairn_value_set_string(arena, value, "recipe", trial->recipe);
    cairn_value_set_int(arena, value, "runs", runs_of(trial));
    cairn_value_set_cstring(arena, value, "control", "sound");
    cairn_value_set_cstring(
        arena, value, "placebo", cairn_lab_word_name(trial->placebo.result.word));
    cairn_value_set(arena, value, "tells", tells);
    cairn_value_set(arena, value, "line", line);
    cairn_value_set(arena, value, "arms", arms);
    cairn_value_set(arena, value, "lines", lines);
    cairn_value_set_cstring(arena, value, "cairn", CAIRN_VERSION);
    cairn_value_set_cstring(arena, value, "date", today(arena));
    *out = value;
    return status ? status : cairn_value_status(arena, value, err);
}

/* Is the record named by a result, or by the baseline besides its first? */
static bool is_shown(
    const struct cairn_value *also, const struct cairn_value *arms, struct cairn_span record)
{
    CAIRN_VALUE_EACH(other, also)
    if (cairn_span_equal(cairn_value_text(other->value), record))
        return true;
    CAIRN_VALUE_EACH(arm, arms)
    if (cairn_span_equal(cairn_result_detail(arm->value), record))
        return true;
    return false;
}

static struct cairn_value *shown_lines(struct cairn_arena *arena, const struct cairn_value *lines,
    const struct cairn_value *also, const struct cairn_value *arms)
{
    struct cairn_value *shown = cairn_value_object(arena);
    CAIRN_VALUE_EACH(line, lines)
    {
        if (is_shown(also, arms, line->key))
            cairn_value_set_span(arena, shown, line->key, cairn_value_copy(arena, line->value));
    }
    return shown;
}

/* The cells that ran, put into a line that stands. */
static enum cairn_status amend(struct cairn_lab_prove *prove, struct cairn_arena *arena,
    const struct cairn_lab_trial *trial, struct cairn_value **out, struct cairn_error *err)
{
    struct cairn_value *value = cairn_value_copy(arena, trial->committed);
    struct cairn_value *arms = cairn_value_object(arena);
    struct cairn_value *lines = cairn_value_copy(arena, cairn_value_get(trial->committed, "lines"));
    enum cairn_status status = add_arms(prove, arena, trial, arms, lines, err);
    cairn_value_set(arena, value, "arms", arms);
    cairn_value_set(arena, value, "lines",
        shown_lines(arena, lines, cairn_value_get(trial->committed, "also"), arms));
    cairn_value_set_cstring(arena, value, "cairn", CAIRN_VERSION);
    cairn_value_set_cstring(arena, value, "date", today(arena));
    *out = value;
    return status ? status : cairn_value_status(arena, value, err);
}

static void set_section(struct cairn_buf *text, const struct cairn_lab_cell *cell)
{
    CAIRN_AUTO_BUF struct cairn_buf result = {0};
    cairn_lab_result_append(&result, &cell->result);
    cairn_lab_transcript_set(text, cell->id, cairn_buf_span(&result), cell->facts[0].transcript);
    cairn_buf_pass_failure(text, &result);
}

/* A part of a trial amends the transcript of the whole; where there is none to be read it leaves
 * none either (`text` stays empty), for it would pass for that of the whole. */
static enum cairn_status write_transcript(
    const struct cairn_lab_trial *trial, struct cairn_buf *text, struct cairn_error *err)
{
    const struct cairn_lab_evidence_trial *before =
        cairn_lab_evidence_find(&trial->lane->family->evidence, trial->cause_id,
            cairn_span_from_string(trial->lane->environment->name));
    if (!trial->is_full) {
        bool is_readable = false;
        enum cairn_status status =
            cairn_lab_evidence_read_transcript(before, text, &is_readable, err);
        if (status || !is_readable)
            return status;
    }
    set_section(text, &trial->placebo);
    for (size_t i = 0; i < trial->cell_count; i++) {
        if (trial->cells[i].finished)
            set_section(text, &trial->cells[i]);
    }
    return cairn_buf_status(text, err);
}

/* A part of a trial that shows another baseline than the line has does not belong to it. */
static bool is_of_same_trial(const struct cairn_lab_trial *trial)
{
    return cairn_span_equal(cairn_value_get_text(trial->committed, "names"),
               trial->placebo.facts[0].before_log.names) &&
           cairn_span_equal_string(cairn_value_get_text(trial->committed, "placebo"),
               cairn_lab_word_name(trial->placebo.result.word));
}

static void count(struct cairn_lab_trial *trial, enum cairn_lab_put put)
{
    struct cairn_lab_family *family = trial->lane->family;
    family->has_won |= put != CAIRN_LAB_PUT_SAME;
    if (put != CAIRN_LAB_PUT_CHANGED)
        family->trials_unchanged++;
    else if (trial->state == CAIRN_LAB_TRIAL_MISSING)
        family->trials_new++;
    else
        family->trials_changed++;
}

enum cairn_status cairn_lab_trial_keep(
    struct cairn_lab_prove *prove, struct cairn_lab_trial *trial, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_BUF struct cairn_buf transcript = {0};
    struct cairn_value *value = NULL;
    enum cairn_lab_put put = CAIRN_LAB_PUT_SAME;
    enum cairn_status status;
    if (trial->is_full)
        status = describe(prove, &arena, trial, &value, err);
    else if (trial->state != CAIRN_LAB_TRIAL_CURRENT)
        return CAIRN_OK;
    else if (!is_of_same_trial(trial))
        return cairn_lab_message(err, "warning", "Run the whole trial again.",
            "%.*s, %.*s, %s: the baseline is another than the recorded one; nothing is written",
            CAIRN_SPAN_ARGS(trial->lane->family->id), CAIRN_SPAN_ARGS(trial->cause_id),
            trial->lane->environment->name);
    else
        status = amend(prove, &arena, trial, &value, err);
    if (!status)
        status = write_transcript(trial, &transcript, err);
    if (!status)
        status = cairn_lab_evidence_put(
            &trial->lane->family->evidence, value, cairn_buf_span(&transcript), &put, err);
    if (!status)
        count(trial, put);
    return status;
}

enum cairn_status cairn_lab_write_evidence(
    struct cairn_lab_prove *prove, struct cairn_lab_family *family, struct cairn_error *err)
{
    struct cairn_error failure = {0};
    if (!family->has_won)
        return CAIRN_OK;
    enum cairn_status status = cairn_lab_evidence_write(&family->evidence, family->folder,
        cairn_value_get(family->body, "causes"), family->environments, &failure);
    if (!status) {
        family->has_won = false;
        family->was_written = true;
        family->could_not_write = false;
        return CAIRN_OK;
    }
    if (family->could_not_write)
        return CAIRN_OK;
    family->could_not_write = prove->has_trouble = true;
    return cairn_lab_message(err, "error", failure.hint[0] ? failure.hint : NULL,
        "could not write the evidence of %.*s, the old one stays: %s", CAIRN_SPAN_ARGS(family->id),
        failure.primary);
}
