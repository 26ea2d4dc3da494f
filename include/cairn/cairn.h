/*
 * libcairn: what an error means, what not to try, and what works. The same use cases that the
 * command line, the HTTP API and MCP offer. Every use case gives a result, which can be written out
 * in any format; all doors show the same facts.
 *
 * Ownership: what an out_ parameter gives is freed by the caller with the function named at its
 * declaration. Options are plain structs: all-zero means the default. An engine and its results are
 * used by one thread at a time. `err` may be NULL.
 */
#ifndef CAIRN_CAIRN_H
#define CAIRN_CAIRN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cairn/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CAIRN_EXPORT  __attribute__((visibility("default")))
#define CAIRN_CHECKED __attribute__((warn_unused_result))
#else
#define CAIRN_EXPORT
#define CAIRN_CHECKED
#endif

struct cairn_engine;
struct cairn_result;

enum cairn_language {
    CAIRN_LANGUAGE_EN = 0,
    CAIRN_LANGUAGE_ZH,
};

enum cairn_format {
    CAIRN_FORMAT_TEXT = 0,
    CAIRN_FORMAT_JSON,
    CAIRN_FORMAT_NDJSON,
    CAIRN_FORMAT_MARKDOWN,
    CAIRN_FORMAT_HTML,
};

/* What a result amounts to; the command line makes its exit code of it. */
enum cairn_conclusion {
    CAIRN_FOUND = 0,   /* something known was found, or the work was done */
    CAIRN_NONE,        /* nothing found; lint: refused; import: some records not indexed; prove: a
                        * contradiction
                        */
    CAIRN_INCOMPLETE,  /* found or not, but a limit or an unreadable part means there may be more;
                          prove: a cell failed, or the run was interrupted */
    CAIRN_NOTHING_RAN, /* prove: no arm could run here */
};

struct cairn_engine_options {
    /* Canon files; when canon_count is 0: those of the search path below. At most
     * CAIRN_LIMIT_CANONS (16). */
    const char *const *canon_paths;
    size_t canon_count;
    /* Search path, nearest first, used when canon_count is 0; files that do not exist are skipped.
     */
    const char *const *default_paths;
    size_t default_count;
    /* The ledger of outcomes whose counts are shown as `field` (see below); NULL: none, and `field`
     * says "none". A file that does not exist yet counts as an empty one. */
    const char *ledger_path;
    /* Results name canon files without their folders: for doors that strangers use. */
    bool hides_folders;
};

/* Opens the canons. No canon at all is CAIRN_ERR_NOT_FOUND. Freed with cairn_engine_close. */
CAIRN_EXPORT enum cairn_status cairn_engine_open(const struct cairn_engine_options *options,
    struct cairn_engine **out_engine, struct cairn_error *err) CAIRN_CHECKED;
CAIRN_EXPORT void cairn_engine_close(struct cairn_engine *engine);

/* One input: a descriptor (memory NULL) or memory. Borrowed during the call. */
struct cairn_input {
    const char *name; /* for messages and results, such as the file's path */
    int fd;
    const char *memory;
    size_t memory_size;
};

struct cairn_explain_options {
    enum cairn_language language;
    const char *domain; /* only this domain; NULL: all */
    /* Called now and then while reading large inputs; NULL: never. */
    void (*progress)(void *context, uint64_t bytes_read);
    void *progress_context;
};

