/*
 * The lab: prove and environments. A request goes to cairn-lab, its events come back one line each,
 * the last of them is the result (docs/design/results.md, "The lab"). Here events are checked,
 * counted and handed on; what they mean was decided by the lab.
 *
 * The lab's program runs rigs of the canon in sandboxes; what it reports quotes what foreign
 * programs printed. So every line is bounded, parsed by the strict reader into an arena with a
 * limit, and escaped where it is shown.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/wait.h>

#include "base/alloc.h"
#include "base/error.h"
#include "engine/engine_internal.h"
#include "engine/lab_internal.h"
#include "engine/lab_process.h"
#include "formats/json.h"

/* Runs that one cell may claim to stand for; the lab plays a new one three times. */
#define REPEAT_MOST 1000

/* What an event is, by its schema. */
enum event_role {
    ROLE_EVENT,
    ROLE_RESULT,
    ROLE_FAILURE,
    ROLE_UNKNOWN,
};

struct event_schema {
    const char *name;
    enum event_role role;
    enum cairn_lab_event_kind kind;
};

struct run {
    const struct cairn_lab_options *options;
    struct cairn_lab_process process;
    uint64_t done, total;
    uint64_t lines;
    bool keeps_evidence; /* what was won before a bad end is not lost */
};

static const struct event_schema *find_schema(struct cairn_span name)
{
    static const struct event_schema schemas[] = {
        {"cairn.prove-start/1", ROLE_EVENT, CAIRN_LAB_START},
        {"cairn.cell/1", ROLE_EVENT, CAIRN_LAB_CELL},
        {"cairn.message/1", ROLE_EVENT, CAIRN_LAB_MESSAGE},
        {"cairn.prove/1", ROLE_RESULT, CAIRN_LAB_START},
        {"cairn.prove-list/1", ROLE_RESULT, CAIRN_LAB_START},
        {"cairn.environments/1", ROLE_RESULT, CAIRN_LAB_START},
        {"cairn.failure/1", ROLE_FAILURE, CAIRN_LAB_START},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(schemas); i++) {
        if (cairn_span_equal_string(name, schemas[i].name))
            return &schemas[i];
    }
    return NULL;
}

/* ---- one line ---- */

static enum cairn_status parse(struct run *run, struct cairn_span line,
    struct cairn_result **out_event, const struct event_schema **out_schema,
    struct cairn_error *err)
{
    CAIRN_AUTO_RESULT struct cairn_result *event = NULL;
    enum cairn_status status = cairn_result_new(&event, err);
    if (status)
        return status;
    event->arena.limit_bytes = CAIRN_LIMIT_DOCUMENT_MEMORY;
    status = cairn_json_read(&event->arena, line, "event", &event->tree, err);
    if (status) {
        cairn_error_context(err, "could not understand the lab (%s, line %llu)",
            run->process.program, (unsigned long long)run->lines);
        return status;
    }
    struct cairn_span name = cairn_value_get_text(event->tree, "schema");
    const struct event_schema *schema = find_schema(name);
    if (!schema) {
        CAIRN_FAIL(err, CAIRN_ERR_UNSUPPORTED,
            "could not understand the lab (%s, line %llu): unknown event \"%.*s\"",
            run->process.program, (unsigned long long)run->lines, CAIRN_SPAN_ARGS(name));
        cairn_error_hint(err, "Install cairn and cairn-lab of the same version.");
        return CAIRN_ERR_UNSUPPORTED;
    }
    *out_event = CAIRN_TAKE(event);
    *out_schema = schema;
    return CAIRN_OK;
}

static void count(struct run *run, enum cairn_lab_event_kind kind, const struct cairn_value *tree)
{
    if (kind == CAIRN_LAB_START) {
        int64_t arms = cairn_value_get_int(tree, "arms");
        run->total += arms > 0 && arms < INT32_MAX ? (uint64_t)arms : 0;
    }
    if (kind == CAIRN_LAB_CELL &&
        !cairn_span_equal_string(cairn_value_get_text(tree, "verdict"), "not-run")) {
        int64_t repeat = cairn_value_get_int(tree, "repeat");
        run->done += repeat > 1 && repeat <= REPEAT_MOST ? (uint64_t)repeat : 1;
    }
    if (run->done > run->total)
        run->done = run->total;
}

static bool is_notable(enum cairn_lab_event_kind kind, const struct cairn_value *tree)
{
    struct cairn_span verdict = cairn_value_get_text(tree, "verdict");
    struct cairn_span severity = cairn_value_get_text(tree, "severity");
    if (kind == CAIRN_LAB_CELL)
        return cairn_span_equal_string(verdict, "contradicts") ||
               cairn_span_equal_string(verdict, "failed");
    return kind == CAIRN_LAB_MESSAGE && !cairn_span_equal_string(severity, "note");
}

