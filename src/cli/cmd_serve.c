/*
 * `cairn serve`: becomes cairn-serve, which answers; here its command line is written. The process
 * stays the same, so a supervisor that started us watches the server, and sockets that it opened
 * for us are the server's. `cairn serve token` is cmd_serve_token.c.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "engine/lab_process.h"

#define PROGRAM "cairn-serve"

struct line {
    struct cairn_cli *cli;
    struct cairn_vec words; /* char *, the last one NULL */
    struct cairn_error *err;
};

static enum cairn_status add_word(struct line *line, const char *text)
{
    char *word = text ? cairn_arena_string(&line->cli->arena, cairn_span_from_string(text)) : NULL;
    if (!word)
        return CAIRN_FAIL_MEMORY(line->err);
    return cairn_vec_push(&line->words, &word, line->err);
}

/* --name=value; `value` NULL: nothing is added. */
static enum cairn_status add(struct line *line, const char *name, const char *value)
{
    if (!value)
        return CAIRN_OK;
    return add_word(line, cairn_arena_printf(&line->cli->arena, "--%s=%s", name, value));
}

static enum cairn_status add_canons(struct line *line)
{
    struct cairn_engine_options options = {0};
    enum cairn_status status = cairn_cli_find_canons(line->cli, &options, line->err);
    for (size_t i = 0; !status && i < options.canon_count; i++)
        status = add(line, "canon", options.canon_paths[i]);
    for (size_t i = 0; !status && i < options.default_count; i++)
        status = add(line, "default-canon", options.default_paths[i]);
    return status;
}

static enum cairn_status add_listeners(struct line *line)
{
    const struct cairn_vec *given = &line->cli->arguments.given;
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < given->count; i++) {
        const struct cairn_cli_given *option = CAIRN_VEC_AT(given, const struct cairn_cli_given, i);
        if (option->id == CAIRN_CLI_OPTION_LISTEN)
            status = add(line, "listen", option->value);
    }
    return status;
}

/* Tokens are kept in the ledger, so --tokens names a ledger as well. Without either it is the
 * user's own, but for root, who is about to become a user that could not write there. */
static enum cairn_status add_ledger(struct line *line)
{
    const struct cairn_cli_arguments *arguments = &line->cli->arguments;
    const char *ledger = cairn_cli_value(arguments, CAIRN_CLI_OPTION_LEDGER);
    const char *tokens = cairn_cli_value(arguments, CAIRN_CLI_OPTION_TOKENS);
    if (tokens && ledger && strcmp(tokens, ledger))
        return cairn_cli_fail(line->cli, CAIRN_CLI_MSG_EXCLUDE, CAIRN_CLI_MSG_TOKENS_IN_LEDGER,
            "--tokens", "--ledger", line->err);
    if (tokens || ledger)
        return add(line, "ledger", tokens ? tokens : ledger);
    if (geteuid() == 0)
        return CAIRN_OK;
    enum cairn_status status = cairn_cli_make_ledger_folder(line->cli, line->err);
    return status ? status : add(line, "ledger", cairn_cli_ledger_path(line->cli));
}

static enum cairn_status add_number(struct line *line, enum cairn_cli_option_id id, uint64_t most)
{
    struct cairn_cli *cli = line->cli;
    const char *name = cairn_cli_option(id)->name;
    const char *text = cairn_cli_value(&cli->arguments, id);
    uint64_t number = 0;
    if (!text)
        return CAIRN_OK;
    if (cairn_span_to_u64(cairn_span_from_string(text), &number) && number && number <= most)
        return add(line, name, text);
    const char *option = cairn_arena_printf(&cli->arena, "--%s", name);
    const char *largest = cairn_arena_printf(&cli->arena, "%ju", (uintmax_t)most);
    if (!option || !largest)
        return CAIRN_FAIL_MEMORY(line->err);
    cairn_cli_fail(cli, CAIRN_CLI_MSG_NUMBER_RANGE, CAIRN_CLI_MSG_NOTHING, text, option, line->err);
    CAIRN_AUTO_BUF struct cairn_buf hint = {0};
    cairn_cli_say(&hint, CAIRN_CLI_MSG_NUMBER_UP_TO, cli->language, largest, NULL);
    cairn_error_hint(line->err, "%s", hint.data ? hint.data : "");
    return CAIRN_ERR_USAGE;
}

static enum cairn_status add_numbers(struct line *line)
{
    static const struct {
        enum cairn_cli_option_id id;
        uint64_t most;
    } numbers[] = {{CAIRN_CLI_OPTION_WORKERS, CAIRN_LIMIT_HTTP_WORKERS},
        {CAIRN_CLI_OPTION_RATE, CAIRN_LIMIT_HTTP_RATE},
        {CAIRN_CLI_OPTION_CONNECTIONS, CAIRN_LIMIT_HTTP_CONNECTIONS},
        {CAIRN_CLI_OPTION_MAX_BODY, CAIRN_LIMIT_HTTP_BODY_MAX},
        {CAIRN_CLI_OPTION_PAGE_MEMORY, SIZE_MAX}};
    enum cairn_status status = CAIRN_OK;
    for (size_t i = 0; !status && i < CAIRN_ARRAY_SIZE(numbers); i++)
        status = add_number(line, numbers[i].id, numbers[i].most);
    return status;
}

static enum cairn_status write_line(struct line *line)
{
    const struct cairn_cli_arguments *arguments = &line->cli->arguments;
    char *end = NULL;
    enum cairn_status status = add_word(line, PROGRAM);
    if (!status)
        status = add_listeners(line);
    if (!status)
        status = add_canons(line);
    if (!status)
        status = add_ledger(line);
    if (!status)
        status = add_numbers(line);
    if (!status)
        status = add(line, "base-url", cairn_cli_value(arguments, CAIRN_CLI_OPTION_BASE_URL));
    if (!status)
        status = add(line, "user", cairn_cli_value(arguments, CAIRN_CLI_OPTION_USER));
    if (!status && cairn_cli_is_given(arguments, CAIRN_CLI_OPTION_LOG))
        status = add_word(line, "--log");
    return status ? status : cairn_vec_push(&line->words, &end, line->err);
}

static enum cairn_status become_server(struct line *line)
{
    char memory[PATH_MAX];
    const char *program = cairn_lab_find_program(PROGRAM, memory);
    if (!program) {
        CAIRN_FAIL(line->err, CAIRN_ERR_NOT_FOUND,
            "could not find the program " PROGRAM " beside this one or where it is installed");
        cairn_error_hint(line->err, "build it with: make build");
        return CAIRN_ERR_NOT_FOUND;
    }
    execv(program, line->words.data);
    int failure = errno;
    return CAIRN_FAIL_ERRNO(
        line->err, cairn_status_of_errno(failure), "could not start %s", program);
}

enum cairn_status cairn_cli_serve(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    size_t operands = cli->arguments.operands.count;
    if (operands && !strcmp(cairn_cli_operand(cli, 0), "token"))
        return cairn_cli_serve_token(cli, out_conclusion, err);
    if (operands)
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_OPERAND_SURPLUS, CAIRN_CLI_MSG_SEE_VERB_HELP,
            "serve", cairn_cli_operand(cli, 0), err);
    struct line line = {.cli = cli, .words = CAIRN_VEC_OF(char *), .err = err};
    enum cairn_status status = write_line(&line);
    if (!status)
        status = become_server(&line);
    cairn_vec_done(&line.words);
    return status;
}
