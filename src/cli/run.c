/*
 * One run: configuration, the program's own options, the verb, its options, then the verb's
 * function. Every failure comes back here as a status and is reported once. A closed pipe normally
 * ends the process by SIGPIPE, as with other filters; where the caller ignores that signal, the run
 * ends without a word, unless the pipe was named with --output.
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "cli/report.h"

/*
 * A caller may start us with standard descriptors closed; the next file we open would get their
 * number, and a canon would be read as input or written to as output. The placeholder is open the
 * wrong way round, so that use of it fails.
 */
static void occupy_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

void cairn_cli_start(struct cairn_cli *cli)
{
    occupy_standard_descriptors();
    *cli = (struct cairn_cli){.command = &cairn_cli_program};
    cairn_arena_init(&cli->arena, 0);
    cairn_cli_config_init(&cli->config);
    cairn_cli_arguments_init(&cli->arguments);
    cairn_cli_environment_read(&cli->environment);
    cli->language = cli->environment.language;
}

void cairn_cli_done(struct cairn_cli *cli)
{
    cairn_cli_arguments_done(&cli->arguments);
    cairn_cli_config_done(&cli->config);
    cairn_arena_done(&cli->arena);
}

const char *cairn_cli_operand(const struct cairn_cli *cli, size_t i)
{
    return *CAIRN_VEC_AT(&cli->arguments.operands, const char *, i);
}

bool cairn_cli_is_quiet(const struct cairn_cli *cli)
{
    return cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_QUIET);
}

enum cairn_status cairn_cli_fail(const struct cairn_cli *cli, enum cairn_cli_message primary,
    enum cairn_cli_message hint, const char *first, const char *second, struct cairn_error *err)
{
    return cairn_cli_refuse(cli->language, primary, hint, first, second, err);
}

static enum cairn_status refuse_verb(
    const struct cairn_cli *cli, const char *verb, struct cairn_error *err)
{
    const char *nearest = cairn_cli_near_command(verb);
    if (nearest) {
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_UNKNOWN_VERB_NEAR, CAIRN_CLI_MSG_SEE_HELP, verb, nearest, err);
    }
    /* `cairn error.log` and `cairn "connect() failed"` are what people try first. */
    bool is_text = strpbrk(verb, " \t\n") != NULL;
    if (is_text || access(verb, F_OK) == 0) {
        const char *operand = is_text ? "-m TEXT" : verb;
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_UNKNOWN_VERB, CAIRN_CLI_MSG_EXPLAIN_IT, verb, operand, err);
    }
    return cairn_cli_fail(cli, CAIRN_CLI_MSG_UNKNOWN_VERB, CAIRN_CLI_MSG_SEE_HELP, verb, NULL, err);
}

static enum cairn_status check_operands(const struct cairn_cli *cli, struct cairn_error *err)
{
    const struct cairn_cli_command *command = cli->command;
    size_t count = cli->arguments.operands.count;
    if (count < command->min_operands) {
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_OPERAND_MISSING, CAIRN_CLI_MSG_SEE_VERB_HELP,
            command->name, command->operands[0], err);
    }
    if (count > command->max_operands) {
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_OPERAND_SURPLUS, CAIRN_CLI_MSG_SEE_VERB_HELP,
            command->name, cairn_cli_operand(cli, command->max_operands), err);
    }
    return CAIRN_OK;
}

/* --help and --version come before every check: who asks for help may have the rest wrong. */
static bool wants_talk(const struct cairn_cli *cli)
{
    return cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_HELP) ||
           cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_VERSION);
}

static enum cairn_status talk(struct cairn_cli *cli, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    if (!cairn_cli_is_given(&cli->arguments, CAIRN_CLI_OPTION_HELP)) {
        enum cairn_conclusion conclusion;
        return cairn_cli_version(cli, &conclusion, err);
    }
    cairn_cli_append_help(&buf, cli->command, cli->language);
    enum cairn_status status = cairn_buf_status(&buf, err);
    return status ? status : cairn_cli_write(cli, cairn_buf_span(&buf), err);
}

/* Find the verb at argv[next] and read what stands behind it. */
static enum cairn_status read_verb(
    struct cairn_cli *cli, int argc, char **argv, int next, struct cairn_error *err)
{
    if (next == argc)
        return cairn_cli_fail(
            cli, CAIRN_CLI_MSG_NO_VERB, CAIRN_CLI_MSG_BEGIN_HERE, NULL, NULL, err);
    const struct cairn_cli_command *command = cairn_cli_find_command(argv[next]);
    if (!command)
        return refuse_verb(cli, argv[next], err);
    cli->command = command;
    int end = 0;
    return cairn_cli_parse(
        command, argc - next, argv + next, false, &cli->arguments, &cli->language, &end, err);
}

static enum cairn_status perform(struct cairn_cli *cli, int argc, char **argv,
    enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    struct cairn_error config_err = {0};
    enum cairn_status config_status =
        cairn_cli_config_read(&cli->config, &cli->environment, &cli->arena, &config_err);
    if (cli->config.has_language)
        cli->language = cli->config.language;
    int next = 0;
    enum cairn_status status = cairn_cli_parse(
        &cairn_cli_program, argc, argv, true, &cli->arguments, &cli->language, &next, err);
    if (!status && !wants_talk(cli))
        status = read_verb(cli, argc, argv, next, err);
    if (status)
        return status;
    if (wants_talk(cli))
        return talk(cli, err);
    if (config_status && !cli->command->may_lack_config) {
        *err = config_err;
        return config_status;
    }
    status = check_operands(cli, err);
    if (!status)
        status = cairn_cli_check_output(cli, err);
    return status ? status : cli->command->run(cli, out_conclusion, err);
}

static enum cairn_cli_exit exit_of(enum cairn_conclusion conclusion)
{
    switch (conclusion) {
    case CAIRN_FOUND:
        return CAIRN_CLI_EXIT_OK;
    case CAIRN_NONE:
        return CAIRN_CLI_EXIT_NONE;
    case CAIRN_NOTHING_RAN:
        return CAIRN_CLI_EXIT_NOTHING_RAN;
    case CAIRN_INCOMPLETE:
        break;
    }
    return CAIRN_CLI_EXIT_TROUBLE;
}

enum cairn_cli_exit cairn_cli_run(struct cairn_cli *cli, int argc, char **argv)
{
    struct cairn_error err = {0};
    enum cairn_conclusion conclusion = CAIRN_FOUND;
    enum cairn_status status = perform(cli, argc, argv, &conclusion, &err);
    if (!status)
        return exit_of(conclusion);
    if (status != CAIRN_ERR_CLOSED || cairn_cli_has_output_file(cli))
        cairn_cli_report(&err, cli->language);
    return CAIRN_CLI_EXIT_TROUBLE;
}
