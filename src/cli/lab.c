/*
 * The lab's events on their way to the reader. A person at a terminal sees every cell as it comes,
 * and below them how far the run is; a file or a pipe gets only cells that need a look, so that a
 * run of ten thousand cells stays readable in a CI log. NDJSON gets every event. Cells are data and
 * go to standard output; families, remarks and progress are talk.
 */
#include "cli/lab.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/report.h"

#define PROGRESS_EVERY_MS  200
#define MS_PER_SECOND      1000
#define SECONDS_PER_MINUTE 60
/* Before that a rate says nothing. */
#define RATE_AFTER_MS 2000

static enum cairn_status print_event(struct cairn_cli_lab *lab, const struct cairn_result *event,
    bool is_talk, struct cairn_error *err)
{
    struct cairn_write_options options = lab->write;
    char *bytes = NULL;
    size_t size = 0;
    if (is_talk) {
        options.format = CAIRN_FORMAT_TEXT;
        options.colour = options.colour && isatty(STDERR_FILENO);
    }
    enum cairn_status status = cairn_result_write(event, &options, &bytes, &size, err);
    if (status)
        return status;
    cairn_cli_lab_end(lab);
    if (is_talk)
        cairn_cli_talk(cairn_span_make(bytes, size));
    else
        status = cairn_cli_write(lab->cli, cairn_span_make(bytes, size), err);
    cairn_bytes_free(bytes);
    return status;
}

/* "1:05" or "12 s" */
static void append_time(struct cairn_buf *buf, uint64_t seconds)
{
    if (seconds < SECONDS_PER_MINUTE)
        cairn_buf_printf(buf, "%" PRIu64 " s", seconds);
    else
        cairn_buf_printf(buf, "%" PRIu64 ":%02" PRIu64, seconds / SECONDS_PER_MINUTE,
            seconds % SECONDS_PER_MINUTE);
}

static void append_rate(struct cairn_buf *line, const struct cairn_cli_lab *lab,
    const struct cairn_lab_event *event, uint64_t elapsed_ms)
{
    CAIRN_AUTO_BUF struct cairn_buf rate = {0};
    CAIRN_AUTO_BUF struct cairn_buf left = {0};
    uint64_t tenths = event->done * 10 * MS_PER_SECOND / elapsed_ms;
    cairn_buf_printf(&rate, "%" PRIu64 ".%" PRIu64, tenths / 10, tenths % 10);
    append_time(&left, (event->total - event->done) * elapsed_ms / event->done / MS_PER_SECOND);
    cairn_cli_say(line, CAIRN_CLI_MSG_LAB_RATE, lab->cli->language, rate.data, NULL);
    cairn_cli_say(line, CAIRN_CLI_MSG_LAB_LEFT, lab->cli->language, left.data, NULL);
}

static void show_progress(struct cairn_cli_lab *lab, const struct cairn_lab_event *event)
{
    int64_t now_ms = cairn_clock_now_ms(NULL);
    if (!lab->shows_progress || !event->total || now_ms < lab->next_ms)
        return;
    CAIRN_AUTO_BUF struct cairn_buf done = {0};
    CAIRN_AUTO_BUF struct cairn_buf total = {0};
    CAIRN_AUTO_BUF struct cairn_buf line = {0};
    int64_t elapsed_ms = now_ms - lab->started_ms;
    cairn_buf_printf(&done, "%" PRIu64, event->done);
    cairn_buf_printf(&total, "%" PRIu64, event->total);
    cairn_buf_append_byte(&line, '\r');
    cairn_cli_say(&line, CAIRN_CLI_MSG_LAB_RUNS, lab->cli->language, done.data, total.data);
    if (event->done && elapsed_ms >= RATE_AFTER_MS)
        append_rate(&line, lab, event, (uint64_t)elapsed_ms);
    cairn_buf_append_string(&line, "\033[K");
    if (cairn_buf_status(&line, NULL))
        return;
    cairn_cli_talk(cairn_buf_span(&line));
    lab->next_ms = now_ms + PROGRESS_EVERY_MS;
    lab->is_progress_shown = true;
}

static enum cairn_status take_event(
    void *context, const struct cairn_lab_event *event, struct cairn_error *err)
{
    struct cairn_cli_lab *lab = context;
    bool is_quiet = cairn_cli_is_quiet(lab->cli);
    enum cairn_status status = CAIRN_OK;
    if (lab->is_streamed) {
        status = print_event(lab, event->event, false, err);
    } else if (event->kind != CAIRN_LAB_CELL) {
        if (!is_quiet || (event->kind == CAIRN_LAB_MESSAGE && event->is_notable))
            status = print_event(lab, event->event, true, err);
    } else if (lab->is_text && (lab->shows_all_cells || (event->is_notable && !is_quiet))) {
        status = print_event(lab, event->event, false, err);
    }
    if (!status)
        show_progress(lab, event);
    return status;
}

void cairn_cli_lab_start(
    struct cairn_cli *cli, struct cairn_cli_lab *lab, struct cairn_lab_options *out_options)
{
    const char *trusted = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_TRUST_CANON);
    bool is_quiet = cairn_cli_is_quiet(cli);
    *lab = (struct cairn_cli_lab){.cli = cli, .started_ms = cairn_clock_now_ms(NULL)};
    cairn_cli_write_options(cli, &lab->write);
    lab->is_streamed = lab->write.format == CAIRN_FORMAT_NDJSON;
    lab->is_text = lab->write.format == CAIRN_FORMAT_TEXT;
    /* Whoever keeps the worlds is to hear where each one lies. */
    bool keeps = cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_KEEP);
    lab->shows_all_cells = lab->is_text && !is_quiet && (keeps || isatty(STDOUT_FILENO));
    lab->shows_progress = !is_quiet && isatty(STDERR_FILENO);
    *out_options = (struct cairn_lab_options){
        .program = cli->environment.lab,
        .canon_folder = trusted ? trusted : cairn_cli_source_folder(),
        .is_trusted = trusted != NULL,
        .language = cli->language,
        .takes_signals = true,
        .event = take_event,
        .event_context = lab,
    };
}

void cairn_cli_lab_end(struct cairn_cli_lab *lab)
{
    if (lab->is_progress_shown)
        cairn_cli_talk(CAIRN_SPAN("\r\033[K"));
    lab->is_progress_shown = false;
}
