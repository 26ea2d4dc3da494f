/* The end of an arm: its record becomes facts, and what waited for it goes on. */
#include "lab/run_internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "base/utf8.h"

/* What bubblewrap said; as much as a message holds. */
#define TALK_BYTES ((size_t)300)

/* Why there is no record to read; NULL: there is one. */
static const char *failure_of(struct cairn_lab_playing *playing, const struct cairn_lab_arm *arm)
{
    struct cairn_span talk =
        cairn_utf8_cut(cairn_span_trim(cairn_buf_span(&arm->sandbox.talk)), TALK_BYTES);
    struct cairn_arena *arena = &playing->prove->arena;
    if (arm->is_too_large)
        return "the record of the arm is too large";
    if (arm->is_killed)
        return "time was up, and the arm did not end";
    if (arm->sandbox.record.size)
        return NULL;
    return cairn_arena_printf(arena, "the arm left no record (exit status %d)%s%.*s", arm->exit,
        talk.size ? ": " : "", CAIRN_SPAN_ARGS(talk));
}

/* The published steps, for the transcript. */
static enum cairn_status describe_steps(struct cairn_lab_playing *playing,
    const struct cairn_lab_cell *cell, const char **out, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    const struct cairn_value *changes = cairn_value_get(cell->lane->family->body, "changes");
    struct cairn_span ids = cairn_span_from_string(cell->changes);
    while (cell->kind == CAIRN_LAB_ARM_CHANGE && ids.size) {
        size_t end = cairn_span_find_byte(ids, ' ', 0);
        const struct cairn_value *change =
            cairn_value_find(changes, "id", cairn_span_slice(ids, 0, end));
        CAIRN_VALUE_EACH(step, cairn_value_get(change, "how"))
        cairn_buf_printf(&text, "%.*s: %.*s\n",
            CAIRN_SPAN_ARGS(cairn_value_get_text(step->value, "as")),
            CAIRN_SPAN_ARGS(cairn_value_get_text(step->value, "text")));
        ids = end == CAIRN_SPAN_NPOS ? (struct cairn_span){0}
                                     : cairn_span_slice(ids, end + 1, ids.size);
    }
    if (text.size && strcmp(cell->carrier, "none") != 0)
        cairn_buf_printf(&text, "then: %s\n", cell->carrier);
    *out = NULL;
    if (!text.size)
        return cairn_buf_status(&text, err);
    *out = cairn_arena_string(&playing->prove->arena, cairn_buf_span(&text));
    return *out ? cairn_buf_status(&text, err) : CAIRN_FAIL_MEMORY(err);
}

static enum cairn_status read_facts(struct cairn_lab_playing *playing, struct cairn_lab_arm *arm,
    struct cairn_lab_facts *facts, struct cairn_error *err)
{
    const struct cairn_lab_family *family = arm->cell->lane->family;
    const char *failure = failure_of(playing, arm);
    facts->seconds = (double)arm->took_ms / 1000;
    if (failure) {
        cairn_lab_facts_fail(facts, "%s", failure);
        return CAIRN_OK;
    }
    struct cairn_lab_reading reading = {.engine = playing->prove->canon.engine,
        .own = family->own,
        .own_count = family->own_count,
        .took_ms = (uint64_t)arm->took_ms};
    enum cairn_status status = describe_steps(playing, arm->cell, &reading.ran, err);
    return status
               ? status
               : cairn_lab_facts_read(facts, cairn_buf_span(&arm->sandbox.record), &reading, err);
}

static enum cairn_status world_of(const struct cairn_lab_arm *arm, struct cairn_arena *arena,
    struct cairn_span *out_world, struct cairn_error *err)
{
    struct cairn_record_frame *frames = NULL;
    size_t count = 0;
    *out_world = (struct cairn_span){0};
    enum cairn_status status =
        cairn_record_split(cairn_buf_span(&arm->sandbox.record), arena, &frames, &count, err);
    for (size_t i = 0; !status && i < count; i++) {
        if (cairn_span_equal_string(frames[i].name, "world"))
            *out_world = frames[i].bytes;
    }
    return status;
}

/* --- of an environment --- */

static enum cairn_status fail_lane(struct cairn_lab_playing *playing, struct cairn_lab_lane *lane,
    const char *why, struct cairn_error *err)
{
    struct cairn_arena *arena = &playing->prove->arena;
    lane->state = CAIRN_LAB_LANE_FAILED;
    if (lane->may_write)
        lane->family->trials_failed += (uint32_t)lane->trial_count;
    if (why) {
        lane->control.result = (struct cairn_lab_result){
            .word = CAIRN_LAB_INVALID, .why = cairn_arena_printf(arena, "prepare: %s", why)};
        return cairn_lab_report_cell(playing->prove, &lane->control, err);
    }
    return CAIRN_OK;
}

