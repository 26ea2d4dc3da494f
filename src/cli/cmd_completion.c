/*
 * `cairn completion SHELL`: a script made of the table of verbs and options, with the texts in the
 * chosen language. Every text is quoted for its shell, so that no future help text can become code.
 *
 * bash knows words only; where none fit it completes file names by itself (complete -o default).
 * zsh and fish show the texts as well.
 *
 * Names of families and environments are looked up when they are asked for, by functions of the
 * script: below canon/ of the current folder, only such as ids may be, since what a shell completes
 * from it also expands.
 */
#include "cli/cli.h"

#include <string.h>

#include "base/buf.h"

struct script {
    struct cairn_buf *buf;
    enum cairn_language language;
};

/* ---- shared ---- */

static void put(const struct script *script, const char *text)
{
    cairn_buf_append_string(script->buf, text);
}

/* Inside single quotes: `quote` stands for a quote mark; each byte of `escaped` gets a backslash
 * before it. */
static void put_escaped(
    const struct script *script, const char *text, const char *quote, const char *escaped)
{
    for (; *text; text++) {
        if (*text == '\'') {
            put(script, quote);
            continue;
        }
        if (strchr(escaped, *text))
            cairn_buf_append_byte(script->buf, '\\');
        cairn_buf_append_byte(script->buf, *text);
    }
}

static bool is_path(const char *values)
{
    return values && (!strcmp(values, CLI_FILE) || !strcmp(values, CLI_FOLDER));
}

/* What is looked up in the canon of the current folder. */
static const struct lookup {
    const char *values;
    const char *function;
    const char *command;
} lookups[] = {
    {CLI_RIG, "_cairn_rigs",
        "find canon -name rig.sh 2>/dev/null |"
        " sed -n 's|^canon/\\([a-z0-9/-]*\\)/rig\\.sh$|\\1|p'"},
    {CLI_ENVIRONMENT, "_cairn_environments",
        "sed -n 's/^ *- name: *\\([a-z0-9.-]*\\)$/\\1/p' canon/environments.yaml 2>/dev/null"},
};

static const struct lookup *find_lookup(const char *values)
{
    for (size_t i = 0; values && i < CAIRN_ARRAY_SIZE(lookups); i++) {
        if (!strcmp(lookups[i].values, values))
            return &lookups[i];
    }
    return NULL;
}

/* One function for each, between what begins and ends a function's body. */
static void put_lookups(
    const struct script *script, const char *begin, const char *open, const char *end)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(lookups); i++) {
        put(script, begin);
        put(script, lookups[i].function);
        put(script, open);
        put(script, lookups[i].command);
        put(script, end);
    }
}

static void put_verbs(const struct script *script, const char *separator)
{
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        put(script, i ? separator : "");
        put(script, commands[i].name);
    }
}

/* Words that may stand in an operand's or a value's place; paths and free text give none. */
static void put_words(const struct script *script, const char *values)
{
    if (!values || is_path(values))
        return;
    if (!strcmp(values, CAIRN_CLI_VERBS))
        put_verbs(script, " ");
    else
        put(script, values);
}

/* ---- bash ---- */

static void put_bash_options(const struct script *script, const struct cairn_cli_command *command)
{
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        if (cairn_cli_option_is_shown(command->options, id))
            cairn_buf_printf(script->buf, " --%s", cairn_cli_option(id)->name);
    }
}

static void put_bash_words(const struct script *script, const char *values)
{
    const struct lookup *lookup = find_lookup(values);
    if (lookup) {
        cairn_buf_printf(script->buf, "$(%s)", lookup->function);
        return;
    }
    put(script, "'");
    put_words(script, values);
    put(script, "'");
}

/* "  explain:--format) words='text json' ;;" for each option whose values are known. */
static void put_bash_values(const struct script *script, const struct cairn_cli_command *command)
{
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        const struct cairn_cli_option *option = cairn_cli_option(id);
        if (!cairn_cli_option_is_shown(command->options, id) || !option->argument)
            continue;
        bool is_program = command == &cairn_cli_program;
        const char *verb = is_program ? "" : command->name;
        cairn_buf_printf(script->buf, "        %s:--%s", verb, option->name);
        if (option->letter)
            cairn_buf_printf(script->buf, "|%s:-%c", verb, option->letter);
        put(script, ") words=");
        put_bash_words(script, option->values);
        put(script, " ;;\n");
    }
}

static void put_bash_operands(const struct script *script, const struct cairn_cli_command *command)
{
    cairn_buf_printf(script->buf, "        %s:-*) words='", command->name);
    put_bash_options(script, command);
    cairn_buf_printf(script->buf, "' ;;\n        %s:*) words=", command->name);
    put_bash_words(script, command->values);
    put(script, " ;;\n");
}

