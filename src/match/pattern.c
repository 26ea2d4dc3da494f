/*
 * The wrapper of PCRE2. A regex is interpreted for its first uses, since compiling it to machine
 * code takes as long as some tens of matches; then the JIT takes over where it is allowed (a system
 * may forbid writable code).
 *
 * Interpreter and JIT count their steps differently. Whichever reaches its limit hands over to the
 * other, and only when both do the answer is LIMIT: so the answer does not depend on how often a
 * regex was used before. The workspace (ovector, JIT stack, limits) is shared by the patterns of
 * one matcher; results live in it until its next match.
 */
#include "match/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/alloc.h"
#include "base/checked.h"
#include "base/error.h"
#include "base/limits.h"

/* Uses after which the JIT pays: it takes some 100 µs to compile and saves 1 to 3 µs a match. */
#define USES_BEFORE_JIT 32
/* Texts beyond this size are never interpreted where the JIT works. */
#define INTERPRETED_SIZE 2048

struct cairn_pattern_workspace {
    pcre2_match_context *context;
    pcre2_match_data *data;
    uint32_t data_pairs;
    pcre2_jit_stack *stack;
};

struct name {
    struct cairn_span text;
    uint32_t group;
};

struct cairn_pattern {
    pcre2_code *code;
    struct cairn_pattern_workspace *workspace;
    struct cairn_pattern_workspace *own_workspace; /* NULL when it is shared */
    struct name *names;
    uint32_t name_count;
    uint32_t pairs;
    uint32_t uses;
    bool has_jit;
    bool is_jit_tried;
};

enum cairn_status cairn_pattern_workspace_new(
    struct cairn_pattern_workspace **out_workspace, struct cairn_error *err)
{
    struct cairn_pattern_workspace *workspace = cairn_alloc(sizeof *workspace);
    if (!workspace)
        return CAIRN_FAIL_MEMORY(err);
    workspace->context = pcre2_match_context_create(NULL);
    if (!workspace->context) {
        cairn_pattern_workspace_free(workspace);
        return CAIRN_FAIL_MEMORY(err);
    }
    pcre2_set_match_limit(workspace->context, CAIRN_LIMIT_MATCH_STEPS);
    pcre2_set_depth_limit(workspace->context, CAIRN_LIMIT_MATCH_STEPS);
    pcre2_set_heap_limit(workspace->context, CAIRN_LIMIT_MATCH_HEAP_KIB);
    *out_workspace = workspace;
    return CAIRN_OK;
}

void cairn_pattern_workspace_free(struct cairn_pattern_workspace *workspace)
{
    if (!workspace)
        return;
    pcre2_match_data_free(workspace->data);
    pcre2_match_context_free(workspace->context);
    pcre2_jit_stack_free(workspace->stack);
    cairn_free(workspace);
}

static enum cairn_status reserve_pairs(
    struct cairn_pattern_workspace *workspace, uint32_t pairs, struct cairn_error *err)
{
    if (workspace->data && workspace->data_pairs >= pairs)
        return CAIRN_OK;
    pcre2_match_data *data = pcre2_match_data_create(pairs, NULL);
    if (!data)
        return CAIRN_FAIL_MEMORY(err);
    pcre2_match_data_free(workspace->data);
    workspace->data = data;
    workspace->data_pairs = pairs;
    return CAIRN_OK;
}

/* Machine code runs on a stack of its own, so that the thread's stack is never at stake. */
static bool reserve_stack(struct cairn_pattern_workspace *workspace)
{
    if (workspace->stack)
        return true;
    workspace->stack = pcre2_jit_stack_create(32 << 10, CAIRN_LIMIT_JIT_STACK, NULL);
    if (!workspace->stack)
        return false;
    pcre2_jit_stack_assign(workspace->context, NULL, workspace->stack);
    return true;
}

