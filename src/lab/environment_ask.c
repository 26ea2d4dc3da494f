/* Asks the programs of an environment for their versions, each in a sandbox of its own. */
#include "lab/environment_internal.h"

#include <string.h>

#include "base/limits.h"
#include "lab/sandbox.h"

/* What a program said when it said no version: its first line. */
static enum cairn_status does_not_run(struct cairn_environments *environments,
    struct cairn_environment *item, const struct cairn_environment_program *program,
    struct cairn_span said, struct cairn_error *err)
{
    struct cairn_span line = {0}, rest = cairn_span_trim(said);
    if (!cairn_span_take_line(&rest, &line))
        line = CAIRN_SPAN("it says nothing");
    item->state = CAIRN_ENVIRONMENT_DAMAGED;
    item->reason =
        cairn_arena_printf(&environments->arena, "the program %.*s does not say its version: %.*s",
            CAIRN_SPAN_ARGS(program->name), CAIRN_SPAN_ARGS(cairn_span_slice(line, 0, 200)));
    return item->reason ? CAIRN_OK : cairn_arena_status(&environments->arena, err);
}

static enum cairn_status ask_program(struct cairn_environments *environments,
    struct cairn_environment *item, struct cairn_environment_program *program,
    const struct cairn_value *definition, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf said = {0};
    int exit_status = 0;
    enum cairn_status status = cairn_sandbox_ask(
        item, cairn_value_get_text(definition, "version"), &said, &exit_status, err);
    if (status)
        return status;
    struct cairn_span version =
        exit_status ? (struct cairn_span){0} : cairn_environment_version_in(cairn_buf_span(&said));
    if (version.size) {
        program->version = cairn_arena_copy(&environments->arena, version);
        return program->version.data ? CAIRN_OK : cairn_arena_status(&environments->arena, err);
    }
    return item->state == CAIRN_ENVIRONMENT_HOST
               ? CAIRN_OK
               : does_not_run(environments, item, program, cairn_buf_span(&said), err);
}

/* The host's package of a program, as far as dpkg knows one: `dpkg-query` prints one line for each
 * that is installed. */
static enum cairn_status ask_dpkg(struct cairn_environments *environments,
    struct cairn_environment_program *program, const struct cairn_value *definition,
    struct cairn_error *err)
{
    const char *arguments[CAIRN_LIMIT_ENVIRONMENT_ITEMS + 5] = {
        cairn_lab_find_program(&environments->arena, "dpkg-query"), "-W", "-f",
        "${db:Status-Status} ${Package} ${Version}\n"};
    CAIRN_AUTO_BUF struct cairn_buf said = {0};
    struct cairn_span rest, line;
    int exit_status = 0;
    size_t count = 4;
    if (!arguments[0])
        return CAIRN_OK;
    CAIRN_VALUE_EACH(package, cairn_value_get(definition, "packages"))
    {
        arguments[count] =
            cairn_arena_string(&environments->arena, cairn_value_text(package->value));
        count += arguments[count] != NULL;
    }
    enum cairn_status status =
        cairn_lab_run(&(struct cairn_lab_run){.arguments = arguments}, &said, &exit_status, err);
    rest = cairn_arena_copy(&environments->arena, cairn_buf_span(&said));
    while (!status && !program->package.size && cairn_span_take_line(&rest, &line)) {
        if (!cairn_span_starts_with(line, CAIRN_SPAN("installed ")))
            continue;
        struct cairn_span words = cairn_span_slice(line, strlen("installed "), line.size);
        size_t blank = cairn_span_find_byte(words, ' ', 0);
        if (blank == CAIRN_SPAN_NPOS)
            continue;
        program->package = cairn_span_slice(words, 0, blank);
        program->package_version = cairn_span_slice(words, blank + 1, words.size);
    }
    return status;
}

enum cairn_status cairn_environment_ask(struct cairn_environments *environments,
    struct cairn_environment *environment, struct cairn_error *err)
{
    const struct cairn_value *programs = cairn_value_get(environment->definition, "programs");
    enum cairn_status status = CAIRN_OK;
    bool has_any = false;
    for (uint32_t i = 0; i < environment->program_count && !status; i++) {
        struct cairn_environment_program *program = &environment->programs[i];
        const struct cairn_value *definition = cairn_value_at(programs, i);
        if (environment->state != CAIRN_ENVIRONMENT_READY &&
            environment->state != CAIRN_ENVIRONMENT_HOST)
            return CAIRN_OK;
        status = ask_program(environments, environment, program, definition, err);
        if (!status && program->version.size && environment->state == CAIRN_ENVIRONMENT_HOST)
            status = ask_dpkg(environments, program, definition, err);
        has_any = has_any || program->version.size;
    }
    if (!status && environment->state == CAIRN_ENVIRONMENT_HOST && !has_any) {
        environment->state = CAIRN_ENVIRONMENT_UNAVAILABLE;
        environment->reason = "no program of the canon's environments runs on this machine";
    }
    return status;
}
