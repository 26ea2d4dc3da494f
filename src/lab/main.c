/*
 * cairn-lab: what `cairn prove` and `cairn env` start. One request on standard input, events on
 * standard output. A program of its own, because it runs rigs: what they do must not share a
 * process with anything else.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/environments.h"
#include "lab/report.h"

/* Rigs are programs: only those that the user stands in front of, or has named, are run. */
static enum cairn_status check_trust(
    const struct cairn_lab_request *request, struct cairn_error *err)
{
    char canon[PATH_MAX], here[PATH_MAX];
    if (!realpath(request->canon, canon))
        return CAIRN_FAIL_ERRNO(
            err, CAIRN_ERR_NOT_FOUND, "could not find the canon %s", request->canon);
    if (request->is_trusted)
        return CAIRN_OK;
    if (!getcwd(here, sizeof here))
        return CAIRN_FAIL_ERRNO(err, CAIRN_ERR_IO, "could not tell the current folder");
    size_t size = strlen(here);
    bool is_below =
        !strcmp(here, "/") || (!strncmp(canon, here, size) && (canon[size] == '/' || !canon[size]));
    if (is_below)
        return CAIRN_OK;
    CAIRN_FAIL(err, CAIRN_ERR_DENIED,
        "cannot run the rigs of %s: it is not below the current folder", request->canon);
    cairn_error_hint(err,
        "Rigs are programs. If you trust this canon: cairn prove --trust-canon %s", request->canon);
    return CAIRN_ERR_DENIED;
}

static enum cairn_status choose(struct cairn_lab_prove *prove, struct cairn_error *err)
{
    const struct cairn_lab_request *request = prove->request;
    enum cairn_status status = CAIRN_OK;
    prove->seed = request->seed;
    if (request->mutate)
        status = cairn_lab_choose_mutants(prove, err);
    else if (request->sample)
        status = cairn_lab_choose_sample(prove, err);
    if (!status)
        cairn_lab_plan_repeats(prove);
    return status;
}

static enum cairn_status say_unavailable(
    const struct cairn_lab_prove *prove, struct cairn_error *err)
{
    enum cairn_status status = CAIRN_OK;
    if (prove->cannot_run)
        return cairn_lab_message(
            err, "error", NULL, "no arm can run on this machine: %s", prove->cannot_run);
    for (size_t i = 0; i < prove->family_count; i++) {
        const struct cairn_lab_family *family = &prove->families[i];
        for (size_t j = 0; !status && j < family->lane_count; j++) {
            const struct cairn_lab_lane *lane = &family->lanes[j];
            const char *name = lane->environment->name;
            bool is_absent = lane->environment->state == CAIRN_ENVIRONMENT_ABSENT;
            char hint[128];
            snprintf(hint, sizeof hint, "cairn env add %s", name);
            if (lane->unavailable)
                status = cairn_lab_message(err, "warning", is_absent ? hint : NULL,
                    "%.*s does not run in %s: %s", CAIRN_SPAN_ARGS(family->id), name,
                    lane->unavailable);
        }
        if (!status && !family->lane_count)
            status = cairn_lab_message(err, "warning", NULL,
                "%.*s runs in none of the environments that are asked for",
                CAIRN_SPAN_ARGS(family->id));
    }
    return status;
}

static enum cairn_status run(struct cairn_lab_prove *prove, int *out_exit, struct cairn_error *err)
{
    enum cairn_status status = check_trust(prove->request, err);
    if (!status)
        status = cairn_lab_canon_open(prove->request->canon, &prove->canon, err);
    if (!status)
        status = cairn_lab_plan(prove, err);
    if (!status)
        status = cairn_lab_report_init(prove, err);
    if (!status && prove->request->list)
        return cairn_lab_report_list(prove, err);
    if (!status)
        status = choose(prove, err);
    if (!status)
        status = say_unavailable(prove, err);
    if (!status)
        status = cairn_lab_report_start(prove, err);
    if (!status)
        status = cairn_lab_play(prove, err);
    if (!status && prove->report.is_interrupted)
        status = cairn_lab_message(err, "warning", "Go on with: cairn prove --stale",
            "interrupted: finished trials are kept, the others are lost");
    return status ? status : cairn_lab_report_end(prove, out_exit, err);
}

static enum cairn_status serve(
    const struct cairn_lab_request *request, int *out_exit, struct cairn_error *err)
{
    if (request->verb != CAIRN_LAB_PROVE)
        return cairn_lab_environments(request, err);
    struct cairn_lab_prove prove = {.request = request};
    enum cairn_status status = run(&prove, out_exit, err);
    cairn_lab_plan_done(&prove);
    return status;
}

int main(void)
{
    struct cairn_lab_request request;
    struct cairn_error err = {0};
    int exit_status = CAIRN_LAB_EXIT_AGREE;
    enum cairn_status status = cairn_lab_request_read(STDIN_FILENO, &request, &err);
    if (!status)
        status = serve(&request, &exit_status, &err);
    if (status && status != CAIRN_ERR_CLOSED)
        cairn_lab_emit_failure(&err);
    cairn_lab_request_done(&request);
    return status ? CAIRN_LAB_EXIT_TROUBLE : exit_status;
}
