/* `cairn prove`: what is to be run, and how; the lab does it, lab.c shows it. */
#include <string.h>

#include "cli/lab.h"

#define RUNS_MOST   3
#define SAMPLE_MOST 1000000
#define JOBS_MOST   256

/* The number given with an option; 0 when it is not given. */
static enum cairn_status read_number(const struct cairn_cli *cli, enum cairn_cli_option_id id,
    uint64_t most, enum cairn_cli_message hint, uint64_t *out_number, struct cairn_error *err)
{
    const char *text = cairn_cli_value(&cli->arguments, id);
    uint64_t number = 0;
    if (!text)
        return CAIRN_OK;
    if (!cairn_span_to_u64(cairn_span_from_string(text), &number) || !number || number > most) {
        CAIRN_AUTO_BUF struct cairn_buf name = {0};
        cairn_buf_printf(&name, "--%s", cairn_cli_option(id)->name);
        enum cairn_status status = cairn_buf_status(&name, err);
        return status ? status
                      : cairn_cli_fail(cli, CAIRN_CLI_MSG_NUMBER_RANGE, hint, text, name.data, err);
    }
    *out_number = number;
    return CAIRN_OK;
}

static enum cairn_status read_numbers(
    const struct cairn_cli *cli, struct cairn_prove_options *options, struct cairn_error *err)
{
    uint64_t jobs = 0, sample = 0, runs = 0;
    enum cairn_status status =
        read_number(cli, CAIRN_CLI_OPTION_JOBS, JOBS_MOST, CAIRN_CLI_MSG_JOBS_FORM, &jobs, err);
    if (!status)
        status = read_number(
            cli, CAIRN_CLI_OPTION_SAMPLE, SAMPLE_MOST, CAIRN_CLI_MSG_NUMBER_FORM, &sample, err);
    if (!status)
        status =
            read_number(cli, CAIRN_CLI_OPTION_RUNS, RUNS_MOST, CAIRN_CLI_MSG_RUNS_FORM, &runs, err);
    if (!status)
        status = read_number(
            cli, CAIRN_CLI_OPTION_SEED, INT64_MAX, CAIRN_CLI_MSG_SEED_FORM, &options->seed, err);
    options->jobs = (uint32_t)jobs;
    options->sample = (uint32_t)sample;
    options->runs = (uint32_t)runs;
    return status;
}

static enum cairn_status read_names(
    struct cairn_cli *cli, struct cairn_prove_options *options, struct cairn_error *err)
{
    const struct {
        enum cairn_cli_option_id id;
        const char *const **names;
        size_t *count;
    } lists[] = {
        {CAIRN_CLI_OPTION_ENV, &options->environments, &options->environment_count},
        {CAIRN_CLI_OPTION_CAUSE, &options->causes, &options->cause_count},
        {CAIRN_CLI_OPTION_CHANGE, &options->changes, &options->change_count},
    };
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < CAIRN_ARRAY_SIZE(lists); i++)
        status = cairn_cli_values(
            &cli->arguments, lists[i].id, &cli->arena, lists[i].names, lists[i].count, err);
    return status;
}

static enum cairn_status refuse_both(const struct cairn_cli *cli, enum cairn_cli_option_id one,
    enum cairn_cli_option_id other, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf first = {0};
    CAIRN_AUTO_BUF struct cairn_buf second = {0};
    cairn_buf_printf(&first, "--%s", cairn_cli_option(one)->name);
    cairn_buf_printf(&second, "--%s", cairn_cli_option(other)->name);
    if (cairn_buf_status(&first, err) || cairn_buf_status(&second, err))
        return CAIRN_ERR_MEMORY;
    return cairn_cli_fail(
        cli, CAIRN_CLI_MSG_EXCLUDE, CAIRN_CLI_MSG_NOTHING, first.data, second.data, err);
}

/* Options that ask for different things. */
static enum cairn_status check_options(const struct cairn_cli *cli, struct cairn_error *err)
{
    static const enum cairn_cli_option_id apart[][2] = {
        {CAIRN_CLI_OPTION_LIST_CELLS, CAIRN_CLI_OPTION_MUTATE},
        {CAIRN_CLI_OPTION_LIST_CELLS, CAIRN_CLI_OPTION_KEEP},
        {CAIRN_CLI_OPTION_CHECK, CAIRN_CLI_OPTION_MUTATE},
        {CAIRN_CLI_OPTION_CHECK, CAIRN_CLI_OPTION_STALE},
        {CAIRN_CLI_OPTION_MUTATE, CAIRN_CLI_OPTION_STALE},
        {CAIRN_CLI_OPTION_MUTATE, CAIRN_CLI_OPTION_SAMPLE},
    };
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(apart); i++) {
        if (!cairn_cli_is_given(&cli->arguments, apart[i][0]) ||
            !cairn_cli_is_given(&cli->arguments, apart[i][1]))
            continue;
        return refuse_both(cli, apart[i][0], apart[i][1], err);
    }
    if (cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_SEED) &&
        !cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_SAMPLE))
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_NEEDS_OTHER, CAIRN_CLI_MSG_NOTHING, "--seed", "--sample", err);
    return CAIRN_OK;
}

enum cairn_status cairn_cli_prove(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    const struct cairn_cli_arguments *arguments = &cli->arguments;
    struct cairn_cli_lab lab;
    struct cairn_result *result = NULL;
    struct cairn_prove_options options = {
        .ids = arguments->operands.data,
        .id_count = arguments->operands.count,
        .keep = cairn_cli_is_given(arguments, CAIRN_CLI_OPTION_KEEP),
        .check = cairn_cli_is_given(arguments, CAIRN_CLI_OPTION_CHECK),
        .stale = cairn_cli_is_given(arguments, CAIRN_CLI_OPTION_STALE),
        .list = cairn_cli_is_given(arguments, CAIRN_CLI_OPTION_LIST_CELLS),
        .mutate = cairn_cli_is_given(arguments, CAIRN_CLI_OPTION_MUTATE),
    };
    enum cairn_status status = check_options(cli, err);
    if (!status)
        status = read_numbers(cli, &options, err);
    if (!status)
        status = read_names(cli, &options, err);
    if (status)
        return status;
    cairn_cli_lab_start(cli, &lab, &options.lab);
    status = cairn_prove(&options, &result, err);
    cairn_cli_lab_end(&lab);
    return status ? status : cairn_cli_print(cli, result, out_conclusion, err);
}
