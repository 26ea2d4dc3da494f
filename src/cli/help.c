/*
 * Help, from the table of verbs and options alone. Every line fits 80 columns in both languages (a
 * test counts); names stand in a column of their own, so that only the texts are translated.
 */
#include "cli/cli.h"

#include <string.h>

#include "base/buf.h"
#include "base/checked.h"

/* Where the texts of options and verbs begin. */
#define TEXT_COLUMN 26

/* Spaces up to the text's column, counted from where the line starts. */
static void pad(struct cairn_buf *buf, size_t line_start)
{
    size_t used = buf->size - line_start;
    cairn_buf_append_repeat(buf, ' ', used < TEXT_COLUMN ? TEXT_COLUMN - used : 1);
}

static void append_heading(
    struct cairn_buf *buf, enum cairn_cli_message heading, enum cairn_language language)
{
    cairn_buf_append_byte(buf, '\n');
    cairn_buf_append_string(buf, cairn_cli_message(heading, language));
    cairn_buf_append_byte(buf, '\n');
}

static void append_option(
    struct cairn_buf *buf, const struct cairn_cli_option *option, enum cairn_language language)
{
    size_t line_start = buf->size;
    if (option->letter)
        cairn_buf_printf(buf, "  -%c, --%s", option->letter, option->name);
    else
        cairn_buf_printf(buf, "      --%s", option->name);
    if (option->argument)
        cairn_buf_printf(buf, " %s", option->argument);
    pad(buf, line_start);
    cairn_buf_append_string(buf, cairn_cli_text_in(&option->help, language));
    cairn_buf_append_byte(buf, '\n');
}

static void append_verbs(struct cairn_buf *buf, enum cairn_language language)
{
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    append_heading(buf, CAIRN_CLI_MSG_VERBS, language);
    for (size_t i = 0; i < count; i++) {
        cairn_buf_printf(buf, "  %-12s", commands[i].name);
        cairn_buf_append_string(buf, cairn_cli_text_in(&commands[i].summary, language));
        cairn_buf_append_byte(buf, '\n');
    }
}

static void append_usage(struct cairn_buf *buf, const struct cairn_cli_command *command,
    bool is_program, enum cairn_language language)
{
    cairn_buf_append_string(buf, cairn_cli_message(CAIRN_CLI_MSG_USAGE, language));
    cairn_buf_append_byte(buf, '\n');
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(command->operands) && command->operands[i]; i++) {
        cairn_buf_append_string(buf, is_program ? "  cairn" : "  cairn ");
        cairn_buf_append_string(buf, is_program ? "" : command->name);
        cairn_buf_append_string(buf, *command->operands[i] ? " " : "");
        cairn_buf_append_string(buf, command->operands[i]);
        cairn_buf_append_byte(buf, '\n');
    }
}

static void append_examples(
    struct cairn_buf *buf, const struct cairn_cli_command *command, enum cairn_language language)
{
    append_heading(buf, CAIRN_CLI_MSG_EXAMPLES, language);
    for (size_t i = 0; i < CAIRN_CLI_EXAMPLES && command->examples[i]; i++) {
        cairn_buf_append_string(buf, "  ");
        cairn_buf_append_string(buf, command->examples[i]);
        cairn_buf_append_byte(buf, '\n');
    }
}

static void append_end(struct cairn_buf *buf, const struct cairn_cli_command *command,
    bool is_program, enum cairn_language language)
{
    append_heading(buf, CAIRN_CLI_MSG_EXIT_STATUS, language);
    cairn_buf_append_string(buf, "  ");
    cairn_buf_append_string(buf, cairn_cli_message(command->exit_status, language));
    cairn_buf_append_string(buf, "\n\n");
    if (is_program)
        cairn_buf_append_string(buf, cairn_cli_message(CAIRN_CLI_MSG_MORE_HELP, language));
    else
        cairn_cli_say(buf, CAIRN_CLI_MSG_MANUAL, language, command->manual, NULL);
    cairn_buf_append_byte(buf, '\n');
}

void cairn_cli_append_help(
    struct cairn_buf *buf, const struct cairn_cli_command *command, enum cairn_language language)
{
    bool is_program = command == &cairn_cli_program;
    cairn_buf_printf(buf, is_program ? "%s: " : "cairn %s: ", command->name);
    cairn_buf_append_string(buf, cairn_cli_text_in(&command->summary, language));
    cairn_buf_append_string(buf, "\n\n");
    append_usage(buf, command, is_program, language);
    if (is_program)
        append_verbs(buf, language);
    append_heading(buf, CAIRN_CLI_MSG_OPTIONS, language);
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        if (cairn_cli_option_is_shown(command->options, id))
            append_option(buf, cairn_cli_option(id), language);
    }
    append_examples(buf, command, language);
    append_end(buf, command, is_program, language);
}