static enum cairn_status hand_on(struct run *run, enum cairn_lab_event_kind kind,
    const struct cairn_result *result, struct cairn_error *err)
{
    count(run, kind, result->tree);
    if (!run->options->event)
        return CAIRN_OK;
    const struct cairn_lab_event event = {.kind = kind,
        .is_notable = is_notable(kind, result->tree),
        .done = run->done,
        .total = run->total,
        .event = result};
    return run->options->event(run->options->event_context, &event, err);
}

/* ---- how it ends ---- */

/* It ended without a result. */
static enum cairn_status fail_of_end(struct run *run, struct cairn_error *err)
{
    const char *program = run->process.program;
    int how = cairn_lab_process_wait(&run->process);
    if (run->process.interrupts)
        CAIRN_FAIL(err, CAIRN_ERR_IO, "interrupted before the lab had a result");
    else if (WIFSIGNALED(how))
        CAIRN_FAIL(err, CAIRN_ERR_IO, "the lab ended without a result: %s was killed by signal %d",
            program, WTERMSIG(how));
    else
        CAIRN_FAIL(err, CAIRN_ERR_IO, "the lab ended without a result: %s exited with status %d",
            program, WEXITSTATUS(how));
    if (run->keeps_evidence) {
        cairn_error_detail(err, "Trials that were finished before are in the evidence.");
        cairn_error_hint(err, "Go on with: cairn prove --stale");
    }
    return CAIRN_ERR_IO;
}

/* Reads events up to the last one. */
static enum cairn_status follow(
    struct run *run, struct cairn_result **out_result, struct cairn_error *err)
{
    for (;;) {
        CAIRN_AUTO_RESULT struct cairn_result *event = NULL;
        const struct event_schema *schema = NULL;
        struct cairn_span line = {0};
        bool is_over = false;
        enum cairn_status status = cairn_lab_process_next(&run->process, &line, &is_over, err);
        if (!status && is_over)
            return fail_of_end(run, err);
        run->lines++;
        if (!status)
            status = parse(run, line, &event, &schema, err);
        if (!status && schema->role == ROLE_FAILURE)
            return cairn_lab_fail_as(event->tree, err);
        if (!status && schema->role == ROLE_EVENT)
            status = hand_on(run, schema->kind, event, err);
        if (status)
            return status;
        if (schema->role == ROLE_RESULT) {
            *out_result = CAIRN_TAKE(event);
            return CAIRN_OK;
        }
    }
}

static enum cairn_status find_program(const struct cairn_lab_options *options, char *memory,
    const char **out, struct cairn_error *err)
{
    *out = options->program ? options->program : cairn_lab_find_program("cairn-lab", memory);
    if (*out)
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_NOT_FOUND,
        "could not find the lab: there is no cairn-lab beside this program, nor an installed one");
    cairn_error_hint(err, "Build or install all of Cairn: make build, make install.");
    return CAIRN_ERR_NOT_FOUND;
}

static enum cairn_status write_request(
    const struct cairn_value *request, struct cairn_buf *buf, struct cairn_error *err)
{
    cairn_json_write(buf, request, CAIRN_JSON_COMPACT);
    cairn_buf_append_byte(buf, '\n');
    return cairn_buf_status(buf, err);
}

enum cairn_status cairn_lab_run(const struct cairn_lab_options *options,
    const struct cairn_value *request, struct cairn_result **out_result, bool *out_is_interrupted,
    struct cairn_error *err)
{
    char memory[PATH_MAX];
    const char *program = NULL;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    struct run run = {.options = options,
        .process = {.lines_fd = -1, .signals_fd = -1},
        .keeps_evidence = cairn_span_equal_string(cairn_value_get_text(request, "verb"), "prove")};
    enum cairn_status status = find_program(options, memory, &program, err);
    if (!status)
        status = write_request(request, &text, err);
    if (status)
        return status;
    status = cairn_lab_process_start(
        &run.process, program, "the lab", cairn_buf_span(&text), options->takes_signals, err);
    if (!status)
        status = follow(&run, out_result, err);
    if (status)
        cairn_lab_process_stop(&run.process);
    (void)cairn_lab_process_wait(&run.process);
    *out_is_interrupted = run.process.interrupts > 0;
    cairn_lab_process_done(&run.process);
    return status;
}

/* ---- the use cases ---- */

static void set_names(struct cairn_arena *arena, struct cairn_value *request, const char *key,
    const char *const *names, size_t count, bool is_null_without)
{
    struct cairn_value *list = cairn_value_array(arena);
    for (size_t i = 0; i < count; i++)
        cairn_value_push(arena, list, cairn_value_cstring(arena, names[i]));
    bool is_null = !count && is_null_without;
    cairn_value_set(arena, request, key, is_null ? cairn_value_null(arena) : list);
}

