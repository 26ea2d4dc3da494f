/* `cairn export --site`: the whole site as files. The engine says what may be written where; here
 * is what a person sees meanwhile. */
#include "cli/cli.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/report.h"

#define PROGRESS_EVERY_MS 200

struct progress {
    enum cairn_language language;
    int64_t next_ms;
    bool is_shown;
};

/* A sentence with two numbers. */
static void say_numbers(struct cairn_buf *line, enum cairn_cli_message message,
    enum cairn_language language, uint64_t first, uint64_t second)
{
    CAIRN_AUTO_BUF struct cairn_buf one = {0};
    CAIRN_AUTO_BUF struct cairn_buf two = {0};
    cairn_buf_printf(&one, "%" PRIu64, first);
    cairn_buf_printf(&two, "%" PRIu64, second);
    cairn_buf_pass_failure(line, &one);
    cairn_buf_pass_failure(line, &two);
    if (!line->failure)
        cairn_cli_say(line, message, language, one.data, two.data);
}

static void show_progress(void *context, uint64_t done, uint64_t total)
{
    struct progress *progress = context;
    int64_t now_ms = cairn_clock_now_ms(NULL);
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    if (now_ms < progress->next_ms)
        return;
    cairn_buf_append_byte(&line, '\r');
    say_numbers(&line, CAIRN_CLI_MSG_SITE_PROGRESS, progress->language, done, total);
    cairn_buf_append_string(&line, "\033[K");
    if (cairn_buf_status(&line, NULL))
        return;
    cairn_cli_talk(cairn_buf_span(&line));
    progress->next_ms = now_ms + PROGRESS_EVERY_MS;
    progress->is_shown = true;
}

static void tell_counts(struct cairn_cli *cli, const struct cairn_site_export_counts *counts)
{
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    say_numbers(&line, CAIRN_CLI_MSG_SITE_DONE, cli->language, counts->files, counts->bytes);
    say_numbers(&line, CAIRN_CLI_MSG_SITE_CHANGED, cli->language, counts->written, counts->removed);
    cairn_buf_append_byte(&line, '\n');
    if (!cairn_buf_status(&line, NULL))
        cairn_cli_talk(cairn_buf_span(&line));
}

/* What chooses or shapes single records means nothing for a site. */
static enum cairn_status check_arguments(const struct cairn_cli *cli, struct cairn_error *err)
{
    static const enum cairn_cli_option_id others[] = {CAIRN_CLI_OPTION_ALL, CAIRN_CLI_OPTION_SHAPE,
        CAIRN_CLI_OPTION_EXPORT_FORMAT, CAIRN_CLI_OPTION_JSON, CAIRN_CLI_OPTION_OUTPUT};
    if (!cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_SITE))
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_SITE_MISSING, CAIRN_CLI_MSG_SITE_EXAMPLE, NULL, NULL, err);
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(others); i++) {
        if (cairn_cli_is_given(&cli->arguments, others[i]))
            return cairn_cli_fail(cli, CAIRN_CLI_MSG_SITE_ALONE, CAIRN_CLI_MSG_SITE_EXAMPLE,
                cairn_cli_option(others[i])->name, NULL, err);
    }
    if (cli->arguments.operands.count)
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_EXPORT_WHAT, CAIRN_CLI_MSG_SITE_EXAMPLE,
            cli->command->name, NULL, err);
    return CAIRN_OK;
}

enum cairn_status cairn_cli_export_site(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    CAIRN_CLI_AUTO_ENGINE struct cairn_engine *engine = NULL;
    struct progress progress = {.language = cli->language};
    struct cairn_site_export_counts counts = {0};
    bool is_quiet = cairn_cli_is_quiet(cli);
    const struct cairn_site_export_options options = {
        .folder = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_SITE),
        .base_url = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_BASE_URL),
        .progress = isatty(STDERR_FILENO) && !is_quiet ? show_progress : NULL,
        .progress_context = &progress,
    };
    enum cairn_status status = check_arguments(cli, err);
    if (!status)
        status = cairn_cli_open_engine(cli, &engine, err);
    if (!status)
        status = cairn_export_site(engine, &options, &counts, err);
    if (progress.is_shown)
        cairn_cli_talk(CAIRN_SPAN("\r\033[K"));
    if (status)
        return status;
    if (!is_quiet)
        tell_counts(cli, &counts);
    *out_conclusion = CAIRN_FOUND;
    return CAIRN_OK;
}
