/*
 * The rules of lint as a table, and how a check says that one is broken. The table is made from
 * rules.def, so that an id, its severity and its sentence stand in one place. A run belongs to one
 * thread; texts live in the source's arena.
 */
#include <stdarg.h>

#include "authoring/lint_internal.h"

#include "base/buf.h"

#define ERROR true
#define NOTE  false

static const struct cairn_lint_rule rules[] = {
#define RULE(name, id, severity, what) {id, what},
#include "authoring/rules.def"
#undef RULE
};

static const bool rule_is_error[] = {
#define RULE(name, id, severity, what) severity,
#include "authoring/rules.def"
#undef RULE
};

const struct cairn_lint_rule *cairn_lint_rules(size_t *out_count)
{
    *out_count = CAIRN_ARRAY_SIZE(rules);
    return rules;
}

const char *cairn_rule_id(enum cairn_rule rule)
{
    CAIRN_ASSERT(rule < CAIRN_RULE_COUNT);
    return rules[rule].id;
}

bool cairn_rule_is_error(enum cairn_rule rule)
{
    CAIRN_ASSERT(rule < CAIRN_RULE_COUNT);
    return rule_is_error[rule];
}

bool cairn_lint_keep(struct cairn_lint_run *run, enum cairn_status status)
{
    if (run->status == CAIRN_OK)
        run->status = status;
    return run->status == CAIRN_OK;
}

static void say(struct cairn_lint_run *run, enum cairn_rule rule, uint32_t line, const char *hint,
    const char *format, va_list args) CAIRN_PRINTF(5, 0);

static void say(struct cairn_lint_run *run, enum cairn_rule rule, uint32_t line, const char *hint,
    const char *format, va_list args)
{
    if (run->status != CAIRN_OK)
        return;
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    cairn_buf_vprintf(&text, format, args);
    if (!cairn_lint_keep(run, cairn_buf_status(&text, run->err)))
        return;
    struct cairn_complaint where = {.is_error = cairn_rule_is_error(rule),
        .rule = cairn_rule_id(rule),
        .path = run->path,
        .line = line,
        .hint = cairn_span_from_string(hint),
        .record = run->record};
    cairn_lint_keep(run, cairn_complain(run->source, run->complaints, &where, run->err, "%.*s",
                             CAIRN_SPAN_ARGS(cairn_buf_span(&text))));
}

void cairn_lint_say(struct cairn_lint_run *run, enum cairn_rule rule, const struct cairn_value *at,
    const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(run, rule, at ? at->line : 0, hint, format, args);
    va_end(args);
}

void cairn_lint_say_line(struct cairn_lint_run *run, enum cairn_rule rule, uint32_t line,
    const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(run, rule, line, hint, format, args);
    va_end(args);
}

const char *cairn_lint_text(struct cairn_lint_run *run, const char *format, ...)
{
    CAIRN_AUTO_BUF struct cairn_buf text = {0};
    va_list args;
    va_start(args, format);
    cairn_buf_vprintf(&text, format, args);
    va_end(args);
    if (!cairn_lint_keep(run, cairn_buf_status(&text, run->err)))
        return "";
    const char *copy = cairn_arena_string(&run->source->arena, cairn_buf_span(&text));
    if (!copy) {
        cairn_lint_keep(run, CAIRN_FAIL_MEMORY(run->err));
        return "";
    }
    return copy;
}

void cairn_lint_enter(
    struct cairn_lint_run *run, const struct cairn_source_file *file, struct cairn_span record)
{
    run->path = file->path;
    run->record = record;
}