static enum cairn_status keep_prepared(struct cairn_lab_playing *playing,
    struct cairn_lab_lane *lane, struct cairn_span world, struct cairn_error *err)
{
    struct cairn_lab_prove *prove = playing->prove;
    const char *path = cairn_arena_printf(
        &prove->arena, "%s/world-%u", prove->canon.place.path, playing->worlds++);
    if (!path)
        return CAIRN_FAIL_MEMORY(err);
    enum cairn_status status = cairn_file_write(AT_FDCWD, path, world, err);
    if (status)
        return status;
    if (chmod(path, 0644)) /* whatever the umask is: arms run as other users */
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not open %s to the arms", path);
    lane->prepared = path;
    lane->state = CAIRN_LAB_LANE_PREPARED;
    return CAIRN_OK;
}

static enum cairn_status prepare_over(
    struct cairn_lab_playing *playing, struct cairn_lab_arm *arm, struct cairn_error *err)
{
    struct cairn_lab_cell *cell = arm->cell;
    struct cairn_lab_lane *lane = cell->lane;
    struct cairn_lab_facts *facts = &cell->facts[0];
    struct cairn_span world = {0};
    enum cairn_status status = read_facts(playing, arm, facts, err);
    if (!status && !facts->invalid)
        status = world_of(arm, &facts->arena, &world, err);
    if (status)
        return status;
    cell->finished = 1;
    if (!facts->invalid && !world.size)
        cairn_lab_facts_fail(facts, "the arm handed back no world");
    if (facts->invalid)
        return fail_lane(playing, lane, facts->invalid, err);
    status = keep_prepared(playing, lane, world, err);
    cairn_lab_facts_done(facts);
    return status;
}

static enum cairn_status control_over(
    struct cairn_lab_playing *playing, struct cairn_lab_lane *lane, struct cairn_error *err)
{
    lane->control.result = cairn_lab_judge_control(&lane->control.facts[0]);
    bool is_sound = lane->control.result.word == CAIRN_LAB_SOUND;
    enum cairn_status status = cairn_lab_report_cell(playing->prove, &lane->control, err);
    if (is_sound)
        lane->state = CAIRN_LAB_LANE_SOUND;
    else if (!status)
        status = fail_lane(playing, lane, NULL, err);
    cairn_lab_facts_done(&lane->control.facts[0]);
    return status;
}

/* --- of a trial --- */

static bool is_complete(const struct cairn_lab_trial *trial)
{
    bool is_over = trial->placebo.finished == trial->placebo.repeats;
    for (size_t i = 0; i < trial->cell_count; i++)
        is_over &= trial->cells[i].finished == trial->cells[i].repeats;
    return is_over;
}

static enum cairn_status keep_world(struct cairn_lab_playing *playing, struct cairn_lab_arm *arm,
    unsigned run, struct cairn_error *err)
{
    struct cairn_lab_cell *cell = arm->cell;
    struct cairn_lab_facts *facts = &cell->facts[run];
    struct cairn_span world = {0};
    if (!playing->prove->request->keep || !arm->sandbox.record.size)
        return CAIRN_OK;
    if (world_of(arm, &facts->arena, &world, NULL))
        world = (struct cairn_span){0};
    return cairn_lab_keep_world(
        playing->prove, cell, run, world, facts->transcript, &cell->kept, err);
}

/* Runs may end in another order than they began: each takes the next place. */
static enum cairn_status cell_over(
    struct cairn_lab_playing *playing, struct cairn_lab_arm *arm, struct cairn_error *err)
{
    struct cairn_lab_cell *cell = arm->cell;
    unsigned run = cell->finished;
    CAIRN_ASSERT(run < CAIRN_LAB_REPEATS);
    enum cairn_status status = read_facts(playing, arm, &cell->facts[run], err);
    if (!status)
        status = keep_world(playing, arm, run, err);
    if (status)
        return status;
    cell->finished++;
    playing->prove->report.arms++;
    if (cell->kind == CAIRN_LAB_ARM_CONTROL)
        return control_over(playing, cell->lane, err);
    return is_complete(cell->trial) ? cairn_lab_trial_finish(playing->prove, cell->trial, err)
                                    : CAIRN_OK;
}

enum cairn_status cairn_lab_arm_over(
    struct cairn_lab_playing *playing, struct cairn_lab_arm *arm, struct cairn_error *err)
{
    return arm->cell->kind == CAIRN_LAB_ARM_PREPARE ? prepare_over(playing, arm, err)
                                                    : cell_over(playing, arm, err);
}