static void put_bash(const struct script *script)
{
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    put(script, "# bash completion for cairn, made by: cairn completion bash\n");
    put_lookups(script, "", "()\n{\n    ", "\n}\n");
    put(script, "_cairn()\n"
                "{\n"
                "    local verb='' words='' i\n"
                "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                "    # bash splits --format=json into three words.\n"
                "    if [[ $word == = ]]; then\n"
                "        word=''\n"
                "    elif [[ $before == = ]]; then\n"
                "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
                "    fi\n"
                "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                "        case ${COMP_WORDS[i]} in\n"
                "        ");
    put_verbs(script, "|");
    put(script, ")\n"
                "            verb=${COMP_WORDS[i]}\n"
                "            break\n"
                "            ;;\n"
                "        esac\n"
                "    done\n"
                "    case $verb:$before in\n");
    put_bash_values(script, &cairn_cli_program);
    for (size_t i = 0; i < count; i++)
        put_bash_values(script, &commands[i]);
    put(script, "    *)\n"
                "        case $verb:$word in\n"
                "        :-*) words='");
    put_bash_options(script, &cairn_cli_program);
    put(script, "' ;;\n        :*) words='");
    put_verbs(script, " ");
    put(script, "' ;;\n");
    for (size_t i = 0; i < count; i++)
        put_bash_operands(script, &commands[i]);
    put(script, "        esac\n"
                "        ;;\n"
                "    esac\n"
                "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                "}\n"
                "complete -o default -F _cairn cairn\n");
}

/* ---- zsh ---- */

#define ZSH_QUOTE   "'\\''"
#define ZSH_ESCAPED "\\:[]"

static void put_zsh_action(const struct script *script, const char *values)
{
    if (!values)
        return;
    if (!strcmp(values, CLI_FILE)) {
        put(script, "_files");
    } else if (!strcmp(values, CLI_FOLDER)) {
        put(script, "_files -/");
    } else if (find_lookup(values)) {
        cairn_buf_printf(script->buf, "{compadd -- $(%s)}", find_lookup(values)->function);
    } else {
        put(script, "(");
        put_words(script, values);
        put(script, ")");
    }
}

/* One _arguments spec: '(-o --output)-o+[text]:FILE:_files' */
static void put_zsh_spelling(
    const struct script *script, enum cairn_cli_option_id id, bool is_letter)
{
    const struct cairn_cli_option *option = cairn_cli_option(id);
    bool may_repeat = id == CAIRN_CLI_OPTION_CANON || id == CAIRN_CLI_OPTION_MESSAGE ||
                      id == CAIRN_CLI_OPTION_ENV || id == CAIRN_CLI_OPTION_CAUSE ||
                      id == CAIRN_CLI_OPTION_CHANGE;
    put(script, " \\\n                '");
    if (may_repeat)
        put(script, "*");
    else if (option->letter)
        cairn_buf_printf(script->buf, "(-%c --%s)", option->letter, option->name);
    if (is_letter)
        cairn_buf_printf(script->buf, "-%c%s", option->letter, option->argument ? "+" : "");
    else
        cairn_buf_printf(script->buf, "--%s%s", option->name, option->argument ? "=" : "");
    put(script, "[");
    put_escaped(script, cairn_cli_text_in(&option->help, script->language), ZSH_QUOTE, ZSH_ESCAPED);
    put(script, "]");
    if (option->argument) {
        cairn_buf_printf(script->buf, ":%s:", option->argument);
        put_zsh_action(script, option->values);
    }
    put(script, "'");
}

static void put_zsh_options(const struct script *script, cairn_cli_option_set set)
{
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        if (!cairn_cli_option_is_shown(set, id))
            continue;
        if (cairn_cli_option(id)->letter)
            put_zsh_spelling(script, id, true);
        put_zsh_spelling(script, id, false);
    }
}

static void put_zsh_verb(const struct script *script, const struct cairn_cli_command *command)
{
    cairn_buf_printf(script->buf, "        %s)\n            _arguments", command->name);
    put_zsh_options(script, command->options);
    if (command->max_operands) {
        put(script, " \\\n                '*:");
        put(script, command->name);
        put(script, ":");
        put_zsh_action(script, command->values);
        put(script, "'");
    }
    put(script, "\n            ;;\n");
}

