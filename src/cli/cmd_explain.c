/*
 * `cairn explain`: gathers the inputs (files, messages, standard input), hands them to the engine
 * as descriptors or memory, prints the explanation. A file that cannot be opened is reported and
 * the others go on; the exit code then says that the answer is incomplete. Descriptors are owned by
 * the list of inputs.
 */
#include "cli/cli.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "cli/report.h"

/* Files that are open at once without asking for more; the usual soft limit is 1024. */
#define FILES_MODEST 500
/* Progress is shown when reading takes longer than a person waits without wondering. */
#define PROGRESS_AFTER_MS  500
#define PROGRESS_EVERY_MS  200
#define BYTES_PER_MEBIBYTE ((uint64_t)1 << 20)

struct inputs {
    struct cairn_vec items; /* struct cairn_input */
    bool has_failed;        /* at least one could not be opened; it was reported */
};

struct progress {
    enum cairn_language language;
    int64_t next_ms; /* when to show the next number */
    bool is_shown;
};

static void close_inputs(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->items.count; i++) {
        struct cairn_input *input = CAIRN_VEC_AT(&inputs->items, struct cairn_input, i);
        if (input->fd != STDIN_FILENO && !input->memory)
            cairn_fd_close(&input->fd);
    }
    cairn_vec_done(&inputs->items);
}

static enum cairn_status add_message(
    struct inputs *inputs, const char *text, struct cairn_error *err)
{
    const struct cairn_input input = {
        .name = "message", .fd = -1, .memory = text, .memory_size = strlen(text)};
    return cairn_vec_push(&inputs->items, &input, err);
}

static enum cairn_status add_standard_input(
    const struct cairn_cli *cli, struct inputs *inputs, struct cairn_error *err)
{
    const struct cairn_input input = {.name = "-", .fd = STDIN_FILENO};
    if (isatty(STDIN_FILENO)) {
        CAIRN_AUTO_BUF struct cairn_buf prompt = {0};
        cairn_cli_say(&prompt, CAIRN_CLI_MSG_PASTE, cli->language, NULL, NULL);
        cairn_buf_append_byte(&prompt, '\n');
        cairn_cli_talk(cairn_buf_span(&prompt));
    }
    return cairn_vec_push(&inputs->items, &input, err);
}

/* Reports what cannot be opened; fails only without memory. */
static enum cairn_status add_file(
    const struct cairn_cli *cli, struct inputs *inputs, const char *path, struct cairn_error *err)
{
    struct cairn_error refusal = {0};
    struct cairn_input input = {.name = path, .fd = -1};
    enum cairn_status status = cairn_fd_open_read(AT_FDCWD, path, &input.fd, &refusal);
    if (!status) {
        status = cairn_vec_push(&inputs->items, &input, err);
        if (status)
            cairn_fd_close(&input.fd);
        return status;
    }
    if (status == CAIRN_ERR_NOT_FOUND) {
        cairn_error_hint(
            &refusal, "%s", cairn_cli_message(CAIRN_CLI_MSG_TEXT_OR_FILE, cli->language));
    }
    cairn_cli_report(&refusal, cli->language);
    inputs->has_failed = true;
    return CAIRN_OK;
}

static enum cairn_status add_operand(const struct cairn_cli *cli, struct inputs *inputs,
    const char *operand, struct cairn_error *err)
{
    if (!strcmp(operand, "-"))
        return add_standard_input(cli, inputs, err);
    /* A pasted message has white space; a missing file with a space in its name is the rarer case.
     */
    if (strpbrk(operand, " \t\r\n") && access(operand, F_OK) != 0)
        return add_message(inputs, operand, err);
    return add_file(cli, inputs, operand, err);
}

/* All files are open at once, since one call explains them together. */
static void allow_many_files(size_t count)
{
    struct rlimit limit;
    if (count < FILES_MODEST || getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    /* Refused: then opening reports which files were too many. */
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static enum cairn_status gather(
    const struct cairn_cli *cli, struct inputs *inputs, struct cairn_error *err)
{
    const struct cairn_cli_arguments *arguments = &cli->arguments;
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < arguments->given.count; i++) {
        const struct cairn_cli_given *given =
            CAIRN_VEC_AT(&arguments->given, const struct cairn_cli_given, i);
        if (given->id == CAIRN_CLI_OPTION_MESSAGE)
            status = add_message(inputs, given->value, err);
    }
    allow_many_files(arguments->operands.count);
    for (size_t i = 0; !status && i < arguments->operands.count; i++)
        status = add_operand(cli, inputs, cairn_cli_operand(cli, i), err);
    if (!status && !inputs->items.count && !inputs->has_failed)
        status = add_standard_input(cli, inputs, err);
    return status;
}

static void show_progress(void *context, uint64_t bytes_read)
{
    struct progress *progress = context;
    int64_t now_ms = cairn_clock_now_ms(NULL);
    if (now_ms < progress->next_ms)
        return;
    CAIRN_AUTO_BUF struct cairn_buf number = {0};
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    cairn_buf_printf(&number, "%" PRIu64, bytes_read / BYTES_PER_MEBIBYTE);
    cairn_buf_append_byte(&line, '\r');
    cairn_cli_say(&line, CAIRN_CLI_MSG_PROGRESS, progress->language, number.data, NULL);
    cairn_cli_talk(cairn_buf_span(&line));
    progress->next_ms = now_ms + PROGRESS_EVERY_MS;
    progress->is_shown = true;
}

static enum cairn_status explain(struct cairn_cli *cli, const struct inputs *inputs,
    struct cairn_result **out_result, struct cairn_error *err)
{
    CAIRN_CLI_AUTO_ENGINE struct cairn_engine *engine = NULL;
    struct progress progress = {
        .language = cli->language, .next_ms = cairn_clock_now_ms(NULL) + PROGRESS_AFTER_MS};
    bool is_watched = isatty(STDERR_FILENO) && !cairn_cli_is_quiet(cli);
    const struct cairn_explain_options options = {
        .language = cli->language,
        .domain = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_DOMAIN),
        .progress = is_watched ? show_progress : NULL,
        .progress_context = &progress,
    };
    enum cairn_status status = cairn_cli_open_engine(cli, &engine, err);
    if (status)
        return status;
    status =
        cairn_explain(engine, inputs->items.data, inputs->items.count, &options, out_result, err);
    if (progress.is_shown)
        cairn_cli_talk(CAIRN_SPAN("\r\033[K"));
    return status;
}

enum cairn_status cairn_cli_explain(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    struct inputs inputs = {.items = CAIRN_VEC_OF(struct cairn_input)};
    struct cairn_result *result = NULL;
    enum cairn_status status = gather(cli, &inputs, err);
    if (!status && inputs.items.count)
        status = explain(cli, &inputs, &result, err);
    close_inputs(&inputs);
    if (!status && result)
        status = cairn_cli_print(cli, result, out_conclusion, err);
    if (!status && inputs.has_failed)
        *out_conclusion = CAIRN_INCOMPLETE;
    return status;
}