static enum cairn_status fail_compile(int code, size_t offset, struct cairn_error *err)
{
    if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAP_FAILED)
        return CAIRN_FAIL_MEMORY(err);
    PCRE2_UCHAR text[160] = "";
    pcre2_get_error_message(code, text, sizeof text);
    enum cairn_status status = CAIRN_FAIL(err, CAIRN_ERR_SYNTAX,
        "cannot compile the regex: %s at byte %zu", (char *)text, offset + 1);
    if (err)
        err->upstream_code = code;
    return status;
}

static enum cairn_status compile(
    struct cairn_span regex, pcre2_code **out_code, struct cairn_error *err)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context)
        return CAIRN_FAIL_MEMORY(err);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    uint32_t options =
        PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UCP | PCRE2_NEVER_UTF;
    int code = 0;
    PCRE2_SIZE offset = 0;
    PCRE2_SPTR text = (PCRE2_SPTR)(regex.data ? regex.data : "");
    *out_code = pcre2_compile(text, regex.size, options, &code, &offset, context);
    pcre2_compile_context_free(context);
    return *out_code ? CAIRN_OK : fail_compile(code, offset, err);
}

/* PCRE2 sorts its table by name; here the order is that of the groups. */
static enum cairn_status read_names(struct cairn_pattern *pattern, struct cairn_error *err)
{
    uint32_t entry_size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMECOUNT, &pattern->name_count);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMETABLE, &table);
    pattern->names = cairn_alloc_array(pattern->name_count, sizeof *pattern->names);
    if (!pattern->names)
        return CAIRN_FAIL_MEMORY(err);
    for (uint32_t i = 0; i < pattern->name_count; i++) {
        PCRE2_SPTR entry = table + (size_t)i * entry_size;
        struct name name = {
            cairn_span_from_string((const char *)entry + 2), (uint32_t)entry[0] << 8 | entry[1]};
        uint32_t place = i;
        for (; place > 0 && pattern->names[place - 1].group > name.group; place--)
            pattern->names[place] = pattern->names[place - 1];
        pattern->names[place] = name;
    }
    return CAIRN_OK;
}

enum cairn_status cairn_pattern_compile_shared(struct cairn_span regex,
    struct cairn_pattern_workspace *workspace, struct cairn_pattern **out_pattern,
    struct cairn_error *err)
{
    struct cairn_pattern *pattern = cairn_alloc(sizeof *pattern);
    if (!pattern)
        return CAIRN_FAIL_MEMORY(err);
    pattern->workspace = workspace;
    enum cairn_status status = compile(regex, &pattern->code, err);
    if (status == CAIRN_OK)
        status = read_names(pattern, err);
    if (status != CAIRN_OK) {
        cairn_pattern_free(pattern);
        return status;
    }
    uint32_t groups = 0;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    pattern->pairs = groups + 1;
    *out_pattern = pattern;
    return CAIRN_OK;
}

enum cairn_status cairn_pattern_compile(
    struct cairn_span regex, struct cairn_pattern **out_pattern, struct cairn_error *err)
{
    struct cairn_pattern_workspace *workspace;
    enum cairn_status status = cairn_pattern_workspace_new(&workspace, err);
    if (status != CAIRN_OK)
        return status;
    status = cairn_pattern_compile_shared(regex, workspace, out_pattern, err);
    if (status != CAIRN_OK) {
        cairn_pattern_workspace_free(workspace);
        return status;
    }
    (*out_pattern)->own_workspace = workspace;
    return CAIRN_OK;
}

void cairn_pattern_free(struct cairn_pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    cairn_pattern_workspace_free(pattern->own_workspace);
    cairn_free(pattern->names);
    cairn_free(pattern);
}

static bool try_jit(struct cairn_pattern *pattern)
{
    if (!pattern->is_jit_tried) {
        pattern->is_jit_tried = true;
        pattern->has_jit = pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) == 0;
    }
    return pattern->has_jit && reserve_stack(pattern->workspace);
}