/* What do these inputs hold? Results are freed with cairn_result_free. */
CAIRN_EXPORT enum cairn_status cairn_explain(struct cairn_engine *engine,
    const struct cairn_input *inputs, size_t input_count,
    const struct cairn_explain_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

struct cairn_show_options {
    enum cairn_language language;
    bool next; /* only what leads here and what comes next */
};

/* One record or family by id; an unknown id gives CAIRN_NONE with near ones. */
CAIRN_EXPORT enum cairn_status cairn_show(struct cairn_engine *engine, const char *id,
    const struct cairn_show_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

struct cairn_search_options {
    enum cairn_language language;
    const char *domain;
    uint32_t limit; /* 0: 10 */
};

CAIRN_EXPORT enum cairn_status cairn_search(struct cairn_engine *engine, const char *query,
    const struct cairn_search_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

struct cairn_list_options {
    enum cairn_language language;
    const char *domain; /* only this domain; NULL: all */
    const char *after;  /* only ids behind this one, which need not exist; NULL: from the start */
    uint32_t limit;     /* 0: 100; at most 1,000 */
};

/* Records in order of id (bytewise), a page at a time (cairn.records/1): `next` of a page is
 * `after` of the one behind it, null on the last. */
CAIRN_EXPORT enum cairn_status cairn_list_records(struct cairn_engine *engine,
    const struct cairn_list_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;
/* All families (cairn.families/1). */
CAIRN_EXPORT enum cairn_status cairn_list_families(struct cairn_engine *engine,
    enum cairn_language language, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

/* What the lab measured, cell by cell. */
struct cairn_cells_options {
    enum cairn_language language;
    /* Only these; NULL: all. With a cause and a change the transcripts of the cell are read too. */
    const char *cause, *change, *environment;
};

/* The matrix of one record or family; an unknown id gives CAIRN_NONE with near ones, as does a
 * cause, change or environment that it has not. */
CAIRN_EXPORT enum cairn_status cairn_cells(struct cairn_engine *engine, const char *id,
    const struct cairn_cells_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

CAIRN_EXPORT enum cairn_status cairn_statistics(struct cairn_engine *engine,
    enum cairn_language language, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

enum cairn_export_shape {
    CAIRN_SHAPE_PUBLISHED = 0, /* all that Cairn publishes */
    CAIRN_SHAPE_REFERENCE,     /* the keys of the reference shape; imported records verbatim */
};

/* Calls `write` with the bytes of each record in order of id: JSON documents, or one line each with
 * NDJSON. id NULL: all records. A status other than OK from `write` stops and is returned.
 * *out_conclusion is CAIRN_NONE when there is no such id. */
struct cairn_export_options {
    const char *id;
    enum cairn_export_shape shape;
    enum cairn_format format;
    enum cairn_language language;
    enum cairn_status (*write)(
        void *context, const char *bytes, size_t size, struct cairn_error *err);
    void *write_context;
};

CAIRN_EXPORT enum cairn_status cairn_export(struct cairn_engine *engine,
    const struct cairn_export_options *options, enum cairn_conclusion *out_conclusion,
    struct cairn_error *err) CAIRN_CHECKED;

/* Authoring. These need no engine. */
struct cairn_lint_options {
    enum cairn_language language;
    bool cost; /* instead of complaints: what each signature costs a scan */
};

CAIRN_EXPORT enum cairn_status cairn_lint_folder(const char *canon_folder,
    const struct cairn_lint_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;
/* Lints, then compiles; nothing is written when lint refuses (CAIRN_NONE). Written aside and
 * renamed. */
CAIRN_EXPORT enum cairn_status cairn_build_folder(const char *canon_folder, const char *output_path,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_CHECKED;

struct cairn_import_request {
    const char *const *paths;
    size_t path_count;
    const char *output_folder;
    const char *source_name; /* may be NULL */
    const char *read_on;     /* YYYY-MM-DD; NULL: today */
};

CAIRN_EXPORT enum cairn_status cairn_import_files(const struct cairn_import_request *request,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_CHECKED;

/*
 * The lab: makes errors happen with the real programs and tries every change on every cause. It is
 * the program cairn-lab; these functions start it and read what it reports. They need no engine.
 */
enum cairn_lab_event_kind {
    CAIRN_LAB_START = 0, /* a family begins */
    CAIRN_LAB_CELL,      /* one result */
    CAIRN_LAB_MESSAGE,   /* what concerns no cell */
};

/* Borrowed during the call. */
struct cairn_lab_event {
    enum cairn_lab_event_kind kind;
    bool is_notable;      /* a cell that contradicts its claim or failed; a warning or error */
    uint64_t done, total; /* runs of arms, of the families that have begun; done <= total */
    const struct cairn_result *event; /* for cairn_result_write: text, JSON or NDJSON */
};

struct cairn_lab_options {
    const char *program; /* NULL: cairn-lab beside the running program, else the installed one */
    const char *canon_folder; /* source folder of a canon */
    bool is_trusted;          /* canon_folder need not lie below the current folder */
    enum cairn_language language;
    /* SIGINT and SIGTERM of this process are taken during the call and passed on to the lab, which
     * then ends in order: what was won is kept. Blocks them for the calling thread. */
    bool takes_signals;
    /* Called for each event in order; NULL: never. Another status than OK stops the lab in order
     * and is returned. */
    enum cairn_status (*event)(
        void *context, const struct cairn_lab_event *event, struct cairn_error *err);
    void *event_context;
};

struct cairn_prove_options {
    struct cairn_lab_options lab;
    /* Families or records; none: every family with a rig. */
    const char *const *ids;
    size_t id_count;
    /* Only these; none: those that the families name. */
    const char *const *environments;
    size_t environment_count;
    const char *const *causes;
    size_t cause_count;
    const char *const *changes;
    size_t change_count;
    uint32_t jobs;   /* arms at the same time; 0: twice the processors */
    uint32_t runs;   /* of cells whose results are new, at most 3; 0: 3 */
    uint32_t sample; /* so many random cells; 0: all */
    uint64_t seed;   /* of the sample; 0: one is made up, and named in the result */
    bool keep;       /* keep the world of each arm in a folder */
    bool check;      /* compare with the evidence, write nothing */
    bool stale;      /* only what has no evidence with the present recipe */
    bool list;       /* run nothing, list the cells */
    bool mutate;     /* test the rig instead of the claims */
};

/* CAIRN_FOUND: all agree. CAIRN_NONE: a contradiction, or with `check` a difference.
 * CAIRN_INCOMPLETE: a cell failed, or the run was interrupted. CAIRN_NOTHING_RAN. */
CAIRN_EXPORT enum cairn_status cairn_prove(const struct cairn_prove_options *options,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_CHECKED;

enum cairn_environments_action {
    CAIRN_ENVIRONMENTS_LIST = 0,
    CAIRN_ENVIRONMENTS_ADD, /* downloads; the only thing that does */
    CAIRN_ENVIRONMENTS_REMOVE,
};

struct cairn_environments_options {
    struct cairn_lab_options lab;
    enum cairn_environments_action action;
    const char *const *names; /* LIST: none are all that the canon defines */
    size_t name_count;
};

/* Sets of real program versions: what is there, unpacked or taken away. */
CAIRN_EXPORT enum cairn_status cairn_environments(const struct cairn_environments_options *options,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_CHECKED;

/*
 * The ledger of outcomes: what people and programs say of changes that they tried. A SQLite file,
 * append-only. A reporter is a token that the operator issued; what comes without one is kept
 * apart and never counted.
 */
struct cairn_report {
    const char *record; /* id; an alias or former id is resolved */
    const char *change; /* id of a change or plan of its family */
    bool worked;        /* else it failed */
    /* What the reporter knows besides; NULL: not known. */
    const char *cause;       /* id of a cause of the record */
    const char *environment; /* versions, such as "nginx 1.22.1, openssl 3.0.20" */
    const char *token;       /* the reporter's; NULL: unattributed */
};

/* Writes an outcome down; it is durable when this returns. The result (cairn.outcome/1) says what
 * was kept and whether it counts. An unknown record, change or cause is CAIRN_ERR_NOT_FOUND with
 * near ones, an unknown or revoked token CAIRN_ERR_DENIED. The engine must have been opened with a
 * ledger_path. */
CAIRN_EXPORT enum cairn_status cairn_report_outcome(struct cairn_engine *engine,
    const struct cairn_report *report, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;
struct cairn_send_options {
    const char *server;  /* its URL, such as "https://errors.example.org" */
    const char *program; /* NULL: cairn-send beside the running program, else the installed one */
    bool allows_plain_http; /* also to other machines: whoever is between reads the token */
};
/* The same to a server, which decides: the result is the server's. It is the program cairn-send
 * that speaks to it. Needs no engine and no canon. */
CAIRN_EXPORT enum cairn_status cairn_send_outcome(const struct cairn_report *report,
    const struct cairn_send_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;
/* What was reported of a record (cairn.outcomes/1): counts by change and cause, apart for reporters
 * and for what is unattributed. An unknown id gives CAIRN_NONE with near ones. */
CAIRN_EXPORT enum cairn_status cairn_outcomes(struct cairn_engine *engine, const char *id,
    enum cairn_language language, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

enum cairn_tokens_action {
    CAIRN_TOKENS_LIST = 0,
    CAIRN_TOKENS_ADD,    /* the result is the only place where the token itself is ever shown */
    CAIRN_TOKENS_REVOKE, /* its outcomes no longer count */
};

struct cairn_tokens_options {
    enum cairn_language language;
    const char *ledger_path;
    enum cairn_tokens_action action;
    const char *name;         /* ADD, REVOKE: of the reporter */
    const char *organisation; /* ADD */
};

/* Who may report (cairn.tokens/1). Needs no engine; makes the ledger when it does not exist. */
CAIRN_EXPORT enum cairn_status cairn_tokens(const struct cairn_tokens_options *options,
    struct cairn_result **out_result, struct cairn_error *err) CAIRN_CHECKED;

/*
 * The site: pages for people, the same content for programs. What the server sends and what a
 * static export writes are the bytes that these functions give.
 */
struct cairn_site_options {
    /* Of absolute links (canonical, sitemap, feed), such as "https://errors.example.org", without a
     * slash at the end. NULL: absolute links are left out. */
    const char *base_url;
};

/* Freed with cairn_page_free. */
struct cairn_page {
    const char *type;     /* of the content, with its charset; static */
    const char *language; /* "en", "zh-Hans"; NULL: it is in none */
    char *bytes;
    size_t size;
};

/* The page at `path`, which begins with a slash: "/", "/errors/nginx/x/",
 * "/errors/nginx/x/index.json" … *out_conclusion is CAIRN_NONE when there is none. */
CAIRN_EXPORT enum cairn_status cairn_site_page(struct cairn_engine *engine,
    const struct cairn_site_options *options, const char *path, struct cairn_page *out_page,
    enum cairn_conclusion *out_conclusion, struct cairn_error *err) CAIRN_CHECKED;
CAIRN_EXPORT void cairn_page_free(struct cairn_page *page);
/* Calls `path` with each path of the site, in order. A status other than OK stops and is returned.
 */
CAIRN_EXPORT enum cairn_status cairn_site_paths(struct cairn_engine *engine,
    const struct cairn_site_options *options,
    enum cairn_status (*path)(void *context, const char *path, struct cairn_error *err),
    void *path_context, struct cairn_error *err) CAIRN_CHECKED;
/* A path that is none any more, or is written otherwise (a former id, an alias, a missing slash):
 * where it is now, freed with cairn_bytes_free; NULL: nowhere. */
CAIRN_EXPORT enum cairn_status cairn_site_moved(struct cairn_engine *engine, const char *path,
    char **out_path, struct cairn_error *err) CAIRN_CHECKED;
/* The site as files: every path of cairn_site_paths, "…/" as "…/index.html". */
struct cairn_site_export_options {
    const char *folder;   /* new, empty, or one that an earlier export wrote */
    const char *base_url; /* as above */
    /* Called after each file; NULL: never. */
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *progress_context;
};

struct cairn_site_export_counts {
    uint64_t files, bytes; /* of the site */
    uint64_t written;      /* files that are new or changed */
    uint64_t removed;      /* files of an earlier export that belong to the site no more */
};

/* Each file is replaced whole. A folder with anything else in it where a file belongs is
 * CAIRN_ERR_INVALID, and nothing is written then; nothing foreign is ever changed or removed. */
CAIRN_EXPORT enum cairn_status cairn_export_site(struct cairn_engine *engine,
    const struct cairn_site_export_options *options, struct cairn_site_export_counts *out_counts,
    struct cairn_error *err) CAIRN_CHECKED;
/* A result as a page of the site: what was explained, searched for, or asked for in vain. `path` is
 * where the page stands, for the link to its other language. */
CAIRN_EXPORT enum cairn_status cairn_site_answer(const struct cairn_result *result,
    const struct cairn_site_options *options, enum cairn_language language, const char *path,
    struct cairn_page *out_page, struct cairn_error *err) CAIRN_CHECKED;
/* What to say of a path that is none (cairn.missing/1): records that it may have meant. */
CAIRN_EXPORT enum cairn_status cairn_site_missing(struct cairn_engine *engine, const char *path,
    enum cairn_language language, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;
/* The form for an outcome (cairn.outcome-form/1). `guard` stands in it as a hidden field and comes
 * back with it: the door's protection against forged requests. */
struct cairn_outcome_form_options {
    enum cairn_language language;
    const char *record; /* NULL: none chosen yet */
    const char *change; /* NULL: none chosen yet */
    const char *guard;
};
CAIRN_EXPORT enum cairn_status cairn_outcome_form(struct cairn_engine *engine,
    const struct cairn_outcome_form_options *options, struct cairn_result **out_result,
    struct cairn_error *err) CAIRN_CHECKED;

/* Results. */
CAIRN_EXPORT void cairn_result_free(struct cairn_result *result);
CAIRN_EXPORT enum cairn_conclusion cairn_result_conclusion(const struct cairn_result *result);
/* A text of a result by the path of its keys, such as "record.id"; NULL when there is none.
 * Borrowed from the result. */
CAIRN_EXPORT const char *cairn_result_text(const struct cairn_result *result, const char *path);

struct cairn_write_options {
    enum cairn_format format;
    enum cairn_language language;
    bool full;   /* text: everything instead of what decides */
    bool colour; /* text: ANSI colours */
    int columns; /* text: width to wrap at; 0: 80 */
};

/* The bytes of a result in a format; NUL-terminated, *out_size without the NUL; freed with
 * cairn_bytes_free. */
CAIRN_EXPORT enum cairn_status cairn_result_write(const struct cairn_result *result,
    const struct cairn_write_options *options, char **out_bytes, size_t *out_size,
    struct cairn_error *err) CAIRN_CHECKED;
CAIRN_EXPORT void cairn_bytes_free(char *bytes);

CAIRN_EXPORT const char *cairn_version(void);

#ifdef __cplusplus
}
#endif
#endif
