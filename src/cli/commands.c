/*
 * The table of verbs. A new verb is one entry here, one cmd_<verb>.c, one manual and one functional
 * test; help, completions and the option lists of the manuals follow. Read-only data.
 */
#include "cli/commands.h"

#include <string.h>

#include "base/compiler.h"
#include "base/near.h"

#define ON(id) CAIRN_CLI_OPTION_BIT(CAIRN_CLI_OPTION_##id)

/* What every verb takes. */
#define COMMON (ON(LANG) | ON(HELP) | ON(VERSION))
/* How a result is printed. */
#define COLOURS (ON(COLOUR) | ON(COLOR))
#define RESULT  (ON(FORMAT) | ON(JSON) | COLOURS)
/* What only authors read has no pages. */
#define REPORT (ON(AUTHOR_FORMAT) | ON(JSON) | COLOURS)
/* Which canons are asked, and what is said about that. */
#define CANONS (ON(CANON) | ON(QUIET))

const struct cairn_cli_command cairn_cli_program = {
    .name = "cairn",
    .summary = {"what an error means, what not to try, and what works",
        "错误的含义、不该尝试的做法、有效的办法"},
    .options = COMMON,
    .operands = {"VERB [OPTIONS] [OPERANDS]"},
    .exit_status = CAIRN_CLI_MSG_EXIT_FOUND,
    .examples = {"cairn explain /var/log/nginx/error.log",
        "cairn explain -m 'certificate verify failed'", "journalctl -u nginx | cairn explain"},
    .manual = "cairn",
};