void cairn_pattern_prefer_jit(struct cairn_pattern *pattern)
{
    pattern->uses = USES_BEFORE_JIT;
}

static int run(struct cairn_pattern *pattern, struct cairn_span text, bool with_jit)
{
    struct cairn_pattern_workspace *workspace = pattern->workspace;
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.data ? text.data : "");
    if (with_jit)
        return pcre2_jit_match(
            pattern->code, subject, text.size, 0, 0, workspace->data, workspace->context);
    return pcre2_match(
        pattern->code, subject, text.size, 0, PCRE2_NO_JIT, workspace->data, workspace->context);
}

static bool is_limit(int code)
{
    return code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_DEPTHLIMIT ||
           code == PCRE2_ERROR_HEAPLIMIT || code == PCRE2_ERROR_JIT_STACKLIMIT;
}

/*
 * PCRE2 starts counting anew at each starting place, so the limit falls as texts grow; but whatever
 * goes over the text a few times from each place is let through, as "foo.*bar" does on a long line.
 */
static uint32_t steps_for(size_t size)
{
    size_t share = CAIRN_LIMIT_MATCH_STEPS_IN_ALL / (size + 1);
    size_t needed = 4 * cairn_min_size(size, CAIRN_LIMIT_MATCH_STEPS);
    return (uint32_t)cairn_min_size(cairn_max_size(share, needed), CAIRN_LIMIT_MATCH_STEPS);
}

/* The code of PCRE2: a count of groups, no match, or a limit that both reached. */
static int run_in_turn(struct cairn_pattern *pattern, struct cairn_span text)
{
    bool is_long = text.size > INTERPRETED_SIZE;
    pcre2_set_match_limit(pattern->workspace->context, steps_for(text.size));
    bool with_jit = (is_long || pattern->uses >= USES_BEFORE_JIT) && try_jit(pattern);
    if (pattern->uses < USES_BEFORE_JIT)
        pattern->uses++;
    int code = run(pattern, text, with_jit);
    if (!is_limit(code) || is_long)
        return code;
    if (with_jit)
        return run(pattern, text, false);
    return try_jit(pattern) ? run(pattern, text, true) : code;
}

enum cairn_status cairn_pattern_match(struct cairn_pattern *pattern, struct cairn_span text,
    enum cairn_pattern_result *out_result, struct cairn_error *err)
{
    enum cairn_status status = reserve_pairs(pattern->workspace, pattern->pairs, err);
    if (status != CAIRN_OK)
        return status;
    int code = run_in_turn(pattern, text);
    if (code == PCRE2_ERROR_NOMEMORY)
        return CAIRN_FAIL_MEMORY(err);
    if (code >= 0)
        *out_result = CAIRN_PATTERN_YES;
    else
        *out_result = code == PCRE2_ERROR_NOMATCH ? CAIRN_PATTERN_NO : CAIRN_PATTERN_LIMIT;
    return CAIRN_OK;
}

void cairn_pattern_range(
    const struct cairn_pattern *pattern, uint32_t *out_start, uint32_t *out_end)
{
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(pattern->workspace->data);
    *out_start = (uint32_t)places[0];
    *out_end = (uint32_t)places[1];
}

uint32_t cairn_pattern_name_count(const struct cairn_pattern *pattern)
{
    return pattern->name_count;
}

struct cairn_span cairn_pattern_name(const struct cairn_pattern *pattern, uint32_t index)
{
    return pattern->names[index].text;
}

bool cairn_pattern_capture(
    const struct cairn_pattern *pattern, uint32_t index, uint32_t *out_start, uint32_t *out_end)
{
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(pattern->workspace->data);
    uint32_t group = pattern->names[index].group;
    if (places[2 * group] == PCRE2_UNSET)
        return false;
    *out_start = (uint32_t)places[2 * group];
    *out_end = (uint32_t)places[2 * group + 1];
    return true;
}