static struct cairn_value *make_prove_request(
    struct cairn_arena *arena, const struct cairn_prove_options *options)
{
    const struct {
        const char *key;
        bool value;
    } switches[] = {
        {"keep", options->keep},
        {"check", options->check},
        {"stale", options->stale},
        {"list", options->list},
        {"mutate", options->mutate},
    };
    struct cairn_value *request = cairn_value_object(arena);
    cairn_value_set_cstring(arena, request, "verb", "prove");
    cairn_value_set_cstring(arena, request, "canon", options->lab.canon_folder);
    cairn_value_set_bool(arena, request, "is_trusted", options->lab.is_trusted);
    set_names(arena, request, "select", options->ids, options->id_count, false);
    set_names(
        arena, request, "environments", options->environments, options->environment_count, true);
    set_names(arena, request, "causes", options->causes, options->cause_count, true);
    set_names(arena, request, "changes", options->changes, options->change_count, true);
    cairn_value_set_int(arena, request, "jobs", options->jobs);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(switches); i++)
        cairn_value_set_bool(arena, request, switches[i].key, switches[i].value);
    cairn_value_set_int(arena, request, "sample", options->sample);
    cairn_value_set_int(arena, request, "runs", options->runs);
    cairn_value_set_int(arena, request, "seed", (int64_t)options->seed);
    return request;
}

static enum cairn_conclusion conclusion_of(
    const struct cairn_value *tree, bool is_check, bool is_interrupted)
{
    struct cairn_span outcome = cairn_value_get_text(tree, "outcome");
    if (is_interrupted || cairn_value_count(cairn_value_get(tree, "failed")))
        return CAIRN_INCOMPLETE;
    if (cairn_span_equal_string(outcome, "nothing-ran"))
        return CAIRN_NOTHING_RAN;
    bool differs = is_check && cairn_value_count(cairn_value_get(tree, "differ"));
    if (cairn_span_equal_string(outcome, "contradiction") || differs)
        return CAIRN_NONE;
    return CAIRN_FOUND;
}

/* The schema that a request must be answered with. */
static enum cairn_status expect(
    const struct cairn_result *result, const char *schema, struct cairn_error *err)
{
    struct cairn_span name = cairn_value_get_text(result->tree, "schema");
    if (cairn_span_equal_string(name, schema))
        return CAIRN_OK;
    return CAIRN_FAIL(err, CAIRN_ERR_UNSUPPORTED,
        "could not understand the lab: it answered with %.*s instead of %s", CAIRN_SPAN_ARGS(name),
        schema);
}

enum cairn_status cairn_prove(const struct cairn_prove_options *options,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    bool is_interrupted = false;
    struct cairn_value *request = make_prove_request(&arena, options);
    enum cairn_status status = cairn_value_status(&arena, request, err);
    if (!status)
        status = cairn_lab_run(&options->lab, request, &result, &is_interrupted, err);
    if (!status)
        status = expect(result, options->list ? "cairn.prove-list/1" : "cairn.prove/1", err);
    if (!status && !options->list)
        status = cairn_lab_add_titles(&options->lab, result, err);
    if (status)
        return status;
    enum cairn_conclusion conclusion =
        options->list && !is_interrupted
            ? CAIRN_FOUND
            : conclusion_of(result->tree, options->check, is_interrupted);
    return cairn_result_finish(&result, conclusion, out_result, err);
}

enum cairn_status cairn_environments(const struct cairn_environments_options *options,
    struct cairn_result **out_result, struct cairn_error *err)
{
    static const char *const verbs[] = {
        [CAIRN_ENVIRONMENTS_LIST] = "env-list",
        [CAIRN_ENVIRONMENTS_ADD] = "env-add",
        [CAIRN_ENVIRONMENTS_REMOVE] = "env-remove",
    };
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    CAIRN_AUTO_RESULT struct cairn_result *result = NULL;
    bool is_interrupted = false;
    struct cairn_value *request = cairn_value_object(&arena);
    if ((size_t)options->action >= CAIRN_ARRAY_SIZE(verbs))
        return CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot do this with environments: no such action");
    cairn_value_set_cstring(&arena, request, "verb", verbs[options->action]);
    cairn_value_set_cstring(&arena, request, "canon", options->lab.canon_folder);
    set_names(&arena, request, "names", options->names, options->name_count, false);
    enum cairn_status status = cairn_value_status(&arena, request, err);
    if (!status)
        status = cairn_lab_run(&options->lab, request, &result, &is_interrupted, err);
    if (!status)
        status = expect(result, "cairn.environments/1", err);
    if (status)
        return status;
    return cairn_result_finish(
        &result, is_interrupted ? CAIRN_INCOMPLETE : CAIRN_FOUND, out_result, err);
}