static const struct cairn_cli_command commands[] = {
    {.name = "explain",
        .summary = {"say what the errors in files, a message or standard input mean",
            "解释文件、消息或标准输入中的错误"},
        .run = cairn_cli_explain,
        .options = ON(MESSAGE) | ON(DOMAIN) | ON(FULL) | ON(LEDGER) | RESULT | ON(OUTPUT) | CANONS |
                   COMMON,
        .operands = {"[OPTIONS] [FILE...|-]", "[OPTIONS] -m TEXT"},
        .max_operands = CAIRN_CLI_MANY,
        .values = CLI_FILE,
        .exit_status = CAIRN_CLI_MSG_EXIT_FOUND,
        .examples = {"cairn explain error.log",
            "cairn explain -m 'upstream timed out (110: Connection timed out)'",
            "docker logs web 2>&1 | cairn explain --lang zh",
            "cairn explain --format html -o report.html error.log"},
        .manual = "cairn-explain"},
    {.name = "show",
        .summary = {"print a record or a family", "显示一条记录或一个记录族"},
        .run = cairn_cli_show,
        .options = ON(NEXT) | ON(CELLS) | ON(ENV) | ON(CAUSE) | ON(CHANGE) | ON(FULL) | ON(LEDGER) |
                   RESULT | ON(OUTPUT) | CANONS | COMMON,
        .operands = {"[OPTIONS] ID", "--cells [--cause ID --change ID] [--env NAME] ID"},
        .min_operands = 1,
        .max_operands = 1,
        .exit_status = CAIRN_CLI_MSG_EXIT_FOUND,
        .examples = {"cairn show nginx/upstream-ssl-certificate-verify-error",
            "cairn show --next nginx/upstream-ssl-certificate-verify-error",
            "cairn show --json nginx/upstream-tls", "cairn show --cells nginx/upstream-tls"},
        .manual = "cairn-show"},
    {.name = "search",
        .summary = {"find records by words, in English or Chinese", "用英文或中文词语查找记录"},
        .run = cairn_cli_search,
        .options = ON(DOMAIN) | ON(LIMIT) | RESULT | ON(OUTPUT) | CANONS | COMMON,
        .operands = {"[OPTIONS] WORDS..."},
        .min_operands = 1,
        .max_operands = CAIRN_CLI_MANY,
        .exit_status = CAIRN_CLI_MSG_EXIT_FOUND,
        .examples = {"cairn search certificate chain too long", "cairn search 证书",
            "cairn search --domain nginx -n 3 handshake"},
        .manual = "cairn-search"},
    {.name = "stats",
        .summary = {"count what the canons in use hold", "统计所用 canon 的内容"},
        .run = cairn_cli_stats,
        .options = RESULT | ON(OUTPUT) | CANONS | COMMON,
        .operands = {"[OPTIONS]"},
        .exit_status = CAIRN_CLI_MSG_EXIT_DONE,
        .examples = {"cairn stats", "cairn stats --json --canon build/canon.db"},
        .manual = "cairn-stats"},
    {.name = "outcome",
        .summary = {"say whether a change worked, or show what was said of a record",
            "反馈某项操作是否有效，或查看一条记录的反馈"},
        .run = cairn_cli_outcome,
        .options = ON(OUTCOME_CAUSE) | ON(OUTCOME_ENV) | ON(LEDGER) | ON(SERVER) | ON(TOKEN_FILE) |
                   ON(INSECURE_HTTP) | RESULT | ON(OUTPUT) | CANONS | COMMON,
        .operands = {"[OPTIONS] ID CHANGE worked|failed", "[OPTIONS] ID"},
        .min_operands = 1,
        .max_operands = 3,
        .exit_status = CAIRN_CLI_MSG_EXIT_FOUND,
        .examples = {"cairn outcome nginx/upstream-verify-expired sound_ca worked",
            "cairn outcome --env 'nginx 1.22.1' ID CHANGE failed",
            "cairn outcome --server https://example.org --token-file F ID CHANGE worked",
            "cairn outcome nginx/upstream-verify-expired"},
        .manual = "cairn-outcome"},
    {.name = "prove",
        .summary = {"run every change on every cause, with the real programs",
            "用真实程序对每种原因运行每项操作"},
        .run = cairn_cli_prove,
        .options = ON(ENV) | ON(CAUSE) | ON(CHANGE) | ON(CHECK) | ON(STALE) | ON(LIST_CELLS) |
                   ON(MUTATE) | ON(RUNS) | ON(SAMPLE) | ON(SEED) | ON(JOBS) | ON(KEEP) |
                   ON(TRUST_CANON) | ON(FULL) | REPORT | ON(QUIET) | COMMON,
        .operands = {"[OPTIONS] [FAMILY|ID...]"},
        .max_operands = CAIRN_CLI_MANY,
        .values = CLI_RIG,
        .exit_status = CAIRN_CLI_MSG_EXIT_PROVE,
        .examples = {"cairn prove nginx/upstream-tls", "cairn prove --check --env host --sample 40",
            "cairn prove --stale --env nginx-1.22,nginx-1.30",
            "cairn prove nginx/upstream-tls --cause self_signed --change trust_root"},
        .manual = "cairn-prove"},
    {.name = "env",
        .summary = {"list, add or remove the programs that the lab runs",
            "列出、添加或移除实验用的程序环境"},
        .run = cairn_cli_env,
        .options = ON(TRUST_CANON) | REPORT | ON(QUIET) | COMMON,
        .operands = {"[OPTIONS] [list [NAME...]]", "[OPTIONS] add|remove NAME..."},
        .max_operands = CAIRN_CLI_MANY,
        .values = "list add remove",
        .exit_status = CAIRN_CLI_MSG_EXIT_DONE,
        .examples = {"cairn env list", "cairn env add nginx-1.22 nginx-1.30",
            "cairn env remove nginx-1.18"},
        .manual = "cairn-env"},
    {.name = "lint",
        .summary = {"check the source folder of a canon", "检查 canon 的源目录"},
        .run = cairn_cli_lint,
        .options = ON(COST) | REPORT | ON(OUTPUT) | COMMON,
        .operands = {"[OPTIONS] [FOLDER]"},
        .max_operands = 1,
        .values = CLI_FOLDER,
        .exit_status = CAIRN_CLI_MSG_EXIT_REFUSED,
        .examples = {"cairn lint canon", "cairn lint --cost canon"},
        .manual = "cairn-lint"},
    {.name = "build",
        .summary = {"compile the source folder of a canon into one file",
            "将 canon 源目录编译成一个文件"},
        .run = cairn_cli_build,
        .options = ON(OUTPUT_CANON) | ON(QUIET) | REPORT | COMMON,
        .operands = {"[OPTIONS] [FOLDER] -o FILE"},
        .max_operands = 1,
        .values = CLI_FOLDER,
        .exit_status = CAIRN_CLI_MSG_EXIT_REFUSED,
        .examples = {"cairn build canon -o canon.db"},
        .manual = "cairn-build"},
    {.name = "import",
        .summary = {"make a canon of the records of another one",
            "把其他 canon 的记录转换成 canon"},
        .run = cairn_cli_import,
        .options = ON(OUTPUT_FOLDER) | ON(SOURCE) | ON(READ_ON) | REPORT | COMMON,
        .operands = {"[OPTIONS] --output DIR FILE..."},
        .min_operands = 1,
        .max_operands = CAIRN_CLI_MANY,
        .values = CLI_FILE,
        .exit_status = CAIRN_CLI_MSG_EXIT_IMPORT,
        .examples = {"cairn import --output other --source https://example.org/ records/*.json"},
        .manual = "cairn-import"},
    {.name = "export",
        .summary = {"write records as documents, or all as a site",
            "把记录导出为文档，或导出整个站点"},
        .run = cairn_cli_export,
        .options = ON(ALL) | ON(SHAPE) | ON(EXPORT_FORMAT) | ON(JSON) | ON(OUTPUT) | ON(SITE) |
                   ON(BASE_URL) | CANONS | COMMON,
        .operands = {"[OPTIONS] ID|--all", "--site DIR [--base-url URL]"},
        .max_operands = 1,
        .exit_status = CAIRN_CLI_MSG_EXIT_FOUND,
        .examples = {"cairn export --shape reference nginx/upstream-ssl-certificate-verify-error",
            "cairn export --all --format ndjson -o records.ndjson",
            "cairn export --site public --base-url https://errors.example.org"},
        .manual = "cairn-export"},
    {.name = "serve",
        .summary = {"answer browsers and programs over HTTP", "通过 HTTP 提供网页和接口"},
        .run = cairn_cli_serve,
        .options = ON(LISTEN) | ON(LEDGER) | ON(TOKENS) | ON(BASE_URL) | ON(WORKERS) | ON(USER) |
                   ON(RATE) | ON(MAX_BODY) | ON(CONNECTIONS) | ON(PAGE_MEMORY) | ON(LOG) | RESULT |
                   ON(OUTPUT) | CANONS | COMMON,
        .operands = {"[OPTIONS]", "[OPTIONS] token list|add|revoke [NAME [ORGANISATION]]"},
        .max_operands = 4,
        .values = "token list add revoke",
        .exit_status = CAIRN_CLI_MSG_EXIT_SERVE,
        .examples = {"cairn serve",
            "cairn serve --listen 0.0.0.0:80 --ledger /var/lib/cairn/ledger.db",
            "cairn serve --listen unix:/run/cairn/http.sock --base-url https://example.org",
            "cairn serve token add ada 'Example Ltd'"},
        .manual = "cairn-serve"},
    {.name = "trust",
        .summary = {"let the canon of a project's folder be used",
            "允许使用某个项目目录中的 canon"},
        .run = cairn_cli_trust,
        .options = ON(LIST) | ON(REMOVE) | ON(QUIET) | COMMON,
        .operands = {"[OPTIONS] DIR", "--list"},
        .max_operands = 1,
        .values = CLI_FOLDER,
        .exit_status = CAIRN_CLI_MSG_EXIT_DONE,
        .examples = {"cairn trust .", "cairn trust --list", "cairn trust --remove ."},
        .manual = "cairn-trust"},
    {.name = "completion",
        .summary = {"print the completions of a shell", "输出 shell 的补全脚本"},
        .run = cairn_cli_completion,
        .options = COMMON,
        .operands = {"bash|zsh|fish"},
        .min_operands = 1,
        .max_operands = 1,
        .values = "bash zsh fish",
        .exit_status = CAIRN_CLI_MSG_EXIT_DONE,
        .examples = {"eval \"$(cairn completion bash)\"", "cairn completion zsh > ~/.zfunc/_cairn",
            "cairn completion fish > ~/.config/fish/completions/cairn.fish"},
        .manual = "cairn-completion",
        .may_lack_config = true},
    {.name = "help",
        .summary = {"show the help of cairn or of a verb", "显示 cairn 或某个命令的帮助"},
        .run = cairn_cli_help,
        .options = COMMON,
        .operands = {"[VERB]"},
        .max_operands = 1,
        .values = CAIRN_CLI_VERBS,
        .exit_status = CAIRN_CLI_MSG_EXIT_DONE,
        .examples = {"cairn help explain"},
        .manual = "cairn-help",
        .may_lack_config = true},
    {.name = "version",
        .summary = {"show the version", "显示版本"},
        .run = cairn_cli_version,
        .options = COMMON,
        .operands = {""},
        .exit_status = CAIRN_CLI_MSG_EXIT_DONE,
        .examples = {"cairn version"},
        .manual = "cairn-version",
        .may_lack_config = true},
};

const struct cairn_cli_command *cairn_cli_commands(size_t *out_count)
{
    *out_count = CAIRN_ARRAY_SIZE(commands);
    return commands;
}

const struct cairn_cli_command *cairn_cli_find_command(const char *name)
{
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(commands); i++) {
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    }
    return NULL;
}

const char *cairn_cli_near_command(const char *name)
{
    struct cairn_near near = {.word = name};
    for (size_t i = 0; i < CAIRN_ARRAY_SIZE(commands); i++)
        cairn_near_offer(&near, commands[i].name);
    return near.best;
}
