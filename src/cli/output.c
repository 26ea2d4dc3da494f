/*
 * From a result to bytes to where they go. Data goes to standard output, or with --output to a file
 * that is replaced as a whole; colours only where a person reads text. Bytes are written in one go,
 * nothing is buffered behind our back.
 */
#include "cli/cli.h"

#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

#define COLUMNS_DEFAULT 80
#define COLUMNS_LEAST   40
#define COLUMNS_MOST    100 /* longer lines are hard to read */

enum cairn_format cairn_cli_format_of(const char *name)
{
    static const char *const names[] = {[CAIRN_FORMAT_TEXT] = "text",
        [CAIRN_FORMAT_JSON] = "json",
        [CAIRN_FORMAT_NDJSON] = "ndjson",
        [CAIRN_FORMAT_MARKDOWN] = "md",
        [CAIRN_FORMAT_HTML] = "html"};
    for (size_t i = 0; name && i < CAIRN_ARRAY_SIZE(names); i++) {
        if (!strcmp(names[i], name))
            return (enum cairn_format)i;
    }
    return CAIRN_FORMAT_TEXT;
}

/* The file of --output; NULL: standard output, which "-" names too. */
static const char *output_path(const struct cairn_cli *cli)
{
    const char *path = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_OUTPUT);
    return path && strcmp(path, "-") ? path : NULL;
}

bool cairn_cli_has_output_file(const struct cairn_cli *cli)
{
    return output_path(cli) != NULL;
}

/* SQLite's header: whatever else it is, it is no output of ours. */
static bool is_canon(const char *path)
{
    static const char header[] = "SQLite format 3";
    char start[sizeof(header)] = {0};
    size_t size = 0;
    CAIRN_AUTO_FD int fd = -1;
    return !cairn_fd_open_read(AT_FDCWD, path, &fd, NULL) &&
           !cairn_fd_read_some(fd, path, start, sizeof(start), &size, NULL) &&
           size == sizeof(start) && !memcmp(start, header, sizeof(header));
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

enum cairn_status cairn_cli_check_output(const struct cairn_cli *cli, struct cairn_error *err)
{
    const char *path = output_path(cli);
    struct stat file;
    if (!path || stat(path, &file) || !S_ISREG(file.st_mode))
        return CAIRN_OK;
    struct stat input;
    bool is_read = !fstat(STDIN_FILENO, &input) && is_same(&file, &input);
    for (size_t i = 0; !is_read && i < cli->arguments.operands.count; i++)
        is_read = !stat(cairn_cli_operand(cli, i), &input) && is_same(&file, &input);
    if (is_read)
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_OUTPUT_IS_INPUT, CAIRN_CLI_MSG_OUTPUT_ELSEWHERE, path, NULL, err);
    /* `build` may replace one: its --output is an option of its own. */
    if (is_canon(path))
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_OUTPUT_IS_CANON, CAIRN_CLI_MSG_OUTPUT_ELSEWHERE, path, NULL, err);
    return CAIRN_OK;
}

enum cairn_status cairn_cli_write(
    const struct cairn_cli *cli, struct cairn_span bytes, struct cairn_error *err)
{
    const char *path = output_path(cli);
    if (path)
        return cairn_file_write(AT_FDCWD, path, bytes, err);
    return cairn_fd_write_all(STDOUT_FILENO, "standard output", bytes, err);
}

static enum cairn_cli_colour wanted_colour(const struct cairn_cli *cli)
{
    const char *word = cairn_cli_value(&cli->arguments, CAIRN_CLI_OPTION_COLOUR);
    return word ? cairn_cli_colour_of(word) : cli->config.colour;
}

static bool is_coloured(const struct cairn_cli *cli)
{
    enum cairn_cli_colour wanted = wanted_colour(cli);
    if (wanted != CAIRN_CLI_COLOUR_AUTO)
        return wanted == CAIRN_CLI_COLOUR_ALWAYS;
    if (cli->environment.is_colour_forced)
        return true;
    return !cli->environment.is_colour_refused && !output_path(cli) && isatty(STDOUT_FILENO);
}

static uint64_t terminal_columns(const struct cairn_cli *cli)
{
    uint64_t columns = 0;
    struct winsize size = {0};
    if (cairn_span_to_u64(cairn_span_from_string(cli->environment.columns), &columns) && columns)
        return columns;
    if (!output_path(cli) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    return COLUMNS_DEFAULT;
}

int cairn_cli_columns(const struct cairn_cli *cli)
{
    uint64_t columns = terminal_columns(cli);
    if (columns < COLUMNS_LEAST)
        return COLUMNS_LEAST;
    return columns > COLUMNS_MOST ? COLUMNS_MOST : (int)columns;
}

void cairn_cli_write_options(const struct cairn_cli *cli, struct cairn_write_options *out_options)
{
    const char *format = cairn_cli_value(&cli->arguments, cairn_cli_format_option(cli->command));
    *out_options = (struct cairn_write_options){
        .format = cairn_cli_format_of(format),
        .language = cli->language,
        .full = cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_FULL),
        .colour = is_coloured(cli),
        .columns = cairn_cli_columns(cli),
    };
}

static enum cairn_status write_result(
    const struct cairn_cli *cli, const struct cairn_result *result, struct cairn_error *err)
{
    struct cairn_write_options options;
    cairn_cli_write_options(cli, &options);
    char *bytes = NULL;
    size_t size = 0;
    enum cairn_status status = cairn_result_write(result, &options, &bytes, &size, err);
    if (!status)
        status = cairn_cli_write(cli, cairn_span_make(bytes, size), err);
    cairn_bytes_free(bytes);
    return status;
}

enum cairn_status cairn_cli_print(const struct cairn_cli *cli, struct cairn_result *take_result,
    enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    enum cairn_conclusion conclusion = cairn_result_conclusion(take_result);
    enum cairn_status status = write_result(cli, take_result, err);
    cairn_result_free(take_result);
    if (!status)
        *out_conclusion = conclusion;
    return status;
}
