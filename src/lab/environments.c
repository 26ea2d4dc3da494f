/* What there is, what is added, what goes. The first that fails ends it: what was done
 * before stays done. */
#include "lab/environments.h"

#include "base/near.h"
#include "lab/environment.h"
#include "lab/events.h"

static enum cairn_status find(struct cairn_environments *environments, struct cairn_span name,
    struct cairn_environment **out, struct cairn_error *err)
{
    *out = cairn_environments_find(environments, name);
    if (*out)
        return CAIRN_OK;
    const char *word = cairn_arena_string(&environments->arena, name);
    struct cairn_near near = {.word = word ? word : ""};
    for (size_t i = 0; i < environments->count; i++)
        cairn_near_offer(&near, environments->items[i].name);
    CAIRN_FAIL(
        err, CAIRN_ERR_NOT_FOUND, "could not find the environment \"%.*s\"", CAIRN_SPAN_ARGS(name));
    if (near.best)
        cairn_error_hint(err, "Did you mean %s?", near.best);
    else
        cairn_error_hint(err, "List them: cairn env list");
    return CAIRN_ERR_NOT_FOUND;
}

static void say_progress(void *context, const char *line)
{
    enum cairn_status *closed = context;
    if (!*closed)
        *closed = cairn_lab_message(NULL, "note", NULL, "%s", line);
}

static enum cairn_status act(struct cairn_environments *environments,
    const struct cairn_lab_request *request, struct cairn_span name, struct cairn_error *err)
{
    struct cairn_environment *environment = NULL;
    enum cairn_status closed = CAIRN_OK;
    enum cairn_status status = find(environments, name, &environment, err);
    if (status)
        return status;
    if (request->verb == CAIRN_LAB_ENV_REMOVE)
        return cairn_environment_remove(environments, environment, err);
    status = cairn_environment_add(environments, environment, say_progress, &closed, err);
    return status ? status : closed;
}

static struct cairn_value *describe_programs(
    struct cairn_arena *arena, const struct cairn_environment *environment)
{
    struct cairn_value *programs = cairn_value_object(arena);
    for (size_t i = 0; i < environment->program_count; i++)
        cairn_value_set_span(arena, programs, environment->programs[i].name,
            cairn_value_string(arena, environment->programs[i].version));
    return programs;
}

static struct cairn_value *describe(
    struct cairn_arena *arena, const struct cairn_environment *environment)
{
    struct cairn_value *entry = cairn_value_object(arena);
    bool is_there = environment->state == CAIRN_ENVIRONMENT_READY ||
                    environment->state == CAIRN_ENVIRONMENT_HOST;
    struct cairn_span class =
        is_there ? cairn_environment_class(arena, environment) : (struct cairn_span){0};
    cairn_value_set_cstring(arena, entry, "name", environment->name);
    cairn_value_set(arena, entry, "suite",
        environment->suite.size ? cairn_value_string(arena, environment->suite)
                                : cairn_value_null(arena));
    cairn_value_set_cstring(
        arena, entry, "state", cairn_environment_state_name(environment->state));
    cairn_value_set_cstring(arena, entry, "reason", environment->reason);
    cairn_value_set(arena, entry, "programs", describe_programs(arena, environment));
    cairn_value_set(arena, entry, "class",
        class.size ? cairn_value_string(arena, class) : cairn_value_null(arena));
    cairn_value_set_int(arena, entry, "size_bytes", (int64_t)environment->size_bytes);
    cairn_value_set_cstring(arena, entry, "added", environment->added);
    return entry;
}

static enum cairn_status report(struct cairn_environments *environments,
    const struct cairn_lab_request *request, struct cairn_error *err)
{
    CAIRN_AUTO_ARENA struct cairn_arena arena = {0};
    struct cairn_value *event = cairn_value_object(&arena), *list = cairn_value_array(&arena);
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < environments->count; i++) {
        struct cairn_environment *environment = &environments->items[i];
        if (!cairn_lab_names_have(&request->names, cairn_span_from_string(environment->name)))
            continue;
        /* Where no sandbox can be made, versions are unknown: that is no reason to say nothing. */
        struct cairn_error ignored = {0};
        status = cairn_environment_ask(environments, environment, &ignored);
        if (status && status != CAIRN_ERR_MEMORY)
            status = CAIRN_OK;
        cairn_value_push(&arena, list, describe(&arena, environment));
    }
    cairn_value_set_cstring(&arena, event, "schema", "cairn.environments/1");
    cairn_value_set_cstring(&arena, event, "folder", environments->folder);
    cairn_value_set(&arena, event, "environments", list);
    if (!status)
        status = cairn_value_status(&arena, event, err);
    return status ? status : cairn_lab_emit(event, err);
}

enum cairn_status cairn_lab_environments(
    const struct cairn_lab_request *request, struct cairn_error *err)
{
    struct cairn_environments environments = {0};
    enum cairn_status status = cairn_environments_open(&environments, request->canon, err);
    if (!status && request->verb != CAIRN_LAB_ENV_LIST && !request->names.count)
        status = CAIRN_FAIL(err, CAIRN_ERR_USAGE, "cannot do this without naming an environment");
    for (size_t i = 0; !status && request->verb != CAIRN_LAB_ENV_LIST && i < request->names.count;
         i++)
        status = act(&environments, request, request->names.items[i], err);
    for (size_t i = 0; !status && request->verb == CAIRN_LAB_ENV_LIST && i < request->names.count;
         i++) {
        struct cairn_environment *environment = NULL;
        status = find(&environments, request->names.items[i], &environment, err);
    }
    if (!status)
        status = report(&environments, request, err);
    cairn_environments_done(&environments);
    return status;
}