static void put_zsh(const struct script *script)
{
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    put(script, "#compdef cairn\n"
                "# zsh completion for cairn, made by: cairn completion zsh\n");
    put_lookups(script, "", "() {\n    ", "\n}\n");
    put(script, "_cairn() {\n"
                "    local curcontext=$curcontext state line\n"
                "    typeset -A opt_args\n"
                "    local -a verbs\n"
                "    verbs=(\n");
    for (size_t i = 0; i < count; i++) {
        cairn_buf_printf(script->buf, "        '%s:", commands[i].name);
        put_escaped(script, cairn_cli_text_in(&commands[i].summary, script->language), ZSH_QUOTE,
            ZSH_ESCAPED);
        put(script, "'\n");
    }
    put(script, "    )\n    _arguments -C");
    put_zsh_options(script, cairn_cli_program.options);
    put(script, " \\\n                '1:verb:->verb' '*::operand:->operand'\n"
                "    case $state in\n"
                "    verb)\n"
                "        _describe verb verbs\n"
                "        ;;\n"
                "    operand)\n"
                "        case $words[1] in\n");
    for (size_t i = 0; i < count; i++)
        put_zsh_verb(script, &commands[i]);
    put(script, "        esac\n"
                "        ;;\n"
                "    esac\n"
                "}\n"
                "if [[ $funcstack[1] == _cairn ]]; then\n"
                "    _cairn \"$@\"\n"
                "else\n"
                "    compdef _cairn cairn\n"
                "fi\n");
}

/* ---- fish ---- */

#define FISH_QUOTE   "\\'"
#define FISH_ESCAPED "\\"

static void put_fish_values(const struct script *script, const char *values)
{
    if (!values) {
        put(script, " -x");
    } else if (!strcmp(values, CLI_FILE)) {
        put(script, " -r -F");
    } else if (!strcmp(values, CLI_FOLDER)) {
        put(script, " -x -a '(__fish_complete_directories)'");
    } else if (find_lookup(values)) {
        cairn_buf_printf(script->buf, " -x -a '(%s)'", find_lookup(values)->function);
    } else {
        put(script, " -x -a '");
        put_words(script, values);
        put(script, "'");
    }
}

static void put_fish_text(const struct script *script, const struct cairn_cli_text *text)
{
    put(script, " -d '");
    put_escaped(script, cairn_cli_text_in(text, script->language), FISH_QUOTE, FISH_ESCAPED);
    put(script, "'\n");
}

/* "complete -c cairn", where this verb was typed, or none yet. */
static void put_fish_start(const struct script *script, const struct cairn_cli_command *command)
{
    if (command == &cairn_cli_program)
        put(script, "complete -c cairn -n __fish_use_subcommand");
    else
        cairn_buf_printf(
            script->buf, "complete -c cairn -n '__fish_seen_subcommand_from %s'", command->name);
}

static void put_fish_options(const struct script *script, const struct cairn_cli_command *command)
{
    for (enum cairn_cli_option_id id = 0; id < CAIRN_CLI_OPTION_COUNT; id++) {
        const struct cairn_cli_option *option = cairn_cli_option(id);
        if (!cairn_cli_option_is_shown(command->options, id))
            continue;
        put_fish_start(script, command);
        cairn_buf_printf(script->buf, " -l %s", option->name);
        if (option->letter)
            cairn_buf_printf(script->buf, " -s %c", option->letter);
        if (option->argument)
            put_fish_values(script, option->values);
        put_fish_text(script, &option->help);
    }
}

static void put_fish_verb(const struct script *script, const struct cairn_cli_command *command)
{
    put_fish_start(script, &cairn_cli_program);
    cairn_buf_printf(script->buf, " -a %s", command->name);
    put_fish_text(script, &command->summary);
    put_fish_options(script, command);
    if (!command->values)
        return;
    put_fish_start(script, command);
    if (!strcmp(command->values, CLI_FILE))
        put(script, " -F");
    else
        put_fish_values(script, command->values);
    put(script, "\n");
}

static void put_fish(const struct script *script)
{
    size_t count = 0;
    const struct cairn_cli_command *commands = cairn_cli_commands(&count);
    put(script, "# fish completion for cairn, made by: cairn completion fish\n");
    put_lookups(script, "function ", "\n    ", "\nend\n");
    put(script, "complete -c cairn -f\n");
    put_fish_options(script, &cairn_cli_program);
    for (size_t i = 0; i < count; i++)
        put_fish_verb(script, &commands[i]);
}

/* ---- the verb ---- */

enum cairn_status cairn_cli_completion(
    struct cairn_cli *cli, enum cairn_conclusion *out_conclusion, struct cairn_error *err)
{
    CAIRN_AUTO_BUF struct cairn_buf buf = {0};
    const struct script script = {&buf, cli->language};
    const char *shell = cairn_cli_operand(cli, 0);
    if (!strcmp(shell, "bash")) {
        put_bash(&script);
    } else if (!strcmp(shell, "zsh")) {
        put_zsh(&script);
    } else if (!strcmp(shell, "fish")) {
        put_fish(&script);
    } else {
        return cairn_cli_fail(cli, CAIRN_CLI_MSG_UNKNOWN_SHELL, CAIRN_CLI_MSG_POSSIBLE_SHELLS,
            shell, cli->command->values, err);
    }
    enum cairn_status status = cairn_buf_status(&buf, err);
    if (!status)
        status = cairn_cli_write(cli, cairn_buf_span(&buf), err);
    if (!status)
        *out_conclusion = CAIRN_FOUND;
    return status;
}
